//! The rule packs and ledger definitions that ship with the program, embedded in it at build time.
//!
//! Holds texts only: knows nothing of their meaning. The list is written by the build script beside this file.

include!(concat!(env!("OUT_DIR"), "/bundle.rs"));
