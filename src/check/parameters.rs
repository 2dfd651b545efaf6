//! The parameter values of a run, and where each comes from.

use std::collections::BTreeMap;

use super::settings::Settings;
use crate::finding::ParameterUse;
use crate::lang::Lang;
use crate::ledger::{Type, Value};
use crate::rulebook::{Parameter, Rulebook, parameter_text};

/// Values in force by full name, described for the report.
pub struct Parameters {
    values: BTreeMap<String, (Value, ParameterUse)>,
}

impl Parameters {
    pub fn of(book: &Rulebook, settings: &Settings) -> Self {
        let mut values = BTreeMap::new();
        for pack in &book.packs {
            for parameter in &pack.parameters {
                let name = format!("{}.{}", pack.id, parameter.name);
                if let Some(value) = in_force(&name, parameter, settings) {
                    values.insert(name, value);
                }
            }
        }
        Parameters { values }
    }

    /// Null where no value is in force.
    pub fn value(&self, name: &str) -> Value {
        self.values
            .get(name)
            .map_or(Value::Null, |(value, _)| value.clone())
    }

    /// How a parameter that was used is reported.
    pub fn described(&self, name: &str) -> Option<&ParameterUse> {
        self.values.get(name).map(|(_, described)| described)
    }
}

fn in_force(
    name: &str,
    parameter: &Parameter,
    settings: &Settings,
) -> Option<(Value, ParameterUse)> {
    let wanted = parameter.values.first().and_then(|v| v.value.kind())?;
    let (value, source, overridden) = match settings
        .overrides
        .get(name)
        .and_then(|text| of_type(text, wanted))
    {
        Some(value) => (value, "ledgerlint.toml".to_owned(), true),
        None => {
            let found = parameter.in_force(settings.as_of, settings.region.as_deref())?;
            let unverified = if found.verified {
                ""
            } else {
                settings.lang.pick("(未核实)", " (unverified)")
            };
            (
                found.value.clone(),
                format!("{}{unverified}", found.source),
                false,
            )
        }
    };
    let described = ParameterUse {
        name: name.to_owned(),
        title: parameter.title.clone(),
        value: value.to_string(),
        unit: parameter.unit.clone(),
        source,
        overridden,
    };
    Some((value, described))
}

/// The override of the parameter's type; a whole number will do for a decimal.
fn of_type(text: &str, wanted: Type) -> Option<Value> {
    match (parameter_text(text), wanted) {
        (Value::Integer(n), Type::Decimal) => {
            Some(Value::Decimal(crate::ledger::Decimal::from_integer(n)))
        }
        (_, Type::Text) => Some(Value::Text(text.into())),
        (value, wanted) if value.kind() == Some(wanted) => Some(value),
        _ => None,
    }
}

/// Overrides that name no parameter or do not fit its type, in words, with advice.
pub fn faulty_overrides(
    book: &Rulebook,
    overrides: &BTreeMap<String, String>,
    lang: Lang,
) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, text) in overrides {
        let known = book.packs.iter().flat_map(|p| {
            p.parameters
                .iter()
                .map(move |x| (format!("{}.{}", p.id, x.name), x))
        });
        match known.into_iter().find(|(known, _)| known == name) {
            None => faults.push(match lang {
                Lang::Zh => format!("没有参数“{name}”;用 ledgerlint explain 规则编号 查看规则用到的参数"),
                Lang::En => format!("there is no parameter '{name}'; ledgerlint explain RULE shows what a rule reads"),
            }),
            Some((_, parameter)) => {
                let wanted = parameter.values.first().and_then(|v| v.value.kind());
                if wanted.is_none_or(|wanted| of_type(text, wanted).is_none()) {
                    let wanted = wanted.map_or("", |w| crate::rulebook::type_name(w, lang));
                    faults.push(match lang {
                        Lang::Zh => format!("参数“{name}”需要{wanted},配置里写的是“{text}”"),
                        Lang::En => format!("parameter '{name}' takes {wanted}, configured is '{text}'"),
                    });
                }
            }
        }
    }
    faults
}
