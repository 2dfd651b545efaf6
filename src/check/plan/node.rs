//! The nodes of the graph, each distinct one once.

use rustc_hash::FxHashMap;

use crate::ledger::{FieldId, LedgerId, RelationId, Type, Value};
use crate::rulebook::{BinaryOp, Direction, FoldFunction, Function, IsWhat};

/// Position of a node; inputs always come before the nodes that read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// An operation cell by cell. A missing input gives a missing result unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    Not,
    Negate(Type),
    Binary(BinaryOp, Type, Type),
    Is(IsWhat, bool),
    /// First input in the others.
    In(bool),
    Like(String, bool),
    Regex(String, bool),
    /// Inputs: condition, value, condition, value …, otherwise.
    Case(Type),
    Call(Function, Type),
    ToDecimal,
    /// The parameter's value on the input's day.
    ParameterAt(String, Type),
}

/// What a fold is given, in this order: index, then each of these that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FoldShape {
    pub function: FoldFunction,
    pub filter: bool,
    pub body: bool,
    pub sorted: bool,
    /// The index of previous rows: rows without one are left out.
    pub pairs: bool,
    /// Arguments are columns over the target rows.
    pub arguments: u8,
    pub kind: Type,
}

/// A column operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    Field(LedgerId, FieldId),
    Source(LedgerId),
    File(LedgerId),
    Literal(Value, Type),
    Parameter(String, Type),
    AsOf,
    Element(Element),
    /// Inputs: a key column of the ledger's rows.
    Keys(LedgerId),
    /// Inputs: keys of the first columns, keys of the last one.
    PairKeys,
    /// Links of a relation. Inputs, for each alternative: the parent's keys, the child's key columns.
    Link(RelationId),
    /// Inputs: link. Child to parent, null where missing or ambiguous.
    LinkUp,
    /// Inputs: link. Child to the parent whose child it counts as.
    LinkFold,
    /// Inputs: link. Number of matching parents by child.
    LinkMatches,
    /// Inputs: link. Parent to the first parent with its key.
    LinkCanonical,
    /// Every row of a ledger to itself.
    Identity(LedgerId),
    /// Every row of a ledger to row 0.
    AllToOne(LedgerId),
    /// Inputs: groups. Every group to itself.
    GroupIdentity,
    /// Inputs: index. 0, 1, 2 … as long as the index.
    RowNumbers,
    /// Inputs: index. Row 0 for each of its rows.
    Zero,
    /// The rows chosen for description.
    Rows,
    /// Inputs: index a→b, index b→c.
    Compose,
    /// Inputs: column over b, index a→b. Rows without an entry get the value.
    Gather(Value, Type),
    /// Whether an index has an entry. Input: index.
    Linked,
    /// Inputs: the rows' keys (none: one group).
    Groups(LedgerId),
    GroupIds,
    GroupFirst,
    /// Inputs: the inner rows' keys, then the outer key columns.
    Match,
    MatchInner,
    MatchOuter,
    /// Inputs: left index, right index to the same rows, or the right rows sorted by them.
    Pairs,
    PairLeft,
    PairRight,
    /// Inputs: partition index, filter if told, then a key if it has a direction.
    Sort {
        filter: bool,
        direction: Option<Direction>,
    },
    /// Inputs: sorted, a further key for rows that are equal so far.
    SortTies(Direction),
    /// Inputs: sorted. Row to the row before it.
    Previous,
    /// Inputs: what `FoldShape` says, the last one giving the number of target rows where it is not a ledger.
    Fold(FoldShape, Extent),
    /// Nearest other text. Inputs: inner texts, inner index, outer texts, outer index, then if told: filter, the
    /// records of the inner rows, the outer rows' own records.
    Nearest {
        filter: bool,
        records: bool,
        own: bool,
    },
}

/// The rows that a fold gives values for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    Ledger(LedgerId),
    /// One value for all.
    One,
    /// As many as the last input says (groups, match, pairs).
    LastInput,
}

/// A node: its operation and the nodes it reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    pub op: Op,
    pub inputs: Vec<NodeId>,
}

/// All nodes of a run.
#[derive(Debug, Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
    known: FxHashMap<Node, NodeId>,
}

impl Graph {
    /// The node of this operation on these inputs, made once.
    pub fn node(&mut self, op: Op, inputs: Vec<NodeId>) -> NodeId {
        let node = Node { op, inputs };
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).expect("fewer than 2^32 nodes"));
        self.known.insert(node.clone(), id);
        self.nodes.push(node);
        id
    }
}
