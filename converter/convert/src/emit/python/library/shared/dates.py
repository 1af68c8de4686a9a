"""Dates in a form of the user's own."""

import re

import pandas as pd

# What stands for the letters of a .NET date format.
LETTERS = {
    "yyyy": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%m",
    "dd": "%d",
    "d": "%d",
    "HH": "%H",
    "H": "%H",
    "hh": "%I",
    "h": "%I",
    "mm": "%M",
    "m": "%M",
    "ss": "%S",
    "s": "%S",
    "fff": "%f",
    "ff": "%f",
    "f": "%f",
    "tt": "%p",
}


def to_dates_as(column, date_format):
    """Dates written as .NET formats say it, dd.MM.yyyy HH:mm for example."""
    python_format = re.sub(r"([yMdHhmsft])\1*", lambda letters: LETTERS[letters[0]], date_format)
    text = column.str.strip().replace("", None)
    return pd.to_datetime(text, format=python_format).astype("datetime64[ms]")
