//! The rules and definitions of a check, in two steps.
//!
//! First what options and configuration can name, and all that can be wrong with the user's own files. Then, once the
//! submission's ledgers are known, the rules: most submissions have a few of the ledgers, and rules and fields of the
//! others need not be typed further than to say what is missing. The user's own rules are typed in the first step,
//! all of them: what is wrong with them must be told before a large submission is read.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Origin, Sources, catalog, load, rule_files};
use crate::app::command::Known;
use crate::app::fault::Fault;
use crate::lang::Lang;
use crate::ledger::{Catalog, LedgerId};
use crate::rulebook::{Pack, Rulebook, Wanted, load_packs};

/// Rules of which the names are known.
pub struct Prepared {
    pub catalog: Arc<Catalog>,
    /// Files read from disk, which a report must not overwrite.
    pub files: Vec<PathBuf>,
    rules: Rules,
}

enum Rules {
    Typed(Rulebook),
    Shipped { packs: Vec<Pack>, sources: Sources },
}

/// The first step.
pub fn prepare(origin: &Origin, lang: Lang) -> Result<Prepared, Vec<Fault>> {
    if origin.rules.is_some() || origin.schemas.is_some() || !origin.added.is_empty() {
        let loaded = load(origin, lang)?;
        return Ok(Prepared {
            catalog: Arc::new(loaded.catalog),
            files: loaded.files,
            rules: Rules::Typed(loaded.rulebook),
        });
    }
    let (catalog, files) = catalog(origin, lang)?;
    let sources = rule_files(origin, lang)?;
    let wanted = Wanted {
        trees: sources.trees(),
        ..Wanted::default()
    };
    let (packs, faults) = load_packs(&sources.files, lang, &wanted);
    if !faults.is_empty() {
        return Err(sources.worded(faults, lang));
    }
    Ok(Prepared {
        catalog: Arc::new(catalog),
        files,
        rules: Rules::Shipped { packs, sources },
    })
}

impl Prepared {
    /// The packs and the names of the rules.
    pub fn known(&self) -> Known<'_> {
        match &self.rules {
            Rules::Typed(rulebook) => Known::of(rulebook),
            Rules::Shipped { packs, sources } => Known {
                packs,
                rules: sources.rule_names().collect(),
            },
        }
    }

    /// The second step: the rules, for the ledgers that are present.
    pub fn rulebook(
        self,
        present: &(dyn Fn(LedgerId) -> bool + Sync),
        lang: Lang,
    ) -> Result<Rulebook, Vec<Fault>> {
        match self.rules {
            Rules::Typed(rulebook) => Ok(rulebook),
            Rules::Shipped { sources, .. } => {
                let wanted = Wanted {
                    trees: sources.trees(),
                    only_to_judge: true,
                    present: Some(present),
                };
                sources.read(&self.catalog, &wanted, lang)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rulebook::{Body, Judge, ledgers_read};

    fn judges(body: &Body) -> &[Judge] {
        match body {
            Body::Judge(judges) => judges,
            Body::Detect(_) => &[],
        }
    }

    /// What a judge of the whole rulebook needs, and how it is written out.
    struct Known {
        needed: BTreeSet<LedgerId>,
        judge: String,
    }

    fn known(whole: &Rulebook, catalog: &Catalog) -> Vec<Vec<Known>> {
        let one = |judge: &Judge| Known {
            needed: ledgers_read(judge.ledger, judge.deciding(), catalog)
                .into_iter()
                .collect(),
            judge: format!("{judge:?}"),
        };
        let rules = whole.rules.iter();
        rules
            .map(|rule| judges(&rule.body).iter().map(one).collect())
            .collect()
    }

    /// What a rule can judge is typed as ever, and of the rest it is known what it needs.
    fn check(whole: &Rulebook, all: &[Vec<Known>], present: &(dyn Fn(LedgerId) -> bool + Sync)) {
        let prepared = prepare(&Origin::default(), Lang::Zh).ok().unwrap();
        let book = prepared.rulebook(present, Lang::Zh).ok().unwrap();
        assert_eq!(whole.rules.len(), book.rules.len());
        for ((whole, known), rule) in whole.rules.iter().zip(all).zip(&book.rules) {
            let is_missing =
                |ledger: &LedgerId| !present(*ledger) && !whole.optional.contains(ledger);
            let lacks = |known: &&Known| known.needed.iter().any(is_missing);
            let (missing, judged): (Vec<&Known>, Vec<&Known>) = known.iter().partition(lacks);
            let typed = judges(&rule.body).iter().map(|judge| format!("{judge:?}"));
            let judged = judged.iter().map(|known| known.judge.clone());
            assert!(typed.eq(judged), "{}", rule.id);
            let lacking: BTreeSet<BTreeSet<LedgerId>> = rule
                .lacking
                .iter()
                .map(|needed| needed.iter().copied().collect())
                .collect();
            let missing = missing.iter().map(|known| known.needed.clone()).collect();
            assert_eq!(lacking, missing, "{}", rule.id);
            assert!(rule.plants.is_empty() && rule.examples.fails.is_empty());
            assert_eq!(rule.parameters, whole.parameters, "{}", rule.id);
            assert_eq!(rule.dated_parameters, whole.dated_parameters, "{}", rule.id);
            assert_eq!(rule.expressions, whole.expressions, "{}", rule.id);
        }
    }

    #[test]
    fn rules_are_typed_as_far_as_the_submission_reaches() {
        let whole = load(&Origin::default(), Lang::Zh).ok().unwrap();
        let ledgers: Vec<LedgerId> = whole.catalog.ledgers().map(|(id, _)| id).collect();
        let all = known(&whole.rulebook, &whole.catalog);
        let check = |present: &(dyn Fn(LedgerId) -> bool + Sync)| {
            check(&whole.rulebook, &all, present);
        };
        check(&|_| true);
        check(&|_| false);
        for (n, one) in ledgers.iter().enumerate() {
            check(&|ledger| ledger == *one);
            // nearly everything is typed here, which takes its time unoptimised: a third of the ledgers is missed
            if n % 3 == 0 {
                check(&|ledger| ledger != *one);
            }
            if n % 7 == 0 {
                check(&|ledger| ledger <= *one);
            }
        }
    }
}
