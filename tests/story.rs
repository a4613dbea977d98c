//! The README's recorded days, replayed: what it shows is what the program prints.
//!
//! `INTOUCH_UPDATE_DOCS=1` writes what the program prints into the README.

use crate::stage::Stage;
use std::path::Path;

/// The words of a command line as a shell reads them; only double quotes are known.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in line.split('"').enumerate() {
        if n % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// The README with every `console` block's commands run, in order, on one stage.
fn replay(readme: &str) -> String {
    let mut stage = Stage::on("2026-11-05");
    let mut out = String::new();
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(at) = line.strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->")) {
            stage.day(at);
        }
        if line != "```console" {
            continue;
        }
        for line in lines.by_ref() {
            if line == "```" {
                out.push_str("```\n");
                break;
            }
            let Some(command) = line.strip_prefix("$ intouch") else { continue };
            let args = words(command);
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            out.push_str(line);
            out.push('\n');
            out.push_str(&stage.told(&args));
        }
    }
    out
}

#[test]
fn the_readme_tells_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let replayed = replay(&readme);
    assert!(!replayed.contains("error:"), "{replayed}");
    if std::env::var_os("INTOUCH_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &replayed).unwrap();
        return;
    }
    assert_eq!(readme, replayed, "INTOUCH_UPDATE_DOCS=1 cargo test story brings the README up to date");
}
