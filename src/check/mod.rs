//! The engine: typed rules and typed ledgers in, verdicts and findings out. Pure: no IO, no printing.
//!
//! `plan` turns all rules into one graph of column operations, `run` computes it on all cores with `compute`'s
//! kernels, `decide` reads off the verdicts.

mod compute;
mod decide;
mod plan;
mod run;
mod vector;
mod world;

pub use decide::decide;
pub use world::{Attachments, Decision, Verdict, World};
