//! The system's own timer that calls `intouch notify`: set up, taken away, looked at.
//!
//! Never decides when to remind: the timer knows no settings.

use super::Desk;
use crate::model::{Error, Result};
use crate::platform::service::{self, Job, Kind, program};
use crate::platform::{Platform, service::File};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Variables that the program reads and that a timer's own surroundings don't have.
const CARRIED: &[&str] = &["XDG_DATA_HOME", "XDG_CONFIG_HOME", "TZ", "INTOUCH_OPENER"];

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
    Job::new(program::own(&platform.env, called)?, arguments, carried.collect())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|e| Error::outside(format!("the folder this is called in can't be told: {e}")))
}

/// The files that tell a system of the job, and where they belong by custom.
#[must_use]
pub fn texts(kind: Kind, job: &Job, platform: &Platform) -> Vec<File> {
    service::texts(kind, job, &platform.env)
}
