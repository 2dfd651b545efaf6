//! The engine: typed rules and typed ledgers in, verdicts and findings out. Pure: no IO, no printing.
//!
//! `plan` turns all rules into one graph of column operations, `run` computes it on all cores with `compute`'s
//! kernels, `decide` reads off the verdicts, `describe` and `detected` word the findings, `judging` is the whole run.

mod choose;
mod compute;
mod decide;
mod describe;
mod detected;
pub mod examples;
mod fingerprint;
mod judging;
mod needs;
mod parameters;
mod plan;
mod run;
mod settings;
mod vector;
mod world;

pub use decide::decide;
pub use judging::check;
pub use settings::Settings;
pub use world::{Attachments, Decision, Verdict, World};
