//! Parts of all files to whole tables: columns joined, nested records tied to their parents, cells judged by schema.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_schema::DataType;
use arrow_select::interleave::interleave;
use arrow_select::take::take;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::batch::{Filled, Noted};
use super::column::{Piece, TooLarge};
use super::conform::{Breach, Judge};
use super::part::{Found, Part};
use crate::ledger::{
    Catalog, Column, Date, FieldId, Irregularity, Kind, LedgerId, Ledgers, RelationId, Segment,
    Spot, Table,
};
use crate::source::{Layout, Source, SourceId, Sources};

/// The parts of one ledger, put together.
struct Gathered {
    segments: Vec<Segment>,
    rows: u32,
    chunks: Vec<Filled>,
    /// Rows of the parent by row, where any part was nested.
    parents: Option<Vec<u32>>,
}

/// A table, what was noticed at its cells, and the source that was too large for it.
struct Joined {
    table: Table,
    noted: Vec<Noted>,
    too_large: Option<SourceId>,
}

/// Puts the tables together. Files are in order of their paths, which becomes the order of sources and rows.
pub fn assemble(
    catalog: &Arc<Catalog>,
    as_of: Date,
    files: Vec<(Source, Found)>,
) -> (Ledgers, Vec<Irregularity>) {
    let mut irregularities = Vec::new();
    let mut sources = Vec::with_capacity(files.len());
    let mut gathered: Vec<Option<Gathered>> = catalog.definitions.iter().map(|_| None).collect();
    for (source, found) in files {
        let id = SourceId(sources.len() as u32);
        sources.push(source);
        irregularities.extend(found.spotted.into_iter().map(|spotted| {
            let spot = match (spotted.at, spotted.sheet) {
                (Some(at), _) => Spot::Text {
                    source: id,
                    offset: at.start,
                    length: at.len(),
                },
                (None, Some((sheet, cell))) => Spot::Sheet {
                    source: id,
                    sheet,
                    cell,
                },
                (None, None) => Spot::File(id),
            };
            let (ledger, found, details) = (spotted.ledger, spotted.found, spotted.details);
            Irregularity {
                kind: spotted.kind,
                spot,
                ledger,
                found,
                details,
            }
        }));
        gather(&mut gathered, id, found.parts, &mut irregularities);
    }
    let joined: Vec<Option<Joined>> = gathered
        .into_par_iter()
        .enumerate()
        .map(|(n, gathered)| Some(join_chunks(catalog, LedgerId::new(n), gathered?)))
        .collect();

    let mut tables: Vec<Option<Table>> = Vec::with_capacity(joined.len());
    let mut noted: Vec<Vec<Noted>> = Vec::with_capacity(joined.len());
    for (n, joined) in joined.into_iter().enumerate() {
        let (table, notes, too_large) = match joined {
            Some(joined) => (Some(joined.table), joined.noted, joined.too_large),
            None => (None, Vec::new(), None),
        };
        irregularities.extend(too_large.map(|source| file_too_large(source, LedgerId::new(n))));
        tables.push(table);
        noted.push(notes);
    }
    inherit_keys(catalog, &mut tables);
    let cells: Vec<Vec<Irregularity>> = tables
        .par_iter()
        .zip(noted)
        .enumerate()
        .map(|(n, (table, noted))| match table {
            Some(table) => judged(catalog, LedgerId::new(n), table, as_of, noted),
            None => Vec::new(),
        })
        .collect();
    let mut told = FxHashSet::default();
    for irregularity in cells.into_iter().flatten() {
        // records that share a cell of a sheet share what is odd about it
        let cell = shared_cell(&irregularity, &tables, &sources);
        if cell.is_none_or(|cell| told.insert((cell, irregularity.kind))) {
            irregularities.push(irregularity);
        }
    }
    (
        Ledgers {
            catalog: catalog.clone(),
            tables,
            sources: Sources(sources),
        },
        irregularities,
    )
}

/// Appends the parts of one file to their ledgers.
fn gather(
    all: &mut [Option<Gathered>],
    source: SourceId,
    parts: Vec<Part>,
    irregularities: &mut Vec<Irregularity>,
) {
    // Where each part's rows begin in its ledger, for the parts nested in it.
    let mut begins: Vec<u32> = Vec::with_capacity(parts.len());
    for part in parts {
        let of = all[part.ledger.index()].get_or_insert_with(|| Gathered {
            segments: Vec::new(),
            rows: 0,
            chunks: Vec::new(),
            parents: None,
        });
        let begin = of.rows;
        begins.push(begin);
        let Some(end) = u32::try_from(part.rows())
            .ok()
            .and_then(|rows| begin.checked_add(rows))
        else {
            irregularities.push(file_too_large(source, part.ledger));
            continue;
        };
        match (part.nested, &mut of.parents) {
            (Some(nested), parents) => {
                let base = begins[nested.part];
                let parents = parents.get_or_insert_with(|| vec![u32::MAX; begin as usize]);
                parents.extend(nested.rows.into_iter().map(|row| base + row));
            }
            (None, Some(parents)) => parents.resize(end as usize, u32::MAX),
            (None, None) => {}
        }
        of.chunks.extend(part.chunks);
        of.rows = end;
        of.segments.push(Segment {
            rows: begin..end,
            source,
            layout: part.layout,
            origin: part.origin,
        });
    }
}

/// Source, sheet, row and column of a cell of a sheet.
fn shared_cell(
    irregularity: &Irregularity,
    tables: &[Option<Table>],
    sources: &[Source],
) -> Option<[u32; 4]> {
    let Spot::Cell { ledger, row, field } = &irregularity.spot else {
        return None;
    };
    let segment = tables[ledger.index()].as_ref()?.segment_of(*row);
    let Layout::Sheet(layout) = &*segment.layout else {
        return None;
    };
    let column = layout.columns[field.as_ref()?.index()]?;
    let row = *layout.rows.get((row - segment.rows.start) as usize)?;
    let sheets = &sources.get(segment.source.0 as usize)?.sheets;
    let (row, column) = sheets.get(layout.sheet as usize)?.anchor(row, column);
    Some([segment.source.0, layout.sheet, row, column])
}

fn nesting(catalog: &Catalog, child: LedgerId) -> Option<RelationId> {
    catalog
        .up(child)
        .find(|(_, relation)| relation.nested)
        .map(|(id, _)| id)
}

/// A file, or all files of a ledger together, with more than a column or row number can hold.
fn file_too_large(source: SourceId, ledger: LedgerId) -> Irregularity {
    Irregularity {
        kind: Kind::UnreadableFile,
        spot: Spot::File(source),
        ledger: Some(ledger),
        found: "file-too-large".to_owned(),
        details: Vec::new(),
    }
}

/// Joins the chunks of every column. A text column beyond 2 GiB is left out, and said of the ledger's first source.
fn join_chunks(catalog: &Catalog, ledger: LedgerId, gathered: Gathered) -> Joined {
    let definition = catalog.ledger(ledger);
    let rows = gathered.rows as usize;
    let Filled { columns, noted, .. } = Filled::concat(gathered.chunks, definition);
    let columns: Vec<(Column, bool)> = columns
        .into_par_iter()
        .zip(&definition.fields)
        .map(|(piece, field)| match piece.map(Piece::array) {
            Some(Ok(values)) => (
                Column {
                    values,
                    present: true,
                },
                false,
            ),
            Some(Err(TooLarge)) => (Column::absent(field.kind, rows), true),
            None => (Column::absent(field.kind, rows), false),
        })
        .collect();
    let too_large = columns
        .iter()
        .any(|(_, too_large)| *too_large)
        .then(|| gathered.segments[0].source);
    let table = Table {
        rows: gathered.rows,
        columns: columns.into_iter().map(|(column, _)| column).collect(),
        segments: gathered.segments,
        nested: nesting(catalog, ledger).zip(gathered.parents),
    };
    Joined {
        table,
        noted,
        too_large,
    }
}

/// Fills the key fields that nested records leave to the record they stand in. Outer ledgers first, so that keys
/// reach the innermost.
fn inherit_keys(catalog: &Catalog, tables: &mut [Option<Table>]) {
    let depth = |id: LedgerId| {
        let outer = |id: &LedgerId| {
            catalog
                .ledger(*id)
                .nested_in
                .as_ref()
                .map(|(parent, _)| *parent)
        };
        std::iter::successors(Some(id), outer)
            .take(catalog.definitions.len() + 1)
            .count()
    };
    let mut ledgers: Vec<LedgerId> = catalog.ledgers().map(|(id, _)| id).collect();
    ledgers.sort_by_key(|id| depth(*id));
    for child in ledgers {
        let Some(table) = &tables[child.index()] else {
            continue;
        };
        let Some((relation, parents)) = &table.nested else {
            continue;
        };
        let relation = catalog.relation(*relation);
        let Some(parent) = &tables[relation.parent.index()] else {
            continue;
        };
        let filled: Vec<(FieldId, ArrayRef)> = relation
            .on
            .iter()
            .flatten()
            .filter(|(own, theirs)| {
                own.index() < table.columns.len() && parent.column(*theirs).present
            })
            .filter_map(|(own, theirs)| {
                Some((
                    *own,
                    inherit(table.column(*own), parent.column(*theirs), parents)?,
                ))
            })
            .collect();
        let Some(table) = &mut tables[child.index()] else {
            continue;
        };
        for (field, values) in filled {
            table.columns[field.index()] = Column {
                values,
                present: true,
            };
        }
    }
}

/// A column whose missing values are taken from the parent's; `None` where nothing is missing or types differ.
fn inherit(own: &Column, theirs: &Column, parents: &[u32]) -> Option<ArrayRef> {
    if own.values.null_count() == 0 {
        return None;
    }
    let (own, theirs) = (plain(&own.values), plain(&theirs.values));
    if own.data_type() != theirs.data_type() || own.len() != parents.len() {
        return None;
    }
    let from = |(row, parent): (usize, &u32)| match *parent {
        parent if own.is_null(row) && parent != u32::MAX => (1, parent as usize),
        _ => (0, row),
    };
    let rows: Vec<(usize, usize)> = parents.iter().enumerate().map(from).collect();
    interleave(&[&own, &theirs], &rows).ok()
}

/// Dictionaries as plain text.
fn plain(values: &ArrayRef) -> ArrayRef {
    if !matches!(values.data_type(), DataType::Dictionary(_, _)) {
        return values.clone();
    }
    let dictionary = values.as_dictionary::<UInt32Type>();
    let keys: &UInt32Array = dictionary.keys();
    take(dictionary.values(), keys, None).unwrap_or_else(|_| values.clone())
}

/// What was noticed while reading, and what the schema says about the cells that could be read; by row and field.
fn judged(
    catalog: &Catalog,
    ledger: LedgerId,
    table: &Table,
    as_of: Date,
    noted: Vec<Noted>,
) -> Vec<Irregularity> {
    // Cells that were read with help have a value, which the schema judges; the others have been reported.
    let has_value = |kind| matches!(kind, Kind::Normalised | Kind::InferredYear);
    let unread = noted.iter().filter(|note| !has_value(note.kind));
    let unread: FxHashSet<(u32, FieldId)> = unread
        .filter_map(|note| Some((note.row, note.field?)))
        .collect();
    let judge = Judge::new(catalog.ledger(ledger));
    let schema = judge.judge(table, as_of, &|row, field| unread.contains(&(row, field)));
    let cell = |row, field| Spot::Cell { ledger, row, field };
    let noted = noted
        .into_iter()
        .map(|note| (note.row, note.field, note.kind, note.details, note.found));
    let mut all: Vec<Breach> = noted.chain(schema).collect();
    all.sort_by_key(|(row, field, kind, ..)| (*row, *field, *kind));
    all.into_iter()
        .map(|(row, field, kind, details, found)| Irregularity {
            kind,
            spot: cell(row, field),
            ledger: Some(ledger),
            found,
            details,
        })
        .collect()
}
