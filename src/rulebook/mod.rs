//! Rule files to checked, typed rules. Must not know how ledgers are read.

use std::ops::Range;
use std::sync::Arc;

/// A rule or pack file, not yet parsed.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// Relative to the rules folder, with `/`: `POST/POST-003.yaml`, `POST/pack.yaml`.
    pub path: String,
    pub text: Arc<str>,
}

/// Something wrong in a rule file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    pub path: String,
    pub text: Arc<str>,
    pub message: String,
    /// Byte range of the file's text.
    pub span: Range<usize>,
    /// Short text at the place.
    pub label: String,
    pub advice: Option<String>,
}
