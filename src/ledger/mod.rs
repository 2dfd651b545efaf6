//! Typed ledgers: definitions (from schemas), relations, columns and the records' origin. No IO.

mod catalog;
mod data;
mod decimal;
mod definition;
mod graph;
mod irregularity;
pub mod own;
mod schema;
mod value;

pub use catalog::{Catalog, FieldId, LedgerId, RelationId};
pub use data::{Cell, Column, Ledgers, Segment, Table, value_at};
pub use decimal::Decimal;
pub use definition::{DatedCode, Definition, Field, Lenient, Relation, Type};
pub use graph::{ledger_reference, mermaid};
pub use irregularity::{Irregularity, Kind, Spot};
pub use schema::{SchemaFault, parse_schemas, parse_shipped_schemas, prepare_keywords};
pub use value::{Date, Month, Value};
