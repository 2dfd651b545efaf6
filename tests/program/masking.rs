//! Known names, ID numbers, phones and accounts through every format: where masking is on, none of them is left, in
//! no spelling that a format writes.

use std::fs;
use std::io::Read as _;

use ledgerlint::report::Format;

use super::place::{Place, Ran};

/// Invented; each stands in cells, in messages, beside other records and in names of files and folders.
const NAMES: [&str; 4] = ["甘某某", "欧阳试验", "诸葛样本", "例外人"];
const IDS: [&str; 3] = [
    "360921196202290027",
    "36092119750312001X",
    "360921198011230036",
];
const PHONES: [&str; 3] = ["13800001234", "13900005678", "15000007777"];
const ACCOUNTS: [&str; 2] = ["6217001234567890123", "6228480402564890018"];

const WORKER: &str = r#"{
  "title": "试人员", "type": "object", "x-key": ["id_number"],
  "x-relations": {"pay": {"ledger": "try_pay", "on": [{"account": "account"}], "inverse": "workers"}},
  "properties": {
    "name": {"type": "string", "title": "姓名", "x-sensitive": "name"},
    "id_number": {"type": "string", "title": "证件号码", "x-sensitive": "id_number"},
    "phone": {"type": "string", "title": "电话", "x-sensitive": "phone"},
    "account": {"type": "string", "title": "账号", "x-sensitive": "account"},
    "village": {"type": "string", "title": "村", "x-place": true},
    "born": {"type": "string", "format": "date", "title": "出生日期"}
  }
}"#;

const PAY: &str = r#"{
  "title": "试工资", "type": "object", "x-key": ["account", "holder"],
  "properties": {
    "account": {"type": "string", "title": "账号", "x-sensitive": "account"},
    "holder": {"type": "string", "title": "户名", "x-sensitive": "name"}
  }
}"#;

const RULE: &str = "\
id: TRY-001
title: 人员没有出生日期
ledger: try_worker
severity: error
why: 试
basis: [{document: 试, verified: true}]
require: born is not null and born < date '1900-01-01'
at: [born, name, phone]
related: [{of: all.try_pay where account = this.account, message: '{holder}的账号{account}', at: holder}]
message: '{name}({id_number},{phone})的账号{account}没有出生日期'
advice: 补上
examples:
  passes: [{given: {try_worker: [{name: 甲, id_number: A, phone: B, account: C, born: 1899-01-01}], try_pay: []}}]
  fails: [{given: {try_worker: [{name: 甲, id_number: A, phone: B, account: C}], try_pay: []}, finds: [{id_number: A}]}]
";

/// A waiver's texts may name anybody; the second one is not used, the third one's evidence is not there.
const WAIVERS: &str = "\
waivers:
  - {rule: TRY-001, record: {id_number: '360921196202290027'}, reason: '欧阳试验(13900005678)已到场,甘某某家里', approver: 诸葛样本, issued: 2021-05-01, expires: 2021-06-30, evidence: 例外人的账号6217001234567890123}
  - {rule: TRY-001, when: name = '例外人' and account = '1', reason: 甘某某, approver: 欧阳试验, issued: 2021-05-01, expires: 2021-06-30}
  - {rule: TRY-001, record: {id_number: 36092119750312001X}, reason: 试, approver: 例外人, issued: 2021-05-01, expires: 2021-06-30, evidence: 材料/甘某某.pdf}
";

/// A place with personal data wherever any may stand.
fn people(test: &str) -> Place {
    let place = Place::new(&format!("masking-{test}"));
    place.put("schemas/try_worker.schema.json", WORKER);
    place.put("schemas/try_pay.schema.json", PAY);
    place.put("rules/TRY/TRY-001.yaml", RULE);
    place.put("rules/TRY/pack.yaml", "id: TRY\ntitle: 试\n");
    let mut workers = "姓名,证件号码,电话,账号,村,出生日期\n".to_owned();
    for (at, name) in NAMES.iter().enumerate() {
        let (id, phone) = (IDS[at % 3], PHONES[at % 3]);
        workers.push_str(&format!(
            "{name},{id},{phone},{},{name}家的村,元月初\n",
            ACCOUNTS[at % 2]
        ));
    }
    // the person's name in the names of a file and of a folder, a number in another
    place.put("报送/甘某某/try_worker 甘某某.csv", &workers);
    place.put("报送/欧阳试验13900005678.jpg", "x");
    place.put("waivers.yaml", WAIVERS);
    let pays = format!(
        "[{{\"account\": \"{}\", \"holder\": \"{}\"}}, {{\"account\": \"{}\", \"holder\": \"{}\"}}]",
        ACCOUNTS[0], NAMES[3], ACCOUNTS[1], NAMES[2]
    );
    place.put("报送/try_pay 诸葛样本.json", &pays);
    // records close together in documents: an excerpt of one shows parts of others
    let record = |at: usize, name: &str| {
        let (id, phone) = (IDS[(at + 1) % 3], PHONES[(at + 2) % 3]);
        format!(
            "{{\"name\": \"{name}\", \"id_number\": \"{id}\", \"phone\": \"{phone}\", \"born\": \"尽快\", \"account\": \"{}\"}}",
            ACCOUNTS[at % 2]
        )
    };
    let records: Vec<String> = (0..4).map(|at| record(at, NAMES[at])).collect();
    place.put(
        "报送/try_worker 一.json",
        &format!("[{}]", records.join(", ")),
    );
    let ascii = |c: char| match c.is_ascii() {
        true => c.to_string(),
        false => format!("\\u{:04x}", c as u32),
    };
    let escaped: String = records.join(",\n").chars().map(ascii).collect();
    place.put("报送/try_worker 二.json", &format!("[{escaped}]"));
    let yaml: String = records.iter().map(|r| format!("- {r}\n")).collect();
    place.put("报送/try_worker 三.yaml", &yaml);
    place
}

impl Place {
    fn sent(&self, format: Format, more: &[&str]) -> String {
        self.sent_with(format, more, 1)
    }

    fn sent_with(&self, format: Format, more: &[&str], status: i32) -> String {
        let line = "check 报送 --rules rules --schemas schemas --as-of 2021-05-13 --limit 0";
        let mut command = self.command(line);
        command
            .args(["--format", format.name()])
            .args(more)
            .args((format == Format::Xlsx).then_some("--output=report.xlsx"));
        let ran = Ran::of(&mut command);
        assert_eq!(ran.status, status, "{ran:?}");
        match format {
            Format::Xlsx => self.unpacked("report.xlsx"),
            _ => ran.out,
        }
    }

    /// All parts of a workbook, one behind the other.
    fn unpacked(&self, path: &str) -> String {
        let file = fs::File::open(self.at(path)).expect("the workbook");
        let mut archive = zip::ZipArchive::new(file).expect("a zip archive");
        let mut text = String::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).expect("a part");
            part.read_to_string(&mut text).expect("UTF-8");
        }
        text
    }
}

/// The spellings of a value that some format could write.
fn spellings(value: &str) -> Vec<String> {
    let percent: String = value.bytes().map(|b| format!("%{b:02X}")).collect();
    let escapes: String = value
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    let entities: String = value.chars().map(|c| format!("&#{};", c as u32)).collect();
    vec![
        value.to_owned(),
        percent.to_lowercase(),
        percent,
        escapes,
        entities,
    ]
}

fn known() -> impl Iterator<Item = &'static str> {
    let all = NAMES.iter().chain(&IDS).chain(&PHONES).chain(&ACCOUNTS);
    all.copied()
}

#[test]
fn nothing_personal_is_left_in_any_format_in_any_spelling() {
    let place = people("left");
    for format in Format::ALL {
        for lang in ["zh", "en"] {
            let plain = place.sent(format, &["--mask", "--lang", lang]);
            let waivers = ["--mask", "--lang", lang, "--waivers", "waivers.yaml"];
            let waived = place.sent(format, &waivers);
            assert!(waived.contains("已到场"), "{waived}");
            let text = plain + &waived;
            for value in known() {
                for spelling in spellings(value) {
                    assert!(
                        !text.contains(&spelling),
                        "{}: {value} as {spelling}\n{text}",
                        format.name()
                    );
                }
            }
        }
    }
}

/// What could not be read holds names that nobody knows as names.
#[test]
fn text_that_became_no_record_is_not_shown() {
    let place = people("broken");
    place.put(
        "报送/try_pay 坏.json",
        "[{\"account\": \"x\", \"holder\": \"无名氏\", {\"account\": \"6228480402564890999\"}]",
    );
    for format in Format::ALL {
        let text = place.sent_with(format, &["--mask"], 2);
        assert!(
            text.contains("坏.json") || text.contains("%E5%9D%8F.json"),
            "{text}"
        );
        for value in ["无名氏", "6228480402564890999"] {
            let left = spellings(value)
                .into_iter()
                .find(|s| text.contains(s.as_str()));
            assert_eq!(left, None, "{}\n{text}", format.name());
        }
        let plain = place.sent_with(format, &["--no-mask"], 2);
        assert_eq!(
            plain.contains("无名氏"),
            format.about().shows.excerpts,
            "{}",
            format.name()
        );
    }
}

/// What masking has to take out is really there, so that the test above can fail.
#[test]
fn without_masking_every_format_names_people() {
    let place = people("there");
    for format in Format::ALL {
        let text = place.sent(format, &["--no-mask"]).replace('\\', "");
        for value in known() {
            let shown = spellings(value)
                .iter()
                .any(|spelling| text.contains(spelling.as_str()));
            assert!(shown, "{} does not show {value}", format.name());
        }
    }
}

#[test]
fn formats_that_leave_the_desk_mask_unless_asked_not_to() {
    let place = people("default");
    let masks = ["html", "markdown", "sarif", "junit", "github", "gitlab"];
    for format in Format::ALL {
        assert_eq!(format.about().leaves_desk, masks.contains(&format.name()));
        let named = place.sent(format, &[]).contains("欧阳试验");
        assert_eq!(named, !masks.contains(&format.name()), "{}", format.name());
    }
}
