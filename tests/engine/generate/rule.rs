//! A rule's expressions as texts, and their typed form.

use std::fmt;

use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Date, Decimal, LedgerId, Type, Value};
use ledgerlint::rulebook::{
    Context, Direction, Effective, GroupKey, Judge, Node, Sequence, Shape, Slots, Template, Typed,
    parse, resolve,
};

use super::values::written;
use super::{Generator, Spot};
use crate::naive::Naive;
use crate::random::Random;
use crate::world::{PARAMETERS, parameter_type};

/// Expressions of `sequence.per`, and of `sequence.by` with their directions.
type SequenceText = (Vec<String>, Vec<(String, Direction)>);
/// The date of a record's event, and the days on which the rule is in force.
type EventText = (String, Option<Date>, Option<Date>);

/// What a rule file says, as far as it decides.
#[derive(Clone, Debug)]
pub struct RuleText {
    pub ledger: LedgerId,
    /// (name, expression) of the keys of a group rule.
    pub per: Option<Vec<GroupText>>,
    pub sequence: Option<SequenceText>,
    pub when: Option<String>,
    pub event: Option<EventText>,
    pub require: String,
}

#[derive(Clone, Debug)]
pub struct GroupText {
    pub name: String,
    pub value: String,
    pub kind: Type,
}

impl RuleText {
    /// A rule that judges the records of a ledger by one expression.
    pub fn of_records(ledger: LedgerId, require: &str) -> Self {
        RuleText {
            ledger,
            per: None,
            sequence: None,
            when: None,
            event: None,
            require: require.to_owned(),
        }
    }

    pub fn random(catalog: &Catalog, random: &mut Random) -> Self {
        let ledger = LedgerId::new(random.below(catalog.definitions.len()));
        let mut rule = RuleText::of_records(ledger, "true");
        let at_record = |random: &mut Random, kind: Type| {
            Generator::new(catalog, random, record(ledger, false)).leaf(kind)
        };
        match random.below(10) {
            0 | 1 => rule.per = Some(random_keys(catalog, ledger, random)),
            2..=4 => {
                let expressions = |most: usize, random: &mut Random| -> Vec<String> {
                    let count = random.below(most + 1);
                    (0..count)
                        .map(|_| {
                            let kind = *random.pick(&Type::ALL);
                            at_record(random, kind)
                        })
                        .collect()
                };
                let per = expressions(2, random);
                let mut by = expressions(1, random);
                by.push(at_record(random, Type::Date));
                let directed = |key| {
                    (
                        key,
                        *random.pick(&[Direction::Ascending, Direction::Descending]),
                    )
                };
                rule.sequence = Some((per, by.into_iter().map(directed).collect()));
            }
            _ => {}
        }
        let spot = rule.spot();
        let write = |kind: Type, random: &mut Random| -> String {
            Generator::new(catalog, random, spot.clone()).expr(kind)
        };
        if random.percent(50) {
            rule.when = Some(write(Type::Boolean, random));
        }
        if random.percent(15) {
            let day = |random: &mut Random| Date::new(2021, 3 + random.below(3) as u32, 5);
            let (from, to) = (day(random), day(random).filter(|_| random.percent(50)));
            rule.event = Some((write(Type::Date, random), from, to));
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
        let mut rule = RuleText::of_records(
            LedgerId::new(random.below(catalog.definitions.len())),
            "true",
        );
        if random.percent(25) {
            rule.per = Some(random_keys(catalog, rule.ledger, random));
        }
        let expression = Generator::new(catalog, random, rule.spot()).telling();
        rule.require = format!("({expression}) is null");
        let (judge, _) = rule.judge(catalog)?;
        let Node::Is { operand, .. } = &judge.require.node else {
            return Ok(rule);
        };
        let values: Vec<Value> = naive
            .values(operand, &judge)
            .into_iter()
            .filter(is_literal)
            .collect();
        if !values.is_empty() {
            rule.require = format!("{expression} = {}", written(random.pick(&values)));
        }
        Ok(rule)
    }

    /// Where the expressions that decide stand.
    fn spot(&self) -> Spot {
        match &self.per {
            None => record(self.ledger, self.sequence.is_some()),
            Some(keys) => {
                let keys = keys
                    .iter()
                    .map(|key| (key.name.clone(), key.kind))
                    .collect();
                Spot::Group {
                    ledger: self.ledger,
                    keys,
                }
            }
        }
    }

    /// The typed rule; the resolver's complaints where it refuses.
    pub fn judge(&self, catalog: &Catalog) -> Result<(Judge, Effective), String> {
        let at_record = |text: &String| typed(text, Shape::Record(self.ledger), false, catalog);
        let per = self
            .per
            .as_ref()
            .map(|keys| {
                keys.iter()
                    .map(|key| {
                        Ok(GroupKey {
                            name: key.name.clone(),
                            title: key.name.clone(),
                            value: at_record(&key.value)?,
                        })
                    })
                    .collect::<Result<Vec<_>, String>>()
            })
            .transpose()?;
        let sequence = match &self.sequence {
            None => None,
            Some((per, by)) => Some(Sequence {
                per: per.iter().map(at_record).collect::<Result<_, _>>()?,
                by: by
                    .iter()
                    .map(|(key, d)| Ok((at_record(key)?, *d)))
                    .collect::<Result<_, String>>()?,
            }),
        };
        let shape = per.as_deref().map_or(Shape::Record(self.ledger), |keys| {
            Shape::Group(self.ledger, keys)
        });
        let at = |text: &String, kind: Type| {
            let typed = typed(text, shape, sequence.is_some(), catalog)?;
            if typed.kind == Some(kind) {
                Ok(typed)
            } else {
                Err(format!("{text}\n  is no {}", kind.name()))
            }
        };
        let when = self
            .when
            .as_ref()
            .map(|text| at(text, Type::Boolean))
            .transpose()?;
        let event = self
            .event
            .as_ref()
            .map(|(text, _, _)| at(text, Type::Date))
            .transpose()?;
        let require = at(&self.require, Type::Boolean)?;
        let bound = |pick: fn(&EventText) -> Option<Date>| self.event.as_ref().and_then(pick);
        let effective = Effective {
            from: bound(|e| e.1),
            to: bound(|e| e.2),
            by_event: event.is_some(),
        };
        let judge = Judge {
            ledger: self.ledger,
            sequence,
            when,
            event,
            require,
            message: Template::default(),
            english_message: None,
            at: Vec::new(),
            related: Vec::new(),
            per,
        };
        Ok((judge, effective))
    }

    /// Every expression of the rule, to be read or replaced.
    pub fn texts(&mut self) -> Vec<&mut String> {
        let keys = self.per.iter_mut().flatten().map(|key| &mut key.value);
        let sequence = self
            .sequence
            .iter_mut()
            .flat_map(|(per, by)| per.iter_mut().chain(by.iter_mut().map(|(key, _)| key)));
        let event = self.event.iter_mut().map(|(text, _, _)| text);
        keys.chain(sequence)
            .chain(&mut self.when)
            .chain(event)
            .chain([&mut self.require])
            .collect()
    }
}

impl fmt::Display for RuleText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  ledger: #{}", self.ledger.index())?;
        if let Some(keys) = &self.per {
            let keys: Vec<String> = keys
                .iter()
                .map(|key| format!("{}: {}", key.name, key.value))
                .collect();
            writeln!(f, "  per: {{{}}}", keys.join(", "))?;
        }
        if let Some((per, by)) = &self.sequence {
            let by: Vec<String> = by
                .iter()
                .map(|(key, direction)| format!("{key} {direction:?}"))
                .collect();
            writeln!(
                f,
                "  sequence: per [{}] by [{}]",
                per.join(", "),
                by.join(", ")
            )?;
        }
        if let Some(when) = &self.when {
            writeln!(f, "  when: {when}")?;
        }
        if let Some((event, from, to)) = &self.event {
            writeln!(f, "  effective: by {event} from {from:?} to {to:?}")?;
        }
        writeln!(f, "  require: {}", self.require)
    }
}

fn record(ledger: LedgerId, ordered: bool) -> Spot {
    Spot::Record { ledger, ordered }
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
        let mut generator = Generator::new(catalog, random, record(ledger, false));
        let value = if generator.random.percent(70) {
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

/// Parses and resolves one expression with the parameters of the random world.
pub fn typed(
    text: &str,
    shape: Shape<'_>,
    ordered: bool,
    catalog: &Catalog,
) -> Result<Typed, String> {
    let names: Vec<String> = PARAMETERS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let context = Context {
        catalog,
        lang: Lang::En,
        pack: "T",
        parameters: &parameter_type,
        parameter_names: &names,
        shape,
        ordered,
        slots: Slots::default(),
        within: None,
    };
    let expr = parse(text, Lang::En);
    expr.and_then(|expr| resolve(&expr, &context))
        .map_err(|faults| {
            let faults: Vec<String> = faults
                .iter()
                .map(|f| format!("  {:?} {}", f.span, f.message))
                .collect();
            format!("{text}\n{}", faults.join("\n"))
        })
}
