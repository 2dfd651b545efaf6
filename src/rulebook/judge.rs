//! The expressions of a rule, typed for each ledger, field or relation that it is judged for.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::expressions::Expressions;
use super::fault::ExprFault;
use super::keys::Faults;
use super::model::{Judge, Pointer, RelatedRecords, Sequence, deciding};
use super::parse::parse;
use super::reads::{ledgers_read, own_fields};
use super::resolve::{Context, GroupKey, Shape, Slots, resolve};
use super::rule::{Surroundings, ledger_of};
use super::syntax::{Direction, Expr};
use super::template::{Part, Template};
use super::texts::Texts;
use super::typed::{Attribute, Node, Reached, Scope, Typed};
use super::yaml::Yaml;
use crate::lang::Lang;
use crate::ledger::{LedgerId, RelationId, Type};

/// The typed instances of a rule and the parameters they read.
#[derive(Default)]
pub struct Judges {
    pub judges: Vec<Judge>,
    /// What each of them was made for.
    pub slots: Vec<Slots>,
    /// The ledgers that instances need which the submission cannot judge.
    pub lacking: Vec<Vec<LedgerId>>,
    pub parameters: Vec<String>,
    pub dated_parameters: Vec<String>,
}

/// Types the expressions for each instance; the same fault in several instances is reported once.
pub fn read_judges(
    expressions: &Expressions<'_>,
    slots: &[Slots],
    optional: &[LedgerId],
    around: &Surroundings<'_>,
    faults: &mut Faults<'_>,
) -> Judges {
    let mut texts = Texts::default();
    read_instances(expressions, slots, optional, around, &mut texts, faults)
}

/// The same, with the texts that are parsed on the way left behind.
pub(super) fn read_instances(
    expressions: &Expressions<'_>,
    slots: &[Slots],
    optional: &[LedgerId],
    around: &Surroundings<'_>,
    texts: &mut Texts,
    faults: &mut Faults<'_>,
) -> Judges {
    let mut read = Judges::default();
    let mut names = ParameterNames::default();
    let missing = |ledger: LedgerId| {
        around.present.is_some_and(|is| !is(ledger)) && !optional.contains(&ledger)
    };
    // instances for the fields of one ledger read the same ledgers
    let mut told: Vec<(Option<LedgerId>, Option<RelationId>)> = Vec::new();
    if expressions.require.is_none() {
        faults.push(0..0, "缺少 require", "require is missing");
    }
    if expressions.message.is_none() {
        faults.push(0..0, "缺少 message", "message is missing");
    }
    for slots in slots {
        let same = (slots.ledger, slots.relation);
        if missing(ledger_of(slots)) {
            if told.contains(&same) {
                continue;
            }
            told.push(same);
        }
        let mut reader = InstanceReader {
            around,
            slots: *slots,
            texts: &mut *texts,
            faults,
        };
        match reader.instance(expressions, &missing, &mut names) {
            Some(Instance::Judged(judge)) => {
                read.judges.push(*judge);
                read.slots.push(*slots);
            }
            Some(Instance::Lacking(ledgers)) => read.lacking.push(ledgers),
            None => {}
        }
    }
    if slots.is_empty() {
        // the ledger is unknown, but what is wrong with the words themselves can be told all the same
        let mut reader = InstanceReader {
            around,
            slots: Slots::default(),
            texts,
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
    read.parameters = names.plain.into_iter().collect();
    read.dated_parameters = names.dated.into_iter().collect();
    read
}

/// Parameters that are read at the as-of date, and those that are at a day of the record.
#[derive(Default)]
struct ParameterNames {
    plain: BTreeSet<String>,
    dated: BTreeSet<String>,
}

/// Adds the parameters that expressions read.
fn parameters_of<'t>(expressions: impl IntoIterator<Item = &'t Typed>, names: &mut ParameterNames) {
    for typed in expressions {
        typed.walk(&mut |part| match &part.node {
            Node::Parameter(name) => drop(names.plain.insert(name.clone())),
            Node::ParameterAt(name, _) => drop(names.dated.insert(name.clone())),
            _ => {}
        });
    }
}

fn values(template: &Template) -> impl Iterator<Item = &Typed> {
    template.parts.iter().filter_map(|part| match part {
        Part::Value(typed) => Some(typed),
        Part::Text(_) => None,
    })
}

/// What became of a rule for one ledger, field or relation.
enum Instance {
    Judged(Box<Judge>),
    /// It needs these ledgers, and some are not there.
    Lacking(Vec<LedgerId>),
}

pub(super) struct InstanceReader<'a, 'f, 't> {
    pub(super) around: &'a Surroundings<'a>,
    pub(super) slots: Slots,
    pub(super) texts: &'f mut Texts,
    pub(super) faults: &'f mut Faults<'t>,
}

impl<'a> InstanceReader<'a, '_, '_> {
    /// Types the expressions that decide, and those that word the finding where it can be judged at all.
    fn instance(
        &mut self,
        from: &Expressions<'_>,
        missing: &dyn Fn(LedgerId) -> bool,
        parameters: &mut ParameterNames,
    ) -> Option<Instance> {
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
        if self.around.present.is_some() {
            let conditions = [&when, &require, &event].map(|c| c.as_ref().and_then(Option::as_ref));
            let deciding = deciding(per.as_deref(), sequence.as_ref(), conditions);
            let needed = ledgers_read(ledger, deciding, self.around.catalog);
            if needed.iter().any(|ledger| missing(*ledger)) {
                parameters_of(conditions.into_iter().take(2).flatten(), parameters);
                // a parameter without a value is told even where nothing can be judged
                let message = from
                    .message
                    .filter(|n| n.text().is_some_and(|t| t.contains("param")));
                if let Some(message) = message.and_then(|n| self.template(n, &context)) {
                    parameters_of(values(&message), parameters);
                }
                return Some(Instance::Lacking(needed));
            }
        }
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
        let judge = Judge {
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
        };
        let decides = judge.when.iter().chain([&judge.require]);
        parameters_of(decides.chain(values(&judge.message)), parameters);
        Some(Instance::Judged(Box::new(judge)))
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
            within,
            ..Self::context_of(self.around, self.slots, shape, ordered)
        }
    }

    /// Where the conditions of an instance stand.
    pub(super) fn context_of<'k>(
        around: &'k Surroundings<'_>,
        slots: Slots,
        shape: Shape<'k>,
        ordered: bool,
    ) -> Context<'k> {
        Context {
            catalog: around.catalog,
            lang: around.lang,
            standing: around.standing,
            pack: around.pack_id,
            parameters: around.parameters,
            parameter_names: around.parameter_names,
            shape,
            ordered,
            slots,
            within: None,
        }
    }

    fn parsed(&mut self, node: &Yaml) -> Option<Rc<Expr>> {
        let Some(text) = node.text() else {
            self.faults.push(
                node.span.clone(),
                "这里应当是一个表达式",
                "expected an expression here",
            );
            return None;
        };
        let lang = self.around.lang;
        match self.texts.expression(node.span.start, text, lang) {
            Ok(expr) => Some(expr),
            Err(found) => {
                self.faults.within(node, found);
                None
            }
        }
    }

    pub(super) fn typed(&mut self, node: &Yaml, context: &Context<'_>) -> Option<Typed> {
        let expr = self.parsed(node)?;
        match resolve(&expr, context) {
            Ok(typed) => Some(typed),
            Err(found) => {
                self.faults.within(node, found);
                None
            }
        }
    }

    pub(super) fn typed_as(
        &mut self,
        node: &Yaml,
        context: &Context<'_>,
        wanted: Type,
    ) -> Option<Typed> {
        let typed = self.typed(node, context)?;
        if typed.kind == Some(wanted) {
            return Some(typed);
        }
        self.not_of_type(node, &typed, wanted);
        None
    }

    /// The same for a value that a field of this type takes: `null` and, for a decimal, a whole number will do.
    pub(super) fn typed_value(
        &mut self,
        node: &Yaml,
        context: &Context<'_>,
        wanted: Type,
    ) -> Option<Typed> {
        let typed = self.typed(node, context)?;
        let fits = match typed.kind {
            None => true,
            Some(Type::Integer) => wanted.is_number(),
            Some(kind) => kind == wanted,
        };
        if !fits {
            self.not_of_type(node, &typed, wanted);
        }
        fits.then_some(typed)
    }

    fn not_of_type(&mut self, node: &Yaml, typed: &Typed, wanted: Type) {
        let wanted = super::resolve::type_name(wanted, self.around.lang);
        let message = match self.around.lang {
            Lang::Zh => format!("这个表达式的结果应当是{wanted}"),
            Lang::En => format!("this expression must give {wanted}"),
        };
        self.faults.within(
            node,
            vec![ExprFault::new(typed.span.clone(), message, wanted)],
        );
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
        let lang = self.around.lang;
        let message = self.texts.message(node, self.faults.text, lang);
        let resolved = match &message.template {
            Ok(template) => template.resolve(context),
            Err(found) => Err(found.clone()),
        };
        match resolved {
            Ok(template) => Some(template),
            Err(found) => {
                self.faults.within(&message.node, found);
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
