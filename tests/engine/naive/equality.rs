//! Equalities that make a fold over a whole ledger a lookup by value.

use ledgerlint::rulebook::{BinaryOp, Node, Over, Scope, Typed};

/// The conditions that are joined by `and` at the top.
pub fn conjuncts(condition: &Typed) -> Vec<&Typed> {
    match &condition.node {
        Node::Binary(BinaryOp::And, a, b) => conjuncts(a).into_iter().chain(conjuncts(b)).collect(),
        _ => vec![condition],
    }
}

/// Whether a condition equates a value of the folded record with one of a record further out.
pub fn is_key_equality(condition: &Typed) -> bool {
    let Node::Binary(BinaryOp::Equal, a, b) = &condition.node else {
        return false;
    };
    let (a, b) = (Reads::of(a), Reads::of(b));
    let (inner, outer) = (
        Reads {
            inner: true,
            outer: false,
        },
        Reads {
            inner: false,
            outer: true,
        },
    );
    (a == inner && b == outer) || (a == outer && b == inner)
}

/// Whose records an expression inside a fold's brackets reads: the folded one's, or those further out.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Reads {
    inner: bool,
    outer: bool,
}

impl Reads {
    fn of(typed: &Typed) -> Self {
        let mut reads = Reads::default();
        reads.visit(typed, 0);
        reads
    }

    /// `depth` counts the brackets between the fold's own and the expression.
    fn visit(&mut self, typed: &Typed, depth: usize) {
        match &typed.node {
            Node::Attribute { at, .. } | Node::Matches { at, .. } => self.see(at.scope, depth),
            Node::HasPrevious => self.see(Scope::Previous, depth),
            Node::Fold(fold) => {
                match &fold.over {
                    Over::Down { from, .. } => self.see(from.scope, depth),
                    Over::Group(_) => self.outer = true,
                    Over::Ledger(_) => {}
                }
                let inside = fold
                    .order
                    .iter()
                    .map(|(key, _)| key)
                    .chain(&fold.filter)
                    .chain(&fold.body);
                inside.for_each(|part| self.visit(part, depth + 1));
                fold.arguments
                    .iter()
                    .for_each(|argument| self.visit(argument, depth));
            }
            _ => typed
                .children()
                .into_iter()
                .for_each(|child| self.visit(child, depth)),
        }
    }

    fn see(&mut self, scope: Scope, depth: usize) {
        match (scope, depth) {
            (Scope::Inner | Scope::Previous, 0) | (Scope::Outer, 1) => self.inner = true,
            (Scope::Outer, 0) | (Scope::This, _) => self.outer = true,
            _ => {}
        }
    }
}
