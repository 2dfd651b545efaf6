//! The columnar engine and the naive evaluator agree: on random rules and random tables, and on a table of the language.

mod census;
mod compare;
mod generate;
mod language;
mod naive;
mod random;
mod shrink;
mod world;
