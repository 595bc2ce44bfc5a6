//! The relay, asked over web sockets.
