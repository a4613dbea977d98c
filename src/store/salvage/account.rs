//! What a search came to: stand-ins, numbers that go on, and how much is missing.

use super::keep::Keeper;
use super::search::{Progress, Search};
use super::shape::{NUMBER_MOST, Table};
use super::{Count, Salvaged};
use crate::model::Result;

impl Search<'_> {
    /// Makes a book of what was kept, and says what is missing.
    ///
    /// # Errors
    /// What the new book's database says.
    pub fn account(&mut self, keeper: &mut Keeper<'_>) -> Result<Salvaged> {
        let mut tables = Vec::with_capacity(self.tables.len());
        let mut lost_people = Vec::new();
        for (at, (table, progress)) in self.tables.iter().zip(&self.progress).enumerate() {
            let read = keeper.kept.get(at).map_or(0, |k| k.read);
            let missing = missing(keeper, table, progress)?;
            if table.name == "contacts" && progress.known.whole && progress.hole {
                lost_people.extend(missing.iter().filter(|n| (1..=NUMBER_MOST).contains(*n)));
            }
            let missing = if table.is_index { progress.known.rows.saturating_sub(read) } else { missing.len() };
            let lost = match (progress.hole || progress.failed > 0, progress.known.whole) {
                (false, _) => 0,
                (true, true) => missing,
                (true, false) => missing.max(progress.failed),
            };
            tables.push(Count {
                table: table.name,
                read,
                mended: 0,
                lost,
                at_least: progress.hole && !progress.known.whole,
            });
        }
        let stand_ins = keeper.stand_in(&lost_people, &self.traces)?;
        keeper.finish(&self.sequences)?;
        for (count, kept) in tables.iter_mut().zip(&keeper.kept) {
            count.mended = kept.mended;
            if count.table == "contacts" {
                count.lost = count.lost.max(stand_ins.len());
            }
        }
        let pages = self.forest.reader.pages;
        Ok(Salvaged {
            tables,
            pages: pages.expected,
            unreadable: self.forest.unreadable().into_iter().collect(),
            unreadable_log: pages.damaged_log(),
            stand_ins,
        })
    }
}

/// The numbers of the rows that an index knows and that were not found.
fn missing(keeper: &Keeper<'_>, table: &Table, progress: &Progress) -> Result<Vec<i64>> {
    if table.is_index {
        return Ok(Vec::new());
    }
    let found = keeper.numbers(table)?;
    Ok(progress.known.numbers.iter().copied().filter(|n| found.binary_search(n).is_err()).collect())
}
