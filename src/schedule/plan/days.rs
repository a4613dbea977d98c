//! Days: working days, distances, pauses.

use super::planner::Planner;
use crate::model::{Day, day::long, span::last_day};
use crate::schedule::facts::What;
use chrono::Days;

/// A due day, and how it came to be that one.
#[derive(Clone)]
pub(super) struct DueDay {
    pub on: Day,
    pub shifts: Vec<String>,
}

impl DueDay {
    /// A day the user named stays as named (ruling 12).
    pub(super) const fn named(on: Day) -> Self {
        Self { on, shifts: Vec::new() }
    }
}

impl Planner<'_> {
    /// Ruling 12: a due day on a day off moves to the next working day.
    pub(super) fn working(&self, day: Day) -> DueDay {
        let on = self.calendar.next_working(day);
        let mut shifts = Vec::new();
        if on != day {
            shifts.push(format!("{} is not a working day: moved to {}", long(day), long(on)));
        }
        DueDay { on, shifts }
    }

    /// Ruling 14: a check-in keeps its distance from the last outbound message.
    pub(super) fn check_in_day(&self, day: Day) -> DueDay {
        let gap = self.playbook.tact.check_in_gap;
        let last = self.events.iter().rev().find(|e| matches!(e.what, What::Interaction(i) if i.is_outbound_message()));
        let earliest = last.map(|e| gap.after(e.day()));
        match earliest {
            Some(earliest) if earliest > day => {
                let mut due = self.working(earliest);
                due.shifts.insert(0, format!("waits {gap} after your last message"));
                due
            }
            _ => self.working(day),
        }
    }

    /// Ruling 15: a pause hides, and stretches the window by as long as it lasts.
    pub(super) fn pause(&self, anchor: Day, lapses_on: &mut Option<Day>, shifts: &mut Vec<String>) -> Option<Day> {
        let contact = &self.facts.contact;
        let until = contact.paused_until?;
        let from = contact.paused_on.unwrap_or(contact.added_on);
        if anchor >= until || lapses_on.is_some_and(|d| d < from) {
            return None;
        }
        let paused = (until - from.max(anchor)).num_days().max(0);
        *lapses_on =
            lapses_on.map(|d| d.checked_add_days(Days::new(paused.unsigned_abs())).unwrap_or(d).min(last_day()));
        shifts.push(format!("paused until {}", long(until)));
        Some(until)
    }
}
