//! What a rule may know besides the ledgers, and what it says of a record.

use std::sync::Arc;

use arrow_array::UInt32Array;
use arrow_buffer::BooleanBuffer;

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
    /// Value of a parameter on a day, by its full name (`PACK.name`).
    pub parameters: &'a (dyn Fn(&str, Date) -> Value + Sync),
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

/// What a rule says of all records or groups: one bit each, since rules times records are many.
#[derive(Clone, Debug)]
pub struct Decision {
    pub(super) passed: BooleanBuffer,
    pub(super) failed: BooleanBuffer,
    pub(super) undecided: BooleanBuffer,
    /// For groups, the first record of each.
    pub(super) representative: Option<Arc<UInt32Array>>,
}

impl Decision {
    /// One verdict per record of the ledger, or one per group.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let verdict = |row: usize| match row {
            _ if self.failed.value(row) => Verdict::Failed,
            _ if self.passed.value(row) => Verdict::Passed,
            _ if self.undecided.value(row) => Verdict::Undecided,
            _ => Verdict::NotApplicable,
        };
        (0..self.failed.len()).map(verdict).collect()
    }

    /// For groups, the first record of each.
    pub fn representatives(&self) -> Option<&[u32]> {
        self.representative.as_ref().map(|first| &**first.values())
    }
}
