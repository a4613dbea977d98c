//! The last look for reminders, kept beside the book: a timer that runs and has nothing to say must
//! leave a trace, and writing one into the book four times an hour would make every day one of change.
//!
//! Holds no name and no word of anybody's.

use super::desk::Desk;
use crate::model::{Instant, Result, day};
use crate::platform::files;
use crate::store::open::beside;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The last look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When (UTC).
    pub at: Instant,
    /// What hindered it, and since when (UTC).
    pub hindered: Option<(String, Instant)>,
}

/// As it stands in the file.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    at: String,
    error: Option<String>,
    since: Option<String>,
}

/// The file; `None` where there is no book that it could stand beside.
fn place(desk: &Desk) -> Option<PathBuf> {
    desk.db.as_deref().filter(|db| db.exists()).map(|db| beside(db, "-reminders"))
}

/// Keeps that reminders were looked for just now, and what hindered it.
///
/// # Errors
/// `Outside` where the file can't be written.
pub fn keep(desk: &Desk, error: Option<String>) -> Result<()> {
    let Some(path) = place(desk) else { return Ok(()) };
    let before = last(desk).and_then(|look| look.hindered).map(|(_, since)| since);
    let since = error.as_ref().map(|_| day::stamp(before.unwrap_or(desk.at())));
    let kept = Kept { at: day::stamp(desk.at()), error, since };
    files::write_private(&path, &serde_json::to_string(&kept).unwrap_or_default())
}

/// The last look; `None` where there was none, or the file can't be read.
#[must_use]
pub fn last(desk: &Desk) -> Option<Look> {
    let text = files::read_optional(&place(desk)?).ok().flatten()?;
    let kept: Kept = serde_json::from_str(&text).ok()?;
    let since = kept.since.as_deref().and_then(day::parse_stamp);
    Some(Look { at: day::parse_stamp(&kept.at)?, hindered: kept.error.zip(since) })
}

/// Takes the trace away.
pub fn forget(desk: &Desk) {
    if let Some(path) = place(desk) {
        let _ = std::fs::remove_file(path);
    }
}
