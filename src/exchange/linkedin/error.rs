//! Why an export can't be read: what happened, and one hint that helps.
//!
//! It never holds a name, an address or a message from a file.

use super::archive::refusal;
use crate::exchange::error::TableError;
use crate::exchange::kind::Kind;
use crate::model::{Error, text};
use std::fmt;
use std::path::{Path, PathBuf};

const GET_A_COPY: &str =
    "on linkedin.com: Settings & Privacy, Data privacy, Get a copy of your data; then give the zip";

/// Why nothing could be read.
#[derive(Debug)]
pub enum ReadError {
    /// There is nothing at that path.
    Missing(PathBuf),
    /// It is neither a folder nor a plain file.
    NotAFile(PathBuf),
    /// It is an archive, and can't be read: why.
    Archive(PathBuf, &'static str),
    /// No file of a LinkedIn export is there; the second path is a zip that lies there instead.
    NotAnExport(PathBuf, Option<PathBuf>),
    /// Several folders below that path hold an export.
    Several(PathBuf, Vec<PathBuf>),
    /// Several folders in that zip hold an export.
    SeveralInZip(PathBuf, Vec<PathBuf>),
    /// It is a file of another kind.
    OtherKind(PathBuf, Kind),
    /// The file (by name) is larger than any export.
    TooLarge(String),
    /// The file (by name) has no line with the columns that are expected.
    NoHeader {
        /// The file's name.
        file: String,
        /// The columns that should be there.
        expected: &'static [&'static str],
    },
    /// One of its files can't be read as a table.
    Table(TableError),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "there is no file or folder {}", path.display()),
            Self::NotAFile(path) => write!(f, "{} is neither a folder nor a plain file", path.display()),
            Self::Archive(path, why) => write!(f, "{} can't be read: {why}", path.display()),
            Self::NotAnExport(path, _) => {
                write!(
                    f,
                    "{} holds no LinkedIn export: no Connections.csv, Invitations.csv or Profile.csv",
                    path.display()
                )
            }
            Self::Several(path, folders) => write!(f, "{} holds {} LinkedIn exports", path.display(), folders.len()),
            Self::SeveralInZip(path, folders) => {
                write!(f, "{} holds {} LinkedIn exports, a folder each", path.display(), folders.len())
            }
            Self::OtherKind(path, kind) => write!(f, "{} {}", path.display(), kind.told()),
            Self::TooLarge(file) => write!(f, "{file} is larger than any LinkedIn export"),
            Self::NoHeader { file, expected } => write!(
                f,
                "{file} doesn't look like LinkedIn's: none of its first {} rows names the columns {}",
                crate::exchange::table::HEADER_WITHIN,
                expected.join(", ")
            ),
            Self::Table(error) => error.fmt(f),
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
            Self::Missing(_) => "give the zip that LinkedIn made, or the folder it was unpacked to".to_owned(),
            Self::Archive(_, refusal::DAMAGED | refusal::TOO_MANY | refusal::TOO_LARGE | refusal::BURSTS)
            | Self::TooLarge(_) => format!("download it again, {GET_A_COPY}"),
            Self::Archive(path, _) => format!("unpack it and give the folder: {}", unzip(path)),
            Self::SeveralInZip(path, folders) => {
                let first = folders.first().map(|f| path.with_extension("").join(f)).unwrap_or_default();
                format!("unpack it and give one of them: {}, then {}", unzip(path), import(&first))
            }
            Self::OtherKind(path, kind) => kind.hint(path),
            Self::NotAnExport(_, Some(zip)) => import(zip),
            Self::NotAFile(_) | Self::NotAnExport(_, None) => GET_A_COPY.to_owned(),
            Self::Several(_, folders) => {
                let names: Vec<_> = folders.iter().map(|p| quoted(p)).collect();
                format!("name one of them: {}", names.join(", "))
            }
            Self::NoHeader { .. } => {
                "use the file as LinkedIn wrote it; where a spreadsheet saved it, name the encoding with --encoding; \
                 another program's table: intouch import csv FILE"
                    .to_owned()
            }
            Self::Table(TableError::NothingUsable { file, .. }) => {
                format!("use the file as LinkedIn wrote it; to import the rest without it, move {file} elsewhere")
            }
            Self::Table(error) => error.hint().unwrap_or_else(|| format!("download it again, {GET_A_COPY}")),
        }
    }
}

fn import(path: &Path) -> String {
    format!("intouch import linkedin {}", quoted(path))
}

fn unzip(zip: &Path) -> String {
    format!("unzip {} -d {}", quoted(zip), quoted(&zip.with_extension("")))
}

/// A path as it can be pasted into a shell.
fn quoted(path: &Path) -> String {
    text::pasteable(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_for_an_archive_can_be_pasted() {
        let hint = |path: &str| ReadError::Archive(path.into(), "it is encrypted").hint();
        assert!(
            hint("/tmp/Basic Export (1).zip").ends_with("unzip '/tmp/Basic Export (1).zip' -d '/tmp/Basic Export (1)'")
        );
        assert!(hint("a.zip").ends_with(": unzip a.zip -d a"));
        // What was damaged or made to burst is not to be unpacked by other means.
        let burst = ReadError::Archive("a.zip".into(), refusal::BURSTS).hint();
        assert!(burst.starts_with("download it again") && !burst.contains("unzip"), "{burst}");
    }
}
