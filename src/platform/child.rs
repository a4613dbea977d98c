//! Another program run to its end: what it printed, how it ended, and no longer than a deadline.
//!
//! It gets nothing to read, and never a terminal: what it prints is kept.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More than this is not kept of an output.
const MOST: usize = 1 << 24;
/// What the program left to others may still be written to: so long that is waited for.
const LEFTOVER: Duration = Duration::from_millis(250);

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its exit code; `None` where it was killed, by the deadline or by others.
    pub code: Option<i32>,
    /// It was killed because it took too long.
    pub too_long: bool,
    /// What it printed.
    pub output: Vec<u8>,
    /// What it said on standard error.
    pub complaint: String,
}

/// Runs a program, and kills it after the deadline.
///
/// # Errors
/// What the system says where it can't be started.
pub fn run(command: &mut Command, deadline: Duration) -> std::io::Result<Ended> {
    let begun = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (closed, both) = channel::<()>();
    let output = child.stdout.take().map(|pipe| kept(pipe, closed.clone()));
    let complaint = child.stderr.take().map(|pipe| kept(pipe, closed));
    let mut too_long = false;
    let mut pause = Duration::from_millis(1);
    let code = loop {
        if let Some(status) = child.try_wait()? {
            break status.code();
        }
        let left = deadline.saturating_sub(begun.elapsed());
        if left.is_zero() {
            too_long = true;
            child.kill()?;
            child.wait()?;
            break None;
        }
        // A program that ends closes its outputs; one that closed them ends soon, or later.
        if both.recv_timeout(LEFTOVER.min(left)) == Err(RecvTimeoutError::Disconnected) {
            std::thread::sleep(pause.min(left));
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    };
    // Another program that it started may hold its outputs open.
    let _ = both.recv_timeout(LEFTOVER);
    let taken = |bytes: Option<Kept>| bytes.map_or_else(Vec::new, |b| std::mem::take(&mut *lock(&b)));
    let complaint = String::from_utf8_lossy(&taken(complaint)).into_owned();
    Ok(Ended { code, too_long, output: taken(output), complaint })
}

type Kept = Arc<Mutex<Vec<u8>>>;

fn lock(kept: &Kept) -> std::sync::MutexGuard<'_, Vec<u8>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a pipe to its end in a thread of its own, so that nobody waits for a full one.
fn kept(mut pipe: impl Read + Send + 'static, closed: Sender<()>) -> Kept {
    let kept = Kept::default();
    let into = Arc::clone(&kept);
    std::thread::spawn(move || {
        let mut some = [0; 1 << 12];
        loop {
            match pipe.read(&mut some) {
                Ok(n) if n > 0 => {
                    let mut all = lock(&into);
                    if all.len() < MOST {
                        all.extend(&some[..n]);
                    }
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                _ => break,
            }
        }
        drop(closed);
    });
    kept
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str, deadline: Duration) -> (Ended, Duration) {
        let begun = Instant::now();
        let ended = run(Command::new("sh").args(["-c", script]), deadline).unwrap();
        (ended, begun.elapsed())
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn what_a_program_says_and_how_it_ended_is_kept() {
        let (ended, took) = shell("echo out; echo err >&2; exit 7", LONG);
        assert_eq!((ended.code, ended.too_long), (Some(7), false));
        assert_eq!((ended.output.as_slice(), ended.complaint.as_str()), (&b"out\n"[..], "err\n"));
        assert!(took < Duration::from_secs(5), "{took:?}");
        let (ended, _) = shell("kill -9 $$", LONG);
        assert_eq!((ended.code, ended.too_long), (None, false));
        assert!(run(&mut Command::new("/nonexistent/program"), LONG).is_err());
    }

    #[test]
    fn more_than_a_pipe_holds_is_no_reason_to_wait_for_ever() {
        let (ended, _) = shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2", LONG);
        assert_eq!((ended.code, ended.output.len(), ended.complaint.len()), (Some(0), 3_000_000, 3_000_000));
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let (ended, took) = shell("echo begun; exec sleep 60", Duration::from_millis(300));
        assert_eq!((ended.code, ended.too_long, ended.output.as_slice()), (None, true, &b"begun\n"[..]));
        assert!(took < Duration::from_secs(5), "{took:?}");
        let (ended, _) = shell("exec >&- 2>&-; exec sleep 60", Duration::from_millis(300));
        assert!(ended.too_long);
    }

    #[test]
    fn whoever_it_leaves_behind_is_not_waited_for() {
        let (ended, took) = shell("echo out; sleep 5 & exit 0", LONG);
        assert_eq!((ended.code, ended.output.as_slice()), (Some(0), &b"out\n"[..]));
        assert!(took < Duration::from_secs(4), "{took:?}");
    }

    #[test]
    fn it_has_nothing_to_read() {
        let (ended, _) = shell("cat; test -t 2 || echo unseen", LONG);
        assert_eq!((ended.code, ended.output.as_slice()), (Some(0), &b"unseen\n"[..]));
    }
}
