//! Looking a book over: damage, and whatever else wants attention. Where it is asked to mend, it
//! mends what is derived and nothing else.
//!
//! Opens the book for reading only, brings nothing up to date, and never tells what a text says:
//! people paste what it prints into reports.

use super::desk::Desk;
use super::planning;
use crate::message::Templates;
use crate::model::text::{counted, pasteable};
use crate::model::{Day, Error, ErrorKind, Result, day};
use crate::platform::{Notifier, disk, paths};
use crate::settings::Settings;
use crate::store::backup::{self, Kind, Shelf};
use crate::store::check::{self, Problem};
use crate::store::open::{Access, WITHOUT_LOG, beside, is_empty, lost_log, on_network};
use crate::store::salvage::salvage;
use crate::store::{Book, LATEST, contacts, facts, fault, meta, search_check};
use rusqlite::Connection as Db;
use std::path::{Path, PathBuf};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Looked at, and nothing is wrong.
    Ok,
    /// Worth knowing; nothing is wrong.
    Note,
    /// Wants attention; nothing is lost.
    Attention,
    /// The book, or what is derived from it, is not what was written.
    Damage,
}

impl Level {
    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Attention => "attention",
            Self::Damage => "damage",
        }
    }

    /// The exit code of the contract.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Ok | Self::Note => 0,
            Self::Attention => 1,
            Self::Damage => 5,
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub level: Level,
    /// What was looked at: `rows`, `agenda`, `permissions`, ...
    pub check: &'static str,
    /// What is the matter.
    pub what: String,
    /// Where, where that is not the whole book.
    pub place: Option<String>,
    /// What to do about it, a command where there is one.
    pub todo: Option<String>,
}

/// What a look over the book gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where the book is.
    pub path: PathBuf,
    /// Everything that was looked at, in the order it was.
    pub findings: Vec<Finding>,
    /// What was mended.
    pub mended: Vec<String>,
}

impl Report {
    /// The weightiest finding.
    #[must_use]
    pub fn level(&self) -> Level {
        self.findings.iter().map(|f| f.level).max().unwrap_or(Level::Ok)
    }
}

/// What there is to look at beside the book.
pub struct Surroundings<'a> {
    /// The folder that is the program's own.
    pub data_dir: Option<&'a Path>,
    /// The desktop's notification server.
    pub notifier: &'a dyn Notifier,
    /// Whether the user's time zone can be told.
    pub zone_known: bool,
    /// Called with how far a long look has come.
    pub progress: &'a mut dyn FnMut(usize, usize, &'static str),
    /// Makes a command of the program that means this book.
    pub command: &'a dyn Fn(&str) -> String,
}

/// So many places of one kind of damage are named.
const NAMED: usize = 8;
/// A newest backup older than this wants a note where the book has changed since.
const OLD_BACKUP_DAYS: i64 = 30;
/// So many times the book's size should be free.
const ROOM: u64 = 3;
/// And never less than this.
const LEAST_ROOM: u64 = 20_000_000;

/// The one who looks: what was found so far.
struct Look<'a, 'b> {
    desk: &'a Desk,
    around: &'a mut Surroundings<'b>,
    path: PathBuf,
    findings: Vec<Finding>,
    mendable: Mendable,
}

/// What `--fix` may mend.
#[derive(Debug, Default)]
struct Mendable {
    /// Contacts whose stored agenda is not what follows from their facts.
    agenda: Vec<i64>,
    /// The search index is not what the texts give.
    search: bool,
    /// Files and folders with the permissions they should have.
    modes: Vec<(PathBuf, u32)>,
    /// There are leftovers.
    leftovers: bool,
}

/// Looks the book over; with `fix`, mends what is derived from it and looks again.
///
/// # Errors
/// `Newer` and `Damaged` for a file that is not this program's to read, `Busy`.
pub fn examine(desk: &mut Desk, around: &mut Surroundings<'_>, fix: bool) -> Result<Report> {
    let path = planning::place(desk)?;
    desk.keys.hold(&path).map_err(|e| match e.kind {
        // What is encrypted can only be read page by page, and the first ones are gone.
        ErrorKind::Damaged => e.hint(format!(
            "{} lists the backups, {} goes back to one",
            (around.command)("backup --list"),
            (around.command)("restore FILE")
        )),
        _ => e,
    })?;
    let (report, mendable) = look_over(desk, around, &path)?;
    if !fix {
        return Ok(report);
    }
    let mended = mend(desk, &report, &mendable, &path, around.command)?;
    if mended.is_empty() {
        return Ok(report);
    }
    let (report, _) = look_over(desk, around, &path)?;
    Ok(Report { mended, ..report })
}

fn look_over(desk: &Desk, around: &mut Surroundings<'_>, path: &Path) -> Result<(Report, Mendable)> {
    let mut look = Look { desk, around, path: path.to_owned(), findings: Vec::new(), mendable: Mendable::default() };
    let has_backups = || Shelf::of(path).and_then(|s| s.list().ok()).is_some_and(|list| !list.is_empty());
    if !is_empty(path) {
        look.file()?;
        look.permissions();
        look.place();
    } else if std::fs::metadata(beside(path, "-wal")).is_ok_and(|m| m.len() > 0) {
        let todo = format!("put the file back where it was, or go back: {}", look.way_back());
        look.damage("file", "the book is gone or empty, but its log is still there", None, todo);
    } else if has_backups() {
        let todo = look.way_back();
        look.attention("file", "there is no book, but backups of one", None, todo);
    } else {
        look.note("file", "there is no book yet", None);
    }
    look.backups();
    look.settings();
    look.surroundings();
    let Look { findings, mendable, .. } = look;
    Ok((Report { path: path.to_owned(), findings, mended: Vec::new() }, mendable))
}

impl Look<'_, '_> {
    fn add(
        &mut self,
        level: Level,
        check: &'static str,
        what: impl Into<String>,
        place: Option<String>,
        todo: Option<String>,
    ) {
        self.findings.push(Finding { level, check, what: what.into(), place, todo });
    }

    fn ok(&mut self, check: &'static str, what: impl Into<String>) {
        self.add(Level::Ok, check, what, None, None);
    }

    fn note(&mut self, check: &'static str, what: impl Into<String>, todo: Option<String>) {
        self.add(Level::Note, check, what, None, todo);
    }

    fn attention(
        &mut self,
        check: &'static str,
        what: impl Into<String>,
        place: Option<String>,
        todo: impl Into<String>,
    ) {
        self.add(Level::Attention, check, what, place, Some(todo.into()));
    }

    fn damage(&mut self, check: &'static str, what: impl Into<String>, place: Option<String>, todo: impl Into<String>) {
        self.add(Level::Damage, check, what, place, Some(todo.into()));
    }

    /// How to go back, in words that can be pasted.
    fn way_back(&self) -> String {
        let newest = Shelf::of(&self.path)
            .and_then(|s| s.list().ok())
            .and_then(|list| list.into_iter().find(|k| backup::contents(&k.path).is_ok()));
        match newest {
            Some(kept) => {
                let name = kept.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                (self.around.command)(&format!("restore {}", pasteable(&name)))
            }
            None => (self.around.command)("backup --list"),
        }
    }

    /// Problems of one kind: each named, up to a few.
    fn problems(&mut self, check: &'static str, problems: Vec<Problem>, todo: &str) {
        let all = problems.len();
        for problem in problems.into_iter().take(NAMED) {
            self.damage(check, problem.what, Some(problem.place), todo);
        }
        if all > NAMED {
            self.damage(check, format!("and {} more of this kind", all - NAMED), None, todo);
        }
    }

    /// The file itself, and all that is in it.
    fn file(&mut self) -> Result<()> {
        let todo = self.way_back();
        if lost_log(&self.path) {
            let what = "the log (-wal) is gone while its index (-shm) is there: what was recorded last may be lost";
            self.attention("log", what, None, format!("look whether your last facts are there; if not: {todo}"));
        }
        let path = self.path.clone();
        let schema = |conn: Db| check::schema(&conn).map(|schema| (conn, schema));
        let (conn, schema) = match check::open(&path).and_then(schema) {
            Ok(opened) => opened,
            Err(e) if e.kind == ErrorKind::Damaged => {
                self.damage("file", e.message, None, todo);
                return Ok(());
            }
            Err(e) => return Err(e),
        };
        // Everything is looked at as of one moment.
        let moment = conn.unchecked_transaction().map_err(fault)?;
        self.pages(&moment, &todo);
        if schema != i64::try_from(LATEST).unwrap_or(i64::MAX) {
            if check::schema_as_made(&moment).is_ok_and(|wrong| wrong.is_empty()) {
                let what = format!("the number of its schema is {schema}, but its tables are those of {LATEST}");
                self.damage("schema", what, None, todo);
                return Ok(());
            }
            let what =
                format!("an older version made the book (schema {schema}): only its pages and texts were looked at");
            let next = (self.around.command)("due");
            self.note("schema", what, Some(format!("{next} brings it up to date, after a copy")));
            return Ok(());
        }
        for problem in check::schema_as_made(&moment).unwrap_or_else(|e| vec![as_problem(e.message)]) {
            let what = format!("{}: another build made it, or it was damaged", problem.what);
            self.attention("schema", what, Some(problem.place), todo.clone());
        }
        if meta::get(&moment, meta::ERASING).is_ok_and(|m| m.is_some()) {
            let what = "the file still holds what was written of somebody who was forgotten";
            let todo =
                format!("make room, close other programs that read the book; then {}", (self.around.command)("due"));
            self.attention("forget", what, None, todo);
        }
        self.rows(&moment, &todo);
        if self.findings.iter().all(|f| f.level < Level::Damage) {
            // What is derived can only be compared with what is whole.
            match self.agenda(&moment).and_then(|()| self.search(&moment)) {
                Err(e) if e.kind == ErrorKind::Damaged => self.damage("agenda", e.message, None, todo.clone()),
                done => done?,
            }
        }
        match check::recorded_after(&moment, self.desk.now.calendar_day.max(self.desk.today())) {
            Ok(after) => self.clock(after),
            Err(e) => self.damage("clock", e.message, None, todo),
        }
        match check::journal_mode(&moment).as_deref() {
            Ok("wal") => self.ok("journal", "a write-ahead log"),
            Ok(other) => self.note("journal", format!("a rollback journal ({other}): {WITHOUT_LOG}"), None),
            Err(e) => self.note("journal", e.message.clone(), None),
        }
        Ok(())
    }

    /// Pages, references, and every text.
    fn pages(&mut self, conn: &Db, todo: &str) {
        let before = self.findings.len();
        let said = check::structure(conn).unwrap_or_else(|e| vec![e.message]);
        self.problems("file", said.into_iter().map(as_problem).collect(), todo);
        let references = check::references(conn).unwrap_or_else(|e| vec![as_problem(e.message)]);
        self.problems("references", references, todo);
        let mut problems = Vec::new();
        let read = check::texts(conn, &mut |p| problems.push(p));
        self.problems("texts", problems, todo);
        if self.findings.len() == before {
            self.ok("file", format!("every page, index and reference fits; {read} rows with every text were read"));
        }
    }

    /// Every row as the program reads it.
    fn rows(&mut self, conn: &Db, todo: &str) {
        let mut problems = Vec::new();
        check::rows(conn, &mut |p| problems.push(p));
        if problems.is_empty() {
            match check::contents(conn) {
                Ok(c) => {
                    self.ok(
                        "rows",
                        format!("all read as they were written (people: {}, facts: {})", c.people, c.facts),
                    );
                }
                Err(e) => self.damage("rows", e.message, None, todo),
            }
        }
        self.problems("rows", problems, todo);
    }

    /// The stored agenda against a plan from scratch.
    fn agenda(&mut self, conn: &Db) -> Result<()> {
        if Settings::load(self.desk.config_dir.as_deref()).is_err() {
            self.note("agenda", "not compared: the settings can't be read", None);
            return Ok(());
        }
        if !planning::is_in_force(self.desk, conn)? {
            let next = (self.around.command)("due");
            self.note("agenda", "the playbook or your working days changed", Some(format!("{next} plans anew")));
            return Ok(());
        }
        let ids = contacts::ids(conn)?;
        for (n, id) in ids.iter().enumerate() {
            let facts = facts::of(conn, *id)?;
            if !planning::is_planned(conn, self.desk.playbook(), self.desk.calendar(), &facts)? {
                self.mendable.agenda.push(*id);
            }
            if n % 256 == 0 {
                (self.around.progress)(n, ids.len(), "agenda");
            }
        }
        if self.mendable.agenda.is_empty() {
            self.ok("agenda", "what is stored is what the facts give");
            return Ok(());
        }
        let todo = (self.around.command)("doctor --fix");
        let what = "the stored agenda is not what the facts give: it, or a fact, was damaged";
        let places =
            self.mendable.agenda.iter().map(|id| Problem { place: format!("contact {id}"), what: what.to_owned() });
        self.problems("agenda", places.collect(), &todo);
        Ok(())
    }

    /// The full-text index against the texts.
    fn search(&mut self, conn: &Db) -> Result<()> {
        let progress = &mut *self.around.progress;
        let problems = match search_check::search(conn, &mut |done, all| progress(done, all, "search")) {
            Ok(problems) => problems,
            Err(e) if e.kind == ErrorKind::Damaged => {
                vec![Problem { place: "the search index".to_owned(), what: "can't be read".to_owned() }]
            }
            Err(e) => return Err(e),
        };
        if problems.is_empty() {
            self.ok("search", "what can be found is what is recorded");
            return Ok(());
        }
        self.mendable.search = true;
        let todo = format!(
            "look whether they read right (intouch show NUMBER), then {} makes the index anew",
            (self.around.command)("doctor --fix")
        );
        self.problems("search", problems, &todo);
        Ok(())
    }

    /// The clock against the facts.
    fn clock(&mut self, after: Option<(usize, Day)>) {
        // Before four it is still yesterday, and the day on the wall may be named.
        match after {
            None => self
                .ok("clock", format!("{}, and nothing was recorded after that", day::long(self.desk.now.calendar_day))),
            Some((facts, last)) => self.attention(
                "clock",
                format!(
                    "{} recorded after today, up to {}: the clock is wrong now, or was then",
                    counted(facts, "fact or person was", "facts or people were"),
                    day::long(last)
                ),
                None,
                "date",
            ),
        }
    }

    /// Whose the files are, and who may read them.
    fn permissions(&mut self) {
        let before = self.findings.len();
        for end in ["", "-wal", "-shm"] {
            let file = beside(&self.path, end);
            self.private(&file, 0o600);
        }
        let folder =
            self.path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
        if self.around.data_dir.is_some_and(|own| own == folder) {
            self.private(&folder, 0o700);
        } else if disk::mode(&folder).is_some_and(|m| m & 0o1000 == 0 && m & 0o022 != 0) {
            // Somebody else's folder is not ours to close, but who may write to it may replace the book.
            let todo = format!("chmod go-w {}", pasteable(&folder.to_string_lossy()));
            self.attention("permissions", "others may replace files in the book's folder", Some(shown(&folder)), todo);
        }
        let closed = |p: &Path| std::fs::metadata(p).is_ok_and(|m| m.permissions().readonly());
        for place in &[self.path.clone(), folder] {
            if closed(place) {
                let todo = format!("chmod u+w {}", pasteable(&place.to_string_lossy()));
                self.attention("permissions", "can't be written: nothing can be recorded", Some(shown(place)), todo);
            }
        }
        if let Some(shelf) = Shelf::of(&self.path) {
            self.private(shelf.folder(), 0o700);
            for kept in shelf.list().unwrap_or_default() {
                self.private(&kept.path, 0o600);
            }
        }
        if self.findings.len() == before {
            self.ok("permissions", "the book and its backups are yours alone");
        }
    }

    /// A file or folder that is for its user alone.
    fn private(&mut self, path: &Path, wanted: u32) {
        let place = Some(shown(path));
        if disk::is_mine(path) == Some(false) {
            let todo = format!("sudo chown \"$USER\" {}", pasteable(&path.to_string_lossy()));
            self.attention("permissions", "belongs to another user", place.clone(), todo);
        }
        if disk::mode(path).is_some_and(|m| m & 0o077 != 0) {
            let todo = format!("chmod {wanted:o} {}", pasteable(&path.to_string_lossy()));
            self.attention("permissions", "others may look into it", place, todo);
            self.mendable.modes.push((path.to_owned(), wanted));
        }
    }

    /// The disk that the book is on.
    fn place(&mut self) {
        if let Some(name) = disk::network_file_system(&self.path) {
            self.attention(
                "disk",
                on_network(&name),
                None,
                "keep the book on a local disk, or use it from one machine at a time",
            );
        }
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let size = std::fs::metadata(&self.path).map_or(0, |m| m.len());
        let room = (size.saturating_mul(ROOM)).max(LEAST_ROOM);
        match disk::free(folder) {
            Some(free) if free < room => {
                let what = format!(
                    "{} MB are free, the book needs {} MB to work and be kept",
                    free / 1_000_000,
                    room / 1_000_000
                );
                self.attention("disk", what, Some(shown(folder)), "free some space");
            }
            Some(_) => self.ok("disk", "there is room"),
            None => {}
        }
    }

    /// The copies beside the book.
    fn backups(&mut self) {
        let Some(shelf) = Shelf::of(&self.path) else { return };
        let kept = match shelf.list() {
            Ok(kept) => kept,
            Err(e) => {
                return self.attention("backups", e.message, Some(shown(shelf.folder())), e.hint.unwrap_or_default());
            }
        };
        let before = self.findings.len();
        for copy in kept.iter().filter(|k| backup::contents(&k.path).is_err()) {
            let (place, todo) = (Some(shown(&copy.path)), format!("rm {}", pasteable(&copy.path.to_string_lossy())));
            if copy.name.kind == Kind::BeforeRestore {
                let what = "what a restore replaced was damaged; it is kept as it was";
                self.add(Level::Note, "backups", what, place, Some(todo));
            } else {
                self.attention("backups", "a backup can't be read", place, todo);
            }
        }
        let leftovers = shelf.leftovers().len();
        if leftovers > 0 {
            self.mendable.leftovers = true;
            let todo = (self.around.command)("doctor --fix");
            self.attention(
                "backups",
                format!(
                    "{} of backups that were broken off",
                    counted(leftovers, "unfinished file", "unfinished files")
                ),
                Some(shown(shelf.folder())),
                todo,
            );
        }
        let Some(newest) = kept.first() else {
            self.note("backups", "there is none yet; one is made before the first thing of a day", None);
            return;
        };
        let age = (self.desk.now.calendar_day - newest.name.day).num_days();
        if age > OLD_BACKUP_DAYS {
            let todo = (self.around.command)("backup");
            self.note("backups", format!("the newest of {} is {age} days old", kept.len()), Some(todo));
        } else if self.findings.len() == before {
            self.ok("backups", format!("{}, the newest of {}", kept.len(), day::long(newest.name.day)));
        }
    }

    /// Settings, playbook, templates: each file by itself.
    fn settings(&mut self) {
        let before = self.findings.len();
        if let Err(e) = Settings::load(self.desk.config_dir.as_deref()) {
            self.attention("settings", e.message, None, e.hint.unwrap_or_else(|| "intouch config path".to_owned()));
        }
        if let Some(text) = &self.desk.own_playbook
            && let Err(e) = crate::schedule::Playbook::parse(text)
        {
            self.attention(
                "playbook",
                format!("playbook.toml, {e}; the last good one is in force"),
                None,
                "intouch playbook edit",
            );
        }
        let dir = self.desk.config_dir.as_deref().map(paths::templates);
        let entries = dir.and_then(|d| std::fs::read_dir(d).ok()).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> =
            entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
        files.sort();
        for path in files {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let wrong = match crate::platform::files::read_optional(&path) {
                Ok(text) => Templates::builtin().add(&name, &text.unwrap_or_default()).err().map(|e| e.to_string()),
                Err(e) => Some(e.message),
            };
            if let Some(wrong) = wrong {
                let todo = "mend the file, or move it away for the built-in one";
                self.attention("templates", wrong, Some(shown(&path)), todo);
            }
        }
        if self.findings.len() == before {
            self.ok("settings", "settings, playbook and templates read");
        }
    }

    /// What the program needs around it.
    fn surroundings(&mut self) {
        if !self.around.zone_known {
            self.note(
                "zone",
                "your time zone can't be told: days begin and end by UTC",
                Some("export TZ=Europe/Berlin".to_owned()),
            );
        }
        match self.around.notifier.server() {
            Ok(server) => {
                self.ok("reminders", format!("a notification server answers: {} {}", server.name, server.version));
            }
            Err(e) => self.note("reminders", e.message, Some((self.around.command)("due"))),
        }
    }
}

/// What is the matter with the file as a whole.
fn as_problem(what: String) -> Problem {
    Problem { place: "the file".to_owned(), what }
}

/// A path as it is shown.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Reads what can be read of a damaged book into a new one beside it, and says how to take it into
/// use; the damaged one stays as it is. One that was salvaged today already is not salvaged again.
fn salvage_beside(desk: &Desk, path: &Path, command: &dyn Fn(&str) -> String) -> Result<Option<String>> {
    let into = beside(path, &format!("-salvaged-{}.db", day::iso(desk.now.calendar_day)));
    let restore = command(&format!("restore {}", pasteable(&into.to_string_lossy())));
    if into.exists() {
        return Ok(Some(format!("what could be read is in {} since today: {restore}", into.display())));
    }
    let done = match salvage(path, &into, desk.at(), desk.now.calendar_day) {
        Ok(done) => done,
        // Nothing can be read: then a backup is the only way back, and the findings name it.
        Err(e) if matches!(e.kind, ErrorKind::Damaged) => return Ok(None),
        Err(e) => return Err(e),
    };
    Book::open(&into, Access::Write, &day::iso(desk.now.calendar_day))?.upkeep(search_check::rebuild)?;
    let (people, facts) = (done.people(), done.facts());
    if people.read + facts.read == 0 {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(&into, end));
        }
        return Ok(None);
    }
    let least = if people.at_least || facts.at_least { " at least" } else { "" };
    Ok(Some(format!(
        "{} people and {} facts were read into {}; lost are{least} {} people and {} facts. To take it into use: {restore}",
        people.read,
        facts.read,
        into.display(),
        people.lost,
        facts.lost
    )))
}

/// Mends what is derived; says what.
fn mend(
    desk: &mut Desk,
    report: &Report,
    mendable: &Mendable,
    path: &Path,
    command: &dyn Fn(&str) -> String,
) -> Result<Vec<String>> {
    let mut mended = Vec::new();
    for (file, mode) in &mendable.modes {
        disk::set_mode(file, *mode)
            .map_err(|e| Error::outside(format!("{} can't be closed to others: {e}", file.display())))?;
        mended.push(format!("{} is yours alone now", file.display()));
    }
    if mendable.leftovers
        && let Some(shelf) = Shelf::of(path)
    {
        let gone = shelf.clear_leftovers()?;
        mended.push(format!("{gone} unfinished files of backups were cleared away"));
    }
    // Only where the facts themselves are whole does anything follow from them.
    let derived = ["agenda", "search"];
    let whole = report.findings.iter().all(|f| f.level < Level::Damage || derived.contains(&f.check));
    if !whole {
        mended.extend(salvage_beside(desk, path, command)?);
        return Ok(mended);
    }
    if mendable.agenda.is_empty() && !mendable.search {
        return Ok(mended);
    }
    let mut book = planning::open(desk, Access::Write)?;
    if !mendable.agenda.is_empty() {
        let n = mendable.agenda.len();
        book.upkeep(|w| mendable.agenda.iter().try_for_each(|id| planning::replan(w, desk, *id).map(|_| ())))?;
        mended.push(format!("the agenda of {n} {} was planned anew", if n == 1 { "person" } else { "people" }));
    }
    if mendable.search {
        book.upkeep(search_check::rebuild)?;
        mended.push("the search index was made anew from the texts".to_owned());
    }
    Ok(mended)
}
