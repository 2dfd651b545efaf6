//! The expressions of a rule as they are written, taken from its keys.

use super::keys::{Faults, Keys};
use super::related::RelatedText;
use super::yaml::{Yaml, YamlKind};

/// The expression texts of a rule, with their places.
#[derive(Default)]
pub struct Expressions<'y> {
    pub per: Option<Vec<(Option<String>, &'y Yaml)>>,
    pub sequence: Option<(Vec<&'y Yaml>, Vec<&'y Yaml>)>,
    pub when: Option<&'y Yaml>,
    pub event: Option<&'y Yaml>,
    pub require: Option<&'y Yaml>,
    pub message: Option<&'y Yaml>,
    pub english_message: Option<&'y Yaml>,
    pub at: Vec<&'y Yaml>,
    pub related: Vec<RelatedText<'y>>,
}

impl<'y> Expressions<'y> {
    pub fn take(
        keys: &mut Keys<'y>,
        event: Option<&'y Yaml>,
        english_message: Option<&'y Yaml>,
        faults: &mut Faults<'_>,
    ) -> Self {
        let per = keys.take("per").map(|node| match &node.kind {
            YamlKind::List(items) => items.iter().flat_map(group_keys).collect(),
            _ => group_keys(node),
        });
        let sequence = keys.take("sequence").and_then(|node| {
            let mut keys = Keys::of(node, faults)?;
            let found = (keys.list("per"), keys.list("by"));
            if found.1.is_empty() {
                keys.missing("by", faults);
            }
            keys.finish(faults);
            Some(found)
        });
        Expressions {
            per,
            sequence,
            when: keys.take("when"),
            event,
            require: keys.take("require"),
            message: keys.take("message"),
            english_message,
            at: keys.list("at"),
            related: RelatedText::take(keys, faults),
        }
    }

    /// (key, text) of what decides, for explaining.
    pub fn sources(&self) -> Vec<(String, String)> {
        let text = |node: &Yaml| node.text().unwrap_or_default().to_owned();
        let mut all = Vec::new();
        if let Some(per) = &self.per {
            let names: Vec<String> = per.iter().map(|(_, node)| text(node)).collect();
            all.push(("per".to_owned(), names.join(", ")));
        }
        if let Some((per, by)) = &self.sequence {
            let join =
                |nodes: &[&Yaml]| nodes.iter().map(|n| text(n)).collect::<Vec<_>>().join(", ");
            all.push((
                "sequence".to_owned(),
                format!("per {} by {}", join(per), join(by)),
            ));
        }
        let single = [("when", self.when), ("require", self.require)];
        all.extend(
            single
                .into_iter()
                .filter_map(|(key, node)| Some((key.to_owned(), text(node?)))),
        );
        all
    }
}

/// `name`, or `name: expression` for a computed key.
fn group_keys(node: &Yaml) -> Vec<(Option<String>, &Yaml)> {
    match &node.kind {
        YamlKind::Map(pairs) => pairs
            .iter()
            .map(|(k, v)| (k.text().map(str::to_owned), v))
            .collect(),
        _ => vec![(None, node)],
    }
}
