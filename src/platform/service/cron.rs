//! A line of a crontab: printed for the user to paste. No crontab is ever written.

use super::{Done, EVERY_MINUTES, Home, Installed, Job, Kind, call};

/// The longest line that every cron reads whole, in bytes.
const LINE_MOST: usize = 998;

/// The line, with the folder in which the session's bus is found where no variable names it.
#[must_use]
pub fn line(job: &Job, home: &Home<'_>) -> String {
    format!("*/{EVERY_MINUTES} * * * * {}", command(job, home))
}

fn command(job: &Job, home: &Home<'_>) -> String {
    let bus = runtime(home).map(|folder| ("XDG_RUNTIME_DIR".to_owned(), folder));
    let set = bus.iter().chain(job.environment()).map(|(name, value)| format!("{name}={}", word(value)));
    let called = std::iter::once(job.program()).chain(job.arguments().iter().map(String::as_str)).map(word);
    let command: Vec<String> = set.chain(called).collect();
    format!("{} >/dev/null", command.join(" "))
}

/// The folder of the user's session, in which the bus is: as the environment has it, else where it
/// is by custom.
fn runtime(home: &Home<'_>) -> Option<String> {
    let set = home.env.get("XDG_RUNTIME_DIR").filter(|folder| folder.starts_with('/')).cloned();
    #[cfg(target_os = "linux")]
    return set.or_else(|| Some(format!("/run/user/{}", rustix::process::getuid().as_raw())));
    #[cfg(not(target_os = "linux"))]
    set
}

/// What the user is given to set up themselves.
#[must_use]
pub fn install(job: &Job, home: &Home<'_>) -> Done {
    let line = line(job, home);
    let mut notes = Vec::new();
    if lines(home).contains(&line) {
        notes.push("your crontab has this line already".to_owned());
    }
    notes.extend(cautions(&line, home));
    Done { kind: Kind::Cron, changed: false, files: Vec::new(), line: Some(line), notes }
}

/// What may keep a line from working.
#[must_use]
pub fn cautions(line: &str, home: &Home<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if line.len() > LINE_MOST {
        notes.push(format!("the line has {} bytes: some crons cut it at {LINE_MOST}", line.len()));
    }
    let bus = home.env.get("DBUS_SESSION_BUS_ADDRESS").filter(|bus| !bus.is_empty());
    let found = runtime(home).map(|folder| format!("unix:path={folder}/bus"));
    let at = |bus: &String| bus.split([',', ';']).next().map(str::to_owned);
    if let Some(bus) = bus.filter(|bus| at(bus) != found) {
        let found = found.unwrap_or_else(|| "where cron could find it".to_owned());
        notes.push(format!("this session's bus is at {bus}, not at {found}: called by cron, intouch can't reach it"));
    }
    notes
}

/// The lines of the user's crontab that call `intouch notify`.
#[must_use]
pub fn lines(home: &Home<'_>) -> Vec<String> {
    let Ok(Some(said)) = call::call(home.env, "crontab", &["-l"], call::PATIENCE) else { return Vec::new() };
    let calls =
        |line: &&str| !line.trim_start().starts_with('#') && line.contains("intouch") && line.contains(" notify");
    said.out.lines().filter(calls).map(str::to_owned).collect()
}

/// The line of the user's crontab, where it has one.
#[must_use]
pub fn installed(job: Option<&Job>, home: &Home<'_>) -> Option<Installed> {
    let line = lines(home).into_iter().next()?;
    // When it is called is the user's to say; what is called must be the same.
    let same = job.map(|job| line.ends_with(&format!(" {}", command(job, home))));
    Some(Installed { same, active: None, line: Some(line), ..Installed::new(Kind::Cron) })
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
