//! Encrypted books: with the build that can, and with the one that can't.
//!
//! With `--features encryption` a real keyring and a real terminal are used where they are installed;
//! `INTOUCH_ROUNDS=n` kills conversions at so many more moments.

use crate::stage::Stage;

/// What looks like an encrypted book to a build that can't open one.
#[cfg(not(feature = "encryption"))]
fn scrambled() -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(16 * 4096)
    .collect()
}

#[cfg(not(feature = "encryption"))]
#[test]
fn without_the_feature_an_encrypted_book_is_refused_with_the_way_to_open_it_and_not_touched() {
    let mut stage = Stage::on("2026-11-23");
    stage.file("data/intouch.db", scrambled());
    stage.env.insert("INTOUCH_PASSPHRASE".to_owned(), "plum blossom in may".to_owned());
    for command in [&["due"][..], &["add", "Laura Chen"], &["forget", "laura", "--yes"]] {
        let error = stage.fails(5, command);
        assert_eq!(error["kind"], "damaged");
        assert!(error["message"].as_str().unwrap().contains("an encrypted book, which this build"), "{error}");
        assert!(error["hint"].as_str().unwrap().contains("--features encryption"), "{error}");
    }
    assert_eq!(std::fs::read(stage.book()).unwrap(), scrambled());
    let beside = std::fs::read_dir(stage.book().parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "no log, no copy, nothing else");
}

#[cfg(not(feature = "encryption"))]
#[test]
fn without_the_feature_the_command_says_what_is_missing_and_changes_nothing() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    let before = std::fs::read(stage.book()).unwrap();
    for verb in ["set", "change", "remove", "keep", "drop"] {
        let error = stage.fails(6, &["passphrase", verb]);
        assert!(error["hint"].as_str().unwrap().contains("--features encryption"), "{error}");
    }
    assert_eq!(stage.json(&["passphrase"])["encrypted"], false);
    assert_eq!(std::fs::read(stage.book()).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_passphrase_in_the_environment_is_not_handed_on_to_the_programs_that_are_started() {
    let stage = Stage::on("2026-11-23");
    let editor = stage.file("editor.sh", "env > \"$(dirname \"$0\")/seen\"\n");
    let mut command = stage.process();
    command.env("INTOUCH_PASSPHRASE", "plum blossom").env("INTOUCH_NEW_PASSPHRASE", "grey herons");
    command.env("EDITOR", format!("sh {editor}")).args(["playbook", "edit"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen = std::fs::read_to_string(stage.folder().join("seen")).unwrap();
    assert!(seen.contains("INTOUCH_DB=") && !seen.contains("plum") && !seen.contains("herons"), "{seen}");
}

#[cfg(feature = "encryption")]
mod with {
    use super::Stage;
    use crate::stage::have;
    use rusqlite::Connection;
    use std::io::{Read, Write};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    const PASSPHRASE: &str = "plum blossom in may";
    const OTHER: &str = "seven grey herons at dawn";

    /// Words that stand in no file of the program's own: people, places, texts.
    const PLANTED: [&str; 5] = ["Zyxwvera", "Quillonia", "frumentarian", "oxbowlake", "thimblerig"];

    /// Everything under the stage's data folder, as bytes.
    fn files(stage: &Stage) -> Vec<(PathBuf, Vec<u8>)> {
        fn walk(folder: &Path, out: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, out);
                } else {
                    out.push((path.clone(), std::fs::read(&path).unwrap()));
                }
            }
        }
        let mut out = Vec::new();
        walk(stage.book().parent().unwrap(), &mut out);
        out.sort();
        out
    }

    /// Which planted words can be read in which files, whatever their case and encoding.
    fn readable(stage: &Stage) -> Vec<String> {
        let mut found = Vec::new();
        for (path, bytes) in files(stage) {
            let lower = bytes.to_ascii_lowercase();
            for word in PLANTED {
                let narrow = word.to_lowercase().into_bytes();
                let wide: Vec<u8> = narrow.iter().flat_map(|b| [*b, 0]).collect();
                if [narrow, wide].iter().any(|w| lower.windows(w.len()).any(|at| at == w)) {
                    found.push(format!("{word} in {}", path.display()));
                }
            }
            if bytes.starts_with(b"SQLite format 3") {
                found.push(format!("a header in {}", path.display()));
            }
        }
        found
    }

    fn planted() -> Stage {
        let stage = Stage::on("2026-11-23");
        stage.ok(&["add", "Zyxwvera Chen", "--company", "Quillonia", "--met", "RustConf", "--about", "frumentarian"]);
        stage.ok(&["log", "zyxw", "about the oxbowlake", "--out", "--kind", "email"]);
        stage.ok(&["promise", "zyxw", "the thimblerig", "--by", "2026-12-01"]);
        stage
    }

    fn encrypted() -> Stage {
        let mut stage = planted();
        stage.with_input(&format!("{PASSPHRASE}\n")).ok(&["passphrase", "set", "-"]);
        know(&mut stage, PASSPHRASE);
        stage
    }

    fn know(stage: &mut Stage, passphrase: &str) {
        stage.env.insert("INTOUCH_PASSPHRASE".to_owned(), passphrase.to_owned());
    }

    fn forget(stage: &mut Stage) {
        stage.env.remove("INTOUCH_PASSPHRASE");
    }

    /// The book as any other program opens it that knows the format.
    fn foreign(path: &Path, passphrase: &str) -> Connection {
        let conn = Connection::open(path).unwrap();
        conn.execute_batch("PRAGMA cipher_log_level = NONE").unwrap();
        conn.pragma_update(None, "key", passphrase).unwrap();
        conn
    }

    #[test]
    fn nothing_of_an_encrypted_book_can_be_read_in_any_file_of_it() {
        let stage = planted();
        assert!(readable(&stage).len() > PLANTED.len(), "the search finds what is there to be found");
        drop(stage);
        let stage = encrypted();
        // A second reader keeps the log from being folded into the book.
        let reader = foreign(&stage.book(), PASSPHRASE);
        let people: i64 = reader.query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)).unwrap();
        assert_eq!(people, 1);
        stage.ok(&["log", "zyxw", "Quillonia and the oxbowlake again", "--out", "--kind", "email"]);
        stage.ok(&["add", "Lars Berg", "--note", "thimblerig, frumentarian"]);
        let names: Vec<String> =
            files(&stage).iter().map(|(p, _)| p.file_name().unwrap().to_str().unwrap().to_owned()).collect();
        assert!(names.contains(&"intouch.db-wal".to_owned()), "{names:?}");
        assert_eq!(readable(&stage), Vec::<String>::new());
        assert!(stage.ok(&["find", "oxbowlake"]).contains("Zyxwvera"));
        #[cfg(unix)]
        for (path, _) in files(&stage) {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
        }
    }

    #[test]
    fn what_sqlite_sets_aside_while_it_works_stays_in_memory() {
        let stage = encrypted();
        let db = foreign(&stage.book(), PASSPHRASE);
        let mut options = db.prepare("PRAGMA compile_options").unwrap();
        let options: Vec<String> = options.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(options.iter().any(|o| o == "TEMP_STORE=2" || o == "TEMP_STORE=3"), "{options:?}");
    }

    #[test]
    fn without_the_passphrase_or_with_a_wrong_one_the_book_is_locked_not_damaged_and_not_touched() {
        let mut stage = encrypted();
        let before = files(&stage);
        for wrong in [None, Some("plum blossom in june"), Some("Plum blossom in may"), Some("x'00'"), Some("'; --")] {
            forget(&mut stage);
            if let Some(wrong) = wrong {
                know(&mut stage, wrong);
            }
            for command in [&["due"][..], &["add", "Lars Berg"], &["passphrase", "remove", "--yes"]] {
                let error = stage.fails(5, command);
                assert_eq!(error["kind"], "locked", "{error}");
                assert!(error["hint"].as_str().is_some(), "{error}");
                assert!(!error.to_string().contains("june"), "a passphrase is never shown: {error}");
            }
            assert_eq!(files(&stage), before);
        }
        know(&mut stage, PASSPHRASE);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    }

    #[test]
    fn nothing_but_the_answer_reaches_the_terminal_when_a_passphrase_is_wrong() {
        let mut stage = encrypted();
        know(&mut stage, "wrong");
        let output = stage.process().arg("due").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.lines().count()), (Some(5), 2), "{said}");
        assert!(said.starts_with("error: the passphrase does not open"), "{said}");
    }

    #[test]
    fn an_empty_passphrase_and_two_that_differ_are_refused() {
        let mut stage = planted();
        for empty in ["", "\n", "   \n"] {
            stage.with_input(empty).fails(3, &["passphrase", "set", "-"]);
        }
        stage.fails(3, &["passphrase", "set"]);
        stage.fails(3, &["passphrase", "change"]);
        stage.fails(3, &["passphrase", "remove", "--yes"]);
        assert_eq!(stage.json(&["passphrase"])["encrypted"], false);
        know(&mut stage, PASSPHRASE);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1, "a plain book needs no passphrase");
    }

    #[test]
    fn a_changed_passphrase_opens_and_the_old_one_no_longer_does() {
        let mut stage = encrypted();
        let before = stage.ok(&["export", "json"]);
        stage.env.insert("INTOUCH_NEW_PASSPHRASE".to_owned(), OTHER.to_owned());
        stage.ok(&["passphrase", "change"]);
        assert_eq!(stage.fails(5, &["due"])["kind"], "locked");
        know(&mut stage, OTHER);
        assert_eq!(stage.ok(&["export", "json"]), before);
        assert_eq!(readable(&stage), Vec::<String>::new());
    }

    #[test]
    fn a_removed_passphrase_leaves_the_book_that_was_there_in_the_clear() {
        let mut stage = encrypted();
        let before = stage.ok(&["export", "json"]);
        let question = stage.fails(3, &["passphrase", "remove"]);
        assert_eq!(question["hint"], "intouch passphrase remove --yes");
        stage.ok(&["passphrase", "remove", "--yes"]);
        forget(&mut stage);
        assert_eq!(stage.ok(&["export", "json"]), before);
        assert!(readable(&stage).iter().any(|f| f.starts_with("a header")));
        let mode: String =
            Connection::open(stage.book()).unwrap().query_row("PRAGMA journal_mode", [], |r| r.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }

    #[test]
    fn the_copies_follow_the_book_and_one_that_cannot_is_named_and_kept() {
        let mut stage = planted();
        let folder = stage.book().parent().unwrap().to_owned();
        let _ = std::fs::remove_dir_all(folder.join("backups"));
        std::fs::create_dir(folder.join("backups")).unwrap();
        let ours = [folder.join("backups/intouch-2026-11-22.db"), folder.join("intouch.db.v3-2026-10-01.bak")];
        for copy in &ours {
            std::fs::copy(stage.book(), copy).unwrap();
        }
        let broken = folder.join("backups/intouch-2026-11-21.db");
        std::fs::write(&broken, b"SQLite format 3\0and no more of it").unwrap();
        stage.with_input(PASSPHRASE);
        let said = stage.json(&["passphrase", "set", "-"]);
        assert_eq!(said["encrypted"], true);
        let left = |said: &serde_json::Value| -> Vec<String> {
            let copies = said["copies"].as_array().unwrap().clone();
            assert!(copies.len() >= 3, "those, and the one of the day");
            copies.iter().filter(|c| !c["left"].is_null()).map(|c| c["file"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(left(&said), [broken.to_str().unwrap()]);
        assert!(said["warnings"].to_string().contains("intouch-2026-11-21.db stays as it was"), "{said}");
        std::fs::remove_file(&broken).unwrap();
        assert_eq!(readable(&stage), Vec::<String>::new());
        know(&mut stage, PASSPHRASE);
        let people = |path: &Path, passphrase| -> i64 {
            foreign(path, passphrase).query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)).unwrap()
        };
        assert_eq!(ours.clone().map(|c| people(&c, PASSPHRASE)), [1, 1]);
        // One that was set aside under another passphrase is not ours to open.
        let elsewhere = encrypted();
        std::fs::copy(elsewhere.book(), &broken).unwrap();
        let foreign_bytes = std::fs::read(&broken).unwrap();
        stage.with_input(OTHER);
        let said = stage.json(&["passphrase", "change", "-"]);
        assert_eq!(left(&said), [broken.to_str().unwrap()]);
        assert_eq!(std::fs::read(&broken).unwrap(), foreign_bytes);
        assert_eq!(ours.clone().map(|c| people(&c, OTHER)), [1, 1]);
        // What was copied in plain text meanwhile is encrypted by asking again.
        std::fs::copy(planted().book(), &broken).unwrap();
        know(&mut stage, OTHER);
        assert!(stage.json(&["passphrase"])["warnings"].to_string().contains("not encrypted"));
        stage.ok(&["passphrase", "set"]);
        assert_eq!(readable(&stage), Vec::<String>::new());
        assert_eq!(stage.fails(3, &["passphrase", "set"])["hint"], "intouch passphrase change");
    }

    #[test]
    fn a_book_can_be_encrypted_before_anybody_is_in_it() {
        let mut stage = Stage::on("2026-11-23");
        stage.with_input(PASSPHRASE).ok(&["passphrase", "set", "-"]);
        know(&mut stage, PASSPHRASE);
        stage.ok(&["add", "Zyxwvera Chen"]);
        assert_eq!(readable(&stage), Vec::<String>::new());
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    }

    #[test]
    fn backups_of_an_encrypted_book_are_encrypted_and_a_restore_goes_back_to_one() {
        let mut stage = encrypted();
        stage.day("2026-11-24");
        stage.ok(&["add", "Lars Berg", "--about", "oxbowlake"]);
        let made = stage.json(&["backup"]);
        stage.ok(&["add", "Mia Lund"]);
        assert!(intouch::store::cipher::copies(&stage.book()).len() >= 2, "the daily one, and the one by hand");
        assert_eq!(readable(&stage), Vec::<String>::new());
        let listed = stage.json(&["backup", "--list"]);
        assert!(listed.as_array().unwrap().iter().all(|b| b["readable"] == true), "{listed}");
        let doctor = stage.run(&["doctor", "--json"]);
        assert!(matches!(doctor.code, 0 | 1), "{doctor:?}");
        stage.ok(&["restore", made["path"].as_str().unwrap(), "--yes"]);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
        assert_eq!(readable(&stage), Vec::<String>::new());
        // A plain copy does not take the place of an encrypted book unasked.
        let plain = planted();
        let error = stage.fails(3, &["restore", plain.book().to_str().unwrap(), "--yes"]);
        assert!(error["hint"].as_str().unwrap().contains("passphrase remove"), "{error}");
        // Who is forgotten is gone from the encrypted copies too.
        stage.ok(&["forget", "lars", "--yes"]);
        for copy in intouch::store::cipher::copies(&stage.book()) {
            let people: i64 = foreign(&copy, PASSPHRASE)
                .query_row("SELECT count(*) FROM contacts WHERE name = 'Lars Berg'", [], |r| r.get(0))
                .unwrap();
            assert_eq!(people, 0, "{}", copy.display());
        }
        assert_eq!(readable(&stage), Vec::<String>::new());
        let wrong = stage.ok(&["backup", "--list"]);
        know(&mut stage, "wrong");
        assert_eq!(stage.fails(5, &["backup"])["kind"], "locked", "{wrong}");
    }

    #[test]
    fn completion_offers_people_where_the_key_needs_no_question_and_else_nobody() {
        let stage = encrypted();
        let offered = |passphrase: Option<&str>| {
            let mut command = stage.process();
            command.env_remove("INTOUCH_PASSPHRASE").envs(passphrase.map(|p| ("INTOUCH_PASSPHRASE", p)));
            command.env("COMPLETE", "fish").args(["--", "intouch", "show", "zy"]);
            let output = command.output().unwrap();
            assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(offered(Some(PASSPHRASE)).contains("zyxwvera-chen"));
        assert!(!offered(None).contains("zyxw") && !offered(Some("wrong")).contains("zyxw"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_book_stays_a_link_and_the_book_behind_it_is_encrypted() {
        let mut stage = planted();
        let elsewhere = stage.folder().join("elsewhere.db");
        std::fs::rename(stage.book(), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, stage.book()).unwrap();
        stage.with_input(PASSPHRASE).ok(&["passphrase", "set", "-"]);
        assert!(std::fs::symlink_metadata(stage.book()).unwrap().file_type().is_symlink());
        assert!(!std::fs::read(&elsewhere).unwrap().starts_with(b"SQLite"));
        know(&mut stage, PASSPHRASE);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    }

    #[test]
    fn the_copy_before_a_migration_of_an_encrypted_book_is_encrypted_too() {
        let mut stage = Stage::on("2026-11-23");
        std::fs::create_dir_all(stage.book().parent().unwrap()).unwrap();
        let old = foreign(&stage.book(), PASSPHRASE);
        for step in ["0001_book", "0002_contacts"] {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(format!("{step}.sql"));
            old.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        old.execute_batch(
            "PRAGMA user_version = 2;
             CREATE TABLE kept_aside (word TEXT) STRICT; INSERT INTO kept_aside VALUES ('oxbowlake');",
        )
        .unwrap();
        drop(old);
        know(&mut stage, PASSPHRASE);
        stage.ok(&["add", "Zyxwvera Chen"]);
        let copies = intouch::store::cipher::copies(&stage.book());
        assert_eq!(copies.len(), 1, "{copies:?}");
        let copy = foreign(&copies[0], PASSPHRASE);
        let word: String = copy.query_row("SELECT word FROM kept_aside", [], |r| r.get(0)).unwrap();
        assert_eq!(word, "oxbowlake");
        assert_eq!(readable(&stage), Vec::<String>::new());
    }

    #[test]
    fn a_book_that_somebody_has_open_is_not_converted_and_goes_on() {
        let stage = planted();
        let other = Connection::open(stage.book()).unwrap();
        let _: i64 = other.query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)).unwrap();
        let mut child = stage
            .process()
            .args(["passphrase", "set", "-"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(PASSPHRASE.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert!(said.contains("another program has the book open") && said.contains("hint:"), "{said}");
        other.execute("INSERT INTO meta (key, value) VALUES ('a test', '1')", []).unwrap();
        drop(other);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
        assert_eq!(stage.json(&["passphrase"])["encrypted"], false);
    }

    #[test]
    fn who_opened_the_old_file_before_it_was_replaced_cannot_write_to_it_any_more() {
        let stage = planted();
        Connection::open(stage.book()).unwrap().query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
        // Without write-ahead logging nobody who is idle can be told from nobody.
        let old = Connection::open(stage.book()).unwrap();
        let _: i64 = old.query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)).unwrap();
        let mut child = stage.process().args(["passphrase", "set", "-"]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(PASSPHRASE.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
        let refused = old.execute("INSERT INTO meta (key, value) VALUES ('lost', '1')", []).unwrap_err();
        let said = intouch::store::fault(refused);
        assert_eq!(said.kind, intouch::model::ErrorKind::Busy, "{said:?}");
    }

    #[test]
    fn what_a_killed_writer_left_in_the_log_of_an_encrypted_book_is_there_again() {
        let mut stage = encrypted();
        let reader = foreign(&stage.book(), PASSPHRASE);
        let _: i64 = reader.query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)).unwrap();
        stage.ok(&["add", "Lars Berg"]);
        let (book, log) = (stage.book(), stage.folder().join("data/intouch.db-wal"));
        let (bytes, logged) = (std::fs::read(&book).unwrap(), std::fs::read(&log).unwrap());
        assert!(!logged.is_empty());
        drop(reader);
        std::fs::write(&book, bytes).unwrap();
        std::fs::write(&log, logged).unwrap();
        // Neither who does not know the passphrase nor who guesses it wrong spoils the log.
        know(&mut stage, "wrong");
        stage.fails(5, &["add", "Mia Lund"]);
        forget(&mut stage);
        stage.fails(5, &["list"]);
        know(&mut stage, PASSPHRASE);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
    }

    /// A conversion as a process that can be killed.
    fn start(stage: &Stage, verb: &str) -> Child {
        let mut child = stage
            .process()
            .args(["passphrase", verb, "--yes"])
            .env("INTOUCH_NEW_PASSPHRASE", OTHER)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let unfinished = stage.book().with_file_name("intouch.db.recoding");
        let begun = Instant::now();
        while !unfinished.exists() && child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_mins(1), "{verb} does not begin");
            std::thread::sleep(Duration::from_micros(100));
        }
        child
    }

    /// Whether a file opens with one of these, and has so many people in it.
    fn holds(path: &Path, passphrases: [Option<&str>; 2], people: i64) -> bool {
        passphrases.into_iter().any(|passphrase| {
            let db = passphrase.map_or_else(|| Connection::open(path).unwrap(), |p| foreign(path, p));
            db.query_row("SELECT count(*) FROM contacts", [], |r| r.get(0)) == Ok(people)
        })
    }

    /// Kills a conversion at ever later moments, until one ends before it is killed: each time the
    /// book is whole, either the old one or the new one.
    fn kill(verb: &str, before: Option<&str>, after: Option<&str>) {
        let rounds = crate::stage::setting("INTOUCH_ROUNDS").map_or(6, |n| u32::try_from(n).unwrap().max(1));
        let mut stage = if before.is_some() { encrypted() } else { planted() };
        let rows: String =
            (0..1500).map(|n| format!("Person{n},Quillonia{n},,,Acme {n},,{:02} Mar 2018\n", n % 28 + 1)).collect();
        let people = format!("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n{rows}");
        stage.file("export/Connections.csv", people);
        let folder = stage.folder().join("export");
        stage.ok(&["import", "linkedin", folder.to_str().unwrap()]);
        let book = std::fs::read(stage.book()).unwrap();
        let copy = stage.book().with_file_name("backups").join("intouch-2026-11-20.db");
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::write(&copy, &book).unwrap();
        let begun = Instant::now();
        let whole = start(&stage, verb);
        let seen = begun.elapsed();
        let output = whole.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let step = begun.elapsed().saturating_sub(seen) / rounds;
        let (mut old, mut new) = (0, 0);
        for round in 0..rounds * 20 {
            for (path, _) in files(&stage) {
                std::fs::remove_file(path).unwrap();
            }
            std::fs::write(stage.book(), &book).unwrap();
            std::fs::write(&copy, &book).unwrap();
            let mut child = start(&stage, verb);
            std::thread::sleep(step * round);
            let ended = child.try_wait().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            // Whichever of the two it is now, everything is there.
            let encrypted = !std::fs::read(stage.book()).unwrap().starts_with(b"SQLite format 3");
            let exported = [before, after].into_iter().filter(|p| p.is_some() == encrypted).find_map(|passphrase| {
                forget(&mut stage);
                if let Some(passphrase) = passphrase {
                    know(&mut stage, passphrase);
                }
                let ran = stage.run(&["export", "json"]);
                (ran.code == 0).then_some((passphrase, ran.out))
            });
            let (opens, exported) = exported.unwrap_or_else(|| panic!("{verb}, round {round}: neither opens it"));
            let exported: serde_json::Value = serde_json::from_str(&exported).unwrap();
            assert_eq!(exported["contacts"].as_array().unwrap().len(), 1501, "{verb}, round {round}");
            assert!(holds(&copy, [before, after], 1501), "{verb}, round {round}: the copy is whole too");
            let mut names: Vec<PathBuf> = files(&stage).into_iter().map(|(p, _)| p).collect();
            names.retain(|n| n.parent() == stage.book().parent());
            assert_eq!(names, [stage.book()], "round {round}: nothing unfinished is left beside the book");
            if verb == "set" && encrypted {
                // What an interruption left undone is done by asking again.
                let again = stage.run(&["passphrase", "set"]);
                assert!(matches!(again.code, 0 | 3), "{again:?}");
            }
            if encrypted {
                assert_eq!(readable(&stage), Vec::<String>::new());
            }
            if opens == before {
                old += 1;
            } else {
                new += 1;
            }
            if ended.is_some_and(|s| s.success()) {
                println!("passphrase {verb}, killed {} times: {old} old, {new} new, 0 lost", old + new);
                assert!(old > 0 && opens == after);
                return;
            }
        }
        panic!("{verb} never ended by itself");
    }

    #[test]
    fn a_killed_encryption_leaves_the_old_book_or_the_new_one_whole() {
        kill("set", None, Some(OTHER));
    }

    #[test]
    fn a_killed_change_leaves_the_old_book_or_the_new_one_whole() {
        kill("change", Some(PASSPHRASE), Some(OTHER));
    }

    #[test]
    fn a_killed_decryption_leaves_the_old_book_or_the_new_one_whole() {
        kill("remove", Some(PASSPHRASE), None);
    }

    /// Days of commands: what every one of them said.
    fn live(stage: &mut Stage) -> Vec<(u8, String, String)> {
        let days: [(&str, &[&[&str]]); 3] = [
            (
                "2026-11-24T09:00:00Z",
                &[
                    &["add", "Laura Chen", "--met", "RustConf", "--about", "async testing", "--tag", "mentor"],
                    &["met", "--new", "Cleo Diaz", "laura", "--where", "the pub"],
                    &["draft", "laura", "--kind", "connect"],
                    &["request", "laura", "--as-drafted"],
                    &["done", "cleo", "--as-drafted"],
                    &["due", "--all"],
                    &["find", "async"],
                    &["find", "nothing of that sort"],
                ],
            ),
            (
                "2026-12-03T09:00:00Z",
                &[
                    &[],
                    &["accepted", "laura"],
                    &["snooze", "cleo", "in 2 weeks"],
                    &["why", "laura"],
                    &["edit", "laura", "--company", "Initech"],
                    &["tag", "laura", "+lead"],
                    &["show", "nobody"],
                ],
            ),
            (
                "2026-12-20T09:00:00Z",
                &[
                    &["due"],
                    &["replied", "cleo", "nice to hear"],
                    &["fact", "remove", "2"],
                    &["history", "laura"],
                    &["stats"],
                    &["undo"],
                    &["undo"],
                    &["redo"],
                    &["forget", "cleo", "--yes"],
                    &["list", "--json"],
                    &["show", "laura"],
                ],
            ),
        ];
        let mut said = Vec::new();
        for (day, commands) in days {
            stage.day(day);
            for command in commands {
                let ran = stage.run(command);
                said.push((ran.code, without_uids(&ran.out), ran.err));
            }
        }
        said
    }

    /// Names that are unique in the world differ from book to book.
    fn without_uids(text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("\"uid\":") {
            out.push_str(before);
            rest = after.trim_start().get(38..).unwrap_or_default();
        }
        out + rest
    }

    #[test]
    fn an_encrypted_book_answers_every_command_as_a_plain_one_does() {
        let (mut plain, mut locked) = (planted(), encrypted());
        let (a, b) = (live(&mut plain), live(&mut locked));
        assert_eq!(a.len(), 26);
        for (n, (a, b)) in a.iter().zip(&b).enumerate() {
            assert_eq!(a, b, "command {n}");
        }
        assert_eq!(readable(&locked), Vec::<String>::new());
    }

    #[test]
    fn a_real_keyring_keeps_the_key_and_nothing_is_asked() {
        if !have("the keyring", &["dbus-run-session", "gnome-keyring-daemon", "bash", "timeout"]) {
            return;
        }
        let stage = planted();
        let session = stage.file(
            "session.sh",
            "printf 'login' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n\
             trap 'kill $(cat keyring.pid) 2>/dev/null' EXIT\n\
             run() { echo \"== $*\"; \"$INTOUCH\" \"$@\" </dev/null 2>&1; echo \"exit $?\"; }\n\
             INTOUCH_NEW_PASSPHRASE='plum blossom in may' run passphrase set\n\
             run due --all\n\
             INTOUCH_PASSPHRASE='plum blossom in may' run passphrase keep\n\
             run due --all\n\
             run passphrase --json\n\
             INTOUCH_NEW_PASSPHRASE='seven grey herons at dawn' run passphrase change\n\
             run list\n\
             run passphrase drop\n\
             run list\n\
             INTOUCH_PASSPHRASE='seven grey herons at dawn' run list\n\
             INTOUCH_PASSPHRASE='seven grey herons at dawn' run passphrase keep\n\
             run passphrase remove --yes\n\
             run list\n",
        );
        let mut command = Command::new("timeout");
        command.args(["120", "dbus-run-session", "--", "bash", &session]).env_clear().envs(&stage.env);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", stage.folder());
        command.env("XDG_RUNTIME_DIR", stage.folder()).env("INTOUCH_DB", stage.book()).env("TZ", "UTC");
        command.env("INTOUCH", env!("CARGO_BIN_EXE_intouch")).current_dir(stage.folder());
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let parts: Vec<&str> = said.split("== ").skip(1).collect();
        assert_eq!(parts.len(), 13, "{output:?}");
        let codes: Vec<&str> = parts.iter().map(|p| p.trim().rsplit_once("exit ").unwrap().1).collect();
        // Not kept: locked. Kept: opens, and so it does after a change. Dropped: locked again.
        assert_eq!(codes, ["0", "5", "0", "0", "0", "0", "0", "0", "5", "0", "0", "0", "0"], "{said}");
        assert!(parts[3].contains("Zyxwvera") && parts[6].contains("Zyxwvera"), "{said}");
        assert!(parts[4].contains("\"keyring\":true"), "{said}");
        assert!(!said.contains("plum") && !said.contains("herons"), "{said}");
    }

    /// What a terminal shows, read as it comes.
    struct Shown {
        child: Child,
        text: std::sync::mpsc::Receiver<u8>,
        seen: String,
    }

    impl Shown {
        fn of(stage: &Stage, line: &str) -> Self {
            let mut command = Command::new("timeout");
            command.args(["60", "script", "-qec", line, "/dev/null"]).env_clear().envs(&stage.env);
            command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", stage.folder());
            command.env("INTOUCH_DB", stage.book()).env("INTOUCH", env!("CARGO_BIN_EXE_intouch"));
            command.env("TZ", "UTC").env("TERM", "xterm").env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
            let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
            let mut out = child.stdout.take().unwrap();
            let (send, text) = std::sync::mpsc::channel();
            std::thread::spawn(move || {
                let mut byte = [0];
                while out.read_exact(&mut byte).is_ok() && send.send(byte[0]).is_ok() {}
            });
            Self { child, text, seen: String::new() }
        }

        /// Waits for these words, then types.
        fn at(&mut self, words: &str, typed: &str) {
            while !self.seen.ends_with(words) {
                let byte = self.text.recv_timeout(Duration::from_secs(50));
                self.seen.push(char::from(byte.unwrap_or_else(|_| panic!("no {words:?} in {:?}", self.seen))));
            }
            // The question stands there a moment before the terminal stops to show what is typed.
            std::thread::sleep(Duration::from_millis(500));
            let input = self.child.stdin.as_mut().unwrap();
            input.write_all(typed.as_bytes()).unwrap();
            input.flush().unwrap();
        }

        fn end(mut self) -> String {
            while let Ok(byte) = self.text.recv_timeout(Duration::from_secs(50)) {
                self.seen.push(char::from(byte));
            }
            drop(self.child.stdin.take());
            self.child.wait().unwrap();
            self.seen
        }
    }

    #[test]
    fn at_a_real_terminal_the_passphrase_is_asked_for_and_never_shown() {
        if !have("a real terminal", &["script", "stty", "timeout"]) {
            return;
        }
        let stage = planted();
        let mut set = Shown::of(&stage, "\"$INTOUCH\" passphrase set; echo \"exit $?\"");
        set.at("New passphrase: ", &format!("{PASSPHRASE}\n"));
        set.at("The same again: ", &format!("{PASSPHRASE}\n"));
        let said = set.end();
        assert!(said.contains("The book is encrypted") && said.contains("exit 0"), "{said}");
        assert!(!said.contains("plum"), "{said}");
        let mut due = Shown::of(&stage, "\"$INTOUCH\" due --all; echo \"exit $?\"");
        due.at("Passphrase of the book: ", "plum blossom in june\n");
        due.at("That was not it. Passphrase of the book: ", &format!("{PASSPHRASE}\n"));
        let said = due.end();
        assert!(said.contains("Zyxwvera") && said.contains("exit 0"), "{said}");
        assert!(!said.contains("plum"), "{said}");
        let mut change = Shown::of(
            &stage,
            "INTOUCH_PASSPHRASE='plum blossom in may' \"$INTOUCH\" passphrase change; echo \"exit $?\"",
        );
        change.at("New passphrase: ", "one\n");
        change.at("The same again: ", "other\n");
        let said = change.end();
        assert!(said.contains("the two are not the same") && said.contains("exit 3"), "{said}");
        // Who gives up finds the terminal as it was.
        let mut given_up = Shown::of(&stage, "\"$INTOUCH\" list; echo \"exit $?\"; stty -a");
        given_up.at("Passphrase of the book: ", "plum\u{3}");
        let said = given_up.end();
        assert!(said.contains("no passphrase was given") && said.contains("exit 6"), "{said}");
        assert!(said.contains("isig") && !said.contains("-isig") && !said.contains("-echo "), "{said}");
    }
}
