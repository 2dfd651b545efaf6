//! A rule's expressions as texts, and their typed form.

use std::fmt;

use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Date, LedgerId, Type};
use ledgerlint::rulebook::{
    Context, Direction, Effective, GroupKey, Judge, Sequence, Shape, Slots, Standing, Template,
    Typed, parse, resolve,
};

use crate::world::{PARAMETERS, parameter_type};

/// What a rule file says, as far as it decides.
#[derive(Clone, Debug)]
pub struct RuleText {
    pub ledger: LedgerId,
    /// Keys of a group rule.
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

#[derive(Clone, Debug)]
pub struct SequenceText {
    pub per: Vec<String>,
    pub by: Vec<(String, Direction)>,
}

/// The day of a record's event, and the days from and to which the rule is in force.
#[derive(Clone, Debug)]
pub struct EventText {
    pub day: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
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

    /// The typed rule; the resolver's complaints where it refuses.
    pub fn judge(&self, catalog: &Catalog) -> Result<(Judge, Effective), String> {
        let at_record = |text: &String| typed(text, Shape::Record(self.ledger), false, catalog);
        let group_key = |key: &GroupText| {
            Ok(GroupKey {
                name: key.name.clone(),
                title: key.name.clone(),
                value: at_record(&key.value)?,
            })
        };
        let per: Option<Vec<GroupKey>> = match &self.per {
            None => None,
            Some(keys) => Some(keys.iter().map(group_key).collect::<Result<_, String>>()?),
        };
        let sequence = match &self.sequence {
            None => None,
            Some(SequenceText { per, by }) => {
                let directed =
                    |(key, direction): &(String, Direction)| Ok((at_record(key)?, *direction));
                Some(Sequence {
                    per: per.iter().map(at_record).collect::<Result<_, _>>()?,
                    by: by.iter().map(directed).collect::<Result<_, String>>()?,
                })
            }
        };
        let shape = match per.as_deref() {
            None => Shape::Record(self.ledger),
            Some(keys) => Shape::Group(self.ledger, keys),
        };
        let at = |text: &String, kind: Type| {
            let typed = typed(text, shape, sequence.is_some(), catalog)?;
            let fits = typed.kind == Some(kind);
            if fits {
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
            .map(|event| at(&event.day, Type::Date))
            .transpose()?;
        let require = at(&self.require, Type::Boolean)?;
        let effective = Effective {
            from: self.event.as_ref().and_then(|event| event.from),
            to: self.event.as_ref().and_then(|event| event.to),
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
        let sequence = self.sequence.iter_mut().flat_map(|sequence| {
            let by = sequence.by.iter_mut().map(|(key, _)| key);
            sequence.per.iter_mut().chain(by)
        });
        let event = self.event.iter_mut().map(|event| &mut event.day);
        let deciding = self.when.iter_mut().chain(event).chain([&mut self.require]);
        keys.chain(sequence).chain(deciding).collect()
    }
}

impl fmt::Display for RuleText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  ledger: #{}", self.ledger.index())?;
        if let Some(keys) = &self.per {
            let key = |key: &GroupText| format!("{}: {}", key.name, key.value);
            let keys: Vec<String> = keys.iter().map(key).collect();
            writeln!(f, "  per: {{{}}}", keys.join(", "))?;
        }
        if let Some(SequenceText { per, by }) = &self.sequence {
            let by: Vec<String> = by.iter().map(|(key, d)| format!("{key} {d:?}")).collect();
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
        if let Some(EventText { day, from, to }) = &self.event {
            writeln!(f, "  effective: by {day} from {from:?} to {to:?}")?;
        }
        writeln!(f, "  require: {}", self.require)
    }
}

/// Parses and resolves one expression with the parameters of the random world.
fn typed(text: &str, shape: Shape<'_>, ordered: bool, catalog: &Catalog) -> Result<Typed, String> {
    let names: Vec<String> = PARAMETERS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let context = Context {
        catalog,
        lang: Lang::En,
        standing: Standing::Given,
        pack: "T",
        parameters: &parameter_type,
        parameter_names: &names,
        shape,
        ordered,
        slots: Slots::default(),
        within: None,
    };
    let typed = parse(text, Lang::En).and_then(|expr| resolve(&expr, &context));
    typed.map_err(|faults| {
        let fault = |f: &ledgerlint::rulebook::ExprFault| format!("\n  {:?} {}", f.span, f.message);
        faults
            .iter()
            .map(fault)
            .fold(text.to_owned(), |all, one| all + &one)
    })
}
