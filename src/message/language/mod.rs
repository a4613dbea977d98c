//! Languages: the words and patterns that rules look for, one folder a language; and which language a text is in.
//!
//! English is the one there is. Another is a folder with the same files.

mod dictionary;
mod pattern;
mod text;

pub(super) use dictionary::{class, near, sounds_like};
pub(super) use pattern::{Classes, Pattern};
pub(super) use text::{Text, Word};

use crate::model::text::fold;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What the rules of one language look for.
#[derive(Debug)]
pub(in crate::message) struct Language {
    /// Patterns by the name of their list.
    pub(in crate::message) lists: BTreeMap<String, Vec<Pattern>>,
    /// Patterns that others name.
    pub(in crate::message) classes: Classes,
    /// Mistakes, with what is meant; `{1}` stands for the first word found.
    pub(in crate::message) mistakes: Vec<(Pattern, String)>,
    /// Verbs in their first form.
    pub(in crate::message) verbs: BTreeSet<String>,
    /// Groups that take either number, and plurals without an s.
    pub(in crate::message) collective: BTreeSet<String>,
    /// What ends in s and is one thing.
    pub(in crate::message) one_in_s: BTreeSet<String>,
    /// What is often misspelt, with what is meant.
    pub(in crate::message) misspellings: BTreeMap<&'static str, &'static str>,
    /// Lazy abbreviations, with the words they stand for.
    pub(in crate::message) slang: BTreeMap<&'static str, &'static str>,
    why: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
struct Rules {
    why: BTreeMap<String, String>,
    classes: BTreeMap<String, Vec<String>>,
    lists: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Grammar {
    verbs: String,
    collective: String,
    one_in_s: String,
    single_thing: String,
    rules: Vec<Mistake>,
}

#[derive(Deserialize)]
struct Mistake {
    find: String,
    better: String,
}

/// The files of one language.
struct Files {
    rules: &'static str,
    grammar: &'static str,
    misspellings: &'static str,
    slang: &'static str,
}

static ENGLISH: LazyLock<Language> = LazyLock::new(|| {
    Language::read(&Files {
        rules: include_str!("en/rules.toml"),
        grammar: include_str!("en/grammar.toml"),
        misspellings: include_str!("en/misspellings.txt"),
        slang: include_str!("en/slang.txt"),
    })
});

/// English.
pub(in crate::message) fn english() -> &'static Language {
    &ENGLISH
}

impl Language {
    fn read(files: &Files) -> Self {
        // A file that can't be read finds nothing; a test reads each one.
        let rules: Rules = toml::from_str(files.rules).unwrap_or_default();
        let grammar: Grammar = toml::from_str(files.grammar).unwrap_or_default();
        let patterns = |lists: BTreeMap<String, Vec<String>>| -> BTreeMap<String, Vec<Pattern>> {
            lists.into_iter().map(|(name, list)| (name, list.iter().map(|p| Pattern::read(p)).collect())).collect()
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<String>>();
        let verbs = words(&grammar.verbs);
        let mut classes = patterns(rules.classes);
        let third: BTreeSet<String> = verbs.iter().map(|v| third_person(v)).collect();
        for (name, list) in [("verb", &verbs), ("verb-s", &third), ("single-thing", &words(&grammar.single_thing))] {
            classes.insert(name.to_owned(), list.iter().map(|w| Pattern::read(w)).collect());
        }
        let lines = |text: &'static str| text.lines().filter(|l| !l.starts_with('#'));
        Self {
            lists: patterns(rules.lists),
            classes,
            mistakes: grammar.rules.into_iter().map(|m| (Pattern::read(&m.find), m.better)).collect(),
            verbs,
            collective: words(&grammar.collective),
            one_in_s: words(&grammar.one_in_s),
            slang: lines(files.slang).filter_map(|l| l.split_once(' ')).collect(),
            misspellings: lines(files.misspellings).filter_map(|l| l.split_once(' ')).collect(),
            why: rules.why,
        }
    }

    /// What a rule says to the user, with `more` in its gap.
    pub(in crate::message) fn why(&self, rule: &str, more: &str) -> String {
        self.why.get(rule).map_or_else(String::new, |why| why.replace("{}", more))
    }

    /// A list of patterns; an empty one where there is none of that name.
    pub(in crate::message) fn list(&self, name: &str) -> &[Pattern] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }
}

/// A verb as it follows "she".
pub(super) fn third_person(verb: &str) -> String {
    let consonant_y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match consonant_y {
        Some(stem) => format!("{stem}ies"),
        None if verb == "have" => "has".to_owned(),
        None if verb.ends_with(['s', 'x', 'z', 'o']) || verb.ends_with("ch") || verb.ends_with("sh") => {
            format!("{verb}es")
        }
        None => format!("{verb}s"),
    }
}

/// Function words by language: what a text can hardly do without. The first that claims a word has it alone only
/// where no other language lists it too; words that several share count for each.
const FUNCTION_WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the and of to in i you your we my is was for at with that it on are have be would from this me our as so us if \
         how could about an can after hope which",
    ),
    (
        "de",
        "der die das und ich sie ihr ihre wir mich mir ist war ein eine einen mit von zu auf f\u{fc}r nicht auch wie im am \
         dem den des es uns haben habe sehr bei \u{fc}ber nach freundliche",
    ),
    (
        "fr",
        "le la les et je vous votre nous mon ma est une un des du de pour avec que qui dans sur pas merci au aux notre \
         j'ai c'est bonjour ce cette",
    ),
    (
        "es",
        "el la los las y yo usted su nos mi es una un de del para con que en no gracias al por me tu hola muy fue como \
         este esta se",
    ),
    (
        "pt",
        "o a os as e eu voc\u{ea} seu sua n\u{f3}s meu minha \u{e9} uma um de do da para com que em n\u{e3}o obrigado no na por ol\u{e1} muito foi como",
    ),
    (
        "it",
        "il lo la i gli le e io lei suo sua noi mio mia \u{e8} una un di del della per con che in non grazie al ciao molto come sono ho ci",
    ),
    (
        "nl",
        "de het een en ik je jij u jouw uw wij we mijn is was van voor met dat op niet ook aan bij om ons heb hebben graag",
    ),
    ("sv", "och jag du dig din vi oss min \u{e4}r var en ett f\u{f6}r med att p\u{e5} inte om det som har hej tack"),
    ("da", "og jeg du dig din vi os min er var en et for med at p\u{e5} ikke om det som har hej tak"),
    (
        "pl",
        "i ja ty pan pani nas m\u{f3}j moja jest by\u{142} dla z \u{17c}e na nie w do o si\u{119} dzi\u{119}kuj\u{119} czy jak to",
    ),
    ("tr", "ve bir ben sen siz biz i\u{e7}in ile bu da de \u{e7}ok ne gibi merhaba te\u{15f}ekk\u{fc}rler olarak"),
];

/// The language of a text, as a two-letter code; `None` where too little speaks for any, or the script
/// is not Latin.
pub(in crate::message) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let words: Vec<String> = words.take(200).map(fold).collect();
    let latin = words.iter().filter(|w| w.chars().next().is_some_and(|c| c.is_ascii_alphanumeric())).count();
    if latin * 2 < words.len() {
        return None;
    }
    let count = |list: &str| {
        let list: Vec<String> = list.split_whitespace().map(fold).collect();
        words.iter().filter(|w| list.contains(w)).count()
    };
    let counts: Vec<(&str, usize)> = FUNCTION_WORDS.iter().map(|(code, list)| (*code, count(list))).collect();
    let english = counts.first().map_or(0, |c| c.1);
    let (code, most) = counts.into_iter().max_by_key(|c| (c.1, c.0 == "en"))?;
    // A few words, or a sentence of names: nothing speaks against English.
    if most < 3 || english * 3 > most * 2 { Some("en") } else { Some(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_file_is_read_and_names_only_classes_that_exist() {
        let rules: Rules = toml::from_str(include_str!("en/rules.toml")).unwrap();
        assert!(rules.lists.len() > 5);
        toml::from_str::<Grammar>(include_str!("en/grammar.toml")).unwrap();
        let english = english();
        for pattern in english
            .lists
            .values()
            .chain(english.classes.values())
            .flatten()
            .chain(english.mistakes.iter().map(|m| &m.0))
        {
            for class in pattern.classes() {
                assert!(english.classes.contains_key(class), "@{class}");
            }
        }
        for rule in crate::message::review::Rule::ALL {
            assert!(rule == &crate::message::review::Rule::Reused || english.why.contains_key(rule.as_str()), "{rule}");
        }
    }

    #[test]
    fn a_text_is_known_by_its_small_words() {
        for (text, code) in [
            ("Hi Ann it was good to meet you at the fair", Some("en")),
            ("Ngozi here", Some("en")),
            (
                "Hallo Anna es war sch\u{f6}n dich auf der Messe zu treffen und ich w\u{fc}rde mich freuen wenn wir in Kontakt bleiben",
                Some("de"),
            ),
            (
                "Bonjour Marie je suis ravi de vous avoir rencontr\u{e9}e et j'aimerais rester en contact avec vous",
                Some("fr"),
            ),
            (
                "Hola Mar\u{ed}a fue un placer conocerla en la feria y me gustar\u{ed}a estar en contacto con usted",
                Some("es"),
            ),
            ("\u{738b}\u{5c0f}\u{660e} \u{4f60}\u{597d}", None),
        ] {
            assert_eq!(of(text.split(' ')), code, "{text}");
        }
    }
}
