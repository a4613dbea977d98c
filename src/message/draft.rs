//! Drafting: a brief and the templates in, one finished text out.
//!
//! Deterministic: the same brief gives the same text. Never sends, never reads a clock.

use std::collections::BTreeSet;

use toml::Spanned;

use super::{
    Brief,
    compose::{Bounds, Composer},
    count,
    facts::Facts,
    situation,
    template::{Shared, Template, TemplateError, Templates, engine, shared},
};
use crate::model::{Kind, Relationship};

/// A text ready to be reviewed and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The template it came from.
    pub template: String,
    /// What it is for.
    pub kind: Kind,
    /// The subject, for an e-mail.
    pub subject: Option<String>,
    /// The text.
    pub body: String,
    /// Words in the text.
    pub words: usize,
    /// Unicode scalars in the text.
    pub characters: usize,
    /// The most UTF-16 units the text may have, for a connection note.
    pub limit: Option<usize>,
    /// What would make it better.
    pub missing: Option<Missing>,
}

/// A fact about a contact that a draft would use if it were known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// Where the two met.
    Place,
    /// What they spoke about.
    Topic,
    /// Where the contact works.
    Company,
    /// Who introduced them.
    Introducer,
    /// What to call the contact.
    GivenName,
}

/// What would make a draft better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The facts to add, the most useful first; never empty.
    pub facts: Vec<Fact>,
    /// Nothing that is known connects the two: no place, topic, company or introducer.
    pub nothing_connects: bool,
}

/// Why there is no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftError {
    /// There is no template of this name.
    UnknownTemplate {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A template of the user's own can't be used.
    Template(TemplateError),
    /// The person has no name that could be written.
    NoName,
    /// No wording fits the limit: the name itself is too long for it.
    DoesNotFit {
        /// UTF-16 units.
        limit: usize,
    },
    /// The template names words that are not known for this contact.
    CannotFill {
        /// The template.
        template: String,
    },
    /// This contact has had every wording of the template.
    AllUsed {
        /// The template.
        template: String,
    },
}

impl std::fmt::Display for DraftError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownTemplate { name, known } => {
                write!(f, "there is no template \"{name}\"; there are: {}", known.join(", "))
            }
            Self::Template(e) => e.fmt(f),
            Self::NoName => f.write_str("the contact has no name to write to"),
            Self::DoesNotFit { limit } => write!(f, "no wording fits into {limit} characters"),
            Self::CannotFill { template } => write!(f, "too little is known to fill template {template}"),
            Self::AllUsed { template } => write!(f, "every wording of template {template} was used for this contact"),
        }
    }
}

impl std::error::Error for DraftError {}

impl From<TemplateError> for DraftError {
    fn from(e: TemplateError) -> Self {
        Self::Template(e)
    }
}

/// The longest fact, in UTF-16 units, that a message without a limit repeats.
const FACT_MOST: usize = 160;

/// Drafts a message for `brief`, with the template `wanted` or else the one the situation calls for.
///
/// # Errors
/// See [`DraftError`]; with the built-in templates only a name that doesn't fit the limit, and a
/// contact that has had every wording.
pub fn draft(brief: &Brief, templates: &Templates, wanted: Option<&str>) -> Result<Draft, DraftError> {
    let name = wanted.unwrap_or_else(|| situation::template_for(brief));
    if templates.source(name).is_none() || name == "shared" {
        let known = templates.names().map(|(name, _)| name.to_owned()).collect();
        return Err(DraftError::UnknownTemplate { name: name.to_owned(), known });
    }
    let template = templates.get(name)?;
    let shared = shared()?;
    let limit = (template.kind == Kind::Connect && !is_letter(brief)).then_some(brief.limit);
    let facts = Facts::of(brief, limit.map_or(FACT_MOST, |l| l.saturating_sub(70)));
    if !facts.knows("name") {
        return Err(limit.map_or(DraftError::NoName, |limit| DraftError::DoesNotFit { limit }));
    }
    let frame = Frame::new(brief, &template, &shared, &facts)?;
    let composer = Composer::new(&template, name, &shared, &facts, frame.bounds(brief, &template, limit))?;
    let earlier: Vec<String> = brief.earlier.iter().map(|t| normal(t)).collect();
    let mut any = false;
    let texts = composer.texts(brief.peer).map(|text| frame.put(&text)).filter(|body| {
        any = true;
        !earlier.contains(&normal(body))
    });
    let body = nth_or_last(texts, brief.variant);
    let Some(body) = body else {
        return Err(match limit {
            _ if any => DraftError::AllUsed { template: name.to_owned() },
            Some(limit) => DraftError::DoesNotFit { limit },
            None => DraftError::CannotFill { template: name.to_owned() },
        });
    };
    Ok(Draft {
        template: name.to_owned(),
        kind: template.kind,
        subject: if is_letter(brief) { subject(brief, name, &template, &facts)? } else { None },
        words: count::words(&body),
        characters: count::characters(&body),
        body,
        limit,
        missing: missing(brief, &template, &facts),
    })
}

/// The item at `n`, or the last one where there are fewer.
fn nth_or_last(items: impl Iterator<Item = String>, n: usize) -> Option<String> {
    let mut last = None;
    for (i, item) in items.enumerate() {
        last = Some(item);
        if i == n {
            break;
        }
    }
    last
}

fn is_letter(brief: &Brief) -> bool {
    brief.channel.as_deref() == Some("email")
}

/// A text for comparing: white space folded.
fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands around the composed text: greeting and, in an e-mail, the sign-off.
struct Frame {
    greeting: Option<String>,
    sign_off: Option<String>,
    letter: bool,
}

impl Frame {
    fn new(brief: &Brief, template: &Template, shared: &Shared, facts: &Facts) -> Result<Self, TemplateError> {
        let turn = brief.peer.wrapping_add(brief.variant);
        let pick = |list: &[String]| list.get(turn.checked_rem(list.len()).unwrap_or(0)).cloned().unwrap_or_default();
        let letter = is_letter(brief);
        let greeting = template.greeting.then(|| pick(&shared.greeting));
        let greeting = greeting
            .map(|g| engine().render_str(&g, facts.context()))
            .transpose()
            .map_err(|e| TemplateError { template: "shared".to_owned(), line: None, why: format!("greeting: {e}") })?;
        let sign_off = facts.get("me").filter(|_| letter).map(|me| format!("{}\n{me}", pick(&shared.sign_off)));
        Ok(Self { greeting, sign_off, letter })
    }

    fn put(&self, text: &str) -> String {
        let mut body = String::new();
        if let Some(greeting) = &self.greeting {
            body.push_str(greeting);
            body.push_str(if self.letter { "\n\n" } else { " " });
        }
        // After a greeting on its own line a new sentence begins; elsewhere a name may come first,
        // and is written as its owner writes it.
        if self.letter && self.greeting.is_some() {
            body.extend(capitalised(text));
        } else {
            body.push_str(text);
        }
        if let Some(sign_off) = &self.sign_off {
            body.push_str("\n\n");
            body.push_str(sign_off);
        }
        body
    }

    /// The bounds of the composed text: those of the whole less what the frame takes.
    fn bounds(&self, brief: &Brief, template: &Template, limit: Option<usize>) -> Bounds {
        let frame = [&self.greeting, &self.sign_off].into_iter().flatten();
        let words: usize = frame.clone().map(|t| count::words(t)).sum();
        let units: usize = frame.map(|t| count::utf16(t) + 1).sum();
        let (fewest, most) = word_bounds(template.kind, brief.relationship);
        Bounds {
            limit: limit.map(|l| l.saturating_sub(units)),
            words: (fewest.saturating_sub(words), most.saturating_sub(words)),
            sentences: if template.kind == Kind::Connect { 3 } else { 4 },
        }
    }
}

fn capitalised(text: &str) -> impl Iterator<Item = char> {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars)
}

/// The fewest and the most words of a message (product.md, "Message review: rules").
#[must_use]
pub const fn word_bounds(kind: Kind, relationship: Option<Relationship>) -> (usize, usize) {
    match (kind, relationship) {
        (Kind::Connect, Some(Relationship::FormerColleague | Relationship::KnowWell)) => (10, 30),
        (Kind::Connect, _) => (20, 50),
        _ => (10, 80),
    }
}

/// The longest subject, in Unicode scalars: mail programs cut what is longer.
const SUBJECT_MOST: usize = 78;

/// The subject of an e-mail; `None` where none of the template's can be filled.
fn subject(brief: &Brief, name: &str, template: &Template, facts: &Facts) -> Result<Option<String>, DraftError> {
    let engine = engine();
    let context = facts.context();
    let mut filled: Vec<(BTreeSet<String>, String)> = Vec::new();
    for variant in template.subject.iter().map(Spanned::get_ref).filter(|v| facts.allow(v)) {
        let explain = |e: minijinja::Error| TemplateError {
            template: name.to_owned(),
            line: None,
            why: format!("subject \"{}\": {e}", variant.text()),
        };
        let compiled = engine.template_from_str(variant.text()).map_err(explain)?;
        let words = compiled.undeclared_variables(false);
        if words.iter().all(|w| facts.knows(w)) {
            let text: String = capitalised(&normal(&compiled.render(&context).map_err(explain)?)).collect();
            if count::characters(&text) <= SUBJECT_MOST {
                filled.push((words.into_iter().collect(), text));
            }
        }
    }
    // The one that tells most, the first of these; peers take turns among those that tell the same.
    let Some(told) = filled.iter().rev().max_by_key(|(words, _)| words.len()).map(|(words, _)| words.clone()) else {
        return Ok(None);
    };
    filled.retain(|(words, _)| *words == told);
    let turn = brief.peer.wrapping_add(brief.variant).checked_rem(filled.len()).unwrap_or(0);
    Ok(filled.into_iter().nth(turn).map(|(_, text)| text))
}

fn missing(brief: &Brief, template: &Template, facts: &Facts) -> Option<Missing> {
    let known = ["at_place", "topic", "interest", "company", "introducer"].into_iter().any(|w| facts.knows(w));
    let close = matches!(brief.relationship, Some(Relationship::FormerColleague | Relationship::KnowWell));
    // Only a first word needs a connection: whoever is thanked for a call knows who is writing.
    let first = template.kind == Kind::Connect || (template.kind == Kind::ThankYou && !facts.knows("talk"));
    let connects = known || close || !first;
    let mut wanted = Vec::new();
    if brief.relationship == Some(Relationship::Introduced) && !facts.knows("introducer") {
        wanted.push(Fact::Introducer);
    }
    if !connects {
        wanted.extend([Fact::Place, Fact::Topic]);
    } else if brief.relationship == Some(Relationship::FormerColleague) && !known {
        wanted.extend([Fact::Place, Fact::Company]);
    } else if template.kind == Kind::Congratulate && !facts.knows("company") {
        wanted.push(Fact::Company);
    }
    // A single name may be all there is; of several it should be said which to use.
    if brief.to.given.is_none() && brief.to.name.trim().contains(' ') {
        wanted.push(Fact::GivenName);
    }
    (!wanted.is_empty()).then_some(Missing { facts: wanted, nothing_connects: !connects })
}

#[cfg(test)]
mod tests;
