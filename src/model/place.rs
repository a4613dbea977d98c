//! A place as the user wrote it, made into words that read well after "we met".
//!
//! `RustConf`, "the chamber of commerce mixer", "Berlin", "coffee at Blue Bottle" and "our office"
//! need different prepositions and articles. Unknown places get "at". Never changes the words of a
//! place beyond a leading "at", "@" or "The".

/// What sort of gathering a place names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A conference, a summit.
    Conference,
    /// Any other event.
    Event,
    /// A city, a room, a medium, or nothing that can be told.
    Elsewhere,
}

/// A place ready for a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// With its preposition: "at `RustConf`", "in Berlin", "over coffee at Blue Bottle".
    pub phrase: String,
    /// As a noun with its article, where it names an event: `RustConf`, "the Rust meetup".
    pub event: Option<String>,
    /// What it names.
    pub sort: Sort,
}

const PREPOSITIONS: &[&str] =
    &["at", "in", "on", "during", "over", "after", "before", "near", "outside", "by", "via", "through", "around"];
const DETERMINERS: &[&str] =
    &["the", "a", "an", "my", "our", "your", "his", "her", "its", "their", "this", "that", "some", "one", "last"];
const MEALS: &[&str] = &["coffee", "lunch", "dinner", "breakfast", "brunch", "drinks", "tea", "beers", "cocktails"];
/// What follows a meal that is the meal itself, and not "dinner party", "coffee shop".
const AFTER_MEAL: &[&str] = &["at", "in", "with", "near", "by", "on", "after", "before"];
const MEDIA: &str = "zoom teams linkedin slack discord twitter x mastodon bluesky facebook instagram whatsapp skype \
    signal telegram reddit github xing webex";
const TRANSPORT: &[&str] = &["train", "flight", "plane", "bus", "ferry", "boat"];
/// Words that take no article and their own preposition, or none.
const BARE: &[(&str, &str)] = &[
    ("online", "online"),
    ("work", "at work"),
    ("school", "at school"),
    ("university", "at university"),
    ("college", "at college"),
    ("church", "at church"),
    ("home", "at home"),
    ("phone", "on the phone"),
    ("the phone", "on the phone"),
    ("telephone", "on the phone"),
    ("video", "on video"),
    ("town", "in town"),
    ("downtown", "downtown"),
];
const CONFERENCES: &[&str] = &["conference", "summit", "congress", "convention", "symposium", "conf"];
const EVENTS: &str = "event mixer meetup meet-up fair expo forum festival fest camp workshop hackathon reception party \
    gala webinar panel seminar networking training retreat wedding awards ceremony breakfast lunch \
    luncheon dinner roundtable unconference show week days day night evening launch jam bootcamp session \
    talk lecture hour social barbecue picnic reunion tournament";
/// Common nouns that need an article in front of a name: "the Chamber of Commerce Mixer".
const COUNTED: &str = "conference congress convention symposium event mixer meetup meet-up fair forum festival workshop \
    hackathon reception party gala webinar panel seminar training retreat wedding ceremony luncheon \
    roundtable show launch bootcamp session talk lecture reunion barbecue picnic tournament social";
/// Common nouns that need an article only when written small: "the office", but "Room 5".
const COUNTED_SMALL: &str = "office booth stand lobby hotel bar pub restaurant gym library airport station park club museum \
    gallery shop theater theatre clinic hospital factory lab campus dinner lunch breakfast summit expo \
    bank playground beach course class meeting offsite kickoff demo exhibition queue bakery market cafe \
    hackerspace coworking space standup camp evening hour night awards fest kitchen garden café";
/// Cities and countries that people meet in most, one a line: they take "in". A place that is
/// missing here gets "at", which is understood.
const CITIES: &str = include_str!("cities.txt");

/// Reads a place; `None` where nothing is left to say.
#[must_use]
pub fn read(text: &str) -> Option<Place> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = text.trim_matches(|c: char| matches!(c, '@' | '.' | ',' | ';' | ':' | '!' | '?' | '-' | ' '));
    while let Some((word, rest)) = first_word(text)
        && word == "at"
    {
        text = rest;
    }
    text = without_time(text);
    if text.is_empty() {
        return None;
    }
    let lower = text.to_lowercase();
    if let Some((_, phrase)) = BARE.iter().find(|(word, _)| *word == lower) {
        return Some(Place { phrase: (*phrase).to_owned(), event: None, sort: Sort::Elsewhere });
    }
    let (first, rest) = first_word(text).unwrap_or((lower.clone(), ""));
    let sort = sort(&lower);
    if PREPOSITIONS.contains(&first.as_str()) && !rest.is_empty() {
        return Some(Place { phrase: format!("{first} {rest}"), event: None, sort });
    }
    if let Some(phrase) = other_preposition(text, &lower, &first, rest) {
        return Some(Place { phrase, event: None, sort: Sort::Elsewhere });
    }
    let noun = noun(text, &first, rest);
    let named = !(DETERMINERS.contains(&first.as_str()) && first != "the");
    let event = (sort != Sort::Elsewhere && named).then(|| noun.clone());
    Some(Place { phrase: format!("at {noun}"), event, sort })
}

/// "last week's Rust meetup" as "Rust meetup": the day is told by the day of the meeting.
fn without_time(text: &str) -> &str {
    let is_time = |word: &str| {
        let bare = word.trim_end_matches("'s").trim_end_matches("\u{2019}s");
        bare.len() < word.len() && listed("week month year yesterday today tonight morning evening night", bare)
    };
    match first_word(text) {
        Some((first, rest)) if is_time(&first) => rest,
        Some((first, rest)) if matches!(first.as_str(), "last" | "this") => match first_word(rest) {
            Some((second, rest)) if is_time(&second) => rest,
            _ => text,
        },
        _ => text,
    }
}

fn other_preposition(text: &str, lower: &str, first: &str, rest: &str) -> Option<String> {
    let city = lower.split(',').next().unwrap_or_default();
    if CITIES.lines().any(|line| line == city) {
        return Some(format!("in {text}"));
    }
    let next = first_word(rest).map_or_else(|| rest.to_lowercase(), |(word, _)| word);
    let follows = rest.is_empty() || AFTER_MEAL.contains(&next.as_str());
    if MEALS.contains(&first) && follows {
        return Some(format!("over {}", join(first, rest)));
    }
    let meal = next.as_str();
    let after = first_word(rest).map_or("", |(_, after)| after);
    if first == "a" && MEALS.contains(&meal) && (after.is_empty() || starts_with_any(after, AFTER_MEAL)) {
        return Some(format!("over a {rest}"));
    }
    if listed(MEDIA, lower) {
        return Some(format!("on {text}"));
    }
    if TRANSPORT.contains(&first) && follows_or(&next, &["to", "from"], rest) {
        return Some(format!("on the {}", join(first, rest)));
    }
    (first == "the" && TRANSPORT.contains(&next.as_str())).then(|| format!("on the {rest}"))
}

/// The place with the article it needs.
fn noun(text: &str, first: &str, rest: &str) -> String {
    if first == "the" {
        return format!("the {rest}");
    }
    let owned = text.split_whitespace().take(3).any(|w| w.ends_with("'s") || w.ends_with("\u{2019}s"));
    if DETERMINERS.contains(&first) || owned {
        return if DETERMINERS.contains(&first) { join(first, rest) } else { text.to_owned() };
    }
    let small = text.chars().next().is_some_and(char::is_lowercase);
    let counted = heads(text).any(|word| {
        let plain = word.to_lowercase();
        let written_small = word.chars().next().is_some_and(char::is_lowercase);
        listed(COUNTED, &plain) || (written_small && listed(COUNTED_SMALL, &plain))
    });
    let single_name = !small && !text.contains(' ');
    if counted && !single_name { format!("the {text}") } else { text.to_owned() }
}

/// The words that can be the head of a noun phrase: the last one, and the ones before "in", "of"
/// and their like.
fn heads(text: &str) -> impl Iterator<Item = &str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let count = words.len();
    (0..count).filter_map(move |i| {
        let next = words.get(i + 1).map(|w| w.to_lowercase());
        let ends = next.is_none_or(|w| matches!(w.as_str(), "in" | "at" | "of" | "on" | "for" | "with" | "by"));
        if ends { words.get(i).copied() } else { None }
    })
}

fn sort(lower: &str) -> Sort {
    let mut sort = Sort::Elsewhere;
    for word in lower.split(|c: char| !(c.is_alphanumeric() || c == '-')) {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        if CONFERENCES.contains(&stem) || stem.ends_with("conf") || (stem.len() > 4 && stem.ends_with("con")) {
            return Sort::Conference;
        }
        let compound = stem.len() > 5 && (stem.ends_with("fest") || stem.ends_with("camp") || stem.ends_with("days"));
        if listed(EVENTS, stem) || compound {
            sort = Sort::Event;
        }
    }
    sort
}

/// Whether a list of words, divided by blanks, holds `word`.
fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|w| w == word)
}

fn follows_or(next: &str, words: &[&str], rest: &str) -> bool {
    rest.is_empty() || words.contains(&next)
}

fn starts_with_any(text: &str, words: &[&str]) -> bool {
    first_word(text).is_some_and(|(word, _)| words.contains(&word.as_str()))
}

fn join(first: &str, rest: &str) -> String {
    if rest.is_empty() { first.to_owned() } else { format!("{first} {rest}") }
}

/// The first word in lower case and what follows; `None` where there is but one word.
fn first_word(text: &str) -> Option<(String, &str)> {
    text.split_once(' ').map(|(word, rest)| (word.to_lowercase(), rest))
}

/// The place with its preposition, after a blank: " at `RustConf`", " in Oslo"; nothing without one.
#[must_use]
pub fn after_blank(place: Option<&str>) -> String {
    place.and_then(read).map(|p| format!(" {}", p.phrase)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_well_after_we_met() {
        for (text, phrase) in [
            ("RustConf", "at RustConf"),
            ("at RustConf", "at RustConf"),
            ("At at RustConf", "at RustConf"),
            ("@RustConf 2026", "at RustConf 2026"),
            ("the chamber of commerce mixer", "at the chamber of commerce mixer"),
            ("chamber of commerce mixer", "at the chamber of commerce mixer"),
            ("Chamber of Commerce networking event", "at the Chamber of Commerce networking event"),
            ("The Grand Hotel", "at the Grand Hotel"),
            ("Content Marketing Conference", "at the Content Marketing Conference"),
            ("Web Summit", "at Web Summit"),
            ("Berlin", "in Berlin"),
            ("Portland, Oregon", "in Portland, Oregon"),
            ("in Berlin", "in Berlin"),
            ("coffee at Blue Bottle", "over coffee at Blue Bottle"),
            ("Coffee", "over coffee"),
            ("a coffee near the station", "over a coffee near the station"),
            ("coffee shop on Main Street", "at the coffee shop on Main Street"),
            ("our office", "at our office"),
            ("office", "at the office"),
            ("Maria's housewarming", "at Maria's housewarming"),
            ("my sister's wedding", "at my sister's wedding"),
            ("Rust meetup", "at the Rust meetup"),
            ("conference in Berlin", "at the conference in Berlin"),
            ("a conference in Berlin", "at a conference in Berlin"),
            ("RustConf booth", "at the RustConf booth"),
            ("Room 5", "at Room 5"),
            ("online", "online"),
            ("Zoom", "on Zoom"),
            ("work", "at work"),
            ("the train to Basel", "on the train to Basel"),
            ("re:Invent", "at re:Invent"),
            ("東京", "at 東京"),
            ("Meetup", "at Meetup"),
            ("last week's Rust meetup", "at the Rust meetup"),
            ("Yesterday's standup", "at the standup"),
            ("SXSW 2026", "at SXSW 2026"),
            ("Anna's birthday", "at Anna's birthday"),
            ("the New York office", "at the New York office"),
            ("airport", "at the airport"),
            ("lunch with the board", "over lunch with the board"),
            ("lunch meeting", "at the lunch meeting"),
            ("LinkedIn", "on LinkedIn"),
        ] {
            assert_eq!(read(text).unwrap().phrase, phrase, "{text}");
        }
        assert_eq!(read(" @ - "), None);
    }

    #[test]
    fn only_events_can_stand_alone() {
        for (text, event, sort) in [
            ("RustConf", Some("RustConf"), Sort::Conference),
            ("PyCon", Some("PyCon"), Sort::Conference),
            ("chamber of commerce mixer", Some("the chamber of commerce mixer"), Sort::Event),
            ("Blue Bottle", None, Sort::Elsewhere),
            ("Berlin", None, Sort::Elsewhere),
            ("a meetup", None, Sort::Event),
            ("our office", None, Sort::Elsewhere),
        ] {
            let place = read(text).unwrap();
            assert_eq!((place.event.as_deref(), place.sort), (event, sort), "{text}");
        }
    }
}
