//! Tables: aligned columns, fitted to the terminal.

use super::tone::Tone;
use super::words::printable;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, presets};
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

/// More rows than this are laid out by a plain pass: a table library weighs every cell several
/// times, which a list of a hundred thousand people should not wait for.
const LONG: usize = 500;
/// Columns that are typed or compared: never broken over two lines.
/// On a terminal this narrow every column gives way.
const NARROW: u16 = 60;
const WHOLE: [&str; 9] = ["id", "fact", "due", "what", "slug", "on", "sent", "age", "setting"];

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
        if self.rows.len() > LONG {
            return self.write_long(out);
        }
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
    fn write_long(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut widths: Vec<usize> = self.headings.iter().map(|h| h.len()).collect();
        for row in &self.rows {
            for (width, field) in widths.iter_mut().zip(row) {
                *width = (*width).max(field.text.lines().map(columns).max().unwrap_or(0));
            }
        }
        let mut line = String::new();
        let mut put = |out: &mut dyn Write, cells: &mut dyn Iterator<Item = &str>| {
            line.clear();
            for (cell, width) in cells.zip(&widths) {
                line.push(' ');
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(columns(cell)) + 1));
            }
            let end = line.trim_end().len();
            line.truncate(end);
            line.push('\n');
            out.write_all(line.as_bytes())
        };
        put(out, &mut self.headings.iter().copied())?;
        for row in &self.rows {
            let height = row.iter().map(|f| f.text.lines().count()).max().unwrap_or(1).max(1);
            for n in 0..height {
                put(out, &mut row.iter().map(|f| f.text.lines().nth(n).unwrap_or_default()))?;
            }
        }
        Ok(())
    }
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
    pub fn cell(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.push(text.as_ref(), None)
    }

    /// The next cell, in a tone.
    pub fn toned(&mut self, tone: Option<Tone>, text: impl AsRef<str>) -> &mut Self {
        self.push(text.as_ref(), tone)
    }

    fn push(&mut self, text: &str, tone: Option<Tone>) -> &mut Self {
        let text = printable(text);
        let text = if text.contains('\t') { text.replace('\t', " ") } else { text.into_owned() };
        self.0.push(Field { text, tone });
        self
    }
}
