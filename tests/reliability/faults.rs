//! A disk that fails at every single operation: I/O errors, no room, a program that dies and a
//! machine that loses its power, with a write-ahead log and without.
//!
//! Every verb of a script is run once in peace, which says what it does; then again from the same
//! start for the first, the second, ... operation on the disk that goes wrong. Whatever happens, a
//! verb that was acknowledged is there, one that failed is there wholly or not at all, and the book
//! opens again and is sound.

use super::evidence::{self, Rows};
use super::schemas;
use super::script::{Step, every_verb};
use super::vfs::{Dice, Disk, Fault, Memory};
use crate::stage::{Ran, Stage, setting};

/// What was done to a script.
#[derive(Debug, Default)]
struct Figures {
    faults: usize,
    acknowledged: usize,
    whole: usize,
    absent: usize,
}

/// Runs the script with `fault` at every `stride`th operation of every verb.
fn run(name: &str, mut stage: Stage, fault: Fault, memory: Memory) -> Figures {
    std::fs::create_dir_all(stage.book().parent().unwrap()).unwrap();
    let disk = Disk::watch(stage.book().parent().unwrap(), memory);
    let mut figures = Figures::default();
    let (seed, stride) = (setting("INTOUCH_SEED").unwrap_or(6), setting("INTOUCH_STRIDE").unwrap_or(23));
    let mut dice = Dice(seed);
    for step in every_verb() {
        stage.day(&step.at);
        let (start, before) = (disk.snapshot(), evidence::holds(&stage.book()));
        disk.count();
        let calm = stage.run(&step.args());
        let (operations, _) = disk.mend(&mut dice);
        assert_eq!(calm.code, 0, "{step:?}: {}", calm.err);
        let (end, after) = (disk.snapshot(), evidence::holds(&stage.book()));
        let stride = usize::try_from(stride).unwrap();
        let first = if stride == 1 { 1 } else { 1 + usize::try_from(dice.below(stride as u64)).unwrap() };
        // A few more than in peace: cleaning up after a fault takes operations too.
        for n in (first..operations + 20).step_by(stride) {
            disk.restore(&start);
            disk.arm(fault, n);
            let ran = stage.run(&step.args());
            let (_, struck) = disk.mend(&mut dice);
            let what = format!("{name}, seed {seed}: {fault:?} at operation {n} of {:?}", step.args());
            if struck {
                figures.faults += 1;
                judge(&what, &stage, &step, &ran, [&before, &after], &mut figures);
            } else {
                assert_eq!(ran.code, 0, "{what}: {}", ran.err);
            }
        }
        disk.restore(&end);
    }
    println!(
        "{name}: {} faults; {} verbs acknowledged all the same, {} failed and wholly there, {} failed and not there, 0 lost or half there",
        figures.faults, figures.acknowledged, figures.whole, figures.absent
    );
    assert!(figures.faults > 50, "{figures:?}");
    figures
}

/// Looks at what a fault left behind.
fn judge(what: &str, stage: &Stage, step: &Step, ran: &Ran, allowed: [&Rows; 2], figures: &mut Figures) {
    assert!(matches!(ran.code, 0 | 5 | 6), "{what}: exit code {}: {}", ran.code, ran.err);
    if ran.code != 0 {
        let says = |what: &str| ran.err.lines().any(|line| line.starts_with(what));
        assert!(says("error: ") && says("hint: "), "{what}: {}", ran.err);
    }
    let due = stage.run(&["due", "--json"]);
    assert_eq!(due.code, 0, "{what}: it does not open again: {}", due.err);
    let now = evidence::holds(&stage.book());
    let [before, after] = allowed;
    if ran.code == 0 {
        assert_eq!(now, *after, "{what}: LOST, though acknowledged:\n{}", evidence::difference(after, &now));
        figures.acknowledged += 1;
    } else if now == *after {
        assert!(!ran.err.contains("nothing was recorded"), "{what}: it was recorded, and says: {}", ran.err);
        figures.whole += 1;
    } else {
        assert_eq!(now, *before, "{what}: HALF THERE ({}):\n{}", ran.err, evidence::difference(before, &now));
        figures.absent += 1;
        // Nothing of it stands in the way of another try.
        let again = stage.run(&step.args());
        assert_eq!(again.code, 0, "{what}: a second try: {}", again.err);
    }
    evidence::assert_sound(&stage.book(), &what);
}

fn fresh() -> Stage {
    Stage::on("2026-10-01T10:00:00Z")
}

#[test]
fn an_io_error_at_any_operation_leaves_a_verb_whole_or_absent() {
    run("I/O errors", fresh(), Fault::Error, Memory::Shared);
}

#[test]
fn a_disk_that_is_full_at_any_operation_leaves_a_verb_whole_or_absent() {
    run("full disks", fresh(), Fault::Full, Memory::Shared);
}

#[test]
fn a_crash_at_any_operation_leaves_every_acknowledged_verb_and_no_half_one() {
    run("crashes", fresh(), Fault::Crash, Memory::Shared);
}

#[test]
fn a_power_cut_at_any_operation_leaves_every_acknowledged_verb_and_no_half_one() {
    run("power cuts", fresh(), Fault::PowerCut, Memory::Shared);
}

#[test]
fn without_a_write_ahead_log_a_crash_leaves_every_acknowledged_verb_and_no_half_one() {
    run("crashes, rollback journal", fresh(), Fault::Crash, Memory::None);
}

#[test]
fn without_a_write_ahead_log_a_power_cut_leaves_every_acknowledged_verb_and_no_half_one() {
    run("power cuts, rollback journal", fresh(), Fault::PowerCut, Memory::None);
}

#[test]
fn a_migration_that_fails_at_any_operation_is_done_whole_the_next_time_and_the_copy_is_there() {
    let schema = *schemas::RELEASED.last().unwrap();
    if schema == intouch::store::LATEST {
        println!("nothing to migrate yet: schema {schema} is the newest");
        return;
    }
    let stage = schemas::stage_with(schema);
    let disk = Disk::watch(stage.book().parent().unwrap(), Memory::Shared);
    let start = disk.snapshot();
    let (tables, before) = {
        let db = evidence::look(&stage.book());
        let tables = evidence::tables(&db);
        let before = evidence::rows(&db, &tables);
        (tables, before)
    };
    let stride = usize::try_from(setting("INTOUCH_STRIDE").unwrap_or(23)).unwrap();
    let mut faults = 0;
    for fault in [Fault::Error, Fault::Full, Fault::Crash] {
        for n in (1..).step_by(stride) {
            disk.restore(&start);
            disk.arm(fault, n);
            let ran = stage.run(&["log", "laura", "after the move", "--in"]);
            let (_, struck) = disk.mend(&mut Dice(n as u64));
            let what = format!("{fault:?} at operation {n} of a migration: {}", ran.err);
            if !struck {
                assert_eq!(ran.code, 0, "{what}");
                break;
            }
            faults += 1;
            assert!(matches!(ran.code, 0 | 5 | 6), "{what}");
            assert_eq!(stage.run(&["due"]).code, 0, "{what}");
            let found = stage.json(&["find", "after the move"]).as_array().unwrap().len();
            assert!(found == 1 || ran.code != 0, "{what}: LOST");
            let copies = schemas::copies_of(&stage, schema, &tables, &before);
            assert_eq!(copies, 1, "{what}: the copy from before");
            let db = evidence::look(&stage.book());
            for (table, rows) in &before {
                let now = evidence::rows(&db, &tables);
                let lost = rows.iter().filter(|row| !now[table].contains(row) && !row.contains("next_fact")).count();
                // The fact that was recorded changes what is known of its person, and nothing else.
                assert!(lost == 0 || (found == 1 && table == "contacts" && lost == 1), "{what}: {table}");
            }
            drop(db);
            evidence::assert_sound(&stage.book(), &what);
        }
    }
    println!("migrations: {faults} faults; every row and a copy from before there each time");
    assert!(faults > 10, "{faults}");
}

#[test]
fn a_file_system_without_shared_memory_gets_a_rollback_journal_and_works() {
    for memory in [Memory::None, Memory::Refused] {
        let mut stage = fresh();
        std::fs::create_dir_all(stage.book().parent().unwrap()).unwrap();
        let disk = Disk::watch(stage.book().parent().unwrap(), memory);
        for step in every_verb() {
            stage.day(&step.at);
            let ran = stage.run(&step.args());
            assert_eq!(ran.code, 0, "{memory:?} {step:?}: {}", ran.err);
        }
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
        let db = evidence::look(&stage.book());
        let mode: String = db.query_row("PRAGMA journal_mode", [], |r| r.get(0)).unwrap();
        assert_eq!(mode, "delete", "{memory:?}");
        drop(db);
        drop(disk);
        evidence::assert_sound(&stage.book(), &format!("{memory:?}"));
    }
}

#[test]
fn a_book_that_moves_to_a_file_system_without_shared_memory_still_opens() {
    for memory in [Memory::None, Memory::Refused] {
        let stage = fresh();
        stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
        let disk = Disk::watch(stage.book().parent().unwrap(), memory);
        assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1, "{memory:?}");
        stage.ok(&["log", "laura", "hello from the other disk", "--in"]);
        drop(disk);
        assert_eq!(stage.json(&["find", "other disk"]).as_array().unwrap().len(), 1, "{memory:?}");
        evidence::assert_sound(&stage.book(), &format!("{memory:?}"));
    }
}
