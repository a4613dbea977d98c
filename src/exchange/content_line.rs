//! The lines that calendars (RFC 5545) and vCards (RFC 2426) are made of: what is escaped in them, and
//! how long ones are folded. It knows neither of the two.

use std::io::{self, Write};

/// The most octets of a line, the line end not counted.
pub const LINE_MOST: usize = 75;

/// A text as a value holds it: what has a meaning there is escaped, and nothing else breaks out of it.
///
/// ```
/// assert_eq!(intouch::exchange::content_line::escape("a; b,\nc"), r"a\; b\,\nc");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => value.push_str("\\n"),
            '\\' | ',' | ';' => value.extend(['\\', c]),
            c if c.is_control() && c != '\t' => {}
            c => value.push(c),
        }
    }
    value
}

/// Writes a line, folded: on character boundaries and never behind a backslash, since Google shows
/// broken characters otherwise, and Outlook a stray backslash.
///
/// # Errors
/// What `out` says.
pub fn write(out: &mut dyn Write, content: &str) -> io::Result<()> {
    let (mut rest, mut room) = (content, LINE_MOST);
    while rest.len() > room {
        let mut end = room;
        while !rest.is_char_boundary(end) || is_behind_a_backslash(rest, end) {
            end -= 1;
        }
        let (here, next) = rest.split_at(end);
        write!(out, "{here}\r\n ")?;
        // The blank that marks a folded line counts.
        (rest, room) = (next, LINE_MOST - 1);
    }
    write!(out, "{rest}\r\n")
}

/// Whether a cut there would part an escaped character.
fn is_behind_a_backslash(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}
