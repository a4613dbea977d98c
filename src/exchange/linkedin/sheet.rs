//! What the files of an export have in common: a header to find, rows to go through, an account of
//! those left out, and what to tell about the state of the file.
//!
//! It never looks into a row.

use crate::exchange::cell::Cells;
use crate::exchange::table::{self, Decoded, Header, Record, Records};

use super::{Progress, ReadError, Sheet, Skip, reason};

/// After how many rows the progress is told.
const STEP: usize = 1000;

/// A file, opened: its reader stands behind the header.
pub(super) struct Open<'t> {
    pub file: &'t str,
    pub header: Header,
    pub records: Records<'t>,
    pub cells: Cells,
    pub notices: Vec<String>,
    size: usize,
    skipped: Vec<Skip>,
}

pub(super) fn decode<'b>(bytes: &'b [u8], encoding: Option<&str>) -> Result<Decoded<'b>, ReadError> {
    table::decode(bytes, encoding).map_err(|e| ReadError::UnknownEncoding(e.0))
}

impl<'t> Open<'t> {
    /// Finds the header that has the `wanted` columns.
    pub fn new(file: &'t str, decoded: &'t Decoded<'_>, wanted: &'static [&'static str]) -> Result<Self, ReadError> {
        let text = decoded.text.as_ref();
        if text.trim().is_empty() {
            return Err(ReadError::Empty(file.to_owned()));
        }
        let (header, records) = table::find_header(text, wanted)
            .ok_or_else(|| ReadError::NoHeader { file: file.to_owned(), expected: wanted })?;
        let mut notices = Vec::new();
        if decoded.encoding != "UTF-8" {
            notices.push(format!("{file}: read as {}", decoded.encoding));
        }
        if decoded.damaged {
            notices.push(format!("{file}: some bytes are not {}; \u{fffd} stands in their place", decoded.encoding));
        }
        match header.separator {
            b'\t' => notices.push(format!("{file}: the columns are parted by tabs")),
            b',' => {}
            other => notices.push(format!("{file}: the columns are parted by {:?}", char::from(other))),
        }
        let size = text.len();
        Ok(Self { file, header, records, cells: Cells::default(), notices, size, skipped: Vec::new() })
    }

    /// Where a column stands; a column that is not there is one that no row reaches.
    pub fn column(&self, name: &str) -> usize {
        self.header.column(name).unwrap_or(usize::MAX)
    }

    /// Goes through all rows: `make` turns each into what is kept, or says why it is left out.
    pub fn rows<R>(
        &mut self,
        progress: &mut dyn FnMut(Progress<'_>),
        mut make: impl FnMut(&mut Self, &Record<'t>) -> Result<R, &'static str>,
    ) -> Vec<R> {
        let (mut rows, mut seen, mut record) = (Vec::new(), 0, Record::default());
        while self.records.read(&mut record) {
            let outcome = if record.is_blank() { Err(reason::EMPTY_ROW) } else { make(self, &record) };
            match outcome {
                Ok(row) => rows.push(row),
                Err(why) => {
                    if record.last_line > record.line + 1 {
                        let (file, from, to) = (self.file, record.line, record.last_line);
                        self.notices.push(format!(
                            "{file}: lines {from} to {to} were one row, and left out as one; is a quote missing?"
                        ));
                    }
                    self.skipped.push(Skip {
                        file: self.file.to_owned(),
                        line: Some(record.line),
                        reason: why.to_owned(),
                    });
                }
            }
            seen += 1;
            if seen % STEP == 0 {
                progress(Progress { file: self.file, rows: seen, bytes: self.records.position(), of: self.size });
            }
        }
        progress(Progress { file: self.file, rows: seen, bytes: self.size, of: self.size });
        rows
    }

    /// Closes the account. Rows of which none is of use are an error, unless they were empty by nature.
    pub fn finish<R>(mut self, rows: Vec<R>, expected: &'static str) -> Result<Sheet<R>, ReadError> {
        let by_nature = |skip: &&Skip| !matches!(skip.reason.as_str(), reason::HIDDEN_MEMBER | reason::EMPTY_ROW);
        if rows.is_empty()
            && let Some(first) = self.skipped.iter().find(by_nature)
        {
            return Err(ReadError::NothingUsable {
                file: self.file.to_owned(),
                rows: self.skipped.len(),
                line: first.line.unwrap_or_default(),
                reason: first.reason.clone(),
                expected,
            });
        }
        self.cells.tell(self.file, &mut self.notices);
        if let [first, more @ ..] = self.records.unclosed() {
            let others = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
            self.notices.push(format!("{}: a quote is opened and never closed on line {first}{others}", self.file));
        }
        Ok(Sheet { rows, skipped: self.skipped, notices: self.notices })
    }
}
