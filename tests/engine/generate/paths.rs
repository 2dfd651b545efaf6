//! Names: fields by name, title or alias, through links, from every scope; and the records of folds.

use ledgerlint::ledger::{FieldId, LedgerId, RelationId, Type};
use ledgerlint::rulebook::KEYWORDS;

use super::{Generator, Spot};

/// A name that stands for a value.
pub struct Path {
    pub text: String,
    /// Codes of the field, where it has any: a comparison with another text is refused.
    pub codes: Vec<String>,
}

/// What a fold is taken over, as it is written.
pub struct Records {
    pub text: String,
    pub ledger: LedgerId,
    pub by_value: bool,
}

impl Generator<'_> {
    /// A random attribute of this type; `None` where the chosen record has none.
    pub fn path(&mut self, kind: Type) -> Option<Path> {
        let (prefix, spot) = self.scope();
        match spot {
            Spot::Record { ledger, .. } => self.path_from(&prefix, ledger, kind),
            Spot::Group { keys, .. } => {
                let fitting: Vec<&String> = keys
                    .iter()
                    .filter(|(_, k)| *k == kind)
                    .map(|(name, _)| name)
                    .collect();
                let name = (!fitting.is_empty()).then(|| *self.random.pick(&fitting))?;
                Some(Path {
                    text: format!("{prefix}{name}"),
                    codes: Vec::new(),
                })
            }
        }
    }

    /// `this.`, `outer.`, `previous.` or nothing, and the place that it means.
    fn scope(&mut self) -> (String, Spot) {
        let last = self.spots.len() - 1;
        let ordered = matches!(self.innermost(), Spot::Record { ordered: true, .. });
        let choices = [
            (6, ("", last)),
            (
                if self.visible > 0 {
                    0
                } else if last == 0 {
                    1
                } else {
                    3
                },
                ("this.", 0),
            ),
            (
                if last > 0 && self.visible < last {
                    3
                } else {
                    0
                },
                ("outer.", last.saturating_sub(1)),
            ),
            (if ordered { 8 } else { 0 }, ("previous.", last)),
        ];
        let (prefix, at) = *self.random.weighted(&choices);
        (prefix.to_owned(), self.spots[at].clone())
    }

    /// A field of this type, at the record or at one that links lead to.
    pub fn path_from(&mut self, prefix: &str, ledger: LedgerId, kind: Type) -> Option<Path> {
        let (mut text, mut ledger) = (prefix.to_owned(), ledger);
        for _ in 0..*self.random.weighted(&[(6, 0), (3, 1), (1, 2)]) {
            let Some(relation) = self.up(ledger) else {
                break;
            };
            text += &self.catalog.relation(relation).name;
            text += ".";
            ledger = self.catalog.relation(relation).parent;
        }
        if kind == Type::Text && self.random.percent(6) {
            let name = if self.random.percent(50) {
                "source"
            } else {
                "file"
            };
            return Some(Path {
                text: text + name,
                codes: Vec::new(),
            });
        }
        let fields = self
            .catalog
            .ledger(ledger)
            .fields
            .iter()
            .enumerate()
            .filter(|(_, f)| f.kind == kind);
        let fields: Vec<FieldId> = fields.map(|(i, _)| FieldId::new(i)).collect();
        let field = (!fields.is_empty()).then(|| *self.random.pick(&fields))?;
        let text = text + &self.field_name(ledger, field);
        Some(Path {
            text,
            codes: self.catalog.ledger(ledger).field(field).codes.clone(),
        })
    }

    /// Name, title or alias of a field.
    fn field_name(&mut self, ledger: LedgerId, field: FieldId) -> String {
        let field = self.catalog.ledger(ledger).field(field);
        let mut names = vec![(8, &field.name), (3, &field.title)];
        names.extend(field.aliases.iter().map(|alias| (2, alias)));
        let name = *self.random.weighted(&names);
        let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !KEYWORDS.contains(&name.as_str());
        if plain {
            name.clone()
        } else {
            format!("\"{name}\"")
        }
    }

    fn up(&mut self, ledger: LedgerId) -> Option<RelationId> {
        let ups: Vec<RelationId> = self.catalog.up(ledger).map(|(id, _)| id).collect();
        (!ups.is_empty()).then(|| *self.random.pick(&ups))
    }

    /// `exists(…)` or `count(…)` of a many-to-one relation.
    pub fn one_record(&mut self) -> Option<String> {
        let (prefix, spot) = self.scope();
        let Spot::Record { ledger, .. } = spot else {
            return None;
        };
        let (mut text, mut ledger) = (prefix, ledger);
        if self.random.percent(25) {
            let through = self.up(ledger)?;
            text += &self.catalog.relation(through).name;
            text += ".";
            ledger = self.catalog.relation(through).parent;
        }
        let relation = self.up(ledger)?;
        Some(text + &self.catalog.relation(relation).name)
    }

    /// The records of a fold: down relations, a group's records, or a whole ledger.
    pub fn records(&mut self) -> Records {
        if self.random.percent(35) {
            return self.whole_ledger();
        }
        let (prefix, spot) = self.scope();
        match spot {
            Spot::Group { ledger, .. } => Records {
                text: format!("{prefix}records"),
                ledger,
                by_value: false,
            },
            Spot::Record { ledger, .. } => self
                .down(&prefix, ledger)
                .unwrap_or_else(|| self.whole_ledger()),
        }
    }

    fn down(&mut self, prefix: &str, ledger: LedgerId) -> Option<Records> {
        let (mut text, mut ledger) = (prefix.to_owned(), ledger);
        if self.catalog.down(ledger).next().is_none() || self.random.percent(25) {
            let relation = self.up(ledger)?;
            text += &self.catalog.relation(relation).name;
            text += ".";
            ledger = self.catalog.relation(relation).parent;
        }
        let steps = *self.random.weighted(&[(6, 1), (3, 2), (1, 3)]);
        let mut names = Vec::new();
        for _ in 0..steps {
            let downs: Vec<RelationId> = self.catalog.down(ledger).map(|(id, _)| id).collect();
            if downs.is_empty() {
                break;
            }
            let relation = self.catalog.relation(*self.random.pick(&downs));
            names.push(relation.inverse.clone());
            ledger = relation.child;
        }
        (!names.is_empty()).then(|| Records {
            text: text + &names.join("."),
            ledger,
            by_value: false,
        })
    }

    fn whole_ledger(&mut self) -> Records {
        let ledger = LedgerId::new(self.random.below(self.catalog.definitions.len()));
        let definition = self.catalog.ledger(ledger);
        let name = if self.random.percent(70) {
            &definition.name
        } else {
            &definition.title
        };
        // without `all.` a name that the record itself has would win
        let own =
            match self.innermost() {
                Spot::Group { keys, .. } => keys.iter().any(|(key, _)| key == name),
                Spot::Record { ledger, .. } => {
                    self.catalog
                        .up(*ledger)
                        .any(|(_, relation)| relation.name == *name)
                        || self
                            .catalog
                            .down(*ledger)
                            .any(|(_, relation)| relation.inverse == *name)
                        || self.catalog.ledger(*ledger).fields.iter().any(|f| {
                            f.name == *name || f.title == *name || f.aliases.contains(name)
                        })
                }
            };
        let all = if own || self.random.percent(60) {
            "all."
        } else {
            ""
        };
        Records {
            text: format!("{all}{name}"),
            ledger,
            by_value: true,
        }
    }
}
