//! What a writing verb answers: what was recorded, and what is due next because of it.

use super::agenda::next_step;
use super::document;
use super::screen::Screen;
use super::words::due_words;
use crate::actions::answer::Answer;
use crate::model::{Connection, Day, Result, State, day};

/// The answer for one contact.
///
/// # Errors
/// Where the output can't be written.
pub fn one(screen: &mut Screen<'_>, answer: &Answer, today: Day) -> Result<()> {
    if screen.json {
        return screen.document(&document::answer(answer, today));
    }
    said(screen, answer, today)
}

/// The answers for several contacts: an array; for one, its answer as every verb gives it.
///
/// # Errors
/// Where the output can't be written.
pub fn several(screen: &mut Screen<'_>, answers: &[Answer], today: Day) -> Result<()> {
    if screen.json {
        if let [only] = answers {
            return screen.document(&document::answer(only, today));
        }
        let all: Vec<serde_json::Value> = answers.iter().map(|a| document::answer(a, today)).collect();
        return screen.document(&all);
    }
    answers.iter().try_for_each(|a| said(screen, a, today))
}

fn said(screen: &mut Screen<'_>, answer: &Answer, today: Day) -> Result<()> {
    for warning in &answer.warnings {
        screen.warn(warning);
    }
    for sentence in &answer.said {
        screen.line(sentence)?;
    }
    next(screen, answer, today)
}

/// What is due next with a contact.
///
/// # Errors
/// Where the output can't be written.
pub fn next(screen: &mut Screen<'_>, answer: &Answer, today: Day) -> Result<()> {
    if screen.quiet {
        return Ok(());
    }
    if let Some(since) = answer.person.resting_since {
        screen.line(&format!("   resting since {}: nothing more is asked until a sign of life", day::long(since)))?;
    }
    if answer.follow_ups.is_empty() {
        let person = &answer.person;
        let silent = person.archived || person.do_not_contact || person.connection != Connection::None;
        let next =
            if silent { String::new() } else { format!(" (`intouch draft {}` has words to connect)", person.slug) };
        return screen.line(&format!("   nothing is open with them{next}"));
    }
    for f in &answer.follow_ups {
        let state = f.state(today).unwrap_or(State::Upcoming);
        let text = f.text.as_deref().map(|t| format!(" \"{t}\"")).unwrap_or_default();
        screen.line(&format!(
            "   next: #{} {}{text}, {} ({})",
            f.id,
            f.kind,
            due_words(f, state, today),
            next_step(f)
        ))?;
    }
    Ok(())
}
