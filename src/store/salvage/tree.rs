//! B-trees, walked from their roots: which pages were read, and which could not be.
//!
//! A page belongs to one tree only, and to the one whose rows it holds: a pointer that leads
//! anywhere else is a hole in the tree, never a reason to stop.

use super::page::{Entry, Kind, Page, Reader};
use crate::model::Result;
use std::collections::BTreeSet;

/// What is known of every page.
#[derive(Debug)]
pub struct Forest<'p> {
    /// Reads the pages.
    pub reader: Reader<'p>,
    /// Pages that a tree or a record was found to use.
    used: Vec<bool>,
    /// Pages that a tree points to and that are not what they should be.
    pub suspects: BTreeSet<u32>,
    /// Pages of which only a part could be read.
    pub partly: BTreeSet<u32>,
}

impl<'p> Forest<'p> {
    /// Nothing is known yet.
    pub fn new(reader: Reader<'p>) -> Self {
        let used = vec![false; reader.pages.count as usize + 1];
        Self { reader, used, suspects: BTreeSet::new(), partly: BTreeSet::new() }
    }

    /// Whether a page is in use.
    pub fn is_used(&self, number: u32) -> bool {
        self.used.get(number as usize).copied().unwrap_or(true)
    }

    /// Says that a page is in use.
    pub fn mark(&mut self, number: u32) {
        if let Some(used) = self.used.get_mut(number as usize) {
            *used = true;
        }
    }

    /// Walks the tree at `root` and hands over its pages of rows; `take` says whether those are
    /// the tree's own. Gives whether the whole tree was read.
    pub fn walk(
        &mut self,
        root: u32,
        index: bool,
        mut take: impl FnMut(&Page, &[Entry], bool) -> Result<bool>,
    ) -> Result<bool> {
        let (mut ahead, mut whole) = (vec![root], true);
        while let Some(number) = ahead.pop() {
            if number == 0 || number > self.reader.pages.count || self.is_used(number) {
                // Beyond the end of a file that was cut off, or a pointer that leads astray.
                if number > self.reader.pages.count && number <= self.reader.pages.expected {
                    self.suspects.insert(number);
                }
                whole = false;
                continue;
            }
            let Some(page) = self.reader.page(number).filter(|p| p.kind.is_index() == index) else {
                self.suspects.insert(number);
                whole = false;
                continue;
            };
            let (entries, sound) = self.reader.entries(&page);
            if page.kind != Kind::TableInner && !take(&page, &entries, sound)? {
                self.suspects.insert(number);
                whole = false;
                continue;
            }
            self.mark(number);
            for used in entries.iter().filter(|e| e.record.is_some()).flat_map(|e| &e.chain) {
                self.mark(*used);
                // The last page of a text says nothing of itself; but no text is made of zeros.
                if self.reader.pages.page(*used).is_some_and(|p| p.iter().all(|b| *b == 0)) {
                    self.partly.insert(*used);
                }
            }
            if !sound {
                self.partly.insert(number);
                whole = false;
            }
            if page.kind.is_inner() {
                ahead.extend(page.right);
                ahead.extend(entries.iter().rev().filter_map(|e| e.left));
            }
        }
        Ok(whole)
    }

    /// The pages that could not be read, or not wholly: those that a cut-off file lacks among them.
    pub fn unreadable(&self) -> BTreeSet<u32> {
        let pages = self.reader.pages;
        let lost = self.suspects.iter().copied().filter(|n| *n > pages.count || !self.is_used(*n));
        lost.chain(self.partly.iter().copied()).chain(pages.cut_off()).collect()
    }
}
