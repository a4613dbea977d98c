//! A table in a text file (CSV) as it is found in the wild: its separator, its header and its
//! records, each with the line it begins on.
//!
//! It never holds more of a file than a record needs, never knows what a column means and never
//! drops a record. It has a reader of its own because an unclosed quote has to be noticed and
//! survived, not followed to the end of the file, and because every record needs its true line number.

use std::io;

use encoding_rs::Encoding;

use super::encoding::Text;
use super::source::Source;

/// How many records are looked at to find the header.
pub const HEADER_WITHIN: usize = 20;

/// The separators that are told apart, in the order that decides where nothing else does.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of a text is looked at, in bytes and in records, to tell its separator.
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_RECORDS: usize = 50;
/// How much is at hand behind the start of a record; more is fetched where one turns out longer.
const AT_HAND: usize = 64 * 1024;
/// The longest record, in bytes: a quote that is not closed within it never was.
const RECORD_MOST: usize = 4 * 1024 * 1024;
/// How often, counted in lengths of the text, quotes that never close may make the reader go back
/// before it takes quotes for plain text. Keeps the time linear on hostile input.
const PATIENCE: u64 = 16;
/// Of how many quotes that never close the lines are kept.
const UNCLOSED_KEPT: usize = 100;

/// The separators, the likeliest first: the one that parts the most records into the same number
/// of cells, quotes respected. A first line `sep=;`, which spreadsheets write, decides.
#[must_use]
pub fn separators(text: &str) -> [u8; 4] {
    let mut sample = text;
    if text.len() > SAMPLE_BYTES {
        let end = (0..=SAMPLE_BYTES).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        sample = text.get(..end).unwrap_or(text);
    }
    let named = sample.get(..4).filter(|s| s.eq_ignore_ascii_case("sep=")).and_then(|_| sample.as_bytes().get(4));
    let counts = separator_counts(sample);
    let weight = |s: u8| {
        if named == Some(&s) {
            return usize::MAX;
        }
        let column = SEPARATORS.iter().position(|&c| c == s).unwrap_or_default();
        agreement(counts.iter().filter_map(|c| c.get(column).copied()))
    };
    let mut order = SEPARATORS;
    order.sort_by_cached_key(|&s| std::cmp::Reverse(weight(s)));
    order
}

/// How often each separator stands outside quotes, record by record.
fn separator_counts(sample: &str) -> Vec<[usize; 4]> {
    let mut cursor = Cursor::new(sample, None, 1, u64::MAX);
    let (mut all, mut cells) = (Vec::new(), Cells::default());
    while all.len() < SAMPLE_RECORDS && cursor.peek().is_some() {
        let mut counts = [0; 4];
        loop {
            cursor.cell(&mut cells);
            let Some(column) = SEPARATORS.iter().position(|&s| cursor.peek() == Some(s)) else { break };
            if let Some(n) = counts.get_mut(column) {
                *n += 1;
            }
            cursor.at += 1;
        }
        cursor.line_break();
        cells.clear();
        all.push(counts);
    }
    all
}

/// How well a separator explains a text: the records in which it stands the commonest number of
/// times, times that number.
fn agreement(counts: impl Iterator<Item = usize>) -> usize {
    let mut seen: Vec<(usize, usize)> = Vec::new();
    for count in counts {
        match seen.iter_mut().find(|(c, _)| *c == count) {
            Some((_, n)) => *n += 1,
            None => seen.push((count, 1)),
        }
    }
    seen.into_iter().map(|(count, n)| n * count).max().unwrap_or(0)
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub struct Record<'t> {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The line it ends on: another one where a quoted cell holds line breaks.
    pub last_line: u64,
    text: &'t str,
    cells: &'t Cells,
}

impl<'t> Record<'t> {
    /// The cell in that column, trimmed; empty where the row is too short.
    #[must_use]
    pub fn cell(&self, column: usize) -> &'t str {
        self.whole(column).trim()
    }

    /// The cell in that column as it stands there.
    #[must_use]
    pub fn whole(&self, column: usize) -> &'t str {
        self.cells.spans.get(column).map_or("", |span| span.of(self.text, &self.cells.unquoted))
    }

    /// How many cells there are: rows may be longer or shorter than the header.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cells.spans.len()
    }

    /// There is no cell. No record of a file is like that.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.spans.is_empty()
    }

    /// All cells as they stand there.
    pub fn cells(&self) -> impl Iterator<Item = &'t str> {
        let (text, cells) = (self.text, self.cells);
        cells.spans.iter().map(move |span| span.of(text, &cells.unquoted))
    }

    /// Nothing but white space in any cell.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells().all(|c| c.trim().is_empty())
    }
}

/// Where the cells of a record stand.
#[derive(Debug, Clone, Default)]
struct Cells {
    spans: Vec<Span>,
    /// The texts of cells in which quotes were doubled.
    unquoted: String,
}

impl Cells {
    fn clear(&mut self) {
        self.spans.clear();
        self.unquoted.clear();
    }
}

#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    /// It stands among the unquoted texts.
    unquoted: bool,
}

impl Span {
    fn of<'t>(self, text: &'t str, unquoted: &'t str) -> &'t str {
        let text = if self.unquoted { unquoted } else { text };
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Reads a piece of text cell by cell. Lines end with LF, CR LF or CR; empty lines are no records.
#[derive(Debug)]
struct Cursor<'t> {
    text: &'t str,
    /// `None`: any of them, while it is not known yet.
    separator: Option<u8>,
    at: usize,
    line: u64,
    unclosed: Vec<u64>,
    /// How far it may still go back.
    patience: u64,
    /// A quote was looked for up to the end of the piece.
    ran_out: bool,
}

impl<'t> Cursor<'t> {
    const fn new(text: &'t str, separator: Option<u8>, line: u64, patience: u64) -> Self {
        Self { text, separator, at: 0, line, unclosed: Vec::new(), patience, ran_out: false }
    }

    fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Steps over empty lines.
    fn skip_empty(&mut self) {
        while matches!(self.peek(), Some(b'\r' | b'\n')) {
            self.line_break();
        }
    }

    /// Steps over one line break, where it stands before one.
    fn line_break(&mut self) {
        match self.peek() {
            Some(b'\r') if self.byte(self.at + 1) == Some(b'\n') => self.at += 2,
            Some(b'\r' | b'\n') => self.at += 1,
            _ => return,
        }
        self.line += 1;
    }

    /// Reads the record it stands before; gives the line on which it ends.
    fn record(&mut self, cells: &mut Cells) -> u64 {
        loop {
            self.cell(cells);
            let last_line = self.line;
            if self.peek().is_none() || self.peek() != self.separator {
                self.line_break();
                return last_line;
            }
            self.at += 1;
        }
    }

    fn cell(&mut self, cells: &mut Cells) {
        if self.peek() == Some(b'"') && self.patience > 0 {
            if self.quoted(cells) {
                return;
            }
            self.unclosed.push(self.line);
            self.at += 1;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.bytes().position(|b| self.ends_cell(b)).unwrap_or(rest.len());
        cells.spans.push(Span { start: self.at, end: self.at + end, unquoted: false });
        self.at += end;
    }

    fn ends_cell(&self, byte: u8) -> bool {
        matches!(byte, b'\r' | b'\n') || self.separator.map_or_else(|| SEPARATORS.contains(&byte), |s| s == byte)
    }

    /// Reads the quoted cell it stands before. `false`, and nothing is read, where the quote is
    /// never closed. A lone quote within the cell is text, as long as the line makes sense.
    fn quoted(&mut self, cells: &mut Cells) -> bool {
        let start = self.at + 1;
        let (mut at, mut line, mut doubled) = (start, self.line, false);
        while let Some(byte) = self.byte(at) {
            let next = self.byte(at + 1);
            match byte {
                b'"' if next == Some(b'"') => {
                    doubled = true;
                    at += 1;
                }
                b'"' if next.is_none_or(|b| self.ends_cell(b)) => {
                    (self.at, self.line) = (at + 1, line);
                    cells.spans.push(self.inner(start, at, doubled, &mut cells.unquoted));
                    return true;
                }
                // On a later line, and where a cell begins: this quote opens another cell.
                b'"' if line > self.line && self.byte(at - 1).is_some_and(|b| self.ends_cell(b)) => break,
                b'\n' => line += 1,
                b'\r' if next != Some(b'\n') => line += 1,
                _ => {}
            }
            at += 1;
        }
        self.ran_out |= self.byte(at).is_none();
        self.patience = self.patience.saturating_sub(u64::try_from(at - start + 1).unwrap_or(u64::MAX));
        false
    }

    /// Where the text between two quotes stands, doubled ones made single.
    fn inner(&self, start: usize, end: usize, doubled: bool, unquoted: &mut String) -> Span {
        if !doubled {
            return Span { start, end, unquoted: false };
        }
        let from = unquoted.len();
        unquoted.push_str(&self.text.get(start..end).unwrap_or_default().replace("\"\"", "\""));
        Span { start: from, end: unquoted.len(), unquoted: true }
    }
}

/// Reads a file record by record.
///
/// A quote that is never closed, or that would have to be closed by the opening quote of a later
/// line, is passed over, and the line it stands on is kept in [`Records::unclosed`].
pub struct Records {
    text: Text,
    /// The piece of the text that is at hand, and where in it the next record begins.
    window: String,
    start: usize,
    ended: bool,
    /// A record was longer than what is at hand where a header was looked for.
    outran: bool,
    separator: u8,
    line: u64,
    cells: Cells,
    unclosed: Vec<u64>,
    unclosed_count: usize,
    /// How far the reader has come, and how far it went back.
    read: u64,
    went_back: u64,
}

impl Records {
    /// A reader at the start of a file.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn open(source: &Source, encoding: &'static Encoding) -> io::Result<Self> {
        let mut records = Self {
            text: Text::open(source, encoding)?,
            window: String::new(),
            start: 0,
            ended: false,
            outran: false,
            separator: b',',
            line: 1,
            cells: Cells::default(),
            unclosed: Vec::new(),
            unclosed_count: 0,
            read: 0,
            went_back: 0,
        };
        records.fetch(SAMPLE_BYTES)?;
        Ok(records)
    }

    /// Some bytes made no sense so far; U+FFFD stands in their place.
    #[must_use]
    pub const fn is_damaged(&self) -> bool {
        self.text.is_damaged()
    }

    /// The lines of the first quotes that are never closed, and how many there are, so far.
    #[must_use]
    pub fn unclosed(&self) -> (&[u64], usize) {
        (&self.unclosed, self.unclosed_count)
    }

    /// Where a header was looked for, there is a row that is longer than any header.
    #[must_use]
    pub const fn begins_too_long(&self) -> bool {
        self.outran
    }

    /// How far the reader has come, in bytes of the text as UTF-8.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.read
    }

    /// Sees to it that so much of the text is at hand behind the next record's start, or all of it.
    fn fetch(&mut self, bytes: usize) -> io::Result<()> {
        if self.ended || self.window.len() - self.start >= bytes {
            return Ok(());
        }
        self.window.drain(..self.start);
        self.start = 0;
        while self.window.len() < bytes.saturating_mul(2) {
            if !self.text.read_into(&mut self.window)? {
                self.ended = true;
                break;
            }
        }
        Ok(())
    }

    /// Reads the next record; `None` at the end of the text.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn read(&mut self) -> io::Result<Option<Record<'_>>> {
        let mut wanted = AT_HAND;
        loop {
            self.fetch(wanted)?;
            let text = self.window.get(self.start..).unwrap_or_default();
            let seen = self.read.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
            let patience = seen.saturating_mul(PATIENCE).saturating_sub(self.went_back);
            let mut cursor = Cursor::new(text, Some(self.separator), self.line, patience);
            cursor.skip_empty();
            let (from, line) = (cursor.at, cursor.line);
            self.cells.clear();
            let found = cursor.peek().is_some();
            let last_line = if found { cursor.record(&mut self.cells) } else { line };
            let cut = !self.ended && (cursor.ran_out || cursor.at == text.len());
            if cut && found && text.len() < RECORD_MOST {
                wanted = text.len().saturating_mul(4).min(RECORD_MOST);
                continue;
            }
            let (end, next_line, unclosed, left) = (cursor.at, cursor.line, cursor.unclosed, cursor.patience);
            self.went_back = self.went_back.saturating_add(patience - left);
            self.unclosed_count += unclosed.len();
            let room = UNCLOSED_KEPT.saturating_sub(self.unclosed.len());
            self.unclosed.extend(unclosed.into_iter().take(room));
            self.read = self.read.saturating_add(u64::try_from(end).unwrap_or(u64::MAX));
            self.line = next_line;
            let begin = self.start;
            self.start += end;
            if !found {
                if self.ended {
                    return Ok(None);
                }
                continue;
            }
            debug_assert!(from <= end, "a record has an extent");
            let text = self.window.get(begin..self.start).unwrap_or_default();
            return Ok(Some(Record { line, last_line, text, cells: &self.cells }));
        }
    }

    /// Finds the header by what it holds: the first record, among the first [`HEADER_WITHIN`],
    /// whose cells (see [`column_key`]) `fits` says are it, with the likeliest separator that has
    /// one. The reader stands behind it then; where there is none, it stays where it is. A record that
    /// is longer than what is at hand is none, and nothing behind it is looked at.
    pub fn find_header(&mut self, fits: impl Fn(&[String]) -> bool) -> Option<Header> {
        let text = self.window.get(self.start..).unwrap_or_default();
        let mut cells = Cells::default();
        for separator in separators(text) {
            let mut cursor = Cursor::new(text, Some(separator), self.line, u64::MAX);
            for _ in 0..HEADER_WITHIN {
                cursor.skip_empty();
                if cursor.peek().is_none() {
                    break;
                }
                let line = cursor.line;
                cells.clear();
                cursor.record(&mut cells);
                if cursor.at == text.len() && !self.ended {
                    self.outran = true;
                    break;
                }
                let labels: Vec<&str> = cells.spans.iter().map(|s| s.of(text, &cells.unquoted).trim()).collect();
                let names: Vec<String> = labels.iter().map(|l| column_key(l)).collect();
                if fits(&names) {
                    let labels = labels.into_iter().map(str::to_owned).collect();
                    let (at, next_line) = (cursor.at, cursor.line);
                    self.separator = separator;
                    self.start += at;
                    self.read = self.read.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
                    self.line = next_line;
                    return Some(Header { line, separator, names, labels });
                }
            }
        }
        None
    }

    /// Goes from the start of a file to where its first row begins, its header being known.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn go_behind(&mut self, header: &Header) -> io::Result<()> {
        if header.is_missing() {
            self.separator = header.separator;
            if header.line > 0 {
                self.read()?;
            }
        } else {
            self.find_header(|names| *names == header.names);
        }
        Ok(())
    }
}

/// The names of the columns, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The line it stands on, from 1.
    pub line: u64,
    /// What parts the cells.
    pub separator: u8,
    names: Vec<String>,
    labels: Vec<String>,
}

impl Header {
    /// What stands for the header of a table that has none: columns without names, and the first row
    /// behind that line (0: at the start).
    #[must_use]
    pub fn missing(separator: u8, width: usize, line: u64) -> Self {
        Self { line, separator, names: Vec::new(), labels: vec![String::new(); width] }
    }

    /// Whether the table has one.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        self.names.is_empty()
    }

    /// The column of that name. Case, blanks and `_` don't matter; of two of one name the first is meant.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let name = column_key(name);
        self.names.iter().position(|n| *n == name)
    }

    /// How many columns there are.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.labels.len()
    }

    /// The names as comparing sees them (see [`column_key`]).
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names as they stand there, trimmed.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}

/// A column's name as comparing sees it: without case, blanks, `_` and what can't be seen.
#[must_use]
pub fn column_key(name: &str) -> String {
    name.chars()
        .filter(|&c| c != '_' && !c.is_whitespace() && !crate::model::text::is_invisible(c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a record names all of the `wanted` columns.
pub fn names_all(wanted: &[&str]) -> impl Fn(&[String]) -> bool {
    let wanted: Vec<String> = wanted.iter().map(|w| column_key(w)).collect();
    move |names| wanted.iter().all(|w| names.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(text: &str) -> Records {
        Records::open(&Source::bytes("F", text.as_bytes()), encoding_rs::UTF_8).expect("readable")
    }

    fn all(text: &str, separator: u8) -> (Vec<(u64, Vec<String>)>, Vec<u64>) {
        let mut records = Records { separator, ..open(text) };
        let mut out = Vec::new();
        while let Some(record) = records.read().expect("readable") {
            out.push((record.line, record.cells().map(str::to_owned).collect()));
        }
        (out, records.unclosed().0.to_vec())
    }

    fn rows(expected: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
        expected.iter().map(|(line, cells)| (*line, cells.iter().map(ToString::to_string).collect())).collect()
    }

    #[test]
    fn records_are_read_with_their_line_whatever_ends_the_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "\"c", "d\",\"e \"\"f\"\"\"", "g,", ",,", "h"].join(end);
            let cell = format!("c{end}d");
            let expected =
                rows(&[(1, &["a", "b"]), (3, &[&cell, "e \"f\""]), (5, &["g", ""]), (6, &["", "", ""]), (7, &["h"])]);
            assert_eq!(all(&text, b','), (expected, vec![]), "{end:?}");
        }
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_cell_and_nothing_after_it() {
        for (text, expected, unclosed) in [
            ("a,\"b\nc,d\n", rows(&[(1, &["a", "b"]), (2, &["c", "d"])]), vec![1]),
            // The next quoted cell must not close it.
            ("a,\"b\nc,d\ne,\"f, g\"\n", rows(&[(1, &["a", "b"]), (2, &["c", "d"]), (3, &["e", "f, g"])]), vec![1]),
            ("\"a\",\"b\n\"c\",\"d\"", rows(&[(1, &["a", "b"]), (2, &["c", "d"])]), vec![1]),
            ("\"", rows(&[(1, &[""])]), vec![1]),
        ] {
            assert_eq!(all(text, b','), (expected, unclosed), "{text:?}");
        }
    }

    #[test]
    fn a_lone_quote_is_text() {
        assert_eq!(all("5\" pipe,\"a \"b\" c\"\nd", b',').0, rows(&[(1, &["5\" pipe", "a \"b\" c"]), (2, &["d"])]));
    }

    #[test]
    fn the_separator_is_the_one_that_parts_records_alike() {
        for (text, expected) in [
            ("a,b,c\nd,e,f", b','),
            ("a;b;c\nd, e;f, g;h\ni;j;k, l, m", b';'),
            ("\"a\"\t\"b, c\"\n\"d\"\t\"e\"", b'\t'),
            ("a|b\nc|d", b'|'),
            ("a,\"b;c;d;e\"\nf,\"g;h;i;j\"", b','),
            ("a,b | c,d\ne,f | g,h", b','),
            ("sep=|\na,b|c\nd,e|f", b'|'),
            ("one\ntwo", b','),
            ("", b','),
        ] {
            assert_eq!(separators(text)[0], expected, "{text:?}");
        }
    }

    #[test]
    fn the_header_is_found_behind_any_preamble_and_under_any_spelling() {
        for preamble in
            ["", "Notes:\n\"When, you; may\"\n\n", "Notes:,,,,\n\"x, y\",,,,\n,,,,\n", "\"Notes:\"\n", "sep=,\n"]
        {
            for header in [
                "First Name,URL,Connected On",
                "\u{feff}first name , url,CONNECTED ON",
                "\"First_Name\",url,ConnectedOn",
            ] {
                let text = format!("{preamble}{header}\nAda,,07 Jun 2026\n");
                let mut records = open(&text);
                let header = records.find_header(names_all(&["First Name", "Connected On"])).expect("a header");
                assert_eq!((header.column("Connected On"), header.width()), (Some(2), 3));
                let record = records.read().expect("readable").expect("a row");
                assert_eq!(record.cell(0), "Ada");
                assert_eq!(record.line, header.line + 1);
            }
        }
        let find = |text: &str, wanted: &[&str]| open(text).find_header(names_all(wanted));
        assert!(find(&format!("{}First Name\n", "x\n".repeat(20)), &["First Name"]).is_none());
        let header = find("First Name;Connected On", &["First Name", "Connected On"]);
        assert!(header.is_some_and(|h| h.separator == b';' && h.labels() == ["First Name", "Connected On"]));
    }

    #[test]
    fn a_header_that_is_longer_than_what_is_at_hand_is_not_cut_in_two() {
        let find = |width: usize| {
            let labels: String = (0..width).map(|n| format!(",Column {n:05}")).collect();
            let mut records = open(&format!("Name{labels}\nAda\n"));
            let found = records.find_header(names_all(&["Name"]));
            (found.map(|h| h.width()), records.begins_too_long())
        };
        assert_eq!(find(4000), (Some(4001), false));
        assert_eq!(find(20_000), (None, true));
        // One of which the file ends within is whole.
        assert!(open(&"x".repeat(100_000)).find_header(|_| true).is_some());
    }

    #[test]
    fn hostile_quotes_take_linear_time() {
        let text = ",\"a".repeat(200_000) + "\"\"";
        assert_eq!(all(&text, b',').0.len(), 1);
        let text = "\"x\n".to_owned() + &"a,\"\"b,\"\"\"\n".repeat(50_000) + "\"c";
        assert!(all(&text, b',').0.len() > 10);
    }

    #[test]
    fn records_longer_than_what_is_at_hand_are_whole_and_line_numbers_true() {
        let long = "é\n".repeat(AT_HAND);
        let text = format!("a,\"{long}\",c\n\n\nd,{},f\ng", "y".repeat(3 * AT_HAND));
        let (read, unclosed) = all(&text, b',');
        let line = u64::try_from(AT_HAND).expect("small") + 4;
        assert_eq!((read.len(), unclosed.len(), read[1].0, read[2].0), (3, 0, line, line + 1));
        assert_eq!((read[0].1[1].as_str(), read[1].1[1].len()), (long.as_str(), 3 * AT_HAND));
        // Wherever the pieces part, CR LF is one line end and nothing is read twice.
        for pad in 0..9 {
            let text = format!("{}\r\n{}", "z".repeat(pad), "ab,\"c \"\"d\"\"\"\r\n".repeat(60_000));
            let (read, unclosed) = all(&text, b',');
            let first = u64::from(pad == 0);
            assert_eq!((read.len(), unclosed.len()), (60_000 + usize::from(pad > 0), 0));
            assert_eq!(read.last().expect("rows").0, 60_001);
            assert!(first == 1 || read[0].1 == ["z".repeat(pad)]);
            assert!(read.iter().skip(usize::from(pad > 0)).all(|r| r.1 == ["ab", "c \"d\""]));
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_cell_of_a_long_file() {
        let text = format!("a,\"b\n{}", "c,d\n".repeat(2 * RECORD_MOST / 4));
        let (read, unclosed) = all(&text, b',');
        assert_eq!((read.len(), unclosed.as_slice()), (1 + 2 * RECORD_MOST / 4, [1].as_slice()));
        assert_eq!(read[0].1, ["a", "b"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(table in prop::collection::vec(prop::collection::vec("[a-z\",;\n\r é]{0,6}", 1..4), 0..6)) {
            let mut written = String::new();
            for row in &table {
                let cells: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
                written.push_str(&cells.join(","));
                written.push('\n');
            }
            let (read, unclosed) = all(&written, b',');
            let read: Vec<_> = read.into_iter().map(|r| r.1).collect();
            prop_assert_eq!(read, table);
            prop_assert!(unclosed.is_empty());
        }

        #[test]
        fn no_bytes_make_it_panic_and_no_letter_is_lost(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "[ab\",;\t|\n\r]{0,80}") {
            for text in [&String::from_utf8_lossy(&bytes).into_owned(), &text] {
                for separator in separators(text) {
                    let letters = |s: &str| s.chars().filter(char::is_ascii_alphabetic).count();
                    let read: usize = all(text, separator).0.iter().flat_map(|r| &r.1).map(|c| letters(c)).sum();
                    prop_assert_eq!(read, letters(text));
                }
                let _ = open(text).find_header(names_all(&["a"]));
            }
        }
    }
}
