//! What is wrong in an expression, a rule file or a pack file, and where.

use std::ops::Range;
use std::sync::Arc;

use crate::lang::{Lang, nearest};

/// Something wrong in an expression; `span` is in the expression's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprFault {
    pub span: Range<usize>,
    pub message: String,
    pub label: String,
    pub advice: Option<String>,
}

impl ExprFault {
    pub fn new(span: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Self {
        ExprFault {
            span,
            message: message.into(),
            label: label.into(),
            advice: None,
        }
    }

    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// Something wrong in a rule or pack file; `span` is in the file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// As the rule file was named when it was handed in.
    pub path: String,
    pub text: Arc<str>,
    pub message: String,
    pub span: Range<usize>,
    pub label: String,
    pub advice: Option<String>,
}

/// The nearest of the known words, as advice; `None` where nothing is near.
pub fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    lang: Lang,
) -> Option<String> {
    nearest(word, known).map(|near| match lang {
        Lang::Zh => format!("是否想写“{near}”"),
        Lang::En => format!("did you mean '{near}'?"),
    })
}
