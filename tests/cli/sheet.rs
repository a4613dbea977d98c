//! `export csv`: that another program reads every cell as it was recorded.

use crate::stage::{Stage, have};
use serde_json::{Value, json};
use std::process::Command;

#[test]
fn another_program_reads_every_cell_and_none_is_a_formula() {
    if !have("a second reader of tables", &["python3"]) {
        return;
    }
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let note = "=HYPERLINK(\"http://x\"); =1+1\nsecond line, \"quoted\"";
    stage.ok(&[
        "add",
        "Zoë \"Z\" Brandt",
        "--phone",
        "+49 30 1234567",
        "--note",
        note,
        "--tag",
        "mentor",
        "--met",
        "RustConf",
    ]);
    stage.ok(&["add", "=cmd", "--email", "one@example.com", "--email", "two@example.com"]);
    stage.ok(&["add", "Ada Away"]);
    stage.ok(&["archive", "ada"]);
    let path = stage.file("people.csv", stage.ok(&["export", "csv"]));
    let script = "import csv, json, sys\n\
        rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))\n\
        print(json.dumps(rows))\n";
    let ran = Command::new("python3").args(["-c", script, &path]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let rows: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|r| r["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["'=cmd", "Zoë \"Z\" Brandt", "Ada Away"]);
    assert_eq!(rows[1]["phones"], "'+49 30 1234567");
    assert_eq!(rows[1]["notes"], "'=HYPERLINK(\"http://x\"); '=1+1\nsecond line, \"quoted\"");
    assert_eq!((&rows[0]["emails"], &rows[2]["archived"]), (&json!("one@example.com\ntwo@example.com"), &json!("yes")));
    for row in rows {
        for cell in row.as_object().unwrap().values() {
            let text = cell.as_str().unwrap();
            assert!(!text.starts_with(['=', '+', '-', '@']), "{text:?}");
        }
    }
    let uid = rows[1]["uid"].as_str().unwrap();
    assert_eq!(stage.json(&["show", "zoe"])["uid"], uid);
}

#[test]
fn what_is_exported_is_what_import_reads() {
    use intouch::exchange::addresses::{How, Layout, open};
    use intouch::exchange::card::{AddressBook, Entry};
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Bo Lee"]);
    stage.ok(&[
        "add",
        "Zoë \"Z\" Brandt",
        "--company",
        "=Pine, Inc.",
        "--title=-CTO",
        "--email",
        "zoe@example.com",
        "--email",
        "z@example.org",
        "--phone",
        "+49 30 1234567",
        "--linkedin",
        "https://www.linkedin.com/in/zoe",
        "--url",
        "https://zoe.example",
        "--tag",
        "mentor",
        "--tag",
        "rust",
        "--met",
        "RustConf",
        "--about",
        "@sea",
        "--introduced-by",
        "bo",
        "--note",
        "'=1+1; =2\nsecond line",
        "--every",
        "3 months",
        "--on",
        "2026-11-02",
    ]);
    let person = stage.json(&["show", "zoe"]);
    let path = stage.file("people.csv", stage.ok(&["export", "csv"]));
    let source = intouch::exchange::source::Source::file(path.into()).unwrap();
    let mut sheet = open(&source, How::default()).unwrap();
    assert_eq!(sheet.sort(), Layout::Intouch.as_str());
    let mut cards = Vec::new();
    while let Some(entry) = sheet.read().unwrap() {
        let Entry::Person(card) = entry else { panic!("{entry:?}") };
        cards.push(serde_json::to_value(card).unwrap());
    }
    let card = cards[1].as_object().unwrap();
    assert_eq!((cards.len(), card["introduced_by"].as_str()), (2, Some("Bo Lee")));
    assert_eq!(card.len(), 17, "{card:?}");
    for (field, value) in card.iter().filter(|(field, _)| *field != "introduced_by") {
        assert_eq!(value, &person[field], "{field}");
    }
}
