//! Opening a book: safely, privately, and never one that a newer version wrote.

use super::fault::fault;
use super::journal::{self, Journal, Step};
use super::migrate;
use crate::model::{Error, ErrorKind, Result};
use crate::platform::files::{private_file, private_folder};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait between two tries at what does not wait by itself.
const PAUSE: Duration = Duration::from_millis(10);

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
}

/// The right to write: handed out by [`Book::write`] and [`Book::upkeep`] only, one transaction.
#[derive(Debug)]
pub struct Writer<'a> {
    transaction: Transaction<'a>,
    pub(super) journal: Journal,
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
    /// `stamp` names the copy that is made before a migration (a day, `2026-11-23`).
    ///
    /// # Errors
    /// `Newer` for a book of a newer version, `Damaged` for a file that is no book, `Busy`,
    /// `Outside` where the file system refuses.
    pub fn open(path: &Path, access: Access, stamp: &str) -> Result<Self> {
        let exists = path.try_exists().unwrap_or(true);
        if exists {
            refuse_no_file(path)?;
        }
        if !exists && access == Access::Read {
            return Self::in_memory();
        }
        if !exists {
            prepare(path)?;
        }
        let mut book = Self::connect(path, access)?;
        book.settle(stamp)?;
        Ok(book)
    }

    /// An empty book that is gone when it is closed.
    ///
    /// # Errors
    /// Only if the schema itself is broken.
    pub fn in_memory() -> Result<Self> {
        let conn = Connection::open_in_memory().map_err(fault)?;
        let mut book = Self { conn, path: PathBuf::from(":memory:"), writable: true };
        book.configure()?;
        migrate::to_latest(&mut book.conn)?;
        Ok(book)
    }

    /// Read-write where possible. To look, a file that can't be written is opened read-only, and
    /// on a read-only disk (where not even the lock file can be made) as it stands.
    fn connect(path: &Path, access: Access) -> Result<Self> {
        let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let read_only = common | OpenFlags::SQLITE_OPEN_READ_ONLY;
        // An absolute name is never one of SQLite's own (`:memory:`).
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let attempt = |flags, uri: Option<String>| -> Result<Self> {
            let name = uri.map_or_else(|| absolute.clone(), PathBuf::from);
            let conn = Connection::open_with_flags(&name, flags).map_err(fault)?;
            let writable = !conn.is_readonly("main").unwrap_or(true);
            let book = Self { conn, path: path.to_path_buf(), writable };
            book.configure()?;
            // The first real look at the file: the header, the lock, the log.
            book.conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(fault)?;
            Ok(book)
        };
        let first = attempt(common | OpenFlags::SQLITE_OPEN_READ_WRITE, None);
        match first {
            Err(e) if access == Access::Read && e.kind == ErrorKind::Outside => attempt(read_only, None)
                .or_else(|_| attempt(read_only | OpenFlags::SQLITE_OPEN_URI, Some(immutable_uri(path))))
                .map_err(|_| e),
            other => other,
        }
    }

    fn configure(&self) -> Result<()> {
        self.conn.busy_timeout(PATIENCE).map_err(fault)?;
        // foreign_keys: SQLite checks them only where asked. trusted_schema: a schema that somebody
        // else wrote into the file must not run functions. synchronous: a fact that was
        // acknowledged survives a power cut.
        self.conn
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL;")
            .map_err(fault)?;
        self.conn.set_prepared_statement_cache_capacity(64);
        Ok(())
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
        if !self.writable {
            return Err(Error::outside(
                "the book was written by an older version and can't be brought up to date here: it is read-only",
            )
            .hint("open it once where it can be written"));
        }
        if version > 0 {
            self.copy_before_migration(version, stamp)?;
        } else {
            self.log_ahead()?;
        }
        migrate::to_latest(&mut self.conn)
    }

    /// Write-ahead logging lets others read while one writes. Where the file system refuses it,
    /// SQLite stays with its rollback journal, which is safe too. The change takes the whole file
    /// and does not wait for others by itself: several programs may make one book at once.
    fn log_ahead(&self) -> Result<()> {
        let begun = Instant::now();
        loop {
            match self.conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(fault) {
                Err(e) if e.kind == ErrorKind::Busy && begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                done => return done,
            }
        }
    }

    fn copy_before_migration(&self, version: i64, stamp: &str) -> Result<()> {
        let mut name = self.path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".v{version}-{stamp}.bak"));
        let copy = self.path.with_file_name(name);
        if copy.exists() {
            return Ok(());
        }
        private_file(&copy)?;
        let mut to = Connection::open(&copy).map_err(fault)?;
        let backup = rusqlite::backup::Backup::new(&self.conn, &mut to).map_err(fault)?;
        backup.run_to_completion(1_000, Duration::ZERO, None).map_err(fault)
    }

    /// The same book in memory, for planning one that can't be written.
    ///
    /// # Errors
    /// What the database says.
    pub fn in_memory_copy(&self) -> Result<Self> {
        let mut conn = Connection::open_in_memory().map_err(fault)?;
        {
            let backup = rusqlite::backup::Backup::new(&self.conn, &mut conn).map_err(fault)?;
            backup.run_to_completion(1_000, Duration::ZERO, None).map_err(fault)?;
        }
        let copy = Self { conn, path: self.path.clone(), writable: true };
        copy.configure()?;
        Ok(copy)
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
                Ok(true) => return Ok(true),
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

    /// One try at it, which waits for others a while by itself.
    fn rewrite(&self, rewritten: &mut bool) -> Result<bool> {
        if !*rewritten {
            let statements = "INSERT INTO search_words (search_words) VALUES ('optimize');
                 INSERT INTO search_parts (search_parts) VALUES ('optimize');
                 VACUUM;";
            self.conn.execute_batch(statements).map_err(fault)?;
            *rewritten = true;
        }
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| Ok(r.get::<_, i64>(0)? == 0)).map_err(fault)
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

    fn transact<T>(&mut self, step: Option<Step>, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        let writer = self.begin(step)?;
        let done = work(&writer)?;
        journal::finish(&writer)?;
        writer.transaction.commit().map_err(fault)?;
        Ok(done)
    }

    fn begin(&mut self, step: Option<Step>) -> Result<Writer<'_>> {
        let transaction = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        Ok(Writer { transaction, journal: Journal::new(step) })
    }
}

#[allow(clippy::cast_possible_wrap, reason = "a handful of migrations")]
const LATEST_I: i64 = migrate::LATEST as i64;

/// A folder, a pipe or a device is no book; nor is a file too short to be a database, which SQLite
/// would take for an empty one and write over.
fn refuse_no_file(path: &Path) -> Result<()> {
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
        private_folder(folder)?;
    }
    private_file(path)
}
