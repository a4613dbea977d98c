//! Two contacts made one: the rows of the one become the other's, under their own numbers.
//!
//! What the card of the one who stays says in the end is for the caller, who writes it first.

use super::column::{all, first, run};
use super::identities::{self, Identity, IdentityKind};
use super::open::Writer;
use super::table::{
    CARDS, CONTACT_POINTS, CONTACTS, DECISIONS, DRAFTS, IDENTITIES, INTERACTIONS, MARKS, PROMISES, REQUESTS, TAGS,
};
use super::{contacts, facts, journal, search};
use crate::model::{Contact, Day, Instant, Result, day};
use rusqlite::{Connection as Db, params};

/// Writes since when the book knows somebody.
///
/// # Errors
/// What the database says.
pub fn set_added(w: &Writer<'_>, id: i64, at: Instant, on: Day) -> Result<()> {
    journal::touch(w, &CONTACTS, id, id)?;
    let sql = "UPDATE contacts SET created_at = ?2, added_on = ?3 WHERE id = ?1";
    run(w, sql, params![id, day::stamp(at), day::iso(on)])?;
    Ok(())
}

/// Moves every fact, decision and other name of `gone` to the contact `stays`, and takes `gone` out
/// of the book; gives whom `gone` had introduced. Where both have a decision of one key, the caller
/// has made one of them before.
///
/// # Errors
/// What the database says.
pub fn take_over(w: &Writer<'_>, stays: &Contact, gone: &Contact) -> Result<Vec<i64>> {
    let (to, from) = (stays.id, gone.id);
    for table in [&CONTACTS, &CONTACT_POINTS, &TAGS, &IDENTITIES, &CARDS, &DRAFTS] {
        journal::touch(w, table, from, from)?;
    }
    for table in [&CARDS, &DRAFTS] {
        journal::touch(w, table, to, to)?;
    }
    let known = other_names(w, gone)?;
    for table in [&INTERACTIONS, &REQUESTS, &PROMISES, &MARKS, &DECISIONS] {
        let (name, key) = (table.name, table.key);
        let rows: Vec<i64> = all(w, &format!("SELECT {key} FROM {name} WHERE contact_id = ?1"), [from], |r| r.get(0))?;
        for row in rows {
            journal::touch(w, table, row, from)?;
        }
        run(w, &format!("UPDATE {name} SET contact_id = ?2 WHERE contact_id = ?1"), [from, to])?;
    }
    for (name, others) in
        [("cards", "source, uid, said"), ("drafts", "follow_up_id, kind, template, body, variant, drafted_on")]
    {
        let sql = format!(
            "INSERT OR IGNORE INTO {name} (contact_id, {others}) SELECT ?2, {others} FROM {name} WHERE contact_id = ?1"
        );
        run(w, &sql, [from, to])?;
    }
    let introduced = introduced(w, stays, from)?;
    search::remove_contact(w, from)?;
    run(w, "DELETE FROM contacts WHERE id = ?1", [from])?;
    for identity in &known {
        identities::add(w, to, identity)?;
    }
    search::remove_contact(w, to)?;
    search::put_contact(w, &facts::of(w, to)?)?;
    Ok(introduced)
}

/// By what somebody is known who will be gone.
fn other_names(conn: &Db, gone: &Contact) -> Result<Vec<Identity>> {
    let mut known = identities::of(conn, gone.id)?;
    known.push(Identity { kind: IdentityKind::Slug, key: gone.slug.clone() });
    known.push(Identity { kind: IdentityKind::Uid, key: gone.uid.clone() });
    let profile = contacts::profile_key(gone);
    known.extend(profile.map(|key| Identity { kind: IdentityKind::Linkedin, key }));
    Ok(known)
}

/// Makes whom `from` introduced introduced by the contact who stays.
fn introduced(w: &Writer<'_>, stays: &Contact, from: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM contacts WHERE introduced_by_id = ?1 AND id NOT IN (?1, ?2) ORDER BY id";
    let others: Vec<i64> = all(w, sql, [from, stays.id], |r| r.get(0))?;
    for other in &others {
        journal::touch(w, &CONTACTS, *other, *other)?;
        let sql = "UPDATE contacts SET introduced_by = ?2, introduced_by_id = ?3 WHERE id = ?1";
        run(w, sql, params![other, stays.name, stays.id])?;
        search::put_card(w, &contacts::get(w, *other)?)?;
    }
    Ok(others)
}

/// The numbers and uids of those who were merged into a contact, as far as the steps tell.
///
/// # Errors
/// What the database says.
pub fn merged_into(conn: &Db, contact_id: i64) -> Result<Vec<(i64, String)>> {
    all(
        conn,
        "SELECT c.id, i.key FROM identities AS i JOIN changes AS c
             ON c.tbl = 'contacts' AND c.before IS NOT NULL AND c.after IS NULL AND c.undone = 0
                AND json_extract(c.before, '$.uid') = i.key
         WHERE i.contact_id = ?1 AND i.kind = 'uid'",
        [contact_id],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// Who the contact of that number is now, where they were merged into somebody.
///
/// # Errors
/// What the database says.
pub fn survivor(conn: &Db, gone: i64) -> Result<Option<i64>> {
    let sql = "SELECT json_extract(before, '$.uid') FROM changes
         WHERE contact_id = ?1 AND tbl = 'contacts' AND before IS NOT NULL AND after IS NULL AND undone = 0";
    let uid: Option<String> = first(conn, sql, [gone], |r| r.get(0))?.flatten();
    uid.map_or(Ok(None), |uid| contacts::id_by_uid(conn, &uid))
}
