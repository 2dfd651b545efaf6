//! The expressions and messages of one rule, each parsed once however many instances it is typed for.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::fault::ExprFault;
use super::keys::without_folds;
use super::parse::parse;
use super::syntax::Expr;
use super::template::{ParsedTemplate, parse_template};
use super::yaml::Yaml;
use crate::lang::Lang;

/// What was parsed so far, by where it begins in the file.
#[derive(Default)]
pub struct Texts {
    expressions: FxHashMap<usize, Result<Rc<Expr>, Vec<ExprFault>>>,
    templates: FxHashMap<usize, Rc<Message>>,
}

/// A message as it is read, without the spaces of folded lines.
pub struct Message {
    pub node: Yaml,
    pub template: Result<ParsedTemplate, Vec<ExprFault>>,
}

impl Texts {
    pub fn expression(
        &mut self,
        at: usize,
        text: &str,
        lang: Lang,
    ) -> Result<Rc<Expr>, Vec<ExprFault>> {
        let parsed = self.expressions.entry(at);
        parsed
            .or_insert_with(|| parse(text, lang).map(Rc::new))
            .clone()
    }

    pub fn message(&mut self, node: &Yaml, file: &str, lang: Lang) -> Rc<Message> {
        let parsed = self.templates.entry(node.span.start);
        let message = parsed.or_insert_with(|| {
            let node = without_folds(node, file);
            let template = parse_template(node.text().unwrap_or_default(), lang);
            Rc::new(Message { node, template })
        });
        message.clone()
    }
}
