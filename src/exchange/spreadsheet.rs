//! A table for spreadsheets: CSV that opens as it is, of which no cell can become a formula, and that
//! can be read back to the letter.
//!
//! UTF-8 with a byte order mark, since Excel takes the letters of the machine's own country otherwise;
//! commas and CR LF (RFC 4180), every text in quotes.

use std::io::{self, Write};

/// What begins a formula in a spreadsheet, half or full width.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Behind these a spreadsheet of another country, or one that is told so, begins another cell.
const SEPARATORS: [char; 6] = [',', ';', '\t', '|', '\n', '\r'];
/// What keeps a spreadsheet from reading a formula; Excel shows it, as little else is understood by all.
const GUARD: char = '\'';

/// Guards a text: wherever a cell could begin and a formula with it, an apostrophe stands before it.
///
/// ```
/// use intouch::exchange::spreadsheet::{guarded, plain};
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert_eq!(guarded("+49 30 12"), "'+49 30 12");
/// assert_eq!(guarded("a; =b, and 'quoted'"), "a; '=b, and 'quoted'");
/// assert_eq!(plain(&guarded("'=1+1")), "'=1+1");
/// ```
#[must_use]
pub fn guarded(text: &str) -> String {
    turned(text, |guards, out| out.extend(std::iter::repeat_n(GUARD, guards + 1)))
}

/// The text that was guarded.
#[must_use]
pub fn plain(text: &str) -> String {
    turned(text, |guards, out| out.extend(std::iter::repeat_n(GUARD, guards.saturating_sub(1))))
}

/// The text of a cell of anybody's table: without the apostrophe that keeps a formula from its beginning.
/// What stands further behind is the writer's own.
///
/// ```
/// use intouch::exchange::spreadsheet::bare;
/// assert_eq!(bare("'+49 30 12"), "+49 30 12");
/// assert_eq!(bare("'n Sync; '=b"), "'n Sync; '=b");
/// ```
#[must_use]
pub fn bare(text: &str) -> &str {
    let behind = text.trim_start_matches(GUARD);
    if behind.starts_with(FORMULA) { text.strip_prefix(GUARD).unwrap_or(text) } else { text }
}

/// Copies a text; where a cell could begin with a formula behind so many guards, `place` writes them.
fn turned(text: &str, place: impl Fn(usize, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let (mut rest, mut begins) = (text, true);
    while let Some(c) = rest.chars().next() {
        if begins {
            let guards = rest.chars().take_while(|c| *c == GUARD).count();
            let behind = rest.get(guards..).unwrap_or_default();
            if behind.starts_with(FORMULA) {
                place(guards, &mut out);
            } else {
                out.extend(std::iter::repeat_n(GUARD, guards));
            }
            if guards > 0 || behind.starts_with(FORMULA) {
                (rest, begins) = (behind, false);
                continue;
            }
        }
        out.push(c);
        // Blanks behind a separator are trimmed away by some.
        begins = SEPARATORS.contains(&c) || (begins && c.is_whitespace());
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// Writes a table, its first row the names of the columns.
pub struct Writer<'o> {
    csv: csv::Writer<&'o mut dyn Write>,
}

impl<'o> Writer<'o> {
    /// A table with these columns.
    ///
    /// # Errors
    /// What `out` says.
    pub fn new(out: &'o mut dyn Write, columns: &[&str]) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let csv = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .quote_style(csv::QuoteStyle::NonNumeric)
            .from_writer(out);
        let mut table = Self { csv };
        table.row(columns)?;
        Ok(table)
    }

    /// A row.
    ///
    /// # Errors
    /// What the output says.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> io::Result<()> {
        self.csv.write_record(cells.iter().map(|c| guarded(c.as_ref()))).map_err(io::Error::from)
    }

    /// Everything out.
    ///
    /// # Errors
    /// What the output says.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::source::Source;
    use crate::exchange::table::Records;
    use proptest::prelude::*;

    fn written(rows: &[Vec<String>]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut table = Writer::new(&mut out, &["a", "b"]).expect("written");
        for row in rows {
            table.row(row).expect("written");
        }
        table.finish().expect("written");
        out
    }

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut records = Records::open(&Source::bytes("F", bytes), encoding_rs::UTF_8).expect("readable");
        let mut rows = Vec::new();
        while let Some(record) = records.read().expect("readable") {
            rows.push(record.cells().map(plain).collect());
        }
        rows
    }

    #[test]
    fn no_cell_of_any_reading_begins_a_formula() {
        for text in
            ["=1", "  =1", "@a", "a;=1", "a, =1", "a\n+b", "''-x", "＝1", "a\t@b", "|-1", "\r=cmd|' /C calc'!A1"]
        {
            let guarded = guarded(text);
            let cells = guarded.split(SEPARATORS).map(str::trim_start);
            assert!(cells.into_iter().all(|c| !c.starts_with(FORMULA)), "{text:?}: {guarded:?}");
            assert_eq!(plain(&guarded), text);
        }
        for (text, cell) in
            [("=1", "'=1"), ("'=1", "''=1"), ("-", "'-"), ("'a", "'a"), ("a, '=1", "a, '=1"), ("'", "'")]
        {
            assert_eq!(bare(cell), text);
        }
        for text in ["a=b", "1-2", "it's", "'quoted'", "a+b, c-d", "", "mia@example.com"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_guarded_comes_back(text in "[a='+@;, \n\r\t|＝-]{0,24}", any in "\\PC{0,40}") {
            for text in [text, any] {
                prop_assert_eq!(plain(&guarded(&text)), text.clone());
                let guarded = guarded(&text);
                prop_assert!(guarded.split(SEPARATORS).all(|c| !c.trim_start().starts_with(FORMULA)));
            }
        }

        #[test]
        fn a_table_is_read_as_it_was_written(rows in prop::collection::vec(prop::collection::vec("[a='\",;\n é🦀+-]{0,12}", 2), 0..6)) {
            let bytes = written(&rows);
            prop_assert!(bytes.starts_with(b"\xef\xbb\xbf\"a\",\"b\"\r\n"));
            let read = read(&bytes);
            prop_assert_eq!(&read[1..], rows.as_slice());
        }
    }
}
