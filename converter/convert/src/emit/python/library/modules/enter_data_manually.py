"""Enter Data Manually."""

import io

import pandas as pd

from shared.reading import read_table


def enter_data_manually(*, data="", data_format="csv", has_header=True):
    """Enter Data Manually: a small table, typed in as text."""
    if not data.strip():
        return pd.DataFrame()
    delimiter = "\t" if data_format == "tsv" else ","
    return read_table(io.StringIO(data), delimiter=delimiter, header=has_header)
