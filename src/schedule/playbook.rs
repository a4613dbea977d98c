//! The playbook: the rules that raise follow-ups, as data.
//!
//! Reads and checks the TOML; what the rules mean is `plan`'s.

use crate::model::{Kind, Relationship, Span, word::words};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;

/// The built-in playbook, with its comments.
pub const BUILT_IN: &str = include_str!("playbook.toml");

words! {
    /// A fact that raises a follow-up.
    Trigger {
        /// Met somebody neither connected nor asked by then.
        EncounterBeforeAsking = "encounter-before-asking",
        /// Met somebody connected or asked by then.
        EncounterAfterAsking = "encounter-after-asking",
        /// An arranged meeting.
        Meeting = "meeting",
        /// A call.
        Call = "call",
        /// A request the user sent, while pending.
        RequestSent = "request-sent",
        /// A request the user received, while pending.
        RequestReceived = "request-received",
        /// A request the user sent was accepted.
        RequestAccepted = "request-accepted",
        /// A request the user sent was declined.
        RequestDeclined = "request-declined",
        /// A message marked as awaiting a reply.
        AwaitedMessage = "awaited-message",
        /// The last contact, where a cadence is set.
        LastContact = "last-contact",
        /// An import showed another company.
        CompanyChanged = "company-changed",
        /// Something promised.
        Promise = "promise",
        /// Something to be reminded of.
        Reminder = "reminder",
    }
}

words! {
    /// A fact that makes a follow-up moot.
    Stopper {
        /// Any request, in either direction.
        Request = "request",
        /// Connected.
        Connected = "connected",
        /// The request was resolved, or the contact wrote or spoke.
        Answer = "answer",
        /// The request was resolved.
        Resolved = "resolved",
        /// Something came from the contact.
        Inbound = "inbound",
        /// The user sent a message or an e-mail.
        OutboundMessage = "outbound-message",
        /// A resource was shared.
        ResourceShared = "resource-shared",
        /// An introduction was made.
        IntroductionMade = "introduction-made",
    }
}

/// When a rule's follow-up is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// So long after the raising fact.
    After(Span),
    /// On the day the user named.
    NamedDay,
    /// One cadence after the last contact.
    Cadence,
}

/// One rule of the playbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub kind: Kind,
    /// What raises it.
    pub raised_by: Vec<Trigger>,
    /// When it is due.
    pub due: Due,
    /// What makes it moot.
    pub stopped_by: Vec<Stopper>,
    /// How long after the raising fact it makes sense; `None`: always.
    pub lapses: Option<Span>,
    /// Lower comes first.
    pub importance: u32,
    /// How long after it was done it comes once more.
    pub again: Option<Span>,
    /// How often it comes at most.
    pub most: u32,
    /// The kind it turns into where no channel but the network is known.
    pub without_channel: Option<Kind>,
    /// Switched on.
    pub enabled: bool,
}

/// The numbers of tact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tact {
    /// Messages without a sign of life after which everything rests (ruling 13).
    pub rest_after: u32,
    /// The distance a check-in keeps from the last outbound message (ruling 14).
    pub check_in_gap: Span,
    /// After how long a skipped decision comes back (ruling 9).
    pub decide_rest: Span,
    /// The least time between due and lapse (ruling 11).
    pub lapse_at_least: Span,
    /// How long a snoozed follow-up stays after its new day (ruling 10).
    pub snooze_grace: Span,
    /// How long after a withdrawal a network refuses a new invitation.
    pub reinvite_after: Span,
    /// Pending requests older than this at their import raise nothing each (ruling 21).
    pub imported_backlog: Span,
}

/// The rules that raise follow-ups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playbook {
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// The numbers of tact.
    pub tact: Tact,
    /// How often to stay in touch, by relationship.
    pub relationship_cadence: BTreeMap<Relationship, Span>,
    /// How often to stay in touch, by tag (lower case).
    pub tag_cadence: BTreeMap<String, Span>,
}

/// A mistake in a playbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaybookError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what was expected, as one sentence.
    pub message: String,
}

impl std::fmt::Display for PlaybookError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for PlaybookError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlaybook {
    tact: Option<Spanned<toml::Table>>,
    #[serde(default)]
    cadence: RawCadence,
    #[serde(default)]
    rule: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawCadence {
    #[serde(default)]
    relationship: BTreeMap<Spanned<String>, Span>,
    #[serde(default)]
    tag: BTreeMap<String, Span>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    name: Spanned<String>,
    kind: Spanned<String>,
    raised_by: Spanned<OneOrMany>,
    due: Spanned<String>,
    stopped_by: Option<Spanned<OneOrMany>>,
    lapses: Spanned<String>,
    importance: u32,
    again: Option<Span>,
    most: Option<Spanned<u32>>,
    without_channel: Option<Spanned<String>>,
    #[serde(default = "on")]
    enabled: bool,
}

const fn on() -> bool {
    true
}

/// The line (from 1) on which byte `at` of `text` stands.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn fail<T>(&self, span: Range<usize>, message: String) -> Result<T, PlaybookError> {
        Err(PlaybookError { line: line_of(self.0, span.start), message })
    }

    fn word<T: std::str::FromStr<Err = String>>(&self, what: &str, s: &Spanned<String>) -> Result<T, PlaybookError> {
        let word = s.get_ref();
        word.parse().or_else(|e: String| self.fail(s.span(), format!("{what} = {word:?} is not known: {e}")))
    }

    fn list<T: std::str::FromStr<Err = String>>(
        &self,
        what: &str,
        s: &Spanned<OneOrMany>,
    ) -> Result<Vec<T>, PlaybookError> {
        let words = match s.get_ref() {
            OneOrMany::One(word) => std::slice::from_ref(word),
            OneOrMany::Many(words) => words.as_slice(),
        };
        words
            .iter()
            .map(|w| w.parse().or_else(|e: String| self.fail(s.span(), format!("{what} = {w:?} is not known: {e}"))))
            .collect()
    }

    fn span(&self, what: &str, s: &Spanned<String>, also: &str) -> Result<Span, PlaybookError> {
        let text = s.get_ref();
        Span::parse(text).map_or_else(
            || self.fail(s.span(), format!("{what} = {text:?}: expected a length of time such as \"10 days\"{also}")),
            Ok,
        )
    }

    fn rule(&self, raw: &Spanned<RawRule>) -> Result<Rule, PlaybookError> {
        let r = raw.get_ref();
        let name = r.name.get_ref().clone();
        let fits = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !fits {
            return self.fail(r.name.span(), format!("name = {name:?}: expected small letters, digits and dashes"));
        }
        let raised_by: Vec<Trigger> = self.list("raised_by", &r.raised_by)?;
        if raised_by.is_empty() {
            return self.fail(r.raised_by.span(), "raised_by is empty: expected at least one fact".into());
        }
        let due = match r.due.get_ref().as_str() {
            "named day" => Due::NamedDay,
            "cadence" => Due::Cadence,
            _ => Due::After(self.span("due", &r.due, ", \"named day\" or \"cadence\"")?),
        };
        let named = |t: &Trigger| matches!(t, Trigger::Promise | Trigger::Reminder);
        let fits = match due {
            Due::NamedDay => raised_by.iter().all(named),
            Due::Cadence => raised_by == [Trigger::LastContact],
            Due::After(_) => !raised_by.iter().any(|t| named(t) || *t == Trigger::LastContact),
        };
        if !fits {
            return self.fail(
                r.due.span(),
                format!(
                    "due = {:?} does not go with this raised_by: expected \"named day\" for promise and reminder, \
                     \"cadence\" for last-contact, a length of time for the rest",
                    r.due.get_ref()
                ),
            );
        }
        let lapses = match r.lapses.get_ref().as_str() {
            "never" => None,
            _ => Some(self.span("lapses", &r.lapses, " or \"never\"")?),
        };
        let most = r.most.as_ref().map_or(1, |m| *m.get_ref());
        if let Some(m) = r.most.as_ref().filter(|m| *m.get_ref() == 0 || (*m.get_ref() > 1 && r.again.is_none())) {
            return self.fail(m.span(), format!("most = {most}: expected 1, or more together with `again`"));
        }
        Ok(Rule {
            name,
            kind: self.word("kind", &r.kind)?,
            raised_by,
            due,
            stopped_by: r.stopped_by.as_ref().map_or(Ok(Vec::new()), |s| self.list("stopped_by", s))?,
            lapses,
            importance: r.importance,
            again: r.again,
            most,
            without_channel: r.without_channel.as_ref().map(|k| self.word("without_channel", k)).transpose()?,
            enabled: r.enabled,
        })
    }
}

/// What a TOML error says, with its line.
fn toml_error(text: &str, e: &toml::de::Error) -> PlaybookError {
    let line = e.span().map_or(1, |s| line_of(text, s.start));
    PlaybookError { line, message: e.message().replace('\n', ", ") }
}

impl Playbook {
    /// The built-in playbook.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[must_use]
    #[allow(clippy::expect_used, reason = "the text is part of the program and read by a test")]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).expect("the built-in playbook is read by a test")
    }

    /// Reads a playbook. A `[tact]` number that is left out is the built-in one's.
    ///
    /// # Errors
    /// The first mistake, with its line and what was expected.
    pub fn parse(text: &str) -> Result<Self, PlaybookError> {
        let raw: RawPlaybook = toml::from_str(text).map_err(|e| toml_error(text, &e))?;
        let reader = Reader(text);
        let mut names = BTreeSet::new();
        let mut rules = Vec::with_capacity(raw.rule.len());
        for r in &raw.rule {
            let rule = reader.rule(r)?;
            if !names.insert(rule.name.clone()) {
                return reader.fail(r.get_ref().name.span(), format!("two rules are called {:?}", rule.name));
            }
            rules.push(rule);
        }
        let mut relationship_cadence = BTreeMap::new();
        for (word, span) in &raw.cadence.relationship {
            relationship_cadence.insert(reader.word("relationship", word)?, *span);
        }
        Ok(Self {
            rules,
            tact: tact(text, raw.tact)?,
            relationship_cadence,
            tag_cadence: raw.cadence.tag.into_iter().map(|(t, s)| (t.to_lowercase(), s)).collect(),
        })
    }

    /// The rule of that name.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.name == name)
    }
}

/// The numbers of tact: those of `given`, over the built-in ones.
fn tact(text: &str, given: Option<Spanned<toml::Table>>) -> Result<Tact, PlaybookError> {
    let built_in = |e: toml::de::Error| toml_error(BUILT_IN, &e);
    let base: toml::Table = toml::from_str(BUILT_IN).map_err(built_in)?;
    let mut table = base.get("tact").and_then(|t| t.as_table()).cloned().unwrap_or_default();
    let line = given.as_ref().map_or(1, |g| line_of(text, g.span().start));
    if let Some(given) = given {
        table.extend(given.into_inner());
    }
    let tact: Tact = table
        .try_into()
        .map_err(|e: toml::de::Error| PlaybookError { line, message: format!("[tact]: {}", e.message()) })?;
    if tact.rest_after == 0 {
        return Err(PlaybookError { line, message: "[tact]: rest_after = 0: expected 1 or more".into() });
    }
    Ok(tact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_playbook_holds_every_rule_of_the_contract() {
        let book = Playbook::built_in();
        let names: Vec<(&str, bool)> = book.rules.iter().map(|r| (r.name.as_str(), r.enabled)).collect();
        for (name, enabled) in [
            ("connect-after-meeting", true),
            ("thank-for-meeting", true),
            ("thank-for-accepting", true),
            ("nudge-request", true),
            ("decide-stale-request", true),
            ("answer-request", true),
            ("share-resource", true),
            ("nudge-awaited-reply", true),
            ("keep-promise", true),
            ("remind", true),
            ("keep-in-touch", true),
            ("congratulate", true),
            ("introduce", false),
            ("ask-feedback", false),
        ] {
            assert!(names.contains(&(name, enabled)), "{name}");
        }
        assert_eq!(names.len(), 14);
    }

    #[test]
    fn a_mistake_is_reported_with_its_line_and_what_was_expected() {
        let good = BUILT_IN;
        for (from, to, line_holds, says) in [
            ("due = \"10 days\"", "due = \"ten moons\"", "ten moons", "expected a length of time"),
            ("kind = \"congratulate\"", "kind = \"hug\"", "\"hug\"", "expected one of: connect"),
            ("raised_by = \"company-changed\"", "raised_by = \"moon\"", "\"moon\"", "expected one of: encounter"),
            ("stopped_by = \"inbound\"", "stopped_by = [\"inbound\", \"x\"]", "\"x\"", "expected one of: request"),
            ("name = \"remind\"", "name = \"keep-promise\"", "keep-promise", "two rules are called"),
            ("most = 2", "most = 0", "most = 0", "expected 1"),
            ("due = \"cadence\"", "due = \"3 days\"", "3 days", "\"cadence\" for last-contact"),
            ("importance = 95", "importance = \"high\"", "high", "expected u32"),
            ("again = \"14 days\"", "agian = \"14 days\"", "agian", "unknown field"),
            ("[[rule]]\nname = \"remind\"", "[[rule]\nname = \"remind\"", "[[rule]", ""),
        ] {
            let bad = good.replacen(from, to, 1);
            assert_ne!(bad, good, "{from}");
            let e = Playbook::parse(&bad).unwrap_err();
            let line = bad.lines().nth(e.line - 1).unwrap();
            let near: Vec<&str> = bad.lines().skip(e.line.saturating_sub(2)).take(3).collect();
            assert!(near.join("\n").contains(line_holds), "{from}: line {} is {line:?}: {}", e.line, e.message);
            assert!(e.message.contains(says), "{from}: {}", e.message);
        }
    }

    #[test]
    fn a_playbook_may_leave_tact_out_or_give_one_number() {
        let book = Playbook::parse("[tact]\nrest_after = 3\n").unwrap();
        assert_eq!((book.tact.rest_after, book.tact.check_in_gap), (3, Span::days(7)));
        assert!(book.rules.is_empty());
        assert_eq!(Playbook::parse("[tact]\nrest_after = 0\n").unwrap_err().line, 1);
    }
}
