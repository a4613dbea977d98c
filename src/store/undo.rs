//! Taking steps back and bringing them forth again: the journal's rows put in place of the book's.
//!
//! Works on facts only. What follows from them (agenda, summaries) is for the caller to plan anew,
//! for the contacts named; the full text is brought along here.

use super::column::{all, first, run};
use super::fault::fault;
use super::journal::row;
use super::open::Writer;
use super::table::{CONTACTS, DRAFTS, RESOURCES, TABLES, Table};
use super::{facts, interactions, marks, promises, requests, resources, search};
use crate::model::{Instant, Result};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection as Db, params};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A step, as the journal lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub id: i64,
    /// What the user said.
    pub verb: String,
    /// When (UTC).
    pub at: Instant,
    /// Part of it stands.
    pub stands: bool,
    /// Part of it was taken back: its place among what was.
    pub undone: Option<i64>,
}

/// What happened to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It was made.
    New,
    /// It was removed.
    Gone,
    /// These columns were something else.
    Changed(BTreeMap<String, (Value, Value)>),
    /// Of a contact's addresses or tags, these went and those came.
    Exchanged(Vec<String>, Vec<String>),
}

/// Which changes are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of the step of that number.
    Step(i64),
    /// Those that were taken back at that place.
    Undone(i64),
}

impl Which {
    const fn clause(self) -> (&'static str, i64) {
        match self {
            Self::Step(step) => ("step = ?1", step),
            Self::Undone(place) => ("undone = ?1 AND undone > 0", place),
        }
    }
}

/// One change of a step, for telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The table.
    pub table: &'static Table,
    /// Whose it is; 0 for nobody's.
    pub contact_id: i64,
    /// Their name, where they are in the book or the step itself knows it.
    pub contact: Option<String>,
    /// What happened.
    pub what: What,
    /// The row, as it stands or was.
    pub row: Map<String, Value>,
    /// Whether it stands.
    pub stands: bool,
}

const STEPS: &str = "SELECT s.id, s.verb, s.at,
     EXISTS (SELECT 1 FROM changes AS c WHERE c.step = s.id AND c.undone = 0),
     (SELECT max(c.undone) FROM changes AS c WHERE c.step = s.id AND c.undone > 0)
     FROM steps AS s";

fn recorded(row: &rusqlite::Row<'_>) -> rusqlite::Result<Recorded> {
    let at = super::column::instant(row, 2)?;
    Ok(Recorded { id: row.get(0)?, verb: row.get(1)?, at, stands: row.get(3)?, undone: row.get(4)? })
}

/// The newest steps first, at most so many.
///
/// # Errors
/// What the database says.
pub fn list(conn: &Db, most: usize) -> Result<Vec<Recorded>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    all(conn, &format!("{STEPS} ORDER BY s.id DESC LIMIT ?1"), [most], recorded)
}

/// How many steps there are.
///
/// # Errors
/// What the database says.
pub fn count(conn: &Db) -> Result<usize> {
    let count: Option<i64> = first(conn, "SELECT count(*) FROM steps", [], |r| r.get(0))?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}

/// The step of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<Recorded>> {
    first(conn, &format!("{STEPS} WHERE s.id = ?1"), [id], recorded)
}

/// The newest step that stands.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &Db) -> Result<Option<Recorded>> {
    let stands = "WHERE EXISTS (SELECT 1 FROM changes AS c WHERE c.step = s.id AND c.undone = 0)";
    first(conn, &format!("{STEPS} {stands} ORDER BY s.id DESC LIMIT 1"), [], recorded)
}

/// The step that was taken back last.
///
/// # Errors
/// What the database says.
pub fn last_undone(conn: &Db) -> Result<Option<Recorded>> {
    let last = "WHERE s.id = (SELECT step FROM changes WHERE undone > 0 ORDER BY undone DESC LIMIT 1)";
    first(conn, &format!("{STEPS} {last}"), [], recorded)
}

/// How many changes concern each table, and how: `(table, how, count)`, how being `new`, `gone` or
/// `changed`.
///
/// # Errors
/// What the database says.
pub fn tally(conn: &Db, which: Which) -> Result<Vec<(String, String, usize)>> {
    let (clause, number) = which.clause();
    all(
        conn,
        &format!(
            "SELECT tbl, CASE WHEN before IS NULL THEN 'new' WHEN after IS NULL THEN 'gone' ELSE 'changed' END AS how,
                 count(*)
             FROM changes WHERE {clause} GROUP BY tbl, how ORDER BY tbl, how DESC"
        ),
        [number],
        |r| Ok((r.get(0)?, r.get(1)?, usize::try_from(r.get::<_, i64>(2)?).unwrap_or(0))),
    )
}

/// How many people the changes concern.
///
/// # Errors
/// What the database says.
pub fn count_people(conn: &Db, which: Which) -> Result<usize> {
    let (clause, number) = which.clause();
    let sql = format!("SELECT count(DISTINCT contact_id) FROM changes WHERE {clause} AND contact_id > 0");
    let count: Option<i64> = first(conn, &sql, [number], |r| r.get(0))?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}

/// The changes, by contact; at most so many.
///
/// # Errors
/// What the database says.
pub fn changes(conn: &Db, which: Which, most: usize) -> Result<Vec<Change>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let (clause, number) = which.clause();
    let units = units(conn, &format!("{clause} ORDER BY contact_id, tbl, id LIMIT ?2"), &[&number, &most])?;
    let mut named = BTreeMap::new();
    units.into_iter().map(|unit| tell(conn, unit, &mut named)).collect()
}

fn tell(conn: &Db, unit: Unit, named: &mut BTreeMap<i64, Option<String>>) -> Result<Change> {
    let stands = unit.undone == 0;
    let what = unit.what();
    let row = match &what {
        What::Gone => unit.before(),
        What::New if !stands => unit.own_row(),
        _ => unit.current(conn)?.and_then(|image| row(&image)).unwrap_or_default(),
    };
    let contact = match named.get(&unit.contact_id) {
        Some(known) => known.clone(),
        None => {
            let sql = "SELECT name FROM contacts WHERE id = ?1";
            let live: Option<String> = first(conn, sql, [unit.contact_id], |r| r.get(0))?;
            let own = || {
                let name = (unit.table == &CONTACTS).then(|| row.get("name")).flatten();
                name.and_then(Value::as_str).map(str::to_owned)
            };
            // Who was taken out is named by what was kept of them.
            let kept = "SELECT coalesce(json_extract(after, '$.contacts[0].name'), json_extract(before, '$.name'))
                 FROM changes WHERE contact_id = ?1 AND tbl = 'contacts' AND (before IS NULL) = (after IS NOT NULL)";
            let name = match live.or_else(own) {
                None => first(conn, kept, [unit.contact_id], |r| r.get(0))?.flatten(),
                known => known,
            };
            if name.is_some() {
                named.insert(unit.contact_id, name.clone());
            }
            name
        }
    };
    Ok(Change { table: unit.table, contact_id: unit.contact_id, contact, what, row, stands })
}

/// A row of the journal.
struct Unit {
    step: i64,
    table: &'static Table,
    key: Sql,
    contact_id: i64,
    before: Option<String>,
    after: Option<String>,
    undone: i64,
}

fn units(conn: &Db, which: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<Unit>> {
    let sql = format!("SELECT step, tbl, id, contact_id, before, after, undone FROM changes WHERE {which}");
    let found = all(conn, &sql, values, |r| {
        let name: String = r.get(1)?;
        Ok(Table::named(&name).map(|table| {
            Ok(Unit {
                step: r.get(0)?,
                table,
                key: r.get(2)?,
                contact_id: r.get(3)?,
                before: r.get(4)?,
                after: r.get(5)?,
                undone: r.get(6)?,
            })
        }))
    })?;
    found.into_iter().flatten().collect::<rusqlite::Result<_>>().map_err(fault)
}

fn object(text: Option<&String>) -> Map<String, Value> {
    match text.and_then(|t| serde_json::from_str(t).ok()) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// What a contact's addresses or tags say.
fn values(image: &str) -> Vec<String> {
    let rows: Vec<Map<String, Value>> = serde_json::from_str(image).unwrap_or_default();
    let telling = ["tag", "value", "key", "said"];
    let value = |row: &Map<String, Value>| telling.iter().find_map(|c| row.get(*c))?.as_str().map(str::to_owned);
    rows.iter().filter_map(value).collect()
}

impl Unit {
    fn before(&self) -> Map<String, Value> {
        object(self.before.as_ref())
    }

    fn after(&self) -> Map<String, Value> {
        object(self.after.as_ref())
    }

    fn what(&self) -> What {
        match (&self.before, &self.after) {
            (None, _) => What::New,
            (Some(_), None) => What::Gone,
            (Some(before), Some(after)) if self.table.many => {
                let (before, after) = (values(before), values(after));
                let without = |a: &[String], b: &[String]| a.iter().filter(|v| !b.contains(v)).cloned().collect();
                What::Exchanged(without(&before, &after), without(&after, &before))
            }
            _ => {
                let after = self.after();
                let pair = |(c, v): (String, Value)| {
                    let then = after.get(&c).cloned().unwrap_or(Value::Null);
                    (c, (v, then))
                };
                What::Changed(self.before().into_iter().map(pair).collect())
            }
        }
    }

    /// The row of its own table in what was kept when it was taken back.
    fn own_row(&self) -> Map<String, Value> {
        match self.after().remove(self.table.name) {
            Some(Value::Array(mut rows)) => match rows.pop() {
                Some(Value::Object(row)) => row,
                _ => Map::new(),
            },
            _ => Map::new(),
        }
    }

    fn current(&self, conn: &Db) -> Result<Option<String>> {
        first(conn, &format!("SELECT {}", self.table.image("?1")), [&self.key], |r| r.get(0))
    }

    fn is_new_contact(&self) -> bool {
        self.table == &CONTACTS && self.before.is_none()
    }

    /// A contact that was merged into another one.
    fn is_gone_contact(&self) -> bool {
        self.table == &CONTACTS && self.before.is_some() && self.after.is_none()
    }

    /// The contacts between whom the row was moved.
    fn moved_between(&self) -> Vec<i64> {
        let owner = |row: Map<String, Value>| row.get("contact_id").and_then(Value::as_i64);
        match (self.table.many, self.before.is_some() && self.after.is_some()) {
            (false, true) => [owner(self.before()), owner(self.after())].into_iter().flatten().collect(),
            _ => Vec::new(),
        }
    }

    /// One of the kinds of facts that hang together: what happened with a contact.
    fn is_fact(&self) -> bool {
        !matches!(
            self.table.name,
            "contacts" | "contact_points" | "tags" | "identities" | "cards" | "meta" | "resources"
        )
    }
}

/// What taking a step back did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The contacts that are there and whose facts are others now.
    pub contacts: BTreeSet<i64>,
    /// The contacts that are no longer there.
    pub gone: BTreeSet<i64>,
    /// The contacts of whom something was kept, because it was changed since.
    pub kept: BTreeSet<i64>,
    /// How many changes were turned.
    pub changes: usize,
    /// Their place among what was taken back.
    pub place: i64,
}

/// Takes back all of a step that stands, but for what was changed since.
///
/// # Errors
/// What the database says.
pub fn take_back(w: &Writer<'_>, step: i64) -> Result<Outcome> {
    let units = units(w, "step = ?1 AND undone = 0", &[&step])?;
    let place: Option<i64> =
        first(w, "SELECT max(undone) + 1 FROM changes WHERE undone > 0", [], |r| r.get(0))?.flatten();
    turn(w, units, Turn::Back { place: place.unwrap_or(1) })
}

/// Brings forth again what was taken back last of a step.
///
/// # Errors
/// What the database says.
pub fn bring_forth(w: &Writer<'_>, place: i64) -> Result<Outcome> {
    turn(w, units(w, "undone = ?1", &[&place])?, Turn::Forth)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Back { place: i64 },
    Forth,
}

fn turn(w: &Writer<'_>, units: Vec<Unit>, turn: Turn) -> Result<Outcome> {
    // Rows come back in any order; what they refer to is there at the end.
    w.execute_batch("PRAGMA defer_foreign_keys = ON").map_err(fault)?;
    let mut outcome = Outcome::default();
    if let Turn::Back { place } = turn {
        outcome.place = place;
        outcome.kept = changed_since(w, &units)?;
        if merge_is_built_on(w, &units)? {
            outcome.kept = units.iter().map(|u| u.contact_id).collect();
            return Ok(outcome);
        }
    }
    let comes: HashSet<i64> =
        units.iter().filter(|u| u.is_new_contact() || u.is_gone_contact()).map(|u| u.contact_id).collect();
    let mut touched: BTreeMap<i64, Vec<&Unit>> = BTreeMap::new();
    if let Turn::Back { .. } = turn {
        // Before any of them goes: who goes takes along what others say of them.
        for unit in units.iter().filter(|u| u.is_new_contact() && !outcome.kept.contains(&u.contact_id)) {
            keep_new(w, unit)?;
        }
    }
    for unit in ordered(&units, turn) {
        if outcome.kept.contains(&unit.contact_id) && (unit.is_fact() || unit.is_new_contact()) {
            continue;
        }
        let part = match (unit.what(), turn) {
            // They were merged into somebody: there is nobody to give it back to.
            _ if !comes.contains(&unit.contact_id) && !is_there(w, unit.contact_id)? => Part::None,
            _ if has_no_room(w, unit, turn)? => Part::None,
            (What::New, Turn::Back { .. }) => remove_new(w, unit)?,
            (What::New, Turn::Forth) => bring_new(w, unit)?,
            (What::Gone, Turn::Back { .. }) => insert(w, unit.table, &unit.before())?,
            (What::Gone, Turn::Forth) => delete(w, unit)?,
            (What::Exchanged(..), _) => replace_rows(w, unit, turn)?,
            (What::Changed(columns), _) => replace_columns(w, unit, columns, turn)?,
        };
        // Drafts are remembered without a step: there may be others by now.
        if part != Part::All && unit.table != &DRAFTS {
            outcome.kept.insert(unit.contact_id);
        }
        if part == Part::None {
            continue;
        }
        outcome.changes += 1;
        let undone = if let Turn::Back { place } = turn { place } else { 0 };
        run(
            w,
            "UPDATE changes SET undone = ?4 WHERE step = ?1 AND tbl = ?2 AND id = ?3",
            params![unit.step, unit.table.name, unit.key, undone],
        )?;
        touched.entry(unit.contact_id).or_default().push(unit);
    }
    outcome.kept.remove(&0);
    for unit in touched.remove(&0).into_iter().flatten() {
        index_resource(w, unit)?;
    }
    for (id, units) in touched {
        if is_there(w, id)? {
            outcome.contacts.insert(id);
            index(w, id, &units)?;
        } else {
            outcome.gone.insert(id);
            search::remove_contact(w, id)?;
            // What was theirs may be somebody else's now.
            let moved: Vec<&Unit> = units.into_iter().filter(|u| !u.moved_between().is_empty()).collect();
            index_facts(w, id, &moved)?;
        }
    }
    Ok(outcome)
}

/// Whether the contact of that number is in the book; nobody (0) always is.
fn is_there(conn: &Db, id: i64) -> Result<bool> {
    Ok(id == 0 || first(conn, "SELECT 1 FROM contacts WHERE id = ?1", [id], |_| Ok(()))?.is_some())
}

/// Whether later steps stand on a merge, which is taken back whole or not at all: they changed what it
/// moved, decided or asked something of the one who stayed, or merged again.
fn merge_is_built_on(w: &Writer<'_>, units: &[Unit]) -> Result<bool> {
    if !units.iter().any(Unit::is_gone_contact) {
        return Ok(false);
    }
    let moved: HashSet<(&str, i64)> = units
        .iter()
        .filter_map(|u| match u.key {
            Sql::Integer(key) if u.is_fact() => Some((u.table.name, key)),
            _ => None,
        })
        .collect();
    let people: BTreeSet<i64> = units.iter().map(|u| u.contact_id).collect();
    let step = units.first().map_or(0, |u| u.step);
    for id in people {
        let later = "SELECT tbl, id, before IS NOT NULL AND after IS NULL FROM changes
             WHERE contact_id = ?1 AND step > ?2 AND undone = 0";
        let later: Vec<(String, Sql, bool)> =
            all(w, later, params![id, step], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let stands_on = |(table, key, gone): &(String, Sql, bool)| match (table.as_str(), key) {
            ("contacts", _) => *gone,
            ("requests" | "decisions" | "identities", _) => true,
            (table, Sql::Integer(key)) => moved.contains(&(table, *key)),
            _ => false,
        };
        if later.iter().any(stands_on) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Contacts before what hangs on them where they come, after it where they go.
fn ordered(units: &[Unit], turn: Turn) -> Vec<&Unit> {
    let place = |unit: &Unit| TABLES.iter().position(|t| *t == unit.table);
    let goes = |unit: &Unit| match unit.what() {
        What::New => turn != Turn::Forth,
        What::Gone => turn == Turn::Forth,
        What::Changed(_) | What::Exchanged(..) => false,
    };
    // Who was merged into somebody goes last: their facts are that one's by then.
    let merged = |u: &Unit| turn == Turn::Forth && u.is_gone_contact();
    let (last, units): (Vec<&Unit>, Vec<&Unit>) = units.iter().partition(|u| merged(u));
    let (mut going, mut coming): (Vec<&Unit>, Vec<&Unit>) = units.into_iter().partition(|u| goes(u));
    going.sort_by_key(|u| std::cmp::Reverse(place(u)));
    // Who comes back, before the cards that name them as the introducer.
    coming.sort_by_key(|u| (place(u), !u.is_gone_contact()));
    going.extend(coming);
    going.extend(last);
    going
}

/// How much of a change could be turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Some,
    None,
}

/// The contacts whose facts of this step must stay, because later steps stand on them. What
/// happened with one contact is taken back whole or not at all; their card is weighed column by
/// column, elsewhere.
fn changed_since(w: &Writer<'_>, units: &[Unit]) -> Result<BTreeSet<i64>> {
    let new: HashSet<i64> = units.iter().filter(|u| u.is_new_contact()).map(|u| u.contact_id).collect();
    let mut kept = BTreeSet::new();
    for unit in units {
        let id = unit.contact_id;
        let stays = if unit.is_new_contact() {
            let later = "SELECT 1 FROM changes WHERE contact_id = ?1 AND step > ?2 AND undone = 0 LIMIT 1";
            let introduced = "SELECT id FROM contacts WHERE introduced_by_id = ?1";
            first(w, later, [id, unit.step], |_| Ok(()))?.is_some()
                || all(w, introduced, [id], |r| r.get(0))?.iter().any(|other: &i64| !new.contains(other))
        } else if unit.is_fact() {
            fact_changed_since(w, unit)?
        } else {
            false
        };
        if stays {
            kept.insert(id);
        }
    }
    Ok(kept)
}

fn fact_changed_since(w: &Writer<'_>, unit: &Unit) -> Result<bool> {
    let later = "SELECT 1 FROM changes WHERE contact_id = ?1 AND step > ?2 AND undone = 0 AND tbl = ?3
         AND (id = ?4 OR tbl = 'requests') LIMIT 1";
    // Requests of one contact follow on each other: at most one may be pending. Those of another
    // contact may have come to them by a merge.
    let merged = "SELECT 1 FROM changes AS a JOIN changes AS b ON b.step = a.step AND b.tbl = 'contacts'
             AND b.before IS NOT NULL AND b.after IS NULL
         WHERE a.contact_id = ?1 AND a.step > ?2 AND a.undone = 0 AND a.tbl = 'identities' LIMIT 1";
    if unit.table.name == "requests" && first(w, merged, [unit.contact_id, unit.step], |_| Ok(()))?.is_some() {
        return Ok(true);
    }
    let values = params![unit.contact_id, unit.step, unit.table.name, unit.key];
    if first(w, later, values, |_| Ok(()))?.is_some() {
        return Ok(true);
    }
    let What::Changed(columns) = unit.what() else { return Ok(false) };
    let now = unit.current(w)?.and_then(|image| row(&image)).unwrap_or_default();
    Ok(columns.iter().any(|(column, (_, then))| now.get(column) != Some(then)))
}

/// Takes out what was made; a contact was kept before.
fn remove_new(w: &Writer<'_>, unit: &Unit) -> Result<Part> {
    if !unit.is_new_contact() {
        if unit.table.contact.is_none() {
            let later = "SELECT 1 FROM changes WHERE tbl = ?1 AND id = ?2 AND step > ?3 AND undone = 0 LIMIT 1";
            if first(w, later, params![unit.table.name, unit.key, unit.step], |_| Ok(()))?.is_some() {
                return Ok(Part::None);
            }
        }
        keep_new(w, unit)?;
    }
    delete(w, unit)
}

/// Keeps what was made for bringing it forth again: a contact with everything that hangs on them.
fn keep_new(w: &Writer<'_>, unit: &Unit) -> Result<()> {
    let mut kept = Map::new();
    let mut keep = |table: &Table, column: &str| -> Result<()> {
        let sql = format!("SELECT {}", table.rows_where(column, "?1"));
        let rows: Option<String> = first(w, &sql, [&unit.key], |r| r.get(0))?;
        match rows.and_then(|r| serde_json::from_str(&r).ok()) {
            Some(Value::Array(rows)) if !rows.is_empty() => kept.insert(table.name.to_owned(), Value::Array(rows)),
            _ => None,
        };
        Ok(())
    };
    if unit.is_new_contact() {
        for table in TABLES {
            if let Some(column) = table.contact {
                keep(table, column)?;
            }
        }
    } else {
        keep(unit.table, unit.table.key)?;
    }
    set_after(w, unit, Some(&Value::Object(kept).to_string()))
}

/// Brings forth again what [`remove_new`] kept.
fn bring_new(w: &Writer<'_>, unit: &Unit) -> Result<Part> {
    let mut kept = unit.after();
    for table in TABLES {
        let Some(Value::Array(rows)) = kept.remove(table.name) else { continue };
        for row in rows {
            if let Value::Object(row) = row {
                insert(w, table, &row)?;
            }
        }
    }
    set_after(w, unit, None)?;
    Ok(Part::All)
}

fn set_after(w: &Writer<'_>, unit: &Unit, after: Option<&str>) -> Result<()> {
    run(
        w,
        "UPDATE changes SET after = ?4 WHERE step = ?1 AND tbl = ?2 AND id = ?3",
        params![unit.step, unit.table.name, unit.key, after],
    )?;
    Ok(())
}

fn sql(value: &Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Bool(b) => Sql::Integer((*b).into()),
        Value::Number(n) => n.as_i64().map_or_else(|| n.as_f64().map_or(Sql::Null, Sql::Real), Sql::Integer),
        Value::String(s) => Sql::Text(s.clone()),
        other => Sql::Text(other.to_string()),
    }
}

/// The columns that both the row and the table have: a row kept by another version may know others.
fn pairs(table: &Table, row: &Map<String, Value>) -> Vec<(&'static str, Sql)> {
    table.column_names().filter_map(|c| row.get(c).map(|v| (c, sql(v)))).collect()
}

fn insert(w: &Writer<'_>, table: &Table, row: &Map<String, Value>) -> Result<Part> {
    let pairs = pairs(table, row);
    let columns: Vec<&str> = pairs.iter().map(|(c, _)| *c).collect();
    let places: Vec<String> = (1..=pairs.len()).map(|n| format!("?{n}")).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, columns.join(", "), places.join(", "));
    run(w, &sql, rusqlite::params_from_iter(pairs.into_iter().map(|(_, v)| v)))?;
    Ok(Part::All)
}

fn delete(w: &Writer<'_>, unit: &Unit) -> Result<Part> {
    let gone = run(w, &format!("DELETE FROM {} WHERE {} = ?1", unit.table.name, unit.table.key), [&unit.key])?;
    Ok(if gone > 0 { Part::All } else { Part::None })
}

/// Puts a contact's addresses or tags in place of those that are there, unless they were changed
/// since.
fn replace_rows(w: &Writer<'_>, unit: &Unit, turn: Turn) -> Result<Part> {
    let (Some(before), Some(after)) = (&unit.before, &unit.after) else { return Ok(Part::None) };
    let (from, to) = if turn == Turn::Forth { (before, after) } else { (after, before) };
    if unit.current(w)?.as_ref() != Some(from) {
        return Ok(Part::None);
    }
    delete(w, unit)?;
    if let Ok(Value::Array(rows)) = serde_json::from_str(to) {
        for row in rows.iter().filter_map(Value::as_object) {
            insert(w, unit.table, row)?;
        }
    }
    Ok(Part::All)
}

/// Puts a row's columns back, but for those that were changed since.
fn replace_columns(w: &Writer<'_>, unit: &Unit, columns: BTreeMap<String, (Value, Value)>, turn: Turn) -> Result<Part> {
    let Some(now) = unit.current(w)?.and_then(|image| row(&image)) else { return Ok(Part::None) };
    let asked = columns.len();
    let mut turned: BTreeMap<&str, (Value, Value)> = BTreeMap::new();
    // An introducer who was merged into somebody, or taken out, does not come back with the card.
    let introducer = columns.get("introduced_by_id").map(|(b, a)| if turn == Turn::Forth { a } else { b });
    let lost = match introducer.and_then(Value::as_i64) {
        Some(id) => !is_there(w, id)?,
        None => false,
    };
    for column in unit.table.column_names() {
        let Some((before, after)) = columns.get(column) else { continue };
        if lost && column.starts_with("introduced_by") {
            continue;
        }
        let from = if turn == Turn::Forth { before } else { after };
        if now.get(column) == Some(from) {
            turned.insert(column, (before.clone(), after.clone()));
        }
    }
    if turned.is_empty() {
        return Ok(Part::None);
    }
    let to = |(before, after): &(Value, Value)| sql(if turn == Turn::Forth { after } else { before });
    let sets: Vec<String> = turned.keys().enumerate().map(|(n, c)| format!("{c} = ?{}", n + 2)).collect();
    let statement = format!("UPDATE {} SET {} WHERE {} = ?1", unit.table.name, sets.join(", "), unit.table.key);
    let values = std::iter::once(unit.key.clone()).chain(turned.values().map(to));
    run(w, &statement, rusqlite::params_from_iter(values))?;
    if turned.len() == asked {
        return Ok(Part::All);
    }
    // What was changed since is no longer this step's.
    let side = |pick: fn(&(Value, Value)) -> &Value| {
        let map: Map<String, Value> = turned.iter().map(|(c, pair)| ((*c).to_owned(), pick(pair).clone())).collect();
        Value::Object(map).to_string()
    };
    run(
        w,
        "UPDATE changes SET before = ?4, after = ?5 WHERE step = ?1 AND tbl = ?2 AND id = ?3",
        params![unit.step, unit.table.name, unit.key, side(|p| &p.0), side(|p| &p.1)],
    )?;
    Ok(Part::Some)
}

/// Makes findable what a contact's units brought, and nothing that they took.
fn index(w: &Writer<'_>, id: i64, units: &[&Unit]) -> Result<()> {
    if units.iter().any(|u| u.is_new_contact()) {
        return search::put_contact(w, &facts::of(w, id)?);
    }
    if units.iter().any(|u| !u.is_fact()) {
        search::put_card(w, &super::contacts::get(w, id)?)?;
    }
    index_facts(w, id, units)
}

fn index_facts(w: &Writer<'_>, id: i64, units: &[&Unit]) -> Result<()> {
    for unit in units.iter().filter(|u| u.is_fact()) {
        let Sql::Integer(fact) = unit.key else { continue };
        if !matches!(unit.table.name, "interactions" | "requests" | "promises" | "marks") {
            continue;
        }
        for owner in unit.moved_between() {
            search::remove_fact(w, owner, fact)?;
        }
        match unit.table.name {
            "interactions" => match interactions::find(w, fact)? {
                Some(i) => search::put_interaction(w, &i)?,
                None => search::remove_fact(w, id, fact)?,
            },
            "requests" => match requests::find(w, fact)? {
                Some(r) => search::put_request(w, &r)?,
                None => search::remove_fact(w, id, fact)?,
            },
            "promises" => match promises::find(w, fact)? {
                Some(p) => search::put_promise(w, &p)?,
                None => search::remove_fact(w, id, fact)?,
            },
            "marks" => match marks::find(w, fact)? {
                Some(m) => search::put_mark(w, &m)?,
                None => search::remove_fact(w, id, fact)?,
            },
            _ => {}
        }
    }
    Ok(())
}

/// Makes findable what a resource is about now.
fn index_resource(w: &Writer<'_>, unit: &Unit) -> Result<()> {
    let Sql::Integer(id) = unit.key else { return Ok(()) };
    if unit.table != &RESOURCES {
        return Ok(());
    }
    match resources::find(w, id)? {
        Some(r) => search::put_resource(w, &r),
        None => search::remove_resource(w, id),
    }
}

/// Whether a resource would come back to an address that another one has got since.
fn has_no_room(w: &Writer<'_>, unit: &Unit, turn: Turn) -> Result<bool> {
    let Sql::Integer(id) = unit.key else { return Ok(false) };
    if unit.table != &RESOURCES {
        return Ok(false);
    }
    let row = match (unit.what(), turn) {
        (What::Gone | What::Changed(_), Turn::Back { .. }) => unit.before(),
        (What::New, Turn::Forth) => unit.own_row(),
        (What::Changed(_), Turn::Forth) => unit.after(),
        _ => return Ok(false),
    };
    let Some(key) = row.get("key").and_then(Value::as_str) else { return Ok(false) };
    Ok(resources::by_key(w, key)?.is_some_and(|there| there.id != id))
}
