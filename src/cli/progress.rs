//! The bar that shows how far something long has come.

use super::Cx;

/// A bar on a terminal, for what takes long.
pub(super) struct Progress(Option<indicatif::ProgressBar>);

impl Progress {
    pub(super) fn new(cx: &Cx<'_>) -> Self {
        if !cx.platform.terminal.error || cx.options.quiet || cx.options.json {
            return Self(None);
        }
        let bar = indicatif::ProgressBar::new(0);
        let style = indicatif::ProgressStyle::with_template("{msg:9} {wide_bar} {percent:>3} %");
        bar.set_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()));
        Self(Some(bar))
    }

    pub(super) fn set(&mut self, done: u64, all: u64, what: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_length(all);
            bar.set_position(done);
            bar.set_message(what);
        }
    }

    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    /// An error leaves no bar on the screen.
    fn drop(&mut self) {
        self.finish();
    }
}
