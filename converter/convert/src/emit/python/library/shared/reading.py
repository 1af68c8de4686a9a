"""Reading tables by Studio's rules."""

import pandas as pd

from shared.parse import to_booleans, to_dates, to_doubles, to_durations, to_integers
from shared.tables import each_column, unique_names

MISSING = ["", "?", "na", "n/a", "#n/a", "nan", "null", "none"]


def read_table(source, *, delimiter=",", header=True, encoding="utf-8-sig"):
    """Reads delimited text as Studio did.

    Blanks before a field are skipped. A column has the narrowest type that all of its values fit.
    In columns that are not text, "?", "NA" and their like are missing. Columns without a name are
    called Col1, Col2, ...
    """
    layout = {
        "sep": delimiter,
        "header": None,
        "dtype": "str",
        "keep_default_na": False,
        "na_values": [""],
        "skipinitialspace": delimiter != " ",
        "encoding": encoding,
    }
    try:
        columns = pd.read_csv(source, nrows=1, **layout).shape[1]
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    if hasattr(source, "seek"):
        source.seek(0)
    # In a table of one column an empty line is a missing value.
    text = pd.read_csv(source, skip_blank_lines=columns > 1, **layout)
    names = [f"Col{number + 1}" for number in range(columns)]
    if header:
        first = text.iloc[0].fillna("").str.strip()
        names = [name or otherwise for name, otherwise in zip(first, names)]
        text = text.iloc[1:].reset_index(drop=True)
    text.columns = unique_names(names)
    return each_column(text, infer_type)


def infer_type(text):
    """A column of text in the narrowest type that all of its values fit."""
    trimmed = text.str.strip()
    present = trimmed[text.notna() & ~trimmed.str.lower().isin(MISSING)]
    if len(text) > 0 and present.empty:
        return pd.Series(float("nan"), index=text.index)
    # A time of day alone could be anything: durations have seconds.
    durations = present.str.count(":").eq(2).all()
    for read in [
        to_integers,
        to_doubles,
        to_booleans,
        to_dates,
        *([to_durations] if durations else []),
    ]:
        values = read(present)
        if values.notna().all():
            return values.reindex(text.index)
    return text
