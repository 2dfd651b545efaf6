//! Coverage: which ledgers and columns of the submission the judged rules looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::judging::{Ruling, Run};
use crate::finding::{ColumnCoverage, Coverage, LedgerCoverage, Look, RuleId};
use crate::ledger::{Definition, Field, FieldId, Kind, LedgerId, Table, Type};
use crate::read;
use crate::rulebook::{Body, Columns, Rule};
use crate::source::Layout;

/// The kinds of irregularity that only a definition's keywords give rise to.
const OF_KEYWORDS: [Kind; 7] = [
    Kind::SchemaEnum,
    Kind::SchemaPattern,
    Kind::SchemaLength,
    Kind::SchemaRange,
    Kind::SchemaFormat,
    Kind::SchemaCode,
    Kind::SchemaOther,
];

/// Who reads what, rules by their position among the rulings.
#[derive(Default)]
struct Readers {
    ledgers: BTreeMap<LedgerId, BTreeSet<usize>>,
    fields: BTreeMap<(LedgerId, FieldId), BTreeSet<usize>>,
    /// Rules that could not be judged.
    skipped: BTreeMap<LedgerId, BTreeSet<usize>>,
}

impl<'a> Run<'a, '_> {
    /// What was looked at. Reads no record; of the input, only headers.
    pub fn coverage(&self, rulings: &[Ruling<'a>]) -> Coverage {
        let readers = self.readers(rulings);
        let silent = self.untold(rulings);
        let ids = |at: Option<&BTreeSet<usize>>| -> Vec<RuleId> {
            let at = at.into_iter().flatten();
            at.map(|at| rulings[*at].rule.id.clone()).collect()
        };
        let mut unknown = self.unknown();
        let tables = self.data.catalog.ledgers();
        let covered = tables.filter_map(|(ledger, definition)| {
            let table = self.data.table(ledger)?;
            let column = |(id, field): (FieldId, &Field)| ColumnCoverage {
                name: field.name.clone(),
                title: field.title.clone(),
                look: match readers.fields.contains_key(&(ledger, id)) {
                    true => Look::Rules,
                    false if is_held(field, definition, &silent) => Look::Definition,
                    false if definition.key.contains(&id) => Look::Key,
                    false => Look::None,
                },
                rules: ids(readers.fields.get(&(ledger, id))),
            };
            Some(LedgerCoverage {
                name: definition.name.clone(),
                title: definition.title.clone(),
                records: u64::from(table.rows),
                rules: ids(readers.ledgers.get(&ledger)),
                skipped: ids(readers.skipped.get(&ledger)),
                columns: present(table, definition).map(column).collect(),
                unknown: unknown.remove(&ledger).unwrap_or_default(),
            })
        });
        Coverage {
            ledgers: covered.collect(),
        }
    }

    fn readers(&self, rulings: &[Ruling<'a>]) -> Readers {
        let mut readers = Readers::default();
        for (at, ruling) in rulings.iter().enumerate().filter(|(_, r)| r.selected) {
            for (judge, _) in &ruling.judged {
                let read = Columns::of(judge, &self.data.catalog);
                for ledger in read.ledgers {
                    readers.ledgers.entry(ledger).or_default().insert(at);
                }
                for field in read.fields {
                    readers.fields.entry(field).or_default().insert(at);
                }
            }
            if ruling.judged.is_empty() {
                for ledger in self.wanted(ruling.rule) {
                    readers.skipped.entry(ledger).or_default().insert(at);
                }
            }
        }
        readers
    }

    /// The ledgers that a rule would read.
    fn wanted(&self, rule: &Rule) -> BTreeSet<LedgerId> {
        let mut wanted: BTreeSet<LedgerId> = rule.lacking.iter().flatten().copied().collect();
        if let Body::Judge(judges) = &rule.body {
            // those for the fields of one ledger read the same ledgers
            for judge in judges.iter().take_while(|_| rule.lacking.is_empty()) {
                if !wanted.contains(&judge.ledger) {
                    wanted.extend(Columns::of(judge, &self.data.catalog).ledgers);
                }
            }
        }
        wanted
    }

    /// The kinds of irregularity that a rule claims which was not asked for, and that are therefore not told.
    fn untold(&self, rulings: &[Ruling<'a>]) -> BTreeSet<Kind> {
        let untold = rulings
            .iter()
            .filter(|r| !r.selected || r.skipped.is_some());
        let kinds = untold.filter_map(|r| match &r.rule.body {
            Body::Detect(kinds) => Some(kinds),
            Body::Judge(_) => None,
        });
        kinds.flatten().copied().collect()
    }

    /// The columns of files that belong to no field, by ledger, in order of names.
    fn unknown(&self) -> BTreeMap<LedgerId, Vec<String>> {
        let mut found: BTreeMap<LedgerId, BTreeSet<String>> = BTreeMap::new();
        for irregularity in &self.reading.irregularities {
            if let (Kind::UnknownColumn, Some(ledger)) = (irregularity.kind, irregularity.ledger) {
                let name = irregularity.found.trim().to_owned();
                found.entry(ledger).or_default().insert(name);
            }
        }
        // of a table, also those that are passed over without a word: remarks and the like
        let segments = || {
            let tables = self.data.catalog.ledgers();
            tables.flat_map(|(ledger, _)| {
                let segments = self.data.table(ledger).map_or(&[][..], |t| &t.segments);
                segments.iter().filter_map(move |s| match &*s.layout {
                    Layout::Delimited(layout) => Some((ledger, s.source, layout)),
                    Layout::Document(_) | Layout::Sheet(_) => None,
                })
            })
        };
        let mut taken: BTreeSet<(u32, usize, u32)> = BTreeSet::new();
        for (_, source, layout) in segments() {
            let columns = layout.columns.iter().flatten();
            taken.extend(columns.map(|column| (source.0, layout.header, *column)));
        }
        // a large file is many segments below one header
        let mut told = BTreeSet::new();
        for (ledger, source, layout) in segments().filter(|(.., l)| l.split_from.is_none()) {
            if !told.insert((ledger, source, layout.header)) {
                continue;
            }
            let header = layout.header(self.data.sources.get(source));
            for (at, name) in (0..).zip(header) {
                if !name.is_empty() && !taken.contains(&(source.0, layout.header, at)) {
                    found.entry(ledger).or_default().insert(name);
                }
            }
        }
        self.unknown_of_sheets(&mut found);
        let lists = found.into_iter();
        lists
            .map(|(ledger, names)| (ledger, names.into_iter().collect()))
            .collect()
    }
}

impl Run<'_, '_> {
    /// Adds the columns of sheets that belong to no field.
    fn unknown_of_sheets(&self, found: &mut BTreeMap<LedgerId, BTreeSet<String>>) {
        let mut taken: BTreeSet<(u32, u32, u32)> = BTreeSet::new();
        let mut headers = Vec::new();
        for (ledger, _) in self.data.catalog.ledgers() {
            for segment in self.data.table(ledger).map_or(&[][..], |t| &t.segments) {
                if let Layout::Sheet(layout) = &*segment.layout {
                    let columns = layout.columns.iter().flatten();
                    taken.extend(columns.map(|column| (segment.source.0, layout.sheet, *column)));
                    headers.push((ledger, segment.source, layout));
                }
            }
        }
        for (ledger, source, layout) in headers {
            let sheets = &self.data.sources.get(source).sheets;
            let Some(sheet) = sheets.get(layout.sheet as usize) else {
                continue;
            };
            for (column, name) in (layout.span.0..).zip(layout.headings(sheet)) {
                if !name.is_empty() && !taken.contains(&(source.0, layout.sheet, column)) {
                    found.entry(ledger).or_default().insert(name);
                }
            }
        }
    }
}

/// The columns that some file has.
fn present<'d>(
    table: &'d Table,
    definition: &'d Definition,
) -> impl Iterator<Item = (FieldId, &'d Field)> {
    let fields = definition.fields.iter().enumerate();
    fields
        .map(|(at, field)| (FieldId::new(at), field))
        .filter(|(id, _)| table.column(*id).present)
}

/// Whether something about the column's values can break its definition and would then be told.
fn is_held(field: &Field, definition: &Definition, untold: &BTreeSet<Kind>) -> bool {
    let of_type = match field.kind {
        Type::Text => None,
        Type::Integer | Type::Decimal => Some(Kind::UnreadableNumber),
        Type::Date => Some(Kind::UnreadableDate),
        Type::Month => Some(Kind::UnreadableMonth),
        Type::Boolean => Some(Kind::UnreadableBoolean),
    };
    let of_being = field.required.then_some(Kind::SchemaRequired);
    let of_keywords = match read::keywords_judge(field, definition) {
        true => &OF_KEYWORDS[..],
        false => &[],
    };
    let kinds = of_type
        .into_iter()
        .chain(of_being)
        .chain(of_keywords.iter().copied());
    kinds.into_iter().any(|kind| !untold.contains(&kind))
}
