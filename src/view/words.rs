//! Words on the screen: days relative to today, and text made safe to print.

use crate::model::{Day, FollowUp, State, day, text};
use std::borrow::Cow;

/// A text that a terminal may be given: no control characters (line ends and tabs stay), none that
/// turn the direction of what follows.
#[must_use]
pub fn printable(given: &str) -> Cow<'_, str> {
    if given.contains(is_harmful) {
        Cow::Owned(given.chars().filter(|c| !is_harmful(*c)).collect())
    } else {
        Cow::Borrowed(given)
    }
}

/// Whether a terminal must not be given this.
pub(super) fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || text::is_invisible(c)
}

/// When a follow-up is due, in words: `3 days overdue`, `today`, `tomorrow`, `Fri 27 Nov`.
#[must_use]
pub fn due_words(f: &FollowUp, state: State, today: Day) -> String {
    match state {
        State::Overdue => match f.days_overdue(today) {
            1 => "1 day overdue".to_owned(),
            n => format!("{n} days overdue"),
        },
        State::Today => "today".to_owned(),
        State::Upcoming | State::Snoozed => {
            let word = near(f.due_on, today);
            if state == State::Snoozed { format!("{word} (snoozed)") } else { word }
        }
        closed => closed.to_string(),
    }
}

/// A day near today, short.
fn near(on: Day, today: Day) -> String {
    match (on - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..=200 => on.format("%a %-d %b").to_string(),
        _ => day::long(on),
    }
}
