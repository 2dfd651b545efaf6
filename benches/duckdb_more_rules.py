#!/usr/bin/env python3
"""The 20 rules of `benches/more_rules` as an expert writes them in DuckDB SQL.

What is missing is equal to nothing in the rules; DuckDB's pairs are equal where the same half is missing.

usage: duckdb_more_rules.py DIR [THREADS]
Prints what `duckdb_rules.py` prints, for these rules.
"""

import sys

# nothing but sources belongs into this folder
sys.dont_write_bytecode = True

from duckdb_rules import AS_OF, main  # noqa: E402

RULES = [
    # F21 under 16 and counted as able to work
    f"select rowid from persons where labor = '普通劳动力' and birth_date > {AS_OF} - interval 16 year",
    # F22 works beyond the age of 70
    f"select rowid from persons where work_months > 0 and birth_date <= {AS_OF} - interval 71 year",
    # F23 phone of a virtual operator
    "select rowid from persons where phone like '170%'",
    # F24 care subsidy below the standard
    "select rowid from subsidies where kind = '重度护理' and amount < 70",
    # F25 contract of more than 1000 days
    "select rowid from contracts where end_date - start_date > 1000",
    # F26 income below the line of its kind of household
    """select rowid from households
        where net_income_per_capita < case when household_type = '边缘易致贫户' then 6000 else 5500 end""",
    # U27 a person visited twice on a day
    """select rowid from visits where (person_id, visit_date) in
         (select (person_id, visit_date) from visits
          where person_id is not null and visit_date is not null group by person_id, visit_date having count(*) > 1)""",
    # U28 born on the same day in the same village
    """select rowid from persons where (village_code, birth_date) in
         (select (village_code, birth_date) from persons
          where village_code is not null and birth_date is not null group by village_code, birth_date having count(*) > 1)""",
    # U29 contracts of the same days
    """select rowid from contracts where (start_date, end_date) in
         (select (start_date, end_date) from contracts
          where start_date is not null and end_date is not null group by start_date, end_date having count(*) > 1)""",
    # J30 subsidy of a dead person
    "select s.rowid from subsidies s join persons p using (person_id) where p.status = '死亡'",
    # J31 older than 65 in the year the work began
    """select a.rowid from assignments a join persons p using (person_id)
         where year(a.start_date) - year(p.birth_date) > 65""",
    # J32 contract in force of a dead person
    f"""select c.rowid from contracts c join assignments a using (assignment_id) join persons p using (person_id)
         where c.end_date >= {AS_OF} and p.status = '死亡'""",
    # J33 high subsidy in an ordinary household
    """select p.rowid from persons p join households h using (household_id)
         where h.household_type = '一般农户'
           and exists (select 1 from subsidies s where s.person_id = p.person_id and s.amount > 100)""",
    # A34 subsidies of a household too high
    """select h.rowid from households h join
           (select household_id, sum(amount) total from persons join subsidies using (person_id) group by household_id) s
           using (household_id)
         where s.total > 180""",
    # A35 visited in one way only
    """select p.rowid from persons p join
           (select person_id from visits group by person_id having count(*) >= 3 and count(distinct method) < 2) v
           using (person_id)""",
    # W36 two visits too close
    """select rowid from
           (select rowid, visit_date - lag(visit_date) over (partition by person_id order by visit_date) gap from visits)
         where gap < 3""",
    # W37 the same way twice in a row within a month
    """select rowid from
           (select rowid, method, visit_date, lag(method) over w last_method, lag(visit_date) over w last_date from visits
            window w as (partition by person_id order by visit_date, visit_id))
         where method = last_method and visit_date - last_date <= 30""",
    # W38 half a year without a visit
    """select p.rowid from persons p join
           (select person_id, max(gap) longest from
              (select person_id, visit_date - lag(visit_date) over (partition by person_id order by visit_date) gap from visits)
            group by person_id) v
           using (person_id)
         where p.status = '在册' and v.longest > 180""",
    # G39 too many without a phone in a village
    """select min(rowid) as rowid from persons group by village_code
         having count(*) filter (where phone is null) * 10 > count(*)""",
    # G40 a day with too many visits by phone
    """select min(rowid) as rowid from visits group by visit_date
         having count(*) filter (where method = '电话') * 3 > count(*)""",
]

if __name__ == "__main__":
    main("BAR2", RULES)
