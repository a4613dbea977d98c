//! The zip as it was delivered: which of its members are the files of an export, and where they lie.
//!
//! Nothing is ever written, so no path of a member can lead anywhere. What an archive may claim of
//! itself is bounded before it is believed.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zip::{CompressionMethod, ZipArchive, result::ZipError};

use crate::exchange::source::{Member, Source};

use super::ReadError;
use crate::exchange::error::TableError;

/// More members than any export has.
const MEMBERS_MOST: usize = 20_000;
/// The most bytes that an archive's list of members may take.
const LIST_MOST: u64 = 16 * 1024 * 1024;
/// The most bytes that a file may unpack to.
const UNPACKED_MOST: u64 = 4 * 1024 * 1024 * 1024;
/// Text packs to a tenth, at best to a hundredth; what is much denser was made to burst.
const RATIO_MOST: u64 = 250;
/// Below so many bytes it does not matter how dense it is.
const ANY_RATIO: u64 = 4 * 1024 * 1024;

/// Why an archive is refused.
pub(super) mod refusal {
    pub const DAMAGED: &str = "the zip is damaged, or was not downloaded to its end";
    pub const ENCRYPTED: &str = "the zip is encrypted";
    pub const TOO_MANY: &str = "the zip has more files in it than any export";
    pub const TOO_LARGE: &str = "a file in the zip is larger than any export's";
    pub const BURSTS: &str = "a file in the zip unpacks to far more than text ever does";
    pub const METHOD: &str = "the zip is packed in an unusual way";
    pub const NESTED: &str = "there is only another zip in it";
}

/// A file in an archive: the folder it stands in, its own name, and where it lies.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub folder: PathBuf,
    pub source: Source,
}

/// The members of a zip whose names are `wanted`; what a Mac adds of its own is passed over.
///
/// # Errors
/// It can't be read, or claims to hold what no export does.
pub(super) fn members(path: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<Found>, ReadError> {
    let refuse = |why| ReadError::Archive(path.to_owned(), why);
    let unreadable = |e: io::Error| ReadError::from(TableError::Unreadable(path.to_owned(), e));
    let mut file = File::open(path).map_err(unreadable)?;
    bounded(&mut file).map_err(unreadable)?.map_err(refuse)?;
    let mut zip = ZipArchive::new(file).map_err(|e| match e {
        ZipError::Io(e) if e.kind() != io::ErrorKind::UnexpectedEof => unreadable(e),
        _ => refuse(refusal::DAMAGED),
    })?;
    let (mut found, mut nested) = (Vec::new(), false);
    for index in 0..zip.len() {
        // Raw: what is packed or encrypted in an unusual way matters only where the file is wanted.
        let member = zip.by_index_raw(index).map_err(|_| refuse(refusal::DAMAGED))?;
        let full = String::from_utf8_lossy(member.name_raw()).replace('\\', "/");
        let (folder, name) = full.rsplit_once('/').unwrap_or(("", &full));
        if member.is_dir() || folder.split('/').any(|f| f == "__MACOSX") || name.starts_with("._") {
            continue;
        }
        nested |= name.to_lowercase().ends_with(".zip");
        if !wanted(name) {
            continue;
        }
        if member.encrypted() {
            return Err(refuse(refusal::ENCRYPTED));
        }
        let (size, packed) = (member.size(), member.compressed_size());
        if size > UNPACKED_MOST {
            return Err(refuse(refusal::TOO_LARGE));
        }
        if size > ANY_RATIO && size / RATIO_MOST > packed {
            return Err(refuse(refusal::BURSTS));
        }
        let deflated = match member.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            _ => return Err(refuse(refusal::METHOD)),
        };
        let start = member.data_start().ok_or_else(|| refuse(refusal::DAMAGED))?;
        let member = Member { archive: path.to_owned(), start, packed, deflated, crc32: member.crc32() };
        found.push(Found { folder: folder.into(), source: Source::member(name, size, member) });
    }
    if found.is_empty() && nested {
        return Err(refuse(refusal::NESTED));
    }
    Ok(found)
}

/// Looks at what the end of the archive says of its list of members, before anybody makes room for it.
fn bounded(file: &mut File) -> io::Result<Result<(), &'static str>> {
    const END: usize = 22;
    let length = file.seek(SeekFrom::End(0))?;
    let tail = length.min(u64::from(u16::MAX) + 22);
    file.seek(SeekFrom::Start(length - tail))?;
    let mut bytes = Vec::new();
    file.take(tail).read_to_end(&mut bytes)?;
    file.rewind()?;
    let end = bytes.windows(END).rposition(|w| w.starts_with(b"PK\x05\x06"));
    let Some(end) = end.and_then(|at| bytes.get(at..at + END)) else { return Ok(Err(refusal::DAMAGED)) };
    let number = |from: usize, bytes: usize| {
        end.iter().skip(from).take(bytes).rev().fold(0_u64, |n, b| (n << 8) | u64::from(*b))
    };
    // Of more than 65,534 files, or of 4 GB, the numbers stand elsewhere: no export is like that.
    let (members, list) = (number(10, 2), number(12, 4));
    if members > u64::try_from(MEMBERS_MOST).unwrap_or(u64::MAX) || list > LIST_MOST {
        return Ok(Err(refusal::TOO_MANY));
    }
    Ok(Ok(()))
}
