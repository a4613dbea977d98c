//! LinkedIn addresses: which ones are LinkedIn's at all, and which ones mean the same member.
//!
//! It never opens an address, and never lets one through that a browser would take elsewhere.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::text;

/// The address as given, where it leads to LinkedIn by http or https and is no longer than a line,
/// else `None`. One that lacks the scheme gets `https://`.
#[must_use]
pub fn profile_url(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let (scheme, _) = split(cell)?;
    if !cell.is_ascii() && cell.contains(text::is_invisible) {
        return None;
    }
    bounded(if scheme { cell.to_owned() } else { format!("https://{cell}") })
}

/// An address on the web, where it can be one: http or https, with a host that has a dot, no longer
/// than a line. One that lacks the scheme gets `https://`.
#[must_use]
pub fn web_address(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let address = if cell.contains("://") { cell.to_owned() } else { format!("https://{cell}") };
    let fine = url::Url::parse(&address)
        .is_ok_and(|u| matches!(u.scheme(), "http" | "https") && u.host_str().is_some_and(|h| h.contains('.')));
    fine.then_some(address).and_then(bounded)
}

fn bounded(address: String) -> Option<String> {
    // As many bytes as characters at least: the count is only needed beyond that.
    let fits = address.len() <= text::LINE_MOST || address.chars().count() <= text::LINE_MOST;
    fits.then_some(address)
}

/// The key of a member's profile, for matching only: two addresses of one member have the same key.
///
/// Scheme, host, query, fragment, closing slash and language are dropped, the rest is
/// percent-decoded, composed (NFC) and lower-cased; member ids (`ACoAA...`) keep their case, which
/// matters. `None` where the address is no member's profile.
///
/// ```
/// use intouch::model::profile::slug_key;
/// assert_eq!(slug_key("http://pt.linkedin.com/in/Zo%c3%ab-x/en/?trk=y").as_deref(), Some("zoë-x"));
/// assert_eq!(slug_key("https://example.com/in/zoe"), None);
/// ```
#[must_use]
pub fn slug_key(url: &str) -> Option<String> {
    let (_, path) = split(url.trim())?;
    let path = path.split(['?', '#']).next()?;
    let mut segments = path.split('/').filter(|s| !s.is_empty());
    if !segments.next()?.eq_ignore_ascii_case("in") {
        return None;
    }
    let slug = segments.next()?;
    if slug.starts_with("ACoAA") {
        return Some(slug.to_owned());
    }
    let slug = decode(slug);
    if slug.is_ascii() {
        return Some(slug.to_ascii_lowercase());
    }
    Some(slug.nfc().flat_map(char::to_lowercase).nfc().collect())
}

/// Whether a scheme is given, and what follows the host, where the host is LinkedIn's.
fn split(url: &str) -> Option<(bool, &str)> {
    let plain = if url.is_ascii() {
        url.bytes().all(|b| b.is_ascii_graphic())
    } else {
        !url.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    if !plain {
        return None;
    }
    let strip = |scheme: &str| {
        let (head, rest) = url.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = strip("https://").or_else(|| strip("http://"));
    let (has_scheme, rest) = (rest.is_some(), rest.unwrap_or(url));
    let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end)?;
    // Nothing but letters, digits, dots and hyphens: no `user@`, no port, no backslash, which browsers read as `/`.
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let (sub, domain) = host.split_at_checked(host.len().checked_sub("linkedin.com".len())?)?;
    let ours = plain && domain.eq_ignore_ascii_case("linkedin.com") && (sub.is_empty() || sub.ends_with('.'));
    ours.then_some((has_scheme, path))
}

/// Percent-decoded, unless that makes no text or a text that would not be one path segment.
fn decode(slug: &str) -> Cow<'_, str> {
    if !slug.contains('%') {
        return slug.into();
    }
    let mut bytes = Vec::with_capacity(slug.len());
    let mut rest = slug.bytes();
    while let Some(byte) = rest.next() {
        let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        let mut ahead = rest.clone();
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    let unfit = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '/' | '?' | '#' | '%');
    match String::from_utf8(bytes) {
        Ok(decoded) if !decoded.contains(unfit) => decoded.into(),
        _ => slug.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_no_longer_than_a_line() {
        let of = |length: usize| format!("example.com/{}", "x".repeat(length - "https://example.com/".len()));
        assert!(web_address(&of(text::LINE_MOST)).is_some());
        assert_eq!(web_address(&of(text::LINE_MOST + 1)), None);
        let profile = format!("https://www.linkedin.com/in/{}", "x".repeat(text::LINE_MOST));
        assert_eq!(profile_url(&profile), None);
    }

    #[test]
    fn all_addresses_of_one_member_have_one_key() {
        for url in [
            "https://www.linkedin.com/in/zo%C3%AB-x",
            "https://www.linkedin.com/in/zoë-x/",
            "http://pt.linkedin.com/in/Zo%c3%ab-x?trk=people",
            "linkedin.com/in/ZOE%CC%88-X#top",
            "HTTPS://LinkedIn.com/In/zoe\u{308}-x/de/",
            " www.linkedin.com/in/zo%C3%AB-x/en ",
        ] {
            assert_eq!(slug_key(url).as_deref(), Some("zoë-x"), "{url}");
        }
    }

    #[test]
    fn member_ids_keep_their_case() {
        assert_eq!(slug_key("https://linkedin.com/in/ACoAABcDeF_-x/?a").as_deref(), Some("ACoAABcDeF_-x"));
    }

    #[test]
    fn odd_slugs_are_keys_as_they_stand() {
        for (url, key) in [
            ("https://linkedin.com/in/100%25-x", "100%25-x"),
            ("https://linkedin.com/in/a%2Fb", "a%2fb"),
            ("https://linkedin.com/in/a%zz", "a%zz"),
            ("https://linkedin.com/in/a%E4", "a%e4"),
            ("https://linkedin.com/in/%E4%BD%90%E8%97%A4-1", "佐藤-1"),
        ] {
            assert_eq!(slug_key(url).as_deref(), Some(key), "{url}");
        }
    }

    #[test]
    fn a_key_of_odd_characters_is_its_own_key() {
        // Found by the property below.
        let key = slug_key("https://www.linkedin.com/in/\u{308}\u{b}?").unwrap_or_default();
        assert_eq!(slug_key(&format!("https://linkedin.com/in/{key}")).unwrap_or_default(), key);
    }

    #[test]
    fn what_is_no_profile_has_no_key() {
        for url in [
            "",
            "in/x",
            "https://www.linkedin.com/",
            "https://www.linkedin.com/in/",
            "https://www.linkedin.com/company/x",
            "https://www.linkedin.com/pub/x/1/2/3",
            "https://example.com/in/x",
            "https://linkedin.com.example.com/in/x",
            "https://notlinkedin.com/in/x",
            "https://linkedin.com@example.com/in/x",
            "https://example.com\\.linkedin.com/in/x",
            "https://example.com/https://linkedin.com/in/x",
            "javascript:linkedin.com/in/x",
            "ftp://linkedin.com/in/x",
            "https:///linkedin.com/in/x",
            "https://linkedin.com:8080/in/x",
        ] {
            assert_eq!(slug_key(url), None, "{url}");
        }
    }

    #[test]
    fn only_linkedin_addresses_are_kept_and_as_they_were_given() {
        for (cell, kept) in [
            (" https://www.linkedin.com/in/Zo%C3%AB-x/?a=b ", Some("https://www.linkedin.com/in/Zo%C3%AB-x/?a=b")),
            ("http://de.linkedin.com/pub/x/1/2/3", Some("http://de.linkedin.com/pub/x/1/2/3")),
            ("www.linkedin.com/in/x", Some("https://www.linkedin.com/in/x")),
            ("https://example.com/in/x", None),
            ("javascript:alert(1)//linkedin.com", None),
            ("https://linkedin.com/in/x y", None),
            ("https://linkedin.com/in/x\u{202e}y", None),
            ("", None),
        ] {
            assert_eq!(profile_url(cell).as_deref(), kept, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(url in "https://www\\.linkedin\\.com/in/[a-zA-Z0-9%C3ABé\u{308}İß-]{1,20}[/?]?.{0,5}") {
            if let Some(key) = slug_key(&url) {
                let again = slug_key(&format!("https://linkedin.com/in/{key}"));
                prop_assert_eq!(again, Some(key));
            }
        }

        #[test]
        fn nothing_makes_it_panic(url in "\\PC{0,40}") {
            let _ = (slug_key(&url), profile_url(&url));
        }
    }
}
