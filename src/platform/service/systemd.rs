//! A timer of the systemd user manager: set up, taken away, looked at.
//!
//! Whether there is a manager is asked of itself: what the first process of the machine is says
//! nothing of it.

use super::{Done, Gone, Home, Installed, Job, Kind, call, unit};
use crate::model::{Error, Instant, Result};
use crate::platform::files;
use std::path::{Path, PathBuf};

/// The link by which a timer comes with every login.
const WANTED: &str = "timers.target.wants";

/// A user manager that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    /// The folder in which it looks for the user's units.
    folder: PathBuf,
}

/// The user manager; `None` where there is none.
///
/// # Errors
/// `Outside` where it does not answer in time, or no folder for its units can be told.
pub fn manager(home: &Home<'_>) -> Result<Option<Manager>> {
    let asked = ["--user", "show", "--property=UnitPath", "--value"];
    let Some(said) = call::call(home.env, "systemctl", &asked, call::PATIENCE)?.filter(|said| said.well) else {
        return Ok(None);
    };
    // The manager began with the session and may not know of variables that a shell has set since.
    let looked_in = format!(" {} ", said.out.trim());
    let knows = |folder: &PathBuf| looked_in.contains(&format!(" {} ", folder.display()));
    let folders = folders(home);
    let folder = folders.iter().find(|f| knows(f)).or(folders.first()).cloned();
    let folder = folder.ok_or_else(|| Error::outside("no home folder can be told").hint("set HOME"))?;
    Ok(Some(Manager { folder }))
}

/// Where a user's units may be: beside the settings, or where they are by custom.
fn folders(home: &Home<'_>) -> Vec<PathBuf> {
    let beside = home.config.map(|config| config.join("systemd/user"));
    let mut folders: Vec<PathBuf> = beside.into_iter().chain(home.below(".config/systemd/user")).collect();
    folders.dedup();
    folders
}

/// Writes the units and starts the timer.
///
/// # Errors
/// `Outside` where a step fails; then everything is as it was.
pub fn install(job: &Job, home: &Home<'_>, manager: &Manager) -> Result<Done> {
    let wanted = [(unit::SERVICE, unit::service(job)), (unit::TIMER, unit::timer())];
    let mut before = Vec::new();
    for (name, _) in &wanted {
        let path = manager.folder.join(name);
        if path.is_symlink() {
            return Err(Error::outside(format!("{} is a link: something else looks after it", path.display()))
                .hint("intouch notify install --print systemd"));
        }
        before.push(files::read_optional(&path)?);
    }
    let paths: Vec<PathBuf> = wanted.iter().map(|(name, _)| manager.folder.join(name)).collect();
    let done = |changed| Done { kind: Kind::Systemd, changed, files: paths.clone(), line: None, notes: Vec::new() };
    let as_wanted = before.iter().zip(&wanted).all(|(there, (_, text))| there.as_ref() == Some(text));
    let state = state(home);
    if as_wanted && state.enabled == Some(true) && state.active == Some(true) {
        return Ok(done(false));
    }
    let missing = missing(&manager.folder);
    let written = paths.iter().zip(&wanted).try_for_each(|(path, (_, text))| files::write_private(path, text));
    let told = written.and_then(|()| {
        told(home, &["daemon-reload"])?;
        told(home, &["enable", unit::TIMER])?;
        // Started anew where it runs: what it says may have changed.
        told(home, &["restart", unit::TIMER])
    });
    let Err(e) = told else { return Ok(done(true)) };
    let back = take_back(home, manager, &before, &state, &missing);
    let outcome = match back {
        Ok(()) => "what was written is taken back".to_owned(),
        Err(e) => format!("what was written could not be taken back: {e}"),
    };
    Err(Error::outside(format!("the timer was not installed, {outcome}: {e}"))
        .hint("`intouch notify install --print cron` prints a line for a crontab instead"))
}

fn told(home: &Home<'_>, words: &[&str]) -> Result<()> {
    call::must(home.env, "systemctl", &[&["--user"], words].concat(), call::PATIENCE).map(drop)
}

/// Tells the manager what is good to be told and changes nothing of the outcome.
fn mention(home: &Home<'_>, words: &[&str]) {
    let _ = call::call(home.env, "systemctl", &[&["--user"], words].concat(), call::LITTLE_PATIENCE);
}

/// The folders that have to be made for one, the uppermost last.
fn missing(folder: &Path) -> Vec<PathBuf> {
    folder.ancestors().take_while(|f| !f.exists()).map(Path::to_owned).collect()
}

/// Brings back what was there before.
fn take_back(
    home: &Home<'_>,
    manager: &Manager,
    before: &[Option<String>],
    state: &State,
    missing: &[PathBuf],
) -> Result<()> {
    // One that was there, and of which nobody says that it was switched off, stays switched on.
    let stays = before.iter().all(Option::is_some) && state.enabled != Some(false);
    if !stays {
        mention(home, &["disable", "--now", unit::TIMER]);
        unlink(&manager.folder)?;
    }
    for (name, text) in [unit::SERVICE, unit::TIMER].into_iter().zip(before) {
        let path = manager.folder.join(name);
        match text {
            Some(text) => files::write_private(&path, text)?,
            None => drop(super::remove(&path)?),
        }
    }
    for folder in missing {
        let _ = std::fs::remove_dir(folder);
    }
    mention(home, &["daemon-reload"]);
    if stays && state.active == Some(true) {
        mention(home, &["start", unit::TIMER]);
    }
    Ok(())
}

/// Removes the link by which the timer comes with every login; whether it was there.
fn unlink(folder: &Path) -> Result<bool> {
    let removed = super::remove(&folder.join(WANTED).join(unit::TIMER))?;
    let _ = std::fs::remove_dir(folder.join(WANTED));
    Ok(removed)
}

/// Stops the timer and removes everything that tells of it.
///
/// # Errors
/// `Outside` where a file can't be removed.
pub fn uninstall(home: &Home<'_>) -> Result<Gone> {
    let mut gone = Gone::default();
    let folders = folders(home);
    let units: Vec<PathBuf> = folders.iter().flat_map(|f| [f.join(unit::SERVICE), f.join(unit::TIMER)]).collect();
    if let Some(link) = units.iter().find(|path| path.is_symlink()) {
        gone.notes.push(format!("{} is a link: something else looks after it, and can take it away", link.display()));
        return Ok(gone);
    }
    let links = folders.iter().map(|f| f.join(WANTED).join(unit::TIMER));
    if !units.iter().any(|path| path.exists()) && !links.into_iter().any(|link| link.is_symlink()) {
        gone.removed = stamps(home)?;
        return Ok(gone);
    }
    let reached = told(home, &["disable", "--now", unit::TIMER]);
    for folder in &folders {
        unlink(folder)?;
    }
    for path in units {
        if super::remove(&path)? {
            gone.removed.push(path);
        }
    }
    for folder in &folders {
        // Only where nothing else is in them.
        let _ = std::fs::remove_dir(folder).and_then(|()| folder.parent().map_or(Ok(()), std::fs::remove_dir));
    }
    match reached {
        Ok(()) => {
            mention(home, &["daemon-reload"]);
            mention(home, &["reset-failed", unit::SERVICE, unit::TIMER]);
        }
        Err(e) => gone.notes.push(format!("a timer that runs now ends with the session: {e}")),
    }
    // Last: a timer writes its stamp for as long as it runs.
    gone.removed.extend(stamps(home)?);
    Ok(gone)
}

/// Removes what systemd notes of when the timer called last.
fn stamps(home: &Home<'_>) -> Result<Vec<PathBuf>> {
    let mut removed = Vec::new();
    for data in home.data.map(Path::to_owned).into_iter().chain(home.below(".local/share")) {
        let folder = data.join("systemd/timers");
        let stamp = folder.join(format!("stamp-{}", unit::TIMER));
        if super::remove(&stamp)? {
            removed.push(stamp);
            let _ = std::fs::remove_dir(&folder).and_then(|()| std::fs::remove_dir(data.join("systemd")));
        }
    }
    Ok(removed)
}

/// What the manager says of the timer; nothing where it says nothing.
#[derive(Debug, Default)]
struct State {
    enabled: Option<bool>,
    active: Option<bool>,
    last_at: Option<Instant>,
    next_at: Option<Instant>,
}

fn state(home: &Home<'_>) -> State {
    let properties = "--property=UnitFileState,ActiveState,LastTriggerUSec,NextElapseUSecRealtime";
    let Ok(Some(said)) =
        call::call(home.env, "systemctl", &["--user", "show", properties, unit::TIMER], call::PATIENCE)
    else {
        return State::default();
    };
    let value = |name: &str| said.out.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix('='));
    State {
        enabled: value("UnitFileState").map(|v| v == "enabled"),
        active: value("ActiveState").map(|v| v == "active"),
        last_at: value("LastTriggerUSec").and_then(instant),
        next_at: value("NextElapseUSecRealtime").and_then(instant),
    }
}

/// An instant as `systemctl show` writes it where the zone is UTC: `Mon 2026-11-23 09:15:00 UTC`.
fn instant(text: &str) -> Option<Instant> {
    let mut words = text.split(' ').skip(1);
    let (day, time, zone) = (words.next()?, words.next()?, words.next()?);
    (zone == "UTC").then(|| crate::model::day::parse_stamp(&format!("{day}T{time}Z"))).flatten()
}

/// The timer, where its file is there.
#[must_use]
pub fn installed(job: Option<&Job>, home: &Home<'_>) -> Option<Installed> {
    let folder = folders(home).into_iter().find(|f| f.join(unit::TIMER).exists())?;
    let service = files::read_optional(&folder.join(unit::SERVICE)).ok().flatten().unwrap_or_default();
    let same = job.map(|job| unit::essence(&service) == unit::essence(&unit::service(job)));
    let State { enabled, active, last_at, next_at } = state(home);
    let file = Some(folder.join(unit::TIMER));
    Some(Installed { file, enabled, active, same, last_at, next_at, ..Installed::new(Kind::Systemd) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_as_systemctl_writes_it() {
        let read = |text| instant(text).map(crate::model::day::stamp);
        assert_eq!(read("Mon 2026-11-23 09:15:00 UTC").as_deref(), Some("2026-11-23T09:15:00Z"));
        for none in ["", "n/a", "0", "infinity", "Mon 2026-11-23 09:15:00 CET", "Mon 2026-11-23"] {
            assert_eq!(read(none), None, "{none:?}");
        }
    }
}
