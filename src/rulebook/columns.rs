//! Which columns a judge reads: those of its conditions, groups, orders and messages, and the keys of links it follows.

use std::collections::BTreeSet;

use super::model::{Judge, RelatedRecords};
use super::template::{Part, Template};
use super::typed::{Attribute, Node, Over, Reached, Scope, Typed};
use crate::ledger::{Catalog, FieldId, LedgerId, RelationId};

/// What a judge reads of a submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The judged ledger, and all that links lead to or conditions look into.
    pub ledgers: BTreeSet<LedgerId>,
    pub fields: BTreeSet<(LedgerId, FieldId)>,
}

impl Columns {
    /// The messages in both languages count: what is looked at does not depend on the reader's.
    pub fn of(judge: &Judge, catalog: &Catalog) -> Self {
        let mut walk = Walk {
            catalog,
            frames: vec![judge.ledger],
            read: Columns::default(),
        };
        walk.read.ledgers.insert(judge.ledger);
        let messages = [Some(&judge.message), judge.english_message.as_ref()];
        let deciding = judge.deciding().into_iter();
        for typed in deciding.chain(messages.into_iter().flatten().flat_map(values)) {
            walk.expression(typed);
        }
        for related in &judge.related {
            walk.related(related);
        }
        walk.read
    }
}

fn values(template: &Template) -> impl Iterator<Item = &Typed> {
    template.parts.iter().filter_map(|part| match part {
        Part::Value(typed) => Some(typed),
        Part::Text(_) => None,
    })
}

struct Walk<'a> {
    catalog: &'a Catalog,
    /// The ledger of the record (or group) under judgement first, that of the innermost folded record last.
    frames: Vec<LedgerId>,
    read: Columns,
}

impl Walk<'_> {
    fn expression(&mut self, typed: &Typed) {
        match &typed.node {
            Node::Attribute { at, attribute } => {
                let ledger = self.reached(at);
                if let Attribute::Field(field) = attribute {
                    self.read.fields.insert((ledger, *field));
                }
            }
            Node::Matches { at, relation } => {
                self.reached(at);
                self.follow(*relation);
            }
            Node::Fold(fold) => {
                self.over(&fold.over);
                for argument in &fold.arguments {
                    self.expression(argument);
                }
                self.frames.push(fold.over.ledger(self.catalog));
                let order = fold.order.iter().map(|(key, _)| key);
                for inside in order.chain(&fold.filter).chain(&fold.body) {
                    self.expression(inside);
                }
                self.frames.pop();
            }
            _ => {
                for child in typed.children() {
                    self.expression(child);
                }
            }
        }
    }

    fn related(&mut self, related: &RelatedRecords) {
        self.over(&related.of.over);
        self.frames.push(related.of.over.ledger(self.catalog));
        let messages = [Some(&related.message), related.english_message.as_ref()];
        let messages = messages.into_iter().flatten().flat_map(values);
        for typed in related.of.filter.iter().chain(messages) {
            self.expression(typed);
        }
        self.frames.pop();
    }

    /// The ledger that links lead to from here.
    fn reached(&mut self, at: &Reached) -> LedgerId {
        let last = self.frames.len() - 1;
        let mut ledger = match at.scope {
            Scope::This => self.frames[0],
            Scope::Outer => self.frames[last.saturating_sub(1)],
            Scope::Inner | Scope::Previous => self.frames[last],
        };
        for relation in &at.ups {
            self.follow(*relation);
            ledger = self.catalog.relation(*relation).parent;
        }
        ledger
    }

    fn over(&mut self, over: &Over) {
        if let Over::Down { from, downs } = over {
            self.reached(from);
            for relation in downs {
                self.follow(*relation);
            }
        }
        self.read.ledgers.insert(over.ledger(self.catalog));
    }

    /// A link compares its keys.
    fn follow(&mut self, relation: RelationId) {
        let relation = self.catalog.relation(relation);
        self.read.ledgers.extend([relation.child, relation.parent]);
        for (child, parent) in relation.on.iter().flatten() {
            let both = [(relation.child, *child), (relation.parent, *parent)];
            self.read.fields.extend(both);
        }
    }
}
