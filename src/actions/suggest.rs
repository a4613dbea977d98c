//! What one could give somebody: something to read, somebody to meet, a promise kept, a word of
//! congratulation. Reads only, and never makes anything up.

use super::desk::Desk;
use super::draft::{self, Choice};
use super::giving::{self, Ground, Offer, Said};
use super::{planning, who};
use crate::message::Draft;
use crate::model::topic::{self, COMMON, Word};
use crate::model::{Contact, Facts, Kind, MarkKind, Result, Span, day};
use crate::store::topics::{self, Side};
use crate::store::{Book, contacts, facts, follow_ups};
use rusqlite::Connection as Db;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many resources, and so many people, are proposed at most.
const RESOURCES: usize = 3;
const PEOPLE: usize = 3;
/// Of one side of a person, so many texts are looked up, and so many words of each.
const TEXTS: usize = 12;
const WORDS: usize = 8;
/// So many people are looked at closely.
const WEIGHED: usize = 40;
/// A new job is news for so long.
const NEWS: Span = Span::days(60);

/// Somebody worth meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// Whom.
    pub other: Contact,
    /// Why.
    pub why: String,
    /// One looks for what the other offers.
    pub complement: bool,
    /// The words that ask the one person, then those that ask the other.
    pub drafts: Vec<(Contact, Draft)>,
}

/// Another way of giving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// `promise`, `congratulate` or `comment`.
    pub kind: &'static str,
    /// What.
    pub text: String,
    /// The command that helps, where one does.
    pub command: Option<String>,
    /// Where to look, where that is known.
    pub url: Option<String>,
}

/// What one could give somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// Whom.
    pub person: Contact,
    /// Something to read, the best first.
    pub resources: Vec<Offer>,
    /// Somebody to meet, the best first.
    pub introductions: Vec<Introduction>,
    /// What else.
    pub others: Vec<Other>,
    /// What speaks against writing now.
    pub warnings: Vec<String>,
    /// Where nothing good is known: the command that helps.
    pub advice: Option<String>,
}

/// What one could give WHO.
///
/// # Errors
/// As [`who::contact_id`].
pub fn suggest(desk: &Desk, book: &Book, whom: &str) -> Result<Suggested> {
    let templates = draft::templates(desk)?;
    book.read(|conn| {
        let facts = facts::with(conn, who::contact(conn, whom)?)?;
        let resources = giving::offers(conn, &facts, RESOURCES)?;
        let mut introductions = Vec::new();
        for found in matches(desk, conn, &facts, PEOPLE)? {
            let own = Choice::introducing(&found.facts.contact, found.ours);
            let other = Choice::introducing(&facts.contact, found.theirs);
            let mut drafts = Vec::new();
            // Two people who will compare notes are not sent one text.
            for (variant, (to, choice)) in [(&facts, own), (&found.facts, other)].into_iter().enumerate() {
                let words = draft::introducing(desk, conn, to, choice, &templates, variant)?;
                drafts.extend(words.map(|d| (to.contact.clone(), d)));
            }
            let Match { why, complement, facts, .. } = found;
            introductions.push(Introduction { other: facts.contact, why, complement, drafts });
        }
        let others = others(desk, conn, &facts)?;
        let good = !resources.is_empty() || !introductions.is_empty() || others.iter().any(|o| o.kind != "comment");
        let advice = (!good).then(|| advice(&facts));
        let warnings = draft::warnings(desk, &facts, Kind::ShareResource);
        Ok(Suggested { person: facts.contact, resources, introductions, others, warnings, advice })
    })
}

fn advice(facts: &Facts) -> String {
    let slug = &facts.contact.slug;
    let mut said = vec![giving::said_of(facts)];
    if giving::with_words(&mut said).is_ok() && said.iter().all(Vec::is_empty) {
        return format!(
            "nothing says yet what they care about: intouch log {slug} --looking-for TEXT or --offers TEXT, \
             or intouch log {slug} --kind call --about TOPIC"
        );
    }
    "nothing in the book fits yet: intouch resource add URL --title TITLE --topic TOPIC".to_owned()
}

/// Somebody who fits, before the words.
pub(super) struct Match {
    /// The other.
    pub facts: Facts,
    why: String,
    complement: bool,
    /// The meeting with the one that it continues, and that with the other.
    pub ours: Option<i64>,
    theirs: Option<i64>,
}

/// The side of a person that a ground belongs to, where it has a side.
const fn side(ground: Ground) -> Option<Side> {
    match ground {
        Ground::Spoke | Ground::Wrote | Ground::Noted | Ground::Tag => Some(Side::Topic),
        Ground::Wants => Some(Side::Wants),
        Ground::Offers => Some(Side::Offers),
        Ground::Work | Ground::Mentioned => None,
    }
}

/// What the other must say to what one says.
const fn opposite(side: Side) -> Side {
    match side {
        Side::Topic => Side::Topic,
        Side::Wants => Side::Offers,
        Side::Offers => Side::Wants,
    }
}

/// The people who fit best: those who complement each other first, then by how rare it is what they
/// share.
///
/// # Errors
/// What the database says.
pub(super) fn matches(desk: &Desk, conn: &Db, facts: &Facts, most: usize) -> Result<Vec<Match>> {
    let today = day::iso(desk.today());
    if !topics::may_be_asked(conn, facts.contact.id, &today)? {
        return Ok(Vec::new());
    }
    let mut lists = vec![sided(facts)];
    giving::with_words(&mut lists)?;
    let ours = lists.remove(0);
    let known = Known::gather(conn, &ours)?;
    let strangers = strangers(conn, facts)?;
    let mut weighed = Vec::new();
    for id in known.by_weight() {
        if id != facts.contact.id && !strangers.contains(&id) && topics::may_be_asked(conn, id, &today)? {
            weighed.push(facts::of(conn, id)?);
            if weighed.len() == WEIGHED {
                break;
            }
        }
    }
    weighed.retain(|other| !is_introduced(facts, other));
    let mut theirs: Vec<Vec<Said>> = weighed.iter().map(sided).collect();
    giving::with_words(&mut theirs)?;
    let mut found: Vec<(u32, Match)> = Vec::new();
    for (other, theirs) in weighed.into_iter().zip(&theirs) {
        found.extend(known.meet(&facts.contact, &ours, other, theirs));
    }
    found.sort_by_key(|(weight, m)| (!m.complement, std::cmp::Reverse(*weight), m.facts.contact.id));
    Ok(found.into_iter().map(|(_, m)| m).take(most).collect())
}

/// What of a person can be met from the other side, a bounded number of texts a side.
fn sided(facts: &Facts) -> Vec<Said> {
    let mut count: HashMap<&'static str, usize> = HashMap::new();
    let mut fits = |said: &Said| {
        let Some(side) = side(said.ground) else { return false };
        let name = match side {
            Side::Topic => "topic",
            Side::Wants => "wants",
            Side::Offers => "offers",
        };
        let seen = count.entry(name).or_default();
        *seen += 1;
        *seen <= TEXTS
    };
    giving::said_of(facts).into_iter().filter(|s| fits(s)).collect()
}

/// Those whose own facts say that they were brought together with this one.
fn strangers(conn: &Db, facts: &Facts) -> Result<BTreeSet<i64>> {
    let mut ids: BTreeSet<i64> = topics::introduced_to(conn, &facts.contact.uid)?.into_iter().collect();
    ids.extend(facts.contact.introduced_by.as_ref().and_then(|i| i.id));
    Ok(ids)
}

/// Whether one's facts say that the two know each other.
fn is_introduced(facts: &Facts, other: &Facts) -> bool {
    let to = |m: &crate::model::Mark| {
        m.kind == MarkKind::IntroducedTo && m.text.as_deref() == Some(other.contact.uid.as_str())
    };
    facts.marks.iter().any(to) || other.contact.introduced_by.as_ref().and_then(|i| i.id) == Some(facts.contact.id)
}

/// What the index says of the words in question.
#[derive(Default)]
struct Known {
    /// How many people have each stem, a map a side of theirs.
    people: [BTreeMap<String, usize>; 3],
    /// How many people have all the words of a text of ours, by its place.
    whole: BTreeMap<usize, usize>,
    /// What speaks for each person.
    weights: BTreeMap<i64, u32>,
}

const fn place(side: Side) -> usize {
    match side {
        Side::Topic => 0,
        Side::Wants => 1,
        Side::Offers => 2,
    }
}

impl Known {
    /// Looks every word up. What more than [`COMMON`] people have is not read on.
    fn gather(conn: &Db, ours: &[Said]) -> Result<Self> {
        let mut known = Self::default();
        for (n, said) in ours.iter().enumerate() {
            let Some(side) = side(said.ground).map(opposite) else { continue };
            let words: Vec<&Word> = said.words.iter().take(WORDS).collect();
            if words.len() > 1 {
                let all: Vec<&str> = words.iter().map(|w| w.written.as_str()).collect();
                let ids = topics::people(conn, side, &all, COMMON + 1)?;
                known.whole.insert(n, ids.len());
                known.add(&ids);
            }
            for word in words {
                if known.people.get(place(side)).is_some_and(|p| p.contains_key(&word.stem)) {
                    continue;
                }
                let ids = topics::people(conn, side, &[&word.written], COMMON + 1)?;
                if let Some(people) = known.people.get_mut(place(side)) {
                    people.insert(word.stem.clone(), ids.len());
                }
                known.add(&ids);
            }
        }
        Ok(known)
    }

    fn add(&mut self, ids: &[i64]) {
        let weight = topic::rarity(ids.len());
        if weight > 0 {
            for id in ids {
                *self.weights.entry(*id).or_default() += weight;
            }
        }
    }

    /// The people, those first for whom most speaks.
    fn by_weight(&self) -> Vec<i64> {
        let mut ids: Vec<(i64, u32)> = self.weights.iter().map(|(id, weight)| (*id, *weight)).collect();
        ids.sort_by_key(|(id, weight)| (std::cmp::Reverse(*weight), *id));
        ids.into_iter().map(|(id, _)| id).collect()
    }

    /// Where the two meet, and how much it weighs; `None` where nothing rare is shared.
    fn meet(&self, one: &Contact, ours: &[Said], other: Facts, theirs: &[Said]) -> Option<(u32, Match)> {
        let mut best: Option<((bool, u32), Match)> = None;
        let mut told: BTreeSet<(usize, &str)> = BTreeSet::new();
        let mut total = 0;
        for (n, said) in ours.iter().enumerate() {
            let wanted = side(said.ground).map(opposite);
            let Some((wanted, people)) = wanted.and_then(|s| self.people.get(place(s)).map(|p| (s, p))) else {
                continue;
            };
            for reply in theirs.iter().filter(|t| side(t.ground) == Some(wanted)) {
                let matched = topic::shared(&said.words, &reply.words);
                let mut weight = topic::weight(&matched, people);
                if weight == 0 && matched.len() > 1 && matched.len() == said.words.len() {
                    weight = topic::rarity(self.whole.get(&n).copied().unwrap_or(0));
                }
                if weight == 0 {
                    continue;
                }
                if matched.iter().map(|w| told.insert((place(wanted), &w.stem))).fold(false, |any, new| any | new) {
                    total += weight;
                }
                let rank = (wanted != Side::Topic, weight);
                if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                    let reply_matched = topic::shared(&reply.words, &said.words);
                    let why = format!(
                        "{}; {}",
                        giving::clause(one, said, &matched),
                        giving::clause(&other.contact, reply, &reply_matched)
                    );
                    let spoke = |s: &Said| s.interaction.filter(|_| s.ground == Ground::Spoke);
                    let found = Match {
                        facts: other.clone(),
                        why,
                        complement: rank.0,
                        ours: spoke(said),
                        theirs: spoke(reply),
                    };
                    best = Some((rank, found));
                }
            }
        }
        best.map(|(_, found)| (total, found))
    }
}

/// The other ways of giving: a promise to keep, news to congratulate on, a comment on a post.
fn others(desk: &Desk, conn: &Db, facts: &Facts) -> Result<Vec<Other>> {
    let contact = &facts.contact;
    let mut others = Vec::new();
    let open = planning::open_rows(follow_ups::of(conn, contact.id)?, desk.today());
    for f in open.iter().filter(|f| f.kind == Kind::Promise) {
        let text =
            format!("keep your promise \"{}\", by {}", f.text.as_deref().unwrap_or_default(), day::long(f.due_on));
        others.push(Other { kind: "promise", text, command: Some(format!("intouch draft {}", f.id)), url: None });
    }
    let news = facts.marks.iter().filter(|m| m.kind == MarkKind::CompanyChanged && NEWS.after(m.on) >= desk.today());
    if let Some(m) = news.max_by_key(|m| (m.when(), m.id)) {
        let wrote = facts.interactions.iter().any(|i| i.is_outbound_message() && (i.when(), i.id) > (m.when(), m.id));
        if !wrote {
            let at = m.text.as_deref().map(|c| format!(" at {c}")).unwrap_or_default();
            others.push(Other {
                kind: "congratulate",
                text: format!("congratulate them on the new job{at}"),
                command: Some(format!("intouch draft {} --kind congratulate", contact.slug)),
                url: None,
            });
        }
    }
    if let Some(profile) = &contact.linkedin {
        others.push(Other {
            kind: "comment",
            text: "look whether they posted something you can add a comment to".to_owned(),
            command: None,
            url: Some(profile.clone()),
        });
    }
    Ok(others)
}

/// The best introduction for the draft of an introduction.
///
/// # Errors
/// What the database says.
pub(super) fn best(desk: &Desk, conn: &Db, facts: &Facts) -> Result<Option<Choice>> {
    let found = matches(desk, conn, facts, 1)?.into_iter().next();
    let Some(found) = found else { return Ok(None) };
    let other = contacts::get(conn, found.facts.contact.id)?;
    Ok(Some(Choice::introducing(&other, found.ours)))
}
