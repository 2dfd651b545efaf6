//! The parameter values of a run, on every day, and where each comes from.

use std::collections::BTreeMap;

use super::settings::Settings;
use crate::finding::{Days, ParameterUse};
use crate::lang::Lang;
use crate::ledger::{Date, Value};
use crate::rulebook::{Parameter, Rulebook, parameter_value};

/// Values by full name, described for the report.
pub struct Parameters {
    known: BTreeMap<String, Known>,
    as_of: Date,
    lang: Lang,
}

struct Known {
    /// In order of days, without overlap; there may be days between them.
    steps: Vec<Step>,
    /// One for each step.
    described: Vec<ParameterUse>,
    /// The value in force at the as-of date, described so.
    at_as_of: Option<ParameterUse>,
}

/// A value and the days on which it is in force, ends included.
struct Step {
    from: Option<Date>,
    to: Option<Date>,
    value: Value,
}

impl Step {
    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Parameters {
    pub fn of(book: &Rulebook, settings: &Settings) -> Self {
        let mut known = BTreeMap::new();
        for pack in &book.packs {
            for parameter in &pack.parameters {
                let name = format!("{}.{}", pack.id, parameter.name);
                let values = Known::of(&name, parameter, settings);
                known.insert(name, values);
            }
        }
        Parameters {
            known,
            as_of: settings.as_of,
            lang: settings.lang,
        }
    }

    /// Null where no value is in force on the day.
    pub fn value(&self, name: &str, day: Date) -> Value {
        let steps = self.known.get(name).map_or(&[][..], |known| &known.steps);
        let step = steps.iter().find(|step| step.holds(day));
        step.map_or(Value::Null, |step| step.value.clone())
    }

    /// How a parameter that was used at the as-of date is reported.
    pub fn described(&self, name: &str) -> Option<&ParameterUse> {
        self.known.get(name)?.at_as_of.as_ref()
    }

    /// How a parameter that was used at days of records is reported: each of its values.
    pub fn values(&self, name: &str) -> &[ParameterUse] {
        self.known.get(name).map_or(&[], |known| &known.described)
    }

    /// The days that have a value, in words; `None` where all days up to the as-of date have one.
    pub fn days_without_gap(&self, name: &str) -> Option<String> {
        let steps = &self.known.get(name)?.steps;
        let meet = |pair: &[Step]| {
            let next = pair[0].to.map(|to| Date(to.0 + 1));
            next == pair[1].from
        };
        let begins = steps.first().is_some_and(|step| step.from.is_none());
        let ends = steps
            .last()
            .is_some_and(|step| step.to.is_none_or(|to| to >= self.as_of));
        if begins && ends && steps.windows(2).all(meet) {
            return None;
        }
        let days = steps
            .iter()
            .map(|step| in_words(step.from, step.to, self.lang));
        Some(days.collect::<Vec<_>>().join(self.lang.pick("、", ", ")))
    }
}

fn in_words(from: Option<Date>, to: Option<Date>, lang: Lang) -> String {
    match (from, to, lang) {
        (Some(from), Some(to), Lang::Zh) => format!("{from}至{to}"),
        (Some(from), None, Lang::Zh) => format!("{from}起"),
        (None, Some(to), Lang::Zh) => format!("到{to}为止"),
        (Some(from), Some(to), Lang::En) => format!("{from} to {to}"),
        (Some(from), None, Lang::En) => format!("from {from}"),
        (None, Some(to), Lang::En) => format!("until {to}"),
        (None, None, _) => lang.pick("所有日子", "all days").to_owned(),
    }
}

impl Known {
    fn of(name: &str, parameter: &Parameter, settings: &Settings) -> Self {
        let wanted = parameter.values.first().and_then(|v| v.value.kind());
        let own = settings.overrides.get(name).zip(wanted);
        // the user's value replaces all of the pack's, whatever the day
        if let Some(value) = own.and_then(|(text, wanted)| parameter_value(text, wanted)) {
            let step = Step {
                from: None,
                to: None,
                value,
            };
            let described = describe(name, parameter, &step, "ledgerlint.toml".to_owned(), true);
            return Known {
                steps: vec![step],
                at_as_of: Some(ParameterUse {
                    days: None,
                    ..described.clone()
                }),
                described: vec![described],
            };
        }
        let mut steps = Vec::new();
        let mut described = Vec::new();
        let mut at_as_of = None;
        for stretch in parameter.stretches(settings.region.as_deref()) {
            let value = stretch.value;
            let step = Step {
                from: stretch.from,
                to: stretch.to,
                value: value.value.clone(),
            };
            let unverified = match value.verified {
                true => "",
                false => settings.lang.pick("(未核实)", " (unverified)"),
            };
            let source = format!("{}{unverified}", value.source);
            let step_used = describe(name, parameter, &step, source, false);
            if step.holds(settings.as_of) {
                at_as_of = Some(ParameterUse {
                    days: None,
                    ..step_used.clone()
                });
            }
            steps.push(step);
            described.push(step_used);
        }
        Known {
            steps,
            described,
            at_as_of,
        }
    }
}

fn describe(
    name: &str,
    parameter: &Parameter,
    step: &Step,
    source: String,
    overridden: bool,
) -> ParameterUse {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    ParameterUse {
        name: name.to_owned(),
        title: parameter.title.clone(),
        value: step.value.to_string(),
        unit: parameter.unit.clone(),
        source,
        overridden,
        days: Some(Days {
            from: day(step.from),
            to: day(step.to),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::rulebook::{Pack, ParameterValue};

    fn value(n: i64, from: &str, to: &str, region: &str) -> ParameterValue {
        ParameterValue {
            value: Value::Integer(n),
            from: Date::parse(from),
            to: Date::parse(to),
            region: Some(region.to_owned()).filter(|r| !r.is_empty()),
            source: n.to_string(),
            verified: true,
        }
    }

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a day")
    }

    fn parameters(values: Vec<ParameterValue>, region: &str, own: Option<&str>) -> Parameters {
        let parameter = Parameter {
            name: "line".into(),
            title: "线".into(),
            unit: None,
            values,
        };
        let book = Rulebook {
            packs: vec![Pack {
                id: "T".into(),
                title: "T".into(),
                description: None,
                parameters: vec![parameter],
            }],
            rules: Vec::new(),
        };
        let mut settings = Settings::at(day("2021-05-13"));
        settings.region = Some(region.to_owned()).filter(|r| !r.is_empty());
        let own = own.map(|own| ("T.line".to_owned(), own.to_owned()));
        settings.overrides = own.into_iter().collect();
        settings.severities.insert("T-001".into(), Severity::Info);
        Parameters::of(&book, &settings)
    }

    fn shown(parameters: &Parameters) -> Vec<String> {
        let values = parameters.values("T.line").iter();
        let days = |d: &Days| {
            let end = |end: &Option<String>| end.clone().unwrap_or_default();
            format!("{}..{}", end(&d.from), end(&d.to))
        };
        values
            .map(|v| {
                format!(
                    "{} {}",
                    v.value,
                    v.days.as_ref().map_or(String::new(), days)
                )
            })
            .collect()
    }

    /// Every day from 2019 to 2023: the step function says what `in_force` says.
    #[test]
    fn each_day_has_the_value_in_force() {
        let values = || {
            vec![
                value(1, "", "", ""),
                value(2, "2020-03-01", "2021-02-28", ""),
                value(3, "2021-01-01", "", "36"),
                value(4, "2022-01-01", "2022-06-30", "3609"),
                value(5, "2022-03-01", "", "36"),
            ]
        };
        for region in ["", "36", "360921", "44"] {
            let parameters = parameters(values(), region, None);
            let parameter = Parameter {
                name: String::new(),
                title: String::new(),
                unit: None,
                values: values(),
            };
            let region = Some(region).filter(|r| !r.is_empty());
            for n in day("2019-01-01").0..day("2023-12-31").0 {
                let wanted = parameter.in_force(Date(n), region);
                let wanted = wanted.map_or(Value::Null, |v| v.value.clone());
                assert_eq!(parameters.value("T.line", Date(n)), wanted, "{}", Date(n));
            }
        }
    }

    #[test]
    fn values_are_told_with_their_days() {
        let two = || vec![value(1, "", "", ""), value(2, "2021-04-01", "", "")];
        let known = parameters(two(), "", None);
        assert_eq!(shown(&known), ["1 ..2021-03-31", "2 2021-04-01.."]);
        assert_eq!(known.described("T.line").map(|d| &*d.value), Some("2"));
        assert_eq!(known.days_without_gap("T.line"), None);
        // the user's own value goes for all days
        let own = parameters(two(), "", Some("9"));
        assert_eq!(shown(&own), ["9 .."]);
        assert_eq!(own.value("T.line", day("1999-01-01")), Value::Integer(9));
    }

    #[test]
    fn days_without_a_value_are_told() {
        let gaps = |values| parameters(values, "", None).days_without_gap("T.line");
        let later = value(1, "2021-01-01", "", "");
        assert_eq!(gaps(vec![later.clone()]).as_deref(), Some("2021-01-01起"));
        let earlier = value(2, "", "2019-12-31", "");
        let both = gaps(vec![earlier, later]);
        assert_eq!(both.as_deref(), Some("到2019-12-31为止、2021-01-01起"));
    }
}
