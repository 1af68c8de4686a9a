"""Values as Studio writes them."""

import numpy as np
import pandas as pd

from shared.types import plain, type_of


def as_text(column):
    """The values of a column as text; missing ones stay missing."""
    values = plain(column)
    write = {
        "Double": number_text,
        "DateTime": date_text,
        "TimeSpan": duration_text,
    }.get(type_of(values), str)
    text = [None if missing else write(value) for value, missing in zip(values, values.isna())]
    return pd.Series(text, index=values.index, name=column.name, dtype="str")


def number_text(value):
    """The shortest decimal that reads back as the same number: 0.1, 100000, 1E+20."""
    if not np.isfinite(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-5 <= abs(value) < 1e15:
        return np.format_float_positional(value, trim="-")
    return np.format_float_scientific(value, trim="-", exp_digits=1).upper()


def date_text(value):
    """2016-05-24T13:05:09, with milliseconds when there are some."""
    return value.isoformat(timespec="milliseconds").removesuffix(".000")


def duration_text(value):
    """[-][days.]hours:minutes:seconds, with milliseconds when there are some."""
    parts = abs(value).components
    days = f"{parts.days}." if parts.days else ""
    milliseconds = f".{parts.milliseconds:03}" if parts.milliseconds else ""
    sign = "-" if value < pd.Timedelta(0) else ""
    return f"{sign}{days}{parts.hours:02}:{parts.minutes:02}:{parts.seconds:02}{milliseconds}"
