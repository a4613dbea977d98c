//! Encrypted files: connecting with a key, telling such a file from others, and making an encrypted
//! file of a plain one and back.
//!
//! Never decides whether a book is to be encrypted, and never asks for a key. A key is always given as
//! digits, so nothing that a user typed is ever part of a statement.

use super::fault::fault;
use super::open::{beside, real};
use super::unshared::look;
use super::waiting::{PATIENCE, PAUSE, wait_for_others};
use crate::model::{Error, ErrorKind, Key, Result, Salt, key::SALT};
use crate::platform::disk::sync_folder;
use crate::platform::files::private_file;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::cell::RefCell;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Whether this build can encrypt.
pub const ABLE: bool = cfg!(feature = "encryption");

/// How to get a build that can.
pub const INSTALL: &str = "cargo install --path . --features encryption";

/// How every SQLite file that is no encrypted one begins.
const MAGIC: &[u8; SALT] = b"SQLite format 3\0";

thread_local! {
    /// The key of the book that was opened last.
    static AT_HAND: RefCell<Option<Key>> = const { RefCell::new(None) };
}

/// The key of the book that is worked with, where it is encrypted.
pub(super) fn at_hand() -> Option<Key> {
    AT_HAND.with_borrow(Clone::clone)
}

/// Remembers the key of the book that is worked with from now on.
pub(super) fn take_in_hand(key: Option<Key>) {
    AT_HAND.set(key);
}

/// Forgets the key of the book that was worked with.
pub fn forget() {
    take_in_hand(None);
}

/// Takes a key in hand where it opens the file.
///
/// # Errors
/// `Locked` where it does not, and what the database says.
pub fn hold(path: &Path, key: &Key) -> Result<()> {
    connect_file(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX, Some(key))?;
    take_in_hand(Some(key.clone()));
    Ok(())
}

/// What is said of an encrypted file without its key.
#[must_use]
pub fn locked(path: &Path) -> Error {
    no_database(path, None)
}

/// What is to be said of a file that turned out to be no database; `None` where it is one.
pub(super) fn explain(conn: &Connection, path: &Path) -> Option<Error> {
    let unknown = look(conn).is_err_and(|e| e.sqlite_error_code() == Some(ErrorCode::NotADatabase));
    unknown.then(|| no_database(path, None))
}

/// Opens a file of SQLite's, encrypted where a key is given, and takes a first look at it: the
/// header, the lock, the log. For files that are told apart before there is a book at hand.
///
/// # Errors
/// `Locked` for an encrypted file without its key, `Damaged` for a file that is no database, and what
/// the database says.
pub fn connect_file(path: &Path, flags: OpenFlags, key: Option<&Key>) -> Result<Connection> {
    let connect = || {
        let mut conn = Connection::open_with_flags(path, flags)?;
        wait_for_others(&mut conn)?;
        key.map_or(Ok(()), |key| lock_with(&conn, key))?;
        look(&conn)?;
        Ok(conn)
    };
    connect().map_err(|e| said(e, path, key))
}

/// What an error means that opening a file gave.
pub(super) fn said(e: rusqlite::Error, path: &Path, key: Option<&Key>) -> Error {
    match e {
        rusqlite::Error::QueryReturnedNoRows => unable(),
        e if e.sqlite_error_code() == Some(ErrorCode::NotADatabase) => no_database(path, key),
        e => fault(e),
    }
}

/// Gives a fresh connection its key.
///
/// # Errors
/// What the database says; `QueryReturnedNoRows` where this build can't encrypt: `SQLite` itself takes
/// the key and ignores it.
pub(super) fn lock_with(conn: &Connection, key: &Key) -> rusqlite::Result<()> {
    conn.execute_batch(PREPARED)?;
    let digits = format!("x'{}'", key.digits().reveal());
    conn.pragma_update(None, "key", &digits)?;
    conn.query_row("PRAGMA cipher_version", [], |r| r.get::<_, String>(0)).map(|_| ())
}

/// What is to hold before a key is given: the library's own complaints stay off the terminal, and
/// the format is the one the key was made for. Without the library both are ignored.
const PREPARED: &str = "PRAGMA cipher_log_level = NONE; PRAGMA cipher_default_compatibility = 4;";

/// What is said where encryption is asked of a build that has none.
#[must_use]
pub fn unable() -> Error {
    Error::outside("this build of intouch can't encrypt: it was made without SQLCipher").hint(INSTALL)
}

/// What a file that SQLite does not know is.
fn no_database(path: &Path, key: Option<&Key>) -> Error {
    let name = path.display();
    if key.is_some() {
        return Error::new(ErrorKind::Locked, format!("the passphrase does not open {name}")).hint(
            "try again; where the passphrase is right, the file's first page is damaged: `intouch restore FILE`",
        );
    }
    let hint = "name the right file with --db FILE";
    match salt(path) {
        Some(_) if ABLE => Error::new(ErrorKind::Locked, format!("{name} is encrypted, and no passphrase was given"))
            .hint("run intouch in a terminal, or set INTOUCH_PASSPHRASE; `intouch passphrase keep` lets the keyring know it"),
        Some(_) => Error::new(
            ErrorKind::Damaged,
            format!("{name} is not a database, or it is an encrypted book, which this build of intouch can't open"),
        )
        .hint(format!("{hint}; the build that opens encrypted books: `{INSTALL}`")),
        None => Error::new(ErrorKind::Damaged, format!("{name} is not an intouch book: it is not a database")).hint(hint),
    }
}

/// The salt at the beginning of a file that may be encrypted; `None` for every other one.
///
/// To be asked only while this process has no connection to the file: closing it lets go of the
/// locks that the process holds.
#[must_use]
pub fn salt(path: &Path) -> Option<Salt> {
    let mut head = [0_u8; SALT];
    let mut file = std::fs::File::open(path).ok()?;
    if file.metadata().ok()?.len() < 512 {
        return None;
    }
    file.read_exact(&mut head).ok()?;
    seems_random(&head).then_some(Salt(head))
}

/// Whether these bytes may be a salt: not the beginning of a database, even of one with a flipped
/// byte or two, no text, no zeros.
fn seems_random(head: &[u8; SALT]) -> bool {
    let alike = head.iter().zip(MAGIC).filter(|(a, b)| a == b).count();
    let mut seen = head.to_vec();
    seen.sort_unstable();
    seen.dedup();
    alike < 4 && seen.len() >= 8 && !head.iter().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
}

/// A salt for a new key, of random bytes.
#[must_use]
pub fn new_salt(mut random: impl FnMut() -> [u8; SALT]) -> Salt {
    loop {
        let head = random();
        if seems_random(&head) {
            return Salt(head);
        }
    }
}

/// What a conversion that was killed leaves behind: the unfinished file and SQLite's own beside it.
fn leftovers(path: &Path) -> [PathBuf; 4] {
    let path = &real(path);
    ["", "-journal", "-wal", "-shm"].map(|s| beside(path, &format!(".recoding{s}")))
}

/// The copies that intouch made of a book: those before a change of the schema, which stand beside
/// it, and those in the folder of backups.
#[must_use]
pub fn copies(path: &Path) -> Vec<PathBuf> {
    let path = &real(path);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|e| e.path()).filter(|f| f.is_file()).collect()
    };
    let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let before_a_change = format!("{}.v", name(path));
    let mut all = files(folder);
    all.retain(|f| name(f).starts_with(&before_a_change) && f.extension().is_some_and(|e| e == "bak"));
    let mut backups = files(&folder.join("backups"));
    let stem = format!("{}-", path.file_stem().unwrap_or_default().to_string_lossy());
    backups.retain(|f| name(f).starts_with(&stem) && f.extension().is_some_and(|e| e == "db"));
    all.extend(backups);
    all.sort();
    all
}

/// Whether a conversion of this file was killed, or is under way.
#[must_use]
pub fn has_leftovers(path: &Path) -> bool {
    leftovers(path).iter().any(|f| f.exists())
}

/// Removes what a killed conversion left. The caller holds a lock on the file itself, so that none is
/// under way.
pub fn remove_leftovers(path: &Path) {
    for file in leftovers(path) {
        let _ = std::fs::remove_file(file);
    }
}

/// Writes the file anew with another key, with none, or with one for the first time, and replaces it:
/// whenever the process ends, the old file or the new one is there whole. Nobody else may have it open.
///
/// # Errors
/// `Busy` where another program has the file open, `Outside` where it can't be written; the file is
/// then as it was.
pub fn recode(path: &Path, from: Option<&Key>, to: Option<&Key>) -> Result<()> {
    if !ABLE {
        return Err(unable());
    }
    let path = &real(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = connect_file(path, flags, from)?;
    // A log belongs to the file it was written for: there must be none when the new file takes the name.
    let logged = journal_mode(&conn, None)? == "wal";
    let outcome = alone(&conn).and_then(|()| {
        remove_leftovers(path);
        let fresh = beside(path, ".recoding");
        let outcome = copy(&conn, &fresh, to).and_then(|()| check(&conn, &fresh, to, logged)).and_then(|()| {
            let failed = |e: std::io::Error| Error::outside(format!("{} can't be replaced: {e}", path.display()));
            std::fs::rename(&fresh, path).map_err(failed)?;
            sync_folder(path.parent().unwrap_or(Path::new(".")));
            Ok(())
        });
        if outcome.is_err() {
            remove_leftovers(path);
        }
        outcome
    });
    if outcome.is_err() && logged {
        let _ = conn.execute_batch("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL;");
    }
    outcome
}

fn journal_mode(conn: &Connection, wanted: Option<&str>) -> Result<String> {
    let statement = wanted.map_or("PRAGMA journal_mode".to_owned(), |w| format!("PRAGMA journal_mode = {w}"));
    conn.query_row(&statement, [], |r| r.get(0)).map_err(fault)
}

/// Takes the file for this connection alone, out of write-ahead logging, until it is closed.
///
/// Another program that opened the file before and waits for the lock gets it only when the file has
/// lost its name: SQLite then refuses to write to it.
fn alone(conn: &Connection) -> Result<()> {
    let in_use = || {
        Error::new(ErrorKind::Busy, "another program has the book open; nothing was changed")
            .hint("close other windows of intouch, `intouch notify --watch` included, and try again")
    };
    let begun = Instant::now();
    loop {
        // Leaving the log needs the whole file and does not wait by itself.
        let outcome = journal_mode(conn, Some("DELETE"));
        match outcome {
            Ok(mode) if mode != "wal" => break,
            Err(e) if e.kind != ErrorKind::Busy => return Err(e),
            _ if begun.elapsed() >= PATIENCE => return Err(in_use()),
            _ => std::thread::sleep(PAUSE),
        }
    }
    conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;")
        .map_err(|e| if fault_is_busy(&e) { in_use() } else { fault(e) })?;
    if journal_mode(conn, None)? == "wal" { Err(in_use()) } else { Ok(()) }
}

fn fault_is_busy(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Writes everything to a file of that key.
fn copy(conn: &Connection, fresh: &Path, to: Option<&Key>) -> Result<()> {
    private_file(fresh)?;
    conn.execute_batch(PREPARED).map_err(fault)?;
    let key = to.map_or_else(String::new, |k| format!("x'{}'", k.digits().reveal()));
    let name = fresh.to_str().ok_or_else(|| Error::outside("the book's path is not UTF-8, which encryption needs"))?;
    conn.execute("ATTACH DATABASE ?1 AS recoded KEY ?2", [name, key.as_str()]).map_err(fault)?;
    // A file that is not finished is thrown away: it is brought to the disk once, at its end.
    conn.execute_batch("PRAGMA recoded.journal_mode = MEMORY; PRAGMA recoded.synchronous = OFF").map_err(fault)?;
    conn.query_row("SELECT sqlcipher_export('recoded')", [], |_| Ok(())).map_err(fault)?;
    for pragma in ["user_version", "application_id"] {
        let value: i64 = conn.query_row(&format!("PRAGMA main.{pragma}"), [], |r| r.get(0)).map_err(fault)?;
        conn.execute_batch(&format!("PRAGMA recoded.{pragma} = {value}")).map_err(fault)?;
    }
    conn.execute_batch("DETACH DATABASE recoded").map_err(fault)
}

/// Opens the new file as it will be opened later, and compares it with the old one. It is left
/// complete: no log beside it, and on the disk.
fn check(old: &Connection, fresh: &Path, to: Option<&Key>, logged: bool) -> Result<()> {
    let differs = || Error::new(ErrorKind::Failure, "the new file is not what the old one was; nothing was changed");
    if salt(fresh).is_some() != to.is_some() {
        return Err(differs());
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let new = connect_file(fresh, flags, to)?;
    let said: String = new.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0)).map_err(fault)?;
    if said != "ok" || outline(old)? != outline(&new)? {
        return Err(differs());
    }
    if logged {
        journal_mode(&new, Some("WAL"))?;
    }
    new.close().map_err(|(_, e)| fault(e))?;
    if leftovers(fresh).iter().skip(1).any(|f| f.exists()) {
        return Err(differs());
    }
    let synced = std::fs::File::open(fresh).and_then(|f| f.sync_all());
    synced.map_err(|e| Error::outside(format!("{} can't be written to the disk: {e}", fresh.display())))
}

/// What two equal files have in common: versions, tables with their numbers of rows, everything else
/// of the schema.
fn outline(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let mut all = Vec::new();
    for pragma in ["user_version", "application_id"] {
        let value = conn.query_row(&format!("PRAGMA {pragma}"), [], |r| r.get(0)).map_err(fault)?;
        all.push((pragma.to_owned(), value));
    }
    let sql = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
    let mut statement = conn.prepare(sql).map_err(fault)?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(fault)?;
    for (kind, name, sql) in rows {
        let counted = format!("SELECT count(*) FROM \"{}\"", name.replace('"', "\"\""));
        let count = if kind == "table" { conn.query_row(&counted, [], |r| r.get(0)).map_err(fault)? } else { 0 };
        all.push((format!("{kind} {name} {sql}"), count));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(feature = "encryption"))]
    #[test]
    fn a_build_without_encryption_refuses_a_key_that_sqlite_would_ignore() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.db");
        let key = Key::derive(&crate::model::Secret::new("plum blossom".to_owned()), Salt([7; SALT]));
        let refused = connect_file(&path, OpenFlags::default(), Some(&key)).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Outside);
        assert_eq!(std::fs::read(&path).unwrap(), b"", "nothing was written in plain text");
        assert_eq!(recode(&path, None, Some(&key)).unwrap_err(), unable());
    }

    #[test]
    fn a_damaged_header_a_text_and_zeros_are_not_taken_for_an_encrypted_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let long = |head: &[u8]| [head, &[7; 4096]].concat();
        for (head, encrypted) in [
            (b"SQLite format 3\0".as_slice(), false),
            (b"SQLite\xffformat 3\0", false),
            (b"\xff\xfeLite format 3\0", false),
            (b"Dear diary, today", false),
            (&[0; 16], false),
            (b"\x91\x02\xc3\x44\x15\xf6\x77\x28\x99\x0a\xbb\x5c\xdd\x3e\x1f\x60", true),
        ] {
            std::fs::write(&path, long(head)).unwrap();
            assert_eq!(salt(&path).is_some(), encrypted, "{head:?}");
        }
        std::fs::write(&path, b"\x91\x02\xc3\x44\x15\xf6\x77\x28\x99\x0a\xbb\x5c\xdd\x3e\x1f\x60").unwrap();
        assert_eq!(salt(&path), None, "too short for a database");
    }

    #[test]
    fn a_new_salt_is_never_one_that_would_be_taken_for_something_else() {
        let mut tries = [
            *MAGIC,
            [0; SALT],
            *b"all of it is tex",
            *b"\x91\x02\xc3\x44\x15\xf6\x77\x28\x99\x0a\xbb\x5c\xdd\x3e\x1f\x60",
        ]
        .into_iter();
        assert_eq!(new_salt(|| tries.next().unwrap()).0[0], 0x91);
    }

    #[test]
    fn what_a_killed_conversion_left_is_found_and_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.db");
        for name in ["book.db", "book.db-wal", "book.db.recoding", "book.db.recoding-journal", "other.db.recoding"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        assert!(has_leftovers(&path));
        remove_leftovers(&path);
        assert!(!has_leftovers(&path));
        let mut left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["book.db", "book.db-wal", "other.db.recoding"]);
    }
}
