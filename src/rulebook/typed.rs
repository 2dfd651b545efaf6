//! The typed tree of an expression: names resolved, types known, free of engine detail.
//!
//! Whoever prints it in another language (SQL, say) needs nothing else. Three-valued: a missing operand makes an
//! operator's result missing, except for `and`, `or`, `is`, `coalesce`, `least`, `greatest` and `join_present`.

use super::function::{FoldFunction, Function};
use super::syntax::{BinaryOp, Direction, IsWhat, Span};
use crate::ledger::{FieldId, LedgerId, RelationId, Type, Value};

/// Whose record a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The innermost record: inside a fold, the record that the fold is at.
    Inner,
    /// The record (or group) one fold further out.
    Outer,
    /// The record (or group) under judgement.
    This,
    /// The record before the innermost one in the fold's or rule's order.
    Previous,
}

/// A column of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attribute {
    Field(FieldId),
    /// The system or office that the list came from.
    Source,
    /// The path of the file that the record came from.
    File,
    /// Position of one of a group's keys.
    GroupKey(usize),
}

/// One record reached from a scope by many-to-one relations.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reached {
    pub scope: Scope,
    pub ups: Vec<RelationId>,
}

/// The records that a fold is taken over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Over {
    /// From a record down one or more one-to-many relations.
    Down {
        from: Reached,
        downs: Vec<RelationId>,
    },
    /// All records of a ledger. Equalities in the filter between the ledger's own values and outer ones make it a
    /// lookup by value, in which missing values match nothing.
    Ledger(LedgerId),
    /// The records of the group under judgement.
    Group(LedgerId),
}

impl Over {
    /// The ledger of the folded records, given the ledger each relation leads to.
    pub fn ledger(&self, catalog: &crate::ledger::Catalog) -> LedgerId {
        match self {
            Over::Down { downs, .. } => catalog.relation(downs[downs.len() - 1]).child,
            Over::Ledger(ledger) | Over::Group(ledger) => *ledger,
        }
    }
}

/// A function over many records.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold {
    pub function: FoldFunction,
    pub over: Over,
    /// Evaluated at each folded record; decides which count (only where true; `exists` and `every` stay unknown
    /// where it is unknown).
    pub filter: Option<Typed>,
    pub order: Vec<(Typed, Direction)>,
    /// The folded value, or the condition of `every` and `max_run`; a condition of `exists` and `count` that reads
    /// `previous`.
    pub body: Option<Typed>,
    /// Evaluated at the record that holds the fold.
    pub arguments: Vec<Typed>,
    /// The body reads `previous`: the first record of an order is left out.
    pub pairs: bool,
}

/// An expression with its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub node: Node,
    /// `None` for `null`, which fits every type.
    pub kind: Option<Type>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Literal(Value),
    AsOf,
    /// `PACK.name`, its value on the as-of date.
    Parameter(String),
    /// Its value on a day of the record.
    ParameterAt(String, Box<Typed>),
    Attribute {
        at: Reached,
        attribute: Attribute,
    },
    /// Number of records that the relation's keys match: 0 where none does or the keys are missing, 2 or more
    /// where the link is ambiguous.
    Matches {
        at: Reached,
        relation: RelationId,
    },
    /// Whether there is a record before this one in the order.
    HasPrevious,
    Not(Box<Typed>),
    Negate(Box<Typed>),
    Binary(BinaryOp, Box<Typed>, Box<Typed>),
    Is {
        operand: Box<Typed>,
        what: IsWhat,
        negated: bool,
    },
    In {
        operand: Box<Typed>,
        list: Vec<Typed>,
        negated: bool,
    },
    /// SQL's `like`: `%` any text, `_` one character.
    Like {
        operand: Box<Typed>,
        pattern: String,
        negated: bool,
    },
    /// A regular expression that occurs in the text.
    Regex {
        operand: Box<Typed>,
        pattern: String,
        negated: bool,
    },
    Case {
        branches: Vec<(Typed, Typed)>,
        otherwise: Option<Box<Typed>>,
    },
    Call {
        function: Function,
        arguments: Vec<Typed>,
    },
    /// An integer seen as a decimal, where both meet.
    ToDecimal(Box<Typed>),
    Fold(Box<Fold>),
}

impl Typed {
    pub fn new(node: Node, kind: Type, span: Span) -> Self {
        Typed {
            node,
            kind: Some(kind),
            span,
        }
    }

    /// Calls `visit` on this expression and everything in it, outside first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Typed)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The expressions directly inside this one, in the order they are written.
    pub fn children(&self) -> Vec<&Typed> {
        match &self.node {
            Node::Literal(_)
            | Node::AsOf
            | Node::Parameter(_)
            | Node::Attribute { .. }
            | Node::Matches { .. }
            | Node::HasPrevious => Vec::new(),
            Node::Not(x) | Node::Negate(x) | Node::ToDecimal(x) | Node::ParameterAt(_, x) => {
                vec![x]
            }
            Node::Is { operand, .. } | Node::Like { operand, .. } | Node::Regex { operand, .. } => {
                vec![operand]
            }
            Node::Binary(_, a, b) => vec![a, b],
            Node::In { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
            Node::Case {
                branches,
                otherwise,
            } => branches
                .iter()
                .flat_map(|(c, v)| [c, v])
                .chain(otherwise.as_deref())
                .collect(),
            Node::Call { arguments, .. } => arguments.iter().collect(),
            Node::Fold(fold) => fold
                .order
                .iter()
                .map(|(key, _)| key)
                .chain(&fold.filter)
                .chain(&fold.body)
                .chain(&fold.arguments)
                .collect(),
        }
    }
}
