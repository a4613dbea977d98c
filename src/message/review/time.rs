//! `stale-time`: a word of time about the meeting that is no longer true.
//!
//! Only what is said of the meeting counts: "I read last week that you won" is not. Lenient by a day or so,
//! as people are.

use super::look::Look;
use super::purpose::place_words;
use super::{Finding, Rule};
use crate::message::day_words;
use crate::message::language::Word;
use crate::model::{Day, phrase};
use chrono::{Datelike, Weekday};
use std::ops::Range;

/// A word of time: where it stands, and whether it is still true.
struct Said {
    words: Range<usize>,
    holds: bool,
    /// Any verb of the sentence may be what it is about: "today", "in May".
    loose: bool,
}

/// So many words away a word is still about the meeting.
const NEAR: usize = 9;

/// The words of time that are wrong about the meeting.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let Some(met) = look.occasion.met_on.filter(|met| *met <= look.occasion.today) else { return Vec::new() };
    let said = (0..look.text.words.len()).filter_map(|at| said(look, at, met));
    let wrong = said.filter(|s| !s.holds && is_about_meeting(look, s));
    wrong
        .filter_map(|s| {
            let true_words = day_words::past(met, look.occasion.today)?;
            let message = look.language.why(Rule::StaleTime.as_str(), &true_words);
            let finding = Finding { message, ..look.about(Rule::StaleTime, &s.words) };
            let possessive =
                s.words.end.checked_sub(1).and_then(|i| look.text.words.get(i)).is_some_and(|w| w.low.ends_with("'s"));
            Some(if possessive { finding } else { finding.suggest(true_words) })
        })
        .collect()
}

/// The word of time that begins at `at`.
fn said(look: &Look<'_>, at: usize, met: Day) -> Option<Said> {
    let words = &look.text.words;
    let low = |i: usize| {
        words.get(i).filter(|w| w.sentence == words.get(at).map_or(0, |w| w.sentence)).map_or("", Word::stem)
    };
    let today = look.occasion.today;
    let ago = (today - met).num_days();
    let weeks = day_words::weeks_between(met, today);
    let months = i64::from(today.year() - met.year()) * 12 + i64::from(today.month()) - i64::from(met.month());
    let tell = |n: usize, holds: bool| Some(Said { words: at..at + n, holds, loose: false });
    let before = at.checked_sub(1).map_or("", low);
    match (low(at), low(at + 1), low(at + 2)) {
        ("earlier", "today", _) | ("this", "morning" | "afternoon" | "evening" | "lunchtime", _) => tell(2, ago <= 0),
        ("earlier", "this", "morning" | "afternoon" | "evening") => tell(3, ago <= 0),
        ("today" | "tonight", ..) if before != "earlier" => tell(1, ago <= 0),
        ("just", "now", _) => tell(2, ago <= 0),
        ("last", "night", _) | ("yesterday", "morning" | "afternoon" | "evening" | "night", _) => tell(2, ago <= 1),
        ("yesterday", ..) if before != "before" => tell(1, ago == 1),
        ("day", "before", "yesterday") => tell(3, (1..=3).contains(&ago)),
        ("the", "other", "day" | "night" | "evening") => tell(3, ago <= 21),
        ("last" | "past", "week", _) => tell(2, ago <= 14 && ago > 0),
        ("this", "week", _) | ("earlier", "this", "week") => {
            tell(if low(at) == "this" { 2 } else { 3 }, ago <= 6 || weeks == 0)
        }
        ("last" | "past" | "this" | "the", "weekend", _) => {
            let weekend = matches!(met.weekday(), Weekday::Fri | Weekday::Sat | Weekday::Sun);
            tell(2, ago <= 10 && weekend)
        }
        ("last", "month", _) => tell(2, months == 1 || (14..=45).contains(&ago)),
        ("this", "month", _) => tell(2, months == 0 || ago <= 20),
        ("last", "year", _) => tell(2, today.year() - met.year() == 1 || (300..=430).contains(&ago)),
        ("this", "year", _) => tell(2, today.year() == met.year() || ago <= 60),
        ("last" | "this" | "past", season, _) if season_months(season).is_some() => {
            let right = season_months(season).is_some_and(|m| m.contains(&met.month()));
            tell(2, right && ago <= 400)
        }
        ("last" | "this" | "on" | "past", day, _) if weekday(day).is_some() => {
            tell(2, weekday(day) == Some(met.weekday()) && ago <= 13)
        }
        (day, ..)
            if weekday(day).is_some() && words.get(at).is_some_and(|w| w.low.ends_with("'s")) && before != "last" =>
        {
            tell(1, weekday(day) == Some(met.weekday()) && ago <= 13)
        }
        ("in" | "back", name, year)
            if month(name).is_some() && year.parse::<i32>().is_ok_and(|y| (1990..2100).contains(&y)) =>
        {
            tell(3, month(name) == Some(met.month()) && year.parse() == Ok(met.year()))
        }
        ("in" | "last" | "back" | "this", name, _)
            if month(name).is_some() && words.get(at + 1).is_some_and(Word::is_capital) =>
        {
            tell(2, month(name) == Some(met.month()) && ago <= 370)
        }
        _ => some_time_ago(look, at, ago),
    }
}

/// "two weeks ago", "a couple of days ago", "a month back".
fn some_time_ago(look: &Look<'_>, at: usize, ago: i64) -> Option<Said> {
    let words = &look.text.words;
    let first = words.get(at)?;
    let low = |i: usize| words.get(i).filter(|w| w.sentence == first.sentence).map_or("", |w| w.low.as_str());
    let (least, most, mut i) = match (low(at), low(at + 1), low(at + 2)) {
        ("a", "couple", "of") => (2, 3, at + 3),
        ("a", "couple", _) => (2, 3, at + 2),
        ("a", "few", _) => (2, 6, at + 2),
        ("several" | "some" | "few", ..) => (2, 9, at + 1),
        ("half", "a" | "an", _) => return None,
        (number, ..) => {
            let n = number_of(number)?;
            (n, n, at + 1)
        }
    };
    if matches!(low(i), "short" | "full" | "whole" | "busy" | "long") {
        i += 1;
    }
    let unit = match low(i) {
        "day" | "days" | "night" | "nights" => 1,
        "week" | "weeks" => 7,
        "fortnight" => 14,
        "month" | "months" => 30,
        "year" | "years" => 365,
        "hour" | "hours" | "minutes" => 0,
        _ => return None,
    };
    if !matches!(low(i + 1), "ago" | "back" | "earlier") {
        return None;
    }
    let slack = match unit {
        0 => 0,
        1 => 1 + least / 3,
        7 => 5 + least,
        14 => 5,
        30 => 16 + 3 * least,
        _ => 200,
    };
    let holds = (least * unit - slack..=most * unit + slack).contains(&ago);
    Some(Said { words: at..i + 2, holds, loose: false })
}

/// Whether a word of time is said of the meeting: what stands nearest before it in its clause, else what it belongs to.
fn is_about_meeting(look: &Look<'_>, said: &Said) -> bool {
    let words = &look.text.words;
    let places: Vec<usize> = place_words(look).collect();
    let Some(first) = words.get(said.words.start) else { return false };
    let meeting = |i: usize| words.get(i).is_some_and(|w| look.is("meeting", w.stem()));
    let other =
        |i: usize| words.get(i).is_some_and(|w| look.is("elsewhere", w.stem()) && !look.is("meeting", w.stem()));
    let same = |i: &usize| words.get(*i).is_some_and(|w| w.sentence == first.sentence);
    let is_place = |i: usize| places.contains(&i);
    // "yesterday's fair", "last week at the fair": what follows at once.
    let right = (said.words.end..said.words.end + NEAR).take_while(|i| same(i));
    let possessive = said.words.end.checked_sub(1).and_then(|i| words.get(i)).is_some_and(|w| w.low.ends_with("'s"));
    if possessive {
        return right.clone().take(6).any(|i| is_place(i) || meeting(i));
    }
    let left = (0..said.words.start).rev().take(NEAR + 3).take_while(|i| same(i));
    for i in left {
        if other(i) {
            return false;
        }
        if meeting(i) || is_place(i) {
            return !said.loose || meeting(i);
        }
    }
    for i in right.take(6) {
        if other(i) {
            return false;
        }
        if meeting(i) || is_place(i) {
            return true;
        }
    }
    false
}

fn number_of(word: &str) -> Option<i64> {
    Some(match word {
        "a" | "an" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "twelve" => 12,
        digits => digits.parse().ok().filter(|n| *n < 1_000)?,
    })
}

/// A weekday by its whole name: "sun" and "sat" are words of their own.
fn weekday(word: &str) -> Option<Weekday> {
    phrase::weekday(word).filter(|_| word.len() > 5)
}

/// A month by its whole name.
fn month(word: &str) -> Option<u32> {
    phrase::month(word).filter(|_| word.len() > 3 || word == "may")
}

/// The months that either half of the earth calls a season.
fn season_months(word: &str) -> Option<[u32; 8]> {
    Some(match word {
        "spring" | "autumn" | "fall" => [2, 3, 4, 5, 6, 9, 10, 11],
        "summer" | "winter" => [5, 6, 7, 8, 9, 12, 1, 2],
        _ => return None,
    })
}
