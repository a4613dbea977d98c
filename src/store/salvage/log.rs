//! The write-ahead log beside a damaged book: its committed pages, each held to its checksum.
//!
//! Never writes, and never takes a page whose salts or checksum don't fit.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The log's own header, and the header of one of its pages.
const HEAD: usize = 32;
const FRAME: usize = 24;

/// The committed pages of a log.
#[derive(Debug)]
pub struct Log {
    pub(super) file: File,
    /// Where the newest committed content of a page stands.
    pub(super) at: HashMap<u32, u64>,
    /// How many pages the book has after the last commit; 0 without one.
    pub pages: u32,
    /// How many pages of the log could not be read.
    pub damaged: usize,
}

/// The two words of a running checksum.
type Sum = (u32, u32);

impl Log {
    /// Reads the log at `path`; `None` where there is none, or nothing in it is of any use.
    pub fn open(path: &Path, size: usize) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        let mut head = [0_u8; HEAD];
        file.read_exact(&mut head).ok()?;
        let mut log = Self { file, at: HashMap::new(), pages: 0, damaged: 0 };
        let sound = |big| checksum(big, (0, 0), head.get(..24)?).eq(&pair(&head, 24)?).then_some(big);
        let known = match pair(&head, 0)?.0 {
            0x377f_0682 => sound(false),
            0x377f_0683 => sound(true),
            _ => None,
        };
        if let Some(big) = known {
            log.read_frames(big, size, pair(&head, 16)?, pair(&head, 24));
        } else {
            // Without a header to go by: the salts of the first page, and each page held to the
            // checksum of the one before it, in the one byte order or the other.
            log.damaged = 1;
            let mut first = [0_u8; FRAME];
            log.file.read_exact(&mut first).ok()?;
            for big in [false, true] {
                log.read_frames(big, size, pair(&first, 8)?, None);
                if log.pages > 0 {
                    break;
                }
            }
        }
        (log.pages > 0 || log.damaged > 0).then_some(log)
    }

    /// The size of the pages in the log at `path`, where its header is whole.
    pub fn page_size(path: &Path) -> Option<usize> {
        let mut head = [0_u8; HEAD];
        File::open(path).ok()?.read_exact(&mut head).ok()?;
        let (magic, _) = pair(&head, 0)?;
        let sound = checksum(magic == 0x377f_0683, (0, 0), &head[..24]) == pair(&head, 24)?;
        usize::try_from(pair(&head, 8)?.0).ok().filter(|_| sound)
    }

    /// Goes through the pages of the log. The checksum of each is seeded with that of the one
    /// before, so a page behind a damaged one is held to what that one should have been.
    fn read_frames(&mut self, big: bool, size: usize, salts: Sum, seed: Option<Sum>) {
        let mut frame = vec![0_u8; FRAME + size];
        let (mut seed, mut offset) = (seed, HEAD as u64);
        let (mut pending, mut doubtful, mut foreign) = (Vec::new(), 0, 0);
        if self.file.seek(SeekFrom::Start(offset)).is_err() {
            return;
        }
        while self.file.read_exact(&mut frame).is_ok() {
            let (head, content) = frame.split_at(FRAME);
            let (Some((page, after)), Some(own), Some(stored)) = (pair(head, 0), pair(head, 8), pair(head, 16)) else {
                return;
            };
            let sum = seed.map(|seed| checksum(big, checksum(big, seed, &head[..8]), content));
            if own == salts && sum == Some(stored) && page > 0 {
                pending.push((page, offset + FRAME as u64));
                // What did not fit stands between pages that do: it was not merely left over.
                doubtful += std::mem::take(&mut foreign);
                if after > 0 {
                    self.at.extend(pending.drain(..));
                    self.pages = after;
                }
            } else if own == salts {
                doubtful += 1;
            } else {
                foreign += 1;
            }
            seed = Some(stored);
            offset += frame.len() as u64;
        }
        self.damaged += doubtful;
    }

    /// The committed content of a page.
    pub fn page(&self, number: u32, size: usize) -> Option<Vec<u8>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(*self.at.get(&number)?)).ok()?;
        let mut bytes = vec![0; size];
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Whether the log has the page.
    pub fn has(&self, number: u32) -> bool {
        self.at.contains_key(&number)
    }

    /// How many pages it has.
    pub fn len(&self) -> usize {
        self.at.len()
    }
}

/// Two big-endian words.
pub fn pair(bytes: &[u8], at: usize) -> Option<Sum> {
    let word = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((word(at)?, word(at + 4)?))
}

/// The log's checksum: two sums over pairs of words, each of which runs into the other.
fn checksum(big: bool, seed: Sum, bytes: &[u8]) -> Sum {
    let word = |w: [u8; 4]| if big { u32::from_be_bytes(w) } else { u32::from_le_bytes(w) };
    let (pairs, _) = bytes.as_chunks::<8>();
    pairs.iter().fold(seed, |(one, two), &[a, b, c, d, e, f, g, h]| {
        let one = one.wrapping_add(word([a, b, c, d])).wrapping_add(two);
        let two = two.wrapping_add(word([e, f, g, h])).wrapping_add(one);
        (one, two)
    })
}
