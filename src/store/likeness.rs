//! What finding double entries reads: of everybody the few columns that are compared, and nothing
//! that is not.

use super::column::all;
use super::contacts;
use super::fault::fault;
use crate::model::Result;
use rusqlite::{Connection as Db, Row};

/// The columns of a contact that are compared, where they stand in the row.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'r> {
    /// Their number.
    pub id: i64,
    /// The whole name.
    pub name: &'r str,
    /// What to call them.
    pub given: Option<&'r str>,
    /// The family name.
    pub family: Option<&'r str>,
    /// Where they work.
    pub company: Option<&'r str>,
    /// The key of the profile.
    pub profile: Option<&'r str>,
    /// Put away.
    pub archived: bool,
}

/// Calls `visit` with everybody, in the order of their numbers.
///
/// # Errors
/// What the database says.
pub fn each(conn: &Db, mut visit: impl FnMut(Compared<'_>)) -> Result<()> {
    let sql = "SELECT id, name, given, family, company, linkedin_key, archived FROM contacts ORDER BY id";
    each_row(conn, sql, |row| {
        let text = |n| row.get_ref(n).ok().and_then(|v| v.as_str_or_null().ok().flatten());
        visit(Compared {
            id: row.get(0)?,
            name: text(1).unwrap_or_default(),
            given: text(2),
            family: text(3),
            company: text(4),
            profile: text(5),
            archived: row.get(6)?,
        });
        Ok(())
    })
}

/// Calls `visit` with every address and number as matching sees it: whose, whether it is a number, and which.
///
/// # Errors
/// What the database says.
pub fn each_point(conn: &Db, mut visit: impl FnMut(i64, bool, &str)) -> Result<()> {
    let sql = "SELECT contact_id, kind = 'phone', key FROM contact_points WHERE kind <> 'url'";
    each_row(conn, sql, |row| {
        visit(row.get(0)?, row.get(1)?, row.get_ref(2)?.as_str().unwrap_or_default());
        Ok(())
    })
}

/// Calls `visit` with every profile by which somebody is known beside their own.
///
/// # Errors
/// What the database says.
pub fn each_other_profile(conn: &Db, mut visit: impl FnMut(i64, &str)) -> Result<()> {
    each_row(conn, "SELECT contact_id, key FROM identities WHERE kind = 'linkedin'", |row| {
        visit(row.get(0)?, row.get_ref(1)?.as_str().unwrap_or_default());
        Ok(())
    })
}

/// Calls `visit` with how many facts are recorded of each, in several parts.
///
/// # Errors
/// What the database says.
pub fn each_count(conn: &Db, mut visit: impl FnMut(i64, u32)) -> Result<()> {
    let sql = "SELECT contact_id, count(*) FROM interactions GROUP BY contact_id
         UNION ALL SELECT contact_id, count(*) FROM requests GROUP BY contact_id
         UNION ALL SELECT contact_id, count(*) FROM promises GROUP BY contact_id";
    each_row(conn, sql, |row| {
        visit(row.get(0)?, row.get(1)?);
        Ok(())
    })
}

/// Every two contacts of whom the user said that they are not the same person.
///
/// # Errors
/// What the database says.
pub fn kept_apart(conn: &Db) -> Result<Vec<(i64, i64)>> {
    let said: Vec<(i64, String)> =
        all(conn, "SELECT contact_id, text FROM marks WHERE kind = 'not-same' AND text IS NOT NULL", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    let other = |(id, uid): (i64, String)| Ok(contacts::id_by_uid(conn, &uid)?.map(|other| (id, other)));
    said.into_iter().filter_map(|mark| other(mark).transpose()).collect()
}

fn each_row(conn: &Db, sql: &str, mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<()>) -> Result<()> {
    let mut statement = conn.prepare_cached(sql).map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        visit(row).map_err(fault)?;
    }
    Ok(())
}
