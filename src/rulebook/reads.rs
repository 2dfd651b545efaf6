//! Which records an expression reads: its own, the ones further out, the previous one.

use std::collections::BTreeSet;

use super::syntax::BinaryOp;
use super::typed::{Attribute, Node, Over, Scope, Typed};
use crate::ledger::{Catalog, FieldId, LedgerId, RelationId};

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
        walk_folds(self, 0, &mut |part, depth| {
            let scope = match &part.node {
                Node::Attribute { at, .. } | Node::Matches { at, .. } => at.scope,
                Node::HasPrevious => Scope::Previous,
                Node::Fold(fold) => match &fold.over {
                    Over::Down { from, .. } => from.scope,
                    Over::Group(_) => Scope::This,
                    Over::Ledger(_) => return,
                },
                _ => return,
            };
            match (scope, depth) {
                (Scope::Inner, 0) | (Scope::Outer, 1) => reads.inner = true,
                (Scope::Previous, 0) => reads.previous = true,
                (Scope::This, _) | (Scope::Outer, 0) => reads.outer = true,
                _ => {}
            }
        });
        reads
    }
}

/// Calls `visit` on an expression and everything in it, with the number of folds around each part.
fn walk_folds<'a>(typed: &'a Typed, depth: usize, visit: &mut dyn FnMut(&'a Typed, usize)) {
    visit(typed, depth);
    let Node::Fold(fold) = &typed.node else {
        for child in typed.children() {
            walk_folds(child, depth, visit);
        }
        return;
    };
    let order = fold.order.iter().map(|(key, _)| key);
    for inside in order.chain(&fold.filter).chain(&fold.body) {
        walk_folds(inside, depth + 1, visit);
    }
    for argument in &fold.arguments {
        walk_folds(argument, depth, visit);
    }
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

/// The ledgers that expressions read which stand at records of `own`: that one first.
pub fn ledgers_read<'t>(
    own: LedgerId,
    expressions: impl IntoIterator<Item = &'t Typed>,
    catalog: &Catalog,
) -> Vec<LedgerId> {
    let (mut relations, mut by_value) = (BTreeSet::new(), BTreeSet::new());
    for typed in expressions {
        follows(typed, &mut relations, &mut by_value);
    }
    let linked = relations.iter().flat_map(|id| {
        let relation = catalog.relation(*id);
        [relation.child, relation.parent]
    });
    let mut needed = vec![own];
    for ledger in linked.chain(by_value) {
        if !needed.contains(&ledger) {
            needed.push(ledger);
        }
    }
    needed
}

/// Relations that an expression follows and ledgers that it reads by value.
fn follows(typed: &Typed, relations: &mut BTreeSet<RelationId>, ledgers: &mut BTreeSet<LedgerId>) {
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
    walk_folds(typed, 0, &mut |part, depth| {
        let Node::Attribute {
            at,
            attribute: Attribute::Field(field),
        } = &part.node
        else {
            return;
        };
        let own = match at.scope {
            Scope::This => true,
            Scope::Inner => depth == 0,
            Scope::Outer => depth == 1,
            Scope::Previous => false,
        };
        if own && at.ups.is_empty() && !found.contains(field) {
            found.push(*field);
        }
    });
}
