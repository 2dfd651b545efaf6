//! The households of the township and who lives in them: what all ledgers agree on.
//!
//! An area may set what it knows better (a wage, a subsidy, a place on a list) before the roll is written, which comes
//! last.

mod families;
mod health;
pub mod names;
pub mod numbers;
pub mod work;

use self::families::{Member, Role};
use self::work::{Post, Span, Workshop};
use super::ground::Ground;
use crate::ledger::{Date, Decimal, Month};

/// All households, the persons in order of their households.
#[derive(Clone, Debug, Default)]
pub struct People {
    pub households: Vec<Household>,
    pub persons: Vec<Person>,
    pub incomes: Vec<Income>,
    pub posts: Vec<Post>,
    pub workshops: Vec<Workshop>,
}

#[derive(Clone, Debug)]
pub struct Household {
    pub id: String,
    /// Position in `Ground::villages`.
    pub village: usize,
    /// Positions in `People::persons`, the head first; those who died or moved away included.
    pub members: Vec<usize>,
    /// Counted among those at risk of falling into poverty.
    pub at_risk: bool,
    pub phone: String,
    pub account: String,
    /// Watched lest it fall into poverty.
    pub watch: Option<Watch>,
}

#[derive(Clone, Copy, Debug)]
pub struct Watch {
    /// 脱贫不稳定户 or 边缘易致贫户.
    pub kind: &'static str,
    /// When the risk was found.
    pub found: Date,
    /// When it was found to be over.
    pub cleared: Option<Date>,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub household: usize,
    pub name: String,
    pub id_number: String,
    pub sex: Sex,
    pub birth: Date,
    pub relation: &'static str,
    /// Where the person is at school.
    pub school: Option<&'static str>,
    pub education: Option<&'static str>,
    /// A disease that the family doctor follows.
    pub disease: Option<&'static str>,
    pub disability: Option<Disability>,
    /// Had an illness of late that cost the household a lot.
    pub costly_illness: bool,
    pub labor: &'static str,
    pub phone: Option<String>,
    pub in_dibao: bool,
    /// Months of paid work in the year before.
    pub work_months: Option<u32>,
    /// Work far from home, in order.
    pub away: Vec<Span>,
    /// The kind of the welfare post that the person has now.
    pub post: Option<&'static str>,
    /// Died or moved away: which, and when.
    pub gone: Option<(&'static str, Date)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disability {
    /// 1 to 7, as in the certificate's number.
    pub category: u8,
    /// 1 to 4, 1 being the worst.
    pub level: u8,
}

/// One receipt or expense of a household, for its income.
#[derive(Clone, Debug)]
pub struct Income {
    pub household: usize,
    pub person: Option<usize>,
    /// 工资性, 生产经营性, 财产性, 转移性 or 经营性支出.
    pub category: &'static str,
    pub source: &'static str,
    pub date: Date,
    pub amount: Decimal,
    pub payer: String,
}

impl Sex {
    pub fn word(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }

    fn other(self) -> Self {
        match self {
            Sex::Male => Sex::Female,
            Sex::Female => Sex::Male,
        }
    }
}

impl Person {
    /// Whole years at a date.
    pub fn age(&self, at: Date) -> i64 {
        self.birth.months_until(at).div_euclid(12)
    }

    pub fn is_here(&self) -> bool {
        self.gone.is_none()
    }

    /// As the ledger of persons has it.
    pub fn health(&self) -> &'static str {
        match (self.disease, self.disability) {
            (None, None) => "健康",
            (Some(_), None) => "长期慢性病",
            (None, Some(_)) => "残疾",
            (Some(_), Some(_)) => "长期慢性病,残疾",
        }
    }
}

impl Household {
    /// As the roll has it.
    pub fn kind(&self) -> &'static str {
        if self.at_risk {
            "边缘易致贫户"
        } else {
            "脱贫户"
        }
    }
}

impl People {
    pub fn new(ground: &Ground) -> Self {
        let mut people = People::default();
        let plans = families::families(ground);
        let (surnames, given) = (ground.draw("surname"), ground.draw("given name"));
        for (at, plan) in plans.into_iter().enumerate() {
            let family = names::surname(surnames, at);
            let mut household = Household {
                id: format!("FH-{:05}", at + 1),
                village: at % ground.villages.len(),
                members: Vec::new(),
                at_risk: plan.at_risk,
                phone: String::new(),
                account: numbers::account(at + 1),
                watch: None,
            };
            for (nth, member) in plan.members.iter().enumerate() {
                let own = match member.role {
                    Role::Head | Role::Child => family,
                    // who married into the family, and the other one's mother
                    _ => names::surname(ground.draw("maiden name"), at * 8 + nth),
                };
                household.members.push(people.persons.len());
                let name = names::name(own, given, at, nth);
                people.persons.push(person(ground, at, name, member));
            }
            people.households.push(household);
        }
        people.number(ground);
        health::fall_ill(&mut people, ground);
        work::take_up(&mut people, ground);
        people
    }

    /// Those who live here.
    pub fn here(&self) -> impl Iterator<Item = (usize, &Person)> {
        self.persons.iter().enumerate().filter(|(_, p)| p.is_here())
    }

    pub fn head(&self, household: usize) -> &Person {
        &self.persons[self.households[household].members[0]]
    }

    /// Position of the village where a person lives.
    pub fn village(&self, person: usize) -> usize {
        self.households[self.persons[person].household].village
    }

    /// Members who live here.
    pub fn members(&self, household: usize) -> impl Iterator<Item = (usize, &Person)> {
        let members = self.households[household].members.iter();
        members
            .map(|at| (*at, &self.persons[*at]))
            .filter(|(_, p)| p.is_here())
    }

    /// How many of a household work far from home in a month.
    pub fn away(&self, household: usize, month: Month) -> usize {
        let is_away = |person: &Person| person.away.iter().any(|span| span.covers(month));
        self.members(household).filter(|(_, p)| is_away(p)).count()
    }

    /// Numbers that must differ from person to person.
    fn number(&mut self, ground: &Ground) {
        let mut taken: rustc_hash::FxHashMap<(Date, bool), u64> = rustc_hash::FxHashMap::default();
        let draw = ground.draw("own phone");
        for (at, person) in self.persons.iter_mut().enumerate() {
            let male = person.sex == Sex::Male;
            let order = taken.entry((person.birth, male)).or_insert(0);
            person.id_number = numbers::resident_id(person.birth, *order * 2 + u64::from(male));
            *order += 1;
            let grown = person.age(ground.as_of()) >= 16 && person.is_here();
            person.phone = (grown && draw.happens(at, 70)).then(|| numbers::mobile(at + 1));
        }
        let persons = self.persons.len();
        for (at, household) in self.households.iter_mut().enumerate() {
            let head = &mut self.persons[household.members[0]];
            let own = head.phone.take();
            household.phone = own.unwrap_or_else(|| numbers::mobile(persons + at + 1));
            head.phone = Some(household.phone.clone());
        }
    }
}

fn person(ground: &Ground, household: usize, name: String, member: &Member) -> Person {
    let as_of = ground.as_of();
    // some days after the birthday, so that nobody's age changes on the day itself
    let birthday = as_of.add_months(-12 * member.age).unwrap_or(as_of);
    let birth = Date(birthday.0 - member.days as i32);
    let here = member.gone.is_none();
    Person {
        id: format!("RY-{:06}", household * 10 + member.nth + 1),
        household,
        name,
        id_number: String::new(),
        sex: member.sex,
        birth,
        relation: member.relation(),
        school: if here { school(member.age) } else { None },
        education: if here && school(member.age).is_some() {
            None
        } else {
            education(member)
        },
        disease: None,
        disability: None,
        costly_illness: false,
        labor: match member.age {
            _ if school(member.age).is_some() => "无劳动力",
            16..60 => "普通劳动力",
            60..75 => "弱劳动力或半劳动力",
            _ => "无劳动力",
        },
        phone: None,
        in_dibao: false,
        work_months: None,
        away: Vec::new(),
        post: None,
        gone: member.gone.map(|(how, days)| (how, ground.days_ago(days))),
    }
}

fn school(age: i64) -> Option<&'static str> {
    match age {
        7..13 => Some("小学"),
        13..16 => Some("初中"),
        16..19 => Some("普通高中"),
        _ => None,
    }
}

fn education(member: &Member) -> Option<&'static str> {
    let schooled = ["小学", "初中", "高中", "大专"];
    match member.age {
        ..7 => None,
        7..35 => Some(schooled[1 + member.days as usize % 3]),
        35..65 => Some(schooled[member.days as usize % 3]),
        _ => Some(["文盲或半文盲", "小学", "初中"][member.days as usize % 3]),
    }
}
