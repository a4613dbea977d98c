//! Telephone numbers, as far as two of them have to be compared.
//!
//! The number plans of the world would be a library of several megabytes. They are not needed: a match
//! by telephone always wants the names to agree as well.

/// How many digits at the end two numbers must share to be one.
pub const TAIL: usize = 7;
/// The most digits that one may have before what the other begins with: a country's code.
const COUNTRY_MOST: usize = 3;

/// A number's digits, without the zeros it begins with: what calls from within a country and from
/// outside have in common at their end.
///
/// ```
/// assert_eq!(intouch::model::phone::key("+49 (0)30 12-34"), "490301234");
/// ```
#[must_use]
pub fn key(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}

/// Whether two numbers may be one, by their keys: `030 1234567` is `+49 30 1234567`, and so is
/// `+49 (0)30 1234567`.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    let shared = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
    if shared < TAIL {
        return a == b && !a.is_empty();
    }
    let before = |key: &str| key.get(..key.len() - shared).unwrap_or_default().trim_end_matches('0').to_owned();
    let (a, b) = (before(a), before(b));
    a == b || (a.is_empty() || b.is_empty()) && a.len().max(b.len()) <= COUNTRY_MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_written_in_many_ways() {
        for (a, b, same) in [
            ("+49 30 1234567", "030 1234567", true),
            ("+49 (0)30 1234567", "+49 30 1234567", true),
            ("0049-30-1234567", "030/1234567", true),
            ("+44 (0)20 7946 0000", "020 7946 0000", true),
            ("+1 (202) 555-0100", "202.555.0100", true),
            ("+1 212 555 0100", "+1 312 555 0100", false),
            ("+49 30 1234567", "+43 30 1234567", false),
            ("555 0100", "+1 202 555 0100", false),
            ("110", "110", true),
            ("110", "0110", true),
            ("1234", "991234", false),
            ("", "", false),
        ] {
            assert_eq!(is_same(&key(a), &key(b)), same, "{a} / {b}");
            assert_eq!(is_same(&key(b), &key(a)), same, "{b} / {a}");
        }
    }
}
