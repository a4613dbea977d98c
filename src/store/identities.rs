//! Identities: other slugs, uids and profiles by which a contact is known, most of them from a
//! contact that was merged into them. The contact's own stand in `contacts`.

use super::column::{all, first, run, word};
use super::open::Writer;
use super::table::IDENTITIES;
use super::{contacts, journal};
use crate::model::{Result, word::words};
use rusqlite::{Connection as Db, params};

words! {
    /// What kind of name it is.
    IdentityKind {
        /// A slug: what can be typed.
        Slug = "slug",
        /// A uid: what exports go by.
        Uid = "uid",
        /// A profile's address, as matching sees it.
        Linkedin = "linkedin",
    }
}

/// Another name by which a contact is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// What kind of name.
    pub kind: IdentityKind,
    /// The name.
    pub key: String,
}

/// A contact's other names, in a fixed order.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<Identity>> {
    let sql = "SELECT kind, key FROM identities WHERE contact_id = ?1 ORDER BY kind, key";
    all(conn, sql, [contact_id], |r| Ok(Identity { kind: word(r, 0)?, key: r.get(1)? }))
}

/// Who is known by that other name.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, kind: IdentityKind, key: &str) -> Result<Option<i64>> {
    let sql = "SELECT contact_id FROM identities WHERE key = ?1 AND kind = ?2 ORDER BY contact_id LIMIT 1";
    first(conn, sql, [key, kind.as_str()], |r| r.get(0))
}

/// Makes a contact known by another name too; one that is their own already changes nothing.
///
/// # Errors
/// What the database says.
pub fn add(w: &Writer<'_>, contact_id: i64, identity: &Identity) -> Result<()> {
    let own = contacts::find(w, contact_id)?.is_some_and(|c| match identity.kind {
        IdentityKind::Slug => c.slug == identity.key,
        IdentityKind::Uid => c.uid == identity.key,
        IdentityKind::Linkedin => {
            c.linkedin.as_deref().and_then(crate::model::profile::slug_key).as_deref() == Some(&identity.key)
        }
    });
    if own {
        return Ok(());
    }
    journal::touch(w, &IDENTITIES, contact_id, contact_id)?;
    run(
        w,
        "INSERT OR IGNORE INTO identities (contact_id, kind, key) VALUES (?1, ?2, ?3)",
        params![contact_id, identity.kind.as_str(), identity.key],
    )?;
    Ok(())
}
