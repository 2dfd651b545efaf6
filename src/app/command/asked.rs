//! Values of options that several commands take; what is wrong with them is collected, so that all is said at once.

use clap::ArgMatches;

use crate::app::cli;
use crate::app::config;
use crate::app::fault::Fault;
use crate::finding::Severity;
use crate::lang::Lang;
use crate::ledger::Date;

/// The options of a run.
pub struct Asked<'m> {
    matches: &'m ArgMatches,
    lang: Lang,
    pub faults: Vec<Fault>,
}

impl<'m> Asked<'m> {
    pub fn new(matches: &'m ArgMatches, lang: Lang) -> Self {
        Asked {
            matches,
            lang,
            faults: Vec::new(),
        }
    }

    pub fn as_of(&mut self) -> Option<Date> {
        let wanted = (
            "存在的日期,写法如 2021-05-13",
            "a day of the calendar, written like 2021-05-13",
        );
        self.value("as-of", Date::parse, wanted)
    }

    /// `Some(None)` is never.
    pub fn fail_on(&mut self) -> Option<Option<Severity>> {
        let wanted = (
            "critical、error、warning、info 或 never",
            "critical, error, warning, info or never",
        );
        self.value("fail-on", config::threshold, wanted)
    }

    /// How many findings are told; 0 is all.
    pub fn limit(&mut self) -> Option<usize> {
        let wanted = ("整数,0 为全部", "a whole number, 0 for all");
        self.value("limit", |text| text.parse().ok(), wanted)
    }

    pub fn region(&mut self) -> Option<String> {
        let code = |text: &str| config::is_region(text).then(|| text.to_owned());
        let wanted = ("行政区划代码,如 360921", "a division code such as 360921");
        self.value("region", code, wanted)
    }

    fn value<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        (zh, en): (&str, &str),
    ) -> Option<T> {
        let text = cli::text(self.matches, name)?;
        let value = parse(text);
        if value.is_none() {
            self.faults.push(Fault::new(match self.lang {
                Lang::Zh => format!("--{name} 的值 {text} 不对,应为:{zh}"),
                Lang::En => format!("{text} is no value of --{name}; it should be {en}"),
            }));
        }
        value
    }
}
