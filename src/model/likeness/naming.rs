//! Names as they are compared: in Latin letters, by their sound, word by word.
//!
//! Says how two names stand to one another, and nothing of whether two people are one.

use crate::model::name::{self, nickname};
use crate::model::{digest, text::fold};
use std::collections::HashMap;
use std::sync::LazyLock;

/// More words of a name are not looked at: nobody is told apart by the thirteenth.
const WORDS_MOST: usize = 12;
/// The longest word, in letters, that is compared.
const WORD_MOST: usize = 40;
/// Fewer consonants than these in a whole name are those of many.
const BONES_LEAST: usize = 3;

/// How two names stand to one another; names of one person may stand in any of these ways but the
/// last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Written alike.
    Same,
    /// The same in another spelling or script: Łukasz and Lukasz, Владимир and Vladimir.
    Respelt,
    /// The same, but one is in a script that writes no vowels: דוד כהן and David Cohen.
    Bones,
    /// Given and family name changed places.
    Turned,
    /// One has a middle name more.
    Middle,
    /// A given name stands for the other: Bob and Robert.
    Nickname,
    /// The family names share a part: Chen and Chen-Meyer.
    Part,
    /// A letter or two differ in long names.
    CloseLong,
    /// A letter or two differ.
    Close,
    /// Given and family names are those, the middle names others.
    MiddleDiffers,
    /// An initial that fits.
    Initial,
    /// One has no family name, and the given names are the same.
    GivenAlone,
    /// One has no given name, and the family names are the same.
    FamilyAlone,
    /// Neither given nor family names are quite the same.
    Loose,
    /// The same given name and another family name.
    GivenOnly,
    /// There is no name to compare.
    Unknown,
    /// The same family name and another given name.
    FamilyOnly,
    /// Different names.
    Differ,
}

/// How a part of a name stands to the same part of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Equal,
    Stands,
    Short,
    Part,
    Crossed,
    Close,
    Initial,
    Absent,
    Differs,
}

/// A name made ready for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Four lines of words: what to call them, the family name (as one word), its parts and those
    /// in brackets, and all words of the name in order.
    lines: Box<str>,
    /// Tells names that are written alike.
    written: u64,
    /// Tells names of the same words in any order and spelling.
    pub(super) words: u64,
    /// Tells names of the same Chinese characters; 0 where there are none.
    characters: u64,
    /// It has fewer than two words that are more than a letter.
    pub(super) is_thin: bool,
    /// It is in a script that writes no vowels.
    pub(super) is_bare: bool,
    /// Father or son, where the name says so: Sr. is 1, Jr. and II are 2.
    pub(super) generation: Option<u8>,
}

/// Known names by their sound, with the numbers of their groups: none where a name only stands for
/// itself.
static NICKNAMES: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    let all: Vec<_> = nickname::all().collect();
    for line in all.chunk_by(|a, b| a.0 == b.0) {
        for (group, name) in line {
            let of_name = groups.entry(sound(name)).or_default();
            if line.len() > 1 && !of_name.contains(group) {
                of_name.push(*group);
            }
        }
    }
    groups
});

impl Naming {
    /// Reads a name with what is known of its parts.
    #[must_use]
    pub fn new(full: &str, given: Option<&str>, family: Option<&str>) -> Self {
        let (mut main, asides) = name::words(full);
        // A name in one piece whose parts are known all the same: 王小明.
        if let ([_], Some(given), Some(family)) = (main.as_slice(), given, family) {
            main = vec![family.to_owned(), given.to_owned()];
        }
        main.truncate(WORDS_MOST);
        let written = main.join(" ").to_lowercase();
        let tokens: Vec<String> = main.iter().flat_map(|w| tokens(w)).take(WORDS_MOST).collect();
        let asides: Vec<String> = asides.iter().flat_map(|w| tokens_of_sound(w)).take(2).collect();
        let (given, family) = parts(&tokens, given, family);
        let family: Vec<String> = family.iter().filter(|t| !name::is_particle(t)).map(|t| sound(t)).collect();
        let words: Vec<String> = tokens.iter().map(|t| sound(t)).collect();
        let core = family.concat();
        let mut called: Vec<String> = given.into_iter().map(|g| sound(&g)).collect();
        // Robert (Bob) Smith is called both.
        let first = words.iter().find(|w| !family.contains(w) && !called.iter().any(|c| c.starts_with(w.as_str())));
        if called.iter().any(|c| asides.contains(c)) {
            called.extend(first.cloned());
        }
        let parts: Vec<&str> = family.iter().chain(&asides).map(String::as_str).collect();
        let lines = format!("{}\n{core}\n{}\n{}", called.join(" "), parts.join(" "), words.join(" "));
        let mut sorted: Vec<&str> = words.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        Self {
            lines: lines.into(),
            written: digest::of(written.as_bytes(), 0),
            words: digest::of(sorted.join(" ").as_bytes(), 0),
            characters: characters(&main),
            is_thin: words.iter().filter(|w| w.chars().count() > 1).count() < 2,
            is_bare: main.iter().any(|w| w.contains(is_without_vowels)),
            generation: name::generation(full),
        }
    }

    fn line(&self, n: usize) -> &str {
        self.lines.split('\n').nth(n).unwrap_or_default()
    }

    /// What to call them: one name or several.
    pub(super) fn called(&self) -> impl Iterator<Item = &str> + Clone {
        self.line(0).split(' ').filter(|w| !w.is_empty())
    }

    /// The family name as one word; empty where there is none.
    pub(super) fn family(&self) -> &str {
        self.line(1)
    }

    /// The parts of the family name, and a maiden name in brackets.
    pub(super) fn family_parts(&self) -> impl Iterator<Item = &str> + Clone {
        self.line(2).split(' ').filter(|w| !w.is_empty())
    }

    /// All words in their order.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> + Clone {
        self.line(3).split(' ').filter(|w| !w.is_empty())
    }

    /// The words that are not what to call them: family names, and what stands before them.
    pub(super) fn others(&self) -> impl Iterator<Item = &str> + Clone {
        self.all().filter(|word| !self.called().any(|called| called.contains(*word)))
    }

    /// Whether there is nothing to compare.
    pub(super) fn is_empty(&self) -> bool {
        self.line(3).is_empty()
    }

    /// The consonants of the family name; empty where it has none.
    pub(super) fn family_bones(&self) -> String {
        bones(self.family())
    }

    /// What the given name may stand for: the numbers of its groups.
    pub(super) fn stands_for(&self) -> impl Iterator<Item = usize> {
        self.called().filter_map(|c| NICKNAMES.get(c)).flatten().copied()
    }
}

/// A number for the Chinese characters of a name in any order; 0 where there are none.
fn characters(words: &[String]) -> u64 {
    let is_one = |c: &char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    let mut all: Vec<char> = words.iter().flat_map(|w| w.chars()).filter(is_one).collect();
    all.sort_unstable();
    if all.is_empty() { 0 } else { digest::of(all.iter().collect::<String>().as_bytes(), 0).max(1) }
}

/// Given and family name in Latin letters: as told, else as the words have it. A lone letter stands
/// for what is not told.
fn parts(tokens: &[String], given: Option<&str>, family: Option<&str>) -> (Option<String>, Vec<String>) {
    let mut given = given.map(|g| latin_words(g).concat()).filter(|g| !g.is_empty());
    let mut family: Vec<String> = family.map(latin_words).unwrap_or_default();
    let letter = |t: Option<&String>| t.filter(|t| t.chars().count() == 1).cloned();
    match (&given, family.is_empty()) {
        (None, true) => {
            given = tokens.first().cloned();
            family = tokens.get(1..).and_then(|rest| rest.last()).cloned().into_iter().collect();
        }
        (None, false) => given = letter(tokens.first()),
        (Some(_), true) if tokens.len() > 1 => family = letter(tokens.last()).into_iter().collect(),
        _ => {}
    }
    (given, family)
}

/// The words between blanks and hyphens, in Latin letters.
fn latin_words(text: &str) -> Vec<String> {
    text.split(' ').flat_map(tokens).take(WORDS_MOST).collect()
}

/// The parts of one word between hyphens, in Latin letters.
fn tokens(word: &str) -> Vec<String> {
    word.split(['-', '\u{2010}', '\u{2011}', '·', '・']).map(latin).filter(|t| !t.is_empty()).collect()
}

fn tokens_of_sound(word: &str) -> Vec<String> {
    tokens(word).iter().map(|t| sound(t)).collect()
}

/// A word in lower-case Latin letters and digits; what can't be written in them stays as it is.
fn latin(word: &str) -> String {
    let plain: String = if word.is_ascii() {
        word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(WORD_MOST).collect()
    } else {
        let short: String = word.chars().take(WORD_MOST).collect();
        // The article of Arabic names, which is a particle in Latin letters.
        let own = short.strip_prefix("ال").filter(|own| own.chars().count() > 2).unwrap_or(&short);
        let latin = deunicode::deunicode_with_tofu(own, "");
        latin.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(WORD_MOST).collect()
    };
    if plain.is_empty() { fold(word).chars().filter(|c| c.is_alphanumeric()).take(WORD_MOST).collect() } else { plain }
}

/// A word as different spellings of it sound: `Müller`, `Mueller` and `Muller` are one, so are
/// `Yuri` and `Iurii`, `Wladimir` and `Vladimir`, `Philipp` and `Filip`, `Sarah` and `Sara`.
fn sound(word: &str) -> String {
    if !word.is_ascii() {
        return word.to_owned();
    }
    let letters = word.as_bytes();
    let vowel = |b: Option<&u8>| b.is_some_and(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    let mut out = String::with_capacity(letters.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = letters.get(at + 1);
        // Nobody hears it; but Noah and Noa are two names.
        if *letter == b'h' && next.is_none() && at > 3 && vowel(letters.get(at - 1)) {
            break;
        }
        let (said, taken) = match (letter, next) {
            // An umlaut written out stands before a consonant: Mueller, but Sue.
            (b'a' | b'o' | b'u', Some(b'e')) if letters.len() > at + 2 && !vowel(letters.get(at + 2)) => (*letter, 2),
            (b'p', Some(b'h')) => (b'f', 2),
            (b't', Some(b'h')) => (b't', 2),
            (b'k', Some(b'h')) if at > 0 => (b'h', 2),
            (b'k', Some(b's')) => (b'x', 2),
            (b'o', Some(b'u')) => (b'u', 2),
            (b'c', Some(b'k')) => (b'k', 2),
            (b'c', Some(b'h' | b'e' | b'i' | b'y' | b'z')) => (b'c', 1),
            (b'c', _) => (b'k', 1),
            (b'y', _) => (b'i', 1),
            (b'j', _) if at > 0 && vowel(letters.get(at - 1)) => (b'i', 1),
            (b'w', _) => (b'v', 1),
            (other, _) => (*other, 1),
        };
        // Doubled letters sound as one.
        if out.as_bytes().last() != Some(&said) {
            out.push(char::from(said));
        }
        at += taken;
    }
    out
}

/// Whether a letter belongs to a script that leaves the vowels to the reader.
const fn is_without_vowels(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{77f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// What a script without vowels tells of a word's sound: its consonants but `h`, `v` and `w`, which
/// stand for vowels too.
fn bones(sound: &str) -> String {
    let mut out = String::new();
    for letter in sound.chars().filter(|c| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'h' | 'v')) {
        let said = match letter {
            'q' | 'c' => 'k',
            'z' => 's',
            'p' => 'f',
            'j' => 'g',
            other => other,
        };
        if !out.ends_with(said) {
            out.push(said);
        }
    }
    out
}

/// Whether one is in a script without vowels, and the other has the same consonants.
fn fits_bones(a: &Naming, b: &Naming) -> bool {
    let family = a.family_bones();
    let given = |n: &Naming| n.called().next().map(bones).unwrap_or_default();
    let called = given(a);
    let told = !family.is_empty() && !called.is_empty() && family.len() + called.len() >= BONES_LEAST;
    a.is_bare != b.is_bare && told && family == b.family_bones() && called == given(b)
}

/// How two names stand to one another: the same in whichever order they are given.
#[must_use]
pub fn compare(a: &Naming, b: &Naming) -> Names {
    if a.is_empty() || b.is_empty() {
        return Names::Unknown;
    }
    if a.words == b.words {
        return match (a.written == b.written, a.line(3) == b.line(3)) {
            (true, _) => Names::Same,
            // Many characters sound alike.
            _ if a.characters != b.characters && a.characters != 0 && b.characters != 0 => Names::Close,
            (false, true) => Names::Respelt,
            (false, false) => Names::Turned,
        };
    }
    // Jean-Luc and Jeanluc.
    if a.all().flat_map(str::bytes).eq(b.all().flat_map(str::bytes)) {
        return Names::Respelt;
    }
    if fits_bones(a, b) {
        return Names::Bones;
    }
    let (given, family) = (given(a, b), family(a, b));
    if turned(a, b) && turned(b, a) {
        return Names::Turned;
    }
    match (given, family) {
        (Piece::Equal | Piece::Stands | Piece::Short | Piece::Part, Piece::Equal) => match middle(a, b) {
            Some(false) => Names::MiddleDiffers,
            _ if matches!(given, Piece::Stands | Piece::Short) => Names::Nickname,
            Some(true) => Names::Middle,
            None if given == Piece::Part => Names::Middle,
            None => Names::Respelt,
        },
        (Piece::Equal, Piece::Part) => Names::Part,
        (Piece::Equal, Piece::Close) if a.family().len().min(b.family().len()) >= 7 => Names::CloseLong,
        (Piece::Close, Piece::Equal) if a.family().len() >= 7 => Names::CloseLong,
        (Piece::Equal, Piece::Close) | (Piece::Close, Piece::Equal) => Names::Close,
        (Piece::Initial, Piece::Equal)
        | (Piece::Equal | Piece::Stands | Piece::Short | Piece::Part, Piece::Initial) => Names::Initial,
        (
            Piece::Equal | Piece::Stands | Piece::Short | Piece::Part | Piece::Close,
            Piece::Part | Piece::Crossed | Piece::Close,
        ) => Names::Loose,
        (Piece::Equal | Piece::Stands, Piece::Absent) => Names::GivenAlone,
        (Piece::Absent, Piece::Equal) => Names::FamilyAlone,
        (Piece::Equal | Piece::Stands, Piece::Differs) => Names::GivenOnly,
        (_, Piece::Equal | Piece::Part | Piece::Crossed) => Names::FamilyOnly,
        _ => Names::Differ,
    }
}

/// Whether the given name of one is the family name of the other.
fn turned(a: &Naming, b: &Naming) -> bool {
    !b.family().is_empty() && a.called().any(|called| called == b.family())
}

fn given(a: &Naming, b: &Naming) -> Piece {
    let mut best = Piece::Absent;
    let rank = |p: Piece| match p {
        Piece::Equal => 0,
        Piece::Stands => 1,
        Piece::Short | Piece::Part | Piece::Crossed => 2,
        Piece::Close => 3,
        Piece::Initial => 4,
        Piece::Differs => 5,
        Piece::Absent => 6,
    };
    for one in a.called() {
        for other in b.called() {
            let piece = one_given(a, one, b, other);
            if rank(piece) < rank(best) {
                best = piece;
            }
        }
    }
    best
}

fn one_given(one: &Naming, a: &str, other: &Naming, b: &str) -> Piece {
    if a == b {
        return Piece::Equal;
    }
    if let Some(fits) = initial(a, b) {
        return if fits { Piece::Initial } else { Piece::Differs };
    }
    let groups = |name: &str| NICKNAMES.get(name).map_or(&[][..], Vec::as_slice);
    let (of_a, of_b) = (groups(a), groups(b));
    if of_a.iter().any(|group| of_b.contains(group)) {
        // Alexander and Aleksandr are one name in two spellings, Alexander and Alex are not.
        let respelt = a.len().min(b.len()) >= 5 && bones(a) == bones(b);
        return if respelt { Piece::Equal } else { Piece::Stands };
    }
    let (long_name, short, long) = if a.len() <= b.len() { (other, a, b) } else { (one, b, a) };
    if let Some(more) = long.strip_prefix(short).filter(|more| short.len() >= 3 && more.len() >= 3) {
        // María and María José, Anna and Anna-Lena: the first of several names.
        if long_name.all().any(|word| word == short) {
            return Piece::Part;
        }
        if !ENDINGS_HER.contains(&more) {
            return Piece::Short;
        }
    }
    // Jean and Juan are names of their own, and none is a slip of the pen.
    let known = NICKNAMES.contains_key(a) && NICKNAMES.contains_key(b);
    let two_names = known || is_his_and_hers(a, b) || is_his_and_hers(b, a);
    let alike = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    if !two_names && alike + 1 < short.len() && is_close(a, b) { Piece::Close } else { Piece::Differs }
}

/// How names of men end that are names of women with another ending.
const ENDINGS_HIS: &[&str] = &["", "o", "i", "s", "as", "os", "us", "er", "an", "ian", "el", "io", "ius"];
/// How names of women end, as [`sound`] has it, that are names of men with another ending.
const ENDINGS_HER: &[&str] = &[
    "a", "e", "ia", "ie", "na", "ne", "ra", "ina", "ine", "ana", "ane", "iana", "iane", "ela", "ele", "eta", "ete",
    "iska",
];

/// Whether only the ending tells two names apart, and makes one a man's and the other a woman's:
/// Christian and Christina, Alexander and Alexandra.
fn is_his_and_hers(his: &str, hers: &str) -> bool {
    let stems = ENDINGS_HER.iter().filter_map(|ending| hers.strip_suffix(ending)).filter(|stem| stem.len() >= 3);
    stems.filter_map(|stem| his.strip_prefix(stem)).any(|ending| ENDINGS_HIS.contains(&ending))
}

/// Where one of two words is a letter: whether the other begins with it.
fn initial(a: &str, b: &str) -> Option<bool> {
    (a.chars().count() == 1 || b.chars().count() == 1).then(|| first_sound(a) == first_sound(b))
}

/// The first letter, as [`sound`] may have changed it.
pub(super) fn first_sound(word: &str) -> Option<char> {
    word.chars().next().map(|c| match c {
        'c' => 'k',
        'y' | 'j' => 'i',
        'w' => 'v',
        other => other,
    })
}

fn family(a: &Naming, b: &Naming) -> Piece {
    let (one, other) = (a.family(), b.family());
    if one.is_empty() || other.is_empty() {
        return Piece::Absent;
    }
    if one == other {
        return Piece::Equal;
    }
    if let Some(fits) = initial(one, other) {
        return if fits { Piece::Initial } else { Piece::Differs };
    }
    let within = |a: &Naming, b: &Naming| a.family_parts().all(|part| b.family_parts().any(|other| part == other));
    // Laura Chen Meyer was Laura Chen: the former name stands before the family name.
    let before = |a: &Naming, family: &str| family.len() >= 3 && a.others().any(|word| word == family);
    if within(a, b) || within(b, a) || before(a, other) || before(b, one) {
        return Piece::Part;
    }
    // García López and García Ruiz.
    if a.family_parts().filter(|p| p.len() >= 3).any(|part| b.family_parts().any(|other| part == other)) {
        return Piece::Crossed;
    }
    if is_close(one, other) { Piece::Close } else { Piece::Differs }
}

/// Whether what stands between given and family name fits; `None` where neither has anything there.
fn middle(a: &Naming, b: &Naming) -> Option<bool> {
    let between = |n: &Naming| -> Vec<String> {
        let known = |w: &&str| {
            !n.called().any(|c| c.contains(*w)) && !n.family_parts().any(|p| p == *w) && !name::is_particle(w)
        };
        n.all().filter(known).map(str::to_owned).collect()
    };
    let (one, other) = (between(a), between(b));
    let fits = |a: &str, b: &str| a == b || initial(a, b) == Some(true);
    match (one.is_empty(), other.is_empty()) {
        (true, true) => None,
        (false, false) => Some(one.iter().any(|w| other.iter().any(|o| fits(w, o)))),
        _ => Some(true),
    }
}

/// Whether a slip of the pen makes one of the other: a letter, in long words two.
fn is_close(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let most = match short {
        0..=3 => return false,
        4..=8 => 1,
        _ => 2,
    };
    long - short <= most && strsim::osa_distance(a, b) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming(full: &str) -> Naming {
        let parts = name::split(full);
        Naming::new(full, parts.given.as_deref(), parts.family.as_deref())
    }

    #[test]
    fn names_stand_to_one_another_as_people_would_say() {
        let mut wrong = Vec::new();
        for (a, b, stand) in [
            ("Laura Chen", "laura chen", Names::Same),
            ("Dr. Laura Chen, PhD", "Laura Chen 🚀", Names::Same),
            ("Łukasz Żółć", "Lukasz Zolc", Names::Respelt),
            ("Владимир Новак", "Vladimir Novak", Names::Respelt),
            ("Wladimir Nowak", "Владимир Новак", Names::Respelt),
            ("Jürgen Müller", "Juergen Mueller", Names::Respelt),
            ("Jürgen Müller", "Jurgen Muller", Names::Respelt),
            ("Jørgen Ødegård", "Joergen Odegaard", Names::Respelt),
            ("Юрий Андреев", "Yuri Andreev", Names::Respelt),
            ("Sergey Ivanov", "Sergej Ivanov", Names::Respelt),
            ("Sarah Cohen", "Sara Cohen", Names::Respelt),
            ("Alexander Petrov", "Александр Петров", Names::Respelt),
            ("Alexander Petrov", "Aleksandr Petrov", Names::Respelt),
            ("Mohammed Hassan", "Mohamed Hasan", Names::Respelt),
            ("Katharina Müller", "Kathrin Müller", Names::Respelt),
            ("Mohamed Hassan", "محمد حسن", Names::Bones),
            ("Mohamed Al-Hassan", "محمد الحسن", Names::Bones),
            ("Khaled Sharif", "خالد شريف", Names::Bones),
            ("David Cohen", "דוד כהן", Names::Bones),
            ("Yitzhak Cohen", "יצחק כהן", Names::Bones),
            ("David Cohen", "Dvd Khn", Names::Differ),
            ("Dodi Cohen", "David Kahn", Names::Differ),
            ("دلال حسن", "דוד כהן", Names::Differ),
            ("Eva Levi", "אבי לוי", Names::Differ),
            ("王小明", "Wang Xiaoming", Names::Respelt),
            ("王小明", "Xiaoming Wang", Names::Turned),
            ("Jean-Luc Noël", "Jeanluc Noel", Names::Respelt),
            ("Kim Min-jun", "Minjun Kim", Names::Respelt),
            ("Chen Laura", "Laura Chen", Names::Turned),
            ("Chen, Laura", "Laura Chen", Names::Turned),
            ("Laura M. Chen", "Laura Chen", Names::Middle),
            ("John Michael Smith", "John M. Smith", Names::Middle),
            ("John Michael Smith", "John David Smith", Names::MiddleDiffers),
            ("María José García", "María García", Names::Middle),
            ("Bob Smith", "Robert Smith", Names::Nickname),
            ("Robert (Bob) Smith", "Bob Smith", Names::Respelt),
            ("Robert (Bob) Smith", "Robert Smith", Names::Same),
            ("Bob J. Smith", "Robert Smith", Names::Nickname),
            ("Chris Vogel", "Christian Vogel", Names::Nickname),
            ("Vlad Ionescu", "Vladutu Ionescu", Names::Nickname),
            ("Hans Maier", "Johannes Maier", Names::Nickname),
            ("Gretchen Weiß", "Margarete Weiß", Names::Nickname),
            ("Anna-Lena Vogt", "Anna Vogt", Names::Middle),
            ("Anna-Lena Vogt", "Annalena Vogt", Names::Respelt),
            ("Anna-Lena Vogt", "Anna-Maria Vogt", Names::FamilyOnly),
            ("Hans Maier sen.", "Hans Maier", Names::Same),
            ("Laura Chen-Meyer", "Laura Chen", Names::Part),
            ("Anna Weber (née Koch)", "Anna Koch", Names::Part),
            ("Laura Chen Meyer", "Laura Chen", Names::Part),
            ("María García López", "María García", Names::Part),
            ("Laura García-López", "Laura García-Ruiz", Names::Loose),
            ("王伟", "王薇", Names::Close),
            ("王伟", "伟 王", Names::Turned),
            ("Laura van der Berg", "Laura Berg", Names::Respelt),
            ("Laura Chen", "Lauar Chen", Names::Close),
            ("Katharina Sonnenschein", "Katharina Sonenschien", Names::CloseLong),
            ("L. Chen", "Laura Chen", Names::Initial),
            ("Laura C.", "Laura Chen", Names::Initial),
            ("Kate Bishop", "Katherine B.", Names::Initial),
            ("Laura", "Laura Chen", Names::GivenAlone),
            ("Dr. Weber", "Anna Weber", Names::FamilyAlone),
            ("Laura Chen", "Laura Meyer", Names::GivenOnly),
            ("Laura Chen", "Omar Chen", Names::FamilyOnly),
            ("Daniel Chen", "Daniela Chen", Names::FamilyOnly),
            ("Mario Rossi", "Maria Rossi", Names::FamilyOnly),
            ("Maria Rossi", "Mariana Rossi", Names::FamilyOnly),
            ("Christian Vogel", "Christina Vogel", Names::FamilyOnly),
            ("Christian Vogel", "Christine Vogel", Names::FamilyOnly),
            ("Alexander Vogel", "Alexandra Vogel", Names::FamilyOnly),
            ("Andreas Vogel", "Andrea Vogel", Names::FamilyOnly),
            ("Paul Vogel", "Pauline Vogel", Names::FamilyOnly),
            ("Jan Vogel", "Janine Vogel", Names::FamilyOnly),
            ("Franz Vogel", "Franziska Vogel", Names::FamilyOnly),
            ("Joseph Vogel", "Josephine Vogel", Names::FamilyOnly),
            ("Julius Vogel", "Julia Vogel", Names::FamilyOnly),
            ("Marta Vogel", "Maria Vogel", Names::FamilyOnly),
            ("Jean Vogel", "Juan Vogel", Names::FamilyOnly),
            ("Karin Vogel", "Kathrin Vogel", Names::FamilyOnly),
            ("Valentin Vogel", "Valentina Vogel", Names::FamilyOnly),
            ("Laura Chen", "Omar Haddad", Names::Differ),
            ("laura@example.com", "Laura Chen", Names::Unknown),
            ("🚀", "", Names::Unknown),
        ] {
            let (one, other) = (naming(a), naming(b));
            let said = (compare(&one, &other), compare(&other, &one));
            if said != (stand, stand) {
                wrong.push(format!("{a} / {b}: {said:?} {one:?} {other:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
