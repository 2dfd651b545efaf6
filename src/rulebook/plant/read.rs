//! The plants of a rule file, their expressions typed.

use super::{Edit, FoundAt, FoundPlace, Naming, Plant, PlantedFile, Records, Step, Times};
use crate::finding::RuleId;
use crate::lang::Lang;
use crate::ledger::{FieldId, LedgerId, Type};
use crate::rulebook::fault::{ExprFault, did_you_mean};
use crate::rulebook::judge::InstanceReader;
use crate::rulebook::keys::Keys;
use crate::rulebook::model::Judge;
use crate::rulebook::resolve::{GroupKey, Shape};
use crate::rulebook::rule::ledger_named;
use crate::rulebook::typed::{Attribute, Node, Typed};
use crate::rulebook::yaml::{Yaml, YamlKind};

/// Reads the value of `plant`: one plant, or a list. `ledger` and `judge` are the rule's, where it has one of each.
pub fn read_plants(
    node: &Yaml,
    ledger: Option<LedgerId>,
    judge: Option<&Judge>,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Vec<Plant> {
    let nodes = match &node.kind {
        YamlKind::List(items) => items.iter().collect(),
        _ => vec![node],
    };
    let read = |node| plant(node, ledger, judge, reader);
    nodes.into_iter().filter_map(read).collect()
}

fn plant(
    node: &Yaml,
    ledger: Option<LedgerId>,
    judge: Option<&Judge>,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<Plant> {
    let mut keys = Keys::of(node, reader.faults)?;
    let file = keys
        .take("file")
        .and_then(|node| planted_file(node, reader));
    let named = match keys.take("ledger") {
        Some(node) => Some(ledger_named(node, reader.around.catalog, reader.faults)?),
        None => ledger,
    };
    let Some(ledger) = named.or_else(|| file.is_some().then(|| LedgerId::new(0))) else {
        keys.missing("ledger", reader.faults);
        return None;
    };
    let filter = take_filter(&mut keys, ledger, reader);
    let times = take_times(&mut keys, reader);
    let edit = edit(&mut keys, ledger, reader);
    let related = keys
        .list("related")
        .into_iter()
        .filter_map(|node| related(node, ledger, reader))
        .collect();
    let found = keys.list("found");
    let found: Vec<FoundAt> = match found.as_slice() {
        [] => usual(ledger, named, judge).into_iter().collect(),
        nodes => nodes
            .iter()
            .filter_map(|node| found_at(node, ledger, reader))
            .map(|(_, at)| at)
            .collect(),
    };
    if found.is_empty() {
        keys.missing("found", reader.faults);
    }
    let also = keys
        .list("also")
        .into_iter()
        .filter_map(|node| {
            let (rule, at) = found_at(node, ledger, reader)?;
            if rule.is_none() {
                reader.faults.push(
                    node.span.clone(),
                    "also 里要写明 rule",
                    "also needs the rule",
                );
            }
            Some((RuleId(rule?.into()), at))
        })
        .collect();
    keys.finish(reader.faults);
    let plant = Plant {
        ledger,
        filter,
        times,
        edit,
        related,
        file,
        found,
        also,
    };
    if plant.edit.is_empty() && plant.related.is_empty() && plant.file.is_none() {
        reader.faults.push(
            node.span.start..node.span.start,
            "plant 什么也没有改;写 set、write、copy、remove、related 或 file",
            "this plant changes nothing; give set, write, copy, remove, related or file",
        );
    }
    Some(plant)
}

/// The picked record, or its group where the rule judges groups by plain fields.
fn usual(ledger: LedgerId, named: Option<LedgerId>, judge: Option<&Judge>) -> Option<FoundAt> {
    named?;
    let by = match judge.and_then(|judge| judge.per.as_ref()) {
        None => None,
        Some(keys) => {
            let field = |value: &Typed| match &value.node {
                Node::Attribute {
                    at,
                    attribute: Attribute::Field(field),
                } if at.ups.is_empty() => Some(*field),
                _ => None,
            };
            let key = |key: &GroupKey| Some((key.name.clone(), Naming::Field(field(&key.value)?)));
            Some(keys.iter().map(key).collect::<Option<_>>()?)
        }
    };
    if by.is_some() && judge.is_some_and(|judge| judge.ledger != ledger) {
        return None;
    }
    Some(FoundAt {
        place: FoundPlace::Records(itself(ledger)),
        by,
    })
}

fn itself(ledger: LedgerId) -> Records {
    Records {
        steps: Vec::new(),
        ledger,
        filter: None,
    }
}

fn planted_file(node: &Yaml, reader: &mut InstanceReader<'_, '_, '_>) -> Option<PlantedFile> {
    let mut keys = Keys::of(node, reader.faults)?;
    let name = keys.required_text("name", reader.faults);
    // not `Keys::text`: white space is what such a file is about
    let text = keys
        .take("text")
        .and_then(Yaml::text)
        .unwrap_or_default()
        .to_owned();
    keys.finish(reader.faults);
    Some(PlantedFile { name: name?, text })
}

fn take_times(keys: &mut Keys<'_>, reader: &mut InstanceReader<'_, '_, '_>) -> Times {
    let Some(node) = keys.take("times") else {
        return Times::So(1);
    };
    match node.text() {
        Some("all") => return Times::All,
        Some(text) => {
            if let Some(times) = text.parse().ok().filter(|times| *times > 0) {
                return Times::So(times);
            }
        }
        None => {}
    }
    reader.faults.push(
        node.span.clone(),
        "times 写正整数,或写 all",
        "times is a positive number or all",
    );
    Times::So(1)
}

fn take_filter(
    keys: &mut Keys<'_>,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<Typed> {
    let node = keys.take("where")?;
    let context = reader.context(Shape::Record(ledger), false, None);
    reader.typed_as(node, &context, Type::Boolean)
}

/// `set`, `write`, `remove` and `copy` of one record.
fn edit(keys: &mut Keys<'_>, ledger: LedgerId, reader: &mut InstanceReader<'_, '_, '_>) -> Edit {
    let mut edit = changes(keys, ledger, reader);
    edit.remove = keys.boolean("remove", reader.faults).unwrap_or(false);
    for node in keys.list("copy") {
        let Some(mut keys) = Keys::of(node, reader.faults) else {
            continue;
        };
        edit.copies.push(changes(&mut keys, ledger, reader));
        keys.finish(reader.faults);
    }
    edit
}

fn changes(keys: &mut Keys<'_>, ledger: LedgerId, reader: &mut InstanceReader<'_, '_, '_>) -> Edit {
    let mut edit = Edit::default();
    for (field, node) in fields(keys.take("set"), ledger, reader) {
        let context = reader.context(Shape::Record(ledger), false, None);
        let wanted = reader.around.catalog.ledger(ledger).field(field).kind;
        if let Some(value) = reader.typed_value(node, &context, wanted) {
            edit.set.push((field, value));
        }
    }
    for (field, node) in fields(keys.take("write"), ledger, reader) {
        edit.write.push((field, written(node)));
    }
    edit
}

/// A text as it is typed into a cell; nothing for an empty value.
fn written(node: &Yaml) -> String {
    match &node.kind {
        YamlKind::Scalar { text, plain: true } if matches!(text.as_str(), "~" | "null") => {
            String::new()
        }
        _ => node.text().unwrap_or_default().to_owned(),
    }
}

/// The fields that a mapping names, with what stands behind them.
fn fields<'y>(
    node: Option<&'y Yaml>,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Vec<(FieldId, &'y Yaml)> {
    let Some(node) = node else { return Vec::new() };
    let YamlKind::Map(pairs) = &node.kind else {
        reader.faults.push(
            node.span.clone(),
            "这里应当是“字段: 值”",
            "expected fields and values here",
        );
        return Vec::new();
    };
    let named = |(name, value): &'y (Yaml, Yaml)| Some((field(name, ledger, reader)?, value));
    pairs.iter().filter_map(named).collect()
}

fn field(
    node: &Yaml,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<FieldId> {
    let definition = reader.around.catalog.ledger(ledger);
    let word = node.text().unwrap_or_default();
    let titled = || definition.fields.iter().position(|f| f.title == word);
    let found = definition
        .field_named(word)
        .or_else(|| titled().map(FieldId::new));
    if found.is_none() {
        let known = definition
            .fields
            .iter()
            .flat_map(|f| [f.name.as_str(), f.title.as_str()]);
        let message = match reader.around.lang {
            Lang::Zh => format!("台账“{}”没有字段“{word}”", definition.title),
            Lang::En => format!("ledger {} has no field '{word}'", definition.name),
        };
        unknown(node, message, known, reader);
    }
    found
}

fn unknown<'k>(
    node: &Yaml,
    message: String,
    known: impl IntoIterator<Item = &'k str>,
    reader: &mut InstanceReader<'_, '_, '_>,
) {
    let lang = reader.around.lang;
    let label = lang.pick("没有这个名称", "no such name");
    let mut fault = ExprFault::new(node.span.clone(), message, label);
    fault.advice = did_you_mean(node.text().unwrap_or_default(), known, lang);
    reader.faults.found.push(fault);
}

fn related(
    node: &Yaml,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<(Records, Edit)> {
    let mut keys = Keys::of(node, reader.faults)?;
    if !keys.has("of") {
        keys.missing("of", reader.faults);
        return None;
    }
    let records = records(&mut keys, ledger, reader)?;
    let edit = edit(&mut keys, records.ledger, reader);
    keys.finish(reader.faults);
    Some((records, edit))
}

/// `of`, a path of relations, and `where`.
fn records(
    keys: &mut Keys<'_>,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<Records> {
    let mut records = itself(ledger);
    if let Some(node) = keys.take("of") {
        for name in node.text().unwrap_or_default().split('.') {
            let (step, next) = step(node, name.trim(), records.ledger, reader)?;
            records.steps.push(step);
            records.ledger = next;
        }
    }
    records.filter = take_filter(keys, records.ledger, reader);
    Some(records)
}

fn step(
    node: &Yaml,
    name: &str,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<(Step, LedgerId)> {
    let catalog = reader.around.catalog;
    if let Some((id, relation)) = catalog.up(ledger).find(|(_, r)| r.name == name) {
        return Some((Step::Up(id), relation.parent));
    }
    if let Some((id, relation)) = catalog.down(ledger).find(|(_, r)| r.inverse == name) {
        return Some((Step::Down(id), relation.child));
    }
    let definition = catalog.ledger(ledger);
    let message = match reader.around.lang {
        Lang::Zh => format!("台账“{}”没有关系“{name}”", definition.title),
        Lang::En => format!("ledger {} has no relation '{name}'", definition.name),
    };
    let ups = catalog.up(ledger).map(|(_, r)| r.name.as_str());
    let downs = catalog.down(ledger).map(|(_, r)| r.inverse.as_str());
    unknown(node, message, ups.chain(downs), reader);
    None
}

/// An entry of `found` or `also`, with its rule if it names one.
fn found_at(
    node: &Yaml,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<(Option<String>, FoundAt)> {
    let mut keys = Keys::of(node, reader.faults)?;
    let rule = keys.text("rule", reader.faults);
    let copies = keys.boolean("copy", reader.faults).unwrap_or(false);
    let named = match keys.take("ledger") {
        Some(node) => Some(ledger_named(node, reader.around.catalog, reader.faults)?),
        None => None,
    };
    let place = if let Some(node) = keys.take("record") {
        FoundPlace::Named {
            ledger: named,
            record: words(node),
        }
    } else if copies {
        FoundPlace::Copies
    } else {
        FoundPlace::Records(records(&mut keys, ledger, reader)?)
    };
    let at = match &place {
        FoundPlace::Records(records) => records.ledger,
        _ => ledger,
    };
    let by = keys.has("by").then(|| named_by(&mut keys, at, reader));
    keys.finish(reader.faults);
    Some((rule, FoundAt { place, by }))
}

/// `by`: fields, or names with the fields or expressions that they are.
fn named_by(
    keys: &mut Keys<'_>,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Vec<(String, Naming)> {
    let nodes = keys.list("by");
    if let [
        Yaml {
            kind: YamlKind::Map(pairs),
            ..
        },
    ] = nodes[..]
    {
        let named = |(name, node): &(Yaml, Yaml)| {
            Some((name.text()?.to_owned(), naming(node, ledger, reader)?))
        };
        return pairs.iter().filter_map(named).collect();
    }
    let named = |node: &Yaml| {
        let id = field(node, ledger, reader)?;
        let name = reader.around.catalog.ledger(ledger).field(id).name.clone();
        Some((name, Naming::Field(id)))
    };
    nodes.into_iter().filter_map(named).collect()
}

/// A field, or what a call computes.
fn naming(
    node: &Yaml,
    ledger: LedgerId,
    reader: &mut InstanceReader<'_, '_, '_>,
) -> Option<Naming> {
    if node.text().is_some_and(|text| text.contains('(')) {
        let context = reader.context(Shape::Record(ledger), false, None);
        return reader.typed(node, &context).map(Naming::Value);
    }
    field(node, ledger, reader).map(Naming::Field)
}

fn words(node: &Yaml) -> Vec<(String, String)> {
    let YamlKind::Map(pairs) = &node.kind else {
        return Vec::new();
    };
    let text = |node: &Yaml| node.text().unwrap_or_default().to_owned();
    pairs
        .iter()
        .map(|(name, value)| (text(name), text(value)))
        .collect()
}
