//! The changes that make mutants of an expression: mistakes that people make.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::literals::quoted;
use super::pattern::{like_changes, regex_changes};
use super::quantifier::call_changes;
use crate::ledger::{Catalog, Type};
use crate::rulebook::syntax::{BinaryOp, Expr, ExprKind, Name, Span};

/// An expression with one change.
pub struct Change {
    /// Range of the expression's text that another text replaces.
    pub span: Span,
    pub replacement: String,
    /// The comparison, call or chain that the change stands in.
    pub frame: Span,
    /// The whole expression, changed.
    pub expr: Expr,
}

/// Where a part stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It decides alone, or with others by `and` and `or`.
    Condition,
    /// Under a `not`, which is dropped as a change of its own.
    Negated,
    /// A member of a list, which is dropped as a change of its own.
    Member,
    /// A default of `coalesce`: a text for a missing one says no more than that it is none of those asked for, and
    /// whether there must be a default shows when it is dropped.
    Default,
    /// A separator, which only keeps other texts apart.
    Separator,
    /// A position in a text, counted from 1: from 0 is from the start as well.
    Position,
    /// Beside a comparison's sign; a whole number may already be moved the one way by changing the sign.
    Bound {
        up: bool,
        down: bool,
    },
    Value,
}

/// One part of the expression that is looked at.
pub struct Part<'a> {
    pub expr: &'a Expr,
    pub path: Vec<usize>,
    pub frame: Span,
    pub stands: Stands,
}

/// Finds the changes of an expression.
pub struct Changes<'a> {
    pub root: &'a Expr,
    pub text: &'a str,
    kinds: &'a FxHashMap<Range<usize>, Type>,
    pub catalog: &'a Catalog,
    found: Vec<Vec<Change>>,
}

/// A condition without `and`: dropping one of its parts would drop it.
pub fn is_single(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Binary(BinaryOp::And, ..))
}

impl<'a> Changes<'a> {
    /// The changes of an expression, each as alternatives of which the first that types is meant.
    pub fn of(
        root: &'a Expr,
        text: &'a str,
        kinds: &'a FxHashMap<Range<usize>, Type>,
        catalog: &'a Catalog,
    ) -> Vec<Vec<Change>> {
        let mut changes = Changes {
            root,
            text,
            kinds,
            catalog,
            found: Vec::new(),
        };
        changes.visit(&Part {
            expr: root,
            path: Vec::new(),
            frame: root.span.clone(),
            stands: Stands::Condition,
        });
        changes.found
    }

    pub fn slice(&self, expr: &Expr) -> &'a str {
        &self.text[expr.span.clone()]
    }

    pub fn kind(&self, expr: &Expr) -> Option<Type> {
        self.kinds.get(&expr.span).copied()
    }

    /// A change of a part: what the part becomes, and how its text changes.
    pub fn change(
        &self,
        part: &Part<'_>,
        kind: ExprKind,
        span: Span,
        replacement: String,
    ) -> Change {
        let other = Expr {
            kind,
            span: part.expr.span.clone(),
        };
        Change {
            span,
            replacement,
            frame: part.frame.clone(),
            expr: self.root.with(&part.path, other),
        }
    }

    pub fn push(&mut self, change: Change) {
        self.found.push(vec![change]);
    }

    pub fn either(&mut self, alternatives: Vec<Change>) {
        self.found.push(alternatives);
    }

    fn visit(&mut self, part: &Part<'_>) {
        self.local(part);
        let expr = part.expr;
        let framed = match &expr.kind {
            ExprKind::Binary(op, ..) if op.is_comparison() => true,
            ExprKind::Binary(BinaryOp::And | BinaryOp::Or, ..) => !self.continues(part),
            ExprKind::In { .. }
            | ExprKind::Between { .. }
            | ExprKind::Is { .. }
            | ExprKind::Like { .. }
            | ExprKind::Matches { .. }
            | ExprKind::Call(_)
            | ExprKind::Case { .. } => true,
            _ => false,
        };
        for (at, child) in expr.children().into_iter().enumerate() {
            let mut path = part.path.clone();
            path.push(at);
            let child = Part {
                expr: child,
                path,
                frame: if framed {
                    expr.span.clone()
                } else {
                    part.frame.clone()
                },
                stands: self.stands(part, at, child),
            };
            self.visit(&child);
        }
    }

    /// Whether a part belongs to the chain of `and` or `or` around it.
    pub fn continues(&self, part: &Part<'_>) -> bool {
        let Some((_, above)) = part.path.split_last() else {
            return false;
        };
        let mut parent = self.root;
        for step in above {
            parent = parent.children().swap_remove(*step);
        }
        match (&parent.kind, &part.expr.kind) {
            (ExprKind::Binary(outer, ..), ExprKind::Binary(inner, left, _)) => {
                outer == inner && part.expr.span.start == left.span.start
            }
            _ => false,
        }
    }

    fn stands(&self, part: &Part<'_>, at: usize, child: &Expr) -> Stands {
        match &part.expr.kind {
            ExprKind::Not(_) => Stands::Negated,
            ExprKind::Binary(BinaryOp::And | BinaryOp::Or, ..) => Stands::Condition,
            ExprKind::Binary(op, left, _) if op.is_comparison() => {
                let whole = matches!(
                    self.kind(left),
                    Some(Type::Integer | Type::Date | Type::Month)
                );
                // with the literal at the left, the sign reads the other way round
                let op = if at == 0 { mirrored(*op) } else { *op };
                Stands::Bound {
                    up: !(whole && matches!(op, BinaryOp::GreaterEqual | BinaryOp::Less)),
                    down: !(whole && matches!(op, BinaryOp::Greater | BinaryOp::LessEqual)),
                }
            }
            ExprKind::In { .. } if at > 0 => Stands::Member,
            ExprKind::Binary(BinaryOp::Concat, ..) => Stands::Separator,
            ExprKind::Case { .. } if self.kind(child) == Some(Type::Boolean) => Stands::Condition,
            ExprKind::Call(call) => {
                let is = |inside: &Option<Box<Expr>>| {
                    inside.as_deref().is_some_and(|x| std::ptr::eq(x, child))
                };
                let boolean = self.kind(child) == Some(Type::Boolean);
                if is(&call.filter) || (is(&call.body) && boolean) {
                    Stands::Condition
                } else if call.name.text == "coalesce" {
                    Stands::Default
                } else if call.name.text == "join_present" && at == 0 {
                    Stands::Separator
                } else if call.name.text == "substr" && at == 1 {
                    Stands::Position
                } else {
                    Stands::Value
                }
            }
            _ => Stands::Value,
        }
    }

    fn local(&mut self, part: &Part<'_>) {
        let expr = part.expr;
        match &expr.kind {
            ExprKind::Literal(value) => self.literal(part, value),
            ExprKind::Path(_) => self.denied(part),
            ExprKind::At(path, _) => {
                let last = path.last().map_or(expr.span.start, |name| name.span.end);
                let span = last..expr.span.end;
                let change = self.change(part, ExprKind::Path(path.clone()), span, String::new());
                self.push(change);
            }
            ExprKind::Not(inner) | ExprKind::Negate(inner) => {
                let span = expr.span.start..inner.span.start;
                let change = self.change(part, inner.kind.clone(), span, String::new());
                self.push(change);
            }
            ExprKind::Binary(op, left, right) => self.binary(part, *op, left, right),
            ExprKind::Is {
                operand,
                what,
                negated,
            } => {
                let kind = ExprKind::Is {
                    operand: operand.clone(),
                    what: *what,
                    negated: !negated,
                };
                self.turned(part, operand, "is", *negated, kind);
            }
            ExprKind::In {
                operand,
                list,
                negated,
            } => {
                let kind = |list: &[Expr], negated| ExprKind::In {
                    operand: operand.clone(),
                    list: list.to_vec(),
                    negated,
                };
                self.turned(part, operand, "in", *negated, kind(list, !negated));
                for at in (0..list.len()).filter(|_| list.len() > 1) {
                    let mut fewer = list.clone();
                    fewer.remove(at);
                    let span = match at {
                        0 => list[0].span.start..list[1].span.start,
                        _ => list[at - 1].span.end..list[at].span.end,
                    };
                    let change = Change {
                        frame: expr.span.clone(),
                        ..self.change(part, kind(&fewer, *negated), span, String::new())
                    };
                    self.push(change);
                }
            }
            ExprKind::Between { .. } => self.between(part),
            ExprKind::Like {
                operand,
                pattern,
                negated,
            } => {
                let kind = |pattern: &str, negated| ExprKind::Like {
                    operand: operand.clone(),
                    pattern: renamed(pattern, pattern_span(&expr.kind)),
                    negated,
                };
                self.turned(
                    part,
                    operand,
                    "like",
                    *negated,
                    kind(&pattern.text, !negated),
                );
                for other in like_changes(&pattern.text) {
                    let change = self.change(
                        part,
                        kind(&other, *negated),
                        pattern.span.clone(),
                        quoted(&other),
                    );
                    self.push(change);
                }
            }
            ExprKind::Matches {
                operand,
                pattern,
                negated,
            } => {
                let kind = |pattern: &str, negated| ExprKind::Matches {
                    operand: operand.clone(),
                    pattern: renamed(pattern, pattern_span(&expr.kind)),
                    negated,
                };
                let turned = kind(&pattern.text, !negated);
                self.turned(part, operand, "matches", *negated, turned);
                for (range, other) in regex_changes(&pattern.text) {
                    // the quote before the pattern; doubled quotes inside would shift the place, no more
                    let start = pattern.span.start + 1 + range.start;
                    let span = start..(start + range.len()).min(pattern.span.end);
                    let change = self.change(part, kind(&other, *negated), span, String::new());
                    self.push(change);
                }
            }
            ExprKind::Case {
                branches,
                otherwise,
            } => self.case(part, branches, otherwise.as_deref()),
            ExprKind::Call(call) => {
                self.denied(part);
                call_changes(self, part, call);
            }
        }
    }

    /// The opposite of a condition that is a name or a call.
    fn denied(&mut self, part: &Part<'_>) {
        if part.stands == Stands::Condition && self.kind(part.expr) == Some(Type::Boolean) {
            let kind = ExprKind::Not(Box::new(part.expr.clone()));
            let text = format!("not {}", self.slice(part.expr));
            let span = part.expr.span.clone();
            let change = self.change(part, kind, span, text);
            self.push(change);
        }
    }

    fn case(&mut self, part: &Part<'_>, branches: &[(Expr, Expr)], otherwise: Option<&Expr>) {
        let expr = part.expr;
        for (at, (_, value)) in branches.iter().enumerate() {
            let start = match at {
                0 => expr.span.start,
                _ => branches[at - 1].1.span.end,
            };
            let mut fewer = branches.to_vec();
            fewer.remove(at);
            let (kind, span, text) = match (fewer.is_empty(), otherwise) {
                (true, Some(other)) => (other.kind.clone(), expr.span.clone(), self.slice(other)),
                (true, None) => (value.kind.clone(), expr.span.clone(), self.slice(value)),
                (false, _) => {
                    let kind = ExprKind::Case {
                        branches: fewer,
                        otherwise: otherwise.cloned().map(Box::new),
                    };
                    let text = if at == 0 { "case" } else { "" };
                    (kind, start..value.span.end, text)
                }
            };
            let change = self.change(part, kind, span, text.to_owned());
            self.push(change);
        }
    }
}

fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Less => BinaryOp::Greater,
        BinaryOp::LessEqual => BinaryOp::GreaterEqual,
        BinaryOp::Greater => BinaryOp::Less,
        BinaryOp::GreaterEqual => BinaryOp::LessEqual,
        other => other,
    }
}

fn pattern_span(kind: &ExprKind) -> Span {
    match kind {
        ExprKind::Like { pattern, .. } | ExprKind::Matches { pattern, .. } => pattern.span.clone(),
        _ => 0..0,
    }
}

fn renamed(text: &str, span: Span) -> Name {
    Name {
        text: text.to_owned(),
        span,
    }
}
