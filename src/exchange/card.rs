//! A person as a foreign address book tells of them: the one form in which all of them are read.

use serde::{Deserialize, Serialize};
use std::io;

use crate::model::{Day, Relationship, Span};

/// An address book, read an entry at a time from its start.
pub trait AddressBook {
    /// The next entry; `None` at the end.
    ///
    /// # Errors
    /// The file can't be read.
    fn read(&mut self) -> io::Result<Option<Entry>>;

    /// How far the reader has come, in bytes of the file, as near as it can tell.
    fn position(&self) -> u64;

    /// What a person should be told about the file, once it was read: never anybody's data.
    fn tell(&self, file: &str, notices: &mut Vec<String>);
}

/// What an address book holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A person, or a company.
    Person(Box<Card>),
    /// Something that is no entry of an address book, on that line, and why: one of a few fixed texts.
    Left(u64, &'static str),
}

/// What one entry of an address book says. Texts are clean (see [`super::cell::Cells`]): single
/// lines without control or invisible characters, bounded in length; `notes` keeps its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// The line the entry begins on, from 1. It is where it was read, not what it says.
    #[serde(skip)]
    pub line: u64,
    /// The address book knows its entries for different people: ours does.
    #[serde(skip)]
    pub is_one_of_a_kind: bool,
    /// What the address book itself calls the entry (a vCard's `UID`), where it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// When the address book last changed it (a vCard's `REV`), in a form that sorts by time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// What the book held of them when it wrote the entry, as a number (see `export csv`): it tells what
    /// was changed in the entry since.
    #[serde(skip)]
    pub as_of: Option<String>,
    /// The whole name to show. Never empty: an entry without any name has its e-mail address here.
    pub name: String,
    /// What to call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Where they work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// What they do there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// E-mail addresses, the preferred one first, none twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Telephone numbers as written, the preferred one first, none twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// The LinkedIn profile's address (see `model::profile::profile_url`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkedin: Option<String>,
    /// Other addresses on the web.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Categories, labels, groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Free notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// How the user knows them. From here on: what tables say, and vCards don't.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship: Option<Relationship>,
    /// How often the user wants to be in touch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// Where they met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_at: Option<String>,
    /// The day on which they met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Day>,
    /// What they talked about then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Who introduced them, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduced_by: Option<String>,
    /// The day since which they are connected on a network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_on: Option<Day>,
    /// The user put them away.
    #[serde(skip_serializing_if = "is_false")]
    pub archived: bool,
    /// The user wants to be reminded of them no more.
    #[serde(skip_serializing_if = "is_false")]
    pub do_not_contact: bool,
    /// Until when the user wants to hear nothing of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Day>,
    /// What the book has no field for, as vCard 3.0 content lines: unfolded, without line end, each
    /// `[group.]NAME[;PARAM=..]:value` with the value escaped as vCard 3.0 wants it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
