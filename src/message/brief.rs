//! What a draft is made from: everything that is known and may be said.

use crate::model::{Day, Kind, Relationship};

/// The LinkedIn account's plan, which decides how long a connection note may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// A free account.
    Free,
    /// A paid account.
    Premium,
}

/// A person as a message sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The whole name.
    pub name: String,
    /// What to call them; `None` where it can't be told.
    pub given: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What they do there.
    pub title: Option<String>,
}

/// Who is writing: the user, from the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// The user's whole name.
    pub name: Option<String>,
    /// What the user is called.
    pub given: Option<String>,
    /// What they do, as they would say it: "a financial advisor".
    pub does: Option<String>,
}

/// A time the two spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// The day.
    pub on: Day,
    /// Where: an event or a place, as the user wrote it.
    pub place: Option<String>,
    /// What it was about, as the user wrote it: "marketing trends".
    pub topic: Option<String>,
    /// How: `encounter`, `meeting` or `call`.
    pub how: crate::model::InteractionKind,
}

/// Something worth reading that is to be shared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// What it is called.
    pub title: Option<String>,
    /// Where it is found.
    pub url: String,
}

/// Everything a draft may use. Texts are clean single lines unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// What the message is for.
    pub kind: Kind,
    /// The rule that asks for it, where a follow-up does (`thank-for-accepting`, ...).
    pub rule: Option<String>,
    /// The day on which the message will be read as written.
    pub today: Day,
    /// To whom.
    pub to: Person,
    /// How the user knows them, where it was said.
    pub relationship: Option<Relationship>,
    /// From whom.
    pub from: Sender,
    /// The last time the two met or spoke, or the one that raised this.
    pub met: Option<Met>,
    /// What interests the user about somebody they have not met: "sustainable packaging".
    pub interest: Option<String>,
    /// Who introduced them.
    pub introduced_by: Option<String>,
    /// What was promised, or what to be reminded of, in the user's words.
    pub text: Option<String>,
    /// The day an open request was sent.
    pub requested_on: Option<Day>,
    /// Whether the request that was sent carried a note. `None` where there is no request.
    pub request_had_note: Option<bool>,
    /// The user's message that waits for an answer: its day and its subject.
    pub awaited: Option<(Day, Option<String>)>,
    /// The day of the last contact.
    pub last_contact_on: Option<Day>,
    /// `linkedin`, `email`, `phone` or another network.
    pub channel: Option<String>,
    /// The account's plan.
    pub plan: Plan,
    /// The longest connection note, in UTF-16 units, by the settings.
    pub limit: usize,
    /// How many people of the same event stand before this one: makes texts for one event differ.
    pub peer: usize,
    /// What is to be shared, where it is chosen already.
    pub resource: Option<Link>,
    /// Whom the contact is to be introduced to, where that is chosen already.
    pub introduce_to: Option<Person>,
    /// Texts this contact has had already: none of them is offered again.
    pub earlier: Vec<String>,
    /// The user asks for another wording: counts from 0.
    pub variant: usize,
}
