//! What may be said in one message: a brief turned into the words that templates name.
//!
//! A word that is not known has no value, and no template variant that names it is used. Values
//! are data: they are handed to the template engine, never read as templates.

use std::collections::BTreeMap;

use minijinja::Value;

use super::{Brief, count, day_words, variant::Variant};
use crate::model::{Day, InteractionKind, place};

/// A word a template may name.
#[derive(Debug)]
pub struct Word {
    /// As written between braces.
    pub name: &'static str,
    /// What it stands for, for `template show` and `template check`.
    pub meaning: &'static str,
    /// The facts it tells, as bits: no text tells the same fact twice.
    pub(super) tells: u32,
}

pub(super) const NAME: u32 = 1;
const PLACE: u32 = 1 << 1;
const WHEN: u32 = 1 << 2;
const TOPIC: u32 = 1 << 3;
const COMPANY: u32 = 1 << 4;
const INTRODUCER: u32 = 1 << 5;
const TITLE: u32 = 1 << 6;
const DOES: u32 = 1 << 7;
const ME: u32 = 1 << 8;
const NETWORK: u32 = 1 << 9;
const TALK: u32 = 1 << 10;
const ASKED: u32 = 1 << 11;
const SENT: u32 = 1 << 12;
const SUBJECT: u32 = 1 << 13;
const RESOURCE: u32 = 1 << 14;
const URL: u32 = 1 << 15;
const OTHER: u32 = 1 << 16;
const OTHER_WORK: u32 = 1 << 17;
const PROMISE: u32 = 1 << 18;
const GAP: u32 = 1 << 19;

const fn word(name: &'static str, tells: u32, meaning: &'static str) -> Word {
    Word { name, meaning, tells }
}

/// Every word a template may name.
pub const WORDS: &[Word] = &[
    word("name", NAME, "what to call the person"),
    word("scene", PLACE | WHEN, "where and when you met, as far as known: \"at RustConf on Tuesday\""),
    word("at_place", PLACE, "where you met, with its preposition: \"at RustConf\""),
    word("event", PLACE, "the event, with its article: \"the Rust meetup\""),
    word("when", WHEN, "when you met: \"yesterday\", \"in March\""),
    word("topic", TOPIC, "what you spoke about: \"marketing trends\""),
    word("theme", TOPIC, "the same, where it is a subject in general and not \"your new job\""),
    word("interest", TOPIC, "what interests you about somebody you have not met"),
    word("talk", TALK, "what it was: \"conversation\", \"meeting\" or \"call\""),
    word("company", COMPANY, "where they work"),
    word("title", TITLE, "what they do there"),
    word("introducer", INTRODUCER, "who introduced you"),
    word("me", ME, "your given name"),
    word("does", DOES, "what you do: \"a financial advisor\""),
    word("network", NETWORK, "the network to connect on: \"LinkedIn\""),
    word("asked", ASKED, "when your pending request was sent: \"last week\""),
    word("sent", SENT, "when the message that awaits a reply was sent"),
    word("subject", SUBJECT, "the subject of the message that awaits a reply"),
    word("resource", RESOURCE, "the title of what you share"),
    word("url", URL, "its address"),
    word("other", OTHER, "the person you introduce them to"),
    word("other_company", OTHER_WORK, "where that person works"),
    word("promise", PROMISE, "what you promised, after \"I promised to\": \"send the deck\""),
    word("gap", GAP, "how long ago you were last in touch, after \"it has been\": \"a few months\""),
];

/// Circumstances a variant may ask for with `needs`: they have no words of their own.
pub const CIRCUMSTANCES: &[(&str, &str)] = &[
    ("met", "you met or spoke"),
    ("in_person", "you met face to face"),
    ("recent", "you met within the last week"),
    ("before_today", "you met before today"),
    ("days_ago", "you met three days to a month ago"),
    ("event", "you met at an event"),
    ("had_note", "your request to connect carried a note"),
    ("worked_there", "the place may be where two colleagues worked: neither an event nor a cup of coffee"),
    ("met_again", "the place is an event, a coffee, a call"),
    ("letter", "it goes out as an e-mail"),
];

/// The bits of a word; `None` for a word that does not exist.
pub(super) fn tells(name: &str) -> Option<u32> {
    WORDS.iter().find(|w| w.name == name).map(|w| w.tells)
}

/// What is known for one message.
#[derive(Debug)]
pub(super) struct Facts {
    values: Vec<(&'static str, String)>,
    circumstances: Vec<&'static str>,
}

impl Facts {
    /// Everything `brief` lets a message say. A fact longer than `longest` UTF-16 units is left
    /// out, since no text could hold it.
    pub(super) fn of(brief: &Brief, longest: usize) -> Self {
        let mut facts = Self { values: Vec::new(), circumstances: Vec::new() };
        facts.people(brief);
        facts.meeting(brief);
        facts.occasion(brief);
        facts.values.retain(|(word, value)| matches!(*word, "name" | "url") || count::utf16(value) <= longest);
        facts
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether the circumstances a variant asks for hold.
    pub(super) fn allow(&self, variant: &Variant) -> bool {
        let holds = |what: &String| self.circumstances.contains(&what.as_str()) || self.knows(what);
        variant.needs().iter().all(holds) && !variant.unless().iter().any(holds)
    }

    pub(super) fn context(&self) -> Value {
        let words: BTreeMap<&str, Value> =
            self.values.iter().map(|(name, v)| (*name, Value::from(v.as_str()))).collect();
        Value::from(words)
    }

    fn set(&mut self, name: &'static str, value: Option<String>) {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            self.values.push((name, value));
        }
    }

    fn people(&mut self, brief: &Brief) {
        self.set("name", call(&brief.to.name, brief.to.given.as_deref(), brief.limit));
        self.set("company", brief.to.company.as_deref().and_then(plain));
        self.set("title", brief.to.title.as_deref().and_then(plain));
        self.set("me", brief.from.given.as_deref().and_then(plain));
        self.set("does", brief.from.does.as_deref().and_then(occupation));
        self.set("introducer", brief.introduced_by.as_deref().and_then(plain));
        if let Some(other) = &brief.introduce_to {
            self.set("other", plain(&other.name));
            self.set("other_company", other.company.as_deref().and_then(plain));
        }
    }

    fn meeting(&mut self, brief: &Brief) {
        let Some(met) = &brief.met else {
            let interest = brief.interest.as_deref();
            let interest = interest.and_then(|t| topic(t, &brief.to.name, brief.to.given.as_deref()));
            self.set("interest", interest.filter(|t| !is_personal(t)));
            return;
        };
        let Some(when) = day_words::past(met.on, brief.today) else { return };
        self.circumstances.push("met");
        self.set("talk", Some(talk(met.how).to_owned()));
        if met.how == InteractionKind::Encounter || met.how == InteractionKind::Meeting {
            self.circumstances.push("in_person");
        }
        let days = (brief.today - met.on).num_days();
        if days <= 7 {
            self.circumstances.push("recent");
        }
        if days > 0 {
            self.circumstances.push("before_today");
        }
        if (3..=31).contains(&days) {
            self.circumstances.push("days_ago");
        }
        let topic = met.topic.as_deref().and_then(|t| topic(t, &brief.to.name, brief.to.given.as_deref()));
        self.set("theme", topic.clone().filter(|t| !is_personal(t)));
        self.set("topic", topic);
        let place = met.place.as_deref().map(|p| said_to_them(p, &brief.to.name, brief.to.given.as_deref()));
        if let Some(place) = place.as_deref().and_then(place::read) {
            self.set("scene", Some(format!("{} {when}", place.phrase)));
            if place.sort != place::Sort::Elsewhere {
                self.circumstances.push("event");
            }
            let workplace = place.phrase.starts_with("at ") || place.phrase.starts_with("in ");
            let kind = if place.sort == place::Sort::Elsewhere && workplace { "worked_there" } else { "met_again" };
            self.circumstances.push(kind);
            // "Our time at Acme. How are things at Acme?"
            let place_says = |v: &str| place.phrase.to_lowercase().contains(&v.to_lowercase());
            self.values.retain(|(name, value)| *name != "company" || !place_says(value));
            self.set("at_place", Some(place.phrase));
            self.set("event", place.event);
        } else {
            self.set("scene", Some(when.clone()));
        }
        self.set("when", Some(when));
    }

    fn occasion(&mut self, brief: &Brief) {
        self.set("network", Some(network(brief.channel.as_deref())));
        if brief.channel.as_deref() == Some("email") {
            self.circumstances.push("letter");
        }
        if brief.request_had_note == Some(true) {
            self.circumstances.push("had_note");
        }
        let past = |day: Day| day_words::past(day, brief.today);
        self.set("asked", brief.requested_on.and_then(past));
        if let Some((on, subject)) = &brief.awaited {
            self.set("sent", past(*on));
            self.set("subject", subject.as_deref().and_then(bare_subject));
        }
        if let Some(resource) = &brief.resource {
            self.set("resource", resource.title.as_deref().and_then(plain));
            self.set("url", Some(resource.url.split_whitespace().collect()));
        }
        if let Some(text) = &brief.text {
            self.set("promise", promise(text, &brief.to.name));
        }
        self.set("gap", brief.last_contact_on.and_then(|d| day_words::gap(d, brief.today)).map(str::to_owned));
    }
}

/// What to call a person: the given name, else the whole name; only its first word where a note
/// could not hold the rest.
fn call(name: &str, given: Option<&str>, limit: usize) -> Option<String> {
    let whole = given.and_then(fold).or_else(|| fold(name))?;
    if count::utf16(&whole) * 3 <= limit {
        return Some(whole);
    }
    whole.split(' ').next().map(str::to_owned)
}

const fn talk(how: InteractionKind) -> &'static str {
    match how {
        InteractionKind::Meeting => "meeting",
        InteractionKind::Call => "call",
        _ => "conversation",
    }
}

fn network(channel: Option<&str>) -> String {
    match channel {
        None | Some("linkedin" | "email" | "phone" | "") => "LinkedIn".to_owned(),
        Some("xing") => "XING".to_owned(),
        Some(other) => {
            let mut chars = other.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
        }
    }
}

/// White space folded to single blanks.
fn fold(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Without the punctuation at its end, which would collide with that of the sentence.
fn plain(text: &str) -> Option<String> {
    let text = fold(text)?;
    let bare = text.trim_end_matches(['.', ',', ';', ':', '-', '\u{2026}', ' ']).trim_start_matches([',', ';', ' ']);
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// "a financial advisor": only what can follow "as".
fn occupation(text: &str) -> Option<String> {
    let text = plain(text)?;
    let (first, _) = text.split_once(' ')?;
    matches!(first.to_lowercase().as_str(), "a" | "an" | "the").then(|| {
        let mut chars = text.chars();
        chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
    })
}

/// Words that show a note to oneself about a third person, which can't be said to that person.
const THIRD_PERSON: &[&str] =
    &["he", "she", "her", "him", "his", "hers", "they", "them", "their", "he's", "she's", "they're"];

fn is_third_person(text: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).any(|w| THIRD_PERSON.contains(&w.to_lowercase().as_str()))
}

/// What a conversation was about, as it can follow "about": notes that are whole sentences or speak
/// of the person as "she" are left unsaid; "her new job" becomes "your new job".
fn topic(text: &str, name: &str, given: Option<&str>) -> Option<String> {
    let text = fold(text)?;
    let text = text.trim_end_matches(['.', ',', ';', ':', '!', '?', '-', '\u{2026}', ' ']);
    let text = strip_word(text, "about").unwrap_or(text);
    let said = said_to_them(text, name, given);
    let (first, _) = text.split_once(' ').unwrap_or((text, ""));
    let clause = matches!(first.to_lowercase().as_str(), "i" | "we" | "he" | "she" | "they");
    let sentences = said.contains("; ") || said.contains("! ") || said.contains("? ") || mid_stop(&said);
    (!said.is_empty() && !clause && !sentences && !is_third_person(&said)).then_some(said)
}

/// "her office", "Laura's office" as "your office": how Laura is told of it.
fn said_to_them(text: &str, name: &str, given: Option<&str>) -> String {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let of_them = |who: &str| first.strip_suffix("'s").or_else(|| first.strip_suffix("\u{2019}s")) == Some(who);
    let theirs = matches!(first.to_lowercase().as_str(), "her" | "his" | "their")
        || given.is_some_and(of_them)
        || of_them(name.split(' ').next().unwrap_or_default());
    if theirs && !rest.is_empty() { format!("your {rest}") } else { text.to_owned() }
}

/// Whether a topic belongs to one of the two: others don't think about "your new job".
fn is_personal(topic: &str) -> bool {
    let mut words = topic.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    words.any(|w| matches!(w.to_lowercase().as_str(), "your" | "my" | "our" | "you" | "me" | "us" | "i"))
}

/// Whether a sentence ends within the text, and not just an abbreviation.
fn mid_stop(text: &str) -> bool {
    text.split_once(' ').is_some() && count::sentences(&format!("{text} x")) > 1
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (first, rest) = text.split_once(' ')?;
    first.eq_ignore_ascii_case(word).then_some(rest)
}

/// "Re: the deck" as "the deck".
fn bare_subject(text: &str) -> Option<String> {
    let mut text = fold(text)?;
    while let Some((head, rest)) = text.split_once(':')
        && matches!(head.trim().to_lowercase().as_str(), "re" | "fwd" | "fw" | "aw" | "wg" | "sv" | "antw")
    {
        text = rest.trim().to_owned();
    }
    let text = plain(&text)?.trim_end_matches(['!', '?']).replace('"', "'");
    (!text.is_empty()).then_some(text)
}

/// Verbs that begin a note to oneself and can follow "I promised to".
const VERBS: &[&str] = &[
    "add",
    "answer",
    "arrange",
    "ask",
    "book",
    "bring",
    "call",
    "check",
    "collect",
    "compare",
    "connect",
    "copy",
    "draft",
    "email",
    "e-mail",
    "explain",
    "find",
    "fix",
    "forward",
    "get",
    "give",
    "help",
    "introduce",
    "invite",
    "lend",
    "look",
    "mail",
    "make",
    "mention",
    "organize",
    "pass",
    "pick",
    "post",
    "prepare",
    "print",
    "provide",
    "put",
    "read",
    "recommend",
    "return",
    "review",
    "schedule",
    "send",
    "set",
    "share",
    "show",
    "suggest",
    "tell",
    "test",
    "translate",
    "try",
    "update",
    "write",
];

/// A promise as it can follow "I promised to": only a plain note that begins with a verb and
/// doesn't speak of the person. Any other stays unsaid; drafts then speak of "what I promised".
fn promise(text: &str, name: &str) -> Option<String> {
    let text = fold(text)?;
    let text = text.trim_end_matches(['.', ',', ';', ':', '!', '-', '\u{2026}', ' ']);
    let (first, rest) = text.split_once(' ')?;
    let names = name.split(' ').any(|n| text.split(|c: char| !c.is_alphanumeric()).any(|w| w.eq_ignore_ascii_case(n)));
    let odd = text.contains(['(', '!', '?', ';', ':', '{', '"', '=', '>', '/', '\n']) || mid_stop(text);
    let verb = first.to_lowercase();
    let fits = VERBS.contains(&verb.as_str()) && !odd && !names && !is_third_person(text);
    (fits && count::characters(text) <= 90).then(|| format!("{verb} {rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_said_only_where_it_can_follow_about() {
        for (text, said) in [
            ("marketing trends", Some("marketing trends")),
            ("how to price a consulting day?", Some("how to price a consulting day")),
            ("Rust in embedded.", Some("Rust in embedded")),
            ("about hiring", Some("hiring")),
            ("her new job", Some("your new job")),
            ("Laura's new job", Some("your new job")),
            ("she is hiring", None),
            ("wants pricing. Has two kids", None),
            ("what her team needs", None),
            ("tabs vs. spaces", Some("tabs vs. spaces")),
        ] {
            assert_eq!(topic(text, "Laura Chen", Some("Laura")).as_deref(), said, "{text}");
        }
    }

    #[test]
    fn a_promise_is_repeated_only_where_it_reads_as_one() {
        for (text, said) in [
            ("send the pricing deck", Some("send the pricing deck")),
            ("Share my notes on hiring.", Some("share my notes on hiring")),
            ("send her the deck", None),
            ("introduce Laura to Sam", None),
            ("pricing deck", None),
            ("send deck (not the old one!)", None),
            ("call", None),
        ] {
            assert_eq!(promise(text, "Laura Chen").as_deref(), said, "{text}");
        }
    }

    #[test]
    fn what_the_user_does_must_follow_as() {
        assert_eq!(occupation("A financial advisor.").as_deref(), Some("a financial advisor"));
        assert_eq!(occupation("I run a bakery"), None);
        assert_eq!(bare_subject("Re: AW: The deck?").as_deref(), Some("The deck"));
    }
}
