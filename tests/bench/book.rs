//! Books to measure on: invented people of any number, the same ones every time.
//!
//! Facts are written by plain SQL on the program's own schema; the agenda is never written here,
//! the program plans it when it first opens the book, so that what is measured is what it keeps.

use crate::people::{self, Dice};
use rusqlite::{Connection, params};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The day on which everything is measured.
pub const TODAY: &str = "2026-11-23";
/// Raised when the books change: those of before are made anew.
const RECIPE: u32 = 3;
/// Interactions with each person.
const INTERACTIONS: i64 = 10;
/// So many people per book have a name that nobody else has, and wait for a nudge.
pub const RARE: usize = 200;
/// More invitations than this are never sent in the weeks that the network counts.
const INVITATIONS: i64 = 80;

/// A book, and the same one as the `sqlite3` shell can read it.
pub struct Book {
    /// How many people are in it.
    pub size: i64,
    /// The program's.
    pub ours: PathBuf,
    /// The shell's: its full text is declared without what shells before 3.45 don't know.
    pub shells: PathBuf,
}

impl Book {
    /// The book of that size in `folder`; one that was made before is taken as it stands.
    pub fn of_size(size: i64, folder: &Path, program: &dyn Fn() -> Command) -> Self {
        let name = |whose: &str| folder.join(format!("{whose}-{size}-v{RECIPE}.db"));
        let book = Self { size, ours: name("ours"), shells: name("shells") };
        if book.ours.exists() && book.shells.exists() {
            return book;
        }
        let began = Instant::now();
        eprint!("making a book of {size} people ...");
        remove(&book.ours);
        remove(&book.shells);
        let making = folder.join("making.db");
        remove(&making);
        // A refused command is enough to have the program make an empty book.
        let made = program().args(["add", "Nobody"]).env("INTOUCH_DB", &making).output().expect("the program runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        fill(&making, size);
        // The first command plans everybody.
        let planned = program().arg("due").env("INTOUCH_DB", &making).output().expect("the program runs");
        assert!(planned.status.success(), "{}", String::from_utf8_lossy(&planned.stderr));
        settle(&making);
        for (to, shell) in [(&book.ours, false), (&book.shells, true)] {
            let copy = folder.join("copy.db");
            remove(&copy);
            std::fs::copy(&making, &copy).expect("room for the book");
            if shell {
                declare_for_the_shell(&copy);
            }
            // On the disk before anything is measured, not while.
            std::fs::File::open(&copy).and_then(|f| f.sync_all()).expect("the disk takes the book");
            std::fs::rename(&copy, to).expect("the book's folder can be written");
        }
        remove(&making);
        eprintln!(" {:.0} s", began.elapsed().as_secs_f64());
        book
    }

    /// A copy of both files that may be written.
    pub fn to_write(&self, folder: &Path) -> Self {
        let copy = |from: &Path, name: &str| {
            let to = folder.join(format!("{name}-{}.db", self.size));
            remove(&to);
            std::fs::copy(from, &to).expect("room for the book");
            to
        };
        let copied = Self {
            size: self.size,
            ours: copy(&self.ours, "ours-written"),
            shells: copy(&self.shells, "shells-written"),
        };
        // What was copied goes to the disk now, not under the first measured commit.
        for path in [&copied.ours, &copied.shells] {
            std::fs::File::open(path).and_then(|f| f.sync_all()).expect("the disk takes the copy");
        }
        copied
    }
}

/// Removes a database with its log.
pub fn remove(path: &Path) {
    // Where a book is gone and copies of it are there, no new one is begun.
    let _ = std::fs::remove_dir_all(path.with_file_name("backups"));
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

fn open(path: &Path) -> Connection {
    let db = Connection::open(path).expect("the book opens");
    db.busy_timeout(Duration::from_secs(5)).expect("a number of seconds");
    db.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;")
        .expect("known pragmas");
    db
}

fn settle(path: &Path) {
    let db = open(path);
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").expect("the log can be merged");
}

/// The search tables' texts, from what stands in the other tables: the program's own composition.
pub const TEXTS: &str = "
    SELECT id << 32 AS row, name || char(10) || slug AS name,
           concat_ws(char(10), given, family, company, title, linkedin, notes,
               (SELECT group_concat(value, char(10)) FROM contact_points WHERE contact_id = id),
               (SELECT group_concat(tag, char(10)) FROM tags WHERE contact_id = id)) AS text
    FROM contacts
    UNION ALL
    SELECT (contact_id << 32) | id, '', concat_ws(char(10), place, about, text) FROM interactions
    WHERE coalesce(place, about, text) IS NOT NULL
    UNION ALL
    SELECT (contact_id << 32) | id, '', message FROM requests WHERE message IS NOT NULL
    UNION ALL
    SELECT (contact_id << 32) | id, '', text FROM promises
    ORDER BY 1";

/// The same tables for any shell with FTS5 and trigrams (3.34 and later).
pub const SHELL_SEARCH: &str = "
    CREATE VIRTUAL TABLE search_words USING fts5 (name, text, content = '', detail = 'full',
        tokenize = 'unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE search_parts USING fts5 (name, text, content = '', detail = 'full',
        tokenize = 'trigram');";

fn fill_search(db: &Connection) {
    for table in ["search_words", "search_parts"] {
        db.execute_batch(&format!("INSERT INTO {table} (rowid, name, text) SELECT * FROM ({TEXTS})"))
            .expect("the texts can be indexed");
    }
}

fn declare_for_the_shell(path: &Path) {
    let db = open(path);
    db.execute_batch(&format!("BEGIN; DROP TABLE search_words; DROP TABLE search_parts; {SHELL_SEARCH}"))
        .expect("the search tables can be replaced");
    fill_search(&db);
    db.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);").expect("the disk takes the book");
}

/// Fills an empty book with facts.
fn fill(path: &Path, size: i64) {
    let db = open(path);
    db.execute_batch(
        "BEGIN; DELETE FROM search_words; DELETE FROM search_parts; DELETE FROM contacts;
         DELETE FROM sqlite_sequence; DELETE FROM meta WHERE key = 'planned_with';",
    )
    .expect("an empty book");
    let mut facts = Facts { db: &db, next: 1 };
    for id in 1..=size {
        facts.person(id, size);
    }
    let next = facts.next;
    db.execute("UPDATE meta SET value = ?1 WHERE key = 'next_fact'", [next]).expect("the sequence");
    fill_search(&db);
    db.execute_batch("COMMIT").expect("the disk takes the book");
}

/// What is open with a person.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Promise,
    Reply,
    Accepted,
    Meeting,
    Connect,
    Request,
    CheckIn,
}

/// A third of the people have something open, of every kind. No more connections are asked for at
/// a time than the network takes, whatever the size of the book.
fn open_with(id: i64, size: i64) -> Open {
    if id % 3 != 0 {
        return Open::Nothing;
    }
    if rare(id, size).is_some() {
        return Open::Reply;
    }
    let n = id / 3;
    match n % 12 {
        0 | 1 => Open::Promise,
        2 => Open::Accepted,
        3 | 4 => Open::Reply,
        5 => Open::Meeting,
        6 if n / 12 < INVITATIONS => Open::Connect,
        7 | 11 => Open::Request,
        _ => Open::CheckIn,
    }
}

/// Which of the rare names the person has.
fn rare(id: i64, size: i64) -> Option<usize> {
    let every = (size / 3 / i64::try_from(RARE).expect("small")).max(1) * 3;
    let n = usize::try_from(id / every).ok()?;
    (id % every == 0 && (1..=RARE).contains(&n)).then(|| n - 1)
}

struct Facts<'a> {
    db: &'a Connection,
    next: i64,
}

impl Facts<'_> {
    fn number(&mut self) -> i64 {
        self.next += 1;
        self.next - 1
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) {
        self.db.prepare_cached(sql).and_then(|mut s| s.execute(values)).expect("a fact fits the schema");
    }

    fn person(&mut self, id: i64, size: i64) {
        let mut dice = Dice::new(id);
        let open = open_with(id, size);
        let (given, family) = match rare(id, size) {
            Some(n) => people::rare_name(n),
            None => people::name(&mut dice),
        };
        let slug = people::slug(&given, &family);
        let slug = if rare(id, size).is_some() { slug } else { format!("{slug}-{id}") };
        let (company, title) = (people::company(&mut dice), people::title(&mut dice));
        // Most were connected soon after they were met, the rest never asked.
        let began = 200 + dice.below(1_500);
        let asks = matches!(open, Open::Accepted | Open::Connect | Open::Request);
        let connected = (!asks && dice.below(10) > 0).then(|| people::day(began - 3));
        let linkedin = (dice.below(10) < 7).then(|| format!("https://www.linkedin.com/in/{slug}"));
        let added = people::day(began);
        self.run(
            "INSERT INTO contacts (id, uid, slug, name, given, family, company, title, linkedin, linkedin_key, every,
                 connected_on, created_at, added_on)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                id,
                people::uid(&mut dice),
                slug,
                format!("{given} {family}"),
                given,
                family,
                company,
                title,
                linkedin,
                linkedin.as_ref().map(|_| &slug),
                (open == Open::CheckIn).then_some("3 months"),
                connected,
                format!("{added}T12:00:00Z"),
                added,
            ],
        );
        if dice.below(2) == 0 || open == Open::Request {
            let email = format!("{}@{}.example", slug.replace('-', "."), people::domain(&company));
            self.run(
                "INSERT INTO contact_points (contact_id, kind, position, value, key) VALUES (?1, 'email', 0, ?2, ?2)",
                params![id, email],
            );
        }
        if dice.below(5) == 0 {
            self.run("INSERT INTO tags (contact_id, tag) VALUES (?1, ?2)", params![id, people::tag(&mut dice)]);
        }
        self.story(id, began, open, &mut dice);
    }

    /// Ten interactions, the last of which may have left something open.
    fn story(&mut self, id: i64, began: i64, open: Open, dice: &mut Dice) {
        let last = |open| match open {
            Open::Reply => Some(("message", "out", 8 + dice_day(id, 20), true)),
            Open::Meeting => Some(("meeting", "both", 1 + dice_day(id, 5), false)),
            Open::Connect => Some(("encounter", "both", 2 + dice_day(id, 15), false)),
            Open::CheckIn => Some(("message", "in", 40 + dice_day(id, 150), false)),
            _ => None,
        };
        for n in 0..INTERACTIONS {
            let (kind, direction, ago, awaits) = match (n, last(open)) {
                (9, Some(last)) => last,
                _ => {
                    let (kind, direction) = [
                        ("encounter", "both"),
                        ("message", "out"),
                        ("message", "in"),
                        ("note", ""),
                        ("email", "out"),
                        ("message", "in"),
                        ("call", "both"),
                        ("message", "out"),
                        ("message", "in"),
                        ("note", ""),
                    ][usize::try_from(n).expect("ten")];
                    (kind, direction, began - n * 13, false)
                }
            };
            let met = kind == "encounter";
            let number = self.number();
            let on = people::day(ago);
            self.run(
                "INSERT INTO interactions (id, uid, contact_id, kind, direction, on_day, place, about, text,
                     awaits_reply, recorded_on)
                 VALUES (?1, ?2, ?3, ?4, nullif(?5, ''), ?6, ?7, ?8, ?9, ?10, ?6)",
                params![
                    number,
                    people::uid(dice),
                    id,
                    kind,
                    direction,
                    on,
                    met.then(|| people::event(dice)),
                    met.then(|| people::topic(dice)),
                    (!met).then(|| people::sentence(dice)),
                    awaits,
                ],
            );
        }
        match open {
            Open::Promise => self.promise(id, dice),
            Open::Accepted => self.request(id, 30 + dice_day(id, 10), Some(2 + dice_day(id, 7)), dice),
            // A few wait for a nudge by e-mail, the others for a decision.
            Open::Request if id / 36 < INVITATIONS => self.request(id, 12 + dice_day(id, 9), None, dice),
            Open::Request => self.request(id, 40 + dice_day(id, 120), None, dice),
            _ => {}
        }
    }

    fn promise(&mut self, id: i64, dice: &mut Dice) {
        let number = self.number();
        self.run(
            "INSERT INTO promises (id, uid, contact_id, kind, text, on_day, due_on, recorded_on)
             VALUES (?1, ?2, ?3, 'promise', ?4, ?5, ?6, ?5)",
            params![
                number,
                people::uid(dice),
                id,
                people::promise(dice),
                people::day(50),
                people::day(dice_day(id, 60) - 20)
            ],
        );
    }

    fn request(&mut self, id: i64, sent: i64, accepted: Option<i64>, dice: &mut Dice) {
        let number = self.number();
        let entry = accepted.map(|_| self.number());
        self.run(
            "INSERT INTO requests (id, uid, contact_id, direction, status, sent_on, resolved_on, resolved_entry, message,
                 recorded_on)
             VALUES (?1, ?2, ?3, 'sent', ?4, ?5, ?6, ?7, ?8, ?5)",
            params![
                number,
                people::uid(dice),
                id,
                if accepted.is_some() { "accepted" } else { "pending" },
                people::day(sent),
                accepted.map(people::day),
                entry,
                people::sentence(dice),
            ],
        );
    }
}

/// A day that depends on the person alone.
fn dice_day(id: i64, days: i64) -> i64 {
    Dice::new(id.wrapping_mul(7_919)).below(days)
}
