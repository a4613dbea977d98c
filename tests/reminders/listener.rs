//! The processes that wait for a press, as the system sees them: found by whose book they keep.

use super::bus::eventually;
use crate::stage::Stage;
use std::path::PathBuf;

/// A process that waits for a press on one of a stage's notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listener(pub u32);

impl Listener {
    /// Those of a stage.
    pub fn of(stage: &Stage) -> Vec<Self> {
        let book = format!("INTOUCH_DB={}", stage.book().display());
        let mut found = Vec::new();
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // A process may end while it is looked at.
            let read = |name: &str| std::fs::read(entry.path().join(name)).unwrap_or_default();
            let words = |bytes: Vec<u8>| -> Vec<String> {
                bytes.split(|b| *b == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect()
            };
            if words(read("cmdline")).iter().any(|word| word == "attend") && words(read("environ")).contains(&book) {
                found.push(Self(id));
            }
        }
        found
    }

    /// The one of a stage, as soon as it is there.
    pub fn only(stage: &Stage) -> Self {
        eventually("a listener is there", || !Self::of(stage).is_empty());
        let all = Self::of(stage);
        assert_eq!(all.len(), 1, "{all:?}");
        all[0]
    }

    /// Whether it runs.
    pub fn lives(self) -> bool {
        // What nobody has waited for yet is dead all the same.
        self.status("State").is_some_and(|state| !state.starts_with(['Z', 'X']))
    }

    /// Waits until it is gone; `why` it must go.
    pub fn ends(self, why: &str) {
        eventually(&format!("the listener ends: {why}"), || !self.lives());
    }

    /// What its descriptors are: path or kind by number.
    pub fn descriptors(self) -> Vec<(u32, PathBuf)> {
        let folder = std::fs::read_dir(format!("/proc/{}/fd", self.0)).unwrap();
        let mut all: Vec<_> = folder
            .flatten()
            .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, std::fs::read_link(e.path()).ok()?)))
            .collect();
        all.sort();
        all
    }

    /// It has said what it had to say, and waits for a press: it let go of what it was told by.
    pub fn is_settled(self) -> bool {
        let input = std::fs::read_link(format!("/proc/{}/fd/0", self.0));
        input.is_ok_and(|to| to.to_str() == Some("/dev/null"))
    }

    /// Its session's number: its own, where it is the first of it.
    pub fn session(self) -> u32 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0)).unwrap();
        // After the name in brackets: state, parent, group, session.
        stat.rsplit(')').next().unwrap().split_whitespace().nth(3).unwrap().parse().unwrap()
    }

    /// Ends it as nothing can be prepared for.
    pub fn kill(self) {
        let id = rustix::process::Pid::from_raw(i32::try_from(self.0).unwrap()).unwrap();
        let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
    }

    fn status(self, field: &str) -> Option<String> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let line = status.lines().find(|l| l.split(':').next() == Some(field))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    }
}
