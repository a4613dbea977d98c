//! What is to be seen of files from outside: which ones are there, how long they are, when they were
//! written. Two equal looks mean that nobody wrote in between.
//!
//! Never reads what is in them.

use super::super::disk::{self, FileId};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What is to be seen of a few files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traces(Vec<Option<Trace>>);

/// What is to be seen of one: of the link, where it is one, and of the file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Trace {
    file: Option<FileId>,
    length: u64,
    written: Option<SystemTime>,
    link: Option<PathBuf>,
}

impl Traces {
    /// What is to be seen of these files now.
    #[must_use]
    pub fn of(files: &[PathBuf]) -> Self {
        Self(files.iter().map(|path| trace(path)).collect())
    }
}

/// An empty file is none: a journal comes and goes with everybody who only reads.
fn trace(path: &Path) -> Option<Trace> {
    let known = std::fs::metadata(path).ok().filter(|m| m.len() > 0)?;
    Some(Trace {
        file: disk::file_id(path),
        length: known.len(),
        written: known.modified().ok(),
        link: std::fs::read_link(path).ok(),
    })
}
