//! Why a table of people can't be read, with a hint that can be pasted.
//!
//! It holds labels of columns and never a name, an address or a note from a row.

use std::fmt;

use crate::exchange::error::TableError;
use crate::model::{Error, text};

use super::field::Field;
use super::plan::{Column, Fate, ToldBy};

/// How many columns are named.
const NAMED: usize = 30;
/// The longest label that is shown, in bytes.
const LABEL_MOST: usize = 60;

/// Why nothing could be read.
#[derive(Debug)]
pub enum ReadError {
    /// It can't be read as a table.
    Table(TableError),
    /// The file (by name) has a header and nothing below it.
    NoRows(String),
    /// The file (by name) begins with a row that is longer than any header.
    LongHeader(String),
    /// No column of the file (by name) is known to name people.
    NoNames {
        /// The file's name.
        file: String,
        /// Its columns, with what they seem to hold.
        columns: Vec<Column>,
    },
    /// A column that was to be mapped is not there.
    NoSuchColumn {
        /// The file's name.
        file: String,
        /// What was asked for.
        wanted: String,
        /// The columns there are.
        columns: Vec<Column>,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(error) => error.fmt(f),
            Self::NoRows(file) => write!(f, "{file} has no rows beside its header"),
            Self::LongHeader(file) => write!(f, "{file} begins with a row that is longer than any header"),
            Self::NoNames { file, columns } => {
                let seen = |c: &Column| match c.fate {
                    Fate::Field(field) if c.told_by == ToldBy::Content => format!("{} (like {field})", shown(c)),
                    Fate::Field(field) => format!("{} ({field})", shown(c)),
                    Fate::Kept | Fate::Unused => shown(c),
                };
                let columns = listed(columns, seen);
                write!(f, "{file} doesn't say which column holds names or e-mail addresses; it has {columns}")
            }
            Self::NoSuchColumn { file, wanted, columns } => {
                write!(f, "{file} has no column {wanted:?}; it has {}", listed(columns, shown))
            }
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Table(error) = self { error.source() } else { None }
    }
}

impl From<TableError> for ReadError {
    fn from(e: TableError) -> Self {
        Self::Table(e)
    }
}

impl From<ReadError> for Error {
    fn from(e: ReadError) -> Self {
        Self::input(e.to_string()).hint(e.hint())
    }
}

impl ReadError {
    /// Why it can't be read as a table, where that is why.
    #[must_use]
    pub const fn table(&self) -> Option<&TableError> {
        if let Self::Table(error) = self { Some(error) } else { None }
    }

    /// What helps.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Table(TableError::Empty(_)) | Self::NoRows(_) => "export the address book again".to_owned(),
            Self::Table(TableError::NothingUsable { .. }) => {
                "say which column holds what: --map \"LABEL=name\" --map \"LABEL=email\"".to_owned()
            }
            Self::LongHeader(_) => {
                "save it again with the columns only that hold names, addresses and the like".to_owned()
            }
            Self::Table(error) => error.hint().unwrap_or_default(),
            Self::NoNames { columns, .. } => {
                let seems = |c: &&Column| c.fate == Fate::Field(Field::Name);
                let column = columns.iter().find(seems).or_else(|| columns.first());
                let name = column.map_or_else(|| "1".to_owned(), Column::handle);
                let map = format!("--map {}", text::pasteable(&format!("{name}=name")));
                let by_number = column.is_none_or(|c| c.handle() == c.number.to_string());
                // A number says that the first row is a person's.
                let labels = if by_number { ", or by its label if the first row holds labels" } else { "" };
                format!("say which column holds the name{labels}: {map}")
            }
            Self::NoSuchColumn { .. } => "name a column as it is written there, or by its number from 1".to_owned(),
        }
    }
}

impl Column {
    /// What it is called where it is shown, and where it is mapped: its label, or else its number.
    #[must_use]
    pub fn handle(&self) -> String {
        let label = text::line(&self.label).unwrap_or_default();
        let unfit = label.is_empty() || label.len() > LABEL_MOST;
        if unfit { self.number.to_string() } else { label }
    }
}

fn shown(column: &Column) -> String {
    let handle = column.handle();
    if handle == column.number.to_string() { format!("column {handle}") } else { format!("{handle:?}") }
}

fn listed(columns: &[Column], show: impl Fn(&Column) -> String) -> String {
    let mut parts: Vec<String> = columns.iter().take(NAMED).map(show).collect();
    if columns.len() > NAMED {
        parts.push(format!("and {} more", columns.len() - NAMED));
    }
    parts.join(", ")
}
