//! Steps: what they did, what was taken back or brought forth again.

use super::answer;
use super::document;
use super::screen::Screen;
use super::table::Table;
use crate::actions::Desk;
use crate::actions::undo::{Kept, Listed, Turned, when};
use crate::model::{Result, day, text::counted};
use serde_json::{Value, json};

/// How many names are spelled out.
const NAMED: usize = 10;

/// The newest steps first.
///
/// # Errors
/// Where the output can't be written.
pub fn list(screen: &mut Screen<'_>, desk: &Desk, steps: &[Listed], all: usize) -> Result<()> {
    if screen.json {
        let one = |l: &Listed| {
            json!({
                "step": l.step.id, "verb": l.step.verb, "at": day::stamp(l.step.at), "undone": !l.step.stands,
                "changes": l.did,
            })
        };
        return screen.document(&steps.iter().map(one).collect::<Vec<_>>());
    }
    if steps.is_empty() {
        return screen.line("Nothing was recorded yet: there is nothing to take back.");
    }
    let mut table = Table::new(&["step", "when", "verb", "what it did", ""]);
    for l in steps {
        let standing = if l.step.stands { "" } else { "taken back" };
        let (number, at) = (l.step.id.to_string(), when(desk, &l.step));
        table.row().cell(&number).cell(&at).cell(&l.step.verb).cell(l.did.join("; ")).cell(standing);
    }
    screen.table(&table)?;
    if all > steps.len() {
        screen
            .note(&format!("{} before these: intouch undo --list --all", counted(all - steps.len(), "step", "steps")));
    }
    Ok(())
}

/// What undo or redo did.
///
/// # Errors
/// Where the output can't be written.
pub fn turned(screen: &mut Screen<'_>, desk: &Desk, turned: Option<&Turned>, forth: bool) -> Result<()> {
    let today = desk.today();
    if screen.json {
        return screen.document(&turned_document(turned, desk));
    }
    let Some(t) = turned else {
        let nothing =
            if forth { "Nothing was taken back since the last verb." } else { "There is nothing to take back." };
        return screen.line(nothing);
    };
    if !t.kept.is_empty() {
        screen.warn(&format!("kept, because it was changed since: {}", named(&t.kept)));
    }
    let how = if t.forth { "Brought forth again" } else { "Took back" };
    screen.line(&format!("{how} step {}, {} ({}):", t.step.id, t.step.verb, when(desk, &t.step)))?;
    for did in &t.did {
        screen.line(&format!("   {did}"))?;
    }
    if screen.quiet {
        return Ok(());
    }
    if t.gone > 0 {
        screen.line(&format!("   no longer in the book: {}", counted(t.gone, "person", "people")))?;
    }
    for a in &t.answers {
        if t.answers.len() > 1 {
            screen.line(&format!("{}:", a.person.name))?;
        }
        answer::next(screen, a, today)?;
    }
    let other = if t.forth { "`intouch undo` takes it back again" } else { "`intouch redo` brings it forth again" };
    screen.note(other);
    Ok(())
}

fn named(kept: &[Kept]) -> String {
    let mut names: Vec<&str> = kept.iter().take(NAMED).map(|k| k.contact.as_str()).collect();
    let more = format!("and {} more", kept.len().saturating_sub(NAMED));
    if kept.len() > NAMED {
        names.push(&more);
    }
    names.join(", ")
}

fn turned_document(turned: Option<&Turned>, desk: &Desk) -> Value {
    let only = turned.and_then(|t| match t.answers.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    let mut document = match only {
        Some(only) => document::answer(only, desk.today()),
        None => json!({ "person": null, "recorded": null, "follow_ups": [], "warnings": [] }),
    };
    document["step"] = json!(turned.map(|t| t.step.id));
    document["verb"] = json!(turned.map(|t| &t.step.verb));
    document["at"] = json!(turned.map(|t| day::stamp(t.step.at)));
    document["changes"] = json!(turned.map(|t| t.did.clone()).unwrap_or_default());
    let kept = turned.map(|t| t.kept.as_slice()).unwrap_or_default();
    document["kept"] = kept.iter().map(|k| json!({ "contact_id": k.contact_id, "contact": k.contact })).collect();
    document
}
