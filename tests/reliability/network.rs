//! Nothing here talks to a network: held over what the program is made of, and over what it does.

use crate::stage::Stage;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The systems whose default builds are looked at.
const SYSTEMS: [&str; 3] = ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];

/// Licences that ask for no more than to be named.
const LICENCES: [&str; 11] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "CC0-1.0",
    "Unlicense",
    "Unicode-3.0",
];

/// What must never come into the default build, whatever asks for it.
const BANNED: [&str; 27] = [
    "attohttpc",
    "async-std",
    "curl",
    "curl-sys",
    "h2",
    "hickory-resolver",
    "hyper",
    "isahc",
    "lettre",
    "mio",
    "native-tls",
    "openssl",
    "openssl-src",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "sentry",
    "ssh2",
    "surf",
    "tokio",
    "tungstenite",
    "ureq",
    "websocket",
    "async-net",
    "minreq",
];

/// Names by which a program reaches a network; `std::net` and `core::net` hold addresses and sockets.
const CALLS: [&str; 7] =
    ["std::net", "core::net", "TcpStream", "TcpListener", "UdpSocket", "WSAStartup", "getaddrinfo"];

struct Crate {
    name: String,
    licence: String,
    source: String,
    folder: PathBuf,
}

/// What the default build is made of on every system; `None` where cargo can't tell without a network.
fn made_of() -> Option<Vec<Crate>> {
    let mut found: BTreeMap<String, Crate> = BTreeMap::new();
    for system in SYSTEMS {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", system])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .output()
            .ok()?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            println!("skipped for {system}: cargo can't tell offline: {}", why.lines().last().unwrap_or_default());
            return None;
        }
        let all: Value = serde_json::from_slice(&output.stdout).unwrap();
        let by_id = |list: &Value| -> BTreeMap<String, Value> {
            list.as_array().unwrap().iter().map(|v| (v["id"].as_str().unwrap().to_owned(), v.clone())).collect()
        };
        let (nodes, packages) = (by_id(&all["resolve"]["nodes"]), by_id(&all["packages"]));
        let mut open = vec![all["resolve"]["root"].as_str().unwrap().to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id.clone()) {
                continue;
            }
            let text = |key: &str| packages[&id][key].as_str().unwrap_or_default().to_owned();
            let folder = Path::new(&text("manifest_path")).parent().unwrap().to_owned();
            let this = Crate { name: text("name"), licence: text("license"), source: text("source"), folder };
            found.insert(id.clone(), this);
            for dependency in nodes[&id]["deps"].as_array().unwrap() {
                let kinds = dependency["dep_kinds"].as_array().unwrap();
                if kinds.iter().any(|k| k["kind"] != "dev") {
                    open.push(dependency["pkg"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    Some(found.into_values().filter(|c| c.name != "intouch").collect())
}

/// The list of crates: those that could reach a network with why they don't, and the others.
fn listed() -> (BTreeMap<String, String>, BTreeSet<String>) {
    let text = include_str!("../data/crates.txt");
    let (first, second) = text.split_once("[names no network call]").unwrap();
    let (_, first) = first.split_once("[could reach a network]").unwrap();
    let pairs = first.lines().filter_map(|l| l.split_once(": "));
    let could = pairs.map(|(name, why)| (name.to_owned(), why.to_owned())).collect();
    (could, second.split_whitespace().map(str::to_owned).collect())
}

#[test]
fn the_default_build_is_made_of_the_listed_crates_and_no_others() {
    let Some(crates) = made_of() else { return };
    let (could, others) = listed();
    let there: BTreeSet<&str> = crates.iter().map(|c| c.name.as_str()).collect();
    let wanted: BTreeSet<&str> = could.keys().chain(&others).map(String::as_str).collect();
    let new: Vec<_> = there.difference(&wanted).collect();
    let gone: Vec<_> = wanted.difference(&there).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "tests/data/crates.txt lacks {new:?}, and lists {gone:?}, which nothing needs any more"
    );
    assert!(could.values().all(|why| why.len() > 10));
    for banned in BANNED {
        assert!(!there.contains(banned), "{banned} is in the default build");
    }
}

#[test]
fn only_the_crates_that_say_why_name_a_network_call() {
    let Some(crates) = made_of() else { return };
    let (could, _) = listed();
    let mut looked = 0;
    for one in crates.iter().filter(|c| !could.contains_key(&c.name)) {
        for (path, text) in sources(&one.folder) {
            looked += 1;
            for call in CALLS {
                assert!(
                    !text.contains(call),
                    "{} of {} names {call}: why is that no network?",
                    path.display(),
                    one.name
                );
            }
        }
    }
    assert!(looked > 1000, "{looked} files");
    // The program's own source names none.
    for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for call in CALLS {
            assert!(!text.contains(call), "{} names {call}", path.display());
        }
    }
}

/// The source of a crate, its own tests and examples aside.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "tests" | "examples" | "benches") {
                found.extend(sources(&path));
            }
        } else if path.extension().is_some_and(|e| ["rs", "c", "h", "m"].iter().any(|known| e == *known)) {
            found.push((path.clone(), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()));
        }
    }
    found
}

#[test]
fn every_licence_is_a_free_one_and_every_source_the_registry() {
    let Some(crates) = made_of() else { return };
    for one in crates {
        assert!(one.source.starts_with("registry+"), "{} comes from {:?}", one.name, one.source);
        assert!(is_free(&one.licence), "{} is under {:?}", one.name, one.licence);
    }
}

/// Whether a licence can be kept: one of every choice, all of what is asked together.
fn is_free(licence: &str) -> bool {
    let licence = licence.replace('/', " OR ");
    licence.split(" AND ").all(|part| {
        part.trim_matches(['(', ')']).split(" OR ").any(|one| LICENCES.contains(&one.trim_matches(['(', ')', ' '])))
    })
}

#[test]
fn licences_are_read_as_they_are_meant() {
    for free in ["MIT", "MIT/Apache-2.0", "(Apache-2.0 OR MIT) AND BSD-3-Clause", "GPL-3.0 OR MIT"] {
        assert!(is_free(free), "{free}");
    }
    for other in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND MPL-2.0"] {
        assert!(!is_free(other), "{other}");
    }
}

/// What was asked of sockets in a trace: the calls that open or address one.
fn socket_calls(trace: &str) -> Vec<&str> {
    let calls = ["socket(", "socketpair(", "connect(", "bind(", "sendto(", "sendmsg("];
    trace.lines().filter(|l| calls.iter().any(|c| l.contains(c))).collect()
}

/// Whether processes can be traced here; says why not.
fn can_trace(stage: &Stage) -> bool {
    let log = stage.folder().join("probe.trace");
    let probe = Command::new("strace").args(["-f", "-o"]).arg(&log).arg("true").stderr(Stdio::null()).status();
    let can = probe.is_ok_and(|s| s.success()) && std::fs::metadata(&log).is_ok_and(|m| m.len() > 0);
    if !can {
        println!("skipped: strace is not installed, or may not trace here");
    }
    can
}

#[test]
fn a_day_of_commands_opens_local_sockets_only() {
    let mut stage = Stage::on("2026-11-20T10:00:00Z");
    if !can_trace(&stage) {
        return;
    }
    stage.file(
        "export/Connections.csv",
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
         Mia,Lund,https://www.linkedin.com/in/mia-lund,,Initech,Engineer,14 Mar 2018\n",
    );
    let export = stage.folder().join("export").to_str().unwrap().to_owned();
    let out = stage.folder().join("out.json").to_str().unwrap().to_owned();
    let mut traced = 0;
    let mut run = |stage: &Stage, bus: Option<&str>, args: &[&str]| -> String {
        let log = stage.folder().join("day.trace");
        let trace = ["-f", "-e", "trace=network", "-o", log.to_str().unwrap()];
        let mut command = stage.process_under("strace", &trace);
        command.args(args).stdin(Stdio::null()).env("INTOUCH_OPENER", "true").env("EDITOR", "true");
        if let Some(bus) = bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
        let output = command.output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 6)), "{args:?}: {output:?}");
        traced += 1;
        let trace = std::fs::read_to_string(log).unwrap();
        for call in socket_calls(&trace) {
            let local = call.contains("AF_UNIX") || call.contains("PF_LOCAL") || !names_a_family(call);
            assert!(local, "{args:?}: {call}");
        }
        trace
    };
    for args in [
        &["add", "Laura Chen", "--met", "RustConf", "--email", "laura@initech.example"][..],
        &["edit", "laura", "--linkedin", "https://www.linkedin.com/in/laura-chen"],
        &["met", "laura", "--new", "Cleo Diaz", "--where", "Meetup Berlin"],
        &["import", "linkedin", &export],
        &["request", "laura", "--message", "Hello"],
        &["promise", "cleo", "send the paper", "--by", "tomorrow"],
        &["log", "mia", "hello", "--out", "--await-reply"],
    ] {
        run(&stage, None, args);
    }
    stage.day("2026-11-23T10:00:00Z");
    for args in [
        &[][..],
        &["due", "--all"],
        &["why", "laura"],
        &["show", "laura"],
        &["list"],
        &["find", "rustconf"],
        &["requests"],
        &["accepted", "laura"],
        &["draft", "laura", "--kind", "check-in"],
        &["draft", "laura", "--kind", "check-in", "--open"],
        &["done", "cleo"],
        &["export", "json", "--out", &out],
        &["undo"],
        &["redo"],
        &["undo", "--list"],
        &["backup"],
        &["backup", "--list"],
        &["doctor"],
        &["forget", "mia", "--yes"],
        &["template", "list"],
        &["playbook", "check"],
        &["config"],
        &["completions", "bash"],
        &["man"],
        &["demo"],
    ] {
        run(&stage, None, args);
    }
    // Reminders: without a bus, with one that is not there, and with one on another machine.
    run(&stage, None, &["notify"]);
    let asked = run(&stage, Some("unix:path=/nonexistent/bus"), &["notify"]);
    assert!(asked.contains("AF_UNIX"), "the bus was asked: {asked}");
    let far = run(&stage, Some("tcp:host=192.0.2.1,port=9"), &["notify"]);
    assert!(!far.contains("AF_INET"), "{far}");
    println!("{traced} commands traced, local sockets only");
}

/// Whether a traced call tells the family of its socket (`sendmsg` on an open one does not).
fn names_a_family(call: &str) -> bool {
    ["AF_", "PF_"].iter().any(|family| call.contains(family))
}

#[test]
fn a_reminder_over_a_real_bus_opens_local_sockets_only() {
    let stage = Stage::on("2026-11-23");
    if !can_trace(&stage) {
        return;
    }
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "2026-11-20"]);
    let log = stage.folder().join("bus.trace");
    let trace = ["60", "dbus-run-session", "--", "strace", "-f", "-e", "trace=network", "-o", log.to_str().unwrap()];
    let output = stage.process_under("timeout", &trace).arg("notify").stdin(Stdio::null()).output().unwrap();
    if !log.exists() {
        println!("skipped: there is no dbus-run-session ({output:?})");
        return;
    }
    // Nobody shows notifications on this bus: that is what the program says, having asked it.
    assert!(matches!(output.status.code(), Some(0 | 6)), "{output:?}");
    let trace = std::fs::read_to_string(log).unwrap();
    let calls = socket_calls(&trace);
    assert!(calls.iter().any(|c| c.contains("connect(") && c.contains("AF_UNIX")), "the bus was asked: {trace}");
    for call in calls {
        assert!(!call.contains("AF_INET") && !call.contains("AF_NETLINK"), "{call}");
    }
}
