//! What is shown of the stored rows, and in which order: rows and today in, lines out.
//!
//! The only place where planning meets today (planning rulings 7 and 17).

use crate::model::{Day, FollowUp, Kind};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// One line of a table or a reminder: the most important follow-up with a contact on a day, and
/// what else there is with them that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The most important one.
    pub first: FollowUp,
    /// The rest, in agenda order.
    pub rest: Vec<FollowUp>,
}

/// Puts rows into agenda order: what is due before what is to come; due ones by importance, then
/// by days overdue relative to the rule's span; the others by day, then importance.
pub fn order(rows: &mut [FollowUp], today: Day) {
    rows.sort_by(|a, b| {
        let (a_due, b_due) = (a.is_due(today), b.is_due(today));
        b_due
            .cmp(&a_due)
            .then_with(|| {
                if a_due {
                    let late = |f: &FollowUp, other: &FollowUp| f.days_overdue(today) * i64::from(other.span.max(1));
                    a.importance
                        .cmp(&b.importance)
                        .then_with(|| late(b, a).cmp(&late(a, b)))
                        .then(a.due_on.cmp(&b.due_on))
                } else {
                    a.shows_on().cmp(&b.shows_on()).then(a.importance.cmp(&b.importance))
                }
            })
            .then(a.id.cmp(&b.id))
    });
}

/// One line a contact a day; promises and reminders have their own (ruling 7).
///
/// The rows come in agenda order, and the lines keep it.
#[must_use]
pub fn lines(rows: Vec<FollowUp>, today: Day) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
    let mut at: HashMap<(i64, Day), usize> = HashMap::with_capacity(rows.len());
    for row in rows {
        let day = if row.is_due(today) { today } else { row.shows_on() };
        if row.has_own_line() {
            lines.push(Line { first: row, rest: Vec::new() });
            continue;
        }
        match at.entry((row.contact_id, day)) {
            Entry::Occupied(n) => lines[*n.get()].rest.push(row),
            Entry::Vacant(free) => {
                free.insert(lines.len());
                lines.push(Line { first: row, rest: Vec::new() });
            }
        }
    }
    lines
}

/// Ruling 17: of the connect follow-ups that are due, as many as the network's week still takes
/// stay; the less important ones wait. Gives how many wait.
///
/// The rows come in agenda order. A row that asks for a network other than LinkedIn is not counted.
pub fn shape(rows: &mut Vec<FollowUp>, today: Day, invitations_left: usize) -> usize {
    let mut left = invitations_left;
    let before = rows.len();
    rows.retain(|row| {
        let counts = row.kind == Kind::Connect && row.channel.as_deref() == Some("linkedin") && row.is_due(today);
        if !counts {
            return true;
        }
        let fits = left > 0;
        left = left.saturating_sub(1);
        fits
    });
    before - rows.len()
}
