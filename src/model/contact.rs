//! A contact: a person, and what is known of how to reach them.

use super::{Day, Instant, Span, word::words};

words! {
    /// How the user knows a contact: it decides length and words of a message.
    Relationship {
        /// Met briefly, in passing.
        MetBriefly = "met-briefly",
        /// Met at an event.
        MetAtEvent = "met-at-event",
        /// Somebody brought the two together.
        Introduced = "introduced",
        /// Worked together once.
        FormerColleague = "former-colleague",
        /// Never met.
        NotMet = "not-met",
        /// A friend, a close contact.
        KnowWell = "know-well",
    }
}

words! {
    #[derive(Default)]
    /// Whether the contact is connected on a network, derived from requests and marks.
    Connection {
        /// Neither connected nor asked.
        #[default]
        None = "none",
        /// A request waits for an answer.
        Pending = "pending",
        /// Connected.
        Connected = "connected",
    }
}

/// Who introduced a contact: a contact of the book where known, and the name either way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introducer {
    /// The introducer's contact number, where they are in the book.
    pub id: Option<i64>,
    /// The introducer's name.
    pub name: String,
}

/// A person in the book.
///
/// The fields after `created_at` are derived from the facts and kept with the contact so that
/// lists need no second look; `store` writes them together with the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The contact's number, unique in this book and never used again.
    pub id: i64,
    /// Unique in the world (a version 4 UUID): what exports go by.
    pub uid: String,
    /// The short name that can be typed, `[a-z0-9-]` only, unique in this book.
    pub slug: String,
    /// The whole name as written.
    pub name: String,
    /// What to call them, where it is known.
    pub given: Option<String>,
    /// The family name, where there is one.
    pub family: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What they do there.
    pub title: Option<String>,
    /// E-mail addresses, the preferred one first.
    pub emails: Vec<String>,
    /// Telephone numbers, the preferred one first.
    pub phones: Vec<String>,
    /// The LinkedIn profile's address.
    pub linkedin: Option<String>,
    /// Other addresses on the web.
    pub urls: Vec<String>,
    /// How the user knows them.
    pub relationship: Option<Relationship>,
    /// The user's own labels, sorted.
    pub tags: Vec<String>,
    /// Who introduced them.
    pub introduced_by: Option<Introducer>,
    /// Free notes on the person.
    pub notes: Option<String>,
    /// How often to stay in touch, where the contact has a cadence of their own.
    pub every: Option<Span>,
    /// Connected outside any recorded request, since that day where known.
    pub connected_on: Option<Day>,
    /// Put away: raises nothing, comes last.
    pub archived: bool,
    /// The user decided not to write to them.
    pub do_not_contact: bool,
    /// The day a pause began.
    pub paused_on: Option<Day>,
    /// The day a pause ends: from that day on follow-ups are heard again.
    pub paused_until: Option<Day>,
    /// When the contact was added (UTC).
    pub created_at: Instant,
    /// The user's calendar day on which the contact was added.
    pub added_on: Day,

    /// Where they were first met.
    pub met_at: Option<String>,
    /// When they were first met.
    pub met_on: Option<Day>,
    /// What that first meeting was about.
    pub about: Option<String>,
    /// The day of the last message, e-mail, call, meeting or encounter.
    pub last_contact_on: Option<Day>,
    /// Whether connected.
    pub connection: Connection,
    /// Since when nothing more is asked of them (two messages without a sign of life).
    pub resting_since: Option<Day>,
}

impl Contact {
    /// A contact of whom nothing but the name is known: it has no number and no slug yet.
    #[must_use]
    pub const fn named(uid: String, name: String, created_at: Instant, added_on: Day) -> Self {
        Self {
            id: 0,
            uid,
            slug: String::new(),
            name,
            given: None,
            family: None,
            company: None,
            title: None,
            emails: Vec::new(),
            phones: Vec::new(),
            linkedin: None,
            urls: Vec::new(),
            relationship: None,
            tags: Vec::new(),
            introduced_by: None,
            notes: None,
            every: None,
            connected_on: None,
            archived: false,
            do_not_contact: false,
            paused_on: None,
            paused_until: None,
            created_at,
            added_on,
            met_at: None,
            met_on: None,
            about: None,
            last_contact_on: None,
            connection: Connection::None,
            resting_since: None,
        }
    }
}
