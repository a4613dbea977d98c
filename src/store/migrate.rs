//! The schema's steps, from the files under `migrations/`, in one immediate transaction.

use super::fault::fault;
use crate::model::Result;
use rusqlite::{Connection, TransactionBehavior};

/// The step that makes the index of sent texts, which no SQL can fill.
const SENT: &str = include_str!("../../migrations/0013_sent.sql");

/// Every step, in order; append only.
const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_book.sql"),
    include_str!("../../migrations/0002_contacts.sql"),
    include_str!("../../migrations/0003_interactions.sql"),
    include_str!("../../migrations/0004_requests.sql"),
    include_str!("../../migrations/0005_promises.sql"),
    include_str!("../../migrations/0006_marks.sql"),
    include_str!("../../migrations/0007_follow_ups.sql"),
    include_str!("../../migrations/0008_drafts.sql"),
    include_str!("../../migrations/0009_search.sql"),
    include_str!("../../migrations/0010_steps.sql"),
    include_str!("../../migrations/0011_reminders.sql"),
    include_str!("../../migrations/0012_resources.sql"),
    SENT,
    include_str!("../../migrations/0014_exchange.sql"),
    include_str!("../../migrations/0015_imports.sql"),
];

/// The schema version this program writes.
pub const LATEST: usize = STEPS.len();

/// Marks the file as a book ("ntch").
const APPLICATION_ID: i32 = 0x6e74_6368;

/// The schema version of a file.
pub fn version(conn: &Connection) -> Result<i64> {
    conn.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(fault)
}

/// Runs the steps that are missing. Two programs that open a new book at once take turns: the
/// version is read inside the transaction.
pub fn to_latest(conn: &mut Connection) -> Result<()> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
    let from = usize::try_from(version(&transaction)?).unwrap_or(0);
    for step in STEPS.iter().skip(from) {
        transaction.execute_batch(step).map_err(fault)?;
        if *step == SENT {
            super::sent::fill(&transaction)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
    transaction.pragma_update(None, "user_version", i64::try_from(LATEST).unwrap_or(i64::MAX)).map_err(fault)?;
    transaction.commit().map_err(fault)
}
