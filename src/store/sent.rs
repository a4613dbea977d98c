//! The index of texts that were sent: one sketch a text, by which near-copies are found.
//!
//! Follows from the texts, so the full text's functions keep it ([`super::search`]) and no step of undo holds it.
//! Never decides what a copy is: it gives the likeliest texts.

use super::column::{day, first, run};
use super::fault::fault;
use super::open::Writer;
use super::search::row_id;
use crate::model::shingle::Sketch;
use crate::model::{Day, Direction, Interaction, InteractionKind, Request, RequestDirection, Result};
use rusqlite::{Connection as Db, params};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// So many texts are given at most.
const MOST: usize = 10;
/// Texts that agree in fewer of the 64 places share less than a fifth of their pairs.
const FEWEST: u32 = 16;

/// A text that somebody was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// To whom.
    pub contact_id: i64,
    /// Their name.
    pub contact: String,
    /// On which day.
    pub on: Day,
    /// The words.
    pub text: String,
}

/// The texts most like this one that were sent to others than `except`, the likeliest first, the newest of equals;
/// at most ten. Whether they are alike is for the caller to say.
///
/// # Errors
/// What the database says.
pub fn alike(conn: &Db, text: &str, except: Option<i64>) -> Result<Vec<Sent>> {
    let Some(sketch) = Sketch::of(text) else { return Ok(Vec::new()) };
    let mut best: BinaryHeap<Reverse<(u32, i64, i64)>> = BinaryHeap::with_capacity(MOST + 1);
    let mut statement = conn.prepare_cached("SELECT id, sketch FROM sent").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let kept = row.get_ref(1).map_err(fault)?.as_blob().ok().and_then(Sketch::kept);
        let Some(agreement) = kept.map(|k| k.agreement(&sketch)).filter(|a| *a >= FEWEST) else { continue };
        let id: i64 = row.get(0).map_err(fault)?;
        let (contact, fact) = (id >> 32, id & 0xffff_ffff);
        if except != Some(contact) {
            best.push(Reverse((agreement, fact, contact)));
            if best.len() > MOST {
                best.pop();
            }
        }
    }
    let found = best.into_sorted_vec().into_iter().map(|Reverse((_, fact, _))| read(conn, fact));
    found.filter_map(Result::transpose).collect()
}

/// The text of a fact, with whom it went to.
fn read(conn: &Db, fact: i64) -> Result<Option<Sent>> {
    let sent = |row: &rusqlite::Row<'_>| {
        Ok(Sent { contact_id: row.get(0)?, contact: row.get(1)?, on: day(row, 2)?, text: row.get(3)? })
    };
    let interaction =
        "SELECT c.id, c.name, i.on_day, i.text FROM interactions AS i JOIN contacts AS c ON c.id = i.contact_id
         WHERE i.id = ?1 AND i.text IS NOT NULL";
    let request =
        "SELECT c.id, c.name, r.sent_on, r.message FROM requests AS r JOIN contacts AS c ON c.id = r.contact_id
         WHERE r.id = ?1 AND r.message IS NOT NULL";
    match first(conn, interaction, [fact], sent)? {
        None => first(conn, request, [fact], sent),
        found => Ok(found),
    }
}

/// The text of an interaction, if it is one the user wrote to them.
fn text_of(i: &Interaction) -> Option<&str> {
    let written = matches!(i.kind, InteractionKind::Message | InteractionKind::Email);
    i.text.as_deref().filter(|_| written && i.direction == Some(Direction::Out))
}

/// The note of a request, if the user sent it.
fn note_of(r: &Request) -> Option<&str> {
    r.message.as_deref().filter(|_| r.direction == RequestDirection::Sent)
}

/// Puts an interaction's text into the index, in place of the one of before.
///
/// # Errors
/// What the database says.
pub(super) fn put_interaction(w: &Writer<'_>, i: &Interaction) -> Result<()> {
    put(w, row_id(i.contact_id, i.id), text_of(i))
}

/// Puts a request's note into the index, in place of the one of before.
///
/// # Errors
/// What the database says.
pub(super) fn put_request(w: &Writer<'_>, r: &Request) -> Result<()> {
    put(w, row_id(r.contact_id, r.id), note_of(r))
}

fn put(conn: &Db, row: i64, text: Option<&str>) -> Result<()> {
    match text.and_then(Sketch::of) {
        Some(sketch) => {
            run(conn, "REPLACE INTO sent (id, sketch) VALUES (?1, ?2)", params![row, sketch.bytes()])?;
        }
        None => remove(conn, row)?,
    }
    Ok(())
}

/// Takes a text out.
///
/// # Errors
/// What the database says.
pub(super) fn remove(conn: &Db, row: i64) -> Result<()> {
    run(conn, "DELETE FROM sent WHERE id = ?1", [row])?;
    Ok(())
}

/// Takes out everything that a contact was sent.
///
/// # Errors
/// What the database says.
pub(super) fn remove_contact(w: &Writer<'_>, id: i64) -> Result<()> {
    run(w, "DELETE FROM sent WHERE id BETWEEN ?1 AND ?2", [row_id(id, 0), row_id(id + 1, 0) - 1])?;
    Ok(())
}

/// Takes everything out.
///
/// # Errors
/// What the database says.
pub(super) fn clear(w: &Writer<'_>) -> Result<()> {
    run(w, "DELETE FROM sent", [])?;
    Ok(())
}

/// Every text that belongs into the index, with its row: the same choice as [`text_of`] and [`note_of`].
const TEXTS: &str = "SELECT (contact_id << 32) | id, text FROM interactions
         WHERE direction = 'out' AND kind IN ('message', 'email') AND text IS NOT NULL
     UNION ALL
     SELECT (contact_id << 32) | id, message FROM requests WHERE direction = 'sent' AND message IS NOT NULL";

/// Calls `visit` with row and sketch of every text of the book.
fn each(conn: &Db, mut visit: impl FnMut(i64, Sketch) -> Result<()>) -> Result<()> {
    let mut statement = conn.prepare(TEXTS).map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let text = row.get_ref(1).map_err(fault)?;
        if let Some(sketch) = text.as_str().ok().and_then(Sketch::of) {
            visit(row.get(0).map_err(fault)?, sketch)?;
        }
    }
    Ok(())
}

/// Fills the index of a book that had none.
///
/// # Errors
/// What the database says.
pub(super) fn fill(conn: &Db) -> Result<()> {
    each(conn, |row, sketch| {
        run(conn, "REPLACE INTO sent (id, sketch) VALUES (?1, ?2)", params![row, sketch.bytes()]).map(drop)
    })
}

/// The rows in which the index is not what follows from the texts.
///
/// # Errors
/// Where the index or the texts can't be read.
pub(super) fn differing(conn: &Db) -> Result<Vec<i64>> {
    let mut stored: HashMap<i64, Option<Sketch>> = HashMap::new();
    let mut statement = conn.prepare("SELECT id, sketch FROM sent").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let kept = row.get_ref(1).map_err(fault)?.as_blob().ok().and_then(Sketch::kept);
        stored.insert(row.get(0).map_err(fault)?, kept);
    }
    let mut differing = Vec::new();
    each(conn, |row, sketch| {
        if stored.remove(&row) != Some(Some(sketch)) {
            differing.push(row);
        }
        Ok(())
    })?;
    // What is left stands in the index and belongs to no text.
    differing.extend(stored.into_keys());
    Ok(differing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Book, contacts, search_check};

    const TEXT: &str = "Hi NAME, it was great meeting you at the Harbour Fair. I enjoyed our conversation about marketing \
        trends, and I would love to connect here so that we can continue it.";

    /// People with one message each, and one request among them.
    fn book(texts: &[(&str, &str)]) -> Book {
        let book = Book::in_memory().unwrap();
        for (n, (name, text)) in texts.iter().enumerate() {
            let n = i64::try_from(n).unwrap() + 1;
            book.conn()
                .execute(
                    "INSERT INTO contacts (id, uid, slug, name, created_at, added_on)
                     VALUES (?1, ?2, ?2, ?2, '2026-11-01T12:00:00Z', '2026-11-01')",
                    params![n, name],
                )
                .unwrap();
            let sql = if n == 2 {
                "INSERT INTO requests (id, uid, contact_id, direction, status, sent_on, message, recorded_on)
                 VALUES (?1, ?1, ?1, 'sent', 'pending', '2026-11-03', ?2, '2026-11-03')"
            } else {
                "INSERT INTO interactions (id, uid, contact_id, kind, direction, on_day, text, recorded_on)
                 VALUES (?1, ?1, ?1, 'message', 'out', '2026-11-03', ?2, '2026-11-03')"
            };
            book.conn().execute(sql, params![n, text]).unwrap();
        }
        fill(book.conn()).unwrap();
        book
    }

    fn names(book: &Book, text: &str, except: Option<i64>) -> Vec<String> {
        alike(book.conn(), text, except).unwrap().into_iter().map(|s| s.contact).collect()
    }

    #[test]
    fn copies_are_found_among_messages_and_requests_the_likeliest_first() {
        let swapped = TEXT.replace("the Harbour Fair", "RustConf").replace("marketing trends", "bread");
        let other = "Thank you for the tour of the bakery; my brother still talks of the oven and its doors.";
        let book = book(&[("Ann", &swapped), ("Bo", TEXT), ("Cleo", other)]);
        assert_eq!(names(&book, &TEXT.replace("NAME", "Dee"), None), ["Bo", "Ann"]);
        assert_eq!(names(&book, &TEXT.replace("NAME", "Dee"), Some(2)), ["Ann"]);
        assert_eq!(names(&book, "Thank you!", None), Vec::<String>::new());
        assert_eq!(alike(book.conn(), TEXT, None).unwrap()[0].text, TEXT);
    }

    #[test]
    fn of_many_equals_the_newest_ten_are_given() {
        let all: Vec<String> = (1..=30).map(|n| format!("P{n:02}")).collect();
        let texts: Vec<(&str, &str)> = all.iter().map(|n| (n.as_str(), TEXT)).collect();
        let found = names(&book(&texts), TEXT, None);
        assert_eq!((found.len(), found.first().map(String::as_str)), (10, Some("P30")));
    }

    #[test]
    fn what_came_in_and_what_is_noted_is_not_in_the_index() {
        let book = book(&[("Ann", TEXT)]);
        for change in ["direction = 'in'", "kind = 'note', direction = NULL", "text = 'Thank you!'", "text = NULL"] {
            book.conn().execute("UPDATE interactions SET direction = 'out', kind = 'message'", []).unwrap();
            book.conn().execute(&format!("UPDATE interactions SET {change}"), []).unwrap();
            assert_eq!(differing(book.conn()).unwrap(), [row_id(1, 1)], "{change}");
        }
    }

    #[test]
    fn an_erased_contact_is_in_no_row_and_what_was_made_anew_is_the_same() {
        let mut book = book(&[("Ann", TEXT), ("Bo", TEXT), ("Cleo", TEXT)]);
        assert_eq!(differing(book.conn()).unwrap(), Vec::<i64>::new());
        book.upkeep(|w| contacts::erase(w, 2)).unwrap();
        assert_eq!(names(&book, TEXT, None), ["Cleo", "Ann"]);
        run(book.conn(), "UPDATE sent SET sketch = zeroblob(32)", []).unwrap();
        assert_eq!(differing(book.conn()).unwrap().len(), 2);
        book.upkeep(search_check::rebuild).unwrap();
        assert_eq!(differing(book.conn()).unwrap(), Vec::<i64>::new());
    }
}
