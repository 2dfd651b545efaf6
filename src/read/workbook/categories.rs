//! Categories that stand as rows between the records: a value of each record below, where no column has it.

use super::asides;
use super::columns::Columns;
use super::records::Records;
use super::table::Reading;
use crate::ledger::{FieldId, LedgerId, Type};
use crate::read::bind::Bound;

/// What a column of categories is called.
const CATEGORY: &str = "类别";

impl Reading<'_, '_> {
    /// The field for categories, where rows of such stand between the records and no column has it; and what stands
    /// above each record.
    pub fn category(
        &self,
        ledger: LedgerId,
        columns: &Columns,
        records: &Records,
    ) -> Option<(FieldId, Vec<&str>)> {
        let bound = self.binder.sure(ledger, CATEGORY)?;
        let Bound::Field { field, .. } = bound else {
            return None;
        };
        let of = self.binder.catalog.ledger(ledger).field(field);
        let shared = columns.shared.iter().map(|(own, _)| own);
        let is_held = columns
            .own
            .iter()
            .chain(shared)
            .any(|held| held.field == field);
        if records.categories.is_empty() || is_held || of.kind != Type::Text || !of.codes.is_empty()
        {
            return None;
        }
        let name = |own: u32| {
            let above = records
                .categories
                .partition_point(|(before, _)| *before <= own);
            let row = above.checked_sub(1).map(|at| records.categories[at].1)?;
            let (_, text, _) = self
                .sheet
                .filled(row as usize)
                .find(|(_, text, _)| !text.trim().is_empty())?;
            Some(asides::category(text))
        };
        let names = (0..records.own.len() as u32).map(|own| name(own).unwrap_or_default());
        Some((field, names.collect()))
    }
}
