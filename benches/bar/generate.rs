//! Synthetic ledgers for the speed bar: N persons and what hangs on them, with breaches planted at known rates.
//!
//! The same N gives the same bytes on every machine. Streams: memory stays at a few bytes a person.

#[path = "draw.rs"]
mod draw;

use std::io::{self, Write};

use draw::{Column, different};

/// Which breaches are planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaches {
    /// Those of the speed bar. Six rules find nothing.
    Usual,
    /// For every rule, and cells left empty and keys that lead nowhere too, where SQL and the rule language must agree
    /// about what is missing.
    Every,
}

/// A data set.
#[derive(Clone, Copy, Debug)]
pub struct Data {
    pub persons: u32,
    pub breaches: Breaches,
}

/// The ledgers, as their files are named.
pub const LEDGERS: [&str; 6] = [
    "persons",
    "households",
    "assignments",
    "contracts",
    "visits",
    "subsidies",
];

const HEALTH: [(&str, u64); 4] = [
    ("健康", 800),
    ("长期慢性病", 120),
    ("患有大病", 30),
    ("残疾", 50),
];
const LABOR: [(&str, u64); 4] = [
    ("普通劳动力", 550),
    ("弱劳动力或半劳动力", 150),
    ("无劳动力", 280),
    ("丧失劳动力", 20),
];
const STATUS: [(&str, u64); 3] = [("在册", 980), ("死亡", 15), ("迁出", 5)];
const HOUSEHOLD: [(&str, u64); 3] = [("脱贫户", 700), ("边缘易致贫户", 50), ("一般农户", 250)];
const POST: [(&str, u64); 4] = [("保洁", 1), (RANGER, 1), ("公路养护", 1), ("森林防火", 1)];
const RANGER: &str = "生态护林员";
const METHOD: [(&str, u64); 5] = [
    ("门诊", 1),
    ("巡诊", 1),
    ("随访", 1),
    ("电话", 1),
    ("微信", 1),
];

/// Days of 1970-01-01 = 0.
const BORN: (i32, i32) = (-12_784, 18_627); // 1935-01-01 to 2020-12-31
const STARTED: (i32, i32) = (17_897, 18_717); // 2019-01-01 to 2021-03-31
const VISITED: (i32, i32) = (18_262, 18_760); // 2020-01-01 to 2021-05-13

impl Data {
    /// Writes one ledger as CSV.
    pub fn write(self, ledger: &str, out: &mut dyn Write) -> io::Result<()> {
        match ledger {
            "persons" => self.persons(out),
            "households" => self.households(out),
            "assignments" => self.assignments(out),
            "contracts" => self.contracts(out),
            "visits" => self.visits(out),
            "subsidies" => self.subsidies(out),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// A breach that only `Breaches::Every` has.
    fn rare(self, column: &str) -> Rare {
        Rare(Column::new(column), self.breaches == Breaches::Every)
    }

    fn persons(self, out: &mut dyn Write) -> io::Result<()> {
        let [birth, sequence, check] = columns(["birth", "sequence", "check"]);
        let [health, labor, status] = columns(["health", "labor", "status"]);
        let [phone, silent, months, over] = columns(["phone", "silent", "months", "over"]);
        let [copied, unborn, shifted] = ["copied", "unborn", "shifted"].map(|name| self.rare(name));
        let [wrong_phone, well, negative, homeless] =
            ["wrong phone", "well", "negative", "homeless"].map(|name| self.rare(name));
        let empty = |field: &str| self.rare(&format!("persons without {field}"));
        let (no_id, no_birth, no_home) = (empty("id"), empty("birth"), empty("home"));
        let (no_health, no_labor) = (empty("health"), empty("labor"));
        let (no_months, no_status) = (empty("months"), empty("status"));
        writeln!(
            out,
            "person_id,id_number,household_id,village_code,name,birth_date,health,labor,work_months,phone,status"
        )?;
        for row in 0..self.persons {
            // a copied person has the number and the birth date of the one before
            let like = if row > 0 && copied.happens(row, 40) {
                row - 1
            } else {
                row
            };
            let born = match unborn.happens(like, 20) {
                true => VISITED.1 + 1 + birth.below(like, 300) as i32,
                false => between(birth, like, BORN),
            };
            write!(out, "P{row:08},")?;
            if !no_id.happens(row, 50) {
                let wrong = usize::from(check.happens(like, 20));
                out.write_all(&id_number(born, sequence.below(like, 1000), wrong))?;
            }
            let home = row / 3;
            match (homeless.happens(row, 20), no_home.happens(row, 20)) {
                (true, _) => write!(out, ",X{row:08}")?,
                (_, true) => write!(out, ",")?,
                _ => write!(out, ",H{home:08}")?,
            }
            write!(out, ",3609210{:05},村民{row},", home % 400)?;
            if !no_birth.happens(row, 50) {
                out.write_all(&date(born + i32::from(shifted.happens(row, 30))))?;
            }
            let health = match well.happens(row, 30) {
                true => "良好",
                false => health.word(row, &HEALTH),
            };
            let health = if no_health.happens(row, 50) {
                ""
            } else {
                health
            };
            let labor = if no_labor.happens(row, 50) {
                ""
            } else {
                labor.word(row, &LABOR)
            };
            write!(out, ",{health},{labor},")?;
            match (over.happens(row, 10), negative.happens(row, 10)) {
                (true, _) => write!(out, "14,")?,
                (_, true) => write!(out, "-1,")?,
                _ if no_months.happens(row, 50) => write!(out, ",")?,
                _ => write!(out, "{},", months.below(row, 13))?,
            }
            if !silent.happens(row, 100) {
                let phone = phone.below(row, 6_999_999_999);
                match wrong_phone.happens(row, 50) {
                    true => write!(out, "12{:09}", phone % 1_000_000_000)?,
                    false => write!(out, "{}", 13_000_000_000 + phone)?,
                }
            }
            let status = if no_status.happens(row, 50) {
                ""
            } else {
                status.word(row, &STATUS)
            };
            writeln!(out, ",{status}")?;
        }
        Ok(())
    }

    fn households(self, out: &mut dyn Write) -> io::Result<()> {
        let [kind, wrong] = columns(["household", "members"]);
        let income = columns(["income 1", "income 2", "income 3", "income 4"]);
        let empty = |field: &str| self.rare(&format!("households without {field}"));
        let (no_kind, no_members, no_income) = (empty("kind"), empty("members"), empty("income"));
        writeln!(
            out,
            "household_id,household_type,member_count,net_income_per_capita"
        )?;
        for row in 0..self.persons.div_ceil(3) {
            let kind = if no_kind.happens(row, 50) {
                ""
            } else {
                kind.word(row, &HOUSEHOLD)
            };
            write!(out, "H{row:08},{kind},")?;
            let members = (self.persons - row * 3).min(3) + u32::from(wrong.happens(row, 30));
            if !no_members.happens(row, 50) {
                write!(out, "{members}")?;
            }
            // the sum of four exponential numbers is gamma with shape 4; mean 12,000 yuan
            let yuan: f64 = income
                .iter()
                .map(|column| 3000.0 * column.exponential(row))
                .sum();
            let cents = (yuan * 100.0).round() as u64;
            match no_income.happens(row, 50) {
                true => writeln!(out, ",")?,
                false => writeln!(out, ",{}.{:02}", cents / 100, cents % 100)?,
            }
        }
        Ok(())
    }

    fn assigned(self) -> Assigned {
        Assigned {
            start: Column::new("start"),
            no_start: self.rare("assignments without start"),
            rows: self.persons / 20,
        }
    }

    fn assignments(self, out: &mut dyn Write) -> io::Result<()> {
        let [who, left, kind] = columns(["who", "left", "post"]);
        let (second, stranger) = (self.rare("second ranger"), self.rare("stranger on post"));
        let assigned = self.assigned();
        let people = different(who, self.persons, assigned.rows);
        writeln!(out, "assignment_id,person_id,post_kind,start_date,end_date")?;
        for row in 0..assigned.rows {
            let (mut person, mut kind) = (people[row as usize], kind.word(row, &POST));
            // some households get two rangers: the one before and the next of the three
            if row > 0 && second.happens(row, 400) {
                let other = people[row as usize - 1];
                person = (other / 3 * 3 + (other + 1) % 3).min(self.persons - 1);
                kind = RANGER;
            } else if second.happens(row + 1, 400) {
                kind = RANGER;
            }
            let letter = if stranger.happens(row, 100) { 'X' } else { 'P' };
            write!(out, "A{row:07},{letter}{person:08},{kind},")?;
            if let Some(start) = assigned.start(row) {
                out.write_all(&date(start))?;
            }
            out.write_all(b",")?;
            if left.happens(row, 1000) {
                out.write_all(&date(between(assigned.start, row, STARTED) + 200))?;
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn contracts(self, out: &mut dyn Write) -> io::Result<()> {
        let [without, years, pay] = columns(["no contract", "years", "pay"]);
        let [late, astray, open] =
            ["late", "contract astray", "open end"].map(|name| self.rare(name));
        let assigned = self.assigned();
        writeln!(
            out,
            "contract_id,assignment_id,start_date,end_date,monthly_pay"
        )?;
        let with = (0..assigned.rows).filter(|of| !without.happens(*of, 300));
        for (row, of) in (0u32..).zip(with) {
            let start = between(assigned.start, of, STARTED) + i32::from(late.happens(row, 200));
            let letter = if astray.happens(row, 100) { 'X' } else { 'A' };
            write!(out, "C{row:07},{letter}{of:07},")?;
            out.write_all(&date(start))?;
            out.write_all(b",")?;
            if !open.happens(row, 200) {
                out.write_all(&date(start + 365 * (1 + years.below(row, 3) as i32)))?;
            }
            writeln!(out, ",{}", 300 + pay.below(row, 1200))?;
        }
        Ok(())
    }

    fn visits(self, out: &mut dyn Write) -> io::Result<()> {
        let [who, day, method] = columns(["visited", "visit", "method"]);
        let no_date = self.rare("visits without date");
        // two a person on average, however they fall; in the file they stand person by person, dates in no order
        let mut times = vec![0u16; self.persons as usize];
        for visit in 0..2 * self.persons {
            times[who.below(visit, u64::from(self.persons)) as usize] += 1;
        }
        writeln!(out, "visit_id,person_id,visit_date,method")?;
        let mut row = 0;
        for (person, times) in times.into_iter().enumerate() {
            for _ in 0..times {
                write!(out, "V{row:08},P{person:08},")?;
                if !no_date.happens(row, 50) {
                    out.write_all(&date(between(day, row, VISITED)))?;
                }
                writeln!(out, ",{}", method.word(row, &METHOD))?;
                row += 1;
            }
        }
        Ok(())
    }

    fn subsidies(self, out: &mut dyn Write) -> io::Result<()> {
        let [who, kind, amount] = columns(["subsidised", "subsidy", "amount"]);
        let stranger = self.rare("stranger with subsidy");
        writeln!(out, "subsidy_id,person_id,kind,amount")?;
        let people = different(who, self.persons, self.persons / 15);
        for (row, person) in (0u32..).zip(people) {
            let letter = if stranger.happens(row, 100) { 'X' } else { 'P' };
            let kind = kind.word(row, &[("困难生活", 1), ("重度护理", 1)]);
            let amount = amount.word(row, &[("60.00", 1), ("70.00", 1), ("120.00", 1)]);
            writeln!(out, "S{row:07},{letter}{person:08},{kind},{amount}")?;
        }
        Ok(())
    }
}

/// The sequence that decides about a breach, or none.
#[derive(Clone, Copy)]
struct Rare(Column, bool);

impl Rare {
    fn happens(self, row: u32, in_ten_thousand: u64) -> bool {
        self.1 && self.0.happens(row, in_ten_thousand)
    }
}

/// What contracts need to know of assignments.
struct Assigned {
    start: Column,
    no_start: Rare,
    rows: u32,
}

impl Assigned {
    fn start(&self, row: u32) -> Option<i32> {
        let start = between(self.start, row, STARTED);
        Some(start).filter(|_| !self.no_start.happens(row, 50))
    }
}

fn columns<const N: usize>(names: [&str; N]) -> [Column; N] {
    names.map(Column::new)
}

/// A day of a period, both ends included.
fn between(column: Column, row: u32, (from, to): (i32, i32)) -> i32 {
    from + column.below(row, u64::from(to.abs_diff(from)) + 1) as i32
}

/// Division code, birth date and sequence, then the check digit of GB 11643, or the one so many behind it.
fn id_number(born: i32, sequence: u64, wrong: usize) -> [u8; 18] {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let born = date(born);
    let mut number = *b"360921yyyymmddnnn0";
    number[6..10].copy_from_slice(&born[..4]);
    number[10..12].copy_from_slice(&born[5..7]);
    number[12..14].copy_from_slice(&born[8..]);
    for (place, power) in [100, 10, 1].into_iter().enumerate() {
        number[14 + place] = digit(sequence / power);
    }
    let sum: usize = number
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    number[17] = b"10X98765432"[(sum + wrong) % 11];
    number
}

/// A day as `YYYY-MM-DD`, after the civil calendar algorithm of Howard Hinnant; years 0 to 9999.
fn date(days: i32) -> [u8; 10] {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    let mut text = *b"yyyy-mm-dd";
    let parts = [(0, year / 1000), (1, year / 100), (2, year / 10), (3, year)];
    let parts = parts
        .into_iter()
        .chain([(5, month / 10), (6, month), (8, day / 10), (9, day)]);
    for (at, value) in parts {
        text[at] = digit(u64::from(value.unsigned_abs()));
    }
    text
}

/// The last digit of a number, as a character.
fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
}
