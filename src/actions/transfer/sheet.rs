//! `export csv`: people, a row each, for spreadsheets.

use super::addresses;
use crate::exchange::spreadsheet::Writer;
use crate::model::{Contact, Day, Error, Result, day};
use crate::store::{Book, contacts};
use std::io::Write;

/// The columns: the fields of the contact's document, the most wanted first.
const COLUMNS: [&str; 27] = [
    "name",
    "given",
    "family",
    "company",
    "title",
    "emails",
    "phones",
    "linkedin",
    "urls",
    "relationship",
    "tags",
    "met_at",
    "met_on",
    "about",
    "introduced_by",
    "notes",
    "every",
    "last_contact_on",
    "connection",
    "connected_on",
    "archived",
    "do_not_contact",
    "paused_until",
    "added_on",
    "slug",
    "uid",
    "as_of",
];

/// Writes everybody, by name, the archived ones last; gives how many.
///
/// # Errors
/// What the database says, `Outside` where the writer fails.
pub fn csv(book: &Book, out: &mut dyn Write) -> Result<usize> {
    let unwritten = |e: std::io::Error| Error::unwritten(&e);
    book.read(|conn| {
        let mut table = Writer::new(out, &COLUMNS).map_err(unwritten)?;
        let mut count = 0;
        for archived in [false, true] {
            let filter = contacts::Filter { archived, ..contacts::Filter::default() };
            contacts::each(conn, &filter, |contact| {
                count += 1;
                table.row(&cells(&contact)).map_err(unwritten)
            })?;
        }
        table.finish().map_err(unwritten)?;
        Ok(count)
    })
}

/// A contact's row. Lists stand a line each; the last cell tells a later import what was changed since.
fn cells(c: &Contact) -> [String; 27] {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let on = |d: Option<Day>| d.map(day::iso).unwrap_or_default();
    let flag = |yes: bool| if yes { "yes" } else { "" }.to_owned();
    [
        c.name.clone(),
        text(&c.given),
        text(&c.family),
        text(&c.company),
        text(&c.title),
        c.emails.join("\n"),
        c.phones.join("\n"),
        text(&c.linkedin),
        c.urls.join("\n"),
        c.relationship.map(|r| r.to_string()).unwrap_or_default(),
        c.tags.join("\n"),
        text(&c.met_at),
        on(c.met_on),
        text(&c.about),
        c.introduced_by.as_ref().map(|i| i.name.clone()).unwrap_or_default(),
        text(&c.notes),
        c.every.map(|e| e.to_string()).unwrap_or_default(),
        on(c.last_contact_on),
        c.connection.to_string(),
        on(c.connected_on),
        flag(c.archived),
        flag(c.do_not_contact),
        on(c.paused_until),
        day::iso(c.added_on),
        c.slug.clone(),
        c.uid.clone(),
        addresses::as_of(c),
    ]
}
