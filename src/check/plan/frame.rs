//! Where an expression stands: which rows it is computed for, and how to get from them to other records.

use std::rc::Rc;

use super::node::NodeId;
use crate::ledger::LedgerId;

/// The rows that an expression is computed for.
#[derive(Debug)]
pub struct Frame {
    /// The ledger of the records; for groups, of the grouped records.
    pub ledger: LedgerId,
    /// Frame row to record (or group); `None` where they are the same.
    pub rows: Option<NodeId>,
    /// The frame further out, and frame row to its row (`None` where they are the same).
    pub outer: Option<(Rc<Frame>, Option<NodeId>)>,
    /// Frame row to the record before it.
    pub previous: Option<NodeId>,
    /// For groups: the groups and their keys' columns over the groups.
    pub group: Option<Grouping>,
    /// Where the rows are chosen ones of a judge: its frame of all rows.
    pub whole: Option<Rc<Frame>>,
}

#[derive(Debug, Clone)]
pub struct Grouping {
    pub groups: NodeId,
    /// Key columns over the grouped records.
    pub keys: Vec<NodeId>,
}

impl Frame {
    /// All records of a ledger.
    pub fn all(ledger: LedgerId) -> Rc<Self> {
        Rc::new(Frame {
            ledger,
            rows: None,
            outer: None,
            previous: None,
            group: None,
            whole: None,
        })
    }

    /// Whether the rows are chosen ones, or stand inside brackets at chosen ones.
    pub fn is_chosen(&self) -> bool {
        let inside = self.outer.as_ref();
        self.whole.is_some() || inside.is_some_and(|(outer, _)| outer.is_chosen())
    }
}
