//! The frame of a vCard file: which bytes are one property, and which properties are one card.
//!
//! Lines are joined as bytes, before they are decoded: real files fold within a character. It
//! survives whatever a file holds; what it can't use it says by line.

use std::io::{self, BufRead};

/// The longest property, in bytes; what is longer is not kept.
pub const PROPERTY_MOST: usize = 8 * 1024 * 1024;
/// The most properties of one card.
const PROPERTIES_MOST: usize = 10_000;
/// The most bytes of one card that are held at a time.
const CARD_MOST: usize = 16 * 1024 * 1024;

/// One property as it stands there: joined, not decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its bytes, without line ends.
    pub bytes: Vec<u8>,
}

/// One card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The line it begins on, from 1.
    pub line: u64,
    /// What stands between `BEGIN` and `END`.
    pub properties: Vec<Raw>,
    /// How many lines say nothing, for they hold no colon.
    pub senseless: usize,
    /// There was no `END`.
    pub unended: bool,
    /// Something in it was too long or too much to keep.
    pub cut: bool,
    /// How many bytes its properties take.
    size: usize,
    is_version_2: bool,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A card.
    Card(Frame),
    /// Something outside every card, or an end without a beginning, on that line.
    Stray(u64),
}

/// Reads the frames of a file.
pub struct Frames<R> {
    lines: Lines<R>,
    card: Option<Frame>,
    /// Cards that are open within the card (an `AGENT` of version 2.1).
    inner: usize,
    property: Option<Joined>,
    /// A stray line was told of already, and no card began since.
    told: bool,
}

/// A property that may go on on the next line.
struct Joined {
    line: u64,
    /// Its lines, one behind the other, and where each but the first begins.
    bytes: Vec<u8>,
    starts: Vec<u32>,
    kind: Kind,
    /// It is longer than is kept.
    is_cut: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// A line that ends with `=` goes on, indented or not.
    QuotedPrintable,
    /// Goes on wherever it looks like it.
    Base64,
}

impl Joined {
    fn new(line: u64, bytes: Vec<u8>) -> Self {
        let is_cut = bytes.len() > PROPERTY_MOST;
        Self { line, kind: kind(&bytes), bytes, starts: Vec::new(), is_cut }
    }

    fn takes(&self, next: &[u8]) -> bool {
        let soft = self.kind == Kind::QuotedPrintable && self.bytes.ends_with(b"=");
        match next {
            [b' ' | b'\t', ..] => true,
            _ if is_bound(next) => false,
            _ if soft => true,
            _ => self.kind == Kind::Base64 && !next.is_empty() && next.iter().all(|b| is_base64(*b)),
        }
    }

    fn add(&mut self, next: &[u8]) {
        let start = u32::try_from(self.bytes.len()).ok().filter(|_| self.bytes.len() + next.len() <= PROPERTY_MOST);
        match start {
            Some(start) if !self.is_cut => {
                self.starts.push(start);
                self.bytes.extend_from_slice(next);
            }
            _ => self.is_cut = true,
        }
    }

    /// Its lines.
    fn parts(&self) -> impl Iterator<Item = &[u8]> {
        let at = move |n: usize| self.starts.get(n).and_then(|s| usize::try_from(*s).ok()).unwrap_or(self.bytes.len());
        let ends = (0..=self.starts.len()).map(at);
        let starts = std::iter::once(0).chain((0..self.starts.len()).map(at));
        starts.zip(ends).map(|(start, end)| self.bytes.get(start..end).unwrap_or_default())
    }

    /// The whole property. Of a fold one blank goes; in quoted-printable a blank is text, unless
    /// every line has one: then the writer folded as well.
    fn join(&self, version_2: bool) -> Raw {
        let folded = self.parts().skip(1).all(|p| matches!(p.first(), Some(b' ' | b'\t')));
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for (n, part) in self.parts().enumerate() {
            let from = match (n, self.kind) {
                (0, _) => 0,
                // Version 2.1 folds where a blank is, and keeps it.
                (_, Kind::Plain) => usize::from(!version_2),
                (_, Kind::QuotedPrintable) => {
                    let soft = bytes.last() == Some(&b'=');
                    if soft {
                        bytes.pop();
                    }
                    usize::from(folded || !soft)
                }
                (_, Kind::Base64) => part.iter().take_while(|b| matches!(b, b' ' | b'\t')).count(),
            };
            bytes.extend_from_slice(part.get(from..).unwrap_or_default());
        }
        Raw { line: self.line, bytes }
    }
}

const fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')
}

/// How a property goes on, as what stands before its colon says: `ENCODING=…`, or the word alone as
/// version 2.1 has it. What stands in quotes is somebody's own words.
fn kind(bytes: &[u8]) -> Kind {
    let head = bytes.split(|b| *b == b':').next().unwrap_or_default();
    let mut quoted = false;
    let params = head.split(|b| {
        quoted ^= *b == b'"';
        *b == b';' && !quoted
    });
    for param in params.skip(1) {
        let mut sides = param.splitn(2, |b| *b == b'=');
        let (first, value) = (sides.next().unwrap_or_default().trim_ascii(), sides.next());
        let is_encoding = first.eq_ignore_ascii_case(b"ENCODING");
        let word = match value {
            None => first,
            Some(value) if is_encoding => value.trim_ascii(),
            Some(_) => continue,
        };
        let is = |name: &[u8]| word.eq_ignore_ascii_case(name);
        if is(b"QUOTED-PRINTABLE") {
            return Kind::QuotedPrintable;
        }
        if is(b"BASE64") || is(b"B") {
            return Kind::Base64;
        }
    }
    Kind::Plain
}

/// Whether a line begins or ends a card.
fn is_bound(line: &[u8]) -> bool {
    is_begin(line) || is_end(line)
}

fn is_begin(line: &[u8]) -> bool {
    is_keyword(line, b"BEGIN")
}

fn is_end(line: &[u8]) -> bool {
    is_keyword(line, b"END")
}

fn is_keyword(line: &[u8], word: &[u8]) -> bool {
    let Some(at) = line.iter().position(|b| *b == b':') else { return false };
    let (head, tail) = line.split_at(at);
    head.trim_ascii().eq_ignore_ascii_case(word)
        && tail.get(1..).unwrap_or_default().trim_ascii().eq_ignore_ascii_case(b"VCARD")
}

impl<R: BufRead> Frames<R> {
    /// A reader at the start of a file, whose letters are ASCII where they look like it (no UTF-16).
    pub const fn new(reader: R) -> Self {
        Self { lines: Lines::new(reader), card: None, inner: 0, property: None, told: false }
    }

    /// The next card, or something that is none; `None` at the end.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn read(&mut self) -> io::Result<Option<Item>> {
        loop {
            let Some((number, line)) = self.lines.read()? else {
                self.close_property();
                return Ok(self.card.take().map(|card| Item::Card(Frame { unended: true, ..card })));
            };
            if let Some(item) = self.take(number, line) {
                return Ok(Some(item));
            }
        }
    }

    fn take(&mut self, number: u64, line: Vec<u8>) -> Option<Item> {
        if let Some(open) = self.property.as_mut().filter(|p| p.takes(&line)) {
            open.add(&line);
            return None;
        }
        let in_agent = self.property.as_ref().is_some_and(Self::is_open_agent);
        self.close_property();
        if is_begin(&line) {
            if in_agent || self.inner > 0 {
                self.inner += 1;
                return None;
            }
            self.told = false;
            let before = self.card.replace(Frame { line: number, ..Frame::default() });
            return before.map(|card| Item::Card(Frame { unended: true, ..card }));
        }
        if is_end(&line) {
            if self.inner > 0 {
                self.inner -= 1;
                return None;
            }
            let card = self.card.take().map(Item::Card);
            return card.or_else(|| self.stray(number));
        }
        if line.trim_ascii().is_empty() || self.inner > 0 {
            return None;
        }
        let Some(card) = &mut self.card else { return self.stray(number) };
        if card.properties.len() >= PROPERTIES_MOST {
            card.cut = true;
        } else {
            self.property = Some(Joined::new(number, line));
        }
        None
    }

    /// Many lines in a row that belong to nothing are told of once.
    fn stray(&mut self, number: u64) -> Option<Item> {
        (!std::mem::replace(&mut self.told, true)).then_some(Item::Stray(number))
    }

    /// `AGENT:` with nothing behind it: the card of another person follows.
    fn is_open_agent(property: &Joined) -> bool {
        let Some(bytes) = property.parts().next() else { return false };
        let name = bytes.split(|b| matches!(b, b':' | b';')).next().unwrap_or_default();
        name.eq_ignore_ascii_case(b"AGENT") && bytes.trim_ascii_end().ends_with(b":")
    }

    fn close_property(&mut self) {
        let Some(property) = self.property.take() else { return };
        let Some(card) = &mut self.card else { return };
        let size = card.size.saturating_add(property.bytes.len() + size_of::<Raw>());
        if property.is_cut || size > CARD_MOST {
            card.cut = true;
            return;
        }
        let raw = property.join(card.is_version_2);
        // Only now: a line may be folded right before its colon.
        if !raw.bytes.contains(&b':') {
            card.senseless += 1;
            return;
        }
        card.size = size;
        card.is_version_2 |= card.properties.len() < 3 && is_version_2(&raw.bytes);
        card.properties.push(raw);
    }
}

fn is_version_2(line: &[u8]) -> bool {
    let is = |line: &[u8], at: usize| line.get(..at).is_some_and(|name| name.eq_ignore_ascii_case(b"VERSION"));
    is(line, 7) && line.trim_ascii_end().ends_with(b":2.1")
}

/// Reads lines that end with LF, CR LF, CR CR LF or CR alone; NUL bytes and a byte order mark go.
struct Lines<R> {
    reader: R,
    number: u64,
    /// The last line ended with CR: an LF that follows belongs to it.
    after_cr: bool,
}

impl<R: BufRead> Lines<R> {
    const fn new(reader: R) -> Self {
        Self { reader, number: 0, after_cr: false }
    }

    fn read(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        let mut line = Vec::new();
        let mut any = false;
        loop {
            let buffer = match self.reader.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                self.after_cr = false;
                return Ok(any.then(|| self.numbered(line)));
            }
            // CR LF and CR CR LF are one end each.
            if self.after_cr {
                let end = match buffer {
                    [b'\n', ..] => 1,
                    [b'\r', b'\n', ..] => 2,
                    _ => 0,
                };
                self.after_cr = false;
                if end > 0 {
                    self.reader.consume(end);
                    continue;
                }
            }
            let rest = buffer;
            let end = rest.iter().position(|b| matches!(b, b'\r' | b'\n'));
            let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            any = true;
            // Beyond that length only the end of the line is still looked for.
            if line.len() <= PROPERTY_MOST {
                line.extend(text.iter().filter(|b| **b != 0));
            }
            let used = text.len() + usize::from(end.is_some());
            self.after_cr = end.is_some_and(|e| rest.get(e) == Some(&b'\r'));
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(self.numbered(line)));
            }
        }
    }

    fn numbered(&mut self, mut line: Vec<u8>) -> (u64, Vec<u8>) {
        self.number += 1;
        if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        (self.number, line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<Item> {
        let mut frames = Frames::new(text.as_bytes());
        std::iter::from_fn(|| frames.read().expect("in memory")).collect()
    }

    fn cards(text: &str) -> Vec<Frame> {
        items(text).into_iter().filter_map(|i| if let Item::Card(card) = i { Some(card) } else { None }).collect()
    }

    fn properties(body: &str) -> Vec<String> {
        let cards = cards(&format!("BEGIN:VCARD\n{body}\nEND:VCARD\n"));
        assert_eq!(cards.len(), 1, "{body:?}");
        cards[0].properties.iter().map(|p| String::from_utf8_lossy(&p.bytes).into_owned()).collect()
    }

    #[test]
    fn lines_are_joined_as_each_version_folds_them() {
        for (body, joined) in [
            ("NOTE:one\n  two\nFN:x", vec!["NOTE:one two", "FN:x"]),
            ("NOTE:one\n\ttwo", vec!["NOTE:onetwo"]),
            ("VERSION:2.1\nNOTE:one\n two", vec!["VERSION:2.1", "NOTE:one two"]),
            (
                "N;ENCODING=QUOTED-PRINTABLE:=41=\n=42;=\n=43\nFN:x",
                vec!["N;ENCODING=QUOTED-PRINTABLE:=41=42;=43", "FN:x"],
            ),
            ("N;QUOTED-PRINTABLE:a=\n b=\n c", vec!["N;QUOTED-PRINTABLE:abc"]),
            ("N;QUOTED-PRINTABLE:a=\n b=\nc", vec!["N;QUOTED-PRINTABLE:a bc"]),
            ("PHOTO;BASE64:\n  AAAA\n  BB==\n\nFN:x", vec!["PHOTO;BASE64:AAAABB==", "FN:x"]),
            ("PHOTO;ENCODING=b:AAAA\nBBBB\nFN:x", vec!["PHOTO;ENCODING=b:AAAABBBB", "FN:x"]),
            ("FN:x=\nTEL:1", vec!["FN:x=", "TEL:1"]),
            ("PHOTO;ENCODING=b\n :AAAA\n BB==", vec!["PHOTO;ENCODING=b:AAAABB=="]),
        ] {
            assert_eq!(properties(body), joined, "{body:?}");
            let crlf = body.replace('\n', "\r\n");
            assert_eq!(properties(&crlf), joined, "{crlf:?}");
            assert_eq!(properties(&body.replace('\n', "\r\r\n")), joined, "{body:?} with CR CR LF");
        }
        assert_eq!(properties("FN:a\rNOTE:b\rTEL:1"), ["FN:a", "NOTE:b", "TEL:1"]);
    }

    #[test]
    fn a_fold_within_a_character_is_joined() {
        let mut frames = Frames::new(b"BEGIN:VCARD\r\nFN:Zo\xc3\r\n \xab\r\nEND:VCARD".as_slice());
        let Some(Item::Card(card)) = frames.read().expect("in memory") else { panic!("a card") };
        assert_eq!(card.properties[0].bytes, "FN:Zoë".as_bytes());
    }

    #[test]
    fn broken_frames_cost_themselves_only() {
        let text = "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nEND:VCARD\nx\nBEGIN:VCARD\nno colon\nFN:C\nend:vcard\nBEGIN:VCARD\nFN:D";
        let found = items(text);
        let Item::Card(a) = &found[0] else { panic!("a card") };
        assert!(a.unended && a.line == 1);
        let Item::Card(b) = &found[1] else { panic!("a card") };
        assert!(!b.unended && b.line == 3 && b.properties[0].line == 4);
        assert_eq!(found[2], Item::Stray(6));
        let Item::Card(c) = &found[3] else { panic!("a card") };
        assert_eq!((c.line, c.senseless), (8, 1));
        let Item::Card(d) = &found[4] else { panic!("a card") };
        assert!(d.unended && found.len() == 5);
    }

    #[test]
    fn a_card_within_a_card_is_no_entry() {
        let text = "BEGIN:VCARD\nVERSION:2.1\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nEND:VCARD";
        let found = cards(text);
        assert_eq!(found.len(), 1);
        let last = found[0].properties.last().expect("some");
        assert_eq!((last.bytes.as_slice(), last.line), (b"TEL:1".as_slice(), 8));
    }
}
