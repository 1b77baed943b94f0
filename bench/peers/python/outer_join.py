"""outer_join.py duckdb|pandas THREADS OLD NEW

The old night's users are at hand as a table; what is timed is reading the new night's file and
finding who was added, left out or changed. Prints the seconds as JSON.
"""

import json
import os
import sys
import time


def with_duckdb(threads, old, new):
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    read = "SELECT * FROM read_csv('{}', header = true, all_varchar = true)"
    connection.execute(f"CREATE TABLE old AS {read.format(old)}")
    columns = [row[0] for row in connection.execute("DESCRIBE old").fetchall() if row[0] != "import_id"]
    differs = " OR ".join(f"old.{column} IS DISTINCT FROM new.{column}" for column in columns)
    query = f"""
        SELECT count(*) FILTER (WHERE old.import_id IS NULL),
               count(*) FILTER (WHERE new.import_id IS NULL),
               count(*) FILTER (WHERE old.import_id IS NOT NULL AND new.import_id IS NOT NULL AND ({differs}))
        FROM old FULL OUTER JOIN ({read.format(new)}) new ON old.import_id = new.import_id"""
    return lambda: connection.execute(query).fetchone()


def with_pandas(_threads, old, new):
    import pandas

    def read(path):
        return pandas.read_csv(path, dtype=str, keep_default_na=False, index_col="import_id")

    before = read(old)

    def join():
        after = read(new)
        both = before.join(after, how="outer", lsuffix="_old", rsuffix="_new")
        added = both["login_old"].isna()
        left = both["login_new"].isna()
        differs = False
        for column in before.columns:
            differs = differs | (both[f"{column}_old"] != both[f"{column}_new"])
        return added.sum(), left.sum(), (differs & ~added & ~left).sum()

    return join


def main():
    engine, threads, old, new = sys.argv[1:]
    join = {"duckdb": with_duckdb, "pandas": with_pandas}[engine](int(threads), old, new)
    user, started = os.times().user, time.perf_counter()
    added, left, changed = join()
    wall = time.perf_counter() - started
    assert added == 0 and left == 0 and changed > 0, (added, left, changed)
    print(json.dumps({"wall": wall, "user": os.times().user - user}))


main()
