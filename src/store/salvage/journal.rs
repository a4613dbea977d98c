//! The rollback journal beside a book that is kept without a write-ahead log: the pages as they
//! were before a change that was never finished.
//!
//! Never rolls anything back: what would be restored is only read in place of what stands there.

use super::log::{Log, pair};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

const MAGIC: (u32, u32) = (0xd9d5_05f9, 0x20a1_63d7);
const HEAD: usize = 28;
/// Says in place of a count that the journal goes on to the end of the file.
const TO_THE_END: u32 = u32::MAX;

/// Reads the journal at `path`; `None` where there is none, or nothing was under way.
pub fn open(path: &Path, size: usize) -> Option<Log> {
    let file = File::open(path).ok()?;
    let mut log = Log { file, at: HashMap::new(), pages: 0, damaged: 0 };
    let mut begin = 0;
    while let Some(end) = read_part(&mut log, size, begin) {
        begin = end;
    }
    (log.pages > 0 && !log.at.is_empty()).then_some(log)
}

/// Reads what stands behind one head of the journal; gives where the next one is.
fn read_part(log: &mut Log, size: usize, begin: u64) -> Option<u64> {
    let mut head = [0_u8; HEAD];
    log.file.seek(SeekFrom::Start(begin)).ok()?;
    log.file.read_exact(&mut head).ok()?;
    let ((count, nonce), (pages, sector)) = (pair(&head, 8)?, pair(&head, 16)?);
    if pair(&head, 0)? != MAGIC || !(32..=65_536).contains(&sector) {
        return None;
    }
    if log.pages == 0 {
        log.pages = pages;
    }
    let mut record = vec![0_u8; size + 8];
    let mut offset = begin + u64::from(sector);
    log.file.seek(SeekFrom::Start(offset)).ok()?;
    let mut left = count;
    while left > 0 && log.file.read_exact(&mut record).is_ok() {
        let (page, _) = pair(&record, 0)?;
        let (number, content, stored) = (page, record.get(4..4 + size)?, pair(&record, size)?.1);
        if stored == checksum(nonce, content) && number > 0 {
            // The first record of a page is the oldest: that is how it was.
            log.at.entry(number).or_insert(offset + 4);
        } else {
            log.damaged += usize::from(count != TO_THE_END);
        }
        offset += record.len() as u64;
        left -= 1;
    }
    log.damaged += usize::from(left > 0 && count != TO_THE_END);
    Some(offset.next_multiple_of(u64::from(sector))).filter(|_| count != TO_THE_END)
}

/// The journal's checksum: every two hundredth byte, counted from the end.
fn checksum(nonce: u32, content: &[u8]) -> u32 {
    let bytes = content.iter().rev().skip(199).step_by(200);
    // The first byte of a page is never counted.
    let counted = bytes.take((content.len() - 1) / 200);
    counted.fold(nonce, |sum, byte| sum.wrapping_add(u32::from(*byte)))
}
