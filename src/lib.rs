//! ledgerlint (台账体检): reads township ledgers, judges declarative rules on them, explains every finding.
//!
//! The modules are the floors of the design, lowest first; a module imports only lower floors:
//! `location`, `finding` → `ledger`, `source` → `read`, `rulebook` → `check`, `report` → `form` → `demo` → `app`.

pub mod bundle;
pub mod finding;
pub mod lang;
pub mod location;

pub mod ledger;
pub mod source;

pub mod read;
pub mod rulebook;

pub mod check;
pub mod demo;
pub mod form;
pub mod report;

pub mod app;
