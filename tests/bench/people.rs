//! Invented people for the measured books: names, places, words, all by a die of our own.

use chrono::{Days, NaiveDate};

/// A die whose throws depend on its seed alone (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    /// A die.
    pub const fn new(seed: i64) -> Self {
        // Mixed, so that the throws of one seed are not those of the next, one later.
        let mut mixed = Self(seed.cast_unsigned());
        Self(mixed.next())
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, `n`.
    pub fn below(&mut self, n: i64) -> i64 {
        i64::try_from(self.next() % n.unsigned_abs()).expect("below a positive number")
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let n = i64::try_from(of.len()).expect("a short list");
        of[usize::try_from(self.below(n)).expect("an index")]
    }
}

const GIVEN: &[&str] = &[
    "Ada", "Amara", "Anton", "Bela", "Bruno", "Carla", "Chidi", "Clara", "Daniel", "Deniz", "Edith", "Elif", "Emil",
    "Farah", "Felix", "Greta", "Hana", "Hugo", "Ines", "Ivan", "Jana", "Jonas", "Kavya", "Kofi", "Lena", "Liam",
    "Lucía", "Malik", "Mara", "Mina", "Nadia", "Noah", "Olga", "Omar", "Paula", "Petra", "Quentin", "Rafael", "Rosa",
    "Samir", "Selma", "Tariq", "Theo", "Uma", "Vera", "Viktor", "Wen", "Yara", "Yusuf", "Zoë",
];
const START: &[&str] = &[
    "Al", "Bran", "Cor", "Dal", "Eber", "Fen", "Gar", "Hol", "Iver", "Jar", "Kel", "Lin", "Mar", "Nor", "Ost", "Per",
    "Ras", "Sal", "Tor", "Ul", "Ven", "Wal", "Yor", "Zan",
];
const MIDDLE: &[&str] = &["a", "be", "di", "en", "fi", "go", "i", "ko", "la", "mi", "no", "o", "ri", "se", "ta", "u"];
const END: &[&str] = &[
    "berg", "dal", "den", "fors", "gaard", "ham", "kar", "land", "ley", "man", "ner", "quist", "ric", "son", "stein",
    "ter", "ton", "vik", "wald", "zer",
];
const FIELD: &[&str] =
    &["Analytics", "Bakery", "Capital", "Design", "Energy", "Freight", "Health", "Labs", "Media", "Optics"];
const ROLE: &[&str] = &["Engineer", "Designer", "Analyst", "Manager", "Researcher", "Consultant", "Founder", "Editor"];
const RANK: &[&str] = &["Junior", "Senior", "Lead", "Principal", "Deputy"];
const GATHERING: &[&str] = &["Summit", "Meetup", "Conference", "Fair", "Workshop", "Forum"];
const TOPIC: &[&str] = &[
    "async testing",
    "grid storage",
    "type systems",
    "urban trees",
    "open data",
    "speech models",
    "fair pricing",
    "night trains",
    "paper recycling",
    "sensor fusion",
    "map making",
    "public records",
];
const VERB: &[&str] = &["talked about", "sent notes on", "asked for help with", "shared a draft on", "had news of"];
const TAIL: &[&str] =
    &["for the spring release", "before the holidays", "with the whole team", "over a long lunch", "in a short call"];

fn family(dice: &mut Dice) -> String {
    format!("{}{}{}", dice.pick(START), dice.pick(MIDDLE), dice.pick(END))
}

/// A name that others may have too.
pub fn name(dice: &mut Dice) -> (String, String) {
    (dice.pick(GIVEN).to_owned(), family(dice))
}

/// A name that nobody else has: its words are found by no other person's.
pub fn rare_name(n: usize) -> (String, String) {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
    ("Zebedee".to_owned(), format!("Quill{}{}feather", letter(n / 26), letter(n)))
}

/// The name as a slug.
pub fn slug(given: &str, family: &str) -> String {
    let plain = |c: char| match c {
        'í' => 'i',
        'ë' => 'e',
        c => c.to_ascii_lowercase(),
    };
    format!("{given}-{family}").chars().map(plain).collect()
}

/// One of four thousand companies.
pub fn company(dice: &mut Dice) -> String {
    format!("{}{}ix {}", dice.pick(START), dice.pick(MIDDLE), dice.pick(FIELD))
}

/// A company's domain, without the end.
pub fn domain(company: &str) -> String {
    company.to_lowercase().replace(' ', "-")
}

/// What they do there.
pub fn title(dice: &mut Dice) -> String {
    format!("{} {}", dice.pick(RANK), dice.pick(ROLE))
}

/// One of nearly six thousand events, at a hundred places.
pub fn event(dice: &mut Dice) -> String {
    format!("{}{}haven {} {}", dice.pick(START), dice.pick(&MIDDLE[..4]), dice.pick(GATHERING), 2017 + dice.below(10))
}

/// What one may talk about.
pub fn topic(dice: &mut Dice) -> String {
    dice.pick(TOPIC).to_owned()
}

/// A sentence.
pub fn sentence(dice: &mut Dice) -> String {
    format!("We {} {} {}", dice.pick(VERB), dice.pick(TOPIC), dice.pick(TAIL))
}

/// Something promised.
pub fn promise(dice: &mut Dice) -> String {
    format!("send the notes on {}", dice.pick(TOPIC))
}

/// One of sixty tags.
pub fn tag(dice: &mut Dice) -> String {
    format!(
        "{}-{}",
        ["mentor", "lead", "alumni", "press", "hiring"][usize::try_from(dice.below(5)).expect("five")],
        dice.below(12)
    )
}

/// A name that is unique in the world, or would be.
pub fn uid(dice: &mut Dice) -> String {
    let (a, b) = (dice.next(), dice.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        a >> 32,
        a & 0xffff,
        (a >> 16) & 0xfff,
        b >> 52,
        b & 0xffff_ffff_ffff
    )
}

/// The day so many days before the measured one (after it, where negative).
pub fn day(ago: i64) -> String {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let days = Days::new(ago.unsigned_abs());
    let day = if ago < 0 { today.checked_add_days(days) } else { today.checked_sub_days(days) };
    day.expect("a day").to_string()
}
