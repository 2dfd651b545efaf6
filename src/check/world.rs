//! What a rule may know besides the ledgers, and what it says of a record.

use crate::ledger::{Date, Value};

/// Files that came with the submission. The engine does no IO; the application looks.
pub trait Attachments: Sync {
    /// Whether the submission holds this file; `None` where that cannot be told.
    fn exists(&self, path: &str) -> Option<bool>;
    /// SHA-256 of the file in lower-case hexadecimal digits; `None` where it cannot be read.
    fn sha256(&self, path: &str) -> Option<String>;
}

/// The circumstances of a run.
#[derive(Clone, Copy)]
pub struct World<'a> {
    pub as_of: Date,
    /// Value of a parameter by its full name (`PACK.name`).
    pub parameters: &'a (dyn Fn(&str) -> Value + Sync),
    pub attachments: Option<&'a dyn Attachments>,
}

/// What a rule says of one record or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    NotApplicable,
    Passed,
    Failed,
    Undecided,
}

/// What a rule says of all records or groups.
#[derive(Clone, Debug)]
pub struct Decision {
    /// One per record of the ledger, or one per group.
    pub verdicts: Vec<Verdict>,
    /// For groups, the first record of each.
    pub representative: Option<Vec<u32>>,
}
