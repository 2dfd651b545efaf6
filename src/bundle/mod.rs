//! The rule packs and ledger definitions that ship with the program, embedded in it at build time.
//!
//! Holds texts, and for the rules the trees that the build script beside this file parsed from them (`TREES`, in the
//! order of `RULES`): knows nothing of their meaning.

mod contracts;

pub use contracts::CONTRACTS;

include!(concat!(env!("OUT_DIR"), "/bundle.rs"));
