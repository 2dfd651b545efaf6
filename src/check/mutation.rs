//! Judges a rule's examples by its mutants: where no example tells a mutant from the rule, nothing shows that the rule
//! is meant as it is written.
//!
//! All mutants of a rule are decided together on each example, so that what they share is planned and computed once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::decide::decide;
use super::examples::{Prepared, test_example};
use super::needs;
use super::parameters::Parameters;
use super::world::{Decision, World};
use crate::finding::RuleId;
use crate::lang::Lang;
use crate::ledger::{Catalog, LedgerId};
use crate::rulebook::{
    Body, Effective, Example, Excuse, Excused, Judge, Mutant, Mutants, Rule, RuleFile, Rulebook,
    mutants,
};

/// A mutant that every example takes for the rule.
#[derive(Clone, Debug)]
pub struct Survivor {
    /// Byte range of the change in the rule's file.
    pub span: std::ops::Range<usize>,
    pub before: String,
    pub after: String,
    /// Why that is as it should be.
    pub because: Option<String>,
}

/// What became of the mutants of a rule.
#[derive(Clone, Debug)]
pub struct Mutated {
    pub rule: RuleId,
    /// Position in `Rulebook::packs`.
    pub pack: usize,
    pub file: RuleFile,
    pub made: usize,
    pub survivors: Vec<Survivor>,
    /// Excuses of mutants that are killed or not made.
    pub unused: Vec<Excuse>,
}

impl Mutated {
    pub fn killed(&self) -> usize {
        self.made - self.survivors.len()
    }

    /// Survivors with a reason.
    pub fn excused(&self) -> usize {
        let excused = self.survivors.iter().filter(|s| s.because.is_some());
        excused.count()
    }
}

/// Makes and judges the mutants of every rule that judges by expressions. `done` is called with rules done and rules
/// in all.
pub fn mutate(
    rules: &[&Rule],
    book: &Rulebook,
    catalog: &Arc<Catalog>,
    lang: Lang,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Mutated> {
    let finished = AtomicUsize::new(0);
    let mutated = rules.par_iter().map(|rule| {
        let mutated = mutate_rule(rule, book, catalog, lang);
        done(finished.fetch_add(1, Ordering::Relaxed) + 1, rules.len());
        mutated
    });
    mutated.collect()
}

fn mutate_rule(rule: &Rule, book: &Rulebook, catalog: &Arc<Catalog>, lang: Lang) -> Mutated {
    let trials: Vec<Trial<'_>> = match rule.body {
        Body::Detect(_) => Vec::new(),
        Body::Judge(_) => rule
            .examples
            .all()
            .map(|(example, fails)| Trial {
                rule,
                book,
                example,
                fails,
                prepared: Prepared::of(example, catalog),
                catalog,
                lang,
            })
            .collect(),
    };
    let given = |ledger: LedgerId| {
        let mut data = trials.iter().map(|trial| &trial.prepared.reading.ledgers);
        data.any(|data| data.table(ledger).is_some())
    };
    let made = match rule.body {
        Body::Detect(_) => Mutants::default(),
        Body::Judge(_) => mutants(rule, book, catalog, &given, lang),
    };
    let mut alive: Vec<&Mutant> = made.mutants.iter().collect();
    for trial in &trials {
        if alive.is_empty() {
            break;
        }
        alive = trial.survivors(&made.original, alive);
    }
    let because = |mutant: &Mutant| {
        let name = Excused::Mutant(mutant.name());
        let excuse = rule.excuses.iter().find(|excuse| excuse.of == name);
        excuse.map(|excuse| excuse.because.clone())
    };
    let survivors: Vec<Survivor> = alive
        .into_iter()
        .map(|mutant| Survivor {
            span: mutant.span.clone(),
            before: mutant.before.clone(),
            after: mutant.after.clone(),
            because: because(mutant),
        })
        .collect();
    let of_survivor = |excuse: &Excuse| match &excuse.of {
        Excused::Mutant(name) => survivors
            .iter()
            .any(|s| *name == format!("{} => {}", s.before, s.after)),
        Excused::Lint(_) => true,
    };
    let unused = rule.excuses.iter().filter(|excuse| !of_survivor(excuse));
    Mutated {
        rule: rule.id.clone(),
        pack: rule.pack,
        file: rule.file.clone(),
        made: made.mutants.len(),
        unused: unused.cloned().collect(),
        survivors,
    }
}

/// One example as the judge of mutants.
struct Trial<'a> {
    rule: &'a Rule,
    book: &'a Rulebook,
    example: &'a Example,
    fails: bool,
    prepared: Prepared,
    catalog: &'a Arc<Catalog>,
    lang: Lang,
}

impl Trial<'_> {
    /// The mutants that the example cannot tell from the original.
    fn survivors<'m>(&self, original: &[Judge], mutants: Vec<&'m Mutant>) -> Vec<&'m Mutant> {
        let data = &self.prepared.reading.ledgers;
        let parameters = Parameters::of(self.book, &self.prepared.settings);
        let value = |name: &str, day| parameters.value(name, day);
        let world = World {
            as_of: self.prepared.settings.as_of,
            parameters: &value,
            attachments: None,
        };
        let versions: Vec<&[Judge]> = std::iter::once(original)
            .chain(mutants.iter().map(|m| m.judges.as_slice()))
            .collect();
        let judged =
            |judge: &&Judge| needs::absent(judge, &self.rule.optional, data, self.lang).is_none();
        // which instances are judged may differ between the versions, as what they read does
        let there: Vec<Vec<bool>> = versions
            .iter()
            .map(|judges| judges.iter().map(|judge| judged(&judge)).collect())
            .collect();
        let all: Vec<(&Judge, Effective)> = versions
            .iter()
            .zip(&there)
            .flat_map(|(judges, there)| judges.iter().zip(there))
            .filter(|(_, there)| **there)
            .map(|(judge, _)| (judge, self.rule.effective))
            .collect();
        let mut decisions = decide(&all, data, &world).into_iter();
        let mut verdicts = there.iter().map(|there| {
            let taken = there
                .iter()
                .map(|there| there.then(|| decisions.next()).flatten());
            taken.collect::<Vec<Option<Decision>>>()
        });
        let Some(expected) = verdicts.next() else {
            return mutants;
        };
        let verdicts: Vec<_> = verdicts.collect();
        let outcomes = mutants.into_iter().zip(verdicts);
        outcomes
            .filter(|(mutant, found)| !self.kills(mutant, &expected, found))
            .map(|(mutant, _)| mutant)
            .collect()
    }

    fn kills(
        &self,
        mutant: &Mutant,
        expected: &[Option<Decision>],
        found: &[Option<Decision>],
    ) -> bool {
        let count = |decisions: &[Option<Decision>], of: &dyn Fn(&Decision) -> usize| {
            decisions.iter().flatten().map(of).sum::<usize>()
        };
        let failed = |d: &Decision| d.failed.count_set_bits();
        let undecided = |d: &Decision| d.undecided.count_set_bits();
        let judged = |d: &Decision| d.passed.count_set_bits() + failed(d) + undecided(d);
        if self.example.judged.is_some() && count(expected, &judged) != count(found, &judged) {
            return true;
        }
        if count(expected, &undecided) != count(found, &undecided)
            || count(expected, &failed) != count(found, &failed)
        {
            return true;
        }
        let same = expected.iter().zip(found).all(|pair| match pair {
            (Some(a), Some(b)) => {
                a.failed == b.failed && a.representatives() == b.representatives()
            }
            (None, None) => true,
            (Some(d), None) | (None, Some(d)) => failed(d) == 0,
        });
        // as many others were found: whether the example wanted those, only its own words can tell
        !same && self.contradicts(mutant)
    }

    fn contradicts(&self, mutant: &Mutant) -> bool {
        let mut rule = self.rule.clone();
        rule.body = Body::Judge(mutant.judges.clone());
        let alone = Rulebook {
            packs: self.book.packs.clone(),
            rules: vec![rule],
        };
        !test_example(self.example, self.fails, &alone, self.catalog, self.lang).is_empty()
    }
}
