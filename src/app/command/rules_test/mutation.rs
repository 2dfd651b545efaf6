//! `--mutate`: which mutants of the rules the examples let through.

use std::sync::Arc;

use clap::ArgMatches;

use crate::app::cli;
use crate::app::console::Console;
use crate::app::fault::{Fault, Place};
use crate::app::layout;
use crate::app::packs::Loaded;
use crate::app::progress::Progress;
use crate::app::status::Status;
use crate::check::mutation::{Mutated, mutate};
use crate::lang::Lang;
use crate::ledger::{Catalog, Decimal};
use crate::rulebook::{Excused, Rule};

/// The percentage of mutants to be killed, where mutants are wanted.
pub fn least(matches: &ArgMatches, lang: Lang) -> Result<Option<Decimal>, Vec<Fault>> {
    if !matches.get_flag("mutate") {
        return Ok(None);
    }
    let Some(written) = cli::text(matches, "min-killed") else {
        return Ok(Some(Decimal::from_integer(95)));
    };
    let range = Decimal::from_integer(0)..=Decimal::from_integer(100);
    let number = Decimal::parse(written.trim_end_matches('%')).filter(|n| range.contains(n));
    number.map(Some).ok_or_else(|| {
        vec![
            Fault::new(match lang {
                Lang::Zh => format!("--min-killed 的值 {written} 不对"),
                Lang::En => format!("{written} is no value of --min-killed"),
            })
            .advise(lang.pick(
                "写 0 到 100 的百分数,如 95",
                "write a percentage from 0 to 100, such as 95",
            )),
        ]
    })
}

pub fn run(
    rules: &[&Rule],
    loaded: &Loaded,
    catalog: &Arc<Catalog>,
    least: Decimal,
    console: &Console,
) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let progress = Progress::new(console, || 0);
    let mutated = mutate(rules, &loaded.rulebook, catalog, lang, &|done, all| {
        progress.mutating(done, all);
    });
    drop(progress);
    let mut text = String::new();
    let mut unused = 0;
    for rule in &mutated {
        text += &survivors(rule, loaded, console);
        unused += rule.unused.len();
        text += &unused_excuses(rule, loaded, console);
    }
    text += &table(&mutated, loaded, lang);
    let all = Tally::of(&mutated);
    text += &match lang {
        Lang::Zh => format!(
            "{} 个变异,样例查出 {} 个,另有 {} 个说明了理由,漏 {} 个;查出率 {},应不低于 {least}%\n",
            all.made,
            all.killed,
            all.excused,
            all.left(),
            all.percent(),
        ),
        Lang::En => format!(
            "{} mutants, {} killed, {} more excused, {} survive; {} killed, at least {least}% wanted\n",
            all.made,
            all.killed,
            all.excused,
            all.left(),
            all.percent(),
        ),
    };
    console.print(&text)?;
    if all.left() > 0 {
        console.note(
            "补一个只有原来的写法才判对的样例;两种写法判什么都一样的,先看条件能不能写简单些,\
             不能的在规则的 excuses 里写 {mutant: 原文 => 变异, because: 理由}",
            "add an example that only the rule as written judges rightly; where both always judge the same, simplify \
             the condition if it can be, or give a reason under excuses: {mutant: before => after, because: reason}",
        );
    }
    Ok(if all.reaches(least) && unused == 0 {
        Status::Clean
    } else {
        Status::Findings
    })
}

/// The survivors of a rule that have no excuse.
fn survivors(rule: &Mutated, loaded: &Loaded, console: &Console) -> String {
    let lang = console.lang;
    let left = rule.survivors.iter().filter(|s| s.because.is_none());
    let told = left.map(|survivor| {
        let place = Place {
            path: loaded.shown(&rule.file, lang),
            text: Some(rule.file.text.clone()),
            span: survivor.span.clone(),
            label: String::new(),
        };
        let message = match lang {
            Lang::Zh => format!(
                "{} 改了样例查不出:{} => {}",
                rule.rule, survivor.before, survivor.after
            ),
            Lang::En => format!(
                "{} no example notices: {} => {}",
                rule.rule, survivor.before, survivor.after
            ),
        };
        let fault = Fault::new(message).at(place);
        fault.render_as(
            lang.pick("漏:", "survivor: "),
            "1;33",
            lang,
            console.stdout_color(),
        )
    });
    told.collect()
}

fn unused_excuses(rule: &Mutated, loaded: &Loaded, console: &Console) -> String {
    let lang = console.lang;
    let told = rule.unused.iter().map(|excuse| {
        let place = Place {
            path: loaded.shown(&rule.file, lang),
            text: Some(rule.file.text.clone()),
            span: excuse.span.clone(),
            label: String::new(),
        };
        let name = match &excuse.of {
            Excused::Mutant(name) | Excused::Lint(name) => name,
        };
        let message = match lang {
            Lang::Zh => format!("{} 的这个例外没有用:没有漏掉的变异 {name}", rule.rule),
            Lang::En => format!(
                "{}: this excuse is unused: no mutant {name} survives",
                rule.rule
            ),
        };
        let fault = Fault::new(message).at(place).advise(lang.pick(
            "删掉它,或照漏掉的变异的写法改正",
            "remove it, or write it as the survivor is shown",
        ));
        fault.render(lang, console.stdout_color())
    });
    told.collect()
}

/// Numbers of mutants.
#[derive(Clone, Copy, Default)]
struct Tally {
    made: usize,
    killed: usize,
    excused: usize,
}

impl Tally {
    fn of<'a>(rules: impl IntoIterator<Item = &'a Mutated>) -> Self {
        rules.into_iter().fold(Tally::default(), |sum, rule| Tally {
            made: sum.made + rule.made,
            killed: sum.killed + rule.killed(),
            excused: sum.excused + rule.excused(),
        })
    }

    /// Survivors without a reason.
    fn left(&self) -> usize {
        self.made - self.killed - self.excused
    }

    /// What the percentage is taken of: nobody can kill a mutant that is the rule in other words.
    fn counted(&self) -> usize {
        self.made - self.excused
    }

    fn reaches(&self, least: Decimal) -> bool {
        self.killed as i128 * 100 * Decimal::ONE >= least.0 * self.counted() as i128
    }

    /// Rounded down, so that 100 means all.
    fn percent(&self) -> String {
        match (self.killed * 1000).checked_div(self.counted()) {
            Some(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
            None => "-".to_owned(),
        }
    }
}

/// Each pack with its rules.
fn table(mutated: &[Mutated], loaded: &Loaded, lang: Lang) -> String {
    let row = |name: String, tally: Tally| {
        let numbers = [tally.made, tally.killed, tally.excused, tally.left()];
        let mut row = vec![name];
        row.extend(numbers.map(|n| n.to_string()));
        row.push(tally.percent());
        row
    };
    let mut rows = Vec::new();
    for (at, pack) in loaded.rulebook.packs.iter().enumerate() {
        let rules: Vec<&Mutated> = mutated
            .iter()
            .filter(|rule| rule.pack == at && rule.made > 0)
            .collect();
        if rules.is_empty() {
            continue;
        }
        rows.push(row(pack.id.clone(), Tally::of(rules.iter().copied())));
        for rule in rules {
            rows.push(row(format!("  {}", rule.rule), Tally::of([rule])));
        }
    }
    let header = match lang {
        Lang::Zh => ["规则", "变异", "查出", "有理由", "漏", "查出率"],
        Lang::En => ["rule", "mutants", "killed", "excused", "survive", "rate"],
    };
    layout::table(&header, &rows)
}
