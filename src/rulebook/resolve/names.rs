//! What a name or a path of names stands for.

use super::{Resolver, Shape};
use crate::lang::Lang;
use crate::ledger::{FieldId, LedgerId, RelationId, Type};
use crate::rulebook::fault::{ExprFault, did_you_mean};
use crate::rulebook::syntax::{Name, Span};
use crate::rulebook::typed::{Attribute, Node, Reached, Scope, Typed};

/// What a name means at a record.
pub(super) enum Meaning {
    Attribute(Attribute, Type),
    Up(RelationId),
    Down(RelationId),
    Records(LedgerId),
}

impl<'a> Resolver<'a> {
    /// The shape of the record that a scope means here.
    pub(super) fn shape_of(&self, scope: Scope) -> Shape<'a> {
        let last = self.frames.len() - 1;
        match scope {
            Scope::This => self.frames[0].shape,
            Scope::Outer => self.frames[last.saturating_sub(1)].shape,
            Scope::Inner | Scope::Previous => self.frames[last].shape,
        }
    }

    pub(super) fn ledger_of(&self, scope: Scope) -> Option<LedgerId> {
        match self.shape_of(scope) {
            Shape::Record(ledger) => Some(ledger),
            Shape::Group(..) => None,
        }
    }

    /// Splits `this.`, `outer.` or `previous.` off a path.
    pub(super) fn scope<'n>(&mut self, names: &'n [Name]) -> Option<(Scope, &'n [Name])> {
        let scope = match names[0].text.as_str() {
            "this" => Scope::This,
            "outer" => Scope::Outer,
            "previous" => Scope::Previous,
            _ => return Some((Scope::Inner, names)),
        };
        let frame = self.frames.last_mut()?;
        if scope == Scope::Previous {
            if !frame.ordered {
                let lang = self.lang();
                let message = lang.pick(
                    "没有次序就没有前一条记录",
                    "without an order there is no previous record",
                );
                let advice = lang.pick(
                    "在函数里写 order by 字段,或在规则里写 sequence",
                    "write order by in the function, or sequence in the rule",
                );
                self.fault(
                    ExprFault::new(names[0].span.clone(), message, "previous").advise(advice),
                );
                return None;
            }
            frame.reads_previous = true;
        }
        if scope == Scope::Outer && self.frames.len() == 1 {
            let message = self.lang().pick(
                "outer 只能写在函数的括号里",
                "outer belongs inside a function's brackets",
            );
            self.fault(ExprFault::new(names[0].span.clone(), message, "outer"));
            return None;
        }
        Some((scope, &names[1..]))
    }

    /// A path where a value is wanted.
    pub(super) fn path(&mut self, names: &[Name], span: Span) -> Option<Typed> {
        match names[0].text.as_str() {
            "as_of" if names.len() == 1 => return Some(Typed::new(Node::AsOf, Type::Date, span)),
            "param" if names.len() > 1 => return self.parameter(&names[1..], span),
            "$same_key" | "$has_key" if names.len() == 1 => return self.key_slot(&names[0], span),
            _ => {}
        }
        let (scope, rest) = self.scope(names)?;
        let Some((last, ups)) = rest.split_last() else {
            let message = self
                .lang()
                .pick("后面要跟字段名", "a field name must follow");
            return self.fault(ExprFault::new(span, message, names[0].text.clone()));
        };
        let mut shape = self.shape_of(scope);
        let mut at = Reached {
            scope,
            ups: Vec::new(),
        };
        for name in ups {
            match self.meaning(shape, name)? {
                Meaning::Up(relation) => {
                    at.ups.push(relation);
                    shape = Shape::Record(self.catalog().relation(relation).parent);
                }
                _ => return self.not_up(name),
            }
        }
        match self.meaning(shape, last)? {
            Meaning::Attribute(attribute, kind) => {
                Some(Typed::new(Node::Attribute { at, attribute }, kind, span))
            }
            _ => {
                let message = match self.lang() {
                    Lang::Zh => format!("“{}”是记录,不是值", last.text),
                    Lang::En => format!("'{}' stands for records, not for a value", last.text),
                };
                let advice = match self.lang() {
                    Lang::Zh => format!(
                        "写 exists({0})、count({0}) 等,或在后面加上字段名",
                        last.text
                    ),
                    Lang::En => format!(
                        "write exists({0}), count({0}) and the like, or add a field",
                        last.text
                    ),
                };
                self.fault(
                    ExprFault::new(
                        last.span.clone(),
                        message,
                        self.lang().pick("缺少字段", "no field"),
                    )
                    .advise(advice),
                )
            }
        }
    }

    fn not_up(&mut self, name: &Name) -> Option<Typed> {
        let message = match self.lang() {
            Lang::Zh => format!("不能从“{}”再往下取一个值", name.text),
            Lang::En => format!("one value cannot be taken through '{}'", name.text),
        };
        let advice = self.lang().pick(
            "它有多条记录或只是一个字段;多条记录用 max(…)、list(…) 等函数取值",
            "it is many records or a plain field; use max(…), list(…) and the like for many records",
        );
        self.fault(
            ExprFault::new(
                name.span.clone(),
                message,
                self.lang().pick("在这里", "here"),
            )
            .advise(advice),
        )
    }

    pub(super) fn parameter(&mut self, names: &[Name], span: Span) -> Option<Typed> {
        let full = match names {
            [name] => format!("{}.{}", self.context.pack, name.text),
            [pack, name] => format!("{}.{}", pack.text, name.text),
            _ => String::new(),
        };
        if let Some(kind) = (self.context.parameters)(&full) {
            return Some(Typed::new(Node::Parameter(full), kind, span));
        }
        let message = match self.lang() {
            Lang::Zh => format!("没有参数“{full}”"),
            Lang::En => format!("there is no parameter '{full}'"),
        };
        let mut fault = ExprFault::new(span, message, self.lang().pick("没有定义", "not defined"));
        fault.advice = did_you_mean(
            &full,
            self.context.parameter_names.iter().map(String::as_str),
            self.lang(),
        );
        self.fault(fault)
    }

    /// What `name` means at a record of this shape; a fault where it means nothing or several things.
    pub(super) fn meaning(&mut self, shape: Shape<'a>, name: &Name) -> Option<Meaning> {
        match shape {
            Shape::Record(ledger) => self.meaning_at_record(ledger, name),
            Shape::Group(ledger, keys) => {
                if name.text == "records" {
                    return Some(Meaning::Records(ledger));
                }
                if let Some(i) = keys
                    .iter()
                    .position(|k| k.name == name.text || k.title == name.text)
                {
                    let kind = keys[i].value.kind.unwrap_or(Type::Text);
                    return Some(Meaning::Attribute(Attribute::GroupKey(i), kind));
                }
                let known = keys.iter().map(|k| k.name.as_str()).chain(["records"]);
                let message = match self.lang() {
                    Lang::Zh => format!("分组没有“{}”;分组里只有分组字段和 records", name.text),
                    Lang::En => {
                        format!("a group has no '{}', only its keys and records", name.text)
                    }
                };
                let mut fault = ExprFault::new(
                    name.span.clone(),
                    message,
                    self.lang().pick("没有这个名称", "no such name"),
                );
                fault.advice = did_you_mean(&name.text, known, self.lang());
                self.faults.push(fault);
                None
            }
        }
    }

    fn meaning_at_record(&mut self, ledger: LedgerId, name: &Name) -> Option<Meaning> {
        let catalog = self.catalog();
        let definition = catalog.ledger(ledger);
        let slots = self.context.slots;
        match name.text.as_str() {
            "$field" if slots.ledger == Some(ledger) => {
                if let Some(field) = slots.field {
                    let kind = definition.field(field).kind;
                    return Some(Meaning::Attribute(Attribute::Field(field), kind));
                }
            }
            "$relation" if slots.ledger == Some(ledger) => {
                if let Some(relation) = slots.relation {
                    return Some(Meaning::Up(relation));
                }
            }
            _ => {}
        }
        let text = name.text.as_str();
        let field =
            |id: FieldId| Meaning::Attribute(Attribute::Field(id), definition.field(id).kind);
        if let Some(id) = definition.field_named(text) {
            return Some(field(id));
        }
        if let Some((id, _)) = catalog.up(ledger).find(|(_, r)| r.name == text) {
            return Some(Meaning::Up(id));
        }
        if let Some((id, _)) = catalog.down(ledger).find(|(_, r)| r.inverse == text) {
            return Some(Meaning::Down(id));
        }
        let titled = |wanted: fn(&crate::ledger::Field, &str) -> bool| -> Vec<FieldId> {
            let fields = definition.fields.iter().enumerate();
            fields
                .filter(|(_, f)| wanted(f, text))
                .map(|(i, _)| FieldId::new(i))
                .collect()
        };
        let mut found = titled(|f, text| f.title == text);
        if found.is_empty() {
            found = titled(|f, text| f.aliases.iter().any(|a| a == text));
        }
        match found.as_slice() {
            [id] => return Some(field(*id)),
            [] => {}
            several => {
                let titles: Vec<&str> = several
                    .iter()
                    .map(|id| definition.field(*id).title.as_str())
                    .collect();
                let message = match self.lang() {
                    Lang::Zh => format!("“{text}”可以指{},请写明是哪一个", titles.join("、")),
                    Lang::En => format!(
                        "'{text}' could be any of {}; name the one meant",
                        titles.join(", ")
                    ),
                };
                self.faults.push(ExprFault::new(
                    name.span.clone(),
                    message,
                    self.lang().pick("不明确", "ambiguous"),
                ));
                return None;
            }
        }
        match text {
            "source" => return Some(Meaning::Attribute(Attribute::Source, Type::Text)),
            "file" => return Some(Meaning::Attribute(Attribute::File, Type::Text)),
            _ => {}
        }
        let fault = self.unknown_name(ledger, name);
        self.faults.push(fault);
        None
    }

    fn unknown_name(&self, ledger: LedgerId, name: &Name) -> ExprFault {
        let catalog = self.catalog();
        let definition = catalog.ledger(ledger);
        let text = name.text.as_str();
        let message = match self.lang() {
            Lang::Zh => format!("台账“{}”没有字段或关系“{text}”", definition.title),
            Lang::En => format!(
                "ledger {} has no field or relation '{text}'",
                definition.name
            ),
        };
        let mut fault = ExprFault::new(
            name.span.clone(),
            message,
            self.lang().pick("没有这个名称", "no such name"),
        );
        let further_out = self
            .frames
            .iter()
            .rev()
            .skip(1)
            .find_map(|frame| match frame.shape {
                Shape::Record(outer) => catalog.ledger(outer).field_named(text).map(|_| outer),
                Shape::Group(_, keys) => keys.iter().any(|k| k.name == text).then_some(ledger),
            });
        if further_out.is_some() {
            fault.advice = Some(match self.lang() {
                Lang::Zh => format!("被检查的记录有这个字段,在括号里要写作 this.{text}"),
                Lang::En => {
                    format!("the record under judgement has it; inside brackets write this.{text}")
                }
            });
            return fault;
        }
        let known = definition
            .fields
            .iter()
            .flat_map(|f| [f.name.as_str(), f.title.as_str()])
            .chain(catalog.up(ledger).map(|(_, r)| r.name.as_str()))
            .chain(catalog.down(ledger).map(|(_, r)| r.inverse.as_str()));
        fault.advice = did_you_mean(text, known, self.lang());
        fault
    }
}
