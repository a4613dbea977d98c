//! Books where programs can't share memory (some network and virtual file systems): a write-ahead
//! log can't be kept there, and one that a book brought along must be put away first.
//!
//! Never touches a book whose log can be read.

use rusqlite::{Connection, ffi};

/// Opens a database file and takes the first real look at it: the header, the lock, the log. Where
/// the log can't be shared, the file is taken alone for a moment, which needs no shared memory, what
/// the log holds is written into it, and it keeps a rollback journal from then on. A file that is in
/// use stays as it is.
///
/// # Errors
/// What the database says.
pub fn open(connect: impl Fn() -> rusqlite::Result<Connection>) -> rusqlite::Result<Connection> {
    let first = || connect().and_then(|conn| look(&conn).map(|()| conn));
    match first() {
        Err(e) if says_so(&e) => leave_log(&connect).and_then(|()| first()).map_err(|_| e),
        other => other,
    }
}

/// Whether an error says that memory can't be shared here. Where the file system has no such thing
/// at all, SQLite says only that it can't open.
fn says_so(e: &rusqlite::Error) -> bool {
    let code = e.sqlite_error().map(|e| e.extended_code);
    matches!(
        code,
        Some(ffi::SQLITE_IOERR_SHMMAP | ffi::SQLITE_IOERR_SHMOPEN | ffi::SQLITE_IOERR_SHMLOCK | ffi::SQLITE_CANTOPEN)
    )
}

/// Reads a little of the file.
///
/// # Errors
/// What the database says.
pub fn look(conn: &Connection) -> rusqlite::Result<()> {
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Turns a book with a write-ahead log into one with a rollback journal. No connection that has
/// looked at it may be open: only one that takes the file alone from the start needs no shared memory.
///
/// # Errors
/// What the database says.
pub fn leave_log(connect: impl Fn() -> rusqlite::Result<Connection>) -> rusqlite::Result<()> {
    let conn = connect()?;
    let set = |pragma: &str| conn.query_row(&format!("PRAGMA {pragma}"), [], |_| Ok(()));
    set("locking_mode = EXCLUSIVE")?;
    // Only by reading the file SQLite learns that there is a log to leave.
    look(&conn)?;
    set("journal_mode = DELETE")
}
