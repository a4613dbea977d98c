//! Tables: aligned columns, fitted to the terminal.

use super::{Tone, printable};
use comfy_table::{Attribute, Cell, Color, ContentArrangement, presets};
use std::borrow::Cow;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    text: String,
    tone: Option<Tone>,
}

/// Rows under headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<Field>>,
}

/// More rows than this are laid out by the plain pass on a terminal too: a table library weighs
/// every cell several times, which a list of a hundred thousand people should not wait for.
const LONG: usize = 500;

impl Table {
    /// An empty table with these headings.
    #[must_use]
    pub fn new(headings: &[&'static str]) -> Self {
        Self { headings: headings.to_vec(), rows: Vec::new() }
    }

    /// Begins a row.
    pub fn row(&mut self) -> Row<'_> {
        self.rows.push(Vec::with_capacity(self.headings.len()));
        Row(self.rows.last_mut().unwrap_or_else(|| unreachable!("a row was pushed")))
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn write(&self, out: &mut dyn Write, width: Option<u16>, color: bool) -> std::io::Result<()> {
        if self.rows.len() > LONG || (width.is_none() && !color) {
            return self.write_plain(out);
        }
        self.write_fitted(out, width, color)
    }

    /// Wrapped to the terminal, with tones.
    fn write_fitted(&self, out: &mut dyn Write, width: Option<u16>, color: bool) -> std::io::Result<()> {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        match width {
            Some(width) => {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
            }
            None => {
                table.set_content_arrangement(ContentArrangement::Disabled);
            }
        }
        if color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
            if let Some(width) = width {
                table.set_width(width);
            }
        }
        table.set_header(self.headings.iter().map(|h| Cell::new(h).add_attribute(Attribute::Dim)));
        for row in &self.rows {
            table.add_row(row.iter().map(|f| cell(f, color)));
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// The same look without wrapping: every column as wide as its widest cell.
    fn write_plain(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut widths: Vec<usize> = self.headings.iter().map(|h| h.len().max(1)).collect();
        for row in &self.rows {
            for (width, field) in widths.iter_mut().zip(row) {
                *width = field.text.split('\n').map(columns).max().unwrap_or(0).max(*width);
            }
        }
        let mut line = String::new();
        put(out, &mut line, &widths, self.headings.iter().copied())?;
        for row in &self.rows {
            // Nearly every row is one line high: no need to look for the others in every cell.
            if row.iter().all(|f| !f.text.contains('\n')) {
                put(out, &mut line, &widths, row.iter().map(|f| f.text.as_str()))?;
                continue;
            }
            let height = row.iter().map(|f| f.text.split('\n').count()).max().unwrap_or(1).max(1);
            for n in 0..height {
                put(out, &mut line, &widths, row.iter().map(|f| f.text.split('\n').nth(n).unwrap_or_default()))?;
            }
        }
        Ok(())
    }
}

/// Writes one line of cells, each padded to its column; `line` is room to build it in.
fn put<'a>(
    out: &mut dyn Write,
    line: &mut String,
    widths: &[usize],
    cells: impl Iterator<Item = &'a str>,
) -> std::io::Result<()> {
    line.clear();
    for (cell, width) in cells.zip(widths) {
        line.push(' ');
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(columns(cell)) + 1));
    }
    let end = line.trim_end().len();
    line.truncate(end);
    line.push('\n');
    out.write_all(line.as_bytes())
}

/// How many columns a text takes.
fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

fn cell(field: &Field, color: bool) -> Cell {
    let cell = Cell::new(&field.text);
    match field.tone.filter(|_| color) {
        None => cell,
        Some(Tone::Strong) => cell.add_attribute(Attribute::Bold),
        Some(Tone::Late) => cell.fg(Color::Red),
        Some(Tone::Faint) => cell.add_attribute(Attribute::Dim),
        Some(Tone::Warn) => cell.fg(Color::Yellow),
    }
}

/// A row that is being filled.
pub struct Row<'a>(&'a mut Vec<Field>);

impl Row<'_> {
    /// The next cell; what is not printable is left out, tabs are blanks.
    pub fn cell<'t>(&mut self, text: impl Into<Cow<'t, str>>) -> &mut Self {
        self.push(text.into(), None)
    }

    /// The next cell, in a tone.
    pub fn toned<'t>(&mut self, tone: Option<Tone>, text: impl Into<Cow<'t, str>>) -> &mut Self {
        self.push(text.into(), tone)
    }

    fn push(&mut self, text: Cow<'_, str>, tone: Option<Tone>) -> &mut Self {
        let text = match printable(&text) {
            Cow::Borrowed(_) => text.into_owned(),
            Cow::Owned(clean) => clean,
        };
        let text = if text.contains('\t') { text.replace('\t', " ") } else { text };
        self.0.push(Field { text, tone });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_plain_pass_looks_like_the_fitted_one(
            rows in prop::collection::vec(("[a-z \\n]{0,12}", "[éß漢字👍 a-z]{0,8}", "[a-z]{0,30}"), 1..20)
        ) {
            let mut table = Table::new(&["id", "", "why"]);
            for (a, b, c) in &rows {
                table.row().cell(a).cell(b).cell(c);
            }
            let (mut plain, mut fitted) = (Vec::new(), Vec::new());
            table.write_plain(&mut plain).unwrap();
            table.write_fitted(&mut fitted, None, false).unwrap();
            prop_assert_eq!(String::from_utf8(plain).unwrap(), String::from_utf8(fitted).unwrap());
        }
    }
}
