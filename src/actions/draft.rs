//! Words for a follow-up or a contact: gathers what is known, has it drafted, remembers it.

use super::desk::Desk;
use super::giving::{self, Offer};
use super::pace::Pace;
use super::{field, planning, resource, review, suggest, template, who};
use crate::message::review::Finding;
use crate::message::{self, Brief, Draft, DraftError, Link, Met, Person, Templates};
use crate::model::{
    Anchor, Contact, Direction, Error, FollowUp, Interaction, InteractionKind, Kind, RequestDirection, Result, Status,
    text,
};
use crate::schedule::Facts;
use crate::store::drafts::{self, Remembered};
use crate::store::{Book, contacts, decisions, facts, follow_ups, interactions};
use rusqlite::Connection as Db;

/// What `draft` is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The kind, where not the follow-up's.
    pub kind: Option<Kind>,
    /// The template, where not the one the situation calls for.
    pub template: Option<String>,
    /// Another wording, counted from 0; `None`: the one remembered, else the first.
    pub variant: Option<usize>,
    /// What is shared, where not what fits best.
    pub resource: Option<i64>,
}

/// What a message gives, where that was chosen before the words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// What is shared.
    pub resource: Option<Offer>,
    /// To whom they are introduced.
    pub other: Option<Person>,
    /// The meeting that it continues. Words about another one would promise the wrong thing.
    pub interaction: Option<i64>,
}

impl Choice {
    /// An introduction to somebody.
    pub(super) fn introducing(other: &Contact, interaction: Option<i64>) -> Self {
        Self { other: Some(person(other)), interaction, ..Self::default() }
    }

    const fn is_made(&self) -> bool {
        self.resource.is_some() || self.other.is_some()
    }
}

/// A contact as a message sees them.
fn person(contact: &Contact) -> Person {
    Person {
        name: contact.name.clone(),
        given: contact.given.clone(),
        company: contact.company.clone(),
        title: contact.title.clone(),
    }
}

/// A draft with whom and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// To whom.
    pub person: Contact,
    /// The follow-up it is for.
    pub follow_up: Option<FollowUp>,
    /// What the words are for, whatever template they came from.
    pub kind: Kind,
    /// The words.
    pub draft: Draft,
    /// The template that was asked for.
    pub template: Option<String>,
    /// What a review of the words finds.
    pub findings: Vec<Finding>,
    /// What the user should know before sending them.
    pub warnings: Vec<String>,
    /// Which wording it is.
    pub variant: usize,
    /// Which fact would help, and the command that records it.
    pub advice: Option<String>,
    /// What is left of the network's week and the month's notes, for a connection note.
    pub pace: Option<Pace>,
    /// What the words share.
    pub resource: Option<Offer>,
}

/// The templates: the built-in ones, and the user's own over them.
///
/// # Errors
/// `Input` with the file and what is wrong with it.
pub fn templates(desk: &Desk) -> Result<Templates> {
    let mut templates = Templates::builtin();
    for (name, path) in template::own_files(desk) {
        template::add(&mut templates, &name, &path)?;
    }
    Ok(templates)
}

/// Drafts words for ID or WHO.
///
/// # Errors
/// As [`who::follow_up`] for an ID; `Input` where no words fit.
pub fn draft(desk: &Desk, book: &mut Book, target: &str, wanted: &Wanted) -> Result<Drafted> {
    let templates = templates(desk)?;
    let drafted = book.read(|conn| {
        let (contact, follow_up) = aim(conn, desk, target, wanted.kind)?;
        let mut drafted = compose(desk, conn, contact, follow_up, wanted, &templates)?;
        review::draft_findings(desk, conn, &mut drafted)?;
        Ok(drafted)
    })?;
    remember(desk, book, &drafted)?;
    Ok(drafted)
}

/// The contact, and the follow-up the words are for.
pub(super) fn aim(conn: &Db, desk: &Desk, target: &str, kind: Option<Kind>) -> Result<(Contact, Option<FollowUp>)> {
    if who::number(target).is_some() {
        let (row, _) = who::follow_up(conn, desk, target)?;
        let row = (kind.is_none_or(|k| k == row.kind), row);
        let contact = contacts::get(conn, row.1.contact_id)?;
        return Ok((contact, row.0.then_some(row.1)));
    }
    let contact = who::contact(conn, target)?;
    let rows = planning::open_rows(follow_ups::of(conn, contact.id)?, desk.today());
    let row = rows.into_iter().find(|r| kind.is_none_or(|k| k == r.kind));
    Ok((contact, row))
}

fn compose(
    desk: &Desk,
    conn: &Db,
    contact: Contact,
    follow_up: Option<FollowUp>,
    wanted: &Wanted,
    templates: &Templates,
) -> Result<Drafted> {
    let kind = wanted.kind.or(follow_up.as_ref().map(|f| f.kind)).unwrap_or_else(|| usual_kind(&contact));
    let follow_up_id = follow_up.as_ref().map_or(0, |f| f.id);
    let before = drafts::find(conn, contact.id, follow_up_id, kind)?;
    let variant = wanted.variant.unwrap_or_else(|| before.map_or(0, |b| b.variant));
    let facts = facts::with(conn, contact)?;
    let choice = choose(desk, conn, &facts, kind, wanted.resource)?;
    let brief = brief(desk, conn, &facts, follow_up.as_ref(), kind, variant, &choice)?;
    let draft = message::draft(&brief, templates, wanted.template.as_deref()).map_err(refused)?;
    let nothing = kind == Kind::ShareResource && choice.resource.is_none();
    let advice = advice(&facts.contact, &draft).or_else(|| nothing.then(|| NOTHING_FITS.to_owned()));
    let pace = if kind == Kind::Connect { Some(Pace::count(conn, desk)?) } else { None };
    let mut warnings = warnings(desk, &facts, kind);
    warnings.extend(choice.resource.as_ref().and_then(|offer| had_already(&facts, offer)));
    let resource = choice.resource;
    let template = wanted.template.clone();
    let (person, findings) = (facts.contact, Vec::new());
    Ok(Drafted { person, follow_up, kind, draft, template, findings, warnings, variant, advice, pace, resource })
}

/// What is said where no resource fits.
const NOTHING_FITS: &str = "no resource fits yet: intouch resource add URL --title TITLE --topic TOPIC";

/// What the message gives: for a resource the one that was asked for or fits best, for an
/// introduction the person who fits best.
fn choose(desk: &Desk, conn: &Db, facts: &Facts, kind: Kind, wanted: Option<i64>) -> Result<Choice> {
    if let Some(id) = wanted {
        if kind != Kind::ShareResource {
            return Err(Error::input("--resource goes with words that share something")
                .hint(format!("intouch draft {} --kind share-resource --resource {id}", facts.contact.slug)));
        }
        let offer = giving::chosen(facts, resource::get(conn, id)?)?;
        return Ok(Choice { interaction: offer.interaction, resource: Some(offer), other: None });
    }
    match kind {
        Kind::ShareResource => {
            let offer = giving::offers(conn, facts, 1)?.pop();
            Ok(Choice { interaction: offer.as_ref().and_then(|o| o.interaction), resource: offer, other: None })
        }
        Kind::Introduce => Ok(suggest::best(desk, conn, facts)?.unwrap_or_default()),
        _ => Ok(Choice::default()),
    }
}

/// What is shared a second time.
fn had_already(facts: &Facts, offer: &Offer) -> Option<String> {
    let resource = &offer.resource;
    giving::had(facts)
        .contains(&resource.key)
        .then(|| format!("{} was sent to {} before", resource::name(resource), facts.contact.name))
}

/// The words that ask somebody whether they would like to be introduced; `None` where all of them were used.
///
/// # Errors
/// What the database says, `Input` for a template of the user's own that fails.
pub(super) fn introducing(
    desk: &Desk,
    conn: &Db,
    facts: &Facts,
    choice: Choice,
    templates: &Templates,
    variant: usize,
) -> Result<Option<Draft>> {
    let brief = brief(desk, conn, facts, None, Kind::Introduce, variant, &choice)?;
    match message::draft(&brief, templates, None) {
        Err(DraftError::AllUsed { .. }) => Ok(None),
        other => other.map(Some).map_err(refused),
    }
}

/// What speaks against writing now.
pub(super) fn warnings(desk: &Desk, facts: &Facts, kind: Kind) -> Vec<String> {
    let contact = &facts.contact;
    let mut warnings = Vec::new();
    if contact.do_not_contact {
        warnings.push(format!("you decided not to contact {}", contact.name));
    }
    if contact.archived {
        warnings.push(format!("{} is archived", contact.name));
    }
    if let Some(until) = contact.paused_until.filter(|d| *d > desk.today()) {
        warnings.push(format!("{} is paused until {}", contact.name, crate::model::day::long(until)));
    }
    if let Some(since) = contact.resting_since {
        let since = crate::model::day::long(since);
        warnings.push(format!("{} has not answered your last messages (resting since {since})", contact.name));
    }
    if kind == Kind::Connect {
        let today = crate::model::When::day(desk.today());
        warnings.extend(super::pace::too_early(desk, &facts.requests, super::pace::LINKEDIN, today));
    }
    warnings
}

/// What one would write to somebody with nothing open.
pub(super) fn usual_kind(contact: &Contact) -> Kind {
    match contact.connection {
        crate::model::Connection::None => Kind::Connect,
        crate::model::Connection::Pending => Kind::Nudge,
        crate::model::Connection::Connected => Kind::CheckIn,
    }
}

fn refused(e: DraftError) -> Error {
    let hint = match &e {
        DraftError::UnknownTemplate { name, .. } => {
            return Error::not_found(format!("there is no template {name:?}"))
                .hint("`intouch template list` shows them all");
        }
        DraftError::AllUsed { .. } => "write this one yourself, or take another --template",
        _ => "`intouch template list` shows what there is",
    };
    Error::input(e.to_string()).hint(hint)
}

/// Everything that may be said.
pub(super) fn brief(
    desk: &Desk,
    conn: &Db,
    facts: &Facts,
    follow_up: Option<&FollowUp>,
    kind: Kind,
    variant: usize,
    choice: &Choice,
) -> Result<Brief> {
    let contact = &facts.contact;
    let anchor = match follow_up {
        Some(f) => decisions::find(conn, f.id)?.map(|(d, _)| d.anchor),
        None => None,
    };
    let mut met = met(facts, choice.interaction.map(Anchor::Fact).or(anchor));
    // What is given has a reason of its own: another topic would be the wrong one.
    let off_topic = choice.is_made() && choice.interaction.is_none();
    if let Some(met) = met.as_mut().filter(|_| off_topic) {
        met.topic = None;
    }
    let place = met.as_ref().and_then(|m| m.place.clone());
    let request =
        facts.requests.iter().filter(|r| r.direction == RequestDirection::Sent).max_by_key(|r| (r.sent(), r.id));
    let awaited = facts.interactions.iter().find(|i| i.awaits_reply && Some(Anchor::Fact(i.id)) == anchor);
    Ok(Brief {
        kind,
        rule: follow_up.map(|f| f.rule.clone()),
        today: desk.today(),
        to: person(contact),
        relationship: contact.relationship,
        from: desk.settings.me.clone(),
        peer: place.as_deref().map_or(Ok(0), |p| interactions::peers_before(conn, p, contact.id))?,
        met,
        interest: contact.about.clone().filter(|_| !off_topic),
        introduced_by: contact.introduced_by.as_ref().map(|i| i.name.clone()),
        text: follow_up.and_then(|f| f.text.clone()),
        resource: choice
            .resource
            .as_ref()
            .map(|o| Link { title: o.resource.title.clone(), url: o.resource.url.clone() }),
        introduce_to: choice.other.clone(),
        requested_on: request.filter(|r| r.status == Status::Pending).map(|r| r.sent_on),
        request_had_note: request.map(|r| r.message.is_some()),
        awaited: awaited.map(|i| (i.on, i.about.clone())),
        last_contact_on: contact.last_contact_on,
        channel: follow_up.and_then(|f| f.channel.clone()),
        plan: desk.settings.plan,
        limit: desk.settings.note_limit,
        earlier: earlier(facts),
        variant,
    })
}

/// The meeting that raised the follow-up, else the last one there was; without one, the topic of
/// the last note that has one.
fn met(facts: &Facts, anchor: Option<Anchor>) -> Option<Met> {
    let spoke = |i: &&Interaction| {
        matches!(i.kind, InteractionKind::Encounter | InteractionKind::Meeting | InteractionKind::Call)
    };
    let raised = facts.interactions.iter().filter(spoke).find(|i| Some(Anchor::Fact(i.id)) == anchor);
    let last = || facts.interactions.iter().filter(spoke).max_by_key(|i| (i.when(), i.id));
    let i = raised.or_else(last)?;
    Some(Met { on: i.on, place: i.place.clone(), topic: i.about.clone(), how: i.kind })
}

/// Every text the contact has had from the user.
fn earlier(facts: &Facts) -> Vec<String> {
    let sent = facts.interactions.iter().filter(|i| i.direction == Some(Direction::Out)).filter_map(|i| i.text.clone());
    sent.chain(facts.requests.iter().filter_map(|r| r.message.clone())).collect()
}

/// Which fact would help, as the command that records it.
fn advice(contact: &Contact, draft: &Draft) -> Option<String> {
    let missing = draft.missing.as_ref().filter(|m| m.nothing_connects)?;
    let slug = &contact.slug;
    let options: Vec<&str> = missing
        .facts
        .iter()
        .map(|fact| match fact {
            message::Fact::Place => "--met PLACE",
            message::Fact::Topic => "--about TOPIC",
            message::Fact::Company => "--company NAME",
            message::Fact::Introducer => "--introduced-by WHO",
            message::Fact::GivenName => "--given NAME",
        })
        .take(2)
        .collect();
    Some(format!(
        "nothing recorded connects you two yet; one fact makes these words better: intouch edit {slug} {}",
        options.join(" or ")
    ))
}

/// Keeps the words for `--as-drafted`; a book that can't be written does without.
fn remember(desk: &Desk, book: &mut Book, drafted: &Drafted) -> Result<()> {
    if !book.is_writable() || book.path().as_os_str() == ":memory:" {
        return Ok(());
    }
    let kept = Remembered {
        template: drafted.draft.template.clone(),
        body: drafted.draft.body.clone(),
        variant: drafted.variant,
    };
    let id = drafted.follow_up.as_ref().map_or(0, |f| f.id);
    let (contact, kind) = (drafted.person.id, drafted.kind);
    if drafts::find(book.conn(), contact, id, kind)?.as_ref() == Some(&kept) {
        return Ok(());
    }
    book.upkeep(|w| drafts::remember(w, contact, id, kind, &kept, desk.today()))
}

/// Puts the user's own words in place of the drafted ones.
///
/// # Errors
/// `Input` for an empty text.
pub fn reword(desk: &Desk, book: &mut Book, drafted: &mut Drafted, words: &str) -> Result<()> {
    let body = field::long("the message", Some(words.to_owned()))?
        .ok_or_else(|| Error::input("the message is empty; the draft stays as it was"))?;
    drafted.draft.words = message::count::words(&body);
    drafted.draft.characters = message::count::characters(&body);
    drafted.draft.body = body;
    book.read(|conn| review::draft_findings(desk, conn, drafted))?;
    remember(desk, book, drafted)
}

/// The words last drafted for a follow-up, or those it would get now.
///
/// # Errors
/// As [`draft`].
pub(super) fn remembered(
    desk: &Desk,
    conn: &Db,
    contact: &Contact,
    follow_up: Option<i64>,
    kind: Kind,
) -> Result<Remembered> {
    let id = follow_up.unwrap_or(0);
    if let Some(found) = drafts::find(conn, contact.id, id, kind)? {
        return Ok(found);
    }
    let row = match follow_up {
        Some(id) => follow_ups::find(conn, id)?,
        None => None,
    };
    let wanted = Wanted { kind: Some(kind), ..Wanted::default() };
    let drafted = compose(desk, conn, contact.clone(), row, &wanted, &templates(desk)?)?;
    Ok(Remembered { template: drafted.draft.template, body: drafted.draft.body, variant: drafted.variant })
}

/// The address that `--open` opens: the profile, or a mail window with the words in it.
///
/// # Errors
/// `Input` where neither is known.
pub fn address(drafted: &Drafted) -> Result<String> {
    let person = &drafted.person;
    let by_mail = drafted.follow_up.as_ref().and_then(|f| f.channel.as_deref()) == Some("email");
    let mail = person.emails.first().map(|address| {
        let mut url = format!("mailto:{}", percent(address, "@.-_+"));
        let mut parts = Vec::new();
        if let Some(subject) = &drafted.draft.subject {
            parts.push(format!("subject={}", percent(subject, "-_.")));
        }
        parts.push(format!("body={}", percent(&drafted.draft.body, "-_.")));
        url.push('?');
        url.push_str(&parts.join("&"));
        url
    });
    let profile = person.linkedin.clone();
    let found = if by_mail { mail.or(profile) } else { profile.or(mail) };
    found.ok_or_else(|| {
        Error::input(format!("neither a profile nor an e-mail address of {} is known", person.name))
            .hint(format!("intouch edit {} --linkedin URL", person.slug))
    })
}

/// Percent-encodes everything but letters, digits and `safe`.
fn percent(given: &str, safe: &str) -> String {
    let mut out = String::with_capacity(given.len());
    for byte in text::block(given).unwrap_or_default().replace('\n', "\r\n").bytes() {
        if byte.is_ascii_alphanumeric() || safe.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
