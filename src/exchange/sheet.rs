//! What all tables have in common: a file of which the encoding is known, the dates of a column, and
//! what to tell about the state of the file.
//!
//! It never knows what a column means and never drops a row.

use std::cell::OnceCell;
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8};

use super::date::{self, Contrary, Order, Verdict, Votes};
use super::encoding;
use super::error::TableError;
use super::source::Source;
use super::table::{Header, Record, Records};
use super::tally::Tally;

/// Why rows of any table are left out: the texts of [`super::Skip::reason`].
pub mod reason {
    /// A row with separators and nothing else.
    pub const EMPTY_ROW: &str = "the row is empty";
    /// The date cell is empty, or the row ends before it.
    pub const NO_DATE: &str = "the row has no date";
    /// The date cell holds something that is no date.
    pub const BAD_DATE: &str = "the date can't be read";
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
    /// Reads a file through to find out its encoding. An `encoding` that is named wins over what
    /// the bytes suggest, an `order` over what the dates of a column do.
    ///
    /// # Errors
    /// It can't be read or is empty; the encoding asked for is unknown, or two are equally likely.
    pub fn survey(source: Source, encoding: Option<&str>, order: Option<Order>) -> Result<Self, TableError> {
        let found = encoding::survey(&source, encoding).map_err(|e| unreadable(&source, e))?;
        let survey = found.map_err(|e| TableError::UnknownEncoding(e.0))?;
        let name = || source.name.to_string();
        if !survey.has_text {
            return Err(TableError::Empty(name()));
        }
        if let Some(doubt) = survey.doubt {
            return Err(TableError::EncodingTie { file: name(), likely: survey.encoding.name(), doubt });
        }
        Ok(Self { source, encoding: survey.encoding, order })
    }

    /// How its letters are written.
    #[must_use]
    pub const fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    /// Its records, from the start.
    ///
    /// # Errors
    /// It can't be read.
    pub fn records(&self) -> Result<Records, TableError> {
        Records::open(&self.source, self.encoding).map_err(|e| unreadable(&self.source, e))
    }

    /// Its records behind a header that was found in it before.
    ///
    /// # Errors
    /// It can't be read.
    pub fn rows(&self, header: &Header) -> Result<Records, TableError> {
        let mut records = self.records()?;
        records.go_behind(header).map_err(|e| unreadable(&self.source, e))?;
        Ok(records)
    }

    /// Tells how it is written, where that is not UTF-8 with commas.
    pub fn tell_writing(&self, header: &Header, notices: &mut Vec<String>) {
        let name = &self.source.name;
        if self.encoding != UTF_8 {
            notices.push(format!("{name}: read as {}", self.encoding.name()));
        }
        match header.separator {
            b'\t' => notices.push(format!("{name}: the columns are parted by tabs")),
            b',' => {}
            other => notices.push(format!("{name}: the columns are parted by {:?}", char::from(other))),
        }
    }

    /// Tells of bytes that made no sense.
    pub fn tell_damage(&self, records: &Records, notices: &mut Vec<String>) {
        if records.is_damaged() {
            let (name, encoding) = (&self.source.name, self.encoding.name());
            notices.push(format!("{name}: some bytes are not {encoding}; \u{fffd} stands in their place"));
        }
    }

    /// Tells of quotes that are never closed.
    pub fn tell_quotes(&self, records: &Records, notices: &mut Vec<String>) {
        if let ([first, ..], count) = records.unclosed() {
            let name = &self.source.name;
            let others = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
            notices.push(format!("{name}: on line {first}{others} a quote is opened and never closed"));
        }
    }
}

/// Rows that were left out and stand on several lines, as an open quote makes one row of many.
#[derive(Debug, Default)]
pub struct Joined(Tally);

impl Joined {
    /// Looks at a row that is left out.
    pub fn look(&mut self, record: &Record<'_>) {
        if record.last_line > record.line + 1 {
            self.0.add(record.line);
        }
    }

    /// Tells of them, where there are any.
    pub fn tell(&self, file: &str, notices: &mut Vec<String>) {
        let one = "row of several lines was left out as one (is a quote missing?)";
        let many = "rows of several lines were left out, each as one (is a quote missing?)";
        self.0.tell(file, one, many, notices);
    }
}

/// The error for a file that the operating system refused.
#[must_use]
pub fn unreadable(source: &Source, error: std::io::Error) -> TableError {
    let path = source.path().cloned().unwrap_or_else(|| source.name.as_ref().into());
    TableError::Unreadable(path, error)
}

/// Reads the dates of one column. The file is looked through once for all of its columns of dates, and
/// only where a date such as `3/4/26` needs it.
#[derive(Debug, Clone)]
pub struct Dates {
    columns: Rc<Columns>,
    /// Which of these it is.
    at: usize,
    order: Option<Order>,
    looked: bool,
    contrary: Option<Contrary>,
    tie: Option<u64>,
    settled: bool,
}

/// The columns of dates of one file.
#[derive(Debug)]
struct Columns {
    file: File,
    header: Rc<Header>,
    places: Vec<usize>,
    /// What each as a whole tells; nothing where the file can't be read any more.
    found: OnceCell<Vec<Verdict>>,
}

impl Columns {
    fn of(file: &File, header: &Rc<Header>, places: Vec<usize>) -> Self {
        Self { file: file.clone(), header: Rc::clone(header), places, found: OnceCell::new() }
    }

    fn verdict(&self, at: usize) -> Verdict {
        self.found.get_or_init(|| self.look().unwrap_or_default()).get(at).copied().unwrap_or(Verdict::Open)
    }

    fn look(&self) -> Option<Vec<Verdict>> {
        let mut records = self.file.rows(&self.header).ok()?;
        let mut votes = vec![Votes::default(); self.places.len()];
        while let Some(record) = records.read().ok().flatten() {
            for (votes, place) in votes.iter_mut().zip(&self.places) {
                if let Some(reading) = date::parse(record.cell(*place)) {
                    votes.add(record.line, reading);
                }
            }
        }
        Some(votes.iter().map(Votes::verdict).collect())
    }
}

impl Dates {
    /// What reads the dates of a column of the file.
    #[must_use]
    pub fn of(file: &File, header: &Rc<Header>, column: usize) -> Self {
        Self::one(&Rc::new(Columns::of(file, header, vec![column])), 0)
    }

    /// What reads the dates of each of these columns.
    #[must_use]
    pub fn of_all(file: &File, header: &Rc<Header>, columns: Vec<usize>) -> Vec<Self> {
        let columns = Rc::new(Columns::of(file, header, columns));
        (0..columns.places.len()).map(|at| Self::one(&columns, at)).collect()
    }

    fn one(columns: &Rc<Columns>, at: usize) -> Self {
        let order = columns.file.order;
        Self {
            columns: Rc::clone(columns),
            at,
            order,
            looked: order.is_some(),
            contrary: None,
            tie: None,
            settled: false,
        }
    }

    /// The date in a cell. One that nobody can tell the order of is read the usual way, and
    /// [`Dates::finish`] says so.
    ///
    /// # Errors
    /// There is none, or it can't be read: one of [`reason`].
    pub fn read(&mut self, line: u64, cell: &str) -> Result<date::Stamp, &'static str> {
        let (reading, in_doubt) = self.look_at(cell)?;
        if in_doubt {
            self.tie.get_or_insert(line);
        }
        reading.settle(self.order).ok_or(reason::BAD_DATE)
    }

    /// The date in a cell, where there is one way to read it.
    pub fn read_sure(&mut self, cell: &str) -> Option<date::Stamp> {
        let (reading, in_doubt) = self.look_at(cell).ok()?;
        if in_doubt { None } else { reading.settle(self.order) }
    }

    /// What the cell says, and whether nobody can tell which of two dates that is.
    fn look_at(&mut self, cell: &str) -> Result<(date::Reading, bool), &'static str> {
        if cell.is_empty() {
            return Err(reason::NO_DATE);
        }
        let reading = date::parse(cell).ok_or(reason::BAD_DATE)?;
        if matches!(reading, date::Reading::Open(_)) && !self.looked {
            self.looked = true;
            match self.columns.verdict(self.at) {
                Verdict::Settled(order) => self.order = Some(order),
                Verdict::Contrary(lines) => self.contrary = Some(lines),
                Verdict::Open => {}
            }
        }
        let doubtful = date::is_doubtful(reading);
        // What the user said need not be told.
        self.settled |= doubtful && self.order.is_some() && self.columns.file.order.is_none();
        Ok((reading, doubtful && self.order.is_none()))
    }

    /// Tells what is to be told of them.
    ///
    /// # Errors
    /// Some could be read in two ways, and nothing says which was meant.
    pub fn finish(&self, notices: &mut Vec<String>) -> Result<(), TableError> {
        let file = &self.columns.file.source.name;
        if let Some(line) = self.tie {
            return Err(TableError::DateTie { file: file.to_string(), line, contrary: self.contrary });
        }
        if let Some(order) = self.order.filter(|_| self.settled) {
            let (first, example) = match order {
                Order::DayFirst => ("day", "3/4 is 3 April"),
                Order::MonthFirst => ("month", "3/4 is 4 March"),
            };
            notices.push(format!("{file}: the {first} comes first in its dates ({example})"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_columns_of_dates_share_one_header_and_one_look() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("people.csv");
        let text = ["Day,On,At,", "3/4/26,3/4/26,3/4/26,", "15/4/26,4/15/26,07 Jun 2026,"];
        let text = text.map(|row| row.repeat(700) + "\n");
        std::fs::write(&path, text.concat()).expect("written");
        let file = File::survey(Source::file(path).expect("a file"), None, None).expect("readable");
        let header = file.records().expect("readable").find_header(|_| true).expect("a header");
        let width = header.width();
        let header = Rc::new(header);
        let mut dates = Dates::of_all(&file, &header, (0..width).collect());
        assert!(width > 2000, "{width}");
        assert_eq!(Rc::strong_count(&header), 2);
        let day = |dates: &mut Dates| dates.read(2, "3/4/26").map(|stamp| stamp.on.to_string());
        assert_eq!(day(&mut dates[0]).as_deref(), Ok("2026-04-03"));
        // What the others say is known now, whatever became of the file.
        drop(folder);
        assert!(file.rows(&header).is_err());
        for (at, dates) in dates.iter_mut().enumerate() {
            let is_day_first = at % 3 == 0 && at + 1 < width;
            let expected = if is_day_first { "2026-04-03" } else { "2026-03-04" };
            assert_eq!(day(dates).as_deref(), Ok(expected), "{at}");
        }
    }

    #[test]
    fn however_many_rows_are_left_out_as_one_one_notice_tells_it() {
        let text = "a\n\"b\nc\nd\"\n".repeat(1000);
        let mut records = Records::open(&Source::bytes("F", text.as_bytes()), UTF_8).expect("readable");
        let (mut joined, mut notices) = (Joined::default(), Vec::new());
        joined.tell("F", &mut notices);
        while let Some(record) = records.read().expect("readable") {
            joined.look(&record);
            if record.line == 2 {
                joined.tell("F", &mut notices);
            }
        }
        joined.tell("F", &mut notices);
        assert_eq!(
            notices,
            [
                "F: 1 row of several lines was left out as one (is a quote missing?): line 2",
                "F: 1000 rows of several lines were left out, each as one (is a quote missing?): lines 2, 6, 10, 14, 18 and \
                 995 more"
            ]
        );
    }
}
