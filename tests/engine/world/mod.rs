//! The submissions that random rules are judged on: a catalog written in code, and random tables for it.

mod catalog;
mod data;
mod surroundings;
mod values;

pub use catalog::{PARAMETERS, catalog, parameter_type};
pub use data::Data;
pub use surroundings::{Attachments, as_of, parameter};
pub use values::{sample, text_pool};
