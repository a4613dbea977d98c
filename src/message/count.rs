//! How long a text is: words, characters, UTF-16 units and sentences.
//!
//! The one place that counts, so that drafting and review never disagree. Never changes a text.

/// Words: what stands between white space.
#[must_use]
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Unicode scalars: what the program calls characters.
#[must_use]
pub fn characters(text: &str) -> usize {
    text.chars().count()
}

/// UTF-16 units: the safe bound for what `LinkedIn` counts.
#[must_use]
pub fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Words that end in a full stop without ending a sentence, in lower case and without the stop.
const ABBREVIATIONS: &[&str] =
    &["dr", "mr", "mrs", "ms", "jr", "sr", "st", "prof", "inc", "ltd", "co", "corp", "no", "vs", "e.g", "i.e", "etc"];

/// Sentences: runs that end in `.`, `!`, `?` or `…`, and a last run without an end unless it is a
/// sign-off (a short run on lines of its own).
///
/// Abbreviations ("Dr.", "Inc.") and initials ("J.") end no sentence, except at the end of the text.
#[must_use]
pub fn sentences(text: &str) -> usize {
    let mut count = 0;
    let mut open = 0;
    let mut fresh_line = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            fresh_line = true;
            continue;
        }
        for word in line.split_whitespace() {
            if open == 0 && count == 0 {
                fresh_line = false;
            }
            open += 1;
            if ends_sentence(word) {
                count += 1;
                open = 0;
                fresh_line = false;
            }
        }
    }
    let sign_off = fresh_line && count > 0 && open <= 8;
    count + usize::from(open > 0 && !sign_off)
}

/// Whether a run of characters between white space ends a sentence.
pub(super) fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}', '\u{bb}']);
    if bare.ends_with(['!', '?', '\u{2026}']) {
        return true;
    }
    let Some(stem) = bare.strip_suffix('.') else { return false };
    let stem = stem.trim_start_matches(['"', '(', '\'', '\u{201c}', '\u{ab}']);
    // "I" can end a sentence ("you and I."), every other single letter is an initial.
    let initial = stem != "I" && stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    !initial && !ABBREVIATIONS.contains(&stem.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_beyond_the_basic_plane() {
        let text = "Hi 🎉 Zoë";
        assert_eq!((words(text), characters(text), utf16(text)), (3, 8, 9));
    }

    #[test]
    fn abbreviations_and_sign_offs_are_no_sentences() {
        for (text, count) in [
            ("", 0),
            ("Hello there", 1),
            ("Hi Ann, good to meet you.", 1),
            ("Hi Dr. Strange, good to meet you. Shall we connect?", 2),
            ("Thank you, J. Smith of Acme Inc. spoke well. Good!", 2),
            ("Hi Ann,\n\nThank you for the call. Talk soon!\n\nBest wishes,\nMichelle", 2),
            ("Really?! Yes...", 2),
            ("One. two without an end", 2),
        ] {
            assert_eq!(sentences(text), count, "{text:?}");
        }
    }
}
