//! What is wrong in an expression, a rule file or a pack file, and where.

use std::ops::Range;
use std::sync::Arc;

use super::yaml::{NotYaml, Why};
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

/// What is wrong with a file that is no tree, in words.
pub fn not_yaml(found: NotYaml, lang: Lang) -> ExprFault {
    let (message, label) = match found.why {
        Why::Malformed => (
            lang.pick(
                "YAML 格式不对,从这里起读不下去",
                "the YAML cannot be read from here on",
            ),
            lang.pick("在这里", "here"),
        ),
        Why::Alias => (
            lang.pick(
                "规则文件里不能用 YAML 别名(*)",
                "aliases (*) are not allowed in rule files",
            ),
            lang.pick("请写出内容", "write the content out"),
        ),
        Why::TooDeep => (lang.pick("嵌套太深", "nested too deep"), ""),
        Why::Empty => (
            lang.pick("文件是空的", "the file is empty"),
            lang.pick("没有内容", "nothing here"),
        ),
    };
    let fault = ExprFault::new(found.span, message, label);
    if found.why != Why::Malformed {
        return fault;
    }
    fault.advise(lang.pick(
        "检查缩进、冒号后的空格和引号;含有冒号、# 或 { 的文本要用引号括起来",
        "check indentation, the space after a colon and quotes; quote text that holds a colon, # or {",
    ))
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
