//! The clock: the one place that reads it, and what today is.

use crate::model::{Day, Error, Instant, Result, day};
use chrono::{Duration, FixedOffset, Local, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};

/// Now, as the program sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The instant (UTC).
    pub at: Instant,
    /// The user's day: before the hour the day begins, still yesterday.
    pub today: Day,
    /// The calendar day on the user's wall.
    pub calendar_day: Day,
    /// The time on the user's clock.
    pub time: NaiveTime,
    /// The user's clock is so far ahead of UTC, in seconds.
    offset: i32,
}

/// Reads the clock.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn read() -> Instant {
    Utc::now()
}

/// The offset of the user's time zone from UTC at an instant, in seconds.
#[must_use]
pub fn local_offset(at: Instant) -> i32 {
    Local.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// Whether the user's time zone can be told: where it can't, it is taken for UTC.
#[must_use]
pub fn zone_is_known(env: &std::collections::BTreeMap<String, String>) -> bool {
    cfg!(not(unix)) || env.contains_key("TZ") || std::path::Path::new("/etc/localtime").exists()
}

impl Now {
    /// The instant in the user's zone; `starts` is the hour before which it is still yesterday.
    #[must_use]
    pub fn new(at: Instant, offset_seconds: i32, starts: NaiveTime) -> Self {
        let local = local(at, offset_seconds);
        let since_midnight = starts.signed_duration_since(NaiveTime::MIN);
        let day = local.checked_sub_signed(since_midnight).unwrap_or(local).date();
        Self { at, today: day, calendar_day: local.date(), time: local.time(), offset: offset_seconds }
    }

    /// Another instant on the user's clock as it is set now.
    #[must_use]
    pub fn local(&self, at: Instant) -> NaiveDateTime {
        local(at, self.offset)
    }
}

fn local(at: Instant, offset_seconds: i32) -> NaiveDateTime {
    let zone = FixedOffset::east_opt(offset_seconds).unwrap_or_else(|| Utc.fix());
    at.with_timezone(&zone).naive_local()
}

/// The instant after another one at which the user's wall shows a time; `offset` is the zone's at an
/// instant, in seconds. A time that a clock change skips is that much later; where the time comes
/// twice, the first that is still to come.
#[must_use]
pub fn instant(wall: NaiveDateTime, after: Instant, offset: fn(Instant) -> i32) -> Instant {
    let taken_for = |seconds: i32| wall.and_utc() - Duration::seconds(i64::from(seconds));
    // The offsets on either side of any change that is near.
    let around = [-1, 1].map(|days| offset(wall.and_utc() + Duration::days(days)));
    let fits = |at: &Instant| local(*at, offset(*at)) == wall;
    let found: Vec<Instant> = around.map(taken_for).into_iter().filter(fits).collect();
    let to_come = found.iter().find(|at| **at > after).or(found.last());
    to_come.copied().unwrap_or_else(|| taken_for(around[0]))
}

/// The instant that `INTOUCH_NOW` stands for: RFC 3339, or a day, meaning its noon on the user's
/// clock.
///
/// # Errors
/// `Input` for anything else.
pub fn replaced(text: &str, offset: fn(Instant) -> i32) -> Result<Instant> {
    if let Some(at) = day::parse_stamp(text).filter(|t| day::YEARS.contains(&chrono::Datelike::year(t))) {
        return Ok(at);
    }
    let noon = day::parse_iso(text).and_then(|d| d.and_hms_opt(12, 0, 0)).map(|n| n.and_utc());
    let Some(noon) = noon else {
        return Err(Error::input(format!("INTOUCH_NOW={text:?} is neither a day nor an instant"))
            .hint("INTOUCH_NOW=2026-11-23 or INTOUCH_NOW=2026-11-23T09:00:00+01:00"));
    };
    // Noon never falls into the gap of a clock change, so one look at the offset is enough.
    Ok(noon - Duration::seconds(i64::from(offset(noon))))
}

/// How long something may go on. For work that anybody's template can make long; what a command
/// decides never hangs on it.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    since: std::time::Instant,
    most: std::time::Duration,
}

impl Patience {
    /// From now on for this long.
    #[must_use]
    pub fn of(most: std::time::Duration) -> Self {
        Self { since: std::time::Instant::now(), most }
    }

    /// Whether it has come to its end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.since.elapsed() >= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn four() -> NaiveTime {
        NaiveTime::from_hms_opt(4, 0, 0).unwrap()
    }

    #[test]
    fn before_four_today_is_still_yesterday() {
        let at = |t: &str| Now::new(day::parse_stamp(t).unwrap(), 3600, four());
        assert_eq!(day::iso(at("2026-11-23T02:59:59Z").today), "2026-11-22");
        assert_eq!(day::iso(at("2026-11-23T02:59:59Z").calendar_day), "2026-11-23");
        assert_eq!(day::iso(at("2026-11-23T03:00:00Z").today), "2026-11-23");
    }

    #[test]
    fn a_time_on_the_wall_is_found_across_clock_changes() {
        // Berlin: UTC+2 until 2026-10-25T01:00Z, then UTC+1; in spring the other way at 2026-03-29T01:00Z.
        fn berlin(at: Instant) -> i32 {
            let summer = |at: Instant| ("2026-03-29T01:00:00Z".."2026-10-25T01:00:00Z").contains(&&*day::stamp(at));
            if summer(at) { 7200 } else { 3600 }
        }
        let after =
            |wall: &str, now: &str| day::stamp(instant(wall.parse().unwrap(), day::parse_stamp(now).unwrap(), berlin));
        let at = |wall: &str| after(wall, "2026-01-01T00:00:00Z");
        assert_eq!(at("2026-10-24T09:00:00"), "2026-10-24T07:00:00Z");
        assert_eq!(at("2026-10-25T09:00:00"), "2026-10-25T08:00:00Z");
        assert_eq!(at("2026-10-25T02:30:00"), "2026-10-25T00:30:00Z", "twice: the first");
        assert_eq!(after("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"), "2026-10-25T01:30:00Z", "the second");
        assert_eq!(at("2026-03-29T02:30:00"), "2026-03-29T01:30:00Z", "skipped: 03:30 of the new time");
        assert_eq!(at("2026-03-29T09:00:00"), "2026-03-29T07:00:00Z");
    }

    #[test]
    fn a_day_means_its_noon_on_the_users_clock() {
        let at = replaced("2026-11-23", |_| 3600).unwrap();
        assert_eq!(day::stamp(at), "2026-11-23T11:00:00Z");
        assert!(replaced("tomorrow", |_| 0).is_err());
        assert!(replaced("", |_| 0).is_err());
    }
}
