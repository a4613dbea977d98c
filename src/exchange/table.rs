//! A table in a text file (CSV) as it is found in the wild: its encoding, its separator, its
//! header and its records, each with the line it begins on.
//!
//! It never touches a file, never knows what a column means and never drops a record. It has a
//! reader of its own because an unclosed quote has to be noticed and survived, not followed to the
//! end of the file, and because every record needs its true line number.

use std::borrow::Cow;

use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many records are looked at to find the header.
pub const HEADER_WITHIN: usize = 20;

/// The separators that are told apart, in the order that decides where nothing else does.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of a text is looked at, in bytes and in records, to tell its separator.
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_RECORDS: usize = 50;
/// How often, counted in lengths of the text, quotes that never close may make the reader go back
/// before it takes quotes for plain text. Keeps the time linear on hostile input.
const PATIENCE: usize = 16;

/// The name of an encoding that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEncoding(pub String);

/// A text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The text, without a byte order mark.
    pub text: Cow<'b, str>,
    /// The encoding's name, such as `UTF-8` or `windows-1252`.
    pub encoding: &'static str,
    /// Some bytes made no sense in this encoding; U+FFFD stands in their place.
    pub damaged: bool,
}

/// Decodes a text. A `label` (`utf-16le`, `windows-1250`, `macintosh`, ...) wins over every guess;
/// without one it is the byte order mark, else the pattern of NUL bytes, else UTF-8 where the bytes
/// are UTF-8, else Mac Roman (lines end with CR only), else Windows-1252.
///
/// # Errors
/// The label is not the name of an encoding.
pub fn decode<'b>(bytes: &'b [u8], label: Option<&str>) -> Result<Decoded<'b>, UnknownEncoding> {
    let encoding = match label {
        Some(label) => Encoding::for_label_no_replacement(label.trim().as_bytes())
            .ok_or_else(|| UnknownEncoding(label.trim().to_owned()))?,
        None => guess(bytes),
    };
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    Ok(Decoded { text, encoding: encoding.name(), damaged })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        encoding
    } else if let Some(encoding) = guess_wide(bytes) {
        encoding
    } else if is_mostly_utf8(bytes) {
        UTF_8
    } else if bytes.contains(&b'\r') && !bytes.contains(&b'\n') {
        MACINTOSH
    } else {
        WINDOWS_1252
    }
}

/// UTF-16 without a mark: in a text that begins with a Latin header every other byte is NUL.
fn guess_wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut pairs, mut high, mut low) = (0_usize, 0_usize, 0_usize);
    for pair in bytes.chunks_exact(2).take(512) {
        pairs += 1;
        high += usize::from(pair.first() == Some(&0));
        low += usize::from(pair.last() == Some(&0));
    }
    if low * 2 > pairs && high * 8 < low {
        Some(UTF_16LE)
    } else if high * 2 > pairs && low * 8 < high {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// One bad byte, or a file cut within a character, must not turn every accent of a UTF-8 file into
/// two wrong letters: in other encodings well-formed UTF-8 sequences hardly ever occur by chance.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

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
    let mut records = Records { separator: None, ..Records::new(sample, b',') };
    let mut all = Vec::new();
    while all.len() < SAMPLE_RECORDS && records.peek().is_some() {
        let mut counts = [0; 4];
        loop {
            records.cell();
            let Some(column) = SEPARATORS.iter().position(|&s| records.peek() == Some(s)) else { break };
            if let Some(n) = counts.get_mut(column) {
                *n += 1;
            }
            records.at += 1;
        }
        records.line_break();
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

/// One record. Reused from one reading to the next, so that reading allocates little.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record<'t> {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The line it ends on: another one where a quoted cell holds line breaks.
    pub last_line: u64,
    /// The cells, as many as the record has: rows may be longer or shorter than the header.
    pub cells: Vec<Cow<'t, str>>,
}

impl Record<'_> {
    /// The cell in that column, trimmed; empty where the row is too short.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |c| c.trim())
    }

    /// Nothing but white space in any cell.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|c| c.trim().is_empty())
    }
}

/// Reads a text record by record. Lines end with LF, CR LF or CR; empty lines are no records.
///
/// A quote that is never closed, or that would have to be closed by the opening quote of a later
/// line, is passed over, and the line it stands on is kept in [`Records::unclosed`].
#[derive(Debug, Clone)]
pub struct Records<'t> {
    text: &'t str,
    /// `None`: any of them, while it is not known yet.
    separator: Option<u8>,
    at: usize,
    line: u64,
    unclosed: Vec<u64>,
    went_back: usize,
}

impl<'t> Records<'t> {
    /// A reader at the start of `text`.
    #[must_use]
    pub const fn new(text: &'t str, separator: u8) -> Self {
        Self { text, separator: Some(separator), at: 0, line: 1, unclosed: Vec::new(), went_back: 0 }
    }

    /// The lines with a quote that is never closed, so far.
    #[must_use]
    pub fn unclosed(&self) -> &[u64] {
        &self.unclosed
    }

    /// How far the reader has come, in bytes of the text.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Reads the next record into `record`; `false` at the end of the text.
    pub fn read(&mut self, record: &mut Record<'t>) -> bool {
        record.cells.clear();
        while matches!(self.peek(), Some(b'\r' | b'\n')) {
            self.line_break();
        }
        if self.peek().is_none() {
            return false;
        }
        record.line = self.line;
        loop {
            record.cells.push(self.cell());
            record.last_line = self.line;
            if self.peek().is_none() || self.peek() != self.separator {
                self.line_break();
                return true;
            }
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Steps over one line break, where the reader stands before one.
    fn line_break(&mut self) {
        match self.peek() {
            Some(b'\r') if self.byte(self.at + 1) == Some(b'\n') => self.at += 2,
            Some(b'\r' | b'\n') => self.at += 1,
            _ => return,
        }
        self.line += 1;
    }

    fn cell(&mut self) -> Cow<'t, str> {
        if self.peek() == Some(b'"') && self.went_back <= self.text.len().saturating_mul(PATIENCE) {
            if let Some(cell) = self.quoted() {
                return cell;
            }
            self.unclosed.push(self.line);
            self.at += 1;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.bytes().position(|b| self.ends_cell(b)).unwrap_or(rest.len());
        self.at += end;
        Cow::Borrowed(rest.get(..end).unwrap_or_default())
    }

    fn ends_cell(&self, byte: u8) -> bool {
        matches!(byte, b'\r' | b'\n') || self.separator.map_or_else(|| SEPARATORS.contains(&byte), |s| s == byte)
    }

    /// Reads the quoted cell the reader stands before. `None`, and nothing is read, where the quote
    /// is never closed. A lone quote within the cell is text, as long as the line makes sense.
    fn quoted(&mut self) -> Option<Cow<'t, str>> {
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
                    let inner = self.text.get(start..at).unwrap_or_default();
                    (self.at, self.line) = (at + 1, line);
                    return Some(if doubled { inner.replace("\"\"", "\"").into() } else { inner.into() });
                }
                // On a later line, and where a cell begins: this quote opens another cell.
                b'"' if line > self.line && self.byte(at - 1).is_some_and(|b| self.ends_cell(b)) => break,
                b'\n' => line += 1,
                b'\r' if next != Some(b'\n') => line += 1,
                _ => {}
            }
            at += 1;
        }
        self.went_back += at - start;
        None
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
}

impl Header {
    /// The column of that name. Case, blanks and `_` don't matter; of two of one name the first is meant.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let name = column_key(name);
        self.names.iter().position(|n| *n == name)
    }

    /// How many columns there are.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.names.len()
    }
}

fn column_key(name: &str) -> String {
    name.chars()
        .filter(|&c| c != '_' && !c.is_whitespace() && !crate::model::text::is_invisible(c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Finds the header by what it holds: the first record, among the first [`HEADER_WITHIN`], that
/// has every one of the `wanted` names as a cell. The reader that is returned stands behind it.
#[must_use]
pub fn find_header<'t>(text: &'t str, wanted: &[&str]) -> Option<(Header, Records<'t>)> {
    let wanted: Vec<String> = wanted.iter().map(|w| column_key(w)).collect();
    separators(text).into_iter().find_map(|separator| {
        let mut records = Records::new(text, separator);
        let mut record = Record::default();
        for _ in 0..HEADER_WITHIN {
            if !records.read(&mut record) {
                return None;
            }
            let names: Vec<String> = record.cells.iter().map(|c| column_key(c)).collect();
            if wanted.iter().all(|w| names.contains(w)) {
                return Some((Header { line: record.line, separator, names }, records));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str, separator: u8) -> (Vec<(u64, Vec<String>)>, Vec<u64>) {
        let mut records = Records::new(text, separator);
        let (mut record, mut out) = (Record::default(), Vec::new());
        while records.read(&mut record) {
            out.push((record.line, record.cells.iter().map(ToString::to_string).collect()));
        }
        (out, records.unclosed().to_vec())
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
                let (header, mut records) = find_header(&text, &["First Name", "Connected On"]).expect("a header");
                assert_eq!((header.column("Connected On"), header.width()), (Some(2), 3));
                let mut record = Record::default();
                assert!(records.read(&mut record));
                assert_eq!(record.cell(0), "Ada");
                assert_eq!(record.line, header.line + 1);
            }
        }
        assert!(find_header(&format!("{}First Name\n", "x\n".repeat(20)), &["First Name"]).is_none());
        assert!(
            find_header("First Name;Connected On", &["First Name", "Connected On"])
                .is_some_and(|h| h.0.separator == b';')
        );
    }

    #[test]
    fn the_encoding_is_told_from_the_bytes() {
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let text = "Name,Ort\nZoë,Åre\n";
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (format!("\u{feff}{text}").into_bytes(), "UTF-8"),
            (utf16(text, false), "UTF-16LE"),
            (utf16(text, true), "UTF-16BE"),
            (utf16(&format!("\u{feff}{text}"), false), "UTF-16LE"),
            (b"Name,Ort\nZo\xeb,\xc5re\n".to_vec(), "windows-1252"),
        ] {
            let decoded = decode(&bytes, None).expect("a guess");
            assert_eq!((decoded.text.as_ref(), decoded.encoding, decoded.damaged), (text, encoding, false));
        }
        let mac = decode(b"Name,Ort\rZo\x91,\x81re\r", None).expect("a guess");
        assert_eq!((mac.text.as_ref(), mac.encoding), ("Name,Ort\rZoë,Åre\r", "macintosh"));
    }

    #[test]
    fn one_bad_byte_does_not_spoil_the_accents_of_a_utf8_file() {
        let mut bytes = "Zoë,Åsa,Łukasz".as_bytes().to_vec();
        bytes.extend(b"\xc3");
        let decoded = decode(&bytes, None).expect("a guess");
        assert_eq!((decoded.text.as_ref(), decoded.damaged), ("Zoë,Åsa,Łukasz\u{fffd}", true));
    }

    #[test]
    fn a_label_wins_over_every_guess() {
        let decoded = decode(b"\xb3", Some(" windows-1250 ")).expect("known");
        assert_eq!(decoded.text, "ł");
        assert_eq!(decode(b"x", Some("klingon")), Err(UnknownEncoding("klingon".to_owned())));
    }

    #[test]
    fn hostile_quotes_take_linear_time() {
        let text = ",\"a".repeat(200_000) + "\"\"";
        assert_eq!(all(&text, b',').0.len(), 1);
        let text = "\"x\n".to_owned() + &"a,\"\"b,\"\"\"\n".repeat(50_000) + "\"c";
        assert!(all(&text, b',').0.len() > 10);
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
            let decoded = decode(&bytes, None).expect("a guess");
            for text in [decoded.text.as_ref(), &text] {
                for separator in separators(text) {
                    let letters = |s: &str| s.chars().filter(char::is_ascii_alphabetic).count();
                    let read: usize = all(text, separator).0.iter().flat_map(|r| &r.1).map(|c| letters(c)).sum();
                    prop_assert_eq!(read, letters(text));
                }
                let _ = find_header(text, &["a"]);
            }
        }
    }
}
