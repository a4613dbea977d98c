//! Timing: two programs that do the same work, process for process, turn by turn.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A process from spawn to exit, its output read to the end. It must succeed.
pub fn time(mut command: Command, input: Option<&[u8]>) -> Duration {
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut output = Vec::with_capacity(1 << 16);
    let began = Instant::now();
    let mut child = command.spawn().expect("the program starts");
    if let (Some(bytes), Some(mut pipe)) = (input, child.stdin.take()) {
        pipe.write_all(bytes).expect("the program reads its input");
    }
    child.stdout.take().expect("a pipe").read_to_end(&mut output).expect("output can be read");
    let status = child.wait().expect("the program ends");
    let took = began.elapsed();
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("errors are text");
    assert!(status.success(), "{command:?} failed: {said}");
    // The shell goes on after an error and says so only here.
    assert!(!said.contains("rror:") && !said.contains("rror near"), "{command:?}: {said}");
    took
}

/// What two programs took.
#[derive(Clone, Copy)]
pub struct Pair {
    /// This program.
    pub ours: Duration,
    /// The `sqlite3` shell.
    pub shells: Duration,
}

/// Medians of both over `runs` turns, after one that does not count; who begins changes each turn.
pub fn compare(
    runs: usize,
    mut ours: impl FnMut(usize) -> Duration,
    mut shells: impl FnMut(usize) -> Duration,
) -> Pair {
    let (mut a, mut b) = (Vec::with_capacity(runs), Vec::with_capacity(runs));
    for run in 0..=runs {
        let pair = if run % 2 == 0 {
            let first = ours(run);
            (first, shells(run))
        } else {
            let first = shells(run);
            (ours(run), first)
        };
        if run > 0 {
            a.push(pair.0);
            b.push(pair.1);
        }
    }
    Pair { ours: median(a), shells: median(b) }
}

/// The middle one.
pub fn median(mut of: Vec<Duration>) -> Duration {
    of.sort();
    of[of.len() / 2]
}
