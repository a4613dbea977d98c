//! Near-copies among what was sent: a lookup in this process, against the program's own `--version`.
//!
//! The texts are composed of `tests/data/sentences.txt`, the same ones every time; the index is what the program
//! would have written.

use crate::stopwatch::{Pair, compare, time};
use intouch::model::shingle::Sketch;
use intouch::store::sent;
use rusqlite::{Connection, params};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What a lookup among so many texts takes, and what the index adds to the book, in bytes.
pub struct Measured {
    /// The lookup against `--version`.
    pub pair: Pair,
    /// What the index takes.
    pub bytes: i64,
    /// Filling it with all texts, in milliseconds.
    pub filled_ms: f64,
}

/// Three sentences; the number of the text is in it, as a place would be.
fn text(n: usize) -> String {
    let lists: Vec<Vec<&str>> = include_str!("../data/sentences.txt")
        .split("\n\n")
        .map(|part| part.lines().filter(|l| !l.starts_with('#')).collect())
        .collect();
    let pick = |list: usize, at: usize| lists[list][at % lists[list].len()];
    format!("Hi Sam, {} {} {} We spoke in hall {n}.", pick(0, n), pick(1, n / 40 + n), pick(2, n / 1_600 + n / 7))
}

fn pages(db: &Connection) -> i64 {
    db.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |r| r.get(0))
        .expect("a size")
}

/// A folder of its own, since the program keeps backups beside a book.
pub fn book_of(size: usize, folder: &Path) -> PathBuf {
    folder.join(format!("sent-{size}")).join("intouch.db")
}

/// Measures among `size` texts. The book stays for the lines that follow.
pub fn among(size: usize, runs: usize, folder: &Path, floor: &dyn Fn(&Path) -> Command) -> Measured {
    let path = book_of(size, folder);
    let _ = std::fs::remove_dir_all(path.parent().expect("a folder of its own"));
    for name in ["Sam", "Laura Chen"] {
        let made = floor(&path).args(["add", name]).output().expect("the program runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let db = Connection::open(&path).expect("the book opens");
    db.execute_batch("PRAGMA synchronous = OFF; BEGIN").expect("known pragmas");
    for n in 1..=size {
        let id = i64::try_from(n).expect("small");
        db.prepare_cached(
            "INSERT INTO interactions (id, uid, contact_id, kind, direction, on_day, text, recorded_on)
             VALUES (?1, ?1, 1, 'message', 'out', '2026-11-03', ?2, '2026-11-03')",
        )
        .and_then(|mut s| s.execute(params![id, text(n)]))
        .expect("a message fits the schema");
    }
    db.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); BEGIN").expect("the disk takes the book");
    let before = pages(&db);
    let began = Instant::now();
    for n in 1..=size {
        let row = (1_i64 << 32) | i64::try_from(n).expect("small");
        let sketch = Sketch::of(&text(n)).expect("long enough");
        db.prepare_cached("INSERT INTO sent (id, sketch) VALUES (?1, ?2)")
            .and_then(|mut s| s.execute(params![row, sketch.bytes()]))
            .expect("a sketch fits the schema");
    }
    db.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").expect("the disk takes the book");
    let (filled_ms, bytes) = (began.elapsed().as_secs_f64() * 1e3, pages(&db) - before);
    drop(db);
    let asked = text(size / 2).replace("Sam", "Kim");
    let pair = compare(
        runs,
        |_| {
            let db = Connection::open(&path).expect("the book opens");
            let began = Instant::now();
            let found = sent::alike(&db, &asked, None).expect("the index can be read");
            let took = began.elapsed();
            assert_eq!(found.len(), 10, "{asked}");
            took
        },
        |_| {
            let mut version = floor(Path::new(""));
            version.arg("--version");
            time(version, None)
        },
    );
    Measured { pair, bytes, filled_ms }
}
