//! People: adding, editing, tagging, putting away, forgetting.

use super::answer::{Answer, Recorded};
use super::desk::{Desk, new_uid};
use super::field::{email, field, fits, linkedin, person_name, phone, put_first, tag, web};
use super::{interaction, planning, who};
use crate::model::{
    Contact, Direction, Error, ErrorKind, FollowUp, InteractionKind, Introducer, MarkKind, Relationship, Result, Span,
    name, text,
};
use crate::store::{Book, Writer, contacts, erase, facts, interactions, marks, merge, meta};
use std::time::Duration;

/// What `add` and `edit` may say of a person; `None` leaves it, an empty text clears it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The whole name.
    pub name: Option<String>,
    /// What to call them.
    pub given: Option<String>,
    /// The family name.
    pub family: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What they do there.
    pub title: Option<String>,
    /// E-mail addresses to put first.
    pub emails: Vec<String>,
    /// Telephone numbers to put first.
    pub phones: Vec<String>,
    /// The LinkedIn profile.
    pub linkedin: Option<String>,
    /// Web addresses to put first.
    pub urls: Vec<String>,
    /// How the user knows them.
    pub relationship: Option<String>,
    /// Who introduced them: WHO, or a name.
    pub introduced_by: Option<String>,
    /// Tags to add.
    pub tags: Vec<String>,
    /// Free notes.
    pub note: Option<String>,
    /// The contact's own cadence.
    pub every: Option<String>,
    /// Connected already, since that day (words; empty: today).
    pub connected: Option<String>,
    /// Where they were met.
    pub met: Option<String>,
    /// When (words).
    pub on: Option<String>,
    /// What about.
    pub about: Option<String>,
    /// Addresses, numbers or tags to remove.
    pub remove: Vec<String>,
}

/// The message for an unset text that the user cleared or gave.
macro_rules! set {
    ($contact:ident.$field:ident, $what:literal, $given:expr) => {
        if let Some(value) = field($what, $given.as_deref())? {
            $contact.$field = value;
        }
    };
}

impl Desk {
    /// A person of whom only the name is known.
    pub(super) fn blank(&self, name: &str) -> Contact {
        let split = name::split(name);
        let named = Contact::named(new_uid(), name.to_owned(), self.at(), self.today());
        Contact { given: split.given, family: split.family, ..named }
    }

    fn apply(&self, w: &Writer<'_>, contact: &mut Contact, card: &Card, warnings: &mut Vec<String>) -> Result<()> {
        if let Some(given) = &card.name {
            contact.name = person_name(given)?;
            let split = name::split(&contact.name);
            (contact.given, contact.family) = (split.given, split.family);
        }
        set!(contact.given, "the given name", card.given);
        set!(contact.family, "the family name", card.family);
        set!(contact.company, "the company", card.company);
        set!(contact.title, "the title", card.title);
        for (list, values, read) in [
            (&mut contact.emails, &card.emails, email as fn(&str) -> Result<String>),
            (&mut contact.phones, &card.phones, phone),
            (&mut contact.urls, &card.urls, web),
        ] {
            put_first(list, values.iter().map(|v| read(v)).collect::<Result<_>>()?);
        }
        match card.linkedin.as_deref() {
            Some("") => contact.linkedin = None,
            Some(given) => contact.linkedin = Some(linkedin(given)?),
            None => {}
        }
        match card.relationship.as_deref() {
            Some("") => contact.relationship = None,
            Some(word) => {
                contact.relationship = Some(word.parse::<Relationship>().map_err(|e| {
                    Error::input(format!("{word:?} is not a relationship: {e}")).hint("--relationship met-at-event")
                })?);
            }
            None => {}
        }
        match card.every.as_deref() {
            Some("" | "never") => contact.every = None,
            Some(words) => {
                contact.every = Some(Span::parse(words).ok_or_else(|| {
                    Error::input(format!("{words:?} is not a cadence")).hint("--every \"6 weeks\", --every monthly")
                })?);
            }
            None => {}
        }
        if let Some(note) = &card.note {
            contact.notes = text::block(note);
            if let Some(note) = &contact.notes {
                fits("the note", note, text::TEXT_MOST)?;
            }
        }
        match card.connected.as_deref() {
            Some("no" | "never") => contact.connected_on = None,
            Some("") => contact.connected_on = Some(self.today()),
            Some(words) => contact.connected_on = Some(self.when(Some(words))?.on),
            None => {}
        }
        if let Some(given) = &card.introduced_by {
            contact.introduced_by = self.introducer(w, contact, given, warnings)?;
        }
        for given in &card.tags {
            contact.tags.push(tag(given)?);
        }
        for given in &card.remove {
            remove(contact, given)?;
        }
        contact.tags.sort();
        contact.tags.dedup();
        Ok(())
    }

    /// WHO introduced them, or a name that is not in the book.
    fn introducer(
        &self,
        w: &Writer<'_>,
        contact: &Contact,
        given: &str,
        warnings: &mut Vec<String>,
    ) -> Result<Option<Introducer>> {
        let Some(given) = text::line(given) else { return Ok(None) };
        match who::contact(w, &given) {
            Ok(found) if found.id == contact.id => {
                Err(Error::input("nobody introduces themselves: --introduced-by names the contact"))
            }
            Ok(found) => Ok(Some(Introducer { id: Some(found.id), name: found.name })),
            Err(e) if e.kind == ErrorKind::NotFound && who::number(&given).is_none() => {
                warnings.push(format!("{given} is not in the book: kept as a name"));
                Ok(Some(Introducer { id: None, name: person_name(&given)? }))
            }
            Err(e) => Err(e),
        }
    }
}

/// Takes an address, a number or a tag off the card.
fn remove(contact: &mut Contact, given: &str) -> Result<()> {
    let wanted = text::fold(given.trim());
    let mut found = false;
    for list in [&mut contact.emails, &mut contact.phones, &mut contact.urls, &mut contact.tags] {
        let before = list.len();
        list.retain(|v| text::fold(v) != wanted);
        found |= list.len() < before;
    }
    // However it is written.
    if !found {
        let before = contact.phones.len();
        contact.phones.retain(|v| !contacts::is_same_point("phone", v, given));
        found = contact.phones.len() < before;
    }
    if found {
        return Ok(());
    }
    Err(Error::input(format!("{} has no address, number or tag {given:?}", contact.name))
        .hint(format!("intouch show {}", contact.slug)))
}

/// Adds a person, with where they were met.
///
/// # Errors
/// `Input` for what can't be used, or somebody who is in the book already by profile.
pub fn add(desk: &Desk, book: &mut Book, card: &Card) -> Result<Answer> {
    book.write(desk.step("add"), |w| {
        let mut warnings = Vec::new();
        let id = insert(desk, w, card, &mut warnings)?;
        let recorded = meet(desk, w, id, card)?;
        let mut answer = desk.answer(w, id, recorded, Vec::new())?;
        let person = &answer.person;
        answer.said.push(format!("Added {} as {} (contact {})", person.name, person.slug, person.id));
        answer.said.extend(card_days(desk, person));
        answer.warnings = warnings;
        Ok(answer)
    })
}

/// Writes the new contact's card.
pub(super) fn insert(desk: &Desk, w: &Writer<'_>, card: &Card, warnings: &mut Vec<String>) -> Result<i64> {
    let name = person_name(card.name.as_deref().unwrap_or_default())?;
    let mut contact = desk.blank(&name);
    desk.apply(w, &mut contact, card, warnings)?;
    if let Some(key) = contact.linkedin.as_deref().and_then(crate::exchange::linkedin::slug_key)
        && let Some(id) = contacts::ids_by_linkedin(w, &key)?.first()
    {
        let there = contacts::get(w, *id)?;
        return Err(Error::input(format!("{} (contact {}) has this LinkedIn profile already", there.name, there.id))
            .hint(format!("intouch edit {} ...", there.slug)));
    }
    for address in &contact.emails {
        for id in contacts::ids_by_point(w, "email", &contacts::point_key("email", address))? {
            let there = contacts::get(w, id)?;
            warnings.push(format!("{} (contact {}) has this e-mail address too", there.name, there.id));
        }
    }
    let slug = name::slug(&contact.name);
    contact.slug = contacts::free_slug(w, &slug)?;
    if contact.slug != slug
        && let Some(id) = contacts::id_by_slug(w, &slug)?
    {
        let there = contacts::get(w, id)?;
        let company = there.company.map(|c| format!(" of {c}")).unwrap_or_default();
        warnings.push(format!("{}{company} (contact {}) is in the book already", there.name, there.id));
    }
    contacts::insert(w, &mut contact, None)?;
    Ok(contact.id)
}

/// Records where they were met, where the card says so.
fn meet(desk: &Desk, w: &Writer<'_>, id: i64, card: &Card) -> Result<Option<Recorded>> {
    if card.met.is_none() && card.on.is_none() && card.about.is_none() {
        return Ok(None);
    }
    // A topic without place and day is no encounter where the relationship says how they know each
    // other: it is a note on what connects them.
    let never_met = card.relationship.is_some() && card.met.is_none() && card.on.is_none();
    let kind = if never_met { InteractionKind::Note } else { InteractionKind::Encounter };
    let fact = interaction::Fact {
        kind,
        direction: (!never_met).then_some(Direction::Both),
        place: card.met.clone(),
        about: card.about.clone(),
        ..interaction::Fact::new(kind, desk.when(card.on.as_deref())?)
    };
    interaction::insert(desk, w, id, fact).map(|i| Some(Recorded::Interaction(i)))
}

/// Changes a person's card; where and when they were met changes the first encounter.
///
/// # Errors
/// `Input` for what can't be used.
pub fn edit(desk: &Desk, book: &mut Book, whom: &str, card: &Card) -> Result<Answer> {
    book.write(desk.step("edit"), |w| {
        let mut warnings = Vec::new();
        let mut contact = who::contact(w, whom)?;
        let before = contact.clone();
        desk.apply(w, &mut contact, card, &mut warnings)?;
        let met_changed = edit_first_encounter(desk, w, contact.id, card)?;
        let said = if contact == before && !met_changed {
            format!("Nothing changed for {}", contact.name)
        } else {
            contacts::update(w, &contact)?;
            format!("Changed {}", contact.name)
        };
        let mut answer = desk.answer(w, contact.id, None, vec![said])?;
        if card.on.is_some() || card.met.is_some() || card.connected.is_some() {
            answer.said.extend(card_days(desk, &answer.person));
        }
        answer.warnings = warnings;
        Ok(answer)
    })
}

/// The days of a card as they were understood.
fn card_days(desk: &Desk, person: &Contact) -> Vec<String> {
    let place = crate::model::place::after_blank(person.met_at.as_deref());
    let met = person.met_on.map(|on| format!("   met{place}, {}", desk.echo(on)));
    let connected = person.connected_on.map(|on| format!("   connected since {}", desk.echo(on)));
    [met, connected].into_iter().flatten().collect()
}

fn edit_first_encounter(desk: &Desk, w: &Writer<'_>, id: i64, card: &Card) -> Result<bool> {
    if card.met.is_none() && card.on.is_none() && card.about.is_none() {
        return Ok(false);
    }
    let mut encounters = interactions::of(w, id)?;
    encounters.retain(|i| i.kind == InteractionKind::Encounter);
    encounters.sort_by_key(|i| (i.when(), i.id));
    let Some(mut first) = encounters.into_iter().next() else {
        return meet(desk, w, id, card).map(|_| true);
    };
    set!(first.place, "the place", card.met);
    set!(first.about, "the topic", card.about);
    if let Some(on) = card.on.as_deref() {
        let when = desk.when(Some(on))?;
        (first.on, first.at) = (when.on, when.at);
    }
    interactions::write(w, &first)?;
    Ok(true)
}

/// Adds and removes tags.
///
/// # Errors
/// `Input` for what is no tag.
pub fn tags(desk: &Desk, book: &mut Book, whom: &str, add: &[String], remove: &[String]) -> Result<Answer> {
    book.write(desk.step("tag"), |w| {
        let mut contact = who::contact(w, whom)?;
        for given in add {
            contact.tags.push(tag(given)?);
        }
        let gone: Vec<String> = remove.iter().map(|t| tag(t)).collect::<Result<_>>()?;
        let missing: Vec<&str> = gone.iter().filter(|t| !contact.tags.contains(t)).map(String::as_str).collect();
        let warnings = missing.iter().map(|t| format!("{} had no tag {t}", contact.name)).collect();
        contact.tags.retain(|t| !gone.contains(t));
        contact.tags.sort();
        contact.tags.dedup();
        contacts::update(w, &contact)?;
        let tags = if contact.tags.is_empty() { "no tags".to_owned() } else { contact.tags.join(", ") };
        let mut answer = desk.answer(w, contact.id, None, vec![format!("{}: {tags}", contact.name)])?;
        answer.warnings = warnings;
        Ok(answer)
    })
}

/// How a contact is put away or taken out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Put away.
    Archive,
    /// Taken out again.
    Unarchive,
    /// Never write to them.
    DoNotContact,
    /// Hear nothing of them until that day (words).
    Pause(String),
    /// Hear of them again.
    Wake,
}

impl Standing {
    const fn verb(&self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Unarchive => "unarchive",
            Self::DoNotContact => "do-not-contact",
            Self::Pause(_) => "pause",
            Self::Wake => "wake",
        }
    }
}

/// Changes how a contact stands; open promises are named, since they go silent too (ruling 15).
///
/// # Errors
/// `Input` for a day that is none.
pub fn stand(desk: &Desk, book: &mut Book, whom: &str, standing: &Standing) -> Result<Answer> {
    book.write(desk.step(standing.verb()), |w| {
        let mut contact = who::contact(w, whom)?;
        let promised: Vec<String> = crate::store::follow_ups::of(w, contact.id)?
            .into_iter()
            .filter(FollowUp::has_own_line)
            .map(|f| {
                let text = f.text.unwrap_or_default();
                format!("still open: #{} {} \"{text}\", due {}", f.id, f.kind, crate::model::day::long(f.due_on))
            })
            .collect();
        let name = contact.name.clone();
        let said = match standing {
            Standing::Archive => {
                let already = std::mem::replace(&mut contact.archived, true);
                if already {
                    format!("{name} is archived already")
                } else {
                    format!("Archived {name}: raises nothing and comes last")
                }
            }
            Standing::Unarchive => {
                contact.archived = false;
                format!("Took {name} out of the archive")
            }
            Standing::DoNotContact => {
                contact.do_not_contact = true;
                format!("{name} will not be suggested again (`intouch wake {}` takes it back)", contact.slug)
            }
            Standing::Pause(words) => {
                let until = desk.due(words)?;
                if until <= desk.today() {
                    return Err(Error::input("a pause ends after today").hint("--until \"in 2 weeks\""));
                }
                (contact.paused_on, contact.paused_until) = (Some(desk.today()), Some(until));
                format!("Paused {name} until {}", desk.echo(until))
            }
            Standing::Wake => wake(desk, w, &mut contact)?,
        };
        contacts::update(w, &contact)?;
        let mut answer = desk.answer(w, contact.id, None, vec![said])?;
        if !matches!(standing, Standing::Wake | Standing::Unarchive) {
            answer.warnings = promised;
        }
        Ok(answer)
    })
}

/// Ends whatever keeps a contact silent, and counts as a sign of life (ruling 13).
fn wake(desk: &Desk, w: &Writer<'_>, contact: &mut Contact) -> Result<String> {
    contact.do_not_contact = false;
    contact.archived = false;
    if contact.paused_until.is_some_and(|d| d > desk.today()) {
        contact.paused_until = Some(desk.today());
        if contact.paused_on >= contact.paused_until {
            (contact.paused_on, contact.paused_until) = (None, None);
        }
    }
    let when = desk.when(None)?;
    let mark = crate::model::Mark {
        id: meta::next_fact(w)?,
        uid: new_uid(),
        contact_id: contact.id,
        kind: MarkKind::Wake,
        on: when.on,
        at: when.at,
        text: None,
        source: None,
        recorded_on: desk.today(),
    };
    marks::write(w, &mark)?;
    Ok(format!("{} is heard of again", contact.name))
}

/// What `forget` is about to erase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// The contact.
    pub person: Contact,
    /// How many facts go with them.
    pub facts: usize,
}

/// What forgetting WHO would erase.
///
/// # Errors
/// As [`who::contact_id`].
pub fn about_to_forget(book: &Book, whom: &str) -> Result<Forgotten> {
    book.read(|conn| {
        let facts = facts::with(conn, who::contact(conn, whom)?)?;
        let count = facts.interactions.len() + facts.requests.len() + facts.promises.len() + facts.marks.len();
        Ok(Forgotten { person: facts.contact, facts: count })
    })
}

/// Erases a contact with every fact and from every step of undo, and overwrites what the file held
/// of them; gives what the user should know. Other programs that hold the book open are waited for,
/// for so long; `waiting` is called once where that is so.
///
/// # Errors
/// What the database says.
pub fn forget(
    desk: &Desk,
    book: &mut Book,
    forgotten: &Forgotten,
    patience: Duration,
    waiting: &mut dyn FnMut(),
) -> Result<Vec<String>> {
    let (id, uid) = (forgotten.person.id, &forgotten.person.uid);
    // Only the book knows who is meant. So the copies go first: whatever stops this, who is still
    // in the book can be forgotten again.
    // Copies from before a merge know them as several people.
    let people = book.read(|conn| {
        let mut people = merge::merged_into(conn, id)?;
        people.push((id, uid.clone()));
        Ok(people)
    })?;
    erase::from_copies(book.path(), &people).map_err(|e| {
        Error::new(e.kind, format!("nobody was forgotten, because the backups can't be rewritten: {}", e.message))
            .hint("intouch doctor")
    })?;
    book.upkeep(|w| {
        // While the question stood there another book may have taken the place of this one.
        if contacts::find(w, id)?.is_none_or(|there| there.uid != *uid) {
            return Err(Error::new(ErrorKind::Busy, "the book changed while you were asked; nobody was forgotten")
                .hint(format!("intouch show {}", forgotten.person.slug)));
        }
        for other in contacts::erase(w, id)? {
            planning::replan(w, desk, other)?;
        }
        meta::set(w, meta::ERASING, "1")
    })?;
    let mut warnings = Vec::new();
    // Another program may have made a copy meanwhile.
    for copy in erase::from_copies(book.path(), &people).unwrap_or_default() {
        warnings.push(format!("this backup is damaged and may still hold them: {}", copy.display()));
    }
    // The erasing is done by now: "nothing was recorded" would be the wrong thing to say.
    let rewritten = book.compact(patience, waiting).map_err(|e| {
        Error::new(e.kind, "the person is erased from the book, but its file could not be rewritten: what was written there is still in it")
            .hint("make room on the disk; the next command rewrites the file")
    })?;
    if !rewritten {
        let what = "another program still reads the book: what was erased leaves the file when that one closes it";
        warnings.push(what.to_owned());
    }
    Ok(warnings)
}
