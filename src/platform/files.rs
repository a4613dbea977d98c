//! Files and folders: private ones, and ones that are replaced whole or not at all.

use crate::model::{Error, Result};
use std::io::Write;
use std::path::Path;

/// A file's text; `None` where there is none.
///
/// # Errors
/// `Outside` where it is there and can't be read.
pub fn read_optional(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => Ok(None),
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
        Error::outside(format!("the folder {} can't be made: {e}", folder.display()))
            .hint("name another book with --db FILE")
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

/// Replaces a file, whole or not at all; a new one is for the user alone.
///
/// # Errors
/// What `write` gives, or `Outside` where the file or its folder can't be written.
pub fn replace<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let failed = |e: &dyn std::fmt::Display| Error::outside(format!("{} can't be written: {e}", path.display()));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| failed(&e))?;
    let mut buffered = std::io::BufWriter::new(&mut file);
    let done = write(&mut buffered)?;
    buffered.flush().map_err(|e| failed(&e))?;
    drop(buffered);
    file.as_file().sync_all().map_err(|e| failed(&e))?;
    file.persist(path).map_err(|e| failed(&e.error))?;
    Ok(done)
}

/// Replaces a small private text file, making its folder where it is missing.
///
/// # Errors
/// `Outside` where the file or its folder can't be written.
pub fn write_private(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    replace(path, |out| {
        out.write_all(text.as_bytes()).map_err(|e| Error::outside(format!("{} can't be written: {e}", path.display())))
    })
}
