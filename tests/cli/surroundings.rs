//! The real shells and a real terminal; each test says what it skips.

use crate::stage::{Stage, have};
use std::path::Path;
use std::process::{Command, Output};

/// Runs a script by another program, with the built one found first.
fn script(stage: &Stage, program: &str, args: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_BIN_EXE_intouch")).parent().unwrap();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&rest))).unwrap();
    let mut command = Command::new(program);
    command.args(args).env_clear().env("PATH", path).env("HOME", stage.folder()).env("INTOUCH_DB", stage.book());
    command.env("TZ", "UTC").env("TERM", "xterm").env("LC_ALL", "C.UTF-8").envs(&stage.env);
    command.current_dir(stage.folder()).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Two people of one beginning, and one whose name is a command line.
fn stage() -> Stage {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    stage.ok(&["add", "Lars Berg"]);
    stage.ok(&["add", "Evil $(touch owned) `touch owned` ; touch owned"]);
    stage
}

#[test]
fn bash_completes_people_by_slug() {
    if !have("completion in bash", &["bash"]) {
        return;
    }
    let stage = stage();
    let ask = "source <(intouch completions bash)
        complete_line() {
            COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9; COMP_LINE=\"$*\"
            _clap_complete_intouch intouch \"${!#}\" \"${COMP_WORDS[COMP_CWORD-1]}\"
            printf '%s\\n' \"${COMPREPLY[@]}\"
        }
        complete -p intouch
        complete_line intouch show la
        complete_line intouch done ev
        complete_line intouch requ";
    let output = script(&stage, "bash", &["--norc", "-c", ask]);
    let said = text(&output);
    for word in ["_clap_complete_intouch", "laura-chen", "lars-berg", "evil-touch-owned", "request", "requests"] {
        assert!(said.lines().any(|l| l.contains(word)), "{word}: {output:?}");
    }
    assert!(!said.contains('$') && !said.contains('`'), "no name reaches a command line: {said}");
    assert!(!stage.folder().join("owned").exists());
}

#[test]
fn fish_completes_people_by_slug_with_the_name_beside_it() {
    if !have("completion in fish", &["fish"]) {
        return;
    }
    let stage = stage();
    let ask = "intouch completions fish | source; complete -C 'intouch show la'; complete -C 'intouch edit ev'";
    let output = script(&stage, "fish", &["--no-config", "-c", ask]);
    let said = text(&output);
    assert!(said.contains("laura-chen\tLaura Chen") && said.contains("lars-berg\tLars Berg"), "{output:?}");
    for line in said.lines() {
        let offered = line.split('\t').next().unwrap();
        assert!(offered.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{line}");
    }
    assert!(!stage.folder().join("owned").exists());
}

#[test]
fn zsh_completes_a_slug_under_the_tab_key() {
    if !have("completion in zsh", &["zsh"]) {
        return;
    }
    let stage = stage();
    let typed = stage.file(
        "typed.zsh",
        "zmodload zsh/zpty\n\
         zpty shell zsh -f -i\n\
         zpty -w shell 'PS1=\"> \"; autoload -Uz compinit; compinit -u -D; source <(intouch completions zsh); print READ\"\"Y'\n\
         while zpty -r shell line; do [[ $line == *READY* ]] && break; done\n\
         zpty -w -n shell $'intouch show --quiet lau\\t\\n'\n\
         zpty -w shell 'print DON\"\"E'\n\
         while zpty -r shell line; do print -r -- $line; [[ $line == *DONE* ]] && break; done\n\
         zpty -d shell\n",
    );
    let output = script(&stage, "timeout", &["30", "zsh", "-f", &typed]);
    let said = text(&output);
    assert!(said.contains("intouch show --quiet laura-chen"), "{output:?}");
    assert!(said.contains("Laura Chen"), "{output:?}");
}

#[test]
fn on_a_terminal_of_eighty_columns_every_line_fits() {
    if !have("a real terminal", &["script", "stty", "timeout"]) {
        return;
    }
    let stage = stage();
    let promise = "send the very long list of all the things that were spoken of that evening in the hall";
    stage.ok(&["promise", "laura", promise, "--by", "today"]);
    stage.ok(&[
        "met",
        "laura",
        "lars",
        "--where",
        "the annual conference of people with long names",
        "--on",
        "yesterday",
    ]);
    for (columns, look) in [(80, "intouch due"), (80, "intouch list"), (40, "intouch due"), (120, "intouch")] {
        let line = format!("stty cols {columns} rows 24; {look} --quiet");
        let output = script(&stage, "timeout", &["30", "script", "-qec", &line, "/dev/null"]);
        let said = text(&output);
        assert!(said.contains("Laura"), "{look}: {output:?}");
        assert!(said.contains('\u{1b}'), "{look}: a terminal gets colours");
        for line in plain(&said).lines() {
            let width = unicode_width::UnicodeWidthStr::width(line.trim_end());
            assert!(width <= columns, "{look} at {columns}: {width}: {line}");
        }
    }
    let output = script(&stage, "timeout", &["30", "script", "-qec", "NO_COLOR=1 intouch due", "/dev/null"]);
    assert!(!text(&output).contains('\u{1b}'));
}

/// What a terminal shows of its colour codes: nothing.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.split('\u{1b}');
    out.push_str(rest.next().unwrap_or_default());
    for part in rest {
        out.push_str(part.split_once('m').map_or("", |(_, after)| after));
    }
    out
}

#[test]
fn without_a_notification_server_the_program_says_so_and_exits_six() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "yesterday"]);
    let output =
        stage.process().arg("notify").env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus").output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("notification server") && said.contains("intouch due"), "{said}");
    assert_eq!(stage.json(&["due"]).as_array().unwrap().len(), 1);
}
