//! `notify install` and `notify uninstall`, as processes of their own: beside stand-ins for what the
//! system has, which remember how they were called, fail or hang, and beside a real user manager.

use super::service_texts::{in_a_user_session, make_program};
use crate::stage::Stage;
use crate::stage::have;
use intouch::platform::service::{self, Home, Installed, Job, Kind, launchd, task};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A user manager's stand-in. It remembers its calls; `fails` holds the word of a call that fails,
/// `hangs` that of one that never ends.
const SYSTEMCTL: &str = r#"#!/bin/sh
here=${0%/*}
printf '%s\n' "$*" >>"$here/calls"
[ "$LC_ALL" = C ] || exit 9
for word in $(cat "$here/hangs" 2>/dev/null); do
    case " $* " in *" $word "*) echo $$ >>"$here/hung"; sleep 600; exit 1;; esac
done
for word in $(cat "$here/fails" 2>/dev/null); do
    case " $* " in *" $word "*) echo "Failed to $word: no luck" >&2; exit 1;; esac
done
units=$XDG_CONFIG_HOME/systemd/user
link=$units/timers.target.wants/intouch-notify.timer
case "$*" in
    "--user show --property=UnitPath --value") echo "/etc/systemd/user $units /usr/lib/systemd/user";;
    "--user show --property="*)
        if [ -h "$link" ]; then echo UnitFileState=enabled; else echo UnitFileState=disabled; fi
        if [ -e "$here/active" ]; then echo ActiveState=active; else echo ActiveState=inactive; fi
        echo 'LastTriggerUSec=Mon 2026-11-23 09:15:00 UTC'
        echo 'NextElapseUSecRealtime=Mon 2026-11-23 09:30:00 UTC';;
    "--user enable intouch-notify.timer")
        [ -e "$units/intouch-notify.timer" ] || exit 1
        mkdir -p "${link%/*}"; ln -sf ../intouch-notify.timer "$link";;
    "--user restart intouch-notify.timer")
        : >"$here/active"; mkdir -p "$HOME/.local/share/systemd/timers"
        : >"$HOME/.local/share/systemd/timers/stamp-intouch-notify.timer";;
    "--user disable --now intouch-notify.timer") rm -f "$here/active" "$link"; rmdir "${link%/*}";;
esac
"#;

/// A stage whose programs are stand-ins: a user manager, and a crontab that is the file `crontab`.
fn stage() -> Stage {
    let mut stage = Stage::on("2026-11-23T09:01:00Z");
    stand_in(&stage, "systemctl", SYSTEMCTL);
    stand_in(&stage, "crontab", "#!/bin/sh\n[ \"$*\" = -l ] && cat \"${0%/*}/table\" 2>/dev/null\n");
    let path = format!("{}:/usr/bin:/bin", stage.folder().join("bin").display());
    stage.env.insert("PATH".to_owned(), path);
    stage.env.insert("XDG_RUNTIME_DIR".to_owned(), "/run/user/7".to_owned());
    stage.env.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), "unix:path=/run/user/7/bus,guid=1".to_owned());
    std::fs::create_dir_all(stage.folder().join("xdg")).unwrap();
    std::fs::create_dir_all(stage.folder().join(".local/share")).unwrap();
    stage
}

fn stand_in(stage: &Stage, name: &str, script: &str) {
    make_program(Path::new(&stage.file(&format!("bin/{name}"), script)));
}

fn run(stage: &Stage, args: &[&str]) -> Output {
    stage.process().args(args).output().unwrap()
}

fn ok(stage: &Stage, args: &[&str]) -> (String, String) {
    let output = run(stage, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {output:?}");
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn json(stage: &Stage, args: &[&str]) -> Value {
    serde_json::from_str(&ok(stage, &[args, &["--json"]].concat()).0).unwrap()
}

/// How the manager was called since this was asked last, without `--user` and without questions.
fn calls(stage: &Stage) -> Vec<String> {
    let path = stage.folder().join("bin/calls");
    let said = std::fs::read_to_string(&path).unwrap_or_default();
    let _ = std::fs::remove_file(path);
    let calls = said.lines().map(|l| l.strip_prefix("--user ").unwrap());
    calls.filter(|c| !c.starts_with("show ")).map(str::to_owned).collect()
}

/// Everything on the stage but what the stand-ins keep, with the texts of files.
fn traces(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|n| n == "bin") {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            all.extend(traces(&path));
            all.insert(path, "folder".to_owned());
        } else {
            all.insert(path.clone(), std::fs::read_to_string(&path).unwrap_or_else(|_| "link".to_owned()));
        }
    }
    all
}

fn unit(stage: &Stage, name: &str) -> PathBuf {
    stage.folder().join("xdg/systemd/user").join(name)
}

#[test]
fn a_timer_is_installed_once_brought_up_to_date_and_taken_away_without_a_trace() {
    let stage = stage();
    let before = traces(stage.folder());
    let (out, err) = ok(&stage, &["notify", "install"]);
    assert_eq!(calls(&stage), ["daemon-reload", "enable intouch-notify.timer", "restart intouch-notify.timer"]);
    for told in ["is installed\n", "intouch-notify.timer\n", "first at 09:15", "`intouch notify uninstall` undoes it"] {
        assert!(out.contains(told), "{told}: {out}");
    }
    assert!(err.contains("a folder that cargo builds in") && err.contains("INTOUCH_NOW is not written down"), "{err}");
    let service = std::fs::read_to_string(unit(&stage, "intouch-notify.service")).unwrap();
    let calls_this =
        format!("ExecStart={} notify --quiet --db {}", env!("CARGO_BIN_EXE_intouch"), stage.book().display());
    assert!(service.lines().any(|l| l == calls_this), "{service}");
    let settings = format!("Environment=XDG_CONFIG_HOME={}", stage.folder().join("xdg").display());
    assert!(service.lines().any(|l| l == settings) && service.contains("Environment=TZ=UTC\n"), "{service}");
    assert!(!service.contains("INTOUCH_NOW") && !stage.book().exists(), "the book need not be there");

    let there = traces(stage.folder());
    let again = json(&stage, &["notify", "install"]);
    assert_eq!((&again["kind"], &again["changed"]), (&"systemd".into(), &false.into()));
    assert_eq!(calls(&stage), Vec::<String>::new());
    assert_eq!(traces(stage.folder()), there);

    assert!(ok(&stage, &["notify", "install", "--db", "other book.db"]).0.contains("is installed\n"));
    let service = std::fs::read_to_string(unit(&stage, "intouch-notify.service")).unwrap();
    assert!(service.contains(" --db \"/") && service.contains("/other book.db\"\n"), "{service}");
    assert_eq!(calls(&stage).len(), 3);

    let gone = json(&stage, &["notify", "uninstall"]);
    assert_eq!(gone["removed"].as_array().unwrap().len(), 3, "two units and the stamp: {gone}");
    let after = ["disable --now intouch-notify.timer", "daemon-reload"];
    assert_eq!(calls(&stage), [&after[..], &["reset-failed intouch-notify.service intouch-notify.timer"]].concat());
    assert_eq!(traces(stage.folder()), before);
    assert!(ok(&stage, &["notify", "uninstall"]).0.contains("Nothing is installed"));
    assert_eq!(calls(&stage), Vec::<String>::new());
}

#[test]
fn what_others_put_beside_the_units_stays() {
    let stage = stage();
    stage.file("xdg/systemd/user/backup.timer", "[Timer]\n");
    let before = traces(stage.folder());
    ok(&stage, &["notify", "install"]);
    ok(&stage, &["notify", "uninstall"]);
    assert_eq!(traces(stage.folder()), before);
}

#[test]
fn a_step_that_fails_leaves_everything_as_it_was() {
    for step in ["daemon-reload", "enable", "restart"] {
        let stage = stage();
        let before = traces(stage.folder());
        stage.file("bin/fails", step);
        let output = run(&stage, &["notify", "install"]);
        assert_eq!(output.status.code(), Some(6), "{step}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("what was written is taken back") && said.contains("no luck"), "{step}: {said}");
        assert!(said.contains("intouch notify install --print cron"), "{said}");
        assert_eq!(traces(stage.folder()), before, "{step}");

        // A timer that was there before stays as it was.
        std::fs::remove_file(stage.folder().join("bin/fails")).unwrap();
        ok(&stage, &["notify", "install"]);
        let there = traces(stage.folder());
        stage.file("bin/fails", step);
        assert_eq!(run(&stage, &["notify", "install", "--db", "/other.db"]).status.code(), Some(6), "{step}");
        assert_eq!(traces(stage.folder()), there, "{step}");
    }
}

#[test]
fn units_that_can_not_be_written_are_told() {
    let stage = stage();
    stage.file("xdg/systemd", "a file where a folder should be");
    let before = traces(stage.folder());
    let output = run(&stage, &["notify", "install"]);
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    assert_eq!(traces(stage.folder()), before);
    assert!(calls(&stage).iter().all(|c| !c.starts_with("enable")));
}

#[test]
fn a_manager_that_hangs_does_not_hang_the_program() {
    for (step, told) in [("show", "did not end within 10 seconds"), ("enable", "what was written is taken back")] {
        let stage = stage();
        let before = traces(stage.folder());
        stage.file("bin/hangs", format!("{step} disable daemon-reload"));
        if step == "enable" {
            stage.file("bin/hangs", "enable disable");
        }
        let started = std::time::Instant::now();
        let output = run(&stage, &["notify", "install"]);
        assert!(started.elapsed().as_secs() < 30, "{step}: {:?}", started.elapsed());
        assert_eq!(output.status.code(), Some(6), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(told), "{output:?}");
        assert_eq!(traces(stage.folder()), before, "{step}");
        for hung in std::fs::read_to_string(stage.folder().join("bin/hung")).unwrap().lines() {
            assert!(!Path::new("/proc").join(hung).exists(), "{step}: what hung is ended");
        }
    }
}

#[test]
fn uninstall_goes_on_where_no_manager_answers() {
    let stage = stage();
    let before = traces(stage.folder());
    ok(&stage, &["notify", "install"]);
    stage.file("bin/fails", "disable daemon-reload show");
    let (out, err) = ok(&stage, &["notify", "uninstall"]);
    assert!(out.contains("Removed") && err.contains("ends with the session"), "{out}{err}");
    assert_eq!(traces(stage.folder()), before);
}

#[test]
fn units_that_something_else_looks_after_are_left_alone() {
    let stage = stage();
    let kept = stage.file("store/intouch-notify.service", "[Service]\n");
    std::fs::create_dir_all(stage.folder().join("xdg/systemd/user")).unwrap();
    std::os::unix::fs::symlink(kept, unit(&stage, "intouch-notify.service")).unwrap();
    let before = traces(stage.folder());
    let output = run(&stage, &["notify", "install"]);
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&output.stderr).contains("something else looks after it"), "{output:?}");
    assert!(ok(&stage, &["notify", "uninstall"]).1.contains("something else looks after it"));
    assert_eq!(traces(stage.folder()), before);
    assert_eq!(calls(&stage), Vec::<String>::new());
}

#[test]
fn without_a_manager_the_line_for_a_crontab_is_printed_and_nothing_installed() {
    let mut stage = stage();
    let before = traces(stage.folder());
    stage.file("bin/fails", "show");
    let (out, err) = ok(&stage, &["notify", "install"]);
    let line = out.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n') && line.starts_with("*/15 * * * * XDG_RUNTIME_DIR=/run/user/7 "), "{out}");
    assert!(err.contains("no systemd user manager answers here: add this line with `crontab -e`"), "{err}");
    assert!(!err.contains("this session's bus"), "the bus is where it should be: {err}");
    assert_eq!(traces(stage.folder()), before);
    assert_eq!(ok(&stage, &["notify", "install", "--quiet"]), (out.clone(), String::new()), "what is pasted, alone");
    assert_eq!(json(&stage, &["notify", "install"])["line"], line);

    // It really calls this program: on a book without anybody due, that is silence.
    let command = line.strip_prefix("*/15 * * * * ").unwrap();
    let output = Command::new("env").args(["-i", "/bin/sh", "-c", command]).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");

    stage.env.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), "unix:path=/tmp/dbus-x,guid=1".to_owned());
    let (again, err) = ok(&stage, &["notify", "install"]);
    assert_eq!(again, out);
    assert!(err.contains("this session's bus is at unix:path=/tmp/dbus-x,guid=1, not at"), "{err}");

    // Once it is in the crontab, it is named and never touched.
    stage.file("bin/table", format!("# intouch notify\n0 1 * * * backup\n{line}\n"));
    assert!(ok(&stage, &["notify", "install"]).1.contains("your crontab has this line already"));
    let (named, err) = ok(&stage, &["notify", "uninstall"]);
    assert_eq!((named.trim_end(), err.contains("crontab -e")), (line, true), "{named}{err}");
}

#[test]
fn a_passphrase_is_never_written_down() {
    let mut stage = stage();
    for name in ["INTOUCH_PASSPHRASE", "INTOUCH_NEW_PASSPHRASE"] {
        stage.env.insert(name.to_owned(), "open sesame".to_owned());
    }
    let (out, err) = ok(&stage, &["notify", "install"]);
    assert!(err.contains("intouch passphrase keep") && !format!("{out}{err}").contains("sesame"), "{err}");
    for text in traces(stage.folder()).values() {
        assert!(!text.contains("sesame") && !text.contains("INTOUCH_PASSPHRASE"), "{text}");
    }
    for system in ["systemd", "launchd", "windows", "cron"] {
        assert!(!ok(&stage, &["notify", "install", "--print", system]).0.contains("sesame"));
    }
}

#[test]
fn printing_installs_nothing_and_asks_nobody() {
    let stage = stage();
    let before = traces(stage.folder());
    for (system, begins) in [
        ("systemd", "# ~/.config/systemd/user/intouch-notify.service\n"),
        ("launchd", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist"),
        ("windows", "<?xml version=\"1.0\"?>\n<Task"),
        ("cron", "*/15 * * * * "),
    ] {
        let (out, _) = ok(&stage, &["notify", "install", "--print", system]);
        assert!(out.starts_with(begins), "{out}");
        let documents = json(&stage, &["notify", "--json", "install", "--print", system]);
        assert!(documents.as_array().unwrap().iter().all(|d| out.contains(d["text"].as_str().unwrap())));
    }
    assert!(
        ok(&stage, &["notify", "install", "--print", "systemd"])
            .0
            .contains("\n# ~/.config/systemd/user/intouch-notify.timer\n")
    );
    assert_eq!(traces(stage.folder()), before);
    assert!(!stage.folder().join("bin/calls").exists());
}

#[test]
fn a_program_behind_a_link_is_called_by_the_name_that_stays() {
    let stage = stage();
    let link = stage.folder().join("bin/intouch");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_intouch"), &link).unwrap();
    let output = stage.process_under("sh", &["-c", "intouch notify install --print cron"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains(&format!(" {} notify --quiet", link.display())), "{said}");
}

/// What calls a job on a stage, with the stand-ins found first.
fn installed(stage: &Stage, job: &Job) -> Option<Installed> {
    let mut env = stage.env.clone();
    env.insert("HOME".to_owned(), stage.folder().to_str().unwrap().to_owned());
    env.insert("XDG_CONFIG_HOME".to_owned(), stage.folder().join("xdg").to_str().unwrap().to_owned());
    let config = stage.folder().join("xdg");
    service::installed(Some(job), &Home { env: &env, config: Some(&config), data: None })
}

#[test]
fn what_calls_the_program_is_found_and_compared() {
    let stage = stage();
    let words = |book: &str| ["notify", "--quiet", "--db", book].map(Into::into).to_vec();
    let around = |name: &str, value: &Path| (name.to_owned(), value.to_str().unwrap().to_owned());
    // As the program itself would write it for this stage.
    let environment = vec![
        around("HOME", stage.folder()),
        around("XDG_CONFIG_HOME", &stage.folder().join("xdg")),
        around("TZ", Path::new("UTC")),
    ];
    let program = || PathBuf::from(env!("CARGO_BIN_EXE_intouch"));
    let job = Job::new(program(), words(stage.book().to_str().unwrap()), environment.clone()).unwrap();
    let other = Job::new(program(), words("/other.db"), environment).unwrap();
    assert_eq!(installed(&stage, &job), None);
    ok(&stage, &["notify", "install"]);
    let found = installed(&stage, &job).unwrap();
    let at = |stamp| intouch::model::day::parse_stamp(stamp);
    let wanted = Installed {
        kind: Kind::Systemd,
        file: Some(unit(&stage, "intouch-notify.timer")),
        line: None,
        enabled: Some(true),
        active: Some(true),
        same: Some(true),
        last_at: at("2026-11-23T09:15:00Z"),
        next_at: at("2026-11-23T09:30:00Z"),
    };
    assert_eq!(found, wanted);
    assert_eq!(installed(&stage, &other).unwrap().same, Some(false));
    stage.file("bin/fails", "show");
    let silent = Installed { enabled: None, active: None, last_at: None, next_at: None, ..wanted };
    assert_eq!(installed(&stage, &job).unwrap(), silent, "what the manager does not say is not known");
    std::fs::remove_file(stage.folder().join("bin/fails")).unwrap();
    ok(&stage, &["notify", "uninstall"]);

    let (line, _) = ok(&stage, &["notify", "install", "--print", "cron"]);
    stage.file("bin/table", line.replace("*/15", "5,35"));
    let found = installed(&stage, &job).unwrap();
    assert_eq!((found.kind, found.same, found.active), (Kind::Cron, Some(true), None));
    assert_eq!(installed(&stage, &other).unwrap().same, Some(false));
}

/// A stand-in that remembers its calls and keeps what it was told in files.
const LAUNCHCTL: &str = "#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"${0%/*}/calls\"\n\
    case \"$1\" in\n\
    print) [ -e \"${0%/*}/loaded\" ];;\n\
    bootstrap) [ -e \"${0%/*}/fails\" ] && exit 5; : >\"${0%/*}/loaded\";;\n\
    bootout) rm \"${0%/*}/loaded\";;\n\
    esac\n";

#[test]
fn a_launch_agent_is_loaded_taken_back_and_unloaded() {
    let stage = stage();
    stand_in(&stage, "launchctl", LAUNCHCTL);
    let env = BTreeMap::from([
        ("PATH".to_owned(), stage.env["PATH"].clone()),
        ("HOME".to_owned(), stage.folder().to_str().unwrap().to_owned()),
    ]);
    let home = Home { env: &env, config: None, data: None };
    let job = Job::new("/opt/intouch".into(), vec!["notify".into()], Vec::new()).unwrap();
    let other = Job::new("/opt/other".into(), vec!["notify".into()], Vec::new()).unwrap();
    let file = stage.folder().join("Library/LaunchAgents/intouch.notify.plist");
    stage.file("bin/fails", "");
    assert!(launchd::install(&job, &home).is_err() && !file.exists());
    std::fs::remove_file(stage.folder().join("bin/fails")).unwrap();
    assert!(launchd::install(&job, &home).unwrap().changed && file.exists());
    assert!(!launchd::install(&job, &home).unwrap().changed);
    assert_eq!(launchd::installed(Some(&job), &home).unwrap().same, Some(true));
    assert_eq!(launchd::installed(Some(&other), &home).unwrap().same, Some(false));
    assert!(launchd::install(&other, &home).unwrap().changed, "a new path is loaded anew");
    assert_eq!(launchd::uninstall(&home).unwrap().removed, [file]);
    assert!(!stage.folder().join("bin/loaded").exists());
    assert_eq!(launchd::installed(Some(&job), &home), None);
    let calls = std::fs::read_to_string(stage.folder().join("bin/calls")).unwrap();
    assert_eq!(calls.lines().filter(|l| l.starts_with("bootstrap gui/")).count(), 3, "{calls}");
}

#[test]
fn a_task_is_handed_over_as_a_file_and_deleted() {
    let stage = stage();
    let script = "#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"${0%/*}/calls\"\n\
        case \"$1\" in\n\
        /Create) cp \"$5\" \"${0%/*}/task\";;\n\
        /Query) [ -e \"${0%/*}/task\" ];;\n\
        /Delete) rm \"${0%/*}/task\";;\n\
        esac\n";
    stand_in(&stage, "schtasks", script);
    let env = BTreeMap::from([("PATH".to_owned(), stage.env["PATH"].clone())]);
    let home = Home { env: &env, config: None, data: None };
    let job = Job::new("/opt/intouch".into(), vec!["notify".into()], vec![("TZ".into(), "UTC".into())]).unwrap();
    let done = task::install(&job, &home).unwrap();
    assert!(done.notes[0].contains("TZ is left out"), "{done:?}");
    assert_eq!(std::fs::read(stage.folder().join("bin/task")).unwrap(), task::file(&job));
    assert_eq!(task::installed(&home).unwrap().kind, Kind::Windows);
    assert!(task::uninstall(&home).unwrap().forgotten);
    assert!(!task::uninstall(&home).unwrap().forgotten);
    assert_eq!(task::installed(&home), None);
}

#[test]
fn a_real_user_manager_takes_the_timer_starts_it_and_forgets_it() {
    let stage = Stage::on("2026-11-23");
    let script = r#"
        cd "$HOME"; traces() { find . | sort; }; traces >../before
        "$PROGRAM" notify install --quiet; echo "installed $?"
        systemctl --user list-timers --no-pager
        "$PROGRAM" notify install --quiet | grep -o 'nothing was changed'
        "$PROGRAM" notify install --json --db 'we%ird $HOME "b\ook.db' | grep -o '"changed":true'
        systemctl --user start intouch-notify.service; echo "started $?"
        systemctl --user show -p LogLevelMax -p KillMode -p Result intouch-notify.service
        systemctl --user show -p UnitFileState -p ActiveState intouch-notify.timer
        "$PROGRAM" notify uninstall --quiet >/dev/null; echo "uninstalled $?"
        traces >../after; cmp ../before ../after && echo 'no trace'
        systemctl --user list-timers --all --no-pager | grep intouch || echo 'no timer'
    "#;
    let Some(output) = in_a_user_session("a timer of a real user manager", &stage, script) else { return };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in [
        "installed 0",
        "nothing was changed",
        "\"changed\":true",
        "started 0",
        "LogLevelMax=3",
        "KillMode=process",
        "Result=success",
        "UnitFileState=enabled",
        "ActiveState=active",
        "uninstalled 0",
        "no trace",
        "no timer",
    ] {
        assert!(said.lines().any(|l| l == line), "{line}: {output:?}");
    }
    let at = |l: &&str| l.contains("intouch-notify.timer") && l.contains("intouch-notify.service");
    let next = said.lines().find(at).unwrap_or_default();
    assert!([":00:00", ":15:00", ":30:00", ":45:00"].iter().any(|quarter| next.contains(quarter)), "{said}");
}

/// A stand-in for the journal, which writes down what it is sent: messages by the manager, and what
/// programs write, behind a heading with their name and their level.
const JOURNAL: &str = "import os, select, socket
os.makedirs('/run/systemd/journal', exist_ok=True)
messages = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
messages.bind('/run/systemd/journal/socket')
streams = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
streams.bind('/run/systemd/journal/stdout')
streams.listen()
readers = [messages, streams]
while True:
    for ready in select.select(readers, [], [])[0]:
        if ready is streams:
            readers.append(streams.accept()[0])
            continue
        data = ready.recv(65536)
        if not data:
            readers.remove(ready)
        print('manager' if ready is messages else 'program', data, flush=True)
";

#[test]
fn what_a_call_leaves_behind_lives_on_and_the_journal_hears_of_complaints_alone() {
    if !have("what the journal hears", &["python3", "pgrep"]) {
        return;
    }
    let stage = Stage::on("2026-11-23");
    let program = "#!/bin/sh\necho Laura Chen\necho complaint >&2\nsetsid sleep 600 </dev/null >/dev/null 2>&1 &\n";
    let program = stage.file("intouch", program);
    make_program(Path::new(&program));
    let job = Job::new(program.into(), Vec::new(), Vec::new()).unwrap();
    let env = BTreeMap::new();
    let (units, _) = service::texts(Kind::Systemd, &job, &Home { env: &env, config: None, data: None });
    stage.file("home/.config/systemd/user/intouch-notify.service", &units[0].text);
    let loud = units[0].text.replace("LogLevelMax=err\n", "");
    stage.file("home/.config/systemd/user/loud.service", loud);
    stage.file("journal.py", JOURNAL);
    let script = "for unit in intouch-notify intouch-notify loud loud; do systemctl --user start $unit; done\n\
        sleep .3; pgrep -c sleep";
    let Some(output) = in_a_user_session("what the journal hears", &stage, script) else { return };
    let heard = std::fs::read_to_string(stage.folder().join("journal")).unwrap();
    // One of each call; the script's own is over by then.
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "4", "{output:?}");
    let (manager, programs): (Vec<&str>, Vec<&str>) = heard.lines().partition(|l| l.starts_with("manager"));
    assert_eq!(programs.iter().filter(|l| l.contains("complaint")).count(), 4, "{heard}");
    // 27: a daemon's error, which the limit lets through.
    assert_eq!(programs.iter().filter(|l| l.contains("\\n27\\n")).count(), 4, "{heard}");
    assert!(!heard.contains("Laura"), "names reach no log: {heard}");
    let of = |unit: &str| manager.iter().filter(|l| l.contains(unit)).count();
    assert_eq!(of("intouch-notify"), 0, "{heard}");
    assert!(of("loud.service") >= 4 && heard.contains("left-over process"), "else there is something to hear: {heard}");
}
