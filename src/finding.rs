//! What was found: findings, outcomes of rules, and the report that holds them. No IO, no formatting of whole reports.

mod coverage;
mod held;

pub use coverage::{ColumnCoverage, Coverage, LedgerCoverage, Look};
pub use held::{Account, AgainstBaseline, Compared, Gone, Held, Status, Waived};

use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::Arc;

use crate::location::{Excerpt, Location};

/// Identifier of a rule, such as `POST-003`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub Arc<str>);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How bad a finding is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Critical,
    Error,
    Warning,
    Info,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Severity; 4] = [
        Severity::Critical,
        Severity::Error,
        Severity::Warning,
        Severity::Info,
    ];

    /// The word used in rule files, options and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl FromStr for Severity {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Severity::ALL
            .into_iter()
            .find(|s| s.name() == word)
            .ok_or(())
    }
}

/// What became of a rule in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Passed,
    Failed,
    /// No record was in the rule's scope.
    NotApplicable,
    /// No record failed, and for at least one data was missing.
    Undecided,
    /// A ledger it needs is absent, or it was not in force at the as-of date.
    Skipped,
}

impl Outcome {
    pub const ALL: [Outcome; 5] = [
        Outcome::Passed,
        Outcome::Failed,
        Outcome::NotApplicable,
        Outcome::Undecided,
        Outcome::Skipped,
    ];

    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::NotApplicable => "not_applicable",
            Outcome::Undecided => "undecided",
            Outcome::Skipped => "skipped",
        }
    }
}

/// Kinds of personal data, which decide how a value is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    Name,
    IdNumber,
    Phone,
    Account,
    Address,
}

impl PersonalKind {
    /// All kinds with the words of schemas (`x-sensitive`) and rule files.
    pub const ALL: [(&'static str, PersonalKind); 5] = [
        ("name", PersonalKind::Name),
        ("id_number", PersonalKind::IdNumber),
        ("phone", PersonalKind::Phone),
        ("account", PersonalKind::Account),
        ("address", PersonalKind::Address),
    ];
}

/// A personal value that occurs somewhere in a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personal {
    pub kind: PersonalKind,
    pub value: String,
}

/// A document a rule rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    pub document: String,
    pub number: Option<String>,
    pub article: Option<String>,
    /// What it says, in our own words.
    pub says: Option<String>,
    /// False where the source is known from memory only.
    pub verified: bool,
}

/// Another place that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub location: Location,
    pub message: String,
    pub excerpt: Option<Excerpt>,
}

/// What makes a finding the same finding in the next submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

impl fmt::Display for Fingerprint {
    /// 16 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// One record (or group) that breaks one rule, described for people. What all findings of a rule have in common is
/// shared: there may be millions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: RuleId,
    pub severity: Severity,
    pub message: String,
    pub advice: Option<Arc<str>>,
    /// Name of the ledger, empty where a file did not become one.
    pub ledger: Arc<str>,
    /// Key fields of the record (name, value), in the schema's order.
    pub record: Vec<(Arc<str>, String)>,
    /// Field that the finding points at, empty where it is about the record or file.
    pub field: Arc<str>,
    pub location: Location,
    /// Short text shown at the marked value.
    pub label: Arc<str>,
    pub excerpt: Option<Excerpt>,
    pub related: Vec<Related>,
    pub basis: Arc<[Basis]>,
    /// Stable across row order and file names: rule, record key and field.
    pub fingerprint: Fingerprint,
    pub status: Status,
    /// Village or unit that the record belongs to, where that was asked for and is known.
    pub place: Option<String>,
    /// Every personal value that may stand in any text of this finding, where masking asked for them.
    pub personal: Vec<Personal>,
}

/// Turns some findings into bytes, on any thread.
pub type Render<'r> = &'r (dyn Fn(&[Finding]) -> Vec<u8> + Sync);

/// The findings of a run in the report's order, described as they are asked for.
pub trait Findings {
    /// Describes and renders them lot by lot on all cores, and hands each lot's bytes to `write` in order, on this
    /// thread. Memory does not grow with their number. The first error of `write` ends it.
    fn stream(
        &self,
        render: Render<'_>,
        write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()>;

    /// All of them at once.
    fn all(&self) -> Vec<Finding>;

    /// Those in the input of this path, without a look at the others.
    fn of_file<'f>(&'f self, path: &str) -> Box<dyn Findings + 'f>;

    /// The personal values that stand in some of the texts, of all that the submission holds.
    fn personal_in(&self, texts: &[&str]) -> Vec<Personal>;
}

/// Findings that are described already.
impl Findings for Vec<Finding> {
    fn stream(
        &self,
        render: Render<'_>,
        write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        write(&render(self))
    }

    fn all(&self) -> Vec<Finding> {
        self.clone()
    }

    fn of_file<'f>(&'f self, path: &str) -> Box<dyn Findings + 'f> {
        let own = self.iter().filter(|f| *f.location.file == *path);
        Box::new(own.cloned().collect::<Vec<_>>())
    }

    fn personal_in(&self, texts: &[&str]) -> Vec<Personal> {
        let occurs = |p: &&Personal| texts.iter().any(|text| text.contains(&p.value));
        let personal = self.iter().flat_map(|f| &f.personal);
        personal.filter(occurs).cloned().collect()
    }
}

/// One input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    pub path: Arc<str>,
    pub sha256: String,
    pub bytes: u64,
    /// Ledgers found in it, with their record counts.
    pub ledgers: Vec<(String, u64)>,
}

/// A file that was passed over, and why (already worded).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    pub path: Arc<str>,
    pub reason: String,
}

/// Texts of a rule for those who want to know more about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleAbout {
    /// Title of its pack: the problem area that it belongs to. Empty where it belongs to none.
    pub area: Arc<str>,
    /// Why what it finds matters; as the rule has it, whatever the language of the report.
    pub why: String,
    pub advice: Option<String>,
    pub basis: Arc<[Basis]>,
}

/// What became of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleResult {
    pub id: RuleId,
    pub title: String,
    pub about: RuleAbout,
    pub severity: Severity,
    pub ledger: String,
    pub outcome: Outcome,
    /// Records (or groups) in scope.
    pub records: u64,
    /// Records (or groups) that break it, known and waived ones included.
    pub failed: u64,
    /// Of these, those that the baseline has.
    pub known: u64,
    /// And those that are waived.
    pub waived: u64,
    /// Findings that were left out, on records that have not changed.
    pub unchanged: u64,
    pub undecided: u64,
    /// Why it was skipped, did not apply, or could not be decided (already worded).
    pub reason: Option<String>,
}

impl RuleResult {
    /// Findings that are neither known nor waived.
    pub fn fresh(&self) -> u64 {
        self.failed - self.known - self.waived
    }
}

/// A parameter value that a rule used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterUse {
    pub name: String,
    pub title: String,
    pub value: String,
    pub unit: Option<String>,
    pub source: String,
    /// True where the user's configuration replaced the pack's value.
    pub overridden: bool,
    /// Days of records that it was used for, as ISO dates; `None` where it was taken at the as-of date.
    pub days: Option<Days>,
}

/// A stretch of days, ends included; open ends are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<String>,
    pub to: Option<String>,
}

/// How people call a ledger of the submission and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerTitles {
    pub name: String,
    pub title: String,
    /// Names and titles.
    pub fields: Vec<(String, String)>,
}

/// What one run came to, in deterministic order; its findings are described apart (`Findings`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// ISO date at which the submission was judged.
    pub as_of: String,
    pub inputs: Vec<Input>,
    pub ignored: Vec<Ignored>,
    pub rules: Vec<RuleResult>,
    pub parameters: Vec<ParameterUse>,
    pub coverage: Coverage,
    /// Of the ledgers that the submission has.
    pub ledgers: Vec<LedgerTitles>,
    pub held: Held,
    /// Records read over all ledgers.
    pub records: u64,
    /// True where a file or a row could not be read, so that the run cannot vouch for the submission (exit 2).
    pub unreadable: bool,
}

impl Report {
    /// Number of new findings of a severity, not cut by any cap: those that count.
    pub fn total(&self, severity: Severity) -> u64 {
        let rules = self.rules.iter().filter(|r| r.severity == severity);
        rules.map(RuleResult::fresh).sum()
    }

    /// Findings that the baseline has.
    pub fn known(&self) -> u64 {
        self.rules.iter().map(|r| r.known).sum()
    }

    /// Findings that were left out, on records that have not changed.
    pub fn unchanged(&self) -> u64 {
        self.rules.iter().map(|r| r.unchanged).sum()
    }

    /// Findings that are waived.
    pub fn waived(&self) -> u64 {
        self.rules.iter().map(|r| r.waived).sum()
    }

    /// The rules of an outcome.
    pub fn with_outcome(&self, outcome: Outcome) -> impl Iterator<Item = &RuleResult> {
        self.rules.iter().filter(move |r| r.outcome == outcome)
    }
}
