//! The last words drafted for a follow-up. Not facts: remembered so that `--as-drafted` records
//! what was read.

use super::column::{first, run};
use super::open::Writer;
use crate::model::{Day, Kind, Result, day as days};
use rusqlite::{Connection as Db, params};

/// Words that were drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The template they came from.
    pub template: String,
    /// The words.
    pub body: String,
    /// Which wording it was, from 0.
    pub variant: usize,
}

/// The words last drafted for a follow-up (0: for the contact without one).
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, contact_id: i64, follow_up_id: i64, kind: Kind) -> Result<Option<Remembered>> {
    first(
        conn,
        "SELECT template, body, variant FROM drafts WHERE contact_id = ?1 AND follow_up_id = ?2 AND kind = ?3",
        params![contact_id, follow_up_id, kind.as_str()],
        |r| {
            Ok(Remembered {
                template: r.get(0)?,
                body: r.get(1)?,
                variant: usize::try_from(r.get::<_, i64>(2)?).unwrap_or(0),
            })
        },
    )
}

/// Remembers words, in place of those remembered before.
///
/// # Errors
/// What the database says.
pub fn remember(
    w: &Writer<'_>,
    contact_id: i64,
    follow_up_id: i64,
    kind: Kind,
    draft: &Remembered,
    on: Day,
) -> Result<()> {
    run(
        w,
        "REPLACE INTO drafts (contact_id, follow_up_id, kind, template, body, variant, drafted_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            contact_id,
            follow_up_id,
            kind.as_str(),
            draft.template,
            draft.body,
            i64::try_from(draft.variant).unwrap_or(0),
            days::iso(on),
        ],
    )?;
    Ok(())
}
