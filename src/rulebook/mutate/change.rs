//! The changes that make mutants of an expression: mistakes that people make.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::pattern::{like_changes, regex_changes};
use super::quantifier::call_changes;
use crate::ledger::{Catalog, Date, Decimal, Month, Type, Value};
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
    root: &'a Expr,
    pub text: &'a str,
    kinds: &'a FxHashMap<Range<usize>, Type>,
    catalog: &'a Catalog,
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

    fn kind(&self, expr: &Expr) -> Option<Type> {
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
    fn continues(&self, part: &Part<'_>) -> bool {
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

    /// `is`, `in`, `like` and their like, with `not` added or dropped.
    fn turned(
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

    fn binary(&mut self, part: &Part<'_>, op: BinaryOp, left: &Expr, right: &Expr) {
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
                    if !(at_floor && !equal) {
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

    fn between(&mut self, part: &Part<'_>) {
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

    fn literal(&mut self, part: &Part<'_>, value: &Value) {
        if part.stands == Stands::Member {
            return;
        }
        let (up, down) = match part.stands {
            Stands::Bound { up, down } => (up, down),
            _ => (true, true),
        };
        let written = self.slice(part.expr);
        let mut other = |value: Option<Value>, text: String| {
            if let Some(value) = value {
                let kind = ExprKind::Literal(value);
                let change = self.change(part, kind, part.expr.span.clone(), text);
                self.push(change);
            }
        };
        match value {
            Value::Integer(n) => {
                if up {
                    other(n.checked_add(1).map(Value::Integer), format!("{}", n + 1));
                }
                let first = part.stands == Stands::Position && *n == 1;
                if down && *n > 0 && !first {
                    other(Some(Value::Integer(n - 1)), format!("{}", n - 1));
                }
            }
            Value::Decimal(decimal) => {
                // one in the last place that is written
                let places = written
                    .split_once('.')
                    .map_or(0, |(_, rest)| rest.len() as u32);
                let unit = Decimal(10i128.pow(Decimal::SCALE.saturating_sub(places)));
                for (wanted, value) in [(up, decimal.add(unit)), (down, decimal.sub(unit))] {
                    if wanted && let Some(value) = value {
                        other(Some(Value::Decimal(value)), value.to_string());
                    }
                }
            }
            Value::Date(date) => {
                for (wanted, day) in [(up, date.0 + 1), (down, date.0 - 1)] {
                    if wanted {
                        let value = Value::Date(Date(day));
                        let text = format!("date '{value}'");
                        other(Some(value), text);
                    }
                }
            }
            Value::Month(month) => {
                for (wanted, by) in [(up, 1), (down, -1)] {
                    if wanted && let Some(moved) = Month::add(*month, by) {
                        let value = Value::Month(moved);
                        let text = format!("month '{value}'");
                        other(Some(value), text);
                    }
                }
            }
            Value::Boolean(truth) => other(Some(Value::Boolean(!truth)), (!truth).to_string()),
            Value::Text(_) if part.stands == Stands::Default => {}
            Value::Text(text) => self.text(part, text),
            Value::Null => {}
        }
    }

    /// Another code of the same list; a text that is no code, with its last character twice.
    fn text(&mut self, part: &Part<'_>, text: &str) {
        let mut others: Vec<String> = Vec::new();
        for field in self.catalog.definitions.iter().flat_map(|d| &d.fields) {
            if let Some(at) = field.codes.iter().position(|code| code == text) {
                let next = &field.codes[(at + 1) % field.codes.len()];
                if next != text && !others.contains(next) {
                    others.push(next.clone());
                }
            }
        }
        if others.is_empty() {
            others.extend(text.chars().last().map(|last| format!("{text}{last}")));
        }
        let alternatives = others.into_iter().map(|other| {
            let kind = ExprKind::Literal(Value::Text(other.as_str().into()));
            self.change(part, kind, part.expr.span.clone(), quoted(&other))
        });
        let alternatives = alternatives.collect();
        self.either(alternatives);
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

pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
