//! What all findings of a rule have in common, put into the reader's language once.

use std::sync::Arc;

use crate::finding::{Basis, RuleId, Severity};
use crate::lang::Lang;
use crate::rulebook::Rule;

/// Shared by all findings of a rule.
pub struct Told {
    pub rule: RuleId,
    pub severity: Severity,
    pub title: Arc<str>,
    pub advice: Option<Arc<str>>,
    pub basis: Arc<[Basis]>,
}

impl Told {
    pub fn of(rule: &Rule, severity: Severity, lang: Lang) -> Self {
        let english = &rule.english;
        let shared = |text: &String| Arc::from(text.as_str());
        Told {
            rule: rule.id.clone(),
            severity,
            title: localised(Some(&rule.title), english.title.as_ref(), lang)
                .map_or_else(|| Arc::from(""), shared),
            advice: localised(rule.advice.as_ref(), english.advice.as_ref(), lang).map(shared),
            basis: rule.basis.clone(),
        }
    }
}

/// The English text where it is wanted and there is one.
pub fn localised<'t>(
    chinese: Option<&'t String>,
    english: Option<&'t String>,
    lang: Lang,
) -> Option<&'t String> {
    match (lang, english) {
        (Lang::En, Some(english)) => Some(english),
        _ => chinese,
    }
}
