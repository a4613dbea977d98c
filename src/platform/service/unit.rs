//! The two unit files of systemd, as text.

use super::Job;

/// The name of the unit that calls the program.
pub const SERVICE: &str = "intouch-notify.service";
/// The name of the unit that says when.
pub const TIMER: &str = "intouch-notify.timer";

/// The unit that calls the program once.
#[must_use]
pub fn service(job: &Job) -> String {
    let mut text = String::from(
        "# Written by `intouch notify install`; `intouch notify uninstall` takes it away.\n\
         [Unit]\n\
         Description=intouch: remind of follow-ups that are due\n\
         \n\
         [Service]\n\
         Type=oneshot\n",
    );
    for (name, value) in job.environment() {
        text.push_str(&format!("Environment={}\n", quoted(&format!("{name}={value}"), false)));
    }
    text.push_str(&format!("ExecStart={}\n", command(job)));
    text.push_str(
        "# What waits for a press on a reminder lives on after the call.\n\
         KillMode=process\n\
         TimeoutStartSec=2min\n\
         # The journal gets what the program complains of, not that it was called.\n\
         StandardOutput=null\n\
         StandardError=journal\n\
         SyslogLevel=err\n\
         LogLevelMax=err\n",
    );
    text
}

/// The unit that says when.
#[must_use]
pub fn timer() -> String {
    format!(
        "# Written by `intouch notify install`; `intouch notify uninstall` takes it away.\n\
         [Unit]\n\
         Description=intouch: look every quarter of an hour whether it is time to remind\n\
         \n\
         [Timer]\n\
         OnCalendar=*:0/{}\n\
         # After a night off or asleep it is called once, at once.\n\
         Persistent=true\n\
         AccuracySec=1min\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n",
        super::EVERY_MINUTES
    )
}

/// The command line of a unit. systemd refuses quotes and backslashes in the path of what it starts,
/// and reads a dollar sign there in another way than behind it: such a path is started by a shell,
/// which is given it as a word of its own and reads nothing into it.
fn command(job: &Job) -> String {
    let plain = !job.program().contains(['"', '\'', '\\', '$']);
    let mut words = if plain {
        vec![quoted(job.program(), false)]
    } else {
        vec!["/bin/sh".to_owned(), "-c".to_owned(), quoted(r#"exec "$0" "$@""#, true), quoted(job.program(), true)]
    };
    words.extend(job.arguments().iter().map(|a| quoted(a, true)));
    words.join(" ")
}

/// A word as a unit file spells it. In arguments a dollar sign begins a variable, elsewhere it does
/// not; a percent sign begins a specifier everywhere.
fn quoted(word: &str, argument: bool) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '=' | '+' | ',' | '@');
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let mut out = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '%' => out.push_str("%%"),
            '$' if argument => out.push_str("$$"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What a unit calls, and with what around it: the lines that tell.
pub fn essence(service: &str) -> Vec<&str> {
    service.lines().filter(|l| l.starts_with("ExecStart=") || l.starts_with("Environment=")).collect()
}
