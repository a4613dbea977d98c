//! `export ics`: what a calendar is handed, again and again, and that another program reads it whole.

use crate::stage::{Stage, python_with};
use std::collections::BTreeMap;
use std::process::Command;

/// The events of a calendar by their name: every property of each, unfolded.
fn events(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = text.replace("\r\n ", "");
    let mut found = BTreeMap::new();
    let text = text.replace(":VTODO", ":VEVENT");
    for part in text.split("BEGIN:VEVENT").skip(1) {
        let pairs = part.split("END:VEVENT").next().unwrap().lines().filter_map(|l| l.split_once(':'));
        let event: BTreeMap<String, String> = pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        found.insert(event["UID"].clone(), event);
    }
    found
}

fn exported(stage: &Stage) -> BTreeMap<String, BTreeMap<String, String>> {
    events(&stage.ok(&["export", "ics"]))
}

fn sequence(event: &BTreeMap<String, String>) -> i64 {
    event["SEQUENCE"].parse().unwrap()
}

#[test]
fn an_entry_keeps_its_name_and_its_number_rises_with_every_change_and_with_undo() {
    let mut stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Zoë Brandt", "--met", "RustConf", "--connected"]);
    stage.ok(&["promise", "zoe", "send the paper, soon", "--by", "2026-12-01"]);
    stage.ok(&["add", "Bo Ek", "--met", "RustConf"]);
    let first = exported(&stage);
    assert_eq!(first.len(), 3);
    assert_eq!(exported(&stage), first, "nothing was recorded");
    let paper = first.values().find(|e| e["SUMMARY"].contains("paper")).unwrap().clone();
    assert_eq!(paper["SUMMARY"], "Promise: Zoë Brandt: send the paper\\, soon");
    assert_eq!((&*paper["DTSTART;VALUE=DATE"], &*paper["DTEND;VALUE=DATE"]), ("20261201", "20261202"));
    assert_eq!((&*paper["TRIGGER"], &*paper["DTSTAMP"]), ("PT9H", "20261123T100000Z"));
    let uid = paper["UID"].clone();
    stage.day("2026-11-24T10:00:00Z");
    stage.ok(&["snooze", "zoe", "2026-12-05"]);
    let snoozed = exported(&stage);
    let changed: Vec<&String> = first.keys().filter(|u| snoozed.get(*u) != first.get(*u)).collect();
    assert_eq!(changed.len(), 1, "only what changed has another number");
    let one = changed[0].clone();
    assert!(sequence(&snoozed[&one]) > sequence(&first[&one]));
    assert!(snoozed[&one]["DTSTAMP"] > first[&one]["DTSTAMP"]);
    // Taken back, it is what it was, under a number that is higher still.
    stage.ok(&["undo"]);
    let back = exported(&stage);
    assert!(sequence(&back[&one]) > sequence(&snoozed[&one]));
    assert_eq!(back[&one]["DTSTART;VALUE=DATE"], first[&one]["DTSTART;VALUE=DATE"]);
    // Done, it is gone; reopened, it is the same one, changed.
    stage.ok(&["done", "zoe"]);
    assert_eq!(exported(&stage).len(), 2);
    stage.ok(&["undo"]);
    assert!(exported(&stage).contains_key(&uid));
    assert!(sequence(&exported(&stage)[&one]) > sequence(&back[&one]));
    // A clock set back never lowers what a calendar goes by.
    stage.day("2026-11-20T10:00:00Z");
    stage.ok(&["snooze", "zoe", "2026-12-20"]);
    assert!(exported(&stage).values().all(|e| e["DTSTAMP"] >= first[&e["UID"]]["DTSTAMP"]));
    // In another book that was made from this one it is the same entry.
    stage.day("2026-12-24T10:00:00Z");
    let there = Stage::on("2026-12-24T10:00:00Z");
    there.ok(&["import", "json", &there.file("book.json", stage.ok(&["export", "json"]))]);
    let (here, there) = (exported(&stage), exported(&there));
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    assert!(here.iter().all(|(uid, event)| sequence(&there[uid]) > sequence(event)));
}

#[test]
fn tasks_are_other_entries_than_events() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Zoë Brandt", "--met", "RustConf"]);
    stage.ok(&["config", "set", "reminders.time", "08:30"]);
    let (event, task) = (exported(&stage), events(&stage.ok(&["export", "ics", "--todo"])));
    assert_eq!((event.len(), task.len()), (1, 1));
    assert_ne!(event.keys().next(), task.keys().next());
    assert_eq!(event.values().next().unwrap()["TRIGGER"], "PT8H30M");
    let task = task.into_values().next().unwrap();
    assert_eq!((&*task["STATUS"], &*task["DUE;VALUE=DATE"]), ("NEEDS-ACTION", "20261124"));
    assert_eq!(task["TRIGGER;VALUE=DATE-TIME"], "20261124T083000Z");
    let file = stage.folder().join("f.ics");
    let told = stage.run(&["export", "ics", "--out", file.to_str().unwrap()]);
    assert!(told.err.contains("1 follow-up written to"), "{}", told.err);
    assert_eq!(std::fs::read_to_string(file).unwrap(), stage.ok(&["export", "ics"]));
}

#[test]
fn another_program_reads_the_calendar_whole() {
    let Some(python) = python_with("a second reader of calendars", &["icalendar"]) else { return };
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let hostile = "Ann; \"B\\n\", 佐藤 🦀\u{202e} END:VEVENT";
    stage.ok(&["add", hostile, "--met", "A, B; C\\D", "--connected"]);
    stage.ok(&["promise", "1", &"long; text, with \\ and 🦀 ".repeat(10), "--by", "2026-12-01"]);
    for todo in [&[][..], &["--todo"]] {
        let text = stage.ok(&[&["export", "ics"][..], todo].concat());
        assert!(text.split("\r\n").all(|l| l.len() <= 75));
        let path = stage.file("out.ics", &text);
        let script = "import sys, icalendar\n\
            cal = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n\
            found = [c for c in cal.walk() if c.name in ('VEVENT', 'VTODO')]\n\
            errors = [e for c in cal.walk() for e in c.errors]\n\
            assert not errors, errors\n\
            for c in found:\n\
            \x20   alarms = [a for a in c.walk() if a.name == 'VALARM']\n\
            \x20   assert len(alarms) == 1 and 'TRIGGER' in alarms[0]\n\
            \x20   day = c.decoded('DTSTART') if 'DTSTART' in c else c.decoded('DUE')\n\
            \x20   print(repr((str(c['UID']), day.isoformat(), str(c['SUMMARY']))))\n";
        let ran = Command::new(&python).args(["-c", script, &path]).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let told = String::from_utf8(ran.stdout).unwrap();
        let due = stage.json(&["due", "--all"]);
        assert_eq!(told.lines().count(), due.as_array().unwrap().len());
        let name = due[0]["contact"].as_str().unwrap().replace('\\', "\\\\");
        assert!(told.lines().all(|l| l.contains(&name)), "{told} lacks {name}");
        assert!(told.contains("with \\\\ and 🦀 long; text"), "{told}");
    }
}
