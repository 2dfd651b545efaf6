//! The syntax tree of an expression, before names and types are known.

use std::ops::Range;

use crate::ledger::Value;

/// Byte range in the expression's own text.
pub type Span = Range<usize>;

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Concat,
}

impl BinaryOp {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "<>",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Concat => "||",
        }
    }

    pub fn is_comparison(self) -> bool {
        use BinaryOp::*;
        matches!(
            self,
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual
        )
    }
}

/// What `is` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IsWhat {
    /// The value is missing; also `is unknown`.
    Null,
    True,
    False,
}

/// Direction of an `order by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    Literal(Value),
    /// `a.b.c`; also `this.a`, `previous.a`, `param.a`, `as_of`.
    Path(Vec<Name>),
    /// `param.a at day`.
    At(Vec<Name>, Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    Is {
        operand: Box<Expr>,
        what: IsWhat,
        negated: bool,
    },
    In {
        operand: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    Between {
        operand: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    Like {
        operand: Box<Expr>,
        pattern: Name,
        negated: bool,
    },
    Matches {
        operand: Box<Expr>,
        pattern: Name,
        negated: bool,
    },
    Case {
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Call(Call),
}

/// `name(first order by o where f : body, arguments…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub name: Name,
    pub arguments: Vec<Expr>,
    pub order: Vec<(Expr, Direction)>,
    pub filter: Option<Box<Expr>>,
    pub body: Option<Box<Expr>>,
}

impl Expr {
    /// The expressions directly inside this one, in the order they are written.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Path(_) => Vec::new(),
            ExprKind::Not(x) | ExprKind::Negate(x) | ExprKind::At(_, x) => vec![x],
            ExprKind::Binary(_, a, b) => vec![a, b],
            ExprKind::Is { operand, .. }
            | ExprKind::Like { operand, .. }
            | ExprKind::Matches { operand, .. } => vec![operand],
            ExprKind::In { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
            ExprKind::Between {
                operand, low, high, ..
            } => vec![operand, low, high],
            ExprKind::Case {
                branches,
                otherwise,
            } => branches
                .iter()
                .flat_map(|(condition, value)| [condition, value])
                .chain(otherwise.as_deref())
                .collect(),
            ExprKind::Call(call) => {
                let (first, more) = call.arguments.split_at(call.arguments.len().min(1));
                let order = call.order.iter().map(|(key, _)| key);
                first
                    .iter()
                    .chain(order)
                    .chain(call.filter.as_deref())
                    .chain(call.body.as_deref())
                    .chain(more)
                    .collect()
            }
        }
    }

    /// The same, to be changed.
    fn children_mut(&mut self) -> Vec<&mut Expr> {
        match &mut self.kind {
            ExprKind::Literal(_) | ExprKind::Path(_) => Vec::new(),
            ExprKind::Not(x) | ExprKind::Negate(x) | ExprKind::At(_, x) => vec![x],
            ExprKind::Binary(_, a, b) => vec![a, b],
            ExprKind::Is { operand, .. }
            | ExprKind::Like { operand, .. }
            | ExprKind::Matches { operand, .. } => vec![operand],
            ExprKind::In { operand, list, .. } => {
                std::iter::once(&mut **operand).chain(list).collect()
            }
            ExprKind::Between {
                operand, low, high, ..
            } => vec![operand, low, high],
            ExprKind::Case {
                branches,
                otherwise,
            } => branches
                .iter_mut()
                .flat_map(|(condition, value)| [condition, value])
                .chain(otherwise.as_deref_mut())
                .collect(),
            ExprKind::Call(call) => {
                let at = call.arguments.len().min(1);
                let (first, more) = call.arguments.split_at_mut(at);
                let order = call.order.iter_mut().map(|(key, _)| key);
                first
                    .iter_mut()
                    .chain(order)
                    .chain(call.filter.as_deref_mut())
                    .chain(call.body.as_deref_mut())
                    .chain(more)
                    .collect()
            }
        }
    }

    /// A copy in which the expression at the end of a path of `children`'s positions is another.
    pub fn with(&self, path: &[usize], other: Expr) -> Expr {
        let mut copy = self.clone();
        let mut at = &mut copy;
        for step in path {
            at = at.children_mut().swap_remove(*step);
        }
        *at = other;
        copy
    }
}
