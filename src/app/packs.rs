//! Where rules and ledger definitions come from: the embedded ones, or the user's folders.

mod folder;
pub mod prepared;

pub use folder::not_utf8;

use std::collections::BTreeMap;
use std::path::PathBuf;

use self::folder::{TextFile, empty, texts};
use super::fault::Fault;
use super::files::shown;
use crate::bundle;
use crate::lang::Lang;
use crate::ledger::{Catalog, parse_schemas, parse_shipped_schemas};
use crate::rulebook::{self, RuleFault, RuleFile, Rulebook, Wanted};

/// The folders that options and configuration name.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Replaces the embedded rules.
    pub rules: Option<PathBuf>,
    /// Extend the rules.
    pub added: Vec<PathBuf>,
    /// Replaces the embedded ledger definitions.
    pub schemas: Option<PathBuf>,
}

/// Rules with the catalog they were checked against.
pub struct Loaded {
    pub catalog: Catalog,
    pub rulebook: Rulebook,
    shown: Shown,
    /// Files read from disk, which a report must not overwrite.
    pub files: Vec<PathBuf>,
}

impl Loaded {
    /// Whether a rule file is none of the user's.
    pub fn is_embedded(&self, file: &RuleFile) -> bool {
        !self.shown.0.contains_key(&file.path)
    }

    /// The path a rule file has for the user.
    pub fn shown(&self, file: &RuleFile, lang: Lang) -> String {
        self.shown.path(&file.path, lang)
    }
}

/// Paths as the user knows them, by path within the rules or schemas folder; embedded files have none.
#[derive(Clone, Debug, Default)]
struct Shown(BTreeMap<String, PathBuf>);

impl Shown {
    fn path(&self, within: &str, lang: Lang) -> String {
        match self.0.get(within) {
            Some(path) => shown(path),
            None => format!("{}{within}", lang.pick("内置:", "embedded:")),
        }
    }
}

/// Loads definitions and rules; every fault of every file is reported at once.
pub fn load(origin: &Origin, lang: Lang) -> Result<Loaded, Vec<Fault>> {
    let (catalog, mut files) = catalog(origin, lang)?;
    let sources = rule_files(origin, lang)?;
    files.extend(sources.shown.0.values().cloned());
    let wanted = Wanted {
        trees: sources.trees(),
        ..Wanted::default()
    };
    let rulebook = sources.read(&catalog, &wanted, lang)?;
    Ok(Loaded {
        catalog,
        rulebook,
        shown: sources.shown,
        files,
    })
}

/// Loads what can be loaded, and all of it from the texts, with the faults of the rules that cannot; without
/// definitions nothing can.
pub fn load_partly(origin: &Origin, lang: Lang) -> Result<(Loaded, Vec<Fault>), Vec<Fault>> {
    let (catalog, mut files) = catalog(origin, lang)?;
    let sources = rule_files(origin, lang)?;
    files.extend(sources.shown.0.values().cloned());
    let (rulebook, faults) = rulebook::load(&sources.files, &catalog, lang);
    let faults = sources.worded(faults, lang);
    let loaded = Loaded {
        catalog,
        rulebook,
        shown: sources.shown,
        files,
    };
    Ok((loaded, faults))
}

/// The embedded rules on other definitions than theirs, as far as they are right there.
pub fn embedded(catalog: &Catalog, lang: Lang) -> Rulebook {
    let files: Vec<RuleFile> = bundle::RULES
        .iter()
        .map(|(path, text)| RuleFile {
            path: (*path).to_owned(),
            text: (*text).into(),
        })
        .collect();
    rulebook::load(&files, catalog, lang).0
}

/// The ledger definitions, and the files on disk they came from.
pub fn catalog(origin: &Origin, lang: Lang) -> Result<(Catalog, Vec<PathBuf>), Vec<Fault>> {
    let mut disk = Shown::default();
    let Some(folder) = &origin.schemas else {
        let catalog = parse_shipped_schemas(bundle::SCHEMAS, lang).map_err(|faults| {
            let text = |path: &str| bundle::SCHEMAS.iter().find(|(p, _)| *p == path);
            let worded = faults.into_iter().map(|fault| {
                let text = text(&fault.path).map(|(_, text)| *text);
                Fault::schema(fault, &|path| disk.path(path, lang), text)
            });
            worded.collect::<Vec<_>>()
        })?;
        return Ok((catalog, Vec::new()));
    };
    // those of our own files may lie beside the ledgers'
    let keep = |name: &str| name.ends_with(".schema.json") && !bundle::CONTRACTS.contains(&name);
    let files: Vec<(String, String)> = texts(folder, &keep, lang)?
        .into_iter()
        .map(|file| {
            disk.0.insert(file.within.clone(), file.path);
            (file.within, file.text)
        })
        .collect();
    if files.is_empty() {
        return Err(vec![empty(
            folder,
            "台账定义",
            "ledger definition",
            "*.schema.json",
            lang,
        )]);
    }
    let catalog = parse_schemas(&files, lang).map_err(|faults| {
        let text = |path: &str| {
            files
                .iter()
                .find(|(p, _)| p == path)
                .map(|(_, text)| text.as_str())
        };
        let worded = faults.into_iter().map(|fault| {
            let text = text(&fault.path);
            Fault::schema(fault, &|path| disk.path(path, lang), text)
        });
        worded.collect::<Vec<_>>()
    })?;
    Ok((catalog, disk.0.into_values().collect()))
}

/// The rule and pack files of a run.
#[derive(Debug)]
struct Sources {
    files: Vec<RuleFile>,
    shown: Shown,
}

impl Sources {
    /// The IDs of the rules: those of shipped rules are their files' names.
    fn rule_names(&self) -> impl Iterator<Item = &str> {
        let rules = self.files.iter().filter(|f| !f.path.ends_with("pack.yaml"));
        rules.filter_map(|f| f.path.rsplit('/').next()?.strip_suffix(".yaml"))
    }

    /// The trees of the files that are embedded.
    fn trees(&self) -> BTreeMap<&'static str, &'static [u8]> {
        let trees = bundle::RULES.iter().zip(bundle::TREES);
        trees
            .filter(|((path, _), _)| !self.shown.0.contains_key(*path))
            .map(|((path, _), tree)| (*path, *tree))
            .collect()
    }

    fn read(
        &self,
        catalog: &Catalog,
        wanted: &Wanted<'_>,
        lang: Lang,
    ) -> Result<Rulebook, Vec<Fault>> {
        let (rulebook, faults) = rulebook::load_wanted(&self.files, catalog, lang, wanted);
        if faults.is_empty() {
            Ok(rulebook)
        } else {
            Err(self.worded(faults, lang))
        }
    }

    fn worded(&self, faults: Vec<RuleFault>, lang: Lang) -> Vec<Fault> {
        let path = |path: &str| self.shown.path(path, lang);
        let faults = faults.into_iter();
        faults.map(|fault| Fault::rule(fault, &path)).collect()
    }
}

fn rule_files(origin: &Origin, lang: Lang) -> Result<Sources, Vec<Fault>> {
    let mut shown = Shown::default();
    let mut texts_of: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    if origin.rules.is_none() {
        texts_of.extend(
            bundle::RULES
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned())),
        );
    }
    for folder in origin.rules.iter().chain(&origin.added) {
        match texts(
            folder,
            &|name| name.ends_with(".yaml") || name.ends_with(".yml"),
            lang,
        ) {
            Ok(files) if files.is_empty() => {
                faults.push(empty(folder, "规则", "rule", "*.yaml", lang))
            }
            Ok(files) => {
                for file in files {
                    let known = shown.0.get(&file.within) == Some(&file.path);
                    if known && file.within.ends_with("/pack.yaml") {
                        // two files of one pack bring it twice
                        continue;
                    }
                    if texts_of.contains_key(&file.within) {
                        faults.push(duplicate(&file, &shown, lang));
                        continue;
                    }
                    texts_of.insert(file.within.clone(), file.text);
                    shown.0.insert(file.within, file.path);
                }
            }
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // a folder may add rules to an embedded pack without repeating its parameters
    for (path, text) in bundle::RULES
        .iter()
        .filter(|(path, _)| path.ends_with("/pack.yaml"))
    {
        let folder = path.trim_end_matches("pack.yaml");
        if texts_of.keys().any(|p| p.starts_with(folder)) && !texts_of.contains_key(*path) {
            texts_of.insert((*path).to_owned(), (*text).to_owned());
        }
    }
    let files = texts_of
        .into_iter()
        .map(|(path, text)| RuleFile {
            path,
            text: text.into(),
        })
        .collect();
    Ok(Sources { files, shown })
}

/// Replacing a rule must be said aloud, else two offices judge by different rules of one name.
fn duplicate(file: &TextFile, shown: &Shown, lang: Lang) -> Fault {
    let other = shown.path(&file.within, lang);
    Fault::new(match lang {
        Lang::Zh => format!("{} 与已有的 {other} 重名", super::files::shown(&file.path)),
        Lang::En => format!("{} has the name of {other}, which is already there", super::files::shown(&file.path)),
    })
    .advise(lang.pick(
        "--add-rules 只能增加:另起编号;要整体替换内置规则用 --rules;只改阈值或级别写在 ledgerlint.toml 里",
        "--add-rules only adds: take another ID; --rules replaces all embedded rules; thresholds and severities \
         are changed in ledgerlint.toml",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_all_files_and_folders_are_reported_at_once() {
        let root =
            std::env::temp_dir().join(format!("ledgerlint-packs-faults-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        for (file, bytes) in [
            ("P/a.yaml", b"\xff"),
            ("P/b.yaml", b"\xff"),
            ("Q/c.yaml", b"\n"),
        ] {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let origin = Origin {
            rules: Some(root.join("P")),
            added: vec![root.join("Q"), root.join("Q"), root.join("nowhere")],
            schemas: None,
        };
        let faults = rule_files(&origin, Lang::Zh).unwrap_err();
        let messages: Vec<&str> = faults.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(messages.len(), 4, "{messages:?}");
        assert!(
            messages[2].contains("重名") && messages[3].contains("不存在"),
            "{messages:?}"
        );
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn what_was_parsed_when_the_program_was_built_is_what_the_texts_say() {
        for lang in [Lang::Zh, Lang::En] {
            let built = load(&Origin::default(), lang).ok().unwrap();
            let (parsed, faults) = load_partly(&Origin::default(), lang).ok().unwrap();
            assert_eq!(faults.len(), 0);
            assert_eq!(
                format!("{:?}", built.rulebook),
                format!("{:?}", parsed.rulebook)
            );
        }
        assert!(bundle::TREES.iter().all(|tree| !tree.is_empty()));
    }

    #[test]
    fn shipped_definitions_have_no_fault() {
        let files: Vec<(String, String)> = bundle::SCHEMAS
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        let checked = parse_schemas(&files, Lang::En).unwrap();
        let shipped = parse_shipped_schemas(bundle::SCHEMAS, Lang::En).unwrap();
        assert_eq!(format!("{checked:?}"), format!("{shipped:?}"));
    }
}
