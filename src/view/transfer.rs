//! What an import says.

use super::document;
use super::screen::Screen;
use crate::actions::transfer::report::{Report, Tally};
use crate::model::{Result, text::counted};
use std::collections::HashMap;

/// How many lines of one reason are named one by one.
const NAMED: usize = 8;

fn tally(t: &Tally, what: &str) -> String {
    format!("{what}: {} new, {} updated, {} unchanged", t.created, t.updated, t.unchanged)
}

/// The report of an import: `open_follow_ups` is what to look at next.
///
/// # Errors
/// Where the output can't be written.
pub fn report(screen: &mut Screen<'_>, r: &Report) -> Result<()> {
    if screen.json {
        return screen.document(&document::report(r));
    }
    for notice in &r.notices {
        screen.note(notice);
    }
    let would = if r.dry_run { "Dry run, nothing was kept. " } else { "" };
    screen.line(&format!("{would}Read {}", r.files.join(", ")))?;
    screen.line(&format!("  {}", tally(&r.contacts, "contacts")))?;
    if r.namesakes > 0 {
        let who = counted(r.namesakes, "new person bears", "new people bear");
        screen.line(&format!(
            "  {who} the name of somebody else in your book: `intouch duplicates` shows those who may be one person"
        ))?;
    }
    // An address book holds people only.
    for (t, what) in [(&r.requests, "requests"), (&r.interactions, "interactions")] {
        if !r.is_address_book() || *t != Tally::default() {
            screen.line(&format!("  {}", tally(t, what)))?;
        }
    }
    if r.outcome_unknown > 0 {
        let what = counted(r.outcome_unknown, "invitation", "invitations");
        screen.line(&format!("  {what} of unknown outcome: counted, and raises nothing"))?;
    }
    if r.old_pending > 0 {
        let what = counted(r.old_pending, "request has", "requests have");
        screen.line(&format!("  {what} waited over 30 days: intouch requests"))?;
    }
    screen.line(&format!("  {}", counted(r.follow_ups_raised, "follow-up raised", "follow-ups raised")))?;
    skipped(screen, r)
}

/// Rows that were left out, by file and reason, with their lines.
fn skipped(screen: &mut Screen<'_>, r: &Report) -> Result<()> {
    if r.skipped.is_empty() {
        return Ok(());
    }
    let [one, many] =
        if r.source == "vcard" { ["card skipped", "cards skipped"] } else { ["row skipped", "rows skipped"] };
    screen.line(&format!("  {}:", counted(r.skipped.len(), one, many)))?;
    // Those of one file and reason together, in the order in which they stand there.
    let mut groups: Vec<((&str, &str), Vec<u64>)> = Vec::new();
    let mut places = HashMap::new();
    for skip in &r.skipped {
        let key = (&*skip.file, &*skip.reason);
        let place = *places.entry(key).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, lines)) = groups.get_mut(place) {
            lines.extend(skip.line);
        }
    }
    for (_, lines) in &mut groups {
        lines.sort_unstable();
    }
    let place = |file: &str| r.files.iter().position(|f| f == file);
    groups.sort_by_key(|((file, _), lines)| (place(file), lines.first().copied()));
    for ((file, reason), lines) in groups {
        let named: Vec<String> = lines.iter().take(NAMED).map(ToString::to_string).collect();
        let more = lines.len().saturating_sub(NAMED);
        let and = if more > 0 { format!(" and {more} more (--json lists all)") } else { String::new() };
        let line = if lines.len() == 1 { "line" } else { "lines" };
        screen.line(&format!("    {file}, {line} {}{and}: {reason}", named.join(", ")))?;
    }
    Ok(())
}
