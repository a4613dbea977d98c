//! The book's file: private, never replaced, refused where it is not ours or not whole.

use crate::stage::{Stage, stopped};
use rusqlite::Connection;
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A book of one person.
fn stage() -> Stage {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Whether this user is stopped by permissions at all (root is not).
fn permissions_hold(stage: &Stage) -> bool {
    let probe = stage.file("probe", "x");
    std::fs::set_permissions(&probe, std::fs::Permissions::from_mode(0o400)).unwrap();
    std::fs::OpenOptions::new().write(true).open(&probe).is_err()
}

#[test]
fn the_book_is_for_its_user_alone() {
    let stage = stage();
    assert_eq!(mode(&stage.book()), 0o600);
    assert_eq!(mode(stage.book().parent().unwrap()), 0o700);
    let deep = stage.folder().join("a/b/c/mine.db");
    stage.ok(&["--db", deep.to_str().unwrap(), "add", "Lars Berg"]);
    assert_eq!(mode(&deep), 0o600);
    assert_eq!(mode(&stage.folder().join("a")), 0o700);
}

#[test]
fn the_database_is_strict_and_keeps_its_references() {
    let stage = stage();
    let db = Connection::open(stage.book()).unwrap();
    let journal: String = db.query_row("PRAGMA journal_mode", [], |r| r.get(0)).unwrap();
    assert_eq!(journal, "wal");
    let lax: Vec<String> = db
        .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'")
        .unwrap()
        .query_map([], |r| r.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(lax, Vec::<String>::new());
    let broken: i64 = db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0)).unwrap();
    assert_eq!(broken, 0);
    assert_eq!(db.query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0)).unwrap(), "ok");
}

#[test]
fn a_file_that_is_no_book_is_refused_and_left_as_it_is() {
    let stage = Stage::on("2026-11-23");
    let text = stage.file("notes.txt", "Dear diary, this is a text file and no database at all.\n".repeat(50));
    let other = stage.folder().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE recipes (id INTEGER); INSERT INTO recipes VALUES (1)")
        .unwrap();
    for file in [text, other.to_str().unwrap().to_owned()] {
        let before = std::fs::read(&file).unwrap();
        for line in [&["list"][..], &["add", "Laura Chen"], &["due"]] {
            let error = stage.fails(5, &[line, &["--db", &file]].concat());
            assert_eq!(error["kind"], "damaged", "{file} {line:?}");
            assert!(error["hint"].is_string());
        }
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
}

#[test]
fn a_book_of_a_newer_version_is_refused_and_left_as_it_is() {
    let stage = stage();
    Connection::open(stage.book()).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    for line in [&["list"][..], &["add", "Lars Berg"], &["due"], &["export", "json"]] {
        let error = stage.fails(5, line);
        assert_eq!(error["kind"], "newer");
        assert!(error["message"].as_str().unwrap().contains("99"), "{error}");
    }
    let people: i64 =
        Connection::open(stage.book()).unwrap().query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)).unwrap();
    assert_eq!(people, 1);
}

#[test]
fn a_truncated_book_is_refused_and_never_deleted_or_replaced() {
    let stage = stage();
    for name in ["Lars Berg", "Chloe Marchand"] {
        stage.ok(&["add", name, "--met", "RustConf"]);
    }
    let whole = std::fs::read(stage.book()).unwrap();
    for length in [whole.len() / 2, 5_000, 100] {
        std::fs::write(stage.book(), &whole[..length]).unwrap();
        for line in [&["list"][..], &["due"], &["add", "Eva Roth"]] {
            let error = stage.fails(5, line);
            assert_eq!(error["kind"], "damaged", "{length} {line:?}: {error}");
        }
        assert_eq!(std::fs::read(stage.book()).unwrap(), whole[..length], "{length}");
    }
}

#[test]
fn a_book_with_overwritten_pages_never_panics() {
    let stage = stage();
    let whole = std::fs::read(stage.book()).unwrap();
    for page in 1..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096..page * 4096 + 64].fill(0xa5);
        std::fs::write(stage.book(), &bytes).unwrap();
        for line in [&["list"][..], &["due"], &["show", "1"], &["find", "laura"]] {
            let ran = stage.run(line);
            assert!(matches!(ran.code, 0 | 4 | 5), "page {page} {line:?}: {} {}", ran.code, ran.err);
        }
    }
}

#[test]
fn an_empty_file_is_an_empty_book() {
    let stage = Stage::on("2026-11-23");
    let file = stage.file("empty.db", "");
    assert_eq!(stage.json(&["list", "--db", &file]), json!([]));
    stage.ok(&["add", "Laura Chen", "--db", &file]);
}

#[test]
fn a_folder_is_no_book() {
    let stage = Stage::on("2026-11-23");
    let folder = stage.folder().to_str().unwrap().to_owned();
    assert_eq!(stage.fails(6, &["list", "--db", &folder])["kind"], "outside");
    assert_eq!(stage.fails(6, &["add", "Laura Chen", "--db", &folder])["kind"], "outside");
    let under_a_file = format!("{}/x.db", stage.file("file", "x"));
    assert_eq!(stage.fails(6, &["add", "Laura Chen", "--db", &under_a_file])["kind"], "outside");
}

#[test]
fn a_book_that_can_not_be_written_is_still_read() {
    let stage = stage();
    if !permissions_hold(&stage) {
        println!("skipped: this user is not stopped by file permissions (a process test covers it with another user)");
        return;
    }
    std::fs::set_permissions(stage.book(), std::fs::Permissions::from_mode(0o400)).unwrap();
    std::fs::set_permissions(stage.book().parent().unwrap(), std::fs::Permissions::from_mode(0o500)).unwrap();
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.fails(6, &["add", "Lars Berg"])["kind"], "outside");
    std::fs::set_permissions(stage.book().parent().unwrap(), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn an_older_book_is_copied_before_it_is_brought_up_to_date() {
    let stage = Stage::on("2026-11-23");
    // A book as the first steps left it: somebody is in it, and nothing that came later.
    std::fs::create_dir_all(stage.book().parent().unwrap()).unwrap();
    let old = Connection::open(stage.book()).unwrap();
    for step in ["0001_book", "0002_contacts"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(format!("{step}.sql"));
        old.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    old.execute_batch("PRAGMA user_version = 2").unwrap();
    old.execute_batch("CREATE TABLE kept_aside (word TEXT) STRICT; INSERT INTO kept_aside VALUES ('still here')")
        .unwrap();
    drop(old);
    stage.ok(&["add", "Laura Chen"]);
    let copy = stage.book().with_file_name("backups").join("intouch-2026-11-23-schema-2.db");
    assert_eq!(mode(&copy), 0o600);
    let copy = Connection::open(&copy).unwrap();
    let version: i64 = copy.query_row("PRAGMA user_version", [], |r| r.get(0)).unwrap();
    let word: String = copy.query_row("SELECT word FROM kept_aside", [], |r| r.get(0)).unwrap();
    assert_eq!((version, word.as_str()), (2, "still here"));
    let fresh = self::stage();
    let version = |path: &Path| -> i64 {
        Connection::open(path).unwrap().query_row("PRAGMA user_version", [], |r| r.get(0)).unwrap()
    };
    assert_eq!(version(&stage.book()), version(&fresh.book()));
}

#[test]
fn a_name_of_a_book_is_taken_literally() {
    let mut stage = Stage::on("2026-11-23");
    for name in [":memory:", "file:zz?mode=memory", "file:book.db"] {
        let folder = stage.folder().join("literal");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        stage.env.insert("INTOUCH_DB".to_owned(), path.to_str().unwrap().to_owned());
        stage.ok(&["add", "Laura Chen"]);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1, "{name}");
        assert!(std::fs::metadata(&path).unwrap().len() > 0, "{name}");
    }
}

#[test]
fn what_is_no_ordinary_file_is_refused_at_once() {
    let stage = Stage::on("2026-11-23");
    let pipe = stage.folder().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [pipe.to_str().unwrap(), stage.folder().to_str().unwrap(), "/dev/null"] {
        stage.fails(6, &["list", "--db", path]);
        stage.fails(6, &["add", "Laura Chen", "--db", path]);
    }
}

#[test]
fn a_file_too_short_to_be_a_book_is_not_written_over() {
    let stage = Stage::on("2026-11-23");
    let path = stage.file("one.db", "x");
    stage.fails(5, &["add", "Laura Chen", "--db", &path]);
    assert_eq!(std::fs::read(&path).unwrap(), b"x");
}

#[test]
fn a_rehearsed_import_makes_no_book() {
    let stage = Stage::on("2026-11-23");
    let csv = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
               Laura,Chen,https://www.linkedin.com/in/laura-chen,,Acme,CTO,01 Nov 2026\n";
    let path = stage.file("export/Connections.csv", csv);
    assert_eq!(stage.json(&["import", "linkedin", &path, "--dry-run"])["contacts"]["created"], 1);
    assert!(!stage.book().exists());
}

#[test]
fn a_file_of_another_kind_is_told_the_command_that_takes_it() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n";
    for (name, content, verb, says, hint) in [
        ("a.vcf", card, "csv", "is an address book of vCards", "intouch import vcard "),
        ("a.vcf", card, "linkedin", "is an address book of vCards", "intouch import vcard "),
        ("a.csv", "Name,Email\nAda,ada@example.com\n", "vcard", "a.csv holds no vCard", "intouch import csv "),
        (
            "a.csv",
            "Name,Email\nAda,ada@example.com\n",
            "linkedin",
            "doesn't look like LinkedIn's",
            "intouch import csv ",
        ),
        ("a.json", "{\"format\": \"intouch\"}", "csv", "is a JSON document", "intouch import json "),
        ("a.ics", "BEGIN:VCALENDAR\r\n", "vcard", "is a calendar", "not the calendar"),
        ("a.zip", "PK\x03\x04", "vcard", "is a zip", "intouch import linkedin "),
        ("a.xlsx", "PK\x03\x04", "csv", "is a zip", "save it as CSV"),
    ] {
        let error = stage.fails(3, &["import", verb, &stage.file(name, content)]);
        assert!(error["message"].as_str().unwrap().contains(says), "{verb} {name}: {error}");
        assert!(error["hint"].as_str().unwrap().contains(hint), "{verb} {name}: {error}");
    }
    let error = stage.fails(3, &["import", "csv", "/dev/null"]);
    assert!(error["hint"].as_str().unwrap().contains("save it to a file first"), "{error}");
    for verb in ["csv", "vcard", "json"] {
        let error = stage.fails(3, &["import", verb, stage.folder().to_str().unwrap()]);
        assert_eq!(error["hint"], "name a file in it", "{verb}");
    }
}

#[test]
fn what_goes_out_goes_where_it_was_named() {
    let stage = stage();
    let (real, link) = (stage.file("real.csv", "old"), stage.folder().join("link.csv"));
    std::os::unix::fs::symlink("real.csv", &link).unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o644)).unwrap();
    let table = stage.ok(&["export", "csv"]);
    assert_eq!(stage.ok(&["export", "csv", "--out", "-"]), table);
    let told = stage.run(&["export", "csv", "--out", link.to_str().unwrap()]);
    assert!(told.err.contains("1 person written to") && told.err.contains("link.csv"), "{}", told.err);
    // Where the link leads, and as open to others as it was.
    assert_eq!((std::fs::read_to_string(&real).unwrap(), mode(Path::new(&real))), (table.clone(), 0o644));
    assert!(link.is_symlink());
    let dangling = stage.folder().join("dangling.csv");
    std::os::unix::fs::symlink("fresh.csv", &dangling).unwrap();
    stage.ok(&["export", "csv", "--out", dangling.to_str().unwrap()]);
    assert!(dangling.is_symlink() && mode(&stage.folder().join("fresh.csv")) == 0o600);
    // What the shell opened is appended to, not replaced.
    let log = stage.file("log.csv", "precious\n");
    let opened = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
    let ran = stage.process().args(["export", "csv", "--out", "/dev/stdout"]).stdout(opened).status().unwrap();
    assert!(ran.success());
    assert_eq!(std::fs::read_to_string(&log).unwrap(), format!("precious\n{table}"));
    // A device is written to, and still there.
    stage.ok(&["export", "csv", "--out", "/dev/null"]);
    assert!(!Path::new("/dev/null").is_file());
    for (place, says, hint) in [
        (stage.folder().join("no such/f.csv"), "its folder is not there", "mkdir -p '"),
        (stage.folder().to_owned(), "it is a folder", "name a file in it"),
    ] {
        for form in ["json", "csv", "vcard", "ics"] {
            let error = stage.fails(6, &["export", form, "--out", place.to_str().unwrap()]);
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(says) && !message.contains("at path"), "{form}: {error}");
            assert!(error["hint"].as_str().unwrap().contains(hint), "{form}: {error}");
        }
    }
    let error = stage.fails(6, &["export", "vcard", "--each", &real]);
    assert!(error["message"].as_str().unwrap().ends_with("a file of that name is there"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--each FOLDER"), "{error}");
}

#[test]
fn stopped_by_ctrl_c_an_export_leaves_no_trace() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let rows: String = (0..8_000).map(|n| format!("Mia {n} Lund,{}\n", "x".repeat(300))).collect();
    stage.ok(&["import", "csv", &stage.file("people.csv", format!("Name,Notes\n{rows}"))]);
    let folder = stage.folder().join("out");
    std::fs::create_dir(&folder).unwrap();
    let mut export = stage.process();
    export.args(["export", "json", "--out"]).arg(folder.join("book.json")).stderr(std::process::Stdio::piped());
    let child = export.spawn().unwrap();
    // It has begun to write.
    let begun = || std::fs::read_dir(&folder).unwrap().next().is_some();
    for _ in 0..2_000 {
        if begun() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let said = stopped(child);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{said}");
}
