//! `related`: records shown beside a finding.

use super::fault::ExprFault;
use super::judge::InstanceReader;
use super::keys::{Faults, Keys};
use super::model::RelatedRecords;
use super::parse::parse;
use super::resolve::{Context, Shape, resolve};
use super::syntax::ExprKind;
use super::template::shift;
use super::typed::{Fold, Node};
use super::yaml::Yaml;

/// One entry, not yet typed.
#[derive(Clone, Copy)]
pub struct RelatedText<'y> {
    of: &'y Yaml,
    message: &'y Yaml,
    english: Option<&'y Yaml>,
    at: Option<&'y Yaml>,
}

impl<'y> RelatedText<'y> {
    /// The entries under the key `related`.
    pub fn take(keys: &mut Keys<'y>, faults: &mut Faults<'_>) -> Vec<Self> {
        let mut found = Vec::new();
        for node in keys.list("related") {
            let Some(mut keys) = Keys::of(node, faults) else {
                continue;
            };
            let (of, message) = (keys.take("of"), keys.take("message"));
            let (english, at) = (keys.take("en"), keys.take("at"));
            keys.finish(faults);
            match (of, message) {
                (Some(of), Some(message)) => found.push(RelatedText {
                    of,
                    message,
                    english,
                    at,
                }),
                _ => faults.push(
                    node.span.clone(),
                    "related 里要写 of 和 message",
                    "related needs of and message",
                ),
            }
        }
        found
    }
}

impl<'a> InstanceReader<'a, '_, '_> {
    /// Types the related records of a rule.
    pub(super) fn related(
        &mut self,
        text: &RelatedText<'_>,
        shape: Shape<'_>,
        context: &Context<'_>,
    ) -> Option<RelatedRecords> {
        const HEAD: &str = "exists(";
        let RelatedText {
            of,
            message,
            english,
            at,
        } = *text;
        let source = format!("{HEAD}{})", of.text().unwrap_or_default());
        let typed = parse(&source, self.around.lang).and_then(|expr| match &expr.kind {
            ExprKind::Call(_) => resolve(&expr, context),
            _ => Err(vec![ExprFault::new(
                expr.span.clone(),
                self.around.lang.pick("of 里写一组记录", "of takes records"),
                "",
            )]),
        });
        let typed = match typed {
            Ok(typed) => typed,
            Err(found) => {
                let back = |mut fault: ExprFault| {
                    fault.span = fault.span.start.saturating_sub(HEAD.len())
                        ..fault.span.end.saturating_sub(HEAD.len());
                    shift(fault, 0)
                };
                self.faults
                    .within(of, found.into_iter().map(back).collect());
                return None;
            }
        };
        let Node::Fold(fold) = typed.node else {
            self.faults.push(
                of.span.clone(),
                "of 里写一对多的关系或台账",
                "of takes a one-to-many relation or a ledger",
            );
            return None;
        };
        let fold: Fold = *fold;
        let inner = fold.over.ledger(self.around.catalog);
        let within = self.context(shape, false, Some(inner));
        let message = self.template(message, &within)?;
        let english_message = match english {
            None => None,
            Some(english) => Some(self.template(english, &within)?),
        };
        let field = match at {
            None => None,
            Some(node) => Some(
                self.pointer(node, &self.context(Shape::Record(inner), false, None))?
                    .field,
            ),
        };
        Some(RelatedRecords {
            of: fold,
            message,
            english_message,
            field,
        })
    }
}
