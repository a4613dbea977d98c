//! Who and what is about a word, by its stem: lookups in the full text of topics and resources.
//!
//! Words are quoted, so nothing in them is query syntax. Ranks by SQLite's bm25; what makes a good
//! match is decided elsewhere.

use super::column::{all, first};
use super::fault::fault;
use super::search::{distinct, quoted};
use crate::model::Result;
use crate::model::topic::Word;
use rusqlite::{Connection as Db, params};

/// What of a person is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What was spoken about, and tags.
    Topic,
    /// What they look for.
    Wants,
    /// What they offer.
    Offers,
}

impl Side {
    const fn column(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Wants => "wants",
            Self::Offers => "offers",
        }
    }
}

/// The people who have all of the words in one text of that side, at most so many, by number.
///
/// # Errors
/// What the database says.
pub fn people(conn: &Db, side: Side, words: &[&str], most: usize) -> Result<Vec<i64>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let terms: Vec<String> = words.iter().map(|w| quoted(w)).collect();
    let query = format!("{{{}}} : ({})", side.column(), terms.join(" AND "));
    let sql = "SELECT rowid >> 32 FROM search_topics WHERE search_topics MATCH ?1 ORDER BY rowid LIMIT ?2";
    distinct(conn, sql, &query, most)
}

/// The resources that have one of the words, the best first: a topic weighs most, then the title.
///
/// # Errors
/// What the database says.
pub fn resources(conn: &Db, words: &[&str], most: usize) -> Result<Vec<i64>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let terms: Vec<String> = words.iter().map(|w| quoted(w)).collect();
    let sql = "SELECT rowid FROM search_resources WHERE search_resources MATCH ?1
         ORDER BY bm25(search_resources, 2.0, 4.0, 1.0), rowid LIMIT ?2";
    all(conn, sql, params![terms.join(" OR "), i64::try_from(most).unwrap_or(i64::MAX)], |r| r.get(0))
}

/// How the index sees words: what it makes of each, so that "pump" and "pumps" are one.
///
/// # Errors
/// What the database says.
pub fn stems(texts: &[Vec<String>]) -> Result<Vec<Vec<Word>>> {
    let mut written: Vec<&String> = texts.iter().flatten().collect();
    written.sort_unstable();
    written.dedup();
    let index = Db::open_in_memory().map_err(fault)?;
    index
        .execute_batch(
            "CREATE VIRTUAL TABLE words USING fts5 (word, tokenize = 'porter unicode61 remove_diacritics 2');
             CREATE VIRTUAL TABLE stems USING fts5vocab (words, instance);
             BEGIN;",
        )
        .map_err(fault)?;
    for (n, word) in (1_i64..).zip(&written) {
        super::column::run(&index, "INSERT INTO words (rowid, word) VALUES (?1, ?2)", params![n, word])?;
    }
    let found: Vec<(i64, String)> =
        all(&index, "SELECT doc, term FROM stems ORDER BY doc, offset", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let stem = |word: &String| {
        let place = written.binary_search(&word).ok().and_then(|n| i64::try_from(n + 1).ok());
        let known = place.and_then(|n| found.iter().find(|(doc, _)| *doc == n));
        known.map_or_else(|| word.clone(), |(_, stem)| stem.clone())
    };
    let word = |word: &String| Word { written: word.clone(), stem: stem(word) };
    Ok(texts.iter().map(|text| text.iter().map(word).collect()).collect())
}

/// The numbers of those whose facts say that they were introduced to the one of `uid`.
///
/// # Errors
/// What the database says.
pub fn introduced_to(conn: &Db, uid: &str) -> Result<Vec<i64>> {
    all(conn, "SELECT contact_id FROM marks WHERE kind = 'introduced-to' AND text = ?1", [uid], |r| r.get(0))
}

/// Whether somebody may be written to at all: neither put away, nor silent, nor paused, nor resting.
///
/// # Errors
/// What the database says.
pub fn may_be_asked(conn: &Db, contact_id: i64, today: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM contacts WHERE id = ?1 AND archived = 0 AND do_not_contact = 0
         AND resting_since IS NULL AND coalesce(paused_until, '') <= ?2";
    Ok(first(conn, sql, params![contact_id, today], |_| Ok(()))?.is_some())
}
