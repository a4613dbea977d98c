//! Two entries of one person made one, and the user's word that two are not one.

use super::answer::{Answer, Recorded};
use super::desk::{Desk, new_uid};
use super::{planning, who};
use crate::model::{Contact, Decision, Error, Facts, Interaction, Mark, MarkKind, Request, Result, Status, day, text};
use crate::store::{Book, Writer, contacts, decisions, facts, interactions, marks, merge as rows, meta, requests};
use std::collections::HashMap;

/// Makes one contact of two: `a` stays, with their number, slug and uid, and gets every fact and
/// decision of `b`, whose names lead to `a` from then on.
///
/// # Errors
/// As [`who::contact_id`]; `Input` where both are one contact.
pub fn merge(desk: &Desk, book: &mut Book, a: &str, b: &str) -> Result<Answer> {
    book.write(desk.step("merge"), |w| {
        let (stays, gone) = two(w, a, b, "nothing was merged")?;
        let (of_stays, of_gone) = (facts::of(w, stays)?, facts::of(w, gone)?);
        let mut warnings = Vec::new();
        let parted = part_ways(w, &of_stays, &of_gone)?;
        warnings.extend(parted.then(|| "you had said that they are not the same person".to_owned()));
        let mut joined = settle_requests(w, &of_stays, &of_gone)?;
        let twice = settle_interactions(w, &of_stays, &of_gone)?;
        joined.extend(&twice);
        settle_decisions(w, &of_stays, &of_gone, &joined)?;
        let card = one_card(desk, &of_stays.contact, &of_gone.contact);
        write_card(w, &card, &of_gone.contact)?;
        let introduced = rows::take_over(w, &card, &of_gone.contact)?;
        for other in introduced {
            planning::replan(w, desk, other)?;
        }
        let mut answer = desk.answer(w, stays, None, said(&of_gone, &card, twice.len()))?;
        answer.warnings = warnings;
        Ok(answer)
    })
}

/// Keeps that two contacts are not one person.
///
/// # Errors
/// As [`who::contact_id`]; `Input` where both are one contact.
pub fn not_same(desk: &Desk, book: &mut Book, a: &str, b: &str) -> Result<Answer> {
    book.write(desk.step("not the same"), |w| {
        let (a, b) = two(w, a, b, "nobody is somebody else")?;
        let (one, other) = (contacts::get(w, a)?, contacts::get(w, b)?);
        let said = format!("{} ({}) and {} ({}) are not the same person", one.name, one.slug, other.name, other.slug);
        if is_kept_apart(w, a, b)? {
            return desk.answer(w, a, None, vec![format!("{said}: you said so already")]);
        }
        let when = desk.when(None)?;
        let mark = Mark {
            id: meta::next_fact(w)?,
            uid: new_uid(),
            contact_id: a,
            kind: MarkKind::NotSame,
            on: when.on,
            at: when.at,
            text: Some(other.uid),
            source: None,
            recorded_on: desk.today(),
        };
        marks::write(w, &mark)?;
        desk.answer(w, a, Some(Recorded::Mark(mark)), vec![said])
    })
}

fn two(w: &Writer<'_>, a: &str, b: &str, but: &str) -> Result<(i64, i64)> {
    let (a, b) = (who::contact_id(w, a)?, who::contact_id(w, b)?);
    if a == b {
        let one = contacts::get(w, a)?;
        return Err(Error::input(format!("both are {} (contact {a}): {but}", one.name))
            .hint("say numbers or slugs: `intouch list` shows them"));
    }
    Ok((a, b))
}

/// The marks of one contact that say they are not the other one.
fn apart(w: &Writer<'_>, one: i64, other: i64) -> Result<Vec<Mark>> {
    let mut found = Vec::new();
    for mark in marks::of(w, one)?.into_iter().filter(|m| m.kind == MarkKind::NotSame) {
        if contacts::id_by_uid(w, mark.text.as_deref().unwrap_or_default())? == Some(other) {
            found.push(mark);
        }
    }
    Ok(found)
}

fn is_kept_apart(w: &Writer<'_>, a: i64, b: i64) -> Result<bool> {
    Ok(!apart(w, a, b)?.is_empty() || !apart(w, b, a)?.is_empty())
}

/// Removes what was said against it: whoever merges two says that they are one.
fn part_ways(w: &Writer<'_>, a: &Facts, b: &Facts) -> Result<bool> {
    let (a, b) = (a.contact.id, b.contact.id);
    let against: Vec<Mark> = apart(w, a, b)?.into_iter().chain(apart(w, b, a)?).collect();
    against.iter().try_for_each(|m| marks::remove(w, m))?;
    Ok(!against.is_empty())
}

/// A request that is told of twice.
fn is_same(a: &Request, b: &Request) -> bool {
    let agree = a.message.is_none() || b.message.is_none() || a.message == b.message;
    (&a.channel, a.direction, a.sent_on) == (&b.channel, b.direction, b.sent_on)
        && agree
        && (a.status == b.status || a.status == Status::Pending || b.status == Status::Pending)
}

/// Sees to it that at most one request of a channel waits for an answer: one that is told of twice
/// becomes one; of others the older waits no more, though nobody knows what became of it. Gives the
/// numbers of the joined, those that go first.
fn settle_requests(w: &Writer<'_>, a: &Facts, b: &Facts) -> Result<Vec<(i64, i64)>> {
    let mut own = a.requests.clone();
    let mut theirs = Vec::new();
    let mut joined = Vec::new();
    for request in &b.requests {
        let twin = own.iter_mut().find(|r| is_same(r, request) && joined.iter().all(|(_, kept)| *kept != r.id));
        let Some(twin) = twin else {
            theirs.push(request.clone());
            continue;
        };
        let before = twin.clone();
        twin.message = twin.message.take().or_else(|| request.message.clone());
        twin.template = twin.template.take().or_else(|| request.template.clone());
        twin.sent_at = twin.sent_at.or(request.sent_at);
        if twin.status == Status::Pending && request.status != Status::Pending {
            (twin.status, twin.inferred, twin.outcome_unknown) = (request.status, request.inferred, false);
            (twin.resolved_on, twin.resolved_at) = (request.resolved_on, request.resolved_at);
            twin.resolved_entry = request.resolved_entry;
        }
        if *twin != before {
            requests::write(w, twin)?;
        }
        requests::remove(w, request)?;
        joined.push((request.id, twin.id));
    }
    let mut waiting: Vec<&mut Request> =
        own.iter_mut().chain(&mut theirs).filter(|r| r.status == Status::Pending && !r.outcome_unknown).collect();
    waiting.sort_by_key(|r| (r.sent(), r.id));
    for n in 0..waiting.len() {
        let superseded = waiting.iter().skip(n + 1).any(|later| later.channel == waiting[n].channel);
        if superseded {
            waiting[n].outcome_unknown = true;
            requests::write(w, waiting[n])?;
        }
    }
    Ok(joined)
}

/// Makes one of an interaction that an import told of both (same instant, same words), so that one
/// message is not two without an answer. Gives the numbers of the joined, those that go first.
fn settle_interactions(w: &Writer<'_>, a: &Facts, b: &Facts) -> Result<Vec<(i64, i64)>> {
    let imported = |i: &&Interaction| i.source.is_some() && i.at.is_some();
    let mut own: HashMap<_, Vec<&Interaction>> = HashMap::new();
    for fact in a.interactions.iter().filter(imported) {
        own.entry(fact.at).or_default().push(fact);
    }
    let mut joined = Vec::new();
    for theirs in b.interactions.iter().filter(imported) {
        let Some(there) = own.get_mut(&theirs.at) else { continue };
        let twin = there.iter().enumerate().find_map(|(n, own)| Some((n, one_of(own, theirs)?)));
        if let Some((place, one)) = twin {
            // Each stands for one: what somebody was sent twice was sent twice.
            let own = there.swap_remove(place);
            if one != *own {
                interactions::write(w, &one)?;
            }
            interactions::remove(w, theirs)?;
            joined.push((theirs.id, own.id));
        }
    }
    Ok(joined)
}

/// What both tell of one interaction, under the number of `own`; `None` where they are two, or where
/// one of them would lose something.
fn one_of(own: &Interaction, theirs: &Interaction) -> Option<Interaction> {
    let told = |i: &Interaction| (i.kind, i.direction, i.on, i.at, i.place.clone(), i.about.clone(), i.text.clone());
    let agree = |a: &Option<String>, b: &Option<String>| a == b || a.is_none() || b.is_none();
    let differ = told(own) != told(theirs)
        || !agree(&own.template, &theirs.template)
        || !agree(&own.shares, &theirs.shares)
        // It is what was done for that follow-up, and goes when that is open again.
        || theirs.closes.is_some();
    (!differ).then(|| Interaction {
        awaits_reply: own.awaits_reply || theirs.awaits_reply,
        template: own.template.clone().or_else(|| theirs.template.clone()),
        shares: own.shares.clone().or_else(|| theirs.shares.clone()),
        ..own.clone()
    })
}

/// Makes one decision of two that would have one key: what the user decided of either stays, of both
/// what was decided of the one who stays.
fn settle_decisions(w: &Writer<'_>, a: &Facts, b: &Facts, joined: &[(i64, i64)]) -> Result<()> {
    for theirs in &b.decisions {
        let number = theirs.anchor.number();
        let kept = joined.iter().find(|(gone, _)| *gone == number).map_or(number, |(_, kept)| *kept);
        let anchor = crate::model::Anchor::from_number(kept);
        let same = |d: &&Decision| (&d.rule, d.anchor, d.step) == (&theirs.rule, anchor, theirs.step);
        match a.decisions.iter().find(same) {
            Some(own) => {
                if own.outcome.is_none() && theirs.outcome.is_some() {
                    decisions::close(w, own.follow_up_id, theirs.outcome)?;
                }
                if own.snoozed_until.is_none() && theirs.snoozed_until.is_some() {
                    decisions::snooze(w, own.follow_up_id, theirs.snoozed_until)?;
                }
                close_with(w, b, joined, theirs.follow_up_id, own.follow_up_id)?;
                decisions::remove(w, theirs.follow_up_id)?;
            }
            None if anchor != theirs.anchor => decisions::set_anchor(w, theirs.follow_up_id, anchor)?,
            None => {}
        }
    }
    Ok(())
}

/// Makes the facts that closed one follow-up close the other.
fn close_with(w: &Writer<'_>, b: &Facts, joined: &[(i64, i64)], from: i64, to: i64) -> Result<()> {
    for fact in b.interactions.iter().filter(|i| i.closes == Some(from)) {
        interactions::write(w, &Interaction { closes: Some(to), ..fact.clone() })?;
    }
    for fact in b.requests.iter().filter(|r| r.closes == Some(from) && joined.iter().all(|(gone, _)| *gone != r.id)) {
        if let Some(now) = requests::find(w, fact.id)? {
            requests::write(w, &Request { closes: Some(to), ..now })?;
        }
    }
    Ok(())
}

/// The card of both: what `a` says stands, `b` fills what is missing, and what `b` says otherwise is
/// kept in the notes.
fn one_card(desk: &Desk, a: &Contact, b: &Contact) -> Contact {
    let mut card = a.clone();
    for (own, theirs) in [(&mut card.emails, &b.emails), (&mut card.urls, &b.urls)] {
        join(own, theirs, "");
    }
    join(&mut card.phones, &b.phones, "phone");
    if a.linkedin.is_some() && contacts::profile_key(a) != contacts::profile_key(b) {
        join(&mut card.urls, b.linkedin.as_slice(), "");
    }
    card.tags.extend(b.tags.iter().cloned());
    card.tags.sort();
    card.tags.dedup();
    for (own, theirs) in [
        (&mut card.given, &b.given),
        (&mut card.family, &b.family),
        (&mut card.company, &b.company),
        (&mut card.title, &b.title),
        (&mut card.linkedin, &b.linkedin),
    ] {
        *own = own.take().or_else(|| theirs.clone());
    }
    card.relationship = a.relationship.or(b.relationship);
    card.every = a.every.or(b.every);
    // Neither is introduced by themselves.
    let introducers = [(&a.introduced_by, b.id), (&b.introduced_by, a.id)];
    card.introduced_by = introducers.into_iter().find_map(|(i, other)| i.clone().filter(|i| i.id != Some(other)));
    card.connected_on = [a.connected_on, b.connected_on].into_iter().flatten().min();
    card.do_not_contact = a.do_not_contact || b.do_not_contact;
    card.archived = a.archived && b.archived;
    if b.paused_until > a.paused_until {
        (card.paused_on, card.paused_until) = (b.paused_on, b.paused_until);
    }
    (card.created_at, card.added_on) = (a.created_at.min(b.created_at), a.added_on.min(b.added_on));
    card.notes = notes(desk, a, b);
    card
}

/// Puts behind the own addresses or numbers those of the other that are not there.
fn join(own: &mut Vec<String>, theirs: &[String], kind: &str) {
    for value in theirs {
        if !own.iter().any(|o| contacts::is_same_point(kind, o, value)) {
            own.push(value.clone());
        }
    }
}

/// The notes of both, with a line of what the other card said otherwise.
fn notes(desk: &Desk, a: &Contact, b: &Contact) -> Option<String> {
    let mut parts: Vec<String> = a.notes.iter().cloned().collect();
    parts.extend(b.notes.iter().filter(|n| !a.notes.as_ref().is_some_and(|own| own.contains(n.as_str()))).cloned());
    let mut other: Vec<String> = Vec::new();
    let mut differs = |label: &str, own: Option<&str>, theirs: Option<&str>| {
        if let (Some(own), Some(theirs)) = (own, theirs)
            && text::fold(own) != text::fold(theirs)
        {
            other.push(format!("{label} {theirs}"));
        }
    };
    differs("name", Some(&a.name), Some(&b.name));
    differs("company", a.company.as_deref(), b.company.as_deref());
    differs("title", a.title.as_deref(), b.title.as_deref());
    let introducer = |c: &Contact| c.introduced_by.as_ref().map(|i| i.name.clone());
    differs("introduced by", introducer(a).as_deref(), introducer(b).as_deref());
    let word = |c: &Contact| c.relationship.map(|r| r.to_string());
    differs("relationship", word(a).as_deref(), word(b).as_deref());
    let every = |c: &Contact| c.every.map(|e| e.to_string());
    differs("every", every(a).as_deref(), every(b).as_deref());
    if !other.is_empty() {
        parts.push(format!("{} (merged on {}): {}", b.slug, day::iso(desk.today()), other.join("; ")));
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn write_card(w: &Writer<'_>, card: &Contact, gone: &Contact) -> Result<()> {
    contacts::update(w, card)?;
    rows::set_added(w, card.id, card.created_at, card.added_on)?;
    let told = |id| contacts::origin(w, id).map(|told| contacts::Origin { source: None, ..told });
    let (own, theirs) = (told(card.id)?, told(gone.id)?);
    if own == contacts::Origin::default() && theirs != own {
        contacts::set_told(w, card.id, &theirs)?;
    }
    Ok(())
}

/// What was joined, a sentence each.
fn said(gone: &Facts, card: &Contact, twice: usize) -> Vec<String> {
    let count = gone.interactions.len() + gone.requests.len() + gone.promises.len() + gone.marks.len();
    let (b, name) = (&gone.contact, &card.name);
    let mut said = vec![
        format!(
            "Merged {} ({}) into {name} (contact {}): {}",
            b.name,
            b.slug,
            card.id,
            text::counted(count, "fact", "facts")
        ),
        format!("   {} leads to {} from now on; `intouch undo` parts them again", b.slug, card.slug),
    ];
    if twice > 0 {
        let facts =
            text::counted(twice, "fact that an import had told of both is", "facts that imports had told of both are");
        said.push(format!("   {facts} there once"));
    }
    if card.do_not_contact {
        said.push("   not to be contacted, as you decided".to_owned());
    }
    said
}
