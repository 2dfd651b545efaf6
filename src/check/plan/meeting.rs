//! Where the records of a fold and the rows that ask for them meet: owners, keys searched by value, or groups.

use std::rc::Rc;

use super::frame::Frame;
use super::lower::Planner;
use super::node::{Extent, NodeId, Op};
use crate::ledger::{LedgerId, Type};
use crate::rulebook::{BinaryOp, Fold, Node, Over, Reached, Scope, Typed, split_equalities};

/// Where folded records and asking rows meet.
pub(super) struct Meeting {
    pub right: NodeId,
    /// `None` where the frame's rows are the key space itself, or there is only one key.
    pub left: Option<NodeId>,
    pub extent: Extent,
    /// The node that tells how large the key space is.
    pub size: Option<NodeId>,
    pub filter: Option<Typed>,
}

impl Planner<'_> {
    pub(super) fn meeting(&mut self, fold: &Fold, frame: &Rc<Frame>) -> Meeting {
        match &fold.over {
            Over::Down { from, downs } => {
                let mut right = None;
                for relation in downs.iter().rev() {
                    let link = self.link(*relation);
                    let up = self.graph.node(Op::LinkFold, vec![link]);
                    right = self.compose(right, Some(up));
                }
                let link = self.link(downs[0]);
                let canonical = self.graph.node(Op::LinkCanonical, vec![link]);
                let asking = self.record_index(from, frame);
                let owner = self.catalog.relation(downs[0]).parent;
                Meeting {
                    right: right.unwrap_or(canonical),
                    left: self.compose(asking, Some(canonical)),
                    extent: Extent::Ledger(owner),
                    size: None,
                    filter: fold.filter.clone(),
                }
            }
            Over::Group(_) => {
                let mut root = frame.clone();
                while let Some((outer, _)) = &root.outer {
                    root = outer.clone();
                }
                let groups = root.group.as_ref().map(|g| g.groups);
                let groups =
                    groups.unwrap_or_else(|| self.graph.node(Op::Groups(root.ledger), Vec::new()));
                let right = self.graph.node(Op::GroupIds, vec![groups]);
                let left = self.record_index(
                    &Reached {
                        scope: Scope::This,
                        ups: Vec::new(),
                    },
                    frame,
                );
                Meeting {
                    right,
                    left,
                    extent: Extent::LastInput,
                    size: Some(groups),
                    filter: fold.filter.clone(),
                }
            }
            Over::Ledger(ledger) => self.meeting_by_value(*ledger, fold, frame),
        }
    }

    fn meeting_by_value(&mut self, ledger: LedgerId, fold: &Fold, frame: &Rc<Frame>) -> Meeting {
        let (keys, rest) = split_equalities(fold.filter.as_ref());
        let filter = rest.into_iter().cloned().reduce(|a, b| {
            let span = a.span.start..b.span.end;
            Typed::new(
                Node::Binary(BinaryOp::And, Box::new(a), Box::new(b)),
                Type::Boolean,
                span,
            )
        });
        if keys.is_empty() {
            let right = self.graph.node(Op::AllToOne(ledger), Vec::new());
            let asking = self.identity(frame);
            let left = self.graph.node(Op::Zero, vec![asking]);
            return Meeting {
                right,
                left: Some(left),
                extent: Extent::One,
                size: None,
                filter,
            };
        }
        let base = Frame::all(ledger);
        // the outer sides stand inside the brackets, but are computed for the rows that ask
        let asking = Rc::new(Frame {
            ledger,
            rows: None,
            outer: Some((frame.clone(), None)),
            previous: None,
            group: None,
            whole: None,
        });
        let inner: Vec<_> = keys
            .iter()
            .map(|(inner, outer)| self.lower_as(inner, outer.kind.unwrap_or(Type::Text), &base))
            .collect();
        let table = self.keys(ledger, inner);
        let mut inputs = vec![table];
        for (inner, outer) in &keys {
            inputs.push(self.lower_as(outer, inner.kind.unwrap_or(Type::Text), &asking));
        }
        let found = self.graph.node(Op::Match, inputs);
        let right = if frame.is_chosen() {
            // the same numbers, whichever rows are chosen
            let groups = self.graph.node(Op::Groups(ledger), vec![table]);
            self.graph.node(Op::GroupIds, vec![groups])
        } else {
            self.graph.node(Op::MatchInner, vec![found])
        };
        Meeting {
            right,
            left: Some(self.graph.node(Op::MatchOuter, vec![found])),
            extent: Extent::LastInput,
            size: Some(found),
            filter,
        }
    }
}
