//! The system's own timer that calls `intouch notify`: set up, taken away, looked at.
//!
//! Never decides when to remind: the timer knows no settings.

use super::Desk;
use crate::model::{Error, Instant, Result};
use crate::platform::service::{self, Done, File, Gone, Home, Installed, Job, Kind, program};
use crate::platform::{Platform, paths};
use chrono::{Duration, Timelike};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Variables that the program reads and that what a timer starts does not find set.
const CARRIED: &[&str] = &["XDG_DATA_HOME", "XDG_CONFIG_HOME", "TZ", "INTOUCH_OPENER"];

/// What was set up, with what else there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// What the system was told.
    pub done: Done,
    /// When it looks for the first time (UTC); `None` where that is for the user to set up.
    pub first_look_at: Option<Instant>,
}

/// The call that a timer makes: this program, on this book, with these settings. `called` is what
/// the program was called by.
///
/// # Errors
/// `Outside` where the program's own file or the book's place can't be told, `Input` where one of
/// them can't be written down.
pub fn job(desk: &Desk, platform: &Platform, called: &str) -> Result<Job> {
    let mut arguments: Vec<OsString> = vec!["notify".into(), "--quiet".into()];
    let usual = platform.data_dir.as_ref().map(|folder| folder.join("intouch.db"));
    let book = desk.db.as_deref().map(absolute).transpose()?;
    if let Some(book) = book.filter(|book| usual.as_ref() != Some(book)) {
        arguments.extend(["--db".into(), book.into_os_string()]);
    }
    let carried = CARRIED.iter().filter_map(|name| Some(((*name).to_owned(), platform.var(name)?.to_owned())));
    // A folder that is not absolute is none, by the custom that names these variables.
    let carried = carried.filter(|(name, value)| !name.starts_with("XDG_") || Path::new(value).is_absolute());
    // Whoever works from another home folder than their account's means the settings there.
    let moved = platform.var("HOME").filter(|home| paths::account_home().is_some_and(|own| own != Path::new(home)));
    let home = moved.map(|home| ("HOME".to_owned(), home.to_owned()));
    Job::new(program::own(&platform.env, called)?, arguments, home.into_iter().chain(carried).collect())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|e| Error::outside(format!("the folder this is called in can't be told: {e}")))
}

/// The texts that tell a system of the job, with where they belong by custom; and what is to be said
/// beside them.
#[must_use]
pub fn texts(kind: Kind, desk: &Desk, job: &Job, platform: &Platform) -> (Vec<File>, Vec<String>) {
    let (texts, mut notes) = service::texts(kind, job, &Home::of(platform));
    notes.extend(cautions(desk, job, platform));
    (texts, notes)
}

/// What may keep a timer from doing what it is for, one sentence each.
fn cautions(desk: &Desk, job: &Job, platform: &Platform) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(place) = program::fleeting(Path::new(job.program()), &platform.env) {
        notes.push(format!("{} is in {place}: the reminders stop when that is deleted", job.program()));
    }
    if platform.var("INTOUCH_NOW").is_some() {
        notes.push("INTOUCH_NOW is not written down: a timer goes by the real clock".to_owned());
    }
    if desk.keys.given.is_some() {
        notes.push(
            "the passphrase is not written down: `intouch passphrase keep` lets the keyring keep the key, \
             so that the timer can open the book"
                .to_owned(),
        );
    }
    notes
}

/// Lets the system call the job every quarter of an hour; where it has no timer, gives the line for
/// a crontab. Nothing changes where that is so already.
///
/// # Errors
/// `Outside` where the system refuses or does not answer; then everything is as it was.
pub fn install(desk: &Desk, job: &Job, platform: &Platform) -> Result<SetUp> {
    let mut done = service::install(job, &Home::of(platform))?;
    done.notes.extend(cautions(desk, job, platform));
    let first_look_at = match done.kind {
        Kind::Cron => None,
        Kind::Launchd if done.changed => Some(desk.at()),
        Kind::Launchd | Kind::Systemd | Kind::Windows => Some(next_quarter(desk.at())),
    };
    Ok(SetUp { done, first_look_at })
}

/// The next quarter of an hour; every time zone in use differs from UTC by whole quarters.
fn next_quarter(at: Instant) -> Instant {
    let every = service::EVERY_MINUTES;
    let past = Duration::seconds(i64::from(at.minute() % every * 60 + at.second()));
    let past = past + Duration::nanoseconds(i64::from(at.nanosecond()));
    at - past + Duration::minutes(i64::from(every))
}

/// Takes away whatever calls the program; the lines of a crontab are only named.
///
/// # Errors
/// `Outside` where something of it can't be removed.
pub fn uninstall(platform: &Platform) -> Result<Gone> {
    service::uninstall(&Home::of(platform))
}

/// What calls the program, and whether that is as it would be set up now; `None` where nothing is
/// known to. `called` is what the program was called by.
#[must_use]
pub fn installed(desk: &Desk, platform: &Platform, called: &str) -> Option<Installed> {
    let job = job(desk, platform, called).ok();
    service::installed(job.as_ref(), &Home::of(platform))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day;

    #[test]
    fn the_first_look_is_at_the_next_quarter() {
        let next = |at| day::stamp(next_quarter(day::parse_stamp(at).unwrap()));
        assert_eq!(next("2026-11-23T09:00:00Z"), "2026-11-23T09:15:00Z");
        assert_eq!(next("2026-11-23T09:14:59Z"), "2026-11-23T09:15:00Z");
        assert_eq!(next("2026-11-23T23:46:10Z"), "2026-11-24T00:00:00Z");
    }
}
