//! Another program run to its end: what it printed, how it ended, and no longer than a deadline.
//!
//! What is run here gets nothing to read, and never a terminal.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// More than this is not kept of what a program complains of.
const MOST: u64 = 1 << 16;
/// What the program left to others may still be written to: so long that is waited for.
const LEFTOVER: Duration = Duration::from_millis(250);

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended<T> {
    /// Its exit code; `None` where it was killed, by the deadline or by others.
    pub code: Option<i32>,
    /// It was killed because it took too long.
    pub too_long: bool,
    /// What was read of its output; `None` where others still hold that open.
    pub output: Option<T>,
    /// What it said on standard error.
    pub complaint: String,
}

/// Runs a program, and kills it after the deadline. `read` reads its output while it runs, so that
/// nobody need keep the whole of it; what it leaves unread is let go.
///
/// # Errors
/// What the system says where it can't be started.
pub fn run<T: Send + 'static>(
    command: &mut Command,
    deadline: Duration,
    read: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
) -> std::io::Result<Ended<T>> {
    let begun = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let output = child.stdout.take().map(|pipe| in_a_thread(pipe, read));
    let complaint = child.stderr.take().map(|pipe| in_a_thread(pipe, text));
    let mut too_long = false;
    let mut pause = Duration::from_millis(1);
    let mut read = None;
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
        match &output {
            // A program that ends closes its output ...
            Some(output) if read.is_none() => read = output.recv_timeout(LEFTOVER.min(left)).ok(),
            // ... and one that closed it ends soon, or later.
            _ => {
                std::thread::sleep(pause.min(left));
                pause = (pause * 2).min(Duration::from_secs(1));
            }
        }
    };
    // Another program that it started may hold its outputs open.
    let late = |from: Option<Receiver<T>>| from.and_then(|from| from.recv_timeout(LEFTOVER).ok());
    let complaint = complaint.and_then(|from| from.recv_timeout(LEFTOVER).ok()).unwrap_or_default();
    Ok(Ended { code, too_long, output: read.or_else(|| late(output)), complaint })
}

/// Starts a program in a process group of its own, so that it can be ended with what it started.
///
/// # Errors
/// What the system says where it can't be started.
pub fn spawn_apart(command: &mut Command) -> std::io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.spawn()
}

/// Waits for a program that was started apart; `None` where it took longer than the deadline: then
/// it was ended, with whatever it had started itself.
///
/// # Errors
/// What the system says where it can't be waited for.
pub fn wait(child: &mut Child, deadline: Duration) -> std::io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(1);
    while begun.elapsed() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
    Ok(None)
}

fn text(pipe: &mut dyn Read) -> String {
    let mut bytes = Vec::new();
    // What can't be read any more was not said.
    let _ = pipe.take(MOST).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads a pipe to its end in a thread of its own, so that nobody waits for a full one.
fn in_a_thread<T: Send + 'static>(
    mut pipe: impl Read + Send + 'static,
    read: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
) -> Receiver<T> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let was = read(&mut pipe);
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        let _ = send.send(was);
    });
    receive
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str, deadline: Duration) -> (Ended<String>, Duration) {
        let begun = Instant::now();
        let ended = run(Command::new("sh").args(["-c", script]), deadline, text).unwrap();
        (ended, begun.elapsed())
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn what_a_program_says_and_how_it_ended_is_kept() {
        let (ended, took) = shell("echo out; echo err >&2; exit 7", LONG);
        assert_eq!((ended.code, ended.too_long), (Some(7), false));
        assert_eq!((ended.output.as_deref(), ended.complaint.as_str()), (Some("out\n"), "err\n"));
        assert!(took < Duration::from_secs(5), "{took:?}");
        let (ended, _) = shell("kill -9 $$", LONG);
        assert_eq!((ended.code, ended.too_long), (None, false));
        assert!(run(&mut Command::new("/nonexistent/program"), LONG, text).is_err());
    }

    #[test]
    fn more_than_a_pipe_holds_is_no_reason_to_wait_for_ever() {
        let (ended, _) = shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2", LONG);
        assert_eq!((ended.code, ended.output.unwrap().len(), ended.complaint.len()), (Some(0), 65536, 65536));
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let (ended, took) = shell("echo begun; exec sleep 60", Duration::from_millis(300));
        assert_eq!((ended.code, ended.too_long, ended.output.as_deref()), (None, true, Some("begun\n")));
        assert!(took < Duration::from_secs(5), "{took:?}");
        let (ended, _) = shell("exec >&- 2>&-; exec sleep 60", Duration::from_millis(300));
        assert!(ended.too_long);
    }

    #[test]
    fn whoever_it_leaves_behind_is_not_waited_for() {
        let (ended, took) = shell("echo out; sleep 5 & exit 0", LONG);
        assert_eq!((ended.code, ended.output), (Some(0), None));
        assert!(took < Duration::from_secs(4), "{took:?}");
    }

    #[test]
    fn it_has_nothing_to_read() {
        let (ended, _) = shell("cat; test -t 2 || echo unseen", LONG);
        assert_eq!((ended.code, ended.output.as_deref()), (Some(0), Some("unseen\n")));
    }
}
