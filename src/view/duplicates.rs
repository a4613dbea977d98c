//! Pairs of contacts who may be one person, on the screen.

use super::document::{self, ContactDocument};
use super::screen::Screen;
use super::table::Table;
use super::tone::Tone;
use crate::actions::duplicates::Pair;
use crate::model::{Contact, Day, Result, text::counted};
use serde::Serialize;

/// Two contacts who are likely one person.
#[derive(Debug, Serialize)]
pub struct PairDocument<'a> {
    a: ContactDocument<'a>,
    b: ContactDocument<'a>,
    score: f64,
    reasons: &'a [&'static str],
}

/// A pair's document.
#[must_use]
pub fn document(pair: &Pair, today: Day) -> PairDocument<'_> {
    PairDocument {
        a: document::contact(&pair.a, today),
        b: document::contact(&pair.b, today),
        score: f64::from(pair.score) / 100.0,
        reasons: &pair.reasons,
    }
}

/// Commands that can be pasted.
#[derive(Debug, Default)]
pub struct Commands {
    /// Makes one of the first two.
    pub merge: String,
    /// Keeps that they are two.
    pub part: String,
    /// Lists all pairs.
    pub all: String,
}

/// The table of pairs, with what can be done about the first of them; `more` are not among them.
///
/// # Errors
/// Where the output can't be written.
pub fn list(screen: &mut Screen<'_>, pairs: &[Pair], more: usize, commands: &Commands) -> Result<()> {
    if pairs.is_empty() {
        return screen.line("Nobody seems to be in the book twice.");
    }
    let mut table = Table::new(&["id", "who", "id", "and", "likely", "why"]);
    for pair in pairs {
        table
            .row()
            .cell(pair.a.id.to_string())
            .toned(Some(Tone::Strong), who(&pair.a))
            .cell(pair.b.id.to_string())
            .toned(Some(Tone::Strong), who(&pair.b))
            .cell(format!("{}%", pair.score))
            .cell(pair.reasons.join(", "));
    }
    screen.table(&table)?;
    if more > 0 {
        screen.note(&format!("{} after these: {}", counted(more, "pair", "pairs"), commands.all));
    }
    let Commands { merge, part, .. } = commands;
    screen.note(&format!("`{merge}` makes one of the first two, `{part}` keeps that they are two"));
    Ok(())
}

/// A name with what else tells two of that name apart.
fn who(c: &Contact) -> String {
    let archived = c.archived.then_some("archived");
    let known: Vec<&str> = [c.company.as_deref(), archived].into_iter().flatten().collect();
    if known.is_empty() { c.name.clone() } else { format!("{} ({})", c.name, known.join(", ")) }
}
