//! A request: one attempt to connect on a network, and what became of it.

use super::{Day, Instant, When, word::words};

words! {
    /// What became of a request. "Ignored" is not a status but an age: no network tells the sender.
    Status {
        /// Sent, not answered.
        Pending = "pending",
        /// Answered: connected.
        Accepted = "accepted",
        /// Answered: no.
        Declined = "declined",
        /// Taken back by the sender.
        Withdrawn = "withdrawn",
        /// The network let it lapse.
        Expired = "expired",
    }
}

words! {
    /// Who asked whom.
    RequestDirection {
        /// The user asked.
        Sent = "sent",
        /// The contact asked.
        Received = "received",
    }
}

impl Status {
    /// Whether a request may go from this status to `next` (planning ruling 19): a pending one may
    /// be resolved, nothing else moves.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        self == Self::Pending && next != Self::Pending
    }
}

/// One attempt to connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The fact's number, one sequence for facts of every kind.
    pub id: i64,
    /// Unique in the world.
    pub uid: String,
    /// Whom it concerns.
    pub contact_id: i64,
    /// The network, `linkedin` where nothing else is said.
    pub channel: String,
    /// Who asked.
    pub direction: RequestDirection,
    /// What became of it.
    pub status: Status,
    /// The outcome was concluded by an import, not seen.
    pub inferred: bool,
    /// An import could not tell what became of it (planning ruling 21): raises nothing.
    pub outcome_unknown: bool,
    /// The day it was sent.
    pub sent_on: Day,
    /// The instant (UTC) it was sent, where known.
    pub sent_at: Option<Instant>,
    /// The day it was resolved.
    pub resolved_on: Option<Day>,
    /// The instant (UTC) it was resolved, where known.
    pub resolved_at: Option<Instant>,
    /// Where the resolution stands among all facts in order of entry.
    pub resolved_entry: Option<i64>,
    /// The note that went with it; `None` for a request without a note.
    pub message: Option<String>,
    /// The template its words came from.
    pub template: Option<String>,
    /// Which attempt with this contact in this direction it is, from 1.
    pub attempt: u32,
    /// The follow-up that this closed, by its number.
    pub closes: Option<i64>,
    /// Where it was read from; `None` for what the user recorded.
    pub source: Option<String>,
    /// The user's calendar day on which it was recorded.
    pub recorded_on: Day,
}

impl Request {
    /// When it was sent.
    #[must_use]
    pub const fn sent(&self) -> When {
        When { on: self.sent_on, at: self.sent_at }
    }

    /// When it was resolved.
    #[must_use]
    pub fn resolved(&self) -> Option<When> {
        self.resolved_on.map(|on| When { on, at: self.resolved_at })
    }
}
