//! The pages of a damaged book as bytes: the main file, with what was committed to its log, or would
//! be restored from its rollback journal, laid over.
//!
//! Files are opened to read and nothing else; a page that can't be read is one that is not there.

use super::journal;
use super::log::Log;
use crate::model::{Error, ErrorKind, Result};
use crate::store::open::beside;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// What every database file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The size of a book's pages, where its first page can't say.
const USUAL_SIZE: usize = 4096;

/// The pages of a book.
#[derive(Debug)]
pub struct Pages {
    main: File,
    /// How many whole or begun pages the main file has.
    in_main: u32,
    /// The last of them, where it is not whole.
    begun: Option<u32>,
    /// How much of that one there is.
    tail: usize,
    log: Option<Log>,
    /// The size of a page.
    pub size: usize,
    /// How many pages there are: every number from 1 to this may be asked for.
    pub count: u32,
    /// How many pages there should be, by the book's own account.
    pub expected: u32,
}

impl Pages {
    /// Opens the files of a book.
    ///
    /// # Errors
    /// `Outside` where the main file can't be read.
    pub fn open(path: &Path) -> Result<Self> {
        let unread = |e: std::io::Error| Error::outside(format!("{} can't be read: {e}", path.display()));
        let mut main = File::open(path).map_err(unread)?;
        let known = main.metadata().map_err(unread)?;
        if !known.is_file() {
            return Err(Error::outside(format!("{} is no ordinary file: it can't be a book", path.display()))
                .hint("name the right file with --db FILE"));
        }
        let mut head = Vec::new();
        Read::by_ref(&mut main).take(100).read_to_end(&mut head).map_err(unread)?;
        let log_path = beside(path, "-wal");
        let size = size_in(&head).or_else(|| Log::page_size(&log_path)).filter(|s| sane(*s)).unwrap_or(USUAL_SIZE);
        let log = Log::open(&log_path, size).or_else(|| journal::open(&beside(path, "-journal"), size));
        let whole = |bytes: u64| u32::try_from(bytes.div_ceil(size as u64)).unwrap_or(u32::MAX - 1);
        let in_main = whole(known.len());
        let logged = log.as_ref().map_or(0, |l| l.pages);
        // A number beyond all that is there can only be damage.
        let most = in_main.saturating_add(log.as_ref().map_or(0, |l| u32::try_from(l.len()).unwrap_or(0)));
        let count = if logged > 0 { logged.min(most) } else { in_main };
        let tail = usize::try_from(known.len() % size as u64).unwrap_or(0);
        let begun = Some(in_main).filter(|_| tail > 0);
        let mut pages = Self { main, in_main, begun, tail, log, size, count, expected: count };
        pages.expected = match (logged, pages.own_account()) {
            (0, Some(told)) => told.max(count),
            (0, None) => count,
            (logged, _) => logged,
        };
        Ok(pages)
    }

    /// How many pages the first page says there are, where it can be believed.
    fn own_account(&self) -> Option<u32> {
        let first = self.page(1)?;
        let told = word(&first, 28)?;
        let fresh = word(&first, 24)? == word(&first, 92)?;
        // More than a hundred times what is there is no account but damage.
        let believable = told / 128 <= self.count;
        (first.starts_with(MAGIC) && fresh && believable).then_some(told)
    }

    /// A page, the log's content before the file's; what a cut-off file lacks of it is zero.
    pub fn page(&self, number: u32) -> Option<Vec<u8>> {
        if number == 0 || number > self.count {
            return None;
        }
        if let Some(page) = self.log.as_ref().and_then(|l| l.page(number, self.size)) {
            return Some(page);
        }
        if number > self.in_main {
            return None;
        }
        let mut main = &self.main;
        main.seek(SeekFrom::Start(u64::from(number - 1) * self.size as u64)).ok()?;
        let mut page = Vec::with_capacity(self.size);
        main.take(self.size as u64).read_to_end(&mut page).ok()?;
        page.resize(self.size, 0);
        Some(page)
    }

    /// The pages that a cut-off file lacks, the begun one at its end among them.
    pub fn cut_off(&self) -> impl Iterator<Item = u32> {
        let begun = self.begun.filter(|n| *n <= self.count && !self.is_logged(*n));
        begun.into_iter().chain((self.in_main + 1..=self.expected).filter(|n| !self.is_logged(*n)))
    }

    /// How many bytes of a page are there: a cut-off file may end within its last one.
    pub fn length(&self, number: u32) -> usize {
        if self.begun == Some(number) && !self.is_logged(number) { self.tail } else { self.size }
    }

    /// Whether the newest content of a page stands in the log.
    pub fn is_logged(&self, number: u32) -> bool {
        self.log.as_ref().is_some_and(|l| l.has(number))
    }

    /// How many pages of the log could not be read.
    pub fn damaged_log(&self) -> usize {
        self.log.as_ref().map_or(0, |l| l.damaged)
    }

    /// The schema version of the book, where its first page says so.
    pub fn version(&self) -> Option<u32> {
        let first = self.page(1)?;
        first.starts_with(MAGIC).then(|| word(&first, 60))?
    }

    /// The pages the book itself calls free, and whether the whole list of them could be read.
    pub fn free(&self) -> (BTreeSet<u32>, bool) {
        let mut free = BTreeSet::new();
        let Some(first) = self.page(1).filter(|p| p.starts_with(MAGIC)) else { return (free, false) };
        let (Some(mut trunk), Some(told)) = (word(&first, 32), word(&first, 36)) else { return (free, false) };
        while trunk != 0 {
            let Some(page) = self.page(trunk).filter(|_| free.insert(trunk)) else { return (free, false) };
            let leaves = word(&page, 4).unwrap_or(0) as usize;
            let named = (0..leaves.min(self.size / 4)).filter_map(|n| word(&page, 8 + 4 * n));
            let named: Vec<u32> = named.filter(|n| (2..=self.count).contains(n)).collect();
            if named.len() < leaves {
                return (free, false);
            }
            free.extend(named);
            trunk = word(&page, 0).unwrap_or(0);
        }
        let whole = free.len() == told as usize;
        (free, whole)
    }
}

/// A big-endian word of a page.
pub fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A big-endian half word of a page.
pub fn half(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}

/// The page size a file's beginning names.
fn size_in(head: &[u8]) -> Option<usize> {
    let told = half(head, 16)?;
    head.starts_with(MAGIC).then_some(if told == 1 { 65_536 } else { told })
}

const fn sane(size: usize) -> bool {
    size.is_power_of_two() && 512 <= size && size <= 65_536
}

/// That a new book can be made at `into` without touching anything that belongs to `from`.
///
/// # Errors
/// `Input` where something is there already, or would be in the way.
pub fn is_new(from: &Path, into: &Path) -> Result<()> {
    let taken = into.symlink_metadata().is_ok();
    let neighbour = ["-wal", "-shm", "-journal"].iter().any(|e| beside(from, e) == into);
    let leftover = ["-wal", "-shm", "-journal"].iter().any(|e| beside(into, e).symlink_metadata().is_ok());
    if taken || neighbour || leftover {
        return Err(Error::new(
            ErrorKind::Input,
            format!("{} is there already, or belongs to another book: nothing was salvaged", into.display()),
        )
        .hint("name a file that does not exist yet"));
    }
    Ok(())
}
