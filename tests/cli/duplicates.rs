//! Who may be in the book twice: which pairs are listed, in which order, why, and what is remembered.

use super::hostile::strings;
use crate::stage::Stage;
use intouch::platform::Terminal;
use serde_json::{Value, json};

/// People by name with what is known of them, in order of entry.
fn book(people: &[&[&str]]) -> Stage {
    let stage = Stage::on("2026-11-23");
    for person in people {
        stage.ok(&[&["add"], *person].concat());
    }
    stage
}

/// Gives somebody a profile, whoever else has it: the commands refuse that, books from elsewhere may hold it.
fn profile(stage: &Stage, id: i64, key: &str) {
    let db = rusqlite::Connection::open(stage.book()).unwrap();
    let url = format!("https://www.linkedin.com/in/{key}");
    db.execute("UPDATE contacts SET linkedin = ?2, linkedin_key = ?3 WHERE id = ?1", (id, url, key)).unwrap();
}

/// The pairs that are listed, by numbers.
fn pairs(stage: &Stage) -> Vec<(i64, i64)> {
    let listed = stage.json(&["duplicates"]);
    let number = |p: &Value, of: &str| p[of]["id"].as_i64().unwrap();
    listed.as_array().unwrap().iter().map(|p| (number(p, "a"), number(p, "b"))).collect()
}

#[test]
fn a_book_without_doubles_says_so_and_so_does_none() {
    let stage = Stage::on("2026-11-23");
    assert!(stage.ok(&["duplicates"]).contains("Nobody seems to be in the book twice."));
    assert!(!stage.book().exists());
    stage.ok(&["add", "Laura Chen"]);
    stage.ok(&["add", "Omar Haddad"]);
    assert_eq!(stage.json(&["duplicates"]), json!([]));
    assert!(stage.ok(&["duplicates"]).contains("Nobody"));
}

#[test]
fn the_likeliest_come_first_with_what_speaks_for_them() {
    let stage = book(&[
        &["Bob Smith", "--company", "Acme"],
        &["Владимир Новак"],
        &["Robert Smith", "--company", "ACME Inc."],
        &["Vladimir Novak"],
        &["Laura Chen", "--email", "laura@example.org"],
        &["Laura Meyer", "--email", "Laura@example.org"],
        &["Zoë Brandt"],
        &["Z. Brandt"],
    ]);
    profile(&stage, 7, "zoe");
    profile(&stage, 8, "zoe");
    let listed = stage.json(&["duplicates"]);
    let told: Vec<(i64, i64, String)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            let reasons: Vec<&str> = p["reasons"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
            (p["a"]["id"].as_i64().unwrap(), p["b"]["id"].as_i64().unwrap(), reasons.join(", "))
        })
        .collect();
    let wanted = [
        (7, 8, "same LinkedIn profile, initials that fit the name"),
        (5, 6, "same e-mail, same given name"),
        (1, 3, "same name, one with a short form, same company"),
        (2, 4, "same name, spelt another way"),
    ];
    assert_eq!(told, wanted.map(|(a, b, why)| (a, b, why.to_owned())));
    let scores: Vec<f64> = listed.as_array().unwrap().iter().map(|p| p["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|s| (0.0..1.0).contains(s)), "{scores:?}");
    assert_eq!(stage.json(&["duplicates"]), listed);
}

#[test]
fn one_person_under_two_forms_of_a_name_at_one_company_is_found() {
    let twice = [
        ["Alexander Petrov", "Александр Петров"],
        ["Katharina Müller", "Kathrin Müller"],
        ["Anna-Lena Vogt", "Anna Vogt"],
        ["Mohamed Hassan", "محمد حسن"],
        ["David Cohen", "דוד כהן"],
        ["Chris Vogel", "Christian Vogel"],
        ["Francisco Ruiz", "Paco Ruiz"],
    ];
    let stage = Stage::on("2026-11-23");
    for (n, name) in twice.iter().flatten().enumerate() {
        stage.ok(&["add", name, "--company", &format!("Acme {}", n / 2)]);
    }
    stage.ok(&["add", "Kate Bishop", "--email", "kb@gmail.com"]);
    stage.ok(&["add", "Katherine B.", "--email", "kb@gmail.com"]);
    let mut found = pairs(&stage);
    found.sort_unstable();
    assert_eq!(found, (1..16).step_by(2).map(|n| (n, n + 1)).collect::<Vec<_>>());
}

#[test]
fn father_and_son_and_him_and_her_are_two() {
    let two = [
        ["Hans Maier Sr.", "Hans Maier Jr."],
        ["Christian Vogel", "Christina Vogel"],
        ["Alexander Brandt", "Alexandra Brandt"],
        ["Paul Weber", "Pauline Weber"],
    ];
    let stage = Stage::on("2026-11-23");
    for (n, name) in two.iter().flatten().enumerate() {
        stage.ok(&["add", name, "--company", &format!("Acme {}", n / 2)]);
    }
    assert_eq!(pairs(&stage), []);
    stage.ok(&["add", "Hans Maier", "--company", "Acme 0"]);
    assert_eq!(pairs(&stage), [(1, 9), (2, 9)]);
}

#[test]
fn namesakes_whom_everything_else_tells_apart_are_not_listed() {
    let stage = book(&[
        &["Laura Chen", "--company", "Acme", "--email", "laura@acme.example"],
        &["Laura Chen", "--company", "Initech", "--email", "l.chen@initech.example"],
        &["Omar Haddad", "--company", "Acme", "--linkedin", "https://www.linkedin.com/in/omar"],
        &["Omar Haddad", "--company", "Acme", "--linkedin", "https://www.linkedin.com/in/omar-2"],
        &["Ada Byron", "--phone", "+49 30 123456"],
        &["Cleo Diaz", "--phone", "+49 30 123456"],
    ]);
    assert_eq!(pairs(&stage), []);
}

#[test]
fn who_is_to_be_kept_comes_first_and_the_archived_last() {
    let stage = book(&[&["Laura Chen"], &["Laura Chen"], &["Omar Haddad"], &["Omar Haddad"], &["Omar M. Haddad"]]);
    assert_eq!(pairs(&stage), [(1, 2), (3, 4), (3, 5), (4, 5)]);
    stage.ok(&["log", "2", "a call", "--kind", "call"]);
    assert_eq!(pairs(&stage)[0], (2, 1));
    stage.ok(&["archive", "2"]);
    stage.ok(&["archive", "3"]);
    assert_eq!(pairs(&stage), [(4, 5), (1, 2), (4, 3), (5, 3)]);
    let shown = stage.ok(&["duplicates"]);
    assert!(shown.contains("Omar Haddad (archived)"), "{shown}");
}

#[test]
fn that_two_are_not_one_is_remembered() {
    let stage = book(&[&["Laura Chen"], &["Laura Chen"], &["Laura Chen"]]);
    assert_eq!(pairs(&stage), [(1, 2), (1, 3), (2, 3)]);
    stage.ok(&["merge", "3", "1", "--not-same"]);
    assert_eq!(pairs(&stage), [(1, 2), (2, 3)]);
    // What was said of one who became part of another holds for the other.
    stage.ok(&["merge", "2", "3"]);
    assert_eq!(pairs(&stage), []);
    stage.ok(&["undo"]);
    stage.ok(&["undo"]);
    assert_eq!(pairs(&stage), [(1, 2), (1, 3), (2, 3)]);
}

#[test]
fn a_merged_pair_is_gone_and_undo_brings_it_back() {
    let stage = book(&[&["Laura Chen", "--company", "Acme"], &["Chen Laura", "--company", "Acme"]]);
    assert_eq!(pairs(&stage), [(1, 2)]);
    stage.ok(&["merge", "1", "2"]);
    assert_eq!(pairs(&stage), []);
    stage.ok(&["undo"]);
    assert_eq!(pairs(&stage), [(1, 2)]);
}

#[test]
fn a_profile_that_came_with_a_merge_still_tells() {
    let stage = book(&[
        &["Laura Chen", "--linkedin", "https://www.linkedin.com/in/laura"],
        &["Laura Weber", "--linkedin", "https://www.linkedin.com/in/laura-weber"],
    ]);
    stage.ok(&["merge", "1", "2"]);
    stage.ok(&["add", "Laurita"]);
    profile(&stage, 3, "laura-weber");
    assert_eq!(pairs(&stage), [(1, 3)]);
}

#[test]
fn the_hints_can_be_pasted() {
    let stage = book(&[&["Laura Chen"], &["Laura Chen"], &["Laura Chen"]]);
    let told = stage.run(&["duplicates", "--most", "1"]);
    assert_eq!(told.out.lines().count(), 2, "{}", told.out);
    for command in ["intouch duplicates --most 3", "`intouch merge 1 2`", "`intouch merge 1 2 --not-same`"] {
        assert!(told.err.contains(command), "{command}: {}", told.err);
    }
    assert_eq!(stage.json(&["duplicates", "--most", "2"]).as_array().unwrap().len(), 2);
    assert_eq!(stage.run(&["duplicates", "--most", "0"]).code, 2);
}

#[test]
fn the_table_fits_a_terminal() {
    let mut stage = book(&[
        &["Wolfgang Amadeus Theophilus Mozart", "--company", "The Imperial and Royal Theatre of the City of Vienna"],
        &["Wolfgang Amadeus Mozart", "--company", "The Imperial and Royal Theatre of the City of Vienna"],
    ]);
    stage.terminal = Terminal { output: true, width: Some(80), ..Terminal::default() };
    let shown = stage.ok(&["duplicates", "--color", "never"]);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
}

#[test]
fn names_of_any_kind_are_compared_without_harm() {
    let stage = Stage::on("2026-11-23");
    for (n, name) in strings().iter().step_by(7).enumerate() {
        let company = format!("Acme {n}");
        stage.run(&["add", "--company", &company, "--", name]);
        stage.run(&["add", "--company", &company, "--", name]);
    }
    let listed = stage.json(&["duplicates"]);
    assert!(listed.as_array().unwrap().len() > 20);
}
