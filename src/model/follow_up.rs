//! A follow-up: something due with one contact on one day, with kind, rule and reason.

use super::{Day, word::words};

words! {
    /// What is to be done.
    Kind {
        /// Ask to connect.
        Connect = "connect",
        /// Say thank you.
        ThankYou = "thank-you",
        /// Ask once more, politely.
        Nudge = "nudge",
        /// Send something worth reading.
        ShareResource = "share-resource",
        /// Bring two people together.
        Introduce = "introduce",
        /// Keep what was promised.
        Promise = "promise",
        /// Ask how they are.
        CheckIn = "check-in",
        /// Decide what becomes of a request.
        Decide = "decide",
        /// Congratulate on a new position.
        Congratulate = "congratulate",
        /// What the user asked to be reminded of.
        Reminder = "reminder",
    }
}

words! {
    /// How a follow-up stands on a given day.
    State {
        /// Its day has passed.
        Overdue = "overdue",
        /// Its day is today.
        Today = "today",
        /// Its day is yet to come.
        Upcoming = "upcoming",
        /// The user put it off.
        Snoozed = "snoozed",
        /// The user did it.
        Done = "done",
        /// The user let it go.
        Skipped = "skipped",
        /// Its window passed.
        Lapsed = "lapsed",
        /// A fact made it moot.
        Stopped = "stopped",
    }
}

impl State {
    /// Whether the follow-up still asks for something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Overdue | Self::Today | Self::Upcoming | Self::Snoozed)
    }
}

words! {
    /// What the user decided about a follow-up.
    Outcome {
        /// Done.
        Done = "done",
        /// Skipped.
        Skipped = "skipped",
    }
}

/// The fact that raised a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Anchor {
    /// The fact (interaction, request, promise or mark) with this number.
    Fact(i64),
    /// The contact itself: the day it was added.
    Contact,
}

impl Anchor {
    /// The anchor as the database keeps it: the fact's number, 0 for the contact itself.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Fact(id) => id,
            Self::Contact => 0,
        }
    }

    /// Reads what [`Anchor::number`] gives.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        if number == 0 { Self::Contact } else { Self::Fact(number) }
    }
}

/// What the user decided about a follow-up; it sticks to the key (contact, rule, anchor, step).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The number that belongs to the key.
    pub follow_up_id: i64,
    /// The rule of the playbook.
    pub rule: String,
    /// The fact that raised it.
    pub anchor: Anchor,
    /// Which step of the rule, from 1.
    pub step: u32,
    /// Done or skipped, and on which day.
    pub outcome: Option<(Outcome, Day)>,
    /// Put off until this day.
    pub snoozed_until: Option<Day>,
}

/// An open follow-up as the agenda holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The number printed: belongs to the key for ever.
    pub id: i64,
    /// With whom.
    pub contact_id: i64,
    /// Their name, carried so that the agenda needs no second table.
    pub contact: String,
    /// What is to be done.
    pub kind: Kind,
    /// The rule that raised it.
    pub rule: String,
    /// Why, in words that are true on any day.
    pub reason: String,
    /// Lower is more important (planning ruling 7).
    pub importance: u32,
    /// The days between due and lapse: how fast lateness counts.
    pub span: u32,
    /// The day it is due, after snoozing.
    pub due_on: Day,
    /// The day it was due before any snooze.
    pub original_due_on: Day,
    /// The user put it off until this day.
    pub snoozed_until: Option<Day>,
    /// Hidden before this day (a pause, an earlier decision about the same request).
    pub visible_from: Option<Day>,
    /// The last day on which it still makes sense.
    pub lapses_on: Option<Day>,
    /// How to reach the contact for it: `linkedin`, `email`, `phone`.
    pub channel: Option<String>,
    /// What was promised, or what to be reminded of.
    pub text: Option<String>,
}

impl FollowUp {
    /// Whether it asks for something on `today`: overdue or due, visible and not lapsed.
    #[must_use]
    pub fn is_due(&self, today: Day) -> bool {
        matches!(self.state(today), Some(State::Overdue | State::Today))
    }

    /// Whether it has a line of its own wherever it is shown (planning ruling 7): its day and words
    /// are the user's.
    #[must_use]
    pub const fn has_own_line(&self) -> bool {
        matches!(self.kind, Kind::Promise | Kind::Reminder)
    }

    /// How it stands on `today`; `None` while it is hidden.
    #[must_use]
    pub fn state(&self, today: Day) -> Option<State> {
        if self.lapses_on.is_some_and(|d| d < today) {
            return Some(State::Lapsed);
        }
        if self.visible_from.is_some_and(|d| d > today) {
            return None;
        }
        Some(if self.snoozed_until.is_some_and(|d| d > today) {
            State::Snoozed
        } else if self.due_on > today {
            State::Upcoming
        } else if self.due_on == today {
            State::Today
        } else {
            State::Overdue
        })
    }

    /// The day from which it is due and visible.
    #[must_use]
    pub fn shows_on(&self) -> Day {
        self.visible_from.map_or(self.due_on, |d| d.max(self.due_on))
    }

    /// Whole days since it was due, 0 where it is not overdue.
    #[must_use]
    pub fn days_overdue(&self, today: Day) -> i64 {
        (today - self.due_on).num_days().max(0)
    }
}
