//! Opening a book: safely, privately, and never one that a newer version wrote.

use super::cipher::{self, has_leftovers, lock_with, remove_leftovers};
use super::fault::fault;
use super::journal::{self, Journal, Step};
use super::meta::Revision;
use super::search::{self, Later};
use super::waiting::wait_for_others;
pub(super) use super::waiting::{PATIENCE, PAUSE};
use super::{backup, meta, migrate, unshared};
use crate::model::{Error, ErrorKind, Key, Result, text};
use crate::platform::disk::{self, FileId};
use crate::platform::files::{private_file, private_folder};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What the caller means to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Look: a book that does not exist is an empty one, a file that can't be written is read.
    Read,
    /// Record: makes the book and its folder where they are missing.
    Write,
}

/// A book: one database file.
#[derive(Debug)]
pub struct Book {
    conn: Connection,
    path: PathBuf,
    writable: bool,
    /// Which file that was when it was opened; `None` for one in memory.
    file: Option<FileId>,
    /// It was made just now.
    new: bool,
    remarks: Vec<String>,
    key: Option<Key>,
}

/// How a database file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// To read and write; a file that is missing is an error.
    Write,
    /// To read, with the log and the locks of others.
    Read,
    /// As it stands: without log or locks, and nothing is made beside it.
    Still,
}

/// Opens a database file: the one place that does, so that what every open file needs stands here.
///
/// While an encrypted book is at hand, a file that is encrypted is opened with its key, and a new one
/// is locked with it: what is copied from the book is never in plain text.
pub(super) fn connection(path: &Path, mode: Mode) -> Result<Connection> {
    // An absolute name is never one of SQLite's own (`:memory:`).
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let (name, flags) = match mode {
        Mode::Write => (absolute, common | OpenFlags::SQLITE_OPEN_READ_WRITE),
        Mode::Read => (absolute, common | OpenFlags::SQLITE_OPEN_READ_ONLY),
        Mode::Still => (
            PathBuf::from(immutable_uri(&absolute)),
            common | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        ),
    };
    let connect = |key: Option<&Key>| {
        let mut conn = Connection::open_with_flags(&name, flags)?;
        wait_for_others(&mut conn)?;
        key.map_or(Ok(()), |key| lock_with(&conn, key))?;
        Ok(conn)
    };
    let open = |key: Option<&Key>| -> Result<Connection> {
        let opened = if mode == Mode::Write { unshared::open(|| connect(key)) } else { connect(key) };
        // Whether a key fits shows only when something is read.
        let fits = |conn: Connection| if key.is_some() { unshared::look(&conn).map(|()| conn) } else { Ok(conn) };
        opened.and_then(fits).map_err(|e| cipher::said(e, path, key))
    };
    let mut locked = None;
    let conn = match cipher::at_hand() {
        None => open(None)?,
        Some(key) => match open(Some(&key)) {
            // A copy from before the book was encrypted?
            Err(e) if e.kind == ErrorKind::Locked => {
                let plain =
                    open(None).map_err(|plain| if plain.kind == ErrorKind::Locked { e.clone() } else { plain })?;
                locked = Some(e);
                plain
            }
            opened => opened?,
        },
    };
    configure(&conn).map_err(|e| cipher::explain(&conn, path).map_or(e, |why| locked.unwrap_or(why)))?;
    Ok(conn)
}

fn configure(conn: &Connection) -> Result<()> {
    // foreign_keys: SQLite checks them only where asked. trusted_schema: a schema that somebody
    // else wrote into the file must not run functions. synchronous: a fact that was
    // acknowledged survives a power cut; with a rollback journal that takes the journal's deletion
    // to be on the disk, too, which only EXTRA waits for.
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA synchronous = EXTRA;")
        .map_err(fault)?;
    // A statement is planned once, whatever is bound to it. Without this SQLite plans many of them
    // anew at every single use, which costs more than their work.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// The first real look at a file: the header, the lock, the log.
fn look(conn: &Connection) -> Result<()> {
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(fault)
}

/// The right to write: handed out by [`Book::write`] and [`Book::upkeep`] only, one transaction.
#[derive(Debug)]
pub struct Writer<'a> {
    transaction: Transaction<'a>,
    pub(super) journal: Journal,
    revision: OnceCell<Revision>,
    /// What is to be made findable at the end, where that waits.
    pub(super) later: RefCell<Option<Later>>,
}

impl Writer<'_> {
    /// The revision of the agenda that this transaction makes.
    pub(super) fn revision(&self) -> Result<&Revision> {
        if let Some(known) = self.revision.get() {
            return Ok(known);
        }
        let next = meta::next_revision(self, self.journal.at())?;
        Ok(self.revision.get_or_init(|| next))
    }
}

impl Deref for Writer<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.transaction
    }
}

impl Book {
    /// Opens the book at `path`, or an empty one in memory where there is none and it is only read.
    ///
    /// `stamp` names the copy that is made before a migration (a day, `2026-11-23`); where it is
    /// empty, a book of an older version is not opened.
    ///
    /// # Errors
    /// `Newer` for a book of a newer version, `Damaged` for a file that is no book, `Locked` for one
    /// that is encrypted, `Busy`, `Outside` where the file system refuses.
    pub fn open(path: &Path, access: Access, stamp: &str) -> Result<Self> {
        Self::open_with(path, access, stamp, None)
    }

    /// Like [`Book::open`], for a book that is encrypted.
    ///
    /// # Errors
    /// As [`Book::open`], and `Locked` where the key is not the book's.
    pub fn unlock(path: &Path, access: Access, stamp: &str, key: &Key) -> Result<Self> {
        Self::open_with(path, access, stamp, Some(key))
    }

    fn open_with(path: &Path, access: Access, stamp: &str, key: Option<&Key>) -> Result<Self> {
        let exists = path.try_exists().unwrap_or(true);
        if exists {
            refuse_no_file(path)?;
        } else {
            refuse_lost_file(path)?;
        }
        if is_empty(path) {
            let lost = lost_book(path);
            if access == Access::Read {
                let mut book = Self::in_memory()?;
                book.remarks.extend(lost.map(|e| format!("{} (`{}`)", e.message, e.hint.unwrap_or_default())));
                return Ok(book);
            }
            lost.map_or(Ok(()), Err)?;
        }
        if !exists {
            prepare(path)?;
        }
        let lost = lost_log(path);
        cipher::take_in_hand(key.cloned());
        let mut book = Self::connect(path, access).inspect_err(|_| cipher::take_in_hand(None))?;
        book.key = key.cloned();
        if lost {
            book.remarks.push(format!(
                "the log of {} is gone (a file that ends in -wal): what was recorded last may be lost; `intouch doctor` \
                 looks closer, `intouch backup --list` shows the copies",
                path.display()
            ));
        }
        book.settle(stamp)?;
        book.clear_up()?;
        Ok(book)
    }

    /// An empty book that is gone when it is closed.
    ///
    /// # Errors
    /// Only if the schema itself is broken.
    pub fn in_memory() -> Result<Self> {
        let conn = Connection::open_in_memory().map_err(fault)?;
        configure(&conn)?;
        let mut book = Self::held(conn, PathBuf::from(":memory:"));
        migrate::to_latest(&mut book.conn)?;
        Ok(book)
    }

    /// A book in memory.
    const fn held(conn: Connection, path: PathBuf) -> Self {
        Self { conn, path, writable: true, file: None, new: false, remarks: Vec::new(), key: None }
    }

    /// Read-write where possible. To look, a file that can't be written is opened read-only, and
    /// on a read-only disk (where not even the lock file can be made) as it stands.
    ///
    /// Where the file was replaced by another one meanwhile, that one is opened.
    pub(super) fn connect(path: &Path, access: Access) -> Result<Self> {
        let attempt = |mode| -> Result<Self> {
            for _ in 0..TRIES {
                let file = disk::file_id(path);
                let opened = connection(path, mode).and_then(|conn| match look(&conn) {
                    Err(e) => Err(cipher::explain(&conn, path).unwrap_or(e)),
                    Ok(()) => Ok(conn),
                });
                if disk::file_id(path) != file {
                    continue;
                }
                let conn = opened?;
                let writable = !conn.is_readonly("main").unwrap_or(true);
                let path = path.to_path_buf();
                return Ok(Self { conn, path, writable, file, new: false, remarks: Vec::new(), key: None });
            }
            Err(replaced())
        };
        match attempt(Mode::Write) {
            Err(e) if access == Access::Read && e.kind == ErrorKind::Outside => {
                attempt(Mode::Read).or_else(|_| attempt(Mode::Still)).map_err(|_| e)
            }
            other => other,
        }
    }

    /// Brings the schema up to date, after a copy; refuses what is newer or not ours.
    fn settle(&mut self, stamp: &str) -> Result<()> {
        if migrate::version(&self.conn)? == LATEST_I {
            return Ok(());
        }
        let (version, tables) = self.read(|conn| {
            // One look: between two, another program may have made the book.
            let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(fault)?;
            Ok((migrate::version(conn)?, tables))
        })?;
        refuse_foreign(version, tables)?;
        if !self.writable {
            return Err(Error::outside(
                "the book was written by an older version and can't be brought up to date here: it is read-only",
            )
            .hint("open it once where it can be written"));
        }
        if version == 0 {
            self.new = true;
            let without_log = self.log_ahead()?;
            self.remarks.extend(without_log);
            self.remarks.extend(disk::network_file_system(&self.path).map(|name| on_network(&name)));
        } else if stamp.is_empty() {
            return Err(Error::outside("the book was written by an older version").hint("intouch due"));
        } else {
            backup::before_migration(&self.conn, &self.path, version, stamp)?;
        }
        migrate::to_latest(&mut self.conn)
    }

    /// Write-ahead logging lets others read while one writes. Where the file system refuses it,
    /// SQLite stays with its rollback journal, which is safe too: gives what is to be said then. The
    /// change takes the whole file and does not wait for others by itself: several programs may
    /// make one book at once.
    fn log_ahead(&mut self) -> Result<Option<String>> {
        let begun = Instant::now();
        loop {
            let set = self.conn.query_row("PRAGMA journal_mode = WAL", [], |r| r.get::<_, String>(0));
            let mode = match set.and_then(|mode| unshared::look(&self.conn).map(|()| mode)).map_err(fault) {
                Err(e) if e.kind == ErrorKind::Busy && begun.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                    continue;
                }
                // The log can be had and still not be used, where memory can't be shared: then the
                // file is opened anew, which leaves it.
                Err(e) if e.kind == ErrorKind::Outside => {
                    self.conn = Connection::open_in_memory().map_err(fault)?;
                    self.conn = connection(&self.path, Mode::Write).map_err(|_| e)?;
                    "delete".to_owned()
                }
                other => other?,
            };
            return Ok((mode != "wal").then(|| WITHOUT_LOG.to_owned()));
        }
    }

    /// What is to be said once about the opening; taken with it.
    pub fn take_remarks(&mut self) -> Vec<String> {
        std::mem::take(&mut self.remarks)
    }

    /// Whether the book was made by this opening.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.new
    }

    /// The same book in memory, for planning one that can't be written.
    ///
    /// # Errors
    /// What the database says.
    pub fn in_memory_copy(&self) -> Result<Self> {
        let mut conn = Connection::open_in_memory().map_err(fault)?;
        if let Some(key) = self.key() {
            // Pages are copied as they are: only between two that are encrypted, or two that are not.
            lock_with(&conn, key).map_err(fault)?;
        }
        backup::pages(&self.conn, &mut conn)?;
        configure(&conn)?;
        Ok(Self { key: self.key.clone(), ..Self::held(conn, self.path.clone()) })
    }

    /// Like [`Book::write`], but nothing is kept: what would have been written is only told.
    ///
    /// # Errors
    /// What `work` gives, or what the database says.
    pub fn rehearse<T>(&mut self, step: Step, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        let writer = self.begin(Some(step))?;
        let told = work(&writer)?;
        writer.transaction.rollback().map_err(fault)?;
        Ok(told)
    }

    /// Rewrites the file without what was erased, the full text's deletion marks and the log
    /// included. Others who read the book hold that up: they are waited for, for so long; `waiting`
    /// is called once where they are. Gives whether it is done; if not, it happens when the last of
    /// them closes the book.
    ///
    /// # Errors
    /// What the database says.
    pub fn compact(&self, patience: Duration, waiting: &mut dyn FnMut()) -> Result<bool> {
        let begun = Instant::now();
        let mut waiting = Some(waiting);
        let mut rewritten = false;
        loop {
            match self.rewrite(&mut rewritten) {
                Ok(true) => {
                    self.conn.execute("DELETE FROM meta WHERE key = ?1", [meta::ERASING]).map_err(fault)?;
                    return Ok(true);
                }
                Ok(false) => {}
                Err(e) if e.kind == ErrorKind::Busy => {}
                Err(e) => return Err(e),
            }
            if begun.elapsed() >= patience {
                return Ok(false);
            }
            if let Some(tell) = waiting.take() {
                tell();
            }
        }
    }

    /// Whether somebody was erased whose traces are still in the file, because that was broken off.
    ///
    /// # Errors
    /// What the database says.
    pub fn owes_compaction(&self) -> Result<bool> {
        Ok(self.writable && meta::get(&self.conn, meta::ERASING)?.is_some())
    }

    /// One try at it, which waits for others a while by itself.
    fn rewrite(&self, rewritten: &mut bool) -> Result<bool> {
        if !*rewritten {
            let statements = "INSERT INTO search_words (search_words) VALUES ('optimize');
                 INSERT INTO search_parts (search_parts) VALUES ('optimize');
                 INSERT INTO search_topics (search_topics) VALUES ('optimize');
                 INSERT INTO search_resources (search_resources) VALUES ('optimize');
                 VACUUM;";
            self.conn.execute_batch(statements).map_err(fault)?;
            *rewritten = true;
        }
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| Ok(r.get::<_, i64>(0)? == 0)).map_err(fault)
    }

    /// Removes what a killed conversion left beside the book: it may be in plain text. Behind a lock,
    /// so that none is under way.
    fn clear_up(&mut self) -> Result<()> {
        if self.writable && has_leftovers(&self.path) {
            self.read(|conn| {
                conn.query_row("SELECT count(*) FROM meta", [], |_| Ok(())).map_err(fault)?;
                remove_leftovers(&self.path);
                Ok(())
            })?;
            self.log_ahead()?;
        }
        Ok(())
    }

    /// The book's key, where it is encrypted: what copies it must lock the copy with it.
    #[must_use]
    pub const fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Where the book is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the book can be written.
    #[must_use]
    pub const fn is_writable(&self) -> bool {
        self.writable
    }

    /// The connection, for one statement.
    #[must_use]
    pub const fn conn(&self) -> &Connection {
        &self.conn
    }

    /// Several statements that see the same book.
    ///
    /// # Errors
    /// What `look` gives, or what the database says.
    pub fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let transaction = self.conn.unchecked_transaction().map_err(fault)?;
        look(&transaction)
    }

    /// The single way to record: one transaction, which takes its place in the queue at once and is
    /// kept whole or not at all; one step of undo.
    ///
    /// # Errors
    /// What `work` gives (then nothing was written), or what the database says.
    pub fn write<T>(&mut self, step: Step, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        self.transact(Some(step), work)
    }

    /// Like [`Book::write`], for what the program does by itself: no step of the user's. A fact
    /// can't be written this way.
    ///
    /// # Errors
    /// What `work` gives (then nothing was written), or what the database says.
    pub fn upkeep<T>(&mut self, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        self.transact(None, work)
    }

    /// Does what can be stopped halfway: where `stop` says so, nothing of it is kept.
    ///
    /// # Errors
    /// `Failure` where it was stopped, and what `work` says.
    pub fn stoppable<T>(
        &mut self,
        stop: impl FnMut() -> bool + Send + 'static,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.conn.progress_handler(STEPS_BETWEEN_LOOKS, Some(stop)).map_err(fault)?;
        let done = work(self);
        self.conn.progress_handler(0, None::<fn() -> bool>).map_err(fault)?;
        done
    }

    fn transact<T>(&mut self, step: Option<Step>, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        let writer = self.begin(step)?;
        let done = work(&writer)?;
        search::settle(&writer)?;
        journal::finish(&writer)?;
        writer.transaction.commit().map_err(fault)?;
        Ok(done)
    }

    /// Takes the place in the queue of writers, and makes sure that the file is still the one that
    /// was opened: what would be written to a file that was replaced is lost.
    fn begin(&mut self, step: Option<Step>) -> Result<Writer<'_>> {
        let transaction = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        if self.file.is_some() && disk::file_id(&self.path) != self.file {
            return Err(replaced());
        }
        Ok(Writer { transaction, journal: Journal::new(step), revision: OnceCell::new(), later: RefCell::new(None) })
    }
}

/// How many steps of SQLite's machine lie between two looks at whether to stop.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;

#[allow(clippy::cast_possible_wrap, reason = "a handful of migrations")]
pub(super) const LATEST_I: i64 = migrate::LATEST as i64;

/// How often a file is opened anew that is replaced while it is opened.
const TRIES: usize = 5;

/// What is said where the file system refuses a write-ahead log.
pub const WITHOUT_LOG: &str = "the file system keeps no write-ahead log here: a rollback journal is used, which is \
     as safe, but nobody reads while somebody writes";

/// What is said of a book on a network file system.
#[must_use]
pub fn on_network(name: &str) -> String {
    format!(
        "the book is on a network file system ({name}), where locks often fail: use it from one machine at a time, or \
         keep it on a local disk"
    )
}

/// The file was replaced by another one, by a restore or a sync program.
fn replaced() -> Error {
    Error::new(ErrorKind::Busy, "the book's file was replaced or moved while it was open; nothing was recorded")
        .hint("try again")
}

/// A schema that is newer than this program, or of another program.
pub(super) fn refuse_foreign(version: i64, tables: i64) -> Result<()> {
    if version > LATEST_I {
        return Err(Error::new(
            ErrorKind::Newer,
            format!("this book was written by a newer version (schema {version}, this one knows {LATEST_I})"),
        )
        .hint("update intouch; nothing was changed"));
    }
    if version == 0 && tables > 0 {
        return Err(Error::new(ErrorKind::Damaged, "the file is a database of another program, not a book")
            .hint("name the right file with --db FILE"));
    }
    Ok(())
}

/// A name beside the book's: `intouch.db-wal`.
#[must_use]
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(end);
    path.with_file_name(name)
}

/// The file itself where a name is a link to it: SQLite keeps the log beside the file.
pub(super) fn real(path: &Path) -> PathBuf {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
    let file = if is_link { std::fs::canonicalize(path).ok() } else { None };
    file.unwrap_or_else(|| path.to_path_buf())
}

/// Whether a log is missing that must have been there: the index of the log (`-shm`) is made after
/// it and taken away before it.
#[must_use]
pub fn lost_log(path: &Path) -> bool {
    let path = &real(path);
    let gone = || beside(path, "-shm").exists() && !beside(path, "-wal").exists();
    // The two looks are not one: somebody may just have opened or closed the book.
    gone() && {
        std::thread::sleep(PAUSE);
        gone()
    }
}

/// A log without its book: somebody took the file away, and to make a new one would destroy what
/// the log still holds.
fn refuse_lost_file(path: &Path) -> Result<()> {
    let log = beside(path, "-wal");
    if std::fs::metadata(&log).is_ok_and(|m| m.len() > 0) {
        return Err(Error::new(
            ErrorKind::Damaged,
            format!(
                "the book {} is gone or empty, but its log is still there; nothing was made in its place",
                path.display()
            ),
        )
        .hint(format!("put the file back where it was, or move {} away", log.display())));
    }
    Ok(())
}

/// Whether there is no book yet: no file, or one without a byte.
#[must_use]
pub fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).map_or_else(|e| e.kind() == std::io::ErrorKind::NotFound, |m| m.is_file() && m.len() == 0)
}

/// No book, but backups of one: a new one in its place would be taken for it, and its backups would
/// push the old ones out. Gives what is to be said then.
fn lost_book(path: &Path) -> Option<Error> {
    let shelf = backup::Shelf::of(path)?;
    let newest = shelf.list().ok()?.into_iter().next()?;
    let name = newest.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Some(
        Error::new(
            ErrorKind::Damaged,
            format!(
                "there is no book at {}, but backups of one; to begin anew, move {} away",
                path.display(),
                shelf.folder().display()
            ),
        )
        .hint(format!("intouch restore {}", text::pasteable(&name))),
    )
}

/// A folder, a pipe or a device is no book; nor is a file too short to be a database, which SQLite
/// would take for an empty one and write over.
pub(super) fn refuse_no_file(path: &Path) -> Result<()> {
    let Ok(known) = std::fs::metadata(path) else { return Ok(()) };
    let hint = "name the right file with --db FILE";
    if !known.is_file() {
        let what = if known.is_dir() { "a folder" } else { "no ordinary file" };
        return Err(Error::outside(format!("{} is {what}: it can't be a book", path.display())).hint(hint));
    }
    if (1..512).contains(&known.len()) {
        return Err(Error::new(
            ErrorKind::Damaged,
            format!("{} is no intouch book: it is not a database", path.display()),
        )
        .hint(hint));
    }
    if known.len() == 0 {
        // SQLite throws the log of an empty file away.
        refuse_lost_file(path)?;
    }
    #[cfg(unix)]
    if known.len() == 0 {
        // An empty file becomes a book: for the user alone, whoever made it.
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    }
    Ok(())
}

/// A `file:` address under which SQLite reads a file without locks.
fn immutable_uri(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    url::Url::from_file_path(absolute).map(|u| format!("{u}?immutable=1")).unwrap_or_default()
}

/// Makes the folder (0700) and an empty file (0600) for a new book.
fn prepare(path: &Path) -> Result<()> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        private_folder(folder).map_err(|e| e.hint("name another book with --db FILE"))?;
    }
    private_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_a_write_ahead_log_is_said() {
        // A database in memory keeps no log, like a file system that refuses it.
        let refused = Book::in_memory().unwrap().log_ahead().unwrap();
        assert_eq!(refused.as_deref(), Some(WITHOUT_LOG));
        let folder = tempfile::tempdir().unwrap();
        let mut book = Book::open(&folder.path().join("a.db"), Access::Write, "2026-11-23").unwrap();
        assert!(book.is_new());
        assert!(!book.take_remarks().iter().any(|r| r == WITHOUT_LOG));
        assert_eq!(book.log_ahead().unwrap(), None);
    }
}
