//! Running a program on what a stranger sent: confined, bounded, and ended when it takes too long.

use std::io::{self, Read};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::confine::{Allowance, bound, confine};

/// How often it is looked whether a child has ended.
const LOOK: Duration = Duration::from_millis(10);
/// What is kept of its complaints.
const COMPLAINT: u64 = 2_000;
/// What is read from it at a time.
const CHUNK: usize = 64 * 1024;

/// What is to be run.
#[derive(Debug)]
pub(super) struct Task<'a> {
    /// The program.
    pub(super) program: &'a Path,
    /// What it is told; nothing of it comes from a stranger.
    pub(super) arguments: Vec<String>,
    /// Where it works. It can write nowhere else.
    pub(super) folder: &'a Path,
    /// What it may use up.
    pub(super) allowance: Allowance,
    /// How long it may take.
    pub(super) patience: Duration,
    /// Turns true when the server is about to stop.
    pub(super) stop: &'a AtomicBool,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Well.
    Well,
    /// With a complaint, or by crossing one of its bounds.
    Badly,
    /// It took too long.
    Late,
    /// The server is about to stop.
    Stopped,
}

impl Task<'_> {
    /// Runs it to its end; what it prints goes to `heard`, which says whether to go on.
    pub(super) fn run(&self, heard: impl FnMut(&[u8]) -> bool + Send) -> io::Result<Ended> {
        // The thread is given up with the rights that it gave away.
        thread::scope(|scope| {
            let ended = scope.spawn(|| {
                confine(self.folder)?;
                self.run_confined(heard)
            });
            ended
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("a thread broke down")))
        })
    }

    fn run_confined(&self, mut heard: impl FnMut(&[u8]) -> bool + Send) -> io::Result<Ended> {
        let mut child = Command::new(self.program)
            .args(&self.arguments)
            .env_clear()
            .current_dir(self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let (out, complaints) = (child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            let listening = scope.spawn(move || {
                let (mut room, mut goes_on) = (vec![0; CHUNK], true);
                let mut out = out;
                while let Some(count) = out.as_mut().and_then(|out| out.read(&mut room).ok()) {
                    if count == 0 {
                        break;
                    }
                    // What nobody wants to hear is read all the same, so that the child never waits for a reader.
                    goes_on = goes_on && room.get(..count).is_some_and(&mut heard);
                }
                goes_on
            });
            let complaining = scope.spawn(move || {
                let mut text = Vec::new();
                let mut pipe = complaints.map(|pipe| pipe.take(COMPLAINT));
                let _ = pipe.as_mut().map(|pipe| pipe.read_to_end(&mut text));
                // The rest is read too, so that it never waits for a reader.
                let _ = pipe.map(|pipe| io::copy(&mut pipe.into_inner(), &mut io::sink()));
                String::from_utf8_lossy(&text).into_owned()
            });
            let ended = self.watch(&mut child);
            let complaint = complaining.join().unwrap_or_default();
            let all_heard = listening.join().unwrap_or(false);
            let ended = match ended? {
                Ended::Well if !all_heard => Ended::Badly,
                ended => ended,
            };
            if ended != Ended::Well {
                tracing::debug!(program = %self.program.display(), ?ended, complaint, "a file could not be read");
            }
            Ok(ended)
        })
    }

    /// Waits for the child, and ends it when it must.
    fn watch(&self, child: &mut Child) -> io::Result<Ended> {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or(io::ErrorKind::NotFound)?;
        let bounded = bound(pid, self.allowance);
        let began = Instant::now();
        let ended = loop {
            match child.try_wait()? {
                Some(status) => return Ok(judge(status)),
                None if bounded.is_err() => break Ended::Badly,
                None if self.stop.load(Ordering::Relaxed) => break Ended::Stopped,
                None if began.elapsed() > self.patience => break Ended::Late,
                None => thread::sleep(LOOK),
            }
        };
        let _ = kill_process_group(pid, Signal::KILL);
        child.wait()?;
        Ok(ended)
    }
}

fn judge(status: ExitStatus) -> Ended {
    match status.signal() {
        _ if status.success() => Ended::Well,
        // The kernel's word when the processor's time is used up.
        Some(libc::SIGXCPU | libc::SIGKILL) => Ended::Late,
        _ => Ended::Badly,
    }
}
