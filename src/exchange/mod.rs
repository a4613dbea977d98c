//! Foreign formats: bytes to plain records, and back.
//!
//! Nothing in here knows the database or the clock, and nothing decides what a record means for
//! the book: who is the same person as whom is the importing action's question.

pub mod addresses;
pub mod book;
pub mod calendar;
pub mod card;
pub mod cell;
pub mod content_line;
pub mod date;
pub mod encoding;
pub mod error;
pub mod kind;
pub mod linkedin;
pub mod sheet;
pub mod source;
pub mod spreadsheet;
pub mod table;
pub mod tally;
pub mod vcard;

use std::borrow::Cow;
use std::rc::Rc;

/// A row or an entry that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The file's name.
    pub file: Rc<str>,
    /// The line it begins on, from 1.
    pub line: Option<u64>,
    /// Why: one of a few fixed texts. Never a name, an address or a message.
    pub reason: Cow<'static, str>,
}
