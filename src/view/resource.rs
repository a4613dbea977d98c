//! Resources and suggestions on the screen and as documents.

use super::screen::Screen;
use super::table::Table;
use super::tone::Tone;
use crate::actions::giving::Offer;
use crate::actions::resource::{Kept, name};
use crate::actions::suggest::{Introduction, Suggested};
use crate::model::{Resource, Result, text::counted};
use serde_json::{Value, json};

/// A resource.
fn resource(r: &Resource, shared: usize) -> Value {
    json!({
        "id": r.id, "url": r.url, "title": r.title, "topics": r.topics, "note": r.note, "added_on": r.added_on,
        "shared": shared,
    })
}

/// A resource that fits somebody.
#[must_use]
pub fn offer(o: &Offer) -> Value {
    json!({ "id": o.resource.id, "title": o.resource.title, "url": o.resource.url, "why": o.why })
}

/// The sentence beneath a draft that shares something.
#[must_use]
pub fn sentence(o: &Offer) -> String {
    format!("shares {} because {}", name(&o.resource), o.why)
}

/// What was done with a resource.
///
/// # Errors
/// Where the output can't be written.
pub fn one(screen: &mut Screen<'_>, kept: &Kept) -> Result<()> {
    if screen.json {
        return screen.document(&json!({
            "person": null, "recorded": resource(&kept.resource, kept.shared), "follow_ups": [], "warnings": [],
        }));
    }
    screen.line(&kept.said)
}

/// All resources.
///
/// # Errors
/// Where the output can't be written.
pub fn list(screen: &mut Screen<'_>, listed: &[Kept]) -> Result<()> {
    if screen.json {
        let all: Vec<Value> = listed.iter().map(|k| resource(&k.resource, k.shared)).collect();
        return screen.document(&all);
    }
    if listed.is_empty() {
        screen.line("No such resource.")?;
        screen.note("intouch resource add URL --title TITLE --topic TOPIC");
        return Ok(());
    }
    let mut table = Table::new(&["id", "title", "topics", "shared with", "address"]);
    for k in listed {
        let r = &k.resource;
        let shared = if k.shared == 0 { String::new() } else { counted(k.shared, "person", "people") };
        table
            .row()
            .cell(r.id.to_string())
            .toned(Some(Tone::Strong), r.title.as_deref().unwrap_or_default())
            .cell(r.topics.join(", "))
            .cell(shared)
            .cell(&r.url);
    }
    screen.table(&table)
}

fn introduction(i: &Introduction) -> Value {
    let drafts: Vec<Value> = i
        .drafts
        .iter()
        .map(|(to, d)| {
            json!({
                "contact_id": to.id, "contact": to.name, "kind": d.kind, "template": d.template,
                "subject": d.subject, "body": d.body, "words": d.words, "characters": d.characters,
            })
        })
        .collect();
    json!({
        "contact_id": i.other.id, "contact": i.other.name, "slug": i.other.slug, "why": i.why,
        "complement": i.complement, "drafts": drafts,
    })
}

/// What one could give somebody.
///
/// # Errors
/// Where the output can't be written.
pub fn suggested(screen: &mut Screen<'_>, s: &Suggested) -> Result<()> {
    if screen.json {
        let others: Vec<Value> = s
            .others
            .iter()
            .map(|o| json!({ "kind": o.kind, "text": o.text, "command": o.command, "url": o.url }))
            .collect();
        return screen.document(&json!({
            "contact_id": s.person.id,
            "contact": s.person.name,
            "resources": s.resources.iter().map(offer).collect::<Vec<_>>(),
            "introductions": s.introductions.iter().map(introduction).collect::<Vec<_>>(),
            "others": others,
            "warnings": s.warnings,
            "advice": s.advice,
        }));
    }
    for warning in &s.warnings {
        screen.warn(warning);
    }
    let slug = &s.person.slug;
    screen.toned(Tone::Strong, &s.person.name)?;
    if let Some(advice) = &s.advice {
        screen.line(&format!("  {advice}"))?;
    }
    for o in &s.resources {
        screen.line(&format!("  share {} because {}", name(&o.resource), o.why))?;
        screen.line(&format!("      {}", o.resource.url))?;
        let command = format!("intouch draft {slug} --kind share-resource --resource {}", o.resource.id);
        screen.line(&format!("      `{command}`"))?;
    }
    for o in &s.others {
        let how = o.command.as_ref().map(|c| format!(" (`{c}`)")).or_else(|| o.url.as_ref().map(|u| format!(": {u}")));
        screen.line(&format!("  {}{}", o.text, how.unwrap_or_default()))?;
    }
    for i in &s.introductions {
        screen.line(&format!("  introduce {} ({}) because {}", i.other.name, i.other.slug, i.why))?;
        for (to, draft) in &i.drafts {
            screen.line(&format!("    ask {} first:", to.name))?;
            for line in draft.body.lines() {
                screen.line(&format!("      {line}"))?;
            }
        }
        screen
            .line(&format!("    once they know each other: `intouch log {slug} --introduced-to {}`", i.other.slug))?;
    }
    Ok(())
}
