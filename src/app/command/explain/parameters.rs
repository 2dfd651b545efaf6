//! The parameters of a rule, with the values that count: on the day asked for, or on each day of records.

use super::Page;
use crate::app::config;
use crate::app::layout::wrap;
use crate::lang::Lang;
use crate::rulebook::{Parameter, ParameterValue, Rule, Stretch};

impl Page<'_> {
    pub(super) fn parameters(&mut self, rule: &Rule) {
        let lang = self.console.lang;
        if !rule.parameters.is_empty() {
            self.heading(&match lang {
                Lang::Zh => format!("参数({} 有效)", self.as_of),
                Lang::En => format!("Parameters (valid on {})", self.as_of),
            });
            for (name, parameter) in self.named(&rule.parameters) {
                let line = self.valid(&name, &parameter);
                self.text.push_str(&wrap(&line, 2, self.console.width()));
            }
        }
        if !rule.dated_parameters.is_empty() {
            self.heading(lang.pick(
                "参数(按记录自己的日期取值)",
                "Parameters (valued at a day of the record)",
            ));
            for (name, parameter) in self.named(&rule.dated_parameters) {
                for line in self.by_day(&name, &parameter) {
                    self.text.push_str(&wrap(&line, 2, self.console.width()));
                }
            }
        }
    }

    /// The parameters of these full names.
    fn named(&self, names: &[String]) -> Vec<(String, Parameter)> {
        let packs = &self.loaded.rulebook.packs;
        let parameter = |name: &String| {
            let (pack, short) = name.split_once('.').unwrap_or(("", name));
            let pack = packs.iter().find(|p| p.id == pack)?;
            let found = pack.parameters.iter().find(|p| p.name == short)?;
            Some((name.clone(), found.clone()))
        };
        names.iter().filter_map(parameter).collect()
    }

    /// The value on the day asked for.
    fn valid(&self, name: &str, parameter: &Parameter) -> String {
        let lang = self.console.lang;
        if let Some(set) = self.set(name, parameter) {
            return set;
        }
        let title = format!("{name} {}", parameter.title);
        match parameter.in_force(self.as_of, self.region) {
            None => format!(
                "{title}: {}",
                lang.pick(
                    "这一天没有有效值,用到它的规则无法判断",
                    "no value is valid then; rules that need it are undecided"
                )
            ),
            Some(value) => format!("{title} = {}", sourced(parameter, value, lang)),
        }
    }

    /// Each value with its days.
    fn by_day(&self, name: &str, parameter: &Parameter) -> Vec<String> {
        let lang = self.console.lang;
        if let Some(set) = self.set(name, parameter) {
            return vec![set];
        }
        let line = |stretch: Stretch<'_>| {
            let days = match (stretch.from, stretch.to, lang) {
                (Some(from), Some(to), Lang::Zh) => format!("({from}至{to})"),
                (Some(from), None, Lang::Zh) => format!("({from}起)"),
                (None, Some(to), Lang::Zh) => format!("(到{to}为止)"),
                (Some(from), Some(to), Lang::En) => format!(" ({from} to {to})"),
                (Some(from), None, Lang::En) => format!(" (from {from})"),
                (None, Some(to), Lang::En) => format!(" (until {to})"),
                (None, None, _) => String::new(),
            };
            let value = sourced(parameter, stretch.value, lang);
            format!("{name} {}{days} = {value}", parameter.title)
        };
        let stretches = parameter.stretches(self.region);
        stretches.into_iter().map(line).collect()
    }

    /// The value that the configuration sets.
    fn set(&self, name: &str, parameter: &Parameter) -> Option<String> {
        let lang = self.console.lang;
        let set = self.config.parameters.iter().find(|set| set.id == name)?;
        let from = lang.pick("来自配置", "from the configuration");
        Some(format!(
            "{name} {} = {}{}  [{from} {}]",
            parameter.title,
            set.value.value,
            unit(parameter),
            config::CONFIG_NAME
        ))
    }
}

fn unit(parameter: &Parameter) -> String {
    let unit = parameter.unit.as_deref();
    unit.map_or(String::new(), |unit| format!(" {unit}"))
}

/// `5000 元 36  [source,未核实]`
fn sourced(parameter: &Parameter, value: &ParameterValue, lang: Lang) -> String {
    let verified = match value.verified {
        true => "",
        false => lang.pick(",未核实", ", not verified"),
    };
    let region = value.region.as_deref();
    let region = region.map_or(String::new(), |r| format!(" {r}"));
    format!(
        "{}{}{region}  [{}{verified}]",
        value.value,
        unit(parameter),
        value.source
    )
}
