//! Which messages and notes the book has already, so that nothing comes twice: not from the same
//! file, not from one of another year, and not where the user wrote it down first.

use super::names::normal;
use crate::exchange::linkedin::Moment;
use crate::model::{Day, Direction, InteractionKind, RequestDirection, Result, shingle};
use crate::store::{Writer, interactions, requests};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

/// How much is remembered of all people together, before it is read anew.
const MOST: usize = 10_000;
/// A message may be recorded on the day before or after the one a file says: files of old years
/// have no zone, and people write down what they did last night.
const NEAR: i64 = 1;
/// From such a share of common pairs of words on, two texts of one day are one message: what the
/// review calls a copy (`message::review::similar`).
const SAME_WORDS: f64 = 0.45;

/// What was heard from and said to people, as far as it was looked up.
#[derive(Debug, Default)]
pub struct Heard {
    hasher: RandomState,
    of: HashMap<i64, OfOne>,
    size: usize,
}

/// What was heard from and said to one of them.
#[derive(Debug, Default)]
struct OfOne {
    /// Words at an instant.
    exact: HashSet<u64>,
    /// Words on a day, and how often; of those without an instant apart.
    on_day: HashMap<u64, u32>,
    timeless: HashMap<u64, u32>,
    /// What the user wrote down. Each stands for one message at most.
    own: Vec<Own>,
}

/// Something the user wrote down.
#[derive(Debug)]
struct Own {
    kind: InteractionKind,
    direction: Option<Direction>,
    on: Day,
    /// The words, if any: as comparing sees them, and their pairs.
    words: Option<(String, Vec<u64>)>,
}

impl Own {
    fn new(kind: InteractionKind, direction: Option<Direction>, on: Day, text: Option<&str>) -> Self {
        let words = text.map(|t| (normal(t), shingle::set(&shingle::words(t))));
        Self { kind, direction, on, words }
    }

    /// Whether it is what a file says; a message may have been touched up before it was sent.
    fn is(&self, said: Said<'_>) -> bool {
        let near = (self.on - said.when.on).num_days().abs() <= NEAR;
        near && (self.kind, self.direction) == (said.kind, said.direction)
            && self.words.as_ref().is_none_or(|(words, pairs)| {
                *words == normal(said.text)
                    || shingle::shared(pairs, &shingle::set(&shingle::words(said.text))) >= SAME_WORDS
            })
    }
}

/// Something that may be known already.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// A message or a note.
    pub kind: InteractionKind,
    /// Who spoke.
    pub direction: Option<Direction>,
    /// When.
    pub when: Moment,
    /// The words.
    pub text: &'a str,
}

impl Heard {
    /// Whether the book has that of the contact; if not, it will have from now on.
    ///
    /// # Errors
    /// What the database says.
    pub fn knows(&mut self, w: &Writer<'_>, contact_id: i64, said: Said<'_>) -> Result<bool> {
        if !self.of.contains_key(&contact_id) {
            self.look_up(w, contact_id)?;
        }
        let words = self.hasher.hash_one(normal(said.text));
        let key = |day: Option<Day>, at: Option<i64>| {
            self.hasher.hash_one((words, said.kind.as_str(), said.direction.map(Direction::as_str), day, at))
        };
        let near: Vec<u64> = [0, -NEAR, NEAR]
            .iter()
            .filter_map(|d| said.when.on.checked_add_signed(chrono::Duration::days(*d)))
            .map(|d| key(Some(d), None))
            .collect();
        let exact = said.when.at.map(|at| key(None, Some(at.timestamp())));
        let Some(known) = self.of.get_mut(&contact_id) else { return Ok(false) };
        let take = |map: &mut HashMap<u64, u32>| {
            near.iter().any(|k| {
                map.get_mut(k).filter(|left| **left > 0).is_some_and(|left| {
                    *left -= 1;
                    true
                })
            })
        };
        if let Some(exact) = exact {
            if known.exact.contains(&exact) || take(&mut known.timeless) {
                return Ok(true);
            }
        } else if take(&mut known.on_day) {
            return Ok(true);
        }
        let own = known.own.iter().position(|own| own.is(said));
        if let Some(place) = own {
            known.own.swap_remove(place);
        }
        known.exact.extend(exact);
        self.size += 1;
        Ok(own.is_some())
    }

    fn look_up(&mut self, w: &Writer<'_>, contact_id: i64) -> Result<()> {
        if self.size > MOST {
            (self.of, self.size) = (HashMap::new(), 0);
        }
        let (mut known, hasher) = (OfOne::default(), &self.hasher);
        interactions::each_of(w, contact_id, |i| {
            let words = hasher.hash_one(normal(i.text.unwrap_or_default()));
            if i.source.is_none() {
                known.own.push(Own::new(i.kind, i.direction, i.on, i.text));
                return;
            }
            let key = |day: Option<Day>, at: Option<i64>| {
                hasher.hash_one((words, i.kind.as_str(), i.direction.map(Direction::as_str), day, at))
            };
            *known.on_day.entry(key(Some(i.on), None)).or_default() += 1;
            match i.at {
                Some(at) => drop(known.exact.insert(key(None, Some(at.timestamp())))),
                None => *known.timeless.entry(key(Some(i.on), None)).or_default() += 1,
            }
        })?;
        // The note of an invitation stands among the messages too.
        for request in requests::of(w, contact_id)? {
            let Some(text) = &request.message else { continue };
            let direction = if request.direction == RequestDirection::Sent { Direction::Out } else { Direction::In };
            known.own.push(Own::new(InteractionKind::Message, Some(direction), request.sent_on, Some(text)));
        }
        self.size += known.on_day.len() + known.exact.len() + known.own.len() + 1;
        self.of.insert(contact_id, known);
        Ok(())
    }
}
