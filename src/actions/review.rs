//! Reading over a text before it is sent: who it is for, what is known, and what a review finds.
//!
//! Records nothing and never stands in the way: a text that can't be reviewed is said to be so.

use super::close::Done;
use super::desk::Desk;
use super::draft::{self, Drafted, Wanted};
use super::request::{self, Words};
use super::{dictionary, who};
use crate::message::review::{Finding, Known, Occasion, Rule, Sent, is_english, review};
use crate::message::{Brief, Person, Plan};
use crate::model::{Contact, Facts, FollowUp, InteractionKind, Kind, Relationship, Result, name, text};
use crate::store::search::{self, Fit};
use crate::store::{Book, contacts, facts, follow_ups, sent};
use rusqlite::Connection as Db;
use std::collections::BTreeSet;

/// So many capitalised words of a text are looked up among the names of the book ...
const NAMES_MOST: usize = 30;
/// ... and so many people of each name.
const NAMESAKES_MOST: usize = 3;
/// So many words that no dictionary knows are looked up in the book.
const UNKNOWN_MOST: usize = 40;
/// So many of the latest facts of a contact lend their places and topics.
const FACTS_MOST: usize = 200;

/// A person who is described instead of being in the book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// The name.
    pub name: Option<String>,
    /// How the user knows them.
    pub relationship: Option<Relationship>,
    /// The day the two met (words).
    pub met_on: Option<String>,
    /// Where they met.
    pub met_at: Option<String>,
}

/// To whom a text goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// ID or WHO.
    Whom(String),
    /// Somebody described.
    Described(Described),
}

/// What `review` is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The text; `None`: the draft for [`To::Whom`].
    pub text: Option<String>,
    /// To whom it goes.
    pub to: To,
    /// The kind, where not the follow-up's.
    pub kind: Option<Kind>,
    /// The account's plan, where not the one of the settings.
    pub plan: Option<Plan>,
}

/// A text that was read over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The words.
    pub text: String,
    /// What they are for.
    pub kind: Kind,
    /// To whom, where it was said.
    pub to: Option<String>,
    /// The follow-up it is for.
    pub follow_up: Option<i64>,
    /// The words are a draft.
    pub drafted: bool,
    /// The words are in a language whose rules are known.
    pub english: bool,
    /// What there is to say.
    pub findings: Vec<Finding>,
}

/// Reads over a text, or the draft of a follow-up.
///
/// # Errors
/// As [`who::follow_up`] for an ID; `Input` for a day that can't be, or where no words can be drafted.
pub fn read_over(desk: &Desk, book: &mut Book, asked: Asked) -> Result<Reviewed> {
    let kind = asked.kind;
    let (whom, text) = match (asked.to, asked.text) {
        (To::Whom(whom), Some(text)) => (whom, text),
        (To::Whom(whom), None) => {
            let wanted = Wanted { kind, ..Wanted::default() };
            return draft::draft(desk, book, &whom, &wanted).map(of_drafted);
        }
        (To::Described(person), text) => {
            let text = text.unwrap_or_default();
            let occasion = described(desk, person, kind.unwrap_or(Kind::Connect), asked.plan)?;
            let to = Some(occasion.to.name.clone()).filter(|n| !n.is_empty());
            let kind = occasion.kind;
            let findings = book.read(|conn| judge(desk, conn, &text, occasion, Known::default(), None))?;
            let english = is_english(&text);
            return Ok(Reviewed { text, kind, to, follow_up: None, drafted: false, english, findings });
        }
    };
    book.read(|conn| {
        let (contact, follow_up) = draft::aim(conn, desk, &whom, kind)?;
        let kind = kind.or(follow_up.as_ref().map(|f| f.kind)).unwrap_or_else(|| draft::usual_kind(&contact));
        let (mut occasion, known) = about(desk, conn, contact.clone(), follow_up.as_ref(), kind)?;
        if occasion.limit.is_some() {
            occasion.limit = Some(limit(desk, asked.plan));
        }
        let findings = judge(desk, conn, &text, occasion, known, Some(contact.id))?;
        let follow_up = follow_up.map(|f| f.id);
        let english = is_english(&text);
        Ok(Reviewed { text, kind, to: Some(contact.name), follow_up, drafted: false, english, findings })
    })
}

fn of_drafted(d: Drafted) -> Reviewed {
    Reviewed {
        english: is_english(&d.draft.body),
        text: d.draft.body,
        kind: d.kind,
        to: Some(d.person.name),
        follow_up: d.follow_up.map(|f| f.id),
        drafted: true,
        findings: d.findings,
    }
}

/// The longest connection note, on the account that is asked about.
const fn limit(desk: &Desk, plan: Option<Plan>) -> usize {
    match plan {
        None => desk.settings.note_limit,
        Some(Plan::Free) => desk.settings.note_limits.0,
        Some(Plan::Premium) => desk.settings.note_limits.1,
    }
}

fn described(desk: &Desk, person: Described, kind: Kind, plan: Option<Plan>) -> Result<Occasion> {
    let whole = person.name.as_deref().and_then(text::line).unwrap_or_default();
    Ok(Occasion {
        kind,
        to: Person { given: name::split(&whole).given, name: whole, ..Person::default() },
        relationship: person.relationship,
        met_on: person.met_on.as_deref().map(|words| desk.when(Some(words))).transpose()?.map(|w| w.on),
        met_at: person.met_at.as_deref().and_then(text::line),
        today: desk.today(),
        from: desk.settings.me.name.clone(),
        limit: (kind == Kind::Connect).then(|| limit(desk, plan)),
        ..Occasion::default()
    })
}

/// What a draft's findings are; a draft that can't be reviewed gets a warning instead.
pub(super) fn draft_findings(desk: &Desk, conn: &Db, drafted: &mut Drafted) -> Result<()> {
    let person = drafted.person.clone();
    let id = person.id;
    let (mut occasion, known) = about(desk, conn, person, drafted.follow_up.as_ref(), drafted.kind)?;
    occasion.limit = drafted.draft.limit;
    match judge(desk, conn, &drafted.draft.body, occasion, known, Some(id)) {
        Ok(findings) => drafted.findings = findings,
        Err(e) => drafted.warnings.push(not_reviewed(&e)),
    }
    Ok(())
}

/// What there is to say of the words that `done` records; nothing where it records none.
pub fn before_done(desk: &Desk, book: &Book, target: &str, given: &Done) -> Vec<String> {
    let written = given.kind.is_none_or(InteractionKind::is_written);
    if !written || !carries_words(&given.words) {
        return Vec::new();
    }
    let aim = |conn: &Db| {
        let (follow_up, _) = who::follow_up(conn, desk, target)?;
        Ok((contacts::get(conn, follow_up.contact_id)?, follow_up.kind, Some(follow_up)))
    };
    before(desk, book, &given.words, true, aim)
}

/// What there is to say of the note of a request that the user sends.
pub fn before_request(desk: &Desk, book: &Book, whom: &str, asked: &request::Asked) -> Vec<String> {
    if asked.received || !carries_words(&asked.words) {
        return Vec::new();
    }
    let on_linkedin = asked.channel.as_deref().is_none_or(|c| c.eq_ignore_ascii_case(super::pace::LINKEDIN));
    let aim = |conn: &Db| {
        let contact = who::contact(conn, whom)?;
        let open = follow_ups::of(conn, contact.id)?.into_iter().find(|f| f.kind == Kind::Connect);
        Ok((contact, Kind::Connect, open))
    };
    before(desk, book, &asked.words, on_linkedin, aim)
}

const fn carries_words(words: &Words) -> bool {
    matches!(words, Words::Given(_) | Words::AsDrafted)
}

/// The findings as sentences. Whoever is not found, or words that can't be had, are the verb's to tell.
fn before(
    desk: &Desk,
    book: &Book,
    words: &Words,
    limited: bool,
    aim: impl FnOnce(&Db) -> Result<(Contact, Kind, Option<FollowUp>)>,
) -> Vec<String> {
    let read = book.read(|conn| {
        let (contact, kind, follow_up) = aim(conn)?;
        let id = follow_up.as_ref().map(|f| f.id);
        let (text, _) = request::words(desk, conn, &contact, kind, id, words)?;
        let Some(text) = text else { return Ok(Vec::new()) };
        let judged = about(desk, conn, contact.clone(), follow_up.as_ref(), kind).and_then(|(mut occasion, known)| {
            occasion.limit = occasion.limit.filter(|_| limited);
            judge(desk, conn, &text, occasion, known, Some(contact.id))
        });
        Ok(judged.map_or_else(|e| vec![not_reviewed(&e)], |found| found.iter().map(sentence).collect()))
    });
    read.unwrap_or_default()
}

fn not_reviewed(e: &crate::model::Error) -> String {
    format!("the words were not reviewed: {}", e.message)
}

/// A finding in one line.
fn sentence(f: &Finding) -> String {
    format!("{}: {}", f.rule, f.message)
}

/// The occasion of a text for a contact, and the words known because of them.
fn about(
    desk: &Desk,
    conn: &Db,
    contact: Contact,
    follow_up: Option<&FollowUp>,
    kind: Kind,
) -> Result<(Occasion, Known)> {
    let facts = facts::with(conn, contact)?;
    let brief = draft::brief(desk, conn, &facts, follow_up, kind, 0, &draft::Choice::default())?;
    let by_mail = brief.channel.as_deref() == Some("email");
    let limit = (kind == Kind::Connect && !by_mail).then_some(brief.limit);
    Ok((occasion(&brief, limit), known(&facts, &brief)))
}

/// What a review needs of what a draft is made from.
pub(super) fn occasion(brief: &Brief, limit: Option<usize>) -> Occasion {
    Occasion {
        kind: brief.kind,
        to: brief.to.clone(),
        relationship: brief.relationship,
        met_on: brief.met.as_ref().map(|m| m.on),
        met_at: brief.met.as_ref().and_then(|m| m.place.clone()),
        today: brief.today,
        from: brief.from.name.clone(),
        limit,
        others: brief.introduced_by.iter().cloned().chain(brief.introduce_to.iter().map(|p| p.name.clone())).collect(),
        sent: Vec::new(),
    }
}

/// Adds the words of what a draft is made from.
pub(super) fn add_words_of(brief: &Brief, known: &mut Known) {
    let met = brief.met.iter().flat_map(|m| [&m.place, &m.topic]);
    let people = std::iter::once(&brief.to).chain(&brief.introduce_to);
    let people = people.flat_map(|p| [Some(&p.name), p.company.as_ref(), p.title.as_ref()]).flatten();
    let rest = [&brief.interest, &brief.introduced_by, &brief.from.name, &brief.from.does, &brief.text];
    let awaited = brief.awaited.iter().filter_map(|(_, subject)| subject.as_ref());
    let resource = brief.resource.iter().filter_map(|r| r.title.as_ref());
    let all = met.chain(rest).flatten().chain(people).chain(awaited).chain(resource);
    all.for_each(|text| known.add(text));
}

/// The words that are right because of a contact: their names, places, topics and labels.
fn known(facts: &Facts, brief: &Brief) -> Known {
    let mut known = Known::default();
    add_words_of(brief, &mut known);
    let contact = &facts.contact;
    let own = [&contact.given, &contact.family, &contact.met_at, &contact.about].into_iter().flatten();
    let spoken = facts.interactions.iter().rev().take(FACTS_MOST).flat_map(|i| [&i.place, &i.about]).flatten();
    own.chain(&contact.tags).chain(spoken).for_each(|text| known.add(text));
    known
}

/// The texts nearest to this one that others were sent.
fn sent_to_others(conn: &Db, text: &str, contact: Option<i64>) -> Result<Vec<Sent>> {
    let alike = sent::alike(conn, text, contact)?;
    Ok(alike.into_iter().map(|s| Sent { to: s.contact, on: s.on, text: s.text }).collect())
}

/// Reviews a text with all that the book and the user's own words say of it.
fn judge(
    desk: &Desk,
    conn: &Db,
    text: &str,
    mut occasion: Occasion,
    mut known: Known,
    contact: Option<i64>,
) -> Result<Vec<Finding>> {
    let me = &desk.settings.me;
    let told = [Some(&occasion.to.name), occasion.met_at.as_ref(), me.name.as_ref(), me.does.as_ref()];
    told.into_iter().flatten().for_each(|text| known.add(text));
    dictionary::teach(desk, &mut known)?;
    occasion.others.extend(mentioned(conn, text, &occasion.to.name, contact)?);
    occasion.sent = if desk.settings.review.off.contains(&Rule::Reused) {
        Vec::new()
    } else {
        sent_to_others(conn, text, contact)?
    };
    let strict = &desk.settings.review;
    let found = review(text, &occasion, &known, strict);
    // The book is asked only about words that nothing else knows.
    let mut learnt = false;
    for word in unknown(text, &found) {
        let mut names = Known::default();
        search::proper_names(conn, &word)?.iter().for_each(|name| names.add(name));
        if names.has(&word) {
            known.add(&word);
            learnt = true;
        }
    }
    Ok(if learnt { review(text, &occasion, &known, strict) } else { found })
}

/// The words that no dictionary knows, each once.
#[must_use]
pub fn unknown(text: &str, found: &[Finding]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let (mut chars, mut at) = (text.chars(), 0);
    // Findings come in the order of the text, so it is walked through once.
    for f in found.iter().filter(|f| f.rule == Rule::Spelling) {
        let Some(ahead) = f.span.start.checked_sub(at) else { continue };
        let length = f.span.end.saturating_sub(f.span.start);
        words.insert(chars.by_ref().skip(ahead).take(length).collect());
        at = f.span.end.max(f.span.start);
        if words.len() >= UNKNOWN_MOST {
            break;
        }
    }
    words
}

/// Names of people of the book that a text may mean by its capitalised words.
fn mentioned(conn: &Db, text: &str, recipient: &str, contact: Option<i64>) -> Result<Vec<String>> {
    let own = text::fold(recipient);
    let own: BTreeSet<&str> = own.split(|c: char| !c.is_alphanumeric()).collect();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let capitalised = words.filter(|w| w.chars().next().is_some_and(char::is_uppercase) && w.chars().nth(1).is_some());
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for word in capitalised {
        let folded = text::fold(word);
        if own.contains(folded.as_str()) || !seen.insert(folded) {
            continue;
        }
        if seen.len() > NAMES_MOST {
            break;
        }
        let mut ids = search::by_name(conn, word, Fit::Word, NAMESAKES_MOST)?;
        ids.retain(|id| Some(*id) != contact);
        names.extend(contacts::candidates(conn, &ids)?.into_iter().map(|c| c.name));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_are_cut_out_by_their_places_in_characters_each_once() {
        let finding = |rule, start, end| Finding::new(rule, start..end, "x");
        let found = [
            finding(Rule::Spelling, 0, 5),
            finding(Rule::Slang, 2, 9),
            finding(Rule::Spelling, 8, 11),
            finding(Rule::Spelling, 12, 15),
        ];
        let words: Vec<String> = unknown("Grüßé 🎉 teh teh", &found).into_iter().collect();
        assert_eq!(words, ["Grüßé", "teh"]);
    }
}
