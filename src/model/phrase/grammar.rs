//! The forms a date in words can take, each a small function over the words of the phrase.
//!
//! A form takes all of the words or none. Which side of today is allowed, and how a refusal is
//! worded, is for the module above.

use crate::model::day::{Day, YEARS};
use crate::model::span::{MOST, Span, Unit};
use chrono::{Datelike, Days, Months, Weekday};

/// Which number comes first in a date such as `4/5/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 4 May.
    DayFirst,
    /// April 5.
    MonthFirst,
}

/// What a phrase is read against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The user's calendar day now.
    pub today: Day,
    /// How a date of numbers with two readings is meant; without it such a date is refused.
    pub order: Option<Order>,
    /// Whether the user works on a day, for `10 working days` and `end of week`.
    pub is_working_day: &'a dyn Fn(Day) -> bool,
}

/// Why a phrase was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateErrorKind {
    /// Nothing was given.
    Empty,
    /// The text, or its tail, is not part of the grammar.
    NotUnderstood,
    /// A date that is in no calendar: `31 feb`, `13/13/2026`.
    NoSuchDay,
    /// The weekday named is not that of the date named; this is the date.
    WrongWeekday(Day),
    /// There are two readings, of which neither is the natural one.
    Ambiguous,
    /// Understood as this day, which is after today, where a fact was asked for.
    InFuture(Day),
    /// Understood as this day, which is before today, where a day to come was asked for.
    InPast(Day),
    /// A year outside [`YEARS`] or a length of time outside 1 to [`MOST`].
    OutOfRange,
}

/// As many days are looked at for working days before giving up (a week may have a single one).
const WORKING_DAY_SEARCH: u32 = MOST * 8;

/// `None`: the phrase doesn't have this form, another one may fit.
type Found = Option<Result<Day, DateErrorKind>>;

/// The day a phrase means, whichever side of today it lies; `words` are in lower case.
pub fn meaning(words: &[&str], back: bool, cx: &Context) -> Found {
    let today = cx.today;
    if let ["on", rest @ ..] = words {
        return weekday_phrase(rest, back, today)
            .or_else(|| date_in_words(rest, back, today))
            .or_else(|| date_in_numbers(rest, back, cx));
    }
    named(words, today)
        .or_else(|| weekday_phrase(words, back, today))
        .or_else(|| edge_of_period(words, cx))
        .or_else(|| distance(words, back, cx))
        .or_else(|| date_in_words(words, back, today))
        .or_else(|| date_in_numbers(words, back, cx))
}

/// `today`, `day after tomorrow` and their like.
fn named(words: &[&str], today: Day) -> Found {
    let days = match words {
        ["today"] => 0,
        ["tomorrow"] => 1,
        ["yesterday"] => -1,
        ["day", "after", "tomorrow"] | ["the", "day", "after", "tomorrow"] => 2,
        ["day", "before", "yesterday"] | ["the", "day", "before", "yesterday"] => -2,
        _ => return None,
    };
    Some(moved(today, days))
}

/// `friday`, `next friday`, `last friday`, `this friday`, `friday next week`.
fn weekday_phrase(words: &[&str], back: bool, today: Day) -> Found {
    let of_week = |weekday: Weekday, weeks: i64| {
        let monday = i64::from(today.weekday().num_days_from_monday());
        moved(today, 7 * weeks - monday + i64::from(weekday.num_days_from_monday()))
    };
    let ahead = |weekday: Weekday| i64::from(weekday.days_since(today.weekday()));
    let behind = |weekday: Weekday| i64::from(today.weekday().days_since(weekday));
    let or_a_week = |days: i64| if days == 0 { 7 } else { days };
    Some(match words {
        [day] if back => moved(today, -behind(weekday(day)?)),
        [day] => moved(today, or_a_week(ahead(weekday(day)?))),
        ["last", day] => moved(today, -or_a_week(behind(weekday(day)?))),
        ["this", day] if !back => moved(today, ahead(weekday(day)?)),
        [which, day] => of_week(weekday(day)?, which_one(which)?),
        [day, which, "week"] | [day, "of", which, "week"] | [which, "week", day] => {
            of_week(weekday(day)?, which_one(which)?)
        }
        _ => return None,
    })
}

/// `end of month`, `end of next week`, `start of next month`.
fn edge_of_period(words: &[&str], cx: &Context) -> Found {
    let (side, which, unit) = match words {
        [side, "of", unit] | [side, "of", "the", unit] => (side, 0, unit),
        [side, "of", which, unit] => (side, which_one(which)?, unit),
        _ => return None,
    };
    let at_end = match *side {
        "end" => true,
        "start" | "beginning" => false,
        _ => return None,
    };
    match *unit {
        "week" => Some(edge_of_week(which, at_end, cx)),
        "month" => Some(edge_of_months(cx.today.with_day(1)?, which, 1, at_end)),
        "year" => Some(edge_of_months(cx.today.with_ordinal(1)?, which, 12, at_end)),
        _ => None,
    }
}

/// The first or last working day of a week; its Monday or Sunday where it has none.
fn edge_of_week(which: i64, at_end: bool, cx: &Context) -> Result<Day, DateErrorKind> {
    let monday = 7 * which - i64::from(cx.today.weekday().num_days_from_monday());
    let mut week: Vec<Day> = (0..7).filter_map(|n| moved(cx.today, monday + n).ok()).collect();
    if at_end {
        week.reverse();
    }
    let working = week.iter().find(|day| (cx.is_working_day)(**day));
    working.or(week.first()).copied().ok_or(DateErrorKind::OutOfRange)
}

/// The first or last day of the period of `months` months that begins `which` periods after `first`.
fn edge_of_months(first: Day, which: i64, months: u32, at_end: bool) -> Result<Day, DateErrorKind> {
    let step = Months::new(months);
    let start = match which {
        0 => Some(first),
        n if n > 0 => first.checked_add_months(step),
        _ => first.checked_sub_months(step),
    };
    let day = if at_end { start.and_then(|d| d.checked_add_months(step)?.pred_opt()) } else { start };
    in_range(day)
}

/// `in 2 weeks`, `2 weeks ago`, `+10d`, `-2w`, `2w`, `next month`, `a week from now`.
fn distance(words: &[&str], back: bool, cx: &Context) -> Found {
    let ahead = |span| walk(span, true, cx);
    let behind = |span| walk(span, false, cx);
    match words {
        ["in", rest @ ..] | [rest @ .., "from", "now" | "today"] => {
            return span(&rest.join(" "))?.and_then(ahead).into();
        }
        [rest @ .., "ago"] => return span(&rest.join(" "))?.and_then(behind).into(),
        ["next", unit @ ("week" | "month" | "year")] => return span(&format!("1 {unit}"))?.and_then(ahead).into(),
        ["last", unit @ ("week" | "month" | "year")] => return span(&format!("1 {unit}"))?.and_then(behind).into(),
        _ => {}
    }
    let text = words.join(" ");
    if let Some(rest) = text.strip_prefix('+') {
        return span(rest)?.and_then(ahead).into();
    }
    if let Some(rest) = text.strip_prefix('-') {
        return span(rest)?.and_then(behind).into();
    }
    // A fact two weeks ahead makes no sense, but to take `2w` for two weeks ago would give one
    // phrase two opposite meanings.
    let bare = span(&text)?;
    Some(bare.and_then(|s| if back { Err(DateErrorKind::Ambiguous) } else { ahead(s) }))
}

/// A number and a unit; a number that is zero or too large is an error, not another form.
fn span(text: &str) -> Option<Result<Span, DateErrorKind>> {
    if let Some(span) = Span::counted(text) {
        return Some(Ok(span));
    }
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = unit.len() < text.len() && Span::counted(&format!("1{unit}")).is_some();
    numbered.then_some(Err(DateErrorKind::OutOfRange))
}

fn walk(span: Span, ahead: bool, cx: &Context) -> Result<Day, DateErrorKind> {
    if span.unit != Unit::WorkingDay {
        return in_range(if ahead { span.checked_after(cx.today) } else { span.checked_before(cx.today) });
    }
    let mut day = cx.today;
    let mut left = span.count;
    for _ in 0..WORKING_DAY_SEARCH {
        day = moved(day, if ahead { 1 } else { -1 })?;
        if (cx.is_working_day)(day) {
            left -= 1;
            if left == 0 {
                return Ok(day);
            }
        }
    }
    Err(DateErrorKind::OutOfRange)
}

/// `24 dec`, `dec 24 2026`, `1st of december`, `fri 4 dec 2026`, `the 15th`.
fn date_in_words(words: &[&str], back: bool, today: Day) -> Found {
    // A comma may stand after any word but the last: `december 1st, 2026`.
    let (last, before) = words.split_last()?;
    let mut words: Vec<&str> = before.iter().map(|w| w.strip_suffix(',').unwrap_or(w)).collect();
    words.push(last);
    let (said, words) = match words.as_slice() {
        [first, rest @ ..] => weekday(first).map_or((None, words.as_slice()), |w| (Some(w), rest)),
        [] => return None,
    };
    let words = if let ["the", rest @ ..] = words { rest } else { words };
    let (year, words) = match words {
        [rest @ .., year] if rest.len() > 1 && year.len() > 2 && digits(year) => (Some(*year), rest),
        _ => (None, words),
    };
    let (day, month) = match words {
        [day] if said.is_none() && day.ends_with(|c: char| c.is_ascii_alphabetic()) => {
            return Some(day_of_month(day_number(day)?, back, today));
        }
        [first, second] | [first, "of" | "the", second] => match (day_number(first), month(second)) {
            (Some(day), Some(month)) => (day, month),
            _ => (day_number(second)?, month(first)?),
        },
        _ => return None,
    };
    let found = calendar_day(year, month, day, back, today);
    Some(found.and_then(|day| match said {
        Some(said) if said != day.weekday() => Err(DateErrorKind::WrongWeekday(day)),
        _ => Ok(day),
    }))
}

/// `2026-12-24`, `24.12.2026`, `12/24/2026`, `24/12`.
pub fn date_in_numbers(words: &[&str], back: bool, cx: &Context) -> Found {
    let [word] = words else { return None };
    let separator = word.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    // `24.12.` is how a day of the year is written where dots are used.
    let word = if separator == '.' { word.strip_suffix('.').unwrap_or(word) } else { word };
    let parts: Vec<&str> = word.split(separator).collect();
    if !parts.iter().all(|part| digits(part)) {
        return None;
    }
    let short = |part: &str| if part.len() <= 2 { part.parse::<u32>().ok() } else { None };
    let (first, second, year) = match parts.as_slice() {
        [year, month, day] if year.len() > 2 => {
            return Some(calendar_day(Some(year), short(month)?, short(day)?, back, cx.today));
        }
        [first, second, year] if year.len() > 2 => (short(first)?, short(second)?, Some(*year)),
        [first, second] if separator != '-' => (short(first)?, short(second)?, None),
        _ => return None,
    };
    let day_first = calendar_day(year, second, first, back, cx.today);
    let month_first = calendar_day(year, first, second, back, cx.today);
    Some(match (day_first, month_first, cx.order) {
        (Ok(a), Ok(b), None) if a != b => Err(DateErrorKind::Ambiguous),
        (Ok(_), Ok(b), Some(Order::MonthFirst)) => Ok(b),
        (Ok(a), _, _) => Ok(a),
        (_, b, _) => b,
    })
}

/// A day of the calendar; without a year the nearest one in the direction, today counting.
fn calendar_day(year: Option<&str>, month: u32, day: u32, back: bool, today: Day) -> Result<Day, DateErrorKind> {
    if let Some(year) = year {
        let year = year.parse().ok().filter(|y| YEARS.contains(y)).ok_or(DateErrorKind::OutOfRange)?;
        return Day::from_ymd_opt(year, month, day).ok_or(DateErrorKind::NoSuchDay);
    }
    // 2000 is a leap year; leap days are at most eight years apart (2096 and 2104).
    Day::from_ymd_opt(2000, month, day).ok_or(DateErrorKind::NoSuchDay)?;
    let years = (0..=8).map(|n| if back { today.year() - n } else { today.year() + n });
    let mut days = years.filter_map(|year| Day::from_ymd_opt(year, month, day));
    in_range(days.find(|d| if back { *d <= today } else { *d >= today }))
}

/// The nearest month in the direction that has this day, today counting.
fn day_of_month(day: u32, back: bool, today: Day) -> Result<Day, DateErrorKind> {
    if !(1..=31).contains(&day) {
        return Err(DateErrorKind::NoSuchDay);
    }
    let first = today.with_day(1);
    let months = (0..=12).filter_map(|n| {
        let n = Months::new(n);
        if back { first?.checked_sub_months(n) } else { first?.checked_add_months(n) }
    });
    let mut days = months.filter_map(|first| first.with_day(day));
    in_range(days.find(|d| if back { *d <= today } else { *d >= today }))
}

/// So many days later, or earlier where negative.
pub fn moved(day: Day, days: i64) -> Result<Day, DateErrorKind> {
    let count = Days::new(days.unsigned_abs());
    in_range(if days < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) })
}

fn in_range(day: Option<Day>) -> Result<Day, DateErrorKind> {
    day.filter(|d| YEARS.contains(&d.year())).ok_or(DateErrorKind::OutOfRange)
}

fn digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

fn which_one(word: &str) -> Option<i64> {
    Some(match word {
        "last" => -1,
        "this" => 0,
        "next" => 1,
        _ => return None,
    })
}

/// `4`, `4.`, `4th`; the ending must be the right one.
fn day_number(word: &str) -> Option<u32> {
    let (number, ending) = word.split_at(word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len()));
    let number: u32 = if number.len() <= 2 { number.parse().ok()? } else { return None };
    let right = match (number / 10, number % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    (ending.is_empty() || ending == "." || ending == right).then_some(number)
}

/// The weekday of a lower-case English name, whole or short.
#[must_use]
pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// The number of the month of a lower-case English name, whole or short.
#[must_use]
pub fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.strip_suffix('.').unwrap_or(word);
    MONTHS.iter().zip(1..).find_map(|(name, number)| {
        let short = name.get(..3).is_some_and(|short| short == word) || (number == 9 && word == "sept");
        (short || *name == word).then_some(number)
    })
}
