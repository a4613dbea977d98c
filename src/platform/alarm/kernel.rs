//! Waiting as Linux can: for a moment of the wall clock, for the clock being set, and for files, all
//! at once and without running in between.
//!
//! Never decides what is to be done when something came.

use super::Woken;
use crate::model::Instant;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use rustix::io::{Errno, Result};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use std::collections::BTreeSet;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};

/// A timer, and a watch on folders.
#[derive(Debug)]
pub(super) struct Kernel {
    timer: OwnedFd,
    folders: OwnedFd,
}

impl Kernel {
    /// # Errors
    /// Where the system gives no timer, or no watch any more: there is a most of both for each user.
    pub(super) fn new(files: &[PathBuf]) -> Result<Self> {
        let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)?;
        let folders = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        let kernel = Self { timer, folders };
        kernel.watch(files)?;
        Ok(kernel)
    }

    /// Watches the folders that hold the files; one that is not there yet through the next above it.
    /// A folder that is watched already stays so, and is not watched twice.
    fn watch(&self, files: &[PathBuf]) -> Result<()> {
        let written = WatchFlags::MODIFY | WatchFlags::MOVED_TO | WatchFlags::CREATE | WatchFlags::DELETE;
        let gone = WatchFlags::DELETE_SELF | WatchFlags::MOVE_SELF | WatchFlags::ONLYDIR;
        let made = WatchFlags::CREATE | WatchFlags::MOVED_TO;
        let folders: BTreeSet<PathBuf> = files.iter().flat_map(|file| folders(file)).collect();
        for folder in &folders {
            for (n, place) in folder.ancestors().enumerate() {
                // Of what is above, only that something comes. One folder may be both: nothing is taken back.
                let told = if n == 0 { written } else { made } | gone | WatchFlags::MASK_ADD;
                match inotify::add_watch(&self.folders, place, told) {
                    Err(Errno::NOENT | Errno::NOTDIR) => {}
                    // A folder nobody may read changes for nobody.
                    Ok(_) | Err(Errno::ACCESS) => break,
                    Err(e) => return Err(e),
                }
            }
        }
        Ok(())
    }

    /// # Errors
    /// Where the system does not let the process wait that way.
    pub(super) fn wait(&mut self, until: Instant, files: &[PathBuf]) -> Result<Woken> {
        // A timer of zero would be none; what is over is over, however long.
        let at = Timespec { tv_sec: until.timestamp().max(1), tv_nsec: until.timestamp_subsec_nanos().into() };
        let once = Itimerspec { it_interval: Timespec { tv_sec: 0, tv_nsec: 0 }, it_value: at };
        match timerfd_settime(&self.timer, TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET, &once) {
            Err(Errno::CANCELED) => return Ok(Woken::ClockSet),
            set => set?,
        };
        loop {
            let mut awaited = [PollFd::new(&self.timer, PollFlags::IN), PollFd::new(&self.folders, PollFlags::IN)];
            match poll(&mut awaited, None) {
                Err(Errno::INTR) => continue,
                came => came?,
            };
            let [timer, folders] = awaited.map(|p| !p.revents().is_empty());
            if timer {
                match rustix::io::read(&self.timer, &mut [0; 8]) {
                    Ok(_) => return Ok(Woken::Due),
                    Err(Errno::CANCELED) => return Ok(Woken::ClockSet),
                    Err(Errno::AGAIN | Errno::INTR) => {}
                    Err(e) => return Err(e),
                }
            }
            if folders {
                self.drain(files);
                return Ok(Woken::Touched);
            }
        }
    }

    /// Reads away what was told of the folders so far, and watches those that have come since.
    pub(super) fn drain(&mut self, files: &[PathBuf]) {
        let mut room = [MaybeUninit::uninit(); 4096];
        let mut told = inotify::Reader::new(&self.folders, &mut room);
        while told.next().is_ok() {}
        let _ = self.watch(files);
    }
}

/// The folder that holds a file, and the one that holds what it is a link to.
fn folders(file: &Path) -> Vec<PathBuf> {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let real = std::fs::canonicalize(file).ok();
    [Some(whole), real].into_iter().flatten().filter_map(|f| f.parent().map(Path::to_owned)).collect()
}
