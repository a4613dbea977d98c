//! The rows of Invitations.csv: requests, and what became of them.

use super::connections::INFERRED_WITHIN;
use super::{Import, SOURCE, reason};
use crate::actions::desk::new_uid;
use crate::exchange::linkedin::{Direction, InvitationRow, slug_key};
use crate::exchange::source::Source;
use crate::model::{Day, Request, RequestDirection, Result, Span, Status};
use crate::store::{contacts, meta, requests};

/// Two records of one invitation may lie a day apart: LinkedIn's has no time zone.
const SAME_REQUEST: i64 = 1;

impl Import<'_> {
    pub(super) fn invitation(&mut self, row: &InvitationRow, file: &Source) -> Result<()> {
        let Some(sent_on) = self.day(row.sent_on) else {
            self.skip(file, row.line, reason::TO_COME);
            return Ok(());
        };
        let (name, url) = row.other();
        let key = url.and_then(slug_key);
        if key.is_some() && key == self.owner_key {
            self.skip(file, row.line, reason::TO_OWN_PROFILE);
            return Ok(());
        }
        let by_name = key.is_none();
        let known = match &key {
            Some(key) => match contacts::ids_by_linkedin(self.w, key)?.first() {
                Some(id) => Some(*id),
                None => self.asked_by_hand(row, name.unwrap_or_default(), url, sent_on)?,
            },
            None => self.names.only(name.unwrap_or_default()),
        };
        let id = match known {
            Some(id) => id,
            None if by_name => {
                self.report.outcome_unknown += 1;
                self.skip(file, row.line, reason::NOBODY_TOLD);
                return Ok(());
            }
            None => {
                let mut contact = self.desk.blank(name.unwrap_or("?"));
                if name.is_none() {
                    contact.name = key.clone().unwrap_or_default();
                }
                contact.linkedin = url.map(str::to_owned);
                self.insert(contact)?
            }
        };
        self.request(id, row, sent_on, by_name)
    }

    /// Whoever bears that name, has no profile yet, and was asked that day, as the user wrote down: the
    /// profile is theirs.
    fn asked_by_hand(
        &mut self,
        row: &InvitationRow,
        name: &str,
        url: Option<&str>,
        sent_on: Day,
    ) -> Result<Option<i64>> {
        for id in self.unprofiled.ids(name) {
            let mut there = contacts::get(self.w, id)?;
            if there.linkedin.is_none() && requests::of(self.w, id)?.iter().any(|r| is_same(r, row, sent_on)) {
                there.linkedin = url.map(str::to_owned);
                contacts::update(self.w, &there)?;
                self.roll.meet(id, true);
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn request(&mut self, id: i64, row: &InvitationRow, sent_on: Day, by_name: bool) -> Result<()> {
        let direction = direction(row);
        self.roll.meet(id, false);
        let of = requests::of(self.w, id)?;
        if of.iter().any(|r| is_same(r, row, sent_on)) {
            self.report.requests.unchanged += 1;
            return Ok(());
        }
        let contact = contacts::get(self.w, id)?;
        let connected = contact.connected_on.filter(|on| *on >= Span::days(1).before(sent_on));
        let in_time = connected.filter(|on| *on <= INFERRED_WITHIN.after(sent_on));
        let accepted = if by_name { in_time } else { connected };
        let waits = of.iter().any(|r| r.status == Status::Pending);
        let unknown = accepted.is_none() && (by_name || contact.connected_on.is_some() || waits);
        let entry = meta::next_fact(self.w)?;
        let request = Request {
            id: entry,
            uid: new_uid(),
            contact_id: id,
            channel: "linkedin".to_owned(),
            direction,
            status: if accepted.is_some() { Status::Accepted } else { Status::Pending },
            inferred: by_name && accepted.is_some(),
            outcome_unknown: unknown,
            sent_on,
            sent_at: None,
            resolved_on: accepted.map(|on| on.max(sent_on)),
            resolved_at: None,
            resolved_entry: if accepted.is_some() { Some(meta::next_fact(self.w)?) } else { None },
            message: row.message.clone(),
            template: None,
            attempt: 1,
            closes: None,
            source: Some(SOURCE.to_owned()),
            recorded_on: self.desk.today(),
        };
        requests::write(self.w, &request)?;
        self.report.requests.created += 1;
        self.report.outcome_unknown += usize::from(unknown);
        let backlog = self.desk.playbook().tact.imported_backlog.after(sent_on) <= self.desk.today();
        self.report.old_pending += usize::from(request.status == Status::Pending && !unknown && backlog);
        self.roll.touch(id);
        Ok(())
    }
}

const fn direction(row: &InvitationRow) -> RequestDirection {
    match row.direction {
        Direction::Outgoing => RequestDirection::Sent,
        Direction::Incoming => RequestDirection::Received,
    }
}

/// Whether a request is the one that a row tells of.
fn is_same(r: &Request, row: &InvitationRow, sent_on: Day) -> bool {
    r.direction == direction(row) && (r.sent_on - sent_on).num_days().abs() <= SAME_REQUEST && r.channel == "linkedin"
}
