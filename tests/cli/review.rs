//! Reading over a text before it is sent: what is read, what is marked, and what it never does.

use crate::stage::Stage;
use intouch::platform::Terminal;
use serde_json::{Value, json};

/// Clean words to somebody met three days before.
const CLEAN: &str = "Hi Laura, it was good to meet you at RustConf on Friday. Your ideas on async testing stayed with \
    me, and I would like to hear how they go. Shall we connect here?";

fn stage() -> Stage {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--about", "async testing", "--on", "2026-11-20"]);
    stage
}

/// A document of findings, whatever the exit code.
fn findings(stage: &Stage, args: &[&str]) -> (u8, Value) {
    let ran = stage.run(&[args, &["--json"]].concat());
    (ran.code, serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{args:?}: {e}\n{}{}", ran.out, ran.err)))
}

fn rules(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect()
}

#[test]
fn a_blank_left_in_is_an_error_with_its_place_in_characters() {
    let mut stage = stage();
    let text = "Grüße 🎉 {{first_name}}, it was good to meet you at RustConf on Friday.";
    let (code, found) = findings(stage.with_input(text), &["review", "--for", "laura", "-"]);
    assert_eq!(code, 3);
    let blank = found.as_array().unwrap().iter().find(|f| f["rule"] == "unfilled").unwrap();
    let fields: Vec<&String> = blank.as_object().unwrap().keys().collect();
    let mut wanted = ["rule", "severity", "message", "start", "end", "suggestion"];
    wanted.sort_unstable();
    assert_eq!(fields, wanted);
    assert_eq!((&blank["severity"], &blank["start"], &blank["end"]), (&json!("error"), &json!(8), &json!(22)));
}

#[test]
fn the_text_comes_from_a_file_a_pipe_or_the_draft() {
    let mut stage = stage();
    let path = stage.file("message.txt", "Hello {{name}}");
    assert!(rules(&findings(&stage, &["review", &path, "--for", "laura"]).1).contains(&"unfilled"));
    stage.with_input("Hello {{name}}");
    assert!(rules(&findings(&stage, &["review"]).1).contains(&"unfilled"));
    assert!(
        rules(&findings(&stage, &["review", "--for", "laura"]).1).contains(&"unfilled"),
        "what is piped in is read"
    );
    stage.with_input("");
    let draft = stage.json(&["draft", "laura"]);
    let shown = stage.run(&["review", "--for", "laura"]);
    assert_eq!(shown.code, 0, "{}{}", shown.out, shown.err);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    assert!(words(&shown.out).contains(&words(draft["body"].as_str().unwrap())), "{}", shown.out);
    assert!(shown.err.contains("the draft: #1 connect for Laura Chen"), "{}", shown.err);
    let (code, found) = findings(&stage, &["review", "--for", "#1"]);
    assert_eq!((code, &found), (0, &draft["findings"]));
    assert!(rules(&findings(&stage, &["review", "-", "--for", "laura"]).1).contains(&"empty"), "- is never the draft");
    assert_eq!(stage.fails(4, &["review", "--for", "nobody"])["kind"], "not-found");
}

#[test]
fn without_a_text_on_a_terminal_the_usage_is_said() {
    let mut stage = stage();
    stage.terminal = Terminal { input: true, output: true, error: true, width: Some(80) };
    let error = stage.fails(2, &["review"]);
    assert!(error["hint"].as_str().unwrap().starts_with("intouch review "), "{error}");
    assert_eq!(stage.run(&["review", "--for", "laura", "--to", "Laura"]).code, 2);
    assert_eq!(stage.run(&["review", "--for", "laura"]).code, 0);
}

#[test]
fn a_file_that_is_no_message_is_refused_with_a_hint() {
    let stage = stage();
    for (content, says) in
        [(vec![b'a'; 120_000], "100 kB"), (b"caf\xe9".to_vec(), "UTF-8"), (b"\xff\xfeh\0i\0".to_vec(), "UTF-8")]
    {
        let path = stage.file("message.txt", content);
        let error = stage.fails(3, &["review", &path]);
        assert!(error["message"].as_str().unwrap().contains(says) && error["hint"].is_string(), "{error}");
    }
    let folder = stage.folder().to_str().unwrap().to_owned();
    assert_eq!(stage.fails(3, &["review", &folder])["kind"], "input");
    assert!(stage.fails(3, &["review", "#12"])["hint"].as_str().unwrap().contains("--for 12"));
}

#[test]
fn a_person_can_be_described_and_the_account_decides_what_fits() {
    let mut stage = Stage::on("2026-11-23");
    stage.with_input(&format!("{CLEAN} {}", "Until soon, and all the best with your talk."));
    let described = ["review", "--to", "Laura Chen", "--relationship", "met-at-event", "--met-on", "last friday"];
    let over = |stage: &Stage, more: &[&str]| {
        let (code, found) = findings(stage, &[&described[..], &["--met-at", "RustConf"], more].concat());
        assert_eq!(code == 3, found.as_array().unwrap().iter().any(|f| f["severity"] == "error"));
        rules(&found).contains(&"over-limit")
    };
    assert!(over(&stage, &[]));
    assert!(!over(&stage, &["--plan", "premium"]));
    assert!(!over(&stage, &["--kind", "check-in"]));
    stage.ok(&["config", "set", "linkedin.plan", "premium"]);
    assert!(!over(&stage, &[]));
    assert!(over(&stage, &["--plan", "free"]));
    assert_eq!(stage.fails(3, &["review", "--met-on", "31 feb"])["kind"], "input");
    assert!(!stage.book().exists(), "a review makes no book");
}

#[test]
fn the_words_are_marked_in_place_whatever_stands_before_them() {
    let mut stage = stage();
    stage.terminal = Terminal { input: false, output: true, error: true, width: Some(60) };
    for (before, columns) in
        [("Hi ", 3), ("你好 ", 5), ("👩‍👩‍👧🎉 ", 5), ("e\u{301}e\u{301} ", 3), ("\u{202e}\u{200b}\u{7}ok ", 3)]
    {
        let text = format!("{before}{{{{name}}}} and so on");
        let out = stage.with_input(&text).run(&["review", "--color", "never", "--kind", "check-in"]).out;
        let lines: Vec<&str> = out.lines().collect();
        let at = lines.iter().position(|l| l.contains("{{name}}")).unwrap_or_else(|| panic!("{out}"));
        let mark = lines[at + 1..].iter().find(|l| l.ends_with("^^^^^^^")).unwrap_or_else(|| panic!("{out}"));
        assert_eq!(mark.len() - 8, columns + 2, "{before:?}\n{out}");
        assert!(!out.contains(['\u{202e}', '\u{200b}', '\u{7}']), "{out:?}");
        let number = mark.trim().trim_end_matches('^');
        let finding = lines.iter().find(|l| l.trim_start().starts_with(&format!("{number}. "))).unwrap();
        assert!(finding.contains("error unfilled: "), "{out}");
        assert!(out.lines().last().unwrap().contains("1 error"), "{out}");
    }
}

#[test]
fn nothing_to_mend_is_said_and_colour_never_carries_the_meaning_alone() {
    let mut stage = stage();
    stage.with_input(CLEAN);
    let out = stage.ok(&["review", "--for", "laura"]);
    assert_eq!(out.lines().last(), Some("Nothing to mend."), "{out}");
    stage.with_input("{{name}}");
    let plain = stage.run(&["review", "--color", "never"]).out;
    let coloured = stage.run(&["review", "--color", "always"]).out;
    let bare = ["1", "2", "31", "33", "0"].iter().fold(coloured, |t, c| t.replace(&format!("\u{1b}[{c}m"), ""));
    assert_eq!(plain, bare);
}

#[test]
fn of_a_long_text_only_what_is_marked_is_shown() {
    let mut stage = stage();
    let text = format!("{}{{{{name}}}}{}", "plain words here\n".repeat(100), "\nplain words here".repeat(100));
    let out = stage.with_input(&text).run(&["review", "--kind", "check-in"]).out;
    assert!(out.lines().count() < 40 && out.contains("{{name}}") && out.contains("  … (100 lines)\n"), "{out}");
}

#[test]
fn hostile_texts_are_answered() {
    let mut stage = stage();
    stage.terminal = Terminal { input: false, output: true, error: true, width: Some(40) };
    let long = |part: &str| part.repeat(100_000 / part.len());
    let texts = [
        long("a"),
        long("word "),
        long("{{x}} "),
        long("🎉"),
        long("👩‍👩‍👧"),
        long("\u{200b}"),
        long("שלום "),
        long("\u{202e}\u{200f}a"),
        long("e\u{301}"),
        format!("a{}", long("\u{301}")),
        long("\n"),
        long("\r\n\t"),
        long("\u{1b}[31m"),
        long("A. "),
    ];
    for text in &texts {
        let ran = stage.with_input(text).run(&["review", "--for", "laura", "--kind", "check-in"]);
        assert!(matches!(ran.code, 0 | 3), "{}", ran.err);
        let (start, end): (String, usize) = (text.chars().take(4).collect(), text.chars().count());
        assert!(!ran.out.contains(['\u{1b}', '\u{202e}', '\u{200b}']) || ran.out.contains("\u{1b}[3"), "{start:?}");
        let (_, found) = findings(&stage, &["review", "--for", "laura"]);
        for f in found.as_array().unwrap() {
            let at = |key: &str| usize::try_from(f[key].as_u64().unwrap()).unwrap();
            assert!(at("start") <= at("end") && at("end") <= end, "{start:?}: {f}");
        }
    }
}

#[test]
fn a_rule_is_switched_off_or_given_a_limit_in_the_settings() {
    let mut stage = stage();
    stage.with_input("Hello {{name}}");
    stage.ok(&["config", "set", "review.unfilled", "off"]);
    let (_, found) = findings(&stage, &["review", "--kind", "check-in"]);
    assert!(!rules(&found).contains(&"unfilled"), "{found}");
    stage.ok(&["config", "set", "review.unfilled", "on"]);
    assert_eq!(findings(&stage, &["review"]).0, 3);
    stage.ok(&["config", "set", "review.too-long", "60"]);
    assert_eq!(stage.json(&["config", "get", "review.too-long"]), "60");
    assert_eq!(stage.json(&["config"])["review.reused"], "on");
    for (key, bad) in [
        ("review.slang", "12"),
        ("review.too-long", "none"),
        ("review.too-long", "0"),
        ("review.reused", "101"),
        ("review.shouting", "off"),
    ] {
        assert_eq!(stage.fails(3, &["config", "set", key, bad])["kind"], "input", "{key} {bad}");
    }
    assert_eq!(stage.json(&["config", "get", "review.too-long"]), "60");
    stage.file("config/config.toml", "[review]\nshouting = 'off'\n");
    let error = stage.fails(3, &["review"]);
    assert!(error["message"].as_str().unwrap().contains("review.shouting"), "{error}");
}

#[test]
fn words_of_ones_own_are_kept_a_line_each() {
    let stage = Stage::on("2026-11-23");
    assert_eq!(stage.json(&["dictionary", "list"]), json!([]));
    let added = stage.json(&["dictionary", "add", "Kubernetes", "serde", "KUBERNETES"]);
    assert_eq!(added, json!({ "added": ["Kubernetes", "serde"], "already_in": ["KUBERNETES"] }));
    let path = stage.setting("dictionary.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# mine\n{text}tokio # the runtime")).unwrap();
    stage.ok(&["dictionary", "add", "naïve"]);
    assert_eq!(stage.ok(&["dictionary", "list"]), "Kubernetes\nserde\ntokio\nnaïve\n");
    let removed = stage.json(&["dictionary", "remove", "Tokio", "missing"]);
    assert_eq!(removed, json!({ "removed": ["Tokio"], "not_in": ["missing"] }));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine\nKubernetes\nserde\nnaïve\n");
    for bad in ["two words", "#", "", "\u{1b}", &"a".repeat(100)] {
        assert_eq!(stage.fails(3, &["dictionary", "add", "fine", bad])["kind"], "input", "{bad:?}");
    }
    assert!(!stage.ok(&["dictionary", "list"]).contains("fine"), "all or nothing");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_broken_dictionary_stops_a_review_but_no_verb() {
    let stage = stage();
    std::fs::create_dir_all(stage.folder().join("config")).unwrap();
    std::fs::write(stage.setting("dictionary.txt"), b"caf\xe9\n").unwrap();
    let path = stage.file("message.txt", CLEAN);
    assert_eq!(stage.run(&["review", &path, "--for", "laura"]).code, 6);
    let not_reviewed = |warnings: &Value| {
        warnings.as_array().unwrap().iter().any(|w| w.as_str().unwrap().starts_with("the words were not reviewed"))
    };
    assert!(not_reviewed(&stage.json(&["draft", "laura"])["warnings"]));
    assert!(not_reviewed(&stage.json(&["request", "laura", "--message", CLEAN])["warnings"]));
}

#[test]
fn what_is_recorded_is_read_over_first_and_never_blocked() {
    let mut stage = stage();
    let told = stage.told(&["request", "laura", "--message", "Hi {{name}}"]);
    let (warned, recorded) = (told.find("warning: unfilled: "), told.find("Asked Laura Chen"));
    assert!(warned.is_some() && warned < recorded, "{told}");
    let withdrawn = stage.run(&["withdrawn", "laura"]);
    assert!(withdrawn.code == 0 && !withdrawn.err.contains("unfilled"), "{}", withdrawn.err);
    stage.ok(&["undo"]);
    stage.ok(&["undo"]);
    let path = stage.file("note.txt", "Hi {{name}}");
    let unfilled = |answer: &Value| {
        let all = answer["warnings"].as_array().unwrap();
        all.iter().filter(|w| w.as_str().unwrap().starts_with("unfilled: ")).count()
    };
    let answer = stage.json(&["done", "laura", "--file", &path]);
    assert_eq!(unfilled(&answer), 1, "{answer}");
    assert_eq!(answer["recorded"]["message"], "Hi {{name}}");
    stage.ok(&["accepted", "laura"]);
    stage.day("2026-12-01T10:00:00Z");
    let call = stage.json(&["done", "laura", "--kind", "call", "--message", "spoke of {{name}}"]);
    assert_eq!(unfilled(&call), 0, "what was said in a call is no message: {call}");
    stage.ok(&["add", "Cleo Diaz"]);
    let received = stage.json(&["request", "cleo", "--received", "--message", "Hi {{name}}"]);
    assert_eq!(unfilled(&received), 0, "they wrote it: {received}");
    assert_eq!(stage.fails(4, &["request", "nobody", "--message", "Hi {{name}}"])["kind"], "not-found");
}

#[test]
fn the_drafted_words_are_read_over_as_they_were_edited() {
    let mut stage = stage();
    let editor = stage.file("editor.sh", "#!/bin/sh\necho 'Hi {{name}}' > \"$1\"\n");
    stage.env.insert("EDITOR".to_owned(), format!("sh {editor}"));
    let draft = stage.json(&["draft", "laura", "--edit"]);
    assert!(rules(&draft["findings"]).contains(&"unfilled"), "{draft}");
    let shown = stage.run(&["draft", "laura", "--edit"]);
    assert_eq!(shown.out, "Hi {{name}}\n", "the words stay alone on standard output");
    assert!(shown.err.contains("error unfilled: ") && shown.err.contains("1 error"), "{}", shown.err);
    let asked = stage.json(&["request", "laura", "--as-drafted"]);
    assert!(asked["warnings"][0].as_str().unwrap().starts_with("unfilled: "), "{asked}");
}

#[cfg(unix)]
#[test]
fn a_book_that_can_only_be_read_is_enough() {
    use std::os::unix::fs::PermissionsExt;
    let mut stage = stage();
    let (book, folder) = (stage.book(), stage.book().parent().unwrap().to_owned());
    let allow = |file, dir| {
        std::fs::set_permissions(&book, std::fs::Permissions::from_mode(file)).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(dir)).unwrap();
    };
    allow(0o400, 0o500);
    stage.with_input("Hi {{name}}");
    let (code, found) = findings(&stage, &["review", "--for", "laura"]);
    let drafted = stage.with_input("").run(&["review", "--for", "laura"]);
    allow(0o600, 0o700);
    assert_eq!((code, rules(&found).contains(&"unfilled")), (3, true));
    assert_eq!(drafted.code, 0, "{}", drafted.err);
}

#[test]
fn a_word_of_a_name_a_place_or_a_label_is_known_to_the_book_and_a_word_of_a_message_is_not() {
    let stage = stage();
    stage.ok(&["add", "Ines Zuboff", "--company", "Initech", "--title", "Kubernaut", "--tag", "rustacean"]);
    stage.ok(&["log", "ines", "teh wibble", "--out", "--kind", "message", "--about", "tokio"]);
    let db = rusqlite::Connection::open(stage.book()).unwrap();
    let stands = |word: &str| {
        let names = intouch::store::search::proper_names(&db, word).unwrap();
        names.iter().any(|name| name.to_lowercase().contains(&word.to_lowercase()))
    };
    for word in ["zuboff", "Initech", "kubernaut", "rustacean", "RustConf", "tokio", "async"] {
        assert!(stands(word), "{word}");
    }
    for word in ["teh", "wibble", "", "\"", "OR", "nobody"] {
        assert!(word.is_empty() || !stands(word), "{word}");
    }
}

#[test]
fn a_text_in_another_language_says_that_few_rules_looked_at_it() {
    let mut stage = stage();
    stage.with_input(
        "Hallo Laura, es war schön, dich auf der RustConf zu treffen. Ich würde mich freuen, wenn wir uns hier \
         vernetzen und über die Tests sprechen, die du erwähnt hast, {{blank}}.",
    );
    let ran = stage.run(&["review", "--for", "laura", "-"]);
    assert!(ran.err.contains("not English"), "{}", ran.err);
    assert!(ran.out.contains("unfilled") && ran.out.contains("\n1 error\n"), "{}", ran.out);
    stage.with_input(CLEAN);
    assert!(!stage.run(&["review", "--for", "laura", "-"]).err.contains("English"));
}

#[test]
fn words_of_the_book_and_of_the_dictionary_are_spelt_right() {
    let mut stage = stage();
    let text = "Hi Laura, it was good to meet you at RustConf on Friday. The people of Recieve told me about your \
        libary, and I would like to hear how they go. Shall we connect here?";
    let unknown = |stage: &mut Stage| {
        stage.with_input(text);
        let found = findings(stage, &["review", "--for", "laura", "-"]).1;
        let words = |f: &Value| {
            let at = |key: &str| usize::try_from(f[key].as_u64().unwrap()).unwrap();
            text.chars().skip(at("start")).take(at("end") - at("start")).collect::<String>()
        };
        let found = found.as_array().unwrap();
        found.iter().filter(|f| f["rule"] == "spelling").map(words).collect::<Vec<_>>()
    };
    let before = unknown(&mut stage);
    assert_eq!(before, ["Recieve", "libary"]);
    stage.ok(&["dictionary", "add", "libary"]);
    stage.ok(&["add", "Zsuzsanna Kis", "--company", "Recieve"]);
    assert_eq!(unknown(&mut stage), Vec::<String>::new());
}
