//! Notes.csv (since 2026): what the owner noted on members.

use crate::exchange::cell::Cells;
use crate::exchange::sheet::{Dates, File};
use crate::exchange::table::Record;

use super::messages::moment;
use super::sheet::{Account, Open};
use super::{NoteRow, Progress, ReadError, reason, whole_name};

pub(super) const WANTED: &[&str] = &["Connection First Name", "Note", "Created On"];

struct Columns {
    first: usize,
    last: usize,
    url: usize,
    note: usize,
    created: usize,
    edited: usize,
}

/// Reads a Notes.csv, row by row.
///
/// # Errors
/// The file can't be read or has no header, its dates can be read in two ways, or none of its rows
/// is of use; and what `take` says.
pub fn read_notes<E: From<ReadError>>(
    file: &File,
    progress: &mut dyn FnMut(Progress<'_>),
    take: impl FnMut(NoteRow) -> Result<(), E>,
) -> Result<Account, E> {
    let open = Open::new(file, WANTED)?;
    let columns = Columns {
        first: open.column("Connection First Name"),
        last: open.column("Connection Last Name"),
        url: open.column("Connection Profile URL"),
        note: open.column("Note"),
        created: open.column("Created On"),
        edited: open.column("Edited On"),
    };
    let mut dates = open.dates(columns.created);
    let make = |cells: &mut Cells, record: &Record<'_>| row(cells, record, &columns, &mut dates);
    let mut account = open.rows("a name, a Note and a Created On", progress, make, take)?;
    dates.finish(&mut account.notices).map_err(ReadError::from)?;
    Ok(account)
}

fn row(cells: &mut Cells, record: &Record<'_>, columns: &Columns, dates: &mut Dates) -> Result<NoteRow, &'static str> {
    let [first, last] = [columns.first, columns.last].map(|c| cells.line(record.cell(c)));
    let url = cells.url(record.cell(columns.url));
    if first.is_none() && last.is_none() && url.is_none() {
        return Err(reason::NO_NAME);
    }
    let note = cells.block(record.cell(columns.note)).ok_or(reason::NO_NOTE)?;
    let created = moment(record.line, record.cell(columns.created), dates)?;
    // What was edited says what holds now; without a date of its own it is as old as the note.
    let edited = moment(record.line, record.cell(columns.edited), dates).ok();
    let name = whole_name(first.as_deref(), last.as_deref());
    Ok(NoteRow { line: record.line, name, url, note, when: edited.unwrap_or(created) })
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{How, Sheet};
    use super::*;
    use proptest::prelude::*;

    const HEADER: &str =
        "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n";

    fn sheet(bytes: &[u8]) -> Result<Sheet<NoteRow>, ReadError> {
        Sheet::read("Notes.csv", bytes, How::default(), |file, take| read_notes(file, &mut |_| (), take))
    }

    #[test]
    fn notes_are_read_as_they_were_last_edited() {
        let url = "https://www.linkedin.com/in/mia";
        let text = format!(
            "{HEADER}Mia,Sommer,{url},\"call\nin May\",2026-05-01 18:20:00 UTC,\nBo,,,tea,2026-05-01 18:20:00 UTC,2026-05-03 08:00:00 UTC\n\
             Cy,,,,2026-05-01 18:20:00 UTC,\n,,,lost,2026-05-01 18:20:00 UTC,\n"
        );
        let sheet = sheet(text.as_bytes()).expect("readable");
        let row = &sheet.rows[0];
        assert_eq!(
            (row.name.as_str(), row.url.as_deref(), row.note.as_str()),
            ("Mia Sommer", Some(url), "call\nin May")
        );
        assert_eq!(
            (row.when.on.to_string(), sheet.rows[1].when.on.to_string()),
            ("2026-05-01".into(), "2026-05-03".into())
        );
        let reasons: Vec<&str> = sheet.skipped.iter().map(|s| s.reason.as_ref()).collect();
        assert_eq!(reasons, [reason::NO_NOTE, reason::NO_NAME]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = sheet(&bytes);
            let _ = sheet(&[HEADER.as_bytes(), &bytes].concat());
        }
    }
}
