//! Tables: aligned columns, fitted to the terminal.

use super::tone::Tone;
use super::words::printable;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, presets};
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// A cell: where its text ends among all texts of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Field {
    end: usize,
    /// How many columns its widest line takes.
    width: usize,
    /// It is more than one line high.
    tall: bool,
    tone: Option<Tone>,
}

/// Rows under headings.
///
/// The texts of all cells stand in one string: a list of a hundred thousand follow-ups would
/// spend its time on half a million small ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    headings: Vec<&'static str>,
    texts: String,
    fields: Vec<Field>,
    /// Where each row ends among the cells.
    rows: Vec<usize>,
}

/// More rows than this are laid out by the plain pass on a terminal too: a table library weighs
/// every cell several times, which a list of a hundred thousand people should not wait for.
const LONG: usize = 500;
/// On a terminal this narrow every column gives way.
const NARROW: u16 = 60;
/// Columns that are typed or compared: never broken over two lines.
const WHOLE: [&str; 10] = ["id", "fact", "step", "due", "what", "slug", "on", "sent", "age", "setting"];

impl Table {
    /// An empty table with these headings.
    #[must_use]
    pub fn new(headings: &[&'static str]) -> Self {
        Self { headings: headings.to_vec(), ..Self::default() }
    }

    /// Begins a row.
    pub fn row(&mut self) -> Row<'_> {
        self.rows.push(self.fields.len());
        Row(self)
    }

    /// The rows, each as its cells with their texts.
    fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = (&str, Field)> + Clone> {
        let mut from = 0;
        self.rows.iter().map(move |to| {
            let cells = from..*to;
            from = *to;
            cells.filter_map(|n| {
                let field = *self.fields.get(n)?;
                let start = n.checked_sub(1).and_then(|before| self.fields.get(before)).map_or(0, |f| f.end);
                Some((self.texts.get(start..field.end)?, field))
            })
        })
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
        for row in self.rows() {
            table.add_row(row.map(|(text, field)| cell(text, field.tone, color)));
        }
        let narrow = width.is_some_and(|w| w < NARROW);
        for (column, heading) in table.column_iter_mut().zip(&self.headings) {
            if WHOLE.contains(heading) && !narrow {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// The same look without wrapping: every column as wide as its widest cell.
    fn write_plain(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut widths: Vec<usize> = self.headings.iter().map(|h| h.len().max(1)).collect();
        for row in self.rows() {
            for (width, (_, field)) in widths.iter_mut().zip(row) {
                *width = field.width.max(*width);
            }
        }
        let mut line = String::new();
        put(out, &mut line, &widths, self.headings.iter().map(|h| (*h, h.len())))?;
        for row in self.rows() {
            if !row.clone().any(|(_, field)| field.tall) {
                put(out, &mut line, &widths, row.map(|(text, field)| (text, field.width)))?;
                continue;
            }
            let height = row.clone().map(|(text, _)| text.split('\n').count()).max().unwrap_or(1);
            for n in 0..height {
                let line_of = |text| str::split(text, '\n').nth(n).unwrap_or_default();
                let cells = row.clone().map(|(text, _)| line_of(text)).map(|t| (t, columns(t)));
                put(out, &mut line, &widths, cells)?;
            }
        }
        Ok(())
    }
}

/// Blanks to pad with.
const BLANKS: &str = "                                                                ";

/// Writes one line of cells, each padded to its column; `line` is room to build it in.
fn put<'a>(
    out: &mut dyn Write,
    line: &mut String,
    widths: &[usize],
    cells: impl Iterator<Item = (&'a str, usize)>,
) -> std::io::Result<()> {
    line.clear();
    // Blanks are written before the next text, not after the last one.
    let mut blanks = 0;
    for ((text, taken), width) in cells.zip(widths) {
        blanks += 1;
        if !text.is_empty() {
            while blanks > 0 {
                let some = blanks.min(BLANKS.len());
                line.push_str(&BLANKS[..some]);
                blanks -= some;
            }
            line.push_str(text);
        }
        blanks += width.saturating_sub(taken) + 1;
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

fn cell(text: &str, tone: Option<Tone>, color: bool) -> Cell {
    let cell = Cell::new(text);
    match tone.filter(|_| color) {
        None => cell,
        Some(Tone::Strong) => cell.add_attribute(Attribute::Bold),
        Some(Tone::Late) => cell.fg(Color::Red),
        Some(Tone::Faint) => cell.add_attribute(Attribute::Dim),
        Some(Tone::Warn) => cell.fg(Color::Yellow),
    }
}

/// A row that is being filled.
pub struct Row<'a>(&'a mut Table);

impl Row<'_> {
    /// The next cell; what is not printable is left out, tabs are blanks.
    pub fn cell(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.push(text.as_ref(), None)
    }

    /// The next cell, in a tone.
    pub fn toned(&mut self, tone: Option<Tone>, text: impl AsRef<str>) -> &mut Self {
        self.push(text.as_ref(), tone)
    }

    fn push(&mut self, text: &str, tone: Option<Tone>) -> &mut Self {
        let table = &mut *self.0;
        // Nearly every text is one line of plain ASCII: one look at its bytes tells all about it.
        let (width, tall) = if text.bytes().fold(true, |plain, b| plain & (b' '..=b'~').contains(&b)) {
            table.texts.push_str(text);
            (text.len(), false)
        } else {
            let text = printable(text).replace('\t', " ");
            table.texts.push_str(&text);
            (text.split('\n').map(columns).max().unwrap_or(0), text.contains('\n'))
        };
        table.fields.push(Field { end: table.texts.len(), width, tall, tone });
        if let Some(end) = table.rows.last_mut() {
            *end = table.fields.len();
        }
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
