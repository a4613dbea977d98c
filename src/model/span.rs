//! Lengths of time in calendar units: `10 days`, `2 weeks`, `3 months`, `1 working day`.

use super::day::{Day, YEARS};
use chrono::{Datelike, Days, Months};

/// The unit of a [`Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Calendar days (a week is seven of them).
    Day,
    /// Days on which the user works, by the calendar in force.
    WorkingDay,
    /// Calendar weeks.
    Week,
    /// Calendar months: 31 January and one month is the last of February.
    Month,
    /// Calendar years.
    Year,
}

/// A length of time in calendar units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// How many units.
    pub count: u32,
    /// Of which unit.
    pub unit: Unit,
}

/// The longest span that is accepted, in its own unit.
pub const MOST: u32 = 3_660;

impl Span {
    /// So many calendar days.
    #[must_use]
    pub const fn days(count: u32) -> Self {
        Self { count, unit: Unit::Day }
    }

    /// Reads `10 days`, `2w`, `a week`, `1 working day`, `monthly`, `every 3 months`, `quarterly`.
    ///
    /// The whole text must be understood. `None` for anything else, for zero and for spans beyond
    /// ten years of days.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.trim().to_lowercase();
        let lower = lower.strip_prefix("every ").or_else(|| lower.strip_prefix('+')).unwrap_or(&lower).trim();
        match lower {
            "daily" => return Some(Self::days(1)),
            "weekly" => return Some(Self { count: 1, unit: Unit::Week }),
            "biweekly" | "fortnightly" => return Some(Self { count: 2, unit: Unit::Week }),
            "monthly" => return Some(Self { count: 1, unit: Unit::Month }),
            "quarterly" => return Some(Self { count: 3, unit: Unit::Month }),
            "yearly" | "annually" => return Some(Self { count: 1, unit: Unit::Year }),
            _ => {}
        }
        Self::counted(lower).or_else(|| Some(Self { count: 1, unit: unit_word(lower)? }))
    }

    /// Reads a number and a unit and nothing else: `10 days`, `2w`, `two weeks`, `a month`.
    ///
    /// `None` for anything else, for zero and for more than [`MOST`]; case and surplus blanks don't matter.
    #[must_use]
    pub fn counted(text: &str) -> Option<Self> {
        let lower = text.trim().to_lowercase();
        let (number, unit) = lower.split_at(lower.find(|c: char| !c.is_ascii_digit())?);
        let (count, unit) = if number.is_empty() {
            let (word, unit) = unit.split_once(' ')?;
            (number_word(word)?, unit)
        } else {
            (number.parse().ok()?, unit)
        };
        let unit = unit_word(unit.trim())?;
        (1..=MOST).contains(&count).then_some(Self { count, unit })
    }

    /// The day this span after `day`, counting a working day as a calendar day.
    ///
    /// Working days need a calendar: see `schedule::calendar`. Saturates at the last accepted day.
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        self.shift(day, true)
    }

    /// The day this span before `day`; the mirror of [`Span::after`].
    #[must_use]
    pub fn before(self, day: Day) -> Day {
        self.shift(day, false)
    }

    /// Like [`Span::after`], but `None` beyond the last accepted day.
    #[must_use]
    pub fn checked_after(self, day: Day) -> Option<Day> {
        self.checked_shift(day, true)
    }

    /// Like [`Span::before`], but `None` before the first accepted day.
    #[must_use]
    pub fn checked_before(self, day: Day) -> Option<Day> {
        self.checked_shift(day, false)
    }

    fn shift(self, day: Day, forward: bool) -> Day {
        let edge = if forward { last_day() } else { first_day() };
        self.checked_shift(day, forward).unwrap_or(edge)
    }

    fn checked_shift(self, day: Day, forward: bool) -> Option<Day> {
        let days = |n: u32| {
            let n = Days::new(u64::from(n));
            if forward { day.checked_add_days(n) } else { day.checked_sub_days(n) }
        };
        let months = |n: u32| {
            let n = Months::new(n);
            if forward { day.checked_add_months(n) } else { day.checked_sub_months(n) }
        };
        let there = match self.unit {
            Unit::Day | Unit::WorkingDay => days(self.count),
            Unit::Week => days(self.count.saturating_mul(7)),
            Unit::Month => months(self.count),
            Unit::Year => months(self.count.saturating_mul(12)),
        };
        there.filter(|d| YEARS.contains(&d.year()))
    }

    /// About how many days this is (a month counts 30), for comparing spans with each other.
    #[must_use]
    pub const fn about_days(self) -> u32 {
        match self.unit {
            Unit::Day => self.count,
            Unit::WorkingDay => self.count * 7 / 5,
            Unit::Week => self.count * 7,
            Unit::Month => self.count * 30,
            Unit::Year => self.count * 365,
        }
    }
}

/// The unit a word stands for.
fn unit_word(word: &str) -> Option<Unit> {
    Some(match word {
        "d" | "day" | "days" => Unit::Day,
        "wd" | "working day" | "working days" | "business day" | "business days" | "workday" | "workdays" => {
            Unit::WorkingDay
        }
        "w" | "week" | "weeks" | "wk" | "wks" => Unit::Week,
        "m" | "month" | "months" | "mo" => Unit::Month,
        "y" | "year" | "years" | "yr" | "yrs" => Unit::Year,
        _ => return None,
    })
}

/// The last day the program can name.
#[must_use]
pub fn last_day() -> Day {
    Day::from_ymd_opt(*YEARS.end(), 12, 31).unwrap_or(Day::MAX)
}

/// The first day the program can name.
#[must_use]
pub fn first_day() -> Day {
    Day::from_ymd_opt(*YEARS.start(), 1, 1).unwrap_or(Day::MIN)
}

/// A number written as a word, `a` to `twelve`.
#[must_use]
pub fn number_word(word: &str) -> Option<u32> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    WORDS.iter().zip(1..).find_map(|(w, n)| (*w == word).then_some(n))
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::WorkingDay => "working day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl serde::Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "expected a length of time such as \"10 days\", \"1 working day\" or \"2 weeks\", found {text:?}"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Span, Unit};
    use crate::model::Day;

    #[test]
    fn a_span_is_read_whole_or_not_at_all() {
        for (text, count, unit) in [
            ("10 days", 10, Unit::Day),
            ("2w", 2, Unit::Week),
            (" A  Week", 1, Unit::Week),
            ("a week", 1, Unit::Week),
            ("3 months", 3, Unit::Month),
            ("every 3 months", 3, Unit::Month),
            ("+10d", 10, Unit::Day),
            ("1 working day", 1, Unit::WorkingDay),
            ("two business days", 2, Unit::WorkingDay),
            ("every week", 1, Unit::Week),
            ("quarterly", 3, Unit::Month),
            ("3660d", MOST, Unit::Day),
        ] {
            assert_eq!(Span::parse(text), Some(Span { count, unit }), "{text}");
        }
        for text in ["", "0 days", "3661 days", "99999999999 days", "-2 weeks", "2 weeks ago", "2w3", "2 weeks 3 days"]
        {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_counted_span_has_a_number_and_no_ornament() {
        for text in ["week", "w", "weekly", "every 2 weeks", "+2w", "every week"] {
            assert_eq!(Span::counted(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_ends_where_the_calendar_says() {
        let day = |y, m, d| Day::from_ymd_opt(y, m, d).unwrap();
        let month = Span { count: 1, unit: Unit::Month };
        assert_eq!(month.after(day(2027, 1, 31)), day(2027, 2, 28));
        assert_eq!(month.before(day(2028, 3, 31)), day(2028, 2, 29));
        let year = Span { count: 3_000, unit: Unit::Year };
        assert_eq!(year.checked_before(day(2026, 1, 1)), None);
        assert_eq!(year.before(day(2026, 1, 1)), day(1900, 1, 1));
    }
}
