//! The system's own timer: its texts, and what was done about it.

use super::screen::Screen;
use crate::actions::service::SetUp;
use crate::model::{Result, day};
use crate::platform::Now;
use crate::platform::service::{File, Gone, Kind};

/// Texts to be put somewhere by hand; where there are several, each with its place before it.
///
/// # Errors
/// Where the output can't be written.
pub fn texts(screen: &mut Screen<'_>, files: &[File], notes: &[String]) -> Result<()> {
    if screen.json {
        let files: Vec<_> = files.iter().map(|f| serde_json::json!({ "path": f.path, "text": f.text })).collect();
        return screen.document(&files);
    }
    for note in notes {
        screen.note(note);
    }
    for (n, file) in files.iter().enumerate() {
        if files.len() > 1 {
            screen.line(&format!("{}# {}", if n > 0 { "\n" } else { "" }, file.path.display()))?;
        }
        screen.raw(file.text.as_bytes())?;
    }
    Ok(())
}

/// What was set up.
///
/// # Errors
/// Where the output can't be written.
pub fn installed(screen: &mut Screen<'_>, set_up: &SetUp, now: &Now, undo: &str) -> Result<()> {
    let SetUp { done, first_look_at } = set_up;
    if screen.json {
        return screen.document(&serde_json::json!({
            "kind": done.kind, "changed": done.changed, "files": done.files, "line": done.line,
            "first_look_at": first_look_at.map(day::stamp), "undo": undo, "notes": done.notes,
        }));
    }
    for note in &done.notes {
        screen.note(note);
    }
    if let Some(line) = &done.line {
        screen.note("no systemd user manager answers here: add this line with `crontab -e`");
        return screen.line(line);
    }
    let what = match done.kind {
        Kind::Systemd => "A timer of the systemd user manager",
        Kind::Launchd => "A launch agent",
        Kind::Windows => "A task of the Task Scheduler",
        Kind::Cron => "A crontab",
    };
    let so = if done.changed { "is installed" } else { "is installed already: nothing was changed" };
    screen.line(&format!("{what} {so}"))?;
    if screen.quiet {
        return Ok(());
    }
    for file in &done.files {
        screen.line(&format!("   {}", file.display()))?;
    }
    if let Some(at) = first_look_at {
        let (first, at) = (if done.changed { "first" } else { "next" }, now.local(*at).format("%H:%M"));
        screen.line(&format!("   it looks every quarter of an hour whether it is time to remind, {first} at {at}"))?;
    }
    screen.line(&format!("   `{undo}` undoes it"))
}

/// What was taken away.
///
/// # Errors
/// Where the output can't be written.
pub fn uninstalled(screen: &mut Screen<'_>, gone: &Gone) -> Result<()> {
    if screen.json {
        return screen.document(&serde_json::json!({
            "removed": gone.removed, "crontab": gone.lines, "notes": gone.notes,
        }));
    }
    for note in &gone.notes {
        screen.note(note);
    }
    for file in &gone.removed {
        screen.line(&format!("Removed {}", file.display()))?;
    }
    if gone.forgotten {
        screen.line("The system has forgotten the timer")?;
    }
    if gone.removed.is_empty() && !gone.forgotten && gone.lines.is_empty() && gone.notes.is_empty() {
        screen.line("Nothing is installed: nothing was removed")?;
    }
    if !gone.lines.is_empty() {
        screen.note("a crontab is yours alone to change: remove this with `crontab -e`");
        for line in &gone.lines {
            screen.line(line)?;
        }
    }
    Ok(())
}
