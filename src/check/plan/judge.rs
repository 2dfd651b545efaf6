//! The nodes that decide a judge, and the frames that its expressions stand at.

use std::rc::Rc;

use super::frame::{Frame, Grouping};
use super::lower::Planner;
use super::node::{NodeId, Op};
use crate::ledger::LedgerId;
use crate::rulebook::{Effective, GroupKey, Judge, Sequence, Typed};

/// The nodes that decide one judge.
#[derive(Clone, Debug)]
pub struct JudgePlan {
    pub when: Option<NodeId>,
    pub event: Option<NodeId>,
    pub require: NodeId,
    /// Whether there is a previous record, where `require` reads it.
    pub has_previous: Option<NodeId>,
    /// Group to its first record.
    pub representative: Option<NodeId>,
    pub ledger: LedgerId,
}

impl JudgePlan {
    /// The nodes, in the order in which `decide` reads them.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        [
            self.when,
            self.event,
            Some(self.require),
            self.has_previous,
            self.representative,
        ]
        .into_iter()
        .flatten()
    }
}

impl Planner<'_> {
    /// The nodes that decide a judge for all its records or groups.
    pub fn judge(&mut self, judge: &Judge, effective: Effective) -> JudgePlan {
        let frame = self.root(judge);
        let when = judge.when.as_ref().map(|w| self.lower(w, &frame));
        let event = judge
            .event
            .as_ref()
            .filter(|_| effective.by_event)
            .map(|e| self.lower(e, &frame));
        let require = self.lower(&judge.require, &frame);
        let has_previous = frame
            .previous
            .filter(|_| judge.require.reads().previous)
            .map(|p| self.graph.node(Op::Linked, vec![p]));
        let representative = frame
            .group
            .as_ref()
            .map(|g| self.graph.node(Op::GroupFirst, vec![g.groups]));
        JudgePlan {
            when,
            event,
            require,
            has_previous,
            representative,
            ledger: judge.ledger,
        }
    }

    /// The node of an expression over all records of a ledger.
    pub fn column(&mut self, typed: &Typed, ledger: LedgerId) -> NodeId {
        self.lower(typed, &Frame::all(ledger))
    }

    /// The frame of all records or groups of a judge.
    fn root(&mut self, judge: &Judge) -> Rc<Frame> {
        let all = Frame::all(judge.ledger);
        let group = judge.per.as_ref().map(|keys| self.grouping(keys, &all));
        let previous = judge
            .sequence
            .as_ref()
            .map(|s| self.sequence(s, &all, judge.ledger));
        Rc::new(Frame {
            ledger: judge.ledger,
            rows: None,
            outer: None,
            previous,
            group,
            whole: None,
        })
    }

    /// The frame of the records or groups that `rows` is an index to.
    pub(super) fn chosen(&mut self, judge: &Judge, rows: NodeId) -> Rc<Frame> {
        let whole = self.root(judge);
        let previous = whole.previous.map(|p| self.compose(Some(rows), Some(p)));
        Rc::new(Frame {
            ledger: judge.ledger,
            rows: Some(rows),
            outer: None,
            previous: previous.flatten(),
            group: whole.group.clone(),
            whole: Some(whole),
        })
    }

    fn grouping(&mut self, keys: &[GroupKey], all: &Rc<Frame>) -> Grouping {
        let keys: Vec<NodeId> = keys.iter().map(|k| self.lower(&k.value, all)).collect();
        Grouping {
            groups: self.groups(all.ledger, keys.clone()),
            keys,
        }
    }

    fn sequence(&mut self, sequence: &Sequence, all: &Rc<Frame>, ledger: LedgerId) -> NodeId {
        let per: Vec<NodeId> = sequence.per.iter().map(|k| self.lower(k, all)).collect();
        let groups = self.groups(ledger, per);
        let partition = self.graph.node(Op::GroupIds, vec![groups]);
        let keys = sequence.by.iter();
        let keys = keys
            .map(|(key, direction)| (self.lower(key, all), *direction))
            .collect();
        let sorted = self.sorted(partition, None, keys);
        self.graph.node(Op::Previous, vec![sorted])
    }
}
