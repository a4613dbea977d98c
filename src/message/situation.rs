//! Which template a brief calls for. Pure: knows no template's words, only their names.

use super::Brief;
use crate::model::{Kind, Relationship, place};

/// The name of the built-in template for `brief`.
#[must_use]
pub fn template_for(brief: &Brief) -> &'static str {
    match (brief.kind, brief.rule.as_deref()) {
        (Kind::ThankYou, Some("thank-for-accepting")) => thank_for_accepting(brief),
        (Kind::ThankYou, Some("thank-for-meeting")) => "thank-meeting",
        (Kind::Nudge, Some("nudge-request")) => "nudge-request",
        (Kind::Nudge, Some("nudge-awaited-reply")) => "nudge-reply",
        (Kind::Nudge, Some("ask-feedback")) => "ask-feedback",
        (Kind::Decide, Some("answer-request")) => "answer-request",
        _ => by_kind(brief),
    }
}

fn by_kind(brief: &Brief) -> &'static str {
    match brief.kind {
        Kind::Connect => connect(brief),
        Kind::ThankYou if brief.request_had_note.is_some() || brief.met.is_none() => thank_for_accepting(brief),
        Kind::ThankYou => "thank-meeting",
        Kind::Nudge if brief.awaited.is_none() && brief.requested_on.is_some() => "nudge-request",
        Kind::Nudge => "nudge-reply",
        Kind::ShareResource => "share-resource",
        Kind::Introduce => "introduce",
        Kind::Promise => "promise",
        Kind::CheckIn => "check-in",
        Kind::Decide => "decide-request",
        Kind::Congratulate => "congratulate",
        Kind::Reminder => "reminder",
    }
}

fn thank_for_accepting(brief: &Brief) -> &'static str {
    if brief.request_had_note == Some(false) { "thank-accepting-no-note" } else { "thank-accepting" }
}

fn connect(brief: &Brief) -> &'static str {
    match brief.relationship {
        Some(Relationship::FormerColleague) => "connect-former-colleague",
        Some(Relationship::KnowWell) => "connect-know-well",
        _ if brief.introduced_by.is_some() => "connect-introduced",
        Some(Relationship::Introduced) => "connect-introduced",
        relationship => met(brief, relationship),
    }
}

fn met(brief: &Brief, relationship: Option<Relationship>) -> &'static str {
    let sort = brief.met.as_ref().and_then(|m| m.place.as_deref()).and_then(place::read).map(|p| p.sort);
    match (sort, relationship) {
        (Some(place::Sort::Conference), _) => "connect-conference",
        (Some(place::Sort::Event), _) | (Some(_), Some(Relationship::MetAtEvent)) => "connect-event",
        (None, Some(Relationship::MetAtEvent | Relationship::MetBriefly)) => "connect-briefly",
        _ if brief.met.is_some() => "connect-briefly",
        _ => "connect-not-met",
    }
}
