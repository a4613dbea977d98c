//! Profile.csv: whose export it is, by name. The profile's address is not in it.
//!
//! Birth date, street and the like are in the file too; they are never read.

use crate::exchange::cell::Cells;
use crate::exchange::sheet::File;
use crate::exchange::table::Record;

use super::sheet::{Account, Open};
use super::{Owner, ReadError, reason};

const WANTED: &[&str] = &["First Name", "Last Name", "Headline"];

/// Reads a Profile.csv of any year: one row, the owner without the profile's address.
///
/// # Errors
/// The file can't be read or has no header, or its row has no name.
pub fn read_profile(file: &File) -> Result<(Option<Owner>, Account), ReadError> {
    let open = Open::new(file, WANTED)?;
    let columns = ["First Name", "Last Name", "Headline", "Industry", "Geo Location"].map(|c| open.column(c));
    let make = |cells: &mut Cells, record: &Record<'_>| {
        let [first, last, headline, industry, location] = columns.map(|c| cells.line(record.cell(c)));
        if first.is_none() && last.is_none() {
            return Err(reason::NO_NAME);
        }
        Ok(Owner { first, last, headline, industry, location, url: None })
    };
    let mut owner = None;
    let account = open.rows("the owner's First Name and Last Name", &mut |_| (), make, |row| {
        owner.get_or_insert(row);
        Ok::<(), ReadError>(())
    })?;
    Ok((owner, account))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::source::Source;

    const PROFILE: &str = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\n\
        Sam,Reed,,,\"Feb 29, 1984\",\"Connector, \"\"in general\"\"\",\"Line one\n\nLine two\",Software,,\"Lisbon, Portugal\",,,\n";

    fn read(text: &str) -> Result<(Option<Owner>, Account), ReadError> {
        read_profile(&File::survey(Source::bytes("Profile.csv", text.as_bytes()), None, None)?)
    }

    #[test]
    fn the_profile_names_the_owner() {
        let (owner, _) = read(PROFILE).expect("readable");
        let owner = owner.expect("an owner");
        assert_eq!(owner.name(), "Sam Reed");
        assert_eq!(owner.headline.as_deref(), Some("Connector, \"in general\""));
        assert_eq!(owner.location.as_deref(), Some("Lisbon, Portugal"));
        assert!(read("a,b\n").is_err());
    }
}
