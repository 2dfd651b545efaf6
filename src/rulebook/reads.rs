//! Which records an expression reads: its own, the ones further out, the previous one.

use std::collections::BTreeSet;

use super::syntax::BinaryOp;
use super::typed::{Attribute, Node, Over, Scope, Typed};
use crate::ledger::{FieldId, LedgerId, RelationId};

/// What an expression that stands at some record reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// The record itself (or one it leads to).
    pub inner: bool,
    /// The record before it.
    pub previous: bool,
    /// A record further out, or the group under judgement.
    pub outer: bool,
}

impl Typed {
    pub fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        collect(self, 0, &mut reads);
        reads
    }
}

fn collect(typed: &Typed, depth: usize, reads: &mut Reads) {
    let mut scope = |scope: Scope| match (scope, depth) {
        (Scope::Inner, 0) | (Scope::Outer, 1) => reads.inner = true,
        (Scope::Previous, 0) => reads.previous = true,
        (Scope::This, _) | (Scope::Outer, 0) => reads.outer = true,
        _ => {}
    };
    match &typed.node {
        Node::Attribute { at, .. } | Node::Matches { at, .. } => scope(at.scope),
        Node::HasPrevious => scope(Scope::Previous),
        Node::Fold(fold) => {
            match &fold.over {
                Over::Down { from, .. } => scope(from.scope),
                Over::Ledger(_) => {}
                Over::Group(_) => reads.outer = true,
            }
            let inside = fold
                .order
                .iter()
                .map(|(key, _)| key)
                .chain(&fold.filter)
                .chain(&fold.body);
            inside.for_each(|child| collect(child, depth + 1, reads));
            fold.arguments
                .iter()
                .for_each(|child| collect(child, depth, reads));
            return;
        }
        _ => {}
    }
    typed
        .children()
        .into_iter()
        .for_each(|child| collect(child, depth, reads));
}

/// The filter of a by-value fold, taken apart: equalities (inner side, outer side), and the other conditions.
pub fn split_equalities(filter: Option<&Typed>) -> (Vec<(&Typed, &Typed)>, Vec<&Typed>) {
    let mut conjuncts = Vec::new();
    if let Some(filter) = filter {
        flatten(filter, &mut conjuncts);
    }
    let mut keys = Vec::new();
    let mut rest = Vec::new();
    for conjunct in conjuncts {
        match &conjunct.node {
            Node::Binary(BinaryOp::Equal, a, b) => match (a.reads(), b.reads()) {
                (x, y) if is_inner(x) && is_outer(y) => keys.push((&**a, &**b)),
                (x, y) if is_outer(x) && is_inner(y) => keys.push((&**b, &**a)),
                _ => rest.push(conjunct),
            },
            _ => rest.push(conjunct),
        }
    }
    (keys, rest)
}

fn is_inner(reads: Reads) -> bool {
    reads.inner && !reads.outer && !reads.previous
}

fn is_outer(reads: Reads) -> bool {
    reads.outer && !reads.inner && !reads.previous
}

fn flatten<'a>(typed: &'a Typed, into: &mut Vec<&'a Typed>) {
    match &typed.node {
        Node::Binary(BinaryOp::And, a, b) => {
            flatten(a, into);
            flatten(b, into);
        }
        _ => into.push(typed),
    }
}

/// Relations that an expression follows and ledgers that it reads by value.
pub fn follows(
    typed: &Typed,
    relations: &mut BTreeSet<RelationId>,
    ledgers: &mut BTreeSet<LedgerId>,
) {
    typed.walk(&mut |t| match &t.node {
        Node::Attribute { at, .. } => relations.extend(&at.ups),
        Node::Matches { at, relation } => {
            relations.extend(&at.ups);
            relations.insert(*relation);
        }
        Node::Fold(fold) => match &fold.over {
            Over::Down { from, downs } => {
                relations.extend(&from.ups);
                relations.extend(downs);
            }
            Over::Ledger(ledger) | Over::Group(ledger) => {
                ledgers.insert(*ledger);
            }
        },
        _ => {}
    });
}

/// Adds the fields of the judged record itself that an expression reads, in the order it reads them.
pub fn own_fields(typed: &Typed, found: &mut Vec<FieldId>) {
    own_fields_inside(typed, 0, found);
}

/// The same for a part that stands `depth` folds inside.
fn own_fields_inside(typed: &Typed, depth: usize, found: &mut Vec<FieldId>) {
    if let Node::Attribute {
        at,
        attribute: Attribute::Field(field),
    } = &typed.node
    {
        let own = match at.scope {
            Scope::This => true,
            Scope::Inner => depth == 0,
            Scope::Outer => depth == 1,
            Scope::Previous => false,
        };
        if own && at.ups.is_empty() && !found.contains(field) {
            found.push(*field);
        }
    }
    if let Node::Fold(fold) = &typed.node {
        let inside = fold
            .order
            .iter()
            .map(|(key, _)| key)
            .chain(&fold.filter)
            .chain(&fold.body);
        inside.for_each(|child| own_fields_inside(child, depth + 1, found));
        fold.arguments
            .iter()
            .for_each(|child| own_fields_inside(child, depth, found));
        return;
    }
    typed
        .children()
        .into_iter()
        .for_each(|child| own_fields_inside(child, depth, found));
}
