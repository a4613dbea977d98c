//! Every command that there is, given hostile strings wherever it takes a text, and every output
//! looked at. The commands and what they take are read off the program's own command line, so that a
//! new one can't be left out.
//!
//! `INTOUCH_STRIDE=1` puts every string into every place; without it each goes into some of them.

use super::hostile::strings;
use crate::stage::{Ran, Stage, setting};
use clap::{Arg, ArgAction, Command};
use intouch::platform::Terminal;
use std::any::TypeId;
use std::path::{Path, PathBuf};

/// Where a string is put: a command line with a gap.
#[derive(Debug, Clone)]
struct Place {
    /// The command with what else it needs.
    before: Vec<String>,
    /// The option, `--note=`, where it is one.
    option: Option<String>,
    /// What else stands behind.
    after: Vec<String>,
    is_path: bool,
}

impl Place {
    fn line(&self, given: &str) -> Vec<String> {
        let mut line = self.before.clone();
        match &self.option {
            Some(option) => {
                line.push(format!("{option}{given}"));
                line.push("--".to_owned());
                line.extend(self.after.iter().cloned());
            }
            None => {
                line.push("--".to_owned());
                line.extend(self.after.iter().cloned());
                line.push(given.to_owned());
            }
        }
        line
    }
}

/// Something harmless for what a command can't do without, by what its help calls it.
fn harmless_value(path: &str, arg: &Arg) -> String {
    let values = arg.get_value_parser().possible_values();
    if let Some(first) = values.and_then(|mut v| v.next()) {
        return first.get_name().to_owned();
    }
    let called = arg.get_value_names().and_then(|n| n.first()).map(ToString::to_string);
    let called = called.unwrap_or_else(|| arg.get_id().to_string().to_uppercase());
    let value = match called.as_str() {
        "ID" | "ID|WHO" | "WHO" | "N" | "STEP" => "1",
        "UNTIL" | "DATE" => "2026-12-01",
        "NAME" => "Plain Name",
        "TEXT" => "plain words",
        "KEY" => "me.name",
        "VALUE" => "plain",
        "TAG" | "TOPIC" | "WORD" => "plain",
        "FILE" | "PATH" | "FOLDER" => "plain.txt",
        "URL" => "https://example.com/",
        "A" => "1",
        "B" => "2",
        other => panic!("say here what is a harmless {other} (for `intouch {path}`)"),
    };
    value.to_owned()
}

fn is_path(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == TypeId::of::<PathBuf>()
}

/// Every place of every command, and every command as it is when nothing hostile is put into it.
fn places() -> (Vec<Place>, Vec<Vec<String>>) {
    let mut command = intouch::cli::command();
    command.build();
    let (mut places, mut plain) = (Vec::new(), Vec::new());
    collect(&command, &mut Vec::new(), &mut places, &mut plain);
    (places, plain)
}

fn collect(command: &Command, path: &mut Vec<String>, places: &mut Vec<Place>, plain: &mut Vec<Vec<String>>) {
    let inner: Vec<&Command> = command.get_subcommands().filter(|c| c.get_name() != "help").collect();
    for sub in &inner {
        path.push(sub.get_name().to_owned());
        collect(sub, path, places, plain);
        path.pop();
    }
    if !inner.is_empty() && command.is_subcommand_required_set() {
        return;
    }
    let name = path.join(" ");
    let takes = |a: &&Arg| matches!(a.get_action(), ArgAction::Set | ArgAction::Append);
    // What is for everywhere is looked at once, with the day at a glance.
    let args: Vec<&Arg> =
        command.get_arguments().filter(takes).filter(|a| path.is_empty() || !a.is_global_set()).collect();
    let needed = |except: Option<&Arg>| {
        let (mut options, mut positions) = (path.clone(), Vec::new());
        for arg in args.iter().filter(|a| a.is_required_set() && except.is_none_or(|e| e.get_id() != a.get_id())) {
            match arg.get_long() {
                Some(long) => options.push(format!("--{long}={}", harmless_value(&name, arg))),
                None => positions.push(harmless_value(&name, arg)),
            }
        }
        (options, positions)
    };
    for arg in &args {
        // Of a list of words the program checks itself that nothing else is taken.
        let (before, after) = needed(Some(arg));
        let option = arg.get_long().map(|long| format!("--{long}="));
        places.push(Place { before, option, after, is_path: is_path(arg) });
    }
    let (before, after) = needed(None);
    plain.push([before, after].concat());
}

/// What the program itself puts on a terminal beside text: its few colours.
fn without_colours(text: &str) -> String {
    ["1", "2", "31", "33", "38;5;9", "38;5;11", "39", "0"]
        .iter()
        .fold(text.to_owned(), |t, code| t.replace(&format!("\u{1b}[{code}m"), ""))
}

/// The first character that a terminal must not be given.
fn harm(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
            || u32::from(*c) & 0xfffe == 0xfffe
    })
}

/// Looks at what a command said: an exit code of the contract, and nothing but text.
fn check(line: &[String], ran: &Ran) {
    assert!(matches!(ran.code, 0 | 2..=6), "{line:?}: exit code {}: {}", ran.code, ran.err);
    for text in [&ran.out, &ran.err] {
        // Other programs' formats end their lines as they want it, and a table begins with a mark.
        let plain = match line.get(1).map(String::as_str) {
            Some("ics" | "vcard") => text.replace("\r\n", "\n"),
            Some("csv") => text.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
            _ => without_colours(text),
        };
        assert_eq!(harm(&plain), None, "{line:?} says {text:?}");
    }
}

fn run(stage: &Stage, line: &[String]) -> Ran {
    let line: Vec<&str> = line.iter().map(String::as_str).collect();
    stage.run(&line)
}

/// Runs a line on a terminal, in a pipe, and for documents; each from the same start.
fn run_everywhere(stage: &mut Stage, line: &[String], start: &Start) {
    let modes = [Some(80), None];
    for width in modes {
        start.again(stage);
        stage.terminal = Terminal { input: false, output: width.is_some(), error: width.is_some(), width };
        check(line, &run(stage, line));
    }
    start.again(stage);
    let at = line.iter().position(|a| a == "--").unwrap_or(line.len());
    let (head, tail) = line.split_at(at);
    let json = [head, &["--json".to_owned()], tail].concat();
    let ran = run(stage, &json);
    check(&json, &ran);
    // Other programs' formats are what they are.
    let foreign = line.first().is_some_and(|c| c == "export") && line.get(1).is_some_and(|form| form != "json");
    let documents =
        !foreign && !matches!(line.first().map(String::as_str), Some("man" | "completions" | "playbook" | "template"));
    // A review's exit code tells of its findings: it is an answer all the same.
    let reviewed = line.first().is_some_and(|c| c == "review") && ran.code == 3 && !ran.out.is_empty();
    if documents && (ran.code == 0 || reviewed) && !ran.out.is_empty() {
        let answer: Result<serde_json::Value, _> = serde_json::from_str(&ran.out);
        assert!(answer.is_ok(), "{json:?}: {}", ran.out);
    } else if ran.code != 0 {
        let last = ran.err.lines().last().unwrap_or_default();
        let error: Result<serde_json::Value, _> = serde_json::from_str(last);
        assert!(error.is_ok_and(|e| e["error"]["kind"].is_string()), "{json:?}: {}", ran.err);
    }
}

/// The stage's folder as it was before a command.
struct Start(Vec<(PathBuf, Vec<u8>)>);

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

impl Start {
    fn of(stage: &Stage) -> Self {
        Self(files(stage.folder()).into_iter().map(|p| (p.clone(), std::fs::read(p).unwrap())).collect())
    }

    fn again(&self, stage: &Stage) {
        for file in files(stage.folder()) {
            if !self.0.iter().any(|(path, _)| *path == file) {
                std::fs::remove_file(file).unwrap();
            }
        }
        for (path, bytes) in &self.0 {
            if std::fs::read(path).ok().as_ref() != Some(bytes) {
                std::fs::write(path, bytes).unwrap();
            }
        }
    }
}

/// A book of two people.
fn stage() -> Stage {
    let mut stage = Stage::on("2026-11-20T10:00:00Z");
    stage.env.insert("INTOUCH_OPENER".to_owned(), "true".to_owned());
    stage.env.insert("EDITOR".to_owned(), "true".to_owned());
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.ok(&["add", "Cleo Diaz"]);
    stage.ok(&["request", "1", "--message", "Hello"]);
    stage.ok(&["promise", "1", "the slides", "--by", "2026-11-24"]);
    stage.ok(&["remind", "1", "the fair", "--on", "2026-11-25"]);
    stage.day("2026-11-26T10:00:00Z");
    stage
}

/// Makes the first of them hostile wherever the program lets them be.
fn make_hostile(stage: &Stage, hostile: &str) {
    let options = ["name", "company", "title", "met", "about", "note", "introduced-by", "given", "family", "tag"];
    let options: Vec<String> = options.iter().map(|o| format!("--{o}={hostile}")).collect();
    let mut lines = vec![[&["edit".to_owned(), "1".to_owned()], &options[..]].concat()];
    let all = run(stage, &lines[0]);
    if all.code != 0 {
        // One of them is refused: then each for itself.
        lines.extend(options.iter().map(|option| vec!["edit".to_owned(), "1".to_owned(), option.clone()]));
    }
    for line in [
        &["log", "1", "--in", "--where", hostile, "--about", hostile, "--", hostile][..],
        &["fact", "edit", "3", "--text", hostile],
        &["log", "1", "--looking-for", hostile, "--offers", hostile],
        &["resource", "add", "https://example.com/", "--title", hostile, "--topic", hostile, "--note", hostile],
        &["config", "set", "me.name", "--", hostile],
    ] {
        lines.push(line.iter().map(|a| (*a).to_owned()).collect());
    }
    for line in lines {
        check(&line, &run(stage, &line));
    }
}

/// Paths stay below the stage's folder, whatever is in them.
fn below(stage: &Stage, hostile: &str) -> Option<String> {
    let out_of_it = hostile.contains(['/', '\\']) || hostile.len() > 200 || matches!(hostile, "" | "." | "..");
    (!out_of_it).then(|| format!("{}/{hostile}", stage.folder().display()))
}

/// Puts every fourth string, from the `part`th on, into every place its turn comes to.
fn put_into_every_place(part: usize) {
    let stride = setting("INTOUCH_STRIDE").map_or(60, |s| usize::try_from(s).unwrap());
    let (places, plain) = places();
    let mut runs = 0;
    let mut stage = stage();
    let origin = Start::of(&stage);
    for (n, hostile) in strings().iter().enumerate().skip(part).step_by(4) {
        origin.again(&stage);
        stage.terminal = Terminal::default();
        make_hostile(&stage, hostile);
        let start = Start::of(&stage);
        // What was kept is what documents tell.
        let people = stage.json(&["show", "1"]);
        let db = rusqlite::Connection::open(stage.book()).unwrap();
        let kept = |column: &str| -> Option<String> {
            db.query_row(&format!("SELECT {column} FROM contacts WHERE id = 1"), [], |r| r.get(0)).unwrap()
        };
        for field in ["name", "company", "title", "notes", "about"] {
            assert_eq!(people[field].as_str(), kept(field).as_deref(), "{hostile:?}: {field}");
        }
        drop(db);
        for (at, place) in places.iter().enumerate() {
            if (at + n / 4) % stride == 0 {
                let given = if place.is_path { below(&stage, hostile) } else { Some(hostile.clone()) };
                let Some(given) = given else { continue };
                run_everywhere(&mut stage, &place.line(&given), &start);
                runs += 3;
            }
        }
        for (at, line) in plain.iter().enumerate() {
            if (at + n / 4) % stride == 0 && line.first().is_none_or(|c| c != "demo") {
                run_everywhere(&mut stage, line, &start);
                runs += 3;
            }
        }
        start.again(&stage);
        for look in [
            vec![],
            vec!["list"],
            vec!["show", "1"],
            vec!["draft", "1", "--kind", "check-in"],
            vec!["find", "--", hostile],
        ] {
            stage.terminal = Terminal { input: false, output: true, error: true, width: Some(80) };
            let line: Vec<String> = look.iter().map(|a| (*a).to_owned()).collect();
            check(&line, &run(&stage, &line));
            runs += 1;
        }
        stage.ok(&["notify"]);
        assert!(!stage.notices.borrow().is_empty());
        for notice in stage.notices.borrow().iter() {
            assert_eq!(harm(&notice.summary).or(harm(&notice.body)), None, "{hostile:?}: {notice:?}");
            assert!(!notice.summary.contains('\n'), "{notice:?}");
        }
        stage.terminal = Terminal::default();
        let export = stage.ok(&["export", "json"]);
        assert!(serde_json::from_str::<serde_json::Value>(&export).is_ok(), "{hostile:?}");
    }
    println!("{runs} commands");
}

#[test]
fn hostile_strings_harm_no_command_and_no_terminal_first_quarter() {
    put_into_every_place(0);
}

#[test]
fn hostile_strings_harm_no_command_and_no_terminal_second_quarter() {
    put_into_every_place(1);
}

#[test]
fn hostile_strings_harm_no_command_and_no_terminal_third_quarter() {
    put_into_every_place(2);
}

#[test]
fn hostile_strings_harm_no_command_and_no_terminal_last_quarter() {
    put_into_every_place(3);
}

#[test]
fn every_command_is_among_those_that_are_tried() {
    let (places, plain) = places();
    let count = |command: &str| {
        let is = |line: &[String]| line.first().is_some_and(|c| c == command);
        places.iter().filter(|p| is(&p.before)).count() + plain.iter().filter(|l| is(l)).count()
    };
    for command in intouch::cli::command().get_subcommands() {
        assert!(count(command.get_name()) > 0, "{}", command.get_name());
    }
    assert!(places.len() > 80, "{} places for a text", places.len());
}

#[test]
fn an_export_with_hostile_names_is_read_whole() {
    let strings = strings();
    for some in strings.chunks(40) {
        let mut stage = Stage::on("2026-11-23");
        let mut csv = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n".to_owned();
        for (n, hostile) in some.iter().enumerate() {
            let quoted = format!("\"{}\"", hostile.replace('"', "\"\""));
            csv += &format!("{quoted},Chen,https://www.linkedin.com/in/p{n},,{quoted},{quoted},14 Mar 2018\n");
        }
        csv += "Mia,Lund,https://www.linkedin.com/in/mia-lund,,Initech,Engineer,14 Mar 2018\n";
        let path = stage.file("export/Connections.csv", csv);
        stage.terminal = Terminal { input: false, output: true, error: true, width: Some(80) };
        let import = ["import", "linkedin", &path].map(str::to_owned);
        let ran = run(&stage, &import);
        check(&import, &ran);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for line in [&["list"][..], &["show", "1"], &["show", "mia"], &["due", "--all"], &["export", "json"]] {
            let line: Vec<String> = line.iter().map(|a| (*a).to_owned()).collect();
            check(&line, &run(&stage, &line));
        }
        stage.terminal = Terminal::default();
        let people = stage.json(&["list"]);
        assert!(people.as_array().unwrap().iter().any(|p| p["slug"] == "mia-lund"), "none hides the next one");
        // Those that are no name are refused, each alone, and told.
        assert!(
            people.as_array().unwrap().len() > some.len() / 2,
            "{} of {}",
            people.as_array().unwrap().len(),
            some.len()
        );
    }
}

#[test]
fn what_another_program_wrote_into_the_book_does_not_reach_the_terminal_either() {
    let mut stage = stage();
    let origin = Start::of(&stage);
    for (n, hostile) in strings().iter().enumerate().filter(|(n, s)| n % 4 == 0 && !s.contains('\0')) {
        origin.again(&stage);
        let db = rusqlite::Connection::open(stage.book()).unwrap();
        for sql in [
            "UPDATE contacts SET name = ?1, company = ?1, title = ?1, about = ?1, notes = ?1, met_at = ?1, introduced_by = ?1",
            "UPDATE interactions SET text = ?1, place = ?1, about = ?1",
            "UPDATE requests SET message = ?1",
            "UPDATE promises SET text = ?1",
            "UPDATE follow_ups SET contact = ?1, reason = ?1, text = ?1",
            "UPDATE OR IGNORE tags SET tag = ?1",
            "UPDATE contact_points SET value = ?1",
        ] {
            db.execute(sql, [hostile]).unwrap();
        }
        drop(db);
        stage.terminal = Terminal { input: false, output: true, error: true, width: Some(80) };
        for look in [
            &[][..],
            &["due", "--all"],
            &["list"],
            &["show", "1"],
            &["history", "1"],
            &["why", "1"],
            &["requests"],
            &["draft", "1", "--kind", "check-in"],
            &["suggest", "1"],
            &["resource", "list"],
            &["show", "1", "--json"],
            &["list", "--json"],
            &["due", "--all", "--json"],
            &["log", "1", "hello", "--in"],
            &["notify"],
            &["forget", "1"],
        ] {
            let line: Vec<String> = look.iter().map(|a| (*a).to_owned()).collect();
            let ran = run(&stage, &line);
            check(&line, &ran);
            if line.iter().any(|a| a == "--json") && ran.code == 0 {
                let answer: Result<serde_json::Value, _> = serde_json::from_str(&ran.out);
                assert!(answer.is_ok(), "string {n} {line:?}: {}", ran.out);
            }
        }
        for notice in stage.notices.borrow().iter() {
            assert_eq!(harm(&notice.summary).or(harm(&notice.body)), None, "{hostile:?}: {notice:?}");
        }
    }
}
