//! Drafting: a brief and the templates in, one finished text out.
//!
//! Deterministic: the same brief gives the same text. Never sends, never reads a clock.

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
    let facts = Facts::of(brief, limit.map(|l| l.saturating_sub(70)));
    if !facts.knows("name") {
        return Err(limit.map_or(DraftError::NoName, |limit| DraftError::DoesNotFit { limit }));
    }
    let frame = Frame::new(brief, &template, &shared, &facts)?;
    let composer = Composer::new(&template, name, &shared, &facts, frame.bounds(brief, &template, limit))?;
    let earlier: Vec<String> = brief.earlier.iter().map(|t| normal(t)).collect();
    let mut any = false;
    let body = composer.texts(brief.peer, brief.variant).map(|text| frame.put(&text)).find(|body| {
        any = true;
        !earlier.contains(&normal(body))
    });
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
        subject: if is_letter(brief) { subject(brief, &template, &facts)? } else { None },
        words: count::words(&body),
        characters: count::characters(&body),
        body,
        limit,
        missing: missing(brief, &template, &facts),
    })
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
        if self.letter {
            body.extend(capitalised(text))
        } else {
            body.push_str(text)
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

/// The subject of an e-mail: the first that can be filled, or the next by turn among those that
/// use as many facts.
fn subject(brief: &Brief, template: &Template, facts: &Facts) -> Result<Option<String>, DraftError> {
    let engine = engine();
    let context = facts.context();
    let mut filled: Vec<(usize, String)> = Vec::new();
    for source in &template.subject {
        let explain = |e: minijinja::Error| TemplateError {
            template: template.description.clone(),
            line: None,
            why: format!("\"{}\": {e}", source.get_ref()),
        };
        let compiled = engine.template_from_str(source.get_ref()).map_err(explain)?;
        let words = compiled.undeclared_variables(false);
        if words.iter().all(|w| facts.knows(w)) {
            let text = compiled.render(&context).map_err(explain)?;
            filled.push((words.len(), capitalised(&normal(&text)).collect()));
        }
    }
    let most = filled.iter().map(|(n, _)| *n).max().unwrap_or_default();
    filled.retain(|(n, text)| *n == most || count::characters(text) > 90);
    filled.retain(|(_, text)| count::characters(text) <= 90);
    let turn = brief.peer.wrapping_add(brief.variant).checked_rem(filled.len()).unwrap_or(0);
    Ok(filled.into_iter().nth(turn).map(|(_, text)| text))
}

fn missing(brief: &Brief, template: &Template, facts: &Facts) -> Option<Missing> {
    let asks = matches!(template.kind, Kind::Connect | Kind::ThankYou);
    let connects = !asks || ["at_place", "topic", "company", "introducer"].into_iter().any(|w| facts.knows(w));
    let mut wanted = Vec::new();
    if !connects {
        wanted.extend(match brief.relationship {
            Some(Relationship::FormerColleague) => [Fact::Company, Fact::Topic],
            Some(Relationship::Introduced) => [Fact::Introducer, Fact::Place],
            _ => [Fact::Place, Fact::Topic],
        });
    } else if brief.relationship == Some(Relationship::Introduced) && !facts.knows("introducer") {
        wanted.push(Fact::Introducer);
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
mod tests {
    use super::*;
    use crate::{
        message::{Link, Met, Person, Plan, Sender},
        model::{Day, InteractionKind},
    };

    fn day(text: &str) -> Day {
        crate::model::day::parse_iso(text).unwrap()
    }

    /// A brief of which only the name is known, written on Monday 2026-11-23.
    fn brief(kind: Kind, name: &str) -> Brief {
        Brief {
            kind,
            rule: None,
            today: day("2026-11-23"),
            to: Person {
                name: name.to_owned(),
                given: name.split_once(' ').map(|(given, _)| given.to_owned()),
                ..Person::default()
            },
            relationship: None,
            from: Sender::default(),
            met: None,
            introduced_by: None,
            text: None,
            requested_on: None,
            request_had_note: None,
            awaited: None,
            last_contact_on: None,
            channel: None,
            plan: Plan::Free,
            limit: 200,
            resource: None,
            introduce_to: None,
            peer: 0,
            earlier: Vec::new(),
            variant: 0,
        }
    }

    fn met(on: &str, place: Option<&str>, topic: Option<&str>) -> Option<Met> {
        let (place, topic) = (place.map(str::to_owned), topic.map(str::to_owned));
        Some(Met { on: day(on), place, topic, how: InteractionKind::Encounter })
    }

    #[test]
    #[ignore = "prints drafts for reading"]
    fn print_drafts() {
        let templates = Templates::builtin();
        let show = |title: &str, mut b: Brief, count: usize| {
            println!("\n== {title}");
            let first = b.peer;
            for peer in 0..count {
                b.peer = first + peer;
                match draft(&b, &templates, None) {
                    Ok(d) => println!(
                        "[{} {}w {}u{}] {}{}",
                        d.template,
                        d.words,
                        count::utf16(&d.body),
                        d.missing.map(|m| format!(" {:?}", m.facts)).unwrap_or_default(),
                        d.subject.map(|s| format!("<{s}> ")).unwrap_or_default(),
                        d.body.replace('\n', "|")
                    ),
                    Err(e) => println!("ERROR {e}"),
                }
            }
        };
        let c = |name: &str| brief(Kind::Connect, name);
        show("event, name only", Brief { met: met("2026-11-22", Some("RustConf"), None), ..c("Laura Chen") }, 14);
        show("mixer", Brief { met: met("2026-11-17", Some("chamber of commerce mixer"), None), ..c("Laura Chen") }, 12);
        show(
            "event + topic",
            Brief {
                met: met("2026-11-17", Some("Rust meetup"), Some("how to price a consulting day")), ..c("Zoë Ng")
            },
            12,
        );
        let mut b = Brief { met: met("2026-10-10", Some("Berlin"), Some("marketing trends")), ..c("Laura Chen") };
        b.from = Sender {
            name: Some("Michelle Roy".into()),
            given: Some("Michelle".into()),
            does: Some("a financial advisor".into()),
        };
        show("briefly Berlin", b.clone(), 8);
        b.limit = 300;
        show("same 300", b.clone(), 8);
        b.met = met("2026-11-21", Some("coffee at Blue Bottle"), None);
        b.to.company = Some("Acme Inc.".into());
        show("coffee + company", b.clone(), 8);
        b.relationship = Some(Relationship::MetAtEvent);
        b.met = met("2026-11-21", None, None);
        show("no place + company", b.clone(), 8);
        b.met = None;
        b.to.company = None;
        show("nothing, met at event", b.clone(), 6);
        b.relationship = Some(Relationship::NotMet);
        show("not met nothing", b.clone(), 8);
        b.to.company = Some("Acme".into());
        show("not met company", b.clone(), 8);
        b.to.title = Some("Head of Marketing".into());
        show("not met title", b.clone(), 8);
        b.introduced_by = Some("Samantha Reed".into());
        show("introduced company", b.clone(), 8);
        b.met = met("2026-11-12", Some("the Spring Gala"), Some("hiring"));
        show("introduced scene topic", b.clone(), 8);
        b.relationship = Some(Relationship::Introduced);
        b.introduced_by = None;
        b.met = None;
        b.to.company = None;
        b.to.title = None;
        show("introduced nothing", b.clone(), 6);
        b.relationship = Some(Relationship::FormerColleague);
        show("former nothing", b.clone(), 6);
        b.to.company = Some("Acme".into());
        show("former company", b.clone(), 6);
        b.met = met("2023-11-12", Some("ABC Company"), None);
        show("former place", b.clone(), 6);
        b.met = met("2026-11-20", Some("PyCon"), None);
        show("former event", b.clone(), 6);
        b.relationship = Some(Relationship::KnowWell);
        show("well event", b.clone(), 4);
        b.met = None;
        b.to.company = None;
        show("well", b.clone(), 8);

        let mut t = brief(Kind::ThankYou, "Laura Chen");
        t.rule = Some("thank-for-accepting".into());
        t.request_had_note = Some(true);
        show("accept nothing", t.clone(), 6);
        t.met = met("2026-11-12", Some("RustConf"), Some("marketing trends"));
        show("accept", t.clone(), 6);
        t.request_had_note = Some(false);
        show("accept no note", t.clone(), 6);
        t.from.given = Some("Michelle".into());
        t.channel = Some("email".into());
        show("accept no note mail", t.clone(), 4);
        t.met = None;
        t.to.company = Some("Acme".into());
        show("accept no note company", t.clone(), 4);
        t.rule = Some("thank-for-meeting".into());
        t.met = met("2026-11-20", Some("our office"), Some("Rust in embedded"));
        t.met.as_mut().unwrap().how = InteractionKind::Meeting;
        show("meeting", t.clone(), 6);
        t.met = met("2026-11-22", None, None);
        t.met.as_mut().unwrap().how = InteractionKind::Call;
        t.channel = None;
        show("call", t.clone(), 6);
        t.rule = Some("nudge-request".into());
        t.kind = Kind::Nudge;
        t.requested_on = Some(day("2026-11-10"));
        t.channel = Some("email".into());
        show("nudge nothing met", Brief { met: None, ..t.clone() }, 4);
        t.met = met("2026-11-02", Some("RustConf"), Some("async traits"));
        show("nudge", t.clone(), 6);
        t.kind = Kind::Decide;
        t.rule = Some("decide-stale-request".into());
        show("decide", t.clone(), 6);
        t.rule = Some("answer-request".into());
        t.channel = None;
        show("answer", t.clone(), 4);
        show("answer unmet", Brief { met: None, ..t.clone() }, 6);
        t.kind = Kind::Nudge;
        t.rule = Some("nudge-awaited-reply".into());
        t.awaited = Some((day("2026-11-16"), Some("Re: Slides for the talk".into())));
        t.channel = Some("email".into());
        show("reply", t.clone(), 6);
        t.awaited = Some((day("2026-11-16"), None));
        show("reply no subject", t.clone(), 6);
        t.rule = Some("ask-feedback".into());
        show("feedback", t.clone(), 6);
        t.kind = Kind::ShareResource;
        t.rule = None;
        show("share none", t.clone(), 4);
        t.resource = Some(Link { title: Some("Zero-cost async".into()), url: "https://example.org/a".into() });
        show("share", t.clone(), 6);
        t.kind = Kind::Introduce;
        show("introduce nobody", t.clone(), 6);
        t.introduce_to =
            Some(Person { name: "Sam Ortiz".into(), company: Some("Initech".into()), ..Person::default() });
        show("introduce", t.clone(), 6);
        t.kind = Kind::Promise;
        t.text = Some("send the pricing deck".into());
        show("promise verb", t.clone(), 6);
        t.text = Some("pricing deck (v2!)".into());
        show("promise other", t.clone(), 6);
        show("promise bare", Brief { met: None, ..t.clone() }, 4);
        t.kind = Kind::Reminder;
        show("reminder", t.clone(), 4);
        show("reminder bare", Brief { met: None, ..t.clone() }, 4);
        t.kind = Kind::CheckIn;
        t.last_contact_on = Some(day("2026-08-03"));
        t.to.company = Some("Acme".into());
        show("check-in", t.clone(), 6);
        t.to.company = None;
        t.met = None;
        show("check-in bare", t.clone(), 6);
        t.last_contact_on = None;
        show("check-in barer", t.clone(), 4);
        t.kind = Kind::Congratulate;
        t.to.company = Some("Initech".into());
        show("congrats", t.clone(), 5);
        t.to.title = Some("CTO".into());
        show("congrats title", t.clone(), 4);
    }
}
