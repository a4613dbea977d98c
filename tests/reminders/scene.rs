//! A stage with a bus, people who are due, and the program's processes on it.

use super::bus::Bus;
use super::listener::Listener;
use super::server::{Manner, Server, Shown};
use crate::stage::{Ran, Stage};
use std::ops::Deref;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// A stage with a bus of its own. The stage is what a scene is used as.
pub struct Scene {
    pub stage: Stage,
    pub bus: Bus,
}

impl Deref for Scene {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

/// A Monday.
pub const MONDAY: &str = "2026-11-23";

impl Scene {
    /// Nobody is due. `None` where there can be no bus, which is said.
    pub fn empty() -> Option<Self> {
        let mut stage = Stage::on(MONDAY);
        let bus = Bus::on(&mut stage)?;
        Some(Self { stage, bus })
    }

    /// Laura is due.
    pub fn one_due() -> Option<Self> {
        let scene = Self::empty()?;
        scene.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "yesterday"]);
        Some(scene)
    }

    /// Three people are due, a promise among them.
    pub fn three_due() -> Option<Self> {
        let scene = Self::one_due()?;
        scene.ok(&["add", "Lars Berg", "--met", "Meetup Berlin", "--on", "yesterday"]);
        scene.ok(&["add", "Cleo Diaz", "--email", "cleo@initech.example"]);
        scene.ok(&["promise", "cleo", "send the paper", "--by", MONDAY]);
        Some(scene)
    }

    /// Runs a command as a process; its input is closed.
    pub fn process_ran(&self, args: &[&str]) -> Ran {
        let output = self.process().args(args).stdin(std::process::Stdio::null()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = output.status.code().unwrap_or_else(|| panic!("{args:?}: {output:?}"));
        Ran { code: u8::try_from(code).unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Runs `notify` as a process.
    pub fn notify(&self) -> Ran {
        self.process_ran(&["notify"])
    }

    /// Runs `notify`, which must show something.
    pub fn notify_shows(&self) {
        let ran = self.notify();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.starts_with("Shown: "), "{ran:?}");
    }

    /// Runs `notify`, which must end well and show nothing.
    pub fn notify_is_silent(&self) {
        let ran = self.notify();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(!ran.out.starts_with("Shown: "), "{ran:?}");
    }

    /// Runs `notify`, which must say that it could not be done.
    pub fn notify_fails(&self) -> Ran {
        let ran = self.notify();
        assert_eq!(ran.code, 6, "{ran:?}");
        ran
    }

    /// A server that shows what is due, the notification, and who waits for a press.
    pub fn shown_by(&self, manner: Manner) -> (Server, Shown, Listener) {
        let server = self.bus.server(manner);
        self.notify_shows();
        let shown = server.only();
        (server, shown, Listener::only(self))
    }

    /// A program on the search path that leaves what it was given in a file, which this names.
    pub fn stand_in(&mut self, name: &str) -> PathBuf {
        let kept = self.folder().join(format!("{name}.kept"));
        let keep =
            format!("#!/bin/sh\n{{ printf '%s\\n' \"$@\"; cat; }} > {0}.part\nmv {0}.part {0}\n", kept.display());
        let program = self.stage.file(&format!("bin/{name}"), keep);
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let others = std::env::var("PATH").unwrap();
        let first = self.folder().join("bin").display().to_string();
        self.stage.env.insert("PATH".to_owned(), format!("{first}:{others}"));
        kept
    }

    /// Settings of the processes here.
    pub fn set(&self, key: &str, value: &str) {
        let ran = self.process_ran(&["config", "set", key, value]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    /// What became of the attempts, in order; `?` where that is not known.
    pub fn outcomes(&self) -> Vec<String> {
        let db = rusqlite::Connection::open(self.book()).unwrap();
        let mut statement = db.prepare("SELECT coalesce(outcome, '?') FROM reminders ORDER BY id").unwrap();
        statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    }
}
