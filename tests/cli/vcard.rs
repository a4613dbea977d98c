//! `import vcard` and `export vcard`: an address book in, again, older and newer, and out to others.

use crate::stage::{Stage, dump, python_with};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// A phone's card.
fn card(lines: &[&str]) -> String {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"))
}

fn import(stage: &Stage, text: &str) -> Value {
    stage.json(&["import", "vcard", &stage.file("phone.vcf", text)])
}

/// New, updated, unchanged.
fn people(report: &Value) -> [u64; 3] {
    ["created", "updated", "unchanged"].map(|t| report["contacts"][t].as_u64().unwrap())
}

fn stage() -> Stage {
    Stage::on("2026-11-24T10:00:00Z")
}

const ADA: &str = "UID:ada-1\r\nREV:2026-01-01T00:00:00Z\r\nN:Byron;Ada;;;\r\nFN:Ada Byron\r\n\
    ORG:Acme\\, Inc.;Engines\r\nTITLE:Programmer\r\nEMAIL;TYPE=INTERNET,pref:ada@example.com\r\n\
    EMAIL;TYPE=INTERNET:ada@home.example\r\nitem1.TEL:+44 (0)20 7946 0000\r\nitem1.X-ABLabel:Boat\r\n\
    X-SOCIALPROFILE;type=linkedin;x-user=ada-byron:http://www.linkedin.com/in/ada-byron\r\n\
    URL:https://ada.example\r\nCATEGORIES:Friends,Book club\r\nNOTE:Likes trains\\, and tea\r\n\
    BDAY;X-APPLE-OMIT-YEAR=1604:1604-12-10\r\nADR;TYPE=HOME:;;1 Main St;London;;N1;UK";

#[test]
fn a_card_becomes_a_person_once() {
    let stage = stage();
    let text = card(&[ADA]) + &card(&["KIND:group", "FN:Friends"]) + "stray\r\n" + &card(&["ORG:Beta;"]);
    let report = import(&stage, &text);
    assert_eq!(
        (people(&report), &report["source"], &report["files"]),
        ([2, 0, 0], &json!("vcard"), &json!(["phone.vcf"]))
    );
    assert_eq!(report["skipped"].as_array().unwrap().len(), 2, "{report}");
    assert_eq!(report["skipped"][0], json!({"file": "phone.vcf", "line": 20, "reason": "it is a group, not a person"}));
    let ada = stage.json(&["show", "ada"]);
    assert_eq!(
        (&ada["given"], &ada["family"], &ada["company"], &ada["title"]),
        (&json!("Ada"), &json!("Byron"), &json!("Acme, Inc."), &json!("Programmer"))
    );
    assert_eq!(ada["emails"], json!(["ada@example.com", "ada@home.example"]));
    assert_eq!((&ada["phones"], &ada["urls"]), (&json!(["+44 (0)20 7946 0000"]), &json!(["https://ada.example"])));
    assert_eq!((&ada["tags"], &ada["notes"]), (&json!(["book-club", "friends"]), &json!("Likes trains, and tea")));
    assert_eq!(ada["linkedin"], "http://www.linkedin.com/in/ada-byron");
    let beta = stage.json(&["show", "beta"]);
    assert_eq!((&beta["given"], &beta["company"]), (&Value::Null, &json!("Beta")));
    let before = dump(&stage_db(&stage));
    assert_eq!(people(&import(&stage, &text)), [0, 0, 2]);
    assert_eq!(facts(&dump(&stage_db(&stage))), facts(&before), "the same once more changes nothing");
}

#[test]
fn what_cannot_be_right_is_told_with_its_line() {
    let stage = stage();
    let text = card(&["FN:Ada Byron", "EMAIL:nobody"])
        + &card(&["FN:Bo Ek", "NOTE:two\r\n  lines", "EMAIL:b@ek@x", "TEL:12", "URL:ask me"]);
    let told = stage.run(&["import", "vcard", &stage.file("phone.vcf", text)]);
    for notice in [
        "phone.vcf: 2 e-mail addresses can't be right and are kept as they stand: lines 4 and 11",
        "phone.vcf: 1 telephone number can't be right and is kept as it stands: line 12",
        "phone.vcf: 1 web address can't be right and is kept as it stands: line 13",
    ] {
        assert!(told.err.contains(notice), "{}", told.err);
    }
    let cards = stage.ok(&["export", "vcard"]);
    let is_kept = ["EMAIL:nobody", "EMAIL:b@ek@x", "TEL:12", "URL:ask me"].map(|line| cards.contains(line));
    assert_eq!(is_kept, [true; 4], "{cards}");
}

fn stage_db(stage: &Stage) -> rusqlite::Connection {
    rusqlite::Connection::open(stage.book()).unwrap()
}

/// What the book says of people.
fn facts(dump: &[String]) -> Vec<&String> {
    let is_fact = |l: &&String| {
        ["contacts", "contact_points", "tags", "cards", "interactions", "marks"].iter().any(|t| l.starts_with(t))
    };
    dump.iter().filter(is_fact).collect()
}

#[test]
fn what_changes_there_is_followed_and_what_was_written_here_stays() {
    let stage = stage();
    import(&stage, &card(&[ADA]));
    stage.ok(&["edit", "ada", "--title", "Countess", "--remove", "ada@home.example"]);
    let newer = ADA
        .replace("2026-01-01", "2026-06-01")
        .replace("Acme\\, Inc.", "Analytical")
        .replace("Programmer", "CTO")
        .replace("URL:", "TEL:+44 20 7946 1111\r\nURL:")
        .replace("trains\\, and tea", "planes");
    let report = import(&stage, &card(&[&newer]));
    assert_eq!((people(&report), &report["follow_ups_raised"]), ([0, 1, 0], &json!(1)));
    let ada = stage.json(&["show", "ada"]);
    assert_eq!((&ada["company"], &ada["title"]), (&json!("Analytical"), &json!("Countess")));
    assert_eq!((&ada["emails"], &ada["notes"]), (&json!(["ada@example.com"]), &json!("Likes planes")));
    assert_eq!(ada["phones"].as_array().unwrap().len(), 2);
    assert_eq!(ada["follow_ups"][0]["rule"], "congratulate");
    // An older file changes nothing that is newer, again and again.
    for _ in 0..2 {
        assert_eq!(people(&import(&stage, &card(&[ADA]))), [0, 0, 1]);
        assert_eq!(stage.json(&["show", "ada"])["company"], "Analytical");
    }
    assert_eq!(people(&import(&stage, &card(&[&newer]))), [0, 0, 1]);
    // What is missing in an export was not taken out.
    let poorer = "UID:ada-1\r\nREV:2026-07-01T00:00:00Z\r\nFN:Ada Byron";
    import(&stage, &card(&[poorer]));
    assert_eq!(stage.json(&["show", "ada"])["company"], "Analytical");
}

#[test]
fn without_a_date_an_older_file_is_known_by_having_been_seen() {
    let stage = stage();
    let with = |company: &str| card(&["N:Ek;Bo;;;", "FN:Bo Ek", "EMAIL:bo@example.com", &format!("ORG:{company}")]);
    import(&stage, &with("Acme"));
    assert_eq!(people(&import(&stage, &with("Beta"))), [0, 1, 0]);
    assert_eq!(people(&import(&stage, &with("Acme"))), [0, 0, 1]);
    assert_eq!(stage.json(&["show", "bo"])["company"], "Beta");
}

#[test]
fn people_are_the_same_by_profile_by_address_and_by_number_where_the_names_agree() {
    let stage = stage();
    stage.ok(&["add", "Zoë Brandt", "--linkedin", "https://linkedin.com/in/zo%C3%AB-brandt"]);
    stage.ok(&["add", "L. Chen", "--email", "Laura@Example.com"]);
    stage.ok(&["add", "Lars Berg", "--phone", "030 1234567"]);
    stage.ok(&["add", "Desk", "--email", "info@acme.example"]);
    stage.ok(&["add", "Maria Garcia", "--email", "maria@one.example"]);
    let text = [
        card(&["FN:Z. B.", "URL:http://pt.linkedin.com/in/Zo%C3%AB-Brandt?trk=x"]),
        card(&["FN:Laura Meyer", "EMAIL:laura@example.com"]),
        card(&["FN:Lars Berg", "TEL:+49 (0)30 123-4567"]),
        card(&["FN:Kai Berg", "TEL:+49 30 1234567"]),
        card(&["FN:Ina Roth", "EMAIL:info@acme.example"]),
        card(&["FN:Uwe Lenz", "EMAIL:info@acme.example"]),
        card(&["FN:Maria Garcia", "EMAIL:maria@two.example"]),
    ]
    .concat();
    let report = import(&stage, &text);
    assert_eq!(people(&report)[0], 4, "Kai, Ina, Uwe and another Maria are new: {report}");
    assert_eq!(stage.json(&["show", "lars"])["phones"], json!(["030 1234567"]), "one number, however it is written");
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 9);
    let told = stage.run(&["import", "vcard", &stage.file("phone.vcf", &text)]);
    assert!(told.out.contains("contacts: 0 new, 0 updated, 7 unchanged"), "{}", told.out);
}

#[test]
fn cards_without_a_name_of_their_own_are_found_again_and_two_of_one_name_stay_two() {
    let stage = stage();
    let one = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Garc=C3=ADa;Maria;;;\r\n\
        TEL;CELL;PREF:111222333\r\nEND:VCARD\r\n";
    let other = one.replace("111222333", "444555666");
    let bare = one.replace("TEL;CELL;PREF:111222333\r\n", "");
    let text = format!("{one}{other}{bare}");
    assert_eq!(people(&import(&stage, &text)), [3, 0, 0]);
    stage.ok(&["edit", "1", "--name", "Mary"]);
    assert_eq!(people(&import(&stage, &text)), [0, 0, 3]);
    assert_eq!(people(&import(&stage, &format!("{bare}{other}{one}"))), [0, 0, 3], "in any order");
    assert_eq!(stage.json(&["show", "1"])["name"], "Mary");
    // The same person twice in one file is one, with what both say.
    let twice = card(&["FN:Bo Ek", "EMAIL:bo@x.example", "TITLE:Cook"])
        + &card(&["FN:Bo Ek", "EMAIL:bo@x.example", "TEL:123456"]);
    let told = stage.run(&["import", "vcard", &stage.file("twice.vcf", &twice)]);
    assert!(told.err.contains("1 entry is a second one of somebody, and joined with the first"), "{}", told.err);
    let bo = stage.json(&["show", "bo"]);
    assert_eq!((&bo["title"], &bo["phones"]), (&json!("Cook"), &json!(["123456"])));
    for _ in 0..2 {
        assert_eq!(people(&import(&stage, &twice)), [0, 0, 1]);
    }
    // A program that calls all its entries the same is not believed.
    let text = card(&["UID:1", "FN:Ann One"]) + &card(&["UID:1", "FN:Ben Two"]);
    assert_eq!(people(&import(&stage, &text)), [2, 0, 0]);
    assert_eq!(people(&import(&stage, &text)), [0, 0, 2]);
}

#[test]
fn an_import_is_rehearsed_and_taken_back_whole() {
    let stage = stage();
    stage.ok(&["add", "Ada B.", "--email", "ada@example.com"]);
    let before = dump(&stage_db(&stage));
    let path = stage.file("phone.vcf", card(&[ADA]) + &card(&["FN:Bo Ek"]));
    let rehearsed = stage.json(&["import", "vcard", &path, "--dry-run"]);
    assert_eq!(dump(&stage_db(&stage)), before, "nothing was kept");
    let mut real = stage.json(&["import", "vcard", &path]);
    real["dry_run"] = json!(true);
    assert_eq!(rehearsed, real);
    let after = stage.ok(&["export", "json"]);
    stage.ok(&["undo"]);
    assert_eq!(facts(&dump(&stage_db(&stage))), facts(&before));
    stage.ok(&["redo"]);
    assert_eq!(stage.ok(&["export", "json"]), after);
    // What cards said goes with the book, and comes back with it.
    let there = Stage::on("2027-01-24T10:00:00Z");
    there.ok(&["import", "json", &there.file("book.json", &after)]);
    assert_eq!(there.ok(&["export", "json"]), after);
    assert_eq!(people(&there.json(&["import", "vcard", &path])), [0, 0, 2]);
}

#[test]
fn what_cannot_be_used_is_said_and_nothing_is_written() {
    let stage = stage();
    for (text, says) in [
        ("", "phone.vcf is empty"),
        ("hello\n", "phone.vcf holds no vCard"),
        ("hello\nBEGIN:VCARD\nEND:VCARD\n", "line 1: it is outside of every card"),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", "line 1: it has neither name nor e-mail address"),
        ("BEGIN:VCARD\nKIND:group\nFN:Friends\nEND:VCARD\n", "it is a group, not a person"),
    ] {
        let error = stage.fails(3, &["import", "vcard", &stage.file("phone.vcf", text)]);
        assert!(error["message"].as_str().unwrap().contains(says), "{text:?}: {error}");
        assert!(error["hint"].is_string());
    }
    stage.fails(3, &["import", "vcard", "/nowhere/at-all.vcf"]);
    stage.fails(3, &["import", "vcard", stage.folder().to_str().unwrap()]);
    stage.fails(3, &["import", "vcard", &stage.file("phone.vcf", card(&[ADA])), "--encoding", "klingon"]);
    assert!(!stage.book().exists(), "nothing was written");
}

#[test]
fn a_card_goes_out_as_it_came_in_but_for_what_the_user_changed() {
    let stage = stage();
    import(&stage, &card(&[ADA]));
    let out = stage.ok(&["export", "vcard"]);
    assert!(out.split("\r\n").all(|l| l.len() <= 75), "{out}");
    let lines: Vec<String> = out.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect();
    for line in [
        "UID:ada-1",
        "N:Byron;Ada;;;",
        "FN:Ada Byron",
        "ORG:Acme\\, Inc.;Engines",
        "TITLE:Programmer",
        "EMAIL;TYPE=INTERNET,pref:ada@example.com",
        "EMAIL;TYPE=INTERNET:ada@home.example",
        "item1.TEL:+44 (0)20 7946 0000",
        "item1.X-ABLabel:Boat",
        "CATEGORIES:book-club,friends",
        "NOTE:Likes trains\\, and tea",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-12-10",
        "ADR;TYPE=HOME:;;1 Main St;London;;N1;UK",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line} is missing:\n{}", lines.join("\n"));
    }
    // It comes back as the same person, here and in another book.
    assert_eq!(people(&import(&stage, &out))[0], 0);
    let there = Stage::on("2026-11-24T10:00:00Z");
    import(&there, &out);
    assert_eq!(there.ok(&["export", "vcard"]), out);
    // What the user changes and takes out is not what the card said any more.
    stage.ok(&["edit", "ada", "--company", "Own Ltd", "--remove", "+44 (0)20 7946 0000", "--email", "ada@new.example"]);
    stage.ok(&["edit", "ada", "--name", "Ada Lovelace", "--linkedin", "https://www.linkedin.com/in/lovelace"]);
    let lines = stage.ok(&["export", "vcard"]).replace("\r\n ", "");
    for gone in ["Acme", "Engines", "item1", "Boat", "ada-byron", "N:Byron"] {
        assert!(!lines.contains(gone), "{gone}: {lines}");
    }
    for line in
        ["N:Lovelace;Ada;;;", "ORG:Own Ltd", "EMAIL;TYPE=INTERNET;TYPE=pref:ada@new.example", "/in/lovelace", "BDAY"]
    {
        assert!(lines.contains(line), "{line}: {lines}");
    }
}

#[test]
fn everybody_goes_out_in_a_file_of_their_own() {
    let stage = stage();
    stage.ok(&["add", "Ada ../../Byron"]);
    stage.ok(&["add", "佐藤"]);
    let folder = stage.folder().join("cards");
    let told = stage.run(&["export", "vcard", "--each", folder.to_str().unwrap()]);
    assert!(told.err.contains("2 people written to") && told.out.is_empty(), "{}{}", told.out, told.err);
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let slugs = stage.json(&["list"]);
    let mut wanted: Vec<_> =
        slugs.as_array().unwrap().iter().map(|c| format!("{}.vcf", c["slug"].as_str().unwrap())).collect();
    wanted.sort();
    assert_eq!(names, wanted);
    let all: String = names.iter().map(|n| std::fs::read_to_string(folder.join(n)).unwrap()).collect();
    assert_eq!(all.len(), stage.ok(&["export", "vcard"]).len());
}

#[test]
fn another_program_reads_every_card() {
    let Some(python) = python_with("a second reader of vCards", &["vobject"]) else { return };
    let stage = stage();
    import(&stage, &card(&[ADA]));
    let hostile = "Ann; \"B\\n\", 佐藤 🦀\u{202e} END:VCARD";
    stage.ok(&[
        "add",
        hostile,
        "--email",
        "x@example.com",
        "--company",
        "A, B; C\\D",
        "--note",
        "two\nlines; and, more",
    ]);
    stage.ok(&["add", &"é🦀".repeat(100), "--phone", "+49 30 12", "--tag", "mentor"]);
    stage.ok(&["add", "John Q. Public"]);
    let path = stage.file("out.vcf", stage.ok(&["export", "vcard"]));
    let script = "import sys, json, vobject\n\
        found = []\n\
        for c in vobject.readComponents(open(sys.argv[1], encoding='utf-8', newline='').read()):\n\
        \x20   c.validate()\n\
        \x20   note = c.note.value if hasattr(c, 'note') else None\n\
        \x20   org = c.org.value if hasattr(c, 'org') else None\n\
        \x20   found.append([c.fn.value, c.n.value.family, c.n.value.given, c.n.value.additional, org, note])\n\
        print(json.dumps(found))\n";
    let ran = Command::new(&python).args(["-c", script, &path]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let found: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let listed = stage.json(&["list"]);
    assert_eq!(found.as_array().unwrap().len(), 4);
    for (n, contact) in listed.as_array().unwrap().iter().enumerate() {
        assert_eq!((&found[n][0], &found[n][5]), (&contact["name"], &contact["notes"]));
    }
    let of = |name: &str| found.as_array().unwrap().iter().find(|c| c[0] == name).unwrap().clone();
    assert_eq!(of("Ada Byron")[4], json!(["Acme, Inc.", "Engines"]));
    assert_eq!(of("John Q. Public"), json!(["John Q. Public", "Public", "John", "Q.", null, null]));
}

/// The shared samples, where they are.
#[test]
fn every_sample_comes_in_with_what_it_promises_and_goes_out_readable() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/samples/vcf");
    if !folder.is_dir() {
        println!("skipped: the shared samples are not here");
        return;
    }
    for (file, new, skipped) in [
        ("android_21_qp_six_cards", 6, 0),
        ("apple_icloud_hand_made", 2, 1),
        ("evolution_30", 1, 0),
        ("gmail_john_doe_30", 1, 0),
        ("gmail_single_30", 1, 0),
        ("mac_address_book_30", 1, 0),
        ("malformed_seven", 6, 2),
        ("nextcloud_upper_item", 1, 0),
        ("outlook2003_21", 1, 0),
        ("v21_qp_windows1252_undeclared", 1, 0),
        ("v3_agent_inside", 1, 0),
        ("v3_german_five_cards", 5, 0),
        ("v3_repeated_bday_and_fn", 1, 0),
        ("v4_all_properties", 1, 0),
    ] {
        let stage = stage();
        let path = folder.join(format!("{file}.vcf"));
        let report = stage.json(&["import", "vcard", path.to_str().unwrap()]);
        assert_eq!(
            (people(&report), report["skipped"].as_array().unwrap().len()),
            ([new, 0, 0], skipped),
            "{file}: {report}"
        );
        let out = stage.ok(&["export", "vcard"]);
        let there = self::stage();
        assert_eq!(people(&import(&there, &out)), [new, 0, 0], "{file}");
        assert_eq!(there.ok(&["export", "vcard"]), out, "{file}");
    }
}

#[test]
fn marks_that_cannot_be_seen_do_not_come_in() {
    let stage = stage();
    let text = card(&[
        "N:\u{200f}Lee;Ann;;;",
        "FN:Ann Lee",
        "TEL;TYPE=CELL:\u{202a}+49 170 1234567\u{202c}",
        "ADR:;;1\u{200b} Main;;;;",
        "X-MINE;X-A=\u{feff}b:\u{2028}c",
    ]);
    import(&stage, &text);
    stage.ok(&["doctor"]);
    let out = stage.ok(&["export", "vcard"]);
    assert!(!out.contains(['\u{200f}', '\u{202a}', '\u{200b}', '\u{feff}', '\u{2028}']), "{out:?}");
    assert_eq!(people(&import(&stage, &text)), [0, 0, 1]);
}

#[test]
fn what_a_later_export_leaves_out_is_still_there() {
    let stage = stage();
    let full =
        card(&["FN:John Smith", "EMAIL:john@s.example", "BDAY:1970-01-02", "ADR;TYPE=HOME:;;1 Main St;York;;;UK"]);
    import(&stage, &full);
    // Another program knows neither the birthday nor the street.
    let less = card(&["FN:John Smith", "EMAIL:john@s.example", "TEL:+1 202 555 0100", "ROLE:Cook"]);
    assert_eq!(people(&import(&stage, &less)), [0, 1, 0]);
    let says = |lines: &[&str]| {
        let out = stage.ok(&["export", "vcard"]).replace("\r\n ", "");
        lines.iter().all(|line| out.contains(&format!("\r\n{line}\r\n")))
    };
    assert!(says(&["BDAY:1970-01-02", "ADR;TYPE=HOME:;;1 Main St;York;;;UK", "ROLE:Cook"]));
    assert_eq!(people(&import(&stage, &less)), [0, 0, 1]);
    assert_eq!(people(&import(&stage, &full)), [0, 0, 1]);
    // What it says otherwise is followed, once.
    import(&stage, &card(&["FN:John Smith", "EMAIL:john@s.example", "BDAY:1970-02-01"]));
    assert!(says(&["BDAY:1970-02-01", "ADR;TYPE=HOME:;;1 Main St;York;;;UK", "ROLE:Cook"]));
    assert_eq!(stage.ok(&["export", "vcard"]).matches("BDAY").count(), 1);
    let book = stage.ok(&["export", "json"]);
    let there = Stage::on("2026-11-25T10:00:00Z");
    there.ok(&["import", "json", &there.file("book.json", &book)]);
    assert_eq!(there.ok(&["export", "json"]), book);
}

#[test]
fn our_own_cards_come_back_into_the_book_that_wrote_them_without_a_trace() {
    let stage = stage();
    let cards = card(&[
        "FN:Ada King",
        "EMAIL:ada@x.example",
        "EMAIL:ada@y.example",
        "item2.X-ABDATE:2012-03-04",
        "item2.X-ABLabel:_$!<Anniversary>!$_",
        "item3.ADR:;;Main St 1;Bern;;3000;CH",
        "item3.X-ABLabel:Chalet",
        "TITLE:Cook",
        "TITLE;LANGUAGE=de:Köchin",
        "X-SOCIALPROFILE;TYPE=linkedin:ada-king",
    ]) + &card(&["FN:Bo Ek", "BDAY:1990-01-01"]);
    import(&stage, &cards);
    assert_eq!(stage.json(&["show", "ada"])["linkedin"], "https://www.linkedin.com/in/ada-king");
    stage.ok(&["add", "Robert Jones", "--company", "Acme", "--note", "Likes tea"]);
    stage.ok(&["edit", "robert", "--given", "Bob"]);
    let out = stage.ok(&["export", "vcard"]);
    assert!(out.contains("TITLE;LANGUAGE=de:Köchin"), "{out}");
    for _ in 0..2 {
        assert_eq!(people(&import(&stage, &out)), [0, 0, 3]);
        let now = stage.ok(&["export", "vcard"]);
        let without_date =
            |text: &str| text.lines().filter(|l| !l.starts_with("REV:")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(without_date(&now), without_date(&out));
    }
    // Neither does the phone's own file make anybody twice.
    assert_eq!(people(&import(&stage, &cards)), [0, 0, 2]);
}

#[test]
fn what_was_changed_in_our_own_card_since_is_taken_over_and_what_the_book_changed_since_stays() {
    let stage = stage();
    stage.ok(&["add", "Laura Chen", "--company", "Acme", "--title", "CTO", "--note", "Likes tea and trains"]);
    let out = stage.ok(&["export", "vcard"]);
    let edited = out.replace("ORG:Acme", "ORG:NewCo").replace("tea and trains", "tea");
    assert_eq!(people(&import(&stage, &edited)), [0, 1, 0]);
    let laura = stage.json(&["show", "laura"]);
    assert_eq!((&laura["company"], &laura["notes"]), (&json!("NewCo"), &json!("Likes tea")));
    assert_eq!(people(&import(&stage, &edited)), [0, 0, 1]);
    // The file is of before: the book's own word stands, and that is said.
    let again = out.replace("ORG:Acme", "ORG:ThirdCo");
    stage.ok(&["edit", "laura", "--title", "CEO"]);
    let told = stage.run(&["import", "vcard", &stage.file("old.vcf", &again)]);
    let laura = stage.json(&["show", "laura"]);
    assert_eq!(laura["title"], "CEO");
    assert!(told.code == 0, "{}", told.err);
    // A name of the user's own gets no family name from elsewhere.
    let phone = |family: &str| {
        card(&["UID:p1", &format!("N:{family};Mia;;;"), &format!("FN:Mia {family}"), "EMAIL:m@x.example"])
    };
    import(&stage, &phone("Lund"));
    stage.ok(&["edit", "mia", "--name", "Mia M. Lund"]);
    import(&stage, &phone("Lund-Berg"));
    let mia = stage.json(&["show", "mia"]);
    assert_eq!((&mia["name"], &mia["family"]), (&json!("Mia M. Lund"), &json!("Lund")));
    // Another address book's word on somebody the user wrote down.
    let other = card(&["FN:Laura Chen", "ORG:Elsewhere", "EMAIL:l@x.example"]);
    stage.ok(&["edit", "laura", "--email", "l@x.example"]);
    let told = stage.run(&["import", "vcard", &stage.file("other.vcf", &other)]);
    assert!(told.err.contains("1 entry gives another name, company, title or profile than your book"), "{}", told.err);
}

#[test]
fn what_phones_write_beside_addresses_and_numbers_is_no_persons() {
    let stage = stage();
    let cards = card(&[
        "UID:urn:uuid:5a3e0f44-8a07-4b0e-9f0f-1c7ce5e3a5b1",
        "FN:👑",
        "N:Byron;Ada;;;",
        "URL:https://www.linkedin.com/company/acme",
        "URL:https://www.linkedin.com/in/ada",
        "X-SOCIALPROFILE;type=linkedin:http://www.linkedin.com/in/ada/",
        "TEL;TYPE=FAX,WORK:+44 20 7946 0001",
        "TEL;TYPE=CELL:+44 20 7946 0002",
        "TEL;TYPE=PAGER:12 34 56",
        "EMAIL:Ann One ann@x.example",
        "item1.IMPP:x-apple:ada",
        "item1.X-ABLabel:Boat:",
        "NICKNAME:Annie:",
        "GEO:geo:46.7,-71.2",
    ]);
    let told = stage.run(&["import", "vcard", &stage.file("phone.vcf", &cards)]);
    assert!(told.err.contains("1 e-mail address can't be right and is kept as it stands"), "{}", told.err);
    let ada = stage.json(&["show", "1"]);
    assert_eq!((&ada["name"], &ada["linkedin"]), (&json!("Ada Byron"), &json!("https://www.linkedin.com/in/ada")));
    assert_eq!(ada["urls"], json!(["https://www.linkedin.com/company/acme"]));
    assert_eq!(ada["phones"], json!(["+44 20 7946 0002"]), "nobody is called on a fax");
    let out = stage.ok(&["export", "vcard"]).replace("\r\n ", "");
    for line in [
        "UID:urn:uuid:5a3e0f44-8a07-4b0e-9f0f-1c7ce5e3a5b1",
        "TEL;TYPE=FAX,WORK:+44 20 7946 0001",
        "TEL;TYPE=PAGER:12 34 56",
        "EMAIL:Ann One ann@x.example",
        "item1.X-ABLabel:Boat:",
        "NICKNAME:Annie:",
    ] {
        assert!(out.contains(&format!("\r\n{line}\r\n")), "{line}: {out}");
    }
    assert_eq!(people(&import(&stage, &cards)), [0, 0, 1]);
    assert_eq!(people(&import(&stage, &out)), [0, 0, 1]);
    // A crown is a name where there is no other.
    import(&stage, &card(&["FN:🍕", "TEL:+44 20 7946 0003"]));
    assert_eq!(stage.json(&["show", "2"])["name"], "🍕");
}

#[test]
fn one_name_for_several_entries_is_nobodys_name_in_any_order() {
    let stage = stage();
    let entry = |name: &str| card(&["UID:1", &format!("FN:{name}"), &format!("EMAIL:{name}@x.example")]);
    let (ann, ben) = (entry("Ann"), entry("Ben"));
    assert_eq!(people(&import(&stage, &format!("{ann}{ben}"))), [2, 0, 0]);
    assert_eq!(people(&import(&stage, &format!("{ben}{ann}"))), [0, 0, 2]);
    assert_eq!(stage.json(&["show", "1"])["name"], "Ann");
    let out = stage.ok(&["export", "vcard"]);
    assert!(!out.contains("UID:1\r\n"), "to a phone both would be one: {out}");
}

#[test]
fn an_encoding_that_was_named_holds_for_all_of_the_file() {
    let stage = stage();
    let (cards, _, _) =
        encoding_rs::ISO_2022_JP.encode("BEGIN:VCARD\r\nVERSION:3.0\r\nN:佐藤;花子;;;\r\nFN:佐藤花子\r\nEND:VCARD\r\n");
    let told = stage.run(&["import", "vcard", &stage.file("phone.vcf", &cards), "--encoding", "iso-2022-jp"]);
    assert!(told.code == 0 && told.err.contains("phone.vcf: read as ISO-2022-JP"), "{}", told.err);
    assert_eq!(stage.json(&["show", "1"])["name"], "佐藤花子");
}

#[test]
fn a_date_of_a_cards_change_counts_where_it_can_be_right() {
    let stage = stage();
    let entry =
        |rev: &str, company: &str| card(&["UID:1", "FN:Ada Byron", &format!("ORG:{company}"), &format!("REV:{rev}")]);
    let company = || stage.json(&["show", "1"])["company"].clone();
    import(&stage, &entry("2036-01-01T00:00:00Z", "Acme"));
    import(&stage, &entry("2026-02-01T00:00:00Z", "Beta"));
    assert_eq!(company(), "Beta", "a clock that is wrong by ten years stops nobody");
    // The newest that said the same is what the next one is compared with.
    assert_eq!(people(&import(&stage, &entry("2026-04-01T00:00:00Z", "Beta"))), [0, 0, 1]);
    assert_eq!(people(&import(&stage, &entry("2026-03-01T00:00:00Z", "Gamma"))), [0, 0, 1]);
    assert_eq!(company(), "Beta");
}
