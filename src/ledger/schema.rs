//! Reads `schemas/<ledger>.schema.json` files into a catalog.
//!
//! Two steps: each file by itself into drafts (`draft`, `field`, in parallel), then all drafts together into the
//! catalog with its relations (`link`). A file's faults never hide those of another, nor each other.

mod draft;
mod fault;
mod field;
mod keyword;
mod link;
mod nested;
mod relation;
mod standard;
#[cfg(test)]
mod tests;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde_json::Value;

use self::draft::Draft;
use self::fault::Faults;
use super::Catalog;
use crate::lang::Lang;

/// A schema file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFault {
    pub path: String,
    /// JSON pointer of the offending place, empty for the file.
    pub pointer: String,
    pub message: String,
    pub advice: String,
}

/// Schemas that describe this program's own files and lie beside those of the ledgers.
const CONTRACTS: [&str; 2] = ["report", "rule"];

/// Builds the catalog of (path, text) pairs; reports every fault at once.
///
/// A ledger's name is the file's, without `.schema.json`. Ledgers stand in the order of the files, those nested in a
/// file right behind the one that holds them.
pub fn parse_schemas(files: &[(String, String)], lang: Lang) -> Result<Catalog, Vec<SchemaFault>> {
    let files: Vec<_> = files
        .iter()
        .filter(|(path, _)| !CONTRACTS.contains(&ledger_name(path)))
        .collect();
    let parse = |(path, text): &&(String, String)| standard::parse(text, Faults::new(path, lang));
    let (parsed, ()) = rayon::join(
        || files.par_iter().map(parse).collect::<Vec<_>>(),
        standard::prepare,
    );
    let read: Vec<(Vec<Draft>, Vec<SchemaFault>)> = files
        .par_iter()
        .zip(&parsed)
        .map(|((path, _), parsed)| read_file(path, parsed, lang))
        .collect();
    let mut drafts = Vec::new();
    let mut faults = Vec::new();
    for (some, found) in read {
        // nested ledgers refer to their parents by position
        let offset = drafts.len();
        drafts.extend(some.into_iter().map(|draft| draft.behind(offset)));
        faults.extend(found);
    }
    let named = files
        .iter()
        .zip(&parsed)
        .filter_map(|((path, _), parsed)| Some((path.as_str(), parsed.as_ref().ok()?)));
    for fault in bad_patterns(named.collect(), lang) {
        let known =
            |other: &SchemaFault| other.path == fault.path && other.pointer == fault.pointer;
        if !faults.iter().any(known) {
            faults.push(fault);
        }
    }
    let catalog = link::link(drafts, lang, &mut faults);
    if faults.is_empty() {
        Ok(catalog)
    } else {
        Err(faults)
    }
}

fn read_file(
    path: &str,
    parsed: &Result<Value, Vec<SchemaFault>>,
    lang: Lang,
) -> (Vec<Draft>, Vec<SchemaFault>) {
    let schema = match parsed {
        Ok(schema) => schema,
        Err(faults) => return (Vec::new(), faults.clone()),
    };
    let mut faults = Faults::new(path, lang);
    let drafts = draft::drafts(ledger_name(path), path, schema, &mut faults);
    standard::check(schema, &mut faults);
    (drafts, faults.done())
}

/// Compiles each distinct expression once: the same few stand in many schemas.
fn bad_patterns(schemas: Vec<(&str, &Value)>, lang: Lang) -> Vec<SchemaFault> {
    let uses: Vec<(&str, String, &str)> = schemas
        .into_iter()
        .flat_map(|(path, schema)| {
            let found = standard::patterns(schema).into_iter();
            found.map(move |(pointer, pattern)| (path, pointer, pattern))
        })
        .collect();
    let distinct: FxHashSet<&str> = uses.iter().map(|(.., pattern)| *pattern).collect();
    let bad: FxHashSet<&str> = distinct
        .into_par_iter()
        .filter(|pattern| !standard::is_pattern(pattern))
        .collect();
    let wrong = uses.iter().filter(|(.., pattern)| bad.contains(pattern));
    wrong
        .flat_map(|(path, pointer, pattern)| {
            let mut faults = Faults::new(path, lang);
            standard::bad_pattern(pointer, pattern, &mut faults);
            faults.done()
        })
        .collect()
}

/// `schemas/person.schema.json` holds the ledger `person`.
fn ledger_name(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".schema.json")
        .or(file.strip_suffix(".json"))
        .unwrap_or(file)
}
