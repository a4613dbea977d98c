//! Finding and opening the files of an export: the one place in this room that touches files.
//!
//! It never writes, never follows more than one level of folders, and goes by what a file holds
//! where its name doesn't say.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Export, Owner, Progress, ReadError, Sheet, profile, read_connections, read_invitations, read_profile};

/// Larger than any export's file: LinkedIn ends at 30,000 connections, some 5 MB.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// The files that are read, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Connections,
    Invitations,
    Profile,
}

/// Reads an export: the folder the zip was unpacked to, a folder around it, or a single one of
/// its files under whatever name. `encoding` wins over what the bytes suggest.
///
/// # Errors
/// There is no export at that path or it can't be read; a file of it has content and none of it is of use.
pub fn read_folder(
    path: &Path,
    encoding: Option<&str>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Export, ReadError> {
    let meta = path.metadata().map_err(|e| unreadable(path, e))?;
    let mut gathered = Gathered::default();
    if meta.is_dir() {
        for (which, file) in find(path)? {
            gathered.read(which, &name_of(&file), &bytes_of(&file)?, encoding, progress)?;
        }
    } else if meta.is_file() {
        gathered.read_single(path, encoding, progress)?;
    } else {
        return Err(ReadError::NotAFile(path.to_owned()));
    }
    Ok(gathered.finish())
}

fn unreadable(path: &Path, error: io::Error) -> ReadError {
    if error.kind() == io::ErrorKind::NotFound {
        ReadError::Missing(path.to_owned())
    } else {
        ReadError::Unreadable(path.to_owned(), error)
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|e| unreadable(path, e))?;
    if u64::try_from(bytes.len()).is_ok_and(|n| n <= MOST_BYTES) {
        Ok(bytes)
    } else {
        Err(ReadError::TooLarge(name_of(path)))
    }
}

/// The files of the export in a folder, else in the one folder within it that has any.
fn find(folder: &Path) -> Result<Vec<(Which, PathBuf)>, ReadError> {
    let (here, folders, zip) = look_into(folder)?;
    if !here.is_empty() {
        return Ok(here);
    }
    let mut found = Vec::new();
    for inner in folders {
        // A folder that may not be read can't be the export, and is no reason to stop.
        if let Ok((files, ..)) = look_into(&inner)
            && !files.is_empty()
        {
            found.push((inner, files));
        }
    }
    if found.len() > 1 {
        return Err(ReadError::Several(folder.to_owned(), found.into_iter().map(|f| f.0).collect()));
    }
    found.pop().map(|f| f.1).ok_or_else(|| ReadError::NotAnExport(folder.to_owned(), zip))
}

type Listing = (Vec<(Which, PathBuf)>, Vec<PathBuf>, Option<PathBuf>);

/// What a folder holds: files of an export, folders, a zip. Sorted, so that every run is alike.
fn look_into(folder: &Path) -> Result<Listing, ReadError> {
    let (mut files, mut folders, mut zips) = (Vec::new(), Vec::new(), Vec::new());
    for entry in folder.read_dir().map_err(|e| unreadable(folder, e))? {
        let path = entry.map_err(|e| unreadable(folder, e))?.path();
        let name = name_of(&path);
        if path.is_dir() {
            if name != "__MACOSX" {
                folders.push(path);
            }
        } else if let Some(which) = which(&name) {
            if path.is_file() {
                files.push((which, path));
            }
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip")) {
            zips.push(path);
        }
    }
    files.sort();
    folders.sort();
    zips.sort();
    Ok((files, folders, zips.into_iter().next()))
}

/// Which file that is: case, blanks, `_` and the number of a part don't matter, but nothing may be
/// left over.
fn which(name: &str) -> Option<Which> {
    let name = name.to_lowercase();
    let base = name.strip_suffix(".csv")?;
    let base = match base.rsplit_once('_') {
        Some((base, part)) if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) => base,
        _ => base,
    };
    let base: String = base.chars().filter(|&c| c != '_' && !c.is_whitespace()).collect();
    match base.as_str() {
        "connections" => Some(Which::Connections),
        "invitations" => Some(Which::Invitations),
        "profile" => Some(Which::Profile),
        _ => None,
    }
}

#[derive(Default)]
struct Gathered {
    export: Export,
    owner: Option<Owner>,
}

impl Gathered {
    fn read(
        &mut self,
        which: Which,
        name: &str,
        bytes: &[u8],
        encoding: Option<&str>,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), ReadError> {
        match which {
            Which::Connections => {
                let rows = self.keep(name, read_connections(name, bytes, encoding, progress)?);
                self.export.connections.extend(rows);
            }
            // A file without a byte names no one, but the connections are worth having.
            Which::Invitations => match read_invitations(name, bytes, encoding, progress) {
                Err(ReadError::Empty(_)) => self.export.notices.push(format!("{name} is empty")),
                read => {
                    let rows = self.keep(name, read?);
                    self.export.invitations.extend(rows);
                }
            },
            // The owner's name can be asked for: no reason to refuse everybody else.
            Which::Profile => match read_profile(name, bytes, encoding) {
                Ok(sheet) => {
                    let owner = self.keep(name, sheet).into_iter().next();
                    self.owner = self.owner.take().or(owner);
                }
                Err(error @ ReadError::UnknownEncoding(_)) => return Err(error),
                Err(error) => self.export.notices.push(error.to_string()),
            },
        }
        Ok(())
    }

    fn keep<R>(&mut self, name: &str, sheet: Sheet<R>) -> Vec<R> {
        self.export.files.push(name.to_owned());
        self.export.skipped.extend(sheet.skipped);
        self.export.notices.extend(sheet.notices);
        sheet.rows
    }

    /// A file that was named by the user may be called anything: its header says what it is.
    fn read_single(
        &mut self,
        path: &Path,
        encoding: Option<&str>,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), ReadError> {
        let (name, bytes) = (name_of(path), bytes_of(path)?);
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Err(ReadError::Zip(path.to_owned()));
        }
        if bytes.is_empty() {
            return Err(ReadError::Empty(name));
        }
        let mut refused = match self.read(Which::Connections, &name, &bytes, encoding, progress) {
            Err(error @ ReadError::NoHeader { .. }) => error,
            done => return done,
        };
        match self.read(Which::Invitations, &name, &bytes, encoding, progress) {
            Err(error @ ReadError::NoHeader { .. }) => {
                if which(&name) == Some(Which::Invitations) {
                    refused = error;
                }
            }
            done => return done,
        }
        match read_profile(&name, &bytes, encoding) {
            Ok(sheet) => {
                self.owner = self.keep(&name, sheet).into_iter().next();
                Ok(())
            }
            Err(_) => Err(refused),
        }
    }

    fn finish(self) -> Export {
        let owner = profile::complete(self.owner, &self.export.invitations);
        Export { owner, ..self.export }
    }
}

#[cfg(test)]
mod tests;
