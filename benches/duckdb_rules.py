#!/usr/bin/env python3
"""The 20 rules of `benches/rules` as an expert writes them in DuckDB SQL: one line a rule with the number of rows found.

usage: duckdb_rules.py DIR [THREADS]
Needs the packages duckdb and numpy.

The last two lines are the seconds of loading and of all rules. Imports and the start of Python are not in them.
"""

import sys
import time

import duckdb

AS_OF = "date '2021-05-13'"

# DuckDB guesses the types well, but takes numbers that are names for numbers.
TABLES = {
    "persons": "types = {'id_number': 'VARCHAR', 'phone': 'VARCHAR', 'village_code': 'VARCHAR'},",
    "households": "",
    "assignments": "",
    "contracts": "",
    "visits": "",
    "subsidies": "",
}

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CHECK_SUM = " + ".join(f"cast(substr(id_number, {at}, 1) as int) * {weight}" for at, weight in enumerate(WEIGHTS, 1))

# What is missing is never found, as in the rule language, except where a rule asks whether it is there.
RULES = [
    # F01 identity number fails its check
    f"""select rowid from persons
        where not (regexp_full_match(id_number, '\\d{{17}}[\\dX]')
          and substr('10X98765432', 1 + ({CHECK_SUM}) % 11, 1) = substr(id_number, 18, 1))""",
    # F02 birth date differs from the identity number
    "select rowid from persons where strptime(substr(id_number, 7, 8), '%Y%m%d')::date <> birth_date",
    # F03 malformed mobile number
    "select rowid from persons where phone is not null and not regexp_full_match(phone, '1[3-9]\\d{9}')",
    # F04 worker without a phone
    "select rowid from persons where work_months > 0 and status = '在册' and phone is null",
    # F05 months of work out of range
    "select rowid from persons where work_months not between 0 and 12",
    # F06 health outside its code list
    "select rowid from persons where health not in ('健康', '长期慢性病', '患有大病', '残疾')",
    # F07 works half a year without being able to
    "select rowid from persons where labor in ('无劳动力', '丧失劳动力') and work_months >= 6",
    # F08 born after the as-of date
    f"select rowid from persons where birth_date > {AS_OF}",
    # F09 works under the age of 16
    f"select rowid from persons where work_months > 0 and birth_date > {AS_OF} - interval 16 year",
    # U10 identity number occurs twice
    """select rowid from persons
       where id_number in (select id_number from persons group by id_number having count(*) > 1)""",
    # J11 household size differs from its members
    """select h.rowid from households h
       left join (select household_id, count(*) n from persons group by household_id) m using (household_id)
       where h.member_count <> coalesce(m.n, 0)""",
    # J12 person of no household
    """select p.rowid from persons p
       where not exists (select 1 from households h where h.household_id = p.household_id)""",
    # J13 on post without a valid contract
    f"""select a.rowid from assignments a
        where a.end_date is null and not exists
          (select 1 from contracts c where c.assignment_id = a.assignment_id and c.end_date >= {AS_OF})""",
    # J14 contract begins after the work
    """select c.rowid from contracts c join assignments a using (assignment_id) where c.start_date > a.start_date""",
    # J15 subsidy for a healthy person
    "select s.rowid from subsidies s join persons p using (person_id) where p.health = '健康'",
    # A16 fewer than two visits to a sick person
    f"""select p.rowid from persons p
        left join (select person_id, count(*) n from visits
                   where visit_date between date '2021-01-01' and {AS_OF} group by person_id) v using (person_id)
        where p.status = '在册' and p.health <> '健康' and coalesce(v.n, 0) < 2""",
    # W17 more than 62 days between visits
    """select rowid from
         (select rowid, visit_date - lag(visit_date) over (partition by person_id order by visit_date) gap from visits)
       where gap > 62""",
    # A18 two forest rangers in a household
    """with rangers as (
         select a.rowid as id, p.household_id from assignments a join persons p using (person_id)
         where a.post_kind = '生态护林员' and a.end_date is null)
       select id as rowid from rangers where household_id in
         (select household_id from rangers group by household_id having count(*) > 1)""",
    # J19 dead person still on post
    """select a.rowid from assignments a join persons p using (person_id)
       where p.status = '死亡' and a.end_date is null""",
    # A20 low income not monitored
    "select rowid from households where net_income_per_capita < 5000 and household_type = '一般农户'",
]


def main(pack, rules):
    folder = sys.argv[1]
    connection = duckdb.connect()
    if len(sys.argv) > 2:
        connection.execute(f"set threads = {int(sys.argv[2])}")
    begun = time.perf_counter()
    for table, types in TABLES.items():
        connection.execute(f"create table {table} as select * from read_csv('{folder}/{table}.csv', {types} header = true)")
    loaded = time.perf_counter()
    for number, query in enumerate(rules, 1):
        rows = connection.execute(query).fetchnumpy()["rowid"]
        print(f"{pack}-{number:03} {len(rows)}")
    done = time.perf_counter()
    print(f"load {loaded - begun:.3f}")
    print(f"rules {done - loaded:.3f}")


if __name__ == "__main__":
    main("BAR", RULES)
