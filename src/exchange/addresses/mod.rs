//! Address books as tables (CSV): Google Contacts, Outlook in many languages, Thunderbird, our own
//! `export csv`, and whatever people keep in a spreadsheet.
//!
//! It says what stands in a row and never what that means for the book. A file is looked through once
//! before its rows are read, so that what can be read in two ways is asked before anything is done;
//! then it is read row by row, and memory doesn't grow with it.

mod content;
mod draft;
mod error;
mod field;
mod plan;
mod rest;
mod role;
mod row;

#[cfg(test)]
mod tests;

use std::io;
use std::rc::Rc;

use crate::exchange::card::{AddressBook, Entry};
use crate::exchange::cell::Cells;
use crate::exchange::date::Order;
use crate::exchange::error::TableError;
use crate::exchange::sheet::{Dates, File, Joined, reason, unreadable};
use crate::exchange::source::Source;
use crate::exchange::table::{Record, Records, column_key};
use crate::model::digest;
use crate::model::text::counted;

pub use draft::NO_NAME;
pub use error::ReadError;
pub use field::{Field, MapError, parse_map};
pub use plan::{Column, Fate, Layout, ToldBy};

use plan::Plan;
use role::Role;
use row::{Odd, Reader};

/// What a row should look like.
const EXPECTED: &str = "a name or an e-mail address";
/// How many columns that are left out are named.
const NAMED: usize = 10;

/// How a table is to be read, where that can't be told from what it holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    /// The encoding's name: it wins over what the bytes suggest.
    pub encoding: Option<&'a str>,
    /// Whether day or month comes first in `3/4/26`.
    pub order: Option<Order>,
    /// What columns hold, by label or by number from 1: it wins over what their labels say.
    pub map: &'a [(String, Field)],
}

/// A table of people, looked through, its reader at the first row.
pub struct Sheet {
    file: File,
    plan: Rc<Plan>,
    records: Records,
    cells: Cells,
    dates: Vec<Option<Dates>>,
    told: Told,
}

/// What a person is told of the table as a whole.
#[derive(Debug, Default)]
struct Told {
    odd: Odd,
    /// Rows with more cells than the header, and the line of the first.
    long: usize,
    first_long: u64,
    joined: Joined,
    /// Columns that are not used and hold something.
    unused: Vec<bool>,
}

/// Looks a table through: how it is written, which program wrote it, what its columns are.
///
/// # Errors
/// It can't be read; its encoding or its dates can be read in two ways; a column that was named is
/// not there, or none names people; none of its rows is of use.
pub fn open(source: &Source, how: How<'_>) -> Result<Sheet, ReadError> {
    let file = File::survey(source.clone(), how.encoding, how.order)?;
    let plan = Plan::of(&file, how)?;
    let is_day = |role: &Option<Role>| {
        matches!(
            role,
            Some(
                Role::Field(Field::MetOn | Field::ConnectedOn | Field::PausedUntil)
                    | Role::Birthday
                    | Role::Anniversary
                    | Role::Event
            )
        )
    };
    let days = (0..).zip(&plan.roles).filter(|(_, role)| is_day(role)).map(|(at, _)| at).collect();
    let mut of_days = Dates::of_all(&file, &plan.header, days).into_iter();
    let dates = plan.roles.iter().map(|role| if is_day(role) { of_days.next() } else { None });
    let mut sheet = Sheet {
        dates: dates.collect(),
        records: file.rows(&plan.header)?,
        plan: Rc::new(plan),
        file,
        cells: Cells::default(),
        told: Told::default(),
    };
    sheet.look_through()?;
    Ok(sheet.anew()?)
}

impl Sheet {
    /// What sort of table it is: the program that wrote it, or else the columns it has. What two
    /// spreadsheets of different columns say is no news of one another.
    #[must_use]
    pub fn sort(&self) -> String {
        let layout = self.plan.layout;
        if layout != Layout::Other {
            return layout.to_string();
        }
        let labels: Vec<String> = self.columns().iter().map(|c| column_key(&c.label)).collect();
        format!("{layout}-{:08x}", digest::of(labels.join("\n").as_bytes(), 0) >> 32)
    }

    /// Its columns, and what becomes of each.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        self.plan.columns()
    }

    /// The same table from its first row on, without looking it through again.
    ///
    /// # Errors
    /// The file can't be read any more.
    pub fn again(&self) -> io::Result<Self> {
        self.anew().map_err(|error| match error {
            TableError::Unreadable(_, error) => error,
            other => io::Error::other(other.to_string()),
        })
    }

    fn anew(&self) -> Result<Self, TableError> {
        Ok(Self {
            file: self.file.clone(),
            plan: Rc::clone(&self.plan),
            records: self.file.rows(&self.plan.header)?,
            cells: Cells::default(),
            dates: self.dates.clone(),
            told: Told::default(),
        })
    }

    /// Reads all rows for what only all of them tell.
    fn look_through(&mut self) -> Result<(), ReadError> {
        let (mut rows, mut kept, mut first) = (0_usize, 0_usize, None);
        while let Some(entry) = self.read().map_err(|e| unreadable(&self.file.source, e))? {
            rows += 1;
            match entry {
                Entry::Person(_) => kept += 1,
                Entry::Left(line, why) if why != reason::EMPTY_ROW => drop(first.get_or_insert((line, why))),
                Entry::Left(..) => {}
            }
        }
        self.dates.iter().flatten().try_for_each(|dates| dates.finish(&mut Vec::new()))?;
        let file = self.file.source.name.to_string();
        match (kept, first) {
            (0, Some((line, why))) => {
                Err(TableError::NothingUsable { file, rows, line, reason: why.to_owned(), expected: EXPECTED }.into())
            }
            (0, None) => Err(ReadError::NoRows(file)),
            _ => Ok(()),
        }
    }

    fn tell_columns(&self, file: &str, notices: &mut Vec<String>) {
        if let Some(program) = self.plan.layout.program() {
            notices.push(format!("{file}: read as an export of {program}"));
        }
        let columns = self.columns();
        if self.plan.layout == Layout::Other {
            // As `--map` would say it.
            let told = |c: &Column| match c.fate {
                Fate::Field(field) if c.told_by != ToldBy::User => Some(format!("\"{}={field}\"", c.handle())),
                _ => None,
            };
            let pairs: Vec<String> = columns.iter().filter_map(told).collect();
            if !pairs.is_empty() {
                notices.push(format!("{file}: columns read as {}; --map says otherwise", pairs.join(" ")));
            }
        }
        for column in columns.iter().filter(|c| c.told_by == ToldBy::Content) {
            if let Fate::Field(field) = column.fate {
                let handle = column.handle();
                notices.push(format!("{file}: column {handle:?} was taken for {field} by what it holds"));
            }
        }
        let unused = columns.iter().filter(|c| self.told.unused.get(c.number - 1) == Some(&true));
        let mut names: Vec<String> = unused.map(|c| format!("{:?}", c.handle())).collect();
        if !names.is_empty() {
            let more = names.len().saturating_sub(NAMED);
            names.truncate(NAMED);
            let others = if more > 0 { format!(" and {more} more") } else { String::new() };
            notices.push(format!("{file}: columns left out: {}{others}", names.join(", ")));
        }
    }
}

impl Told {
    /// Notes what is odd about a row beside its cells.
    fn look(&mut self, plan: &Plan, record: &Record<'_>) {
        let width = plan.roles.len();
        self.unused.resize(width, false);
        if plan.layout != Layout::Intouch {
            for ((at, role), unused) in plan.roles.iter().enumerate().zip(&mut self.unused) {
                *unused |= role.is_none() && !record.cell(at).is_empty();
            }
        }
        if (width..record.len()).any(|at| !record.cell(at).is_empty()) {
            self.long += 1;
            if self.long == 1 {
                self.first_long = record.line;
            }
        }
    }
}

impl AddressBook for Sheet {
    fn read(&mut self) -> io::Result<Option<Entry>> {
        let Some(record) = self.records.read()? else { return Ok(None) };
        if record.is_blank() {
            return Ok(Some(Entry::Left(record.line, reason::EMPTY_ROW)));
        }
        self.told.look(&self.plan, &record);
        let mut reader = Reader {
            plan: &self.plan,
            cells: &mut self.cells,
            dates: &mut self.dates,
            odd: &mut self.told.odd,
            line: record.line,
        };
        Ok(Some(match reader.card(&record) {
            Ok(card) => Entry::Person(Box::new(card)),
            Err(why) => {
                self.told.joined.look(&record);
                Entry::Left(record.line, why)
            }
        }))
    }

    fn position(&self) -> u64 {
        self.records.position()
    }

    fn tell(&self, file: &str, notices: &mut Vec<String>) {
        self.file.tell_writing(&self.plan.header, notices);
        self.tell_columns(file, notices);
        let mut orders = Vec::new();
        for dates in self.dates.iter().flatten() {
            // A tie was an error before the first row was read.
            let _ = dates.finish(&mut orders);
        }
        orders.dedup();
        notices.append(&mut orders);
        self.told.joined.tell(file, notices);
        if self.told.long > 0 {
            let rows = counted(self.told.long, "row has", "rows have");
            let line = self.told.first_long;
            notices.push(format!(
                "{file}: {rows} more cells than the header, the first on line {line}; is a quote missing?"
            ));
        }
        self.file.tell_damage(&self.records, notices);
        self.cells.tell(file, notices);
        let odd = &self.told.odd;
        for (tally, one, many) in [
            (
                &odd.relationships,
                "relationship is none of the book's and was left out",
                "relationships are none of the book's and were left out",
            ),
            (
                &odd.spans,
                "length of time can't be read and was left out",
                "lengths of time can't be read and were left out",
            ),
            (&odd.dates, "date can't be read and was left out", "dates can't be read and were left out"),
            (
                &odd.exchange,
                "address is of use within Exchange only and was left out",
                "addresses are of use within Exchange only and were left out",
            ),
            (
                &odd.pictures,
                "picture has no address on the web and was left out",
                "pictures have no address on the web and were left out",
            ),
            (&odd.large, "row holds more than can be kept", "rows hold more than can be kept"),
        ] {
            tally.tell(file, one, many, notices);
        }
        self.file.tell_quotes(&self.records, notices);
    }
}
