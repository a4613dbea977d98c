//! Speed: cold processes of the program against the `sqlite3` shell doing the same work on the same
//! rows, in the same run. Prints the table of `docs/performance.md`.
//!
//! `cargo bench --bench speed -- [--sizes 1000,10000,100000] [--runs 15] [--only WORD] [--export FOLDER]
//! [--program INTOUCH] [--sqlite3 PROGRAM]`

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a measurement that fails may stop")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock and the environment")]

mod book;
mod export;
mod people;
mod sent;
mod statements;
mod stopwatch;

use book::{Book, TODAY};
use statements::{By, Person};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use stopwatch::{Pair, compare, time};

struct Args {
    sizes: Vec<i64>,
    runs: usize,
    only: String,
    export: Option<PathBuf>,
    program: String,
    shell: String,
}

fn args() -> Args {
    let mut args = Args {
        sizes: vec![1_000, 10_000, 100_000],
        runs: 15,
        only: String::new(),
        export: None,
        program: env!("CARGO_BIN_EXE_intouch").to_owned(),
        shell: "sqlite3".to_owned(),
    };
    let mut given = std::env::args().skip(1);
    while let Some(arg) = given.next() {
        let mut value = || given.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--sizes" => args.sizes = value().split(',').map(|n| n.parse().expect("--sizes 1000,10000")).collect(),
            "--runs" => args.runs = value().parse().expect("--runs 15"),
            "--only" => args.only = value(),
            "--export" => args.export = Some(PathBuf::from(value())),
            "--program" => args.program = value(),
            "--sqlite3" => args.shell = value(),
            "--bench" => {} // what cargo adds
            other => panic!("unknown: {other}"),
        }
    }
    args
}

/// A message with something to find.
const MESSAGE: &str = "Hi Laura, it was good to meet you at the RustConf party. Your talk about parsers was definately the \
                       best of the day. Could we connect to compare notes on on error messages?";

/// One line of the table.
struct Line {
    what: String,
    size: Option<i64>,
    pair: Pair,
    aim: Option<f64>,
}

/// How many connections are imported, and what that line is called.
const IMPORTED: i64 = 100_000;
const IMPORT: &str = "`import linkedin`, 100,000 connections";

/// What is measured, where, and how often.
struct Bench {
    args: Args,
    folder: PathBuf,
    lines: Vec<Line>,
}

/// Where a program stands. It is looked up once: spawning by a bare name makes the standard library
/// copy this whole process first, which would be counted as the program's time.
fn on_the_path(program: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    found.map_or_else(|| program.to_owned(), |file| file.display().to_string())
}

/// A program that sees nothing of the user's own settings and books.
fn plain(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

impl Bench {
    fn ours(&self, book: &Path) -> Command {
        let mut command = plain(&self.args.program, &self.folder);
        command.env("INTOUCH_NOW", TODAY).env("INTOUCH_DB", book);
        command
    }

    fn shell(&self, book: &Path, sql: &str) -> Command {
        let mut command = plain(&self.args.shell, &self.folder);
        command.arg(book).arg(sql);
        command
    }

    /// Measures one line, unless another is asked for. Both sides get the number of the turn.
    fn line(
        &mut self,
        what: &str,
        size: Option<i64>,
        aim: Option<f64>,
        runs: usize,
        ours: impl Fn(&Self, usize) -> Command,
        shells: impl Fn(&Self, usize) -> Command,
    ) {
        if !what.contains(&self.args.only) {
            return;
        }
        let pair = compare(runs, |n| time(ours(self, n), None), |n| time(shells(self, n), None));
        self.put(Line { what: what.to_owned(), size, pair, aim });
    }

    fn put(&mut self, line: Line) {
        println!("{}", row(&line));
        self.lines.push(line);
    }

    fn start_up(&mut self) {
        self.line(
            "start-up: `--version`",
            None,
            Some(1.0),
            self.args.runs * 4,
            |b, _| {
                let mut c = b.ours(Path::new(""));
                c.arg("--version");
                c
            },
            |b, _| b.shell(Path::new(":memory:"), "select 1"),
        );
    }

    fn looking(&mut self, book: &Book) {
        // A few milliseconds each: more turns, for a median that stands still.
        let (size, runs) = (Some(book.size), self.args.runs * 3);
        let reads: Vec<(String, f64, Vec<String>, String)> = {
            let p = &people(book)[0];
            let mut reads = vec![
                ("the day".to_owned(), 1.5, vec![], statements::day()),
                ("`due`, all of it".to_owned(), 1.0, vec!["due".into()], statements::due()),
            ];
            for by in By::ALL {
                reads.push((
                    format!("`show` by {}", by.words()),
                    1.5,
                    vec!["show".into(), by.who(p)],
                    statements::show(p, by),
                ));
            }
            for (field, word) in words(book) {
                reads.push((
                    format!("`find` by start of {field}"),
                    1.2,
                    vec!["find".into(), word.clone()],
                    statements::find(&word),
                ));
            }
            for (field, part) in [("a rare part", "lacfeath"), ("a common part", "riquist")] {
                reads.push((
                    format!("`find` by {field}"),
                    0.25,
                    vec!["find".into(), part.into()],
                    statements::scan(part),
                ));
            }
            reads
        };
        for (what, aim, arguments, sql) in &reads {
            self.line(
                what,
                size,
                Some(*aim),
                runs,
                |b, _| {
                    let mut c = b.ours(&book.ours);
                    c.args(arguments);
                    c
                },
                |b, _| b.shell(&book.shells, sql),
            );
        }
        // The same list in the shapes in which the shell, too, looks at every row before it prints one.
        for (shape, option) in [("`due`, as an aligned table", "-column"), ("`due --json`", "-json")] {
            self.line(
                shape,
                size,
                None,
                runs,
                |b, _| {
                    let mut c = b.ours(&book.ours);
                    c.arg("due").args((option == "-json").then_some("--json"));
                    c
                },
                |b, _| {
                    let mut c = plain(&b.args.shell, &b.folder);
                    c.arg(option).arg(&book.shells).arg(statements::due());
                    c
                },
            );
        }
    }

    fn writing(&mut self, book: &Book) {
        if !"`add` `log` `done` by".contains(self.args.only.trim_matches('`')) && !self.args.only.is_empty() {
            return;
        }
        let runs = self.args.runs;
        let size = Some(book.size);
        let copy = book.to_write(&self.folder);
        let people = people(&copy);
        let mut next = people.chunks(runs + 1);
        self.line(
            "`add`",
            size,
            Some(1.5),
            runs,
            |b, n| {
                let (name, slug, company) = newcomer(n);
                let mut c = b.ours(&copy.ours);
                c.args(["add", &name, "--company", &company, "--title", "Editor"]);
                c.args(["--email", &format!("{slug}@example.com"), "--tag", "press-1"]);
                c.args(["--met", "Harbour Fair 2026", "--about", "map making"]);
                c
            },
            |b, n| {
                let (name, slug, company) = newcomer(n);
                b.shell(&copy.shells, &statements::add(&name, &slug, &company))
            },
        );
        for by in By::ALL {
            let text = "They sent the figures for the spring release";
            let who = next.next().expect("enough people");
            self.line(
                &format!("`log` by {}", by.words()),
                size,
                Some(1.5),
                runs,
                |b, n| {
                    let mut c = b.ours(&copy.ours);
                    c.args(["log", &by.who(&who[n]), text, "--in"]);
                    c
                },
                |b, n| b.shell(&copy.shells, &statements::log(&who[n], by, text)),
            );
        }
        for by in By::ALL {
            let text = "Did you have the time to look at the draft?";
            let who = next.next().expect("enough people");
            self.line(
                &format!("`done` by {}", by.words()),
                size,
                Some(1.5),
                runs,
                |b, n| {
                    let mut c = b.ours(&copy.ours);
                    let target = if by == By::Id { who[n].follow_up.to_string() } else { by.who(&who[n]) };
                    c.args(["done", &target, "--message", text]);
                    c
                },
                |b, n| b.shell(&copy.shells, &statements::done(&who[n], by, text)),
            );
        }
        book::remove(&copy.ours);
        book::remove(&copy.shells);
    }

    /// With nothing in memory: only where the page cache may be emptied.
    fn cold(&mut self, book: &Book) {
        if !empty_page_cache() {
            println!("| (cold page cache: skipped, it can't be emptied here) | | | | | |");
            return;
        }
        let runs = self.args.runs.min(7);
        for (what, aim, arguments, sql) in [
            ("cold cache: the day", 1.5, &[][..], statements::day()),
            ("cold cache: `due`, all of it", 1.0, &["due"][..], statements::due()),
        ] {
            self.line(
                what,
                Some(book.size),
                Some(aim),
                runs,
                |b, _| {
                    let mut c = b.ours(&book.ours);
                    c.args(arguments);
                    empty_page_cache();
                    c
                },
                |b, _| {
                    empty_page_cache();
                    b.shell(&book.shells, &sql)
                },
            );
        }
    }

    fn import(&mut self) {
        if !IMPORT.contains(&self.args.only) {
            return;
        }
        let export = self.args.export.clone().unwrap_or_else(|| self.export_of(IMPORTED));
        let (imported, filled) = (self.folder.join("imported.db"), self.folder.join("filled.db"));
        let import = |b: &Self| {
            book::remove(&imported);
            b.importing(&imported, &export)
        };
        time(import(self), None);
        let script = export::script(&imported);
        let runs = self.args.runs.min(5);
        let pair = compare(
            runs,
            |_| time(import(self), None),
            |_| {
                book::remove(&filled);
                let mut c = plain(&self.args.shell, &self.folder);
                c.arg(&filled);
                time(c, Some(script.as_bytes()))
            },
        );
        self.put(Line { what: IMPORT.to_owned(), size: None, pair, aim: Some(1.5) });
        println!("\n| import | | | measured against | | ratio | aim |\n|---|---:|---|---|---:|---:|---:|");
        let ms = |d: std::time::Duration| d.as_secs_f64() * 1e3;
        let line = |what: &str, unit: &str, value: f64, against: &str, other: f64, aim: f64| {
            let ratio = value / other;
            let missed = if ratio > aim + 0.005 { " missed" } else { "" };
            println!("| {what} | {value:.0} | {unit} | {against} | {other:.0} | {ratio:.2} | {aim}{missed} |");
        };
        // The book holds everybody now: the same export once more says nothing new.
        time(import(self), None);
        let again = compare(runs, |_| time(self.importing(&imported, &export), None), |_| pair.ours);
        line("the same export again", "ms", ms(again.ours), "the first time", ms(pair.ours), 0.7);
        let (quiet, during) = self.reading_during(&imported, &export);
        line("`due` while another process imports", "ms", ms(during), "`due` in peace", ms(quiet), 2.0);
        for path in [&imported, &filled] {
            book::remove(path);
        }
        let peak = |rows: i64| {
            let export = self.export_of(rows);
            book::remove(&imported);
            let kb = peak(self.importing(&imported, &export));
            book::remove(&imported);
            kb
        };
        let (small, large) = (peak(10_000), peak(300_000));
        line("memory at its highest, 300,000 connections", "kB", large, "10,000 connections", small, 1.5);
    }

    /// An export of so many invented people.
    fn export_of(&self, rows: i64) -> PathBuf {
        let folder = self.folder.join(format!("export-{rows}"));
        export::write(&folder, rows);
        folder
    }

    fn importing(&self, book: &Path, export: &Path) -> Command {
        let mut c = self.ours(book);
        c.args(["import", "linkedin"]).arg(export);
        c
    }

    /// How long `due` takes beside nothing and beside an import of the export into the same book.
    fn reading_during(&self, book: &Path, export: &Path) -> (std::time::Duration, std::time::Duration) {
        let due = || {
            let mut c = self.ours(book);
            c.arg("due");
            time(c, None)
        };
        book::remove(book);
        let mut first = self.ours(book);
        first.args(["add", "Laura Chen", "--met", "RustConf"]);
        time(first, None);
        let quiet: Vec<_> = (0..41).map(|_| due()).collect();
        let mut child =
            self.importing(book, export).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut during = Vec::new();
        while child.try_wait().expect("a process").is_none() {
            during.push(due());
        }
        (stopwatch::median(quiet), stopwatch::median(during))
    }

    /// Near-copies among what was sent, against the program's own start.
    fn reused(&self) {
        // The review's own lines stand on these books.
        if !"reused review".contains(&self.args.only) {
            return;
        }
        println!("\n| `reused` | texts sent | lookup, ms | `--version`, ms | ratio | index, kB | filling, ms |");
        println!("|---|---:|---:|---:|---:|---:|---:|");
        for size in [1_000_usize, 100_000] {
            let m = sent::among(size, self.args.runs, &self.folder, &|book| self.ours(book));
            let (ours, floor) = (m.pair.ours.as_secs_f64() * 1e3, m.pair.shells.as_secs_f64() * 1e3);
            let texts = number(i64::try_from(size).expect("small"));
            println!(
                "| near-copies | {texts} | {ours:.2} | {floor:.2} | {:.2} | {} | {:.0} |",
                ours / floor,
                m.bytes / 1000,
                m.filled_ms
            );
        }
    }

    /// A whole review and a draft, cold, against the program's own start.
    fn reviewed(&self) {
        if !"review".contains(&self.args.only) {
            return;
        }
        let text = self.folder.join("message.txt");
        std::fs::write(&text, MESSAGE).expect("the folder takes a file");
        let file = text.to_str().expect("a plain path");
        println!(
            "\n| cold | texts sent | intouch, ms | `--version`, ms | ratio | aim |\n|---|---:|---:|---:|---:|---|"
        );
        for size in [1_000_usize, 100_000] {
            let book = sent::book_of(size, &self.folder);
            for (what, words) in [
                ("`review FILE --to`", vec!["review", file, "--to", "Laura Chen", "--met-at", "RustConf"]),
                ("`review FILE --for`", vec!["review", file, "--for", "laura-chen", "--kind", "check-in"]),
                ("`draft`", vec!["draft", "laura-chen", "--kind", "check-in"]),
            ] {
                let run = |words: &[&str]| {
                    let mut command = self.ours(&book);
                    command.args(words);
                    time(command, None)
                };
                let pair = compare(self.args.runs, |_| run(&words), |_| run(&["--version"]));
                let (ours, floor) = (pair.ours.as_secs_f64() * 1e3, pair.shells.as_secs_f64() * 1e3);
                let texts = number(i64::try_from(size).expect("small"));
                println!("| {what} | {texts} | {ours:.1} | {floor:.2} | {:.1} | 100 |", ours / floor);
            }
        }
    }

    /// How the day's time grows with the book.
    fn growth(&self) {
        let days: Vec<&Line> = self.lines.iter().filter(|l| l.what == "the day").collect();
        if let (Some(first), Some(last)) = (days.first(), days.last())
            && first.size != last.size
        {
            let ratio = |of: fn(&Pair) -> f64| of(&last.pair) / of(&first.pair);
            println!(
                "\nThe day with {} people takes {:.2} times as long as with {} (aim 1.2); the shell's statements {:.2} times.",
                number(last.size.unwrap_or(0)),
                ratio(|p| p.ours.as_secs_f64()),
                number(first.size.unwrap_or(0)),
                ratio(|p| p.shells.as_secs_f64()),
            );
        }
    }
}

fn row(line: &Line) -> String {
    let ms = |d: std::time::Duration| format!("{:.1}", d.as_secs_f64() * 1e3);
    let ratio = line.pair.ours.as_secs_f64() / line.pair.shells.as_secs_f64();
    let aim = line.aim.map_or_else(String::new, |a| format!("{a}{}", if ratio > a + 0.005 { " missed" } else { "" }));
    let size = line.size.map_or_else(String::new, number);
    format!("| {} | {size} | {} | {} | {ratio:.2} | {aim} |", line.what, ms(line.pair.ours), ms(line.pair.shells))
}

/// `100,000`.
fn number(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// The people whose names are nobody else's, with the follow-up that is open with them.
fn people(book: &Book) -> Vec<Person> {
    let db = rusqlite::Connection::open(&book.ours).expect("the book opens");
    let mut statement = db
        .prepare(
            "SELECT c.id, c.slug, c.family, f.id FROM contacts AS c JOIN follow_ups AS f ON f.contact_id = c.id
             WHERE c.given = 'Zebedee' AND f.rule = 'nudge-awaited-reply' AND f.due_on <= ?1 ORDER BY c.id",
        )
        .expect("a statement");
    let people = statement.query_map([TODAY], |r| {
        let family: String = r.get(2)?;
        let start = family.to_lowercase().chars().take(8).collect();
        Ok(Person { id: r.get(0)?, slug: r.get(1)?, start, follow_up: r.get(3)? })
    });
    people.expect("rows").map(|p| p.expect("a person")).collect()
}

/// A word for every field that `find` looks in, as the book has it.
fn words(book: &Book) -> Vec<(&'static str, String)> {
    let db = rusqlite::Connection::open(&book.ours).expect("the book opens");
    let one = |sql: &str| db.query_row(sql, [], |r| r.get::<_, String>(0)).expect("somebody has it");
    vec![
        ("a name", "quillac".to_owned()),
        ("a company", one("SELECT lower(substr(company, 1, instr(company, ' ') - 2)) FROM contacts WHERE id = 7")),
        (
            "an e-mail address",
            one("SELECT substr(value, 1, instr(value, '.') + 8) FROM contact_points LIMIT 1").replace('.', " "),
        ),
        ("an event", "yorahave".to_owned()),
        ("a tag", "mentor-1".to_owned()),
    ]
}

/// Somebody new each turn.
fn newcomer(n: usize) -> (String, String, String) {
    let letters: String = format!("{n:04}").bytes().map(|b| char::from(b - b'0' + b'a')).collect();
    (format!("Ottilie N{letters}wick"), format!("ottilie-n{letters}wick"), "Harbour Optics".to_owned())
}

/// The most memory that a program has held, in kB, as Linux tells it while the program runs.
fn peak(mut command: Command) -> f64 {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0.0_f64;
    while child.try_wait().expect("a process").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
        most = line.trim().trim_end_matches(" kB").parse().map_or(most, |kb: f64| most.max(kb));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    most
}

/// Empties the page cache; whether it could.
fn empty_page_cache() -> bool {
    #[cfg(target_os = "linux")]
    {
        let _ = Command::new("sync").status();
        std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    false
}

fn main() {
    let mut args = args();
    args.shell = on_the_path(&args.shell);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("speed");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    assert!(3 * 2 * (args.runs + 1) <= 3 * book::RARE, "--runs is at most 30");
    let mut bench = Bench { args, folder, lines: Vec::new() };
    println!("| what | people | intouch, ms | sqlite3, ms | ratio | aim |\n|---|---:|---:|---:|---:|---|");
    bench.start_up();
    // Its own books are small.
    let sizes = if bench.args.only.starts_with("re") { Vec::new() } else { bench.args.sizes.clone() };
    for size in sizes {
        let nowhere = PathBuf::new();
        let book = Book::of_size(size, &bench.folder, &|| bench.ours(&nowhere));
        bench.looking(&book);
        bench.writing(&book);
        bench.cold(&book);
    }
    bench.import();
    bench.growth();
    bench.reused();
    bench.reviewed();
}
