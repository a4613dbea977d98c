//! What an import did: the same whether it was kept or only rehearsed.

use crate::exchange::Skip;
use crate::exchange::linkedin::Owner;

/// How many rows did what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// New.
    pub created: usize,
    /// Known, and changed.
    pub updated: usize,
    /// Known, and as before.
    pub unchanged: usize,
}

/// What an import did, or with `dry_run` would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// `linkedin`, `vcard`, `csv` or `json`.
    pub source: &'static str,
    /// Nothing was kept.
    pub dry_run: bool,
    /// The files that were read.
    pub files: Vec<String>,
    /// People.
    pub contacts: Tally,
    /// Requests.
    pub requests: Tally,
    /// Interactions.
    pub interactions: Tally,
    /// Open follow-ups that were not there before.
    pub follow_ups_raised: usize,
    /// Invitations of which nobody can tell what became of them.
    pub outcome_unknown: usize,
    /// Pending requests older than a month: they raise nothing each.
    pub old_pending: usize,
    /// New people who bear the name of somebody else in the book.
    pub namesakes: usize,
    /// Rows that were left out.
    pub skipped: Vec<Skip>,
    /// What a person should be told.
    pub notices: Vec<String>,
    /// Whose export it is.
    pub owner: Option<Owner>,
}

impl Report {
    /// Whether what was read can hold nothing but people.
    #[must_use]
    pub fn is_address_book(&self) -> bool {
        matches!(self.source, "vcard" | "csv")
    }
}
