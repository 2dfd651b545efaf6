//! Reading, from bytes to tables, irregularities and places.

mod bad_input;
mod binding;
mod encodings;
mod fixtures;
mod places;
mod streams;
mod tables;
mod tokens;
