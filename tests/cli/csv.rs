//! `import csv`: tables of people of any making, and what other imports and the user say of them.

use crate::stage::Stage;
use serde_json::{Value, json};
use std::path::Path;

fn stage() -> Stage {
    Stage::on("2026-11-24T10:00:00Z")
}

fn import(stage: &Stage, text: impl AsRef<[u8]>) -> Value {
    stage.json(&["import", "csv", &stage.file("people.csv", text)])
}

fn people(report: &Value) -> [u64; 3] {
    ["created", "updated", "unchanged"].map(|t| report["contacts"][t].as_u64().unwrap())
}

const GOOGLE: &str = "First Name,Last Name,Organization Name,Organization Title,Birthday,Notes,Labels,E-mail 1 - Label,\
    E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Website 1 - Label,Website 1 - Value\n\
    Ada,Byron,\"Acme, Inc.\",Programmer,--12-10,\"Likes tea,\nand trains\",* myContacts ::: Friends,* Work,\
    ada@example.com ::: ada@home.example,Mobile,+44 20 7946 0000,Profile,https://www.linkedin.com/in/ada-byron\n\
    ,,Beta Ltd,,,,* myContacts,,info@beta.example,,,,\n\
    ,,,,,only a note,,,,,,,\n";

#[test]
fn an_export_of_google_becomes_people_once_and_goes_out_with_what_has_no_field() {
    let stage = stage();
    let report = import(&stage, GOOGLE);
    assert_eq!((people(&report), report["skipped"].as_array().unwrap().len()), ([2, 0, 0], 1), "{report}");
    assert_eq!(report["skipped"][0]["line"], 5);
    let ada = stage.json(&["show", "ada"]);
    assert_eq!(
        (&ada["emails"], &ada["phones"]),
        (&json!(["ada@example.com", "ada@home.example"]), &json!(["+44 20 7946 0000"]))
    );
    assert_eq!(
        (&ada["company"], &ada["title"], &ada["tags"]),
        (&json!("Acme, Inc."), &json!("Programmer"), &json!(["friends"]))
    );
    assert_eq!(ada["linkedin"], "https://www.linkedin.com/in/ada-byron");
    assert_eq!(people(&import(&stage, GOOGLE)), [0, 0, 2]);
    let cards = stage.ok(&["export", "vcard"]);
    assert!(cards.contains("BDAY") && cards.contains("X-ABShowAs:COMPANY"), "{cards}");
    // Another company, and the phone's own address book tells of the same two.
    let newer = GOOGLE.replace("Acme, Inc.", "Analytical");
    let report = import(&stage, newer);
    assert_eq!((people(&report), &report["follow_ups_raised"]), ([0, 1, 1], &json!(1)));
    assert_eq!(people(&import(&stage, GOOGLE)), [0, 0, 2], "an older file changes nothing");
    assert_eq!(stage.json(&["show", "ada"])["company"], "Analytical");
    let card =
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ada B.\nTEL:020 7946 0000\nEMAIL:ada@example.com\nORG:Analytical\nEND:VCARD\n";
    let report = stage.json(&["import", "vcard", &stage.file("phone.vcf", card)]);
    assert_eq!((people(&report), &report["follow_ups_raised"]), ([0, 0, 1], &json!(0)), "{report}");
}

#[test]
fn columns_are_shown_and_may_be_told() {
    let stage = stage();
    let table = "Wer;Bude;Mail\nZoë Brandt;Acme;zoe@example.com\nLaura Chen;Beta;laura@example.com\n";
    let path = stage.file("own.csv", table);
    let told = stage.run(&["import", "csv", &path, "--dry-run"]);
    assert!(told.err.contains("\"Mail=email\"") && told.err.contains("parted by ';'"), "{}", told.err);
    assert!(told.err.contains("left out: ") && told.err.contains("\"Bude\""), "{}", told.err);
    assert!(!stage.book().exists());
    stage.ok(&["import", "csv", &path, "--map", "Wer=name", "--map", "2=company"]);
    let laura = stage.json(&["show", "laura"]);
    assert_eq!((&laura["company"], &laura["emails"]), (&json!("Beta"), &json!(["laura@example.com"])));
    for (map, code) in [("Wer=person", 2), ("Wer", 2), ("Nobody=name", 3)] {
        let refused = stage.fails(code, &["import", "csv", &path, "--map", map]);
        assert!(
            refused["hint"].is_string() || refused["message"].as_str().unwrap().contains("fields are"),
            "{refused}"
        );
    }
    let table = "Age,Town\n33,Ulm\n";
    let refused = stage.fails(3, &["import", "csv", &stage.file("odd.csv", table)]);
    assert!(refused["hint"].as_str().unwrap().contains("--map"), "{refused}");
}

#[test]
fn telephone_numbers_that_a_spreadsheet_damaged_are_told() {
    let card = |n: u8, phone: &str| format!("BEGIN:VCARD\nVERSION:3.0\nFN:Ada {n}\nTEL:{phone}\nEND:VCARD\n");
    let cards = [card(1, "4.91701E+11"), card(2, "491701234568.0")].concat();
    let table = "Name;Phone\nAda 1;4,91701E+11\nAda 2;491701234568.0\n".to_owned();
    for (form, text, says) in [
        ("csv", table, "1 telephone number was damaged by a spreadsheet"),
        ("vcard", cards, "1 telephone number can't be right and is kept as it stands: line 4"),
    ] {
        let stage = stage();
        let told = stage.run(&["import", form, &stage.file("people", text)]);
        assert!(told.err.contains(says), "{form}: {}", told.err);
        assert_eq!(stage.json(&["show", "ada-1"])["phones"], json!([]), "{form}");
        assert_eq!(stage.json(&["show", "ada-2"])["phones"], json!(["491701234568"]), "{form}");
    }
}

#[test]
fn where_and_when_people_were_met_is_a_fact_with_what_follows_from_it() {
    let stage = stage();
    let table = "name,company,met_at,met_on,about,relationship,every,introduced_by\n\
        Zoë Brandt,Acme,RustConf,2026-11-23,parsers,met-at-event,6 weeks,Cleo\n\
        Laura Chen,Beta,FOSDEM,,testing,,,\n\
        Ola Vik,,Fair,2027-03-01,,,,\n";
    let report = import(&stage, table);
    assert_eq!((people(&report), &report["interactions"]["created"]), ([3, 0, 0], &json!(1)));
    let zoe = stage.json(&["show", "zoe"]);
    assert_eq!(
        (&zoe["met_at"], &zoe["met_on"], &zoe["about"]),
        (&json!("RustConf"), &json!("2026-11-23"), &json!("parsers"))
    );
    assert_eq!((&zoe["relationship"], &zoe["introduced_by"]), (&json!("met-at-event"), &json!("Cleo")));
    assert!(zoe["follow_ups"].as_array().unwrap().iter().any(|f| f["rule"] == "connect-after-meeting"), "{zoe}");
    let laura = stage.json(&["show", "laura"]);
    assert_eq!((&laura["met_at"], &laura["notes"]), (&Value::Null, &json!("Met at FOSDEM\nTalked about: testing")));
    assert_eq!(stage.json(&["show", "ola"])["notes"], "Met at Fair on 2027-03-01");
    assert_eq!(people(&import(&stage, table)), [0, 0, 3]);
    assert_eq!(stage.json(&["history", "zoe"]).as_array().unwrap().len(), 1);
}

#[test]
fn our_own_table_comes_back_with_every_field() {
    let stage = stage();
    stage.ok(&[
        "add",
        "=Zoë \"Z\" Brandt",
        "--company",
        "+Acme",
        "--email",
        "z@example.com",
        "--email",
        "b@example.com",
        "--phone",
        "+49 30 1234567",
        "--linkedin",
        "https://www.linkedin.com/in/zoe",
        "--url",
        "https://zoe.example",
        "--tag",
        "mentor",
        "--relationship",
        "know-well",
        "--note",
        "=1+1\nsecond; line",
        "--every",
        "6 weeks",
        "--met",
        "RustConf",
        "--about",
        "=parsers",
        "--on",
        "2026-09-01",
    ]);
    stage.ok(&["add", "Bo Ek", "--connected", "2026-08-01", "--introduced-by", "zoe"]);
    stage.ok(&["archive", "2"]);
    stage.ok(&["do-not-contact", "1"]);
    stage.ok(&["pause", "1", "--until", "2026-12-24"]);
    let table = stage.ok(&["export", "csv"]);
    let there = Stage::on("2026-11-24T10:00:00Z");
    assert_eq!(people(&import(&there, &table)), [2, 0, 0]);
    for who in ["1", "2"] {
        let (mut here, mut back) = (stage.json(&["show", who]), Value::Null);
        for other in ["1", "2"] {
            let shown = there.json(&["show", other]);
            if shown["name"] == here["name"] {
                back = shown;
            }
        }
        for field in [
            "uid",
            "given",
            "family",
            "company",
            "title",
            "emails",
            "phones",
            "linkedin",
            "urls",
            "relationship",
            "tags",
            "met_at",
            "met_on",
            "about",
            "introduced_by",
            "notes",
            "every",
            "connection",
            "last_contact_on",
            "archived",
            "do_not_contact",
            "paused_until",
        ] {
            assert_eq!(here[field].take(), back[field].take(), "{field}");
        }
    }
    // So does what is left of it where columns were deleted.
    let mut rows = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let names = rows.headers().unwrap().clone();
    let mut left = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(names.clone()).chain(rows.records().map(Result::unwrap)) {
        let cells = names.iter().zip(&row).filter(|(n, _)| !["slug", "uid", "linkedin", "emails"].contains(n));
        left.write_record(cells.map(|(_, cell)| cell)).unwrap();
    }
    let left = left.into_inner().unwrap();
    let elsewhere = Stage::on("2026-11-24T10:00:00Z");
    assert_eq!(people(&import(&elsewhere, &left)), [2, 0, 0]);
    assert_eq!(elsewhere.json(&["show", "zoe"])["company"], "+Acme");
    // In the book it came from it changes nothing, and what was changed in the spreadsheet is taken over.
    assert_eq!(people(&import(&stage, &table)), [0, 0, 2]);
    assert_eq!(people(&import(&stage, table.replace("'+Acme", "Beta"))), [0, 1, 1]);
    assert_eq!(stage.json(&["show", "1"])["company"], "Beta");
}

#[test]
fn what_can_be_read_in_two_ways_is_asked_or_refused() {
    let mut stage = stage();
    let path = stage.file("t.csv", "Name,Met at,Met on\nZoë Brandt,RustConf,03/04/2026\n");
    let refused = stage.fails(3, &["import", "csv", &path]);
    assert!(refused["message"].as_str().unwrap().contains("line 2"), "{refused}");
    assert_eq!(refused["hint"], "say it: --dates day-first or --dates month-first");
    stage.terminal.input = true;
    stage.terminal.error = true;
    stage.with_input("1\n");
    let told = stage.run(&["import", "csv", &path]);
    assert!(told.code == 0 && told.err.contains("1  the day comes first"), "{}", told.err);
    assert_eq!(stage.json(&["show", "zoe"])["met_on"], "2026-04-03");
    let other = Stage::on("2026-11-24T10:00:00Z");
    other.ok(&["import", "csv", &path, "--dates", "month-first"]);
    assert_eq!(other.json(&["show", "zoe"])["met_on"], "2026-03-04");
}

#[test]
fn dates_that_contradict_each_other_are_named_and_asked() {
    let mut stage = stage();
    let path = stage.file("t.csv", "Name,Met on\nAda B,3/4/2026\nBo Ek,25/6/2026\nCy Orr,12/30/2025\n");
    let refused = stage.fails(3, &["import", "csv", &path]);
    assert_eq!(
        refused["message"],
        "t.csv has dates such as the one on line 2, and others contradict each other: on line 3 the day comes \
         first, on line 4 the month"
    );
    assert_eq!(refused["hint"], "say it: --dates day-first or --dates month-first");
    stage.terminal.input = true;
    stage.terminal.error = true;
    stage.with_input("2\n");
    let told = stage.run(&["import", "csv", &path]);
    assert!(told.code == 0 && told.err.contains("on line 4 the month. What holds?"), "{}", told.err);
    assert_eq!(stage.json(&["show", "ada"])["met_on"], "2026-03-04");
}

/// The shared samples, where they are.
#[test]
fn every_sample_comes_in_with_what_it_promises_and_only_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/samples/csv");
    if !folder.is_dir() {
        println!("skipped: the shared samples are not here");
        return;
    }
    for (file, new) in [
        ("generic_semicolon_cp1252", 2),
        ("google_contacts_current", 4),
        ("google_contacts_old", 2),
        ("outlook_desktop_92", 2),
        ("outlook_web_61", 2),
    ] {
        let stage = stage();
        let path = folder.join(format!("{file}.csv"));
        let import = || stage.json(&["import", "csv", path.to_str().unwrap()]);
        assert_eq!((people(&import()), people(&import())), ([new, 0, 0], [0, 0, new]), "{file}");
    }
}

#[test]
fn what_another_address_book_says_is_no_news() {
    let stage = stage();
    import(&stage, GOOGLE);
    let outlook = "\"Title\",\"First Name\",\"Middle Name\",\"Last Name\",\"Suffix\",\"Company\",\"Department\",\"Job Title\",\"E-mail Address\",\"E-mail Type\"\r\n\
        \"\",\"Ada\",\"\",\"Byron\",\"\",\"Former Ltd\",\"\",\"Trainee\",\"ada@example.com\",\"SMTP\"\r\n";
    let report = import(&stage, outlook);
    assert_eq!((people(&report), &report["follow_ups_raised"]), ([0, 0, 1], &json!(0)), "{report}");
    let ada = stage.json(&["show", "ada"]);
    assert_eq!((&ada["company"], &ada["title"]), (&json!("Acme, Inc."), &json!("Programmer")));
    // Each is followed by what it said itself.
    assert_eq!(people(&import(&stage, GOOGLE)), [0, 0, 2]);
    assert_eq!(import(&stage, outlook.replace("Former", "Later"))["follow_ups_raised"], 1);
    assert_eq!(stage.json(&["show", "ada"])["company"], "Acme, Inc.", "it was not that table's word");
}

#[test]
fn one_address_never_makes_one_of_two_whose_names_differ() {
    let stage = stage();
    import(&stage, "Name,Email,Company\nBob Smith,info@x.example,Acme\n");
    let report = import(
        &stage,
        "Name,Email,Company,Phone\nTatjana Novak,info@x.example,Initech,+49 30 555123\nMary Smith,info@x.example,,\n",
    );
    assert_eq!((people(&report), &report["follow_ups_raised"]), ([2, 0, 0], &json!(0)), "{report}");
    assert_eq!(stage.json(&["show", "bob"])["company"], "Acme");
    // A name that changed within reason is still theirs.
    assert_eq!(people(&import(&stage, "Name,Email\nRobert Smith,bob@x.example\n")), [1, 0, 0]);
    assert_eq!(people(&import(&stage, "Name,Email\nBob Smyth,bob@x.example\n"))[0], 0);
}

#[test]
fn people_known_by_their_name_alone_stay_who_they_are() {
    let stage = stage();
    let (acme, initech) = ("Ann Lee,Acme\n", "Ann Lee,Initech\n");
    assert_eq!(people(&import(&stage, format!("Name,Company\n{acme}{initech}"))), [2, 0, 0]);
    assert_eq!(people(&import(&stage, format!("Name,Company\n{initech}{acme}"))), [0, 0, 2], "sorted otherwise");
    assert_eq!(people(&import(&stage, format!("Name,Company\n{initech}"))), [0, 0, 1], "one row deleted");
    let report = import(&stage, "Name,Company\nAnn Lee,Globex\n");
    assert_eq!((people(&report), &report["follow_ups_raised"]), ([1, 0, 0], &json!(0)), "another Ann Lee");
    let told = stage.json(&["list"]);
    let companies: Vec<&str> = told.as_array().unwrap().iter().map(|c| c["company"].as_str().unwrap()).collect();
    assert_eq!(companies.len(), 3, "{companies:?}");
}

#[test]
fn those_told_apart_come_back_as_two_from_every_export() {
    let stage = stage();
    stage.ok(&["add", "Ann Lee", "--email", "x@y.example"]);
    stage.ok(&["add", "Ann Lee", "--email", "x@y.example", "--yes"]);
    stage.ok(&["merge", "1", "2", "--not-same"]);
    for form in ["csv", "vcard", "json"] {
        let there = Stage::on("2026-11-24T10:00:00Z");
        let path = there.file("book", stage.ok(&["export", form]));
        let import = || there.json(&["import", form, &path]);
        assert_eq!((people(&import()), people(&import())), ([2, 0, 0], [0, 0, 2]), "{form}");
    }
}

#[test]
fn what_was_changed_in_our_own_table_since_is_taken_over_and_what_the_book_changed_since_stays() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Laura Chen", "--company", "Acme", "--title", "CTO", "--met", "RustConf", "--on", "2026-11-20"]);
    stage.ok(&["add", "Bo Ek", "--company", "Beta"]);
    let table = stage.ok(&["export", "csv"]);
    assert_eq!(people(&import(&stage, &table)), [0, 0, 2]);
    let edited = table.replace("\"Acme\"", "\"NewCo\"").replace("\"CTO\"", "\"CEO\"").replace("\"Beta\"", "\"Gamma\"");
    stage.ok(&["edit", "bo", "--company", "Delta"]);
    let told = stage.run(&["import", "csv", &stage.file("edited.csv", &edited)]);
    assert!(told.err.contains("edited.csv: 1 entry gives another name, company"), "{}", told.err);
    let laura = stage.json(&["show", "laura"]);
    assert_eq!((&laura["company"], &laura["title"]), (&"NewCo".into(), &"CEO".into()));
    assert_eq!(stage.json(&["show", "bo"])["company"], "Delta");
    assert_eq!(people(&import(&stage, &edited)), [0, 0, 2]);
    // Nor is what was decided since undone by the table of before.
    stage.ok(&["archive", "2"]);
    let archived = stage.ok(&["export", "csv"]);
    stage.ok(&["unarchive", "2"]);
    import(&stage, &archived);
    assert_eq!(stage.json(&["show", "2"])["archived"], false);
    // The table of before brings nothing back.
    assert_eq!(people(&import(&stage, &table)), [0, 0, 2]);
    assert_eq!(stage.json(&["show", "laura"])["company"], "NewCo");
    // A row that was copied for somebody else is somebody else.
    let table = stage.ok(&["export", "csv"]);
    let row = table.lines().find(|l| l.contains("Laura Chen")).unwrap();
    let copied =
        row.replace("\"Laura Chen\",\"Laura\",\"Chen\"", "\"Omar Said\",\"Omar\",\"Said\"").replace("NewCo", "Other");
    let text = table.replace(row, &format!("{copied}\r\n{row}"));
    import(&stage, &text);
    let laura = stage.json(&["show", "laura"]);
    assert_eq!((&laura["name"], &laura["company"]), (&"Laura Chen".into(), &"NewCo".into()));
}

#[test]
fn two_spreadsheets_are_two_address_books() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let due = || stage.json(&["due", "--all"]).as_array().unwrap().len();
    // A number in somebody's table is no name that another table would know.
    assert_eq!(
        people(&import(&stage, "UID,Name,Email\n1,Ada Byron,ada@x.example\n2,Cleo Diaz,cleo@x.example\n")),
        [2, 0, 0]
    );
    assert_eq!(
        people(&import(&stage, "UID,Name,Email\n1,Bob Meyer,bob@y.example\n2,Kim Lee,kim@y.example\n")),
        [2, 0, 0]
    );
    assert_eq!(stage.json(&["show", "1"])["name"], "Ada Byron");
    // What another list says of a company is no news.
    import(&stage, "Name,Email,Company\nAda Byron,ada@x.example,Beta\n");
    let before = due();
    let told = stage.run(&[
        "import",
        "csv",
        &stage.file("old.csv", "Email,Name,Firma,Ort\nada@x.example,Ada Byron,Acme,Ulm\n"),
    ]);
    assert!(told.err.contains("1 entry gives another name, company"), "{}", told.err);
    assert_eq!((stage.json(&["show", "1"])["company"].clone(), due()), ("Beta".into(), before));
    // A name alone is nobody; in a table that got a column it is, with the company.
    assert_eq!(people(&import(&stage, "Name,Company\nLaura Chen,Acme\nOmar Said,\n")), [2, 0, 0]);
    assert_eq!(
        people(&import(&stage, "Name,Email\nLaura Chen,laura@beta.example\nOmar Said,omar@x.example\n")),
        [2, 0, 0]
    );
    assert_eq!(people(&import(&stage, "Name,Company,City\nLaura Chen,Acme,Ulm\n")), [0, 0, 1]);
    // A table that is filled in later is the same table.
    assert_eq!(people(&import(&stage, "Name,Phone,Title\nIda Holm,,\n")), [1, 0, 0]);
    assert_eq!(people(&import(&stage, "Name,Phone,Title\nIda Holm,+45 12 34 56 78,Cook\n")), [0, 1, 0]);
}

#[test]
fn what_many_rows_share_makes_nobody_twice_and_nobody_one() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let rows = |one: &dyn Fn(usize) -> String| (0..300).map(one).collect::<String>();
    let tables = [
        ("Name,Email,Company\n", rows(&|n| format!("Mia{n} Lund{n},info@acme.example,Acme\n")), 300),
        ("Name,Phone,Title\n", rows(&|n| format!("Kai{n} Berg{n},+49 30 1234567,Cook\n")), 300),
        ("Name,Email,Note\n", rows(&|_| "Bo Ek,bo@x.example,Hi\n".to_owned()), 1),
        ("Name,Company,Place\n", rows(&|n| format!("Unknown Caller,Firm {n},Ulm\n")), 300),
    ];
    for (head, rows, new) in &tables {
        let path = stage.file("people.csv", format!("{head}{rows}"));
        for new in [*new, 0] {
            assert_eq!(people(&stage.json(&["import", "csv", &path]))[0], new, "{head}");
        }
    }
}
