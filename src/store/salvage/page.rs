//! One page as a page of a b-tree: its kind, its cells, and the records in them.
//!
//! Every pointer and length is held to the page and to the file before it is followed.

use super::pages::{Pages, half, word};
use super::record::{Cell, decode, may_be, varint};
use std::cell::Cell as Counter;

/// What a page of a b-tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Points to pages of rows.
    TableInner,
    /// Holds rows, under their numbers.
    TableLeaf,
    /// Holds keys, and points to more of them.
    IndexInner,
    /// Holds keys.
    IndexLeaf,
}

impl Kind {
    /// Whether it belongs to an index, or to a table that is kept like one.
    pub const fn is_index(self) -> bool {
        matches!(self, Self::IndexInner | Self::IndexLeaf)
    }

    /// Whether it points to further pages.
    pub const fn is_inner(self) -> bool {
        matches!(self, Self::TableInner | Self::IndexInner)
    }
}

/// A page of a b-tree.
#[derive(Debug)]
pub struct Page {
    /// Its number.
    pub number: u32,
    /// What it is.
    pub kind: Kind,
    /// The last page it points to.
    pub right: Option<u32>,
    bytes: Vec<u8>,
    cells: Vec<usize>,
    /// Whether its account of itself adds up, as far as can be told without its cells.
    sound: bool,
    begin: usize,
}

/// What stands in a cell.
#[derive(Debug)]
pub struct Entry {
    /// The page before this key.
    pub left: Option<u32>,
    /// The row's number; 0 in an index.
    pub rowid: i64,
    /// The record, where it could be read.
    pub record: Option<Vec<Cell>>,
    /// The further pages it runs over.
    pub chain: Vec<u32>,
    /// Where it stands in the page.
    at: usize,
    length: usize,
}

/// The longest record that is gathered: a book's longest texts are a fraction of it.
const RECORD_MOST: u64 = 4 << 20;

/// Reads pages and the records in them.
#[derive(Debug)]
pub struct Reader<'p> {
    /// Where the pages come from.
    pub pages: &'p Pages,
    /// How many more pages records may run over, all together: cells that all claim the same long
    /// chain must not cost more than the file is worth.
    left: Counter<u64>,
}

impl<'p> Reader<'p> {
    /// A reader of these pages.
    pub fn new(pages: &'p Pages) -> Self {
        Self { pages, left: Counter::new(16 * u64::from(pages.count) + 4096) }
    }

    /// A page, if it is one of a b-tree.
    pub fn page(&self, number: u32) -> Option<Page> {
        let bytes = self.pages.page(number)?;
        let begin = if number == 1 { 100 } else { 0 };
        let (kind, head) = match bytes.get(begin)? {
            0x02 => (Kind::IndexInner, 12),
            0x05 => (Kind::TableInner, 12),
            0x0a => (Kind::IndexLeaf, 8),
            0x0d => (Kind::TableLeaf, 8),
            _ => return None,
        };
        let told = half(&bytes, begin + 3)?;
        let pointers = begin + head;
        // A cell takes four bytes at least, and two for its pointer.
        let count = told.min((bytes.len() - pointers) / 6);
        let first = pointers + 2 * count;
        let named = (0..count).filter_map(|n| half(&bytes, pointers + 2 * n));
        // No two pointers lead to one cell.
        let mut seen = vec![false; bytes.len()];
        let mut is_new = |at: &usize| seen.get_mut(*at).is_some_and(|s| !std::mem::replace(s, true));
        let cells: Vec<usize> =
            named.filter(|at| (first..=bytes.len() - 4).contains(at)).filter(|at| is_new(at)).collect();
        let sound = cells.len() == told;
        let right = if kind.is_inner() { word(&bytes, begin + 8) } else { None };
        Some(Page { number, kind, right, bytes, cells, sound, begin })
    }

    /// What stands in a page, and whether all of it could be read and nothing is missing.
    pub fn entries(&self, page: &Page) -> (Vec<Entry>, bool) {
        let there = self.pages.length(page.number);
        let (mut entries, mut room) = (Vec::with_capacity(page.cells.len()), 2 * page.bytes.len());
        for at in &page.cells {
            // Cells may not overlap: pointers that all lead into one long cell must not cost more
            // than the page is worth.
            let mut entry = self.entry(&page.bytes, *at, page.kind).filter(|e| e.length <= room);
            // Half a number would pass for a whole one.
            for cut in entry.iter_mut().filter(|e| e.at + e.length > there) {
                cut.record = None;
            }
            room -= entry.as_ref().map_or(0, |e| e.length);
            entries.extend(entry);
        }
        let readable = entries.iter().all(|e| e.record.is_some() || page.kind == Kind::TableInner);
        let whole = readable && page.adds_up(&entries);
        (entries, whole)
    }

    /// Whatever looks like a cell of that kind anywhere in a page's bytes, outside of the `known`
    /// ones: for a page whose own account of itself is lost.
    pub fn scan(&self, number: u32, kind: Kind, known: &[Entry], mut is_row: impl FnMut(&Entry) -> bool) -> Vec<Entry> {
        let (mut found, mut at) = (Vec::new(), if number == 1 { 108 } else { 0 });
        let Some(bytes) = self.pages.page(number) else { return found };
        let mut taken = vec![false; bytes.len()];
        for entry in known.iter().filter(|e| e.record.is_some()) {
            taken.iter_mut().skip(entry.at).take(entry.length).for_each(|t| *t = true);
        }
        let there = self.pages.length(number);
        while at + 4 <= there {
            if taken.get(at) == Some(&true) || !may_be_row(bytes.get(at..).unwrap_or_default(), kind) {
                at += 1;
                continue;
            }
            let entry = self.entry(&bytes, at, kind).filter(|e| e.record.is_some() && at + e.length <= there);
            let entry = entry.filter(&mut is_row);
            at += entry.as_ref().map_or(1, |e| e.length);
            found.extend(entry);
        }
        found
    }

    fn entry(&self, bytes: &[u8], at: usize, kind: Kind) -> Option<Entry> {
        let mut here = at;
        let left = if kind.is_inner() { word(bytes, at) } else { None };
        here += if kind.is_inner() { 4 } else { 0 };
        let mut next = || {
            let (value, taken) = varint(bytes.get(here..)?)?;
            here += taken;
            Some(value)
        };
        if kind == Kind::TableInner {
            let rowid = next()?.cast_signed();
            return Some(Entry { left, rowid, record: None, chain: Vec::new(), at, length: here - at });
        }
        let payload = next()?;
        let rowid = if kind == Kind::TableLeaf { next()?.cast_signed() } else { 0 };
        let (local, over) = self.split(payload, kind)?;
        let stored = bytes.get(here..here.checked_add(local)?)?;
        let next_page = if over > 0 { Some(word(bytes, here + local)?) } else { None };
        let length = (here + local + if over > 0 { 4 } else { 0 } - at).max(4);
        let (record, chain) = match next_page {
            None => (decode(stored), Vec::new()),
            Some(next) => match self.gather(stored, next, over) {
                Some((record, chain)) => (decode(&record), chain),
                None => (None, Vec::new()),
            },
        };
        Some(Entry { left, rowid, record, chain, at, length })
    }

    /// How many bytes of a record stand in its page, and how many in further pages.
    fn split(&self, payload: u64, kind: Kind) -> Option<(usize, usize)> {
        let size = self.pages.size;
        let payload = usize::try_from(payload).ok().filter(|p| *p as u64 <= RECORD_MOST)?;
        let least = (size - 12) * 32 / 255 - 23;
        let most = if kind.is_index() { (size - 12) * 64 / 255 - 23 } else { size - 35 };
        if payload <= most {
            return Some((payload, 0));
        }
        let even = least + (payload - least) % (size - 4);
        let local = if even <= most { even } else { least };
        Some((local, payload - local))
    }

    /// A record that runs over further pages, and which they are.
    fn gather(&self, stored: &[u8], first: u32, over: usize) -> Option<(Vec<u8>, Vec<u32>)> {
        if !may_be(stored, stored.len() + over) {
            return None;
        }
        let (mut record, mut chain, mut left, mut next) = (stored.to_vec(), Vec::new(), over, first);
        while left > 0 {
            self.left.set(self.left.get().checked_sub(1)?);
            let page = self.pages.page(next)?;
            let taken = left.min(self.pages.size - 4);
            record.extend_from_slice(page.get(4..4 + taken)?);
            chain.push(next);
            left -= taken;
            next = word(&page, 0)?;
        }
        // The end of a chain is marked: another number there means that the way was lost.
        (next == 0).then_some((record, chain))
    }
}

/// Whether a cell may begin here: a quick look, because most places are none. A row's first column
/// is its number, which stands before the record and is NULL in it, or else whose it is.
fn may_be_row(bytes: &[u8], kind: Kind) -> bool {
    let mut here = if kind.is_inner() { 4 } else { 0 };
    let numbers = if kind == Kind::TableLeaf { 3 } else { 2 };
    for _ in 0..numbers {
        let Some((_, taken)) = bytes.get(here..).and_then(varint) else { return false };
        here += taken;
    }
    bytes.get(here).is_some_and(|serial| if numbers == 3 { *serial == 0 } else { (1..=9).contains(serial) })
}

impl Page {
    /// Whether cells, free blocks and fragments fill the page's content exactly: then its own
    /// account of itself is right, whatever became of the records.
    pub fn adds_up(&self, entries: &[Entry]) -> bool {
        if !self.sound || entries.len() != self.cells.len() {
            return false;
        }
        let size = self.bytes.len();
        let content = half(&self.bytes, self.begin + 5).map_or(size, |c| if c == 0 { 65_536 } else { c });
        let mut taken: Vec<(usize, usize)> = entries.iter().map(|e| (e.at, e.length)).collect();
        let mut free = half(&self.bytes, self.begin + 1).unwrap_or(0);
        let mut last = 0;
        while free != 0 {
            let (Some(next), Some(length)) = (half(&self.bytes, free), half(&self.bytes, free + 2)) else {
                return false;
            };
            if free <= last {
                return false;
            }
            taken.push((free, length));
            (last, free) = (free, next);
        }
        taken.sort_unstable();
        let apart = taken.windows(2).all(|w| w[0].0 + w[0].1 <= w[1].0);
        let inside = taken.iter().all(|(at, length)| *at >= content && at + length <= size);
        let fragments = self.bytes.get(self.begin + 7).copied().map_or(0, usize::from);
        let filled: usize = taken.iter().map(|(_, length)| length).sum::<usize>() + fragments;
        apart && inside && content.checked_add(filled) == Some(size)
    }
}
