//! `import linkedin`: exports of every era, read twice, old, damaged and empty.

use crate::stage::{Stage, stopped};
use serde_json::{Value, json};
use std::io::Write;

const PREAMBLE: &str = "Notes:\n\"When exporting your connection data, you may notice that some of the email addresses \
are missing.\"\n\n";
const HEADER_2018: &str = "First Name,Last Name,Email Address,Company,Position,Connected On\n";
const HEADER_2023: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
const INVITATIONS_2018: &str = "From,To,Sent At,Message,Direction\n";
const INVITATIONS_2023: &str = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n";
const ME: &str = "https://www.linkedin.com/in/ada-marsh";

/// Writes an export of these files and gives its folder.
fn export(stage: &Stage, name: &str, files: &[(&str, String)]) -> String {
    for (file, text) in files {
        stage.file(&format!("{name}/{file}"), text);
    }
    stage.folder().join(name).to_str().unwrap().to_owned()
}

/// A connection as exports have written it since 2023.
fn row(first: &str, last: &str, company: &str, on: &str) -> String {
    let slug = format!("{first}-{last}").to_lowercase();
    format!("{first},{last},https://www.linkedin.com/in/{slug},,{company},Engineer,{on}\n")
}

fn connections(rows: &[String]) -> (&'static str, String) {
    ("Connections.csv", format!("{PREAMBLE}{HEADER_2023}{}", rows.concat()))
}

/// An invitation the user sent, as exports have written it since 2023.
fn invited(first: &str, last: &str, at: &str) -> String {
    let slug = format!("{first}-{last}").to_lowercase();
    format!("Ada Marsh,{first} {last},\"{at}\",Hello,OUTGOING,{ME},https://www.linkedin.com/in/{slug}\n")
}

fn invitations(rows: &[String]) -> (&'static str, String) {
    ("Invitations.csv", format!("{INVITATIONS_2023}{}", rows.concat()))
}

fn profile() -> (&'static str, String) {
    ("Profile.csv", "First Name,Last Name,Headline\nAda,Marsh,Potter\n".to_owned())
}

#[test]
fn every_era_is_read() {
    let shapes: [(&str, String); 5] = [
        ("2018", format!("{HEADER_2018}Mia,Lund,mia@example.com,Initech,Engineer,\"3/14/18, 9:05 AM\"\n")),
        ("2021", format!("{HEADER_2018}Mia,Lund,,Initech,Engineer,14 Mar 2018")),
        ("2022", format!("{PREAMBLE}{HEADER_2018}Mia,Lund,,Initech,Engineer,14 Mar 2018\n,,,,,07 Jun 2021\n")),
        ("2023", format!("{PREAMBLE}{HEADER_2023}{}", row("Mia", "Lund", "Initech", "14 Mar 2018"))),
        ("2026", format!("{PREAMBLE}{HEADER_2023}{},,,,,,07 Jun 2026\n", row("Mia", "Lund", "Initech", "14 Mar 2018"))),
    ];
    for (era, text) in shapes {
        let stage = Stage::on("2026-11-23");
        let folder = export(&stage, era, &[("Connections.csv", text)]);
        let report = stage.json(&["import", "linkedin", &folder]);
        assert_eq!(report["contacts"], json!({"created": 1, "updated": 0, "unchanged": 0}), "{era}");
        let mia = stage.json(&["show", "mia-lund"]);
        assert_eq!(mia["company"], "Initech", "{era}");
        assert_eq!(mia["connection"], "connected", "{era}");
        let hidden = usize::from(era == "2022" || era == "2026");
        assert_eq!(report["skipped"].as_array().unwrap().len(), hidden, "{era}: {report}");
    }
}

#[test]
fn importing_twice_changes_nothing() {
    let stage = Stage::on("2026-11-23");
    let rows = [row("Mia", "Lund", "Initech", "14 Mar 2018"), row("Ole", "Vik", "Acme", "20 Nov 2026")];
    let asked = [invited("Ole", "Vik", "11/18/26, 9:05 AM"), invited("Eva", "Roth", "11/2/26, 4:00 PM")];
    let folder = export(&stage, "export", &[connections(&rows), invitations(&asked), profile()]);
    let first = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(first["contacts"]["created"], 3);
    assert_eq!(first["requests"]["created"], 2);
    let before = stage.ok(&["export", "json"]);
    let agenda = stage.json(&["due", "--all"]);
    let second = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(second["contacts"], json!({"created": 0, "updated": 0, "unchanged": 3}));
    assert_eq!(second["requests"], json!({"created": 0, "updated": 0, "unchanged": 2}));
    assert_eq!(second["follow_ups_raised"], 0);
    assert_eq!(stage.ok(&["export", "json"]), before);
    assert_eq!(stage.json(&["due", "--all"]), agenda);
}

#[test]
fn a_dry_run_says_the_same_and_keeps_nothing() {
    let stage = Stage::on("2026-11-23");
    let folder = export(
        &stage,
        "export",
        &[
            connections(&[row("Mia", "Lund", "Initech", "20 Nov 2026")]),
            invitations(&[invited("Mia", "Lund", "11/18/26, 9:05 AM")]),
            profile(),
        ],
    );
    let dry = stage.json(&["import", "linkedin", &folder, "--dry-run"]);
    assert_eq!(dry["dry_run"], true);
    assert_eq!(stage.json(&["list"]), json!([]));
    assert_eq!(stage.json(&["config", "get", "me.name"]), "");
    let mut wet = stage.json(&["import", "linkedin", &folder]);
    wet["dry_run"] = json!(true);
    assert_eq!(wet, dry);
}

#[test]
fn the_owners_name_is_taken_once_and_never_over_the_users_own() {
    let stage = Stage::on("2026-11-23");
    let folder = export(&stage, "export", &[connections(&[row("Mia", "Lund", "Initech", "20 Nov 2025")]), profile()]);
    stage.ok(&["import", "linkedin", &folder]);
    assert_eq!(stage.json(&["config", "get", "me.name"]), "Ada Marsh");
    stage.ok(&["config", "set", "me.name", "Ada M."]);
    stage.ok(&["import", "linkedin", &folder]);
    assert_eq!(stage.json(&["config", "get", "me.name"]), "Ada M.");
}

#[test]
fn an_old_network_raises_nothing() {
    let stage = Stage::on("2026-11-23");
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"];
    let rows: Vec<String> = (0..60)
        .map(|n| row("Old", &format!("Friend{n}"), "Acme", &format!("14 {} 20{}", months[n % 6], 10 + n % 14)))
        .collect();
    let asked: Vec<String> = (0..60).map(|n| invited("Old", &format!("Friend{n}"), "1/2/10, 9:05 AM")).collect();
    let folder = export(&stage, "export", &[connections(&rows), invitations(&asked), profile()]);
    let report = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(report["contacts"]["created"], 60);
    assert_eq!(report["follow_ups_raised"], 0);
    assert_eq!(stage.json(&["due", "--all"]), json!([]));
}

#[test]
fn a_fresh_acceptance_is_thanked_for() {
    let stage = Stage::on("2026-11-23");
    let folder = export(
        &stage,
        "export",
        &[
            connections(&[row("Ole", "Vik", "Acme", "20 Nov 2026")]),
            invitations(&[invited("Ole", "Vik", "11/18/26, 9:05 AM")]),
            profile(),
        ],
    );
    let report = stage.json(&["import", "linkedin", &folder]);
    assert!(report["follow_ups_raised"].as_u64().unwrap() >= 1, "{report}");
    let accepted = stage.json(&["requests", "--accepted"]);
    assert_eq!(accepted[0]["inferred"], false, "the same slug decides");
    assert_eq!(accepted[0]["resolved_on"], "2026-11-20");
    assert_eq!(stage.json(&["due"])[0]["rule"], "thank-for-accepting");
}

#[test]
fn old_pending_requests_are_one_line_and_raise_nothing_each() {
    let stage = Stage::on("2026-11-23");
    let asked: Vec<String> = (0..20).map(|n| invited("Quiet", &format!("One{n}"), "6/2/26, 9:05 AM")).collect();
    let folder = export(
        &stage,
        "export",
        &[connections(&[row("Mia", "Lund", "Acme", "20 Nov 2020")]), invitations(&asked), profile()],
    );
    let report = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(report["requests"]["created"], 20);
    assert_eq!(report["follow_ups_raised"], 0);
    assert_eq!(stage.json(&["due", "--all"]), json!([]));
    let day = stage.ok(&[]);
    assert!(day.contains("20 requests wait for an answer, 20 of them for more than 30 days"), "{day}");
}

#[test]
fn without_profiles_a_unique_name_within_half_a_year_counts_as_accepted_and_is_marked() {
    let stage = Stage::on("2026-11-23");
    let text = format!(
        "{HEADER_2018}Mia,Lund,,Initech,Engineer,20 Nov 2026\nOle,Vik,,Acme,Cook,20 Nov 2026\n\
         Jo,Twin,,Acme,Cook,20 Nov 2026\nJo,Twin,,Acme,Cook,21 Nov 2026\n"
    );
    let sent = |to: &str, at: &str| format!("Ada Marsh,{to},\"{at}\",Hello,OUTGOING\n");
    let asked = [
        sent("Mia Lund", "11/10/26, 9:05 AM"),
        sent("Ole Vik", "1/10/26, 9:05 AM"),
        sent("Jo Twin", "11/10/26, 9:05 AM"),
        sent("Nobody Known", "11/10/26, 9:05 AM"),
    ];
    let folder = export(
        &stage,
        "export",
        &[("Connections.csv", text), ("Invitations.csv", format!("{INVITATIONS_2018}{}", asked.concat())), profile()],
    );
    let report = stage.json(&["import", "linkedin", &folder]);
    let mia = stage.json(&["show", "mia-lund"]);
    assert_eq!(mia["requests"][0]["status"], "accepted");
    assert_eq!(mia["requests"][0]["inferred"], true);
    let ole = stage.json(&["show", "ole-vik"]);
    assert_eq!(ole["requests"][0]["inferred"], false, "more than 180 days lie between");
    assert_ne!(ole["requests"][0]["status"], "accepted");
    assert_eq!(report["outcome_unknown"], 3, "Ole, one of the twins, and a name nobody has: {report}");
    let due = stage.json(&["due", "--all"]).to_string();
    for silent in ["Ole", "Twin", "Nobody"] {
        assert!(!due.contains(silent), "{silent}: {due}");
    }
    let before = stage.ok(&["export", "json"]);
    let again = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(again["follow_ups_raised"], 0);
    assert_eq!(stage.ok(&["export", "json"]), before);
}

#[test]
fn a_request_recorded_by_hand_is_answered_by_the_import() {
    let mut stage = Stage::on("2026-11-16");
    stage.ok(&["add", "Ole Vik", "--linkedin", "ole-vik", "--met", "RustConf"]);
    stage.ok(&["request", "ole", "--message", "Hi Ole"]);
    stage.day("2026-11-23");
    let folder = export(
        &stage,
        "export",
        &[
            connections(&[row("Ole", "Vik", "Acme", "20 Nov 2026")]),
            invitations(&[invited("Ole", "Vik", "11/16/26, 9:05 AM")]),
            profile(),
        ],
    );
    let report = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(report["contacts"]["created"], 0);
    assert_eq!(report["requests"]["created"], 0, "the invitation is the one on record");
    let ole = stage.json(&["show", "ole"]);
    assert_eq!(ole["requests"].as_array().unwrap().len(), 1);
    assert_eq!(ole["requests"][0]["status"], "accepted");
    assert_eq!(ole["requests"][0]["message"], "Hi Ole");
    assert_eq!(ole["company"], "Acme", "what was not known is filled in");
}

#[test]
fn absence_from_the_connections_is_no_answer() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Ole Vik", "--linkedin", "ole-vik"]);
    stage.ok(&["request", "ole", "--on", "2026-11-10"]);
    let folder = export(&stage, "export", &[connections(&[row("Mia", "Lund", "Acme", "20 Nov 2020")]), profile()]);
    stage.ok(&["import", "linkedin", &folder]);
    assert_eq!(stage.json(&["show", "ole"])["requests"][0]["status"], "pending");
}

#[test]
fn people_are_matched_by_profile_then_by_email() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Michaela Lund", "--linkedin", "mia-lund", "--note", "my own words"]);
    stage.ok(&["add", "Ole Vik", "--email", "ole@example.com"]);
    stage.ok(&["add", "Eva Roth"]);
    let text = format!(
        "{PREAMBLE}{HEADER_2023}Mia,Lund,https://pt.linkedin.com/in/Mia-Lund/?x=1,,Initech,Engineer,14 Mar 2024\n\
         Ole,Vik,https://www.linkedin.com/in/ole-v,OLE@example.com,Acme,Cook,15 Mar 2024\n\
         Eva,Roth,https://www.linkedin.com/in/eva-roth-9,,Hooli,Cook,15 Mar 2024\n"
    );
    let folder = export(&stage, "export", &[("Connections.csv", text)]);
    let report = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(report["contacts"]["updated"], 2, "{report}");
    assert_eq!(report["contacts"]["created"], 1, "a name alone is no match: {report}");
    let mia = stage.json(&["show", "1"]);
    assert_eq!(mia["name"], "Michaela Lund", "the user's words stay");
    assert_eq!(mia["notes"], "my own words");
    assert_eq!(mia["company"], "Initech");
    assert_eq!(stage.json(&["show", "2"])["linkedin"], "https://www.linkedin.com/in/ole-v");
}

#[test]
fn another_company_in_a_newer_export_is_a_reason_to_congratulate() {
    let mut stage = Stage::on("2026-09-01");
    let at = |stage: &Stage, name: &str, company: &str, newest: &str| {
        export(
            stage,
            name,
            &[connections(&[
                row("Mia", "Lund", company, "14 Mar 2018"),
                row("New", newest, "X", &format!("01 {newest} 2026")),
            ])],
        )
    };
    let first = at(&stage, "first", "\"Initech, Inc.\"", "Aug");
    assert_eq!(stage.json(&["import", "linkedin", &first])["follow_ups_raised"], 0, "not at the first import");
    stage.day("2026-10-01");
    let same = at(&stage, "same", "INITECH Inc", "Sep");
    assert_eq!(stage.json(&["import", "linkedin", &same])["follow_ups_raised"], 0, "the same company, spelt otherwise");
    stage.day("2026-11-23");
    let moved = at(&stage, "moved", "Acme", "Nov");
    assert_eq!(stage.json(&["import", "linkedin", &moved])["follow_ups_raised"], 1);
    stage.day("2026-11-24");
    let due = stage.json(&["due"]);
    assert_eq!(due[0]["rule"], "congratulate");
    assert_eq!(stage.json(&["show", "mia"])["company"], "Acme");
    let before = stage.ok(&["export", "json"]);
    stage.ok(&["import", "linkedin", &first]);
    assert_eq!(stage.json(&["show", "mia"])["company"], "Acme", "an older file changes nothing that is newer");
    assert_eq!(stage.ok(&["export", "json"]), before);
}

#[test]
fn what_the_user_wrote_survives_an_import() {
    let mut stage = Stage::on("2026-09-01");
    let first = export(&stage, "first", &[connections(&[row("Mia", "Lund", "Initech", "14 Mar 2018")])]);
    stage.ok(&["import", "linkedin", &first]);
    stage.ok(&["edit", "mia", "--company", "Lund & Daughters", "--title", "Owner"]);
    stage.day("2026-11-23");
    let next = export(
        &stage,
        "next",
        &[connections(&[row("Mia", "Lund", "Acme", "14 Mar 2018"), row("Ole", "Vik", "X", "01 Nov 2026")])],
    );
    stage.ok(&["import", "linkedin", &next]);
    let mia = stage.json(&["show", "mia"]);
    assert_eq!(mia["company"], "Lund & Daughters");
    assert_eq!(mia["title"], "Owner");
}

#[test]
fn rows_that_can_not_be_read_are_listed_with_line_and_reason() {
    let stage = Stage::on("2026-11-23");
    let text = format!(
        "{HEADER_2023}{}Ole,Vik,https://www.linkedin.com/in/ole,,Acme,Cook,soon\n,,https://www.linkedin.com/in/x,,Acme,Cook,14 Mar 2018\n",
        row("Mia", "Lund", "Initech", "14 Mar 2018")
    );
    let folder = export(&stage, "export", &[("Connections.csv", text)]);
    let report = stage.json(&["import", "linkedin", &folder]);
    let skipped = report["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 2, "{report}");
    assert_eq!(skipped[0]["file"], "Connections.csv");
    assert_eq!(skipped[0]["line"], 3);
    assert!(skipped[0]["reason"].as_str().unwrap().contains("date"));
    assert_eq!(skipped[1]["line"], 4);
    assert!(stage.ok(&["import", "linkedin", &folder]).contains("line 3: the date can't be read"));
}

#[test]
fn no_row_out_of_a_file_that_has_some_is_an_error() {
    let stage = Stage::on("2026-11-23");
    for (name, text) in [
        ("nonsense", format!("{HEADER_2023}Ole,Vik,u,,Acme,Cook,soon\nMia,Lund,u,,Acme,Cook,later\n")),
        ("another", "a,b,c\n1,2,3\n".to_owned()),
        ("empty", String::new()),
    ] {
        let folder = export(&stage, name, &[("Connections.csv", text)]);
        let error = stage.fails(3, &["import", "linkedin", &folder]);
        assert!(error["hint"].is_string(), "{name}: {error}");
    }
    assert_eq!(stage.fails(3, &["import", "linkedin", "/nonexistent/export"])["kind"], "input");
    let nothing = export(&stage, "other", &[("holiday.txt", "sun".to_owned())]);
    assert_eq!(stage.fails(3, &["import", "linkedin", &nothing])["kind"], "input");
    assert!(!stage.book().exists());
}

#[test]
fn an_owner_is_not_their_own_contact() {
    let stage = Stage::on("2026-11-23");
    let own = format!("Ada,Marsh,{ME},,Clay,Potter,01 Jan 2020\n");
    let folder = export(
        &stage,
        "export",
        &[
            connections(&[own, row("Mia", "Lund", "Acme", "20 Nov 2020")]),
            invitations(&[invited("Eva", "Roth", "11/2/26, 4:00 PM")]),
            profile(),
        ],
    );
    stage.ok(&["import", "linkedin", &folder]);
    let people = stage.json(&["list"]);
    assert!(people.as_array().unwrap().iter().all(|p| p["name"] != "Ada Marsh"), "{people}");
}

#[test]
fn received_invitations_wait_for_an_answer() {
    let stage = Stage::on("2026-11-23");
    let text = format!(
        "{INVITATIONS_2023}Eva Roth,Ada Marsh,\"11/20/26, 4:00 PM\",Hi,INCOMING,https://www.linkedin.com/in/eva-roth,{ME}\n"
    );
    let folder = export(&stage, "export", &[("Invitations.csv", text), profile()]);
    stage.ok(&["import", "linkedin", &folder]);
    let eva = stage.json(&["show", "eva"]);
    assert_eq!(eva["requests"][0]["direction"], "received");
    assert_eq!(eva["follow_ups"][0]["rule"], "answer-request");
    assert_eq!(eva["requests"][0]["resolved_on"], Value::Null);
}

const MESSAGES: &str = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,\
SUBJECT,CONTENT,FOLDER,ATTACHMENTS\n";

/// A message between the user and others, all of them by their slugs; the first one wrote it.
fn message(people: &[&str], at: &str, text: &str) -> String {
    let name = |slug: &&str| slug.split('-').map(|w| w[..1].to_uppercase() + &w[1..]).collect::<Vec<_>>().join(" ");
    let url = |slug: &&str| format!("https://www.linkedin.com/in/{slug}");
    let list = |each: &dyn Fn(&&str) -> String, sep: &str| people[1..].iter().map(each).collect::<Vec<_>>().join(sep);
    format!(
        "\"2-{}\",\"\",\"{}\",\"{}\",\"{}\",\"{}\",\"{at} UTC\",\"\",\"{text}\",\"INBOX\",\"\"\n",
        people.concat().len(),
        name(&people[0]),
        url(&people[0]),
        list(&name, ", "),
        list(&url, ","),
    )
}

fn messages(rows: &[String]) -> (&'static str, String) {
    ("messages.csv", format!("{MESSAGES}{}", rows.concat()))
}

#[test]
fn messages_become_interactions_and_a_reply_stops_the_nudge() {
    let mut stage = Stage::on("2026-11-02T10:00:00Z");
    stage.ok(&["add", "Mia Lund", "--linkedin", "https://www.linkedin.com/in/mia-lund", "--connected", "2018-03-14"]);
    stage.ok(&["log", "mia", "Did you get the draft?", "--out", "--await-reply"]);
    stage.day("2026-11-23T10:00:00Z");
    let due = |stage: &Stage| stage.json(&["due"]).as_array().unwrap().len();
    assert_eq!(due(&stage), 1);
    let rows = [row("Mia", "Lund", "Initech", "14 Mar 2018"), row("Ole", "Vik", "Acme", "20 Mar 2020")];
    let said = [
        message(&["mia-lund", "ada-marsh"], "2026-11-12 08:00:00", "I did, thank you!"),
        message(&["ada-marsh", "mia-lund"], "2026-11-02 17:20:00", "Did you get the draft?"),
        message(&["ada-marsh", "mia-lund", "ole-vik"], "2026-10-01 09:00:00", "Shall we all meet?"),
        message(&["ole-vik", "ada-marsh", "mia-lund"], "2026-10-02 09:00:00", "Yes, gladly"),
    ];
    let folder = export(&stage, "export", &[connections(&rows), messages(&said), profile()]);
    let report = stage.json(&["import", "linkedin", &folder]);
    // What the user wrote down is not there twice; a word to two is a fact with each of them.
    assert_eq!(report["interactions"], json!({"created": 4, "updated": 0, "unchanged": 1}), "{report}");
    assert_eq!(due(&stage), 0);
    let facts = |who: &str| -> Vec<(String, String)> {
        let all = stage.json(&["history", who]);
        let part = |f: &Value| (f["on"].as_str().unwrap().to_owned(), f["direction"].as_str().unwrap_or("").to_owned());
        all.as_array().unwrap().iter().filter(|f| f["kind"] == "message").map(part).collect()
    };
    let pair = |on: &str, way: &str| (on.to_owned(), way.to_owned());
    assert_eq!(facts("mia"), [pair("2026-10-01", "out"), pair("2026-11-02", "out"), pair("2026-11-12", "in")]);
    assert_eq!(facts("ole"), [pair("2026-10-01", "out"), pair("2026-10-02", "in")]);
    assert_eq!(stage.json(&["find", "gladly"])[0]["slug"], "ole-vik");
    let again = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(again["interactions"], json!({"created": 0, "updated": 0, "unchanged": 5}));
    stage.ok(&["doctor"]);
    stage.ok(&["undo"]);
    assert_eq!((facts("mia").len(), due(&stage)), (1, 1));
}

#[test]
fn notes_are_kept_once_and_the_uploaded_address_book_only_adds() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let notes = "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n\
        Mia,Lund,https://www.linkedin.com/in/mia-lund,likes tea,2026-05-01 18:20:00 UTC,\nX,Y,,lost,2026-05-01 18:20:00 UTC,\n";
    let book = "FirstName,LastName,Emails,PhoneNumbers,CreatedAt\nMia,Lund,\"mia@example.com, m@example.org\",+1 202 555 0123,\n\
        Bo,Unknown,bo@example.com,+1 202 555 0124,\n";
    let rows =
        ["Mia,Lund,https://www.linkedin.com/in/mia-lund,mia@example.com,Initech,Engineer,14 Mar 2018\n".to_owned()];
    let files = [connections(&rows), ("Notes.csv", notes.to_owned()), ("ImportedContacts.csv", book.to_owned())];
    let folder = export(&stage, "export", &files);
    let report = stage.json(&["import", "linkedin", &folder]);
    assert_eq!((&report["interactions"]["created"], report["skipped"].as_array().unwrap().len()), (&json!(1), 1));
    assert_eq!(stage.json(&["show", "mia"])["phones"], json!([]));
    let report = stage.json(&["import", "linkedin", &folder, "--address-book"]);
    assert_eq!(report["contacts"], json!({"created": 0, "updated": 1, "unchanged": 0}), "{report}");
    let mia = stage.json(&["show", "mia"]);
    assert_eq!(mia["emails"], json!(["mia@example.com", "m@example.org"]));
    assert_eq!(mia["phones"], json!(["+1 202 555 0123"]));
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    // What the user takes out stays out.
    stage.ok(&["edit", "mia", "--remove", "mia@example.com", "--remove", "+1 202 555 0123"]);
    let report = stage.json(&["import", "linkedin", &folder, "--address-book"]);
    assert_eq!(report["contacts"], json!({"created": 0, "updated": 0, "unchanged": 1}), "{report}");
    let mia = stage.json(&["show", "mia"]);
    assert_eq!((&mia["emails"], &mia["phones"]), (&json!(["m@example.org"]), &json!([])));
}

#[test]
fn the_zip_as_delivered_is_the_folder() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let rows = [row("Mia", "Lund", "Initech", "14 Mar 2018")];
    let files =
        [connections(&rows), messages(&[message(&["mia-lund", "ada-marsh"], "2026-11-12 08:00:00", "Hi")]), profile()];
    let path = stage.folder().join("Basic_LinkedInDataExport_11-23-2026.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, text) in &files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let folder = export(&stage, "export", &files);
    let zipped = stage.json(&["import", "linkedin", path.to_str().unwrap(), "--dry-run"]);
    assert_eq!(zipped, stage.json(&["import", "linkedin", &folder, "--dry-run"]));
    assert_eq!(zipped["interactions"]["created"], 1);
}

#[test]
fn a_date_that_can_be_read_in_two_ways_is_refused_and_named() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let path = stage.file("c.csv", format!("{HEADER_2018}Mia,Lund,,Initech,Engineer,03/04/2018\n"));
    let refused = stage.run(&["import", "linkedin", &path]);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("line 2") && refused.err.contains("--dates day-first"), "{}", refused.err);
    stage.ok(&["import", "linkedin", &path, "--dates", "day-first"]);
    let told = stage.ok(&["export", "json"]);
    assert!(told.contains("\"connected_on\":\"2018-04-03\""), "{told}");
}

#[test]
fn last_contact_is_what_a_generated_export_says() {
    let generator = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/gen_linkedin.py");
    if !generator.exists() {
        println!("skipped: no generator of exports lies beside the project");
        return;
    }
    for era in ["2023", "2025", "2026"] {
        let stage = Stage::on("2026-11-24T10:00:00Z");
        let (truth, folder) = (stage.folder().join("truth.json"), stage.folder().join("export"));
        let made = std::process::Command::new("python3")
            .arg(&generator)
            .args(["--rows", "300", "--nasty", "3", "--seed", "5", "--era", era, "--truth"])
            .arg(&truth)
            .arg("--out")
            .arg(&folder)
            .output();
        let Ok(made) = made else { return };
        assert!(made.status.success());
        let truth: Value = serde_json::from_slice(&std::fs::read(truth).unwrap()).unwrap();
        let report = stage.json(&["import", "linkedin", folder.to_str().unwrap()]);
        assert_eq!(report["contacts"]["updated"], 0);
        let people = stage.json(&["list"]);
        let by_slug: std::collections::BTreeMap<String, &Value> = people
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|p| Some((intouch::model::profile::slug_key(p["linkedin"].as_str()?)?, p)))
            .collect();
        let mut compared = 0;
        for (slug, told) in truth["last_contact"].as_object().unwrap() {
            let key = intouch::model::profile::slug_key(&format!("https://www.linkedin.com/in/{slug}")).unwrap();
            // Somebody whose row has no address can only be told by name.
            let Some(person) = by_slug.get(&key) else { continue };
            let last = [&told["last_in"], &told["last_out"]].into_iter().filter_map(Value::as_str).max().unwrap();
            assert_eq!(person["last_contact_on"], last[..10], "{era} {slug}");
            compared += 1;
        }
        assert!(compared > 50, "{era}: {compared}");
    }
}

/// The shared samples, where they are.
#[test]
fn every_sample_comes_in_with_what_it_promises() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/samples/linkedin");
    if !folder.is_dir() {
        println!("skipped: the shared samples are not here");
        return;
    }
    for (path, counts) in [
        ("2018-archive", [4, 2, 3, 0]),
        ("mit-viewer", [0, 0, 0, 0]),
        ("connections_resaved_excel_en.csv", [3, 0, 0, 1]),
    ] {
        let stage = Stage::on("2026-11-24T10:00:00Z");
        let report = stage.json(&["import", "linkedin", folder.join(path).to_str().unwrap()]);
        let new = |what: &str| report[what]["created"].as_u64().unwrap();
        let skipped = u64::try_from(report["skipped"].as_array().unwrap().len()).unwrap();
        assert_eq!([new("contacts"), new("requests"), new("interactions"), skipped], counts, "{path}: {report}");
    }
}

#[test]
fn a_tie_is_asked_on_a_terminal() {
    let mut stage = Stage::on("2026-11-23T10:00:00Z");
    let path = stage.file("c.csv", format!("{HEADER_2018}Mia,Lund,,Initech,Engineer,03/04/2018\n"));
    stage.terminal.input = true;
    stage.terminal.error = true;
    stage.with_input("1\n");
    let told = stage.run(&["import", "linkedin", &path]);
    assert!(told.code == 0 && told.err.contains("1  the day comes first"), "{}", told.err);
    assert!(stage.ok(&["export", "json"]).contains("2018-04-03"));
    // Hungarian, in the encoding of Central Europe: one letter is another in the West.
    let mut text = format!("{HEADER_2018}Gy").into_bytes();
    text.extend(b"\xf5z\xf5,Erd\xf5s,,Sz\xf5ke Kft,Engineer,14 Mar 2018\n");
    let path = stage.file("h.csv", text);
    stage.with_input("1\n");
    let told = stage.run(&["import", "linkedin", &path]);
    assert!(told.code == 0 && told.err.contains("Erdős") && told.err.contains("Erdõs"), "{}", told.err);
    assert_eq!(stage.json(&["show", "gyozo-erdos"])["family"], "Erdős");
    stage.terminal.input = false;
    let refused = stage.run(&["import", "linkedin", &path]);
    assert!(refused.code == 3 && refused.err.contains("--encoding windows-1250"), "{}", refused.err);
    assert!(!refused.err.contains("Erd"), "{}", refused.err);
}

#[test]
fn who_only_reads_is_never_in_the_way_of_an_import_nor_it_of_them() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Cleo Diaz", "--met", "RustConf"]);
    let rows: Vec<String> = (0..20_000).map(|n| row(&format!("Mia{n}"), "Lund", "Initech", "14 Mar 2018")).collect();
    let folder = export(&stage, "export", &[connections(&rows)]);
    let mut import = stage.process();
    import.args(["import", "linkedin", &folder]).stdout(std::process::Stdio::null());
    let mut child = import.stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut rounds = 0;
    while child.try_wait().unwrap().is_none() {
        for args in [&["due", "--all"][..], &["show", "cleo"], &["find", "Mia"], &["list"], &["export", "csv"]] {
            let read = stage.process().args(args).output().unwrap();
            let said = String::from_utf8_lossy(&read.stderr);
            assert!(read.status.success(), "{args:?} while an import writes: {said}");
        }
        rounds += 1;
    }
    assert!(rounds > 1 && child.wait().unwrap().success(), "{rounds} rounds");
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 20_001);
}

#[cfg(unix)]
#[test]
fn stopped_by_ctrl_c_an_import_leaves_no_trace() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Cleo Diaz"]);
    let before = stage.ok(&["export", "json"]);
    let rows: Vec<String> = (0..60_000).map(|n| row(&format!("Mia{n}"), "Lund", "Initech", "14 Mar 2018")).collect();
    let folder = export(&stage, "export", &[connections(&rows)]);
    let mut import = stage.process();
    import.args(["import", "linkedin", &folder]).stderr(std::process::Stdio::piped());
    let mut child = import.stdout(std::process::Stdio::null()).spawn().unwrap();
    // Some of it is written: the log has grown beyond what is held in memory.
    let log = stage.book().with_extension("db-wal");
    let grown = || std::fs::metadata(&log).is_ok_and(|m| m.len() > 500_000);
    for _ in 0..600 {
        if grown() || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(grown(), "the import was over, or never began to write");
    stopped(child);
    assert!(!log.exists());
    assert_eq!(stage.ok(&["export", "json"]), before);
    stage.ok(&["doctor"]);
}

#[test]
fn a_newer_export_that_names_profiles_finds_those_of_an_older_one() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let old = format!("{HEADER_2018}Laura,Chen,,Acme,CTO,12 Nov 2026\nOmar,Said,,Beta,Cook,12 Nov 2026\n");
    stage.ok(&["import", "linkedin", &stage.file("old.csv", &old)]);
    stage.ok(&["add", "Ida Holm", "--connected", "2026-11-12"]);
    let line = |given: &str, family: &str, on: &str| {
        format!("{given},{family},https://www.linkedin.com/in/{},,Acme,CTO,{on}\n", given.to_lowercase())
    };
    let new = format!(
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n{}{}{}{}",
        line("Laura", "Chen", "12 Nov 2026"),
        line("Omar", "Said", "13 Nov 2026"),
        line("Ida", "Holm", "12 Nov 2026"),
        "Laura,Chen,https://www.linkedin.com/in/laura-2,,Other,Dev,12 Nov 2026\n",
    );
    let path = stage.file("new.csv", &new);
    let report = stage.json(&["import", "linkedin", &path]);
    // Another day is another Omar, and one entry is one of two Lauras.
    assert_eq!(report["contacts"]["created"], 2, "{report}");
    assert_eq!(stage.json(&["show", "ida"])["linkedin"], "https://www.linkedin.com/in/ida");
    assert_eq!(stage.json(&["show", "1"])["linkedin"], "https://www.linkedin.com/in/laura");
    let again = stage.json(&["import", "linkedin", &path]);
    assert_eq!((&again["contacts"]["created"], &again["contacts"]["updated"]), (&0.into(), &0.into()), "{again}");
}

#[test]
fn what_was_written_before_connections_named_profiles_is_heard() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let connections = format!("{HEADER_2018}Laura,Chen,,Acme,CTO,12 Nov 2026\n");
    let messages = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n\
        c1,,Robin Vance,https://www.linkedin.com/in/robin-vance,Laura Chen,2026-11-13 10:00:00 UTC,,Hi,INBOX\n\
        c1,,Laura Chen,https://www.linkedin.com/in/laura-chen-1,Robin Vance,2026-11-14 10:00:00 UTC,,Hi back,INBOX\n\
        c2,,Laura Chen,https://www.linkedin.com/in/laura-chen-2,Robin Vance,2026-11-15 10:00:00 UTC,,Another,INBOX\n";
    let folder = export(
        &stage,
        "export",
        &[
            ("Connections.csv", connections),
            ("Profile.csv", "First Name,Last Name,Headline\nRobin,Vance,\n".to_owned()),
            ("messages.csv", messages.to_owned()),
        ],
    );
    let report = stage.json(&["import", "linkedin", &folder]);
    assert_eq!(report["interactions"]["created"], 2, "{report}");
    assert_eq!(stage.json(&["show", "laura"])["last_contact_on"], "2026-11-14", "the other profile is somebody else");
}

#[test]
fn an_invitation_that_was_written_down_by_hand_is_not_there_twice() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Laura Chen"]);
    stage.ok(&["request", "laura", "--message", "Hello Laura, we met at the fair.", "--on", "2026-11-10"]);
    let invitations = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n\
        Robin Vance,Laura Chen,\"11/10/26, 9:41 AM\",\"Hello Laura, we met at the fair.\",OUTGOING,https://www.linkedin.com/in/robin,https://www.linkedin.com/in/laura\n";
    let report = stage.json(&["import", "linkedin", &stage.file("Invitations.csv", invitations)]);
    assert_eq!((&report["contacts"]["created"], &report["requests"]["unchanged"]), (&0.into(), &1.into()), "{report}");
    assert_eq!(stage.json(&["show", "laura"])["linkedin"], "https://www.linkedin.com/in/laura");
}

#[test]
fn a_name_that_changed_over_there_is_followed_and_the_users_own_stays() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let file = |rows: [(&str, &str, &str); 4], day: &str| {
        let line = |(slug, given, family): (&str, &str, &str)| {
            format!("{given},{family},https://www.linkedin.com/in/{slug},,Acme,CTO,12 Nov 2026\n")
        };
        let rows: String = rows.map(line).concat();
        let newest = format!("Zed,Last,https://www.linkedin.com/in/zed,,Acme,CTO,{day}\n");
        let text = format!("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n{rows}{newest}");
        stage.file("Connections.csv", text)
    };
    let import = |path: &str| stage.json(&["import", "linkedin", path])["contacts"].clone();
    let before = [("laura", "Laura", "Chen"), ("ida", "Ida", "Holm"), ("omar", "Omar", "Said"), ("bo", "Bo", "Ek")];
    import(&file(before, "13 Nov 2026"));
    stage.ok(&["edit", "ida-holm", "--name", "Ida H."]);
    stage.ok(&["edit", "bo-ek", "--given", "Bosse"]);
    let after =
        [("laura", "Laura", "Meyer"), ("ida", "Ida", "Lund"), ("omar", "Tatjana", "Novak"), ("bo", "Bo", "Berg")];
    let path = file(after, "14 Nov 2026");
    let dry = stage.json(&["import", "linkedin", &path, "--dry-run"])["contacts"].clone();
    assert_eq!((&dry["created"], &dry["updated"]), (&0.into(), &2.into()), "{dry}");
    assert_eq!(import(&path), dry);
    let name = |who: &str| {
        let person = stage.json(&["show", who]);
        [&person["name"], &person["given"], &person["family"]].map(|n| n.as_str().unwrap_or("-").to_owned())
    };
    assert_eq!(name("laura-chen"), ["Laura Meyer", "Laura", "Meyer"]);
    assert_eq!(name("ida-holm")[0], "Ida H.", "what the user wrote stays");
    assert_eq!(name("omar-said")[0], "Omar Said", "nobody becomes somebody else");
    assert_eq!(name("bo-ek"), ["Bo Berg", "Bosse", "Berg"]);
    // An older file doesn't bring the old name back, and the same once more changes nothing.
    assert_eq!(import(&file(before, "13 Nov 2026"))["updated"], 0);
    assert_eq!(import(&file(after, "14 Nov 2026"))["updated"], 0);
    assert_eq!(name("laura-chen")[0], "Laura Meyer");
    // The base goes with the book.
    let book = stage.ok(&["export", "json"]);
    let there = Stage::on("2026-11-24T10:00:00Z");
    there.ok(&["import", "json", &there.file("book.json", &book)]);
    assert_eq!(there.ok(&["export", "json"]), book);
    let third = [("laura", "Laura", "Chen-Meyer"), after[1], after[2], after[3]];
    assert_eq!(there.json(&["import", "linkedin", &file(third, "15 Nov 2026")])["contacts"]["updated"], 1);
    assert_eq!(there.json(&["show", "laura"])["name"], "Laura Chen-Meyer");
}

/// A Connections.csv of (profile, name, e-mail, company, title, day).
fn with_profiles(rows: &[(&str, &str, &str, &str, &str, &str)]) -> String {
    let line = |(slug, name, email, company, title, day): &(&str, &str, &str, &str, &str, &str)| {
        let (given, family) = name.split_once(' ').unwrap();
        format!("{given},{family},https://www.linkedin.com/in/{slug},{email},{company},{title},{day}\n")
    };
    let head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
    format!("{head}{}", rows.iter().map(line).collect::<String>())
}

#[test]
fn of_two_exports_of_the_same_days_the_one_that_was_seen_before_is_the_older() {
    let stage = Stage::on("2026-11-24T10:00:00Z");
    let bob = ("bob", "Bob Ray", "", "Beta", "Eng", "12 Nov 2026");
    let first = with_profiles(&[("laura", "Laura Chen", "l@x.example", "Acme", "CTO", "20 Nov 2026"), bob]);
    let then = with_profiles(&[("laura", "Laura Chen", "l@x.example", "NewCo", "CEO", "20 Nov 2026"), bob]);
    let import = |text: &str| stage.json(&["import", "linkedin", &stage.file("Connections.csv", text)]);
    import(&first);
    assert_eq!(import(&then)["contacts"]["updated"], 1);
    let before = stage.ok(&["export", "json"]);
    for text in [&first, &then, &first] {
        assert_eq!(import(text)["contacts"]["updated"], 0);
    }
    assert_eq!(stage.ok(&["export", "json"]), before);
    // Whoever was the newest connection left: that looks like an older export, and is said.
    let left = with_profiles(&[("bob", "Bob Ray", "", "NewBeta", "Boss", "12 Nov 2026")]);
    let told = stage.run(&["import", "linkedin", &stage.file("Connections.csv", &left)]);
    assert!(
        told.err.contains("seems to be older than one that was imported before") && told.err.contains("1 person"),
        "{}",
        told.err
    );
    // A later message says that it is the newer one.
    let messages = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n\
        c1,,Robin Vance,https://www.linkedin.com/in/robin-vance,Bob Ray,2026-11-1X 10:00:00 UTC,,Hi,INBOX\n\
        c1,,Bob Ray,https://www.linkedin.com/in/bob,Robin Vance,2026-11-1X 11:00:00 UTC,,Hi back,INBOX\n";
    let profile = ("Profile.csv", "First Name,Last Name,Headline\nRobin,Vance,\n".to_owned());
    let whole = |name: &str, connections: &str, day: char| {
        let messages = ("messages.csv", messages.replace('X', &day.to_string()));
        export(&stage, name, &[("Connections.csv", connections.to_owned()), messages, profile.clone()])
    };
    stage.json(&["import", "linkedin", &whole("one", &then, '3')]);
    let report = stage.json(&["import", "linkedin", &whole("two", &left, '4')]);
    assert_eq!(report["contacts"]["updated"], 1, "{report}");
    assert_eq!(stage.json(&["show", "bob"])["company"], "NewBeta");
    let report = stage.json(&["import", "linkedin", &whole("three", &then, '3')]);
    assert_eq!(report["contacts"]["updated"], 0, "{report}");
    let there = Stage::on("2026-11-25T10:00:00Z");
    let book = stage.ok(&["export", "json"]);
    there.ok(&["import", "json", &there.file("book.json", &book)]);
    assert_eq!(there.ok(&["export", "json"]), book);
}

#[test]
fn a_profile_that_got_another_address_is_still_theirs() {
    let stage = Stage::on("2026-11-24T10:00:00Z");
    let messages = |slug: &str| {
        format!(
            "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n\
            c1,,Robin Vance,https://www.linkedin.com/in/robin-vance,Dan Old,2026-11-13 10:00:00 UTC,,Hi,INBOX\n\
            c1,,Dan Old,https://www.linkedin.com/in/{slug},Robin Vance,2026-11-14 11:00:00 UTC,,Hi back,INBOX\n"
        )
    };
    let profile = ("Profile.csv", "First Name,Last Name,Headline\nRobin,Vance,\n".to_owned());
    let whole = |name: &str, dan: &str, eva: &str, others: &str| {
        let rows = [
            (dan, "Dan Old", "dan@x.example", "Acme", "CTO", "5 Jan 2020"),
            (eva, "Eva Roth", "", "Beta", "Cook", "6 Jan 2020"),
        ];
        let connections = with_profiles(&rows) + others;
        export(&stage, name, &[("Connections.csv", connections), ("messages.csv", messages(dan)), profile.clone()])
    };
    stage.json(&["import", "linkedin", &whole("one", "dan-old-123", "eva-1", "")]);
    stage.ok(&["do-not-contact", "dan"]);
    let report = stage.json(&["import", "linkedin", &whole("two", "dan-new", "eva-roth", "")]);
    assert_eq!((&report["contacts"]["created"], &report["contacts"]["updated"]), (&0.into(), &2.into()), "{report}");
    assert_eq!(report["interactions"]["created"], 0, "{report}");
    let dan = stage.json(&["show", "dan"]);
    assert_eq!(
        (&dan["linkedin"], &dan["do_not_contact"]),
        (&"https://www.linkedin.com/in/dan-new".into(), &true.into())
    );
    assert_eq!(stage.json(&["show", "eva"])["linkedin"], "https://www.linkedin.com/in/eva-roth");
    // The old export changes nothing, under the old address neither.
    let again = stage.json(&["import", "linkedin", &whole("one", "dan-old-123", "eva-1", "")]);
    assert_eq!(again["contacts"]["created"], 0, "{again}");
    // Whose profile is still there is somebody else of that name.
    let other = "Eva,Roth,https://www.linkedin.com/in/eva-2,,Gamma,Chef,6 Jan 2020\n";
    let report = stage.json(&["import", "linkedin", &whole("three", "dan-new", "eva-roth", other)]);
    assert_eq!(report["contacts"]["created"], 1, "{report}");
}
