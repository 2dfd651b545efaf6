//! Reads `schemas/<ledger>.schema.json` files into a catalog.
//!
//! Two steps: each file by itself into drafts (`draft`, `field`, in parallel), then all drafts together into the
//! catalog with its relations (`link`). A file's faults never hide those of another, nor each other.

mod code;
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
    let files = ledgers_only(files.iter().map(|(path, text)| (&**path, &**text)));
    let (parsed, ()) = rayon::join(|| parse(&files, lang), standard::prepare);
    let (drafts, mut faults) = drafts(&files, &parsed, lang, standard::check);
    let named = files
        .iter()
        .zip(&parsed)
        .filter_map(|((path, _), parsed)| Some((*path, parsed.as_ref().ok()?)));
    for fault in bad_patterns(named.collect(), lang) {
        let known =
            |other: &SchemaFault| other.path == fault.path && other.pointer == fault.pointer;
        if !faults.iter().any(known) {
            faults.push(fault);
        }
    }
    linked(drafts, faults, lang)
}

/// The same for definitions that ship with the program. That they are JSON Schemas is the tests' to check: the
/// metaschema's validator alone takes longer to build than all else takes to do.
pub fn parse_shipped_schemas(
    files: &[(&str, &str)],
    lang: Lang,
) -> Result<Catalog, Vec<SchemaFault>> {
    let files = ledgers_only(files.iter().copied());
    let (drafts, faults) = drafts(&files, &parse(&files, lang), lang, |_, _| ());
    linked(drafts, faults, lang)
}

/// Builds what reading needs to judge JSON Schema keywords and takes longer to build than most schemas to read; worth a
/// thread of its own while nothing else is to do.
pub fn prepare_keywords() {
    standard::prepare();
}

/// A file's path and text.
type File<'f> = (&'f str, &'f str);

fn ledgers_only<'f>(files: impl Iterator<Item = File<'f>>) -> Vec<File<'f>> {
    files
        .filter(|(path, _)| !CONTRACTS.contains(&ledger_name(path)))
        .collect()
}

fn parse(files: &[File<'_>], lang: Lang) -> Vec<Result<Value, Vec<SchemaFault>>> {
    let parse = |(path, text): &File<'_>| standard::parse(text, Faults::new(path, lang));
    files.par_iter().map(parse).collect()
}

/// The drafts of all files with the faults of each file by itself.
fn drafts(
    files: &[File<'_>],
    parsed: &[Result<Value, Vec<SchemaFault>>],
    lang: Lang,
    check: impl Fn(&Value, &mut Faults) + Sync,
) -> (Vec<Draft>, Vec<SchemaFault>) {
    let read: Vec<(Vec<Draft>, Vec<SchemaFault>)> = files
        .par_iter()
        .zip(parsed)
        .map(|((path, _), parsed)| {
            let schema = match parsed {
                Ok(schema) => schema,
                Err(faults) => return (Vec::new(), faults.clone()),
            };
            let mut faults = Faults::new(path, lang);
            let drafts = draft::drafts(ledger_name(path), path, schema, &mut faults);
            check(schema, &mut faults);
            (drafts, faults.done())
        })
        .collect();
    let mut drafts = Vec::new();
    let mut faults = Vec::new();
    for (some, found) in read {
        // nested ledgers refer to their parents by position
        let offset = drafts.len();
        drafts.extend(some.into_iter().map(|draft| draft.behind(offset)));
        faults.extend(found);
    }
    (drafts, faults)
}

fn linked(
    drafts: Vec<Draft>,
    mut faults: Vec<SchemaFault>,
    lang: Lang,
) -> Result<Catalog, Vec<SchemaFault>> {
    let catalog = link::link(drafts, lang, &mut faults);
    if faults.is_empty() {
        Ok(catalog)
    } else {
        Err(faults)
    }
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
