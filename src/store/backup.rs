//! Copies of the book: each made whole or not at all, kept in a folder beside it, thinned out.
//!
//! Never follows a link out of that folder, and never deletes a file that it would not have named
//! so itself.

use super::check;
use super::fault::fault;
use super::open::{Book, Mode, PATIENCE, PAUSE, beside, connection, real};
use crate::model::{Day, Error, ErrorKind, Result, day as days};
use crate::platform::disk::sync_folder;
use crate::platform::files::private_folder;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::cmp::Reverse;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

/// The folder beside the book.
const FOLDER: &str = "backups";
/// So many of each kind are kept, and beyond them the newest of each month.
const KEPT: usize = 10;
/// How files begin and end that are still being written.
const PART: (&str, &str) = (".intouch-", ".part");

/// What is said of a full disk; a copy records nothing, whatever becomes of it.
const UNRECORDED: &str = "; nothing was recorded";

/// Why a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Before a migration, from this schema version.
    Schema(u32),
    /// Before the first thing of a day.
    Daily,
    /// By hand.
    ByHand,
    /// Before another book took the place of this one.
    BeforeRestore,
}

impl Kind {
    /// The word that documents use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schema(_) => "before-migration",
            Self::Daily => "daily",
            Self::ByHand => "by-hand",
            Self::BeforeRestore => "before-restore",
        }
    }
}

/// What a copy's file name says. Copies of one day stand in the order of their making: before a
/// migration, before the first thing of the day, then by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The user's calendar day.
    pub day: Day,
    /// The time on the user's clock (`hhmmss` as a number) and which one of that second, where that
    /// is part of the name.
    pub time: Option<(u32, u32)>,
    /// Why it was made.
    pub kind: Kind,
}

impl Name {
    /// The file's name, for a book of that stem.
    #[must_use]
    pub fn file(&self, stem: &str) -> String {
        let mut name = format!("{stem}-{}", days::iso(self.day));
        if let Some((time, n)) = self.time {
            name.push_str(&format!("-{time:06}"));
            if n > 1 {
                name.push_str(&format!("-{n}"));
            }
        }
        match self.kind {
            Kind::Daily | Kind::ByHand => {}
            Kind::Schema(version) => name.push_str(&format!("-schema-{version}")),
            Kind::BeforeRestore => name.push_str("-before-restore"),
        }
        name.push_str(".db");
        name
    }

    /// Reads a file's name; `None` for any other than [`Name::file`] gives.
    #[must_use]
    pub fn parse(stem: &str, file: &str) -> Option<Self> {
        let rest = file.strip_prefix(stem)?.strip_prefix('-')?.strip_suffix(".db")?;
        let day = days::parse_iso(rest.get(..10)?)?;
        let mut words: Vec<&str> = rest.get(10..)?.split('-').skip(1).collect();
        let mut number = |digits: std::ops::RangeInclusive<usize>| -> Option<u32> {
            let word = words.first().filter(|w| digits.contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit()))?;
            let number = word.parse().ok();
            words.remove(0);
            number
        };
        let time = number(6..=6).map(|time| (time, number(1..=4).unwrap_or(1)));
        let kind = match (words.as_slice(), time) {
            ([], None) => Kind::Daily,
            ([], Some(_)) => Kind::ByHand,
            (["before", "restore"], Some(_)) => Kind::BeforeRestore,
            (["schema", version], None) => Kind::Schema(version.parse().ok()?),
            _ => return None,
        };
        let name = Self { day, time, kind };
        // Only what would be written so: `-0001-`, say, never was.
        (name.file(stem) == file).then_some(name)
    }
}

/// A copy that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What its name says.
    pub name: Name,
    /// Where it is.
    pub path: PathBuf,
    /// How many bytes it takes.
    pub size: u64,
    modified: Option<SystemTime>,
}

impl Kept {
    /// When the book was last written whose copy it is.
    pub(super) const fn modified(&self) -> Option<SystemTime> {
        self.modified
    }
}

/// Where the copies of one book are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
    stem: String,
}

/// The part of a book's file name that its copies begin with: `intouch` for `intouch.db`, and for
/// `intouch` itself another one.
fn stem(file: &str) -> String {
    file.strip_suffix(".db").filter(|s| !s.is_empty()).map_or_else(|| format!("{file}."), str::to_owned)
}

impl Shelf {
    /// The place for copies of the book at `path`; none for a book that is a copy itself, since
    /// looking into a copy makes no copies.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let path = real(path);
        let file = path.file_name()?.to_str()?;
        let folder = path.parent()?;
        let is_copy = folder.file_name().is_some_and(|f| f == FOLDER)
            && file.match_indices('-').any(|(at, _)| file.get(..at).is_some_and(|s| Name::parse(s, file).is_some()));
        (!is_copy).then(|| Self { folder: folder.join(FOLDER), stem: stem(file) })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a copy of that name is kept.
    #[must_use]
    pub fn path(&self, name: &Name) -> PathBuf {
        self.folder.join(name.file(&self.stem))
    }

    /// The copies that are kept, newest first; other files and links are none.
    ///
    /// # Errors
    /// `Outside` where the folder is there and can't be read.
    pub fn list(&self) -> Result<Vec<Kept>> {
        if !self.is_there()? {
            return Ok(Vec::new());
        }
        let unread = |e: std::io::Error| Error::outside(format!("{} can't be read: {e}", self.folder.display()));
        let mut kept = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(unread)? {
            let entry = entry.map_err(unread)?;
            let Some(name) = entry.file_name().to_str().and_then(|f| Name::parse(&self.stem, f)) else { continue };
            // Of the entry itself: a link is never followed.
            let Ok(known) = entry.metadata() else { continue };
            if known.is_file() {
                kept.push(Kept { name, path: entry.path(), size: known.len(), modified: known.modified().ok() });
            }
        }
        kept.sort_by_key(|k| Reverse(k.name));
        Ok(kept)
    }

    /// Whether the folder is there, and a folder of its own.
    fn is_there(&self) -> Result<bool> {
        match std::fs::symlink_metadata(&self.folder) {
            Ok(known) if known.is_dir() => Ok(true),
            Ok(_) => Err(Error::outside(format!(
                "{} is no folder of its own: it is a link or a file",
                self.folder.display()
            ))
            .hint("move it away; backups are kept in a real folder beside the book")),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(e) => Err(Error::outside(format!("{} can't be read: {e}", self.folder.display()))),
        }
    }

    /// The lock that whoever begins a file or clears leftovers away holds for that moment. `None`
    /// where folders can't be locked: then nothing is cleared away.
    fn lock(&self) -> Result<Option<File>> {
        let Ok(folder) = File::open(&self.folder) else { return Ok(None) };
        let begun = Instant::now();
        loop {
            match folder.try_lock() {
                Ok(()) => return Ok(Some(folder)),
                Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(
                        Error::new(ErrorKind::Busy, "another program holds the folder of backups").hint("try again")
                    );
                }
                Err(TryLockError::Error(_)) => return Ok(None),
            }
        }
    }

    /// A private file in the folder that is gone unless it is put somewhere. Clears away what those
    /// left who were killed.
    ///
    /// # Errors
    /// `Outside` where the folder can't be written.
    pub(super) fn part(&self) -> Result<Part> {
        if !self.is_there()? {
            private_folder(&self.folder)?;
        }
        let lock = self.lock()?;
        if lock.is_some() {
            for leftover in self.leftovers() {
                remove_with_sides(&leftover);
            }
        }
        Part::new(&self.folder)
    }

    /// Files that were being written when their writer was killed.
    #[must_use]
    pub fn leftovers(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let is_part = |name: &str| name.strip_prefix(PART.0).is_some_and(|n| n.ends_with(PART.1));
        entries
            .flatten()
            .filter(|e| e.file_name().to_str().is_some_and(is_part) && e.file_type().is_ok_and(|t| t.is_file()))
            .map(|e| e.path())
            // Who still writes holds its lock.
            .filter(|p| File::open(p).is_ok_and(|f| f.try_lock().is_ok()))
            .collect()
    }

    /// Deletes the leftovers; gives how many.
    ///
    /// # Errors
    /// `Outside` where the folder can't be read.
    pub fn clear_leftovers(&self) -> Result<usize> {
        if !self.is_there()? || self.lock()?.is_none() {
            return Ok(0);
        }
        let leftovers = self.leftovers();
        for leftover in &leftovers {
            remove_with_sides(leftover);
        }
        Ok(leftovers.len())
    }

    /// A name by the clock that nobody has.
    fn free_name(&self, day: Day, time: u32, kind: Kind) -> Name {
        let mut name = Name { day, time: Some((time, 1)), kind };
        let mut n = 1;
        // Looked at without following: a link that leads nowhere takes the name, too.
        while std::fs::symlink_metadata(self.path(&name)).is_ok() && n < 9999 {
            n += 1;
            name.time = Some((time, n));
        }
        name
    }

    /// Keeps a copy of what `from` shows under a name of that moment.
    ///
    /// # Errors
    /// `Outside` where it can't be written, `Damaged` where the book is.
    pub fn keep(&self, from: &Connection, source: &Path, day: Day, time: u32, kind: Kind) -> Result<PathBuf> {
        let part = self.part()?;
        part.fill(from, written(source))?;
        let path = self.path(&self.free_name(day, time, kind));
        part.put(&path, false)?;
        self.thin_out();
        Ok(path)
    }

    /// A name for what a restore replaces.
    pub(super) fn name_before_restore(&self, day: Day, time: u32) -> PathBuf {
        self.path(&self.free_name(day, time, Kind::BeforeRestore))
    }

    /// Deletes what is neither among the last of its kind nor the newest of its month.
    fn thin_out(&self) {
        let Ok(kept) = self.list() else { return };
        let names: Vec<Name> = kept.iter().map(|k| k.name).collect();
        for (old, _) in kept.iter().zip(surplus(&names)).filter(|(_, surplus)| *surplus) {
            remove_with_sides(&old.path);
        }
    }
}

/// Deletes a file with what SQLite may have left beside it.
fn remove_with_sides(path: &Path) {
    let _ = std::fs::remove_file(path);
    for end in ["-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(beside(path, end));
    }
}

/// Which of these names, newest first, are surplus: of each kind the last ten stay, and of every
/// month its newest; all that were made by hand.
fn surplus(names: &[Name]) -> Vec<bool> {
    use chrono::Datelike;
    use std::collections::{HashMap, HashSet};
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    let mut months: HashSet<(&'static str, i32, u32)> = HashSet::new();
    let one = |name: &Name| {
        let kind = name.kind.as_str();
        let count = counts.entry(kind).or_default();
        *count += 1;
        let newest = months.insert((kind, name.day.year(), name.day.month()));
        name.kind != Kind::ByHand && *count > KEPT && !newest
    };
    names.iter().map(one).collect()
}

/// A private file that is being written; gone when it is dropped.
pub(super) struct Part {
    file: tempfile::TempPath,
    folder: PathBuf,
    /// Open and locked for as long as it is written: what is not locked is a leftover.
    _lock: File,
}

impl Part {
    /// An empty one in `folder`.
    pub fn new(folder: &Path) -> Result<Self> {
        // Made for the user alone from the first moment.
        let file = tempfile::Builder::new()
            .prefix(PART.0)
            .suffix(PART.1)
            .tempfile_in(folder)
            .map_err(|e| Error::outside(format!("nothing can be written to {}: {e}", folder.display())))?;
        let (lock, file) = file.into_parts();
        let _ = lock.try_lock();
        Ok(Self { file, folder: folder.to_owned(), _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Fills it with what `from` shows, looks whether it is sound, and makes sure it is on the disk.
    /// `written` is when the book was last written: the copy bears that time, so that a later look
    /// tells whether anything was written since.
    pub fn fill(&self, from: &Connection, written: Option<SystemTime>) -> Result<()> {
        {
            let mut to = connection(&self.file, Mode::Write)?;
            // Nobody sees the file before it is whole: it needs neither journal nor order.
            to.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;").map_err(fault)?;
            pages(from, &mut to).map_err(|e| Error { message: e.message.replace(UNRECORDED, ""), ..e })?;
        }
        if !check::is_sound(&connection(&self.file, Mode::Still)?) {
            return Err(Error::new(ErrorKind::Damaged, "the book's file is damaged: no copy of it was kept")
                .hint("intouch doctor"));
        }
        self.sync(written)
    }

    /// Makes sure it is on the disk.
    pub fn sync(&self, written: Option<SystemTime>) -> Result<()> {
        let failed = |e: std::io::Error| Error::outside(format!("the copy can't be written: {e}"));
        let file = File::options().write(true).open(&self.file).map_err(failed)?;
        if let Some(written) = written {
            let _ = file.set_modified(written);
        }
        file.sync_all().map_err(failed)
    }

    /// Puts it under its name: whole, or not at all.
    pub fn put(self, path: &Path, replace: bool) -> Result<()> {
        let failed = |e: &std::io::Error| Error::outside(format!("{} can't be written: {e}", path.display()));
        if replace {
            self.file.persist(path).map_err(|e| failed(&e.error))?;
        } else {
            self.file.persist_noclobber(path).map_err(|e| failed(&e.error))?;
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(&self.folder);
        sync_folder(folder);
        Ok(())
    }
}

/// Copies one database over another, in one step and so at one moment: writers that come between
/// two steps would make it begin again.
pub(super) fn pages(from: &Connection, to: &mut Connection) -> Result<()> {
    let backup = Backup::new(from, to).map_err(fault)?;
    finish(&backup)
}

/// Brings a copy to its end; waits for those who hold either file.
pub(super) fn finish(backup: &Backup<'_, '_>) -> Result<()> {
    let begun = Instant::now();
    loop {
        match backup.step(-1).map_err(fault)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ if begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            _ => {
                return Err(Error::new(ErrorKind::Busy, "another program is writing to the book, and did not finish")
                    .hint("try again in a moment"));
            }
        }
    }
}

/// When the book at `path` was last written, its log included.
fn written(path: &Path) -> Option<SystemTime> {
    let path = &real(path);
    let of = |path: &Path| std::fs::metadata(path).ok().filter(|m| m.len() > 0).and_then(|m| m.modified().ok());
    of(path).max(of(&beside(path, "-wal")))
}

/// Makes the copy of the day where it is due: none was made today, something was written since the
/// newest, and somebody is in the book. Gives where it is.
///
/// # Errors
/// Why it could not be made; nothing else is touched by that.
pub fn daily(book: &Book, day: Day) -> Result<Option<PathBuf>> {
    if !book.is_writable() || book.is_new() {
        return Ok(None);
    }
    let Some(shelf) = Shelf::of(book.path()) else { return Ok(None) };
    let path = shelf.path(&Name { day, time: None, kind: Kind::Daily });
    if std::fs::symlink_metadata(&path).is_ok() {
        return Ok(None);
    }
    let state = written(book.path());
    let unchanged = |kept: &[Kept]| state.is_some() && kept.iter().any(|k| k.modified == state);
    if unchanged(&shelf.list()?) || super::contacts::count(book.conn(), 1)? == 0 {
        return Ok(None);
    }
    let part = shelf.part()?;
    part.fill(book.conn(), state)?;
    put_unless_there(part, &path)?;
    shelf.thin_out();
    Ok(Some(path))
}

/// Two programs may make the same copy at once: either will do.
fn put_unless_there(part: Part, path: &Path) -> Result<()> {
    part.put(path, false).or_else(|e| if std::fs::symlink_metadata(path).is_ok() { Ok(()) } else { Err(e) })
}

/// The copy before a migration; one a day and version.
pub(super) fn before_migration(conn: &Connection, path: &Path, version: i64, stamp: &str) -> Result<()> {
    let Some(day) = days::parse_iso(stamp) else { return Ok(()) };
    let Some(shelf) = Shelf::of(path) else { return Ok(()) };
    let kind = Kind::Schema(u32::try_from(version).unwrap_or(0));
    let target = shelf.path(&Name { day, time: None, kind });
    if std::fs::symlink_metadata(&target).is_ok() {
        return Ok(());
    }
    let part = shelf.part()?;
    part.fill(conn, written(path))?;
    put_unless_there(part, &target)?;
    shelf.thin_out();
    Ok(())
}

/// Writes a copy of what `from` shows to a file of the user's choice: whole, or not at all.
///
/// # Errors
/// `Outside` where it can't be written, `Damaged` where the book is.
pub fn to_file(from: &Connection, target: &Path, replace: bool) -> Result<()> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = Part::new(folder)?;
    part.fill(from, None)?;
    part.put(target, replace)
}

/// What a book holds, told in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// How many people.
    pub people: u64,
    /// How many facts.
    pub facts: u64,
    /// The last day on which anything was recorded.
    pub last_recorded_on: Option<Day>,
    /// The version of its schema.
    pub schema: i64,
}

/// What a copy holds; it is looked at as it stands, and nothing is made beside it.
///
/// # Errors
/// `Damaged` for what is no book or can't be read, `Newer`, `Outside`.
pub fn contents(path: &Path) -> Result<Contents> {
    check::contents(&connection(path, Mode::Still)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse("intouch", &format!("intouch-{text}.db")).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn only_names_of_our_own_pattern_are_read() {
        for good in [
            "2026-11-23",
            "2026-11-23-schema-9",
            "2026-11-23-140501",
            "2026-11-23-140501-2",
            "2026-11-23-000001-before-restore",
            "2026-11-23-140501-12-before-restore",
        ] {
            assert_eq!(name(good).file("intouch"), format!("intouch-{good}.db"));
        }
        for bad in [
            "intouch.db",
            "intouch-.db",
            "intouch-2026-11-23",
            "intouch-2026-11-23.db-wal",
            "intouch-2026-13-23.db",
            "intouch-2026-11-23-mine.db",
            "intouch-2026-11-23-14050.db",
            "intouch-2026-11-23-140501-1.db",
            "intouch-2026-11-23-140501-02.db",
            "intouch-2026-11-23-before-restore.db",
            "intouch-2026-11-23-schema-x.db",
            "intouch-2026-11-23-schema-09.db",
            "intouch-2026-11-23-140501-schema-9.db",
            "other-2026-11-23.db",
            "intouch-work-2026-11-23.db",
            "intouché2026-11-23.db",
        ] {
            assert_eq!(Name::parse("intouch", bad), None, "{bad}");
        }
    }

    #[test]
    fn copies_of_one_day_stand_in_the_order_of_their_making() {
        let mut names =
            ["2026-11-23-140501-2", "2026-11-23", "2026-11-24", "2026-11-23-140501", "2026-11-23-schema-8"].map(name);
        names.sort_unstable();
        let words = ["2026-11-23-schema-8", "2026-11-23", "2026-11-23-140501", "2026-11-23-140501-2", "2026-11-24"];
        assert_eq!(names, words.map(name));
    }

    #[test]
    fn ten_of_a_kind_and_the_newest_of_each_month_stay() {
        // Given newest first; what is surplus is marked by `-`.
        let table: &[&[&str]] = &[
            &["2026-11-23"],
            // Ten, all of one month.
            &[
                "2026-11-20",
                "2026-11-19",
                "2026-11-18",
                "2026-11-17",
                "2026-11-16",
                "2026-11-15",
                "2026-11-14",
                "2026-11-13",
                "2026-11-12",
                "2026-11-11",
                "-2026-11-10",
                "-2026-11-09",
            ],
            // The newest of each month stays for ever; a month whose newest is among the ten has it.
            &[
                "2026-11-05",
                "2026-11-04",
                "2026-11-03",
                "2026-11-02",
                "2026-11-01",
                "2026-10-31",
                "2026-10-30",
                "2026-10-29",
                "2026-10-28",
                "2026-10-27",
                "-2026-10-26",
                "2026-09-30",
                "-2026-09-29",
                "2026-02-28",
                "2025-09-30",
                "2024-02-29",
                "-2024-02-01",
            ],
            // Copies by hand are the user's to delete, and push none of the days away.
            &[
                "2026-11-23-120011",
                "2026-11-23-120010",
                "2026-11-23-120009",
                "2026-11-23-120008",
                "2026-11-23-120007",
                "2026-11-23-120006",
                "2026-11-23-120005",
                "2026-11-23-120004",
                "2026-11-23-120003",
                "2026-11-23-120002",
                "2026-11-23-120001",
                "2026-11-23-120000",
                "2026-11-23",
                "2026-11-22",
                "2026-11-21-schema-9",
                "2026-11-20-110000-before-restore",
            ],
        ];
        for row in table {
            let names: Vec<Name> = row.iter().map(|t| name(t.trim_start_matches('-'))).collect();
            assert!(names.is_sorted_by(|a, b| a > b), "{row:?}");
            let wanted: Vec<bool> = row.iter().map(|t| t.starts_with('-')).collect();
            assert_eq!(surplus(&names), wanted, "{row:?}");
        }
    }

    #[test]
    fn the_copies_of_two_books_in_a_folder_do_not_mix() {
        let shelf = |file: &str| Shelf::of(Path::new(file)).unwrap();
        assert_eq!(shelf("/a/intouch.db").stem, "intouch");
        assert_eq!(shelf("/a/mine.sqlite").stem, "mine.sqlite.");
        assert_eq!(shelf("/a/.db").stem, ".db.");
        assert_eq!(shelf("book.db").folder(), Path::new("backups"));
        let file = Name { day: name("2026-11-23").day, time: None, kind: Kind::Daily }.file("mine-2026-11-20");
        assert_eq!(Name::parse("mine", &file), None);
        assert_eq!(Shelf::of(Path::new("/a/backups/intouch-2026-11-23.db")), None, "a copy has no copies");
        assert!(Shelf::of(Path::new("/a/backups/intouch.db")).is_some());
    }
}
