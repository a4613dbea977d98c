//! One cell's text, made into a field: cleaned, bounded, and left out where it can't be right.
//!
//! It never drops anything silently: what is cut or left out is counted, for a notice that names the lines.

use unicode_normalization::{IsNormalized, is_nfc_quick};

use super::tally::Tally;
use crate::model::profile::{profile_url, web_address};
use crate::model::text::{self, LINE_MOST, TEXT_MOST};

/// The longest telephone number, in characters.
pub const PHONE_MOST: usize = 60;
/// The fewest digits of a telephone number.
const DIGITS_LEAST: usize = 3;
/// The longest tag, in characters.
pub const TAG_MOST: usize = 60;
/// The most values of one sort that one person has: addresses, numbers, tags.
pub const VALUES_MOST: usize = 100;

/// Makes fields and counts what had to be given up.
#[derive(Debug, Default)]
pub struct Cells {
    line: u64,
    of_cards: bool,
    cut: Tally,
    urls: Tally,
    emails: Refused,
    phones: Refused,
    rounded: Tally,
    webs: Refused,
    beyond: Tally,
}

/// Values that can't be right, by what becomes of them.
#[derive(Debug, Default)]
struct Refused {
    left_out: Tally,
    kept: Tally,
}

impl Refused {
    fn add(&mut self, line: u64, is_kept: bool) {
        if is_kept { self.kept.add(line) } else { self.left_out.add(line) }
    }

    fn tell(&self, file: &str, one: &str, many: &str, notices: &mut Vec<String>) {
        let out = ["can't be right and was left out", "can't be right and were left out"];
        let kept = ["can't be right and is kept as it stands", "can't be right and are kept as they stand"];
        for (tally, [is, are]) in [(&self.left_out, out), (&self.kept, kept)] {
            tally.tell(file, &format!("{one} {is}"), &format!("{many} {are}"), notices);
        }
    }
}

impl Cells {
    /// Reads the values of vCards. Each is kept beside the fields too, and what is no address or number
    /// here goes out again with [`super::vcard::write`].
    #[must_use]
    pub fn of_cards() -> Self {
        Self { of_cards: true, ..Self::default() }
    }

    /// Says on which line what is read next stands, from 1.
    pub const fn at(&mut self, line: u64) {
        self.line = line;
    }

    /// Adds a value that is not in the list yet, capitals or not, as long as there is room for it: every
    /// value is compared with all others.
    pub fn add(&mut self, list: &mut Vec<String>, value: String) {
        let folded = text::fold(&value);
        if list.iter().any(|v| text::fold(v) == folded) {
            return;
        }
        if list.len() < VALUES_MOST {
            list.push(value);
        } else {
            self.beyond.add(self.line);
        }
    }

    /// A clean single line.
    pub fn line(&mut self, cell: &str) -> Option<String> {
        let cell = cell.trim();
        let line = if is_clean(cell) { (!cell.is_empty()).then(|| cell.to_owned()) } else { text::line(cell) };
        line.map(|l| self.bounded(l, LINE_MOST))
    }

    /// A clean text, its lines kept.
    pub fn block(&mut self, cell: &str) -> Option<String> {
        if cell.is_empty() {
            return None;
        }
        text::block(cell).map(|t| self.bounded(t, TEXT_MOST))
    }

    /// A company or a position: a line, unless it only stands for "none".
    pub fn occupation(&mut self, cell: &str) -> Option<String> {
        self.line(cell).filter(|l| !stands_for_none(l))
    }

    /// A LinkedIn address.
    pub fn url(&mut self, cell: &str) -> Option<String> {
        if cell.is_empty() {
            return None;
        }
        let url = profile_url(cell);
        if url.is_none() {
            self.urls.add(self.line);
        }
        url
    }

    /// An e-mail address, looked at lightly: one `@` with something on both sides and no blank.
    pub fn email(&mut self, cell: &str) -> Option<String> {
        let line = self.line(cell)?;
        let parts = line.split_once('@');
        let fine =
            parts.is_some_and(|(a, b)| !a.is_empty() && !b.is_empty() && !b.contains('@')) && !line.contains(' ');
        if !fine {
            self.emails.add(self.line, self.of_cards);
        }
        fine.then_some(line)
    }

    /// A telephone number: three digits at least. What a spreadsheet took for a number is mended where
    /// its digits are still there.
    pub fn phone(&mut self, cell: &str) -> Option<String> {
        let mut line = self.line(cell)?;
        if line.split(' ').any(|word| is_rounded(word.trim_end_matches(','))) {
            if self.of_cards {
                self.phones.add(self.line, true);
            } else {
                self.rounded.add(self.line);
            }
            return None;
        }
        line.truncate(whole(&line).len());
        let fine =
            line.chars().count() <= PHONE_MOST && line.chars().filter(char::is_ascii_digit).count() >= DIGITS_LEAST;
        if !fine {
            self.phones.add(self.line, self.of_cards);
        }
        fine.then_some(line)
    }

    /// An address on the web: one that is too long leads nowhere when it is cut.
    pub fn web(&mut self, cell: &str) -> Option<String> {
        let line = text::line(cell)?;
        let address = web_address(&line);
        if address.is_none() {
            self.webs.add(self.line, self.of_cards);
        }
        address
    }

    /// A category, a label or a group as a tag: small letters, dashes for blanks. The group in which
    /// Google and Android put everybody says nothing.
    pub fn tag(&mut self, cell: &str) -> Option<String> {
        let line = self.line(cell)?.to_lowercase();
        let parts = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\''));
        let tag = parts.filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-");
        let tag = self.bounded(tag.trim_start_matches(['#', '*', '-']).to_owned(), TAG_MOST);
        (!tag.is_empty() && !matches!(tag.as_str(), "mycontacts" | "my-contacts")).then_some(tag)
    }

    fn bounded(&mut self, mut text: String, most: usize) -> String {
        // As many bytes as characters at least: the count is only needed beyond that.
        if text.len() > most
            && let Some((end, _)) = text.char_indices().nth(most)
        {
            text.truncate(end);
            text.truncate(text.trim_end().len());
            self.cut.add(self.line);
        }
        text
    }

    /// What a person should be told about a file's cells.
    pub fn tell(&self, file: &str, notices: &mut Vec<String>) {
        for (tally, one, many) in [
            (&self.cut, "text was too long and was cut", "texts were too long and were cut"),
            (
                &self.urls,
                "address doesn't lead to LinkedIn and was left out",
                "addresses don't lead to LinkedIn and were left out",
            ),
            (
                &self.rounded,
                "telephone number was damaged by a spreadsheet (like 4.9E+11) and was left out",
                "telephone numbers were damaged by a spreadsheet (like 4.9E+11) and were left out",
            ),
            (
                &self.beyond,
                "value beyond the 100 of one sort that one person may have was left out",
                "values beyond the 100 of one sort that one person may have were left out",
            ),
        ] {
            tally.tell(file, one, many, notices);
        }
        self.emails.tell(file, "e-mail address", "e-mail addresses", notices);
        self.phones.tell(file, "telephone number", "telephone numbers", notices);
        self.webs.tell(file, "web address", "web addresses", notices);
    }
}

/// Whether [`text::line`] would change nothing. Most cells need nothing, and composing them all
/// would take longer than everything else together.
fn is_clean(cell: &str) -> bool {
    let double_blank = || cell.as_bytes().windows(2).any(|pair| pair == b"  ");
    if cell.is_ascii() {
        return cell.bytes().all(|b| matches!(b, b' '..=b'~')) && !double_blank();
    }
    let stays = |c: char| c == ' ' || !(c.is_whitespace() || c.is_control() || text::is_invisible(c));
    cell.chars().all(stays) && !double_blank() && is_nfc_quick(cell.chars()) == IsNormalized::Yes
}

/// Whether a spreadsheet made `4.91701E+11` of a number: most of its digits are gone then.
fn is_rounded(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((number, exponent)) = word.split_once(['E', 'e']) else { return false };
    let power = exponent.trim_start_matches(['+', '-']);
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    digits(whole.trim_start_matches(['+', '-'])) && digits(power) && (digits(fraction) || power != exponent)
}

/// `491701234568.0`, as programs write a number that they took for a measure: without what they put
/// behind it.
fn whole(number: &str) -> &str {
    let found = number.strip_suffix(".0").or_else(|| number.strip_suffix(",0"));
    let is_one = |n: &&str| n.len() >= 7 && n.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit());
    found.filter(is_one).unwrap_or(number)
}

/// What people and forms write where there is nothing to say.
fn stands_for_none(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_punctuation())
        || matches!(text, "—" | "–")
        || ["n/a", "n.a.", "none", "null", "not applicable"].iter().any(|p| text.eq_ignore_ascii_case(p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_is_clean_and_says_nothing_where_nothing_is_said() {
        let mut cells = Cells::default();
        for (cell, line) in [
            (" Ada ", Some("Ada")),
            ("Ada  B.", Some("Ada B.")),
            ("\u{200f}Zoe\u{308}\u{a0}", Some("Zoë")),
            ("Acme\n(formerly Example)", Some("Acme (formerly Example)")),
            ("\u{200b}", None),
            ("  ", None),
        ] {
            assert_eq!(cells.line(cell).as_deref(), line, "{cell:?}");
        }
        for none in ["", "-", "--", "N/A", "n/a", "—", ".", "None", " - "] {
            assert_eq!(cells.occupation(none), None, "{none:?}");
        }
        for company in ["Self-employed", "Freelance", "Confidential", "Stealth Startup", "海星科技", "3", "NA Partners"]
        {
            assert_eq!(cells.occupation(company).as_deref(), Some(company));
        }
    }

    #[test]
    fn an_email_is_looked_at_lightly() {
        let mut cells = Cells::default();
        for (cell, email) in [
            (" ada@example.com ", Some("ada@example.com")),
            ("ADA+l@bücher.example", Some("ADA+l@bücher.example")),
            ("ada", None),
            ("@example.com", None),
            ("a@b@c", None),
            ("ada@example.com, b", None),
            ("", None),
        ] {
            assert_eq!(cells.email(cell).as_deref(), email, "{cell:?}");
        }
        let mut notices = Vec::new();
        cells.tell("F", &mut notices);
        assert_eq!(notices, ["F: 4 e-mail addresses can't be right and were left out"]);
    }

    #[test]
    fn a_number_that_a_spreadsheet_damaged_is_mended_or_left_out() {
        let mut cells = Cells::default();
        for (cell, phone) in [
            ("491701234568.0", Some("491701234568")),
            ("+491701234568,0", Some("+491701234568")),
            ("030.123.456.0", Some("030.123.456.0")),
            ("555.0", Some("555.0")),
            ("030 123456 ext. 5E", Some("030 123456 ext. 5E")),
            ("4.91701E+11", None),
            ("4,91701E+11", None),
            (" 4.91701e11 ", None),
            ("5E+11", None),
            ("4,91701E+11, 4,91702E+11", None),
        ] {
            assert_eq!(cells.phone(cell).as_deref(), phone, "{cell:?}");
        }
        let mut notices = Vec::new();
        cells.tell("F", &mut notices);
        assert_eq!(notices, ["F: 5 telephone numbers were damaged by a spreadsheet (like 4.9E+11) and were left out"]);
    }

    #[test]
    fn one_person_has_a_hundred_values_of_a_sort_and_no_more() {
        let (mut cells, mut list) = (Cells::default(), Vec::new());
        cells.at(7);
        for n in 0..5000 {
            cells.add(&mut list, format!("a{n}@example.com"));
        }
        cells.add(&mut list, "a0@example.com".to_owned());
        assert_eq!(list.len(), VALUES_MOST);
        let mut notices = Vec::new();
        cells.tell("F", &mut notices);
        assert_eq!(
            notices,
            ["F: 4900 values beyond the 100 of one sort that one person may have were left out: line 7"]
        );
    }

    proptest! {
        #[test]
        fn a_line_is_what_the_model_makes_of_it(cell in "\\PC{0,20}", near in "[a-cé ]{0,4}[\u{308}\u{a0}\u{200b}\u{200d}\n \u{1100}\u{1161}e]{0,4}[a ]{0,3}") {
            for cell in [cell, near] {
                prop_assert_eq!(Cells::default().line(&cell), text::line(&cell));
            }
        }
    }

    #[test]
    fn what_is_too_long_is_cut_and_told() {
        let mut cells = Cells::default();
        for (n, length) in (1..).zip([LINE_MOST + 1, LINE_MOST]) {
            cells.at(n);
            let line = cells.line(&"é".repeat(length)).map(|l| l.chars().count());
            assert_eq!(line, Some(LINE_MOST));
        }
        let mut notices = Vec::new();
        cells.tell("F", &mut notices);
        assert_eq!(notices, ["F: 1 text was too long and was cut: line 1"]);
    }
}
