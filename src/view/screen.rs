//! The screen: the one place that writes to standard output and standard error.

use super::table::Table;
use super::tone::Tone;
use super::words::printable;
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

    /// Standard output, for what is streamed.
    pub fn stream(&mut self) -> &mut dyn Write {
        self.out
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
        let bytes = if self.terminal { serde_json::to_vec_pretty(document) } else { serde_json::to_vec(document) };
        self.out.write_all(&bytes.map_err(|e| broken(&e.into()))?).map_err(|e| broken(&e))?;
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
            let _ = writeln!(self.err, "{document}");
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

fn broken(e: &std::io::Error) -> Error {
    Error::unwritten(e)
}
