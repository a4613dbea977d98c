//! What a column may hold, told from its cells: for tables whose header tells nothing.

use crate::exchange::table::Record;
use crate::model::profile::slug_key;

use super::field::Field;

/// How many rows are looked at.
pub const SAMPLE: usize = 200;
/// More digits than a date or a number of a house has.
const PHONE_DIGITS: usize = 7;

/// What was seen of a column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    filled: usize,
    emails: usize,
    profiles: usize,
    webs: usize,
    phones: usize,
    names: usize,
}

impl Seen {
    /// Looks at a cell.
    pub fn look(&mut self, cell: &str) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.emails += usize::from(is_email(cell));
        self.profiles += usize::from(slug_key(cell).is_some());
        self.webs += usize::from(cell.starts_with("http://") || cell.starts_with("https://"));
        self.phones += usize::from(is_phone(cell));
        self.names += usize::from(is_name(cell));
    }

    /// What most of the cells are, where that can be told.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        let most = |count: usize| count * 2 > self.filled;
        if self.filled == 0 {
            None
        } else if most(self.profiles) {
            Some(Field::Linkedin)
        } else if most(self.emails) {
            Some(Field::Email)
        } else if most(self.webs) {
            Some(Field::Url)
        } else if most(self.phones) {
            Some(Field::Phone)
        } else if most(self.names) {
            Some(Field::Name)
        } else {
            None
        }
    }
}

/// Whether a row holds what no header does: an address or a number.
#[must_use]
pub fn is_data(record: &Record<'_>) -> bool {
    record.cells().map(str::trim).any(|cell| is_email(cell) || is_phone(cell) || slug_key(cell).is_some())
}

/// One `@` with something on both sides, and nothing else in the cell.
fn is_email(cell: &str) -> bool {
    let parts = cell.split_once('@');
    parts.is_some_and(|(a, b)| !a.is_empty() && b.contains('.') && !b.contains('@')) && !cell.contains([' ', ';', ','])
}

fn is_phone(cell: &str) -> bool {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '/' | '.' | '\u{a0}' | '\'');
    let is_day = || crate::exchange::date::parse(cell).is_some();
    cell.chars().all(plain) && cell.chars().filter(char::is_ascii_digit).count() >= PHONE_DIGITS && !is_day()
}

/// Two to four words, each beginning with a capital, where its script has any.
#[must_use]
pub fn is_name(cell: &str) -> bool {
    let words: Vec<&str> = cell.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let begins = |w: &&str| w.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | ',' | '-' | '\'' | '’' | '.');
    (2..=4).contains(&words.len()) && cell.chars().all(plain) && words.iter().filter(|w| begins(w)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_cells_decide() {
        for (cells, field) in [
            (&["ada@example.com", "", "bo@example.com", "none"][..], Some(Field::Email)),
            (&["https://www.linkedin.com/in/ada", "linkedin.com/in/bo"], Some(Field::Linkedin)),
            (&["https://example.com"], Some(Field::Url)),
            (&["+1 202 555 0123", "(030) 123-4567"], Some(Field::Phone)),
            (&["Ada Byron", "Chen, Laura", "van Dyk"], Some(Field::Name)),
            (&["2024-05-06", "07.08.2024"], None),
            (&["Bonn", "Köln"], None),
            (&["", " "], None),
        ] {
            let mut seen = Seen::default();
            for cell in cells {
                seen.look(cell);
            }
            assert_eq!(seen.field(), field, "{cells:?}");
        }
    }
}
