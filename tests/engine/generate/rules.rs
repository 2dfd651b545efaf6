//! Random rules: of records, of groups and in sequence; and probes, which ask for one expression's value.

use ledgerlint::ledger::{Catalog, Date, Decimal, LedgerId, Type, Value};
use ledgerlint::rulebook::{Direction, Node};

use super::rule::{EventText, GroupText, RuleText, SequenceText};
use super::values::written;
use super::{Generator, Spot};
use crate::naive::Naive;
use crate::random::Random;

impl RuleText {
    /// A rule with any of the parts that rules have.
    pub fn random(catalog: &Catalog, random: &mut Random) -> Self {
        let ledger = LedgerId::new(random.below(catalog.definitions.len()));
        let mut rule = RuleText::of_records(ledger, "true");
        match random.below(10) {
            0 | 1 => rule.per = Some(random_keys(catalog, ledger, random)),
            2..=4 => rule.sequence = Some(random_sequence(catalog, ledger, random)),
            _ => {}
        }
        let spot = rule.spot();
        let write = |kind: Type, random: &mut Random| {
            let mut generator = Generator::new(catalog, random, spot.clone());
            generator.expr(kind)
        };
        if random.percent(50) {
            rule.when = Some(write(Type::Boolean, random));
        }
        if random.percent(15) {
            let bound = |random: &mut Random| Date::new(2021, 3 + random.below(3) as u32, 5);
            let (from, to) = (bound(random), bound(random).filter(|_| random.percent(50)));
            rule.event = Some(EventText {
                day: write(Type::Date, random),
                from,
                to,
            });
        }
        rule.require = write(Type::Boolean, random);
        rule
    }

    /// A rule that says whether an expression has the value that it has at one of the records or groups: a wrong
    /// value shows, where the truth of a condition would often hide it.
    pub fn probe(
        catalog: &Catalog,
        naive: &Naive<'_>,
        random: &mut Random,
    ) -> Result<Self, String> {
        let ledger = LedgerId::new(random.below(catalog.definitions.len()));
        let mut rule = RuleText::of_records(ledger, "true");
        if random.percent(25) {
            rule.per = Some(random_keys(catalog, ledger, random));
        }
        let expression = Generator::new(catalog, random, rule.spot()).telling();
        rule.require = format!("({expression}) is null");
        let (judge, _) = rule.judge(catalog)?;
        let Node::Is { operand, .. } = &judge.require.node else {
            return Ok(rule);
        };
        let mut values = naive.values(operand, &judge);
        values.retain(is_literal);
        if !values.is_empty() {
            rule.require = format!("{expression} = {}", written(random.pick(&values)));
        }
        Ok(rule)
    }

    /// Where the expressions that decide stand.
    fn spot(&self) -> Spot {
        let ledger = self.ledger;
        match &self.per {
            None => Spot::Record {
                ledger,
                ordered: self.sequence.is_some(),
            },
            Some(keys) => {
                let keys = keys
                    .iter()
                    .map(|key| (key.name.clone(), key.kind))
                    .collect();
                Spot::Group { ledger, keys }
            }
        }
    }
}

/// Whether the language can write the value: its dates have years of four digits, its decimals 38 digits.
fn is_literal(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Date(date) => (1..=9999).contains(&date.parts().0),
        Value::Month(month) => (1..=9999).contains(&month.parts().0),
        Value::Decimal(number) => Decimal::parse(&number.to_string()).is_some(),
        _ => true,
    }
}

fn random_keys(catalog: &Catalog, ledger: LedgerId, random: &mut Random) -> Vec<GroupText> {
    let count = *random.weighted(&[(2, 0), (5, 1), (3, 2)]);
    let mut keys: Vec<GroupText> = Vec::new();
    for i in 0..count {
        let kind = *random.pick(&Type::ALL);
        let plain = random.percent(70);
        let mut generator = Generator::new(
            catalog,
            random,
            Spot::Record {
                ledger,
                ordered: false,
            },
        );
        let value = if plain {
            generator.leaf(kind)
        } else {
            generator.expr(kind)
        };
        keys.push(GroupText {
            name: format!("key{i}"),
            value,
            kind,
        });
    }
    keys
}

/// Ordered by a date at last, so that neighbours are not only ties.
fn random_sequence(catalog: &Catalog, ledger: LedgerId, random: &mut Random) -> SequenceText {
    let leaf = |kind: Type, random: &mut Random| {
        Generator::new(
            catalog,
            random,
            Spot::Record {
                ledger,
                ordered: false,
            },
        )
        .leaf(kind)
    };
    let mut some = |most: usize| -> Vec<String> {
        let count = random.below(most + 1);
        let kinds: Vec<Type> = (0..count).map(|_| *random.pick(&Type::ALL)).collect();
        kinds.into_iter().map(|kind| leaf(kind, random)).collect()
    };
    let (per, mut keys) = (some(2), some(1));
    keys.push(leaf(Type::Date, random));
    let directions = [Direction::Ascending, Direction::Descending];
    let by = keys
        .into_iter()
        .map(|key| (key, *random.pick(&directions)))
        .collect();
    SequenceText { per, by }
}
