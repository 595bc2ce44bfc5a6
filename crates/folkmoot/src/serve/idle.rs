//! A stream that ends when nothing goes through it: whoever connects and then says nothing, or reads nothing, does not hold
//! a place for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a client may take to begin.
const BEGINS_WITHIN: Duration = Duration::from_secs(15);
/// How long there may be nothing at all in either direction: longer than any answer takes to begin. What is open for long
/// (web sockets, event streams, HTTP/2) says something every half minute.
const SILENCE: Duration = Duration::from_mins(5);

/// A stream, and when it ends if it stays silent.
pub(super) struct Idle<S> {
    stream: S,
    /// When something last went through.
    last: Instant,
    has_begun: bool,
    /// Looks again later when something went through in the meantime: most streams are never waited for so long.
    alarm: Pin<Box<Sleep>>,
}

impl<S> Idle<S> {
    pub(super) fn new(stream: S) -> Self {
        let last = Instant::now();
        Self {
            stream,
            last,
            has_begun: false,
            alarm: Box::pin(sleep_until(last + BEGINS_WITHIN)),
        }
    }

    fn moved(&mut self) {
        self.has_begun = true;
        self.last = Instant::now();
    }

    /// What is waited for, or the end of waiting.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        loop {
            ready!(self.alarm.as_mut().poll(cx));
            let patience = if self.has_begun {
                SILENCE
            } else {
                BEGINS_WITHIN
            };
            let end = self.last + patience;
            if end <= Instant::now() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.alarm.as_mut().reset(end);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Idle<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Pending => self.wait(cx),
            done @ Poll::Ready(_) => {
                self.moved();
                done
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Idle<S> {
    /// The same for each way to write.
    fn watched<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_pending() {
            return self.wait(cx);
        }
        self.moved();
        written
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Idle<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watched(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.watched(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Pending => self.wait(cx),
            // There may have been nothing to flush.
            done @ Poll::Ready(_) => done,
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_shutdown(cx) {
            Poll::Pending => self.wait(cx),
            done @ Poll::Ready(_) => done,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_is_waited_for_a_while() {
        let (ours, _theirs) = duplex(10);
        let began = Instant::now();
        let error = Idle::new(ours).read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), BEGINS_WITHIN.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_nothing_is_waited_for_a_while() {
        let (ours, _theirs) = duplex(10);
        let mut idle = Idle::new(ours);
        let began = Instant::now();
        let error = idle.write_all(&[0; 20]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), SILENCE.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_either_way_keeps_it_open() {
        let (ours, mut theirs) = duplex(10);
        let mut idle = Idle::new(ours);
        theirs.write_u8(1).await.unwrap();
        idle.read_u8().await.unwrap();
        let began = Instant::now();
        for number in 0..10 {
            let span = SILENCE - Duration::from_secs(5);
            assert!(tokio::time::timeout(span, idle.read_u8()).await.is_err());
            idle.write_u8(number).await.unwrap();
            theirs.read_u8().await.unwrap();
        }
        assert!(began.elapsed() > SILENCE * 9);
        idle.read_u8().await.unwrap_err();
    }
}
