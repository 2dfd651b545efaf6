//! `each`: one rule judged for every field, relation or ledger of a kind.

use super::fault::did_you_mean;
use super::keys::{Faults, Keys};
use super::resolve::Slots;
use super::yaml::Yaml;
use crate::finding::PersonalKind;
use crate::ledger::{Catalog, FieldId, LedgerId, Type};

/// What `each` asks for.
#[derive(Clone, Debug, Default)]
struct FieldFilter {
    types: Vec<Type>,
    personal: Vec<PersonalKind>,
    units: Vec<String>,
    named: Vec<String>,
    planned: Option<bool>,
    required: Option<bool>,
    coded: Option<bool>,
}

/// The instances that `each` stands for, in the catalog's order.
pub fn read_each(node: &Yaml, catalog: &Catalog, faults: &mut Faults<'_>) -> Vec<Slots> {
    let Some(mut keys) = Keys::of(node, faults) else {
        return Vec::new();
    };
    let mut instances = Vec::new();
    if let Some(filter) = keys.take("fields") {
        let filter = field_filter(filter, faults);
        for (ledger, definition) in catalog.ledgers() {
            for (i, field) in definition.fields.iter().enumerate() {
                if filter.keeps(field) {
                    instances.push(Slots {
                        ledger: Some(ledger),
                        field: Some(FieldId::new(i)),
                        relation: None,
                    });
                }
            }
        }
    }
    if keys.has("relations") {
        keys.take("relations");
        for (ledger, _) in catalog.ledgers() {
            let keyed = catalog.up(ledger).filter(|(_, r)| !r.on.is_empty());
            instances.extend(keyed.map(|(id, _)| Slots {
                ledger: Some(ledger),
                field: None,
                relation: Some(id),
            }));
        }
    }
    if keys.has("ledgers") {
        keys.take("ledgers");
        let keyed = catalog.ledgers().filter(|(_, d)| !d.key.is_empty());
        instances.extend(keyed.map(|(id, _)| Slots {
            ledger: Some(id),
            field: None,
            relation: None,
        }));
    }
    let except: Vec<String> = keys
        .list("except")
        .into_iter()
        .filter_map(|n| n.text().map(str::to_owned))
        .collect();
    keys.finish(faults);
    let excepted = |slots: &Slots| {
        except
            .iter()
            .any(|name| *name == instance_name(slots, catalog))
    };
    for name in &except {
        if !instances.iter().any(|s| instance_name(s, catalog) == *name) {
            faults.push(
                node.span.clone(),
                format!("except 里的“{name}”不在这条规则检查的范围内"),
                format!("'{name}' under except is not among what this rule judges"),
            );
        }
    }
    instances.iter().filter(|s| !excepted(s)).copied().collect()
}

/// `ledger.field`, `ledger.relation` or `ledger`.
fn instance_name(slots: &Slots, catalog: &Catalog) -> String {
    let ledger: LedgerId = slots.ledger.unwrap_or(LedgerId::new(0));
    let definition = catalog.ledger(ledger);
    match (slots.field, slots.relation) {
        (Some(field), _) => format!("{}.{}", definition.name, definition.field(field).name),
        (_, Some(relation)) => format!("{}.{}", definition.name, catalog.relation(relation).name),
        _ => definition.name.clone(),
    }
}

fn field_filter(node: &Yaml, faults: &mut Faults<'_>) -> FieldFilter {
    let mut filter = FieldFilter::default();
    let Some(mut keys) = Keys::of(node, faults) else {
        return filter;
    };
    for item in keys.list("types") {
        let found = item
            .text()
            .and_then(|word| Type::ALL.into_iter().find(|t| t.name() == word));
        filter.types.extend(found);
        if found.is_none() {
            unknown(item, Type::ALL.map(Type::name), faults);
        }
    }
    for item in keys.list("personal") {
        let found = item.text().and_then(|word| {
            PersonalKind::ALL
                .into_iter()
                .find(|(name, _)| *name == word)
        });
        filter.personal.extend(found.map(|(_, kind)| kind));
        if found.is_none() {
            unknown(item, PersonalKind::ALL.map(|(name, _)| name), faults);
        }
    }
    filter.units = keys
        .list("units")
        .into_iter()
        .filter_map(|n| n.text().map(str::to_owned))
        .collect();
    filter.named = keys
        .list("named")
        .into_iter()
        .filter_map(|n| n.text().map(str::to_owned))
        .collect();
    filter.planned = keys.boolean("planned", faults);
    filter.required = keys.boolean("required", faults);
    filter.coded = keys.boolean("coded", faults);
    keys.finish(faults);
    filter
}

fn unknown<'a>(
    node: &Yaml,
    known: impl IntoIterator<Item = &'a str> + Clone,
    faults: &mut Faults<'_>,
) {
    let word = node.text().unwrap_or_default().to_owned();
    let list: Vec<&str> = known.clone().into_iter().collect();
    faults.push(
        node.span.clone(),
        format!("不认识“{word}”,可以写:{}", list.join("、")),
        format!("'{word}' is unknown; known: {}", list.join(", ")),
    );
    if let Some(fault) = faults.found.last_mut() {
        fault.advice = did_you_mean(&word, known, faults.lang);
    }
}

impl FieldFilter {
    fn keeps(&self, field: &crate::ledger::Field) -> bool {
        (self.types.is_empty() || self.types.contains(&field.kind))
            && (self.personal.is_empty()
                || field.personal.is_some_and(|p| self.personal.contains(&p)))
            && (self.units.is_empty()
                || field.unit.as_ref().is_some_and(|u| self.units.contains(u)))
            && (self.named.is_empty() || self.named.contains(&field.name))
            && self.planned.is_none_or(|planned| planned == field.planned)
            && self
                .required
                .is_none_or(|required| required == field.required)
            && self
                .coded
                .is_none_or(|coded| coded != field.codes.is_empty())
    }
}
