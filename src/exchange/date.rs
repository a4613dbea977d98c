//! Dates as other programs and their spreadsheets write them: every shape that was met in real
//! files, in the languages that a re-saved file may have taken on.
//!
//! It never guesses from today's date, and never accepts a cell it has understood only in part.

use chrono::{NaiveDate, NaiveTime};
use std::cmp::Ordering;

use crate::model::{Day, day::YEARS, text};

/// A day and, where the cell had one, the time of day. No zone is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The calendar day.
    pub on: Day,
    /// The time of day.
    pub time: Option<NaiveTime>,
}

/// Whether the day or the month comes first in `3/4/26`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `4/13/26` is 13 April.
    MonthFirst,
    /// `13/4/26` is 13 April.
    DayFirst,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// There is one way to read it.
    Sure(Stamp),
    /// Two numbers and a year: the column decides which number is the month.
    Open(Open),
}

/// A date whose day and month can't be told apart by their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    first: u32,
    second: u32,
    year: i32,
    time: Option<NaiveTime>,
    usual: Order,
    /// `M/D/YY, h:mm AM`, as LinkedIn itself writes: there is no doubt about the order.
    own: bool,
}

impl Reading {
    /// The date, once the column's order is known. Without one it is the usual reading: month
    /// first for `/`, day first for `-`. Where the order makes no date, the other one is taken.
    #[must_use]
    pub fn settle(self, order: Option<Order>) -> Option<Stamp> {
        match self {
            Self::Sure(stamp) => Some(stamp),
            Self::Open(open) => {
                let by = |order| match order {
                    Order::MonthFirst => NaiveDate::from_ymd_opt(open.year, open.first, open.second),
                    Order::DayFirst => NaiveDate::from_ymd_opt(open.year, open.second, open.first),
                };
                let order = order.unwrap_or(open.usual);
                let other = if order == Order::DayFirst { Order::MonthFirst } else { Order::DayFirst };
                by(order).or_else(|| by(other)).map(|on| Stamp { on, time: open.time })
            }
        }
    }
}

/// What the dates of a whole column say of its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// None of them can be read in one way only.
    Open,
    /// What most of those say that can.
    Settled(Order),
    /// As many say the one as the other.
    Contrary(Contrary),
}

/// The lines of two dates that contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrary {
    /// The first in which the day comes first for sure.
    pub day_first: u64,
    /// The first in which the month does.
    pub month_first: u64,
}

/// What the dates of a column said of its order so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Votes {
    /// How many can be read with the day first only, and the line of the first of them.
    days: usize,
    day_first: Option<u64>,
    /// And with the month first only.
    months: usize,
    month_first: Option<u64>,
}

impl Votes {
    /// Counts a date of the column, on that line.
    pub fn add(&mut self, line: u64, reading: Reading) {
        let Reading::Open(open) = reading else { return };
        if open.first > 12 {
            self.days += 1;
            self.day_first.get_or_insert(line);
        }
        if open.second > 12 {
            self.months += 1;
            self.month_first.get_or_insert(line);
        }
    }

    /// The order of the column, all of its dates being counted.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (self.days.cmp(&self.months), self.day_first, self.month_first) {
            (Ordering::Less, ..) => Verdict::Settled(Order::MonthFirst),
            (Ordering::Greater, ..) => Verdict::Settled(Order::DayFirst),
            (Ordering::Equal, Some(day_first), Some(month_first)) => {
                Verdict::Contrary(Contrary { day_first, month_first })
            }
            (Ordering::Equal, ..) => Verdict::Open,
        }
    }
}

/// Whether this date is in doubt as long as its column doesn't decide.
#[must_use]
pub const fn is_doubtful(reading: Reading) -> bool {
    matches!(reading, Reading::Open(open) if !open.own && open.first <= 12 && open.second <= 12 && open.first != open.second)
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Number { value: u32, digits: usize, after: u8 },
    Word(&'a str),
}

/// Reads a cell. `None` where it is no date, or has a tail that isn't understood.
///
/// ```
/// use intouch::exchange::date::parse;
/// let day = parse("07 Jun 2026").and_then(|d| d.settle(None)).map(|d| d.on.to_string());
/// assert_eq!(day.as_deref(), Some("2026-06-07"));
/// ```
#[must_use]
pub fn parse(cell: &str) -> Option<Reading> {
    if cell.is_ascii() {
        return parse_clean(cell);
    }
    // Composes accents and turns the narrow no-break space before AM and PM into a blank.
    parse_clean(&text::line(cell)?)
}

fn parse_clean(cell: &str) -> Option<Reading> {
    let mut buffer = [Token::Word(""); 12];
    let count = tokens(cell, &mut buffer)?;
    let (date, rest) = buffer.get(..count)?.split_at_checked(3)?;
    let (time, half) = time_of(rest)?;
    match *date {
        [Token::Number { value: d, .. }, Token::Word(m), Token::Number { value: y, digits, .. }]
        | [Token::Word(m), Token::Number { value: d, .. }, Token::Number { value: y, digits, .. }] => {
            sure(year(y, digits)?, month(m)?, d, time)
        }
        [
            Token::Number { value: a, digits: wide, after },
            Token::Number { value: b, after: again, .. },
            Token::Number { value: c, digits, .. },
        ] if after == again => match after {
            b'-' | b'/' | b'.' if wide == 4 => sure(year(a, 4)?, b, c, time),
            b'.' => sure(year(c, digits)?, b, a, time),
            b'-' | b'/' => {
                let usual = if after == b'/' { Order::MonthFirst } else { Order::DayFirst };
                let own = after == b'/' && half && digits == 2;
                let open = Reading::Open(Open { first: a, second: b, year: year(c, digits)?, time, usual, own });
                open.settle(None).map(|_| open)
            }
            _ => None,
        },
        _ => None,
    }
}

fn sure(year: i32, month: u32, day: u32, time: Option<NaiveTime>) -> Option<Reading> {
    NaiveDate::from_ymd_opt(year, month, day).map(|on| Reading::Sure(Stamp { on, time }))
}

/// Cuts a cell into numbers and words; `None` where something else stands in it.
fn tokens<'a>(cell: &'a str, out: &mut [Token<'a>; 12]) -> Option<usize> {
    let (mut rest, mut count) = (cell.trim(), 0);
    while let Some(c) = rest.chars().next() {
        let is_number = c.is_ascii_digit();
        if !is_number && !c.is_alphabetic() {
            if !matches!(c, ' ' | ',' | '.' | '/' | '-' | ':' | '\t') {
                return None;
            }
            rest = rest.get(1..)?;
            continue;
        }
        let belongs = |c: char| if is_number { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (token, tail) = rest.split_at_checked(end)?;
        *out.get_mut(count)? = if is_number {
            let after = tail.bytes().next().unwrap_or(b' ');
            Token::Number { value: token.parse().ok()?, digits: end, after }
        } else {
            Token::Word(token)
        };
        count += 1;
        rest = tail;
    }
    Some(count)
}

/// The time of day in what follows the date, and whether it was a twelve-hour one. No tokens are
/// no time; a tail that is no time is `None`.
fn time_of(tokens: &[Token<'_>]) -> Option<(Option<NaiveTime>, bool)> {
    let tokens = match tokens {
        [] => return Some((None, false)),
        [Token::Word(t), rest @ ..] if t.eq_ignore_ascii_case("t") => rest,
        rest => rest,
    };
    let [Token::Number { value: hour, after: b':' | b'.', .. }, Token::Number { value: minute, after, .. }, rest @ ..] =
        tokens
    else {
        return None;
    };
    let (second, mut rest) = match rest {
        [Token::Number { value, .. }, rest @ ..] if *after == b':' => (*value, rest),
        rest => (0, rest),
    };
    if let [Token::Number { digits: 3.., .. }, tail @ ..] = rest {
        rest = tail; // fractions of a second
    }
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    let afternoon = match rest {
        [] => None,
        [Token::Word(w)] if is(w, "utc") || is(w, "gmt") || is(w, "z") => None,
        [Token::Word(w)] if is(w, "am") || is(w, "pm") => Some(is(w, "pm")),
        [Token::Word(w), Token::Word(m)] if is(m, "m") && (is(w, "a") || is(w, "p")) => Some(is(w, "p")),
        _ => return None,
    };
    let hour = match afternoon {
        Some(pm) if (1..=12).contains(hour) => hour % 12 + if pm { 12 } else { 0 },
        Some(false) if *hour > 12 => return None,
        _ => *hour,
    };
    NaiveTime::from_hms_opt(hour, *minute, second).map(|time| (Some(time), afternoon.is_some()))
}

/// Two-digit years up to 69 lie in this century: no file this program reads is older than that.
fn year(value: u32, digits: usize) -> Option<i32> {
    let year = match (digits, value) {
        (2, 0..=69) => 2000 + value,
        (2, _) => 1900 + value,
        (4, _) => value,
        _ => return None,
    };
    i32::try_from(year).ok().filter(|y| YEARS.contains(y))
}

/// A month's name or abbreviation: English, and what spreadsheets turn it into in Spanish, German,
/// French, Portuguese, Italian and Dutch.
fn month(word: &str) -> Option<u32> {
    if word.len() > 12 {
        return None;
    }
    let word = if word.is_ascii() { word.to_ascii_lowercase() } else { text::fold(word) };
    if word.starts_with("juin") {
        return Some(6);
    }
    if word.starts_with("juil") {
        return Some(7);
    }
    Some(match word.get(..3)? {
        "jan" | "ene" | "gen" => 1,
        "feb" | "fev" => 2,
        "mar" | "mrz" | "mrt" | "maa" => 3,
        "apr" | "abr" | "avr" => 4,
        "may" | "mai" | "mei" | "mag" => 5,
        "jun" | "giu" => 6,
        "jul" | "lug" => 7,
        "aug" | "ago" | "aou" => 8,
        "sep" | "set" => 9,
        "oct" | "okt" | "out" | "ott" => 10,
        "nov" => 11,
        "dec" | "dez" | "dic" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(cell: &str, order: Option<Order>) -> Option<String> {
        let stamp = parse(cell)?.settle(order)?;
        Some(stamp.time.map_or(stamp.on.to_string(), |t| stamp.on.and_time(t).format("%Y-%m-%d %H:%M:%S").to_string()))
    }

    #[test]
    fn every_shape_met_in_real_files_is_read() {
        for (cell, expected) in [
            ("07 Jun 2026", "2026-06-07"),
            (" 7 June 2026 ", "2026-06-07"),
            ("4-Apr-21", "2021-04-04"),
            ("30-oct-09", "2009-10-30"),
            ("01-ene-16", "2016-01-01"),
            ("09 abr. 2019", "2019-04-09"),
            ("15-ago-20", "2020-08-15"),
            ("31-dic-24", "2024-12-31"),
            ("1-sept-23", "2023-09-01"),
            ("25. Sep. 2026", "2026-09-25"),
            ("05 Okt 2020", "2020-10-05"),
            ("3. März 2021", "2021-03-03"),
            ("3 ma\u{308}rz 2021", "2021-03-03"),
            ("4 Mai 2021", "2021-05-04"),
            ("6 Dez 2021", "2021-12-06"),
            ("1 févr. 2021", "2021-02-01"),
            ("1 juin 2021", "2021-06-01"),
            ("1 juil. 2021", "2021-07-01"),
            ("14 août 2021", "2021-08-14"),
            ("2 out 2021", "2021-10-02"),
            ("Jun 7, 2026", "2026-06-07"),
            ("2026-06-07", "2026-06-07"),
            ("2026/06/07", "2026-06-07"),
            ("2026-06-07 21:14:03 UTC", "2026-06-07 21:14:03"),
            ("2026-06-07T21:14:03.250Z", "2026-06-07 21:14:03"),
            ("11/3/18, 4:05 PM", "2018-11-03 16:05:00"),
            ("9/14/18, 12:00 AM", "2018-09-14 00:00:00"),
            ("1/2/17, 12:59 AM", "2017-01-02 00:59:00"),
            ("1/2/17, 12:59\u{202f}PM", "2017-01-02 12:59:00"),
            ("1/2/17, 9:05 a.\u{a0}m.", "2017-01-02 09:05:00"),
            ("03/15/2024", "2024-03-15"),
            ("15/03/2024", "2024-03-15"),
            ("03/04/2024", "2024-03-04"),
            ("03-04-2024", "2024-04-03"),
            ("15.03.2024", "2024-03-15"),
            ("3.4.24", "2024-04-03"),
            ("29 Feb 2024", "2024-02-29"),
            ("1 Jan 69", "2069-01-01"),
        ] {
            assert_eq!(read(cell, None).as_deref(), Some(expected), "{cell}");
        }
    }

    #[test]
    fn what_is_no_date_or_only_half_of_one_is_refused() {
        for cell in [
            "",
            "soon",
            "Jun 2026",
            "31 Feb 2026",
            "29 Feb 2023",
            "32/13/2024",
            "13/13/24",
            "07 Jun 2026 or so",
            "07 Jun 20266",
            "07 Xyz 2026",
            "07 Jun 1492",
            "1/2/17, 25:00",
            "1/2/17, 13:00 AM",
            "1/2-17",
            "12345678901 Jun 2026",
            "0/0/00",
            "07 Jun 2026 (approx)",
            "1 2 2024",
            "-",
            "2026-06-07 21:14 +02:00",
        ] {
            assert_eq!(read(cell, None), None, "{cell}");
        }
    }

    #[test]
    fn a_column_decides_which_number_is_the_month() {
        for (column, expected) in [
            (&["3/4/24", "15/4/24"][..], Verdict::Settled(Order::DayFirst)),
            (&["3/4/24", "4/15/24"], Verdict::Settled(Order::MonthFirst)),
            (&["3/4/24", "07 Jun 2026"], Verdict::Open),
            (&["3/4/24", "15/4/24", "4/15/24"], Verdict::Contrary(Contrary { day_first: 2, month_first: 3 })),
            (&["15/4/24", "16/4/24", "4/15/24"], Verdict::Settled(Order::DayFirst)),
        ] {
            let mut votes = Votes::default();
            for (line, cell) in (1..).zip(column) {
                votes.add(line, parse(cell).expect("a date"));
            }
            assert_eq!(votes.verdict(), expected, "{column:?}");
        }
        assert_eq!(read("3/4/24", Some(Order::DayFirst)).as_deref(), Some("2024-04-03"));
        assert_eq!(read("4/15/24", Some(Order::DayFirst)).as_deref(), Some("2024-04-15"));
        assert!(parse("3/4/2024").is_some_and(is_doubtful));
        assert!(!parse("3/4/24, 4:05 PM").is_some_and(is_doubtful));
        assert!(!parse("3/3/2024").is_some_and(is_doubtful));
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_every_shape(offset in 0_i64..24_000) {
            let day = NaiveDate::from_ymd_opt(2003, 5, 5).expect("a day") + chrono::Duration::days(offset);
            let expected = Some(day.to_string());
            for shape in ["%d %b %Y", "%-d-%b-%y", "%Y-%m-%d", "%b %-d, %Y", "%d.%m.%Y", "%-d. %b. %Y"] {
                prop_assert_eq!(read(&day.format(shape).to_string(), None), expected.clone(), "{}", shape);
            }
            for (shape, order) in [("%m/%d/%Y", Order::MonthFirst), ("%-m/%-d/%y", Order::MonthFirst), ("%d/%m/%Y", Order::DayFirst)] {
                prop_assert_eq!(read(&day.format(shape).to_string(), Some(order)), expected.clone(), "{}", shape);
            }
        }

        #[test]
        fn nothing_makes_it_panic(cell in "\\PC{0,30}", near in "[0-9]{1,3}[-/. :,a-zäé\u{202f}]{0,4}[0-9]{1,4}[-/. ,:APMapmJjunÜ]{0,4}[0-9]{0,5}.{0,6}") {
            let _ = read(&cell, None);
            let _ = read(&near, Some(Order::DayFirst));
        }
    }
}
