//! Backups as they are told: made, listed, gone back to.

use super::screen::Screen;
use super::table::Table;
use crate::actions::backup::{Listed, Made};
use crate::model::{Result, day, text::counted};
use crate::store::backup::Contents;
use serde_json::{Value, json};
use std::path::Path;

/// `3 people, 12 facts`.
#[must_use]
pub fn holds(c: &Contents) -> String {
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    format!("{}, {}", counted(number(c.people), "person", "people"), counted(number(c.facts), "fact", "facts"))
}

/// `3 people, 12 facts, last recorded on Fri 20 Nov 2026`.
#[must_use]
pub fn holds_until(c: &Contents) -> String {
    let last = c.last_recorded_on.map(|d| format!(", last recorded on {}", day::long(d))).unwrap_or_default();
    format!("{}{last}", holds(c))
}

/// `812 kB`, `7.4 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

/// A backup that was made; `command` goes back to it.
///
/// # Errors
/// Where the output can't be written.
pub fn made(screen: &mut Screen<'_>, m: &Made, command: &str) -> Result<()> {
    if screen.json {
        return screen.document(&json!({
            "path": m.path, "people": m.contents.people, "facts": m.contents.facts, "size": m.size, "restore": command,
        }));
    }
    screen.line(&format!("Backed up to {} ({}, {})", m.path.display(), holds(&m.contents), size(m.size)))?;
    screen.note(&format!("   to go back to it: {command}"));
    Ok(())
}

fn listed(l: &Listed) -> Value {
    json!({
        "name": l.word, "path": l.path, "on": l.day, "kind": l.kind.as_str(), "age_days": l.age_days, "size": l.size,
        "people": l.contents.map(|c| c.people), "facts": l.contents.map(|c| c.facts),
        "last_recorded_on": l.contents.and_then(|c| c.last_recorded_on), "readable": l.contents.is_some(),
    })
}

/// The list of backups, newest first.
///
/// # Errors
/// Where the output can't be written.
pub fn list(screen: &mut Screen<'_>, all: &[Listed], command: &str) -> Result<()> {
    if screen.json {
        return screen.document(&all.iter().map(listed).collect::<Vec<_>>());
    }
    if all.is_empty() {
        return screen
            .line("There is no backup yet. One is made before the first thing of a day, or now: intouch backup");
    }
    let mut table = Table::new(&["backup", "made", "age", "people", "facts", "size"]);
    for l in all {
        let age = match l.age_days {
            ..=0 => "today".to_owned(),
            1 => "1 day".to_owned(),
            n => format!("{n} days"),
        };
        let number = |n: Option<u64>| n.map_or_else(|| "can't be read".to_owned(), |n| n.to_string());
        table
            .row()
            .cell(&l.word)
            .cell(l.kind.as_str())
            .cell(age)
            .cell(number(l.contents.map(|c| c.people)))
            .cell(l.contents.map(|c| c.facts.to_string()).unwrap_or_default())
            .cell(size(l.size));
    }
    screen.table(&table)?;
    screen.note(&format!("`{command}` goes back to one"));
    Ok(())
}

/// What was put in the book's place; `back` undoes it.
///
/// # Errors
/// Where the output can't be written.
pub fn restored(screen: &mut Screen<'_>, from: &Path, c: &Contents, kept: Option<(&Path, Option<&str>)>) -> Result<()> {
    if screen.json {
        return screen.document(&json!({
            "restored": from, "people": c.people, "facts": c.facts, "last_recorded_on": c.last_recorded_on,
            "kept": kept.map(|(path, _)| path), "back": kept.and_then(|(_, command)| command),
        }));
    }
    screen.line(&format!("Restored from {}: {}", from.display(), holds_until(c)))?;
    if let Some((path, command)) = kept {
        screen.line(&format!("   what it replaced is kept: {}", path.display()))?;
        if let Some(command) = command {
            screen.note(&format!("   to go back: {command}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_reads_best() {
        let told = [0, 1, 98_304, 999_999, 1_000_000, 7_450_000, 771_420_160, 7_714_201_600].map(size);
        assert_eq!(told, ["0 kB", "1 kB", "99 kB", "1000 kB", "1.0 MB", "7.4 MB", "771.4 MB", "7.7 GB"]);
    }
}
