//! A promise: something the user said they would do, or asked to be reminded of, with a day.

use super::{Day, Instant, word::words};

words! {
    /// Whether the contact waits for it or only the user does.
    PromiseKind {
        /// Said to the contact.
        Promise = "promise",
        /// A note to oneself with a day.
        Reminder = "reminder",
    }
}

/// Something to do for a contact on a named day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The fact's number, one sequence for facts of every kind.
    pub id: i64,
    /// Unique in the world.
    pub uid: String,
    /// For whom.
    pub contact_id: i64,
    /// Promise or reminder.
    pub kind: PromiseKind,
    /// What.
    pub text: String,
    /// The day it was made.
    pub on: Day,
    /// The instant (UTC) it was made, where known.
    pub at: Option<Instant>,
    /// The day the user named.
    pub due_on: Day,
    /// The user's calendar day on which it was recorded.
    pub recorded_on: Day,
}
