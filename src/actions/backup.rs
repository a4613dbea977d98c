//! Backups by hand, the list of them, and going back to one.

use super::desk::Desk;
use super::planning;
use crate::model::text::pasteable;
use crate::model::{Day, Error, ErrorKind, Result, day};
use crate::store::backup::{self, Contents, Kept, Kind, Name, Shelf};
use crate::store::restore::{self, Checked};
use crate::store::{Book, check, cipher, fault};
use chrono::Timelike;
use std::path::{Path, PathBuf};

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds, read back from the file.
    pub contents: Contents,
    /// How many bytes it takes.
    pub size: u64,
    /// What `restore` takes: its name in the list, or its path.
    pub word: String,
}

/// A backup in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What `restore` takes.
    pub word: String,
    /// Where it is.
    pub path: PathBuf,
    /// The day it was made.
    pub day: Day,
    /// Why it was made.
    pub kind: Kind,
    /// How many bytes it takes.
    pub size: u64,
    /// How many days ago that was.
    pub age_days: i64,
    /// What it holds; `None` where it can't be read.
    pub contents: Option<Contents>,
}

/// The time on the user's clock as copies bear it.
fn clock(desk: &Desk) -> u32 {
    let time = desk.now.time;
    time.hour() * 10_000 + time.minute() * 100 + time.second()
}

/// Where the book's copies are kept.
fn shelf(desk: &Desk) -> Result<Shelf> {
    let path = planning::place(desk)?;
    Shelf::of(&path).ok_or_else(|| {
        Error::input(format!("{} is a backup itself: it has none of its own", path.display()))
            .hint("name the book with --db FILE, or a file to write: intouch backup FILE")
    })
}

/// A copy's name in the list.
fn word(path: &Path) -> String {
    pasteable(&path.file_stem().unwrap_or_default().to_string_lossy())
}

/// A book that is there: looking at one that is not acts as on an empty one, but there is nothing to keep.
fn there(desk: &Desk) -> Result<()> {
    let path = planning::place(desk)?;
    if path.try_exists().unwrap_or(true) {
        return Ok(());
    }
    Err(Error::not_found(format!("there is no book yet at {}", path.display()))
        .hint("intouch add \"Laura Chen\" --met RustConf"))
}

/// Makes a backup among the others.
///
/// # Errors
/// `Outside` where it can't be written, `Damaged` where the book is.
pub fn keep(desk: &Desk, book: &Book) -> Result<Made> {
    there(desk)?;
    let path = shelf(desk)?.keep(book.conn(), book.path(), desk.now.calendar_day, clock(desk), Kind::ByHand)?;
    let word = word(&path);
    made(path, word)
}

/// Where a backup to `file` is to be written: in a folder, a file named by the moment.
///
/// # Errors
/// `Input` for the book itself, its log, or what is no ordinary file.
pub fn target(desk: &Desk, file: &Path) -> Result<PathBuf> {
    there(desk)?;
    let own = planning::place(desk)?;
    let target = if file.is_dir() {
        let name = Name { day: desk.now.calendar_day, time: Some((clock(desk), 1)), kind: Kind::ByHand };
        let own = own.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file.join(name.file(own.strip_suffix(".db").unwrap_or(&own)))
    } else {
        file.to_owned()
    };
    let place = |p: &Path| {
        // The file may not be there yet; its folder is.
        let folder = p.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::canonicalize(p).ok().or_else(|| Some(std::fs::canonicalize(folder).ok()?.join(p.file_name()?)))
    };
    let real = place(&own).unwrap_or_else(|| own.clone());
    let hint = "name another file, or none: intouch backup";
    let own_files = ["", "-wal", "-shm", "-journal"].map(|end| crate::store::open::beside(&real, end));
    if place(&target).is_some_and(|t| own_files.contains(&t)) {
        return Err(Error::input(format!("{} is the book itself", target.display())).hint(hint));
    }
    if let Ok(known) = std::fs::metadata(&target) {
        if !known.is_file() {
            return Err(Error::input(format!("{} is no ordinary file", target.display())).hint(hint));
        }
        let used = ["-wal", "-journal"]
            .iter()
            .any(|end| std::fs::metadata(crate::store::open::beside(&target, end)).is_ok_and(|m| m.len() > 0));
        if used {
            return Err(Error::input(format!("{} is in use: a log stands beside it", target.display())).hint(hint));
        }
    }
    Ok(target)
}

/// Makes a backup in a file of the user's choice.
///
/// # Errors
/// `Outside` where it can't be written, `Damaged` where the book is.
pub fn keep_in(book: &Book, target: &Path, replace: bool) -> Result<Made> {
    backup::to_file(book.conn(), target, replace)?;
    let absolute = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
    made(target.to_owned(), pasteable(&absolute.to_string_lossy()))
}

/// Reads a backup back before it is announced.
fn made(path: PathBuf, word: String) -> Result<Made> {
    let contents = backup::contents(&path)?;
    let size = std::fs::metadata(&path).map_or(0, |m| m.len());
    Ok(Made { path, contents, size, word })
}

/// The backups of the book, newest first.
///
/// # Errors
/// `Outside` where the folder can't be read.
pub fn list(desk: &Desk) -> Result<Vec<Listed>> {
    desk.keys.hold(&planning::place(desk)?)?;
    Ok(shelf(desk)?.list()?.into_iter().map(|kept| listed(desk, kept)).collect())
}

fn listed(desk: &Desk, kept: Kept) -> Listed {
    Listed {
        word: word(&kept.path),
        day: kept.name.day,
        kind: kept.name.kind,
        size: kept.size,
        age_days: (desk.now.calendar_day - kept.name.day).num_days(),
        contents: backup::contents(&kept.path).ok(),
        path: kept.path,
    }
}

/// What is to be restored, and what it takes the place of.
pub struct Restore {
    /// The file it comes from.
    pub file: PathBuf,
    /// What it holds.
    pub contents: Contents,
    /// What the book holds now: `None` where there is none, or it can't be read.
    pub now: Option<Contents>,
    /// Whether there is a book, readable or not.
    pub there: bool,
    checked: Checked,
    shelf: Shelf,
}

/// The file that is meant: a path, a name in the list, or a day (its daily backup, else the only one).
///
/// # Errors
/// `NotFound` or `Ambiguous`.
pub fn find(desk: &Desk, wanted: &Path) -> Result<PathBuf> {
    if wanted.try_exists().unwrap_or(true) {
        return Ok(wanted.to_owned());
    }
    let hint = "`intouch backup --list` shows the copies";
    let none = || Error::not_found(format!("there is no file and no backup {}", wanted.display())).hint(hint);
    let text = wanted.to_str().ok_or_else(none)?;
    let kept = shelf(desk)?.list()?;
    let named =
        |k: &&Kept| k.path.file_stem().is_some_and(|s| s == text) || k.path.file_name().is_some_and(|s| s == text);
    if let Some(found) = kept.iter().find(named) {
        return Ok(found.path.clone());
    }
    let day = day::parse_iso(text).ok_or_else(none)?;
    let of_day: Vec<&Kept> = kept.iter().filter(|k| k.name.day == day).collect();
    // A day without more is the name of the copy that was made before its first thing.
    if let Some(daily) = of_day.iter().find(|k| k.name.kind == Kind::Daily) {
        return Ok(daily.path.clone());
    }
    match of_day.as_slice() {
        [] => Err(none()),
        [one] => Ok(one.path.clone()),
        many => {
            let mut error = Error::new(ErrorKind::Ambiguous, format!("there are {} backups of {text}", many.len()));
            error.candidates = many.iter().map(|k| word(&k.path)).collect();
            Err(error
                .hint(format!("intouch restore {}", word(&many.last().map_or_else(PathBuf::new, |k| k.path.clone())))))
        }
    }
}

/// Looks through the file that is to take the book's place.
///
/// # Errors
/// `NotFound`, `Newer`, `Damaged`, with the reason; nothing was changed then.
pub fn prepare(desk: &Desk, wanted: &Path) -> Result<Restore> {
    let path = planning::place(desk)?;
    let shelf = shelf(desk)?;
    let file = find(desk, wanted)?;
    if same(&file, &path) {
        return Err(Error::input(format!("{} is the book itself", file.display()))
            .hint("`intouch backup --list` shows the copies"));
    }
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        crate::platform::files::private_folder(folder)?;
    }
    if cipher::salt(&path).is_some() && cipher::salt(&file).is_none() && cipher::ABLE {
        return Err(Error::input(format!("{} is not encrypted, and the book is: it would lie open", file.display()))
            .hint("intouch passphrase remove, then restore, then intouch passphrase set"));
    }
    desk.keys.hold(&file)?;
    let checked = restore::check(&file, &shelf)?;
    let there = path.try_exists().unwrap_or(true);
    let now = if there { check::open(&path).and_then(|conn| check::contents(&conn)).ok() } else { None };
    Ok(Restore { file, contents: checked.contents, now, there, checked, shelf })
}

fn same(a: &Path, b: &Path) -> bool {
    matches!((std::fs::canonicalize(a), std::fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// Puts it in the book's place; gives where what it replaced is kept, and, where that can be gone back
/// to, the word for it.
///
/// # Errors
/// `Busy`, `Outside`: then the book is what it was.
pub fn restore(desk: &Desk, restore: Restore) -> Result<Option<(PathBuf, Option<String>)>> {
    let path = planning::place(desk)?;
    let kept = restore::replace(&path, restore.checked, &restore.shelf, desk.now.calendar_day, clock(desk))?;
    Ok(kept.map(|path| {
        let word = backup::contents(&path).is_ok().then(|| word(&path));
        (path, word)
    }))
}

/// An error about a damaged book, with the way back where there is one.
#[must_use]
pub fn with_way_back(desk: &Desk, error: Error) -> Error {
    // What is said of another file has its own way out.
    let is_the_book = error.hint.as_deref().is_some_and(|h| [fault::DAMAGED, fault::NO_DATABASE].contains(&h));
    if error.kind != ErrorKind::Damaged || !is_the_book {
        return error;
    }
    let newest = shelf(desk).ok().and_then(|s| s.list().ok()).and_then(|l| l.into_iter().next());
    match newest {
        Some(kept) => error.hint(format!(
            "`intouch doctor` says what is damaged; `intouch restore {}` goes back to the newest backup",
            word(&kept.path)
        )),
        None => error,
    }
}
