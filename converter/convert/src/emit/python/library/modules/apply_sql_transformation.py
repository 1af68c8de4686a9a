"""Apply SQL Transformation."""

import sqlite3
from contextlib import closing

import pandas as pd

from shared.tables import each_column, unique_names
from shared.text import as_text
from shared.types import plain, type_of

SQL_TYPES = {"Integer": "INTEGER", "Boolean": "INTEGER", "Double": "REAL"}


def apply_sql_transformation(
    table1, table2=None, table3=None, *, sql_query_script="select * from t1;"
):
    """Apply SQL Transformation: asks SQLite a query over the tables t1, t2 and t3.

    The result of the last SELECT comes out. Booleans go in as 0 and 1, dates as text.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        for name, table in (("t1", table1), ("t2", table2), ("t3", table3)):
            if table is not None:
                store(database, name, table)
        result = None
        for statement in statements(sql_query_script):
            cursor = database.execute(statement)
            if cursor.description:
                names = [column[0] for column in cursor.description]
                result = pd.DataFrame(cursor.fetchall(), columns=unique_names(names), dtype=object)
    if result is None:
        raise ValueError("No statement gives a table; end with a SELECT.")
    return each_column(result, from_sqlite)


def store(database, name, table):
    """Makes a table of the database."""
    quoted = ['"{}"'.format(column.replace('"', '""')) for column in table.columns]
    kinds = [SQL_TYPES.get(type_of(table[column]), "TEXT") for column in table.columns]
    database.execute(f"create table {name} ({', '.join(map(' '.join, zip(quoted, kinds)))})")
    rows = zip(*(to_sqlite(table[column]) for column in table.columns))
    database.executemany(f"insert into {name} values ({', '.join('?' * len(kinds))})", rows)


def to_sqlite(column):
    """The values as SQLite stores them; dates with a blank, as its own date functions write them."""
    kind, values = type_of(column), plain(column)
    if kind == "Boolean":
        values = values.astype("Int64")
    elif kind == "DateTime":
        values = as_text(values).str.replace("T", " ")
    elif kind == "TimeSpan":
        values = as_text(values)
    return [None if missing else value for value, missing in zip(values.tolist(), values.isna())]


def from_sqlite(values):
    """A column of a result in the narrowest type that holds its values."""
    present = values.dropna()
    if present.map(lambda value: isinstance(value, (str, bytes))).any() or present.empty:
        return present.map(text_of).reindex(values.index).astype("str")
    whole = present.map(lambda value: isinstance(value, int)).all()
    return values.astype("Int64") if whole else values.astype("float64")


def text_of(value):
    """A value of SQLite's as text."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def statements(script):
    """The statements of a script, one by one."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
