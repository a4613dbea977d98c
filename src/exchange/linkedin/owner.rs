//! Whose export it is: the name stands in Profile.csv, the profile's address nowhere. It is told by
//! the invitations (since 2023), else by who sends under the owner's name, else by who takes part in
//! nearly all conversations.
//!
//! What is counted is bounded: the owner is among the first that any file names.

use std::collections::HashMap;

use crate::model::text;

use super::{InvitationRow, MessageRow, Owner, slug_key};

/// How many different names or addresses are counted.
const COUNTED: usize = 5_000;
/// Who takes part in so many of a hundred conversations is the owner.
const NEARLY_ALL: usize = 80;
/// Fewer conversations tell nothing.
const ENOUGH: usize = 3;

/// What was seen so far of who the owner may be.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    profile: Option<Owner>,
    invited_urls: Counts,
    invited_names: Counts,
    senders: Counts,
    conversations: usize,
    conversation: Option<String>,
    members: Counts,
    of_this: Vec<String>,
}

/// How often each was seen, with the first way it was written.
#[derive(Debug, Default)]
struct Counts(HashMap<String, (usize, usize, String)>);

impl Counts {
    fn add(&mut self, key: &str, text: &str) {
        let place = self.0.len();
        if let Some(found) = self.0.get_mut(key) {
            found.0 += 1;
        } else if place < COUNTED {
            self.0.insert(key.to_owned(), (1, place, text.to_owned()));
        }
    }

    /// The one seen most often, the earlier of two seen equally often.
    fn commonest(&self) -> Option<(usize, &str)> {
        let best = self.0.values().max_by_key(|(count, place, _)| (*count, std::cmp::Reverse(*place)));
        best.map(|(count, _, text)| (*count, text.as_str()))
    }
}

impl Evidence {
    pub fn profile(&mut self, owner: Option<Owner>) {
        self.profile = self.profile.take().or(owner);
    }

    pub fn invitation(&mut self, row: &InvitationRow) {
        let (name, url) = row.own();
        if let Some((key, url)) = url.and_then(|u| Some((slug_key(u)?, u))) {
            self.invited_urls.add(&key, url);
        }
        if let Some(name) = name {
            self.invited_names.add(name, name);
        }
    }

    pub fn message(&mut self, row: &MessageRow) {
        let named = self.profile.as_ref().map(|o| text::fold(&o.name()));
        if let (Some(name), Some(own), Some(url)) = (&row.from, named, &row.from_url)
            && text::fold(name) == own
            && let Some(key) = slug_key(url)
        {
            self.senders.add(&key, url);
        }
        if row.conversation.is_none() || row.conversation != self.conversation {
            self.conversations += 1;
            self.of_this.clear();
            self.conversation.clone_from(&row.conversation);
        }
        for url in row.from_url.iter().chain(&row.to_urls) {
            let Some(key) = slug_key(url) else { continue };
            if !self.of_this.contains(&key) && self.of_this.len() < COUNTED {
                self.members.add(&key, url);
                self.of_this.push(key);
            }
        }
    }

    /// The owner, as far as the files tell.
    pub fn owner(self) -> Option<Owner> {
        let url = self.invited_urls.commonest().or_else(|| self.senders.commonest()).map(|(_, url)| url);
        let url = url.or_else(|| {
            let (count, url) = self.members.commonest()?;
            let sure = self.conversations >= ENOUGH && count * 100 >= self.conversations * NEARLY_ALL;
            sure.then_some(url)
        });
        let mut owner = self.profile.unwrap_or_else(|| {
            let first = self.invited_names.commonest().map(|(_, name)| name.to_owned());
            Owner { first, ..Owner::default() }
        });
        owner.url = url.map(str::to_owned);
        (owner.first.is_some() || owner.last.is_some() || owner.url.is_some()).then_some(owner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Direction, Moment};
    use super::*;
    use chrono::NaiveDate;

    fn url(slug: &str) -> String {
        format!("https://www.linkedin.com/in/{slug}")
    }

    fn invitation(from: &str, from_slug: &str, to: &str, to_slug: &str, direction: Direction) -> InvitationRow {
        InvitationRow {
            line: 2,
            from: Some(from.to_owned()),
            to: Some(to.to_owned()),
            sent_on: NaiveDate::from_ymd_opt(2026, 6, 1).expect("a day"),
            sent_at: None,
            message: None,
            direction,
            inviter_url: Some(url(from_slug)),
            invitee_url: Some(url(to_slug)),
        }
    }

    fn message(conversation: &str, from: (&str, &str), to: &[&str]) -> MessageRow {
        MessageRow {
            line: 2,
            conversation: Some(conversation.to_owned()),
            from: Some(from.0.to_owned()),
            from_url: Some(url(from.1)),
            to: None,
            to_urls: to.iter().map(|t| url(t)).collect(),
            when: Moment { on: NaiveDate::from_ymd_opt(2026, 6, 1).expect("a day"), at: None },
            text: None,
            direction: None,
        }
    }

    #[test]
    fn the_invitations_tell_the_owners_address() {
        let mut seen = Evidence::default();
        seen.invitation(&invitation("Sam Reed", "sam-reed", "Mia", "mia", Direction::Outgoing));
        seen.invitation(&invitation("Bo", "bo", "Sam Reed", "Sam-Reed/", Direction::Incoming));
        seen.invitation(&invitation("S. Reed", "sam-old", "Cy", "cy", Direction::Outgoing));
        let owner = seen.owner().expect("an owner");
        assert_eq!((owner.name().as_str(), owner.url), ("Sam Reed", Some(url("sam-reed"))));
        assert_eq!(Evidence::default().owner(), None);
    }

    #[test]
    fn without_invitations_the_messages_tell_it() {
        let mut seen = Evidence::default();
        seen.profile(Some(Owner { first: Some("Sam".into()), last: Some("Reed".into()), ..Owner::default() }));
        seen.message(&message("a", ("Mia", "mia"), &["sam"]));
        seen.message(&message("a", ("sam reed", "sam"), &["mia"]));
        assert_eq!(seen.owner().and_then(|o| o.url), Some(url("sam")));
        // Without a profile it is who takes part in nearly all conversations.
        let mut seen = Evidence::default();
        for other in ["mia", "bo", "cy", "di"] {
            seen.message(&message(other, ("X", other), &["sam"]));
            seen.message(&message(other, ("Y", "sam"), &[other]));
        }
        assert_eq!(seen.owner().and_then(|o| o.url), Some(url("sam")));
        let mut seen = Evidence::default();
        seen.message(&message("a", ("X", "mia"), &["sam"]));
        assert_eq!(seen.owner(), None);
    }
}
