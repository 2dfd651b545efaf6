//! `fd_contract`, `fd_visit`: whom family doctors have a contract with and when they saw them; `report_total`: what the
//! report says of it.

use crate::demo::draw::Draw;
use crate::demo::ground::{Ground, TOWN};
use crate::demo::people::{People, Person, names};
use crate::demo::township::{Township, record};
use crate::ledger::Date;

/// Visits a year to whom a doctor follows for a disease: one in two months.
const FOLLOWED: usize = 6;
/// Old people with the examination of the year: fewer than there are, as in the report.
const EXAMINED: usize = 101;
/// Persons that one team examines in a day.
const EACH_DAY: usize = 40;

struct Contract<'a> {
    no: String,
    person: &'a Person,
    doctor: String,
    year: i32,
    first: Date,
}

struct Visit<'a> {
    nth: usize,
    day: Date,
    doctor: String,
    method: &'static str,
    disease: Option<&'a str>,
    pressure: Option<String>,
    glucose: Option<String>,
    note: &'static str,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let this_year = ground.as_of().parts().0;
    let examined = examined(ground, people);
    for (at, person) in people.here() {
        if person.disease.is_some() {
            let contract = contract(ground, people, person, this_year - 1);
            sign(township, &contract);
            follow(ground, township, &contract, at);
        }
        let contract = contract(ground, people, person, this_year);
        sign(township, &contract);
        if person.disease.is_some() {
            follow(ground, township, &contract, at);
        }
        if let Some(nth) = examined[at] {
            let (team, day) = turn(ground, nth);
            let pressure = Some(pressure(ground.draw("pressure at examination"), at));
            let visit = Visit {
                nth: FOLLOWED + 1,
                day,
                doctor: format!("镇卫生院体检{team}组"),
                method: "门诊",
                disease: None,
                pressure,
                glucose: None,
                note: "年度体检",
            };
            see(township, &contract, &visit);
        } else if is_small(ground, person) {
            let day = ground.draw("day of a child's visit");
            let visit = Visit {
                nth: 1,
                day: ground.days_ago(day.between(at, 0, since_new_year(ground))),
                doctor: contract.doctor.clone(),
                method: "面访",
                disease: None,
                pressure: None,
                glucose: None,
                note: "生长发育正常",
            };
            see(township, &contract, &visit);
        }
    }
    totals(ground, people, &examined, township);
}

fn is_old(ground: &Ground, person: &Person) -> bool {
    person.age(ground.as_of()) >= 65
}

fn is_small(ground: &Ground, person: &Person) -> bool {
    person.age(ground.as_of()) < 7
}

/// Who was examined, and as which of all, by position.
fn examined(ground: &Ground, people: &People) -> Vec<Option<usize>> {
    let mut examined = vec![None; people.persons.len()];
    let old = people.here().filter(|(_, p)| is_old(ground, p));
    for (nth, (at, _)) in old.take(ground.share(EXAMINED)).enumerate() {
        examined[at] = Some(nth);
    }
    examined
}

/// The team and the day of an examination: some days of this year, as many teams as it takes.
fn turn(ground: &Ground, nth: usize) -> (usize, Date) {
    let days = since_new_year(ground).clamp(1, 60) as usize;
    let batch = nth / EACH_DAY;
    (
        1 + batch / days,
        ground.days_ago((days - 1 - batch % days) as i64),
    )
}

fn since_new_year(ground: &Ground) -> i64 {
    let (year, ..) = ground.as_of().parts();
    let first = Date::new(year, 1, 1).unwrap_or(ground.as_of());
    i64::from(ground.as_of().0 - first.0)
}

fn contract<'a>(
    ground: &Ground,
    people: &'a People,
    person: &'a Person,
    year: i32,
) -> Contract<'a> {
    let village = people.households[person.household].village;
    let (surname, given) = (
        ground.draw("doctor's surname"),
        ground.draw("doctor's name"),
    );
    Contract {
        no: format!("JY-{year}-{}", &person.id[3..]),
        person,
        doctor: names::name(names::surname(surname, village), given, village, 0),
        year,
        first: Date::new(year, 1, 1).unwrap_or(ground.as_of()),
    }
}

fn sign(township: &mut Township, contract: &Contract<'_>) {
    let Contract {
        no,
        person,
        doctor,
        year,
        first,
    } = contract;
    let (times, package) = match person.disease {
        Some(_) => (FOLLOWED, "慢病服务包"),
        None => (1, "基础服务包"),
    };
    record!(township, "fd_contract" {
        contract_no: no, person_id: person.id, name: person.name, id_number: person.id_number, service_year: year,
        team: "镇卫生院家庭医生团队", doctor: doctor, start_date: first, end_date: Date::new(*year, 12, 31),
        agreed_times: times, package: package, disease: person.disease,
    });
}

/// Visits of a disease: every two months on about the same day, so that no two are more than 62 days apart.
fn follow(ground: &Ground, township: &mut Township, contract: &Contract<'_>, at: usize) {
    let Some(disease) = contract.person.disease else {
        return;
    };
    let draw = ground.draw(&format!("visits of {}", contract.year));
    let after = draw.between(at, 20, 50) as i32;
    for nth in 0..FOLLOWED {
        let row = at * FOLLOWED + nth;
        let Some(first) = contract.first.add_months(2 * nth as i64) else {
            return;
        };
        let day = Date(first.0 + after);
        if day > ground.as_of() {
            return;
        }
        let visit = Visit {
            nth: nth + 1,
            day,
            doctor: contract.doctor.clone(),
            method: ["面访", "门诊", "电话", "巡诊", "面访", "微信"][(at + nth) % 6],
            disease: Some(disease),
            pressure: Some(pressure(draw.of("pressure"), row)),
            glucose: (disease == "糖尿病").then(|| glucose(draw.of("glucose"), row)),
            note: match disease {
                "高血压" => "按时服药,嘱少盐饮食",
                "糖尿病" => "按时服药,嘱控制饮食",
                "严重精神障碍" => "病情稳定,家属看护服药",
                _ => "按疗程服药,无不良反应",
            },
        };
        see(township, contract, &visit);
    }
}

fn pressure(draw: Draw, row: usize) -> String {
    let (high, low) = (
        draw.between(2 * row, 112, 154),
        draw.between(2 * row + 1, 68, 94),
    );
    format!("{high}/{low}")
}

/// In mmol/L.
fn glucose(draw: Draw, row: usize) -> String {
    let tenths = draw.between(row, 53, 98);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn see(township: &mut Township, contract: &Contract<'_>, visit: &Visit<'_>) {
    let person = contract.person;
    let no = format!("{}-{}", contract.no, visit.nth);
    let in_person = !matches!(visit.method, "电话" | "微信");
    record!(township, "fd_visit" {
        visit_no: no, contract_no: contract.no, person_id: person.id, name: person.name, id_number: person.id_number,
        service_year: contract.year, visit_date: visit.day, doctor: visit.doctor, method: visit.method,
        disease: visit.disease, blood_pressure: visit.pressure, glucose: visit.glucose, note: visit.note,
        signature_ref: in_person.then(|| format!("随访签字表{no}")),
    });
}

/// What the report says of all who are on the roll; its number of contracts is of those once on the list of the poor.
fn totals(ground: &Ground, people: &People, examined: &[Option<usize>], township: &mut Township) {
    let inhabitants = inhabitants(township);
    let count = |is: &dyn Fn(usize, &Person) -> bool| {
        let all = people.here();
        all.filter(|(at, person)| is(*at, person)).count()
    };
    let ill = |name: &'static str| move |_: usize, p: &Person| p.disease == Some(name);
    let listed = count(&|_, person| !people.households[person.household].at_risk);
    let old = count(&|_, person| is_old(ground, person));
    let small = count(&|_, person| is_small(ground, person));
    let seen = count(&|at, _| examined[at].is_some());
    #[rustfmt::skip]
    let counts = [
        ("签约人数", listed),
        ("老年人数", old),
        ("老年人签约人数", old),
        // the report has all the old here, and fewer examinations
        ("老年人履约人数", seen),
        ("全面体检人数", seen),
        ("0至6岁儿童数", small),
        ("0至6岁儿童履约人数", small),
        ("高血压患者随访人数", count(&ill("高血压"))),
        ("糖尿病患者随访人数", count(&ill("糖尿病"))),
        ("严重精神障碍患者随访人数", count(&ill("严重精神障碍"))),
        ("结核病患者随访人数", count(&ill("结核病"))),
    ];
    for (metric, value) in counts {
        // as a share of the roll alone, the report's number would be too high to be true (`FD-010`)
        let whole = metric.contains("严重精神障碍").then_some(&inhabitants);
        record!(township, "report_total" {
            metric: metric, place: "问题8", problem_no: 8, value: value, unit: "人", denominator: whole, decimals: 0,
            as_of_date: ground.as_of(), source_query: "人员、家医签约、家医履约台账",
        });
    }
}

/// Of the whole town.
fn inhabitants(township: &Township) -> String {
    let Some(divisions) = township.tables.get("admin_division") else {
        return String::new();
    };
    let town = (0..divisions.rows.len()).find(|row| divisions.cell(*row, "division_code") == TOWN);
    town.map_or("", |row| divisions.cell(row, "total_persons"))
        .to_owned()
}
