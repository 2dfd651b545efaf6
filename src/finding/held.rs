//! How a finding stands against what was agreed before the run: new, known by a baseline, or waived; and what of that
//! has to be told besides.

use std::sync::Arc;

use super::{Fingerprint, RuleId};

/// What was agreed on a finding before the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The baseline has it.
    pub known: bool,
    /// Somebody answers for it, until a day.
    pub waived: Option<Arc<Waived>>,
}

impl Status {
    /// A finding that is both known and waived is told as waived.
    pub fn account(&self) -> Account {
        match (&self.waived, self.known) {
            (Some(_), _) => Account::Waived,
            (None, true) => Account::Known,
            (None, false) => Account::New,
        }
    }
}

/// How a finding is accounted for. Only new ones decide whether a run passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    New,
    Known,
    Waived,
}

impl Account {
    pub const ALL: [Account; 3] = [Account::New, Account::Known, Account::Waived];

    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Account::New => "new",
            Account::Known => "known",
            Account::Waived => "waived",
        }
    }
}

/// Why a finding is excused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    pub reason: String,
    pub approver: String,
    /// ISO dates.
    pub issued: String,
    /// The last day on which it excuses.
    pub expires: String,
    /// A path or the number of a document.
    pub evidence: Option<String>,
}

/// What the findings of a run were held against, besides the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub baseline: Option<AgainstBaseline>,
    pub since: Option<Compared>,
    /// All that there are, used or not.
    pub waivers: Option<Vec<Arc<Waived>>>,
}

/// The revision that the records were compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// As the user named it.
    pub revision: String,
    /// The full name of the commit.
    pub commit: String,
}

/// What a baseline came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgainstBaseline {
    /// As the user named it.
    pub path: String,
    /// The command that brings it up to date.
    pub command: String,
    /// Findings that it lists.
    pub listed: u64,
    /// Of these, those of rules that this run did not judge: nobody knows whether they are still there.
    pub unjudged: u64,
    /// What it lists and no longer occurs, in its order.
    pub gone: Vec<Gone>,
}

impl AgainstBaseline {
    /// Findings that no longer occur.
    pub fn gone(&self) -> u64 {
        self.gone.iter().map(|gone| gone.count).sum()
    }
}

/// Findings of a baseline, one or equal ones, that no longer occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    pub rule: RuleId,
    pub fingerprint: Fingerprint,
    pub count: u64,
    pub ledger: String,
    /// What the baseline tells of the record: key fields, masked.
    pub record: Vec<(String, String)>,
}
