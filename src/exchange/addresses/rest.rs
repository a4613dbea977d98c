//! What a row says beyond the book's fields, as lines of vCard 3.0, so that an export gives it back.

use crate::exchange::content_line::escape;
use crate::exchange::vcard::kept::{self, NO_YEAR};
use crate::model::text;

/// The most that is kept of one row, in bytes.
const REST_MOST: usize = 128 * 1024;

/// The lines kept of one row.
#[derive(Debug, Default)]
pub struct Rest {
    /// The lines.
    pub lines: Vec<String>,
    /// Something was too large to keep.
    pub large: bool,
    items: usize,
    bytes: usize,
}

/// What labels stand for as a vCard's `TYPE`; any other label stands beside its value.
const TYPES: [(&str, &str); 10] = [
    ("home", "HOME"),
    ("work", "WORK"),
    ("mobile", "CELL"),
    ("main", "PREF"),
    ("privat", "HOME"),
    ("arbeit", "WORK"),
    ("mobil", "CELL"),
    ("other", ""),
    ("", ""),
    ("*", ""),
];

impl Rest {
    /// A property whose value is one text.
    pub fn text(&mut self, name: &str, value: &str) {
        if let Some(value) = text::block(value) {
            self.push(format!("{name}:{}", escape(&value)));
        }
    }

    /// A property whose value has parts; nothing where all of them are empty.
    pub fn parts(&mut self, name: &str, parts: &[String]) {
        if let Some(value) = joined(parts) {
            self.push(format!("{name}:{value}"));
        }
    }

    /// A property that is of a kind, as a `TYPE` or as its label says.
    pub fn of_kind(&mut self, name: &str, kind: &str, label: &str, parts: &[String]) {
        let Some(value) = joined(parts) else { return };
        let label = text::line(label.trim().trim_start_matches('*')).unwrap_or_default();
        let known = TYPES.iter().find(|(word, _)| label.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind);
        // No version of vCard knows a third place beside home and work.
        let kind = kind.trim_start_matches("OTHER");
        let kind = if kind.is_empty() { known.unwrap_or_default() } else { kind };
        let types = if kind.is_empty() { String::new() } else { format!(";TYPE={kind}") };
        if kind.is_empty() && known.is_none() {
            self.labelled(name, &label, &value);
        } else {
            self.push(format!("{name}{types}:{value}"));
        }
    }

    /// A property and its label, in a group of their own. The value is written as it is.
    pub fn labelled(&mut self, name: &str, label: &str, value: &str) {
        if label.is_empty() {
            return self.push(format!("{name}:{value}"));
        }
        self.items += 1;
        let n = self.items;
        self.push(format!("item{n}.{name}:{value}"));
        self.push(format!("item{n}.X-ABLABEL:{}", escape(label)));
    }

    /// A line that is whole already.
    pub fn push(&mut self, line: String) {
        if self.bytes + line.len() > REST_MOST {
            self.large = true;
            return;
        }
        self.bytes += line.len();
        self.lines.push(line);
    }
}

fn joined(parts: &[String]) -> Option<String> {
    let parts: Vec<String> = parts.iter().map(|p| escape(&text::block(p).unwrap_or_default())).collect();
    parts.iter().any(|p| !p.is_empty()).then(|| parts.join(";"))
}

/// A birthday's line where there is no year: `--03-07`.
#[must_use]
pub fn yearless(cell: &str) -> Option<String> {
    let on = kept::yearless(cell.trim())?;
    let (month, day) = on.split_once('-')?;
    of_numbers("", month, day)
}

/// A birthday's line, made of its numbers; without a year where there is none. `None` where they
/// make no day.
#[must_use]
pub fn of_numbers(year: &str, month: &str, day: &str) -> Option<String> {
    let (month, day) = (month.trim().parse().ok()?, day.trim().parse().ok()?);
    let year = year.trim();
    // A leap year, so that 29 February is one.
    let (leap, absent) = (NO_YEAR.parse().ok()?, matches!(year, "" | "0" | "0000"));
    let on = chrono::NaiveDate::from_ymd_opt(if absent { leap } else { year.parse().ok()? }, month, day)?;
    let omits = if absent { format!(";X-APPLE-OMIT-YEAR={NO_YEAR}") } else { String::new() };
    Some(format!("BDAY{omits}:{}", on.format("%Y-%m-%d")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birthdays_are_days_with_or_without_a_year() {
        for (cell, line) in [
            ("--03-07", Some("BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-07")),
            (" --05-09", Some("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09")),
            ("--0229", Some("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29")),
            ("0000-03-07", Some("BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-07")),
            ("--02-30", None),
            ("--3-7-9", None),
            ("1987-10-06", None),
        ] {
            assert_eq!(yearless(cell).as_deref(), line, "{cell}");
        }
        assert_eq!(of_numbers("1970", "11", "15").as_deref(), Some("BDAY:1970-11-15"));
        assert_eq!(of_numbers("1970", "", "15"), None);
    }

    #[test]
    fn labels_become_types_or_stand_beside_their_value() {
        let mut rest = Rest::default();
        for label in ["* Work", "", "Grandma's"] {
            rest.of_kind("TEL", "", label, &["+1; 2".to_owned()]);
        }
        rest.of_kind("TEL", "CELL", "", &["3".to_owned()]);
        rest.of_kind("TEL", "CELL", "", &[String::new()]);
        assert_eq!(
            rest.lines,
            [
                "TEL;TYPE=WORK:+1\\; 2",
                "TEL:+1\\; 2",
                "item1.TEL:+1\\; 2",
                "item1.X-ABLABEL:Grandma's",
                "TEL;TYPE=CELL:3"
            ]
        );
    }
}
