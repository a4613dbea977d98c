//! Drafts on the screen.

use super::screen::Screen;
use super::tone::Tone;
use super::{document, review};
use crate::actions::draft::Drafted;
use crate::model::{Kind, Result, text};

/// A draft: the words on standard output, everything about them beside it.
///
/// # Errors
/// Where the output can't be written.
pub fn show(screen: &mut Screen<'_>, d: &Drafted) -> Result<()> {
    if screen.json {
        return screen.document(&document::draft(d));
    }
    let what = d.follow_up.as_ref().map(|f| format!("#{} ", f.id)).unwrap_or_default();
    screen.note(&format!("{what}{} for {} ({})\n", d.draft.kind, d.person.name, d.draft.template));
    if let Some(subject) = &d.draft.subject {
        screen.toned(Tone::Faint, &format!("Subject: {subject}"))?;
        screen.line("")?;
    }
    screen.line(&d.draft.body)?;
    let limit = d.draft.limit.map(|l| format!(" of {l}")).unwrap_or_default();
    screen.note(&format!("\n{} words, {}{limit} characters", d.draft.words, d.draft.characters));
    if let Some(offer) = &d.resource {
        screen.note(&super::resource::sentence(offer));
    }
    beneath(screen, d);
    if let Some(pace) = &d.pace {
        for warning in pace.warnings(true) {
            screen.warn(&warning);
        }
        screen.note(&pace.sentence());
    }
    for warning in &d.warnings {
        screen.warn(warning);
    }
    if let Some(advice) = &d.advice {
        screen.warn(advice);
    }
    let slug = &d.person.slug;
    let next = match (&d.follow_up, d.kind) {
        (Some(f), _) => format!("intouch done {} --as-drafted", f.id),
        (None, Kind::Connect) => format!("intouch request {slug} --as-drafted"),
        // The address in the text is what records that it was shared.
        (None, _) => match &d.resource {
            Some(o) => format!("intouch log {slug} --out {}", text::pasteable(&o.resource.url)),
            None => format!("intouch log {slug} --out"),
        },
    };
    let template = d.template.as_deref().map(|t| format!(" --template {t}")).unwrap_or_default();
    let other = format!("intouch draft {}{template} --variant {}", target(d), d.variant + 1);
    screen.note(&format!("sent it? `{next}`; other words: `{other}`"));
    Ok(())
}

/// What a review finds, beneath the words.
fn beneath(screen: &mut Screen<'_>, d: &Drafted) {
    if d.findings.is_empty() {
        return;
    }
    let mut lines = review::listed(&d.findings, review::width(screen));
    lines.extend(review::dictionary_hint(&d.draft.body, &d.findings));
    lines.push(review::verdict(&d.findings));
    screen.note(&format!("\n{}\n", lines.join("\n")));
}

fn target(d: &Drafted) -> String {
    d.follow_up.as_ref().map_or_else(|| d.person.slug.clone(), |f| f.id.to_string())
}
