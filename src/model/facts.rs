//! Everything that is known of one contact, together. What follows from it is `schedule`'s.

use super::{Connection, Contact, Day, Decision, Interaction, Mark, Promise, Request};

/// Everything that is known of one contact: what a plan is made from.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The contact (its derived fields are not looked at).
    pub contact: Contact,
    /// In any order.
    pub interactions: Vec<Interaction>,
    /// In any order.
    pub requests: Vec<Request>,
    /// In any order.
    pub promises: Vec<Promise>,
    /// In any order.
    pub marks: Vec<Mark>,
    /// What the user decided about follow-ups; also says which rule a number belongs to.
    pub decisions: Vec<Decision>,
}

/// What the facts say of the contact as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The day of the last contact (ruling 3).
    pub last_contact_on: Option<Day>,
    /// Whether connected.
    pub connection: Connection,
    /// Since when nothing more is asked of them (ruling 13).
    pub resting_since: Option<Day>,
    /// The day of the first encounter.
    pub met_on: Option<Day>,
    /// Where that was.
    pub met_at: Option<String>,
    /// What it was about; without an encounter, what the first fact that says so was about.
    pub about: Option<String>,
}
