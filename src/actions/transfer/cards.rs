//! `export vcard`: everybody, a card each, for phones and mail programs.

use super::addresses::Said;
use crate::exchange::vcard::write::{self, Person};
use crate::model::{Error, Result};
use crate::store::{Book, cards, contacts, journal};
use std::io::Write;

/// Writes everybody, by name, the archived ones last; gives how many.
///
/// # Errors
/// What the database says, `Outside` where the writer fails.
pub fn vcard(book: &Book, out: &mut dyn Write) -> Result<usize> {
    book.read(|conn| {
        let mut count = 0;
        for archived in [false, true] {
            let filter = contacts::Filter { archived, ..contacts::Filter::default() };
            contacts::each(conn, &filter, |contact| {
                let said = cards::of(conn, contact.id)?;
                let said: Vec<Said> = said.iter().filter_map(|card| Said::parse(&card.said)).collect();
                // The phone that they came from knows them by its own name.
                let uid = said.iter().find_map(|s| s.card.uid.clone()).unwrap_or_else(|| contact.uid.clone());
                let rest: Vec<Vec<String>> = said.into_iter().map(|s| s.card.rest).collect();
                let changed_at = journal::changed_at(conn, contact.id)?.unwrap_or(contact.created_at);
                count += 1;
                write::card(out, &Person { contact: &contact, uid: &uid, changed_at, rest: &rest })
                    .map_err(|e| Error::unwritten(&e))
            })?;
        }
        Ok(count)
    })
}
