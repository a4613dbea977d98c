//! The process that shows a notice and stays behind with it: the program itself, in a session of its
//! own, holding nothing that belongs to whoever started it.
//!
//! It is told what to show on its standard input, answers with one line on its standard output, and
//! is then told that the answer was kept. Where it is not, whoever started it was killed.

use super::{DEADLINE, Errand, HINT, Notice, Shown, late, refused};
use crate::model::{Error, Result, Standing};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What is said to an attendant whose answer was kept.
const KEPT: &str = "kept";
/// Its own deadline is the server's; this is for one that does not even start.
const PATIENCE: Duration = DEADLINE.saturating_add(Duration::from_secs(2));

/// The first answer of an attendant.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    standing: Option<Standing>,
    error: Option<String>,
}

/// The process that stays behind with a notice.
#[derive(Debug)]
pub struct Attendant {
    input: ChildStdin,
}

impl Attendant {
    /// Starts an attendant and waits until the server took the notice; `None` where no process can
    /// be started.
    ///
    /// # Errors
    /// `Outside` where the server refuses or does not answer in time.
    pub(super) fn send(notice: &Notice, errand: &Errand) -> Result<Option<Shown>> {
        let Some(mut child) = start(errand) else { return Ok(None) };
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else { return Ok(None) };
        let told = serde_json::to_string(notice).unwrap_or_default();
        // One that ends at once is told by its answer, which is none.
        let _ = write!(input, "{told}\n{}\n", errand.told);
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let _ = BufReader::new(output).read_line(&mut line);
            let _ = send.send(line);
        });
        let Ok(line) = receive.recv_timeout(PATIENCE) else {
            end(&mut child);
            return Err(late());
        };
        match serde_json::from_str::<Answer>(&line) {
            Ok(Answer { error: None, standing }) => Ok(Some(Shown { standing, attendant: Some(Self { input }) })),
            Ok(Answer { error: Some(why), .. }) => {
                let _ = child.wait();
                // It says itself what the matter was.
                Err(Error::outside(why).hint(HINT))
            }
            Err(_) => {
                end(&mut child);
                Err(refused("the process that shows it ended without an answer"))
            }
        }
    }

    /// Says that what it answered was kept. Without that it keeps it itself.
    pub fn answer_was_kept(mut self) {
        let _ = writeln!(self.input, "{KEPT}");
    }

    /// An attendant's side: its answer, as one line.
    #[must_use]
    pub fn answer(of: &std::result::Result<Standing, String>) -> String {
        let answer = match of {
            Ok(standing) => Answer { standing: Some(standing.clone()), error: None },
            Err(why) => Answer { standing: None, error: Some(why.clone()) },
        };
        serde_json::to_string(&answer).unwrap_or_default()
    }

    /// An attendant's side: waits until the answer was kept, or whoever was to keep it is gone.
    #[must_use]
    pub fn was_kept(input: &mut dyn BufRead) -> bool {
        let mut line = String::new();
        input.read_line(&mut line).is_ok() && line.trim_end() == KEPT
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Starts the program again, in a session of its own.
fn start(errand: &Errand) -> Option<Child> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.args(&errand.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // A folder that it stood in could not be unmounted.
    command.current_dir("/");
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // SAFETY: between fork and exec only system calls are made, on no memory of the parent's.
        unsafe {
            command.pre_exec(|| {
                libc::setsid();
                close_on_exec();
                Ok(())
            });
        }
    }
    command.spawn().ok()
}

/// Marks every descriptor but the three standard ones to be closed: what the caller's own caller left
/// open (a lock, a pipe) must not be held for hours.
#[cfg(unix)]
fn close_on_exec() {
    #[cfg(target_os = "linux")]
    {
        const CLOSE_RANGE_CLOEXEC: libc::c_uint = 4;
        // SAFETY: three numbers, no memory.
        let answer = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, CLOSE_RANGE_CLOEXEC) };
        if answer == 0 {
            return;
        }
    }
    // SAFETY: as above; a descriptor that is not open is refused, no more.
    unsafe {
        let most = libc::sysconf(libc::_SC_OPEN_MAX).clamp(64, 65_536);
        for descriptor in 3..i32::try_from(most).unwrap_or(1024) {
            libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC);
        }
    }
}

/// Lets go of standard output: whoever reads it sees its end.
pub fn let_go_of_output() {
    let_go(1);
}

/// Lets go of standard input.
pub fn let_go_of_input() {
    let_go(0);
}

#[cfg(unix)]
fn let_go(descriptor: i32) {
    let Ok(nothing) = std::fs::OpenOptions::new().read(true).write(true).open("/dev/null") else { return };
    // SAFETY: both are open; the descriptor's own Rust handle goes on to name an open file.
    unsafe {
        libc::dup2(std::os::fd::AsRawFd::as_raw_fd(&nothing), descriptor);
    }
}

#[cfg(not(unix))]
fn let_go(_: i32) {}
