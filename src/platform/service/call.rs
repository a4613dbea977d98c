//! Asking the system's own programs: with a deadline, in plain English, never through a shell.

use crate::model::{Error, Result};
use crate::platform::{child, programs};
use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long a program may take: all of them answer within moments, or never.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// How long where it may have failed to answer before.
pub const LITTLE_PATIENCE: Duration = Duration::from_secs(2);

/// What a program said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// It ended well.
    pub well: bool,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// Calls a program; `None` where it is not installed.
///
/// # Errors
/// `Outside` where it can't be started, or does not end in time; then it is ended.
pub fn call(
    env: &BTreeMap<String, String>,
    name: &str,
    arguments: &[&str],
    patience: Duration,
) -> Result<Option<Said>> {
    let Some(file) = programs::find(env, name) else { return Ok(None) };
    let failed = |why: &str| Error::outside(format!("`{name} {}` {why}", arguments.join(" ")));
    let broken = |e: std::io::Error| failed(&format!("can't be run: {e}"));
    // Files, not pipes: what a program leaves behind would keep a pipe open for as long as it likes.
    let (mut out, mut err) = (tempfile::tempfile().map_err(broken)?, tempfile::tempfile().map_err(broken)?);
    let mut command = Command::new(file);
    command.args(arguments).env_clear().envs(env).env("LC_ALL", "C").env("TZ", "UTC");
    command.stdin(Stdio::null());
    command.stdout(out.try_clone().map_err(broken)?).stderr(err.try_clone().map_err(broken)?);
    let mut child = child::spawn_apart(&mut command).map_err(broken)?;
    let status = child::wait(&mut child, patience).map_err(broken)?;
    let status = status.ok_or_else(|| failed(&format!("did not end within {} seconds", patience.as_secs())))?;
    let text = |file: &mut std::fs::File| -> Result<String> {
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(broken)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    Ok(Some(Said { well: status.success(), out: text(&mut out)?, err: text(&mut err)? }))
}

/// Calls a program that must be there and end well; gives its standard output.
///
/// # Errors
/// `Outside` with what it said.
pub fn must(env: &BTreeMap<String, String>, name: &str, arguments: &[&str], patience: Duration) -> Result<String> {
    let failed = |why: &str| Error::outside(format!("`{name} {}` failed: {why}", arguments.join(" ")));
    match call(env, name, arguments, patience)? {
        None => Err(failed("it is not installed")),
        Some(said) if said.well => Ok(said.out),
        Some(said) => {
            let lines = said.err.lines().chain(said.out.lines()).map(str::trim);
            Err(failed(lines.clone().find(|l| !l.is_empty()).unwrap_or("it does not say why")))
        }
    }
}
