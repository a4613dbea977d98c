//! Putting another book in the place of this one: checked before, kept what it replaces, and at no
//! moment is there a missing or a mixed book.
//!
//! Never writes to the file that is restored from.

use super::backup::{Contents, Part, Shelf, finish, pages};
use super::check;
use super::cipher::at_hand;
use super::fault::fault;
use super::migrate;
use super::open::{Access, Book, Mode, PATIENCE, PAUSE, beside, connection, real, refuse_no_file};
use crate::model::text::pasteable;
use crate::model::{Day, Error, ErrorKind, Result};
use crate::platform::disk::lock_against_all;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Where other copies are, when one is no good.
const OTHERS: &str = "`intouch backup --list` shows the copies";

/// What SQLite keeps beside a file while it is in use.
const SIDES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A book that was looked through and found whole: a private copy of it, brought up to date.
pub struct Checked {
    part: Part,
    /// What it holds.
    pub contents: Contents,
}

/// Looks through a file: is it a book, of a version this program knows, and can all of it be read?
///
/// # Errors
/// `NotFound`, `Newer`, `Damaged` or `Outside`, with the reason and the file's name.
pub fn check(file: &Path, shelf: &Shelf) -> Result<Checked> {
    let shown = file.display();
    if !file.try_exists().unwrap_or(true) {
        return Err(Error::not_found(format!("there is no file {shown}")).hint(OTHERS));
    }
    let named = |e: Error| {
        let hint = if e.kind == ErrorKind::Damaged { Some(OTHERS.to_owned()) } else { e.hint };
        Error { message: format!("{shown}: {}", e.message), hint, ..e }
    };
    refuse_no_file(file).map_err(|e| e.hint(OTHERS))?;
    let from = untouched(file).map_err(named)?;
    if check::contents(&from).map_err(named)?.schema == 0 {
        return Err(Error::input(format!("{shown} is an empty file, not a book")).hint(OTHERS));
    }
    let part = shelf.part()?;
    let mut conn = connection(part.path(), Mode::Write)?;
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;").map_err(fault)?;
    pages(&from, &mut conn).map_err(named)?;
    drop(conn);
    let mut conn = connection(part.path(), Mode::Write)?;
    let mode = |wanted: &str| conn.query_row(&format!("PRAGMA journal_mode = {wanted}"), [], |_| Ok(())).map_err(fault);
    mode("DELETE").map_err(named)?;
    look_through(&conn, file, false)?;
    migrate::to_latest(&mut conn).map_err(named)?;
    look_through(&conn, file, true)?;
    let contents = check::contents(&conn).map_err(named)?;
    // The log is how a book is kept, where the file system can.
    let _ = conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()));
    conn.close().map_err(|(_, e)| fault(e))?;
    Ok(Checked { part, contents })
}

/// Opens a file without changing it or making anything beside it; a log that stands there is read.
fn untouched(file: &Path) -> Result<Connection> {
    let file = &real(file);
    let has = |end: &str| std::fs::metadata(beside(file, end)).is_ok_and(|m| m.len() > 0);
    if has("-journal") {
        return Err(Error::new(ErrorKind::Damaged, "it was not closed: the file that ends in -journal belongs to it")
            .hint(format!("intouch list --db {}", pasteable(&file.to_string_lossy()))));
    }
    connection(file, if has("-wal") { Mode::Read } else { Mode::Still })
}

/// Looks for anything that can't be read; `typed`, too, for what this version would not understand.
fn look_through(conn: &Connection, file: &Path, typed: bool) -> Result<()> {
    let mut places = Vec::new();
    let mut count = 0_usize;
    let mut found = |place: String| {
        count += 1;
        if places.len() < 3 && !places.contains(&place) {
            places.push(place);
        }
    };
    if typed {
        check::rows(conn, &mut |p| found(p.place));
    } else {
        check::structure(conn).unwrap_or_else(|e| vec![e.message]).into_iter().for_each(&mut found);
        check::references(conn).unwrap_or_default().into_iter().for_each(|p| found(p.place));
        check::texts(conn, &mut |p| found(p.place));
    }
    if count == 0 {
        return Ok(());
    }
    let s = if count == 1 { "" } else { "s" };
    Err(Error::new(
        ErrorKind::Damaged,
        format!("{} is damaged in {count} place{s} ({}); nothing was replaced", file.display(), places.join("; ")),
    )
    .hint(format!("intouch doctor --db {}", pasteable(&file.to_string_lossy()))))
}

/// Puts a checked book in the place of the one at `path`, and keeps what it replaces; gives where.
///
/// # Errors
/// `Busy` where another program holds the book, `Outside` where it can't be written. Then the book
/// is what it was.
pub fn replace(path: &Path, checked: Checked, shelf: &Shelf, day: Day, time: u32) -> Result<Option<PathBuf>> {
    let path = &real(path);
    let part = checked.part;
    part.sync(None)?;
    if !path.try_exists().unwrap_or(true) {
        let kept = put_aside_sides(path, &shelf.name_before_restore(day, time))?;
        part.put(path, false)?;
        return Ok(kept);
    }
    let name = shelf.name_before_restore(day, time);
    if transfer(path, &part, shelf, &name)? { Ok(Some(name)) } else { swap(path, part, shelf, &name).map(Some) }
}

/// Into a healthy book: one transaction, which readers see at once and writers wait for. `false`
/// where the book is not one that takes it: damaged, without a log, or encrypted.
fn transfer(path: &Path, part: &Part, shelf: &Shelf, kept: &Path) -> Result<bool> {
    if at_hand().is_some() {
        return Ok(false);
    }
    let healthy = |conn: &Connection| {
        check::journal_mode(conn).is_ok_and(|m| m == "wal")
            && check::schema(conn).is_ok_and(|v| v > 0)
            && check::is_sound(conn)
    };
    let now = match Book::connect(path, Access::Write).and_then(|_| connection(path, Mode::Read)) {
        Ok(conn) if healthy(&conn) => conn,
        Err(e) if e.kind == ErrorKind::Busy => return Err(e),
        _ => return Ok(false),
    };
    let size = |conn: &Connection| conn.query_row("PRAGMA page_size", [], |r| r.get::<_, i64>(0)).map_err(fault);
    let wanted = size(&now)?;
    let from = connection(part.path(), Mode::Still)?;
    let from = if size(&from)? == wanted {
        from
    } else {
        drop(from);
        // A log holds pages of one size.
        let conn = connection(part.path(), Mode::Write)?;
        let sql =
            format!("PRAGMA journal_mode = DELETE; PRAGMA page_size = {wanted}; VACUUM; PRAGMA journal_mode = WAL;");
        conn.execute_batch(&sql).map_err(fault)?;
        conn.close().map_err(|(_, e)| fault(e))?;
        connection(part.path(), Mode::Still)?
    };
    let mut to = connection(path, Mode::Write)?;
    let backup = Backup::new(&from, &mut to).map_err(fault)?;
    let begun = Instant::now();
    // The first page takes the book for writing: nothing can be recorded between what is kept and
    // what takes its place.
    loop {
        match backup.step(1).map_err(fault)? {
            StepResult::More => break,
            StepResult::Done => return Err(Error::new(ErrorKind::Failure, "a book of one page is none")),
            _ if begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            _ => {
                return Err(Error::new(
                    ErrorKind::Busy,
                    "another program is writing to the book; nothing was replaced",
                )
                .hint("try again in a moment"));
            }
        }
    }
    let copy = shelf.part()?;
    copy.fill(&now, None)?;
    copy.put(kept, false)?;
    finish(&backup)?;
    Ok(true)
}

/// In the place of a file that can't take a transaction: nobody may hold it open meanwhile, so that
/// nobody writes to the old one or mixes its log with the new one.
fn swap(path: &Path, part: Part, shelf: &Shelf, kept: &Path) -> Result<PathBuf> {
    let unreadable = |e: std::io::Error| Error::outside(format!("{} can't be replaced: {e}", path.display()));
    let begun = Instant::now();
    let mut folded = false;
    loop {
        // What the log still holds goes into the old file first, where it can be read at all: killed
        // between here and the end, the old book is still whole.
        let _ = connection(path, Mode::Write)
            .and_then(|c| c.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").map_err(fault));
        let file = File::options().read(true).write(true).open(path).map_err(unreadable)?;
        if !lock_against_all(&file) {
            drop(file);
            if begun.elapsed() > PATIENCE {
                return Err(Error::new(ErrorKind::Busy, "another program has the book open; nothing was replaced")
                    .hint("close it, then try again"));
            }
            std::thread::sleep(PAUSE);
            continue;
        }
        let unfolded =
            ["-wal", "-journal"].iter().any(|e| std::fs::metadata(beside(path, e)).is_ok_and(|m| m.len() > 0));
        if unfolded && !folded {
            folded = true;
            continue;
        }
        // The lock is held until `file` is closed; the file may be read through it alone.
        let copy = shelf.part()?;
        let mut out = File::options().write(true).open(copy.path()).map_err(unreadable)?;
        std::io::copy(&mut &file, &mut out).map_err(unreadable)?;
        drop(out);
        copy.sync(None)?;
        copy.put(kept, false)?;
        put_aside_sides(path, kept)?;
        part.put(path, true)?;
        return Ok(kept.to_owned());
    }
}

/// Moves what stands beside a book to stand beside its kept copy; gives that where there was
/// anything worth it.
fn put_aside_sides(path: &Path, kept: &Path) -> Result<Option<PathBuf>> {
    let mut moved = None;
    for end in SIDES {
        let side = beside(path, end);
        let Ok(known) = std::fs::metadata(&side) else { continue };
        let done = if known.len() > 0 && end != "-shm" {
            moved = Some(beside(kept, end));
            std::fs::rename(&side, beside(kept, end))
        } else {
            std::fs::remove_file(&side)
        };
        done.map_err(|e| Error::outside(format!("{} can't be moved away: {e}", side.display())))?;
    }
    Ok(moved)
}
