//! Schemas in `schemas/` that describe files of this program, not ledgers. The build script includes this file as well.

pub const CONTRACTS: [&str; 4] = [
    "baseline.schema.json",
    "report.schema.json",
    "rule.schema.json",
    "rules_diff.schema.json",
];
