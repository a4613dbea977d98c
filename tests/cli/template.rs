//! Templates of the user's own: copied, edited, checked, and tried with invented contacts.

use crate::stage::Stage;
use serde_json::Value;
use std::time::{Duration, Instant};

const HEAD: &str = "description = 'Mine'\nkind = 'check-in'\n[[slots]]\nname = 'all'\n";

fn own(stage: &Stage, name: &str, variants: &str) {
    stage.file(&format!("config/templates/{name}.toml"), format!("{HEAD}variants = {variants}\n"));
}

/// The one document of a check, whatever the exit code.
fn checked(stage: &Stage, args: &[&str]) -> (u8, Value) {
    let ran = stage.run(&[&["template", "check", "--json"], args].concat());
    let all: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}{}", ran.out, ran.err));
    (ran.code, all[0].clone())
}

#[test]
fn editing_copies_the_built_in_template_once() {
    let mut stage = Stage::on("2026-11-23");
    let path = stage.setting("templates").join("check-in.toml");
    let first = stage.run(&["template", "edit", "check-in"]);
    assert_eq!((first.code, first.out.trim()), (0, path.to_str().unwrap()), "{}", first.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), stage.ok(&["template", "show", "check-in"]));
    let editor = stage.file("editor.sh", "#!/bin/sh\necho '# mine' >> \"$1\"\n");
    stage.env.insert("EDITOR".to_owned(), format!("sh {editor}"));
    assert_eq!(stage.json(&["template", "edit", "check-in"])["copied"], false);
    assert!(std::fs::read_to_string(&path).unwrap().ends_with("# mine\n"));
    for bad in ["nothing", "shared", "../config", ""] {
        assert_eq!(stage.fails(4, &["template", "edit", bad])["kind"], "not-found", "{bad}");
    }
    assert!(!stage.setting("config.toml").exists());
}

#[test]
fn a_mistake_is_named_with_file_and_line_and_the_file_stays() {
    let mut stage = Stage::on("2026-11-23");
    let editor = stage.file("editor.sh", "#!/bin/sh\nsed -i.old 's/^kind = .*/kind = \"greet\"/' \"$1\"\n");
    stage.env.insert("EDITOR".to_owned(), format!("sh {editor}"));
    let error = stage.fails(3, &["template", "edit", "check-in"]);
    let path = stage.setting("templates").join("check-in.toml");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(path.to_str().unwrap()) && message.contains("line "), "{message}");
    assert!(std::fs::read_to_string(&path).unwrap().contains("greet"));
    let (code, check) = checked(&stage, &[]);
    assert_eq!(code, 3);
    assert!(check["problem"].as_str().unwrap().contains("line "), "{check}");
    // Mended in the editor, it is in use.
    let mend = stage.file("mend.sh", "#!/bin/sh\nsed -i.old 's/\"greet\"/\"check-in\"/' \"$1\"\n");
    stage.env.insert("EDITOR".to_owned(), format!("sh {mend}"));
    stage.ok(&["template", "edit", "check-in"]);
}

#[test]
fn a_check_shows_the_worst_that_comes_of_a_template() {
    let stage = Stage::on("2026-11-23");
    assert!(stage.ok(&["template", "check"]).contains("no templates of your own"));
    own(&stage, "mine", "['Hi {{ name }}, how is {{ \"{{company}}\" }}?']");
    let (code, check) = checked(&stage, &[]);
    assert_eq!((code, check["of"].as_u64()), (3, Some(1008)), "{check}");
    assert!(check["looked_at"].as_u64().unwrap() > 0 && check["with_errors"] == check["looked_at"], "{check}");
    let worst = &check["worst"][0];
    assert!(worst["body"].as_str().unwrap().contains("{{company}}"));
    assert!(worst["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "unfilled"), "{worst}");
    let ran = stage.run(&["template", "check", "mine"]);
    assert_eq!(ran.code, 3);
    for part in ["1^^^", "error unfilled: ", "known: ", " with an error"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert_eq!(stage.fails(4, &["template", "check", "nothing"])["kind"], "not-found");
}

#[test]
fn a_template_without_words_for_anybody_is_bad() {
    let stage = Stage::on("2026-11-23");
    // What the user does is not set.
    own(&stage, "mine", "['Hi {{ name }}, I am {{ does }}.']");
    let (code, check) = checked(&stage, &["mine"]);
    assert!(code == 3 && check["refused"] == check["looked_at"], "{code} {check}");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let stage = Stage::on("2026-11-23");
    let since = Instant::now();
    for endless in [
        "{% for i in range(99999999) %}x{% endfor %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ] {
        own(&stage, "mine", &format!("['Hi {{{{ name }}}} {endless}']"));
        let (code, check) = checked(&stage, &[]);
        assert!(code == 3 && check["problem"].is_string(), "{endless}: {check}");
    }
    assert!(since.elapsed() < Duration::from_secs(20));
}
