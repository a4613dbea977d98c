//! Salvage: what can still be read of a damaged book, put into a new one.
//!
//! The damaged file and everything beside it is read as bytes and never written, locked or
//! recovered. Rows are first read along the trees of their tables; a tree with a hole is
//! completed from pages that nothing leads to any more. What is found there is taken only where
//! nothing speaks against it: a page the book calls free is no source, and where an index of the
//! table is whole, a row it does not know was deleted.
//!
//! The new book has no search index and no agenda yet: the next command that opens it plans
//! everybody anew, the index is for the caller to build.

mod account;
mod journal;
mod keep;
mod log;
mod page;
mod pages;
mod record;
mod schema;
mod search;
mod shape;
mod tree;

use super::open::{Access, beside};
use super::{Book, LATEST};
use crate::model::{Day, Error, ErrorKind, Instant, Result, day};
use pages::Pages;
use search::Search;
use std::path::Path;

/// What became of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// The table.
    pub table: &'static str,
    /// Rows that are in the new book.
    pub read: usize,
    /// Those among them that lack something, hold something in its place, or may be older than what
    /// was last recorded.
    pub mended: usize,
    /// Rows that are known to have been there and could not be read.
    pub lost: usize,
    /// More than that may be lost: nothing that is left says how many there were.
    pub at_least: bool,
}

/// What was salvaged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// A count for each table of what was recorded.
    pub tables: Vec<Count>,
    /// How many pages the book has, or should have.
    pub pages: u32,
    /// Those that can't be read, or not wholly, in order.
    pub unreadable: Vec<u32>,
    /// How many pages of the write-ahead log can't be read.
    pub unreadable_log: usize,
    /// The contacts that stand for lost ones (`Lost contact 17`).
    pub stand_ins: Vec<i64>,
}

impl Salvaged {
    /// The count of contacts, those that stand for lost ones left out.
    #[must_use]
    pub fn people(&self) -> Count {
        self.sum(&["contacts"])
    }

    /// The count of facts of every kind.
    #[must_use]
    pub fn facts(&self) -> Count {
        self.sum(&keep::FACTS)
    }

    fn sum(&self, names: &[&str]) -> Count {
        let wanted = self.tables.iter().filter(|c| names.contains(&c.table));
        wanted.fold(Count::default(), |sum, c| Count {
            table: if sum.table.is_empty() { c.table } else { "facts" },
            read: sum.read + c.read,
            mended: sum.mended + c.mended,
            lost: sum.lost + c.lost,
            at_least: sum.at_least || c.at_least,
        })
    }

    /// Whether everything was read as it was recorded.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unreadable.is_empty()
            && self.unreadable_log == 0
            && self.tables.iter().all(|c| c.lost == 0 && c.mended == 0 && !c.at_least)
    }
}

/// Reads what can be read of the book at `from` into a new one at `into`.
///
/// The caller must not have `from` open: closing a file gives up the locks of the whole process
/// on it.
///
/// # Errors
/// `Input` where `into` is there already, `Newer` for a book of a newer version, `Damaged` where
/// nothing at all can be read (then there is no new book), `Outside` where `from` can't be opened
/// or `into` can't be written.
pub fn salvage(from: &Path, into: &Path, at: Instant, today: Day) -> Result<Salvaged> {
    pages::is_new(from, into)?;
    let pages = Pages::open(from)?;
    let fresh = Book::in_memory()?;
    let (tables, names) = (shape::tables(fresh.conn())?, shape::names(fresh.conn())?);
    let mut search = Search::new(&pages, &tables, &names)?;
    if pages.version().is_some_and(|v| v as usize > LATEST) && search.has_other_tables() {
        return Err(Error::new(ErrorKind::Newer, "this book was written by a newer version, which may salvage it")
            .hint("update intouch; nothing was changed"));
    }
    let mut book = Book::open(into, Access::Write, &day::iso(today))?;
    let done = book.upkeep(|w| {
        let salvaged = search.run(w, at, today)?;
        if !salvaged.is_whole() && salvaged.tables.iter().all(|c| c.read == 0) {
            return Err(Error::new(ErrorKind::Damaged, format!("nothing of a book can be read in {}", from.display()))
                .hint("look for a backup beside it"));
        }
        Ok(salvaged)
    });
    drop(book);
    if done.is_err() {
        // Made a moment ago, and empty.
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(beside(into, ending));
        }
    }
    done
}
