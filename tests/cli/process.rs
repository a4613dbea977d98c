//! What only a real process shows: pipes, writers side by side, users, shells, terminals, a desktop.

use crate::stage::Stage;
use intouch::actions::{Desk, people};
use intouch::platform::Now;
use intouch::store::open::Access;
use serde_json::Value;
use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn run(stage: &Stage, args: &[&str]) -> Output {
    stage.process().args(args).stdin(Stdio::null()).output().unwrap()
}

fn json(stage: &Stage, args: &[&str]) -> Value {
    let output = run(stage, &[args, &["--json"]].concat());
    assert!(output.status.success(), "{args:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_binary_gives_the_exit_codes_of_the_contract() {
    let stage = Stage::on("2026-11-23");
    let code = |args: &[&str]| run(&stage, args).status.code();
    assert_eq!(code(&["add", "Laura Chen"]), Some(0));
    assert_eq!(code(&["due"]), Some(0));
    assert_eq!(code(&["nonsense"]), Some(2));
    assert_eq!(code(&["add", ""]), Some(3));
    assert_eq!(code(&["show", "nobody"]), Some(4));
    assert_eq!(code(&["list", "--db", "/dev/null/x"]), Some(6));
    std::fs::write(stage.folder().join("text"), "no database, really not one at all".repeat(40)).unwrap();
    assert_eq!(code(&["list", "--db", stage.folder().join("text").to_str().unwrap()]), Some(5));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let stage = Stage::on("2026-11-23");
    let guests: String = (0..1500).map(|n| format!("+ Person Number{n}\n")).collect();
    let mut met = stage
        .process()
        .args(["met", "-", "--where", "RustConf", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    met.stdin.take().unwrap().write_all(guests.as_bytes()).unwrap();
    assert!(met.wait().unwrap().success());
    for args in
        [&["list"][..], &["list", "--json"], &["due", "--all"], &["due", "--all", "--json"], &["export", "json"]]
    {
        let mut child = stage.process().args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdout.take().unwrap();
        let mut some = [0; 10];
        pipe.read_exact(&mut some).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{args:?}: {output:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("error") && !err.contains("panic"), "{args:?}: {err}");
    }
}

#[test]
fn writers_side_by_side_all_succeed() {
    let stage = Stage::on("2026-11-23");
    run(&stage, &["add", "Laura Chen"]);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let stage = stage.process_maker();
            scope.spawn(move || {
                for n in 0..25 {
                    let text = format!("writer {writer} line {n}");
                    let output = stage().args(["log", "laura", &text, "--in"]).output().unwrap();
                    assert!(output.status.success(), "{text}: {output:?}");
                }
            });
        }
    });
    let history = json(&stage, &["history", "laura"]);
    let mut texts: Vec<&str> = history.as_array().unwrap().iter().map(|f| f["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 200);
}

#[test]
fn processes_that_make_the_book_at_once_all_succeed() {
    let stage = Stage::on("2026-11-23");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let stage = stage.process_maker();
            scope.spawn(move || {
                let output = stage()
                    .args(["add", &format!("Person {}", ["A", "B", "C", "D", "E", "F", "G", "H"][writer])])
                    .output()
                    .unwrap();
                assert!(output.status.success(), "{output:?}");
            });
        }
    });
    assert_eq!(json(&stage, &["list"]).as_array().unwrap().len(), 8);
}

#[test]
fn a_writer_that_holds_the_book_for_long_makes_others_say_busy() {
    let stage = Stage::on("2026-11-23");
    run(&stage, &["add", "Laura Chen"]);
    let db = rusqlite::Connection::open(stage.book()).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = std::time::Instant::now();
    let output = run(&stage, &["log", "laura", "hi", "--in", "--json"]);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"busy\""));
    let waited = started.elapsed().as_secs_f64();
    assert!((4.0..9.0).contains(&waited), "{waited}");
    assert_eq!(json(&stage, &["list"]).as_array().unwrap().len(), 1, "reading goes on");
    db.execute_batch("ROLLBACK").unwrap();
    assert_eq!(json(&stage, &["history", "laura"]), serde_json::json!([]), "never half");
}

#[test]
fn what_is_forgotten_while_another_program_reads_is_told_and_goes_when_that_one_closes() {
    let stage = Stage::on("2026-11-23");
    run(&stage, &["add", "Zebulon Quirk", "--note", "flibbertigibbet"]);
    run(&stage, &["add", "Laura Chen"]);
    let reader = rusqlite::Connection::open(stage.book()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM contacts;").unwrap();
    let holds = || {
        let files = std::fs::read_dir(stage.book().parent().unwrap()).unwrap();
        let files = files.map(|f| f.unwrap().path()).filter(|p| p.is_file());
        files.map(|f| std::fs::read(f).unwrap()).any(|b| b.windows(15).any(|w| w == b"flibbertigibbet"))
    };
    assert!(holds());
    let mut book = intouch::store::Book::open(&stage.book(), Access::Write, "2026-11-23").unwrap();
    let settings = intouch::settings::Settings::parse("", "config.toml").unwrap();
    let now = Now::new(intouch::model::day::parse_stamp("2026-11-23T09:00:00Z").unwrap(), 0, chrono::NaiveTime::MIN);
    let desk = Desk::new(settings, now, None, None);
    let zebulon = people::about_to_forget(&book, "zebulon").unwrap();
    let mut another = zebulon.clone();
    another.person.uid = "another".to_owned();
    let refused = people::forget(&desk, &mut book, &another, Duration::ZERO, &mut || ()).unwrap_err();
    assert_eq!(refused.kind, intouch::model::ErrorKind::Busy, "the number is somebody else's by now");
    let warnings = people::forget(&desk, &mut book, &zebulon, Duration::ZERO, &mut || ()).unwrap();
    assert!(warnings[0].contains("another program still reads the book"), "{warnings:?}");
    assert!(holds(), "the reader's own view of the book is still there");
    drop(book);
    reader.execute_batch("COMMIT").unwrap();
    drop(reader);
    assert!(!holds());
    assert_eq!(json(&stage, &["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn forget_waits_for_a_program_that_reads_the_book() {
    let stage = Stage::on("2026-11-23");
    run(&stage, &["add", "Zebulon Quirk", "--note", "flibbertigibbet"]);
    let reader = rusqlite::Connection::open(stage.book()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM contacts;").unwrap();
    let closes = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(7));
        reader.execute_batch("COMMIT").unwrap();
    });
    let output = run(&stage, &["forget", "zebulon", "--yes"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("waiting for another program that reads the book"), "{told}");
    assert!(!told.contains("warning"), "{told}");
    closes.join().unwrap();
    for file in stage.data_files() {
        let bytes = std::fs::read(file).unwrap();
        assert!(!bytes.windows(15).any(|w| w == b"flibbertigibbet"));
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_kept() {
    let stage = Stage::on("2026-11-23");
    run(&stage, &["add", "Laura Chen"]);
    if !std::path::Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full");
        return;
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = stage.process().args(["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    // A file-size limit stands in for a disk without room.
    let shell = "ulimit -f 1; trap '' XFSZ; exec \"$0\" add 'Lars Berg' --note \"$(printf 'word %.0s' $(seq 1 3000))\"";
    let output = stage.process_under("bash", &["-c", shell]).output().unwrap();
    assert!(matches!(output.status.code(), Some(5 | 6)), "{output:?}");
    assert_eq!(json(&stage, &["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn another_user_reads_a_book_they_can_not_write() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::on("2026-11-23");
    run(&stage, &["add", "Laura Chen", "--met", "RustConf"]);
    let open_up = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    open_up(stage.folder(), 0o755);
    open_up(stage.book().parent().unwrap(), 0o555);
    open_up(&stage.book(), 0o444);
    // Where the program was built may be closed to others; a copy is not.
    let program = stage.folder().join("intouch");
    std::fs::copy(env!("CARGO_BIN_EXE_intouch"), &program).unwrap();
    let as_nobody = |args: &[&str]| {
        let mut command = stage.process_as(&program);
        std::os::unix::process::CommandExt::uid(&mut command, 65534);
        command.args(args).output()
    };
    match as_nobody(&["--version"]) {
        Ok(output) if output.status.success() => {}
        other => {
            println!("skipped: the program can't be run as another user here ({other:?})");
            return;
        }
    }
    let read = as_nobody(&["due", "--all", "--json"]).unwrap();
    assert!(read.status.success(), "{read:?}");
    assert!(String::from_utf8_lossy(&read.stdout).contains("connect-after-meeting"));
    for args in [&["add", "Lars Berg"][..], &["log", "laura", "hi", "--in"], &["skip", "laura"]] {
        let write = as_nobody(args).unwrap();
        assert_eq!(write.status.code(), Some(6), "{args:?}: {write:?}");
    }
    open_up(stage.book().parent().unwrap(), 0o755);
}

#[test]
fn without_a_home_the_program_says_what_to_do() {
    let stage = Stage::on("2026-11-23");
    let output = Command::new(env!("CARGO_BIN_EXE_intouch")).env_clear().arg("due").output().unwrap();
    // Where the system itself knows the user's home, that is a place too: then there is nothing to say.
    assert!(matches!(output.status.code(), Some(0 | 6)), "{output:?}");
    let named = Command::new(env!("CARGO_BIN_EXE_intouch"))
        .env_clear()
        .args(["add", "Laura Chen", "--db", stage.book().to_str().unwrap()])
        .output()
        .unwrap();
    assert!(named.status.success(), "{named:?}");
}
