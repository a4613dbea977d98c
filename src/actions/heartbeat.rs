//! The last look for reminders, kept beside the book: a timer that runs and has nothing to say must
//! leave a trace, and writing one into the book four times an hour would make every day one of change.
//!
//! Holds no name and no word of anybody's.

use super::desk::Desk;
use crate::model::{Instant, Result, day};
use crate::platform::files;
use crate::store::open::beside;
use chrono::Duration;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The last look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When (UTC).
    pub at: Instant,
    /// What hindered it, and since when (UTC).
    pub hindered: Option<(String, Instant)>,
    /// A timer was set up that looks four times an hour.
    pub timed: bool,
}

impl Look {
    /// Whether a timer was set up and has not looked for so long that something must be the matter: a
    /// computer that was off over a weekend catches up before anybody looks.
    #[must_use]
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.timed && now - self.at > LONG
    }
}

/// See [`Look::is_overdue`].
const LONG: Duration = Duration::days(2);

/// As it stands in the file.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    at: String,
    error: Option<String>,
    since: Option<String>,
    #[serde(default)]
    timed: bool,
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
    let before = last(desk);
    let timed = before.as_ref().is_some_and(|look| look.timed);
    let since = before.and_then(|look| look.hindered).map_or(desk.at(), |(_, since)| since);
    write(desk, &Look { at: desk.at(), hindered: error.map(|why| (why, since)), timed })
}

/// Keeps that a timer was set up.
///
/// # Errors
/// `Outside` where the file can't be written.
pub fn expect(desk: &Desk) -> Result<()> {
    let before = last(desk).filter(|look| look.timed);
    write(desk, &before.unwrap_or(Look { at: desk.at(), hindered: None, timed: true }))
}

fn write(desk: &Desk, look: &Look) -> Result<()> {
    let Some(path) = place(desk) else { return Ok(()) };
    let (error, since) = look.hindered.clone().unzip();
    let kept = Kept { at: day::stamp(look.at), error, since: since.map(day::stamp), timed: look.timed };
    files::write_private(&path, &serde_json::to_string(&kept).unwrap_or_default())
}

/// The last look; `None` where there was none, or the file can't be read.
#[must_use]
pub fn last(desk: &Desk) -> Option<Look> {
    let text = files::read_optional(&place(desk)?).ok().flatten()?;
    let kept: Kept = serde_json::from_str(&text).ok()?;
    let since = kept.since.as_deref().and_then(day::parse_stamp);
    Some(Look { at: day::parse_stamp(&kept.at)?, hindered: kept.error.zip(since), timed: kept.timed })
}

/// Takes the trace away.
pub fn forget(desk: &Desk) {
    if let Some(path) = place(desk) {
        let _ = std::fs::remove_file(path);
    }
}
