//! Writes the failures of one judge in a lot, from columns computed for them.

use arrow_array::{Array, UInt32Array};

use super::choose::Failure;
use super::describe::Place;
use super::personal::{note, of_record};
use super::plan::{Piece, RelatedPlan};
use super::stream::{Broken, Stream};
use super::vector::{Texts, Truths, Vector};
use super::words::Words;
use crate::finding::{Finding, Personal, PersonalKind, Related};
use crate::lang::Lang;
use crate::ledger::{Cell, FieldId, LedgerId, Ledgers};

/// At most so many related records are shown with a finding.
const RELATED: usize = 3;

/// A further place of a finding, not yet located.
pub struct Aside {
    pub cell: Cell,
    pub message: String,
}

impl Aside {
    pub fn at(self, (location, excerpt): Place) -> Related {
        Related {
            location,
            message: self.message,
            excerpt,
        }
    }
}

/// A judge's failures of a lot, with their columns.
pub struct Writer<'v> {
    broken: &'v Broken<'v>,
    stream: &'v Stream<'v>,
    failures: &'v [Failure],
    message: Text<'v>,
    /// In the plan's order, the index to the record that each points at; the failure's own where there is none.
    pointers: Vec<Option<&'v UInt32Array>>,
    keys: Vec<Words<'v>>,
    related: Vec<RelatedWriter<'v>>,
    /// As `pointers`, of the fields that may name the place; none where that is not asked for.
    places: Vec<(Option<&'v UInt32Array>, Texts<'v>)>,
}

/// A message with the columns that its values are read from.
struct Text<'v> {
    pieces: Vec<Part<'v>>,
    /// About the bytes of one.
    length: usize,
}

enum Part<'v> {
    Fixed(&'v str),
    Value(Words<'v>, Option<PersonalKind>),
}

/// Records shown beside the findings, in pairs of finding and record.
struct RelatedWriter<'v> {
    plan: &'v RelatedPlan,
    finding: &'v UInt32Array,
    record: &'v UInt32Array,
    keep: Option<Truths<'v>>,
    message: Text<'v>,
}

impl<'v> Writer<'v> {
    /// `values` are those of the plan's nodes, then the columns of the records' keys.
    pub fn new(
        broken: &'v Broken<'v>,
        failures: &'v [Failure],
        values: &'v [Vector],
        stream: &'v Stream<'v>,
    ) -> Self {
        let plan = &broken.plan;
        let mut next = values.iter();
        let message = Text::new(&plan.message, &mut next);
        let pointers = plan.pointers.iter().map(|(index, _, _)| {
            let index = index.and_then(|_| next.next());
            index.map(|index| &**index.index())
        });
        let pointers = pointers.collect();
        let group_keys: Vec<Words<'v>> = next
            .by_ref()
            .take(plan.group_keys.len())
            .map(Words::of)
            .collect();
        let related = plan
            .related
            .iter()
            .filter_map(|plan| RelatedWriter::new(plan, &mut next))
            .collect();
        let places = plan.places.iter().filter_map(|(index, ledger, field)| {
            let index = index.and_then(|_| next.next());
            let table = stream.reading.ledgers.table(*ledger)?;
            let texts = Texts::of_array(&table.column(*field).values);
            Some((index.map(|index| &**index.index()), texts))
        });
        let places = places.collect();
        Writer {
            places,
            keys: group_keys.into_iter().chain(next.map(Words::of)).collect(),
            broken,
            stream,
            failures,
            message,
            pointers,
            related,
        }
    }

    pub fn len(&self) -> usize {
        self.failures.len()
    }

    /// Position of the rule's texts.
    pub fn told(&self) -> usize {
        self.broken.told
    }

    /// Where a failure points; further places go to `asides`.
    pub fn point(&self, at: usize, asides: &mut Vec<Aside>) -> Cell {
        let judge = self.broken.judge;
        let record = self.failures[at].record;
        let mut first = true;
        for (pointer, index) in self.broken.plan.pointers.iter().zip(&self.pointers) {
            let (_, ledger, field) = *pointer;
            let row = match index {
                None => record,
                Some(index) if index.is_valid(at) => index.value(at),
                Some(_) => continue,
            };
            if !first {
                asides.extend(self.pointed(ledger, row, field));
            }
            first = false;
        }
        for related in &self.related {
            related.asides(at, self.stream.settings.lang, asides);
        }
        Cell {
            ledger: judge.ledger,
            row: record,
            field: self.broken.main_field(&self.pointers, at, record),
        }
    }

    /// A further cell that a finding points at.
    fn pointed(&self, ledger: LedgerId, row: u32, field: FieldId) -> Option<Aside> {
        let (data, lang) = (self.data(), self.stream.settings.lang);
        let vector = Vector::Column(data.table(ledger)?.column(field).values.clone());
        let definition = data.catalog.ledger(ledger).field(field);
        let mut message = lang.pick(&definition.title, &definition.name).to_owned();
        message.push(':');
        // nothing to mark where it is empty, and the message says what is missing
        let there = Words::of(&vector).write(row as usize, lang, &mut message);
        let cell = Cell {
            ledger,
            row,
            field: Some(field),
        };
        there.then_some(Aside { cell, message })
    }

    /// The finding that points at `cell`, with its places; `beside` are the cells of its further places.
    pub fn finding(
        &self,
        at: usize,
        cell: Cell,
        (location, excerpt): Place,
        related: Vec<Related>,
        beside: &[Cell],
    ) -> Finding {
        let broken = self.broken;
        let told = &self.stream.told[broken.told];
        let failure = self.failures[at];
        let mut personal = Vec::new();
        let noted = self.stream.settings.detail.personal;
        let lang = self.stream.settings.lang;
        let message = self.message.write(at, lang, noted.then_some(&mut personal));
        let record = broken.record(&self.keys, at, failure);
        let fingerprint = broken.fingerprint(cell.field, &record, failure, self.data());
        if noted {
            self.personal(at, beside, &mut personal);
        }
        Finding {
            rule: told.rule.clone(),
            severity: told.severity,
            message,
            advice: told.advice.clone(),
            ledger: self.stream.ledgers[broken.judge.ledger.index()].clone(),
            record,
            field: broken.fields[broken.named(cell.field)].0.clone(),
            location,
            label: told.title.clone(),
            excerpt,
            related,
            basis: told.basis.clone(),
            fingerprint,
            status: broken.marks.get(failure.row),
            place: self.place(at),
            personal,
        }
    }

    /// The village or unit, by the nearest field that names one.
    fn place(&self, at: usize) -> Option<String> {
        let named = |(index, texts): &(Option<&UInt32Array>, Texts<'_>)| {
            let row = match index {
                None => self.failures[at].record,
                Some(index) if index.is_valid(at) => index.value(at),
                Some(_) => return None,
            };
            texts.get(row as usize).map(str::to_owned)
        };
        self.places.iter().find_map(named)
    }

    /// Every personal value of the records that a finding shows: any may stand in its excerpts.
    fn personal(&self, at: usize, beside: &[Cell], personal: &mut Vec<Personal>) {
        let data = self.data();
        of_record(
            data,
            self.broken.judge.ledger,
            self.failures[at].record,
            personal,
        );
        for cell in beside {
            of_record(data, cell.ledger, cell.row, personal);
        }
        for related in &self.related {
            for pair in related.shown(at) {
                related
                    .message
                    .write(pair, self.stream.settings.lang, Some(personal));
            }
        }
        personal.sort();
        personal.dedup();
    }

    fn data(&self) -> &'v Ledgers {
        &self.stream.reading.ledgers
    }
}

impl<'v> Text<'v> {
    fn new(pieces: &'v [Piece], next: &mut impl Iterator<Item = &'v Vector>) -> Self {
        let part = |piece: &'v Piece| match piece {
            Piece::Text(fixed) => Some(Part::Fixed(fixed)),
            Piece::Value(_, kind) => Some(Part::Value(Words::of(next.next()?), *kind)),
        };
        let pieces: Vec<Part<'v>> = pieces.iter().filter_map(part).collect();
        let length = |part: &Part<'_>| match part {
            Part::Fixed(text) => text.len(),
            Part::Value(..) => 20,
        };
        Text {
            length: pieces.iter().map(length).sum(),
            pieces,
        }
    }

    fn write(&self, at: usize, lang: Lang, mut personal: Option<&mut Vec<Personal>>) -> String {
        let mut text = String::with_capacity(self.length);
        for piece in &self.pieces {
            match piece {
                Part::Fixed(fixed) => text.push_str(fixed),
                Part::Value(words, kind) => {
                    let start = text.len();
                    if !words.write(at, lang, &mut text) {
                        text.push_str(lang.pick("(空)", "(empty)"));
                    } else if let (Some(kind), Some(personal)) = (kind, &mut personal) {
                        note(*kind, &text[start..], personal);
                    }
                }
            }
        }
        text
    }
}

impl<'v> RelatedWriter<'v> {
    fn new(plan: &'v RelatedPlan, next: &mut impl Iterator<Item = &'v Vector>) -> Option<Self> {
        let (finding, record) = (next.next()?.index(), next.next()?.index());
        let keep = plan.keep.and_then(|_| next.next()).map(Truths::of);
        Some(RelatedWriter {
            plan,
            finding,
            record,
            keep,
            message: Text::new(&plan.message, next),
        })
    }

    /// The pairs of a finding whose records are shown.
    fn shown(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        // pairs are laid out by finding, so those of one finding stand together
        let findings = self.finding.values();
        let start = findings.partition_point(|f| (*f as usize) < at);
        let end = findings.partition_point(|f| (*f as usize) <= at);
        let kept = move |pair: &usize| {
            let keep = self.keep.as_ref();
            keep.is_none_or(|k| k.get(*pair) == Some(true))
        };
        (start..end).filter(kept).take(RELATED)
    }

    fn asides(&self, at: usize, lang: Lang, asides: &mut Vec<Aside>) {
        asides.extend(self.shown(at).map(|pair| Aside {
            cell: Cell {
                ledger: self.plan.ledger,
                row: self.record.value(pair),
                field: self.plan.field,
            },
            message: self.message.write(pair, lang, None),
        }));
    }
}
