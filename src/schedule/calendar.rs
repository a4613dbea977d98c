//! The user's working days.

use crate::model::{Day, Span, Unit, span::last_day};
use chrono::{Datelike, Days, Weekday};
use std::collections::BTreeSet;

/// Which days the user works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    working: [bool; 7],
    days_off: BTreeSet<Day>,
}

impl Default for Calendar {
    /// Monday to Friday, no days off.
    fn default() -> Self {
        Self { working: [true, true, true, true, true, false, false], days_off: BTreeSet::new() }
    }
}

/// How far the next working day is looked for: past this the day itself is taken.
const HORIZON: u64 = 400;

impl Calendar {
    /// A calendar of these weekdays without the days off; `None` where no weekday is left.
    #[must_use]
    pub fn new(weekdays: &[Weekday], days_off: BTreeSet<Day>) -> Option<Self> {
        let mut working = [false; 7];
        for day in weekdays {
            working[day.num_days_from_monday() as usize] = true;
        }
        working.contains(&true).then_some(Self { working, days_off })
    }

    /// Whether the user works on that day.
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        self.working[day.weekday().num_days_from_monday() as usize] && !self.days_off.contains(&day)
    }

    /// The day itself where it is a working day, else the next one (planning ruling 12: never back).
    /// No day is later than the last one the program can name.
    #[must_use]
    pub fn next_working(&self, day: Day) -> Day {
        let next = (0..HORIZON)
            .filter_map(|n| day.checked_add_days(Days::new(n)))
            .find(|d| self.is_working(*d))
            .unwrap_or(day);
        next.min(last_day())
    }

    /// The `count`th working day after `day`.
    #[must_use]
    pub fn add_working(&self, day: Day, count: u32) -> Day {
        let mut at = day;
        for _ in 0..count {
            let Some(next) = at.checked_add_days(Days::new(1)) else { return at };
            at = self.next_working(next);
        }
        at
    }

    /// The day `span` after `day`; working days are counted by this calendar.
    #[must_use]
    pub fn after(&self, day: Day, span: Span) -> Day {
        match span.unit {
            Unit::WorkingDay => self.add_working(day, span.count),
            _ => span.after(day),
        }
    }

    /// The calendar as one line: equal lines are equal calendars.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let week: String = self.working.iter().map(|w| if *w { 'w' } else { '-' }).collect();
        let off: Vec<String> = self.days_off.iter().map(ToString::to_string).collect();
        format!("{week} {}", off.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_working_day_after_friday_is_monday_and_days_off_are_skipped() {
        let plain = Calendar::default();
        assert_eq!(plain.add_working(day("2026-11-20"), 1), day("2026-11-23"));
        assert_eq!(plain.next_working(day("2026-11-21")), day("2026-11-23"));
        assert_eq!(plain.next_working(day("2026-11-20")), day("2026-11-20"));
        let off = Calendar::new(&[Weekday::Mon, Weekday::Tue], BTreeSet::from([day("2026-11-23")])).unwrap();
        assert_eq!(off.add_working(day("2026-11-20"), 1), day("2026-11-24"));
        assert_eq!(off.add_working(day("2026-11-20"), 2), day("2026-11-30"));
        assert!(Calendar::new(&[], BTreeSet::new()).is_none());
    }
}
