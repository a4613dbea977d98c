//! Puts salvaged rows into a new book, and makes of them a book that holds together.
//!
//! Nothing that is there already is ever overwritten.

use super::shape::{NUMBER_MOST, Row, Table, is_slug};
use crate::model::{Day, Instant, Result, day as days, name};
use crate::store::column::{all, first, run};
use crate::store::contacts;
use crate::store::meta;
use crate::store::open::Writer;
use rusqlite::params;
use rusqlite::types::Value;
use std::collections::HashMap;

/// The tables whose rows share one sequence of numbers.
pub const FACTS: [&str; 4] = ["interactions", "requests", "promises", "marks"];

/// What became of a table's rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Rows that are in the new book.
    pub read: usize,
    /// Those among them that are not wholly as they were recorded.
    pub mended: usize,
}

/// Fills a new book.
pub struct Keeper<'k> {
    w: &'k Writer<'k>,
    tables: &'k [Table],
    inserts: Vec<String>,
    /// What became of the rows, a table each.
    pub kept: Vec<Kept>,
    /// The highest number of a fact that is known to have been given.
    pub last_fact: i64,
    at: Instant,
    today: Day,
}

/// What an index still knows of a contact whose row is lost.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Its uid.
    pub uid: Option<String>,
    /// Its slug.
    pub slug: Option<String>,
}

impl<'k> Keeper<'k> {
    /// A keeper for a book that was just made.
    ///
    /// # Errors
    /// What the database says.
    pub fn new(w: &'k Writer<'k>, tables: &'k [Table], at: Instant, today: Day) -> Result<Self> {
        // Facts may be found before those whom they concern: the last look is at the end.
        w.execute_batch("PRAGMA defer_foreign_keys = ON").map_err(crate::store::fault)?;
        let insert = |table: &Table| {
            let names: Vec<String> = table.columns().map(|c| format!("\"{c}\"")).collect();
            let marks = vec!["?"; names.len()].join(", ");
            format!("INSERT OR IGNORE INTO {} ({}) VALUES ({marks})", table.name, names.join(", "))
        };
        let inserts = tables.iter().map(insert).collect();
        Ok(Self { w, tables, inserts, kept: vec![Kept::default(); tables.len()], last_fact: 0, at, today })
    }

    /// Keeps a row, unless its number, key or uid is there already. A row that is not `sure`
    /// (found outside of its table's tree) is kept only where nothing speaks against it.
    ///
    /// # Errors
    /// What the database says.
    pub fn put(&mut self, table: usize, mut row: Row, sure: bool) -> Result<bool> {
        let tables = self.tables;
        let Some(shape) = tables.get(table) else { return Ok(false) };
        let fits = match shape.name {
            "meta" => self.belongs(shape, &row, sure),
            "contacts" => self.complete_contact(shape, &mut row, sure)?,
            name if FACTS.contains(&name) => self.complete_fact(shape, &mut row, sure)?,
            _ => true,
        };
        if !fits || !row.is_whole() {
            return Ok(false);
        }
        let mended = usize::from(row.mended > 0);
        let Some(insert) = self.inserts.get(table) else { return Ok(false) };
        let new = run(self.w, insert, rusqlite::params_from_iter(row.values.into_iter().flatten()))?;
        if let Some(kept) = self.kept.get_mut(table).filter(|_| new > 0) {
            kept.read += 1;
            kept.mended += mended;
        }
        Ok(new > 0)
    }

    /// What the book remembered of itself is worth keeping, but for the numbers, which follow from
    /// what is found, and for how the agenda was planned: it is planned anew.
    fn belongs(&mut self, table: &Table, row: &Row, sure: bool) -> bool {
        let key = row.text(table, "key");
        if key == Some("next_fact") {
            let next = row.int(table, "value").unwrap_or(1).clamp(1, NUMBER_MOST);
            self.last_fact = self.last_fact.max(next - 1);
        }
        // An index of names and numbers looks just like this table.
        let known = sure || row.text(table, "value").is_some();
        known && key != Some("next_fact") && key != Some(meta::PLANNED_WITH)
    }

    fn complete_contact(&self, table: &Table, row: &mut Row, sure: bool) -> Result<bool> {
        let Some(id) = row.int(table, "id") else { return Ok(false) };
        let known = |sql, value: &str| first(self.w, sql, [value], |r| r.get::<_, i64>(0));
        if first(self.w, "SELECT 1 FROM contacts WHERE id = ?1", [id], |_| Ok(()))?.is_some() {
            return Ok(false);
        }
        let taken = match row.text(table, "uid") {
            Some(uid) => known("SELECT id FROM contacts WHERE uid = ?1", uid)?.is_some(),
            None => true,
        };
        if taken && !sure {
            return Ok(false);
        }
        if taken {
            row.set(table, "uid", Value::Text(new_uid()));
        }
        let Some(name) = row.text(table, "name").map(str::to_owned) else { return Ok(false) };
        let wanted = row.text(table, "slug").map_or_else(|| name::slug(&name), str::to_owned);
        let slug = contacts::free_slug(self.w, &wanted)?;
        if row.text(table, "slug") != Some(&slug) {
            row.set(table, "slug", Value::Text(slug));
        }
        let created = row.text(table, "created_at").map(str::to_owned);
        let added = row.text(table, "added_on").map(str::to_owned);
        match (created, added) {
            (Some(created), None) => {
                let day = created.get(..10).unwrap_or_default().to_owned();
                row.set(table, "added_on", Value::Text(day));
            }
            (None, Some(added)) => row.set(table, "created_at", Value::Text(format!("{added}T12:00:00Z"))),
            _ => {}
        }
        Ok(true)
    }

    fn complete_fact(&mut self, table: &Table, row: &mut Row, sure: bool) -> Result<bool> {
        let Some(id) = row.int(table, "id") else { return Ok(false) };
        if !sure {
            for other in FACTS {
                let sql = format!("SELECT 1 FROM {other} WHERE id = ?1");
                if first(self.w, &sql, [id], |_| Ok(()))?.is_some() {
                    return Ok(false);
                }
            }
        }
        if row.text(table, "uid").is_none() {
            row.set(table, "uid", Value::Text(new_uid()));
        }
        // Its own day and the day it was written down are mostly the same.
        let day = ["on_day", "sent_on", "recorded_on"].iter().find_map(|c| row.text(table, c)).map(str::to_owned);
        for column in ["on_day", "sent_on", "due_on", "recorded_on"] {
            if let Some(day) = day.as_ref().filter(|_| table.place(column).is_some())
                && row.value(table, column).is_none()
            {
                row.set(table, column, Value::Text(day.clone()));
            }
        }
        // A day and an instant that can't both be right: the day is what plans.
        let at = row.text(table, "at").and_then(days::parse_stamp);
        let on = row.text(table, "on_day").and_then(days::parse_iso);
        if at.zip(on).is_some_and(|(at, on)| (at.date_naive() - on).num_days().abs() > 2) {
            row.set(table, "at", Value::Null);
        }
        let entry = row.int(table, "resolved_entry").filter(|n| *n <= NUMBER_MOST).unwrap_or(0);
        self.last_fact = self.last_fact.max(id).max(entry);
        Ok(true)
    }

    /// The numbers of a table's rows, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn numbers(&self, table: &Table) -> Result<Vec<i64>> {
        let Some(number) = table.number() else { return Ok(Vec::new()) };
        all(self.w, &format!("SELECT {number} FROM {} ORDER BY 1", table.name), [], |r| r.get(0))
    }

    /// Puts somebody in the place of every contact that is lost: those whom something that was
    /// salvaged concerns, and those of whom an index knows. Gives their numbers.
    ///
    /// # Errors
    /// What the database says.
    pub fn stand_in(&self, lost: &[i64], traces: &HashMap<i64, Trace>) -> Result<Vec<i64>> {
        let mut missing = lost.to_vec();
        for table in self.tables.iter().filter(|t| t.place("contact_id").is_some()) {
            let sql = format!(
                "SELECT DISTINCT contact_id FROM {} WHERE contact_id NOT IN (SELECT id FROM contacts)",
                table.name
            );
            missing.extend(all(self.w, &sql, [], |r| r.get::<_, i64>(0))?);
        }
        missing.sort_unstable();
        missing.dedup();
        for id in &missing {
            let name = format!("Lost contact {id}");
            let trace = traces.get(id).cloned().unwrap_or_default();
            let known = |uid: &String| {
                first(self.w, "SELECT 1 FROM contacts WHERE uid = ?1", [uid], |_| Ok(())).is_ok_and(|f| f.is_some())
            };
            let uid = trace.uid.filter(|uid| !known(uid)).unwrap_or_else(new_uid);
            let slug =
                contacts::free_slug(self.w, &trace.slug.filter(|s| is_slug(s)).unwrap_or_else(|| name::slug(&name)))?;
            run(
                self.w,
                "INSERT INTO contacts (id, uid, slug, name, created_at, added_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![id, uid, slug, name, days::stamp(self.at), days::iso(self.today)],
            )?;
        }
        Ok(missing)
    }

    /// Lets go of introducers who are lost (their names stay), and sees to it that no number is
    /// given twice.
    ///
    /// # Errors
    /// What the database says.
    pub fn finish(&mut self, sequences: &HashMap<String, i64>) -> Result<()> {
        let dangling = run(
            self.w,
            "UPDATE contacts SET introduced_by_id = NULL WHERE introduced_by_id NOT IN (SELECT id FROM contacts)",
            [],
        )?;
        if let Some(contacts) = self.kept.first_mut() {
            contacts.mended = (contacts.mended + dangling).min(contacts.read);
        }
        let anchor =
            first(self.w, "SELECT coalesce(max(anchor), 0) FROM decisions WHERE anchor <= ?1", [NUMBER_MOST], |r| {
                r.get(0)
            })?;
        self.last_fact = self.last_fact.max(anchor.unwrap_or(0));
        run(
            self.w,
            "UPDATE meta SET value = max(value, ?1) WHERE key = 'next_fact'",
            [self.last_fact.saturating_add(1)],
        )?;
        for (table, number) in [("contacts", "id"), ("decisions", "follow_up_id"), ("resources", "id")] {
            let sql = format!("SELECT coalesce(max({number}), 0) FROM {table}");
            let highest: i64 = first(self.w, &sql, [], |r| r.get(0))?.unwrap_or(0);
            let last = sequences.get(table).copied().filter(|n| *n <= NUMBER_MOST).unwrap_or(0).max(highest);
            run(self.w, "DELETE FROM sqlite_sequence WHERE name = ?1", [table])?;
            run(self.w, "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", params![table, last])?;
        }
        Ok(())
    }
}

fn new_uid() -> String {
    uuid::Uuid::new_v4().to_string()
}
