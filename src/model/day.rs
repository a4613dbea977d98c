//! Calendar days and UTC instants: the only two kinds of time in the program.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};

/// A calendar day in the user's own calendar, without a time zone.
pub type Day = NaiveDate;

/// A moment in UTC.
pub type Instant = DateTime<Utc>;

/// When a fact happened: its day and, where known, the instant.
///
/// The order is that of planning ruling 1: by day, then by instant. A fact that has only a day was
/// written down later than the facts that were recorded on the day itself, so it stands after
/// them; facts that tie stand in order of entry, which the caller adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The calendar day.
    pub on: Day,
    /// The instant (UTC), where it is known.
    pub at: Option<Instant>,
}

impl When {
    /// A fact of which only the day is known.
    #[must_use]
    pub const fn day(on: Day) -> Self {
        Self { on, at: None }
    }
}

impl PartialOrd for When {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for When {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let last = Instant::MAX_UTC;
        self.on.cmp(&other.on).then_with(|| self.at.unwrap_or(last).cmp(&other.at.unwrap_or(last)))
    }
}

/// The first and last year that is accepted as a date.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

/// `2026-12-24`.
#[must_use]
pub fn iso(day: Day) -> String {
    // The same as the format "%Y-%m-%d" in the years that are accepted, without reading a format.
    day.to_string()
}

/// Reads `2026-12-24`; `None` for anything else and for years outside [`YEARS`].
#[must_use]
pub fn parse_iso(text: &str) -> Option<Day> {
    if text.len() != 10 {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|d| YEARS.contains(&d.year()))
}

/// `Thu 24 Dec 2026`: a day as a person reads it, the same whatever today is.
#[must_use]
pub fn long(day: Day) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// `2026-12-24T09:30:00Z`.
#[must_use]
pub fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Reads what [`stamp`] writes (any RFC 3339 instant).
#[must_use]
pub fn parse_stamp(text: &str) -> Option<Instant> {
    DateTime::parse_from_rfc3339(text).ok().map(|t| t.with_timezone(&Utc))
}
