//! Which parts of a submission the rules of a run looked at, and which they did not.

use super::RuleId;

/// Every ledger of the submission, in the catalog's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub ledgers: Vec<LedgerCoverage>,
}

/// What was looked at of one ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerCoverage {
    pub name: String,
    pub title: String,
    pub records: u64,
    /// Rules that were judged and that read it.
    pub rules: Vec<RuleId>,
    /// Rules that read it and could not be judged; why, stands with the rule's outcome.
    pub skipped: Vec<RuleId>,
    /// The columns that its files have, in the definition's order.
    pub columns: Vec<ColumnCoverage>,
    /// Columns of its files that are none of the ledger's, as they are headed there; nothing of them was read.
    pub unknown: Vec<String>,
}

impl LedgerCoverage {
    /// The columns that were looked at just so far.
    pub fn looked(&self, look: Look) -> impl Iterator<Item = &ColumnCoverage> {
        self.columns.iter().filter(move |c| c.look == look)
    }
}

/// How far one column was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnCoverage {
    pub name: String,
    pub title: String,
    pub look: Look,
    /// Rules that were judged and whose conditions, links or messages read it.
    pub rules: Vec<RuleId>,
}

/// How far a column was looked at, furthest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// Some rule that was judged reads it.
    Rules,
    /// No rule does; it was only held against its definition: type, required, JSON Schema keywords.
    Definition,
    /// Neither; it only names the record in reports.
    Key,
    /// Not at all.
    None,
}

impl Look {
    /// All, furthest first.
    pub const ALL: [Look; 4] = [Look::Rules, Look::Definition, Look::Key, Look::None];

    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Look::Rules => "rules",
            Look::Definition => "definition",
            Look::Key => "key",
            Look::None => "none",
        }
    }
}
