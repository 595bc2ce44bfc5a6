//! Names: DIDs, handles, NSIDs, record keys, TIDs, AT URIs, and dates (<https://atproto.com/specs>).
