//! Prints medians, ratios and whether both found the same.

use crate::measure::{Counts, Pair, Round, name_of};

/// Bytes in words.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// Middle value, or the mean of the two in the middle.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        even if even % 2 == 0 => (values[half - 1] + values[half]) / 2.0,
        _ => values[half],
    }
}

/// Load and rules where the side tells them, else the whole process.
fn work(round: &Round) -> f64 {
    round
        .phases
        .map_or(round.wall, |(load, rules)| load + rules)
}

/// The medians of each side, then the medians of the ratios of each pair.
pub fn print(pairs: &[Pair]) {
    let line = |name: &str, rounds: Vec<&Round>| {
        if rounds.is_empty() {
            return;
        }
        let of = |value: &dyn Fn(&Round) -> f64| median(rounds.iter().map(|round| value(round)));
        let mut text = format!("{name:<12} whole run {:7.3} s", of(&|r| r.wall));
        if rounds[0].usage.is_some() {
            let cpu = of(&|r| r.usage.map_or(0.0, |(cpu, _)| cpu));
            let peak = of(&|r| r.usage.map_or(0.0, |(_, peak)| peak as f64));
            text += &format!("   cpu {cpu:7.3} s   peak {:>8}", megabytes(peak as u64));
        }
        if rounds[0].phases.is_some() {
            let load = of(&|r| r.phases.map_or(0.0, |(load, _)| load));
            let rules = of(&|r| r.phases.map_or(0.0, |(_, rules)| rules));
            text += &format!("   load {load:.3} s + rules {rules:.3} s");
        }
        println!("{text}");
    };
    line("ledgerlint", pairs.iter().map(|pair| &pair.ours).collect());
    line(
        "DuckDB",
        pairs
            .iter()
            .filter_map(|pair| pair.duckdb.as_ref())
            .collect(),
    );
    let both: Vec<(&Round, &Round)> = pairs
        .iter()
        .filter_map(|pair| Some((&pair.ours, pair.duckdb.as_ref()?)))
        .collect();
    if both.is_empty() {
        return;
    }
    let ratio = |value: &dyn Fn(&Round) -> f64| {
        median(
            both.iter()
                .map(|(ours, theirs)| value(ours) / value(theirs)),
        )
    };
    let peak = |round: &Round| round.usage.map_or(f64::NAN, |(_, peak)| peak as f64);
    println!(
        "median ratio of time    {:.3}   (ledgerlint's whole run, start and report included / DuckDB's load + rules)",
        ratio(&work)
    );
    println!(
        "median ratio of memory  {:.3}   (peak of the whole process)",
        ratio(&peak)
    );
}

/// Compares what every run found; true where nothing differs.
pub fn print_counts(pairs: &[Pair]) -> bool {
    let Some(first) = pairs.first() else {
        return true;
    };
    let all = pairs
        .iter()
        .flat_map(|pair| [Some(&pair.ours), pair.duckdb.as_ref()])
        .flatten();
    let expected = first.duckdb.as_ref().unwrap_or(&first.ours).counts;
    let found: Vec<Counts> = all.map(|round| round.counts).collect();
    let agreed = match first.duckdb {
        Some(_) => "all 20 counts are equal",
        None => "not compared with DuckDB",
    };
    compare(&expected, &found, agreed)
}

/// Compares counts; true where nothing differs, and then says `agreed`.
pub fn compare(expected: &Counts, found: &[Counts], agreed: &str) -> bool {
    if found.iter().all(|counts| counts == expected) {
        println!("{agreed}: {} findings", expected.iter().sum::<u64>());
        return true;
    }
    println!("COUNTS DIFFER      rule  expected  found");
    for (rule, expected) in expected.iter().enumerate() {
        let other = found.iter().map(|counts| counts[rule]);
        if let Some(other) = other.into_iter().find(|n| n != expected) {
            println!("           {:>12} {expected:9} {other:6}", name_of(rule));
        }
    }
    false
}
