//! Why a follow-up is there, in words that are true on any day.
//!
//! Never speaks relative to today: the sentences are stored.

use super::facts::{Event, What};
use super::playbook::Stopper;
use crate::model::{
    Direction, Interaction, InteractionKind, Request, RequestDirection, Span, Status, day::long, place,
};

/// What happened, as a sentence: "You met at `RustConf` on Thu 5 Nov 2026".
pub(super) fn happened(event: &Event<'_>) -> String {
    let on = long(event.day());
    match event.what {
        What::Interaction(i) => interaction(i, &on),
        What::Sent(r) => sent(r, &on),
        What::Resolved(r) => resolved(r, &on),
        What::Mark(m) => match m.kind {
            crate::model::MarkKind::Wake => format!("You asked to hear of them again on {on}"),
            crate::model::MarkKind::CompanyChanged => match &m.text {
                Some(company) => format!("An import on {on} shows a new company: {company}"),
                None => format!("An import on {on} shows a new company"),
            },
            crate::model::MarkKind::LookingFor => format!("You noted on {on} what they look for"),
            crate::model::MarkKind::Offers => format!("You noted on {on} what they offer"),
            crate::model::MarkKind::IntroducedTo => format!("You introduced them to somebody on {on}"),
            crate::model::MarkKind::NotSame => format!("You said on {on} that they are not somebody else"),
        },
        What::Connected => format!("Connected since {on}"),
    }
}

fn interaction(i: &Interaction, on: &str) -> String {
    let place = place::after_blank(i.place.as_deref());
    let about = i.about.as_deref().map(|a| format!(" about {a}")).unwrap_or_default();
    match (i.kind, i.direction) {
        (InteractionKind::Encounter, _) => format!("You met{place} on {on}"),
        (InteractionKind::Meeting, _) => format!("You had a meeting{place} on {on}"),
        (InteractionKind::Call, _) => format!("You had a call on {on}"),
        (InteractionKind::Note, _) => format!("You made a note on {on}"),
        (_, Some(Direction::In)) => format!("They wrote on {on}{about}"),
        _ if i.awaits_reply => format!("You wrote on {on}{about} and wait for a reply"),
        _ => format!("You wrote on {on}{about}"),
    }
}

fn sent(r: &Request, on: &str) -> String {
    let note = if r.message.is_none() && r.direction == RequestDirection::Sent && r.source.is_none() {
        " without a note"
    } else {
        ""
    };
    match r.direction {
        RequestDirection::Sent => format!("You asked to connect on {on}{note}"),
        RequestDirection::Received => format!("They asked to connect on {on}"),
    }
}

fn resolved(r: &Request, on: &str) -> String {
    let inferred = if r.inferred { " (concluded from an import)" } else { "" };
    match (r.direction, r.status) {
        (RequestDirection::Sent, Status::Accepted) => format!("They accepted your request on {on}{inferred}"),
        (RequestDirection::Sent, Status::Declined) => format!("They declined your request on {on}{inferred}"),
        (RequestDirection::Sent, Status::Withdrawn) => format!("You withdrew your request on {on}"),
        (RequestDirection::Received, Status::Accepted) => format!("You accepted their request on {on}{inferred}"),
        (RequestDirection::Received, Status::Declined) => format!("You declined their request on {on}"),
        (_, Status::Expired) => format!("The request expired on {on}"),
        _ => format!("The request was resolved on {on}"),
    }
}

/// What would make a follow-up moot, as words.
pub(super) fn stoppers(stoppers: &[Stopper]) -> Vec<&'static str> {
    stoppers
        .iter()
        .map(|s| match s {
            Stopper::Request => "a request to connect",
            Stopper::Connected => "being connected",
            Stopper::Answer => "any answer, or taking the request back",
            Stopper::Resolved => "the request being accepted, declined, withdrawn or expired",
            Stopper::Inbound => "anything from them",
            Stopper::OutboundMessage => "a message or an e-mail from you",
            Stopper::ResourceShared => "something shared with them",
            Stopper::IntroductionMade => "an introduction",
        })
        .collect()
}

/// The sentence on a pending request that has waited long.
pub(super) fn reinvite(span: Span) -> String {
    format!("withdraw it (a new one is possible {span} later) or let it rest")
}
