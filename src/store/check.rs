//! Looking for damage: what SQLite itself can tell, every row and every text read, what is kept
//! twice compared, and the full-text index against the texts.
//!
//! Never writes, and never tells what a text says: only where it stands.

use super::backup::Contents;
use super::column::first;
use super::fault::fault;
use super::open::{Mode, connection, refuse_foreign, refuse_no_file};
use super::{contacts, decisions, follow_ups, interactions, marks, migrate, promises, requests, resources};
use crate::model::{Day, ErrorKind, Instant, Result, Span, day as days, text};
use rusqlite::types::ValueRef;
use rusqlite::{Connection as Db, Row};
use std::path::Path;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// Where: `contact 12`, `fact 5`, `table drafts`.
    pub place: String,
    /// What.
    pub what: String,
}

impl Problem {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

/// Whether SQLite finds nothing wrong with the file's pages and rows: a quick look, without the
/// indexes.
#[must_use]
pub fn is_sound(conn: &Db) -> bool {
    conn.query_row("PRAGMA quick_check(1)", [], |r| r.get::<_, String>(0)).is_ok_and(|said| said == "ok")
}

/// Opens a file to look into it, and never writes to it: with its log and the locks of others
/// where that can be had, else as it stands.
///
/// # Errors
/// Where it can't be opened or is no database.
pub fn open(path: &Path) -> Result<Db> {
    let opened = |mode| {
        connection(path, mode).and_then(|conn| journal_mode(&conn).and_then(|_| migrate::version(&conn)).map(|_| conn))
    };
    refuse_no_file(path)?;
    match opened(Mode::Read) {
        Err(e) if e.kind == ErrorKind::Outside => opened(Mode::Still).map_err(|_| e),
        other => other,
    }
}

/// What a book holds, in numbers.
///
/// # Errors
/// `Newer`, or `Damaged` for what is no book or can't be read.
pub fn contents(conn: &Db) -> Result<Contents> {
    let schema = migrate::version(conn)?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(fault)?;
    refuse_foreign(schema, tables)?;
    let mut contents = Contents { schema, ..Contents::default() };
    if schema == 0 {
        return Ok(contents);
    }
    // A book of an older version has fewer tables.
    let has = |table: &str| -> Result<bool> {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        conn.query_row(sql, [table], |r| Ok(r.get::<_, i64>(0)? > 0)).map_err(fault)
    };
    let count = |sql: &str| -> Result<(u64, Option<Day>)> {
        let (count, last): (i64, Option<String>) =
            conn.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?))).map_err(fault)?;
        Ok((u64::try_from(count).unwrap_or(0), last.as_deref().and_then(days::parse_iso)))
    };
    for (table, sql) in [
        ("contacts", "SELECT count(*), max(added_on) FROM contacts"),
        ("interactions", "SELECT count(*), max(recorded_on) FROM interactions"),
        ("requests", "SELECT count(*), max(recorded_on) FROM requests"),
        ("promises", "SELECT count(*), max(recorded_on) FROM promises"),
        ("marks", "SELECT count(*), max(recorded_on) FROM marks"),
    ] {
        if !has(table)? {
            continue;
        }
        let (number, last) = count(sql)?;
        if table == "contacts" {
            contents.people = number;
        } else {
            contents.facts += number;
        }
        contents.last_recorded_on = contents.last_recorded_on.max(last);
    }
    Ok(contents)
}

/// What SQLite says of pages, indexes and rows; nothing where all is well.
///
/// # Errors
/// Where even that can't be asked.
pub fn structure(conn: &Db) -> Result<Vec<String>> {
    let mut statement = conn.prepare("PRAGMA integrity_check(50)").map_err(fault)?;
    let rows = statement.query_map([], |r| r.get::<_, String>(0)).map_err(fault)?;
    let said: Vec<String> = rows.collect::<rusqlite::Result<_>>().map_err(fault)?;
    // A line may quote a damaged name of the schema: only what names are made of is passed on.
    let plain = |line: String| line.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    Ok(said.into_iter().filter(|line| line != "ok").map(plain).collect())
}

/// What stands in the schema and is not what this version makes: a flipped bit there is found by
/// no other look. What somebody added for themselves is let be.
///
/// # Errors
/// Where the schema can't be read.
pub fn schema_as_made(conn: &Db) -> Result<Vec<Problem>> {
    // The full-text tables' own tables are SQLite's to name.
    let sql = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema
               WHERE name NOT GLOB 'search_*_*' AND name NOT GLOB 'sqlite_*'";
    let read = |conn: &Db| -> Result<std::collections::BTreeMap<String, String>> {
        let mut statement = conn.prepare(sql).map_err(fault)?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).map_err(fault)?;
        rows.collect::<rusqlite::Result<_>>().map_err(fault)
    };
    let made = read(super::Book::in_memory()?.conn())?;
    let stands = read(conn)?;
    let differs = |(name, text): &(&String, &String)| stands.get(*name) != Some(*text);
    let wrong =
        made.iter().filter(differs).map(|(name, _)| Problem::new(name, "is not defined as this version defines it"));
    Ok(wrong.collect())
}

/// Rows that point to what is not there.
///
/// # Errors
/// Where that can't be asked.
pub fn references(conn: &Db) -> Result<Vec<Problem>> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check").map_err(fault)?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?, r.get::<_, String>(2)?)))
        .map_err(fault)?;
    let one = |(table, row, parent): (String, Option<i64>, String)| {
        let place = row.map_or_else(|| format!("table {table}"), |id| format!("table {table}, row {id}"));
        Problem::new(place, format!("points to a row of {parent} that is not there"))
    };
    rows.map(|r| r.map(one)).collect::<rusqlite::Result<_>>().map_err(fault)
}

/// `wal`, `delete`, ...: how the file keeps what is being written.
///
/// # Errors
/// What the database says.
pub fn journal_mode(conn: &Db) -> Result<String> {
    conn.query_row("PRAGMA journal_mode", [], |r| r.get(0)).map_err(fault)
}

/// The version of the schema; `Newer` and `Damaged` where it is not this program's to read.
///
/// # Errors
/// As said.
pub fn schema(conn: &Db) -> Result<i64> {
    let version = migrate::version(conn)?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(fault)?;
    refuse_foreign(version, tables)?;
    Ok(version)
}

/// Whether a character may stand in a text that is kept: cleaning lets no control or invisible
/// character in but line ends and tabs.
fn is_kept(c: char) -> bool {
    matches!(c, '\n' | '\t') || !(c.is_control() || text::is_invisible(c))
}

/// Reads every value of every table, whatever it is for: each text must be UTF-8 and hold no
/// character that cleaning never lets in. Gives how many rows were read.
pub fn texts(conn: &Db, found: &mut dyn FnMut(Problem)) -> u64 {
    let sql =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables = conn
        .prepare(sql)
        .and_then(|mut s| s.query_map([], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>());
    let Ok(tables) = tables else {
        found(Problem::new("the schema", "can't be read"));
        return 0;
    };
    let plain =
        |t: &String| !t.is_empty() && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let mut read = 0;
    for table in tables {
        if plain(&table) {
            read += table_texts(conn, &table, found);
        } else {
            found(Problem::new("the schema", "a table has a name that none can have"));
        }
    }
    read
}

fn table_texts(conn: &Db, table: &str, found: &mut dyn FnMut(Problem)) -> u64 {
    let mut read = 0;
    let mut go = || -> rusqlite::Result<()> {
        // A damaged name of a column is an error here; a statement's own names would be taken for text.
        let mut columns = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = columns.query_map([table], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}"))?;
        let key = ["contact_id", "id"].iter().find_map(|k| names.iter().position(|n| n == k));
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            read += 1;
            for (n, column) in names.iter().enumerate() {
                let ValueRef::Text(bytes) = row.get_ref(n)? else { continue };
                let fault = match std::str::from_utf8(bytes) {
                    Err(_) => "is not UTF-8",
                    // Nearly every text is plain ASCII.
                    Ok(_) if bytes.iter().all(|b| (b' '..=b'~').contains(b)) => continue,
                    Ok(text) if text.chars().all(is_kept) => continue,
                    Ok(_) => "holds a character that is never let in",
                };
                let whose = key.and_then(|k| row.get::<_, i64>(k).ok());
                let whose = match (whose, table) {
                    (Some(id), "contacts") => format!("contact {id}"),
                    (Some(id), _) if key.and_then(|k| names.get(k)).is_some_and(|k| k == "contact_id") => {
                        format!("contact {id}, table {table}")
                    }
                    _ => format!("table {table}, row {read}"),
                };
                found(Problem::new(whose, format!("the text {column} {fault}")));
            }
        }
        Ok(())
    };
    if go().is_err() {
        found(Problem::new(format!("table {table}"), format!("can't be read past row {read}")));
    }
    read
}

/// Reads every row as the program does, and compares what is kept twice: keys made from values,
/// days with instants. Only for a book of this version.
pub fn rows(conn: &Db, found: &mut dyn FnMut(Problem)) {
    scan(conn, &format!("SELECT {} FROM contacts", contacts::COLUMNS), "contact", 0, found, |row, say| {
        let c = contacts::contact(row)?;
        let every: Option<String> = row.get(13)?;
        if every.is_some_and(|e| Span::parse(&e).is_none()) {
            say("its cadence can't be read");
        }
        if c.slug.is_empty() || !c.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            say("its slug is none");
        }
        Ok(())
    });
    scan(conn, "SELECT id, linkedin, linkedin_key FROM contacts", "contact", 0, found, |row, say| {
        let (profile, key): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
        if profile.as_deref().and_then(crate::model::profile::slug_key) != key {
            say("its LinkedIn address and the key made from it differ");
        }
        Ok(())
    });
    scan(conn, "SELECT contact_id, kind, value, key FROM contact_points", "contact", 0, found, |row, say| {
        let (kind, value, key): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        if contacts::point_key(&kind, &value) != key {
            say("an address or number and the key made from it differ");
        }
        Ok(())
    });
    scan(conn, &format!("SELECT {} FROM interactions", interactions::COLUMNS), "fact", 0, found, |row, say| {
        let i = interactions::interaction(row)?;
        same_day(i.on, i.at, say);
        Ok(())
    });
    scan(conn, &format!("SELECT {}, 1 FROM requests", requests::COLUMNS), "fact", 0, found, |row, say| {
        let r = requests::request(row)?;
        same_day(r.sent_on, r.sent_at, say);
        if let Some(on) = r.resolved_on {
            same_day(on, r.resolved_at, say);
        }
        Ok(())
    });
    scan(conn, &format!("SELECT {} FROM promises", promises::COLUMNS), "fact", 0, found, |row, say| {
        let p = promises::promise(row)?;
        same_day(p.on, p.at, say);
        Ok(())
    });
    scan(conn, &format!("SELECT {} FROM marks", marks::COLUMNS), "fact", 0, found, |row, say| {
        let m = marks::mark(row)?;
        same_day(m.on, m.at, say);
        Ok(())
    });
    scan(conn, &format!("SELECT {} FROM resources", resources::COLUMNS), "resource", 0, found, |row, say| {
        let r = resources::resource(row)?;
        if crate::model::resource::address(&r.url).is_none_or(|(_, key)| key != r.key) {
            say("its address and the key made from it differ");
        }
        Ok(())
    });
    scan(conn, &format!("SELECT {} FROM decisions", decisions::COLUMNS), "follow-up", 0, found, |row, _| {
        decisions::decision(row).map(|_| ())
    });
    let agenda = format!("SELECT {}, reach FROM follow_ups", follow_ups::COLUMNS);
    scan(conn, &agenda, "follow-up", 2, found, |row, say| {
        let f = follow_ups::follow_up(row)?;
        let (shows, reach): (String, u32) = (row.get(1)?, row.get(16)?);
        if shows != days::iso(f.shows_on()) || reach != follow_ups::reach(&f) {
            say("a row of the agenda contradicts itself");
        }
        Ok(())
    });
    if let Err(e) = counters(conn, found) {
        found(Problem::new("the counters", e.message));
    }
}

/// The day of a fact and its instant: the user's day is never farther from it than their time zone
/// and the hour at which their day begins.
fn same_day(on: Day, at: Option<Instant>, say: &mut dyn FnMut(&str)) {
    if at.is_some_and(|at| (at.date_naive() - on).num_days().abs() > 2) {
        say("its day and its instant differ");
    }
}

/// Reads every row of a statement; the column `key` says whose it is.
fn scan(
    conn: &Db,
    sql: &str,
    noun: &str,
    key: usize,
    found: &mut dyn FnMut(Problem),
    mut look: impl FnMut(&Row<'_>, &mut dyn FnMut(&str)) -> rusqlite::Result<()>,
) {
    let mut last = None;
    let mut go = || -> rusqlite::Result<()> {
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = row.get::<_, i64>(key).ok();
            last = id;
            let place = || id.map_or_else(|| format!("a {noun} without a number"), |id| format!("{noun} {id}"));
            let mut say = |what: &str| found(Problem::new(place(), what));
            if look(row, &mut say).is_err() {
                say("holds a value that can't be read");
            }
        }
        Ok(())
    };
    if go().is_err() {
        let behind = last.map_or_else(String::new, |id| format!(" past {noun} {id}"));
        found(Problem::new("the tables", format!("can't be read{behind}")));
    }
}

/// Numbers are never given twice: every counter must be above what it has given.
fn counters(conn: &Db, found: &mut dyn FnMut(Problem)) -> Result<()> {
    let behind = first(
        conn,
        "SELECT (SELECT value FROM meta WHERE key = 'next_fact') <= max(
             coalesce((SELECT max(id) FROM interactions), 0), coalesce((SELECT max(id) FROM requests), 0),
             coalesce((SELECT max(resolved_entry) FROM requests), 0), coalesce((SELECT max(id) FROM promises), 0),
             coalesce((SELECT max(id) FROM marks), 0))",
        [],
        |r| r.get::<_, Option<bool>>(0),
    )?;
    if behind.flatten() != Some(false) {
        found(Problem::new("the counter of facts", "is not above the facts that are recorded"));
    }
    for (table, sql) in [
        (
            "contacts",
            "SELECT coalesce((SELECT max(id) FROM contacts), 0) > coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'contacts'), 0)",
        ),
        (
            "decisions",
            "SELECT coalesce((SELECT max(follow_up_id) FROM decisions), 0) > coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'decisions'), 0)",
        ),
        (
            "resources",
            "SELECT coalesce((SELECT max(id) FROM resources), 0) > coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'resources'), 0)",
        ),
    ] {
        if first(conn, sql, [], |r| r.get::<_, bool>(0))? != Some(false) {
            found(Problem::new(format!("the counter of {table}"), "is not above the numbers that were given"));
        }
    }
    Ok(())
}

/// Days on which facts were recorded that lie after `today`: how many facts, and the last day.
///
/// # Errors
/// What the database says.
pub fn recorded_after(conn: &Db, today: Day) -> Result<Option<(usize, Day)>> {
    let row: Option<(i64, Option<String>)> = first(
        conn,
        "SELECT count(*), max(day) FROM (
             SELECT recorded_on AS day FROM interactions UNION ALL SELECT recorded_on FROM requests
             UNION ALL SELECT recorded_on FROM promises UNION ALL SELECT recorded_on FROM marks
             UNION ALL SELECT added_on FROM contacts) WHERE day > ?1",
        [days::iso(today)],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let (count, last) = row.unwrap_or_default();
    Ok(last.as_deref().and_then(days::parse_iso).map(|day| (usize::try_from(count).unwrap_or(0), day)))
}

/// The last day on which something is planned with a contact, as it is stored.
///
/// # Errors
/// What the database says.
pub fn planned_until(conn: &Db, contact_id: i64) -> Result<Option<String>> {
    first(conn, "SELECT planned_until FROM contacts WHERE id = ?1", [contact_id], |r| r.get(0))
}
