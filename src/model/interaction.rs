//! An interaction: a dated fact with a contact.

use super::{Day, Instant, When, word::words};

words! {
    /// What kind of interaction it was.
    InteractionKind {
        /// Met somewhere: an event, a corridor.
        Encounter = "encounter",
        /// An arranged meeting.
        Meeting = "meeting",
        /// A call.
        Call = "call",
        /// A message on some network.
        Message = "message",
        /// An e-mail.
        Email = "email",
        /// A note to oneself: no contact took place.
        Note = "note",
    }
}

words! {
    /// Who spoke.
    Direction {
        /// The contact wrote to the user.
        In = "in",
        /// The user wrote to the contact.
        Out = "out",
        /// Both took part.
        Both = "both",
    }
}

impl InteractionKind {
    /// Whether this kind is contact (planning ruling 3): all but a note.
    #[must_use]
    pub const fn is_contact(self) -> bool {
        !matches!(self, Self::Note)
    }

    /// Whether it is written words that go one way: these need a direction.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Message | Self::Email)
    }
}

/// A dated fact with a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// The fact's number, one sequence for facts of every kind.
    pub id: i64,
    /// Unique in the world.
    pub uid: String,
    /// Whose.
    pub contact_id: i64,
    /// What it was.
    pub kind: InteractionKind,
    /// Who spoke; `None` for a note.
    pub direction: Option<Direction>,
    /// The day it happened.
    pub on: Day,
    /// The instant (UTC) it happened, where known.
    pub at: Option<Instant>,
    /// Where: an event, a city.
    pub place: Option<String>,
    /// What it was about.
    pub about: Option<String>,
    /// What was said or written.
    pub text: Option<String>,
    /// The user waits for an answer to it.
    pub awaits_reply: bool,
    /// The follow-up that this closed, by its number.
    pub closes: Option<i64>,
    /// The template its words came from.
    pub template: Option<String>,
    /// Where it was read from: `None` for what the user recorded, else `linkedin`, `json`, ...
    pub source: Option<String>,
    /// The user's calendar day on which it was recorded.
    pub recorded_on: Day,
    /// The resource that it shared, by its key.
    pub shares: Option<String>,
}

impl Interaction {
    /// When it happened.
    #[must_use]
    pub const fn when(&self) -> When {
        When { on: self.on, at: self.at }
    }

    /// A message or e-mail that the user sent.
    #[must_use]
    pub fn is_outbound_message(&self) -> bool {
        self.kind.is_written() && matches!(self.direction, Some(Direction::Out | Direction::Both))
    }

    /// Something came from the contact, or both took part: an answer, a sign of life.
    #[must_use]
    pub fn is_inbound(&self) -> bool {
        self.kind.is_contact() && matches!(self.direction, Some(Direction::In | Direction::Both))
    }
}
