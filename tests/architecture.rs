//! The house rules that no compiler checks: floors, fenced crates, file headers, small rooms, fresh generated files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ledgerlint::bundle;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{ledger_reference, mermaid, parse_shipped_schemas};
use ledgerlint::report::format_reference;
use ledgerlint::rulebook::{function_reference, rule_schema};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, with its path from the project's root.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .filter_map(Result::ok)
    {
        if entry.path().extension().is_some_and(|e| e == "rs") {
            let path = entry.path().strip_prefix(root()).expect("below the root");
            let text = fs::read_to_string(entry.path()).expect("sources are readable UTF-8");
            found.insert(path.to_string_lossy().replace('\\', "/"), text);
        }
    }
    assert!(!found.is_empty(), "{folder} holds sources");
    found
}

/// A file's text without its tests, which may use anything.
fn without_tests(path: &str, text: &str) -> String {
    if path.ends_with("tests.rs") || path.contains("/tests/") || path.ends_with("fixtures.rs") {
        return String::new();
    }
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The module of `src/<module>.rs` or `src/<module>/…`.
fn module_of(path: &str) -> &str {
    let rest = path.trim_start_matches("src/");
    rest.split('/')
        .next()
        .unwrap_or(rest)
        .trim_end_matches(".rs")
}

/// What each module may import: lower floors, and within a floor only what is listed.
const FLOORS: [(&str, &[&str]); 13] = [
    ("bundle", &[]),
    ("lang", &[]),
    ("location", &[]),
    ("finding", &["location"]),
    ("source", &["lang", "location", "finding"]),
    ("ledger", &["lang", "location", "finding", "source"]),
    ("read", &["lang", "location", "finding", "source", "ledger"]),
    (
        "rulebook",
        &["lang", "location", "finding", "source", "ledger"],
    ),
    (
        "check",
        &[
            "lang", "location", "finding", "source", "ledger", "read", "rulebook",
        ],
    ),
    (
        "report",
        &[
            "lang", "location", "finding", "source", "ledger", "read", "rulebook",
        ],
    ),
    (
        "form",
        &[
            "lang", "location", "finding", "ledger", "rulebook", "report",
        ],
    ),
    (
        "demo",
        &[
            "lang", "location", "finding", "source", "ledger", "read", "rulebook", "check", "form",
        ],
    ),
    (
        "app",
        &[
            "bundle", "lang", "location", "finding", "source", "ledger", "read", "rulebook",
            "check", "report", "form", "demo",
        ],
    ),
];

#[test]
fn modules_import_only_lower_floors() {
    let floors: BTreeMap<&str, &[&str]> = FLOORS.into_iter().collect();
    let import = regex::Regex::new(r"crate::(?:\{([^}]*)\}|([a-z_]+))").expect("a valid pattern");
    let mut broken = Vec::new();
    for (path, text) in sources("src") {
        let module = module_of(&path).to_owned();
        if matches!(module.as_str(), "lib" | "main") || path == "src/bundle/build.rs" {
            continue;
        }
        let allowed = floors
            .get(module.as_str())
            .unwrap_or_else(|| panic!("{path}: give `{module}` a floor"));
        for found in import.captures_iter(&without_tests(&path, &text)) {
            let names = found.get(1).or(found.get(2)).map_or("", |m| m.as_str());
            for name in names.split(',') {
                let name = name.trim().split("::").next().unwrap_or_default();
                if !name.is_empty() && name != module && !allowed.contains(&name) {
                    broken.push(format!("{path}: {module} imports {name}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Crates and paths that only some modules may name.
const FENCES: [(&str, &[&str]); 20] = [
    ("arrow_arith", &["check"]),
    ("arrow_ord", &["check"]),
    ("arrow_select", &["check", "read"]),
    ("arrow_array", &["check", "read", "ledger"]),
    ("clap", &["app"]),
    ("clap_complete", &["app"]),
    ("ctrlc", &["app"]),
    ("indicatif", &["app"]),
    ("walkdir", &["app"]),
    ("toml", &["app"]),
    ("miette", &["report", "app"]),
    ("jsonschema", &["read", "ledger"]),
    ("encoding_rs", &["read"]),
    ("calamine", &["read"]),
    ("cfb", &["read"]),
    ("zip", &["read", "report"]),
    ("granit_parser", &["read", "rulebook", "source"]),
    ("rust_xlsxwriter", &["form", "report"]),
    ("quick_xml", &["read", "report"]),
    ("std::fs", &["app"]),
];

#[test]
fn outside_crates_stay_behind_their_fences() {
    let mut broken = Vec::new();
    for (path, text) in sources("src") {
        let module = module_of(&path).to_owned();
        if path == "src/bundle/build.rs" {
            continue;
        }
        let text = without_tests(&path, &text);
        for (name, allowed) in FENCES {
            let named =
                regex::Regex::new(&format!(r"(^|[^a-z_:]){name}::")).expect("a valid pattern");
            let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            if !allowed.contains(&module.as_str())
                && code.into_iter().any(|line| named.is_match(line))
            {
                broken.push(format!("{path}: {name}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn only_the_application_prints() {
    let printing = regex::Regex::new(r"\b(e?println!|e?print!|dbg!)\(").expect("a valid pattern");
    for (path, text) in sources("src") {
        if path.starts_with("src/app") || path == "src/bundle/build.rs" {
            continue;
        }
        assert!(
            !printing.is_match(&without_tests(&path, &text)),
            "{path} prints"
        );
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        assert!(text.starts_with("//! "), "{path} begins with //!");
    }
}

#[test]
fn rooms_are_small() {
    for (path, text) in sources("src") {
        let lines = without_tests(&path, &text).lines().count();
        assert!(lines <= 470, "{path} has {lines} lines without tests");
    }
}

#[test]
fn no_module_is_a_drawer() {
    for path in sources("src").keys() {
        for part in path.trim_end_matches(".rs").split('/') {
            let drawers = [
                "utils",
                "util",
                "common",
                "helpers",
                "helper",
                "manager",
                "handler",
                "processor",
                "misc",
            ];
            assert!(!drawers.contains(&part), "{path}");
        }
    }
}

#[test]
fn the_readme_names_only_paths_that_exist() {
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    let path = regex::Regex::new(
        r"`((?:src|rules|schemas|samples|tests|benches|\.ci)(?:/[A-Za-z0-9_.-]+)*/?)`",
    )
    .expect("a valid pattern");
    let mut named = 0;
    for found in path.captures_iter(&readme) {
        named += 1;
        assert!(
            root().join(&found[1]).exists(),
            "README.md names {}",
            &found[1]
        );
    }
    assert!(named >= 10, "the README names its paths");
}

/// Compares a generated text with a file, or writes the file where UPDATE=1.
fn fresh(path: &Path, text: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, text).expect("the generated file can be written");
    }
    let stored = fs::read_to_string(path).unwrap_or_default();
    assert!(
        stored == text,
        "{} is stale: UPDATE=1 cargo test --test architecture",
        path.display()
    );
}

#[test]
fn the_schema_of_rule_files_is_fresh() {
    let text = serde_json::to_string_pretty(&rule_schema()).expect("JSON") + "\n";
    fresh(&root().join("schemas/rule.schema.json"), &text);
}

/// Holds the README's part between `<!-- name: generated -->` and `<!-- /name -->` to a generated text.
fn fresh_in_readme(name: &str, text: &str) {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).expect("a README");
    let begin = format!("<!-- {name}: generated -->\n");
    let start = readme.find(&begin).expect("the part's beginning") + begin.len();
    let end = readme[start..].find(&format!("<!-- /{name} -->"));
    let stop = start + end.expect("the part's end");
    fresh(
        &path,
        &format!("{}{text}{}", &readme[..start], &readme[stop..]),
    );
}

/// One test for all parts: with UPDATE=1 they write the same file.
#[test]
fn the_generated_parts_of_the_readme_are_fresh() {
    fresh_in_readme("functions", &function_reference(Lang::En));
    fresh_in_readme("formats", &format_reference(Lang::En));
    let catalog = parse_shipped_schemas(bundle::SCHEMAS, Lang::En)
        .unwrap_or_else(|faults| panic!("{faults:#?}"));
    let (table, graph) = (ledger_reference(&catalog), mermaid(&catalog));
    fresh_in_readme("ledgers", &format!("{table}\n```mermaid\n{graph}```\n"));
}
