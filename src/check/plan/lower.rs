//! Typed expressions to nodes, at the frame they stand at.

use std::rc::Rc;

use super::frame::Frame;
use super::node::{Element, Graph, NodeId, Op};
use crate::ledger::{Catalog, LedgerId, RelationId, Type, Value};
use crate::rulebook::{
    Attribute, BinaryOp, Direction, Function, IsWhat, Node, Reached, Scope, Typed,
};

/// Builds the graph of many judges.
pub struct Planner<'a> {
    pub catalog: &'a Catalog,
    pub graph: Graph,
    /// Nodes that there are for verdicts; those behind them are for descriptions only.
    pub(super) deciding: usize,
}

impl<'a> Planner<'a> {
    pub fn new(catalog: &'a Catalog) -> Self {
        Planner {
            catalog,
            graph: Graph::default(),
            deciding: 0,
        }
    }

    /// From here on descriptions are planned.
    pub fn verdicts_planned(&mut self) {
        self.deciding = self.graph.nodes.len();
    }

    /// The node of an expression over the rows of a frame.
    pub fn lower(&mut self, typed: &Typed, frame: &Rc<Frame>) -> NodeId {
        self.lower_as(typed, typed.kind.unwrap_or(Type::Boolean), frame)
    }

    /// The same, where a bare `null` takes the wanted type.
    pub fn lower_as(&mut self, typed: &Typed, wanted: Type, frame: &Rc<Frame>) -> NodeId {
        let kind = typed.kind.unwrap_or(wanted);
        match &typed.node {
            Node::Literal(value) => self
                .graph
                .node(Op::Literal(value.clone(), kind), Vec::new()),
            Node::AsOf => self.graph.node(Op::AsOf, Vec::new()),
            Node::Parameter(name) => self
                .graph
                .node(Op::Parameter(name.clone(), kind), Vec::new()),
            Node::ParameterAt(name, day) => self.element(
                Element::ParameterAt(name.clone(), kind),
                &[day],
                Type::Date,
                frame,
            ),
            Node::Attribute { at, attribute } => self.attribute(at, *attribute, kind, frame),
            Node::Matches { at, relation } => self.matches(at, *relation, frame),
            Node::HasPrevious => match frame.previous {
                Some(previous) => self.graph.node(Op::Linked, vec![previous]),
                None => self.graph.node(
                    Op::Literal(Value::Boolean(false), Type::Boolean),
                    Vec::new(),
                ),
            },
            Node::Not(inner) => self.element(Element::Not, &[inner], Type::Boolean, frame),
            Node::Negate(inner) => self.element(Element::Negate(kind), &[inner], kind, frame),
            Node::ToDecimal(inner) => {
                self.element(Element::ToDecimal, &[inner], Type::Integer, frame)
            }
            Node::Binary(BinaryOp::Greater, a, b) if is_any_match(a, b) => {
                let Node::Matches { at, relation } = &a.node else {
                    unreachable!("the guard saw it")
                };
                self.any_match(at, *relation, frame)
            }
            Node::Binary(op, a, b) => {
                // a bare null takes the type that the operator wants there
                let bare = match op {
                    BinaryOp::And | BinaryOp::Or => Type::Boolean,
                    BinaryOp::Concat => Type::Text,
                    _ if op.is_comparison() => a.kind.or(b.kind).unwrap_or(Type::Text),
                    _ if matches!(kind, Type::Date | Type::Month) => Type::Integer,
                    _ => kind,
                };
                let (left, right) = (a.kind.unwrap_or(bare), b.kind.unwrap_or(bare));
                let inputs = vec![
                    self.lower_as(a, left, frame),
                    self.lower_as(b, right, frame),
                ];
                self.graph
                    .node(Op::Element(Element::Binary(*op, left, kind)), inputs)
            }
            Node::Is {
                operand,
                what,
                negated,
            } => {
                let wanted = if *what == IsWhat::Null {
                    Type::Text
                } else {
                    Type::Boolean
                };
                self.element(Element::Is(*what, *negated), &[operand], wanted, frame)
            }
            Node::In {
                operand,
                list,
                negated,
            } => {
                let wanted = operand.kind.unwrap_or(Type::Text);
                let all: Vec<&Typed> = std::iter::once(&**operand).chain(list).collect();
                self.element(Element::In(*negated), &all, wanted, frame)
            }
            Node::Like {
                operand,
                pattern,
                negated,
            } => self.element(
                Element::Like(pattern.clone(), *negated),
                &[operand],
                Type::Text,
                frame,
            ),
            Node::Regex {
                operand,
                pattern,
                negated,
            } => self.element(
                Element::Regex(pattern.clone(), *negated),
                &[operand],
                Type::Text,
                frame,
            ),
            Node::Case {
                branches,
                otherwise,
            } => {
                let mut inputs = Vec::new();
                for (condition, value) in branches {
                    inputs.push(self.lower_as(condition, Type::Boolean, frame));
                    inputs.push(self.lower_as(value, kind, frame));
                }
                inputs.push(match otherwise {
                    Some(otherwise) => self.lower_as(otherwise, kind, frame),
                    None => self.graph.node(Op::Literal(Value::Null, kind), Vec::new()),
                });
                self.graph.node(Op::Element(Element::Case(kind)), inputs)
            }
            Node::Call {
                function,
                arguments,
            } => self.call(*function, arguments, kind, frame),
            Node::Fold(fold) => self.fold(fold, kind, frame),
        }
    }

    fn element(
        &mut self,
        element: Element,
        parts: &[&Typed],
        wanted: Type,
        frame: &Rc<Frame>,
    ) -> NodeId {
        let inputs = parts
            .iter()
            .map(|part| self.lower_as(part, wanted, frame))
            .collect();
        self.graph.node(Op::Element(element), inputs)
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[Typed],
        kind: Type,
        frame: &Rc<Frame>,
    ) -> NodeId {
        use crate::rulebook::{FUNCTIONS, Takes};
        let takes = FUNCTIONS
            .iter()
            .find(|s| s.function == function)
            .map_or(&[][..], |s| s.takes);
        let mut inputs = Vec::new();
        for (i, argument) in arguments.iter().enumerate() {
            let wanted = match takes.get(i).or(takes.last()) {
                Some(Takes::One(wanted)) => *wanted,
                Some(Takes::Number | Takes::Same) => kind,
                Some(Takes::Calendar) => Type::Date,
                Some(Takes::Any) | None => Type::Text,
            };
            inputs.push(self.lower_as(argument, wanted, frame));
        }
        self.graph
            .node(Op::Element(Element::Call(function, kind)), inputs)
    }

    fn attribute(
        &mut self,
        at: &Reached,
        attribute: Attribute,
        kind: Type,
        frame: &Rc<Frame>,
    ) -> NodeId {
        match at.scope {
            Scope::Outer | Scope::This => {
                let Some((outer, index)) = &frame.outer else {
                    return self.attribute(&inner(at), attribute, kind, frame);
                };
                let further = match at.scope {
                    Scope::This => self.attribute(at, attribute, kind, outer),
                    _ => self.attribute(&inner(at), attribute, kind, outer),
                };
                self.gather(further, *index, Value::Null, kind)
            }
            Scope::Previous => self.seen(frame.previous, &at.ups, attribute, kind, frame),
            Scope::Inner => match (attribute, &frame.group) {
                (Attribute::GroupKey(i), Some(grouping)) => {
                    let first = self.graph.node(Op::GroupFirst, vec![grouping.groups]);
                    let first = self.compose(frame.rows, Some(first));
                    self.gather(grouping.keys[i], first, Value::Null, kind)
                }
                _ => self.seen(frame.rows, &at.ups, attribute, kind, frame),
            },
        }
    }

    /// What the records of a frame's ledger lead to, seen through an index to them.
    fn seen(
        &mut self,
        index: Option<NodeId>,
        ups: &[RelationId],
        attribute: Attribute,
        kind: Type,
        frame: &Frame,
    ) -> NodeId {
        if ups.is_empty() || !frame.is_chosen() {
            // all rows share the column, whichever rule reads it
            let column = self.record_column(frame.ledger, ups, attribute, kind);
            return self.gather(column, index, Value::Null, kind);
        }
        // for a few rows no column is made for all
        let index = self.upwards(index, ups);
        let last = ups
            .last()
            .map_or(frame.ledger, |r| self.catalog.relation(*r).parent);
        let column = self.record_column(last, &[], attribute, kind);
        self.gather(column, index, Value::Null, kind)
    }

    /// A column of the records reached from all records of a ledger.
    fn record_column(
        &mut self,
        ledger: LedgerId,
        ups: &[RelationId],
        attribute: Attribute,
        kind: Type,
    ) -> NodeId {
        let last = ups
            .last()
            .map_or(ledger, |r| self.catalog.relation(*r).parent);
        let op = match attribute {
            Attribute::Field(field) => Op::Field(last, field),
            Attribute::Source => Op::Source(last),
            Attribute::File | Attribute::GroupKey(_) => Op::File(last),
        };
        let mut column = self.graph.node(op, Vec::new());
        for relation in ups.iter().rev() {
            let up = self.up(*relation);
            column = self.gather(column, Some(up), Value::Null, kind);
        }
        column
    }

    /// Groups of a ledger's rows by key columns.
    pub(super) fn groups(&mut self, ledger: LedgerId, columns: Vec<NodeId>) -> NodeId {
        let keys = (!columns.is_empty()).then(|| self.keys(ledger, columns));
        self.graph
            .node(Op::Groups(ledger), keys.into_iter().collect())
    }

    /// The numbered keys of a ledger's rows by at least one column. Each column is numbered once, whatever it is paired
    /// with.
    pub(super) fn keys(&mut self, ledger: LedgerId, columns: Vec<NodeId>) -> NodeId {
        let each: Vec<NodeId> = columns
            .into_iter()
            .map(|column| self.graph.node(Op::Keys(ledger), vec![column]))
            .collect();
        each.into_iter()
            .reduce(|front, last| self.graph.node(Op::PairKeys, vec![front, last]))
            .unwrap_or_else(|| unreachable!("a key has a column"))
    }

    /// Rows in the order of keys within partitions. One key after the other, so that orders that begin alike share the
    /// work.
    pub(super) fn sorted(
        &mut self,
        partition: NodeId,
        filter: Option<NodeId>,
        keys: Vec<(NodeId, Direction)>,
    ) -> NodeId {
        let sort = Op::Sort {
            filter: filter.is_some(),
            direction: keys.first().map(|(_, direction)| *direction),
        };
        let first = keys.first().map(|(key, _)| *key);
        let inputs = [Some(partition), filter, first];
        let sorted = self
            .graph
            .node(sort, inputs.into_iter().flatten().collect());
        keys.iter()
            .skip(1)
            .fold(sorted, |sorted, (key, direction)| {
                self.graph
                    .node(Op::SortTies(*direction), vec![sorted, *key])
            })
    }

    /// The links of a relation, by all its alternative keys.
    pub(super) fn link(&mut self, relation: RelationId) -> NodeId {
        let definition = self.catalog.relation(relation);
        let (child, parent) = (definition.child, definition.parent);
        let mut inputs = Vec::new();
        for on in &definition.on {
            let columns: Vec<NodeId> = on
                .iter()
                .map(|(_, field)| self.graph.node(Op::Field(parent, *field), Vec::new()))
                .collect();
            inputs.push(self.keys(parent, columns));
            inputs.extend(
                on.iter()
                    .map(|(field, _)| self.graph.node(Op::Field(child, *field), Vec::new())),
            );
        }
        self.graph.node(Op::Link(relation), inputs)
    }

    pub(super) fn up(&mut self, relation: RelationId) -> NodeId {
        let link = self.link(relation);
        self.graph.node(Op::LinkUp, vec![link])
    }

    /// A column seen through an index; itself where there is none.
    pub(super) fn gather(
        &mut self,
        column: NodeId,
        index: Option<NodeId>,
        missing: Value,
        kind: Type,
    ) -> NodeId {
        match index {
            Some(index) => self
                .graph
                .node(Op::Gather(missing, kind), vec![column, index]),
            None => column,
        }
    }

    fn matches(&mut self, at: &Reached, relation: RelationId, frame: &Rc<Frame>) -> NodeId {
        let link = self.link(relation);
        let matches = self.graph.node(Op::LinkMatches, vec![link]);
        let index = self.record_index(at, frame);
        self.gather(matches, index, Value::Integer(0), Type::Integer)
    }

    /// Whether a record has a parent by a relation, which needs no counting.
    fn any_match(&mut self, at: &Reached, relation: RelationId, frame: &Rc<Frame>) -> NodeId {
        let link = self.link(relation);
        let fold = self.graph.node(Op::LinkFold, vec![link]);
        let linked = self.graph.node(Op::Linked, vec![fold]);
        let index = self.record_index(at, frame);
        self.gather(linked, index, Value::Boolean(false), Type::Boolean)
    }

    /// Frame row to the record reached; `None` where that is the frame row itself.
    pub(super) fn record_index(&mut self, at: &Reached, frame: &Rc<Frame>) -> Option<NodeId> {
        let start = match at.scope {
            Scope::Outer | Scope::This if frame.outer.is_some() => {
                let (outer, index) = frame.outer.as_ref()?;
                let further = match at.scope {
                    Scope::This => self.record_index(
                        &Reached {
                            ups: Vec::new(),
                            ..at.clone()
                        },
                        outer,
                    ),
                    _ => outer.rows,
                };
                self.compose(*index, further)
            }
            Scope::Previous => frame.previous,
            _ => frame.rows,
        };
        self.upwards(start, &at.ups)
    }

    /// An index led on through relations to parents.
    pub(super) fn upwards(&mut self, start: Option<NodeId>, ups: &[RelationId]) -> Option<NodeId> {
        ups.iter().fold(start, |index, relation| {
            let up = self.up(*relation);
            self.compose(index, Some(up))
        })
    }

    pub(super) fn compose(
        &mut self,
        first: Option<NodeId>,
        second: Option<NodeId>,
    ) -> Option<NodeId> {
        match (first, second) {
            (Some(first), Some(second)) => Some(self.graph.node(Op::Compose, vec![first, second])),
            (first, second) => first.or(second),
        }
    }
}

fn inner(at: &Reached) -> Reached {
    Reached {
        scope: Scope::Inner,
        ups: at.ups.clone(),
    }
}

/// `exists(relation)`, which is written as more than zero matches.
fn is_any_match(matches: &Typed, zero: &Typed) -> bool {
    matches!(matches.node, Node::Matches { .. }) && zero.node == Node::Literal(Value::Integer(0))
}
