//! Build script: lists the rule packs and ledger definitions that are embedded in the binary.
//!
//! Writes only `OUT_DIR`; the texts themselves come in through `include_str!`, so no path of the building machine
//! stays in the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Schemas in `schemas/` that describe our own files, not ledgers.
const NOT_LEDGERS: [&str; 2] = ["report.schema.json", "rule.schema.json"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(required("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    list(&mut code, &root, "rules", "RULES", |name| {
        name.ends_with(".yaml")
    })?;
    list(&mut code, &root, "schemas", "SCHEMAS", |name| {
        name.ends_with(".schema.json") && !NOT_LEDGERS.contains(&name)
    })?;
    fs::write(Path::new(&required("OUT_DIR")).join("bundle.rs"), code)
}

/// A variable that cargo always sets for build scripts.
fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name} for build scripts"))
}

/// Writes one constant: (path relative to `folder` with `/`, text) of each kept file, in order of paths.
fn list(
    code: &mut String,
    root: &Path,
    folder: &str,
    constant: &str,
    keep: impl Fn(&str) -> bool,
) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    let mut files = Vec::new();
    collect(&root.join(folder), "", &keep, &mut files)?;
    files.sort();
    writeln!(code, "pub const {constant}: &[(&str, &str)] = &[").map_err(io::Error::other)?;
    for file in files {
        let within = format!("/{folder}/{file}");
        writeln!(
            code,
            "    ({file:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {within:?}))),"
        )
        .map_err(io::Error::other)?;
    }
    writeln!(code, "];").map_err(io::Error::other)
}

/// Adds the kept files of a folder and its subfolders; a folder that is not there holds none.
fn collect(
    folder: &Path,
    prefix: &str,
    keep: &dyn Fn(&str) -> bool,
    files: &mut Vec<String>,
) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), keep, files)?;
        } else if keep(&name) {
            files.push(path);
        }
    }
    Ok(())
}
