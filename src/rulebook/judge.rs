//! The expressions of a rule, typed for each ledger, field or relation that it is judged for.

use std::collections::BTreeSet;

use super::fault::ExprFault;
use super::keys::{Faults, Keys, without_folds};
use super::model::{Judge, Pointer, RelatedRecords, Sequence};
use super::parse::parse;
use super::reads::own_fields;
use super::related::RelatedText;
use super::resolve::{Context, GroupKey, Shape, Slots, resolve};
use super::rule::{Surroundings, ledger_of};
use super::syntax::{Direction, Expr};
use super::template::{Part, Template, resolve_template};
use super::typed::{Attribute, Node, Reached, Scope, Typed};
use super::yaml::{Yaml, YamlKind};
use crate::lang::Lang;
use crate::ledger::{LedgerId, Type};

/// The expression texts of a rule, with their places.
#[derive(Default)]
pub struct Expressions<'y> {
    per: Option<Vec<(Option<String>, &'y Yaml)>>,
    sequence: Option<(Vec<&'y Yaml>, Vec<&'y Yaml>)>,
    when: Option<&'y Yaml>,
    event: Option<&'y Yaml>,
    require: Option<&'y Yaml>,
    message: Option<&'y Yaml>,
    english_message: Option<&'y Yaml>,
    at: Vec<&'y Yaml>,
    related: Vec<RelatedText<'y>>,
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

/// The typed instances of a rule and the parameters they read.
pub struct Judges {
    pub judges: Vec<Judge>,
    pub parameters: Vec<String>,
}

/// Types the expressions for each instance; the same fault in several instances is reported once.
pub fn read_judges(
    expressions: &Expressions<'_>,
    slots: &[Slots],
    around: &Surroundings<'_>,
    faults: &mut Faults<'_>,
) -> Judges {
    let mut judges = Vec::new();
    let mut names = BTreeSet::new();
    if expressions.require.is_none() {
        faults.push(0..0, "缺少 require", "require is missing");
    }
    if expressions.message.is_none() {
        faults.push(0..0, "缺少 message", "message is missing");
    }
    for slots in slots {
        let mut reader = InstanceReader {
            around,
            slots: *slots,
            faults,
        };
        if let Some(judge) = reader.judge(expressions) {
            parameters_of(&judge, &mut names);
            judges.push(judge);
        }
    }
    if slots.is_empty() {
        // the ledger is unknown, but what is wrong with the words themselves can be told all the same
        let mut reader = InstanceReader {
            around,
            slots: Slots::default(),
            faults,
        };
        for node in expressions.when.iter().chain(&expressions.require) {
            reader.parsed(node);
        }
    }
    let mut seen: Vec<ExprFault> = Vec::new();
    faults.found.retain(|fault| {
        let new = !seen.contains(fault);
        if new {
            seen.push(fault.clone());
        }
        new
    });
    Judges {
        judges,
        parameters: names.into_iter().collect(),
    }
}

fn parameters_of(judge: &Judge, names: &mut BTreeSet<String>) {
    let mut visit = |typed: &Typed| {
        if let Node::Parameter(name) = &typed.node {
            names.insert(name.clone());
        }
    };
    let values = judge.message.parts.iter().filter_map(|part| match part {
        Part::Value(typed) => Some(typed),
        Part::Text(_) => None,
    });
    for typed in judge.when.iter().chain([&judge.require]).chain(values) {
        typed.walk(&mut |t| visit(t));
    }
}

pub(super) struct InstanceReader<'a, 'f, 't> {
    pub(super) around: &'a Surroundings<'a>,
    slots: Slots,
    pub(super) faults: &'f mut Faults<'t>,
}

impl<'a> InstanceReader<'a, '_, '_> {
    fn judge(&mut self, from: &Expressions<'_>) -> Option<Judge> {
        let ledger = ledger_of(&self.slots);
        let record = self.context(Shape::Record(ledger), false, None);
        let per = match &from.per {
            None => None,
            Some(keys) => Some(
                keys.iter()
                    .map(|(name, node)| self.group_key(name.as_deref(), node, &record))
                    .collect::<Option<Vec<_>>>()?,
            ),
        };
        let shape = per
            .as_deref()
            .map_or(Shape::Record(ledger), |keys| Shape::Group(ledger, keys));
        let sequence = match &from.sequence {
            None => None,
            Some((per, by)) => Some(Sequence {
                per: per
                    .iter()
                    .map(|n| self.typed(n, &record))
                    .collect::<Option<_>>()?,
                by: by
                    .iter()
                    .map(|n| self.ordered(n, &record))
                    .collect::<Option<_>>()?,
            }),
        };
        let context = self.context(shape, sequence.is_some(), None);
        let when = from.when.map(|n| self.typed_as(n, &context, Type::Boolean));
        let require = from
            .require
            .map(|n| self.typed_as(n, &context, Type::Boolean));
        let event = from.event.map(|n| self.typed_as(n, &context, Type::Date));
        let message = from.message.map(|n| self.template(n, &context));
        let english_message = from.english_message.map(|n| self.template(n, &context));
        let at: Option<Vec<Pointer>> = from.at.iter().map(|n| self.pointer(n, &record)).collect();
        let related: Option<Vec<RelatedRecords>> = from
            .related
            .iter()
            .map(|r| self.related(r, shape, &context))
            .collect();
        let when = when.map_or(Some(None), |w| w.map(Some))?;
        let require = require??;
        let mut at = at?;
        if at.is_empty() {
            at = default_pointers(&require, when.as_ref(), ledger, self.around);
        }
        Some(Judge {
            ledger,
            sequence,
            when,
            event: event.map_or(Some(None), |e| e.map(Some))?,
            require,
            message: message??,
            english_message: english_message.map_or(Some(None), |m| m.map(Some))?,
            at,
            related: related?,
            per,
        })
    }

    pub(super) fn context<'k>(
        &self,
        shape: Shape<'k>,
        ordered: bool,
        within: Option<LedgerId>,
    ) -> Context<'k>
    where
        'a: 'k,
    {
        Context {
            catalog: self.around.catalog,
            lang: self.around.lang,
            pack: self.around.pack_id,
            parameters: self.around.parameters,
            parameter_names: self.around.parameter_names,
            shape,
            ordered,
            slots: self.slots,
            within,
        }
    }

    fn parsed(&mut self, node: &Yaml) -> Option<Expr> {
        let Some(text) = node.text() else {
            self.faults.push(
                node.span.clone(),
                "这里应当是一个表达式",
                "expected an expression here",
            );
            return None;
        };
        match parse(text, self.around.lang) {
            Ok(expr) => Some(expr),
            Err(found) => {
                self.faults.within(node, found);
                None
            }
        }
    }

    fn typed(&mut self, node: &Yaml, context: &Context<'_>) -> Option<Typed> {
        let expr = self.parsed(node)?;
        match resolve(&expr, context) {
            Ok(typed) => Some(typed),
            Err(found) => {
                self.faults.within(node, found);
                None
            }
        }
    }

    fn typed_as(&mut self, node: &Yaml, context: &Context<'_>, wanted: Type) -> Option<Typed> {
        let typed = self.typed(node, context)?;
        if typed.kind == Some(wanted) {
            return Some(typed);
        }
        let wanted = super::resolve::type_name(wanted, self.around.lang);
        let message = match self.around.lang {
            Lang::Zh => format!("这个表达式的结果应当是{wanted}"),
            Lang::En => format!("this expression must give {wanted}"),
        };
        self.faults.within(
            node,
            vec![ExprFault::new(typed.span.clone(), message, wanted)],
        );
        None
    }

    /// `field` or `field desc`.
    fn ordered(&mut self, node: &Yaml, context: &Context<'_>) -> Option<(Typed, Direction)> {
        let text = node.text().unwrap_or_default();
        let (source, direction) = match text.strip_suffix(" desc") {
            Some(source) => (source, Direction::Descending),
            None => (
                text.strip_suffix(" asc").unwrap_or(text),
                Direction::Ascending,
            ),
        };
        match parse(source, self.around.lang).and_then(|expr| resolve(&expr, context)) {
            Ok(typed) => Some((typed, direction)),
            Err(found) => {
                self.faults.within(node, found);
                None
            }
        }
    }

    fn group_key(
        &mut self,
        name: Option<&str>,
        node: &Yaml,
        context: &Context<'_>,
    ) -> Option<GroupKey> {
        let value = self.typed(node, context)?;
        let written = node.text().unwrap_or_default();
        let field = match &value.node {
            Node::Attribute {
                at,
                attribute: Attribute::Field(field),
            } if at.ups.is_empty() => Some(
                self.around
                    .catalog
                    .ledger(ledger_of(&self.slots))
                    .field(*field),
            ),
            _ => None,
        };
        let title = field
            .map_or(name.unwrap_or(written), |f| &f.title)
            .to_owned();
        let own = field.map_or(written, |f| &f.name).to_owned();
        Some(GroupKey {
            name: name.map_or(own, str::to_owned),
            title,
            value,
        })
    }

    pub(super) fn template(&mut self, node: &Yaml, context: &Context<'_>) -> Option<Template> {
        let node = without_folds(node, self.faults.text);
        match resolve_template(node.text().unwrap_or_default(), context) {
            Ok(template) => Some(template),
            Err(found) => {
                self.faults.within(&node, found);
                None
            }
        }
    }

    pub(super) fn pointer(&mut self, node: &Yaml, context: &Context<'_>) -> Option<Pointer> {
        match self.typed(node, context)?.node {
            Node::Attribute {
                at:
                    Reached {
                        scope: Scope::Inner,
                        ups,
                    },
                attribute: Attribute::Field(field),
            } => Some(Pointer { ups, field }),
            _ => {
                self.faults
                    .push(node.span.clone(), "at 里写字段名", "at takes field names");
                None
            }
        }
    }
}

/// The fields of the judged record that `require` reads, else those that `when` reads, else the key.
fn default_pointers(
    require: &Typed,
    when: Option<&Typed>,
    ledger: LedgerId,
    around: &Surroundings<'_>,
) -> Vec<Pointer> {
    let mut found = Vec::new();
    own_fields(require, &mut found);
    if let Some(when) = when.filter(|_| found.is_empty()) {
        own_fields(when, &mut found);
    }
    if found.is_empty() {
        found = around.catalog.ledger(ledger).key.clone();
    }
    found
        .into_iter()
        .map(|field| Pointer {
            ups: Vec::new(),
            field,
        })
        .collect()
}
