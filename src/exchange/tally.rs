//! How often something in a file had to be given up, and where, for a notice that can be followed up.
//!
//! It never holds what was given up.

use crate::model::text::counted;

/// How many lines are named.
const NAMED: usize = 5;

/// A count with the lines of the first few. However much is counted, it takes the same room.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    count: usize,
    /// On how many lines.
    places: usize,
    /// The first of those.
    first: Vec<u64>,
    last: u64,
}

impl Tally {
    /// Counts one more, on that line (from 1; 0 where none is known). Lines come in their order, or nearly.
    pub fn add(&mut self, line: u64) {
        self.count += 1;
        if line == self.last || self.first.contains(&line) {
            return;
        }
        self.last = line;
        self.places += 1;
        if self.first.len() < NAMED {
            self.first.push(line);
        }
    }

    /// Tells it, where there is something to tell: `people.csv: 3 dates can't be read: lines 4, 9 and 12`.
    pub fn tell(&self, file: &str, one: &str, many: &str, notices: &mut Vec<String>) {
        if self.count > 0 {
            notices.push(format!("{file}: {}{}", counted(self.count, one, many), self.lines()));
        }
    }

    fn lines(&self) -> String {
        let mut first = self.first.clone();
        first.sort_unstable();
        let more = self.places - first.len();
        let mut names: Vec<String> = first.iter().map(u64::to_string).collect();
        if more > 0 {
            names.push(format!("{more} more"));
        }
        match names.as_slice() {
            [] => String::new(),
            [one] => format!(": line {one}"),
            [others @ .., last] => format!(": lines {} and {last}", others.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_are_named_each_once_and_the_others_counted() {
        for (lines, told) in [
            (&[4][..], "F: 1 thing: line 4"),
            (&[4, 4], "F: 2 things: line 4"),
            (&[4, 9], "F: 2 things: lines 4 and 9"),
            (&[9, 4, 9, 12], "F: 4 things: lines 4, 9 and 12"),
            (&[1, 2, 3, 4, 5, 6, 6, 7], "F: 8 things: lines 1, 2, 3, 4, 5 and 2 more"),
            (&[0], "F: 1 thing"),
        ] {
            let (mut tally, mut notices) = (Tally::default(), Vec::new());
            for line in lines {
                tally.add(*line);
            }
            tally.tell("F", "thing", "things", &mut notices);
            assert_eq!(notices, [told]);
        }
        let mut notices = Vec::new();
        Tally::default().tell("F", "thing", "things", &mut notices);
        assert!(notices.is_empty());
    }

    #[test]
    fn it_stays_small() {
        let mut tally = Tally::default();
        for line in 1..100_000 {
            tally.add(line);
        }
        assert_eq!((tally.first.len(), tally.places), (NAMED, 99_999));
    }
}
