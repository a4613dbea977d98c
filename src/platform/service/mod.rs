//! The system's own timers: what calls `intouch notify` every quarter of an hour.
//!
//! A [`Job`] is what is to be called; each system has a file that spells it as that system reads it
//! and knows the few calls that put it there. A timer knows no settings of the user's: whether now
//! is a moment to remind is decided by the program, each time it is called. Nothing here goes
//! through a shell, and every program that is asked has a deadline.

pub mod cron;
pub mod launchd;
pub mod program;
pub mod systemd;
pub mod task;

use crate::model::{Error, Result, text, word::words};
use std::collections::BTreeMap;
use std::path::PathBuf;

words! {
    /// What calls the program.
    Kind {
        /// A timer of the systemd user manager.
        Systemd = "systemd",
        /// A launch agent of macOS.
        Launchd = "launchd",
        /// A task of the Windows Task Scheduler.
        Windows = "windows",
        /// A line of a crontab.
        Cron = "cron",
    }
}

/// How often the program is called, in minutes, counted from the full hour.
pub const EVERY_MINUTES: u32 = 15;

/// What is to be called, and with what around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    program: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

/// A file as a system wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it belongs.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

impl Job {
    /// A call of the program at an absolute path.
    ///
    /// # Errors
    /// `Input` where a word can't be written down so that every reader takes it for the same: it is
    /// not UTF-8, or has characters that can't be seen.
    pub fn new(
        program: PathBuf,
        arguments: Vec<std::ffi::OsString>,
        environment: Vec<(String, String)>,
    ) -> Result<Self> {
        let program = written(program.into_os_string())?;
        let arguments = arguments.into_iter().map(written).collect::<Result<_>>()?;
        for (_, value) in &environment {
            written(value.into())?;
        }
        Ok(Self { program, arguments, environment })
    }

    /// The program's path.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }

    /// What it is given.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// The variables it finds set, beside those that every program of the user's finds.
    #[must_use]
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }
}

/// A word that every reader of a timer's file takes for the same.
fn written(word: std::ffi::OsString) -> Result<String> {
    let refused = |word: &str, why: &str| {
        Error::input(format!("{word:?} {why}: a timer can't be given it"))
            .hint("name another book with --db FILE, or move the program")
    };
    let word = word.into_string().map_err(|w| refused(&w.to_string_lossy(), "is not UTF-8"))?;
    if word.chars().any(|c| c.is_control() || text::is_invisible(c)) {
        return Err(refused(&word, "has characters that can't be seen"));
    }
    Ok(word)
}

/// The texts that tell a system of the job, each with the place where it belongs by custom.
#[must_use]
pub fn texts(kind: Kind, job: &Job, env: &BTreeMap<String, String>) -> Vec<File> {
    let file = |path: &str, text| File { path: path.into(), text };
    match kind {
        Kind::Systemd => vec![
            file("~/.config/systemd/user/intouch-notify.service", systemd::service(job)),
            file("~/.config/systemd/user/intouch-notify.timer", systemd::timer()),
        ],
        Kind::Launchd => vec![file("~/Library/LaunchAgents/intouch.notify.plist", launchd::plist(job))],
        Kind::Windows => vec![file("intouch-notify.xml", task::xml(job))],
        Kind::Cron => vec![file("crontab", format!("{}\n", cron::line(job, cron::runtime(env).as_deref())))],
    }
}
