//! Text from outside: made safe to keep, and safe to print.

use unicode_normalization::UnicodeNormalization;

/// The longest name, place, company or topic that is kept, in Unicode scalars.
pub const LINE_MOST: usize = 300;
/// The longest free text (a note, a message) that is kept, in Unicode scalars.
pub const TEXT_MOST: usize = 20_000;

/// Characters that change what stands around them and show nothing themselves: bidirectional
/// controls, the invisible format marks, the byte order mark, and what is no character at all.
/// Joiners stay: scripts and emoji need them.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{061c}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{00ad}' | '\u{2028}' | '\u{2029}'
        | '\u{180e}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{fdd0}'..='\u{fdef}')
        || c as u32 & 0xfffe == 0xfffe
}

/// One line: composed (NFC), without control or invisible characters, white space folded to single
/// blanks, trimmed. `None` where nothing is left.
///
/// ```
/// assert_eq!(intouch::model::text::line(" Ada\n  \u{1b}[31mByron\u{202e} ").as_deref(), Some("Ada [31mByron"));
/// ```
#[must_use]
pub fn line(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}') {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !c.is_control() && !is_invisible(c) {
            out.push(c);
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    (!out.is_empty()).then_some(out)
}

/// A text of several lines: like [`line()`], but line breaks and tabs stay as they are.
#[must_use]
pub fn block(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.nfc().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(c),
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if c.is_control() || is_invisible(c) => {}
            c => out.push(c),
        }
    }
    let trimmed = out.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// A word of a command line that can be pasted: quoted where a shell would take it apart.
///
/// ```
/// assert_eq!(intouch::model::text::pasteable("/home/ada/my book's.db"), r"'/home/ada/my book'\''s.db'");
/// ```
#[must_use]
pub fn pasteable(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '@' | '+' | ',');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// For comparing: composed, folded to lower case, without accents.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// `1 follow-up`, `2 follow-ups`.
#[must_use]
pub fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
