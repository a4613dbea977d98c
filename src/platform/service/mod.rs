//! The system's own timers: what calls `intouch notify` every quarter of an hour.
//!
//! A [`Job`] is what is to be called; each system has a file that spells it as that system reads it
//! and knows the few calls that put it there. A timer knows no settings of the user's: whether now
//! is a moment to remind is decided by the program, each time it is called. Nothing here goes
//! through a shell, and every program that is asked has a deadline.

pub mod call;
pub mod cron;
pub mod launchd;
pub mod program;
pub mod systemd;
pub mod task;
mod unit;

use super::Platform;
use crate::model::{Error, Instant, Result, text, word::words};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

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

impl Job {
    /// A call of the program at an absolute path.
    ///
    /// # Errors
    /// `Input` where a word can't be written down so that every reader takes it for the same: it is
    /// not UTF-8, or has characters that can't be seen.
    pub fn new(program: PathBuf, arguments: Vec<OsString>, environment: Vec<(String, String)>) -> Result<Self> {
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
fn written(word: OsString) -> Result<String> {
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

/// A file as a system wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it belongs.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// The texts that tell a system of the job, each with the place where it belongs by custom; and what
/// may keep them from working.
#[must_use]
pub fn texts(kind: Kind, job: &Job, home: &Home<'_>) -> (Vec<File>, Vec<String>) {
    let file = |path: String, text| File { path: path.into(), text };
    match kind {
        Kind::Systemd => {
            let service = file(format!("~/.config/systemd/user/{}", unit::SERVICE), unit::service(job));
            let timer = file(format!("~/.config/systemd/user/{}", unit::TIMER), unit::timer());
            (vec![service, timer], Vec::new())
        }
        Kind::Launchd => {
            (vec![file(format!("~/Library/LaunchAgents/{}", launchd::FILE), launchd::plist(job))], Vec::new())
        }
        Kind::Windows => (vec![file(format!("{}.xml", task::NAME), task::xml(job))], task::left_out(job)),
        Kind::Cron => {
            let line = cron::line(job, home);
            let notes = cron::cautions(&line, home);
            (vec![file("crontab".to_owned(), format!("{line}\n"))], notes)
        }
    }
}

/// Whose timers these are: what the environment says, and where settings and data are by custom.
#[derive(Debug, Clone, Copy)]
pub struct Home<'a> {
    /// Environment variables.
    pub env: &'a BTreeMap<String, String>,
    /// The folder of all programs' settings.
    pub config: Option<&'a Path>,
    /// The folder of all programs' data.
    pub data: Option<&'a Path>,
}

impl<'a> Home<'a> {
    /// The user's of a platform.
    #[must_use]
    pub fn of(platform: &'a Platform) -> Self {
        let above = |folder: &'a Option<PathBuf>| folder.as_deref().and_then(Path::parent);
        Self { env: &platform.env, config: above(&platform.config_dir), data: above(&platform.data_dir) }
    }

    /// A folder below the home folder, where that can be told.
    fn below(&self, folder: &str) -> Option<PathBuf> {
        let home = self.env.get("HOME").map(Path::new).filter(|h| h.is_absolute())?;
        Some(home.join(folder))
    }
}

/// What was set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// By what the program is called from now on; `Cron` is for the user to set up.
    pub kind: Kind,
    /// Whether anything was changed; not where everything stood there as it should.
    pub changed: bool,
    /// The files that tell of it.
    pub files: Vec<PathBuf>,
    /// The line for a crontab, where nothing else is there to set up.
    pub line: Option<String>,
    /// What is to be said beside it.
    pub notes: Vec<String>,
}

/// What was taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// Files that are there no more.
    pub removed: Vec<PathBuf>,
    /// Whether the system knew of a timer that has no file.
    pub forgotten: bool,
    /// Lines of the user's crontab, which are theirs to remove.
    pub lines: Vec<String>,
    /// What could not be done, or is to be done by the user.
    pub notes: Vec<String>,
}

/// What calls the program, as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// By what.
    pub kind: Kind,
    /// The file that tells of it, where it has one.
    pub file: Option<PathBuf>,
    /// The line of a crontab.
    pub line: Option<String>,
    /// Whether it is set up to be there after the next login.
    pub enabled: Option<bool>,
    /// Whether it is there now.
    pub active: Option<bool>,
    /// Whether it calls this program on this book with these settings.
    pub same: Option<bool>,
    /// When it called last, or was set up since (UTC).
    pub last_at: Option<Instant>,
    /// When it calls next (UTC).
    pub next_at: Option<Instant>,
}

impl Installed {
    const fn new(kind: Kind) -> Self {
        Self { kind, file: None, line: None, enabled: None, active: None, same: None, last_at: None, next_at: None }
    }
}

/// Lets the system call the job every quarter of an hour, by whatever timer it has; where it has
/// none, gives the line for a crontab. Nothing changes where that is so already.
///
/// # Errors
/// `Outside` where the system refuses or does not answer; then everything is as it was.
pub fn install(job: &Job, home: &Home<'_>) -> Result<Done> {
    if cfg!(target_os = "macos") {
        return launchd::install(job, home);
    }
    if cfg!(windows) {
        return task::install(job, home);
    }
    match systemd::manager(home)? {
        Some(manager) => systemd::install(job, home, &manager),
        None => Ok(cron::install(job, home)),
    }
}

/// Takes away whatever calls the program; the lines of a crontab are only named.
///
/// # Errors
/// `Outside` where a file can't be removed.
pub fn uninstall(home: &Home<'_>) -> Result<Gone> {
    let mut gone = if cfg!(target_os = "macos") {
        launchd::uninstall(home)?
    } else if cfg!(windows) {
        task::uninstall(home)?
    } else {
        systemd::uninstall(home)?
    };
    gone.lines = cron::lines(home);
    Ok(gone)
}

/// What calls the program; `None` where nothing is known to. `job` is what ought to be called.
#[must_use]
pub fn installed(job: Option<&Job>, home: &Home<'_>) -> Option<Installed> {
    let found = if cfg!(target_os = "macos") {
        launchd::installed(job, home)
    } else if cfg!(windows) {
        task::installed(home)
    } else {
        systemd::installed(job, home)
    };
    found.or_else(|| cron::installed(job, home))
}

/// Removes a file; whether it was there.
fn remove(path: &Path) -> Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => Ok(false),
        Err(e) => Err(Error::outside(format!("{} can't be removed: {e}", path.display()))),
    }
}
