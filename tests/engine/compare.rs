//! Random cases judged by both sides; where they differ, the smallest case found is printed.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ledgerlint::check::{Attachments, Decision, Verdict, World, decide};
use ledgerlint::ledger::{Catalog, Ledgers};
use ledgerlint::rulebook::{Effective, Judge};

use crate::census::Census;
use crate::generate::RuleText;
use crate::naive::Naive;
use crate::random::Random;
use crate::shrink::shrink;
use crate::world::{self, Data};

/// Seeds of the cases that always run; `LEDGERLINT_SEED` replaces them by one.
const SEEDS: [u64; 8] = [1, 2, 3, 20_210_513, 0xdead_beef, 7_777_777, 42, 31_337];
/// Submissions made up from each seed, and rules judged on each of them.
const SUBMISSIONS: usize = 50;
const RULES: usize = 24;
/// Differences that are shrunk and reported before the search ends.
const REPORTED: usize = 8;

/// Everything that one comparison needs.
#[derive(Clone)]
pub struct Case {
    pub rules: Vec<RuleText>,
    pub data: Data,
    /// Whether the submission came with files.
    pub attachments: bool,
}

/// What one side says of one rule: the verdicts, and the first record of each group.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub verdicts: Vec<Verdict>,
    pub representatives: Option<Vec<u32>>,
}

impl From<Decision> for Answer {
    fn from(decision: Decision) -> Self {
        Answer {
            verdicts: decision.verdicts(),
            representatives: decision.representatives().map(<[u32]>::to_vec),
        }
    }
}

/// What both sides say of one rule.
pub struct Answers {
    pub naive: Answer,
    /// The panic's message where the engine panicked.
    pub engine: Result<Answer, String>,
}

impl Answers {
    pub fn agree(&self) -> bool {
        self.engine.as_ref() == Ok(&self.naive)
    }
}

impl Case {
    /// The answers to each rule; the rules are decided together, as in a run.
    pub fn answers(&self, catalog: &Arc<Catalog>) -> Result<Vec<Answers>, String> {
        let judges: Vec<(Judge, Effective)> = self
            .rules
            .iter()
            .map(|rule| rule.judge(catalog))
            .collect::<Result<_, _>>()?;
        let ledgers = self.data.ledgers(catalog);
        Ok(answers(&judges, &ledgers, &world_with(self.attachments)))
    }
}

fn answers(judges: &[(Judge, Effective)], ledgers: &Ledgers, world: &World<'_>) -> Vec<Answers> {
    let naive = Naive::new(ledgers, world);
    let engine: Vec<Result<Answer, String>> = match decisions(judges, ledgers, world) {
        Ok(decisions) => decisions.into_iter().map(|d| Ok(Answer::from(d))).collect(),
        Err(message) => vec![Err(message); judges.len()],
    };
    let plain = judges.iter().map(|(judge, effective)| Answer {
        verdicts: naive.verdicts(judge, *effective),
        representatives: naive.representatives(judge),
    });
    plain
        .zip(engine)
        .map(|(naive, engine)| Answers { naive, engine })
        .collect()
}

/// What the engine decides; the panic's message where it panics.
pub fn decisions(
    judges: &[(Judge, Effective)],
    ledgers: &Ledgers,
    world: &World<'_>,
) -> Result<Vec<Decision>, String> {
    let borrowed: Vec<(&Judge, Effective)> = judges.iter().map(|(j, e)| (j, *e)).collect();
    let decided = catch_unwind(AssertUnwindSafe(|| decide(&borrowed, ledgers, world)));
    decided.map_err(|panic| format!("a panic: {}", message(&*panic)))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "without a message".to_owned())
}

/// Runs `work` without the panic traces of the engine's threads, which have no name; they are caught and reported
/// with their case, and the shrinking of a case would repeat them by the thousand.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let usual = Arc::new(std::panic::take_hook());
    let named = usual.clone();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name().is_some() {
            named(info);
        }
    }));
    let result = work();
    std::panic::set_hook(Box::new(move |info| usual(info)));
    result
}

/// Seeds to run: the one that the environment names, or the fixed list.
fn seeds() -> Vec<u64> {
    match std::env::var("LEDGERLINT_SEED") {
        Ok(seed) => vec![
            seed.trim()
                .parse()
                .expect("LEDGERLINT_SEED is a whole number"),
        ],
        Err(_) => SEEDS.to_vec(),
    }
}

/// Makes up the next submission and its rules; the resolver's complaint where it refuses one.
fn make_up(catalog: &Arc<Catalog>, random: &mut Random) -> Result<Case, String> {
    let data = Data::random(catalog, random);
    let attachments = random.percent(75);
    let ledgers = data.ledgers(catalog);
    let world = world_with(attachments);
    let naive = Naive::new(&ledgers, &world);
    let mut rules = Vec::new();
    for number in 0..RULES {
        rules.push(match number % 2 {
            0 => RuleText::random(catalog, random),
            _ => RuleText::probe(catalog, &naive, random)?,
        });
    }
    Ok(Case {
        rules,
        data,
        attachments,
    })
}

fn world_with(attachments: bool) -> World<'static> {
    let attachments = attachments.then_some(&world::Attachments as &dyn Attachments);
    World {
        as_of: world::as_of(),
        parameters: &world::parameter,
        attachments,
    }
}

/// Runs all cases; the census of what they were about, and the differences found.
fn run(seeds: &[u64]) -> (Census, Vec<String>) {
    let catalog = Arc::new(world::catalog());
    let (mut census, mut found) = (Census::default(), Vec::new());
    for seed in seeds {
        let mut random = Random::new(*seed);
        for number in 0..SUBMISSIONS {
            let made = make_up(&catalog, &mut random);
            let made = made.and_then(|case| Ok((case.answers(&catalog)?, case)));
            let (answers, case) = made.unwrap_or_else(|refused| {
                panic!("seed {seed}, submission {number}: the resolver refuses\n{refused}")
            });
            for (rule, answers) in case.rules.iter().zip(&answers) {
                let (judge, _) = rule.judge(&catalog).expect("it was accepted just now");
                census.count(&judge, &answers.naive.verdicts);
            }
            if !answers.iter().all(Answers::agree) {
                let reports = differing(&case, &catalog)
                    .iter()
                    .map(|case| report(case, &catalog))
                    .collect::<Vec<_>>();
                found.extend(
                    reports
                        .iter()
                        .map(|report| format!("seed {seed}, submission {number}:\n{report}")),
                );
            }
            if found.len() >= REPORTED {
                return (census, found);
            }
        }
    }
    (census, found)
}

/// The case's rules that differ when judged alone; the whole case where it is their company that matters.
fn differing(case: &Case, catalog: &Arc<Catalog>) -> Vec<Case> {
    let with = |rules: Vec<RuleText>| Case {
        rules,
        data: case.data.clone(),
        attachments: case.attachments,
    };
    let alone = case.rules.iter().map(|rule| with(vec![rule.clone()]));
    let alone: Vec<Case> = alone.filter(|case| differs(case, catalog)).collect();
    if alone.is_empty() {
        vec![with(case.rules.clone())]
    } else {
        alone
    }
}

fn differs(case: &Case, catalog: &Arc<Catalog>) -> bool {
    case.answers(catalog)
        .is_ok_and(|answers| !answers.iter().all(Answers::agree))
}

/// The smallest case that still differs, with both answers.
fn report(case: &Case, catalog: &Arc<Catalog>) -> String {
    let found = shrink(case, catalog, &|case| differs(case, catalog));
    let mut text = String::new();
    for (rule, answers) in found
        .rules
        .iter()
        .zip(&found.answers(catalog).unwrap_or_default())
    {
        text += &format!(
            "{rule}  naive:  {:?}\n  engine: {:?}\n",
            answers.naive, answers.engine
        );
    }
    let files = if found.attachments {
        "with files"
    } else {
        "without files"
    };
    let first: String = case.rules.iter().take(1).map(RuleText::to_string).collect();
    format!(
        "{text}tables, {files}:\n{}as found:\n{first}",
        found.data.describe(catalog)
    )
}

#[test]
fn engine_and_naive_evaluator_agree_on_random_rules_and_tables() {
    let seeds = seeds();
    let (census, found) = quietly(|| run(&seeds));
    assert!(
        found.is_empty(),
        "the engine and the naive evaluator differ\n{}",
        found.join("\n")
    );
    // one seed of the user's own choice cannot be expected to cover everything
    if seeds.len() > 1 {
        census.check();
    }
}
