//! Resources: what is worth sharing, kept by the user.

use super::desk::{Desk, new_uid};
use super::field;
use crate::model::resource::{self as addresses, Resource};
use crate::model::{Error, Result, text};
use crate::store::{Book, Writer, interactions, resources};
use rusqlite::Connection as Db;

/// The longest topic, in Unicode scalars, and how many one resource may have.
const TOPIC_MOST: usize = 100;
const TOPICS_MOST: usize = 20;

/// What is said of a resource; `None` leaves it, an empty text clears it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// Where it is found.
    pub url: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// What it is about, in place of the topics there were.
    pub topics: Option<Vec<String>>,
    /// What the user noted about it.
    pub note: Option<String>,
}

/// A resource, and what was done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The resource.
    pub resource: Resource,
    /// With how many people it was shared.
    pub shared: usize,
    /// What was done; empty in a list.
    pub said: String,
}

/// `#3 "Heat pumps in old houses"`.
#[must_use]
pub fn name(resource: &Resource) -> String {
    format!("#{} \"{}\"", resource.id, resource.name())
}

/// The resource of that number.
///
/// # Errors
/// `NotFound`.
pub fn get(conn: &Db, id: i64) -> Result<Resource> {
    resources::find(conn, id)?.ok_or_else(|| {
        Error::not_found(format!("there is no resource {id}")).hint("`intouch resource list` numbers them")
    })
}

/// Adds a resource.
///
/// # Errors
/// `Input` for what is no web address, or an address that is there already.
pub fn add(desk: &Desk, book: &mut Book, card: &Card) -> Result<Kept> {
    let (url, key) = address(card.url.as_deref().unwrap_or_default())?;
    book.write(desk.step("resource add"), |w| {
        refuse_known(w, &key, None)?;
        let mut resource = Resource {
            id: 0,
            uid: new_uid(),
            url,
            key,
            title: None,
            topics: Vec::new(),
            note: None,
            added_on: desk.today(),
        };
        apply(&mut resource, card)?;
        resource.id = resources::insert(w, &resource)?;
        kept(w, resource, "added")
    })
}

/// Changes what is said of a resource. A corrected address stays shared with those who got the old one.
///
/// # Errors
/// As [`add`]; `NotFound` for an unknown number.
pub fn edit(desk: &Desk, book: &mut Book, id: i64, card: &Card) -> Result<Kept> {
    if *card == Card::default() {
        return Err(
            Error::input("nothing to change was given").hint(format!("intouch resource edit {id} --topic TOPIC"))
        );
    }
    book.write(desk.step("resource edit"), |w| {
        let mut resource = get(w, id)?;
        if let Some(given) = &card.url {
            let (url, key) = address(given)?;
            refuse_known(w, &key, Some(id))?;
            if key != resource.key {
                for mut i in interactions::that_share(w, &resource.key)? {
                    i.shares = Some(key.clone());
                    interactions::write(w, &i)?;
                }
            }
            (resource.url, resource.key) = (url, key);
        }
        apply(&mut resource, card)?;
        resources::write(w, &resource)?;
        kept(w, resource, "changed")
    })
}

/// Removes a resource. With whom it was shared stays known, should it come back.
///
/// # Errors
/// `NotFound` for an unknown number.
pub fn remove(desk: &Desk, book: &mut Book, id: i64) -> Result<Kept> {
    book.write(desk.step("resource remove"), |w| {
        let resource = get(w, id)?;
        resources::remove(w, id)?;
        kept(w, resource, "removed")
    })
}

/// All resources, or those about a topic, in order of entry.
///
/// # Errors
/// What the database says.
pub fn list(book: &Book, topic: Option<&str>) -> Result<Vec<Kept>> {
    book.read(|conn| {
        let shared = resources::count_shared(conn)?;
        let wanted = topic.map(text::fold);
        let fits = |r: &Resource| {
            wanted.as_ref().is_none_or(|wanted| r.topics.iter().any(|t| text::fold(t).contains(wanted.as_str())))
        };
        let listed = resources::list(conn)?.into_iter().filter(fits).map(|resource| {
            let shared = shared.get(&resource.key).copied().unwrap_or(0);
            Kept { resource, shared, said: String::new() }
        });
        Ok(listed.collect())
    })
}

fn kept(w: &Writer<'_>, resource: Resource, how: &str) -> Result<Kept> {
    let shared = resources::count_shared(w)?.get(&resource.key).copied().unwrap_or(0);
    let said = format!("{}: {how}", name(&resource));
    Ok(Kept { resource, shared, said })
}

fn address(given: &str) -> Result<(String, String)> {
    let clean = text::line(given).unwrap_or_default();
    field::fits("the address", &clean, addresses::ADDRESS_MOST)?;
    addresses::address(&clean).ok_or_else(|| {
        Error::input(format!("{clean:?} is no web address that can be shared: http or https, without a password"))
            .hint("intouch resource add https://example.com/article --title TITLE --topic TOPIC")
    })
}

fn refuse_known(w: &Writer<'_>, key: &str, own: Option<i64>) -> Result<()> {
    match resources::by_key(w, key)?.filter(|there| Some(there.id) != own) {
        Some(there) => Err(Error::input(format!("that address is there already: {}", name(&there)))
            .hint(format!("intouch resource edit {} --topic TOPIC", there.id))),
        None => Ok(()),
    }
}

fn apply(resource: &mut Resource, card: &Card) -> Result<()> {
    if let Some(title) = field::field("the title", card.title.as_deref())? {
        resource.title = title;
    }
    if let Some(note) = &card.note {
        resource.note = field::long("the note", Some(note.clone()))?;
    }
    if let Some(given) = &card.topics {
        let mut topics: Vec<String> = Vec::new();
        for topic in given.iter().filter_map(|t| text::line(t)) {
            field::fits("the topic", &topic, TOPIC_MOST)?;
            if !topics.iter().any(|t| text::fold(t) == text::fold(&topic)) {
                topics.push(topic);
            }
        }
        if topics.len() > TOPICS_MOST {
            return Err(Error::input(format!("{} topics: at most {TOPICS_MOST} are kept", topics.len())));
        }
        resource.topics = topics;
    }
    Ok(())
}
