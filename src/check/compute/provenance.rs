//! Where records come from, as columns.

use std::sync::Arc;

use arrow_array::StringArray;

use crate::check::vector::Vector;
use crate::ledger::Table;
use crate::source::Sources;

/// The system or office of each record's list.
pub fn origins(table: Option<&Table>) -> Vector {
    let segments = table.map_or(&[][..], |t| &t.segments);
    let each = segments
        .iter()
        .flat_map(|s| s.rows.clone().map(move |_| s.origin.as_deref()));
    Vector::Column(Arc::new(each.collect::<StringArray>()))
}

/// The file of each record.
pub fn files(table: Option<&Table>, sources: &Sources) -> Vector {
    let segments = table.map_or(&[][..], |t| &t.segments);
    let each = segments.iter().flat_map(|s| {
        s.rows
            .clone()
            .map(move |_| Some(&*sources.get(s.source).path))
    });
    Vector::Column(Arc::new(each.collect::<StringArray>()))
}
