//! Sleeping until a moment on the wall clock: however long the computer was suspended, wherever its
//! clock was set to, and no longer than until one of a few files is written.
//!
//! Where the system can wait for all of that at once (Linux), nothing runs in between; elsewhere the
//! sleep is cut into slices of at most a minute. Never reads what is in the files.

#[cfg(target_os = "linux")]
mod kernel;
mod traces;

pub use traces::Traces;

use super::clock;
use crate::model::Instant;
use std::path::PathBuf;
use std::time::Duration;

/// The longest sleep where the system does not wake whoever sleeps.
const SLICE: Duration = Duration::from_mins(1);
/// A wall clock that runs apart from the steady one by more than this within a slice was set, or the
/// computer was suspended.
const APART: chrono::Duration = chrono::Duration::seconds(15);

/// Why a sleep ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// The moment has come.
    Due,
    /// The clock was set, or the computer was suspended.
    ClockSet,
    /// One of the files may have been written.
    Touched,
}

/// A clock to sleep by, and files that end the sleep.
#[derive(Debug)]
pub struct Alarm {
    files: Vec<PathBuf>,
    #[cfg(target_os = "linux")]
    kernel: Option<kernel::Kernel>,
}

impl Alarm {
    /// An alarm; the files need not exist, nor the folders they will stand in.
    #[must_use]
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self {
            #[cfg(target_os = "linux")]
            kernel: kernel::Kernel::new(&files).ok(),
            files,
        }
    }

    /// What is to be seen of the files from outside, now.
    #[must_use]
    pub fn traces(&self) -> Traces {
        Traces::of(&self.files)
    }

    /// Sleeps until a moment (UTC, on the system's clock), or until there is another reason to look.
    /// Files written since the last sleep are such a reason.
    pub fn wait(&mut self, until: Instant) -> Woken {
        #[cfg(target_os = "linux")]
        if let Some(kernel) = &mut self.kernel {
            if let Ok(woken) = kernel.wait(until, &self.files) {
                return woken;
            }
            // It won't again: what is left sleeps a minute at a time.
            self.kernel = None;
        }
        self.wait_in_slices(until, SLICE)
    }

    fn wait_in_slices(&self, until: Instant, longest: Duration) -> Woken {
        let before = self.traces();
        loop {
            let (steady, wall) = (std::time::Instant::now(), clock::read());
            let Ok(left) = (until - wall).to_std() else { return Woken::Due };
            std::thread::sleep(left.min(longest));
            if apart(clock::read() - wall, steady.elapsed()) {
                return Woken::ClockSet;
            }
            if self.traces() != before {
                return Woken::Touched;
            }
        }
    }

    /// Waits until nobody has written for a while: looks after one second, two, four and so on, and
    /// goes on after half a minute in any case.
    pub fn settle(&mut self) {
        let mut before = self.traces();
        for pause in [1, 1, 2, 4, 8, 14] {
            std::thread::sleep(Duration::from_secs(pause));
            let now = self.traces();
            if now == before {
                break;
            }
            before = now;
        }
        #[cfg(target_os = "linux")]
        if let Some(kernel) = &mut self.kernel {
            kernel.drain(&self.files);
        }
    }
}

/// Whether the wall clock went another way than the steady one.
fn apart(wall: chrono::Duration, steady: Duration) -> bool {
    let steady = chrono::Duration::from_std(steady).unwrap_or(chrono::Duration::MAX);
    wall.checked_sub(&steady).is_none_or(|d| d.abs() > APART)
}

/// The process goes on when its terminal is closed.
pub fn outlive_terminal() {
    #[cfg(unix)]
    // SAFETY: ignoring a signal installs no handler.
    unsafe {
        libc::signal(libc::SIGHUP, libc::SIG_IGN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::time::Instant as Steady;

    fn soon(millis: i64) -> Instant {
        clock::read() + chrono::Duration::milliseconds(millis)
    }

    fn alarm_in(folder: &Path) -> Alarm {
        Alarm::new(vec![folder.join("data/book.db"), folder.join("data/book.db-wal"), folder.join("config.toml")])
    }

    /// What ends a sleep of up to ten seconds while `meanwhile` is done, and after how long.
    fn woken(alarm: &mut Alarm, meanwhile: impl FnOnce() + Send + 'static) -> (Woken, Duration) {
        let begun = Steady::now();
        let other = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            meanwhile();
        });
        let woken = alarm.wait(soon(10_000));
        let took = begun.elapsed();
        other.join().unwrap();
        (woken, took)
    }

    #[test]
    fn a_moment_that_comes_and_one_that_is_over_end_the_sleep() {
        let folder = tempfile::tempdir().unwrap();
        let mut alarm = alarm_in(folder.path());
        let begun = Steady::now();
        assert_eq!(alarm.wait(soon(300)), Woken::Due);
        assert!((0.29..3.0).contains(&begun.elapsed().as_secs_f64()), "{:?}", begun.elapsed());
        for over in [soon(-1), soon(-86_400_000), Instant::UNIX_EPOCH, Instant::UNIX_EPOCH - chrono::Duration::days(9)]
        {
            assert_eq!(alarm.wait(over), Woken::Due);
        }
        assert!(begun.elapsed().as_secs() < 3);
    }

    #[test]
    fn a_file_that_is_written_ends_the_sleep() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("data/book.db");
        std::fs::create_dir(book.parent().unwrap()).unwrap();
        std::fs::write(&book, "one").unwrap();
        let mut alarm = alarm_in(folder.path());
        let before = alarm.traces();
        let file = book.clone();
        let (why, took) = woken(&mut alarm, move || std::fs::write(file, "another").unwrap());
        assert_eq!(why, Woken::Touched);
        assert!(took.as_secs() < 5, "{took:?}");
        assert_ne!(alarm.traces(), before);
    }

    #[test]
    fn a_file_that_takes_anothers_place_ends_the_sleep() {
        let folder = tempfile::tempdir().unwrap();
        let (settings, new) = (folder.path().join("config.toml"), folder.path().join("new"));
        std::fs::write(&settings, "same").unwrap();
        std::fs::write(&new, "same").unwrap();
        let mut alarm = alarm_in(folder.path());
        let before = alarm.traces();
        let (why, _) = woken(&mut alarm, move || std::fs::rename(new, settings).unwrap());
        assert_eq!(why, Woken::Touched);
        assert_ne!(alarm.traces(), before);
    }

    #[test]
    fn a_folder_that_is_made_later_is_watched_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("far/below/data/book.db");
        let mut alarm = Alarm::new(vec![book.clone()]);
        let before = alarm.traces();
        let parent = book.parent().unwrap().to_owned();
        let (why, _) = woken(&mut alarm, move || std::fs::create_dir_all(parent).unwrap());
        assert_eq!(why, Woken::Touched);
        alarm.settle();
        assert_eq!(alarm.traces(), before, "there is no book yet");
        let file = book.clone();
        let (why, _) = woken(&mut alarm, move || std::fs::write(file, "a book").unwrap());
        assert_eq!(why, Woken::Touched);
        assert_ne!(alarm.traces(), before);
        // A folder that is put away and made again is watched again.
        let (parent, put_away) = (book.parent().unwrap().to_owned(), folder.path().join("away"));
        let (why, _) = woken(&mut alarm, move || {
            std::fs::rename(&parent, put_away).unwrap();
            std::fs::create_dir(&parent).unwrap();
        });
        assert_eq!(why, Woken::Touched);
        alarm.settle();
        let (why, _) = woken(&mut alarm, move || std::fs::write(book, "a new book").unwrap());
        assert_eq!(why, Woken::Touched);
    }

    #[test]
    fn what_was_settled_does_not_end_the_next_sleep() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("config.toml");
        let mut alarm = alarm_in(folder.path());
        std::fs::write(&settings, "one").unwrap();
        std::fs::write(&settings, "and two").unwrap();
        let begun = Steady::now();
        alarm.settle();
        assert!(begun.elapsed().as_secs() < 3);
        assert_eq!(alarm.wait(soon(300)), Woken::Due);
    }

    #[test]
    fn files_written_between_two_sleeps_end_the_next_one_at_once() {
        if !cfg!(target_os = "linux") {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let mut alarm = alarm_in(folder.path());
        assert_eq!(alarm.wait(soon(10)), Woken::Due);
        std::fs::write(folder.path().join("config.toml"), "one").unwrap();
        assert_eq!(alarm.wait(soon(10_000)), Woken::Touched);
    }

    #[test]
    fn a_file_behind_a_link_is_watched_where_it_is() {
        #[cfg(unix)]
        {
            let folder = tempfile::tempdir().unwrap();
            let (real, link) = (folder.path().join("dotfiles/config.toml"), folder.path().join("settings/config.toml"));
            std::fs::create_dir(real.parent().unwrap()).unwrap();
            std::fs::create_dir(link.parent().unwrap()).unwrap();
            std::fs::write(&real, "one").unwrap();
            std::os::unix::fs::symlink(&real, &link).unwrap();
            let mut alarm = Alarm::new(vec![link]);
            let before = alarm.traces();
            let (why, _) = woken(&mut alarm, move || std::fs::write(real, "another").unwrap());
            assert_eq!(why, Woken::Touched);
            assert_ne!(alarm.traces(), before);
        }
    }

    #[test]
    fn where_nobody_wakes_the_sleeper_slices_find_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let alarm = alarm_in(folder.path());
        let short = Duration::from_millis(20);
        assert_eq!(alarm.wait_in_slices(soon(100), short), Woken::Due);
        assert_eq!(alarm.wait_in_slices(soon(-100), short), Woken::Due);
        let settings = folder.path().join("config.toml");
        let other = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            std::fs::write(settings, "one").unwrap();
        });
        assert_eq!(alarm.wait_in_slices(soon(10_000), short), Woken::Touched);
        other.join().unwrap();
    }

    #[test]
    fn a_clock_that_was_set_and_a_computer_that_was_suspended_are_told_from_time_that_passes() {
        let minute = Duration::from_mins(1);
        for (wall, told) in [(60, false), (61, false), (50, false), (3660, true), (-3540, true), (0, true)] {
            assert_eq!(apart(chrono::Duration::seconds(wall), minute), told, "{wall}");
        }
        assert!(
            apart(chrono::Duration::MIN, minute)
                && apart(chrono::Duration::MAX, Duration::MAX) != apart(chrono::Duration::zero(), Duration::MAX)
        );
    }
}
