//! The nodes that put chosen findings into words: message values, places to point at, related records.

use std::rc::Rc;

use super::frame::Frame;
use super::lower::Planner;
use super::node::{NodeId, Op};
use crate::check::place::PlaceField;
use crate::finding::PersonalKind;
use crate::lang::Lang;
use crate::ledger::{Catalog, FieldId, LedgerId, Type};
use crate::rulebook::{Attribute, Judge, Node, Part, RelatedRecords, Scope, Template, Typed};

/// A piece of a message: fixed text, or a value with the kind of personal data it may hold.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    Value(NodeId, Option<PersonalKind>),
}

/// What describes the chosen records or groups of a judge.
#[derive(Clone, Debug)]
pub struct DescribePlan {
    pub message: Vec<Piece>,
    /// Record to point at (`None`: the judged one), its ledger and field.
    pub pointers: Vec<(Option<NodeId>, LedgerId, FieldId)>,
    pub related: Vec<RelatedPlan>,
    /// Names and values of a group's keys.
    pub group_keys: Vec<(String, NodeId)>,
    /// Fields that may name the village or unit, as `pointers`.
    pub places: Vec<(Option<NodeId>, LedgerId, FieldId)>,
}

/// What descriptions are to tell.
#[derive(Clone, Copy)]
pub struct Telling<'p> {
    pub lang: Lang,
    /// The fields that may name the place of a ledger's records.
    pub places: &'p dyn Fn(LedgerId) -> Vec<PlaceField>,
}

/// Records shown beside the findings.
#[derive(Clone, Debug)]
pub struct RelatedPlan {
    pub ledger: LedgerId,
    pub field: Option<FieldId>,
    /// Position of the finding among the chosen ones, for each shown record.
    pub finding: NodeId,
    pub record: NodeId,
    /// Whether each is really shown.
    pub keep: Option<NodeId>,
    pub message: Vec<Piece>,
}

impl DescribePlan {
    /// The nodes, in the order in which they are read.
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        let pieces = |pieces: &[Piece], nodes: &mut Vec<NodeId>| {
            nodes.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Value(node, _) => Some(*node),
                Piece::Text(_) => None,
            }));
        };
        pieces(&self.message, &mut nodes);
        nodes.extend(self.pointers.iter().filter_map(|(index, _, _)| *index));
        nodes.extend(self.group_keys.iter().map(|(_, node)| *node));
        for related in &self.related {
            nodes.extend([related.finding, related.record]);
            nodes.extend(related.keep);
            pieces(&related.message, &mut nodes);
        }
        nodes.extend(self.places.iter().filter_map(|(index, _, _)| *index));
        nodes
    }
}

impl Planner<'_> {
    /// The nodes for the chosen rows of a judge (`Inputs::chosen`).
    pub fn describe(&mut self, judge: &Judge, telling: Telling<'_>) -> DescribePlan {
        let lang = telling.lang;
        let message = match (lang, &judge.english_message) {
            (Lang::En, Some(english)) => english,
            _ => &judge.message,
        };
        let rows = self.graph.node(Op::Rows, Vec::new());
        let frame = self.chosen(judge, rows);
        let group_keys = self.group_keys(judge, &frame);
        DescribePlan {
            message: self.pieces(message, &frame, judge.per.as_deref()),
            pointers: judge
                .at
                .iter()
                .map(|p| self.pointer(judge, &p.ups, p.field, rows))
                .collect(),
            related: judge
                .related
                .iter()
                .map(|r| self.related(r, lang, &frame))
                .collect(),
            group_keys,
            places: self.places(judge, telling, rows),
        }
    }

    /// A group's place is the one that its first record names itself; a whole ledger has none.
    fn places(
        &mut self,
        judge: &Judge,
        telling: Telling<'_>,
        rows: NodeId,
    ) -> Vec<(Option<NodeId>, LedgerId, FieldId)> {
        let mut fields = (telling.places)(judge.ledger);
        match &judge.per {
            Some(keys) if keys.is_empty() => fields.clear(),
            Some(_) => fields.retain(|place| place.ups.is_empty()),
            None => {}
        }
        let fields = fields.iter();
        fields
            .map(|place| self.pointer(judge, &place.ups, place.field, rows))
            .collect()
    }

    fn group_keys(&mut self, judge: &Judge, frame: &Rc<Frame>) -> Vec<(String, NodeId)> {
        let keys = judge.per.iter().flatten().enumerate();
        keys.map(|(i, key)| {
            let at = crate::rulebook::Reached {
                scope: Scope::Inner,
                ups: Vec::new(),
            };
            let node = Node::Attribute {
                at,
                attribute: Attribute::GroupKey(i),
            };
            let typed = Typed {
                node,
                kind: key.value.kind,
                span: 0..0,
            };
            (key.name.clone(), self.lower(&typed, frame))
        })
        .collect()
    }

    fn pieces(
        &mut self,
        template: &Template,
        frame: &Rc<Frame>,
        keys: Option<&[crate::rulebook::GroupKey]>,
    ) -> Vec<Piece> {
        let parts = template.parts.iter();
        parts
            .map(|part| match part {
                Part::Text(text) => Piece::Text(text.clone()),
                Part::Value(typed) => {
                    let personal = match (&typed.node, keys) {
                        (
                            Node::Attribute {
                                attribute: Attribute::GroupKey(i),
                                ..
                            },
                            Some(keys),
                        ) => personal_kind(&keys[*i].value, frame, self.catalog),
                        _ => personal_kind(typed, frame, self.catalog),
                    };
                    Piece::Value(self.lower(typed, frame), personal)
                }
            })
            .collect()
    }

    fn pointer(
        &mut self,
        judge: &Judge,
        ups: &[crate::ledger::RelationId],
        field: FieldId,
        rows: NodeId,
    ) -> (Option<NodeId>, LedgerId, FieldId) {
        let ledger = ups
            .last()
            .map_or(judge.ledger, |r| self.catalog.relation(*r).parent);
        if ups.is_empty() || judge.per.is_some() {
            return (None, ledger, field);
        }
        (self.upwards(Some(rows), ups), ledger, field)
    }

    fn related(&mut self, related: &RelatedRecords, lang: Lang, frame: &Rc<Frame>) -> RelatedPlan {
        let message = match (lang, &related.english_message) {
            (Lang::En, Some(english)) => english,
            _ => &related.message,
        };
        let pairs = self.lay_out(&related.of, frame);
        RelatedPlan {
            ledger: pairs.frame.ledger,
            field: related.field,
            finding: pairs.left,
            record: pairs.right,
            keep: pairs.keep,
            message: self.pieces(message, &pairs.frame, None),
        }
    }
}

/// The kind of personal data that an expression may show.
fn personal_kind(typed: &Typed, frame: &Frame, catalog: &Catalog) -> Option<PersonalKind> {
    let mut found = None;
    inside(typed, &mut vec![frame.ledger], frame, catalog, &mut found);
    found
}

/// Looks through folds with the ledgers they stand at, outermost first.
fn inside(
    typed: &Typed,
    ledgers: &mut Vec<LedgerId>,
    frame: &Frame,
    catalog: &Catalog,
    found: &mut Option<PersonalKind>,
) {
    match &typed.node {
        Node::Attribute {
            at,
            attribute: Attribute::Field(field),
        } => {
            let start = match at.scope {
                Scope::This => root_ledger(frame),
                Scope::Outer if ledgers.len() > 1 => ledgers[ledgers.len() - 2],
                Scope::Outer => root_ledger(frame),
                _ => ledgers[ledgers.len() - 1],
            };
            let ledger = at.ups.last().map_or(start, |r| catalog.relation(*r).parent);
            *found = found.or(catalog
                .ledger(ledger)
                .fields
                .get(field.index())
                .and_then(|f| f.personal));
        }
        Node::Fold(fold) => {
            ledgers.push(fold.over.ledger(catalog));
            fold.body
                .iter()
                .for_each(|body| inside(body, ledgers, frame, catalog, found));
            ledgers.pop();
        }
        // a test or a count of personal data shows none of it
        _ if matches!(typed.kind, Some(Type::Boolean | Type::Integer)) => {}
        _ => typed
            .children()
            .into_iter()
            .for_each(|c| inside(c, ledgers, frame, catalog, found)),
    }
}

fn root_ledger(frame: &Frame) -> LedgerId {
    frame
        .outer
        .as_ref()
        .map_or(frame.ledger, |(outer, _)| root_ledger(outer))
}
