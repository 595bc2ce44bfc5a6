//! A stream that ends when nothing goes through it: whoever connects and then says nothing, or reads nothing, does not hold
//! a place for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a client may take to begin: to send so much that it is known which HTTP it speaks. Hyper waits for that without end.
const BEGINS_WITHIN: Duration = Duration::from_secs(15);
/// As long as what HTTP/2 begins with (RFC 9113 §3.4). Requests that are shorter are answered before they count.
const BEGINNING: usize = 24;
/// How long there may be nothing at all in either direction: longer than any answer takes to begin. What is open for long
/// (web sockets, event streams, HTTP/2) says something every half minute.
const SILENCE: Duration = Duration::from_mins(5);

/// A stream, and when it ends if it stays silent.
pub(super) struct Idle<S> {
    stream: S,
    /// When something last went through.
    last: Instant,
    /// How much came, until that is known to be a beginning.
    heard: usize,
    /// Looks again later when something went through in the meantime: most streams are never waited for so long.
    alarm: Pin<Box<Sleep>>,
}

impl<S> Idle<S> {
    pub(super) fn new(stream: S) -> Self {
        let last = Instant::now();
        Self {
            stream,
            last,
            heard: 0,
            alarm: Box::pin(sleep_until(last + BEGINS_WITHIN)),
        }
    }

    /// So many bytes came. Whoever sends the beginning byte by byte is not given more time for it.
    fn heard(&mut self, bytes: usize) {
        self.heard = self.heard.saturating_add(bytes);
        if self.heard >= BEGINNING {
            self.last = Instant::now();
        }
    }

    fn said(&mut self) {
        self.heard = BEGINNING;
        self.last = Instant::now();
    }

    /// What is waited for, or the end of waiting.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        loop {
            ready!(self.alarm.as_mut().poll(cx));
            let patience = if self.heard < BEGINNING {
                BEGINS_WITHIN
            } else {
                SILENCE
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
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Pending => self.wait(cx),
            done @ Poll::Ready(_) => {
                self.heard(buffer.filled().len().saturating_sub(before));
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
        self.said();
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
    async fn who_begins_letter_by_letter_is_not_given_more_time() {
        let (ours, mut theirs) = duplex(10);
        let mut idle = Idle::new(ours);
        let began = Instant::now();
        for _ in 0..3 {
            tokio::time::sleep(BEGINS_WITHIN / 4).await;
            theirs.write_u8(b'P').await.unwrap();
            idle.read_u8().await.unwrap();
        }
        idle.read_u8().await.unwrap_err();
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
        idle.write_u8(0).await.unwrap();
        theirs.read_u8().await.unwrap();
        let began = Instant::now();
        for number in 0..10 {
            let span = Duration::from_mins(4);
            assert!(tokio::time::timeout(span, idle.read_u8()).await.is_err());
            idle.write_u8(number).await.unwrap();
            theirs.read_u8().await.unwrap();
        }
        assert!(began.elapsed() > SILENCE * 7);
        idle.read_u8().await.unwrap_err();
    }
}
