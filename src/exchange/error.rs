//! Why a table can't be read, whichever program it comes from.
//!
//! It never holds a name, an address or a message from a file. What helps depends on the program
//! in some cases; then the reader of its files says it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::date::Contrary;
use super::encoding::Doubt;
use crate::model::Error;

/// Why a table can't be read.
#[derive(Debug)]
pub enum TableError {
    /// The operating system refused.
    Unreadable(PathBuf, io::Error),
    /// Two encodings of the file (by name) are equally likely.
    EncodingTie {
        /// The file's name.
        file: String,
        /// The name of the one.
        likely: &'static str,
        /// The other one, and what differs.
        doubt: Doubt,
    },
    /// The dates of the file (by name) can be read in two ways.
    DateTie {
        /// The file's name.
        file: String,
        /// The line of the first such date.
        line: u64,
        /// Two that can be read in one way only, where as many say that as the other.
        contrary: Option<Contrary>,
    },
    /// The encoding asked for has no such name.
    UnknownEncoding(String),
    /// The file (by name) has no bytes in it.
    Empty(String),
    /// The file (by name) has rows, and none of them is of use.
    NothingUsable {
        /// The file's name.
        file: String,
        /// How many rows it has.
        rows: usize,
        /// The line of the first one.
        line: u64,
        /// What is wrong with that one.
        reason: String,
        /// What a row should look like.
        expected: &'static str,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, why) => write!(f, "{} can't be read: {why}", path.display()),
            Self::EncodingTie { file, likely, doubt } => {
                write!(f, "{file} is in {likely} or in {}: both make letters of its bytes", doubt.other.name())
            }
            Self::DateTie { file, line, contrary: None } => write!(
                f,
                "{file} has dates such as the one on line {line}, and none tells whether day or month comes first"
            ),
            Self::DateTie { file, line, contrary: Some(Contrary { day_first, month_first }) } => write!(
                f,
                "{file} has dates such as the one on line {line}, and others contradict each other: on line \
                 {day_first} the day comes first, on line {month_first} the month"
            ),
            Self::UnknownEncoding(label) => write!(f, "there is no encoding named {label:?}"),
            Self::Empty(file) => write!(f, "{file} is empty"),
            Self::NothingUsable { file, rows, line, reason, expected } => write!(
                f,
                "{file} has {rows} rows and none can be used; on line {line}: {reason}; expected was {expected}"
            ),
        }
    }
}

impl std::error::Error for TableError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Unreadable(_, why) = self { Some(why) } else { None }
    }
}

impl From<TableError> for Error {
    fn from(e: TableError) -> Self {
        let error = Self::input(e.to_string());
        match e.hint() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

impl TableError {
    /// What helps, whichever program the file comes from; `None` where that depends on the program.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable(_, why)
                if matches!(why.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) =>
            {
                return None;
            }
            Self::Unreadable(..) => "check that the file may be read".to_owned(),
            Self::EncodingTie { likely, doubt, .. } => {
                format!("name it: --encoding {likely} or --encoding {}", doubt.other.name())
            }
            Self::DateTie { .. } => "say it: --dates day-first or --dates month-first".to_owned(),
            Self::UnknownEncoding(_) => {
                "known are utf-8, utf-16le, windows-1252, iso-8859-2, macintosh and others".to_owned()
            }
            Self::Empty(_) | Self::NothingUsable { .. } => return None,
        })
    }
}
