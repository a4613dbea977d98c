//! Profile.csv, and whose export it is: the owner's name from the profile, their address from the
//! invitations, which have it since 2023.
//!
//! Birth date, street and the like are in the file too; they are never read.

use std::collections::HashMap;

use super::sheet::{self, Open};
use super::{InvitationRow, Owner, ReadError, Sheet, reason, slug_key};

pub(super) const WANTED: &[&str] = &["First Name", "Last Name", "Headline"];

/// Reads a Profile.csv of any year: one row, the owner without the profile's address.
///
/// # Errors
/// The encoding is unknown, the file is empty or has no header, or its row has no name.
pub fn read_profile(name: &str, bytes: &[u8], encoding: Option<&str>) -> Result<Sheet<Owner>, ReadError> {
    let decoded = sheet::decode(bytes, encoding)?;
    let mut open = Open::new(name, &decoded, WANTED)?;
    let columns = ["First Name", "Last Name", "Headline", "Industry", "Geo Location"].map(|c| open.column(c));
    let rows = open.rows(&mut |_| (), |open, record| {
        let [first, last, headline, industry, location] = columns.map(|c| open.cells.line(record.cell(c)));
        if first.is_none() && last.is_none() {
            return Err(reason::NO_NAME);
        }
        Ok(Owner { first, last, headline, industry, location, url: None })
    });
    open.finish(rows, "the owner's First Name and Last Name")
}

/// The owner, completed from their side of the invitations: the address most of them name. Where
/// there was no profile, the name most of them give is the first name, unsplit.
pub(super) fn complete(owner: Option<Owner>, invitations: &[InvitationRow]) -> Option<Owner> {
    let own = || invitations.iter().map(InvitationRow::own);
    let url = commonest(own().filter_map(|(_, url)| url.and_then(|u| Some((slug_key(u)?, u)))));
    let mut owner = owner.unwrap_or_else(|| {
        let first = commonest(own().filter_map(|(name, _)| name.map(|n| (n.to_owned(), n))));
        Owner { first: first.map(str::to_owned), ..Owner::default() }
    });
    owner.url = url.map(str::to_owned);
    (owner.first.is_some() || owner.last.is_some() || owner.url.is_some()).then_some(owner)
}

/// The first of those that share the commonest key; the earlier one where two are equally common.
fn commonest<'a>(items: impl Iterator<Item = (String, &'a str)>) -> Option<&'a str> {
    let mut seen: HashMap<String, (usize, usize, &str)> = HashMap::new();
    for (place, (key, item)) in items.enumerate() {
        seen.entry(key).or_insert((0, place, item)).0 += 1;
    }
    seen.into_values().max_by_key(|&(count, place, _)| (count, std::cmp::Reverse(place))).map(|(_, _, item)| item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::linkedin::read_invitations;

    const PROFILE: &str = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\n\
        Sam,Reed,,,\"Feb 29, 1984\",\"Connector, \"\"in general\"\"\",\"Line one\n\nLine two\",Software,,\"Lisbon, Portugal\",,,\n";

    fn invitations(text: &str) -> Vec<InvitationRow> {
        let header = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n";
        read_invitations("I", format!("{header}{text}").as_bytes(), None, &mut |_| ()).expect("readable").rows
    }

    #[test]
    fn the_profile_names_the_owner() {
        let sheet = read_profile("Profile.csv", PROFILE.as_bytes(), None).expect("readable");
        let owner = &sheet.rows[0];
        assert_eq!(owner.name(), "Sam Reed");
        assert_eq!(owner.headline.as_deref(), Some("Connector, \"in general\""));
        assert_eq!((owner.location.as_deref(), sheet.rows.len()), (Some("Lisbon, Portugal"), 1));
        assert!(read_profile("P", b"a,b\n", None).is_err());
    }

    #[test]
    fn the_invitations_tell_the_owners_address() {
        let rows = invitations(
            "Sam Reed,Mia,1-Jun-26,,OUTGOING,https://www.linkedin.com/in/sam-reed,https://www.linkedin.com/in/mia\n\
             Bo,Sam Reed,1-Jun-26,,INCOMING,https://www.linkedin.com/in/bo,http://linkedin.com/in/Sam-Reed/\n\
             S. Reed,Cy,1-Jun-26,,OUTGOING,https://www.linkedin.com/in/sam-old,https://www.linkedin.com/in/cy\n",
        );
        let owner =
            complete(Some(Owner { first: Some("Samuel".into()), ..Owner::default() }), &rows).expect("an owner");
        assert_eq!(
            (owner.name().as_str(), owner.url.as_deref()),
            ("Samuel", Some("https://www.linkedin.com/in/sam-reed"))
        );
        assert_eq!(complete(None, &rows).map(|o| o.name()).as_deref(), Some("Sam Reed"));
        assert_eq!(complete(None, &[]), None);
    }
}
