"""Weka's attribute-relation file format."""

import csv

import pandas as pd

from shared.parse import to_dates, to_doubles, to_integers

NUMERIC = ("numeric", "real")


def read_arff(source):
    """Reads ARFF: numeric, string, date and nominal attributes, dense rows; nominal ones become
    categorical.
    """
    lines = [line.strip() for line in source.read().splitlines()]
    lines = [line for line in lines if line and not line.startswith("%")]
    start = next(place for place, line in enumerate(lines) if line.lower() == "@data")
    attributes = [
        attribute(line) for line in lines[:start] if line.lower().startswith("@attribute")
    ]
    rows = csv.reader(lines[start + 1 :], quotechar="'", skipinitialspace=True)
    text = pd.DataFrame(list(rows), columns=[name for name, _ in attributes], dtype="str")
    return pd.DataFrame({name: typed(text[name], kind) for name, kind in attributes})


def attribute(line):
    """The name and the type of an attribute."""
    rest = line.split(None, 1)[1].strip()
    if rest[0] in "'\"":
        name, kind = rest[1:].split(rest[0], 1)
    else:
        name, kind = rest.split(None, 1)
    return name, kind.strip()


def typed(text, kind):
    """The values of an attribute."""
    text = text.str.strip().replace("?", None)
    if kind.startswith("{"):
        levels = next(csv.reader([kind.strip("{} ")], quotechar="'", skipinitialspace=True))
        return text.astype(pd.CategoricalDtype([level.strip() for level in levels]))
    if kind.lower() in NUMERIC:
        return to_doubles(text)
    if kind.lower() == "integer":
        return to_integers(text)
    return to_dates(text) if kind.lower().startswith("date") else text
