//! What a writing verb gives back: what was recorded, and what follows from it.

use crate::model::{Contact, FollowUp, Interaction, Mark, Promise, Request};

/// The fact that a verb recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// An interaction.
    Interaction(Interaction),
    /// A request, new or resolved.
    Request(Request),
    /// A promise or a reminder.
    Promise(Promise),
    /// A mark.
    Mark(Mark),
}

/// The answer of a writing verb for one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The contact, as it is afterwards.
    pub person: Contact,
    /// What was recorded, where it is a fact.
    pub recorded: Option<Recorded>,
    /// The contact's open follow-ups afterwards, in agenda order.
    pub follow_ups: Vec<FollowUp>,
    /// What the user should know before the next step.
    pub warnings: Vec<String>,
    /// What was done, a sentence each.
    pub said: Vec<String>,
}
