//! Names, texts and numbers that mean harm, or nothing.

use crate::stage::Stage;
use serde_json::{Value, json};

/// The strings of `tests/data/hostile.txt`, whose first line tells the notation.
pub fn strings() -> Vec<String> {
    include_str!("../data/hostile.txt").lines().filter(|l| !l.starts_with('#')).map(read).collect()
}

fn read(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let kind = after.chars().next().unwrap_or_else(|| panic!("{line:?} ends within an escape"));
        rest = &after[1..];
        let mut braced = || {
            let (inner, tail) = rest.strip_prefix('{').and_then(|r| r.split_once('}')).expect("a number in braces");
            rest = tail;
            inner
        };
        match kind {
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            '0' => out.push('\0'),
            '\\' => out.push('\\'),
            'u' => out.push(u32::from_str_radix(braced(), 16).ok().and_then(char::from_u32).expect("a character")),
            '*' => {
                let more: usize = braced().parse::<usize>().expect("a number") - 1;
                let last = out.pop().expect("a character to repeat");
                out.extend(std::iter::repeat_n(last, more + 1));
            }
            other => panic!("{line:?}: what is \\{other}?"),
        }
    }
    out + rest
}

#[test]
fn there_are_several_hundred_strings_and_no_two_are_alike() {
    let all = strings();
    let different: std::collections::BTreeSet<&String> = all.iter().collect();
    assert!(all.len() > 500 && different.len() == all.len(), "{} {}", all.len(), different.len());
    assert_eq!(read(r"a\*{3}\u{1b}\n\\b"), "aaa\u{1b}\n\\b");
    assert!(all.iter().any(|s| s.contains('\0')) && all.iter().any(|s| s.chars().count() > 1000));
}

#[test]
fn every_slug_can_be_typed() {
    let stage = Stage::on("2026-11-23");
    let mut refused = 0;
    let honest = ["Zoë Ångström", "山田太郎", "Владимир", "O'Brien-Smith, PhD", "12345 Six", "met"].map(str::to_owned);
    for name in strings().iter().step_by(3).chain(&honest) {
        let ran = stage.run(&["add", "--", name]);
        assert!(matches!(ran.code, 0 | 3), "{name:?}: {}", ran.err);
        refused += usize::from(ran.code == 3);
    }
    assert!(refused < 60, "{refused} of the strings are no names");
    let people = stage.json(&["list"]);
    let people = people.as_array().unwrap();
    let mut slugs: Vec<&str> = people.iter().map(|p| p["slug"].as_str().unwrap()).collect();
    for slug in &slugs {
        assert!(
            !slug.starts_with('-')
                && slug.bytes().any(|b| !b.is_ascii_digit())
                && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{slug:?}"
        );
        assert_eq!(stage.json(&["show", slug])["slug"], *slug);
    }
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), people.len());
}

#[test]
fn a_name_that_is_none_is_refused() {
    let stage = Stage::on("2026-11-23");
    let long = "x".repeat(10_000);
    for name in ["", "   ", "\n\t", "\u{200b}\u{200b}", "\u{1b}", "...", &long] {
        let error = stage.fails(3, &["add", name]);
        assert!(error["message"].as_str().unwrap().len() < 300, "{error}");
        let error = stage.fails(3, &["met", "--new", name]);
        assert!(error["message"].as_str().unwrap().len() < 300, "{error}");
    }
    assert!(!stage.book().exists() || stage.json(&["list"]) == json!([]));
}

#[test]
fn a_text_that_is_too_long_is_refused_not_cut() {
    let mut stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    let long = "word ".repeat(100_000);
    assert_eq!(stage.fails(3, &["log", "laura", &long, "--in"])["kind"], "input");
    assert_eq!(stage.fails(3, &["edit", "laura", "--company", &"x".repeat(10_000)])["kind"], "input");
    assert_eq!(stage.fails(3, &["tag", "laura", &format!("+{}", "x".repeat(10_000))])["kind"], "input");
    stage.with_input(&"y".repeat(3 << 20));
    assert_eq!(stage.fails(3, &["log", "laura", "-", "--in"])["kind"], "input");
    assert_eq!(stage.json(&["history", "laura"]), json!([]));
    let fits = "A long but honest text. ".repeat(300);
    assert_eq!(stage.json(&["log", "laura", &fits, "--in"])["recorded"]["text"], fits.trim_end());
}

#[test]
fn a_text_survives_whole_in_documents() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    let text = "line one\nline two\tindented “quoted” \u{1f980} ½ \\n \u{0}end";
    let recorded = stage.json(&["log", "laura", text, "--in"]);
    assert_eq!(recorded["recorded"]["text"], "line one\nline two\tindented “quoted” \u{1f980} ½ \\n end");
}

#[test]
fn who_and_id_of_any_shape_are_answered_with_an_error() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    let long = "x".repeat(10_000);
    for who in
        ["", " ", "0", "-1", "99999999999999999999999", "#", "#0", "#99999999999999999999", "%", "_", "*", "\"", &long]
    {
        for command in ["show", "why", "done", "snooze", "draft", "history", "skip", "reopen", "wake"] {
            let mut line = vec![command, "--", who];
            if command == "snooze" {
                line.push("tomorrow");
            }
            let ran = stage.run(&line);
            assert!(matches!(ran.code, 3 | 4), "{command} {who:.40?}: {} {}", ran.code, ran.err);
        }
    }
    assert_eq!(stage.json(&["history", "laura"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.json(&["show", "laura"])["paused_until"], Value::Null);
}

#[test]
fn numbers_beyond_every_range_are_refused() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    for (code, line) in [
        (4, &["fact", "remove", "9223372036854775807"][..]),
        (2, &["fact", "remove", "9223372036854775808"]),
        (3, &["edit", "laura", "--every", "99999999999 weeks"]),
        (2, &["list", "--stale", "99999999999999999999y"]),
        (2, &["due", "--within", "18446744073709551616d"]),
        (3, &["promise", "laura", "x", "--by", "+99999999d"]),
        (3, &["snooze", "laura", "in 4294967297 weeks"]),
    ] {
        let ran = stage.run(line);
        assert_eq!(ran.code, code, "{line:?}: {}{}", ran.out, ran.err);
    }
}
