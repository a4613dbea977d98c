//! Command lines to run while things go wrong: a day's worth of every writing verb, and as many
//! random ones as are wanted.

use super::vfs::Dice;

/// A command line and the moment it is run at.
#[derive(Debug, Clone)]
pub struct Step {
    pub at: String,
    pub args: Vec<String>,
}

impl Step {
    fn new(day: u64, args: &[&str]) -> Self {
        let at = format!("2026-{:02}-{:02}T10:00:00Z", 10 + day / 28, 1 + day % 28);
        Self { at, args: args.iter().map(|a| (*a).to_owned()).collect() }
    }

    pub fn args(&self) -> Vec<&str> {
        self.args.iter().map(String::as_str).collect()
    }
}

/// The verbs that write, one after the other, so that each finds something to do.
pub fn every_verb() -> Vec<Step> {
    let lines: &[(u64, &[&str])] = &[
        (0, &["add", "Laura Chen", "--met", "RustConf", "--email", "laura@initech.example", "--tag", "mentor"]),
        (0, &["met", "laura", "--new", "Cleo Diaz", "--new", "Lars Berg", "--where", "Meetup Berlin"]),
        (1, &["request", "laura", "--message", "Hello Laura, we met at RustConf."]),
        (5, &["accepted", "laura"]),
        (5, &["log", "laura", "Sent the slides", "--out", "--await-reply"]),
        (7, &["replied", "laura", "Thanks, they help"]),
        (7, &["promise", "cleo", "send the paper", "--by", "in 5 days"]),
        (8, &["snooze", "lars", "in 2 weeks"]),
        (9, &["edit", "laura", "--company", "Initech", "--name", "Laura Chen-Roth"]),
        (9, &["tag", "laura", "+rust", "-mentor"]),
        (12, &["done", "cleo", "--message", "Here is the paper"]),
        (13, &["fact", "edit", "2", "--about", "tests that fail"]),
        (13, &["fact", "remove", "3"]),
        (13, &["undo"]),
        (13, &["undo"]),
        (13, &["redo"]),
        (14, &["forget", "lars", "--yes"]),
        (15, &["due", "--all"]),
    ];
    lines.iter().map(|(day, args)| Step::new(*day, args)).collect()
}

/// People that random verbs are about: most of them come into being on the way.
const PEOPLE: [(&str, &str); 6] = [
    ("Laura Chen", "laura-chen"),
    ("Cleo Diaz", "cleo-diaz"),
    ("Lars Berg", "lars-berg"),
    ("Ng Wei Ling", "ng-wei-ling"),
    ("Mia Lund", "mia-lund"),
    ("Ola Vik", "ola-vik"),
];

/// A verb by the throw of dice, the `n`th of a life. `word` stands in its text, where it has one.
pub fn random_verb(n: u64, word: &str, dice: &mut Dice) -> Step {
    let (name, who) = *dice.pick(&PEOPLE[..usize::try_from((2 + n).min(6)).unwrap()]);
    let fact = (1 + dice.below(n.max(1))).to_string();
    let later = format!("in {} days", 1 + dice.below(30));
    let tag = format!("+tag{}", dice.below(5));
    let untag = format!("-tag{}", dice.below(5));
    let url = format!("https://example.com/{}", dice.below(3));
    let args: &[&str] = match dice.below(27) {
        0 | 1 => &["add", name, "--met", "RustConf", "--note", word],
        2 | 3 => &["met", "--new", name, "--where", "Meetup Berlin", "--about", word],
        4 => &["met", who, "--where", "Meetup Berlin", "--about", word],
        5 | 6 => &["log", who, word, "--out", "--await-reply"],
        7 => &["log", who, word, "--in"],
        8 => &["request", who, "--message", word],
        9 => &["accepted", who],
        10 => &["withdrawn", who],
        11 => &["promise", who, word, "--by", &later],
        12 => &["done", who, "--message", word],
        13 => &["snooze", who, &later],
        14 => &["skip", who],
        15 => &["edit", who, "--company", word, "--every", "5 weeks"],
        16 => &["tag", who, &tag, &untag],
        17 => &["fact", "edit", &fact, "--text", word],
        18 => &["fact", "remove", &fact],
        19 | 20 => &["undo"],
        21 => &["redo"],
        22 => &["resource", "add", &url, "--title", word],
        23 => &["resource", "remove", "1"],
        24 => &["log", who, &url, "--out"],
        25 => &["log", who, "--looking-for", word, "--offers", word],
        _ => &["replied", who, word],
    };
    Step::new(n / 2, args)
}
