//! `export vcard`: everybody, a card each, for phones and mail programs.

use super::addresses::{self, Said};
use crate::exchange::vcard::write::{self, Person};
use crate::model::{Contact, Error, Result};
use crate::store::{Book, cards, contacts, journal};
use std::io::Write;

/// Writes everybody, by name, the archived ones last; gives how many.
///
/// # Errors
/// What the database says, `Outside` where the writer fails.
pub fn vcard(book: &Book, out: &mut dyn Write) -> Result<usize> {
    each(book, |person| write::card(out, person).map_err(|e| Error::unwritten(&e)))
}

/// Hands out everybody as a file each: its name, and what it holds. Gives how many.
///
/// # Errors
/// What the database or `take` say.
pub fn vcards(book: &Book, mut take: impl FnMut(&str, &[u8]) -> Result<()>) -> Result<usize> {
    each(book, |person| {
        let mut card = Vec::new();
        write::card(&mut card, person).map_err(|e| Error::unwritten(&e))?;
        // A slug is letters, digits and dashes: it leads nowhere else.
        take(&format!("{}.vcf", person.contact.slug), &card)
    })
}

fn each(book: &Book, mut take: impl FnMut(&Person<'_>) -> Result<()>) -> Result<usize> {
    book.read(|conn| {
        let mut count = 0;
        for archived in [false, true] {
            let filter = contacts::Filter { archived, ..contacts::Filter::default() };
            contacts::each(conn, &filter, |contact| {
                count += 1;
                person(conn, &contact, &mut take)
            })?;
        }
        Ok(count)
    })
}

/// Hands out a contact with all that goes on their card.
///
/// # Errors
/// What the database or `take` say.
pub(super) fn person<T>(
    conn: &rusqlite::Connection,
    contact: &Contact,
    mut take: impl FnMut(&Person<'_>) -> Result<T>,
) -> Result<T> {
    let (mut uid, mut rest) = (None, Vec::new());
    for card in cards::of(conn, contact.id)? {
        let Some(said) = Said::parse(&card.said) else { continue };
        // The phone that they came from knows them by its own name, where that is theirs alone.
        if let (None, Some(told), "vcard") = (&uid, &said.card.uid, card.source.as_str())
            && cards::ids_by_uid(conn, "vcard", told)?.len() == 1
        {
            uid = Some(told.clone());
        }
        rest.extend(said.rest());
    }
    let uid = uid.unwrap_or_else(|| contact.uid.clone());
    let changed_at = journal::changed_at(conn, contact.id)?.unwrap_or(contact.created_at);
    let as_of = addresses::as_of(contact);
    take(&Person { contact, uid: &uid, changed_at, as_of: &as_of, rest: &rest })
}
