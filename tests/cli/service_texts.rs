//! The texts of the system's timers, read by somebody else: the systems themselves where they are
//! here, parsers of their formats where they are not.

use crate::stage::Stage;
use crate::stage::have;
use intouch::platform::service::{Home, Job, Kind, cron, launchd, task, texts};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Names that a folder may have, each bad for one reader or another.
const NASTY: &[&str] = &[
    "plain",
    "with blank  and  more",
    "100%",
    "%h%%i%",
    "$HOME ${HOME} $$ $",
    "\"quoted\"",
    "it's '' here",
    "back\\slash\\\\two\\",
    "\\%\\\\%\\n",
    "a;b & c | d > e < f",
    ";",
    "ünï cødé 猫",
    "#hash",
    "-dash",
    "~tilde",
    "*?[x]{a,b}",
    "!bang `id` $(id)",
    "@at :colon +plus =is",
    "<tag>&amp;]]>",
];

/// A program that writes down what it was given, in a folder of that name.
fn recorder(stage: &Stage, n: usize, nasty: &str) -> (Job, PathBuf, Vec<String>) {
    let program = stage.file(
        &format!("programs/{nasty}/intouch"),
        "#!/bin/sh\n{ printf '%s\\n' \"$@\"; printf '%s\\n' \"$AROUND\"; } > \"$RECORD\"\n",
    );
    make_program(Path::new(&program));
    let record = stage.folder().join(format!("record {n} %$.txt"));
    let book = format!("/somewhere/{nasty}/book.db");
    let environment =
        vec![("RECORD".to_owned(), record.to_str().unwrap().to_owned()), ("AROUND".to_owned(), nasty.to_owned())];
    let words = ["notify", "--quiet", "--db", &book].map(Into::into).to_vec();
    let wanted = ["notify", "--quiet", "--db", &book, nasty].map(str::to_owned).to_vec();
    (Job::new(program.into(), words, environment).unwrap(), record, wanted)
}

pub(super) fn make_program(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn recorded(record: &Path) -> Vec<String> {
    std::fs::read_to_string(record).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn home(env: &BTreeMap<String, String>) -> Home<'_> {
    Home { env, config: None, data: None }
}

fn units(job: &Job) -> (String, String) {
    let env = BTreeMap::new();
    let (files, _) = texts(Kind::Systemd, job, &home(&env));
    let [service, timer] = files.try_into().unwrap();
    (service.text, timer.text)
}

/// The words of a setting, by the rules of systemd.syntax: quotes join, a backslash escapes, and a
/// percent sign is written twice.
fn words_of(setting: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = setting.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(q)) if c == q => quote = None,
            (' ', None) => words.extend(word.take()),
            ('\\', _) => {
                let escaped = chars.next().unwrap();
                assert!(matches!(escaped, '"' | '\\'), "an escape that is none: {setting}");
                word.get_or_insert_default().push(escaped);
            }
            ('%', _) => {
                assert_eq!(chars.next(), Some('%'), "a specifier: {setting}");
                word.get_or_insert_default().push('%');
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "{setting}");
    words.extend(word);
    words
}

fn settings<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|l| l.strip_prefix(name)?.strip_prefix('=')).collect()
}

#[test]
fn a_unit_is_read_back_as_it_was_meant_whatever_the_paths() {
    let stage = Stage::on("2026-11-23");
    for (n, nasty) in NASTY.iter().enumerate() {
        let (job, _, _) = recorder(&stage, n, nasty);
        let (service, _) = units(&job);
        let [exec] = settings(&service, "ExecStart")[..] else { panic!("{service}") };
        let mut words = words_of(exec);
        let shell = words[0] == "/bin/sh";
        if shell {
            assert_eq!(words.drain(..3).collect::<Vec<_>>(), ["/bin/sh", "-c", "exec \"$$0\" \"$$@\""]);
        }
        // The path is started by systemd itself, which takes no such character there.
        assert!(shell || !words[0].contains(['"', '\'', '\\', '$']), "{exec}");
        let meant: Vec<String> = std::iter::once(job.program())
            .chain(job.arguments().iter().map(String::as_str))
            .map(str::to_owned)
            .collect();
        let read: Vec<String> = words.iter().map(|w| w.replace("$$", "$")).collect();
        assert_eq!(read, meant, "{exec}");
        let around: Vec<String> = settings(&service, "Environment").into_iter().flat_map(words_of).collect();
        let meant: Vec<String> = job.environment().iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(around, meant);
    }
}

#[test]
fn the_units_say_what_a_reminder_needs() {
    let job = Job::new("/usr/bin/intouch".into(), vec!["notify".into(), "--quiet".into()], Vec::new()).unwrap();
    let (service, timer) = units(&job);
    for (name, value) in [
        ("ExecStart", "/usr/bin/intouch notify --quiet"),
        ("Type", "oneshot"),
        ("KillMode", "process"),
        ("StandardOutput", "null"),
        ("StandardError", "journal"),
        ("SyslogLevel", "err"),
        ("LogLevelMax", "err"),
    ] {
        assert_eq!(settings(&service, name), [value], "{service}");
    }
    for (name, value) in [("OnCalendar", "*:0/15"), ("Persistent", "true"), ("WantedBy", "timers.target")] {
        assert_eq!(settings(&timer, name), [value], "{timer}");
    }
    assert_eq!(settings(&service, "Environment"), Vec::<&str>::new());
}

#[test]
fn systemd_itself_finds_no_fault_with_the_units() {
    if !have("the check of unit files", &["systemd-analyze"]) {
        return;
    }
    let stage = Stage::on("2026-11-23");
    make_private(&stage.folder().join("runtime"));
    for (n, nasty) in NASTY.iter().enumerate() {
        let (job, _, _) = recorder(&stage, n, nasty);
        let (service, timer) = units(&job);
        let service = stage.file(&format!("units/{n}/intouch-notify.service"), service);
        let timer = stage.file(&format!("units/{n}/intouch-notify.timer"), timer);
        let output = Command::new("systemd-analyze")
            .args(["--user", "verify", &timer, &service])
            .env("XDG_RUNTIME_DIR", stage.folder().join("runtime"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // Of units that are not ours it may say what it likes.
        let ours: Vec<&str> = said.lines().filter(|l| l.contains("intouch")).collect();
        assert!(output.status.success() && ours.is_empty(), "{nasty}: {said}");
    }
    let calendar = Command::new("systemd-analyze").args(["calendar", "*:0/15"]).output().unwrap();
    assert!(calendar.status.success(), "{calendar:?}");
}

fn make_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(folder).unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).unwrap();
}

/// Runs a script beside a systemd user manager of its own, in name spaces of its own, so that
/// nothing of the machine is touched and everything ends with it. `None` where that can't be done.
pub(super) fn in_a_user_session(what: &str, stage: &Stage, script: &str) -> Option<Output> {
    if !have(what, &["systemctl", "unshare", "mount", "bash", "timeout"]) {
        return None;
    }
    let session = stage.file(
        "session.sh",
        format!(
            "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user/0 && chmod 700 /run/user/0 || exit 77\n\
             mkdir -p \"$HOME/.config\" \"$HOME/.local/share\"\n\
             manager=/lib/systemd/systemd; [ -x $manager ] || manager=/usr/lib/systemd/systemd\n\
             if [ -e \"$HOME/../journal.py\" ]; then\n\
                 python3 \"$HOME/../journal.py\" >\"$HOME/../journal\" &\n\
                 until [ -S /run/systemd/journal/stdout ]; do sleep .05; done\n\
             fi\n\
             SYSTEMD_LOG_LEVEL=info SYSTEMD_LOG_TARGET=journal $manager --user &\n\
             for n in $(seq 100); do systemctl --user show >/dev/null 2>&1 && break; sleep .1; done\n\
             systemctl --user show >/dev/null 2>&1 || exit 77\n\
             {script}\n"
        ),
    );
    let output = Command::new("timeout")
        .args(["120", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", &session])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", stage.folder().join("home"))
        .env("XDG_RUNTIME_DIR", "/run/user/0")
        .env("PROGRAM", env!("CARGO_BIN_EXE_intouch"))
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let refused = String::from_utf8_lossy(&output.stderr).contains("unshare failed");
    if output.status.code() == Some(77) || refused {
        println!("skipped: {what}: no user manager can be started here ({output:?})");
        return None;
    }
    Some(output)
}

#[test]
fn a_real_user_manager_starts_the_program_whatever_its_path() {
    let stage = Stage::on("2026-11-23");
    let mut all = Vec::new();
    for (n, nasty) in NASTY.iter().enumerate() {
        let (job, record, wanted) = recorder(&stage, n, nasty);
        stage.file(&format!("home/.config/systemd/user/nasty{n}.service"), units(&job).0);
        all.push((record, wanted));
    }
    let script = format!("for n in $(seq 0 {}); do systemctl --user start nasty$n.service; done", NASTY.len() - 1);
    let Some(output) = in_a_user_session("units with nasty paths", &stage, &script) else { return };
    for (record, wanted) in all {
        assert_eq!(recorded(&record), wanted, "{output:?}");
    }
}

/// What crons make of a line before the shell gets it: some end the command at a percent sign and
/// take its backslash away, of these some take one of two backslashes, too; some do nothing.
fn as_cron_hands_on(command: &str, percent: bool, backslashes: bool) -> String {
    let (mut out, mut chars) = (String::new(), command.chars().peekable());
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('%')) if percent => out.extend(chars.next()),
            ('\\', Some('\\')) if backslashes => out.extend(chars.next()),
            ('\\', Some(_)) => {
                out.push(c);
                out.extend(chars.next());
            }
            ('%', _) if percent => break,
            _ => out.push(c),
        }
    }
    out
}

#[test]
fn the_line_for_a_crontab_calls_the_program_whatever_its_path_and_the_cron() {
    let stage = Stage::on("2026-11-23");
    let env = BTreeMap::from([("XDG_RUNTIME_DIR".to_owned(), "/run/user/7 %'\\".to_owned())]);
    for (n, nasty) in NASTY.iter().enumerate() {
        let (job, record, wanted) = recorder(&stage, n, nasty);
        let line = cron::line(&job, &home(&env));
        let command = line.strip_prefix("*/15 * * * * ").unwrap();
        assert!(command.starts_with("XDG_RUNTIME_DIR="), "{command}");
        for (percent, backslashes) in [(true, true), (true, false), (false, false)] {
            let _ = std::fs::remove_file(&record);
            let handed = as_cron_hands_on(command, percent, backslashes);
            let output = Command::new("env").args(["-i", "/bin/sh", "-c", &handed]).output().unwrap();
            assert_eq!(recorded(&record), wanted, "{line}\n{output:?}");
            assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
        }
    }
}

/// What a program of Python makes of a file, as JSON.
fn python(program: &str, file: &str) -> Value {
    let output = Command::new("python3").args(["-c", program, file]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_list_of_launchd_is_read_back_as_it_was_meant() {
    if !have("the property list", &["python3"]) {
        return;
    }
    let stage = Stage::on("2026-11-23");
    for (n, nasty) in NASTY.iter().enumerate() {
        let (job, _, _) = recorder(&stage, n, nasty);
        let file = stage.file("intouch.plist", launchd::plist(&job));
        let read = python("import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],'rb'))))", &file);
        let words: Vec<&str> =
            std::iter::once(job.program()).chain(job.arguments().iter().map(String::as_str)).collect();
        let around: BTreeMap<String, String> = job.environment().iter().cloned().collect();
        let quarters: Vec<Value> = [0, 15, 30, 45].map(|m| serde_json::json!({ "Minute": m })).to_vec();
        assert_eq!(
            read,
            serde_json::json!({
                "Label": "intouch.notify", "ProgramArguments": words, "EnvironmentVariables": around,
                "StartCalendarInterval": quarters, "RunAtLoad": true, "AbandonProcessGroup": true,
                "LimitLoadToSessionType": "Aqua", "ProcessType": "Background",
            })
        );
    }
}

/// A command line as programs of Windows take it apart.
fn arguments_of(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let mut count = 1;
                while chars.next_if_eq(&'\\').is_some() {
                    count += 1;
                }
                let before_quote = chars.peek() == Some(&'"');
                let word = word.get_or_insert_default();
                word.push_str(&"\\".repeat(if before_quote { count / 2 } else { count }));
                if before_quote && count % 2 == 1 {
                    word.extend(chars.next());
                }
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[test]
fn the_task_of_windows_is_read_back_as_it_was_meant() {
    if !have("the task's XML", &["python3"]) {
        return;
    }
    let read = "import json,sys,xml.etree.ElementTree as e\n\
        ns='{http://schemas.microsoft.com/windows/2004/02/mit/task}'\n\
        print(json.dumps({x.tag.replace(ns,''):x.text for x in e.parse(sys.argv[1]).getroot().iter()}))";
    let stage = Stage::on("2026-11-23");
    for (n, nasty) in NASTY.iter().enumerate() {
        let (job, _, _) = recorder(&stage, n, nasty);
        let handed = task::file(&job);
        assert_eq!(handed[..2], [0xff, 0xfe], "UTF-16, little end first, with its mark");
        let file = stage.file("task.xml", handed);
        let task = python(read, &file);
        let printed = stage.file("printed.xml", task::xml(&job));
        assert_eq!(task, python(read, &printed), "what is printed is the same in another encoding");
        let mut words = arguments_of(task["Arguments"].as_str().unwrap());
        assert_eq!(words.remove(0), "--headless");
        let meant: Vec<&str> =
            std::iter::once(job.program()).chain(job.arguments().iter().map(String::as_str)).collect();
        assert_eq!(words, meant);
        for (name, value) in [
            ("Interval", "PT15M"),
            ("StartWhenAvailable", "true"),
            ("DisallowStartIfOnBatteries", "false"),
            ("StopIfGoingOnBatteries", "false"),
            ("MultipleInstancesPolicy", "IgnoreNew"),
            ("ExecutionTimeLimit", "PT10M"),
            ("LogonType", "InteractiveToken"),
        ] {
            assert_eq!(task[name], value, "{name}");
        }
    }
}

#[test]
fn what_can_not_be_written_down_is_refused() {
    use std::os::unix::ffi::OsStringExt;
    for bad in [&b"/opt/new\nline/intouch"[..], b"/opt/\xff/intouch", "/opt/\u{202e}x/intouch".as_bytes()] {
        let path = PathBuf::from(std::ffi::OsString::from_vec(bad.to_vec()));
        let refused = Job::new(path.clone(), Vec::new(), Vec::new()).unwrap_err();
        assert_eq!(refused.kind, intouch::model::ErrorKind::Input, "{refused}");
        assert!(Job::new("/x".into(), vec![path.into_os_string()], Vec::new()).is_err());
    }
}
