//! Build script: lists the rule packs and ledger definitions that are embedded in the binary, and parses the packs'
//! YAML, so that the program need not do so at every start.
//!
//! Writes only `OUT_DIR`; the texts themselves come in through `include_str!`, so no path of the building machine
//! stays in the program. The YAML parser is the rulebook's own file, included as a module here. Only the tree is made
//! at build time: typing a rule needs the ledger definitions and half of the program, and building that for the build
//! script too would cost minutes.

#[path = "contracts.rs"]
mod contracts;
#[path = "pack.rs"]
mod pack;
#[path = "../rulebook/yaml.rs"]
#[expect(dead_code, reason = "packing needs no more than the tree")]
mod yaml;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use contracts::CONTRACTS;

fn main() -> io::Result<()> {
    let root = PathBuf::from(required("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    let rules = list(&mut code, &root, "rules", "RULES", |name| {
        name.ends_with(".yaml")
    })?;
    trees(&mut code, &root.join("rules"), &rules)?;
    list(&mut code, &root, "schemas", "SCHEMAS", |name| {
        name.ends_with(".schema.json") && !CONTRACTS.contains(&name)
    })?;
    fs::write(Path::new(&required("OUT_DIR")).join("bundle.rs"), code)
}

/// A variable that cargo always sets for build scripts.
fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name} for build scripts"))
}

/// Writes one constant: (path relative to `folder` with `/`, text) of each kept file, in order of paths. Gives the
/// paths.
fn list(
    code: &mut String,
    root: &Path,
    folder: &str,
    constant: &str,
    keep: impl Fn(&str) -> bool,
) -> io::Result<Vec<String>> {
    println!("cargo::rerun-if-changed={folder}");
    let mut files = Vec::new();
    collect(&root.join(folder), "", &keep, &mut files)?;
    files.sort();
    writeln!(code, "pub const {constant}: &[(&str, &str)] = &[").map_err(io::Error::other)?;
    for file in &files {
        let within = format!("/{folder}/{file}");
        writeln!(
            code,
            "    ({file:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {within:?}))),"
        )
        .map_err(io::Error::other)?;
    }
    writeln!(code, "];").map_err(io::Error::other)?;
    Ok(files)
}

/// Writes the constant `TREES`: the packed tree of each file, in the order of the files. A file that is no YAML has an
/// empty one: the program then parses its text, and says what is wrong better than a failed build would.
fn trees(code: &mut String, folder: &Path, files: &[String]) -> io::Result<()> {
    writeln!(code, "pub const TREES: &[&[u8]] = &[").map_err(io::Error::other)?;
    for file in files {
        let text = fs::read_to_string(folder.join(file))?;
        let mut packed = Vec::new();
        if let Ok(root) = yaml::parse_yaml(&text) {
            pack::pack(&root, &text, &mut packed);
        }
        writeln!(code, "    b\"{}\",", packed.escape_ascii()).map_err(io::Error::other)?;
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
