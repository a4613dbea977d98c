//! Names, texts and numbers that mean harm, or nothing.

use crate::stage::Stage;
use serde_json::{Value, json};

/// What people put into names, by mistake or not.
const HOSTILE: &[&str] = &[
    "Evil\u{1b}[31mRed\u{1b}[0m",
    "Title\u{1b}]0;owned\u{7}Setter",
    "Clip\u{1b}]52;c;cm0gLXJm\u{7}Board",
    "Back\u{8}\u{8}\u{8}Space",
    "Carriage\rReturn",
    "New\nLine",
    "Tab\tBed",
    "Nul\u{0}Byte",
    "Csi\u{9b}31mEight",
    "Bidi\u{202e}redrO\u{202c} Mark",
    "Isolate\u{2066}\u{2069} Mark",
    "Zero\u{200b}Width",
    "Del\u{7f}Ete",
    "Emoji \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{1f980}",
    "مريم الخطيب",
    "$(touch owned) `id`",
    "'; DROP TABLE contacts; --",
    "{{ 7 * 7 }} {% for %}",
    "../../etc/passwd",
    "Robert \"Bob\" O'Neil <b>&amp;</b>",
    "=cmd|' /C calc'!A0",
];

/// Whether a terminal may be given this.
fn harmless(text: &str) -> Result<(), String> {
    let bad = |c: &char| {
        (c.is_control() && *c != '\n' && *c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().find(bad).map_or(Ok(()), |c| Err(format!("{c:?} in {text:?}")))
}

#[test]
fn no_control_byte_of_a_name_or_text_reaches_the_terminal() {
    for name in HOSTILE {
        let mut stage = Stage::on("2026-11-23");
        let said = stage.run(&["add", name, "--met", name, "--about", name, "--company", name, "--note", name]);
        assert_eq!(said.code, 0, "{name:?}: {}", said.err);
        let texts: [&[&str]; 5] = [
            &["log", "1", name, "--in", "--where", name],
            &["request", "1", "--message", name],
            &["promise", "1", name, "--by", "friday"],
            &["remind", "1", name, "--on", "friday"],
            &["edit", "1", "--title", name, "--introduced-by", name],
        ];
        for text in texts {
            // A name that is short of letters is refused; what is said of it must be harmless too.
            let ran = stage.run(text);
            harmless(&ran.out).and_then(|()| harmless(&ran.err)).unwrap_or_else(|e| panic!("{text:?}: {e}"));
        }
        stage.day("2026-11-30");
        for width in [None, Some(40)] {
            stage.terminal.width = width;
            for look in [
                &[][..],
                &["due", "--all"],
                &["list"],
                &["find", name],
                &["show", "1"],
                &["history", "1"],
                &["why", "1"],
                &["requests"],
                &["draft", "1"],
                &["draft", "1", "--kind", "check-in"],
                &["show", name],
                &["show", "2"],
                &["export", "json"],
                &["list", "--tag", name],
                &["template", "show", name],
                &["config", "get", name],
                &["fact", "edit", name],
                &["nonsense", name],
                &[name],
                &["due", "--kind", name],
                &["promise", "1", "x", "--by", name],
                &["forget", "1"],
            ] {
                let ran = stage.run(look);
                harmless(&ran.out).and_then(|()| harmless(&ran.err)).unwrap_or_else(|e| panic!("{look:?}: {e}"));
            }
        }
        stage.ok(&["notify"]);
        for notice in stage.notices.borrow().iter() {
            harmless(&notice.summary).and_then(|()| harmless(&notice.body)).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        }
    }
}

#[test]
fn every_slug_can_be_typed() {
    let stage = Stage::on("2026-11-23");
    for name in
        HOSTILE.iter().chain(&["Zoë Ångström", "山田太郎", "Владимир", "O'Brien-Smith, PhD", "12345 Six", "met"])
    {
        stage.ok(&["add", name]);
    }
    let people = stage.json(&["list"]);
    let people = people.as_array().unwrap();
    let mut slugs: Vec<&str> = people.iter().map(|p| p["slug"].as_str().unwrap()).collect();
    for slug in &slugs {
        assert!(
            !slug.starts_with('-')
                && slug.bytes().any(|b| b.is_ascii_lowercase())
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
