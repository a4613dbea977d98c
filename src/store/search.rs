//! Full text over everything that is recorded: words and their beginnings, and parts of words.
//!
//! What is written here brings the index of sent texts along ([`super::sent`]): both follow from the same texts.

use super::column::{all, run};
use super::fault::fault;
use super::open::Writer;
use super::sent;
use crate::model::{Contact, Facts, Ids, Interaction, Mark, MarkKind, Promise, Request, Resource, Result, text};
use rusqlite::{Connection as Db, params};
use std::collections::BTreeSet;

/// The row that holds a contact's card (`fact` 0) or one of their facts.
pub(super) const fn row_id(contact_id: i64, fact: i64) -> i64 {
    (contact_id << 32) | fact
}

/// A search narrowed to the words of a query, every one of which must be there: quoted, so that
/// nothing in it is query syntax.
pub(super) fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// Whether something may stand already under the row that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Taken,
    Free,
}

/// Puts texts under their row, in place of what stood there.
fn put(w: &Writer<'_>, row: i64, place: Place, name: &str, text: &str) -> Result<()> {
    let statements = match place {
        Place::Taken => [
            "REPLACE INTO search_words (rowid, name, text) VALUES (?1, ?2, ?3)",
            "REPLACE INTO search_parts (rowid, name, text) VALUES (?1, ?2, ?3)",
        ],
        Place::Free => [
            "INSERT INTO search_words (rowid, name, text) VALUES (?1, ?2, ?3)",
            "INSERT INTO search_parts (rowid, name, text) VALUES (?1, ?2, ?3)",
        ],
    };
    for sql in statements {
        run(w, sql, params![row, name, text])?;
    }
    Ok(())
}

/// Makes a fact's words findable, in place of those of before; without words it is taken out.
fn put_fact(w: &Writer<'_>, contact_id: i64, fact: i64, place: Place, texts: &[Option<&str>]) -> Result<()> {
    let words: Vec<&str> = texts.iter().flatten().copied().collect();
    if !words.is_empty() {
        return put(w, row_id(contact_id, fact), place, "", &words.join("\n"));
    }
    if place == Place::Taken { remove_words(w, contact_id, fact) } else { Ok(()) }
}

/// What is to be made findable at the end of a transaction, by row. The index wants rows in order,
/// and nothing else written between them: otherwise it goes to the disk with every single one.
#[derive(Debug)]
pub(super) struct Later {
    /// The newest contact and the newest fact from before: under higher numbers nothing stands yet.
    newest_contact: i64,
    newest_fact: i64,
    /// Of whom there is something new.
    people: Ids,
    /// Of whom there are new facts.
    facts_of: Ids,
    /// The rows of what was there before: cards, and facts that were corrected.
    rows: BTreeSet<i64>,
}

/// From now on what is recorded of people is only noted down, until the end of the transaction:
/// for verbs that record much.
///
/// # Errors
/// What the database says.
pub fn index_later(w: &Writer<'_>) -> Result<()> {
    let later = Later {
        newest_contact: super::contacts::newest(w)?,
        newest_fact: super::meta::newest_fact(w)?,
        people: Ids::default(),
        facts_of: Ids::default(),
        rows: BTreeSet::new(),
    };
    w.later.replace(Some(later));
    Ok(())
}

/// Makes everything findable that was only noted down: the end of every transaction.
pub(super) fn settle(w: &Writer<'_>) -> Result<()> {
    let Some(mut later) = w.later.take() else { return Ok(()) };
    // Numbers may lie far apart: whoever brought them chose them.
    super::contacts::each_after(w, later.newest_contact, |id| {
        later.people.insert(id);
    })?;
    for id in later.people.iter() {
        let Some(contact) = super::contacts::find(w, id)? else { continue };
        if id > later.newest_contact {
            index_card(w, &contact, Place::Free)?;
        }
        if later.facts_of.contains(id) || later.rows.range(row_id(id, 0)..row_id(id + 1, 0)).next().is_some() {
            later.put(w, &super::facts::with(w, contact)?)?;
        }
    }
    Ok(())
}

impl Later {
    fn note(&mut self, contact_id: i64, fact: i64) {
        let is_new_card = fact == 0 && contact_id > self.newest_contact;
        if is_new_card {
            return;
        }
        self.people.insert(contact_id);
        if fact > self.newest_fact {
            self.facts_of.insert(contact_id);
        } else {
            self.rows.insert(row_id(contact_id, fact));
        }
    }

    /// How what is new of a fact's words is written; `None` where nothing was noted of it.
    fn place(&self, contact_id: i64, fact: i64) -> Option<Place> {
        if fact > self.newest_fact {
            return Some(Place::Free);
        }
        self.rows.contains(&row_id(contact_id, fact)).then_some(Place::Taken)
    }

    /// The index wants rows in order: the card, then the facts by number, whatever they are.
    fn put(&self, w: &Writer<'_>, facts: &Facts) -> Result<()> {
        let id = facts.contact.id;
        if self.rows.contains(&row_id(id, 0)) {
            index_card(w, &facts.contact, Place::Taken)?;
        }
        let mut all: Vec<(i64, Fact<'_>)> = Vec::new();
        all.extend(facts.interactions.iter().map(|i| (i.id, Fact::Interaction(i))));
        all.extend(facts.requests.iter().map(|r| (r.id, Fact::Request(r))));
        all.extend(facts.promises.iter().map(|p| (p.id, Fact::Promise(p))));
        all.extend(facts.marks.iter().map(|m| (m.id, Fact::Mark(m))));
        all.sort_unstable_by_key(|(fact, _)| *fact);
        for (number, fact) in all {
            let Some(place) = self.place(id, number) else { continue };
            match fact {
                Fact::Interaction(i) => index_interaction(w, i, place)?,
                Fact::Request(r) => index_request(w, r, place)?,
                Fact::Promise(p) => index_promise(w, p, place)?,
                Fact::Mark(m) => index_mark(w, m, place)?,
            }
        }
        Ok(())
    }
}

/// One of the facts that can be found by their words.
enum Fact<'a> {
    Interaction(&'a Interaction),
    Request(&'a Request),
    Promise(&'a Promise),
    Mark(&'a Mark),
}

/// Whether what is recorded is only noted down for now. A card is fact 0.
fn noted(w: &Writer<'_>, contact_id: i64, fact: i64) -> bool {
    w.later.borrow_mut().as_mut().map(|later| later.note(contact_id, fact)).is_some()
}

/// What a text says a person is about: a topic, what they look for, what they offer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Topics {
    pub topic: String,
    pub wants: String,
    pub offers: String,
}

impl Topics {
    /// What a card says: its tags.
    pub(super) fn of_card(c: &Contact) -> Self {
        Self { topic: c.tags.join("\n"), ..Self::default() }
    }

    /// What an interaction says.
    pub(super) fn of_interaction(i: &Interaction) -> Self {
        Self { topic: i.about.clone().unwrap_or_default(), ..Self::default() }
    }

    /// What a mark says.
    pub(super) fn of_mark(m: &Mark) -> Self {
        let text = m.text.clone().unwrap_or_default();
        match m.kind {
            MarkKind::LookingFor => Self { wants: text, ..Self::default() },
            MarkKind::Offers => Self { offers: text, ..Self::default() },
            MarkKind::Wake | MarkKind::CompanyChanged | MarkKind::IntroducedTo | MarkKind::NotSame => Self::default(),
        }
    }

    /// Keeps it under its row, in place of what stood there.
    fn put(&self, w: &Writer<'_>, row: i64, place: Place) -> Result<()> {
        if *self == Self::default() {
            return if place == Place::Taken { remove_topics(w, row) } else { Ok(()) };
        }
        let sql = "REPLACE INTO search_topics (rowid, topic, wants, offers) VALUES (?1, ?2, ?3, ?4)";
        run(w, sql, params![row, self.topic, self.wants, self.offers])?;
        Ok(())
    }
}

fn remove_topics(w: &Writer<'_>, row: i64) -> Result<()> {
    run(w, "DELETE FROM search_topics WHERE rowid = ?1", [row])?;
    Ok(())
}

/// Makes a mark findable that says something in the user's words.
///
/// # Errors
/// What the database says.
pub fn put_mark(w: &Writer<'_>, m: &Mark) -> Result<()> {
    if noted(w, m.contact_id, m.id) { Ok(()) } else { index_mark(w, m, Place::Taken) }
}

fn index_mark(w: &Writer<'_>, m: &Mark, place: Place) -> Result<()> {
    Topics::of_mark(m).put(w, row_id(m.contact_id, m.id), place)?;
    put_fact(w, m.contact_id, m.id, place, &[mark_text(m)])
}

/// What can be found of a mark.
pub(super) fn mark_text(m: &Mark) -> Option<&str> {
    m.text.as_deref().filter(|_| m.kind.is_told())
}

/// Makes a resource findable, for what it is about.
///
/// # Errors
/// What the database says.
pub fn put_resource(w: &Writer<'_>, r: &Resource) -> Result<()> {
    let sql = "REPLACE INTO search_resources (rowid, title, topics, note) VALUES (?1, ?2, ?3, ?4)";
    run(w, sql, params![r.id, r.title, r.topics.join("\n"), r.note])?;
    Ok(())
}

/// Takes a resource's words out.
///
/// # Errors
/// What the database says.
pub fn remove_resource(w: &Writer<'_>, id: i64) -> Result<()> {
    run(w, "DELETE FROM search_resources WHERE rowid = ?1", [id])?;
    Ok(())
}

/// Makes an interaction findable.
///
/// # Errors
/// What the database says.
pub fn put_interaction(w: &Writer<'_>, i: &Interaction) -> Result<()> {
    if noted(w, i.contact_id, i.id) { Ok(()) } else { index_interaction(w, i, Place::Taken) }
}

fn index_interaction(w: &Writer<'_>, i: &Interaction, place: Place) -> Result<()> {
    sent::put_interaction(w, i)?;
    Topics::of_interaction(i).put(w, row_id(i.contact_id, i.id), place)?;
    put_fact(w, i.contact_id, i.id, place, &[i.place.as_deref(), i.about.as_deref(), i.text.as_deref()])
}

/// Makes a request findable.
///
/// # Errors
/// What the database says.
pub fn put_request(w: &Writer<'_>, r: &Request) -> Result<()> {
    if noted(w, r.contact_id, r.id) { Ok(()) } else { index_request(w, r, Place::Taken) }
}

fn index_request(w: &Writer<'_>, r: &Request, place: Place) -> Result<()> {
    sent::put_request(w, r)?;
    put_fact(w, r.contact_id, r.id, place, &[r.message.as_deref()])
}

/// Makes a promise or a reminder findable.
///
/// # Errors
/// What the database says.
pub fn put_promise(w: &Writer<'_>, p: &Promise) -> Result<()> {
    if noted(w, p.contact_id, p.id) { Ok(()) } else { index_promise(w, p, Place::Taken) }
}

fn index_promise(w: &Writer<'_>, p: &Promise, place: Place) -> Result<()> {
    put_fact(w, p.contact_id, p.id, place, &[Some(&p.text)])
}

/// Makes everything of a contact findable, of whom nothing could be found before.
///
/// # Errors
/// What the database says.
pub fn put_contact(w: &Writer<'_>, facts: &Facts) -> Result<()> {
    put_new_card(w, &facts.contact)?;
    facts.interactions.iter().try_for_each(|i| put_interaction(w, i))?;
    facts.requests.iter().try_for_each(|r| put_request(w, r))?;
    facts.promises.iter().try_for_each(|p| put_promise(w, p))?;
    facts.marks.iter().try_for_each(|m| put_mark(w, m))
}

/// Takes everything out; the caller puts everybody in again.
///
/// # Errors
/// What the database says.
pub fn clear(w: &Writer<'_>) -> Result<()> {
    sent::clear(w)?;
    w.execute_batch(
        "INSERT INTO search_words (search_words) VALUES ('delete-all');
         INSERT INTO search_parts (search_parts) VALUES ('delete-all');
         INSERT INTO search_topics (search_topics) VALUES ('delete-all');
         INSERT INTO search_resources (search_resources) VALUES ('delete-all');",
    )
    .map_err(fault)
}

/// Whether two cards are found by the same words.
#[must_use]
pub fn is_found_alike(a: &Contact, b: &Contact) -> bool {
    card(a) == card(b)
}

/// Takes a fact's words out.
///
/// # Errors
/// What the database says.
pub fn remove_fact(w: &Writer<'_>, contact_id: i64, fact: i64) -> Result<()> {
    sent::remove(w, row_id(contact_id, fact))?;
    remove_words(w, contact_id, fact)?;
    remove_topics(w, row_id(contact_id, fact))
}

fn remove_words(w: &Writer<'_>, contact_id: i64, fact: i64) -> Result<()> {
    for sql in ["DELETE FROM search_words WHERE rowid = ?1", "DELETE FROM search_parts WHERE rowid = ?1"] {
        run(w, sql, [row_id(contact_id, fact)])?;
    }
    Ok(())
}

/// Makes a contact's card findable, in place of the one of before: the name with the slug, and
/// everything else.
///
/// # Errors
/// What the database says.
pub fn put_card(w: &Writer<'_>, c: &Contact) -> Result<()> {
    if noted(w, c.id, 0) { Ok(()) } else { index_card(w, c, Place::Taken) }
}

fn index_card(w: &Writer<'_>, c: &Contact, place: Place) -> Result<()> {
    let (name, text) = card(c);
    Topics::of_card(c).put(w, row_id(c.id, 0), place)?;
    put(w, row_id(c.id, 0), place, &name, &text)
}

/// Makes a new contact's card findable: nothing stood there before.
///
/// # Errors
/// What the database says.
pub fn put_new_card(w: &Writer<'_>, c: &Contact) -> Result<()> {
    if noted(w, c.id, 0) { Ok(()) } else { index_card(w, c, Place::Free) }
}

/// What can be found of a contact's card: the name with the slug, and everything else.
pub(super) fn card(c: &Contact) -> (String, String) {
    let own = [&c.given, &c.family, &c.company, &c.title, &c.linkedin, &c.notes];
    let mut parts: Vec<&str> = own.into_iter().flatten().map(String::as_str).collect();
    parts.extend(c.introduced_by.as_ref().map(|i| i.name.as_str()));
    for list in [&c.emails, &c.phones, &c.urls, &c.tags] {
        parts.extend(list.iter().map(String::as_str));
    }
    (format!("{}\n{}", c.name, c.slug), parts.join("\n"))
}

/// How much of a word must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The whole word.
    Word,
    /// Its beginning.
    Start,
    /// Any part of it.
    Part,
}

/// The contacts whose name or slug has every word of `query`, each fitting as asked; at most
/// `most` of them.
///
/// # Errors
/// What the database says.
pub fn by_name(conn: &Db, query: &str, fit: Fit, most: usize) -> Result<Vec<i64>> {
    if fit == Fit::Part && query.split_whitespace().any(|w| w.chars().count() < 3) {
        return by_short_part(conn, query, most);
    }
    let star = if fit == Fit::Start { "*" } else { "" };
    let terms: Vec<String> = query
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .map(|w| format!("name : {}{star}", quoted(w)))
        .collect();
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let table = if fit == Fit::Part { "search_parts" } else { "search_words" };
    let sql = format!("SELECT rowid >> 32 FROM {table} WHERE {table} MATCH ?1 ORDER BY rowid LIMIT ?2");
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    all(conn, &sql, params![terms.join(" AND "), most], |r| r.get(0))
}

/// So many texts are looked at for a word, and so many of them are given back.
const TEXTS_MOST: i64 = 500;
/// See [`TEXTS_MOST`].
const NAMES_MOST: i64 = 20;

/// Names in which a word may stand: of people, companies, places, topics and labels. What was written
/// in messages and notes is none.
///
/// # Errors
/// What the database says.
pub fn proper_names(conn: &Db, word: &str) -> Result<Vec<String>> {
    if !word.contains(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let sql = "WITH found AS MATERIALIZED (SELECT rowid AS id FROM search_words WHERE search_words MATCH ?1 LIMIT ?2)
        SELECT concat_ws(' ', c.name, c.company, c.title, c.introduced_by,
                         (SELECT group_concat(t.tag, ' ') FROM tags t WHERE t.contact_id = c.id))
          FROM found JOIN contacts c ON c.id = found.id >> 32 WHERE found.id & 4294967295 = 0
        UNION
        SELECT concat_ws(' ', i.place, i.about)
          FROM found JOIN interactions i ON i.id = found.id & 4294967295
        LIMIT ?3";
    all(conn, sql, params![quoted(word), TEXTS_MOST, NAMES_MOST], |r| r.get(0))
}

/// Takes out all that can be found of a contact.
///
/// # Errors
/// What the database says.
pub fn remove_contact(w: &Writer<'_>, id: i64) -> Result<()> {
    sent::remove_contact(w, id)?;
    for sql in [
        "DELETE FROM search_words WHERE rowid BETWEEN ?1 AND ?2",
        "DELETE FROM search_parts WHERE rowid BETWEEN ?1 AND ?2",
        "DELETE FROM search_topics WHERE rowid BETWEEN ?1 AND ?2",
    ] {
        run(w, sql, [row_id(id, 0), row_id(id + 1, 0) - 1])?;
    }
    Ok(())
}

/// The contacts that have every word of `query` at the beginning of a word, somewhere; a contact
/// at most once, in order of their numbers.
///
/// # Errors
/// What the database says.
pub fn by_words(conn: &Db, query: &str, most: usize) -> Result<Vec<i64>> {
    let terms: Vec<String> = query
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .map(|w| format!("{}*", quoted(w)))
        .collect();
    matching(
        conn,
        "SELECT rowid >> 32 FROM search_words WHERE search_words MATCH ?1 ORDER BY rowid LIMIT ?2",
        &terms,
        most,
    )
}

/// The contacts that have every word of `query` anywhere, within words too.
///
/// Three characters and more are found by the index; a shorter query is looked for in names,
/// companies and tags.
///
/// # Errors
/// What the database says.
pub fn by_parts(conn: &Db, query: &str, most: usize) -> Result<Vec<i64>> {
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.iter().any(|w| w.chars().count() >= 3) {
        let terms: Vec<String> = words.iter().filter(|w| w.chars().count() >= 3).map(|w| quoted(w)).collect();
        return matching(
            conn,
            "SELECT rowid >> 32 FROM search_parts WHERE search_parts MATCH ?1 ORDER BY rowid LIMIT ?2",
            &terms,
            most,
        );
    }
    by_short_part(conn, query, most)
}

/// One or two characters: too short for the index, so the names are gone through.
fn by_short_part(conn: &Db, query: &str, most: usize) -> Result<Vec<i64>> {
    let words: Vec<String> = query.split_whitespace().map(text::fold).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let mut statement = conn.prepare_cached("SELECT id, name FROM contacts ORDER BY id").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)?
        && found.len() < most
    {
        let name = text::fold(row.get_ref(1).map_err(fault)?.as_str().unwrap_or_default());
        if words.iter().all(|w| name.contains(w.as_str())) {
            found.push(row.get(0).map_err(fault)?);
        }
    }
    Ok(found)
}

/// Every term must be found, though not all in the same text of a contact.
fn matching(conn: &Db, sql: &str, terms: &[String], most: usize) -> Result<Vec<i64>> {
    let mut found: Option<Vec<i64>> = None;
    let limit = if terms.len() == 1 { i64::try_from(most).unwrap_or(i64::MAX) } else { i64::MAX };
    for term in terms {
        let mut ids: Vec<i64> = if terms.len() == 1 {
            // Several texts of one contact follow each other: read on until there are enough people.
            distinct(conn, sql, term, most)?
        } else {
            all(conn, sql, params![term, limit], |r| r.get(0))?
        };
        ids.dedup();
        found = Some(match found {
            None => ids,
            Some(before) => before.into_iter().filter(|id| ids.binary_search(id).is_ok()).collect(),
        });
    }
    let mut found = found.unwrap_or_default();
    found.truncate(most);
    Ok(found)
}

pub(super) fn distinct(conn: &Db, sql: &str, term: &str, most: usize) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(sql).map_err(fault)?;
    let mut rows = statement.query(params![term, i64::MAX]).map_err(fault)?;
    let mut ids: Vec<i64> = Vec::new();
    while let Some(row) = rows.next().map_err(fault)? {
        let id: i64 = row.get(0).map_err(fault)?;
        if ids.last() != Some(&id) {
            if ids.len() == most {
                break;
            }
            ids.push(id);
        }
    }
    Ok(ids)
}
