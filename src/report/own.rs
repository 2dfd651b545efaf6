//! Whether a file is one of our own reports, by its beginning: an earlier report may be overwritten, data may not.

use super::csv;
use crate::lang::Lang;

/// So much of a file is enough to tell.
pub const BEGINNING: u64 = 4096;

/// Programs' formats name the program near their beginning.
const NAMED: [&str; 4] = [
    // json, jsonl, sarif
    "\"name\":\"ledgerlint\"",
    // gitlab
    "\"engine_name\":\"ledgerlint\"",
    // junit
    "<testsuitesname=\"ledgerlint\"",
    // html
    "<metaname=\"generator\"content=\"ledgerlint",
];

/// What reports for people begin with, followed by the as-of date where a digit is wanted.
const BEGUN: [(&str, bool); 5] = [
    ("基准日", true),
    ("asof", true),
    ("ledgerlint基准日", true),
    ("ledgerlintasof", true),
    ("<!--ledgerlint-->", false),
];

/// Takes the file's first `BEGINNING` bytes; a shorter file is taken whole.
pub fn is_report(beginning: &[u8]) -> bool {
    let tight = |bytes: &[u8]| -> Vec<u8> {
        let bytes = bytes.iter().copied();
        bytes.filter(|b| !b.is_ascii_whitespace()).collect()
    };
    let packed = tight(beginning);
    let begun = |(word, dated): &(&str, bool)| {
        let rest = packed.strip_prefix(word.as_bytes());
        rest.is_some_and(|rest| !dated || rest.first().is_some_and(u8::is_ascii_digit))
    };
    let named = |name: &str| memchr::memmem::find(&packed, name.as_bytes()).is_some();
    let table = |lang: Lang| packed.starts_with(&tight(&csv::header(lang)));
    BEGUN.iter().any(begun)
        || NAMED.iter().any(|name| named(name))
        || [Lang::Zh, Lang::En].into_iter().any(table)
        // a code quality report without issues, and nothing else that could be lost
        || packed == b"[]"
}
