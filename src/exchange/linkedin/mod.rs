//! What LinkedIn hands out as "Get a copy of your data": connections, invitations and the owner's
//! profile, from 2018 on, untouched or saved again by a spreadsheet.
//!
//! It says what stands in the files and never what that means for the book: rows are kept twice
//! where a file has them twice, and nothing is matched with anybody. Only [`read_folder`] touches files.

mod connections;
mod error;
mod folder;
mod invitations;
mod profile;
mod sheet;

use chrono::NaiveDateTime;

use crate::model::Day;

pub use crate::model::profile::{profile_url, slug_key};
pub use connections::read_connections;
pub use error::ReadError;
pub use folder::read_folder;
pub use invitations::read_invitations;
pub use profile::read_profile;

/// Why rows are left out: the texts of [`Skip::reason`], so that equal ones can be counted together.
pub mod reason {
    /// The row of a member who closed or hid the account: only the date is left of it.
    pub const HIDDEN_MEMBER: &str = "a closed or hidden account, of which LinkedIn gives only the date";
    /// A row with separators and nothing else.
    pub const EMPTY_ROW: &str = "the row is empty";
    /// A connection without any name.
    pub const NO_NAME: &str = "the row has no name";
    /// The date cell is empty, or the row ends before it.
    pub const NO_DATE: &str = "the row has no date";
    /// The date cell holds something that is no date.
    pub const BAD_DATE: &str = "the date can't be read";
    /// An invitation from or to nobody.
    pub const NO_PERSON: &str = "the invitation has neither a name nor a profile address";
    /// An invitation that is neither `INCOMING` nor `OUTGOING`.
    pub const NO_DIRECTION: &str = "the invitation doesn't say whether it was sent or received";
}

/// Everything an export says about people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// The rows of Connections.csv, in its order.
    pub connections: Vec<ConnectionRow>,
    /// The rows of Invitations.csv, in its order.
    pub invitations: Vec<InvitationRow>,
    /// Whose export it is, where Profile.csv or the invitations tell.
    pub owner: Option<Owner>,
    /// The names of the files that were read.
    pub files: Vec<String>,
    /// The rows that were left out.
    pub skipped: Vec<Skip>,
    /// What a person should be told: encodings, separators, damage found. Never anybody's data.
    pub notices: Vec<String>,
}

/// One row of Connections.csv that names a person. Texts are clean single lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The first name, with whatever people put there.
    pub first: Option<String>,
    /// The last name, credentials and pronouns included. At least one of the two names is there.
    pub last: Option<String>,
    /// The profile's address as given (see [`profile_url`]).
    pub url: Option<String>,
    /// The e-mail address as given.
    pub email: Option<String>,
    /// The company of the day of the export.
    pub company: Option<String>,
    /// The position of the day of the export.
    pub position: Option<String>,
    /// The day the two connected.
    pub connected_on: Day,
}

impl ConnectionRow {
    /// The whole name.
    #[must_use]
    pub fn name(&self) -> String {
        whole_name(self.first.as_deref(), self.last.as_deref())
    }
}

/// Which way an invitation went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The owner was invited.
    Incoming,
    /// The owner invited.
    Outgoing,
}

/// One row of Invitations.csv. Names are clean single lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The name of who invited.
    pub from: Option<String>,
    /// The name of who was invited.
    pub to: Option<String>,
    /// The day it was sent.
    pub sent_on: Day,
    /// The same day with the time; LinkedIn doesn't say in which zone.
    pub sent_at: Option<NaiveDateTime>,
    /// The note that went with it, lines kept.
    pub message: Option<String>,
    /// Which way it went.
    pub direction: Direction,
    /// The profile of who invited (exports since 2023).
    pub inviter_url: Option<String>,
    /// The profile of who was invited (exports since 2023).
    pub invitee_url: Option<String>,
}

impl InvitationRow {
    /// Name and profile of the other person: not the owner's. At least one of the two is there.
    #[must_use]
    pub fn other(&self) -> (Option<&str>, Option<&str>) {
        match self.direction {
            Direction::Incoming => (self.from.as_deref(), self.inviter_url.as_deref()),
            Direction::Outgoing => (self.to.as_deref(), self.invitee_url.as_deref()),
        }
    }

    /// Name and profile of the export's owner.
    #[must_use]
    pub fn own(&self) -> (Option<&str>, Option<&str>) {
        match self.direction {
            Direction::Incoming => (self.to.as_deref(), self.invitee_url.as_deref()),
            Direction::Outgoing => (self.from.as_deref(), self.inviter_url.as_deref()),
        }
    }
}

/// Whose export it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    /// The first name; the whole name where only the invitations tell it.
    pub first: Option<String>,
    /// The last name.
    pub last: Option<String>,
    /// What they say they do.
    pub headline: Option<String>,
    /// Their industry.
    pub industry: Option<String>,
    /// Where they live.
    pub location: Option<String>,
    /// Their profile's address; told by the invitations, since Profile.csv doesn't have it.
    pub url: Option<String>,
}

impl Owner {
    /// The whole name.
    #[must_use]
    pub fn name(&self) -> String {
        whole_name(self.first.as_deref(), self.last.as_deref())
    }
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The file's name.
    pub file: String,
    /// The line the row begins on, from 1.
    pub line: Option<u64>,
    /// Why: one of the texts in [`reason`]. Never a name, an address or a message.
    pub reason: String,
}

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<R> {
    /// The rows that are of use, in the file's order.
    pub rows: Vec<R>,
    /// The rows that were left out.
    pub skipped: Vec<Skip>,
    /// See [`Export::notices`].
    pub notices: Vec<String>,
}

/// How far the reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file being read.
    pub file: &'a str,
    /// The rows read in it so far.
    pub rows: usize,
    /// The bytes of its text read so far.
    pub bytes: usize,
    /// The bytes there are.
    pub of: usize,
}

fn whole_name(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => format!("{first} {last}"),
        (one, other) => one.or(other).unwrap_or_default().to_owned(),
    }
}
