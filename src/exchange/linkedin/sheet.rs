//! What the files of an export have in common: a header to find, rows to go through one at a time
//! and an account of those left out.
//!
//! It never looks into a row.

use std::rc::Rc;

use crate::exchange::cell::Cells;
use crate::exchange::date::Order;
use crate::exchange::error::TableError;
use crate::exchange::sheet::{Dates, File, Joined, unreadable};
use crate::exchange::table::{Header, Record, Records, names_all};

use super::{Progress, ReadError, Skip, reason};

/// After how many rows the progress is told.
const STEP: usize = 1000;

/// How files are to be read, where that can't be told from what they hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct How<'a> {
    /// The encoding's name: it wins over what the bytes suggest.
    pub encoding: Option<&'a str>,
    /// Whether day or month comes first in `3/4/26`.
    pub order: Option<Order>,
    /// The address book that was once uploaded is wanted too.
    pub address_book: bool,
}

/// What became of a file's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The rows that were left out.
    pub skipped: Vec<Skip>,
    /// What a person should be told. Never anybody's data.
    pub notices: Vec<String>,
}

/// A file, opened: its reader stands behind the header.
pub(super) struct Open<'f> {
    file: &'f File,
    pub header: Rc<Header>,
    records: Records,
    account: Account,
}

impl<'f> Open<'f> {
    /// Finds the header that has the `wanted` columns.
    pub fn new(file: &'f File, wanted: &'static [&'static str]) -> Result<Self, ReadError> {
        let mut records = file.records()?;
        let name = &file.source.name;
        let header = records
            .find_header(names_all(wanted))
            .ok_or_else(|| ReadError::NoHeader { file: name.to_string(), expected: wanted })?;
        let mut account = Account::default();
        file.tell_writing(&header, &mut account.notices);
        Ok(Self { file, header: Rc::new(header), records, account })
    }

    /// Where a column stands; a column that is not there is one that no row reaches.
    pub fn column(&self, name: &str) -> usize {
        self.header.column(name).unwrap_or(usize::MAX)
    }

    /// What reads the dates of a column.
    pub fn dates(&self, column: usize) -> Dates {
        Dates::of(self.file, &self.header, column)
    }

    /// Goes through all rows: `make` turns each into what is kept, or says why it is left out, and
    /// `take` gets what is kept. Rows of which none is of use are an error that says what was
    /// `expected`, unless they were empty by nature.
    pub fn rows<R, E: From<ReadError>>(
        mut self,
        expected: &'static str,
        progress: &mut dyn FnMut(Progress<'_>),
        mut make: impl FnMut(&mut Cells, &Record<'_>) -> Result<R, &'static str>,
        mut take: impl FnMut(R) -> Result<(), E>,
    ) -> Result<Account, E> {
        let (source, account) = (&self.file.source, &mut self.account);
        let name: &str = &source.name;
        let (mut kept, mut seen, mut cells) = (0_usize, 0_usize, Cells::default());
        let mut joined = Joined::default();
        loop {
            let position = self.records.position();
            let Some(record) = self.records.read().map_err(|e| ReadError::from(unreadable(source, e)))? else { break };
            cells.at(record.line);
            let outcome = if record.is_blank() { Err(reason::EMPTY_ROW) } else { make(&mut cells, &record) };
            match outcome {
                Ok(row) => {
                    kept += 1;
                    take(row)?;
                }
                Err(why) => {
                    if !reason::BY_NATURE.contains(&why) {
                        joined.look(&record);
                    }
                    let line = Some(record.line);
                    account.skipped.push(Skip { file: Rc::clone(&source.name), line, reason: why.into() });
                }
            }
            seen += 1;
            if seen.is_multiple_of(STEP) {
                progress(Progress { file: name, rows: seen, bytes: position, of: source.size });
            }
        }
        progress(Progress { file: name, rows: seen, bytes: source.size, of: source.size });
        let by_nature = |skip: &&Skip| !reason::BY_NATURE.contains(&skip.reason.as_ref());
        if kept == 0
            && let Some(first) = account.skipped.iter().find(by_nature)
        {
            return Err(E::from(ReadError::from(TableError::NothingUsable {
                file: name.to_owned(),
                rows: account.skipped.len(),
                line: first.line.unwrap_or_default(),
                reason: first.reason.clone().into_owned(),
                expected,
            })));
        }
        joined.tell(name, &mut account.notices);
        self.file.tell_damage(&self.records, &mut account.notices);
        cells.tell(name, &mut account.notices);
        self.file.tell_quotes(&self.records, &mut account.notices);
        Ok(self.account)
    }
}

/// All rows of one file at once, for tests.
#[cfg(test)]
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet<R> {
    pub rows: Vec<R>,
    pub skipped: Vec<Skip>,
    pub notices: Vec<String>,
}

#[cfg(test)]
impl<R> Sheet<R> {
    /// Reads the bytes as a file of that name.
    pub fn read(
        name: &str,
        bytes: &[u8],
        how: How<'_>,
        read: impl FnOnce(&File, &mut dyn FnMut(R) -> Result<(), ReadError>) -> Result<Account, ReadError>,
    ) -> Result<Self, ReadError> {
        let file = File::survey(crate::exchange::source::Source::bytes(name, bytes), how.encoding, how.order)?;
        let mut rows = Vec::new();
        let account = read(&file, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(Self { rows, skipped: account.skipped, notices: account.notices })
    }
}
