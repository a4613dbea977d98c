//! Fields from outside: each is cleaned, bounded, and refused with a reason where it can't be used.

use crate::exchange::cell::{PHONE_MOST, TAG_MOST};
use crate::model::{Error, Result, profile, text};

/// One line of text from outside: cleaned; `Some(None)` clears.
pub(super) fn field(what: &str, given: Option<&str>) -> Result<Option<Option<String>>> {
    let Some(given) = given else { return Ok(None) };
    let clean = text::line(given);
    if let Some(clean) = &clean {
        fits(what, clean, text::LINE_MOST)?;
    }
    Ok(Some(clean))
}

/// A text is refused rather than cut where it is too long.
///
/// # Errors
/// `Input` with the field's name.
pub(super) fn fits(what: &str, given: &str, most: usize) -> Result<()> {
    let length = given.chars().count();
    if length > most {
        return Err(Error::input(format!("{what} has {length} characters: at most {most} are kept")));
    }
    Ok(())
}

/// A name from outside, cleaned.
///
/// # Errors
/// `Input` where nothing is left of it, or it is too long.
pub fn person_name(given: &str) -> Result<String> {
    let clean =
        text::line(given).ok_or_else(|| Error::input("the name is empty").hint("intouch add \"Laura Chen\""))?;
    fits("the name", &clean, 200)?;
    if !clean.chars().any(char::is_alphanumeric) {
        return Err(Error::input("the name has no letter in it").hint("intouch add \"Laura Chen\""));
    }
    Ok(clean)
}

/// An e-mail address from outside: one @, something on both sides, no blanks.
pub(super) fn email(given: &str) -> Result<String> {
    let clean = text::line(given).unwrap_or_default();
    fits("the e-mail address", &clean, text::LINE_MOST)?;
    let good = clean.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && !host.is_empty() && !host.contains('@') && !clean.contains([' ', '<', '>', ',', ';'])
    });
    if good {
        Ok(clean)
    } else {
        Err(Error::input(format!("{clean:?} is not an e-mail address")).hint("--email laura@example.com"))
    }
}

pub(super) fn phone(given: &str) -> Result<String> {
    let clean = text::line(given).unwrap_or_default();
    fits("the telephone number", &clean, PHONE_MOST)?;
    if clean.chars().filter(char::is_ascii_digit).count() >= 3 {
        Ok(clean)
    } else {
        Err(Error::input(format!("{clean:?} is not a telephone number")).hint("--phone \"+44 20 7946 0000\""))
    }
}

pub(super) fn web(given: &str) -> Result<String> {
    let clean = text::line(given).unwrap_or_default();
    fits("the web address", &clean, text::LINE_MOST)?;
    profile::web_address(&clean)
        .ok_or_else(|| Error::input(format!("{clean:?} is not a web address")).hint("--url https://example.com"))
}

pub(super) fn linkedin(given: &str) -> Result<String> {
    let clean = text::line(given).unwrap_or_default();
    // The bare profile name is what people copy from a badge.
    let address =
        if clean.contains('/') || clean.contains('.') { clean.clone() } else { format!("www.linkedin.com/in/{clean}") };
    crate::exchange::linkedin::profile_url(&address).ok_or_else(|| {
        Error::input(format!("{clean:?} is not a LinkedIn profile"))
            .hint("--linkedin https://www.linkedin.com/in/laura-chen")
    })
}

/// Puts values first, once each.
pub(super) fn put_first(list: &mut Vec<String>, values: Vec<String>) {
    for value in values.into_iter().rev() {
        list.retain(|v| text::fold(v) != text::fold(&value));
        list.insert(0, value);
    }
}

/// A tag from outside: one word, small letters.
///
/// # Errors
/// `Input` for an empty one, or one with a blank or a comma.
pub(super) fn tag(given: &str) -> Result<String> {
    let clean = text::line(given.trim_start_matches('#')).unwrap_or_default().to_lowercase();
    fits("the tag", &clean, TAG_MOST)?;
    if clean.is_empty() || clean.contains([' ', ',', '"', '\'']) {
        return Err(Error::input(format!("{clean:?} is not a tag: one word without blanks or commas"))
            .hint("intouch tag laura-chen +mentor -lead"));
    }
    Ok(clean)
}

/// A short text from outside, cleaned.
pub(super) fn short(what: &str, given: Option<String>) -> Result<Option<String>> {
    let clean = given.as_deref().and_then(text::line);
    if let Some(clean) = &clean {
        fits(what, clean, text::LINE_MOST)?;
    }
    Ok(clean)
}

/// A long text from outside, cleaned.
///
/// # Errors
/// `Input` where it is too long.
pub(super) fn long(what: &str, given: Option<String>) -> Result<Option<String>> {
    let clean = given.as_deref().and_then(text::block);
    if let Some(clean) = &clean {
        fits(what, clean, text::TEXT_MOST)?;
    }
    Ok(clean)
}
