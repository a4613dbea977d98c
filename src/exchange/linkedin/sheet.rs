//! What the files of an export have in common: a header to find, rows to go through one at a time,
//! an account of those left out, and what to tell about the state of the file.
//!
//! It never looks into a row.

use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8};

use crate::exchange::cell::Cells;
use crate::exchange::date::{self, Order};
use crate::exchange::encoding;
use crate::exchange::source::Source;
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

/// A file of which the encoding is known.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it is.
    pub source: Source,
    encoding: &'static Encoding,
    order: Option<Order>,
}

impl File {
    /// Reads a file through to find out its encoding.
    ///
    /// # Errors
    /// It can't be read or is empty; the encoding asked for is unknown, or two are equally likely.
    pub fn survey(source: Source, how: How<'_>) -> Result<Self, ReadError> {
        let found = encoding::survey(&source, how.encoding).map_err(|e| unreadable(&source, e))?;
        let survey = found.map_err(|e| ReadError::UnknownEncoding(e.0))?;
        let name = || source.name.to_string();
        if !survey.has_text {
            return Err(ReadError::Empty(name()));
        }
        if let Some(doubt) = survey.doubt {
            return Err(ReadError::EncodingTie { file: name(), likely: survey.encoding.name(), doubt });
        }
        Ok(Self { source, encoding: survey.encoding, order: how.order })
    }

    fn records(&self) -> Result<Records, ReadError> {
        Records::open(&self.source, self.encoding).map_err(|e| unreadable(&self.source, e))
    }
}

fn unreadable(source: &Source, error: std::io::Error) -> ReadError {
    let path = source.path().cloned().unwrap_or_else(|| source.name.as_ref().into());
    ReadError::Unreadable(path, error)
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
    wanted: &'static [&'static str],
    pub header: Header,
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
        if file.encoding != UTF_8 {
            account.notices.push(format!("{name}: read as {}", file.encoding.name()));
        }
        match header.separator {
            b'\t' => account.notices.push(format!("{name}: the columns are parted by tabs")),
            b',' => {}
            other => account.notices.push(format!("{name}: the columns are parted by {:?}", char::from(other))),
        }
        Ok(Self { file, wanted, header, records, account })
    }

    /// Where a column stands; a column that is not there is one that no row reaches.
    pub fn column(&self, name: &str) -> usize {
        self.header.column(name).unwrap_or(usize::MAX)
    }

    /// What reads the dates of a column.
    pub fn dates(&self, column: usize) -> Dates<'f> {
        let looked = self.file.order.is_some();
        Dates {
            file: self.file,
            wanted: self.wanted,
            column,
            order: self.file.order,
            looked,
            tie: None,
            settled: false,
        }
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
        loop {
            let position = self.records.position();
            let Some(record) = self.records.read().map_err(|e| unreadable(source, e))? else { break };
            let outcome = if record.is_blank() { Err(reason::EMPTY_ROW) } else { make(&mut cells, &record) };
            match outcome {
                Ok(row) => {
                    kept += 1;
                    take(row)?;
                }
                Err(why) => {
                    let (from, to) = (record.line, record.last_line);
                    if to > from + 1 && !reason::BY_NATURE.contains(&why) {
                        account.notices.push(format!(
                            "{name}: lines {from} to {to} were one row, and left out as one; is a quote missing?"
                        ));
                    }
                    account.skipped.push(Skip { file: Rc::clone(&source.name), line: Some(from), reason: why.into() });
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
            return Err(E::from(ReadError::NothingUsable {
                file: name.to_owned(),
                rows: account.skipped.len(),
                line: first.line.unwrap_or_default(),
                reason: first.reason.clone().into_owned(),
                expected,
            }));
        }
        if self.records.is_damaged() {
            let encoding = self.file.encoding.name();
            account.notices.push(format!("{name}: some bytes are not {encoding}; \u{fffd} stands in their place"));
        }
        cells.tell(name, &mut account.notices);
        if let ([first, ..], count) = self.records.unclosed() {
            let others = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
            account.notices.push(format!("{name}: a quote is opened and never closed on line {first}{others}"));
        }
        Ok(self.account)
    }
}

/// Reads the dates of one column. The whole column is looked through once, and only where a date
/// such as `3/4/26` needs it.
pub(super) struct Dates<'f> {
    file: &'f File,
    wanted: &'static [&'static str],
    column: usize,
    order: Option<Order>,
    looked: bool,
    tie: Option<u64>,
    settled: bool,
}

impl Dates<'_> {
    pub fn read(&mut self, line: u64, cell: &str) -> Result<date::Stamp, &'static str> {
        if cell.is_empty() {
            return Err(reason::NO_DATE);
        }
        let reading = date::parse(cell).ok_or(reason::BAD_DATE)?;
        if matches!(reading, date::Reading::Open(_)) && !self.looked {
            self.looked = true;
            self.order = self.look();
        }
        if date::is_doubtful(reading) {
            match self.order {
                None => drop(self.tie.get_or_insert(line)),
                // What the user said need not be told.
                Some(_) => self.settled |= self.file.order.is_none(),
            }
        }
        reading.settle(self.order).ok_or(reason::BAD_DATE)
    }

    /// The order that the column as a whole tells.
    fn look(&self) -> Option<Order> {
        let mut records = self.file.records().ok()?;
        records.find_header(names_all(self.wanted))?;
        let cells = std::iter::from_fn(|| {
            let record = records.read().ok().flatten()?;
            Some(date::parse(record.cell(self.column)))
        });
        date::order_of(cells.flatten())
    }

    /// What is to be told of them.
    ///
    /// # Errors
    /// Some could be read in two ways, and nothing says which was meant.
    pub fn finish(&self, account: &mut Account) -> Result<(), ReadError> {
        let file = self.file.source.name.to_string();
        if let Some(line) = self.tie {
            return Err(ReadError::DateTie { file, line });
        }
        if let Some(order) = self.order.filter(|_| self.settled) {
            let (first, example) = match order {
                Order::DayFirst => ("day", "3/4 is 3 April"),
                Order::MonthFirst => ("month", "3/4 is 4 March"),
            };
            account.notices.push(format!("{file}: the {first} comes first in its dates ({example})"));
        }
        Ok(())
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
        let file = File::survey(Source::bytes(name, bytes), how)?;
        let mut rows = Vec::new();
        let account = read(&file, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(Self { rows, skipped: account.skipped, notices: account.notices })
    }
}
