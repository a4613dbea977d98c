//! Writing interactions, for every verb that records one.

use super::desk::{Desk, new_uid};
use super::field::{long, short};
use crate::model::{Direction, Interaction, InteractionKind, Result, When, resource};
use crate::store::{Writer, interactions, meta, resources};

/// An interaction before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it was.
    pub kind: InteractionKind,
    /// Who spoke.
    pub direction: Option<Direction>,
    /// When.
    pub when: When,
    /// Where.
    pub place: Option<String>,
    /// What about.
    pub about: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// The user waits for an answer.
    pub awaits_reply: bool,
    /// The follow-up it closes.
    pub closes: Option<i64>,
    /// The template its words came from.
    pub template: Option<String>,
    /// The resource it shares, by its key.
    pub shares: Option<String>,
    /// Where it was read from; `None` for what the user records.
    pub source: Option<&'static str>,
}

impl Fact {
    /// A fact of that kind of which nothing else is known.
    #[must_use]
    pub const fn new(kind: InteractionKind, when: When) -> Self {
        Self {
            kind,
            direction: None,
            when,
            place: None,
            about: None,
            text: None,
            awaits_reply: false,
            closes: None,
            template: None,
            shares: None,
            source: None,
        }
    }
}

/// Records an interaction.
///
/// # Errors
/// `Input` for texts that are too long.
pub fn insert(desk: &Desk, w: &Writer<'_>, contact_id: i64, fact: Fact) -> Result<Interaction> {
    let mut interaction = Interaction {
        id: meta::next_fact(w)?,
        uid: new_uid(),
        contact_id,
        kind: fact.kind,
        direction: fact.direction,
        on: fact.when.on,
        at: fact.when.at,
        place: short("the place", fact.place)?,
        about: short("the topic", fact.about)?,
        text: long("the text", fact.text)?,
        awaits_reply: fact.awaits_reply,
        closes: fact.closes,
        template: fact.template,
        source: fact.source.map(str::to_owned),
        recorded_on: desk.today(),
        shares: fact.shares,
    };
    if interaction.shares.is_none() {
        interaction.shares = shared_by(w, &interaction)?;
    }
    interactions::write(w, &interaction)?;
    Ok(interaction)
}

/// What a message of the user's shares: the first resource whose address stands in it.
fn shared_by(w: &Writer<'_>, i: &Interaction) -> Result<Option<String>> {
    if i.direction != Some(Direction::Out) {
        return Ok(None);
    }
    for key in resource::keys_in(i.text.as_deref().unwrap_or_default()) {
        if resources::by_key(w, &key)?.is_some() {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

/// "message from you, awaiting a reply".
pub(super) fn describe(i: &Interaction) -> String {
    let whose = match (i.kind, i.direction) {
        (InteractionKind::Note, _) => "",
        (_, Some(Direction::In)) => " from them",
        (_, Some(Direction::Out)) => " from you",
        _ => "",
    };
    let place = crate::model::place::after_blank(i.place.as_deref());
    let awaiting = if i.awaits_reply { ", awaiting a reply" } else { "" };
    format!("{}{whose}{place}{awaiting}", i.kind)
}
