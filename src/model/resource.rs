//! A resource: an article, a tool or a talk worth sharing. It belongs to the book, not to a contact.

use super::Day;
use url::Url;

/// The longest address that is kept, in bytes.
pub const ADDRESS_MOST: usize = 500;
/// Of one text, so many addresses are looked at.
const ADDRESSES_MOST: usize = 20;

/// An article, a tool or a talk worth sharing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its number.
    pub id: i64,
    /// Unique in the world.
    pub uid: String,
    /// Where it is found.
    pub url: String,
    /// The address as matching sees it.
    pub key: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it is about.
    pub topics: Vec<String>,
    /// What the user noted about it.
    pub note: Option<String>,
    /// The user's day on which it was added.
    pub added_on: Day,
}

impl Resource {
    /// What to call it: the title, or else the address.
    #[must_use]
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.url)
    }
}

/// A web address and its key: `None` for what is none, is not `http` or `https`, carries a password,
/// or is longer than any that can be shared.
///
/// ```
/// use intouch::model::resource::address;
/// let key = |given: &str| address(given).map(|(_, key)| key);
/// assert_eq!(key("https://www.Example.com/a/?utm_source=x#top"), key("http://example.com/a"));
/// assert_eq!(key("javascript:alert(1)"), None);
/// ```
#[must_use]
pub fn address(given: &str) -> Option<(String, String)> {
    let given = given.trim();
    if given.len() > ADDRESS_MOST || given.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let url = Url::parse(given).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
    let host = url.host_str().filter(|h| h.contains('.') || h.starts_with('['))?.to_lowercase();
    if !url.username().is_empty() || url.password().is_some() || url.as_str().len() > ADDRESS_MOST {
        return None;
    }
    let mut key = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(url.path().trim_end_matches('/'));
    // Where somebody clicked is no part of what is read there.
    let tracks = |part: &&str| part.starts_with("utm_") || part.starts_with("fbclid=") || part.starts_with("gclid=");
    let query: Vec<&str> = url.query().unwrap_or_default().split('&').filter(|p| !p.is_empty() && !tracks(p)).collect();
    if !query.is_empty() {
        key.push('?');
        key.push_str(&query.join("&"));
    }
    Some((url.to_string(), key))
}

/// The keys of the addresses that stand in a text, in order.
#[must_use]
pub fn keys_in(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for word in text.split_whitespace() {
        let Some(at) = word.find("https://").or_else(|| word.find("http://")) else { continue };
        // What ends a sentence or closes a bracket is seldom part of the address.
        let ends = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '\u{201d}', '\u{2019}', '\u{bb}'];
        if let Some((_, key)) = word.get(at..).and_then(|w| address(w.trim_end_matches(ends)))
            && !keys.contains(&key)
        {
            keys.push(key);
            if keys.len() == ADDRESSES_MOST {
                break;
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_to_the_same_page_have_one_key() {
        let key = |given: &str| address(given).map(|(_, key)| key);
        for other in [
            "http://example.com/heat",
            "https://www.example.com/heat/",
            "https://EXAMPLE.com/heat#costs",
            "https://example.com/heat?utm_source=a&utm_medium=b",
            "  https://example.com:443/heat ",
        ] {
            assert_eq!(key(other).as_deref(), Some("example.com/heat"), "{other}");
        }
        for other in ["https://example.com/Heat", "https://example.com/heat?page=2", "https://example.com:8443/heat"] {
            assert_ne!(key(other).as_deref(), Some("example.com/heat"), "{other}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        let long = format!("https://example.com/{}", "a".repeat(600));
        for given in [
            "",
            "example.com",
            "ftp://example.com/a",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://me:secret@example.com/",
            "https://localhost",
            "https://exa mple.com",
            "https://example.com/\u{1b}[31m",
            &long,
        ] {
            assert_eq!(address(given), None, "{given}");
        }
    }

    #[test]
    fn addresses_are_found_within_sentences() {
        let text =
            "See (https://example.com/a). Also \"http://b.example/x?y=1\", https://example.com/a/ and nothing://c";
        assert_eq!(keys_in(text), ["example.com/a", "b.example/x?y=1"]);
        assert!(keys_in("no address at all").is_empty());
    }
}
