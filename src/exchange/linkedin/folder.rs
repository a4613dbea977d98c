//! Finding the files of an export, in a folder, in a zip or alone, and looking through them once: how
//! they are written, whose export it is, and what is not of use.
//!
//! It never writes, never follows more than one level of folders, and goes by what a file holds
//! where its name doesn't say.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use crate::exchange::error::TableError;
use crate::exchange::kind::Kind;
use crate::exchange::sheet::File;
use crate::exchange::source::Source;
use crate::model::text;

use super::archive::{self, Found};
use super::owner::Evidence;
use super::sheet::{Account, How};
use super::{
    ConnectionRow, InvitationRow, MessageRow, Newest, NoteRow, Owner, Progress, ReadError, UploadedRow,
    read_connections, read_invitations, read_messages, read_notes, read_profile, read_uploaded,
};

/// The files that are read, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Connections,
    Invitations,
    Profile,
    Notes,
    Messages,
    Uploaded,
}

/// An export, found and looked through. Its rows are read when they are asked for, one at a time.
#[derive(Debug)]
pub struct Export {
    files: Vec<(Which, File)>,
    /// What was found while looking through.
    pub outline: Outline,
}

/// What an export holds, seen from afar.
#[derive(Debug, Default)]
pub struct Outline {
    /// The names of the files that are read.
    pub files: Vec<String>,
    /// Whose export it is, where it tells.
    pub owner: Option<Owner>,
    /// The rows that are left out.
    pub skipped: Vec<super::Skip>,
    /// What a person should be told: encodings, separators, damage found. Never anybody's data.
    pub notices: Vec<String>,
    /// How many rows are of use, of all files.
    pub rows: usize,
    /// The newest days.
    pub newest: Newest,
    /// The names that rows without a profile's address go by.
    pub names: Wanted,
    hasher: RandomState,
    /// The e-mail addresses that more than one name of the connections has, as numbers.
    shared_emails: HashSet<u64>,
    /// The profiles that the connections name, as numbers, in order.
    profiles: Vec<u64>,
}

/// Finds an export and looks through it: the zip, the folder it was unpacked to, a folder around
/// either, or a single one of its files under whatever name.
///
/// # Errors
/// There is no export at that path or it can't be read; a file of it has content and none of it is
/// of use; its encoding or its dates can be read in two ways.
pub fn open(path: &Path, how: How<'_>, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Export, ReadError> {
    let meta = path.metadata().map_err(|e| unreadable(path, e))?;
    let mut survey = SurveyOf::new(how);
    if meta.is_dir() {
        for (which, source) in find(path)? {
            survey.add(which, source, progress)?;
        }
    } else if !meta.is_file() {
        return Err(ReadError::NotAFile(path.to_owned()));
    } else {
        let source = Source::file(path.to_owned()).map_err(|e| unreadable(path, e))?;
        match Kind::of(&source).map_err(|e| unreadable(path, e))? {
            Kind::Zip => {
                for (which, source) in find_in_zip(path)? {
                    survey.add(which, source, progress)?;
                }
            }
            Kind::Other => survey.add_single(source, progress)?,
            kind => return Err(ReadError::OtherKind(path.to_owned(), kind)),
        }
    }
    Ok(survey.finish())
}

impl Export {
    fn of(&self, which: Which) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |(w, _)| *w == which).map(|(_, file)| file)
    }

    /// Hands out the rows of Connections.csv, in its order, with the file's name.
    ///
    /// # Errors
    /// A file can't be read any more; and what `take` says.
    pub fn connections<E: From<ReadError>>(
        &self,
        mut take: impl FnMut(&Source, ConnectionRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.of(Which::Connections)
            .try_for_each(|f| read_connections(f, &mut |_| (), |row| take(&f.source, row)).map(|_| ()))
    }

    /// Hands out the rows of Invitations.csv, in its order.
    ///
    /// # Errors
    /// As [`Export::connections`].
    pub fn invitations<E: From<ReadError>>(
        &self,
        mut take: impl FnMut(&Source, InvitationRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.of(Which::Invitations)
            .try_for_each(|f| read_invitations(f, &mut |_| (), |row| take(&f.source, row)).map(|_| ()))
    }

    /// Hands out the rows of messages.csv, in its order.
    ///
    /// # Errors
    /// As [`Export::connections`].
    pub fn messages<E: From<ReadError>>(
        &self,
        mut take: impl FnMut(&Source, MessageRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.of(Which::Messages).try_for_each(|f| read_messages(f, &mut |_| (), |row| take(&f.source, row)).map(|_| ()))
    }

    /// Hands out the rows of Notes.csv, in its order.
    ///
    /// # Errors
    /// As [`Export::connections`].
    pub fn notes<E: From<ReadError>>(&self, mut take: impl FnMut(&Source, NoteRow) -> Result<(), E>) -> Result<(), E> {
        self.of(Which::Notes).try_for_each(|f| read_notes(f, &mut |_| (), |row| take(&f.source, row)).map(|_| ()))
    }

    /// Hands out the rows of the uploaded address book, in its order.
    ///
    /// # Errors
    /// As [`Export::connections`].
    pub fn uploaded<E: From<ReadError>>(
        &self,
        mut take: impl FnMut(&Source, UploadedRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.of(Which::Uploaded).try_for_each(|f| read_uploaded(f, &mut |_| (), |row| take(&f.source, row)).map(|_| ()))
    }
}

fn unreadable(path: &Path, error: io::Error) -> ReadError {
    if error.kind() == io::ErrorKind::NotFound {
        ReadError::Missing(path.to_owned())
    } else {
        TableError::Unreadable(path.to_owned(), error).into()
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The files of the export in a zip: in its one folder that has any, the outermost of them.
fn find_in_zip(path: &Path) -> Result<Vec<(Which, Source)>, ReadError> {
    let mut folders: BTreeMap<(usize, PathBuf), Vec<(Which, Source)>> = BTreeMap::new();
    for Found { folder, source } in archive::members(path, |name| which(name).is_some())? {
        let Some(which) = which(&source.name) else { continue };
        folders.entry((folder.components().count(), folder)).or_default().push((which, source));
    }
    let depth = folders.keys().next().map(|(depth, _)| *depth);
    let mut outermost: Vec<_> = folders.into_iter().filter(|((d, _), _)| Some(*d) == depth).collect();
    if outermost.len() > 1 {
        let found = outermost.into_iter().map(|((_, folder), _)| folder).collect();
        return Err(ReadError::SeveralInZip(path.to_owned(), found));
    }
    let Some((_, mut files)) = outermost.pop() else { return Err(ReadError::NotAnExport(path.to_owned(), None)) };
    files.sort_by(|(a, x), (b, y)| (a, &x.name).cmp(&(b, &y.name)));
    Ok(files)
}

/// The files of the export in a folder, else in the one folder within it that has any.
fn find(folder: &Path) -> Result<Vec<(Which, Source)>, ReadError> {
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

type Listing = (Vec<(Which, Source)>, Vec<PathBuf>, Option<PathBuf>);

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
    let mut sources = Vec::with_capacity(files.len());
    for (which, path) in files {
        sources.push((which, Source::file(path.clone()).map_err(|e| unreadable(&path, e))?));
    }
    Ok((sources, folders, zips.into_iter().next()))
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
        "notes" => Some(Which::Notes),
        "messages" => Some(Which::Messages),
        "importedcontacts" | "contacts" => Some(Which::Uploaded),
        _ => None,
    }
}

/// Looks through the files of an export, one after the other.
struct SurveyOf<'a> {
    how: How<'a>,
    export: Export,
    evidence: Evidence,
    /// Whose an e-mail address is: the numbers of both.
    emails: HashMap<u64, u64>,
}

impl<'a> SurveyOf<'a> {
    fn new(how: How<'a>) -> Self {
        Self {
            how,
            export: Export { files: Vec::new(), outline: Outline::default() },
            evidence: Evidence::default(),
            emails: HashMap::new(),
        }
    }

    fn add(&mut self, which: Which, source: Source, progress: &mut dyn FnMut(Progress<'_>)) -> Result<(), ReadError> {
        let name = source.name.to_string();
        let outline = &mut self.export.outline;
        if which == Which::Uploaded && !self.how.address_book {
            outline.notices.push(format!(
                "{name} is the address book you once uploaded; --address-book adds what it knows of the people in your book"
            ));
            return Ok(());
        }
        let surveyed = File::survey(source, self.how.encoding, self.how.order).map_err(ReadError::from);
        match surveyed.and_then(|file| self.look(which, &file, progress).map(|()| file)) {
            Ok(file) => {
                self.export.outline.files.push(name);
                self.export.files.push((which, file));
                Ok(())
            }
            // The people are worth having without what is missing of the rest.
            Err(ReadError::Table(TableError::Empty(_))) if which != Which::Connections => {
                self.export.outline.notices.push(format!("{name} is empty"));
                Ok(())
            }
            Err(error @ (ReadError::NoHeader { .. } | ReadError::Table(TableError::NothingUsable { .. })))
                if matches!(which, Which::Profile | Which::Notes | Which::Uploaded)
                    || (which == Which::Messages && matches!(error, ReadError::NoHeader { .. })) =>
            {
                self.export.outline.notices.push(error.to_string());
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Reads a file through: what is of use is counted, the rest is told.
    fn look(&mut self, which: Which, file: &File, progress: &mut dyn FnMut(Progress<'_>)) -> Result<(), ReadError> {
        let outline = &mut self.export.outline;
        let account: Account = match which {
            Which::Connections => {
                let emails = &mut self.emails;
                read_connections(file, progress, |row| {
                    outline.connection(&row, emails);
                    Ok::<(), ReadError>(())
                })?
            }
            Which::Invitations => read_invitations(file, progress, |row| {
                outline.rows += 1;
                outline.newest.invitation = outline.newest.invitation.max(Some(row.sent_on));
                if let (Some(name), None) = row.other() {
                    outline.names.add(name);
                }
                self.evidence.invitation(&row);
                Ok::<(), ReadError>(())
            })?,
            Which::Messages => read_messages(file, progress, |row| {
                outline.rows += 1;
                outline.message(&row);
                self.evidence.message(&row);
                Ok::<(), ReadError>(())
            })?,
            Which::Notes => read_notes(file, progress, |row| {
                outline.rows += 1;
                if row.url.is_none() {
                    outline.names.add(&row.name);
                }
                Ok::<(), ReadError>(())
            })?,
            Which::Uploaded => read_uploaded(file, progress, |_| {
                outline.rows += 1;
                Ok::<(), ReadError>(())
            })?,
            Which::Profile => {
                let (owner, account) = read_profile(file)?;
                self.evidence.profile(owner);
                account
            }
        };
        outline.skipped.extend(account.skipped);
        outline.notices.extend(account.notices);
        Ok(())
    }

    /// A file that was named by the user may be called anything: its header says what it is.
    fn add_single(&mut self, source: Source, progress: &mut dyn FnMut(Progress<'_>)) -> Result<(), ReadError> {
        let name = source.name.to_string();
        let file = File::survey(source, self.how.encoding, self.how.order)?;
        let kinds =
            [Which::Connections, Which::Invitations, Which::Messages, Which::Notes, Which::Uploaded, Which::Profile];
        let named = which(&name);
        let mut refused = None;
        for which in kinds {
            match self.look(which, &file, progress) {
                Err(error @ ReadError::NoHeader { .. }) => {
                    if refused.is_none() || named == Some(which) {
                        refused = Some(error);
                    }
                }
                Err(error) => return Err(error),
                Ok(()) => {
                    self.export.outline.files.push(name);
                    self.export.files.push((which, file));
                    return Ok(());
                }
            }
        }
        Err(refused.unwrap_or_else(|| TableError::Empty(name).into()))
    }

    fn finish(self) -> Export {
        let mut export = self.export;
        export.outline.owner = self.evidence.owner();
        export.outline.names.put_in_order();
        export.outline.names.hashes.shrink_to_fit();
        export.outline.profiles.sort_unstable();
        export.outline.profiles.shrink_to_fit();
        export
    }
}

impl Outline {
    /// Whether several connections of other names have that e-mail address.
    #[must_use]
    pub fn is_shared(&self, email: &str) -> bool {
        self.shared_emails.contains(&self.hasher.hash_one(text::fold(email)))
    }

    /// Whether the connections name that profile (see [`super::slug_key`]).
    #[must_use]
    pub fn has_profile(&self, key: &str) -> bool {
        self.profiles.binary_search(&self.hasher.hash_one(key)).is_ok()
    }

    fn message(&mut self, row: &MessageRow) {
        self.newest.message = self.newest.message.max(Some(row.when.on));
        if row.from_url.is_none() {
            row.from.iter().for_each(|name| self.names.add(name));
        }
        if row.to_urls.is_empty() {
            row.each_recipient(&mut |name| {
                self.names.add(name);
                false
            });
        }
    }

    fn connection(&mut self, row: &ConnectionRow, emails: &mut HashMap<u64, u64>) {
        self.rows += 1;
        self.newest.connection = self.newest.connection.max(Some(row.connected_on));
        match row.url.as_deref().and_then(super::slug_key) {
            Some(key) => self.profiles.push(self.hasher.hash_one(key)),
            None => {
                self.names.add(&row.name());
                self.names.add(&row.shown().0);
            }
        }
        let Some(email) = &row.email else { return };
        let hash = |text: &str| self.hasher.hash_one(text::fold(text));
        let (email, name) = (hash(email), hash(&row.name()));
        match emails.get(&email) {
            Some(other) if *other != name => {
                self.shared_emails.insert(email);
            }
            Some(_) => {}
            None => {
                emails.insert(email, name);
            }
        }
    }
}

/// Names that are asked for, by their hash: a list in order, which takes half of the room of a set.
#[derive(Debug, Default)]
pub struct Wanted {
    hasher: RandomState,
    hashes: Vec<u64>,
}

impl Wanted {
    fn add(&mut self, name: &str) {
        // The same names come again and again. Half of the room is free afterwards, so that it is put in
        // order seldom.
        if self.hashes.len() == self.hashes.capacity() {
            self.put_in_order();
            if self.hashes.len() >= self.hashes.capacity() / 2 {
                self.hashes.reserve(self.hashes.len());
            }
        }
        self.hashes.push(self.hash(name));
    }

    fn put_in_order(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
    }

    /// The hash of a name.
    #[must_use]
    pub fn hash(&self, name: &str) -> u64 {
        self.hasher.hash_one(text::fold(name))
    }

    /// The hashes of the names that are asked for, in order.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }
}

#[cfg(test)]
mod tests;
