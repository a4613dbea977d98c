//! Keeping the stored agenda equal to the plan of the facts.

use super::answer::{Answer, Recorded};
use super::desk::Desk;
use crate::model::{Contact, Day, Error, FollowUp, Result, Summary, day};
use crate::schedule::{Calendar, Closing, Facts, Plan, Playbook, agenda, plan, playbook};
use crate::store::{Book, Writer, backup, check, contacts, decisions, facts, follow_ups, meta, open::Access};
use std::path::PathBuf;
use std::time::Duration;

/// Raised when the planner itself changes: the stored agenda is planned anew.
const PLANNER: u32 = 2;

/// Says "always" where a day is asked for: a plan without an end.
const FOR_EVER: &str = "9999-12-31";

/// A contact planned anew.
pub struct Planned {
    /// Its facts, the derived fields of the contact up to date.
    pub facts: Facts,
    /// The plan.
    pub plan: Plan,
    /// The rows the agenda now holds for it.
    pub rows: Vec<FollowUp>,
}

/// Plans a contact and writes what changed of its agenda: the one place that does.
///
/// # Errors
/// What the database says.
pub fn replan(w: &Writer<'_>, desk: &Desk, contact_id: i64) -> Result<Planned> {
    let facts = facts::of(w, contact_id)?;
    replan_facts(w, desk.playbook(), desk.calendar(), facts)
}

/// Like [`replan`], for facts that were read already.
///
/// # Errors
/// What the database says.
pub fn replan_facts(w: &Writer<'_>, playbook: &Playbook, calendar: &Calendar, mut facts: Facts) -> Result<Planned> {
    let plan = plan(&facts, playbook, calendar);
    let contact_id = facts.contact.id;
    let mut rows = Vec::new();
    for raised in plan.raised.iter().filter(|r| r.closing == Closing::Open) {
        let id = match number(&facts, raised) {
            Some(id) => id,
            None => decisions::number(w, contact_id, &raised.rule, raised.anchor, raised.step)?,
        };
        rows.push(row(&facts.contact, raised, id));
    }
    let stored = follow_ups::of(w, contact_id)?;
    for old in stored.iter().filter(|old| !rows.contains(old)) {
        follow_ups::remove(w, old)?;
    }
    for new in rows.iter().filter(|new| !stored.contains(new)) {
        follow_ups::insert(w, new)?;
    }
    contacts::write_summary(w, contact_id, &plan.summary, &planned_until(&facts.contact, playbook, &rows))?;
    let (contact, summary) = (&mut facts.contact, &plan.summary);
    contact.met_at.clone_from(&summary.met_at);
    contact.met_on = summary.met_on;
    contact.about.clone_from(&summary.about);
    contact.last_contact_on = summary.last_contact_on;
    contact.connection = summary.connection;
    contact.resting_since = summary.resting_since;
    Ok(Planned { facts, plan, rows })
}

/// The number that a raised follow-up has already.
fn number(facts: &Facts, raised: &crate::schedule::Raised) -> Option<i64> {
    facts.decisions.iter().find(|d| raised.has_key_of(d)).map(|d| d.follow_up_id)
}

/// Whether what is stored of a contact's plan is what their facts give; nothing is written.
///
/// # Errors
/// What the database says.
pub fn is_planned(
    conn: &rusqlite::Connection,
    playbook: &Playbook,
    calendar: &Calendar,
    facts: &Facts,
) -> Result<bool> {
    let plan = plan(facts, playbook, calendar);
    let contact = &facts.contact;
    let open = plan.raised.iter().filter(|r| r.closing == Closing::Open);
    let Some(rows) = open.map(|r| number(facts, r).map(|id| row(contact, r, id))).collect::<Option<Vec<_>>>() else {
        return Ok(false);
    };
    let stored = follow_ups::of(conn, contact.id)?;
    let same_rows = stored.len() == rows.len() && rows.iter().all(|r| stored.contains(r));
    let summary = Summary {
        last_contact_on: contact.last_contact_on,
        connection: contact.connection,
        resting_since: contact.resting_since,
        met_on: contact.met_on,
        met_at: contact.met_at.clone(),
        about: contact.about.clone(),
    };
    let until = check::planned_until(conn, contact.id)?;
    Ok(same_rows && summary == plan.summary && until.as_deref() == Some(&planned_until(contact, playbook, &rows)))
}

/// The row of the agenda for a raised follow-up.
#[must_use]
pub fn row(contact: &Contact, raised: &crate::schedule::Raised, id: i64) -> FollowUp {
    FollowUp {
        id,
        contact_id: contact.id,
        contact: contact.name.clone(),
        kind: raised.kind,
        rule: raised.rule.clone(),
        reason: raised.reason.clone(),
        importance: raised.importance,
        span: raised.span,
        due_on: raised.due_on,
        original_due_on: raised.original_due_on,
        snoozed_until: raised.snoozed_until,
        visible_from: raised.visible_from,
        lapses_on: raised.lapses_on,
        channel: raised.channel.clone(),
        text: raised.text.clone(),
    }
}

/// The last day on which something is planned with a contact (planning ruling 18).
fn planned_until(contact: &Contact, playbook: &Playbook, rows: &[FollowUp]) -> String {
    if plan::cadence(contact, playbook).is_some() {
        return FOR_EVER.to_owned();
    }
    rows.iter().map(|r| r.lapses_on.map_or_else(|| FOR_EVER.to_owned(), day::iso)).max().unwrap_or_default()
}

/// A contact's rows that are open on `today`, in agenda order.
#[must_use]
pub fn open_rows(mut rows: Vec<FollowUp>, today: Day) -> Vec<FollowUp> {
    rows.retain(|r| r.state(today).is_some_and(crate::model::State::is_open));
    agenda::order(&mut rows, today);
    rows
}

impl Desk {
    /// Plans a contact anew and says what follows: the end of every writing verb.
    ///
    /// # Errors
    /// What the database says.
    pub fn answer(
        &self,
        w: &Writer<'_>,
        contact_id: i64,
        recorded: Option<Recorded>,
        said: Vec<String>,
    ) -> Result<Answer> {
        let planned = replan(w, self, contact_id)?;
        Ok(Answer {
            person: planned.facts.contact,
            recorded,
            follow_ups: open_rows(planned.rows, self.today()),
            warnings: Vec::new(),
            said,
        })
    }
}

/// Where the book is, or will be.
///
/// # Errors
/// `Outside` where no place can be told.
pub fn place(desk: &Desk) -> Result<PathBuf> {
    desk.db.clone().ok_or_else(|| {
        Error::outside("no place for the book can be told: HOME is not set").hint("name one with --db FILE")
    })
}

/// Opens the book, its agenda planned by the playbook and calendar in force.
///
/// # Errors
/// Where the book can't be opened, see [`Book::open`].
pub fn open(desk: &mut Desk, access: Access) -> Result<Book> {
    let path = place(desk)?;
    let mut book = desk.keys.open(&path, access, &day::iso(desk.now.calendar_day))?;
    desk.warnings.extend(book.take_remarks());
    // Before anything is copied: a page that is free still holds what stood on it.
    if book.owes_compaction()? && !book.compact(Duration::ZERO, &mut || ()).unwrap_or(false) {
        desk.warnings
            .push("the file still holds what was written of somebody you forgot (`intouch doctor`)".to_owned());
    }
    // Before anything of the day, and the agenda that is planned anew is the first.
    if desk.keeps_backups
        && let Err(e) = backup::daily(&book, desk.now.calendar_day)
    {
        desk.notes.push(format!("today's backup could not be made: {} (`intouch doctor`)", e.message));
    }
    bring_up_to_date(desk, book, access)
}

/// Playbook and calendar as one short text: equal fingerprints plan alike (planning ruling 22).
fn fingerprint(playbook: &str, calendar: &Calendar) -> String {
    // FNV-1a: small and the same for ever, which the standard library's hasher does not promise.
    let hash =
        playbook.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{PLANNER} {hash:016x} {}", calendar.fingerprint())
}

/// Whether the stored agenda was planned by the playbook and calendar in force, which then stand
/// on the desk; nothing is written.
///
/// # Errors
/// What the database says.
pub fn is_in_force(desk: &Desk, conn: &rusqlite::Connection) -> Result<bool> {
    let own = desk.own_playbook.clone().filter(|text| Playbook::parse(text).is_ok());
    let text = match (own, &desk.own_playbook) {
        (Some(text), _) => Some(text),
        (None, None) => None,
        // The last good one stays in force.
        (None, Some(_)) => meta::get(conn, meta::PLAYBOOK)?.filter(|t| !t.is_empty()),
    };
    let playbook = text.as_deref().map_or_else(|| Ok(Playbook::built_in()), Playbook::parse);
    let wanted = fingerprint(text.as_deref().unwrap_or(playbook::BUILT_IN), desk.calendar());
    let _ = desk.playbook.set(playbook.unwrap_or_else(|_| Playbook::built_in()));
    Ok(meta::get(conn, meta::PLANNED_WITH)?.as_deref() == Some(&wanted))
}

/// Makes sure the stored agenda was planned by the playbook and calendar in force; where it was
/// not, the whole book is planned anew, and what changed is noted once.
///
/// # Errors
/// What the database says.
fn bring_up_to_date(desk: &mut Desk, book: Book, access: Access) -> Result<Book> {
    let stored = meta::get(book.conn(), meta::PLANNED_WITH)?;
    let text = desk.own_playbook.clone();
    let wanted = fingerprint(text.as_deref().unwrap_or(playbook::BUILT_IN), desk.calendar());
    if stored.as_deref() == Some(&wanted) {
        if let Some(text) = text {
            // It was in force before, so it reads; if not, the built-in one stands in.
            let _ = desk.playbook.set(Playbook::parse(&text).unwrap_or_else(|_| Playbook::built_in()));
        }
        return Ok(book);
    }
    let mut text = text;
    let mut read = text.as_deref().map_or_else(|| Ok(Playbook::built_in()), Playbook::parse);
    if let Err(e) = &read {
        desk.notes
            .push(format!("playbook.toml, {e}; the last good playbook stays in force (`intouch playbook check`)"));
        text = meta::get(book.conn(), meta::PLAYBOOK)?.filter(|t| !t.is_empty());
        read = text.as_deref().map_or_else(|| Ok(Playbook::built_in()), Playbook::parse);
    }
    let playbook = read.unwrap_or_else(|_| Playbook::built_in());
    let wanted = fingerprint(text.as_deref().unwrap_or(playbook::BUILT_IN), desk.calendar());
    let _ = desk.playbook.set(playbook);
    if stored.as_deref() == Some(&wanted) {
        return Ok(book);
    }
    let empty = contacts::count(book.conn(), 1)? == 0;
    if empty && access == Access::Read {
        return Ok(book);
    }
    plan_whole_book(desk, book, &wanted, text.as_deref().unwrap_or_default())
}

fn plan_whole_book(desk: &mut Desk, book: Book, fingerprint: &str, playbook_text: &str) -> Result<Book> {
    let mut book = if book.is_writable() { book } else { book.in_memory_copy()? };
    let changed = book.upkeep(|w| {
        let mut changed = 0_usize;
        for id in contacts::ids(w)? {
            let before = follow_ups::of(w, id)?;
            let after = replan(w, desk, id)?.rows;
            changed += after.iter().filter(|r| !before.contains(r)).count();
            changed += before.iter().filter(|r| !after.iter().any(|a| a.id == r.id)).count();
        }
        meta::set(w, meta::PLANNED_WITH, fingerprint)?;
        meta::set(w, meta::PLAYBOOK, playbook_text)?;
        Ok(changed)
    })?;
    if changed > 0 {
        let s = if changed == 1 { "" } else { "s" };
        desk.notes.push(format!("the playbook or your working days changed: {changed} follow-up{s} planned anew"));
    }
    Ok(book)
}
