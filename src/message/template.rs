//! Templates: the words of messages, kept as data in `templates/*.toml`, and how they are read.
//!
//! A template is a list of slots, each a list of variants; a draft takes one variant of every
//! slot. A variant is a minijinja text and is used only where every word it names is known. Never
//! reads a file: the built-in ones are embedded, the user's own are handed in as text.
//!
//! ```toml
//! description = "One line on when it is meant for"
//! kind = "check-in"
//! greeting = true                        # opens with "Hi Laura,"; texts then begin in lower case
//! prefer = ["topic", "at_place"]         # said where known, the most important first
//! subject = ["About {{ topic }}", "How are you?"]
//!
//! [[slots]]
//! name = "opening"
//! optional = false                       # true: the slot may be left out
//! shared = "met-opening"                 # a list of shared.toml whose variants follow
//! variants = [
//!   "our conversation about {{ topic }} came to mind.",
//!   { text = "I hope you got home well.", needs = ["recent", "event"], unless = ["topic"] },
//! ]
//! ```
//!
//! The words are [`super::facts::WORDS`], the circumstances [`super::facts::CIRCUMSTANCES`].

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Deserialize;
use toml::Spanned;

use super::facts;
use super::variant::Variant;
use crate::model::Kind;

macro_rules! builtin {
    ($($name:literal),+ $(,)?) => {
        /// The built-in templates, in the order in which they are listed.
        const BUILTIN: &[(&str, &str)] = &[$(($name, include_str!(concat!("templates/", $name, ".toml")))),+];
    };
}

builtin!(
    "connect-briefly",
    "connect-event",
    "connect-conference",
    "connect-introduced",
    "connect-former-colleague",
    "connect-not-met",
    "connect-know-well",
    "thank-accepting",
    "thank-accepting-no-note",
    "thank-meeting",
    "nudge-request",
    "nudge-reply",
    "ask-feedback",
    "share-resource",
    "introduce",
    "promise",
    "reminder",
    "check-in",
    "congratulate",
    "decide-request",
    "answer-request",
);

/// Lists of variants that several templates use.
const SHARED: &str = include_str!("templates/shared.toml");

/// The most variants a template may hold: drafting tries their combinations.
const VARIANTS_MOST: usize = 400;
/// The most slots a template may hold.
const SLOTS_MOST: usize = 8;

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The template's name.
    pub template: String,
    /// The line, from 1, where it can be told.
    pub line: Option<usize>,
    /// What was wrong, and what would be right.
    pub why: String,
}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "template {}, line {line}: {}", self.template, self.why),
            None => write!(f, "template {}: {}", self.template, self.why),
        }
    }
}

impl std::error::Error for TemplateError {}

/// The templates at hand: the built-in ones, and the user's own over them.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    own: BTreeMap<String, String>,
}

impl Templates {
    /// Only the built-in ones.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// Every template as (name, one-line description): the built-in ones in their order, then the
    /// user's own new ones.
    pub fn names(&self) -> impl Iterator<Item = (&str, String)> {
        let builtin = BUILTIN.iter().map(|(name, _)| *name);
        let own = self.own.keys().map(String::as_str).filter(|name| !BUILTIN.iter().any(|(n, _)| n == name));
        builtin.chain(own).map(|name| (name, self.get(name).map(|t| t.description).unwrap_or_default()))
    }

    /// A template's text as it is written; `shared` is the text of the lists that templates share.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&str> {
        if let Some(own) = self.own.get(name) {
            return Some(own);
        }
        if name == "shared" {
            return Some(SHARED);
        }
        BUILTIN.iter().find(|(n, _)| *n == name).map(|(_, source)| *source)
    }

    /// Whether the user's own text stands in place of (or beside) the built-in ones.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// Adds the user's own template, over a built-in one of the same name.
    ///
    /// # Errors
    /// What is wrong with the text, and where; nothing is added then.
    pub fn add(&mut self, name: &str, source: &str) -> Result<(), TemplateError> {
        let fail = |line, why: &str| TemplateError { template: name.to_owned(), line, why: why.to_owned() };
        if name.is_empty() || name == "shared" || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(fail(None, "a name is made of letters, digits and hyphens, and is not \"shared\""));
        }
        let template = parse(name, source)?;
        check(name, source, &template)?;
        self.own.insert(name.to_owned(), source.to_owned());
        Ok(())
    }

    /// What a template is for; `None` where there is none of that name.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.get(name).ok().map(|template| template.kind)
    }

    /// The template called `name`, read.
    pub(super) fn get(&self, name: &str) -> Result<Template, TemplateError> {
        let source = self.source(name).ok_or_else(|| TemplateError {
            template: name.to_owned(),
            line: None,
            why: "there is no template of this name".to_owned(),
        })?;
        parse(name, source)
    }
}

/// A template, read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Template {
    /// One line on when it is meant for.
    pub description: String,
    /// The kind of follow-up it serves.
    #[serde(deserialize_with = "kind")]
    pub kind: Kind,
    /// Opens with a greeting of its own ("Hi Laura,") from the shared list.
    #[serde(default)]
    pub greeting: bool,
    /// The words to use where they are known, the most important first.
    #[serde(default)]
    pub prefer: Vec<Spanned<String>>,
    /// Subjects for an e-mail: the first that can be filled is used, peers take turns.
    #[serde(default)]
    pub subject: Vec<Spanned<Variant>>,
    /// The parts of the text, in order.
    pub slots: Vec<Slot>,
}

/// One part of a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slot {
    /// What it is for; said in errors only.
    pub name: String,
    /// May be left out.
    #[serde(default)]
    pub optional: bool,
    /// Its wordings, the best first.
    #[serde(default)]
    pub variants: Vec<Spanned<Variant>>,
    /// The name of a shared list whose wordings follow its own.
    #[serde(default)]
    pub shared: Option<Spanned<String>>,
}

/// The lists that templates share.
#[derive(Debug, Deserialize)]
pub(super) struct Shared {
    /// Greetings, as "Hi Laura,".
    pub greeting: Vec<String>,
    /// Ends of an e-mail, without the name.
    pub sign_off: Vec<String>,
    /// Lists by name.
    pub lists: BTreeMap<String, Vec<Spanned<Variant>>>,
}

pub(super) fn shared() -> Result<Shared, TemplateError> {
    toml::from_str(SHARED).map_err(|e| error("shared", SHARED, &e))
}

fn kind<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Kind, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

fn error(name: &str, source: &str, e: &toml::de::Error) -> TemplateError {
    let line = e.span().map(|span| line_of(source, span.start));
    TemplateError { template: name.to_owned(), line, why: e.message().to_owned() }
}

fn line_of(source: &str, offset: usize) -> usize {
    1 + source.bytes().take(offset).filter(|b| *b == b'\n').count()
}

fn parse(name: &str, source: &str) -> Result<Template, TemplateError> {
    let template: Template = toml::from_str(source).map_err(|e| error(name, source, &e))?;
    let fail = |why: &str| TemplateError { template: name.to_owned(), line: None, why: why.to_owned() };
    if template.slots.is_empty() || template.slots.len() > SLOTS_MOST {
        return Err(fail(&format!("a template has 1 to {SLOTS_MOST} [[slots]]")));
    }
    if template.slots.iter().map(|s| s.variants.len()).sum::<usize>() > VARIANTS_MOST {
        return Err(fail(&format!("a template has at most {VARIANTS_MOST} variants")));
    }
    Ok(template)
}

/// A fresh engine: strict about unknown words, without escaping, and with fuel, so that no
/// template can run for long.
pub(super) fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    engine.set_fuel(Some(5_000));
    engine
}

/// Everything that can be wrong beyond the form: words that don't exist, texts that don't compile.
fn check(name: &str, source: &str, template: &Template) -> Result<(), TemplateError> {
    let at = At { name, source };
    for word in &template.prefer {
        if facts::tells(word.get_ref()).is_none() {
            return Err(at.fail(word.span().start, unknown(word.get_ref())));
        }
    }
    let mut named = template.greeting | check_slots(&at, template)?;
    for variant in template.slots.iter().flat_map(|s| &s.variants) {
        named |= check_variant(&at, variant)?;
    }
    for subject in &template.subject {
        check_variant(&at, subject)?;
    }
    if named {
        return Ok(());
    }
    Err(at.whole("no variant names the person: write {{ name }} in one slot, or greeting = true".to_owned()))
}

/// Where an error is told of.
struct At<'a> {
    name: &'a str,
    source: &'a str,
}

impl At<'_> {
    fn fail(&self, offset: usize, why: String) -> TemplateError {
        TemplateError { line: Some(line_of(self.source, offset)), ..self.whole(why) }
    }

    fn whole(&self, why: String) -> TemplateError {
        TemplateError { template: self.name.to_owned(), line: None, why }
    }
}

/// Whether a shared list of the slots names the person.
fn check_slots(at: &At<'_>, template: &Template) -> Result<bool, TemplateError> {
    let lists = shared()?.lists;
    let mut named = false;
    for slot in &template.slots {
        if let Some(list) = &slot.shared {
            let Some(variants) = lists.get(list.get_ref()) else {
                let known: Vec<&str> = lists.keys().map(String::as_str).collect();
                let why = format!("there is no shared list \"{}\"; there are: {}", list.get_ref(), known.join(", "));
                return Err(at.fail(list.span().start, why));
            };
            named |= variants.iter().all(|v| v.get_ref().text().contains("{{ name }}"));
        } else if slot.variants.is_empty() {
            return Err(at.whole(format!("slot \"{}\" has no variants", slot.name)));
        }
    }
    Ok(named)
}

/// Whether the variant names the person.
fn check_variant(at: &At<'_>, variant: &Spanned<Variant>) -> Result<bool, TemplateError> {
    let start = variant.span().start;
    for need in variant.get_ref().needs().iter().chain(variant.get_ref().unless()) {
        if !facts::CIRCUMSTANCES.iter().any(|(n, _)| n == need) && facts::tells(need).is_none() {
            let known: Vec<&str> = facts::CIRCUMSTANCES.iter().map(|(n, _)| *n).collect();
            return Err(at.fail(start, format!("there is no circumstance \"{need}\"; there are: {}", known.join(", "))));
        }
    }
    let engine = engine();
    let compiled = engine.template_from_str(variant.get_ref().text()).map_err(|e| {
        let mut wrong = at.fail(start, e.detail().unwrap_or("the text can't be read").to_owned());
        wrong.line = wrong.line.map(|l| l + e.line().unwrap_or(1).saturating_sub(1));
        wrong
    })?;
    let words = compiled.undeclared_variables(false);
    match words.iter().filter(|w| facts::tells(w).is_none()).min() {
        Some(word) => Err(at.fail(start, unknown(word))),
        None => Ok(words.contains("name")),
    }
}

fn unknown(word: &str) -> String {
    let known: Vec<&str> = facts::WORDS.iter().map(|w| w.name).collect();
    format!("there is no word \"{word}\"; there are: {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_template_passes_its_own_check() {
        for (name, source) in BUILTIN {
            let mut templates = Templates::builtin();
            templates.add(name, source).unwrap();
        }
        let lists = shared().unwrap().lists;
        let engine = engine();
        for text in lists.values().flatten().map(|v| v.get_ref().text()) {
            let compiled = engine.template_from_str(text).unwrap();
            assert!(compiled.undeclared_variables(false).iter().all(|w| facts::tells(w).is_some()), "{text:?}");
        }
    }

    #[test]
    fn every_template_says_what_it_is_for() {
        let templates = Templates::builtin();
        let names: Vec<_> = templates.names().collect();
        assert_eq!(names.len(), BUILTIN.len());
        assert!(names.iter().all(|(_, description)| description.len() > 15 && !description.contains('\n')));
    }

    #[test]
    fn an_own_template_shadows_a_built_in_one_and_is_listed_once() {
        let mut templates = Templates::builtin();
        let own = "description = 'Mine'\nkind = 'check-in'\n[[slots]]\nname = 'all'\nvariants = ['Hi {{ name }}.']\n";
        templates.add("check-in", own).unwrap();
        templates.add("mine", own).unwrap();
        assert_eq!(templates.source("check-in"), Some(own));
        assert_eq!(templates.names().filter(|(n, _)| *n == "check-in").count(), 1);
        assert!(templates.names().any(|(n, d)| n == "mine" && d == "Mine"));
        assert!(templates.is_own("mine") && !templates.is_own("promise"));
    }

    #[test]
    fn an_error_names_the_template_the_line_and_the_cause() {
        let head = "description = 'x'\nkind = 'check-in'\n[[slots]]\nname = 'all'\n";
        for (source, line, part) in [
            (format!("{head}variants = [\n  'Hi {{{{ name }}}}',\n  'Hi {{{{ nmae }}}}',\n]"), Some(7), "\"nmae\""),
            (format!("{head}variants = ['Hi {{{{ name ']"), Some(5), ""),
            (format!("{head}variants = ['Hi there']"), None, "names the person"),
            (format!("{head}variants = [{{ text = '{{{{ name }}}}', needs = ['rain'] }}]"), Some(5), "\"rain\""),
            (format!("{head}shared = 'nothing'"), Some(5), "shared list"),
            (head.to_owned(), None, "no variants"),
            ("description = 'x'\nkind = 'greet'\nslots = []".to_owned(), Some(2), "expected one of"),
            ("description = 'x'\nkind = 'check-in'\nslots = []".to_owned(), None, "[[slots]]"),
            ("description = \n".to_owned(), Some(1), ""),
            (format!("{head}variants = ['{{{{ name }}}}']\nextra = 1"), Some(6), "extra"),
        ] {
            let e = Templates::builtin().add("mine", &source).unwrap_err();
            assert_eq!((e.template.as_str(), e.line), ("mine", line), "{e}\n{source}");
            assert!(e.why.contains(part), "{e}");
        }
        assert!(Templates::builtin().add("../up", head).is_err());
    }
}
