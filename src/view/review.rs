//! What a review found: the text with the words marked in place, then the findings one by one.
//!
//! A mark is a line of carets beneath the words, and begins with the finding's number, so that
//! nothing hangs on a colour.

use super::document;
use super::screen::Screen;
use super::tone::Tone;
use super::words::printable;
use crate::actions::review::{Reviewed, unknown};
use crate::message::review::{Finding, Severity};
use crate::model::{Result, text};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A text with more lines than this is shown only where something is marked.
const LINES_MOST: usize = 40;
/// So many findings are shown to people; documents have all.
const SHOWN_MOST: usize = 99;
/// On so many lines a finding is marked; one about the whole text would bury it under carets.
const MARKED_MOST: usize = 3;
/// How wide text is where there is no terminal.
const WIDTH: usize = 80;
/// Nothing is broken into narrower lines than this.
const WIDTH_LEAST: usize = 20;

/// A text that was read over.
///
/// # Errors
/// Where the output can't be written.
pub fn show(screen: &mut Screen<'_>, r: &Reviewed) -> Result<()> {
    if screen.json {
        return screen.document(&document::findings(&r.findings));
    }
    let what = if r.drafted { "the draft" } else { "the text" };
    let whom = r.to.as_deref().map(|name| format!(" for {name}")).unwrap_or_default();
    let follow_up = r.follow_up.map(|id| format!("#{id} ")).unwrap_or_default();
    screen.note(&format!("{what}: {follow_up}{}{whom}\n", r.kind));
    if !r.english {
        screen.note("not English: only blanks, lengths, the name and near-copies were looked at\n");
    }
    marked(screen, &r.text, &r.findings)?;
    for line in listed(&r.findings, width(screen)) {
        screen.line(&line)?;
    }
    if let Some(hint) = dictionary_hint(&r.text, &r.findings) {
        screen.line(&hint)?;
    }
    if !r.findings.is_empty() {
        screen.line("")?;
    }
    screen.line(&verdict(&r.findings))
}

/// How many columns there are.
pub(super) fn width(screen: &Screen<'_>) -> usize {
    screen.width().map_or(WIDTH, usize::from).max(WIDTH_LEAST)
}

/// `2 errors, 1 warning`, or that there is nothing to mend.
#[must_use]
pub fn verdict(findings: &[Finding]) -> String {
    let count = |severity: Severity, one: &str, many: &str| {
        let n = findings.iter().filter(|f| f.severity == severity).count();
        (n > 0).then(|| text::counted(n, one, many))
    };
    let counts = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Hint, "hint", "hints"),
    ];
    let said: Vec<String> = counts.into_iter().flatten().collect();
    if said.is_empty() { "Nothing to mend.".to_owned() } else { said.join(", ") }
}

/// The findings as numbered lines, broken at `width`.
#[must_use]
pub fn listed(findings: &[Finding], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let shown = findings.len().min(SHOWN_MOST);
    let indent = shown.to_string().len() + 2;
    for (n, f) in findings.iter().take(SHOWN_MOST).enumerate() {
        let head = format!("{:>1$}. ", n + 1, indent - 2);
        let text = format!("{} {}: {}", f.severity, f.rule, f.message);
        fold_into(&mut lines, &head, &text, width);
        if let Some(better) = &f.suggestion {
            fold_into(&mut lines, &" ".repeat(indent), &format!("better: {better}"), width);
        }
    }
    if findings.len() > shown {
        lines.push(format!("… and {} more (`--json` has all)", findings.len() - shown));
    }
    lines
}

/// How words that are right are made known.
pub(super) fn dictionary_hint(text: &str, findings: &[Finding]) -> Option<String> {
    let words: Vec<String> = unknown(text, findings).iter().filter_map(|w| text::line(w)).take(3).collect();
    let words: Vec<String> = words.iter().map(|w| text::pasteable(w)).collect();
    (!words.is_empty()).then(|| format!("Spelt right? `intouch dictionary add {}`", words.join(" ")))
}

/// A text behind `head`, on as many lines as it takes.
fn fold_into(lines: &mut Vec<String>, head: &str, text: &str, width: usize) {
    let indent = head.width();
    let cells = Cells::of(text, width.saturating_sub(indent).max(WIDTH_LEAST));
    for (n, line) in cells.lines.iter().enumerate() {
        let start = if n == 0 { head.to_owned() } else { " ".repeat(indent) };
        lines.push(format!("{start}{}", cells.shown(line).trim_end()));
    }
}

/// The text, with the words that a finding is about marked beneath.
pub(super) fn marked(screen: &mut Screen<'_>, text: &str, findings: &[Finding]) -> Result<()> {
    const INDENT: &str = "  ";
    let cells = Cells::of(text, width(screen).saturating_sub(INDENT.len()).max(WIDTH_LEAST));
    let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); cells.lines.len()];
    for (n, f) in findings.iter().take(SHOWN_MOST).enumerate() {
        cells.mark(&mut marks, n + 1, f);
    }
    let only_marked = cells.lines.len() > LINES_MOST;
    let mut left_out = 0;
    for (line, marks) in cells.lines.iter().zip(marks) {
        if only_marked && marks.is_empty() {
            left_out += 1;
            continue;
        }
        gap(screen, INDENT, std::mem::take(&mut left_out))?;
        screen.line(&format!("{INDENT}{}", cells.shown(line).trim_end()))?;
        for row in rows(marks) {
            let late = row.iter().any(|m| m.severity == Severity::Error);
            let tone = if late { Tone::Late } else { Tone::Warn };
            screen.toned(tone, &format!("{INDENT}{}", drawn(&row)))?;
        }
    }
    gap(screen, INDENT, left_out)?;
    if cells.lines.is_empty() { Ok(()) } else { screen.line("") }
}

fn gap(screen: &mut Screen<'_>, indent: &str, lines: usize) -> Result<()> {
    if lines == 0 { Ok(()) } else { screen.line(&format!("{indent}… ({})", text::counted(lines, "line", "lines"))) }
}

/// A stretch of one line that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    number: usize,
    severity: Severity,
    columns: Range<usize>,
}

impl Mark {
    /// The number and carets up to the end.
    fn drawn(&self) -> String {
        let number = self.number.to_string();
        let carets = self.columns.len().saturating_sub(number.len());
        format!("{number}{}", "^".repeat(carets))
    }
}

/// Puts marks that would touch each other on rows of their own.
fn rows(marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    let mut rows: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        let fits =
            |row: &&mut Vec<Mark>| row.last().is_none_or(|m| m.columns.start + m.drawn().len() < mark.columns.start);
        match rows.iter_mut().find(fits) {
            Some(row) => row.push(mark),
            None => rows.push(vec![mark]),
        }
    }
    rows
}

fn drawn(row: &[Mark]) -> String {
    let mut line = String::new();
    for mark in row {
        line.push_str(&" ".repeat(mark.columns.start.saturating_sub(line.len())));
        line.push_str(&mark.drawn());
    }
    line
}

/// What a reader takes for one character.
#[derive(Debug)]
struct Cell<'a> {
    /// As it is given to the terminal.
    shown: std::borrow::Cow<'a, str>,
    width: usize,
    /// Its place in the text, in Unicode scalars.
    start: usize,
    end: usize,
}

/// A text as the screen has it: characters with their widths, broken into lines.
#[derive(Debug, Default)]
struct Cells<'a> {
    cells: Vec<Cell<'a>>,
    lines: Vec<Range<usize>>,
}

impl<'a> Cells<'a> {
    fn of(text: &'a str, most: usize) -> Self {
        let mut all = Self::default();
        let (mut at, mut start, mut column, mut blank) = (0, 0, 0, None);
        for grapheme in text.graphemes(true) {
            let end = at + grapheme.chars().count();
            let new_line = grapheme.contains('\n');
            let shown = if new_line {
                "".into()
            } else if grapheme == "\t" {
                " ".into()
            } else {
                printable(grapheme)
            };
            let width = shown.width();
            let here = all.cells.len();
            let is_blank = grapheme == " " || grapheme == "\t";
            // Blanks may stand beyond the edge: nobody sees them there.
            if column + width > most && here > start && !is_blank {
                // At the last blank, where the line has one.
                let cut = blank.take().unwrap_or(here);
                all.lines.push(start..cut);
                start = cut;
                column = all.cells.get(cut..).unwrap_or_default().iter().map(|c| c.width).sum();
            }
            column += width;
            all.cells.push(Cell { shown, width, start: at, end });
            at = end;
            if new_line {
                all.lines.push(start..here + 1);
                (start, column, blank) = (here + 1, 0, None);
            } else if is_blank {
                blank = Some(here + 1);
            }
        }
        if start < all.cells.len() {
            all.lines.push(start..all.cells.len());
        }
        all
    }

    fn line(&self, line: &Range<usize>) -> &[Cell<'a>] {
        self.cells.get(line.clone()).unwrap_or_default()
    }

    fn shown(&self, line: &Range<usize>) -> String {
        self.line(line).iter().map(|c| c.shown.as_ref()).collect()
    }

    /// Marks a finding on the first lines that it stands on. What is missing stands nowhere.
    fn mark(&self, marks: &mut [Vec<Mark>], number: usize, f: &Finding) {
        let characters = self.cells.last().map_or(0, |c| c.end);
        if f.span.is_empty() && f.span.start >= characters {
            return;
        }
        let span = f.span.start..f.span.end.max(f.span.start + 1);
        let first = self.lines.partition_point(|l| self.line(l).last().is_some_and(|c| c.end <= span.start));
        for (line, marks) in self.lines.iter().zip(marks).skip(first).take(MARKED_MOST) {
            let cells = self.line(line);
            if cells.first().is_none_or(|c| c.start >= span.end) {
                break;
            }
            let width = |cells: &[Cell<'_>]| cells.iter().map(|c| c.width).sum::<usize>();
            let from = cells.partition_point(|c| c.end <= span.start);
            let to = cells.partition_point(|c| c.start < span.end);
            let start = width(cells.get(..from).unwrap_or_default());
            let wide = width(cells.get(from..to).unwrap_or_default());
            // What has no width is still marked where it stands.
            marks.push(Mark { number, severity: f.severity, columns: start..start + wide.max(1) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::review::Rule;

    /// The text and its marks, as they stand beneath each other.
    fn seen(text: &str, spans: &[(usize, usize)], width: usize) -> Vec<String> {
        let cells = Cells::of(text, width);
        let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); cells.lines.len()];
        for (n, (start, end)) in spans.iter().enumerate() {
            cells.mark(&mut marks, n + 1, &Finding::new(Rule::Slang, *start..*end, "x"));
        }
        let mut all = Vec::new();
        for (line, marks) in cells.lines.iter().zip(marks) {
            all.push(cells.shown(line).trim_end().to_owned());
            all.extend(rows(marks).iter().map(|row| drawn(row)));
        }
        all
    }

    #[test]
    fn marks_stand_beneath_their_words_whatever_the_script() {
        for (text, span, mark) in [
            ("Hi thx all", (3, 6), "   1^^"),
            ("你好 thx", (3, 6), "     1^^"),
            ("你好 thx", (0, 2), "1^^^"),
            ("👩‍👩‍👧 🎉 thx", (8, 11), "      1^^"),
            ("e\u{301}te\u{301} thx", (6, 9), "    1^^"),
            ("\u{202e}\u{1b}Hi thx", (5, 8), "   1^^"),
            ("a\tthx", (2, 5), "  1^^"),
        ] {
            assert_eq!(seen(text, &[span], 40)[1], mark, "{text:?}");
        }
    }

    #[test]
    fn a_part_of_what_is_seen_as_one_character_is_marked_as_that_character() {
        assert_eq!(seen("x 👩‍👩‍👧 y", &[(3, 4)], 40)[1], "  1^");
        assert_eq!(seen("a\u{200b}b", &[(1, 2)], 40), ["ab", " 1"]);
    }

    #[test]
    fn marks_that_touch_stand_on_rows_of_their_own() {
        assert_eq!(seen("one two three", &[(0, 3), (4, 7), (0, 7)], 40), ["one two three", "1^^ 2^^", "3^^^^^^"]);
        assert_eq!(seen("ab cd", &[(0, 1), (1, 2)], 40), ["ab cd", "1", " 2"]);
    }

    #[test]
    fn long_lines_break_at_blanks_and_marks_go_on() {
        assert_eq!(
            seen("one two three four", &[(4, 18)], 9),
            ["one two", "    1^^^", "three", "1^^^^^", "four", "1^^^"]
        );
        assert_eq!(seen("一二三四五", &[(0, 5)], 6), ["一二三", "1^^^^^", "四五", "1^^^"]);
        assert_eq!(seen("a\n\nb", &[(3, 4)], 9), ["a", "", "b", "1"]);
    }

    #[test]
    fn what_is_missing_is_marked_nowhere() {
        assert_eq!(seen("Hello", &[(5, 5)], 40), ["Hello"]);
        assert_eq!(seen("", &[(0, 0)], 40), Vec::<String>::new());
    }

    #[test]
    fn findings_are_numbered_and_folded_beneath_their_number() {
        let found = [
            Finding::new(Rule::Unfilled, 0..1, "A blank was left in.").suggest("Laura"),
            Finding::new(Rule::Slang, 0..1, "It reads as little care."),
        ];
        assert_eq!(
            listed(&found, 30),
            [
                "1. error unfilled: A blank was",
                "   left in.",
                "   better: Laura",
                "2. warning slang: It reads as",
                "   little care."
            ]
        );
        assert_eq!(verdict(&found), "1 error, 1 warning");
        assert_eq!(verdict(&[]), "Nothing to mend.");
    }
}
