//! What a book holds, written down for comparing: every base row, every word that can be found, and
//! whether the derived tables are what follows from them.
//!
//! Random names of facts (UUIDs) are left out: two runs of one verb differ in nothing else.

use intouch::actions::{Desk, planning};
use intouch::model::day;
use intouch::platform::Now;
use intouch::schedule::{Closing, plan};
use intouch::settings::Settings;
use intouch::store::open::Access;
use intouch::store::{contacts, facts, follow_ups};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;

/// A book's rows by table, each row as text.
pub type Rows = BTreeMap<String, Vec<String>>;

/// The ordinary tables of a book with their columns: not the full text's own, not SQLite's.
pub fn tables(db: &Connection) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let mut names = db
        .prepare(
            "SELECT name FROM sqlite_schema AS t WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
               AND sql NOT LIKE 'CREATE VIRTUAL%'
               AND NOT EXISTS (SELECT 1 FROM sqlite_schema AS v WHERE v.sql LIKE 'CREATE VIRTUAL%'
                               AND t.name LIKE v.name || '\\_%' ESCAPE '\\')",
        )
        .unwrap();
    for name in names.query_map([], |r| r.get::<_, String>(0)).unwrap() {
        let name = name.unwrap();
        let mut columns = db.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
        let columns = columns.query_map([&name], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        found.insert(name, columns);
    }
    found
}

/// Everything recorded in those columns of those tables. What the program keeps for itself (with
/// which playbook it planned, and which drafts it showed) is no fact; the agenda is derived.
pub fn rows(db: &Connection, tables: &BTreeMap<String, Vec<String>>) -> Rows {
    let mut all = Rows::new();
    for (table, columns) in tables.iter().filter(|(t, _)| *t != "follow_ups") {
        let only = if table == "meta" {
            " WHERE key NOT IN ('planned_with', 'playbook', 'revision', 'revised_at')"
        } else {
            ""
        };
        let columns: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
        let mut statement = db.prepare(&format!("SELECT {} FROM \"{table}\"{only}", columns.join(", "))).unwrap();
        let mut found = statement.query([]).unwrap();
        let mut lines = Vec::new();
        while let Some(row) = found.next().unwrap() {
            let cells: Vec<String> = (0..columns.len()).map(|n| cell(row.get_ref(n).unwrap())).collect();
            lines.push(cells.join(" | "));
        }
        lines.sort_unstable();
        all.insert(table.clone(), lines);
    }
    all
}

fn cell(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Real(n) => n.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => without_uids(&String::from_utf8_lossy(bytes)),
    }
}

/// The text without the random names in it.
fn without_uids(text: &str) -> String {
    const SHAPE: [usize; 5] = [8, 4, 4, 4, 12];
    let bytes = text.as_bytes();
    let uid_at = |start: usize| {
        let mut at = start;
        for (n, length) in SHAPE.into_iter().enumerate() {
            if n > 0 {
                if bytes.get(at) != Some(&b'-') {
                    return false;
                }
                at += 1;
            }
            if !bytes.get(at..at + length).is_some_and(|part| part.iter().all(u8::is_ascii_hexdigit)) {
                return false;
            }
            at += length;
        }
        true
    };
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        if uid_at(at) {
            out.extend_from_slice(b"UID");
            at += 36;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

/// Every word of the full-text indexes with its place.
fn words(db: &Connection) -> Rows {
    let mut all = Rows::new();
    for index in ["search_words", "search_parts", "search_topics", "search_resources"] {
        let spell = format!("{index}_spelt");
        db.execute_batch(&format!(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.{spell} USING fts5vocab(main, {index}, instance)"
        ))
        .unwrap();
        let mut statement = db.prepare(&format!("SELECT term, doc, col, offset FROM temp.{spell}")).unwrap();
        let found = statement.query_map([], |r| {
            let cells: Vec<String> = (0..4).map(|n| cell(r.get_ref(n).unwrap())).collect();
            Ok(cells.join(" "))
        });
        let mut lines: Vec<String> = found.unwrap().map(Result::unwrap).collect();
        lines.sort_unstable();
        all.insert(index.to_owned(), lines);
    }
    all
}

/// A connection that only looks.
pub fn look(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
}

/// Everything a book holds: base rows and findable words. Where there is no file, or no table in it
/// yet, it holds what a fresh one holds.
pub fn holds(path: &Path) -> Rows {
    if std::fs::metadata(path).is_ok_and(|m| m.len() > 0) {
        let db = look(path);
        let tables = tables(&db);
        if !tables.is_empty() {
            let mut all = rows(&db, &tables);
            all.extend(words(&db));
            return all;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("fresh.db");
    planning::open(&mut desk(&fresh), Access::Write).unwrap();
    holds(&fresh)
}

/// What two books differ in, a few lines of it.
pub fn difference(left: &Rows, right: &Rows) -> String {
    let mut out = String::new();
    let names: std::collections::BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    for name in names {
        let empty = Vec::new();
        let (l, r) = (left.get(name).unwrap_or(&empty), right.get(name).unwrap_or(&empty));
        for line in l.iter().filter(|line| !r.contains(line)).take(5) {
            out.push_str(&format!("  - {name}: {line}\n"));
        }
        for line in r.iter().filter(|line| !l.contains(line)).take(5) {
            out.push_str(&format!("  + {name}: {line}\n"));
        }
    }
    out
}

/// A desk with the built-in playbook, for the book at `path`.
pub fn desk(path: &Path) -> Desk {
    let at = day::parse_stamp("2026-11-23T12:00:00Z").unwrap();
    let settings = Settings::parse("", "config.toml").unwrap();
    Desk::new(settings, Now::new(at, 0, chrono::NaiveTime::MIN), Some(path.to_owned()), None)
}

/// Checks that a book is sound: SQLite's own checks pass, and the stored agenda with the summaries
/// on the contacts is what a plan from scratch gives. A book that was never made is.
pub fn assert_sound(path: &Path, context: &dyn std::fmt::Display) {
    if !path.exists() {
        return;
    }
    let db = look(path);
    let said: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(said, "ok", "{context}");
    let broken: i64 = db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0)).unwrap();
    assert_eq!(broken, 0, "{context}");
    drop(db);
    let mut desk = desk(path);
    let book = planning::open(&mut desk, Access::Read).unwrap();
    for id in contacts::ids(book.conn()).unwrap() {
        let facts = facts::of(book.conn(), id).unwrap();
        let fresh = plan(&facts, desk.playbook(), desk.calendar());
        let mut planned = Vec::new();
        for raised in fresh.raised.iter().filter(|r| r.closing == Closing::Open) {
            let number = facts
                .decisions
                .iter()
                .find(|d| d.rule == raised.rule && d.anchor == raised.anchor && d.step == raised.step)
                .unwrap_or_else(|| panic!("{context}: an open follow-up has no number"));
            planned.push(planning::row(&facts.contact, raised, number.follow_up_id));
        }
        let mut stored = follow_ups::of(book.conn(), id).unwrap();
        planned.sort_by_key(|f| f.id);
        stored.sort_by_key(|f| f.id);
        assert_eq!(stored, planned, "{context}");
        let (contact, summary) = (&facts.contact, &fresh.summary);
        assert_eq!(contact.last_contact_on, summary.last_contact_on, "{context}");
        assert_eq!(contact.connection, summary.connection, "{context}");
        assert_eq!(contact.resting_since, summary.resting_since, "{context}");
        assert_eq!((contact.met_on, &contact.met_at), (summary.met_on, &summary.met_at), "{context}");
    }
}
