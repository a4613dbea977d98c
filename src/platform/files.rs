//! Files and folders: private ones, and ones that are replaced whole or not at all.

use crate::model::text::pasteable;
use crate::model::{Error, Result};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file's text; `None` where there is none.
///
/// # Errors
/// `Outside` where it is there and can't be read.
pub fn read_optional(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(Error::outside(format!("{} can't be read: {e}", path.display()))),
    }
}

/// Makes a folder, and those above it, for the user alone.
///
/// # Errors
/// `Outside` with the folder's name.
pub fn private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| {
        let why = if folder.exists() { "a file of that name is there".to_owned() } else { e.to_string() };
        Error::outside(format!("the folder {} can't be made: {why}", folder.display()))
    })
}

/// Makes an empty file for the user alone; one that exists stays as it is.
///
/// # Errors
/// `Outside` with the file's name.
pub fn private_file(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ()).map_err(|e| {
        Error::outside(format!("the book {} can't be made: {e}", path.display()))
            .hint("name another book with --db FILE")
    })
}

/// Writes a file: a plain one, where links lead, is replaced whole or not at all and stays as open to
/// others as it was; a new one is for the user alone; a pipe or a device is written to.
///
/// # Errors
/// What `write` gives, or `Outside` where the file or its folder can't be written.
pub fn replace<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    match path.metadata() {
        // What a shell opened for us is not replaced under its hands.
        _ if is_descriptor(path) => through(path, write),
        Ok(there) if there.is_dir() => {
            Err(Error::outside(format!("{} can't be written: it is a folder", path.display()))
                .hint("name a file in it"))
        }
        Ok(there) if there.is_file() => put(path, Some(there.permissions()), write),
        Ok(_) => through(path, write),
        Err(_) => put(path, None, write),
    }
}

/// Replaces a small private text file, making its folder where it is missing.
///
/// # Errors
/// `Outside` where the file or its folder can't be written.
pub fn write_private(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    put(path, None, |out| out.write_all(text.as_bytes()).map_err(|e| unwritten(path, &e)))
}

/// Writes to what is there: a pipe, a device.
fn through<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let file = std::fs::OpenOptions::new().append(true).open(path).map_err(|e| unwritten(path, &e))?;
    let mut out = std::io::BufWriter::new(file);
    let done = write(&mut out)?;
    out.flush().map_err(|e| unwritten(path, &e))?;
    Ok(done)
}

fn is_descriptor(path: &Path) -> bool {
    ["/dev/stdout", "/dev/stderr"].iter().any(|name| path == Path::new(name))
        || ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.parent() == Some(Path::new(folder)))
}

fn put<T>(
    path: &Path,
    permissions: Option<std::fs::Permissions>,
    write: impl FnOnce(&mut dyn Write) -> Result<T>,
) -> Result<T> {
    let place = where_links_lead(path);
    let folder = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| match e.kind() {
        ErrorKind::NotFound => Error::outside(format!("{} can't be written: its folder is not there", path.display()))
            .hint(format!("mkdir -p {}", pasteable(&folder.to_string_lossy()))),
        _ => unwritten(path, &e),
    })?;
    let mut buffered = std::io::BufWriter::new(&mut file);
    let done = write(&mut buffered)?;
    buffered.flush().map_err(|e| unwritten(path, &e))?;
    drop(buffered);
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions).map_err(|e| unwritten(path, &e))?;
    }
    file.as_file().sync_all().map_err(|e| unwritten(path, &e))?;
    file.persist(&place).map_err(|e| unwritten(path, &e.error))?;
    Ok(done)
}

/// The file itself, where the path is a link to it, also to one that is not there yet.
fn where_links_lead(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.read_link(), path.parent()) {
        (Ok(to), Some(folder)) => folder.join(to),
        _ => path.to_owned(),
    })
}

/// Never the name of a file that only was to become it.
fn unwritten(path: &Path, e: &std::io::Error) -> Error {
    let why = std::error::Error::source(e).map_or_else(|| e.to_string(), ToString::to_string);
    let error = Error::outside(format!("{} can't be written: {why}", path.display()));
    match e.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            error.hint("check that you may write in its folder")
        }
        _ => error,
    }
}
