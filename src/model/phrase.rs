//! Dates in words: what a person types for a day, read in the direction that makes sense.
//!
//! A closed grammar: the whole text is understood or it is refused with a reason; a tail is never
//! dropped and a date is never guessed. Nothing here reads a clock or prints.
//!
//! A *fact* is read backwards and may not lie after today; a *due day* (or the end of a snooze) is
//! read forwards and may not lie before today. Weeks run from Monday to Sunday. Said on Wednesday
//! 25 November 2026, these mean:
//!
//! | phrase | as a fact | as a due day | rule |
//! |---|---|---|---|
//! | `fri` | 20 Nov | 27 Nov | the last one, today counting; the next one, today not counting |
//! | `this friday` | refused (27 Nov) | 27 Nov | the one of this week; the next one, today counting |
//! | `next friday` | refused (4 Dec) | 4 Dec | the one of next week |
//! | `last tuesday` | 24 Nov | refused | the last one, today not counting |
//! | `monday next week` | refused | 30 Nov | the one of that week |
//! | `24 dec`, `the 15th` | 24 Dec 2025 | 24 Dec 2026 | the nearest one in the direction, today counting |
//! | `2w` | refused: ago or ahead? | 9 Dec | a bare length of time runs forwards; `-2w` is `2w ago` |
//! | `last week`, `next month` | 18 Nov | 25 Dec | the same day, that much earlier or later |
//! | `end of week` | refused (27 Nov) | 27 Nov | the last working day of the week |
//! | `end of month`, `end of year` | refused | 30 Nov | the last day, working or not |
//! | `4/5/2026` | refused | refused | two readings: needs an [`Order`]; `13/12/2026` has only one |

use super::day::{Day, YEARS, iso, long};
use super::span::MOST;
use super::text;
use grammar::{date_in_numbers, meaning, moved};

pub use grammar::{Context, DateErrorKind, Order, month, weekday};

mod grammar;

/// A phrase that was refused: `Display` says what was wrong, [`DateError::hint`] what to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    /// The phrase, made safe to print and cut where it is long.
    pub text: String,
    /// Why it was refused.
    pub kind: DateErrorKind,
    hint: String,
}

impl DateError {
    /// What can be typed instead.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

impl std::fmt::Display for DateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = &self.text;
        match self.kind {
            DateErrorKind::Empty => f.write_str("no date was given"),
            DateErrorKind::NotUnderstood => write!(f, "\"{text}\" is not understood as a date"),
            DateErrorKind::NoSuchDay => write!(f, "there is no such day as \"{text}\""),
            DateErrorKind::WrongWeekday(day) => write!(f, "\"{text}\" names the wrong weekday: it is {}", long(day)),
            DateErrorKind::Ambiguous => write!(f, "\"{text}\" can be read in two ways"),
            DateErrorKind::InFuture(day) => {
                write!(f, "\"{text}\" is {}, which is still to come: what happened is dated today or before", long(day))
            }
            DateErrorKind::InPast(day) => {
                write!(f, "\"{text}\" is {}, which is over: a day to come is needed", long(day))
            }
            DateErrorKind::OutOfRange => write!(
                f,
                "\"{text}\" is out of range: years run from {} to {}, lengths of time from 1 to {MOST}",
                YEARS.start(),
                YEARS.end()
            ),
        }
    }
}

impl std::error::Error for DateError {}

/// Reads the day of a fact: backwards, today the latest.
///
/// # Errors
/// Where the phrase is not understood as a whole, or means a day after today.
pub fn past(text: &str, cx: &Context) -> Result<Day, DateError> {
    read(text, true, cx)
}

/// Reads a due day: forwards, today the earliest.
///
/// # Errors
/// Where the phrase is not understood as a whole, or means a day before today.
pub fn due(text: &str, cx: &Context) -> Result<Day, DateError> {
    read(text, false, cx)
}

/// Reads the day on which a snooze or a pause ends: as [`due`].
///
/// # Errors
/// As [`due`].
pub fn until(text: &str, cx: &Context) -> Result<Day, DateError> {
    due(text, cx)
}

/// The day understood, said back: `Fri 4 Dec 2026, in 11 days`, `today, Mon 23 Nov 2026`.
#[must_use]
pub fn echo(day: Day, today: Day) -> String {
    let there = long(day);
    match (day - today).num_days() {
        0 => format!("today, {there}"),
        1 => format!("{there}, tomorrow"),
        -1 => format!("{there}, yesterday"),
        n if n > 0 => format!("{there}, in {n} days"),
        n => format!("{there}, {} days ago", -n),
    }
}

/// A phrase longer than this, in characters, is none.
const LONGEST: usize = 60;
fn read(phrase: &str, back: bool, cx: &Context) -> Result<Day, DateError> {
    let clean = text::line(phrase).unwrap_or_default();
    let refused = |kind| Err(DateError { text: shortened(&clean), hint: hint(&clean, kind, back, cx), kind });
    if clean.is_empty() {
        return refused(DateErrorKind::Empty);
    }
    if clean.chars().count() > LONGEST {
        return refused(DateErrorKind::NotUnderstood);
    }
    let lower = clean.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    match meaning(&words, back, cx).unwrap_or(Err(DateErrorKind::NotUnderstood)) {
        Ok(day) if back && day > cx.today => refused(DateErrorKind::InFuture(day)),
        Ok(day) if !back && day < cx.today => refused(DateErrorKind::InPast(day)),
        Ok(day) => Ok(day),
        Err(kind) => refused(kind),
    }
}

/// What can be typed where a fact is asked for.
const PAST_EXAMPLES: &str = "yesterday, last tuesday, 2 weeks ago, 24 dec";
/// What can be typed where a day to come is asked for.
const DUE_EXAMPLES: &str = "tomorrow, friday, in 2 weeks, 24 dec";

fn hint(clean: &str, kind: DateErrorKind, back: bool, cx: &Context) -> String {
    if kind == DateErrorKind::Ambiguous {
        let last = clean.rsplit(' ').next().unwrap_or(clean);
        let numbers = |order| date_in_numbers(&[last], back, &Context { order: Some(order), ..*cx })?.ok();
        return match (numbers(Order::DayFirst), numbers(Order::MonthFirst)) {
            (Some(a), Some(b)) => format!("write {} or {}", iso(a), iso(b)),
            _ => format!("write \"{clean} ago\""),
        };
    }
    let (examples, distance) = if back { (PAST_EXAMPLES, -14) } else { (DUE_EXAMPLES, 14) };
    let day = moved(cx.today, distance).unwrap_or(cx.today);
    format!("for example: {examples}, {}", iso(day))
}

fn shortened(clean: &str) -> String {
    match clean.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", clean.get(..end).unwrap_or_default()),
        None => clean.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        crate::model::day::parse_iso(text).unwrap_or_else(|| panic!("{text}"))
    }

    fn weekdays(day: Day) -> bool {
        day.weekday().num_days_from_monday() < 5
    }

    fn cx(today: Day) -> Context<'static> {
        Context { today, order: None, is_working_day: &weekdays }
    }

    /// A day, or the reason of refusal in one letter: the future, the past, two ways, no such day,
    /// out of range, wrong weekday, not understood.
    fn answer(found: Result<Day, DateError>) -> String {
        match found.map_err(|e| e.kind) {
            Ok(day) => iso(day),
            Err(DateErrorKind::InFuture(_)) => "F".into(),
            Err(DateErrorKind::InPast(_)) => "P".into(),
            Err(DateErrorKind::Ambiguous) => "2".into(),
            Err(DateErrorKind::NoSuchDay) => "N".into(),
            Err(DateErrorKind::OutOfRange) => "O".into(),
            Err(DateErrorKind::WrongWeekday(_)) => "W".into(),
            Err(DateErrorKind::NotUnderstood) => "?".into(),
            Err(DateErrorKind::Empty) => "E".into(),
        }
    }

    /// Phrase; on Wednesday 2026-11-25 as a fact and as a due day; the same on Sunday 2027-01-31.
    #[rustfmt::skip]
    const TABLE: &[(&str, &str, &str, &str, &str)] = &[
        ("today",                   "2026-11-25", "2026-11-25", "2027-01-31", "2027-01-31"),
        ("  ToDay ",                "2026-11-25", "2026-11-25", "2027-01-31", "2027-01-31"),
        ("yesterday",               "2026-11-24", "P",          "2027-01-30", "P"),
        ("tomorrow",                "F",          "2026-11-26", "F",          "2027-02-01"),
        ("day after tomorrow",      "F",          "2026-11-27", "F",          "2027-02-02"),
        ("the day after tomorrow",  "F",          "2026-11-27", "F",          "2027-02-02"),
        ("day before yesterday",    "2026-11-23", "P",          "2027-01-29", "P"),
        ("fri",                     "2026-11-20", "2026-11-27", "2027-01-29", "2027-02-05"),
        ("friday",                  "2026-11-20", "2026-11-27", "2027-01-29", "2027-02-05"),
        ("on Friday",               "2026-11-20", "2026-11-27", "2027-01-29", "2027-02-05"),
        ("wednesday",               "2026-11-25", "2026-12-02", "2027-01-27", "2027-02-03"),
        ("sun",                     "2026-11-22", "2026-11-29", "2027-01-31", "2027-02-07"),
        ("next friday",             "F",          "2026-12-04", "F",          "2027-02-05"),
        ("next monday",             "F",          "2026-11-30", "F",          "2027-02-01"),
        ("last friday",             "2026-11-20", "P",          "2027-01-29", "P"),
        ("last tuesday",            "2026-11-24", "P",          "2027-01-26", "P"),
        ("last wednesday",          "2026-11-18", "P",          "2027-01-27", "P"),
        ("last sunday",             "2026-11-22", "P",          "2027-01-24", "P"),
        ("this friday",             "F",          "2026-11-27", "2027-01-29", "2027-02-05"),
        ("this wednesday",          "2026-11-25", "2026-11-25", "2027-01-27", "2027-02-03"),
        ("this monday",             "2026-11-23", "2026-11-30", "2027-01-25", "2027-02-01"),
        ("monday next week",        "F",          "2026-11-30", "F",          "2027-02-01"),
        ("friday of next week",     "F",          "2026-12-04", "F",          "2027-02-05"),
        ("next week friday",        "F",          "2026-12-04", "F",          "2027-02-05"),
        ("friday last week",        "2026-11-20", "P",          "2027-01-22", "P"),
        ("friday this week",        "F",          "2026-11-27", "2027-01-29", "P"),
        ("2 weeks ago",             "2026-11-11", "P",          "2027-01-17", "P"),
        ("two weeks ago",           "2026-11-11", "P",          "2027-01-17", "P"),
        ("2w ago",                  "2026-11-11", "P",          "2027-01-17", "P"),
        ("-2w",                     "2026-11-11", "P",          "2027-01-17", "P"),
        ("a week ago",              "2026-11-18", "P",          "2027-01-24", "P"),
        ("a month ago",             "2026-10-25", "P",          "2026-12-31", "P"),
        ("2 months ago",            "2026-09-25", "P",          "2026-11-30", "P"),
        ("3 days ago",              "2026-11-22", "P",          "2027-01-28", "P"),
        ("a year ago",              "2025-11-25", "P",          "2026-01-31", "P"),
        ("10 working days ago",     "2026-11-11", "P",          "2027-01-18", "P"),
        ("last week",               "2026-11-18", "P",          "2027-01-24", "P"),
        ("last month",              "2026-10-25", "P",          "2026-12-31", "P"),
        ("in 2 weeks",              "F",          "2026-12-09", "F",          "2027-02-14"),
        ("in  two   WEEKS",         "F",          "2026-12-09", "F",          "2027-02-14"),
        ("in a week",               "F",          "2026-12-02", "F",          "2027-02-07"),
        ("a week from now",         "F",          "2026-12-02", "F",          "2027-02-07"),
        ("a week",                  "2",          "2026-12-02", "2",          "2027-02-07"),
        ("2w",                      "2",          "2026-12-09", "2",          "2027-02-14"),
        ("+2w",                     "F",          "2026-12-09", "F",          "2027-02-14"),
        ("+10d",                    "F",          "2026-12-05", "F",          "2027-02-10"),
        ("in 3 months",             "F",          "2027-02-25", "F",          "2027-04-30"),
        ("1 month",                 "2",          "2026-12-25", "2",          "2027-02-28"),
        ("next month",              "F",          "2026-12-25", "F",          "2027-02-28"),
        ("next week",               "F",          "2026-12-02", "F",          "2027-02-07"),
        ("next year",               "F",          "2027-11-25", "F",          "2028-01-31"),
        ("in 10 working days",      "F",          "2026-12-09", "F",          "2027-02-12"),
        ("1wd",                     "2",          "2026-11-26", "2",          "2027-02-01"),
        ("end of month",            "F",          "2026-11-30", "2027-01-31", "2027-01-31"),
        ("end of the month",        "F",          "2026-11-30", "2027-01-31", "2027-01-31"),
        ("end of next month",       "F",          "2026-12-31", "F",          "2027-02-28"),
        ("end of last month",       "2026-10-31", "P",          "2026-12-31", "P"),
        ("start of next month",     "F",          "2026-12-01", "F",          "2027-02-01"),
        ("beginning of the month",  "2026-11-01", "P",          "2027-01-01", "P"),
        ("end of week",             "F",          "2026-11-27", "2027-01-29", "P"),
        ("end of next week",        "F",          "2026-12-04", "F",          "2027-02-05"),
        ("start of next week",      "F",          "2026-11-30", "F",          "2027-02-01"),
        ("end of year",             "F",          "2026-12-31", "F",          "2027-12-31"),
        ("start of next year",      "F",          "2027-01-01", "F",          "2028-01-01"),
        ("2026-12-24",              "F",          "2026-12-24", "2026-12-24", "P"),
        ("2026/12/24",              "F",          "2026-12-24", "2026-12-24", "P"),
        ("24.12.2026",              "F",          "2026-12-24", "2026-12-24", "P"),
        ("12/24/2026",              "F",          "2026-12-24", "2026-12-24", "P"),
        ("13/12/2026",              "F",          "2026-12-13", "2026-12-13", "P"),
        ("24.12.",                  "2025-12-24", "2026-12-24", "2026-12-24", "2027-12-24"),
        ("5/5/2026",                "2026-05-05", "P",          "2026-05-05", "P"),
        ("24 dec",                  "2025-12-24", "2026-12-24", "2026-12-24", "2027-12-24"),
        ("25 Nov",                  "2026-11-25", "2026-11-25", "2026-11-25", "2027-11-25"),
        ("dec 24",                  "2025-12-24", "2026-12-24", "2026-12-24", "2027-12-24"),
        ("on the 24th of December", "2025-12-24", "2026-12-24", "2026-12-24", "2027-12-24"),
        ("24 dec 2026",             "F",          "2026-12-24", "2026-12-24", "P"),
        ("24. Dec. 2026",           "F",          "2026-12-24", "2026-12-24", "P"),
        ("dec 24 2026",             "F",          "2026-12-24", "2026-12-24", "P"),
        ("Thu 24 Dec 2026",         "F",          "2026-12-24", "2026-12-24", "P"),
        ("thursday, 24 dec",        "W",          "2026-12-24", "2026-12-24", "W"),
        ("1st of december",         "2025-12-01", "2026-12-01", "2026-12-01", "2027-12-01"),
        ("december 1st, 2026",      "F",          "2026-12-01", "2026-12-01", "P"),
        ("5 sept",                  "2026-09-05", "2027-09-05", "2026-09-05", "2027-09-05"),
        ("the 15th",                "2026-11-15", "2026-12-15", "2027-01-15", "2027-02-15"),
        ("31st",                    "2026-10-31", "2026-12-31", "2027-01-31", "2027-01-31"),
        ("29 feb",                  "2024-02-29", "2028-02-29", "2024-02-29", "2028-02-29"),
    ];

    #[test]
    fn every_phrase_means_one_day_in_each_direction() {
        let (wednesday, month_end) = (day("2026-11-25"), day("2027-01-31"));
        for (text, past_1, due_1, past_2, due_2) in TABLE {
            let said = [
                answer(past(text, &cx(wednesday))),
                answer(due(text, &cx(wednesday))),
                answer(past(text, &cx(month_end))),
                answer(due(text, &cx(month_end))),
            ];
            assert_eq!(said, [*past_1, *due_1, *past_2, *due_2].map(str::to_owned), "{text}");
            assert_eq!(until(text, &cx(wednesday)), due(text, &cx(wednesday)), "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_in_both_directions_and_never_half_understood() {
        #[rustfmt::skip]
        let table = [
            ("", "E"), (" \t\n", "E"), ("asdf", "?"), ("31 feb", "N"), ("feb 30 2026", "N"), ("2026-02-29", "N"),
            ("29 feb 2026", "N"), ("2026-13-01", "N"), ("13/13/2026", "N"), ("31/2/2026", "N"), ("0 dec", "N"),
            ("32nd", "N"), ("4/5/2026", "2"), ("4.5.2026", "2"), ("4/5", "2"), ("24/12/26", "?"), ("4-5", "?"),
            ("friday the 99th", "?"), ("friday the 13th", "?"), ("1th of december", "?"), ("tomorrow or so", "?"),
            ("friday next", "?"), ("next", "?"), ("in", "?"), ("ago", "?"), ("in week", "?"), ("week", "?"), ("w", "?"),
            ("weekly", "?"), ("every week", "?"), ("in every 2 weeks", "?"), ("in +2w", "?"), ("++2w", "?"), ("- -2w", "?"),
            ("in 2w ago", "?"), ("in 2 weeks ago", "?"), ("in -2 weeks", "?"), ("2 weeks 3 days", "?"), ("2", "?"),
            ("2026", "?"), ("dec", "?"), ("dec 2026", "?"), ("24 dec 26", "?"), ("24 dec 2026 ok", "?"), ("24 dec,", "?"),
            ("noon", "?"), ("tomorrow at 3pm", "?"), ("10:00", "?"), ("now", "?"), ("weekend", "?"), ("this week", "?"),
            ("this month", "?"), ("never", "?"), ("2026-12-24T10:00", "?"), ("2026-12-", "?"), ("0 days", "O"),
            ("0 days ago", "O"), ("in 0 weeks", "O"), ("in 99999999999 days", "O"), ("3661d", "O"), ("1899-12-31", "O"),
            ("10000-01-01", "O"), ("24 dec 1899", "O"), ("24 dec 12026", "O"), ("999999999999-01-01", "O"),
            ("3000 years ago", "O"), ("wed 24 dec 2026", "W"),
        ];
        for (text, refusal) in table {
            let cx = cx(day("2026-11-25"));
            assert_eq!(answer(past(text, &cx)), refusal, "{text:?} as a fact");
            assert_eq!(answer(due(text, &cx)), refusal, "{text:?} as a due day");
        }
    }

    #[test]
    fn an_order_settles_a_date_of_numbers() {
        let with = |order| Context { order: Some(order), ..cx(day("2026-11-25")) };
        assert_eq!(answer(past("4/5/2026", &with(Order::DayFirst))), "2026-05-04");
        assert_eq!(answer(past("4/5/2026", &with(Order::MonthFirst))), "2026-04-05");
        assert_eq!(answer(due("13/12/2026", &with(Order::MonthFirst))), "2026-12-13");
        assert_eq!(answer(due("13/13/2026", &with(Order::DayFirst))), "N");
    }

    #[test]
    fn a_weekday_named_on_itself_is_today_for_a_fact_and_a_week_off_as_a_due_day() {
        let friday = cx(day("2026-11-27"));
        assert_eq!(answer(past("friday", &friday)), "2026-11-27");
        assert_eq!(answer(due("friday", &friday)), "2026-12-04");
        assert_eq!(answer(due("this friday", &friday)), "2026-11-27");
        assert_eq!(answer(due("next friday", &friday)), "2026-12-04");
        assert_eq!(answer(past("last friday", &friday)), "2026-11-20");
    }

    #[test]
    fn a_calendar_without_working_days_is_refused_not_searched_for_ever() {
        let idle = Context { is_working_day: &|_| false, ..cx(day("2026-11-25")) };
        assert_eq!(answer(due("in 1 working day", &idle)), "O");
        assert_eq!(answer(due("end of week", &idle)), "2026-11-29");
    }

    #[test]
    fn a_refusal_says_what_was_wrong_and_what_to_type() {
        let monday = cx(day("2026-11-23"));
        let both = |e: DateError| format!("{e}; {}", e.hint());
        assert_eq!(
            both(past("tomorrow", &monday).unwrap_err()),
            "\"tomorrow\" is Tue 24 Nov 2026, which is still to come: what happened is dated today or before; \
             for example: yesterday, last tuesday, 2 weeks ago, 24 dec, 2026-11-09"
        );
        assert_eq!(both(past("2W", &monday).unwrap_err()), "\"2W\" can be read in two ways; write \"2W ago\"");
        assert_eq!(
            both(past("on 4/5/2026", &monday).unwrap_err()),
            "\"on 4/5/2026\" can be read in two ways; write 2026-05-04 or 2026-04-05"
        );
        assert_eq!(due("31 feb", &monday).unwrap_err().to_string(), "there is no such day as \"31 feb\"");
        assert!(due(&"long ".repeat(500), &monday).unwrap_err().to_string().len() < 120);
    }

    #[test]
    fn what_a_hint_shows_can_be_typed() {
        let cx = cx(day("2026-11-23"));
        for (examples, refused) in [(past("x", &cx), true), (due("x", &cx), false)].map(|(r, b)| (r.unwrap_err(), b)) {
            for example in examples.hint().strip_prefix("for example: ").unwrap().split(", ") {
                let read = if refused { past(example, &cx) } else { due(example, &cx) };
                assert!(read.is_ok(), "{example}");
            }
        }
    }

    #[test]
    fn the_day_is_said_back_with_its_distance() {
        let today = day("2026-11-23");
        for (there, said) in [
            ("2026-12-04", "Fri 4 Dec 2026, in 11 days"),
            ("2026-11-17", "Tue 17 Nov 2026, 6 days ago"),
            ("2026-11-23", "today, Mon 23 Nov 2026"),
            ("2026-11-24", "Tue 24 Nov 2026, tomorrow"),
            ("2026-11-22", "Sun 22 Nov 2026, yesterday"),
        ] {
            assert_eq!(echo(day(there), today), said);
        }
    }

    fn any_today() -> impl Strategy<Value = Day> {
        let ordinary = 0..2_958_000i64;
        ordinary.prop_map(|n| Day::from_ymd_opt(1900, 1, 1).unwrap() + chrono::TimeDelta::days(n))
    }

    fn any_phrase() -> impl Strategy<Value = String> {
        const WORDS: &[&str] = &[
            "in",
            "on",
            "ago",
            "next",
            "last",
            "this",
            "the",
            "of",
            "end",
            "start",
            "week",
            "month",
            "year",
            "day",
            "friday",
            "mon",
            "24",
            "31",
            "0",
            "29",
            "2026",
            "dec",
            "feb",
            "1st",
            "31st",
            "2w",
            "+3m",
            "-9y",
            "3660",
            "a",
            "two",
            "weeks",
            "months",
            "working",
            "days",
            "years",
            "from",
            "now",
            "tomorrow",
            "today",
            "29/2",
            "1/2/2026",
            "2026-12-24",
            ",",
            "+",
            "-",
            "9999-12-31",
            "1900-01-01",
        ];
        let spoken = proptest::collection::vec(proptest::sample::select(WORDS), 0..5).prop_map(|w| w.join(" "));
        let listed = proptest::sample::select(TABLE).prop_map(|row| row.0.to_owned());
        prop_oneof![spoken, listed, any::<String>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn any_text_keeps_to_its_side_of_today_and_survives_as_iso(text in any_phrase(), today in any_today()) {
            let cx = cx(today);
            if let Ok(day) = past(&text, &cx) {
                prop_assert!(day <= today && YEARS.contains(&day.year()));
                prop_assert_eq!(past(&iso(day), &cx), Ok(day));
                prop_assert_eq!(past(&long(day), &cx), Ok(day));
            }
            if let Ok(day) = due(&text, &cx) {
                prop_assert!(day >= today && YEARS.contains(&day.year()));
                prop_assert_eq!(due(&iso(day), &cx), Ok(day));
            }
        }
    }
}
