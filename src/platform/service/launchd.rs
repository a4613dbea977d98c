//! A launch agent of macOS: one property list, set up, taken away, looked at.

use super::{Done, EVERY_MINUTES, Gone, Home, Installed, Job, Kind, call};
use crate::model::{Error, Result};
use crate::platform::files;
use std::path::PathBuf;

/// The name by which launchd knows it.
pub const LABEL: &str = "intouch.notify";
/// The name of its file.
pub const FILE: &str = "intouch.notify.plist";

/// The property list.
#[must_use]
pub fn plist(job: &Job) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <!-- Written by `intouch notify install`; `intouch notify uninstall` takes it away. -->\n\
         <plist version=\"1.0\">\n<dict>\n",
    );
    text.push_str(&format!("  <key>Label</key>\n  <string>{LABEL}</string>\n"));
    text.push_str("  <key>ProgramArguments</key>\n  <array>\n");
    for word in std::iter::once(job.program()).chain(job.arguments().iter().map(String::as_str)) {
        text.push_str(&format!("    <string>{}</string>\n", escaped(word)));
    }
    text.push_str("  </array>\n");
    if !job.environment().is_empty() {
        text.push_str("  <key>EnvironmentVariables</key>\n  <dict>\n");
        for (name, value) in job.environment() {
            text.push_str(&format!("    <key>{name}</key>\n    <string>{}</string>\n", escaped(value)));
        }
        text.push_str("  </dict>\n");
    }
    text.push_str("  <key>StartCalendarInterval</key>\n  <array>\n");
    for quarter in 0..60 / EVERY_MINUTES {
        let minute = quarter * EVERY_MINUTES;
        text.push_str(&format!(
            "    <dict>\n      <key>Minute</key>\n      <integer>{minute}</integer>\n    </dict>\n"
        ));
    }
    text.push_str(
        "  </array>\n\
         \u{20} <key>RunAtLoad</key>\n  <true/>\n\
         \u{20} <!-- What waits for a press on a reminder lives on after the call. -->\n\
         \u{20} <key>AbandonProcessGroup</key>\n  <true/>\n\
         \u{20} <key>LimitLoadToSessionType</key>\n  <string>Aqua</string>\n\
         \u{20} <key>ProcessType</key>\n  <string>Background</string>\n\
         </dict>\n</plist>\n",
    );
    text
}

/// A text between two marks of XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The user's session on the screen, as launchd names it.
fn domain() -> String {
    #[cfg(unix)]
    let user = rustix::process::getuid().as_raw();
    #[cfg(not(unix))]
    let user = 0;
    format!("gui/{user}")
}

fn file(home: &Home<'_>) -> Result<PathBuf> {
    let folder = home.below("Library/LaunchAgents");
    folder.map(|f| f.join(FILE)).ok_or_else(|| Error::outside("no home folder can be told").hint("set HOME"))
}

fn is_loaded(home: &Home<'_>) -> bool {
    let agent = format!("{}/{LABEL}", domain());
    matches!(call::call(home.env, "launchctl", &["print", &agent], call::PATIENCE), Ok(Some(said)) if said.well)
}

/// Writes the list and loads the agent.
///
/// # Errors
/// `Outside` where a step fails; then everything is as it was.
pub fn install(job: &Job, home: &Home<'_>) -> Result<Done> {
    let (path, text) = (file(home)?, plist(job));
    let before = files::read_optional(&path)?;
    let loaded = is_loaded(home);
    let done =
        |changed| Done { kind: Kind::Launchd, changed, files: vec![path.clone()], line: None, notes: Vec::new() };
    if loaded && before.as_ref() == Some(&text) {
        return Ok(done(false));
    }
    files::write_private(&path, &text)?;
    let load = || call::must(home.env, "launchctl", &["bootstrap", &domain(), &path.to_string_lossy()], call::PATIENCE);
    if loaded {
        let _ = unload(home);
    }
    let Err(e) = load() else { return Ok(done(true)) };
    match &before {
        Some(before) => files::write_private(&path, before)?,
        None => drop(super::remove(&path)?),
    }
    if loaded {
        let _ = load();
    }
    Err(Error::outside(format!("the agent was not installed, what was written is taken back: {e}"))
        .hint("`intouch notify install --print launchd` prints it instead"))
}

fn unload(home: &Home<'_>) -> Result<String> {
    call::must(home.env, "launchctl", &["bootout", &format!("{}/{LABEL}", domain())], call::PATIENCE)
}

/// Unloads the agent and removes its list.
///
/// # Errors
/// `Outside` where the file can't be removed.
pub fn uninstall(home: &Home<'_>) -> Result<Gone> {
    let mut gone = Gone::default();
    if is_loaded(home) {
        match unload(home) {
            Ok(_) => gone.forgotten = true,
            Err(e) => gone.notes.push(format!("an agent that runs now ends with the session: {e}")),
        }
    }
    let path = file(home)?;
    if super::remove(&path)? {
        gone.removed.push(path);
    }
    Ok(gone)
}

/// The agent, where its list is there.
#[must_use]
pub fn installed(job: Option<&Job>, home: &Home<'_>) -> Option<Installed> {
    let path = file(home).ok()?;
    let there = files::read_optional(&path).ok().flatten()?;
    let same = job.map(|job| plist(job) == there);
    let active = Some(is_loaded(home));
    Some(Installed { file: Some(path), enabled: Some(true), active, same, ..Installed::new(Kind::Launchd) })
}
