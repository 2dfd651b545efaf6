//! Functions over many records: which rows belong together, and when pairs must be laid out.
//!
//! Records and the rows that ask for them meet in a *key space*: the owner's rows, the numbers of shared keys, or
//! the groups. `right` leads from the folded records to it, `left` from the frame. Where nothing inside the fold
//! reads a record further out, each key is folded once and its value is fetched by every row that asks; else every
//! pair of asking row and record is laid out.

use std::rc::Rc;

use super::frame::{Frame, Grouping};
use super::lower::Planner;
use super::meeting::Meeting;
use super::node::{Element, Extent, FoldShape, NodeId, Op};
use crate::ledger::{LedgerId, Type, Value};
use crate::rulebook::{BinaryOp, Fold, FoldFunction, Over, Reached, Scope};

/// Pairs of frame rows and records, and the frame of the records.
pub(super) struct LaidOut {
    pub left: NodeId,
    pub right: NodeId,
    pub keep: Option<NodeId>,
    pub frame: Rc<Frame>,
}

impl Planner<'_> {
    pub(super) fn fold(&mut self, fold: &Fold, kind: Type, frame: &Rc<Frame>) -> NodeId {
        let ledger = fold.over.ledger(self.catalog);
        if let Some(whole) = &frame.whole {
            // what verdicts need is there already, and a search by value costs for one row what it costs for all
            let meeting = self.meeting(fold, whole);
            let by_value = matches!(fold.over, Over::Ledger(_)) && !by_pairs(fold, &meeting);
            let all = self.fold_at(fold, kind, whole, ledger, &meeting);
            if by_value || (all.0 as usize) < self.deciding {
                return self.gather(all, frame.rows, Value::Null, kind);
            }
        }
        let meeting = self.meeting(fold, frame);
        self.fold_at(fold, kind, frame, ledger, &meeting)
    }

    fn fold_at(
        &mut self,
        fold: &Fold,
        kind: Type,
        frame: &Rc<Frame>,
        ledger: LedgerId,
        meeting: &Meeting,
    ) -> NodeId {
        if by_pairs(fold, meeting) {
            self.fold_pairs(fold, kind, frame, ledger, meeting)
        } else {
            self.fold_keys(fold, kind, frame, ledger, meeting)
        }
    }

    /// Folds each key once.
    fn fold_keys(
        &mut self,
        fold: &Fold,
        kind: Type,
        frame: &Rc<Frame>,
        ledger: LedgerId,
        meeting: &Meeting,
    ) -> NodeId {
        let base = Frame::all(ledger);
        let filter = meeting.filter.as_ref().map(|f| self.lower(f, &base));
        let (sorted, previous) = self.order(fold, &base, meeting.right, filter);
        let base = Rc::new(Frame {
            ledger,
            rows: None,
            outer: None,
            previous,
            group: None,
            whole: None,
        });
        if is_nearest(fold) {
            let texts = self.texts(fold, &base, filter, previous);
            return self.nearest(
                fold,
                frame,
                ledger,
                texts,
                meeting.right,
                meeting.left,
                None,
            );
        }
        let body = fold.body.as_ref().map(|b| self.lower_as(b, kind, &base));
        let arguments: Vec<NodeId> = fold
            .arguments
            .iter()
            .map(|a| self.lower_as(a, Type::Date, frame))
            .collect();
        let folded = self.folded(
            fold,
            kind,
            (meeting.right, filter, body, sorted, previous),
            &arguments,
            meeting.extent,
            meeting.size,
        );
        match meeting.extent {
            Extent::One => folded,
            _ => self.gather(folded, meeting.left, empty(fold.function, kind), kind),
        }
    }

    /// Lays out every pair of asking row and record.
    fn fold_pairs(
        &mut self,
        fold: &Fold,
        kind: Type,
        frame: &Rc<Frame>,
        ledger: LedgerId,
        meeting: &Meeting,
    ) -> NodeId {
        let left = meeting.left.unwrap_or_else(|| self.identity(frame));
        let pairs = self.pairs(left, meeting.right, frame);
        let pair_left = self.graph.node(Op::PairLeft, vec![pairs]);
        let pair_right = self.graph.node(Op::PairRight, vec![pairs]);
        let inner = |previous| Frame {
            ledger,
            rows: Some(pair_right),
            outer: Some((frame.clone(), Some(pair_left))),
            previous,
            group: None,
            whole: None,
        };
        let plain = Rc::new(inner(None));
        let filter = meeting.filter.as_ref().map(|f| self.lower(f, &plain));
        let (sorted, previous) = self.order(fold, &plain, pair_left, filter);
        let record_before = self.compose(previous, previous.map(|_| pair_right));
        let ordered = Rc::new(inner(record_before));
        if is_nearest(fold) {
            let texts = self.texts(fold, &ordered, filter, previous);
            let identity = self.identity(frame);
            return self.nearest(
                fold,
                frame,
                ledger,
                texts,
                pair_left,
                Some(identity),
                Some(pair_right),
            );
        }
        let body = fold.body.as_ref().map(|b| self.lower_as(b, kind, &ordered));
        let arguments: Vec<NodeId> = fold
            .arguments
            .iter()
            .map(|a| self.lower_as(a, Type::Date, frame))
            .collect();
        self.folded(
            fold,
            kind,
            (pair_left, filter, body, sorted, previous),
            &arguments,
            Extent::LastInput,
            Some(pairs),
        )
    }

    /// Lays out the records of a fold for every row of a frame, with its filter.
    pub(super) fn lay_out(&mut self, fold: &Fold, frame: &Rc<Frame>) -> LaidOut {
        let meeting = self.meeting(fold, frame);
        let asking = meeting.left.unwrap_or_else(|| self.identity(frame));
        let pairs = self.pairs(asking, meeting.right, frame);
        let left = self.graph.node(Op::PairLeft, vec![pairs]);
        let right = self.graph.node(Op::PairRight, vec![pairs]);
        let ledger = fold.over.ledger(self.catalog);
        let outer = Some((frame.clone(), Some(left)));
        let inner = Rc::new(Frame {
            ledger,
            rows: Some(right),
            outer,
            previous: None,
            group: None,
            whole: None,
        });
        let keep = meeting.filter.as_ref().map(|f| self.lower(f, &inner));
        LaidOut {
            left,
            right,
            keep,
            frame: inner,
        }
    }

    /// Pairs of a frame's rows and records that lead to the same row.
    fn pairs(&mut self, left: NodeId, right: NodeId, frame: &Frame) -> NodeId {
        let mut right = right;
        if frame.is_chosen() {
            // sorted once, so that a lot of chosen rows costs no walk through all records
            right = self.sorted(right, None, Vec::new());
        }
        self.graph.node(Op::Pairs, vec![left, right])
    }

    fn folded(
        &mut self,
        fold: &Fold,
        kind: Type,
        (index, filter, body, sorted, previous): (
            NodeId,
            Option<NodeId>,
            Option<NodeId>,
            Option<NodeId>,
            Option<NodeId>,
        ),
        arguments: &[NodeId],
        extent: Extent,
        size: Option<NodeId>,
    ) -> NodeId {
        let previous = previous.filter(|_| fold.pairs);
        let shape = FoldShape {
            function: fold.function,
            filter: filter.is_some(),
            body: body.is_some(),
            sorted: sorted.is_some(),
            pairs: previous.is_some(),
            arguments: arguments.len() as u8,
            kind,
        };
        let mut inputs = vec![index];
        inputs.extend([filter, body, sorted, previous].into_iter().flatten());
        inputs.extend(arguments);
        inputs.extend(size.filter(|_| extent == Extent::LastInput));
        self.graph.node(Op::Fold(shape, extent), inputs)
    }

    /// The order of the folded rows and each row's previous one, where the fold has an order.
    fn order(
        &mut self,
        fold: &Fold,
        frame: &Rc<Frame>,
        partition: NodeId,
        filter: Option<NodeId>,
    ) -> (Option<NodeId>, Option<NodeId>) {
        if fold.order.is_empty() {
            return (None, None);
        }
        let keys = fold.order.iter();
        let keys = keys
            .map(|(key, direction)| (self.lower(key, frame), *direction))
            .collect();
        let sorted = self.sorted(partition, filter, keys);
        let previous = fold
            .pairs
            .then(|| self.graph.node(Op::Previous, vec![sorted]));
        (Some(sorted), previous)
    }

    /// The compared texts and which of them count.
    fn texts(
        &mut self,
        fold: &Fold,
        frame: &Rc<Frame>,
        filter: Option<NodeId>,
        previous: Option<NodeId>,
    ) -> (Option<NodeId>, Option<NodeId>) {
        let texts = fold
            .body
            .as_ref()
            .map(|b| self.lower_as(b, Type::Text, frame));
        // where the text is the previous record's, the first record has none
        let linked = previous.map(|p| self.graph.node(Op::Linked, vec![p]));
        let both = Element::Binary(BinaryOp::And, Type::Boolean, Type::Boolean);
        let counted = match (filter, linked) {
            (Some(filter), Some(linked)) => {
                Some(self.graph.node(Op::Element(both), vec![filter, linked]))
            }
            (filter, linked) => filter.or(linked),
        };
        (texts, counted)
    }

    /// Similarity of each asking row's text to the nearest of its records, itself left out.
    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one node, told apart by name"
    )]
    fn nearest(
        &mut self,
        fold: &Fold,
        frame: &Rc<Frame>,
        ledger: LedgerId,
        (texts, counted): (Option<NodeId>, Option<NodeId>),
        right: NodeId,
        left: Option<NodeId>,
        records: Option<NodeId>,
    ) -> NodeId {
        let asking = match &frame.outer {
            Some((asking, None)) => asking.clone(),
            _ => frame.clone(),
        };
        let here = Reached {
            scope: Scope::Inner,
            ups: Vec::new(),
        };
        let own = (asking.ledger == ledger && asking.group.is_none()).then(|| {
            self.record_index(&here, &asking)
                .unwrap_or_else(|| self.graph.node(Op::Identity(ledger), Vec::new()))
        });
        let left = left.unwrap_or_else(|| self.identity(frame));
        let text = self.lower_as(&fold.arguments[0], Type::Text, frame);
        let mut inputs = vec![texts.unwrap_or(text), right, text, left];
        inputs.extend([counted, records, own].into_iter().flatten());
        let op = Op::Nearest {
            filter: counted.is_some(),
            records: records.is_some(),
            own: own.is_some(),
        };
        self.graph.node(op, inputs)
    }

    /// Every row of a frame to its record or group.
    pub(super) fn identity(&mut self, frame: &Frame) -> NodeId {
        match (frame.rows, &frame.group, &frame.outer) {
            // the outer side of an equality: its rows are those that ask
            (None, None, Some((asking, None))) => self.identity(asking),
            (Some(rows), _, _) => self.graph.node(Op::RowNumbers, vec![rows]),
            (None, Some(Grouping { groups, .. }), _) => {
                self.graph.node(Op::GroupIdentity, vec![*groups])
            }
            (None, None, _) => self.graph.node(Op::Identity(frame.ledger), Vec::new()),
        }
    }
}

/// Whether each pair of asking row and record must be looked at.
fn by_pairs(fold: &Fold, meeting: &Meeting) -> bool {
    let inside = fold
        .order
        .iter()
        .map(|(key, _)| key)
        .chain(&meeting.filter)
        .chain(&fold.body);
    let looks_out = inside.into_iter().any(|part| part.reads().outer);
    // a gap has ends even where there is no record at all, so each asking row is computed
    let ends = fold.function == FoldFunction::MaxGap && !fold.arguments.is_empty();
    let varies = !is_nearest(fold)
        && fold
            .arguments
            .iter()
            .any(|a| a.reads() != Default::default());
    looks_out || ends || varies
}

/// Whether the fold compares the asking record's text with the others'.
fn is_nearest(fold: &Fold) -> bool {
    fold.function == FoldFunction::MaxSimilarity && !fold.arguments.is_empty()
}

/// The value over no record at all.
fn empty(function: FoldFunction, kind: Type) -> Value {
    match function {
        FoldFunction::Exists => Value::Boolean(false),
        FoldFunction::Every => Value::Boolean(true),
        FoldFunction::Count | FoldFunction::CountDistinct | FoldFunction::MaxRun => {
            Value::Integer(0)
        }
        FoldFunction::Sum if kind == Type::Integer => Value::Integer(0),
        FoldFunction::Sum => Value::Decimal(crate::ledger::Decimal(0)),
        _ => Value::Null,
    }
}
