//! The doctor: what it finds, what it mends, and that it never writes to what is damaged.

use crate::stage::{Stage, setting};
use rusqlite::Connection;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

/// A book with something of every kind in it.
fn stage() -> Stage {
    let mut stage = Stage::on("2026-11-02");
    stage.ok(&[
        "add",
        "Laura Chen",
        "--met",
        "RustConf",
        "--about",
        "async testing",
        "--email",
        "laura@initech.example",
        "--phone",
        "+49 30 1234567",
        "--note",
        "Prefers the morning",
        "--tag",
        "mentor",
        "--every",
        "6 weeks",
        "--linkedin",
        "https://www.linkedin.com/in/laura-chen",
    ]);
    stage.ok(&["add", "Lars Berg", "--company", "Initech", "--title", "Engineer", "--introduced-by", "laura"]);
    stage.ok(&["request", "laura", "--message", "Hi Laura, it was good to speak with you about the load of tests."]);
    stage.day("2026-11-10");
    stage.ok(&["accepted", "laura"]);
    stage.ok(&["promise", "lars", "send the load-test numbers", "--by", "2026-12-01"]);
    stage.ok(&["remind", "laura", "ask about the talk", "--on", "2026-12-05"]);
    stage.ok(&["log", "lars", "We spoke about the benchmark", "--kind", "call"]);
    stage.ok(&["draft", "laura", "--kind", "thank-you"]);
    stage.ok(&["snooze", "laura", "in 2 weeks"]);
    stage.ok(&["add", "Chloé Marchand", "--met", "Zürich"]);
    stage.ok(&["edit", "chloé", "--company", "Globex"]);
    stage.ok(&["archive", "chloé"]);
    stage
}

fn sql(stage: &Stage, sql: &str) {
    let db = Connection::open(stage.book()).unwrap();
    db.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
}

/// The report, with its exit code.
fn examined(stage: &Stage, args: &[&str]) -> (u8, Value) {
    let ran = stage.run(&[&["doctor", "--json"], args].concat());
    (ran.code, serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}")))
}

/// Findings that weigh so much, as `check: place: what`.
fn findings(report: &Value, level: &str) -> Vec<String> {
    let of = report["findings"].as_array().unwrap().iter().filter(|f| f["level"] == level);
    of.map(|f| {
        let word = |k: &str| f[k].as_str().unwrap_or_default().to_owned();
        format!("{}: {}: {}", word("check"), word("where"), word("what"))
    })
    .collect()
}

#[test]
fn a_healthy_book_has_nothing_wrong() {
    let stage = stage();
    let before = std::fs::read(stage.book()).unwrap();
    let (code, report) = examined(&stage, &[]);
    assert_eq!((code, findings(&report, "attention"), findings(&report, "damage")), (0, vec![], vec![]));
    for check in
        ["file", "rows", "agenda", "search", "clock", "journal", "permissions", "backups", "settings", "reminders"]
    {
        assert!(report["findings"].as_array().unwrap().iter().any(|f| f["check"] == check), "{check}: {report}");
    }
    assert_eq!(std::fs::read(stage.book()).unwrap(), before);
    assert!(stage.ok(&["doctor"]).ends_with("Nothing is wrong.\n"));
    assert_eq!(Stage::on("2026-11-02").run(&["doctor"]).code, 0, "without a book");
}

#[test]
fn every_kind_of_damage_is_named_with_its_place_and_never_with_its_text() {
    // What is done to the book, and what must be among the findings.
    let table: &[(&str, &str, &str)] = &[
        (
            "UPDATE contacts SET notes = 'Prefers ' || char(27) || '[2J' WHERE id = 1",
            "texts: contact 1:",
            "never let in",
        ),
        ("UPDATE contacts SET name = CAST(x'4c61fe7261' AS TEXT) WHERE id = 1", "texts: contact 1:", "not UTF-8"),
        ("UPDATE interactions SET on_day = '2026-13-02'", "rows: fact", "can't be read"),
        ("UPDATE requests SET sent_at = '2026-10-02T10:00:00Z'", "rows: fact", "differ"),
        ("UPDATE contacts SET every = 'often' WHERE id = 1", "rows: contact 1", "cadence"),
        ("UPDATE contact_points SET value = 'laura@initech.exanple' WHERE kind = 'email'", "rows: contact 1", "differ"),
        ("UPDATE contacts SET linkedin_key = 'laura-chem' WHERE id = 1", "rows: contact 1", "LinkedIn"),
        ("UPDATE meta SET value = 1 WHERE key = 'next_fact'", "rows: the counter of facts", "not above"),
        ("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'contacts'", "rows: the counter of contacts", "not above"),
        ("DELETE FROM contacts WHERE id = 2", "references: table", "not there"),
        ("UPDATE follow_ups SET reason = 'because'", "agenda: contact", "not what the facts give"),
        ("DELETE FROM follow_ups WHERE contact_id = 1", "agenda: contact 1", "not what the facts give"),
        ("UPDATE contacts SET met_on = '2026-11-01' WHERE id = 1", "agenda: contact 1", "not what the facts give"),
        (
            "UPDATE contacts SET planned_until = '2026-11-01' WHERE id = 1",
            "agenda: contact 1",
            "not what the facts give",
        ),
        ("UPDATE contacts SET notes = 'Prefers the mourning' WHERE id = 1", "search: contact 1:", "text or the index"),
        (
            "UPDATE promises SET text = 'send the load-rest numbers' WHERE kind = 'promise'",
            "search: contact 2, fact",
            "text or the index",
        ),
        ("DELETE FROM search_words WHERE rowid = 1 << 32", "search: contact 1:", "text or the index"),
        ("DELETE FROM sent", "search: contact 1, fact", "text or the index"),
        ("UPDATE sent SET sketch = zeroblob(32)", "search: contact 1, fact", "text or the index"),
        ("INSERT INTO sent VALUES (7 << 32, x'00')", "search: contact 7:", "text or the index"),
        (
            "INSERT INTO search_parts (rowid, name, text) VALUES (7 << 32, 'nobody', '')",
            "search: contact 7:",
            "text or the index",
        ),
        (
            "REINDEX; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'contacts_by_slug ON contacts (slug)', 'contacts_by_slug ON contacts (name)') WHERE name = 'contacts_by_slug'",
            "file: the file:",
            "contacts_by_slug",
        ),
    ];
    for (done, place, what) in table {
        let stage = stage();
        sql(&stage, done);
        let before = std::fs::read(stage.book()).unwrap();
        let (code, report) = examined(&stage, &[]);
        assert_eq!(code, 5, "{done}: {report}");
        let damages = findings(&report, "damage");
        assert!(damages.iter().any(|d| d.starts_with(place) && d.contains(what)), "{done}: {damages:?}");
        let all = format!("{report}{}", stage.run(&["doctor"]).out);
        for word in ["Laura", "laura", "Lars", "Initech", "initech", "Prefers", "load", "Zürich", "nobody"] {
            assert!(!all.contains(word), "{done}: {word} in {all}");
        }
        assert_eq!(std::fs::read(stage.book()).unwrap(), before, "{done}");
        let all_told = report["findings"].as_array().unwrap().iter().filter(|f| f["level"] == "damage");
        assert!(all_told.clone().all(|f| f["do"].is_string()), "{report}");
    }
}

#[test]
fn what_is_derived_is_mended_and_what_was_recorded_is_left_alone() {
    let stage = stage();
    let told = stage.json(&["due", "--all"]);
    let facts = stage.ok(&["export", "json"]);
    sql(
        &stage,
        "UPDATE follow_ups SET reason = 'because'; DELETE FROM follow_ups WHERE contact_id = 1; UPDATE contacts SET met_on = NULL",
    );
    sql(&stage, "DELETE FROM search_words; DELETE FROM search_parts; DELETE FROM sent");
    assert_eq!(stage.json(&["find", "benchmark"]), serde_json::json!([]));
    let (code, report) = examined(&stage, &["--fix"]);
    assert_eq!((code, &report["level"]), (0, &"ok".into()), "{report}");
    assert_eq!(report["mended"].as_array().unwrap().len(), 2, "{report}");
    assert_eq!(stage.json(&["due", "--all"]), told);
    assert_eq!(stage.json(&["find", "benchmark"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.ok(&["export", "json"]), facts);
    // Where the facts are damaged, nothing is derived from them.
    sql(&stage, "UPDATE interactions SET on_day = '2026-13-02'; DELETE FROM follow_ups");
    let before = std::fs::read(stage.book()).unwrap();
    let (code, report) = examined(&stage, &["--fix"]);
    assert_eq!((code, report["mended"].as_array().unwrap().len()), (5, 1), "{report}");
    assert_eq!(std::fs::read(stage.book()).unwrap(), before);
    // What can be read of them is in a new book beside the damaged one.
    let salvaged = stage.book().with_file_name("intouch.db-salvaged-2026-11-10.db");
    assert!(report["mended"][0].as_str().unwrap().contains(salvaged.to_str().unwrap()), "{report}");
    stage.ok(&["restore", salvaged.to_str().unwrap(), "--yes"]);
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
    let (code, report) = examined(&stage, &[]);
    assert!(code != 5, "{report}");
}

#[test]
fn what_wants_attention_is_told_and_exits_with_1() {
    let mut stage = stage();
    let set =
        |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    set(&stage.book(), 0o644);
    set(stage.book().parent().unwrap(), 0o755);
    stage.file("data/backups/.intouch-abc.part", "half a book");
    stage.file("data/backups/intouch-2026-11-01.db", "no book");
    stage.file("config/templates/mine.toml", "nonsense = [");
    stage.file("config/playbook.toml", "nonsense = [");
    stage.day("2026-11-05");
    let (code, report) = examined(&stage, &[]);
    assert_eq!((code, findings(&report, "damage")), (1, vec![]), "{report}");
    let told = findings(&report, "attention");
    for wanted in ["permissions: ", "backups: ", "templates: ", "playbook: ", "clock: "] {
        assert!(told.iter().any(|t| t.starts_with(wanted)), "{wanted}: {told:?}");
    }
    assert_eq!(told.iter().filter(|t| t.starts_with("backups")).count(), 2, "{told:?}");
    let (code, report) = examined(&stage, &["--fix"]);
    assert_eq!(code, 1, "the clock and the files of the user's own are not ours to mend");
    assert!(
        !findings(&report, "attention").iter().any(|t| t.starts_with("permissions") || t.contains("unfinished")),
        "{report}"
    );
    assert_eq!(std::fs::metadata(stage.book()).unwrap().permissions().mode() & 0o777, 0o600);
    sql(
        &stage,
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'drafted_on ', 'draftee_on ') WHERE name = 'drafts'",
    );
    let (_, report) = examined(&stage, &[]);
    assert!(findings(&report, "attention").iter().any(|t| t.starts_with("schema: table drafts")), "{report}");
    // Settings that can't be read are told, too, and don't stop the doctor.
    stage.file("config/config.toml", "[me]\nname = 7\n");
    let (code, report) = examined(&stage, &[]);
    assert!(code == 1 && findings(&report, "attention").iter().any(|t| t.starts_with("settings")), "{report}");
}

#[test]
fn a_file_that_can_not_be_opened_is_examined_all_the_same() {
    let stage = stage();
    stage.ok(&["backup"]);
    let whole = std::fs::read(stage.book()).unwrap();
    let text = b"no database any more, whoever did that. ".repeat(500);
    for bytes in [&whole[..whole.len() / 2], &whole[..5_000], &whole[..100], &text[..]] {
        std::fs::write(stage.book(), bytes).unwrap();
        let (code, report) = examined(&stage, &["--fix"]);
        assert_eq!(code, 5, "{report}");
        let first = report["findings"].as_array().unwrap().iter().find(|f| f["level"] == "damage").unwrap();
        assert_eq!(first["do"], "intouch restore intouch-2026-11-10-120000", "{report}");
        assert_eq!(std::fs::read(stage.book()).unwrap(), bytes);
    }
    std::fs::write(stage.book(), &whole).unwrap();
    sql(&stage, "PRAGMA user_version = 99");
    assert_eq!(stage.fails(5, &["doctor"])["kind"], "newer");
}

#[test]
fn a_book_of_an_older_version_is_looked_at_and_not_brought_up_to_date() {
    let stage = Stage::on("2026-11-23");
    std::fs::create_dir_all(stage.book().parent().unwrap()).unwrap();
    let old = Connection::open(stage.book()).unwrap();
    for step in ["0001_book", "0002_contacts"] {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(format!("{step}.sql"));
        old.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    old.execute_batch("PRAGMA user_version = 2").unwrap();
    drop(old);
    let before = std::fs::read(stage.book()).unwrap();
    let (_, report) = examined(&stage, &[]);
    assert!(findings(&report, "note").iter().any(|n| n.starts_with("schema")), "{report}");
    assert_eq!(findings(&report, "damage"), [""; 0]);
    assert_eq!(std::fs::read(stage.book()).unwrap(), before);
}

#[test]
fn most_flipped_bits_in_what_is_kept_are_noticed_and_none_is_written_to() {
    let stage = stage();
    // Without what was deleted: nothing stands in the file that is not kept.
    sql(
        &stage,
        "INSERT INTO search_words (search_words) VALUES ('optimize'); INSERT INTO search_parts (search_parts) VALUES ('optimize');
         VACUUM",
    );
    let whole = std::fs::read(stage.book()).unwrap();
    let db = Connection::open(stage.book()).unwrap();
    let mut statement = db.prepare("SELECT pageno, name, pagetype FROM dbstat").unwrap();
    let pages =
        statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?))).unwrap();
    let mut owners = std::collections::HashMap::new();
    let mut kept: Vec<usize> = Vec::new();
    for (number, name, kind) in pages.map(Result::unwrap) {
        let number = usize::try_from(number).unwrap();
        let from = (number - 1) * 4096;
        let header = if number == 1 { 100 } else { 0 };
        let two = |at: usize| usize::from(whole[from + at]) << 8 | usize::from(whole[from + at + 1]);
        // Between a page's list of cells and the first cell nothing is kept.
        let list = header + if kind == "internal" { 12 } else { 8 } + 2 * two(header + 3);
        let gap = if kind == "overflow" { 0..0 } else { list..two(header + 5) };
        kept.extend((0..4096).filter(|at| !gap.contains(at)).map(|at| from + at).filter(|at| whole[*at] != 0));
        owners.insert(number, name);
    }
    drop(statement);
    drop(db);
    let (mut noticed, mut by_sqlite) = (0_usize, 0_usize);
    let mut unnoticed = std::collections::BTreeMap::<&str, usize>::new();
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let trials = usize::try_from(setting("INTOUCH_FLIPS").unwrap_or(100)).unwrap();
    for _ in 0..trials {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let at = kept[usize::try_from(dice % kept.len() as u64).unwrap()];
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (dice >> 60 & 7);
        std::fs::write(stage.book(), &bytes).unwrap();
        let ran = stage.run(&["doctor", "--json"]);
        assert!(matches!(ran.code, 0 | 1 | 5), "byte {at}: {ran:?}");
        if ran.code == 0 {
            *unnoticed.entry(owners[&(at / 4096 + 1)].as_str()).or_default() += 1;
            if setting("INTOUCH_FLIPS").is_some() {
                let around =
                    String::from_utf8_lossy(&whole[at.saturating_sub(12)..(at + 12).min(whole.len())]).into_owned();
                println!("{} {:02x}->{:02x} {around:?}", owners[&(at / 4096 + 1)], whole[at], bytes[at]);
            }
        } else {
            noticed += 1;
        }
        assert_eq!(std::fs::read(stage.book()).unwrap(), bytes, "byte {at}");
        let db = Connection::open_with_flags(stage.book(), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let said = db.query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0));
        by_sqlite += usize::from(!said.is_ok_and(|s| s == "ok"));
        drop(db);
        for end in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(stage.book().with_file_name(format!("intouch.db{end}")));
        }
    }
    println!(
        "{noticed} of {trials} flipped bits noticed by doctor, {by_sqlite} by SQLite's own check; unnoticed: {unnoticed:?}"
    );
    assert!(noticed * 100 >= trials * 85, "{noticed} of {trials}");
    assert!(noticed > by_sqlite);
}

#[test]
fn an_emptied_book_whose_log_is_there_is_damage_and_is_not_touched() {
    let stage = stage();
    let db = Connection::open(stage.book()).unwrap();
    db.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE contacts SET title = 'Potter';").unwrap();
    let log = stage.book().with_file_name("intouch.db-wal");
    let kept = std::fs::read(&log).unwrap();
    assert!(!kept.is_empty());
    // As after a kill: nobody has it open, the log is still there.
    let stage2 = Stage::on("2026-11-10");
    stage2.file("data/intouch.db", "");
    stage2.file("data/intouch.db-wal", &kept);
    let (code, report) = examined(&stage2, &["--fix"]);
    assert_eq!(code, 5, "{report}");
    for verb in [&["list"][..], &["add", "Ng Wei Ling"]] {
        assert_eq!(stage2.run(verb).code, 5);
    }
    assert_eq!(std::fs::read(stage2.book().with_file_name("intouch.db-wal")).unwrap(), kept);
}

#[test]
fn a_lost_page_of_people_is_told_and_the_rest_is_salvaged() {
    let stage = stage();
    let page: i64 = Connection::open(stage.book())
        .unwrap()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'contacts'", [], |r| r.get(0))
        .unwrap();
    let page = usize::try_from(page).unwrap();
    let mut bytes = std::fs::read(stage.book()).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0);
    std::fs::write(stage.book(), &bytes).unwrap();
    let (code, report) = examined(&stage, &["--fix"]);
    assert_eq!(code, 5, "{report}");
    assert!(report["mended"][0].as_str().unwrap().contains("6 facts"), "{report}");
    assert_eq!(std::fs::read(stage.book()).unwrap(), bytes);
}

#[test]
fn what_is_salvaged_can_be_taken_into_use_as_the_answer_says() {
    let stage = stage();
    sql(&stage, "UPDATE interactions SET at = '2029-11-13T12:00:00Z' WHERE id = 1");
    let (code, report) = examined(&stage, &["--fix"]);
    assert_eq!(code, 5);
    let said = report["mended"][0].as_str().unwrap();
    let command = said.split("intouch ").last().unwrap();
    let words: Vec<&str> = command.split(' ').chain(["--yes"]).collect();
    stage.ok(&words);
    let (code, report) = examined(&stage, &[]);
    assert_ne!(code, 5, "{report}");
}

#[test]
fn where_nothing_can_be_salvaged_nothing_is_offered() {
    let stage = stage();
    let bytes = std::fs::read(stage.book()).unwrap();
    std::fs::write(stage.book(), &bytes[..4096]).unwrap();
    let (code, report) = examined(&stage, &["--fix"]);
    assert_eq!((code, &report["mended"]), (5, &serde_json::json!([])), "{report}");
    let beside: Vec<_> = std::fs::read_dir(stage.book().parent().unwrap()).unwrap().collect();
    assert!(!beside.iter().any(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("salvaged")));
}

#[test]
fn a_changed_number_of_the_schema_is_damage() {
    let stage = stage();
    for number in [9, 0, -1] {
        sql(&stage, &format!("PRAGMA user_version = {number}"));
        let ran = stage.run(&["doctor"]);
        assert_eq!(ran.code, 5, "{number}: {ran:?}");
    }
}
