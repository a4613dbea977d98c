//! The screen: the one place that writes to standard output and standard error.

use super::table::Table;
use super::tone::Tone;
use super::words::{is_harmful, printable};
use crate::model::{Error, Result};
use crate::platform::Platform;
use serde::Serialize;
use std::io::Write;

/// Where things are shown, and how.
pub struct Screen<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    /// Documents instead of tables.
    pub json: bool,
    /// Only what was asked for: no asides.
    pub quiet: bool,
    color: bool,
    width: Option<u16>,
    terminal: bool,
}

/// What the options say of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// `--json`.
    pub json: bool,
    /// `--quiet`.
    pub quiet: bool,
    /// `--color`: `None` is `auto`.
    pub color: Option<bool>,
}

impl<'a> Screen<'a> {
    /// The screen of a platform.
    #[must_use]
    pub fn new(platform: &'a mut Platform, options: Options) -> Self {
        let auto = platform.terminal.output
            && platform.var("NO_COLOR").is_none()
            && platform.var("TERM").is_none_or(|t| t != "dumb");
        Self {
            color: options.color.unwrap_or(auto),
            width: platform.terminal.width,
            terminal: platform.terminal.output,
            out: &mut platform.stdout,
            err: &mut platform.stderr,
            json: options.json,
            quiet: options.quiet,
        }
    }

    /// Whether a person looks at it on a terminal.
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// The width of the terminal, where there is one.
    #[must_use]
    pub const fn width(&self) -> Option<u16> {
        self.width
    }

    /// A text in a tone, where colours are shown; the text must be printable already.
    #[must_use]
    pub fn tone(&self, tone: Tone, text: &str) -> String {
        if self.color { format!("\x1b[{}m{text}\x1b[0m", tone.code()) } else { text.to_owned() }
    }

    /// One line on standard output; what is not printable is left out.
    ///
    /// # Errors
    /// `Outside` where the output can't be written.
    pub fn line(&mut self, text: &str) -> Result<()> {
        let text = printable(text);
        writeln!(self.out, "{text}").map_err(|e| broken(&e))
    }

    /// One line in a tone.
    ///
    /// # Errors
    /// As [`Screen::line`].
    pub fn toned(&mut self, tone: Tone, text: &str) -> Result<()> {
        let text = self.tone(tone, &printable(text));
        writeln!(self.out, "{text}").map_err(|e| broken(&e))
    }

    /// Bytes for standard output that are what was asked for (an export, a script): written as they are.
    ///
    /// # Errors
    /// As [`Screen::line`].
    pub fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(|e| broken(&e))
    }

    /// Standard output, for documents that are written as they are read.
    pub fn stream(&mut self) -> Documents<'_> {
        Documents(self.out)
    }

    /// A file of another program's format, as it is; `write` gets where it goes. What a terminal must not be given
    /// is kept from it, line by line: there it is only looked at.
    ///
    /// # Errors
    /// What `write` says, and as [`Screen::line`].
    pub fn foreign<T>(&mut self, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
        if self.width.is_none() {
            return write(self.out);
        }
        let mut text = Vec::new();
        let done = write(&mut text)?;
        for line in String::from_utf8_lossy(&text).lines() {
            self.line(line)?;
        }
        Ok(done)
    }

    /// A table.
    ///
    /// # Errors
    /// As [`Screen::line`].
    pub fn table(&mut self, table: &Table) -> Result<()> {
        table.write(self.out, self.width, self.color).map_err(|e| broken(&e))
    }

    /// A document.
    ///
    /// # Errors
    /// As [`Screen::line`].
    pub fn document(&mut self, document: &impl Serialize) -> Result<()> {
        // In memory first: a long list is hundreds of thousands of small writes.
        let mut bytes = Vec::with_capacity(256);
        let to = Documents(&mut bytes);
        let written = if self.terminal {
            serde_json::to_writer_pretty(to, document)
        } else {
            serde_json::to_writer(to, document)
        };
        written.map_err(|e| broken(&e.into()))?;
        self.out.write_all(&bytes).map_err(|e| broken(&e))?;
        writeln!(self.out).map_err(|e| broken(&e))
    }

    /// An aside, on standard error: kept back where only the answer is wanted.
    pub fn note(&mut self, text: &str) {
        if !self.quiet {
            let _ = self.out.flush();
            let _ = writeln!(self.err, "{}", printable(text));
        }
    }

    /// A warning, on standard error.
    pub fn warn(&mut self, text: &str) {
        let _ = self.out.flush();
        let _ = writeln!(self.err, "warning: {}", printable(text));
    }

    /// An error, on standard error: what happened, then why, then one hint.
    pub fn error(&mut self, error: &Error) {
        let _ = self.out.flush();
        if self.json {
            let document = serde_json::json!({ "error": {
                "kind": error.kind, "message": error.message, "hint": error.hint, "candidates": error.candidates,
            }});
            let _ = writeln!(Documents(self.err), "{document}");
            return;
        }
        let _ = writeln!(self.err, "error: {}", printable(&error.message));
        for candidate in &error.candidates {
            let _ = writeln!(self.err, "  {}", printable(candidate));
        }
        if let Some(hint) = &error.hint {
            let _ = writeln!(self.err, "hint: {}", printable(hint));
        }
    }

    /// A question, on standard error, without a line end.
    pub fn ask(&mut self, question: &str) {
        let _ = self.out.flush();
        let _ = write!(self.err, "{} ", printable(question));
        let _ = self.err.flush();
    }

    /// Everything out.
    ///
    /// # Errors
    /// As [`Screen::line`].
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| broken(&e))
    }
}

/// Documents on their way out: what a terminal must not be given is spelt as JSON spells it
/// (`\u009b`), so that a program reads it as it was and a terminal as text.
pub struct Documents<'a>(&'a mut dyn Write);

impl Write for Documents<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // Strings are written character by whole character; nothing outside of them is beyond ASCII.
        let plain = bytes.iter().all(|b| *b < 0x7f);
        let text = if plain { None } else { std::str::from_utf8(bytes).ok() };
        match text.filter(|t| t.contains(is_harmful)) {
            None => self.0.write_all(bytes)?,
            Some(text) => {
                let mut units = [0; 2];
                for part in text.split_inclusive(is_harmful) {
                    let harm = part.chars().next_back().filter(|c| is_harmful(*c));
                    let kept = part.len() - harm.map_or(0, char::len_utf8);
                    self.0.write_all(part.as_bytes().get(..kept).unwrap_or_default())?;
                    for unit in harm.into_iter().flat_map(|c| c.encode_utf16(&mut units).to_vec()) {
                        write!(self.0, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn broken(e: &std::io::Error) -> Error {
    Error::unwritten(e)
}
