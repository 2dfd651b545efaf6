//! From the syntax tree to the typed tree: names, types, and errors that say what was meant.

mod calls;
mod folds;
mod names;
mod operators;

use super::fault::ExprFault;
use super::syntax::{Expr, ExprKind, Span};
use super::typed::{Node, Typed};
use crate::lang::Lang;
use crate::ledger::{Catalog, FieldId, LedgerId, RelationId, Type};

/// One key of a group rule.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupKey {
    pub name: String,
    pub title: String,
    /// Evaluated at the grouped record.
    pub value: Typed,
}

/// What kind of record an expression stands at.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'a> {
    Record(LedgerId),
    /// A group of the ledger's records.
    Group(LedgerId, &'a [GroupKey]),
}

/// What `$field`, `$relation` and `$ledger` stand for in this instance of a rule.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slots {
    pub ledger: Option<LedgerId>,
    pub field: Option<FieldId>,
    pub relation: Option<RelationId>,
}

/// What is known of a rule before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It ships with the program, and this project's tests have read all of it.
    Shipped,
    /// Everything in it is checked, regular expressions by compiling them.
    Given,
}

/// Where an expression stands and what it may name.
pub struct Context<'a> {
    pub catalog: &'a Catalog,
    pub lang: Lang,
    pub standing: Standing,
    /// The rule's own pack, whose parameters need no prefix.
    pub pack: &'a str,
    /// Type of a parameter by its full name (`PACK.name`).
    pub parameters: &'a dyn Fn(&str) -> Option<Type>,
    /// Full names of all parameters, for did-you-mean.
    pub parameter_names: &'a [String],
    pub shape: Shape<'a>,
    /// The rule orders its records, so that `previous` has a meaning outside folds.
    pub ordered: bool,
    pub slots: Slots,
    /// The expression stands at a record of this ledger that belongs to the judged one (`this`).
    pub within: Option<LedgerId>,
}

/// Resolves an expression; all faults at once.
pub fn resolve(expr: &Expr, context: &Context<'_>) -> Result<Typed, Vec<ExprFault>> {
    let mut frames = vec![Frame {
        shape: context.shape,
        ordered: context.ordered,
        reads_previous: false,
    }];
    frames.extend(context.within.map(|ledger| Frame {
        shape: Shape::Record(ledger),
        ordered: false,
        reads_previous: false,
    }));
    let mut resolver = Resolver {
        context,
        frames,
        faults: Vec::new(),
    };
    let typed = resolver.expr(expr);
    match typed {
        Some(typed) if resolver.faults.is_empty() => Ok(typed),
        _ => Err(resolver.faults),
    }
}

/// A record that names can belong to.
struct Frame<'a> {
    shape: Shape<'a>,
    ordered: bool,
    reads_previous: bool,
}

struct Resolver<'a> {
    context: &'a Context<'a>,
    /// The record under judgement first, the innermost folded record last.
    frames: Vec<Frame<'a>>,
    faults: Vec<ExprFault>,
}

impl<'a> Resolver<'a> {
    fn lang(&self) -> Lang {
        self.context.lang
    }

    fn catalog(&self) -> &'a Catalog {
        self.context.catalog
    }

    fn fault(&mut self, fault: ExprFault) -> Option<Typed> {
        self.faults.push(fault);
        None
    }

    /// `None` where the expression (or a part of it) has a fault, which is then in `faults`.
    fn expr(&mut self, expr: &Expr) -> Option<Typed> {
        let span = expr.span.clone();
        match &expr.kind {
            ExprKind::Literal(value) => Some(Typed {
                node: Node::Literal(value.clone()),
                kind: value.kind(),
                span,
            }),
            ExprKind::Path(names) => self.path(names, span),
            ExprKind::At(names, day) => {
                let day = self.of_type(day, Type::Date);
                let parameter = self.parameter(&names[1..], span.clone())?;
                let (Node::Parameter(name), Some(kind)) = (parameter.node, parameter.kind) else {
                    return None;
                };
                Some(Typed::new(
                    Node::ParameterAt(name, Box::new(day?)),
                    kind,
                    span,
                ))
            }
            ExprKind::Not(inner) => {
                let inner = self.boolean(inner)?;
                Some(Typed::new(Node::Not(Box::new(inner)), Type::Boolean, span))
            }
            ExprKind::Negate(inner) => self.negate(inner, span),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, span),
            ExprKind::Is {
                operand,
                what,
                negated,
            } => self.is(operand, *what, *negated, span),
            ExprKind::In {
                operand,
                list,
                negated,
            } => self.in_list(operand, list, *negated, span),
            ExprKind::Between {
                operand,
                low,
                high,
                negated,
            } => self.between(operand, low, high, *negated, span),
            ExprKind::Like {
                operand,
                pattern,
                negated,
            } => {
                let operand = Box::new(self.of_type(operand, Type::Text)?);
                let node = Node::Like {
                    operand,
                    pattern: pattern.text.clone(),
                    negated: *negated,
                };
                Some(Typed::new(node, Type::Boolean, span))
            }
            ExprKind::Matches {
                operand,
                pattern,
                negated,
            } => self.regex(operand, pattern, *negated, span),
            ExprKind::Case {
                branches,
                otherwise,
            } => self.case(branches, otherwise.as_deref(), span),
            ExprKind::Call(call) => self.call(call, span),
        }
    }

    fn boolean(&mut self, expr: &Expr) -> Option<Typed> {
        self.of_type(expr, Type::Boolean)
    }

    /// The expression, which must have this type (or be `null`).
    fn of_type(&mut self, expr: &Expr, wanted: Type) -> Option<Typed> {
        let typed = self.expr(expr)?;
        match typed.kind {
            None => Some(typed),
            Some(kind) if kind == wanted => Some(typed),
            Some(Type::Integer) if wanted == Type::Decimal => Some(to_decimal(typed)),
            Some(kind) => {
                let fault = self.mismatch(typed.span, kind, type_name(wanted, self.lang()));
                self.fault(fault)
            }
        }
    }

    fn mismatch(&self, span: Span, found: Type, wanted: &str) -> ExprFault {
        let found = type_name(found, self.lang());
        match self.lang() {
            Lang::Zh => ExprFault::new(span, format!("这里需要{wanted},得到的是{found}"), found),
            Lang::En => ExprFault::new(span, format!("expected {wanted}, found {found}"), found),
        }
    }
}

fn to_decimal(typed: Typed) -> Typed {
    let span = typed.span.clone();
    match typed.node {
        Node::Literal(crate::ledger::Value::Integer(n)) => {
            let value = crate::ledger::Value::Decimal(crate::ledger::Decimal::from_integer(n));
            Typed::new(Node::Literal(value), Type::Decimal, span)
        }
        _ => Typed::new(Node::ToDecimal(Box::new(typed)), Type::Decimal, span),
    }
}

/// The type's name for users.
pub fn type_name(kind: Type, lang: Lang) -> &'static str {
    match kind {
        Type::Text => lang.pick("文字", "text"),
        Type::Integer => lang.pick("整数", "an integer"),
        Type::Decimal => lang.pick("小数", "a decimal"),
        Type::Date => lang.pick("日期", "a date"),
        Type::Month => lang.pick("月份", "a month"),
        Type::Boolean => lang.pick("是非", "a boolean"),
    }
}
