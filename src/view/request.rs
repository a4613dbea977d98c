//! Requests on the screen.

use super::document;
use super::screen::Screen;
use super::table::Table;
use super::tone::Tone;
use crate::actions::look::Listed;
use crate::actions::pace::Pace;
use crate::model::{Day, RequestDirection, Result, Status, day};

/// The list of requests with their age and what one would do about each.
///
/// # Errors
/// Where the output can't be written.
pub fn list(screen: &mut Screen<'_>, requests: &[Listed], pace: &Pace, today: Day) -> Result<()> {
    if screen.json {
        return screen.document(&document::listed(requests, today));
    }
    if requests.is_empty() {
        screen.line("No such request.")?;
    } else {
        let mut table = Table::new(&["fact", "who", "sent", "age", "status", "what to do"]);
        for l in requests {
            let r = &l.request;
            let sent = match r.direction {
                RequestDirection::Sent => day::iso(r.sent_on),
                RequestDirection::Received => format!("{} (received)", day::iso(r.sent_on)),
            };
            let attempt = if r.attempt > 1 { format!(" (attempt {})", r.attempt) } else { String::new() };
            let inferred = if r.inferred { " (inferred)" } else { "" };
            let days = if l.age_days == 1 { "1 day".to_owned() } else { format!("{} days", l.age_days) };
            let age = if r.status == Status::Pending { days } else { format!("after {days}") };
            table
                .row()
                .cell(r.id.to_string())
                .toned(Some(Tone::Strong), &l.contact)
                .cell(sent)
                .cell(age)
                .cell(format!("{}{inferred}{attempt}", r.status))
                .cell(l.advice.unwrap_or_default());
        }
        screen.table(&table)?;
    }
    screen.note(&pace.sentence());
    Ok(())
}
