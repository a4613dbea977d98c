//! Where a file can be read in two ways: a person on a terminal is asked, a script is refused.

use super::Cx;
use crate::exchange::date::Order;
use crate::exchange::error::TableError;
use crate::model::{Error, Result};

/// How a file is to be read, as far as that was said.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// The encoding's name.
    pub encoding: Option<String>,
    /// What comes first in `3/4/26`.
    pub order: Option<Order>,
}

impl Ways {
    /// Opens a file, and asks as often as it can be read in two ways. `tie` tells such an error from others.
    ///
    /// # Errors
    /// What `open` says.
    pub fn settle<T, E: Into<Error>>(
        mut self,
        cx: &mut Cx<'_>,
        mut open: impl FnMut(&Cx<'_>, &Self) -> std::result::Result<T, E>,
        tie: fn(&E) -> Option<&TableError>,
    ) -> Result<T> {
        loop {
            let error = match open(cx, &self) {
                Ok(opened) => return Ok(opened),
                Err(error) => error,
            };
            let asked = tie(&error).map_or(Ok(None), |tie| settled(cx, tie))?;
            match asked {
                Some(Settled::Encoding(name)) => self.encoding = Some(name.to_owned()),
                Some(Settled::Order(which)) => self.order = Some(which),
                None => return Err(error.into()),
            }
        }
    }
}

/// What a person said where a file can be read in two ways.
enum Settled {
    Encoding(&'static str),
    Order(Order),
}

/// Asks, on a terminal, which of two ways to read a file is meant; `None` where nobody says.
fn settled(cx: &mut Cx<'_>, error: &TableError) -> Result<Option<Settled>> {
    let terminal = &cx.platform.terminal;
    if cx.yes || cx.options.json || !terminal.input || !terminal.error {
        return Ok(None);
    }
    match error {
        TableError::EncodingTie { likely, doubt, .. } => {
            let shown = |pick: fn(&(String, String)) -> &String| {
                doubt.words.iter().map(pick).map(String::as_str).collect::<Vec<_>>().join(", ")
            };
            let ways =
                [format!("{likely}: {}", shown(|w| &w.0)), format!("{}: {}", doubt.other.name(), shown(|w| &w.1))];
            let choice = choose(cx, &format!("{error}. Which reads right?"), &ways)?;
            Ok(choice.map(|n| Settled::Encoding(if n == 0 { likely } else { doubt.other.name() })))
        }
        TableError::DateTie { .. } => {
            let ways = ["the day comes first: 3/4 is 3 April", "the month comes first: 3/4 is 4 March"];
            let choice = choose(cx, &format!("{error}. What holds?"), &ways.map(str::to_owned))?;
            Ok(choice.map(|n| Settled::Order(if n == 0 { Order::DayFirst } else { Order::MonthFirst })))
        }
        _ => Ok(None),
    }
}

/// Asks for one of a few ways by its number; anything else is none.
fn choose(cx: &mut Cx<'_>, question: &str, ways: &[String]) -> Result<Option<usize>> {
    let mut screen = cx.screen();
    screen.ask(question);
    for (n, way) in ways.iter().enumerate() {
        screen.ask(&format!("\n  {}  {way}", n + 1));
    }
    screen.ask(&format!("\n1 to {}, or Enter for none:", ways.len()));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut cx.platform.stdin, &mut line)
        .map_err(|e| Error::outside(format!("the answer can't be read: {e}")))?;
    Ok(line.trim().parse().ok().filter(|n| (1..=ways.len()).contains(n)).map(|n: usize| n - 1))
}
