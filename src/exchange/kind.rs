//! What kind of file something is, as its first bytes tell: whoever names the wrong command for a
//! file is told the right one.

use std::io::{self, Read};
use std::path::Path;

use super::source::Source;
use crate::model::text;

/// How much of a file is looked at.
const HEAD: u64 = 4096;

/// A kind of file that can be told from any table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A zip, and so also the file of a spreadsheet program.
    Zip,
    /// An address book of vCards.
    Vcard,
    /// A calendar.
    Calendar,
    /// A JSON document.
    Json,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind of a file.
    ///
    /// # Errors
    /// It can't be read.
    pub fn of(source: &Source) -> io::Result<Self> {
        let mut head = Vec::new();
        source.open()?.take(HEAD).read_to_end(&mut head)?;
        Ok(Self::of_head(&head))
    }

    /// The kind of a file that begins with these bytes.
    #[must_use]
    pub fn of_head(head: &[u8]) -> Self {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Self::Zip;
        }
        // Whatever the encoding: these letters are the same in all of them, but for NULs between.
        let seen = |b: &u8| b.is_ascii() && *b != 0 && !b.is_ascii_whitespace();
        let text: Vec<u8> = head.iter().copied().filter(seen).map(|b| b.to_ascii_uppercase()).collect();
        let begins = |with: &[&str]| with.iter().any(|w| text.starts_with(w.as_bytes()));
        match () {
            () if begins(&["BEGIN:VCARD"]) => Self::Vcard,
            () if begins(&["BEGIN:VCALENDAR"]) => Self::Calendar,
            () if begins(&["{\"", "{}", "[{"]) => Self::Json,
            () => Self::Other,
        }
    }

    /// What is said to whoever names such a file where another kind is read.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Zip => "is a zip",
            Self::Vcard => "is an address book of vCards",
            Self::Calendar => "is a calendar: it holds no people",
            Self::Json => "is a JSON document",
            Self::Other => "is of another kind",
        }
    }

    /// What takes such a file.
    #[must_use]
    pub fn hint(self, path: &Path) -> String {
        let import = |what: &str| format!("intouch import {what} {}", text::pasteable(&path.to_string_lossy()));
        let is_spreadsheet = || {
            let end = path.extension().unwrap_or_default();
            ["xlsx", "xlsm", "ods", "numbers"].iter().any(|e| end.eq_ignore_ascii_case(e))
        };
        match self {
            Self::Zip if is_spreadsheet() => "open it in its spreadsheet program and save it as CSV".to_owned(),
            Self::Zip => format!("LinkedIn's: {}; any other: unpack it and name the file in it", import("linkedin")),
            Self::Vcard => import("vcard"),
            Self::Calendar => "export the contacts, not the calendar".to_owned(),
            Self::Json => format!("if intouch wrote it: {}", import("json")),
            Self::Other => format!("if it is a table: {}", import("csv")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        let wide: Vec<u8> = "\u{feff}BEGIN:VCARD".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (head, kind) in [
            (b"PK\x03\x04rest".as_slice(), Kind::Zip),
            (b"\xef\xbb\xbf\r\n begin:vcard\r\nVERSION:3.0", Kind::Vcard),
            (&wide, Kind::Vcard),
            (b"BEGIN:VCALENDAR", Kind::Calendar),
            (b"{\n  \"format\": \"intouch\"", Kind::Json),
            (b"[ {", Kind::Json),
            (b"Name,Email\n{\"", Kind::Other),
            (b"\xffPK\x03\x04", Kind::Other),
            (b"", Kind::Other),
        ] {
            assert_eq!(Kind::of_head(head), kind, "{head:?}");
        }
    }
}
