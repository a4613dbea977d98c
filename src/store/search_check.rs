//! The full-text index, and that of sent texts, against the texts: SQLite looks only whether the index is well formed, so
//! damage in a text, or in what the index says of it, is found by making the index anew.
//!
//! Never tells what a text says: only whose it is.

use super::check::Problem;
use super::fault::fault;
use super::open::Writer;
use super::search::{self, Topics, card, mark_text, row_id};
use super::{Book, contacts, interactions, marks, promises, requests, resources, sent};
use crate::model::{Resource, Result, digest};
use rusqlite::{Connection as Db, params};
use std::collections::HashMap;

/// So many texts are indexed anew at once.
const BATCH: usize = 20_000;

/// What an index says of each text: the sum of all its terms with their places. Equal sums, equal terms.
type Sums = HashMap<i64, u64>;

/// A text as it is indexed.
struct Text {
    row: i64,
    name: String,
    rest: String,
    topics: Topics,
}

/// Compares the index with the texts; `progress` hears how many of how many people are done.
///
/// # Errors
/// Where the index or the texts can't be read.
pub fn search(conn: &Db, progress: &mut dyn FnMut(usize, usize)) -> Result<Vec<Problem>> {
    let mut stored = sums(conn, "main")?;
    let people = contacts::ids(conn)?;
    let mut differing = Vec::new();
    let mut batch: Vec<Text> = Vec::new();
    for (n, id) in people.iter().enumerate() {
        gather(conn, *id, &mut batch)?;
        if batch.len() >= BATCH || n + 1 == people.len() {
            compare(&mut stored, &batch, &[], &mut differing)?;
            batch.clear();
            progress(n + 1, people.len());
        }
    }
    compare(&mut stored, &[], &resources::list(conn)?, &mut differing)?;
    // What is left stands in the index and belongs to no text.
    differing.extend(stored.into_keys());
    differing.extend(sent::differing(conn)?);
    differing.sort_unstable();
    differing.dedup();
    Ok(differing.into_iter().map(problem).collect())
}

/// Makes the index anew from the texts.
///
/// # Errors
/// What the database says.
pub fn rebuild(w: &Writer<'_>) -> Result<()> {
    search::clear(w)?;
    resources::list(w)?.iter().try_for_each(|r| search::put_resource(w, r))?;
    contacts::ids(w)?.into_iter().try_for_each(|id| search::put_contact(w, &super::facts::of(w, id)?))
}

/// Where the index and a text differ.
fn problem(row: i64) -> Problem {
    let (contact, fact) = (row >> 32, row & 0xffff_ffff);
    let place = if contact == 0 {
        format!("resource {fact}")
    } else if fact == 0 {
        format!("contact {contact}")
    } else {
        format!("contact {contact}, fact {fact}")
    };
    Problem {
        place,
        what: "what can be found and what is recorded differ: the text or the index was damaged".to_owned(),
    }
}

/// The texts of a contact, as they are indexed.
fn gather(conn: &Db, id: i64, batch: &mut Vec<Text>) -> Result<()> {
    let contact = contacts::get(conn, id)?;
    let (name, text) = card(&contact);
    batch.push(Text { row: row_id(id, 0), name, rest: text, topics: Topics::of_card(&contact) });
    let mut fact = |fact: i64, texts: &[Option<&str>], topics: Topics| {
        let words: Vec<&str> = texts.iter().flatten().copied().collect();
        if !words.is_empty() {
            batch.push(Text { row: row_id(id, fact), name: String::new(), rest: words.join("\n"), topics });
        }
    };
    for i in interactions::of(conn, id)? {
        fact(i.id, &[i.place.as_deref(), i.about.as_deref(), i.text.as_deref()], Topics::of_interaction(&i));
    }
    for r in requests::of(conn, id)? {
        fact(r.id, &[r.message.as_deref()], Topics::default());
    }
    for p in promises::of(conn, id)? {
        fact(p.id, &[Some(&p.text)], Topics::default());
    }
    for m in marks::of(conn, id)? {
        fact(m.id, &[mark_text(&m)], Topics::of_mark(&m));
    }
    Ok(())
}

/// Indexes some texts anew and compares; what was compared is taken out of `stored`.
fn compare(stored: &mut Sums, batch: &[Text], shared: &[Resource], differing: &mut Vec<i64>) -> Result<()> {
    let book = Book::in_memory()?;
    let fresh = book.conn();
    fresh.execute_batch("BEGIN").map_err(fault)?;
    for table in ["search_words", "search_parts"] {
        let sql = format!("INSERT INTO {table} (rowid, name, text) VALUES (?1, ?2, ?3)");
        let mut insert = fresh.prepare(&sql).map_err(fault)?;
        for t in batch {
            insert.execute(params![t.row, t.name, t.rest]).map_err(fault)?;
        }
    }
    let sql = "INSERT INTO search_topics (rowid, topic, wants, offers) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = fresh.prepare(sql).map_err(fault)?;
    for t in batch.iter().filter(|t| t.topics != Topics::default()) {
        let Topics { topic, wants, offers } = &t.topics;
        insert.execute(params![t.row, topic, wants, offers]).map_err(fault)?;
    }
    let sql = "INSERT INTO search_resources (rowid, title, topics, note) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = fresh.prepare(sql).map_err(fault)?;
    for r in shared {
        insert.execute(params![r.id, r.title, r.topics.join("\n"), r.note]).map_err(fault)?;
    }
    fresh.execute_batch("COMMIT").map_err(fault)?;
    let wanted = sums(fresh, "main")?;
    for row in batch.iter().map(|t| &t.row).chain(shared.iter().map(|r| &r.id)) {
        // A text without a single term stands in neither.
        if stored.remove(row).unwrap_or(0) != wanted.get(row).copied().unwrap_or(0) {
            differing.push(*row);
        }
    }
    Ok(())
}

/// The sum of what both indexes say of each text.
fn sums(conn: &Db, schema: &str) -> Result<Sums> {
    let mut sums = Sums::new();
    for (table, seed) in [("search_words", 1_u64), ("search_parts", 2), ("search_topics", 3), ("search_resources", 4)] {
        conn.execute_batch(&format!(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}_instances USING fts5vocab ('{schema}', '{table}', 'instance')"
        ))
        .map_err(fault)?;
        let sql = format!("SELECT term, doc, col, offset FROM temp.{table}_instances");
        let mut statement = conn.prepare(&sql).map_err(fault)?;
        let mut rows = statement.query([]).map_err(fault)?;
        let (mut term_sum, mut last) = (0_u64, Vec::new());
        while let Some(row) = rows.next().map_err(fault)? {
            let bytes =
                |n| row.get_ref(n).map_err(fault).map(|v| v.as_bytes_or_null().ok().flatten().unwrap_or_default());
            let term = bytes(0)?;
            // The terms come in their order: many rows of one follow each other.
            if term != last {
                last = term.to_vec();
                term_sum = digest::of(term, seed);
            }
            let (doc, offset): (i64, i64) = (row.get(1).map_err(fault)?, row.get(3).map_err(fault)?);
            let place = bytes(2)?.first().copied().map_or(0, u64::from) ^ (offset.unsigned_abs() << 8);
            let sum = sums.entry(doc).or_default();
            *sum = sum.wrapping_add(digest::stirred(term_sum ^ digest::stirred(place)));
        }
    }
    sums.retain(|_, sum| *sum != 0);
    Ok(sums)
}
