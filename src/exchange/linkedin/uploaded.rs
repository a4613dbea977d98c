//! The address book that the owner once uploaded: ImportedContacts.csv, Contacts.csv (2020 to 2023),
//! `Imported Contacts.csv` (2018). It names anybody the phone knew, so it never makes people.

use crate::exchange::cell::Cells;
use crate::exchange::sheet::File;
use crate::exchange::table::Record;

use super::sheet::{Account, Open};
use super::{Progress, ReadError, UploadedRow, reason};

pub(super) const WANTED: &[&str] = &["First Name", "Last Name", "Phone Numbers", "Created At"];

struct Columns {
    first: usize,
    last: usize,
    full: usize,
    emails: [usize; 2],
    phones: usize,
}

/// Reads an uploaded address book, row by row.
///
/// # Errors
/// The file can't be read or has no header, or none of its rows is of use; and what `take` says.
pub fn read_uploaded<E: From<ReadError>>(
    file: &File,
    progress: &mut dyn FnMut(Progress<'_>),
    take: impl FnMut(UploadedRow) -> Result<(), E>,
) -> Result<Account, E> {
    let open = Open::new(file, WANTED)?;
    let columns = Columns {
        first: open.column("First Name"),
        last: open.column("Last Name"),
        full: open.column("Full Name"),
        emails: [open.column("Emails"), open.column("Email Address")],
        phones: open.column("Phone Numbers"),
    };
    let make = |cells: &mut Cells, record: &Record<'_>| row(cells, record, &columns);
    open.rows("Emails or an Email Address", progress, make, take)
}

fn row(cells: &mut Cells, record: &Record<'_>, columns: &Columns) -> Result<UploadedRow, &'static str> {
    let [first, last, full] = [columns.first, columns.last, columns.full].map(|c| cells.line(record.cell(c)));
    let parted = |column: usize| record.cell(column).split([',', ';']).map(str::trim).filter(|p| !p.is_empty());
    let mut emails: Vec<String> = Vec::new();
    for email in columns.emails.into_iter().flat_map(parted) {
        emails.extend(cells.email(email).filter(|e| !emails.contains(e)));
    }
    if emails.is_empty() {
        return Err(reason::NO_EMAIL);
    }
    let phones: Vec<String> = parted(columns.phones).filter_map(|p| cells.line(p)).collect();
    let name = super::whole_name(first.as_deref(), last.as_deref());
    Ok(UploadedRow {
        line: record.line,
        name: if name.is_empty() { full.unwrap_or_default() } else { name },
        emails,
        phones,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{How, Sheet};
    use super::*;

    fn read(text: &str) -> Sheet<UploadedRow> {
        Sheet::read("F", text.as_bytes(), How::default(), |file, take| read_uploaded(file, &mut |_| (), take))
            .expect("readable")
    }

    #[test]
    fn address_books_of_every_year_are_read() {
        let old = read(
            "First Name,Last Name,Companies,Title,Email Address,Phone Numbers,Created At\nMia,,,,mia@example.com,,\"8/21/16, 10:12 AM\"\n,,,,,+1 202 555 0123,\"8/21/16, 10:12 AM\"\n",
        );
        assert_eq!((old.rows.len(), old.skipped.len()), (1, 1));
        assert_eq!(old.skipped[0].reason, reason::NO_EMAIL);
        let new = read(
            "FirstName,MiddleName,LastName,Emails,PhoneNumbers,CreatedAt\nMia,,Sommer,\"mia@example.com, m@example.org\",+1 202 555 0123,\n",
        );
        assert_eq!(
            (new.rows[0].name.as_str(), new.rows[0].emails.len(), new.rows[0].phones.len()),
            ("Mia Sommer", 2, 1)
        );
    }
}
