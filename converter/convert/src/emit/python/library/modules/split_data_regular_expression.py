"""Split Data."""

import re

import pandas as pd

from shared.text import as_text


def split_data_regular_expression(table, *, regular_expression='\\"column name" ^start'):
    """Split Data: the rows whose text in a column matches a pattern, and the others."""
    name, pattern = re.fullmatch(r'\s*\\"([^"]*)"\s*(.*?)\s*', regular_expression).groups()
    matches = [
        isinstance(text, str) and bool(re.search(pattern, text)) for text in as_text(table[name])
    ]
    chosen = pd.Series(matches, index=table.index, dtype=bool)
    return table[chosen].reset_index(drop=True), table[~chosen].reset_index(drop=True)
