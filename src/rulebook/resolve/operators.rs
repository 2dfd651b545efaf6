//! Types of operators.

use super::{Resolver, Standing, to_decimal, type_name};
use crate::lang::Lang;
use crate::ledger::{Type, Value};
use crate::rulebook::fault::{ExprFault, did_you_mean};
use crate::rulebook::function::Function;
use crate::rulebook::syntax::{BinaryOp, Expr, IsWhat, Name, Span};
use crate::rulebook::typed::{Attribute, Node, Reached, Typed};

impl Resolver<'_> {
    pub(super) fn negate(&mut self, inner: &Expr, span: Span) -> Option<Typed> {
        let inner = self.expr(inner)?;
        match (&inner.node, inner.kind) {
            (Node::Literal(Value::Integer(n)), _) => Some(Typed::new(
                Node::Literal(Value::Integer(-n)),
                Type::Integer,
                span,
            )),
            (_, Some(kind)) if kind.is_number() => {
                Some(Typed::new(Node::Negate(Box::new(inner)), kind, span))
            }
            (_, None) => Some(inner),
            (_, Some(kind)) => {
                let fault = self.mismatch(inner.span, kind, self.lang().pick("数", "a number"));
                self.fault(fault)
            }
        }
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Typed> {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            let (left, right) = (self.boolean(left), self.boolean(right));
            let node = Node::Binary(op, Box::new(left?), Box::new(right?));
            return Some(Typed::new(node, Type::Boolean, span));
        }
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        if op == BinaryOp::Concat {
            let node = Node::Binary(op, Box::new(to_text(left)), Box::new(to_text(right)));
            return Some(Typed::new(node, Type::Text, span));
        }
        if op.is_comparison() {
            let (left, right) = self.alike(op.symbol(), left, right, &span)?;
            self.check_code(&left, &right);
            self.check_code(&right, &left);
            return Some(Typed::new(
                Node::Binary(op, Box::new(left), Box::new(right)),
                Type::Boolean,
                span,
            ));
        }
        self.arithmetic(op, left, right, span)
    }

    fn arithmetic(&mut self, op: BinaryOp, left: Typed, right: Typed, span: Span) -> Option<Typed> {
        use BinaryOp::{Add, Divide, Subtract};
        use Type::{Date, Decimal, Integer, Month};
        let kind = match (op, left.kind, right.kind) {
            (_, None, None) => Some(Integer),
            (Subtract, Some(Date), Some(Date)) | (Subtract, Some(Month), Some(Month)) => {
                Some(Integer)
            }
            (Add | Subtract, Some(Date), Some(Integer) | None)
            | (Add, Some(Integer) | None, Some(Date)) => Some(Date),
            (Add | Subtract, Some(Month), Some(Integer) | None)
            | (Add, Some(Integer) | None, Some(Month)) => Some(Month),
            (Divide, Some(a), Some(b)) if a.is_number() && b.is_number() => Some(Decimal),
            (Divide, Some(a), None) | (Divide, None, Some(a)) if a.is_number() => Some(Decimal),
            (_, Some(Integer), Some(Integer) | None) | (_, None, Some(Integer)) => Some(Integer),
            (_, Some(a), Some(b)) if a.is_number() && b.is_number() => Some(Decimal),
            (_, Some(Decimal), None) | (_, None, Some(Decimal)) => Some(Decimal),
            _ => None,
        };
        let Some(kind) = kind else {
            let name = |t: &Typed| t.kind.map_or("null", |k| type_name(k, self.lang()));
            let message = match self.lang() {
                Lang::Zh => format!(
                    "{}和{}不能用 {} 运算",
                    name(&left),
                    name(&right),
                    op.symbol()
                ),
                Lang::En => format!(
                    "{} and {} cannot be combined by {}",
                    name(&left),
                    name(&right),
                    op.symbol()
                ),
            };
            return self.fault(ExprFault::new(span, message, op.symbol()));
        };
        let (left, right) = match kind {
            Decimal => (decimal_side(left), decimal_side(right)),
            _ => (left, right),
        };
        Some(Typed::new(
            Node::Binary(op, Box::new(left), Box::new(right)),
            kind,
            span,
        ))
    }

    /// Both sides in one type, or a fault.
    pub(super) fn alike(
        &mut self,
        what: &str,
        left: Typed,
        right: Typed,
        span: &Span,
    ) -> Option<(Typed, Typed)> {
        let null = |t: &Typed| matches!(t.node, Node::Literal(Value::Null));
        if null(&left) || null(&right) {
            let message = self.lang().pick(
                "与 null 比较的结果总是未知",
                "a comparison with null is always unknown",
            );
            let fault = ExprFault::new(span.clone(), message, "null").advise(self.lang().pick(
                "写作 is null 或 is not null",
                "write is null or is not null",
            ));
            self.fault(fault);
            return None;
        }
        match (left.kind, right.kind) {
            (a, b) if a == b || a.is_none() || b.is_none() => Some((left, right)),
            (Some(a), Some(b)) if a.is_number() && b.is_number() => {
                Some((decimal_side(left), decimal_side(right)))
            }
            (Some(a), Some(b)) => {
                let (a, b) = (type_name(a, self.lang()), type_name(b, self.lang()));
                let message = match self.lang() {
                    Lang::Zh => format!("{a}和{b}不能用 {what} 比较"),
                    Lang::En => format!("{a} and {b} cannot be compared by {what}"),
                };
                let mut fault = ExprFault::new(span.clone(), message, what);
                if [left.kind, right.kind].contains(&Some(Type::Date))
                    && [left.kind, right.kind].contains(&Some(Type::Text))
                {
                    fault = fault.advise(self.lang().pick(
                        "日期写作 date '2021-05-15'",
                        "a date is written date '2021-05-15'",
                    ));
                }
                self.fault(fault);
                None
            }
            _ => Some((left, right)),
        }
    }

    /// A text compared with a field that has a code list must be one of its codes.
    fn check_code(&mut self, field: &Typed, literal: &Typed) {
        let Node::Literal(Value::Text(text)) = &literal.node else {
            return;
        };
        let Node::Attribute {
            at,
            attribute: Attribute::Field(id),
        } = &field.node
        else {
            return;
        };
        let Some(ledger) = self.ledger_at(at) else {
            return;
        };
        let definition = self.catalog().ledger(ledger).field(*id);
        if definition.codes.is_empty() || definition.codes.iter().any(|code| **code == **text) {
            return;
        }
        let codes = definition.codes.join("、");
        let message = match self.lang() {
            Lang::Zh => format!("“{text}”不在“{}”的取值中({codes})", definition.title),
            Lang::En => format!(
                "'{text}' is none of the codes of {} ({codes})",
                definition.name
            ),
        };
        let mut fault = ExprFault::new(
            literal.span.clone(),
            message,
            self.lang().pick("没有这个取值", "no such code"),
        );
        fault.advice = did_you_mean(
            text,
            definition.codes.iter().map(String::as_str),
            self.lang(),
        );
        self.faults.push(fault);
    }

    fn ledger_at(&self, at: &Reached) -> Option<crate::ledger::LedgerId> {
        match at.ups.last() {
            Some(relation) => Some(self.catalog().relation(*relation).parent),
            None => self.ledger_of(at.scope),
        }
    }

    pub(super) fn is(
        &mut self,
        operand: &Expr,
        what: IsWhat,
        negated: bool,
        span: Span,
    ) -> Option<Typed> {
        let operand = if what == IsWhat::Null {
            self.expr(operand)?
        } else {
            self.boolean(operand)?
        };
        Some(Typed::new(
            Node::Is {
                operand: Box::new(operand),
                what,
                negated,
            },
            Type::Boolean,
            span,
        ))
    }

    pub(super) fn in_list(
        &mut self,
        operand: &Expr,
        list: &[Expr],
        negated: bool,
        span: Span,
    ) -> Option<Typed> {
        let mut operand = self.expr(operand)?;
        let mut items = Vec::new();
        for item in list {
            let item = self.expr(item)?;
            let (left, right) = self.alike("in", operand.clone(), item, &span)?;
            self.check_code(&left, &right);
            operand = left;
            items.push(right);
        }
        if operand.kind == Some(Type::Decimal) {
            items = items.into_iter().map(decimal_side).collect();
        }
        Some(Typed::new(
            Node::In {
                operand: Box::new(operand),
                list: items,
                negated,
            },
            Type::Boolean,
            span,
        ))
    }

    pub(super) fn between(
        &mut self,
        operand: &Expr,
        low: &Expr,
        high: &Expr,
        negated: bool,
        span: Span,
    ) -> Option<Typed> {
        let (operand, low, high) = (self.expr(operand), self.expr(low), self.expr(high));
        let (operand, low, high) = (operand?, low?, high?);
        let (first, low) = self.alike("between", operand.clone(), low, &span)?;
        let (second, high) = self.alike("between", operand, high, &span)?;
        let compare = |op, a, b| {
            Typed::new(
                Node::Binary(op, Box::new(a), Box::new(b)),
                Type::Boolean,
                span.clone(),
            )
        };
        let both = compare(
            BinaryOp::And,
            compare(BinaryOp::GreaterEqual, first, low),
            compare(BinaryOp::LessEqual, second, high),
        );
        Some(if negated {
            Typed::new(Node::Not(Box::new(both)), Type::Boolean, span)
        } else {
            both
        })
    }

    pub(super) fn regex(
        &mut self,
        operand: &Expr,
        pattern: &Name,
        negated: bool,
        span: Span,
    ) -> Option<Typed> {
        let operand = self.of_type(operand, Type::Text);
        // compiling takes longer than everything else about a rule
        let checked = self.context.standing == Standing::Given;
        if checked && regex::Regex::new(&pattern.text).is_err() {
            let message = self.lang().pick(
                "这个正则表达式不成立",
                "this regular expression is not valid",
            );
            let advice = self.lang().pick(
                "检查括号和转义是否成对;字面的 . * ? ( ) 前面要加 \\",
                "check brackets and escapes; write \\ before a literal . * ? ( )",
            );
            return self.fault(
                ExprFault::new(pattern.span.clone(), message, pattern.text.clone()).advise(advice),
            );
        }
        let node = Node::Regex {
            operand: Box::new(operand?),
            pattern: pattern.text.clone(),
            negated,
        };
        Some(Typed::new(node, Type::Boolean, span))
    }

    pub(super) fn case(
        &mut self,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        span: Span,
    ) -> Option<Typed> {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for (condition, value) in branches {
            conditions.push(self.boolean(condition));
            values.push(self.expr(value));
        }
        if let Some(otherwise) = otherwise {
            values.push(self.expr(otherwise));
        }
        let conditions: Option<Vec<Typed>> = conditions.into_iter().collect();
        let values: Option<Vec<Typed>> = values.into_iter().collect();
        let (values, kind) = self.common(values?, &span)?;
        let mut values = values.into_iter();
        let branches = conditions?.into_iter().zip(values.by_ref()).collect();
        let otherwise = values.next().map(Box::new);
        Some(Typed {
            node: Node::Case {
                branches,
                otherwise,
            },
            kind,
            span,
        })
    }

    /// All values in their common type.
    pub(super) fn common(
        &mut self,
        values: Vec<Typed>,
        span: &Span,
    ) -> Option<(Vec<Typed>, Option<Type>)> {
        let mut kind: Option<Type> = None;
        for value in &values {
            kind = match (kind, value.kind) {
                (None, other) | (other, None) => other,
                (Some(a), Some(b)) if a == b => Some(a),
                (Some(a), Some(b)) if a.is_number() && b.is_number() => Some(Type::Decimal),
                (Some(a), Some(b)) => {
                    let (a, b) = (type_name(a, self.lang()), type_name(b, self.lang()));
                    let message = match self.lang() {
                        Lang::Zh => format!("这些值的类型不一致:{a}和{b}"),
                        Lang::En => format!("these values differ in type: {a} and {b}"),
                    };
                    self.fault(ExprFault::new(span.clone(), message, b));
                    return None;
                }
            };
        }
        let values = if kind == Some(Type::Decimal) {
            values.into_iter().map(decimal_side).collect()
        } else {
            values
        };
        Some((values, kind))
    }
}

pub(super) fn decimal_side(typed: Typed) -> Typed {
    if typed.kind == Some(Type::Integer) {
        to_decimal(typed)
    } else {
        typed
    }
}

pub(super) fn to_text(typed: Typed) -> Typed {
    match typed.kind {
        Some(Type::Text) | None => typed,
        Some(_) => {
            let span = typed.span.clone();
            Typed::new(
                Node::Call {
                    function: Function::ToText,
                    arguments: vec![typed],
                },
                Type::Text,
                span,
            )
        }
    }
}
