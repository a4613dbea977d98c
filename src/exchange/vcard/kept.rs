//! Properties the book has no field for, as lines of vCard 3.0, whichever version they came in.

use super::frame::Raw;
use super::property::{Property, split};
use super::read::Version;
use crate::exchange::cell::VALUES_MOST;
use crate::exchange::content_line::escape;
use crate::model::text;
use encoding_rs::UTF_8;
use std::fmt::Write as _;

/// The most bytes that are kept of what an address book does not say any more.
const LEFT_OUT_MOST: usize = 512 * 1024;
/// The year Apple writes where there is none, with a parameter that says so.
pub(in crate::exchange) const NO_YEAR: &str = "1604";

/// A property as a line of vCard 3.0: not folded, without line end; `None` where nothing is left of it
/// that says anything.
#[must_use]
pub fn line(property: &Property, version: Version) -> Option<String> {
    let mut line = String::new();
    if !property.group.is_empty() {
        line.push_str(&property.group);
        line.push('.');
    }
    line.push_str(spelled(&property.name));
    let (value, encoded) = value(property, version);
    if value.text.chars().all(|c| matches!(c, ';' | ' ') || text::is_invisible(c)) {
        return None;
    }
    let mut params: Vec<(String, Vec<String>)> = Vec::new();
    for param in property.telling() {
        match param.name.as_str() {
            // Only version 4.0 knows these.
            "PREF" if version == Version::V4 => {
                if property.preference() == 1 {
                    add(&mut params, "TYPE", "pref");
                }
            }
            "PID" | "ALTID" | "MEDIATYPE" => {}
            "VALUE" if encoded.is_some() || is_plain_now(property) => {}
            "X-APPLE-OMIT-YEAR" if value.omits_year => {}
            name => param.values.iter().for_each(|v| add(&mut params, name, v)),
        }
    }
    if value.omits_year {
        add(&mut params, "X-APPLE-OMIT-YEAR", NO_YEAR);
    }
    if version == Version::V4 && value.is_address && property.param("VALUE").is_none() {
        add(&mut params, "VALUE", "uri");
    }
    if let Some(media) = encoded {
        add(&mut params, "ENCODING", "b");
        if let Some(media) = media {
            add(&mut params, "TYPE", &media);
        }
    }
    for (name, values) in params {
        let values: Vec<String> = values.iter().map(|v| quoted(v)).collect();
        let _ = write!(line, ";{name}={}", values.join(","));
    }
    line.push(':');
    line.push_str(&value.text);
    // iPhones put marks of direction around every number. What the book keeps has none.
    line.retain(|c| !text::is_invisible(c));
    Some(line)
}

/// A line that was kept, taken apart again.
pub(super) fn read(line: &str) -> Option<Property> {
    Property::of(&Raw { line: 0, bytes: line.as_bytes().to_vec() }, UTF_8)
}

/// What only says something of another property of its group.
pub(super) fn is_label(property: &Property) -> bool {
    matches!(property.name.as_str(), "X-ABLABEL" | "X-ABADR")
}

/// Of what an entry said before, a list a time and the newest last, the lines of which it says nothing
/// now: exports leave out what their program doesn't know. Addresses and numbers are something of
/// their own each, of the rest the newest of a name counts.
#[must_use]
pub fn left_out(before: &[Vec<String>], now: &[String]) -> Vec<Vec<String>> {
    let mut told: Vec<Property> = now.iter().filter_map(|line| read(line)).collect();
    let (mut lists, mut left) = (Vec::new(), 0);
    for said in before.iter().rev() {
        let is_told = |p: &Property| {
            let several = matches!(p.name.as_str(), "TEL" | "EMAIL" | "URL" | "X-SOCIALPROFILE" | "SOCIALPROFILE");
            told.iter().any(|t| t.name == p.name && (!several || t.value == p.value))
        };
        let (labels, mut lines): (Vec<_>, Vec<_>) = said
            .iter()
            .filter_map(|line| read(line).map(|property| (line, property)))
            .partition(|(_, property)| is_label(property));
        lines.retain(|(_, property)| !is_told(property));
        let groups: Vec<String> = lines.iter().map(|(_, p)| p.group.clone()).filter(|g| !g.is_empty()).collect();
        lines.extend(labels.into_iter().filter(|(_, p)| groups.contains(&p.group)));
        left += lines.iter().map(|(line, _)| line.len()).sum::<usize>();
        if left > LEFT_OUT_MOST {
            break;
        }
        if !lines.is_empty() {
            lists.push(lines.iter().map(|(line, _)| (*line).clone()).collect());
        }
        told.extend(lines.into_iter().map(|(_, property)| property));
    }
    lists.reverse();
    lists
}

/// Apple's own properties as Apple writes them: not every reader knows that letters may be small or not.
fn spelled(name: &str) -> &str {
    match name {
        "X-ABLABEL" => "X-ABLabel",
        "X-ABSHOWAS" => "X-ABShowAs",
        name => name,
    }
}

/// A telephone number is text in version 3.0, in 4.0 an address.
fn is_plain_now(property: &Property) -> bool {
    property.name == "TEL"
        || matches!(property.name.as_str(), "BDAY" | "ANNIVERSARY") && property.param("VALUE") == Some("date")
}

fn add(params: &mut Vec<(String, Vec<String>)>, name: &str, value: &str) {
    let value: String = value.chars().filter(|c| !c.is_control() && *c != '"').collect();
    // Wherever such a word stands before the colon, some readers join the lines by it.
    let tells_writing = |word: &str| ["QUOTED-PRINTABLE", "BASE64", "B"].iter().any(|w| word.eq_ignore_ascii_case(w));
    if value.is_empty() || (name != "ENCODING" && (tells_writing(name) || tells_writing(&value))) {
        return;
    }
    match params.iter_mut().find(|(n, _)| n == name) {
        Some((_, values)) if values.len() >= VALUES_MOST || values.iter().any(|v| v.eq_ignore_ascii_case(&value)) => {}
        Some((_, values)) => values.push(value),
        None => params.push((name.to_owned(), vec![value])),
    }
}

fn quoted(value: &str) -> String {
    if value.contains([':', ';', ',']) { format!("\"{value}\"") } else { value.to_owned() }
}

struct Value {
    text: String,
    omits_year: bool,
    /// An address where the version's rule is that it is one (a picture's in version 4.0).
    is_address: bool,
}

/// The value, and of bytes their kind (`JPEG`), where that is told in the value.
fn value(property: &Property, version: Version) -> (Value, Option<Option<String>>) {
    let plain = |text: String| Value { text, omits_year: false, is_address: false };
    let raw = property.value.trim();
    if property.encoding().is_some_and(|e| e == "BASE64") {
        return (plain(base64(raw)), Some(None));
    }
    if let Some((media, bytes)) = data(raw) {
        return (plain(bytes), Some(Some(media)));
    }
    if property.name == "BDAY" || property.name == "ANNIVERSARY" {
        if let Some(day) = yearless(raw) {
            return (Value { text: format!("{NO_YEAR}-{day}"), omits_year: true, is_address: false }, None);
        }
        let omits_year = property.param("X-APPLE-OMIT-YEAR") == Some(NO_YEAR) && raw.starts_with(NO_YEAR);
        return (Value { text: clean(raw), omits_year, is_address: false }, None);
    }
    if property.name == "TEL" && version == Version::V4 {
        return (plain(escape(&super::read::number(&super::property::unescape(raw)))), None);
    }
    // Version 4.0 makes an address of a place.
    if property.name == "GEO"
        && let Some((latitude, longitude)) = raw.strip_prefix("geo:").and_then(|place| place.split_once(','))
    {
        return (plain(clean(&format!("{latitude};{longitude}"))), None);
    }
    if version == Version::V2 {
        let parts: Vec<String> = split(&raw.replace("\r\n", "\n"), ';').iter().map(|p| escape(p)).collect();
        return (plain(parts.join(";")), None);
    }
    let is_address = matches!(property.name.as_str(), "PHOTO" | "LOGO" | "SOUND" | "KEY")
        && ["http://", "https://"].iter().any(|scheme| raw.starts_with(scheme));
    (Value { text: clean(raw), omits_year: false, is_address }, None)
}

/// One line, without control characters. A colon is escaped by some programs and by no version.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' if chars.peek() == Some(&':') => {}
            '\\' => {
                out.push('\\');
                out.extend(chars.next_if(|next| !next.is_control()));
            }
            c if c.is_control() && c != '\t' => out.extend(c.is_whitespace().then_some(' ')),
            c => out.push(c),
        }
    }
    out
}

/// `data:image/jpeg;base64,AAAA`: its kind, and its bytes as they stand there.
fn data(value: &str) -> Option<(String, String)> {
    let start = value.get(..5).filter(|s| s.eq_ignore_ascii_case("data:")).map(str::len)?;
    let (head, bytes) = value.get(start..)?.split_once(',')?;
    let head = head.trim_end_matches('\\').to_ascii_lowercase();
    let media = head.strip_suffix(";base64")?.trim_end_matches('\\');
    let kind = media.split_once('/').map_or(media, |(_, kind)| kind);
    let kind = kind.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    Some((kind, base64(bytes)))
}

/// Base64 without anything else in it and padded as it should be: some readers give up the whole
/// file over one that was cut off.
fn base64(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/')).collect();
    if out.len() % 4 == 1 {
        out.pop();
    }
    while !out.len().is_multiple_of(4) {
        out.push('=');
    }
    out
}

/// `--0509` and `--05-09` as `05-09`.
pub(in crate::exchange) fn yearless(text: &str) -> Option<String> {
    let rest = text.strip_prefix("--").or_else(|| text.strip_prefix("0000-"))?;
    let digits: String = rest.chars().filter(|c| *c != '-').collect();
    let fine = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) && rest.len() <= 5;
    let (month, day) = digits.split_at_checked(2)?;
    fine.then(|| format!("{month}-{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_written_as_3_0() {
        use Version::{V2, V3, V4};
        for (version, given, line) in [
            (V2, "TEL;CELL;PREF:+1 555", "TEL;TYPE=CELL,PREF:+1 555"),
            (V2, "ADR;HOME;QUOTED-PRINTABLE:;;1, Main=0D=0ARd;Ulm;;;DE", "ADR;TYPE=HOME:;;1\\, Main\\nRd;Ulm;;;DE"),
            (V2, "PHOTO;JPEG;BASE64:AAAA", "PHOTO;TYPE=JPEG;ENCODING=b:AAAA"),
            (V2, "PHOTO;BASE64:AA AA-BBB", "PHOTO;ENCODING=b:AAAABBB="),
            (V2, "PHOTO;BASE64:AAAAB", "PHOTO;ENCODING=b:AAAA"),
            (V3, "item1.X-ABLabel:_$!<Home>!$_", "item1.X-ABLabel:_$!<Home>!$_"),
            (V3, "TEL:\u{202a}+49 170 1\u{202c}", "TEL:+49 170 1"),
            (V3, "NOTE;CHARSET=UTF-8:a\\, b", "NOTE:a\\, b"),
            (V3, "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09"),
            (V3, "BDAY;value=date:1987-10-06", "BDAY:1987-10-06"),
            (V4, "BDAY:--0509", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09"),
            (V4, "BDAY;VALUE=text:circa 1800", "BDAY;VALUE=text:circa 1800"),
            (V4, "TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+1-555;ext=2", "TEL;TYPE=pref,voice,home:+1-555 ext. 2"),
            (V4, "PHOTO:data:image/jpeg;base64,AAAA", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA"),
            (V4, "PHOTO:https://example.com/a.jpg", "PHOTO;VALUE=uri:https://example.com/a.jpg"),
            (V3, "ORG;TYPE=b,work;X-A=Quoted-Printable;B=1:Acme", "ORG;TYPE=work:Acme"),
            (V4, "GEO:geo:46.772673,-71.282945", "GEO:46.772673;-71.282945"),
            (V3, "URL:https\\://example.com/a\\\\b", "URL:https://example.com/a\\\\b"),
            (V4, "RELATED;X-N=\"a:b^'c\":urn:x", "RELATED;X-N=\"a:bc\":urn:x"),
        ] {
            let raw = Raw { line: 1, bytes: given.as_bytes().to_vec() };
            let property = Property::of(&raw, UTF_8).expect("a property");
            assert_eq!(super::line(&property, version).as_deref(), Some(line), "{given}");
        }
    }

    #[test]
    fn what_is_not_said_again_is_told_by_name_and_of_numbers_by_value() {
        let lines = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let first =
            lines(&["BDAY:1970-01-01", "item1.ADR:;;Old St", "item1.X-ABLabel:Home", "TEL;TYPE=HOME:1", "TEL:2"]);
        let then = lines(&["TEL:2", "item1.IMPP:x:ada", "item1.X-ABLabel:Chat"]);
        let before = [first.clone()];
        let left = left_out(&before, &then);
        assert_eq!(
            left,
            [lines(&["BDAY:1970-01-01", "item1.ADR:;;Old St", "TEL;TYPE=HOME:1", "item1.X-ABLabel:Home"])]
        );
        let before = [left, vec![then]].concat();
        let now = lines(&["ADR:;;New St", "BDAY:1970-01-02"]);
        let left = left_out(&before, &now);
        assert_eq!(left, [lines(&["TEL;TYPE=HOME:1"]), lines(&["TEL:2", "item1.IMPP:x:ada", "item1.X-ABLabel:Chat"])]);
        assert_eq!(left_out(&left, &first), [lines(&["item1.IMPP:x:ada", "item1.X-ABLabel:Chat"])]);
        assert_eq!(left_out(&[now.clone(), now.clone()], &[]).concat(), now);
        assert_eq!(left_out(std::slice::from_ref(&now), &now), Vec::<Vec<String>>::new());
    }
}
