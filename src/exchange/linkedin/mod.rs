//! What LinkedIn hands out as "Get a copy of your data": connections, invitations, messages, notes,
//! the owner's profile and the address book that was once uploaded, from 2017 on, zipped or
//! unpacked, untouched or saved again by a spreadsheet.
//!
//! It says what stands in the files and never what that means for the book: rows come twice where a
//! file has them twice, and nothing is matched with anybody. Files are read row by row, so that
//! memory doesn't grow with them. Only `archive` and `folder` look for files.

mod archive;
mod connections;
mod error;
mod folder;
mod invitations;
mod messages;
mod notes;
mod owner;
mod profile;
mod sheet;
mod uploaded;

use chrono::NaiveDateTime;
use std::cmp::Ordering;

use crate::model::name::{self, Name};
use crate::model::{Day, Instant};

pub use super::Skip;
pub use super::sheet::File;
pub use crate::model::profile::{profile_url, slug_key};
pub use connections::read_connections;
pub use error::ReadError;
pub use folder::{Export, Outline, Wanted, open};
pub use invitations::read_invitations;
pub use messages::read_messages;
pub use notes::read_notes;
pub use profile::read_profile;
pub use sheet::{Account, How};
pub use uploaded::read_uploaded;

/// What LinkedIn writes for a member it no longer names.
const NOBODY: &str = "LinkedIn Member";

/// Why rows are left out: the texts of [`Skip::reason`], so that equal ones can be counted together.
pub mod reason {
    pub use crate::exchange::sheet::reason::{BAD_DATE, EMPTY_ROW, NO_DATE};

    /// The row of a member who closed or hid the account: only the date is left of it.
    pub const HIDDEN_MEMBER: &str = "a closed or hidden account, of which LinkedIn gives only the date";
    /// A message or an invitation from or to such a member: it has its date, maybe its text, and nobody it
    /// could be a fact with.
    pub const HIDDEN_CORRESPONDENT: &str = "a closed or hidden account: LinkedIn doesn't say who it was";
    /// A connection without any name.
    pub const NO_NAME: &str = "the row has no name";
    /// An invitation from or to nobody.
    pub const NO_PERSON: &str = "the invitation has neither a name nor a profile address";
    /// An invitation that is neither `INCOMING` nor `OUTGOING`.
    pub const NO_DIRECTION: &str = "the invitation doesn't say whether it was sent or received";
    /// A message that was never sent.
    pub const DRAFT: &str = "a draft, never sent";
    /// A message in the spam folder.
    pub const SPAM: &str = "spam";
    /// Mail that somebody paid for.
    pub const SPONSORED: &str = "sponsored mail";
    /// A note without a text.
    pub const NO_NOTE: &str = "the note is empty";
    /// A row of the uploaded address book that can't be matched with anybody.
    pub const NO_EMAIL: &str = "the row has no e-mail address to match by";

    /// Rows that are of no use by their nature: a file of nothing else is not broken.
    pub const BY_NATURE: [&str; 8] =
        [HIDDEN_MEMBER, HIDDEN_CORRESPONDENT, EMPTY_ROW, DRAFT, SPAM, SPONSORED, NO_NOTE, NO_EMAIL];
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

    /// The name to show, and what to call them.
    #[must_use]
    pub fn shown(&self) -> (String, Name) {
        name::from_parts(self.first.as_deref().unwrap_or_default(), self.last.as_deref().unwrap_or_default())
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

/// The newest days that the files of an export bear, each of its own kind: they tell which of two
/// exports is the older one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Newest {
    /// On which somebody connected.
    pub connection: Option<Day>,
    /// On which somebody was invited.
    pub invitation: Option<Day>,
    /// On which somebody wrote.
    pub message: Option<Day>,
}

impl Newest {
    /// The later days of both.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            connection: self.connection.max(other.connection),
            invitation: self.invitation.max(other.invitation),
            message: self.message.max(other.message),
        }
    }

    /// How these days compare with what is known of exports that came before; `None` where no kind is in
    /// both. A later day decides: the newest of before may be gone from a newer export, because people
    /// close accounts, but nothing new is in an older one.
    #[must_use]
    pub fn compare(self, known: Self) -> Option<Ordering> {
        let pairs =
            [(self.connection, known.connection), (self.invitation, known.invitation), (self.message, known.message)];
        let found = pairs.into_iter().filter_map(|(told, known)| Some(told?.cmp(&known?)));
        found.min_by_key(|order| match order {
            Ordering::Greater => 0,
            Ordering::Less => 1,
            Ordering::Equal => 2,
        })
    }
}

/// A day and, where the file tells it with a zone, the instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day as the file has it: of UTC where there is an instant.
    pub on: Day,
    /// The instant (UTC).
    pub at: Option<Instant>,
}

/// One row of messages.csv: a message between people. Names are clean single lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The conversation it belongs to (from 2021 on).
    pub conversation: Option<String>,
    /// The sender's name.
    pub from: Option<String>,
    /// The sender's profile.
    pub from_url: Option<String>,
    /// The recipients' names, parted by `, `, which names hold too.
    pub to: Option<String>,
    /// The recipients' profiles (since 2023).
    pub to_urls: Vec<String>,
    /// When it was sent.
    pub when: Moment,
    /// What was written, lines kept; else its subject.
    pub text: Option<String>,
    /// Which way it went, where the file says (2018).
    pub direction: Option<Direction>,
}

/// More parts, parted by `, `, than a name has.
const LONGEST_NAME: usize = 6;

impl MessageRow {
    /// Goes through the list of recipients, of which nobody can tell which `, ` parts two people and
    /// which stands in a name. `is_one` gets every run of parts at a place, the longest first, and
    /// says whether it is somebody's name; the next place is behind it then.
    pub fn each_recipient(&self, is_one: &mut dyn FnMut(&str) -> bool) {
        let parts: Vec<&str> = self.to.as_deref().unwrap_or_default().split(", ").collect();
        let mut at = 0;
        while at < parts.len() {
            let longest = parts.len().min(at + LONGEST_NAME);
            let found = (at + 1..=longest).rev().find(|end| {
                let name = parts.get(at..*end).unwrap_or_default().join(", ");
                !name.is_empty() && is_one(&name)
            });
            at = found.unwrap_or(at + 1);
        }
    }
}

/// One row of Notes.csv: what the owner noted on a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The member's name.
    pub name: String,
    /// The member's profile.
    pub url: Option<String>,
    /// The note, lines kept.
    pub note: String,
    /// When it was written, or edited last.
    pub when: Moment,
}

/// One row of the address book that was once uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The whole name; empty where there is none.
    pub name: String,
    /// The e-mail addresses: at least one.
    pub emails: Vec<String>,
    /// The telephone numbers.
    pub phones: Vec<String>,
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

/// How far the reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file being read.
    pub file: &'a str,
    /// The rows read in it so far.
    pub rows: usize,
    /// The bytes of it read so far, roughly: it is the text as UTF-8 that is counted.
    pub bytes: u64,
    /// The bytes there are.
    pub of: u64,
}

fn whole_name(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => format!("{first} {last}"),
        (one, other) => one.or(other).unwrap_or_default().to_owned(),
    }
}
