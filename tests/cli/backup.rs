//! Backups: made by themselves and by hand, thinned out, gone back to.

use crate::stage::Stage;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

fn stage() -> Stage {
    let stage = Stage::on("2026-11-20");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage
}

fn folder(stage: &Stage) -> PathBuf {
    stage.book().with_file_name("backups")
}

/// The names in the folder of backups.
fn names(stage: &Stage) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder(stage)) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn people(path: &Path) -> i64 {
    Connection::open(path).unwrap().query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)).unwrap()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn one_is_made_before_the_first_thing_of_a_day_on_which_something_has_changed() {
    let mut stage = stage();
    assert_eq!(names(&stage), [""; 0], "nobody was in the book yet");
    stage.day("2026-11-21");
    stage.ok(&["add", "Lars Berg"]);
    assert_eq!(names(&stage), ["intouch-2026-11-21.db"]);
    let first = folder(&stage).join("intouch-2026-11-21.db");
    assert_eq!(people(&first), 1, "before the first thing, not after it");
    assert_eq!((mode(&first), mode(&folder(&stage))), (0o600, 0o700));
    stage.ok(&["add", "Cleo Diaz"]);
    stage.ok(&["due"]);
    assert_eq!(names(&stage).len(), 1, "once a day");
    stage.day("2026-11-22");
    stage.ok(&["due"]);
    assert_eq!(names(&stage), ["intouch-2026-11-21.db", "intouch-2026-11-22.db"], "looking is a thing of the day, too");
    for day in ["2026-11-23", "2026-11-24", "2027-01-01"] {
        stage.day(day);
        stage.ok(&["due"]);
        stage.ok(&["show", "laura"]);
    }
    assert_eq!(names(&stage).len(), 2, "nothing was written since");
    stage.ok(&["log", "laura", "hello", "--in"]);
    stage.day("2027-01-02");
    stage.ok(&["due"]);
    assert_eq!(names(&stage)[2..], ["intouch-2027-01-02.db"]);
}

#[test]
fn an_empty_book_and_a_missing_one_are_not_kept() {
    let mut stage = Stage::on("2026-11-20");
    stage.ok(&["due"]);
    stage.ok(&["add", "Laura Chen"]);
    stage.ok(&["forget", "laura", "--yes"]);
    for name in names(&stage) {
        std::fs::remove_file(folder(&stage).join(name)).unwrap();
    }
    stage.day("2026-11-21");
    stage.ok(&["due"]);
    assert_eq!(names(&stage), [""; 0]);
    let none = Stage::on("2026-11-20");
    none.ok(&["list"]);
    assert!(!folder(&none).exists());
    assert_eq!(none.fails(4, &["backup"])["kind"], "not-found");
}

#[test]
fn a_backup_that_can_not_be_made_never_stops_a_verb() {
    let mut stage = stage();
    stage.file("data/backups", "somebody's own file");
    stage.day("2026-11-21");
    let ran = stage.run(&["add", "Lars Berg"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.err.matches("backup").count(), 2, "one note, which names the folder: {ran:?}");
    assert_eq!(std::fs::read_to_string(folder(&stage)).unwrap(), "somebody's own file");
    std::fs::remove_file(folder(&stage)).unwrap();
    // A link would lead out of the place that is ours.
    let elsewhere = stage.folder().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, folder(&stage)).unwrap();
    let ran = stage.run(&["due"]);
    assert!(ran.code == 0 && ran.err.contains("backup"), "{ran:?}");
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
    assert_eq!(stage.fails(6, &["backup"])["kind"], "outside");
}

#[test]
fn ten_days_and_a_month_each_stay_and_nothing_that_is_not_ours_goes() {
    let mut stage = stage();
    let others =
        ["intouch-notes.db", "other-2026-11-01.db", "intouch-2026-09-01-mine.db", "intouch-2026-09-02.db-journal"];
    for other in others {
        stage.file(&format!("data/backups/{other}"), "mine");
    }
    let aim = stage.file("aim.db", "not to be touched");
    std::os::unix::fs::symlink(&aim, folder(&stage).join("intouch-2026-10-01.db")).unwrap();
    let days = ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-12-01"];
    let more = ["2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07", "2026-12-08"];
    for day in days.into_iter().chain(more) {
        stage.day(day);
        stage.ok(&["log", "laura", &format!("on {day}"), "--in"]);
    }
    let listed = stage.json(&["backup", "--list"]);
    let on: Vec<&str> = listed.as_array().unwrap().iter().map(|b| b["on"].as_str().unwrap()).collect();
    assert_eq!(
        on,
        [
            "2026-12-08",
            "2026-12-07",
            "2026-12-06",
            "2026-12-05",
            "2026-12-04",
            "2026-12-03",
            "2026-12-02",
            "2026-12-01",
            "2026-11-26",
            "2026-11-25"
        ]
    );
    for day in 9..=20 {
        stage.day(&format!("2026-12-{day:02}"));
        stage.ok(&["log", "laura", "again", "--in"]);
    }
    let listed = stage.json(&["backup", "--list"]);
    let on: Vec<&str> = listed.as_array().unwrap().iter().map(|b| b["on"].as_str().unwrap()).collect();
    assert_eq!((on.len(), on[0], on[9], on[10]), (11, "2026-12-20", "2026-12-11", "2026-11-26"));
    for other in others {
        assert_eq!(std::fs::read(folder(&stage).join(other)).unwrap(), b"mine", "{other}");
    }
    assert_eq!(std::fs::read(aim).unwrap(), b"not to be touched");
}

#[test]
fn what_a_killed_backup_left_is_cleared_away_and_what_is_being_written_is_not() {
    let mut stage = stage();
    stage.file("data/backups/.intouch-abc.part", "half a book");
    let busy = stage.file("data/backups/.intouch-def.part", "half a book");
    let writer = std::fs::File::open(&busy).unwrap();
    writer.lock().unwrap();
    stage.day("2026-11-21");
    stage.ok(&["due"]);
    assert_eq!(names(&stage), [".intouch-def.part", "intouch-2026-11-21.db"]);
}

#[test]
fn by_hand_it_is_kept_among_the_others_and_told_what_it_holds() {
    let stage = stage();
    let made = stage.json(&["backup"]);
    assert_eq!((&made["people"], &made["facts"]), (&json!(1), &json!(1)));
    let path = PathBuf::from(made["path"].as_str().unwrap());
    assert_eq!(path, folder(&stage).join("intouch-2026-11-20-120000.db"));
    assert_eq!(mode(&path), 0o600);
    assert_eq!(made["size"], std::fs::metadata(&path).unwrap().len());
    assert_eq!(made["restore"], "intouch restore intouch-2026-11-20-120000");
    stage.ok(&["add", "Lars Berg"]);
    stage.ok(&["backup"]);
    assert_eq!(names(&stage), ["intouch-2026-11-20-120000-2.db", "intouch-2026-11-20-120000.db"], "none is replaced");
    let listed = stage.json(&["backup", "--list"]);
    assert_eq!((&listed[0]["people"], &listed[1]["people"]), (&json!(2), &json!(1)), "newest first");
    std::fs::write(&path, "no database any more, whoever did that. ".repeat(50)).unwrap();
    let listed = stage.json(&["backup", "--list"]);
    assert_eq!((&listed[1]["readable"], &listed[1]["people"]), (&json!(false), &Value::Null));
    assert!(stage.ok(&["backup", "--list"]).contains("can't be read"));
}

#[test]
fn a_file_of_ones_own_is_written_and_replaced_only_when_asked() {
    let mut stage = stage();
    let file = stage.folder().join("my copies");
    std::fs::create_dir(&file).unwrap();
    let file = file.join("laura's.db");
    let shown = file.to_str().unwrap().to_owned();
    let made = stage.json(&["backup", &shown]);
    assert_eq!(mode(&file), 0o600);
    assert_eq!(made["restore"], format!("intouch restore '{}'", shown.replace('\'', r"'\''")));
    stage.ok(&["add", "Lars Berg"]);
    assert_eq!(stage.fails(3, &["backup", &shown])["kind"], "input");
    assert_eq!(people(&file), 1);
    stage.terminal.input = true;
    stage.with_input("n\n");
    stage.ok(&["backup", &shown]);
    assert_eq!(people(&file), 1);
    stage.ok(&["backup", &shown, "--yes"]);
    assert_eq!(people(&file), 2);
    // A folder means a file in it.
    let made = stage.json(&["backup", stage.folder().to_str().unwrap()]);
    assert_eq!(made["path"], stage.folder().join("intouch-2026-11-20-120000.db").to_str().unwrap());
    assert_eq!(stage.fails(6, &["backup", "/nonexistent/folder/x.db"])["kind"], "outside");
}

#[test]
fn the_book_itself_is_never_written_over() {
    let stage = stage();
    let before = std::fs::read(stage.book()).unwrap();
    let link = stage.folder().join("link");
    std::os::unix::fs::symlink(stage.book().parent().unwrap(), &link).unwrap();
    let book = stage.book();
    for end in ["", "-wal", "-shm", "-journal"] {
        for base in [&book, &link.join("intouch.db")] {
            let file = format!("{}{end}", base.display());
            assert_eq!(stage.fails(3, &["backup", &file, "--yes"])["kind"], "input", "{file}");
        }
    }
    assert_eq!(stage.fails(3, &["backup", "/dev/null", "--yes"])["kind"], "input");
    assert_eq!(std::fs::read(&book).unwrap(), before);
    // Nor one that is in use: its log would be taken for the copy's.
    let used = stage.file("used.db", "x");
    stage.file("used.db-wal", "frames");
    assert_eq!(stage.fails(3, &["backup", &used, "--yes"])["kind"], "input");
}

#[test]
fn a_restore_brings_back_what_was_and_keeps_what_it_replaces() {
    let mut stage = stage();
    stage.day("2026-11-21");
    stage.ok(&["add", "Lars Berg"]);
    stage.ok(&["log", "laura", "the words that come and go", "--in"]);
    let file = folder(&stage).join("intouch-2026-11-21.db");
    let before = std::fs::read(&file).unwrap();
    // Without a yes nothing happens; the question says what stands against what.
    let error = stage.fails(3, &["restore", "2026-11-21"]);
    let question = error["message"].as_str().unwrap();
    for part in
        ["1 person, 1 fact, last recorded on Fri 20 Nov 2026", "2 people, 2 facts, last recorded on Sat 21 Nov 2026"]
    {
        assert!(question.contains(part), "{question}");
    }
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
    let told = stage.json(&["restore", "2026-11-21", "--yes"]);
    assert_eq!(told["people"], 1);
    assert_eq!(told["back"], "intouch restore intouch-2026-11-21-120000-before-restore");
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.json(&["find", "words that come"]), json!([]));
    assert_eq!(std::fs::read(&file).unwrap(), before, "the file stays as it is");
    assert_eq!(mode(&stage.book()), 0o600);
    // And back again.
    stage.ok(&["restore", "intouch-2026-11-21-120000-before-restore", "--yes"]);
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
    assert_eq!(stage.json(&["find", "words that come"]).as_array().unwrap().len(), 1);
    assert!(!names(&stage).iter().any(|n| n.contains(".part") || n.ends_with("-wal") || n.ends_with("-shm")));
    assert_eq!(stage.json(&["doctor"])["level"], "ok");
}

#[test]
fn a_restore_is_found_by_path_name_or_day() {
    let mut stage = stage();
    stage.day("2026-11-21");
    stage.ok(&["backup"]);
    stage.day("2026-11-21T15:00:00Z");
    stage.ok(&["backup"]);
    for wanted in ["intouch-2026-11-21-120000", "intouch-2026-11-21-120000.db"] {
        stage.ok(&["restore", wanted, "--yes"]);
    }
    let several = stage.fails(4, &["restore", "2026-11-21", "--yes"]);
    assert_eq!(several["kind"], "ambiguous");
    assert!(several["candidates"].as_array().unwrap().contains(&json!("intouch-2026-11-21-150000")), "{several}");
    for none in ["2026-11-19", "nonsense", "../intouch", "/no/such/file"] {
        assert_eq!(stage.fails(4, &["restore", none, "--yes"])["kind"], "not-found", "{none}");
    }
    assert_eq!(stage.fails(3, &["restore", stage.book().to_str().unwrap(), "--yes"])["kind"], "input");
}

#[test]
fn what_is_no_whole_book_is_refused_and_replaces_nothing() {
    let stage = stage();
    stage.ok(&["backup"]);
    let good = std::fs::read(folder(&stage).join("intouch-2026-11-20-120000.db")).unwrap();
    stage.ok(&["add", "Lars Berg"]);
    let book = std::fs::read(stage.book()).unwrap();
    let file = |name: &str, bytes: &[u8]| stage.file(name, bytes);
    let text = file("notes.txt", "Dear diary, this is no database.\n".repeat(50).as_bytes());
    let short = file("short.db", &good[..good.len() / 2]);
    let empty = file("empty.db", b"");
    let mut bytes = good.clone();
    let at = bytes.windows(8).position(|w| w == b"RustConf").unwrap();
    bytes[at] = 0xff;
    let bad_text = file("text.db", &bytes);
    let newer = file("newer.db", &good);
    Connection::open(&newer).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let other = stage.folder().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE recipes (id INTEGER)").unwrap();
    let orphan = file("orphan.db", &good);
    Connection::open(&orphan).unwrap().execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM contacts").unwrap();
    let strange = file("strange.db", &good);
    Connection::open(&strange).unwrap().execute_batch("UPDATE interactions SET on_day = 'someday'").unwrap();
    let table: [(&str, u8, &str); 9] = [
        (&text, 5, "damaged"),
        (&short, 5, "damaged"),
        (&empty, 3, "input"),
        (&bad_text, 5, "damaged"),
        (&newer, 5, "newer"),
        (other.to_str().unwrap(), 5, "damaged"),
        (&orphan, 5, "damaged"),
        (&strange, 5, "damaged"),
        (stage.folder().to_str().unwrap(), 6, "outside"),
    ];
    for (file, code, kind) in table {
        let error = stage.fails(code, &["restore", file, "--yes"]);
        assert_eq!(error["kind"], kind, "{file}: {error}");
        assert!(error["message"].as_str().unwrap().contains(file), "{file}: {error}");
        let hint = error["hint"].as_str().unwrap();
        assert!(!hint.contains("intouch restore") && !hint.contains("says what is damaged"), "of the file: {error}");
        assert_eq!(std::fs::read(stage.book()).unwrap(), book, "{file}");
    }
    assert!(!names(&stage).iter().any(|n| n.contains("part") || n.contains("before-restore")));
}

#[test]
fn a_damaged_or_missing_book_is_replaced_and_what_was_there_is_kept() {
    let mut stage = stage();
    stage.day("2026-11-21");
    stage.ok(&["due"]);
    let whole = std::fs::read(stage.book()).unwrap();
    let mut flipped = whole.clone();
    flipped[4096 * 3..4096 * 4].fill(0xa5);
    let damages: [(&str, Vec<u8>); 4] = [
        ("text", b"no database any more, whoever did that. ".repeat(50)),
        ("half", whole[..whole.len() / 2].to_vec()),
        ("a page", flipped),
        ("short", b"x".to_vec()),
    ];
    for (what, bytes) in damages {
        std::fs::write(stage.book(), &bytes).unwrap();
        let told = stage.json(&["restore", "2026-11-21", "--yes"]);
        assert_eq!(told["people"], 1, "{what}");
        let kept = PathBuf::from(told["kept"].as_str().unwrap());
        assert_eq!(std::fs::read(&kept).unwrap(), bytes, "{what}");
        assert_eq!(mode(&kept), 0o600);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1, "{what}");
        assert_eq!(stage.json(&["doctor"])["level"], "note", "{what}");
        let mode: String =
            Connection::open(stage.book()).unwrap().query_row("PRAGMA journal_mode", [], |r| r.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }
    std::fs::remove_file(stage.book()).unwrap();
    assert_eq!(stage.json(&["restore", "2026-11-21"])["kept"], Value::Null);
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn an_older_book_is_brought_up_to_date_on_the_way_and_its_file_stays_as_it_is() {
    let stage = stage();
    let old = stage.folder().join("old.db");
    let conn = Connection::open(&old).unwrap();
    for step in ["0001_book", "0002_contacts"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(format!("{step}.sql"));
        conn.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    conn.execute_batch("PRAGMA user_version = 2; PRAGMA page_size = 8192; VACUUM").unwrap();
    drop(conn);
    let before = std::fs::read(&old).unwrap();
    assert_eq!(stage.json(&["restore", old.to_str().unwrap(), "--yes"])["people"], 0);
    assert_eq!(stage.json(&["list"]), json!([]));
    assert_eq!(std::fs::read(&old).unwrap(), before);
    assert!(!stage.folder().join("old.db-wal").exists() && !stage.folder().join("old.db-shm").exists());
    stage.ok(&["add", "Cleo Diaz"]);
}

#[test]
fn the_agenda_of_a_restored_book_follows_the_playbook_in_force() {
    let stage = stage();
    stage.ok(&["backup"]);
    let built_in = stage.ok(&["playbook", "show"]);
    let slower = built_in.replacen("due = \"1 day\"", "due = \"5 days\"", 1);
    assert_ne!(slower, built_in);
    std::fs::create_dir_all(stage.setting("x").parent().unwrap()).unwrap();
    std::fs::write(stage.setting("playbook.toml"), slower).unwrap();
    let told = stage.told(&["restore", "intouch-2026-11-20-120000", "--yes"]);
    assert!(told.contains("planned anew"), "{told}");
    assert_eq!(stage.json(&["due", "--all"])[0]["due_on"], "2026-11-25");
}

#[test]
fn a_pasted_command_means_the_same_book() {
    let stage = Stage::on("2026-11-20");
    let db = stage.folder().join("other.db");
    let db = db.to_str().unwrap();
    stage.ok(&["add", "Laura Chen", "--db", db]);
    let made = stage.json(&["backup", "--db", db]);
    assert_eq!(made["restore"], format!("intouch restore other-2026-11-20-120000 --db {db}"));
    stage.ok(&["restore", "other-2026-11-20-120000", "--db", db, "--yes"]);
}

#[test]
fn looking_into_a_backup_makes_no_backups_of_it() {
    let mut stage = stage();
    stage.day("2026-11-21");
    stage.ok(&["due"]);
    let copy = folder(&stage).join("intouch-2026-11-21.db");
    stage.day("2026-11-25");
    assert_eq!(stage.json(&["list", "--db", copy.to_str().unwrap()]).as_array().unwrap().len(), 1);
    assert!(!folder(&stage).join("backups").exists());
}

#[test]
fn a_copy_without_its_log_and_a_log_without_its_book_are_told() {
    let stage = stage();
    std::fs::write(stage.book().with_file_name("intouch.db-shm"), vec![0_u8; 32768]).unwrap();
    let ran = stage.run(&["list", "--quiet"]);
    assert!(ran.code == 0 && ran.err.contains("warning: the log of"), "{ran:?}");
    assert!(!stage.run(&["list"]).err.contains("warning"), "once");
    let aside = stage.folder().join("aside");
    std::fs::rename(stage.book(), &aside).unwrap();
    let log = stage.book().with_file_name("intouch.db-wal");
    std::fs::write(&log, "frames").unwrap();
    for line in [&["list"][..], &["add", "Lars Berg"]] {
        assert_eq!(stage.fails(5, line)["kind"], "damaged");
    }
    assert_eq!(std::fs::read(&log).unwrap(), b"frames");
    assert!(!stage.book().exists());
}

#[test]
fn a_damaged_book_says_how_to_go_back() {
    let mut stage = stage();
    stage.day("2026-11-21");
    stage.ok(&["due"]);
    std::fs::write(stage.book(), "no database any more, whoever did that. ".repeat(50)).unwrap();
    let hint = stage.fails(5, &["list"])["hint"].clone();
    assert_eq!(
        hint,
        "`intouch doctor` says what is damaged; `intouch restore intouch-2026-11-21` goes back to the newest backup"
    );
}

/// Runs the real program to its end.
fn run(stage: &Stage, args: &[&str]) -> std::process::Output {
    stage.process().args(args).stdin(Stdio::null()).output().unwrap()
}

/// So many people, so that a copy takes a moment.
fn crowd(stage: &Stage, people: usize) {
    let guests: String = (0..people).map(|n| format!("+ Person Number{n}\n")).collect();
    let mut stage2 = Stage::on("2026-11-20");
    stage2.with_input(&guests);
    let db = stage.book();
    stage2.ok(&["met", "-", "--where", "RustConf", "--quiet", "--db", db.to_str().unwrap()]);
}

/// How often a process is killed.
const ROUNDS: u32 = 24;

/// How long a process lives in a round: ever longer, so that the last ones come to their end on a busy
/// machine, too.
fn patience(took: std::time::Duration, round: u32) -> std::time::Duration {
    took.mul_f64(3.0 * (f64::from(round) / f64::from(ROUNDS)).powi(2))
}

#[test]
fn killed_at_any_moment_a_backup_is_whole_or_absent() {
    let mut stage = Stage::on("2026-11-20");
    crowd(&stage, 400);
    let target = stage.folder().join("copy.db");
    let (mut whole, mut absent) = (0, 0);
    let began = std::time::Instant::now();
    assert!(run(&stage, &["backup"]).status.success());
    let took = began.elapsed();
    for round in 0..ROUNDS {
        stage.day(&format!("2026-11-{:02}", 21 + round % 9));
        let mut child = stage
            .process()
            .args(["backup", target.to_str().unwrap(), "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(patience(took, round));
        let _ = child.kill();
        child.wait().unwrap();
        if target.exists() {
            whole += 1;
            assert_eq!(people(&target), 400);
            let sound: String =
                Connection::open(&target).unwrap().query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
            assert_eq!(sound, "ok");
            std::fs::remove_file(&target).unwrap();
        } else {
            absent += 1;
        }
    }
    println!("{whole} whole, {absent} absent");
    assert!(whole > 0 && absent > 0);
    assert!(run(&stage, &["list"]).status.success());
}

#[test]
fn killed_at_any_moment_a_restore_leaves_the_old_book_or_the_new_one() {
    let stage = Stage::on("2026-11-20");
    crowd(&stage, 300);
    let small = stage.folder().join("small.db");
    assert!(run(&stage, &["backup", small.to_str().unwrap()]).status.success());
    stage.ok(&["add", "One More", "--db", stage.book().to_str().unwrap()]);
    let large = stage.folder().join("large.db");
    assert!(run(&stage, &["backup", large.to_str().unwrap()]).status.success());
    let (mut old, mut new) = (0, 0);
    let now = || people(&stage.book());
    let began = std::time::Instant::now();
    assert!(run(&stage, &["restore", large.to_str().unwrap(), "--yes"]).status.success());
    let took = began.elapsed();
    for round in 0..ROUNDS {
        // Every third time into a book that can't be read, which another path takes.
        let broken = round % 3 == 2;
        if broken {
            std::fs::write(stage.book(), "no database any more, whoever did that. ".repeat(50)).unwrap();
        }
        let before = if broken { -1 } else { now() };
        let file = if before == 301 { &small } else { &large };
        let wanted = if before == 301 { 300 } else { 301 };
        let mut child = stage
            .process()
            .args(["restore", file.to_str().unwrap(), "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(patience(took, round));
        let _ = child.kill();
        child.wait().unwrap();
        let is_text = std::fs::read(stage.book()).unwrap().starts_with(b"no database");
        if is_text {
            assert!(broken, "never a missing or a strange one");
            old += 1;
            assert!(run(&stage, &["restore", file.to_str().unwrap(), "--yes"]).status.success());
            continue;
        }
        let after = now();
        assert!(after == before || after == wanted, "round {round}: {before} -> {after}, wanted {wanted}");
        if after == wanted {
            new += 1;
        } else {
            old += 1;
        }
        let looked = run(&stage, &["doctor", "--json"]);
        let report: Value = serde_json::from_slice(&looked.stdout).unwrap();
        assert!(report["level"] != "damage", "round {round}: {report}");
    }
    println!("{old} old, {new} new");
    assert!(old > 0 && new > 0);
}

#[test]
fn who_writes_while_a_restore_comes_loses_nothing_unsaid() {
    let stage = Stage::on("2026-11-20");
    run(&stage, &["add", "Laura Chen"]);
    let file = stage.folder().join("base.db");
    assert!(run(&stage, &["backup", file.to_str().unwrap()]).status.success());
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let make = stage.process_maker();
                scope.spawn(move || {
                    let mut told = Vec::new();
                    for n in 0..15 {
                        let text = format!("writer{writer}line{n}");
                        let output = make().args(["log", "laura", &text, "--in"]).output().unwrap();
                        if output.status.success() {
                            told.push(text);
                        } else {
                            assert_eq!(output.status.code(), Some(5), "{output:?}");
                        }
                    }
                    told
                })
            })
            .collect();
        for _ in 0..6 {
            let output = run(&stage, &["restore", file.to_str().unwrap(), "--yes"]);
            assert!(matches!(output.status.code(), Some(0 | 5)), "{output:?}");
        }
        writers.into_iter().flat_map(|w| w.join().unwrap()).collect()
    });
    // Every fact that was acknowledged is in the book, or in what a restore replaced.
    let mut found = std::collections::HashSet::new();
    let kept =
        names(&stage).into_iter().map(|n| folder(&stage).join(n)).filter(|p| p.extension().is_some_and(|e| e == "db"));
    for path in kept.chain([stage.book()]) {
        let db = Connection::open(&path).unwrap();
        let mut statement = db.prepare("SELECT text FROM interactions").unwrap();
        found.extend(statement.query_map([], |r| r.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    for text in &acknowledged {
        assert!(found.contains(text), "{text} is lost");
    }
    assert!(!acknowledged.is_empty());
}

#[test]
fn a_book_that_was_replaced_underneath_takes_no_fact() {
    use intouch::store::{Book, open::Access};
    let stage = stage();
    let other = stage.folder().join("data/other.db");
    std::fs::copy(stage.book(), &other).unwrap();
    let mut book = Book::open(&stage.book(), Access::Write, "2026-11-20").unwrap();
    std::fs::rename(&other, stage.book()).unwrap();
    let refused = book.upkeep(|_| Ok(())).unwrap_err();
    assert_eq!(refused.kind, intouch::model::ErrorKind::Busy);
    assert_eq!(refused.hint.as_deref(), Some("try again"));
}

#[test]
fn several_programs_on_a_new_day_all_succeed_and_one_backup_stays() {
    let mut stage = Stage::on("2026-11-20");
    crowd(&stage, 200);
    stage.day("2026-11-21");
    std::thread::scope(|scope| {
        for n in 0..6 {
            let make = stage.process_maker();
            scope.spawn(move || {
                let output = make().args(["log", "1", &format!("hello {n}"), "--in"]).output().unwrap();
                assert!(output.status.success(), "{output:?}");
                assert!(!String::from_utf8_lossy(&output.stderr).contains("backup"), "{output:?}");
            });
        }
    });
    assert_eq!(names(&stage), ["intouch-2026-11-21.db"]);
}

#[test]
fn what_is_forgotten_leaves_the_backups_too_and_they_stay_whole() {
    let mut stage = stage();
    stage.ok(&["add", "Zebulon Quirk", "--note", "flibbertigibbet"]);
    stage.ok(&["add", "Lars Berg", "--introduced-by", "zebulon"]);
    // Of her only the steps of the copy know.
    stage.ok(&["add", "Yolanda Xu", "--note", "flibbertigibbet"]);
    stage.ok(&["undo"]);
    stage.ok(&["backup"]);
    stage.ok(&["redo"]);
    stage.day("2026-11-21");
    stage.ok(&["log", "zebulon", "flibbertigibbet again", "--in"]);
    let held = || {
        let holds = |p: &PathBuf| std::fs::read(p).unwrap().windows(15).any(|w| w == b"flibbertigibbet");
        stage.data_files().into_iter().filter(holds).count()
    };
    assert_eq!(held(), 3, "the book and two of its backups");
    stage.ok(&["forget", "zebulon", "--yes"]);
    assert_ne!(held(), 0);
    stage.ok(&["forget", "yolanda", "--yes"]);
    assert_eq!(held(), 0);
    let listed = stage.json(&["backup", "--list"]);
    assert!(listed.as_array().unwrap().iter().all(|b| b["readable"] == true), "{listed}");
    stage.ok(&["restore", "2026-11-21", "--yes"]);
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
    assert_eq!(stage.run(&["doctor"]).code, 0);
}

#[test]
fn a_book_that_is_gone_or_emptied_beside_its_backups_is_told_and_nothing_is_made_in_its_place() {
    let mut stage = stage();
    stage.day("2026-11-21");
    stage.ok(&["add", "Cleo Diaz"]);
    for emptied in [false, true] {
        std::fs::remove_file(stage.book()).unwrap();
        if emptied {
            std::fs::write(stage.book(), "").unwrap();
        }
        let ran = stage.run(&["list"]);
        assert_eq!(ran.code, 0, "looking is looking at an empty book");
        assert!(
            ran.err.contains("but backups of one") && ran.err.contains("intouch restore intouch-2026-11-21"),
            "{ran:?}"
        );
        let error = stage.fails(5, &["add", "Ng Wei Ling"]);
        assert_eq!(error["hint"], "intouch restore intouch-2026-11-21");
        assert_eq!(stage.run(&["doctor"]).code, 1);
        assert_eq!(std::fs::metadata(stage.book()).map_or(0, |m| m.len()), 0);
        stage.ok(&["restore", "intouch-2026-11-21", "--yes"]);
        assert_eq!(people(&stage.book()), 1);
    }
    // To begin anew the old ones are moved away.
    std::fs::remove_file(stage.book()).unwrap();
    std::fs::rename(folder(&stage), stage.folder().join("old")).unwrap();
    stage.ok(&["add", "Ng Wei Ling"]);
}

#[test]
fn killed_at_any_moment_forget_leaves_nobody_in_the_backups_who_is_gone_from_the_book() {
    let mut stage = stage();
    crowd(&stage, 200);
    let (mut gone, mut there) = (0, 0);
    for round in 0..ROUNDS {
        stage.day(&format!("2026-11-{:02}", 21 + round % 9));
        stage.ok(&["add", "Zebulon Quirk", "--note", "flibbertigibbet"]);
        stage.ok(&["backup"]);
        let mut child = stage
            .process()
            .args(["forget", "zebulon", "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(patience(std::time::Duration::from_millis(150), round));
        let _ = child.kill();
        child.wait().unwrap();
        let known = Connection::open(stage.book())
            .unwrap()
            .query_row("SELECT count(*) FROM contacts WHERE slug = 'zebulon-quirk'", [], |r| r.get::<_, i64>(0))
            .unwrap();
        if known == 0 {
            gone += 1;
            for copy in names(&stage) {
                let bytes = std::fs::read(folder(&stage).join(&copy)).unwrap();
                assert!(!bytes.windows(15).any(|w| w == b"flibbertigibbet"), "{copy} in round {round}");
            }
        } else {
            there += 1;
            stage.ok(&["forget", "zebulon", "--yes"]);
        }
    }
    println!("{gone} gone, {there} still there");
    assert!(gone > 0 && there > 0);
}
