//! Given names that stand for one another: Bob and Robert.
//!
//! One list for whoever asks, whether a text speaks to the right person or two entries are one. It
//! says what may be, never what is.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The groups by name; a name may be in several (Alex).
static GROUPS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    for (group, name) in all() {
        groups.entry(name).or_default().push(group);
    }
    groups
});

/// Every name of the list with the number of its group.
pub fn all() -> impl Iterator<Item = (usize, &'static str)> {
    let lines = include_str!("nicknames.txt").lines().filter(|l| !l.starts_with('#'));
    lines.enumerate().flat_map(|(group, line)| line.split_whitespace().map(move |name| (group, name)))
}

/// Whether two given names, folded and in Latin letters, may be the same person's.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    let groups = |name: &str| GROUPS.get(name).map_or(&[][..], Vec::as_slice);
    groups(a).iter().any(|group| groups(b).contains(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_stand_for_the_name_and_for_one_another() {
        for (a, b, may_be) in [
            ("bob", "robert", true),
            ("bob", "rob", true),
            ("alex", "alexander", true),
            ("alex", "alexandra", true),
            ("alexander", "alexandra", false),
            ("alexander", "aleksandr", true),
            ("katharina", "kathrin", true),
            ("katharina", "kathi", true),
            ("johannes", "hannes", true),
            ("johann", "hans", true),
            ("elisabeth", "sisi", true),
            ("elizabeth", "beth", true),
            ("margarete", "gretchen", true),
            ("margarete", "greta", true),
            ("alexandra", "sascha", true),
            ("alexander", "sascha", true),
            ("mikhail", "misha", true),
            ("dmitri", "dima", true),
            ("ekaterina", "katya", true),
            ("giuseppe", "pino", true),
            ("francisco", "pancho", true),
            ("jose", "pepe", true),
            ("kristina", "stina", true),
            ("yulia", "julia", true),
            ("christian", "christina", false),
            ("andreas", "andrea", false),
            ("martin", "martina", false),
            ("mario", "maria", false),
            ("daniel", "daniela", false),
            ("gabriel", "gabriela", false),
            ("michael", "michaela", false),
            ("stefan", "stefanie", false),
            ("victor", "victoria", false),
            ("valentin", "valentina", false),
            ("jean-pierre", "jean", false),
            ("bob", "laura", false),
            ("", "", false),
        ] {
            assert_eq!((same(a, b), same(b, a)), (may_be, may_be), "{a} {b}");
        }
    }
}
