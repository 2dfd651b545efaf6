//! All drafts into the catalog: unique names, relations by position, no name with two meanings.

use rustc_hash::FxHashMap;

use super::SchemaFault;
use super::draft::Draft;
use super::fault::{Faults, did_you_mean};
use super::relation::Link;
use crate::lang::Lang;
use crate::ledger::{Catalog, Definition, FieldId, LedgerId, Relation};

/// Ledgers are numbered by 16 bits.
const MOST_LEDGERS: usize = 10_000;

/// Builds the catalog and adds the faults that concern more than one ledger. Of no use where there are faults.
pub fn link(drafts: Vec<Draft>, lang: Lang, faults: &mut Vec<SchemaFault>) -> Catalog {
    if drafts.len() > MOST_LEDGERS {
        let mut found = Faults::new("", lang);
        found.add(
            "",
            [
                format!("台账定义有 {} 个,超过 {MOST_LEDGERS} 个", drafts.len()),
                format!(
                    "{} ledger definitions, more than {MOST_LEDGERS}",
                    drafts.len()
                ),
            ],
            ["分成几个目录".to_owned(), "split the folder".to_owned()],
        );
        faults.extend(found.done());
        return Catalog::default();
    }
    let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, draft) in drafts.iter().enumerate() {
        let first = *by_name.entry(&draft.name).or_insert(index);
        if first != index {
            let mut found = Faults::new(&draft.path, lang);
            let other = &drafts[first].path;
            found.add(
                &draft.pointer,
                [
                    format!("台账 {} 在 {other} 里已有定义", draft.name),
                    format!("ledger {} is already defined in {other}", draft.name),
                ],
                [
                    "换一个名称(文件名或 x-ledger)".to_owned(),
                    "give it another name (file name or x-ledger)".to_owned(),
                ],
            );
            faults.extend(found.done());
        }
    }
    // a file that could not be drafted hides its ledger; a relation to it is not at fault
    let broken: Vec<String> = faults
        .iter()
        .map(|fault| super::ledger_name(&fault.path).to_owned())
        .collect();
    let mut relations = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let mut found = Faults::new(&draft.path, lang);
        for link in &draft.links {
            relations.extend(relation(
                index, link, &drafts, &by_name, &broken, &mut found,
            ));
        }
        faults.extend(found.done());
    }
    faults.extend(names(&drafts, &relations, lang));
    Catalog {
        relations: relations
            .into_iter()
            .map(|(relation, _)| relation)
            .collect(),
        definitions: drafts.into_iter().map(definition).collect(),
    }
}

fn definition(draft: Draft) -> Definition {
    Definition {
        name: draft.name,
        title: draft.title,
        aliases: draft.aliases,
        description: draft.description,
        key: draft.key,
        fields: draft.fields,
        nested_in: draft
            .nested_in
            .map(|(parent, property)| (LedgerId::new(parent), property)),
        scalar: draft.scalar,
        schema: draft.schema,
    }
}

fn relation<'d>(
    child: usize,
    link: &'d Link,
    drafts: &'d [Draft],
    by_name: &FxHashMap<&str, usize>,
    broken: &[String],
    faults: &mut Faults,
) -> Option<(Relation, &'d Link)> {
    let parent = match (link.nested, &drafts[child].nested_in) {
        // the parent itself, also where its name is taken twice
        (true, Some((parent, _))) => *parent,
        _ => match by_name.get(link.ledger.as_str()) {
            Some(parent) => *parent,
            None => {
                if !broken.contains(&link.ledger) {
                    faults.add(
                        format!("{}/ledger", link.pointer),
                        [
                            format!("关系 {} 指的台账 {} 没有定义", link.name, link.ledger),
                            format!(
                                "relation {} leads to {}, which is no ledger",
                                link.name, link.ledger
                            ),
                        ],
                        did_you_mean(&link.ledger, drafts.iter().map(|draft| draft.name.as_str())),
                    );
                }
                return None;
            }
        },
    };
    let on = link.on.iter().map(|pairs| {
        pairs
            .iter()
            .filter_map(|pair| key_pair(&drafts[child], pair, &drafts[parent], faults))
            .collect()
    });
    let relation = Relation {
        name: link.name.clone(),
        child: LedgerId::new(child),
        parent: LedgerId::new(parent),
        on: on.collect(),
        inverse: link.inverse.clone(),
        nested: link.nested,
    };
    Some((relation, link))
}

fn key_pair(
    child: &Draft,
    (own, theirs, pointer): &(FieldId, String, String),
    parent: &Draft,
    faults: &mut Faults,
) -> Option<(FieldId, FieldId)> {
    let own_field = &child.fields[own.index()];
    let Some(index) = parent.fields.iter().position(|field| field.name == *theirs) else {
        faults.add(
            pointer,
            [
                format!("台账 {} 没有属性 {theirs}", parent.name),
                format!("ledger {} has no property {theirs}", parent.name),
            ],
            did_you_mean(
                theirs,
                parent.fields.iter().map(|field| field.name.as_str()),
            ),
        );
        return None;
    };
    let (left, right) = (own_field.kind, parent.fields[index].kind);
    if left != right && !(left.is_number() && right.is_number()) {
        faults.add(
            pointer,
            [
                format!(
                    "{} 是 {},{}.{theirs} 是 {},不能对应",
                    own_field.name,
                    left.name(),
                    parent.name,
                    right.name()
                ),
                format!(
                    "{} is {}, but {}.{theirs} is {}",
                    own_field.name,
                    left.name(),
                    parent.name,
                    right.name()
                ),
            ],
            [
                "两边改成同一类型".to_owned(),
                "give both the same type".to_owned(),
            ],
        );
    }
    Some((*own, FieldId::new(index)))
}

/// Fields, relations and inverses of one ledger share one space of names in rules.
fn names(drafts: &[Draft], relations: &[(Relation, &Link)], lang: Lang) -> Vec<SchemaFault> {
    let mut taken: FxHashMap<(usize, &str), [&str; 2]> = FxHashMap::default();
    for (index, draft) in drafts.iter().enumerate() {
        for field in &draft.fields {
            taken.insert((index, &field.name), ["一个属性", "a property"]);
        }
    }
    let mut faults = Vec::new();
    let mut take = |ledger: LedgerId, name, child: LedgerId, pointer: String, what| {
        let Some([zh, en]) = taken.insert((ledger.index(), name), what) else {
            return;
        };
        let owner = &drafts[ledger.index()].name;
        let mut found = Faults::new(&drafts[child.index()].path, lang);
        found.add(
            pointer,
            [
                format!("{name} 在台账 {owner} 里已是{zh}的名称"),
                format!("{name} already names {en} of ledger {owner}"),
            ],
            ["换一个名称".to_owned(), "choose another name".to_owned()],
        );
        faults.extend(found.done());
    };
    for (relation, link) in relations {
        take(
            relation.child,
            relation.name.as_str(),
            relation.child,
            link.pointer.clone(),
            ["一个关系", "a relation"],
        );
        let pointer = format!("{}/inverse", link.pointer);
        take(
            relation.parent,
            relation.inverse.as_str(),
            relation.child,
            pointer,
            ["一个反向关系", "an inverse relation"],
        );
    }
    faults
}
