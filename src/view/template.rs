//! Templates on the screen: how they do over many contacts.

use super::document;
use super::review;
use super::screen::Screen;
use super::tone::Tone;
use crate::actions::template::{Checked, Sample};
use crate::model::{Result, text};
use serde_json::{Value, json};

/// How templates do.
///
/// # Errors
/// Where the output can't be written.
pub fn checked(screen: &mut Screen<'_>, all: &[Checked]) -> Result<()> {
    if screen.json {
        let documents: Vec<Value> = all.iter().map(document_of).collect();
        return screen.document(&documents);
    }
    if all.is_empty() {
        return screen.line("You have no templates of your own (`intouch template edit NAME` makes one).");
    }
    all.iter().try_for_each(|c| one(screen, c))
}

fn document_of(c: &Checked) -> Value {
    let sample = |s: &Sample| json!({ "about": s.about, "body": s.text, "findings": document::findings(&s.findings) });
    json!({
        "template": c.name,
        "file": c.file.as_ref().map(|f| f.display().to_string()),
        "problem": c.problem,
        "looked_at": c.looked_at,
        "of": c.of,
        "refused": c.refused,
        "with_errors": c.with_errors,
        "with_warnings": c.with_warnings,
        "worst": c.worst.iter().map(sample).collect::<Vec<_>>(),
    })
}

fn one(screen: &mut Screen<'_>, c: &Checked) -> Result<()> {
    screen.toned(Tone::Strong, &c.name)?;
    if let Some(problem) = &c.problem {
        return screen.line(&format!("  can't be used: {problem}"));
    }
    for s in &c.worst {
        screen.line(&format!("for {}:", s.about))?;
        review::marked(screen, &s.text, &s.findings)?;
        for line in review::listed(&s.findings, review::width(screen)) {
            screen.line(&line)?;
        }
        screen.line("")?;
    }
    let contacts = text::counted(c.looked_at, "invented contact", "invented contacts");
    let all = if c.looked_at < c.of { format!(" (of {}: it takes long)", c.of) } else { String::new() };
    screen.line(&format!(
        "  {contacts}{all}: {} with an error, {} with something else to mend, {} without words",
        c.with_errors, c.with_warnings, c.refused
    ))
}
