//! `cp_catalog`, `cp_supplier`, `cp_cabinet`, `cp_product`, `cp_settlement`: farm products of the poor on sale.

use crate::demo::ground::{COUNTY_NAME, Ground};
use crate::demo::people::{Income, People, names, numbers};
use crate::demo::township::{Township, record, yuan};

const SUPPLIERS: usize = 8;
/// Suppliers that only show what households they help, without buying from one of the town.
const BUY_NOTHING: usize = 2;
/// The report of 2021: 18 cabinets, none of which was plugged in.
const CABINETS: usize = 18;
const IN_A_CABINET: usize = 4;
const SETTLEMENTS: usize = 60;
/// One of so many is still to be paid.
const WAITING: usize = 12;
/// Name, unit, what a farmer gets and what it costs in the cabinet, in 分.
const PRODUCTS: [(&str, &str, i64, i64); 6] = [
    ("茶油", "斤", 4_500, 6_800),
    ("大米", "斤", 280, 450),
    ("土鸡蛋", "斤", 900, 1_380),
    ("笋干", "斤", 2_600, 3_980),
    ("蜂蜜", "斤", 3_500, 5_580),
    ("红薯粉", "斤", 800, 1_280),
];
const KINDS: [&str; 3] = ["企业", "合作社", "家庭农场"];
/// Buyers and their type.
const BUYERS: [(&str, &str); 4] = [
    ("禾源例一中学食堂", "机关事业单位"),
    ("禾源例百超市公司", "企业"),
    ("禾源例惠网店", "电商平台"),
    ("集市散户", "个人"),
];

struct Supplier {
    uscc: String,
    name: String,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let suppliers: Vec<Supplier> = (0..ground.share(SUPPLIERS))
        .map(|nth| Supplier {
            uscc: numbers::uscc(if nth % KINDS.len() == 1 { "93" } else { "91" }, 5000 + nth),
            name: format!(
                "{COUNTY_NAME}例丰{}号农产品{}",
                nth + 1,
                KINDS[nth % KINDS.len()]
            ),
        })
        .collect();
    let buying = suppliers
        .len()
        .saturating_sub(ground.share(BUY_NOTHING))
        .max(1);
    catalog(ground, township, &suppliers);
    cabinets(ground, township, &suppliers);
    settlements(ground, people, township, &suppliers[..buying]);
}

fn catalog(ground: &Ground, township: &mut Township, suppliers: &[Supplier]) {
    let helped = ground.draw("households of supplier");
    let (surnames, given) = (
        ground.draw("surname of supplier"),
        ground.draw("name of supplier"),
    );
    for (nth, supplier) in suppliers.iter().enumerate() {
        record!(township, "cp_supplier" {
            uscc: supplier.uscc, name: supplier.name, kind: KINDS[nth % KINDS.len()],
            linked_households: helped.between(nth, 5, 40), mechanism: "订单收购",
            leader: names::name(names::surname(surnames, nth), given, nth, 0),
            phone: numbers::mobile(63_000_000 + nth),
        });
        for (of_supplier, product) in PRODUCTS.iter().enumerate() {
            record!(township, "cp_catalog" {
                catalog_no: catalog_no(nth, of_supplier), product_name: product.0, supplier_uscc: supplier.uscc,
                supplier_name: supplier.name, county: COUNTY_NAME, valid_from: ground.days_ago(300),
                valid_to: ground.days_ago(300).add_months(24), price: yuan(product.3),
            });
        }
    }
}

fn catalog_no(supplier: usize, product: usize) -> String {
    format!("ML-{:04}-{:02}", supplier + 1, product + 1)
}

fn cabinets(ground: &Ground, township: &mut Township, suppliers: &[Supplier]) {
    let draw = ground.draw("cabinet");
    for nth in 0..ground.share(CABINETS) {
        let village = &ground.villages[nth % ground.villages.len()];
        let number = format!("GZ-{:04}", nth + 1);
        let checked = ground.days_ago(draw.between(2 * nth, 3, 25));
        record!(township, "cp_cabinet" {
            cabinet_no: number, place: format!("{}便民服务中心", village.name), org_name: "禾源例惠商贸公司",
            village_code: village.code, placed_date: ground.days_ago(draw.between(2 * nth + 1, 90, 280)),
            powered: true, sku_count: IN_A_CABINET, check_date: checked,
            sales_amount: yuan(draw.between(2 * nth, 80_001, 900_000)),
        });
        for of_cabinet in 0..IN_A_CABINET {
            let row = nth * IN_A_CABINET + of_cabinet;
            let supplier = row % suppliers.len();
            let product = (row / suppliers.len() + row) % PRODUCTS.len();
            let price = yuan(PRODUCTS[product].3);
            // some shops write the name and the supplier only
            let number_known = row % 5 != 4;
            record!(township, "cp_product" {
                product_no: format!("CP-{:05}", row + 1), product_name: PRODUCTS[product].0, cabinet_no: number,
                catalog_no: number_known.then(|| catalog_no(supplier, product)),
                supplier_uscc: suppliers[supplier].uscc, supplier_name: suppliers[supplier].name, on_sale: true,
                labeled: true, price_tag: price, system_price: price, check_date: checked,
            });
        }
    }
}

/// What suppliers bought from households; the money of the last weeks is partly still to come.
fn settlements(
    ground: &Ground,
    people: &mut People,
    township: &mut Township,
    suppliers: &[Supplier],
) {
    let draw = ground.draw("settlement");
    // the old do not grow for sale
    let mut order = draw.order(people.households.len());
    order.retain(|at| people.members(*at).any(|(_, p)| p.age(ground.as_of()) < 65));
    let mut incomes = Vec::new();
    for nth in 0..ground.share(SETTLEMENTS).min(order.len()) {
        let household = order[nth];
        let (name, unit, price, _) = PRODUCTS[nth % PRODUCTS.len()];
        let quantity = draw.between(4 * nth, 12, 160);
        // some of the last weeks is still to be paid; else within a month
        let waits = nth % WAITING == 0;
        let ago = draw.between(4 * nth + 1, 6, if waits { 20 } else { 240 });
        let wait = draw.between(4 * nth + 2, 2, 25);
        let paid = (!waits && wait < ago).then(|| ground.days_ago(ago - wait));
        let (supplier, head) = (&suppliers[nth % suppliers.len()], people.head(household));
        let (buyer, kind) = BUYERS[nth % BUYERS.len()];
        record!(township, "cp_settlement" {
            settlement_no: format!("JS-{:05}", nth + 1), supplier_uscc: supplier.uscc,
            supplier_name: supplier.name, household_id: people.households[household].id, farmer: head.name,
            head_id_number: head.id_number, product_name: name, quantity: quantity, quantity_unit: unit,
            unit_price: yuan(price), amount: yuan(price * quantity), buyer_name: buyer, buyer_type: kind,
            delivery_date: ground.days_ago(ago), paid_date: paid,
        });
        incomes.extend(paid.map(|date| Income {
            household,
            person: None,
            category: "生产经营性",
            source: if name == "土鸡蛋" {
                "养殖"
            } else {
                "种植"
            },
            date,
            amount: yuan(price * quantity),
            payer: supplier.name.clone(),
        }));
    }
    people.incomes.extend(incomes);
}
