//! From typed rules to a graph of column operations in which equal sub-expressions of all rules are one node.

mod describe;
mod fold;
mod frame;
mod lower;
mod node;

pub use describe::{DescribePlan, Piece, RelatedPlan};
pub use lower::{JudgePlan, Planner};
pub use node::{Element, Extent, FoldShape, Graph, NodeId, Op};
