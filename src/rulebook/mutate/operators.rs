//! Changes of operators: boundaries, signs, connectives, negations, members left out.

use super::change::{Change, Changes, Part};
use crate::ledger::{Type, Value};
use crate::rulebook::syntax::{BinaryOp, Expr, ExprKind};

impl Changes<'_> {
    /// `is`, `in`, `like` and their like, with `not` added or dropped.
    pub(super) fn turned(
        &mut self,
        part: &Part<'_>,
        operand: &Expr,
        word: &str,
        negated: bool,
        kind: ExprKind,
    ) {
        let after = &self.text[operand.span.end..part.expr.span.end];
        let lower = after.to_ascii_lowercase();
        let (Some(word_at), not_at) = (lower.find(word), lower.find("not")) else {
            return;
        };
        let base = operand.span.end;
        let (span, text) = match (negated, not_at) {
            (true, Some(not_at)) => {
                let (start, end) = (base + word_at.min(not_at), base + not_at.max(word_at));
                let end = end
                    + if word_at > not_at {
                        word.len()
                    } else {
                        "not".len()
                    };
                (start..end, word.to_owned())
            }
            _ if word == "is" => (base + word_at..base + word_at + 2, "is not".to_owned()),
            _ => (
                base + word_at..base + word_at + word.len(),
                format!("not {word}"),
            ),
        };
        let frame = part.expr.span.clone();
        let change = Change {
            frame,
            ..self.change(part, kind, span, text)
        };
        self.push(change);
    }

    pub(super) fn binary(&mut self, part: &Part<'_>, op: BinaryOp, left: &Expr, right: &Expr) {
        use BinaryOp as B;
        let sign = left.span.end..right.span.start;
        let kind = |op| ExprKind::Binary(op, Box::new(left.clone()), Box::new(right.clone()));
        let simple = |changes: &mut Self, op: BinaryOp| {
            let frame = if op.is_comparison() {
                part.expr.span.clone()
            } else {
                part.frame.clone()
            };
            let text = format!(" {} ", op.symbol());
            let change = changes.change(part, kind(op), sign.clone(), text);
            changes.push(Change { frame, ..change });
        };
        match op {
            B::And | B::Or => {
                simple(self, if op == B::And { B::Or } else { B::And });
                if !self.continues(part) {
                    self.shorter(part, op);
                }
            }
            B::Less | B::LessEqual | B::Greater | B::GreaterEqual => {
                let others = match op {
                    B::Less => [B::LessEqual, B::Greater],
                    B::LessEqual => [B::Less, B::GreaterEqual],
                    B::Greater => [B::GreaterEqual, B::Less],
                    _ => [B::Greater, B::LessEqual],
                };
                others.into_iter().for_each(|op| simple(self, op));
            }
            B::Equal | B::NotEqual => {
                let equal = op == B::Equal;
                simple(self, if equal { B::NotEqual } else { B::Equal });
                let ordered = !matches!(self.kind(left), None | Some(Type::Text | Type::Boolean));
                // a count is never below zero
                let at_floor = never_negative(left) && is_zero(right);
                if ordered {
                    let [low, high] = if equal {
                        [B::LessEqual, B::GreaterEqual]
                    } else {
                        [B::Less, B::Greater]
                    };
                    if !(at_floor && equal) {
                        simple(self, low);
                    }
                    if !at_floor || equal {
                        simple(self, high);
                    }
                }
            }
            B::Add | B::Subtract | B::Multiply | B::Divide => {
                let other = match op {
                    B::Add => B::Subtract,
                    B::Subtract => B::Add,
                    B::Multiply => B::Divide,
                    _ => B::Multiply,
                };
                let text = format!(" {} ", other.symbol());
                let mut alternatives = vec![self.change(part, kind(other), sign, text)];
                // dates cannot be added, but subtracted the wrong way round
                if op == B::Subtract {
                    let swapped =
                        ExprKind::Binary(op, Box::new(right.clone()), Box::new(left.clone()));
                    let text =
                        format!("{} {} {}", self.slice(right), op.symbol(), self.slice(left));
                    alternatives.push(self.change(part, swapped, part.expr.span.clone(), text));
                }
                self.either(alternatives);
            }
            B::Concat => {}
        }
    }

    /// A chain of `and` or `or` without one of its members.
    fn shorter(&mut self, part: &Part<'_>, op: BinaryOp) {
        let mut members = Vec::new();
        chain(part.expr, op, part.path.clone(), &mut members);
        for at in 0..members.len() {
            let (member, path) = &members[at];
            let Some((side, above)) = path.split_last() else {
                continue;
            };
            let mut parent = self.root;
            for step in above {
                parent = parent.children().swap_remove(*step);
            }
            let rest = parent.children().swap_remove(1 - side).clone();
            let span = match at {
                0 => member.span.start..members[1].0.span.start,
                _ => members[at - 1].0.span.end..member.span.end,
            };
            let change = Change {
                span,
                replacement: String::new(),
                frame: part.expr.span.clone(),
                expr: self.root.with(above, rest),
            };
            self.push(change);
        }
    }

    pub(super) fn between(&mut self, part: &Part<'_>) {
        let ExprKind::Between {
            operand,
            low,
            high,
            negated,
        } = &part.expr.kind
        else {
            return;
        };
        let turned = ExprKind::Between {
            operand: operand.clone(),
            low: low.clone(),
            high: high.clone(),
            negated: !negated,
        };
        self.turned(part, operand, "between", *negated, turned);
        let whole = self.kind(operand) != Some(Type::Decimal);
        let is_literal = |bound: &Expr| matches!(bound.kind, ExprKind::Literal(_));
        for strict_low in [true, false] {
            // the literal's own change says the same
            if whole && is_literal(if strict_low { low } else { high }) {
                continue;
            }
            let [from, to] = if strict_low {
                [BinaryOp::Greater, BinaryOp::LessEqual]
            } else {
                [BinaryOp::GreaterEqual, BinaryOp::Less]
            };
            let compared = |op, bound: &Expr| {
                Box::new(Expr {
                    kind: ExprKind::Binary(op, operand.clone(), Box::new(bound.clone())),
                    span: part.expr.span.clone(),
                })
            };
            let both = ExprKind::Binary(BinaryOp::And, compared(from, low), compared(to, high));
            let (value, low, high) = (self.slice(operand), self.slice(low), self.slice(high));
            let text = format!(
                "{value} {} {low} and {value} {} {high}",
                from.symbol(),
                to.symbol()
            );
            let (kind, text) = if *negated {
                let both = Expr {
                    kind: both,
                    span: part.expr.span.clone(),
                };
                (ExprKind::Not(Box::new(both)), format!("not ({text})"))
            } else {
                (both, text)
            };
            let change = self.change(part, kind, part.expr.span.clone(), text);
            self.push(change);
        }
    }
}

/// The members of a chain with their paths; what stands in brackets of its own is one member.
fn chain<'e>(
    expr: &'e Expr,
    op: BinaryOp,
    path: Vec<usize>,
    into: &mut Vec<(&'e Expr, Vec<usize>)>,
) {
    let ExprKind::Binary(_, left, right) = &expr.kind else {
        return;
    };
    for (at, side) in [left, right].into_iter().enumerate() {
        let mut path = path.clone();
        path.push(at);
        let more = matches!(&side.kind, ExprKind::Binary(inner, first, _)
            if *inner == op && first.span.start == side.span.start);
        if more {
            chain(side, op, path, into);
        } else {
            into.push((side, path));
        }
    }
}

fn never_negative(expr: &Expr) -> bool {
    let functions = ["count", "count_distinct", "length", "abs", "max_run"];
    matches!(&expr.kind, ExprKind::Call(call) if functions.contains(&call.name.text.as_str()))
}

fn is_zero(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(Value::Integer(0)))
}
