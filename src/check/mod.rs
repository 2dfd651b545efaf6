//! The engine: typed rules and typed ledgers in, verdicts and findings out. Pure: no IO, no printing.
//!
//! `plan` turns all rules into one graph of column operations, `run` computes it on all cores with `compute`'s
//! kernels, `decide` reads off the verdicts, `outcome` counts them, `hold` tells new findings from others. Findings are described as they are asked for:
//! `lots` cuts them into lots, `describe` puts a lot into words, `stream` does so on all cores, in order. `judging` is
//! the whole run.

mod baseline;
mod changed;
mod choose;
mod columns;
mod compute;
mod coverage;
mod decide;
mod describe;
mod detected;
pub mod examples;
mod fingerprint;
mod fuse;
mod hold;
mod judging;
mod lots;
mod marks;
pub mod mutation;
mod needs;
mod neighbours;
mod noticed;
mod outcome;
mod parameters;
mod personal;
mod place;
mod plan;
mod prints;
mod run;
mod settings;
mod stream;
mod tally;
mod told;
mod vector;
mod waive;
mod words;
mod world;
mod writer;

pub use baseline::{Baseline, Entry};
pub use changed::Since;
pub use columns::columns;
pub use decide::decide;
pub use judging::{Checked, check};
pub use settings::{Detail, Settings};
pub use stream::Stream;
pub use waive::Waivers;
pub use world::{Attachments, Decision, Verdict, World};
