//! A day in the words a message uses: "yesterday", "on Tuesday", "last week", "in March".
//!
//! Every answer is an adverbial that can follow "we met". Calendar days only; weeks begin on Monday.

use chrono::Datelike;

use crate::model::Day;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `day` as told on `today`; `None` for a day after `today`.
///
/// The words are true of exactly the days they are said of: "last week" is the calendar week
/// before this one, "last month" the calendar month before this one.
#[must_use]
pub fn past(day: Day, today: Day) -> Option<String> {
    let ago = (today - day).num_days();
    Some(match ago {
        ..0 => return None,
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..7 => format!("on {}", weekday(day)),
        7..14 if weeks_between(day, today) == 1 => "last week".to_owned(),
        7..11 => "about a week ago".to_owned(),
        11..18 => "two weeks ago".to_owned(),
        18..25 => "three weeks ago".to_owned(),
        _ => by_month(day, today),
    })
}

/// How long ago `day` is on `today`, as the subject of "it has been": "a few weeks", "about half a
/// year". `None` within the last two weeks, where it is not worth saying, and for a later day.
#[must_use]
pub fn gap(day: Day, today: Day) -> Option<&'static str> {
    Some(match (today - day).num_days() {
        ..14 => return None,
        14..38 => "a few weeks",
        38..55 => "more than a month",
        55..75 => "about two months",
        75..160 => "a few months",
        160..215 => "about half a year",
        215..320 => "more than half a year",
        320..400 => "about a year",
        400..700 => "more than a year",
        _ => "a few years",
    })
}

fn weekday(day: Day) -> &'static str {
    WEEKDAYS.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}

pub(super) fn weeks_between(day: Day, today: Day) -> i64 {
    let monday = |d: Day| i64::from(d.num_days_from_ce()) - i64::from(d.weekday().num_days_from_monday());
    (monday(today) - monday(day)) / 7
}

fn by_month(day: Day, today: Day) -> String {
    let month = |d: Day| i64::from(d.year()) * 12 + i64::from(d.month0());
    let name = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
    match month(today) - month(day) {
        0 => "earlier this month".to_owned(),
        1 => "last month".to_owned(),
        // Half a year back a bare month can mean only one; further back it does within one year.
        2..=6 => format!("in {name}"),
        _ if day.year() == today.year() => format!("in {name}"),
        _ => format!("in {name} {}", day.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        crate::model::day::parse_iso(text).unwrap()
    }

    #[test]
    fn a_day_is_told_as_a_person_would() {
        // 2026-11-23 is a Monday.
        for (of, today, words) in [
            ("2026-11-24", "2026-11-23", None),
            ("2026-11-23", "2026-11-23", Some("today")),
            ("2026-11-22", "2026-11-23", Some("yesterday")),
            ("2026-11-21", "2026-11-23", Some("on Saturday")),
            ("2026-11-17", "2026-11-23", Some("on Tuesday")),
            ("2026-11-16", "2026-11-23", Some("last week")),
            ("2026-11-15", "2026-11-23", Some("about a week ago")),
            ("2026-11-16", "2026-11-29", Some("last week")),
            ("2026-11-12", "2026-11-23", Some("two weeks ago")),
            ("2026-11-02", "2026-11-23", Some("three weeks ago")),
            ("2026-11-01", "2026-11-30", Some("earlier this month")),
            ("2026-10-24", "2026-11-23", Some("last month")),
            ("2026-09-30", "2026-11-23", Some("in September")),
            ("2026-01-30", "2026-11-23", Some("in January")),
            ("2025-12-30", "2026-01-31", Some("last month")),
            ("2025-11-30", "2026-01-31", Some("in November")),
            ("2025-06-30", "2026-01-31", Some("in June 2025")),
            ("2024-02-29", "2026-11-23", Some("in February 2024")),
        ] {
            assert_eq!(past(day(of), day(today)).as_deref(), words, "{of} told on {today}");
        }
    }

    #[test]
    fn last_week_is_always_the_calendar_week_before() {
        let today = day("2026-11-23");
        for shift in 0..7 {
            let today = today + chrono::Days::new(shift);
            for ago in 0..60 {
                let of = today - chrono::Days::new(ago);
                if past(of, today).as_deref() == Some("last week") {
                    assert_eq!(weeks_between(of, today), 1);
                }
            }
        }
    }

    #[test]
    fn a_gap_is_silent_for_two_weeks_and_grows() {
        let today = day("2026-11-23");
        assert_eq!(gap(today - chrono::Days::new(13), today), None);
        assert_eq!(gap(today + chrono::Days::new(3), today), None);
        assert_eq!(gap(today - chrono::Days::new(100), today), Some("a few months"));
        assert_eq!(gap(today - chrono::Days::new(900), today), Some("a few years"));
    }
}
