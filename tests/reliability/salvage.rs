//! Damaged books: whatever was done to the file, what is salvaged is what was recorded, and the
//! damaged file stays as it is.
//!
//! `INTOUCH_TRIALS=1000` does each kind of damage so many times, `INTOUCH_SEED=7` with other dice.

use crate::stage::{Stage, setting};
use intouch::model::day::{parse_iso, parse_stamp};
use intouch::store::salvage::{Salvaged, salvage};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const TABLES: [(&str, &str); 10] = [
    ("contacts", "uid"),
    ("contact_points", "contact_id || kind || position"),
    ("tags", "contact_id || tag"),
    ("interactions", "uid"),
    ("requests", "uid"),
    ("promises", "uid"),
    ("marks", "uid"),
    ("decisions", "follow_up_id"),
    ("resources", "uid"),
    ("drafts", "contact_id || '/' || follow_up_id"),
];

/// Every row that was recorded, by table and key.
type Rows = BTreeMap<(&'static str, String), Vec<Value>>;

/// A die of our own (`SplitMix64`): the same throws every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A book in which a good deal has happened: an import, an evening, a few weeks of verbs, things
/// taken back and long texts.
fn lived(people: usize) -> Stage {
    let mut stage = Stage::on("2026-10-01T10:00:00Z");
    let mut sheet = String::from("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n");
    for n in 0..people {
        let (given, family) = (["Ada", "Bela", "Chidi", "Zoë"][n % 4], format!("Tor{n}quist"));
        let mail = if n % 3 == 0 { format!("p{n}@torquist.example") } else { String::new() };
        sheet += &format!(
            "{given},{family},https://www.linkedin.com/in/p{n},{mail},Firm {},Analyst,{:02} Mar 2018\n",
            n % 50,
            n % 28 + 1
        );
    }
    stage.file("export/Connections.csv", &sheet);
    stage.ok(&["import", "linkedin", stage.folder().join("export").to_str().unwrap()]);
    let evening: String = (0..people / 2).map(|n| format!("+ Guest Number{n} | topic {n}\n")).collect();
    stage.with_input(&evening).ok(&["met", "-", "--where", "RustConf"]);
    let known: String = (0..people / 2).map(|n| format!("{} | and again, {n}\n", n * 2 + 1)).collect();
    stage.day("2026-10-20T10:00:00Z");
    stage.with_input(&known).ok(&["met", "-", "--where", "Torgau"]);
    let long = "The whole story, word by word, as it was told. ".repeat(150);
    let everybody = stage.json(&["list"]);
    for n in 1..=40 {
        let who = everybody[n * 7 % people]["slug"].as_str().unwrap();
        match n % 8 {
            0 => stage.with_input(&long).ok(&["log", who, "-", "--in", "--kind", "email"]),
            1 => stage.ok(&["promise", who, "send the slides", "--by", "2026-11-24"]),
            2 => stage.ok(&["remind", who, "ask about the garden", "--on", "2026-12-01"]),
            3 => stage.ok(&["tag", who, "--add", "garden", "--add", &format!("t{n}")]),
            4 => stage.ok(&["edit", who, "--note", &long[..n * 100], "--introduced-by", "8"]),
            5 => stage.ok(&["wake", who]),
            6 => stage.ok(&["draft", who, "--kind", "check-in"]),
            _ => stage.ok(&["log", who, "a short word", "--out", "--kind", "message"]),
        };
    }
    for n in 1..=12 {
        let url = format!("https://example.com/read/{n}");
        stage.ok(&["resource", "add", &url, "--title", &format!("Worth reading {n}"), "--topic", "the garden"]);
    }
    stage.ok(&["log", "9", "--looking-for", "a gardener", "--offers", "a garden"]);
    for n in people + 1..people + 8 {
        stage.ok(&["request", &n.to_string(), "--message", "Hello, we met at RustConf."]);
        if n % 2 == 0 {
            stage.ok(&["accepted", &n.to_string()]);
        }
    }
    let last = stage.json(&["log", "9", "soon gone", "--in", "--kind", "message"])["recorded"]["id"].to_string();
    stage.ok(&["fact", "remove", &last, "--yes"]);
    stage
}

fn rows(path: &Path) -> Rows {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut rows = Rows::new();
    for (table, key) in TABLES {
        let mut statement = db.prepare(&format!("SELECT {key}, * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let found = statement.query_map([], |r| {
            let values: Vec<Value> = (1..columns).map(|n| r.get(n)).collect::<Result<_, _>>()?;
            let key: Value = r.get(0)?;
            Ok((format!("{key:?}"), values))
        });
        for (key, values) in found.unwrap().map(Result::unwrap) {
            let stands_in = table == "contacts"
                && values.iter().any(|v| matches!(v, Value::Text(t) if t.starts_with("Lost contact ")));
            if !stands_in {
                rows.insert((table, key), values);
            }
        }
    }
    rows
}

/// The state of a folder's files: what must not change.
fn state(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let files = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path());
    files.map(|f| (f.clone(), (std::fs::read(&f).unwrap(), f.metadata().unwrap().modified().unwrap()))).collect()
}

/// What came of one trial.
struct Trial {
    report: Salvaged,
    missing: BTreeMap<&'static str, usize>,
    changed: usize,
    invented: usize,
    kept: usize,
}

impl Trial {
    fn mended(&self) -> usize {
        self.report.tables.iter().map(|c| c.mended).sum()
    }
}

/// Salvages a damaged book and compares it with what was recorded.
fn trial(main: &[u8], log: Option<&[u8]>, recorded: &Rows) -> Option<Trial> {
    let folder = tempfile::tempdir().unwrap();
    let (damaged, into) = (folder.path().join("damaged"), folder.path().join("new"));
    std::fs::create_dir_all(&damaged).unwrap();
    let (from, into) = (damaged.join("intouch.db"), into.join("intouch.db"));
    std::fs::write(&from, main).unwrap();
    if let Some(log) = log {
        std::fs::write(damaged.join("intouch.db-wal"), log).unwrap();
    }
    let before = state(&damaged);
    let (at, today) = (parse_stamp("2026-11-23T10:00:00Z").unwrap(), parse_iso("2026-11-23").unwrap());
    let salvaged = salvage(&from, &into, at, today);
    assert!(state(&damaged) == before, "the damaged book was touched");
    let report = match salvaged {
        Ok(report) => report,
        Err(e) => {
            assert_eq!(e.kind, intouch::model::ErrorKind::Damaged, "{e}");
            assert!(!into.exists(), "nothing was salvaged, and yet there is a book");
            return None;
        }
    };
    let db = Connection::open(&into).unwrap();
    let sound: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(sound, "ok");
    assert!(!db.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap(), "a fact without a contact");
    let next: i64 = db.query_row("SELECT value FROM meta WHERE key = 'next_fact'", [], |r| r.get(0)).unwrap();
    let found = rows(&into);
    let mut trial = Trial { report, missing: BTreeMap::new(), changed: 0, invented: 0, kept: found.len() };
    for (key, values) in &found {
        match recorded.get(key) {
            Some(same) if same == values => {}
            Some(_) => trial.changed += 1,
            None => trial.invented += 1,
        }
        if ["interactions", "requests", "promises", "marks"].contains(&key.0) {
            assert!(matches!(values[0], Value::Integer(n) if n < next), "a number would be given twice");
        }
    }
    for (table, _) in recorded.keys().filter(|k| !found.contains_key(k)) {
        *trial.missing.entry(table).or_default() += 1;
    }
    Some(trial)
}

/// What every page of a book is for: the table, and how many of its rows go with it.
fn uses(path: &Path) -> BTreeMap<usize, (String, usize)> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let keyed = ["contact_points", "tags", "drafts"];
    let mut statement = db.prepare("SELECT pageno, name, pagetype, ncell FROM dbstat").unwrap();
    let pages = statement.query_map([], |r| {
        let (name, kind, cells): (String, String, i64) = (r.get(1)?, r.get(2)?, r.get(3)?);
        let is_table = TABLES.iter().any(|(t, _)| *t == name);
        let rows = match kind.as_str() {
            _ if !is_table => 0,
            "overflow" => 1,
            "internal" if !keyed.contains(&name.as_str()) => 0,
            _ => usize::try_from(cells).unwrap(),
        };
        Ok((usize::try_from(r.get::<_, i64>(0)?).unwrap(), (name, rows)))
    });
    pages.unwrap().map(Result::unwrap).collect()
}

const PAGE: usize = 4096;
const SECTOR: usize = 512;

/// Several trials of one kind of damage, and the share of rows that survived them.
struct Tally {
    name: &'static str,
    trials: usize,
    nothing: usize,
    kept: usize,
    of: usize,
    mended: usize,
}

impl Tally {
    fn new(name: &'static str) -> Self {
        Self { name, trials: 0, nothing: 0, kept: 0, of: 0, mended: 0 }
    }

    fn add(&mut self, trial: Option<&Trial>, recorded: &Rows) {
        self.trials += 1;
        self.of += recorded.len();
        self.nothing += usize::from(trial.is_none());
        self.kept += trial.map_or(0, |t| t.kept);
        self.mended += trial.map_or(0, Trial::mended);
    }

    #[allow(clippy::cast_precision_loss, reason = "a percentage")]
    fn print(&self) {
        let share = 100.0 * self.kept as f64 / self.of.max(1) as f64;
        println!(
            "{}: {} trials, {share:.2} % of all rows salvaged, {} mended, nothing in {}",
            self.name, self.trials, self.mended, self.nothing
        );
    }
}

fn dice(salt: u64) -> (Dice, usize) {
    let seed = setting("INTOUCH_SEED").unwrap_or(1);
    println!("seed {seed}");
    (Dice(seed ^ salt << 32), usize::try_from(setting("INTOUCH_TRIALS").unwrap_or(6)).unwrap())
}

/// A whole book: its bytes, what was recorded, and what each page is for.
struct Whole {
    bytes: Vec<u8>,
    recorded: Rows,
    uses: BTreeMap<usize, (String, usize)>,
}

impl Whole {
    fn pages(&self) -> usize {
        self.bytes.len() / PAGE
    }

    /// How many rows go with a page.
    fn rows_on(&self, page: usize) -> usize {
        self.uses.get(&page).map_or(0, |(_, rows)| *rows)
    }
}

/// Overwrites bytes with noise, or with nothing.
fn spoil(bytes: &mut [u8], dice: &mut Dice, random: bool) {
    if random {
        dice.fill(bytes);
    } else {
        bytes.fill(0);
    }
}

#[test]
fn what_is_left_of_a_damaged_book_is_what_was_recorded() {
    let stage = lived(240);
    let bytes = std::fs::read(stage.book()).unwrap();
    let whole = Whole { bytes, recorded: rows(&stage.book()), uses: uses(&stage.book()) };
    println!("{} pages, {} rows", whole.pages(), whole.recorded.len());
    let undamaged = trial(&whole.bytes, None, &whole.recorded).unwrap();
    assert!(undamaged.report.is_whole(), "{:?}", undamaged.report);
    assert_eq!((undamaged.kept, undamaged.changed, undamaged.invented), (whole.recorded.len(), 0, 0));
    let (mut dice, trials) = dice(1);
    first_page(&whole, &mut dice);
    pages(&whole, &mut dice, trials, ("a page zeroed", 1, false));
    pages(&whole, &mut dice, trials, ("a page overwritten", 1, true));
    pages(&whole, &mut dice, trials, ("up to 20 pages overwritten", 20, true));
    sectors(&whole, &mut dice, trials);
    cuts(&whole, &mut dice, trials);
    flips(&whole, &mut dice, trials, ("a bit flipped", 1));
    flips(&whole, &mut dice, trials, ("a hundred bits flipped", 100));
}

fn first_page(whole: &Whole, dice: &mut Dice) {
    let mut tally = Tally::new("the first page destroyed");
    for random in [false, true] {
        let mut damaged = whole.bytes.clone();
        spoil(&mut damaged[..PAGE], dice, random);
        let trial = trial(&damaged, None, &whole.recorded).unwrap();
        assert_eq!((trial.missing.len(), trial.changed, trial.invented), (0, 0, 0), "{:?}", trial.report);
        assert_eq!(trial.report.unreadable, [1]);
        tally.add(Some(&trial), &whole.recorded);
    }
    tally.print();
}

/// No more is lost than stood on the pages, and as much is said to be lost as is.
fn pages(whole: &Whole, dice: &mut Dice, trials: usize, (name, most, random): (&'static str, usize, bool)) {
    let mut tally = Tally::new(name);
    for n in 0..trials {
        let mut damaged = whole.bytes.clone();
        let mut hit = BTreeSet::new();
        for _ in 0..=dice.below(most) {
            // One page after the other where there are trials enough.
            let each = most == 1 && trials >= whole.pages();
            let page = if each { n % whole.pages() + 1 } else { dice.below(whole.pages()) + 1 };
            spoil(&mut damaged[(page - 1) * PAGE..page * PAGE], dice, random);
            hit.insert(page);
        }
        let trial = trial(&damaged, None, &whole.recorded).unwrap();
        let report = &trial.report;
        let spoilt = trial.changed + trial.invented;
        assert!(spoilt <= trial.mended(), "{hit:?}: {spoilt} spoilt: {report:?}");
        assert!(trial.invented == 0 || most > 1, "{hit:?} {report:?}");
        for count in &report.tables {
            let missing = trial.missing.get(count.table).copied().unwrap_or(0);
            let of_table = hit.iter().filter(|p| whole.uses.get(p).is_some_and(|(t, _)| t == count.table));
            let most: usize = of_table.map(|p| whole.rows_on(*p)).sum();
            assert!(missing <= most, "{hit:?} {}: {missing} of at most {most}: {report:?}", count.table);
            if !count.at_least {
                assert_eq!(count.lost, missing, "{hit:?} {}: {report:?}", count.table);
            }
        }
        // Behind a lost page of a long text nothing says where the rest of it stood.
        let told = hit.iter().filter(|p| report.unreadable.contains(&u32::try_from(**p).unwrap())).count();
        assert!(told > 0 || hit.iter().all(|p| whole.rows_on(*p) == 0), "{hit:?}: {report:?}");
        tally.add(Some(&trial), &whole.recorded);
    }
    tally.print();
}

/// What stands beside a bad sector is still read.
fn sectors(whole: &Whole, dice: &mut Dice, trials: usize) {
    let mut tally = Tally::new("a sector overwritten");
    for n in 0..trials {
        let mut damaged = whole.bytes.clone();
        let sector = dice.below(damaged.len() / SECTOR);
        spoil(&mut damaged[sector * SECTOR..(sector + 1) * SECTOR], dice, n % 2 == 0);
        let trial = trial(&damaged, None, &whole.recorded).unwrap();
        let (report, missing) = (&trial.report, trial.missing.values().sum::<usize>());
        let spoilt = trial.changed + trial.invented;
        // Where a sector ends within a number, another number stands there: in one row at each end.
        assert!(spoilt <= trial.mended() + 2, "{sector}: {spoilt} spoilt: {report:?}");
        let most = whole.rows_on(sector * SECTOR / PAGE + 1);
        assert!(missing <= most, "{sector}: {missing} of at most {most}: {report:?}");
        tally.add(Some(&trial), &whole.recorded);
    }
    tally.print();
}

/// What stands before the cut is still read.
fn cuts(whole: &Whole, dice: &mut Dice, trials: usize) {
    let mut tally = Tally::new("cut off somewhere");
    for _ in 0..trials {
        let end = dice.below(whole.bytes.len());
        let trial = trial(&whole.bytes[..end], None, &whole.recorded);
        let left: usize = (1..=end / PAGE).map(|page| whole.rows_on(page)).sum();
        if let Some(trial) = &trial {
            let spoilt = trial.changed + trial.invented;
            assert!(spoilt <= trial.mended(), "{end}: {spoilt} spoilt: {:?}", trial.report);
            // A row whose continuation was cut off goes with it.
            let continued = whole.uses.values().filter(|(_, rows)| *rows == 1).count();
            assert!(trial.kept + continued >= left, "{end}: {} of {left}", trial.kept);
            assert!(!trial.report.is_whole(), "{end}: {:?}", trial.report);
        } else {
            assert!(left < 50, "{end}: nothing was salvaged of {left}");
        }
        tally.add(trial.as_ref(), &whole.recorded);
    }
    tally.print();
}

/// A flipped letter is a letter; a flipped pointer costs what it points to at most, and that is
/// mostly found beside its tree.
fn flips(whole: &Whole, dice: &mut Dice, trials: usize, (name, flips): (&'static str, usize)) {
    let mut tally = Tally::new(name);
    for _ in 0..trials {
        let mut damaged = whole.bytes.clone();
        for _ in 0..flips {
            let bit = dice.below(damaged.len() * 8);
            damaged[bit / 8] ^= 1 << (bit % 8);
        }
        let trial = trial(&damaged, None, &whole.recorded).unwrap();
        let missing: usize = trial.missing.values().sum();
        // People whose introducer is lost are mended without having been hit.
        let introduced = trial.report.people().mended;
        let spoilt = trial.changed.saturating_sub(introduced) + trial.invented;
        assert!(spoilt <= flips, "{spoilt} rows spoilt by {flips} bits: {:?}", trial.report);
        assert!(missing <= flips * 2, "{missing} rows lost by {flips} bits: {:?}", trial.report);
        tally.add(Some(&trial), &whole.recorded);
    }
    tally.print();
}

/// A book as a program that was killed left it: the last verbs stand in the log alone. Gives the
/// main file, the log, what was recorded in all, and what was before the log.
fn unclean() -> (Vec<u8>, Vec<u8>, Rows, Rows) {
    let mut stage = lived(60);
    let before = rows(&stage.book());
    let holder = Connection::open(stage.book()).unwrap();
    holder.query_row("SELECT count(*) FROM contacts", [], |_| Ok(())).unwrap();
    stage.day("2026-10-22T10:00:00Z");
    for n in 1..=12 {
        stage.ok(&["log", &n.to_string(), "in the log alone", "--in", "--kind", "message"]);
        stage.ok(&["add", &format!("Late Comer{n}")]);
        stage.ok(&["edit", &(n + 20).to_string(), "--company", "Another Firm"]);
    }
    let copies = (std::fs::read(stage.book()).unwrap(), std::fs::read(stage.book().with_extension("db-wal")).unwrap());
    let recorded = rows(&stage.book());
    drop(holder);
    (copies.0, copies.1, recorded, before)
}

#[test]
fn a_log_left_behind_is_read_and_a_lost_one_costs_only_what_was_in_it() {
    let (main, log, recorded, before) = unclean();
    assert_ne!(recorded.len(), before.len());
    let with = trial(&main, Some(&log), &recorded).unwrap();
    assert!(with.report.is_whole(), "{:?}", with.report);
    assert_eq!((with.kept, with.changed, with.invented), (recorded.len(), 0, 0));
    let without = trial(&main, None, &before).unwrap();
    assert!(without.report.is_whole(), "{:?}", without.report);
    assert_eq!((without.kept, without.changed, without.invented), (before.len(), 0, 0));

    let (mut dice, trials) = dice(2);
    let frames = (log.len() - 32) / (PAGE + 24);
    println!("{frames} pages in the log");
    let (mut damaged_log, mut cut, mut only) =
        (Tally::new("a page of the log damaged"), Tally::new("the log cut off"), Tally::new("main file gone"));
    for n in 0..trials {
        let mut damaged = log.clone();
        let at = if n == 0 { dice.below(32) } else { 32 + dice.below(log.len() - 32) };
        damaged[at] ^= 1 << dice.below(8);
        let trial1 = trial(&main, Some(&damaged), &recorded).unwrap();
        assert!(trial1.report.unreadable_log > 0, "{at}: {:?}", trial1.report);
        // Older rows may stand where newer ones were lost.
        let older = |t: &Trial| t.changed + t.invented;
        assert!(older(&trial1) <= 40, "{at}: {} changed, {} invented", trial1.changed, trial1.invented);
        assert!(trial1.kept + 40 >= before.len(), "{at}: {} of {}", trial1.kept, before.len());
        damaged_log.add(Some(&trial1), &recorded);

        let end = dice.below(log.len());
        let trial2 = trial(&main, Some(&log[..end]), &recorded).unwrap();
        assert_eq!(trial2.invented, 0, "{end}");
        assert!(trial2.kept >= before.len(), "{end}: {} of {}", trial2.kept, before.len());
        cut.add(Some(&trial2), &recorded);
        if n < 3 {
            let trial3 = trial(&vec![0; [0, PAGE, main.len()][n]], Some(&log), &recorded);
            assert!(trial3.as_ref().is_none_or(|t| t.invented == 0 && t.changed == 0));
            only.add(trial3.as_ref(), &recorded);
        }
    }
    for tally in [damaged_log, cut, only] {
        tally.print();
    }
}

#[test]
fn a_change_that_was_never_finished_is_read_as_it_was_before() {
    let stage = lived(60);
    let recorded = rows(&stage.book());
    let db = Connection::open(stage.book()).unwrap();
    db.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
    db.execute_batch(
        "PRAGMA cache_size = 4; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;
         UPDATE contacts SET notes = 'half done', company = NULL;
         DELETE FROM interactions;",
    )
    .unwrap();
    let journal = std::fs::read(stage.book().with_extension("db-journal")).unwrap();
    let main = std::fs::read(stage.book()).unwrap();
    db.execute_batch("ROLLBACK").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (from, into) = (folder.path().join("intouch.db"), folder.path().join("new").join("intouch.db"));
    std::fs::write(&from, main).unwrap();
    std::fs::write(folder.path().join("intouch.db-journal"), journal).unwrap();
    let (at, today) = (parse_stamp("2026-11-23T10:00:00Z").unwrap(), parse_iso("2026-11-23").unwrap());
    assert!(std::fs::read(&from).unwrap().windows(9).any(|w| w == b"half done"), "the change has reached the file");
    let report = salvage(&from, &into, at, today).unwrap();
    assert!(report.is_whole(), "{report:?}");
    assert_eq!(rows(&into), recorded);
}

#[test]
fn garbage_of_any_kind_is_refused_and_makes_no_book() {
    let (mut dice, trials) = dice(3);
    let mut files: Vec<Vec<u8>> = vec![Vec::new(), vec![0], vec![0; 512], vec![0; PAGE], vec![0xff; 3 * PAGE]];
    files.push(b"SQLite format 3\0".to_vec());
    files.push([b"SQLite format 3\0\x10\x00".as_slice(), &[0xff; 5000]].concat());
    files.push(vec![0x0d; 50 * PAGE]);
    files.push(vec![0x05; 50 * PAGE]);
    for n in 0..trials {
        let mut noise = vec![0; dice.below(40 * PAGE) + 1];
        dice.fill(&mut noise);
        // Pages that look like something at first sight.
        for page in noise.chunks_mut(PAGE).filter(|_| n % 2 == 0) {
            page[0] = [0x02, 0x05, 0x0a, 0x0d][n / 2 % 4];
        }
        if n % 3 == 0 && noise.len() > 100 {
            noise[..18].copy_from_slice(b"SQLite format 3\0\x10\x00");
        }
        files.push(noise);
    }
    for (n, file) in files.iter().enumerate() {
        assert!(trial(file, None, &Rows::new()).is_none(), "file {n}");
        assert!(trial(file, Some(file), &Rows::new()).is_none(), "file {n} with a log");
    }
}

#[test]
fn nothing_that_exists_is_written_over() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    let (at, today) = (parse_stamp("2026-11-23T10:00:00Z").unwrap(), parse_iso("2026-11-23").unwrap());
    let there = PathBuf::from(stage.file("there.db", "something else"));
    let beside = stage.book().with_extension("db-wal");
    for into in [stage.book(), there, stage.folder().to_owned(), beside] {
        let before = state(stage.book().parent().unwrap());
        let error = salvage(&stage.book(), &into, at, today).unwrap_err();
        assert_eq!(error.kind, intouch::model::ErrorKind::Input, "{error}");
        assert!(state(stage.book().parent().unwrap()) == before);
    }
    assert_eq!(std::fs::read(stage.folder().join("there.db")).unwrap(), b"something else");
}

#[test]
fn the_new_book_works_like_the_old_one() {
    let stage = lived(40);
    let mut damaged = std::fs::read(stage.book()).unwrap();
    damaged[..PAGE].fill(0);
    let from = PathBuf::from(stage.file("damaged.db", &damaged));
    let (at, today) = (parse_stamp("2026-11-23T10:00:00Z").unwrap(), parse_iso("2026-11-23").unwrap());
    let into = stage.folder().join("new").join("intouch.db");
    salvage(&from, &into, at, today).unwrap();
    let new = into.to_str().unwrap();
    for command in [&["due", "--all", "--json"][..], &["list", "--json"], &["show", "9", "--json"], &["requests"]] {
        assert_eq!(stage.ok(command), stage.ok(&[command, &["--db", new]].concat()), "{command:?}");
    }
    let (old, new) = (stage.json(&["add", "New Comer"]), stage.json(&["add", "New Comer", "--db", new]));
    assert_eq!(old["person"]["id"], new["person"]["id"]);
}
