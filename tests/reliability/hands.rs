//! Many hands on one book: every fact of every process is there, and nobody is turned away.

use super::evidence;
use crate::stage::{Stage, setting};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const HANDS: usize = 8;

/// The last line of what a process said.
fn answer(out: &[u8]) -> Value {
    serde_json::from_slice(out).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(out)))
}

#[test]
fn eight_processes_record_five_hundred_facts_each_and_all_are_there() {
    let stage = Stage::on("2026-11-23");
    let each = usize::try_from(setting("INTOUCH_ROUNDS").unwrap_or(500)).unwrap();
    for hand in 0..HANDS {
        stage.ok(&["add", &format!("Person {}", ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gil", "Hana"][hand])]);
    }
    let (writing, looked) = (AtomicBool::new(true), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..HANDS)
            .map(|hand| {
                let stage = stage.process_maker();
                scope.spawn(move || {
                    let mut slowest = std::time::Duration::ZERO;
                    for n in 0..each {
                        // Each writes to every person in turn, so that they meet.
                        let who = (1 + (hand + n) % HANDS).to_string();
                        let text = format!("hand{hand}fact{n}");
                        let begun = std::time::Instant::now();
                        let output =
                            stage().args(["log", &who, &text, "--in", "--json"]).stdin(Stdio::null()).output().unwrap();
                        slowest = slowest.max(begun.elapsed());
                        assert_eq!(output.status.code(), Some(0), "{text}: {output:?}");
                        assert_eq!(answer(&output.stdout)["recorded"]["text"], *text);
                    }
                    slowest
                })
            })
            .collect();
        for look in [&["due", "--all"][..], &["list"], &["find", "hand1fact1"], &["history", "1"]] {
            let (stage, writing, looked) = (stage.process_maker(), &writing, &looked);
            scope.spawn(move || {
                while writing.load(Ordering::Relaxed) {
                    let output = stage().args(look).arg("--json").stdin(Stdio::null()).output().unwrap();
                    assert_eq!(output.status.code(), Some(0), "{look:?}: {output:?}");
                    answer(&output.stdout);
                    looked.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(std::time::Duration::from_millis(150));
                }
            });
        }
        let times: Vec<_> = writers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        writing.store(false, Ordering::Relaxed);
        let slowest = times.into_iter().map(Result::unwrap).max().unwrap();
        println!("the slowest of {} writers took {} ms", HANDS * each, slowest.as_millis());
    });
    let mut there = BTreeSet::new();
    for hand in 0..HANDS {
        let history = stage.json(&["history", &(1 + hand).to_string()]);
        for fact in history.as_array().unwrap() {
            assert!(there.insert(fact["text"].as_str().unwrap().to_owned()), "{fact} is there twice");
        }
    }
    assert_eq!(there.len(), HANDS * each, "no fact is lost");
    println!("{} facts by {HANDS} processes, all there; {} looks in between", there.len(), looked.into_inner());
    evidence::assert_sound(&stage.book(), &"after eight hands");
}

#[test]
fn eight_processes_that_edit_one_person_all_leave_their_mark() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "2026-11-20"]);
    std::thread::scope(|scope| {
        for hand in 0..HANDS {
            let stage = stage.process_maker();
            scope.spawn(move || {
                for n in 0..25 {
                    let tag = format!("+hand{hand}tag{n}");
                    let url = format!("https://example.com/{hand}/{n}");
                    for line in [&["tag", "laura", &tag][..], &["edit", "laura", "--url", &url]] {
                        let output = stage().args(line).stdin(Stdio::null()).output().unwrap();
                        assert_eq!(output.status.code(), Some(0), "{line:?}: {output:?}");
                    }
                }
            });
        }
    });
    let laura = stage.json(&["show", "laura"]);
    for field in ["tags", "urls"] {
        let there: BTreeSet<&str> = laura[field].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
        assert_eq!(there.len(), HANDS * 25, "{field}: no edit undoes another");
    }
    evidence::assert_sound(&stage.book(), &"after eight hands");
}
