"""The peer of `npm run bench -- linkage`: Splink on DuckDB, on rows and people that were brought
into the same form as ours before the clock starts. Usage: linkage.py FOLDER; the folder holds
linkage_row.parquet, linkage_person.parquet and truth.parquet. Prints one line of JSON.
"""

import json
import logging
import sys
import time

import duckdb
import splink
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

folder, threads, threshold = sys.argv[1], sys.argv[2], float(sys.argv[3])
logging.disable(logging.WARNING)

connection = duckdb.connect()


def run(statement):
    return connection.execute(statement).fetchall()


run(f"set threads = {threads}")
columns = (
    "number, old_number, name, sorted, short, surname, given, birth, birth_year, "
    "substr(birth, 1, 4) || substr(birth, 9, 2) || substr(birth, 6, 2) as swapped, "
    "sex, place, commune, right(number, 6) as tail, left(number, 6) as head"
)
run(
    f"create table l as select row_key as unique_id, {columns} "
    f"from read_parquet('{folder}/linkage_row.parquet')"
)
run(
    f"create table r as select person_id as unique_id, {columns} "
    f"from read_parquet('{folder}/linkage_person.parquet')"
)
[(people,)] = run("select count(*) from r")
[(rows,)] = run("select count(*) from l")


def custom(name, column, agreeing):
    """Levels as SQL, from the strongest to none; unknown where a side says nothing."""
    made = [levels.NullLevel(column)]
    made += [levels.CustomLevel(sql, label) for label, sql in agreeing]
    return comparisons.CustomComparison(
        output_column_name=name, comparison_levels=[*made, levels.ElseLevel()]
    )


name = comparisons.CustomComparison(
    output_column_name="name",
    comparison_levels=[
        levels.NullLevel("sorted"),
        levels.ExactMatchLevel("name").configure(
            tf_adjustment_column="name", tf_adjustment_weight=1.0
        ),
        levels.ExactMatchLevel("sorted").configure(
            tf_adjustment_column="sorted", tf_adjustment_weight=1.0
        ),
        levels.ExactMatchLevel("short").configure(
            tf_adjustment_column="short", tf_adjustment_weight=1.0
        ),
        levels.JaroWinklerLevel("sorted", 0.9),
        levels.ElseLevel(),
    ],
)
settings = SettingsCreator(
    link_type="link_only",
    probability_two_random_records_match=0.9 / people,
    comparisons=[
        comparisons.DamerauLevenshteinAtThresholds("number", [1]),
        custom("old_number", "old_number", [("same", "old_number_l = old_number_r")]),
        name,
        custom(
            "birth",
            "birth",
            [
                ("same", "birth_l = birth_r"),
                ("swapped", "swapped_l = replace(birth_r, '-', '')"),
                ("new year", "birth_year_l = birth_year_r and birth_l like '%-01-01'"),
                ("slip", "damerau_levenshtein(birth_l, birth_r) = 1"),
                ("year", "birth_year_l = birth_year_r"),
            ],
        ),
        comparisons.ExactMatch("sex"),
        custom("commune", "commune", [("same", "commune_l = commune_r")]),
        custom("place", "place", [("same", "place_l = place_r")]),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("number"),
        block_on("old_number"),
        block_on("birth", "commune"),
        block_on("birth", "given"),
        block_on("sorted", "birth_year"),
        block_on("sorted", "commune"),
        block_on("short", "birth_year", "commune"),
        block_on("tail", "birth_year"),
        block_on("head", "birth"),
    ],
    retain_matching_columns=False,
)

began, cpu_began = time.perf_counter(), time.process_time()
api = DuckDBAPI(connection)
linker = Linker([api.register("l"), api.register("r")], settings)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for rule in (block_on("number"), block_on("sorted", "birth")):
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
predicted = linker.inference.predict()
run(
    f"create table best as select * from ("
    f"select unique_id_l, unique_id_r, match_probability, count(*) over (partition by unique_id_l, "
    f"match_probability) as ties, row_number() over (partition by unique_id_l "
    f"order by match_probability desc, unique_id_r) as rank from {predicted.physical_name}) "
    f"where rank = 1 and ties = 1 and match_probability >= {threshold}"
)
seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
[(right, linked, known)] = run(
    f"select count(*) filter (unique_id_r = t.person_id), count(unique_id_r), count(t.person_id) "
    f"from read_parquet('{folder}/truth.parquet') t left join best on unique_id_l = t.row_key"
)
[(pairs,)] = run(f"select count(*) from {predicted.physical_name}")
print(
    json.dumps(
        {
            "version": splink.__version__,
            "rows": rows,
            "pairs": pairs,
            "seconds": seconds,
            "cpu": cpu,
            "precision": right / max(linked, 1),
            "recall": right / max(known, 1),
        }
    )
)
