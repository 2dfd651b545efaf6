//! From typed rules to a graph of column operations in which equal sub-expressions of all rules are one node.

mod describe;
mod fold;
mod frame;
mod judge;
mod lower;
mod meeting;
mod node;
mod recipe;

pub use describe::{DescribePlan, Piece, RelatedPlan, Telling};
pub use judge::JudgePlan;
pub use lower::Planner;
pub use node::{Element, Extent, FoldShape, Graph, NodeId, Op};
pub use recipe::{Recipe, Slot, Sorting};
