//! Every schema that was ever released: a book of it is kept, and brought up to date until nothing
//! tells it from a fresh one but what is recorded in it.
//!
//! The books under `tests/data/` were made by [`live`], run by the program of that release:
//! `INTOUCH_MAKE_BOOK=1 cargo test a_book_of_this_schema_can_be_made` writes
//! `book-schema-N.db` for the schema the program writes, packed as small as SQLite packs it. A book
//! that is there is never made again: it is what that release wrote.

use super::evidence;
use crate::stage::Stage;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The schemas that were released, the newest last; add one with the release, and its book.
pub const RELEASED: [usize; 5] = [9, 10, 11, 13, 14];

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn kept(schema: usize) -> PathBuf {
    data().join(format!("book-schema-{schema}.db"))
}

/// A life short enough to keep and full enough to leave a row in every table.
#[allow(clippy::too_many_lines, reason = "a life, a verb a line")]
pub fn live(stage: &mut Stage) {
    stage.day("2026-09-01T10:00:00Z");
    let export = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
         Mia,Lund,https://www.linkedin.com/in/mia-lund,,Initech,Engineer,14 Mar 2018\n";
    let path = stage.file("first/Connections.csv", export);
    stage.ok(&["import", "linkedin", &path]);
    stage.ok(&[
        "add",
        "Laura Chen",
        "--company",
        "Initech",
        "--title",
        "Head of Testing",
        "--email",
        "laura@initech.example",
        "--email",
        "chen@home.example",
        "--phone",
        "+49 30 1234567",
        "--linkedin",
        "https://www.linkedin.com/in/laura-chen",
        "--url",
        "https://laura.example/",
        "--met",
        "RustConf",
        "--about",
        "async testing",
        "--relationship",
        "met-at-event",
        "--tag",
        "mentor",
        "--tag",
        "rust",
        "--note",
        "Prefers the train; a word nobody else has: quillwort",
        "--every",
        "6 weeks",
    ]);
    stage.ok(&["add", "Cleo Diaz", "--introduced-by", "laura", "--relationship", "introduced", "--given", "Clé"]);
    stage.ok(&["add", "Ng Wei Ling", "--met", "Coffee in Köln", "--on", "2026-08-20", "--family", "Ng"]);
    stage.ok(&["add", "Lars Berg", "--phone", "0301 55", "--connected", "2026-08-01"]);
    stage.ok(&["add", "Ola Vik", "--introduced-by", "Somebody Unknown"]);
    stage.ok(&["add", "Eva Roth", "--met", "RustConf"]);
    // Requests of every status, one received.
    stage.ok(&[
        "request",
        "laura",
        "--message",
        "Hello Laura, we met at RustConf over async testing; I enjoyed your talk and would like to stay in touch.",
    ]);
    stage.ok(&["request", "cleo", "--no-note"]);
    stage.ok(&["request", "wei", "--message", "Hello from Köln"]);
    stage.ok(&["request", "ola", "--no-note"]);
    stage.ok(&["request", "lars", "--received", "--channel", "xing"]);
    stage.ok(&["request", "eva", "--no-note"]);
    stage.day("2026-09-20T10:00:00Z");
    stage.ok(&["accepted", "laura"]);
    stage.ok(&["declined", "cleo"]);
    stage.ok(&["withdrawn", "wei"]);
    stage.ok(&["expired", "ola"]);
    // Interactions of every kind.
    stage.ok(&["log", "laura", "Sent the slides", "--out", "--await-reply"]);
    stage.ok(&["replied", "laura", "Thanks, they help"]);
    stage.ok(&["log", "lars", "about the fair", "--kind", "call"]);
    stage.ok(&["log", "lars", "see you there", "--kind", "email", "--out"]);
    stage.ok(&["log", "wei", "a plain note"]);
    stage.ok(&["log", "wei", "lunch", "--kind", "meeting", "--where", "Canteen", "--about", "hiring"]);
    stage.ok(&["met", "laura", "--where", "Meetup Berlin", "--about", "fuzzing", "--on", "2026-09-18"]);
    stage.ok(&["promise", "laura", "send the paper", "--by", "2026-10-01"]);
    stage.ok(&["promise", "cleo", "the address of the printer", "--by", "2026-12-01"]);
    stage.ok(&["remind", "wei", "ask about the exhibition", "--on", "2026-11-30"]);
    stage.day("2026-10-01T10:00:00Z");
    // Decisions: done, skipped, put off. Marks: woken, and a company that an import changed.
    stage.ok(&["draft", "laura", "--kind", "check-in"]);
    stage.ok(&["done", "laura", "--message", "Here is the paper"]);
    stage.ok(&["skip", "lars"]);
    stage.ok(&["snooze", "wei", "2026-12-24"]);
    stage.ok(&["pause", "ola", "--until", "2026-12-31"]);
    stage.ok(&["wake", "ola"]);
    stage.ok(&["pause", "cleo", "--until", "2027-01-15"]);
    stage.ok(&["do-not-contact", "lars"]);
    stage.ok(&["archive", "eva"]);
    let path = stage.file("second/Connections.csv", export.replace("Initech", "Globex"));
    stage.ok(&["import", "linkedin", &path]);
    stage.day("2026-11-23T10:00:00Z");
    stage.ok(&["draft", "mia", "--kind", "congratulate"]);
    stage.ok(&["fact", "edit", "1", "--about", "async testing, and cats"]);
    stage.ok(&["notify"]);
    // The library, what was shared, and what people look for and offer.
    let note = "What a plumber says about it";
    stage.ok(&[
        "resource",
        "add",
        "https://example.com/fuzz",
        "--title",
        "Fuzz it",
        "--topic",
        "fuzzing",
        "--note",
        note,
    ]);
    stage.ok(&["resource", "add", "https://example.com/tea"]);
    stage.ok(&["log", "laura", "Have a look: https://example.com/fuzz", "--out"]);
    stage.ok(&["log", "laura", "--looking-for", "a tester", "--offers", "a room", "--introduced-to", "wei"]);
    // What an address book said, two who became one, and two who are not.
    let export = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
         Ida,Holm,https://www.linkedin.com/in/ida-holm,ida@holm.example,Initech,Engineer,14 Mar 2018\n";
    let path = stage.file("third/Connections.csv", export);
    stage.ok(&["import", "linkedin", &path]);
    stage.ok(&["add", "Ida H.", "--phone", "0301 99"]);
    stage.ok(&["merge", "ida-holm", "ida-h"]);
    stage.ok(&["merge", "ida-holm", "eva", "--not-same"]);
}

/// The text of the schema, white space aside; the numbers are SQLite's own affair.
fn schema(path: &Path) -> BTreeSet<String> {
    let db = evidence::look(path);
    let mut statement = db.prepare("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema").unwrap();
    let line = |r: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
        let sql: String = r.get(3)?;
        let words: Vec<&str> = sql.split_whitespace().collect();
        Ok(format!(
            "{} {} {} {}",
            r.get::<_, String>(0)?,
            r.get::<_, String>(1)?,
            r.get::<_, String>(2)?,
            words.join(" ")
        ))
    };
    statement.query_map([], line).unwrap().map(Result::unwrap).collect()
}

fn number(path: &Path, pragma: &str) -> i64 {
    evidence::look(path).query_row(&format!("PRAGMA {pragma}"), [], |r| r.get(0)).unwrap()
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// A stage whose book is a copy of the kept one of that schema.
pub fn stage_with(schema: usize) -> Stage {
    let stage = Stage::on("2026-11-23T12:00:00Z");
    std::fs::create_dir_all(stage.book().parent().unwrap()).unwrap();
    std::fs::copy(kept(schema), stage.book()).unwrap();
    stage
}

#[test]
fn every_released_schema_has_its_book_and_every_book_its_schema() {
    let there: BTreeSet<String> = std::fs::read_dir(data())
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .filter(|f| f.starts_with("book-schema-"))
        .collect();
    let wanted: BTreeSet<String> = RELEASED.iter().map(|n| format!("book-schema-{n}.db")).collect();
    assert_eq!(there, wanted);
    for schema in RELEASED {
        assert_eq!(number(&stage_with(schema).book(), "user_version"), i64::try_from(schema).unwrap());
        assert!(schema <= intouch::store::LATEST, "schema {schema} was released and is not known any more");
    }
}

#[test]
fn a_kept_book_has_a_row_in_every_table() {
    for schema in RELEASED {
        let stage = stage_with(schema);
        let db = evidence::look(&stage.book());
        for table in evidence::tables(&db).keys() {
            let rows: i64 = db.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |r| r.get(0)).unwrap();
            assert!(rows > 0, "schema {schema}: {table} is empty");
        }
        let has = |sql: &str| assert_eq!(db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap(), 1, "{schema}: {sql}");
        has("SELECT count(DISTINCT status) = 5 AND count(DISTINCT direction) = 2 FROM requests");
        has("SELECT count(DISTINCT kind) = 6 AND count(DISTINCT direction) = 3 FROM interactions");
        has("SELECT count(DISTINCT kind) = 3 FROM contact_points");
        has(&format!(
            "SELECT count(DISTINCT kind) = {} FROM marks",
            [(12, 2), (14, 5)].iter().find(|(s, _)| schema < *s).map_or(6, |(_, n)| *n)
        ));
        has("SELECT count(DISTINCT kind) = 2 FROM promises");
        has("SELECT count(DISTINCT outcome) = 2 AND count(snoozed_until) > 0 FROM decisions");
        has("SELECT count(introduced_by_id) > 0 AND count(introduced_by) > count(introduced_by_id) FROM contacts");
        has("SELECT sum(archived) > 0 AND sum(do_not_contact) > 0 AND count(paused_until) > 0 FROM contacts");
        for index in ["search_words", "search_parts"] {
            has(&format!("SELECT count(*) > 0 FROM {index} WHERE {index} MATCH 'quillwort'"));
        }
    }
}

#[test]
fn a_book_of_every_released_schema_is_brought_up_to_date_with_everything_in_it() {
    for schema in RELEASED {
        let fresh = Stage::on("2026-11-23T12:00:00Z");
        fresh.ok(&["add", "Laura Chen"]);
        let stage = stage_with(schema);
        let (tables, before) = {
            let db = evidence::look(&stage.book());
            let tables = evidence::tables(&db);
            let before = evidence::rows(&db, &tables);
            (tables, before)
        };
        stage.ok(&["due", "--all"]);
        assert_eq!(self::schema(&stage.book()), self::schema(&fresh.book()), "schema {schema}");
        for pragma in ["user_version", "application_id"] {
            assert_eq!(number(&stage.book(), pragma), number(&fresh.book(), pragma), "schema {schema}: {pragma}");
        }
        let after = evidence::rows(&evidence::look(&stage.book()), &tables);
        assert_eq!(before, after, "schema {schema}:\n{}", evidence::difference(&before, &after));
        evidence::assert_sound(&stage.book(), &format!("schema {schema}"));
        let found = stage.json(&["find", "quillwort"]);
        assert_eq!(found[0]["slug"], "laura-chen", "schema {schema}");
        assert_eq!(stage.json(&["find", "uillwor"]).as_array().unwrap().len(), 1, "within a word, schema {schema}");
        // What people are about is found in books from before that was indexed.
        let topics =
            "SELECT count(DISTINCT rowid >> 32) FROM search_topics WHERE search_topics MATCH 'hire OR mentors'";
        let found: i64 = evidence::look(&stage.book()).query_row(topics, [], |r| r.get(0)).unwrap();
        assert_eq!(found, 2, "schema {schema}");
        let examined = stage.run(&["doctor"]);
        assert!(examined.code < 5, "schema {schema}: {}{}", examined.out, examined.err);
        // It is a book like any other: what is new can be recorded.
        stage.ok(&["log", "laura", "after the move", "--in"]);
        assert_eq!(stage.json(&["find", "after the move"])[0]["slug"], "laura-chen");
        if schema < intouch::store::LATEST {
            let copies = copies_of(&stage, schema, &tables, &before);
            assert_eq!(copies, 1, "schema {schema}: one copy from before");
        }
    }
}

/// How many files beside the book (or in a folder beside it) hold the book as it was before.
pub fn copies_of(
    stage: &Stage,
    schema: usize,
    tables: &BTreeMap<String, Vec<String>>,
    before: &evidence::Rows,
) -> usize {
    let is_copy = |path: &PathBuf| {
        let head = std::fs::read(path).unwrap();
        head.starts_with(b"SQLite format 3\0") && number(path, "user_version") == i64::try_from(schema).unwrap() && {
            let db = evidence::look(path);
            evidence::tables(&db) == *tables && evidence::rows(&db, tables) == *before
        }
    };
    let others = files(stage.book().parent().unwrap()).into_iter().filter(|p| *p != stage.book());
    others.filter(is_copy).count()
}

#[test]
fn a_book_of_this_schema_can_be_made() {
    let mut stage = Stage::on("2026-09-01T10:00:00Z");
    live(&mut stage);
    evidence::assert_sound(&stage.book(), &"a life");
    if std::env::var_os("INTOUCH_MAKE_BOOK").is_none() {
        return;
    }
    let to = kept(intouch::store::LATEST);
    assert!(!to.exists(), "{} is there: it is what that release wrote", to.display());
    // Small pages make a small file; the rows are the same.
    evidence::look(&stage.book())
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM; PRAGMA journal_mode = WAL;")
        .unwrap();
    std::fs::copy(stage.book(), &to).unwrap();
}
