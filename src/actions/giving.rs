//! Something to give: which resource fits what was talked about with somebody, and why.
//!
//! Reads only. Whatever fits is told with its reason; where nothing does, nothing is made up.

use crate::model::topic::{self, Word};
use crate::model::{
    Contact, Direction, Facts, Interaction, InteractionKind, MarkKind, RequestDirection, Resource, Result, resource,
};
use crate::store::{resources, topics};
use rusqlite::Connection as Db;
use std::collections::BTreeSet;

/// Of one person, so many interactions are looked at, the newest first.
const INTERACTIONS_MOST: usize = 100;
/// So many words are looked up at once.
const WORDS_MOST: usize = 120;
/// So many resources are weighed.
const WEIGHED: usize = 100;
/// A longer text is told by the words that matched.
const TOLD_MOST: usize = 80;

/// From where it is known what somebody is about; the better the ground, the earlier it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ground {
    /// The user spoke with them about it.
    Spoke,
    /// They look for it.
    Wants,
    /// They wrote to each other about it.
    Wrote,
    /// The user noted it as a topic.
    Noted,
    /// A tag.
    Tag,
    /// What they do.
    Work,
    /// It stands in a longer note, or in what they wrote.
    Mentioned,
    /// They offer it.
    Offers,
}

/// Something that somebody is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub ground: Ground,
    /// As recorded.
    pub text: String,
    /// The interaction that says so.
    pub interaction: Option<i64>,
    /// Its telling words.
    pub words: Vec<Word>,
}

impl Said {
    fn new(ground: Ground, text: &str, interaction: Option<i64>) -> Self {
        Self { ground, text: text.to_owned(), interaction, words: Vec::new() }
    }

    /// The text as it is told: a long one by the words that matched.
    pub(super) fn told(&self, matched: &[&Word]) -> String {
        if self.ground == Ground::Mentioned || self.text.chars().count() > TOLD_MOST {
            topic::spelled(matched)
        } else {
            self.text.clone()
        }
    }

    /// Why, said of the one person in question.
    fn why(&self, matched: &[&Word]) -> String {
        let told = self.told(matched);
        match self.ground {
            Ground::Spoke => format!("you spoke about {told}"),
            Ground::Wants => format!("they look for {told}"),
            Ground::Wrote => format!("you wrote about {told}"),
            Ground::Noted => format!("you noted {told}"),
            Ground::Tag => format!("they are tagged {told}"),
            Ground::Work => format!("their work is {told}"),
            Ground::Mentioned => format!("what is recorded mentions {told}"),
            Ground::Offers => format!("they offer {told}"),
        }
    }
}

/// A resource that fits, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The resource.
    pub resource: Resource,
    /// Why it fits: "you spoke about heat pumps".
    pub why: String,
    /// The meeting that it continues.
    pub interaction: Option<i64>,
}

/// Everything somebody is about, the best ground first, of one ground the newest first. The words are
/// still to be told by [`with_words`].
pub(super) fn said_of(facts: &Facts) -> Vec<Said> {
    let mut said = Vec::new();
    let mut interactions: Vec<&Interaction> = facts.interactions.iter().collect();
    interactions.sort_by_key(|i| std::cmp::Reverse((i.when(), i.id)));
    for i in interactions.into_iter().take(INTERACTIONS_MOST) {
        let ground = match i.kind {
            InteractionKind::Encounter | InteractionKind::Meeting | InteractionKind::Call => Ground::Spoke,
            InteractionKind::Message | InteractionKind::Email => Ground::Wrote,
            InteractionKind::Note => Ground::Noted,
        };
        said.extend(i.about.as_deref().map(|about| Said::new(ground, about, Some(i.id))));
        // The user's own messages are made of templates: they say little of the other.
        let theirs = i.direction != Some(Direction::Out);
        said.extend(i.text.as_deref().filter(|_| theirs).map(|text| Said::new(Ground::Mentioned, text, Some(i.id))));
    }
    for m in facts.marks.iter().rev() {
        let ground = match m.kind {
            MarkKind::LookingFor => Ground::Wants,
            MarkKind::Offers => Ground::Offers,
            MarkKind::Wake | MarkKind::CompanyChanged | MarkKind::IntroducedTo | MarkKind::NotSame => continue,
        };
        said.extend(m.text.as_deref().map(|text| Said::new(ground, text, None)));
    }
    let contact = &facts.contact;
    said.extend(contact.tags.iter().map(|tag| Said::new(Ground::Tag, tag, None)));
    said.extend(contact.title.as_deref().map(|title| Said::new(Ground::Work, title, None)));
    said.extend(contact.notes.as_deref().map(|notes| Said::new(Ground::Mentioned, notes, None)));
    // Stable: within one ground the order of above stays.
    said.sort_by_key(|s| s.ground);
    said
}

/// Tells the words of all these texts; what has no telling word is left out.
///
/// # Errors
/// What the database says.
pub(super) fn with_words(lists: &mut [Vec<Said>]) -> Result<()> {
    let texts: Vec<Vec<String>> = lists.iter().flatten().map(|s| topic::telling(&s.text)).collect();
    let mut words = topics::stems(&texts)?.into_iter();
    for said in lists.iter_mut().flatten() {
        said.words = words.next().unwrap_or_default();
    }
    for list in lists {
        list.retain(|s| !s.words.is_empty());
    }
    Ok(())
}

/// The keys of everything that somebody has had from the user already.
pub(super) fn had(facts: &Facts) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = facts.interactions.iter().filter_map(|i| i.shares.clone()).collect();
    let sent = facts.interactions.iter().filter(|i| i.direction == Some(Direction::Out));
    let asked = facts.requests.iter().filter(|r| r.direction == RequestDirection::Sent);
    let texts = sent.filter_map(|i| i.text.as_deref()).chain(asked.filter_map(|r| r.message.as_deref()));
    keys.extend(texts.flat_map(resource::keys_in));
    keys
}

/// The resources that fit what is known of somebody and that they have not had, the best first.
///
/// # Errors
/// What the database says.
pub fn offers(conn: &Db, facts: &Facts, most: usize) -> Result<Vec<Offer>> {
    let mut ours = vec![said_of(facts)];
    with_words(&mut ours)?;
    let ours = ours.pop().unwrap_or_default();
    let mut words: Vec<&str> = Vec::new();
    for word in ours.iter().flat_map(|s| &s.words).map(|w| w.written.as_str()) {
        if words.len() < WORDS_MOST && !words.contains(&word) {
            words.push(word);
        }
    }
    let had = had(facts);
    let mut found = Vec::new();
    for id in topics::resources(conn, &words, WEIGHED + had.len())? {
        found.extend(resources::find(conn, id)?.filter(|r| !had.contains(&r.key)));
    }
    let mut theirs: Vec<Vec<Said>> = found.iter().map(said_by).collect();
    with_words(&mut theirs)?;
    let mut fitting = Vec::new();
    for (place, (resource, theirs)) in found.into_iter().zip(&theirs).enumerate() {
        if let Some((rank, why, interaction)) = fit(&ours, theirs) {
            fitting.push((rank, place, Offer { resource, why, interaction }));
        }
    }
    fitting.sort_by_key(|(rank, place, _)| (*rank, *place));
    Ok(fitting.into_iter().map(|(_, _, offer)| offer).take(most).collect())
}

/// What a resource is about.
fn said_by(resource: &Resource) -> Vec<Said> {
    let texts = resource.topics.iter().chain(&resource.title).chain(&resource.note);
    texts.map(|text| Said::new(Ground::Noted, text, None)).collect()
}

/// How well the two lists fit: the ground and the place of what is met, then how much of it.
type Rank = (Ground, usize, std::cmp::Reverse<usize>);

/// The best place where the two meet.
fn fit(ours: &[Said], theirs: &[Said]) -> Option<(Rank, String, Option<i64>)> {
    let mut best: Option<(Rank, String, Option<i64>)> = None;
    for (place, said) in ours.iter().enumerate().filter(|(_, said)| said.ground != Ground::Offers) {
        for other in theirs {
            let matched = topic::shared(&said.words, &other.words);
            let rank = (said.ground, place, std::cmp::Reverse(matched.len()));
            if !matched.is_empty() && best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                let spoke = said.interaction.filter(|_| said.ground == Ground::Spoke);
                best = Some((rank, said.why(&matched), spoke));
            }
        }
    }
    best
}

/// The resource that the user chose for somebody: why it fits, where it does.
///
/// # Errors
/// What the database says.
pub(super) fn chosen(facts: &Facts, resource: Resource) -> Result<Offer> {
    let mut lists = vec![said_of(facts), said_by(&resource)];
    with_words(&mut lists)?;
    let found = match lists.as_slice() {
        [ours, theirs] => fit(ours, theirs),
        _ => None,
    };
    let (why, interaction) = found.map_or_else(|| ("you chose it".to_owned(), None), |(_, why, i)| (why, i));
    Ok(Offer { resource, why, interaction })
}

/// Why two people have something to say to each other, from the side of one: "you spoke with Laura about
/// heat pumps".
pub(super) fn clause(contact: &Contact, said: &Said, matched: &[&Word]) -> String {
    let (name, told) = (&contact.name, said.told(matched));
    match said.ground {
        Ground::Spoke => format!("you spoke with {name} about {told}"),
        Ground::Wants => format!("{name} looks for {told}"),
        Ground::Offers => format!("{name} offers {told}"),
        Ground::Wrote => format!("you wrote with {name} about {told}"),
        Ground::Tag => format!("{name} is tagged {told}"),
        Ground::Noted | Ground::Work | Ground::Mentioned => format!("you noted {told} about {name}"),
    }
}
