//! One property of a card: decoded, and taken apart.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::frame::Raw;
use crate::model::text::is_invisible;

/// A property, decoded: its value is text (of `BASE64`: as it stands there), still escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Property {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The group it belongs to (`item1`), empty for none.
    pub group: String,
    /// Its name, in capitals.
    pub name: String,
    /// Its parameters; one without a name is a `TYPE`, as version 2.1 writes it.
    pub params: Vec<Param>,
    /// What it says.
    pub value: String,
    /// It had a parameter without a name, or quoted-printable: signs of version 2.1.
    pub is_old: bool,
    /// Some bytes made no sense; U+FFFD stands in their place.
    pub damaged: bool,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name, in capitals.
    pub name: String,
    /// Its values, unquoted.
    pub values: Vec<String>,
}

/// What is said of how a value is written down: gone once it is decoded.
const WRITING: [&str; 3] = ["ENCODING", "CHARSET", "QUOTED-PRINTABLE"];

impl Property {
    /// Takes a property apart. Without a `CHARSET` its bytes are UTF-8 where they can be, and
    /// `fallback` where not. `None` for what has no name before its colon.
    #[must_use]
    pub fn of(raw: &Raw, fallback: &'static Encoding) -> Option<Self> {
        let colon = end_of_head(&raw.bytes)?;
        let (head, value) = raw.bytes.split_at(colon);
        let value = value.get(1..).unwrap_or_default();
        let (head, _) = decode(head, None, fallback);
        let mut parts = split_unquoted(&head, ';').into_iter();
        let full = parts.next()?.trim();
        let (group, name) = full.rsplit_once('.').unwrap_or(("", full));
        let mut property =
            Self { line: raw.line, group: word(group), name: word(name).to_ascii_uppercase(), ..Self::default() };
        if property.name.is_empty() {
            return None;
        }
        parts.for_each(|p| property.add_param(p));
        let charset = property.param("CHARSET").and_then(|c| Encoding::for_label_no_replacement(c.as_bytes()));
        let (text, damaged) = if property.encoding().is_some_and(|e| e == "QUOTED-PRINTABLE") {
            property.is_old = true;
            // Undeclared, phones write UTF-8 and older programs Windows-1252.
            decode(&unquoted_printable(value), charset, if charset.is_some() { fallback } else { western(fallback) })
        } else {
            decode(value, charset, fallback)
        };
        (property.value, property.damaged) = (text, damaged);
        Some(property)
    }

    fn add_param(&mut self, text: &str) {
        let text: String = text.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let (name, values) = text.split_once('=').unwrap_or(("", text));
        let name = word(name).to_ascii_uppercase();
        let mut values: Vec<String> = split_unquoted(values, ',').into_iter().map(unquoted).collect();
        if name == "TYPE" {
            // Some write the list of types as one quoted value.
            values = values.iter().flat_map(|v| v.split(',')).map(|v| v.trim().to_owned()).collect();
        }
        if !name.is_empty() {
            self.params.push(Param { name, values });
            return;
        }
        self.is_old = true;
        for value in values {
            let upper = value.to_ascii_uppercase();
            let name = if matches!(upper.as_str(), "QUOTED-PRINTABLE" | "BASE64" | "B" | "8BIT" | "7BIT") {
                "ENCODING"
            } else {
                "TYPE"
            };
            self.params.push(Param { name: name.to_owned(), values: vec![value] });
        }
    }

    /// The first value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|p| p.name == name).and_then(|p| p.values.first()).map(String::as_str)
    }

    /// How the value's bytes are written down, in capitals; `B` is `BASE64`.
    #[must_use]
    pub fn encoding(&self) -> Option<String> {
        let encoding = self.param("ENCODING")?.to_ascii_uppercase();
        Some(if encoding == "B" { "BASE64".to_owned() } else { encoding })
    }

    /// Whether one of its `TYPE`s is that word.
    #[must_use]
    pub fn is_type(&self, word: &str) -> bool {
        self.params.iter().filter(|p| p.name == "TYPE").any(|p| p.values.iter().any(|v| v.eq_ignore_ascii_case(word)))
    }

    /// Where it stands among several of its kind: 1 is the preferred one, 101 one of the others.
    #[must_use]
    pub fn preference(&self) -> u32 {
        if self.is_type("PREF") {
            return 1;
        }
        self.param("PREF").and_then(|p| p.trim().parse().ok()).unwrap_or(101)
    }

    /// Whether it can be an address or a number of the book's: it is text, and no fax or pager, which
    /// nobody is called on.
    #[must_use]
    pub fn is_point(&self) -> bool {
        let is_machine =
            (self.is_type("FAX") || self.is_type("PAGER")) && !self.is_type("VOICE") && !self.is_type("CELL");
        self.encoding().is_none_or(|e| e != "BASE64") && !(self.name == "TEL" && is_machine)
    }

    /// The parameters that say something beside how the value is written down.
    pub fn telling(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|p| !WRITING.contains(&p.name.as_str()))
    }
}

/// Where the value's colon is: the first outside quotes. Quotes that nobody closes are text.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b':' if !quoted => return Some(at),
            _ => {}
        }
    }
    bytes.iter().position(|b| *b == b':')
}

/// What may stand in a name: anything else is left out.
fn word(text: &str) -> String {
    text.trim().chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

fn split_unquoted(text: &str, at: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == at && !quoted
    })
    .collect()
}

/// A parameter's value without its quotes; `^n`, `^'` and `^^` stand for what can't be in it (RFC 6868).
fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        let stands_for = match (c, chars.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('\'')) => Some('"'),
            ('^', Some('^')) => Some('^'),
            _ => None,
        };
        if stands_for.is_some() {
            chars.next();
        } else if c == '"' {
            // One that nobody closes is no part of the value.
            continue;
        }
        text.push(stands_for.unwrap_or(c));
    }
    text
}

fn western(fallback: &'static Encoding) -> &'static Encoding {
    // A file in UTF-8 says nothing of what its quoted-printable stands for.
    if std::ptr::eq(fallback, encoding_rs::UTF_8) { WINDOWS_1252 } else { fallback }
}

fn decode(bytes: &[u8], charset: Option<&'static Encoding>, fallback: &'static Encoding) -> (String, bool) {
    if let Some(charset) = charset {
        let (text, damaged) = charset.decode_without_bom_handling(bytes);
        return (text.into_owned(), damaged);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), false);
    }
    // The last letter was cut off: what comes before it is UTF-8 all the same.
    if let Err(e) = std::str::from_utf8(bytes)
        && e.error_len().is_none()
        && bytes.get(..e.valid_up_to()).is_some_and(|valid| !valid.is_ascii())
    {
        return (String::from_utf8_lossy(bytes).into_owned(), true);
    }
    let (text, damaged) = fallback.decode_without_bom_handling(bytes);
    (text.into_owned(), damaged)
}

/// The bytes that quoted-printable stands for; what is no code stays as it is.
fn unquoted_printable(bytes: &[u8]) -> Vec<u8> {
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte == b'='
            && let (Some(high), Some(low)) = (digit(bytes.get(at + 1)), digit(bytes.get(at + 2)))
        {
            out.push(high * 16 + low);
            at += 3;
        } else if *byte == b'=' && at + 3 > bytes.len() {
            // A code that was cut off at the end.
            break;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    out
}

/// The most parts that a value is taken apart into.
const PARTS_MOST: usize = 1000;

/// The parts of a value between `separator`s that are not escaped, unescaped; not more than a thousand.
#[must_use]
pub fn split(value: &str, separator: char) -> Vec<String> {
    let mut escaped = false;
    let parts = value.split(|c| {
        let parts_here = c == separator && !escaped;
        escaped = c == '\\' && !escaped;
        parts_here
    });
    parts.take(PARTS_MOST).map(unescape).collect()
}

/// A value's text: `\n` is a line end, and a backslash before what vCard escapes goes. Before
/// anything else it is text: version 2.1 writes `C:\temp`.
#[must_use]
pub fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = match (c, chars.peek()) {
            ('\\', Some('n' | 'N')) => Some('\n'),
            ('\\', Some(c @ ('\\' | ',' | ';' | ':'))) => Some(*c),
            _ => None,
        };
        if meant.is_some() {
            chars.next();
        }
        text.push(meant.unwrap_or(c));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::content_line::escape;
    use encoding_rs::UTF_8;
    use proptest::prelude::*;

    fn property(line: &[u8]) -> Property {
        Property::of(&Raw { line: 1, bytes: line.to_vec() }, UTF_8).expect("a property")
    }

    #[test]
    fn a_property_is_taken_apart() {
        let found = property(b"item1.tel;type=HOME,\"voice,fax\";PREF=1;CELL:+1 555");
        assert_eq!((found.group.as_str(), found.name.as_str(), found.value.as_str()), ("item1", "TEL", "+1 555"));
        assert!(["home", "VOICE", "fax"].iter().all(|t| found.is_type(t)) && found.is_type("cell") && found.is_old);
        assert_eq!(found.preference(), 1);
        let found = property(b"RELATED;X-N=\"a:b^nc^'^^\":urn:x");
        assert_eq!((found.param("X-N"), found.value.as_str()), (Some("a:b\nc\"^"), "urn:x"));
        assert_eq!(property(b"FN;X=\"open:Ada").value, "Ada");
        assert_eq!(Property::of(&Raw { line: 1, bytes: b": x".to_vec() }, UTF_8), None);
    }

    #[test]
    fn values_are_decoded_as_they_say_or_as_they_look() {
        for (line, value) in [
            (b"FN:Zo\xc3\xab".as_slice(), "Zoë"),
            (b"FN;CHARSET=ISO-8859-1:Zo\xeb", "Zoë"),
            (b"FN;ENCODING=QUOTED-PRINTABLE:It=92s", "It’s"),
            (b"FN;QUOTED-PRINTABLE:Zo=C3=AB", "Zoë"),
            (b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=5a=6F=C3=AB", "Zoë"),
            (b"FN;QUOTED-PRINTABLE:a=b=0D=0Ac=0", "a=b\r\nc"),
        ] {
            assert_eq!(property(line).value, value, "{}", String::from_utf8_lossy(line));
        }
        let latin = Property::of(&Raw { line: 1, bytes: b"FN:Zo\xeb".to_vec() }, WINDOWS_1252).expect("a property");
        assert_eq!(latin.value, "Zoë");
        assert!(property(b"FN:Zo\xeb").damaged);
    }

    #[test]
    fn escapes_are_undone_and_parts_kept_together() {
        assert_eq!(split(r"a\;b;c\\;d\,e", ';'), ["a;b", "c\\", "d,e"]);
        assert_eq!(unescape(r"http\://x \n C:\temp\"), "http://x \n C:\\temp\\");
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "[^\\p{C}]{0,20}(\n[^\\p{C}]{0,9}){0,2}") {
            prop_assert_eq!(unescape(&escape(&text)), text.clone());
            prop_assert_eq!(split(&format!("{0};{0}", escape(&text)), ';'), [text.clone(), text]);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = Property::of(&Raw { line: 1, bytes }, UTF_8);
        }
    }
}
