//! A line of a crontab: printed for the user to paste. No crontab is ever written.

use super::{EVERY_MINUTES, Job};
use std::collections::BTreeMap;

/// The line, with the folder in which the session bus is found where there is no variable for it.
#[must_use]
pub fn line(job: &Job, runtime: Option<&str>) -> String {
    let bus = runtime.map(|folder| ("XDG_RUNTIME_DIR".to_owned(), folder.to_owned()));
    let set = bus.iter().chain(job.environment()).map(|(name, value)| format!("{name}={}", word(value)));
    let called = std::iter::once(job.program()).chain(job.arguments().iter().map(String::as_str)).map(word);
    let command: Vec<String> = set.chain(called).collect();
    format!("*/{EVERY_MINUTES} * * * * {} >/dev/null", command.join(" "))
}

/// A word as the shell reads it after cron has. Some crons turn a percent sign into the end of the
/// line and take the backslash from one that has it, some do the same with two backslashes, and some
/// do nothing: here a percent sign has its backslash outside of the quotes, where a shell takes it
/// away, too, and no two backslashes stand side by side.
fn word(plain: &str) -> String {
    let simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '@' | '+' | ',');
    if !plain.is_empty() && plain.chars().all(simple) {
        return plain.to_owned();
    }
    let mut out = String::from("'");
    for c in plain.chars() {
        match c {
            '%' => out.push_str(r"'\%'"),
            '\'' => out.push_str(r#"'"'"'"#),
            '\\' => out.push_str(r"\''"),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// The folder of the user's session, in which the bus is: as the environment has it, else where it
/// is by custom.
#[must_use]
pub fn runtime(env: &BTreeMap<String, String>) -> Option<String> {
    let set = env.get("XDG_RUNTIME_DIR").filter(|folder| folder.starts_with('/')).cloned();
    #[cfg(target_os = "linux")]
    return set.or_else(|| Some(format!("/run/user/{}", rustix::process::getuid().as_raw())));
    #[cfg(not(target_os = "linux"))]
    set
}
