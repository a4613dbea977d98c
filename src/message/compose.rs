//! Choosing the wordings of a draft: every combination that fits, in an order that keeps the texts
//! of one event apart.
//!
//! Never cuts a fact short: a wording that doesn't fit is not used. Deterministic.

use std::collections::HashMap;

use minijinja::{Environment, Value};

use super::{
    count,
    facts::{self, Facts},
    template::{Shared, Template, TemplateError, engine},
    variant::Variant,
};
use crate::model::shingle;

/// What a text must keep to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The most UTF-16 units.
    pub limit: Option<usize>,
    /// The fewest and the most words.
    pub words: (usize, usize),
    /// The most sentences.
    pub sentences: usize,
}

/// The most combinations looked at; the built-in templates stay far below.
const COMBINATIONS_MOST: usize = 60_000;
/// One to this many sentences are advised (product.md, "Message review: rules").
const ADVISED: usize = 3;
/// So many texts of one tier are put in order.
const TURNS_MOST: usize = 240;
/// Words of this many letters carry meaning: two slots should not share one.
const TELLING: usize = 5;
/// Short words that stand out when said twice.
const SALIENT: &[&str] = &[
    "meet", "met", "good", "glad", "love", "hope", "talk", "talks", "like", "keep", "time", "work", "hear", "know",
    "chat",
];

/// A wording, rendered.
#[derive(Debug, Clone, Default)]
struct Piece {
    text: String,
    units: usize,
    words: usize,
    sentences: usize,
    tells: u32,
    /// The telling words it uses beside the facts, as bits.
    stems: u128,
    /// Begins with "I".
    about_me: bool,
    loud: bool,
}

/// One choice of wordings.
#[derive(Debug, Clone)]
struct Combination {
    /// The piece of each slot.
    picks: Vec<u16>,
    /// How much of what is known it says, by importance.
    score: u32,
    /// How many things an editor would mark.
    flaws: u32,
    used: bool,
    /// It says nearly the same as one that was given away.
    like_another: bool,
}

/// The rendered slots of one template for one brief.
pub(super) struct Composer {
    slots: Vec<Vec<Piece>>,
    tiers: Vec<Vec<Combination>>,
    name: String,
}

impl Composer {
    /// Renders what can be said and finds the combinations within `bounds`.
    pub(super) fn new(
        template: &Template,
        name: &str,
        shared: &Shared,
        facts: &Facts,
        bounds: Bounds,
    ) -> Result<Self, TemplateError> {
        let engine = engine();
        let context = facts.context();
        let mut stems = HashMap::new();
        let mut slots = Vec::new();
        for slot in &template.slots {
            let list = slot.shared.as_ref().and_then(|s| shared.lists.get(s.get_ref())).map_or(&[][..], Vec::as_slice);
            let mut pieces = Vec::new();
            for variant in slot.variants.iter().chain(list) {
                if let Some(piece) = render(&engine, &context, facts, variant.get_ref(), &mut stems)
                    .map_err(|why| TemplateError { template: name.to_owned(), line: None, why })?
                {
                    pieces.push(piece);
                }
            }
            if slot.optional || pieces.is_empty() {
                pieces.push(Piece::default());
            }
            slots.push(pieces);
        }
        let weights = weights(template);
        let needs_name = !template.greeting;
        let tiers = Search::new(&slots, &weights, bounds, facts.get("name"), needs_name).tiers();
        Ok(Self { slots, tiers, name: facts.get("name").unwrap_or_default().to_owned() })
    }

    /// What the people of one event get, in turn; at most so many.
    #[cfg(test)]
    pub(super) fn in_turn(self, most: usize) -> Vec<String> {
        let mut turns = Turns::new(self.slots, self.tiers, &self.name);
        let mut texts = Vec::new();
        for number in 0..turns.lists.len() {
            let more = (0..most - texts.len()).map_while(|place| turns.text(number, place));
            texts.extend(more.collect::<Vec<_>>());
        }
        texts
    }

    /// The texts for the person at `turn`, best first. The turns of one event walk through
    /// the texts that say most; other wordings for the same person leap over those of the others.
    pub(super) fn texts(self, turn: usize) -> impl Iterator<Item = String> {
        let mut turns = Turns::new(self.slots, self.tiers, &self.name);
        let (home, offset) = turns.home(turn);
        let count = turns.lists.len();
        let (mut step, mut k) = (0, 0);
        std::iter::from_fn(move || {
            while step < count {
                // The home list first, then those that say less, those that say more last.
                let number = (home + step) % count;
                let first = if step == 0 { offset } else { 0 };
                if k == 0
                    && let Some(text) = turns.text(number, first)
                {
                    k = 1;
                    return Some(text);
                }
                let size = turns.size(number);
                if k < size {
                    let stride = [41, 43, 47, 53].into_iter().find(|p| !size.is_multiple_of(*p)).unwrap_or(1);
                    k += 1;
                    return turns.text(number, (first + (k - 1) * stride) % size);
                }
                (step, k) = (step + 1, 0);
            }
            None
        })
    }
}

/// Texts of two people of one event share less than this part of their pairs of words, in hundredths, by the pieces
/// they are made of: with what the pieces' joints add they stay below what a review calls a copy.
const APART: u32 = 36;

/// All texts in the order in which they are given away: first those that are unlike each other, tier by tier, then
/// what is left of each tier. Worked out only as far as they are asked for, and always from the beginning.
struct Turns {
    slots: Vec<Vec<Piece>>,
    tiers: Vec<Tier>,
    /// A list of texts for each tier, then another for what is left of it.
    lists: Vec<List>,
    likeness: PieceLikeness,
    chosen: Vec<Vec<u16>>,
}

#[derive(Default, Clone)]
struct List {
    texts: Vec<String>,
    complete: bool,
}

impl Turns {
    fn new(slots: Vec<Vec<Piece>>, tiers: Vec<Vec<Combination>>, name: &str) -> Self {
        let likeness = PieceLikeness { name: name.to_owned(), ..PieceLikeness::default() };
        let lists = vec![List::default(); 2 * tiers.len()];
        let tiers = tiers.into_iter().map(|all| Tier::new(all, &slots)).collect();
        Self { slots, tiers, lists, likeness, chosen: Vec::new() }
    }

    /// The list in which a turn falls, and its place there; after the last one it begins again.
    fn home(&mut self, turn: usize) -> (usize, usize) {
        let mut left = turn;
        loop {
            let mut passed = 0;
            for number in 0..self.lists.len() {
                if self.text(number, left).is_some() {
                    return (number, left);
                }
                let size = self.size(number);
                left -= size;
                passed += size;
            }
            if passed == 0 {
                return (0, 0);
            }
            left %= passed;
        }
    }

    /// How many texts a list has.
    fn size(&mut self, number: usize) -> usize {
        while self.grow(number) {}
        self.lists.get(number).map_or(0, |l| l.texts.len())
    }

    fn text(&mut self, number: usize, place: usize) -> Option<String> {
        while self.lists.get(number)?.texts.len() <= place {
            if !self.grow(number) {
                return None;
            }
        }
        self.lists.get(number)?.texts.get(place).cloned()
    }

    /// Adds the next text to a list; `false` where there is none.
    fn grow(&mut self, number: usize) -> bool {
        let apart = number < self.tiers.len();
        let (Some(list), Some(index)) = (self.lists.get_mut(number), number.checked_rem(self.tiers.len())) else {
            return false;
        };
        if list.complete {
            return false;
        }
        let Some(tier) = self.tiers.get_mut(index) else { return false };
        if apart {
            // Only now: whoever comes first needs no comparing.
            for picks in self.chosen.iter().skip(tier.struck) {
                self.likeness.learn(picks, &self.slots);
                tier.strike(picks, &self.likeness);
            }
            tier.struck = self.chosen.len();
        }
        let next = if list.texts.len() < TURNS_MOST { tier.next(apart) } else { None };
        let Some(picks) = next else {
            list.complete = true;
            return false;
        };
        list.texts.push(join(&self.slots, &picks));
        if apart {
            self.chosen.push(picks);
        }
        true
    }
}

/// How many pairs of words the pieces of a slot have, and how many two of them share.
#[derive(Default)]
struct PieceLikeness {
    /// Not compared.
    name: String,
    /// The pairs of each piece of each slot.
    sets: Vec<Vec<Vec<u64>>>,
    /// For each piece that was chosen, what each piece of its slot shares with it.
    shared: HashMap<(usize, u16), Vec<u32>>,
}

impl PieceLikeness {
    fn learn(&mut self, picks: &[u16], slots: &[Vec<Piece>]) {
        if self.sets.is_empty() {
            let set = |piece: &Piece| {
                let mut words = shingle::plain_words(&piece.text);
                self.name.split_whitespace().for_each(|name| shingle::mask(&mut words, name));
                shingle::set(&words)
            };
            self.sets = slots.iter().map(|s| s.iter().map(set).collect()).collect();
        }
        for (slot, pick) in picks.iter().enumerate() {
            let Some(sets) = self.sets.get(slot) else { continue };
            let Some(own) = sets.get(usize::from(*pick)) else { continue };
            let both = |other: &Vec<u64>| {
                u32::try_from(other.iter().filter(|n| own.binary_search(n).is_ok()).count()).unwrap_or(u32::MAX)
            };
            self.shared.entry((slot, *pick)).or_insert_with(|| sets.iter().map(both).collect());
        }
    }

    /// Whether two texts share too many pairs.
    fn too_like(&self, chosen: &[&[u32]], chosen_pairs: u32, other: &[u16]) -> bool {
        let (mut both, mut pairs) = (0, 0);
        for ((pick, shared), sets) in other.iter().zip(chosen).zip(&self.sets) {
            let pick = usize::from(*pick);
            both += shared.get(pick).copied().unwrap_or(0);
            pairs += sets.get(pick).map_or(0, |s| u32::try_from(s.len()).unwrap_or(0));
        }
        100 * both > APART * (chosen_pairs + pairs - both)
    }

    fn pairs(&self, picks: &[u16]) -> u32 {
        let counts = picks.iter().zip(&self.sets).filter_map(|(p, sets)| sets.get(usize::from(*p)));
        counts.map(|set| u32::try_from(set.len()).unwrap_or(0)).sum()
    }
}

/// Combinations that say equally much.
struct Tier {
    all: Vec<Combination>,
    /// How often each piece of each slot was used.
    uses: Vec<Vec<u32>>,
    /// With how many of the texts that were given away it was compared.
    struck: usize,
}

impl Tier {
    fn new(all: Vec<Combination>, slots: &[Vec<Piece>]) -> Self {
        Self { all, uses: slots.iter().map(|s| vec![0; s.len()]).collect(), struck: 0 }
    }

    /// Passes by what is too like a text that was given away.
    fn strike(&mut self, chosen: &[u16], likeness: &PieceLikeness) {
        let rows: Vec<&[u32]> = chosen
            .iter()
            .enumerate()
            .map(|(slot, pick)| likeness.shared.get(&(slot, *pick)).map_or(&[][..], Vec::as_slice))
            .collect();
        let pairs = likeness.pairs(chosen);
        for c in self.all.iter_mut().filter(|c| !c.used && !c.like_another) {
            c.like_another = likeness.too_like(&rows, pairs, &c.picks);
        }
    }

    /// The combination whose pieces were used least, with the fewest flaws and the earliest variants.
    fn next(&mut self, apart: bool) -> Option<Vec<u16>> {
        let left = self.all.iter_mut().filter(|c| !(c.used || apart && c.like_another));
        let next = left.min_by_key(|c| cost(c, &self.uses))?;
        next.used = true;
        for (pick, uses) in next.picks.iter().zip(&mut self.uses) {
            if let Some(used) = uses.get_mut(usize::from(*pick)) {
                *used += 1;
            }
        }
        Some(next.picks.clone())
    }
}

fn cost(c: &Combination, uses: &[Vec<u32>]) -> (u32, u32) {
    let spent: u32 = c.picks.iter().zip(uses).map(|(p, u)| u.get(usize::from(*p)).copied().unwrap_or_default()).sum();
    let place: u32 = c.picks.iter().map(|p| u32::from(*p)).sum();
    (3 * spent + 4 * c.flaws, place)
}

fn join(slots: &[Vec<Piece>], picks: &[u16]) -> String {
    let pieces = picks.iter().zip(slots).filter_map(|(p, slot)| slot.get(usize::from(*p)));
    pieces.map(|p| p.text.as_str()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What each fact adds to a text's score: the preferred words of the template, the first most.
fn weights(template: &Template) -> Vec<(u32, u32)> {
    let count = template.prefer.len().min(20);
    let words = template.prefer.iter().take(count).enumerate();
    words.filter_map(|(i, word)| Some((facts::tells(word.get_ref())?, 1 << (count - i)))).collect()
}

/// A variant rendered, if everything it names is known and its circumstances hold.
fn render(
    engine: &Environment<'_>,
    context: &Value,
    facts: &Facts,
    variant: &Variant,
    stems: &mut HashMap<String, u32>,
) -> Result<Option<Piece>, String> {
    if !facts.allow(variant) {
        return Ok(None);
    }
    let source = variant.text();
    let explain = |e: minijinja::Error| format!("\"{source}\": {e}");
    let compiled = engine.template_from_str(source).map_err(explain)?;
    let words = compiled.undeclared_variables(false);
    if !words.iter().all(|w| facts.knows(w)) {
        return Ok(None);
    }
    let text = compiled.render(context).map_err(explain)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let skeleton = skeleton(source);
    Ok(Some(Piece {
        units: count::utf16(&text),
        words: count::words(&text),
        sentences: skeleton.split_whitespace().filter(|w| w.ends_with(['.', '!', '?'])).count(),
        tells: words.iter().filter_map(|w| facts::tells(w)).fold(0, |a, b| a | b),
        stems: telling(&skeleton, stems),
        about_me: skeleton.starts_with("I ") || skeleton.starts_with("I'") || skeleton.contains(", I"),
        loud: skeleton.contains('!'),
        text,
    }))
}

/// The text of a template without what stands between braces.
fn skeleton(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push('x');
        rest = after.split_once('}').map_or("", |(_, after)| after.strip_prefix('}').unwrap_or(after));
    }
    out + rest
}

/// The telling words of a text as bits; `known` numbers them.
fn telling(skeleton: &str, known: &mut HashMap<String, u32>) -> u128 {
    let mut bits = 0;
    for word in skeleton.to_lowercase().split(|c: char| !c.is_alphabetic()) {
        if word.len() >= TELLING || SALIENT.contains(&word) {
            let stem: String = word.chars().take(TELLING).collect();
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            bits |= 1u128.checked_shl(*known.entry(stem).or_insert(next)).unwrap_or(0);
        }
    }
    bits
}

/// The walk through all combinations.
struct Search<'a> {
    slots: &'a [Vec<Piece>],
    weights: &'a [(u32, u32)],
    bounds: Bounds,
    /// Units and words by which a name may differ from the one at hand without changing the choice.
    slack: (usize, usize),
    name_words: usize,
    needs_name: bool,
    found: Vec<Combination>,
    fitting: Vec<Combination>,
}

/// What a part of a combination adds up to.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    units: usize,
    words: usize,
    sentences: usize,
    tells: u32,
    stems: u128,
    about_me: u32,
    loud: u32,
    repeats: u32,
}

impl<'a> Search<'a> {
    fn new(
        slots: &'a [Vec<Piece>],
        weights: &'a [(u32, u32)],
        bounds: Bounds,
        name: Option<&str>,
        needs_name: bool,
    ) -> Self {
        // People of one event must walk through the same order, whatever the length of their
        // names: a name counts as long as the next multiple of twelve, and as one word at least
        // and three at most.
        let name = name.unwrap_or_default();
        let units = count::utf16(name);
        let name_words = count::words(name).max(1);
        let slack = (units.max(1).next_multiple_of(12) - units, 3usize.saturating_sub(name_words));
        Self { slots, weights, bounds, slack, name_words, needs_name, found: Vec::new(), fitting: Vec::new() }
    }

    /// The combinations within the bounds, those that say most first; where none is, those that at
    /// least fit the limit.
    fn tiers(mut self) -> Vec<Vec<Combination>> {
        self.walk(&mut Vec::new(), Sum::default());
        if self.found.is_empty() && self.slack != (0, 0) {
            self.slack = (0, 0);
            self.fitting.clear();
            self.walk(&mut Vec::new(), Sum::default());
        }
        let mut all = if self.found.is_empty() { self.fitting } else { self.found };
        all.sort_by_key(|c| std::cmp::Reverse(c.score));
        all.chunk_by(|a, b| a.score == b.score).map(<[Combination]>::to_vec).collect()
    }

    fn walk(&mut self, picks: &mut Vec<u16>, sum: Sum) {
        let slots = self.slots;
        let Some(slot) = slots.get(picks.len()) else {
            self.keep(picks, sum);
            return;
        };
        for (number, piece) in slot.iter().enumerate() {
            if self.found.len() >= COMBINATIONS_MOST || self.fitting.len() >= COMBINATIONS_MOST {
                return;
            }
            // The name of the network may be said once, as every other fact.
            if sum.tells & piece.tells != 0 {
                continue;
            }
            let Ok(number) = u16::try_from(number) else { return };
            let next = Sum {
                units: sum.units + piece.units + usize::from(sum.units > 0 && piece.units > 0),
                words: sum.words + piece.words,
                sentences: sum.sentences + piece.sentences,
                tells: sum.tells | piece.tells,
                stems: sum.stems | piece.stems,
                about_me: sum.about_me + u32::from(piece.about_me),
                loud: sum.loud + u32::from(piece.loud),
                repeats: sum.repeats + (sum.stems & piece.stems).count_ones(),
            };
            if self.bounds.limit.is_some_and(|limit| next.units + self.slack.0 > limit) {
                continue;
            }
            picks.push(number);
            self.walk(picks, next);
            picks.pop();
        }
    }

    fn keep(&mut self, picks: &[u16], sum: Sum) {
        if sum.units == 0 || (self.needs_name && sum.tells & facts::NAME == 0) {
            return;
        }
        let score = self.weights.iter().filter(|(bits, _)| sum.tells & bits == *bits).map(|(_, weight)| weight).sum();
        let flaws = 2 * sum.repeats
            + 2 * sum.about_me.saturating_sub(1)
            + 2 * sum.loud.saturating_sub(1)
            + u32::from(sum.sentences > ADVISED);
        let combination = Combination { picks: picks.to_vec(), score, flaws, used: false, like_another: false };
        let (fewest, most) = self.bounds.words;
        let named = if self.needs_name { self.name_words - 1 } else { 0 };
        let within = sum.words >= fewest + named && sum.words + self.slack.1 <= most;
        if within && sum.sentences <= self.bounds.sentences {
            self.found.push(combination);
        } else if self.found.is_empty() {
            self.fitting.push(combination);
        }
    }
}
