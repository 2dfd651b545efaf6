//! A small catalog with every kind of nesting, and readings of it shown as text.

use std::sync::Arc;

use crate::ledger::{
    Catalog, Cell, Date, Definition, Field, FieldId, Irregularity, Kind, LedgerId, Lenient,
    Relation, Spot, Type,
};
use crate::read::{File, Options, Reading, read};

pub fn field(name: &str, title: &str, aliases: &[&str], kind: Type) -> Field {
    Field {
        name: name.to_owned(),
        title: title.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        description: None,
        kind,
        required: false,
        unit: None,
        personal: None,
        lenient: Lenient::ALL.map(|(_, lenient)| lenient).to_vec(),
        long_term: None,
        planned: true,
        place: false,
        codes: Vec::new(),
        code_aliases: Vec::new(),
        dated_codes: Vec::new(),
        codes_by: None,
        schema: serde_json::json!({}),
    }
}

fn definition(name: &str, title: &str, aliases: &[&str], fields: Vec<Field>) -> Definition {
    Definition {
        name: name.to_owned(),
        title: title.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        description: None,
        key: vec![FieldId::new(0)],
        fields,
        nested_in: None,
        scalar: false,
        schema: serde_json::json!({}),
    }
}

fn nested(of: usize, property: &str, definition: Definition) -> Definition {
    Definition {
        nested_in: Some((LedgerId::new(of), property.to_owned())),
        ..definition
    }
}

fn relation(child: usize, parent: usize, on: &[(usize, usize)], inverse: &str) -> Relation {
    Relation {
        name: "parent".to_owned(),
        child: LedgerId::new(child),
        parent: LedgerId::new(parent),
        on: vec![
            on.iter()
                .map(|(own, theirs)| (FieldId::new(*own), FieldId::new(*theirs)))
                .collect(),
        ],
        inverse: inverse.to_owned(),
        nested: true,
    }
}

pub fn catalog() -> Arc<Catalog> {
    let required = |field: Field| Field {
        required: true,
        ..field
    };
    let yuan = |field: Field| Field {
        unit: Some("元".to_owned()),
        ..field
    };
    let problem = definition(
        "rect_problem",
        "整改问题",
        &["问题台账"],
        vec![
            required(field("problem_no", "问题编号", &["编号"], Type::Integer)),
            required(field("title", "存在问题", &["反馈问题"], Type::Text)),
            yuan(field("amount", "涉及金额", &["金额"], Type::Decimal)),
            field("local_hit", "是否涉及本地", &[], Type::Boolean),
        ],
    );
    let measure = definition(
        "rect_measure",
        "整改措施",
        &[],
        vec![
            field("problem_no", "问题编号", &[], Type::Integer),
            field("seq", "措施序号", &[], Type::Integer),
            field("text", "措施内容", &[], Type::Text),
            Field {
                long_term: Some(FieldId::new(5)),
                ..field("deadline", "整改时限", &["完成时间"], Type::Date)
            },
            field("closed_date", "销号时间", &["完成时间"], Type::Date),
            field("long_term", "长期坚持", &[], Type::Boolean),
        ],
    );
    let evidence = definition(
        "rect_evidence",
        "佐证材料",
        &[],
        vec![
            field("problem_no", "问题编号", &[], Type::Integer),
            field("measure_seq", "措施序号", &[], Type::Integer),
            field("file", "文件", &[], Type::Text),
        ],
    );
    let facts = definition(
        "rect_fact",
        "关键事实",
        &[],
        vec![
            field("problem_no", "问题编号", &[], Type::Integer),
            field("value", "内容", &[], Type::Text),
        ],
    );
    let person = definition(
        "person",
        "人员",
        &["脱贫人口名单"],
        vec![
            required(field("person_id", "人编号", &[], Type::Text)),
            required(field("name", "姓名", &["户主姓名"], Type::Text)),
            field("id_number", "证件号码", &["身份证号"], Type::Text),
            field("birth_date", "出生日期", &[], Type::Date),
            yuan(field("income", "年收入", &[], Type::Decimal)),
        ],
    );
    let post = definition(
        "welfare_post",
        "公益性岗位",
        &[],
        vec![field("post_id", "岗位编号", &[], Type::Text)],
    );
    let contract = definition(
        "post_contract",
        "公益性岗位合同",
        &["岗位合同"],
        vec![field("contract_no", "合同编号", &[], Type::Text)],
    );
    let roster = definition(
        "roster",
        "花名册",
        &["岗位合同"],
        vec![field("roster_no", "册号", &[], Type::Text)],
    );
    Arc::new(Catalog {
        definitions: vec![
            problem,
            nested(0, "measures", measure),
            nested(1, "evidence", evidence),
            Definition {
                scalar: true,
                ..nested(0, "key_facts", facts)
            },
            person,
            post,
            contract,
            roster,
        ],
        relations: vec![
            relation(1, 0, &[(0, 0)], "measures"),
            relation(2, 1, &[(0, 0), (1, 1)], "evidence"),
            relation(3, 0, &[(0, 0)], "key_facts"),
        ],
    })
}

pub fn reading(files: &[(&str, &[u8])]) -> Reading {
    let files: Vec<File> = files
        .iter()
        .map(|(path, bytes)| File::in_memory(path, *bytes))
        .collect();
    let options = Options::at(Date::new(2021, 5, 13).unwrap());
    read(&files, &catalog(), options, &|_, _, _| {})
}

/// A ledger's records, cells separated by `|`, absent columns shown as `-`; `None` where there is no such ledger.
pub fn rows(reading: &Reading, ledger: &str) -> Option<Vec<String>> {
    let id = reading
        .ledgers
        .catalog
        .named(ledger)
        .expect("the fixture has this ledger");
    let table = reading.ledgers.table(id)?;
    for column in &table.columns {
        assert_eq!(column.values.len(), table.rows as usize);
    }
    let row = |row: usize| {
        let cell = |column: &crate::ledger::Column| match column.present {
            true => column.value(row).to_string(),
            false => "-".to_owned(),
        };
        table.columns.iter().map(cell).collect::<Vec<_>>().join("|")
    };
    Some((0..table.rows as usize).map(row).collect())
}

/// Rows of the parents of a nested ledger's records.
pub fn parents(reading: &Reading, ledger: &str) -> Vec<u32> {
    let id = reading.ledgers.catalog.named(ledger).unwrap();
    reading.ledgers.table(id).unwrap().nested.clone().unwrap().1
}

pub fn cell(reading: &Reading, ledger: &str, row: u32, field: Option<&str>) -> Cell {
    let id = reading.ledgers.catalog.named(ledger).unwrap();
    let field = field.map(|name| {
        reading
            .ledgers
            .catalog
            .ledger(id)
            .field_named(name)
            .unwrap()
    });
    Cell {
        ledger: id,
        row,
        field,
    }
}

/// `kind line:column found [details]` of every irregularity.
pub fn irregularities(reading: &Reading) -> Vec<String> {
    let show = |irregularity: &Irregularity| {
        let place = match irregularity.spot {
            Spot::File(_) | Spot::Sheet { .. } => "file".to_owned(),
            Spot::Text {
                source,
                offset,
                length,
            } => {
                let (location, _) = reading.ledgers.sources.locate_text(source, offset, length);
                format!(
                    "{}:{}",
                    location.line.unwrap().0,
                    location.column.unwrap().0
                )
            }
            Spot::Cell { ledger, row, field } => {
                let (location, _) = reading.ledgers.locate(Cell { ledger, row, field });
                format!(
                    "{}:{}",
                    location.line.unwrap().0,
                    location.column.unwrap().0
                )
            }
        };
        let found: String = irregularity.found.chars().take(20).collect();
        format!(
            "{} {place} {found} [{}]",
            irregularity.kind.name(),
            irregularity.details.join(" ")
        )
    };
    reading
        .irregularities
        .iter()
        .filter(|i| !matches!(i.kind, Kind::SchemaRequired))
        .map(show)
        .collect()
}
