//! The parameter values of a run, and where each comes from.

use std::collections::BTreeMap;

use super::settings::Settings;
use crate::finding::ParameterUse;
use crate::ledger::Value;
use crate::rulebook::{Parameter, Rulebook, parameter_value};

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
        .and_then(|text| parameter_value(text, wanted))
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
