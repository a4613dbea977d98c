//! Where a file's bytes come from: a file, a member of an archive, or memory. It can be read as
//! often as needed, from the start, without being held whole.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::rc::Rc;

/// A file that can be read from its start as often as needed.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is called in what is reported: a name without folders.
    pub name: Rc<str>,
    /// How many bytes it holds (of an archive's member: unpacked).
    pub size: u64,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    Member(Member),
    Bytes(Rc<[u8]>),
}

/// Where a member lies in its archive.
#[derive(Debug, Clone)]
pub struct Member {
    /// The archive.
    pub archive: PathBuf,
    /// Where its bytes begin.
    pub start: u64,
    /// How many there are, packed.
    pub packed: u64,
    /// Packed with deflate; else it lies there as it is.
    pub deflated: bool,
    /// The checksum of what it unpacks to.
    pub crc32: u32,
}

impl Source {
    /// A file on disk.
    ///
    /// # Errors
    /// It can't be looked at.
    pub fn file(path: PathBuf) -> io::Result<Self> {
        let size = path.metadata()?.len();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().as_ref().into();
        Ok(Self { name, size, place: Place::File(path) })
    }

    /// A member of an archive.
    #[must_use]
    pub fn member(name: &str, size: u64, member: Member) -> Self {
        Self { name: name.into(), size, place: Place::Member(member) }
    }

    /// What is in memory already.
    #[must_use]
    pub fn bytes(name: &str, bytes: &[u8]) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self { name: name.into(), size, place: Place::Bytes(bytes.into()) }
    }

    /// The path, where it is a file of its own.
    #[must_use]
    pub fn path(&self) -> Option<&PathBuf> {
        if let Place::File(path) = &self.place { Some(path) } else { None }
    }

    /// Its bytes, from the start.
    ///
    /// # Errors
    /// It can't be opened. Of an archive's member, reading fails where it does not unpack to what
    /// the archive says it holds.
    pub fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match &self.place {
            Place::File(path) => Box::new(File::open(path)?),
            Place::Bytes(bytes) => Box::new(Cursor::new(Rc::clone(bytes))),
            Place::Member(member) => {
                let mut archive = File::open(&member.archive)?;
                archive.seek(SeekFrom::Start(member.start))?;
                let packed = archive.take(member.packed);
                let inner: Box<dyn Read> = if member.deflated {
                    Box::new(flate2::read::DeflateDecoder::new(packed))
                } else {
                    Box::new(packed)
                };
                Box::new(Checked { inner, crc: flate2::Crc::new(), left: self.size, wanted: member.crc32 })
            }
        })
    }
}

/// Counts what is read through it.
pub struct Counted<R> {
    inner: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Counted<R> {
    /// A reader and how many bytes were read through it so far.
    pub fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let read = Rc::new(Cell::new(0));
        (Self { inner, read: Rc::clone(&read) }, read)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.set(self.read.get().saturating_add(u64::try_from(count).unwrap_or(u64::MAX)));
        Ok(count)
    }
}

/// Never gives more than the archive announced, and fails at the end where it was something else.
struct Checked {
    inner: Box<dyn Read>,
    crc: flate2::Crc,
    left: u64,
    wanted: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = self.inner.read(buffer)?;
        let read = u64::try_from(count).unwrap_or(u64::MAX);
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the archive is damaged");
        self.left = self.left.checked_sub(read).ok_or_else(damaged)?;
        if count == 0 && (self.left > 0 || self.crc.sum() != self.wanted) {
            return Err(damaged());
        }
        self.crc.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_is_not_what_it_says_fails_at_its_end() {
        let text = b"Ada,Byron\n".repeat(1000);
        let mut packed = Vec::new();
        flate2::read::DeflateEncoder::new(text.as_slice(), flate2::Compression::default())
            .read_to_end(&mut packed)
            .expect("packed");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), [b"xx".as_slice(), &packed].concat()).expect("written");
        let mut crc = flate2::Crc::new();
        crc.update(&text);
        let size = u64::try_from(text.len()).expect("small");
        let member = Member {
            archive: file.path().to_owned(),
            start: 2,
            packed: u64::try_from(packed.len()).expect("small"),
            deflated: true,
            crc32: crc.sum(),
        };
        let read = |size, member: &Member| {
            let mut all = Vec::new();
            Source::member("a", size, member.clone()).open()?.read_to_end(&mut all).map(|_| all)
        };
        assert_eq!(read(size, &member).expect("whole"), text);
        assert!(read(size - 1, &member).is_err());
        assert!(read(size + 1, &member).is_err());
        assert!(read(size, &Member { crc32: 1, ..member.clone() }).is_err());
        assert!(read(size, &Member { packed: member.packed / 2, ..member }).is_err());
    }
}
