//! The program killed in the middle: real processes run random verbs and get SIGKILL at random
//! moments; what they acknowledged is there, what they did not is there wholly or not at all.
//!
//! The model of a verb is the same verb run in peace on a copy of the book. Beside it stands a list
//! of every word that was acknowledged, so that the model can't be wrong in the same way.

use super::evidence::{self, Rows};
use super::script::{Step, random_verb};
use super::vfs::Dice;
use crate::stage::{Stage, setting};
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// So many verbs a book: every new one is begun with a kill in store, too.
const LIFE: u64 = 60;

#[derive(Debug, Default)]
struct Figures {
    rounds: u64,
    kills: u64,
    acknowledged: u64,
    whole: u64,
    absent: u64,
    /// Kills that left a log or a journal behind: the program died with the book open.
    open: u64,
}

/// How a process ended.
struct End {
    code: Option<i32>,
    answered: bool,
}

/// Runs a verb and kills it after `wait`, where it still lives then.
fn run_and_kill(stage: &Stage, step: &Step, wait: Duration) -> End {
    let mut child = stage
        .process()
        .args(step.args())
        .args(["--json", "--yes"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    // Sleeping is too coarse for a few milliseconds.
    while begun.elapsed() < wait {
        std::hint::spin_loop();
    }
    let _ = child.kill();
    let status = child.wait().unwrap();
    let mut out = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut out).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(!err.contains("mistake of its own"), "{step:?}: {err}");
    End { code: status.code(), answered: serde_json::from_slice::<serde_json::Value>(&out).is_ok() }
}

/// Copies the book with its log or journal; no process has it open.
fn copy(from: &Path, to: &Path) {
    for end in ["", "-wal", "-journal"] {
        let file = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            std::path::PathBuf::from(name)
        };
        if file(from).exists() {
            std::fs::copy(file(from), file(to)).unwrap();
        } else {
            let _ = std::fs::remove_file(file(to));
        }
    }
}

fn left_open(book: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|end| {
        let mut name = book.as_os_str().to_owned();
        name.push(end);
        std::fs::metadata(name).is_ok_and(|m| m.len() > 0)
    })
}

/// How long a verb takes here, in peace: the middle of a few.
fn usual_time() -> Duration {
    let stage = Stage::on("2026-10-01");
    let time = |n: u32| {
        let begun = Instant::now();
        let text = format!("warm up {n}");
        assert!(stage.process().args(["met", "--new", &text, "--json"]).output().unwrap().status.success());
        begun.elapsed()
    };
    let mut times: Vec<Duration> = (0..9).map(time).collect();
    times.sort_unstable();
    times[4]
}

/// Lives through `rounds` verbs, each of which may be killed.
fn live(rounds: u64, seed: u64) -> Figures {
    let mut dice = Dice(seed);
    let mut figures = Figures::default();
    let mut usual = u64::try_from(usual_time().as_micros()).unwrap();
    println!("seed {seed}, {rounds} rounds; a verb takes {usual} µs here (INTOUCH_SEED and INTOUCH_ROUNDS set them)");
    while figures.rounds < rounds {
        let mut stage = Stage::on("2026-10-01");
        std::fs::create_dir_all(stage.book().parent().unwrap()).unwrap();
        let model = stage.folder().join("model.db");
        // Each word is recorded by one verb alone; later verbs may take it away again.
        let mut acknowledged: Vec<String> = Vec::new();
        let mut before = evidence::holds(&stage.book());
        for n in 0..LIFE {
            let word = format!("word{:08x}", dice.below(1 << 32));
            let step = random_verb(n, &word, &mut dice);
            stage.day(&step.at);
            copy(&stage.book(), &model);
            let calm = stage.run(&[&step.args()[..], &["--db", model.to_str().unwrap(), "--yes"]].concat());
            if calm.code != 0 && dice.below(8) > 0 {
                // There is little to kill in a verb that is refused.
                continue;
            }
            figures.rounds += 1;
            let what = format!("seed {seed}, round {}, {:?}", figures.rounds, step.args());
            let after = evidence::holds(&model);
            let end = run_and_kill(&stage, &step, Duration::from_micros(dice.below(usual)));
            // Machines are busier at one time than at another: about every fourth verb is to get done.
            usual = if end.code.is_some() || end.answered { usual * 9 / 10 } else { usual * 26 / 25 }.max(100);
            if end.code.is_none() {
                figures.kills += 1;
                figures.open += u64::from(left_open(&stage.book()));
            }
            let due = stage.run(&["due", "--json"]);
            assert_eq!(due.code, 0, "{what}: it does not open again: {}", due.err);
            let now = evidence::holds(&stage.book());
            if end.answered || end.code == Some(0) {
                assert_eq!(calm.code, 0, "{what}: {}", calm.err);
                assert_eq!(now, after, "{what}: LOST, though acknowledged:\n{}", evidence::difference(&after, &now));
                figures.acknowledged += 1;
                if step.args.contains(&word) {
                    acknowledged.push(word);
                }
            } else if let Some(code) = end.code {
                assert_eq!(code, i32::from(calm.code), "{what}: {}", calm.err);
                assert_eq!(now, before, "{what}: refused, and changed something");
            } else if now == after && now != before {
                figures.whole += 1;
            } else {
                assert_eq!(now, before, "{what}: HALF THERE:\n{}", evidence::difference(&before, &now));
                figures.absent += 1;
            }
            evidence::assert_sound(&stage.book(), &what);
            before = now;
            // Corrections and removals take words away by intent.
            let takes_away = matches!(step.args[0].as_str(), "fact" | "edit" | "undo" | "redo" | "resource");
            acknowledged.retain(|word| holds_word(&before, word) || !takes_away);
            for word in &acknowledged {
                assert!(holds_word(&before, word), "{what}: {word} was acknowledged and is gone");
            }
        }
    }
    println!(
        "{} rounds, {} kills ({} with the book open); {} verbs acknowledged and there, {} killed and wholly there, \
         {} killed and not there, 0 lost or half there",
        figures.rounds, figures.kills, figures.open, figures.acknowledged, figures.whole, figures.absent
    );
    figures
}

/// Whether a word stands in a fact. What was undone stands in its step until something new is written.
fn holds_word(rows: &Rows, word: &str) -> bool {
    rows.iter()
        .filter(|(table, _)| !table.starts_with("search") && !matches!(table.as_str(), "steps" | "changes"))
        .any(|(_, lines)| lines.iter().any(|l| l.contains(word)))
}

#[test]
fn a_killed_writer_leaves_every_acknowledged_fact_and_no_half_one() {
    let rounds = setting("INTOUCH_ROUNDS").unwrap_or(320);
    let figures = live(rounds, setting("INTOUCH_SEED").unwrap_or(11));
    // A kill that never strikes, or strikes only those that had not begun, proves nothing.
    assert!(figures.kills * 4 > figures.rounds, "{figures:?}");
    assert!(figures.open * 12 > figures.kills, "{figures:?}");
    assert!(figures.acknowledged > 0 && figures.absent > 0, "{figures:?}");
}
