"""Split Data."""

import re

import numpy as np
import pandas as pd

from shared.columns import choose_columns
from shared.expression import rows_where
from shared.text import as_text
from shared.types import plain


def split_data(
    table,
    *,
    splitting_mode="split-rows",
    fraction_of_rows_in_the_first_output_dataset=0.5,
    randomized_split=True,
    random_seed=0,
    stratified_split=False,
    stratification_key_column=None,
    regular_expression='\\"column name" ^start',
    relational_expression='\\"column name" > 3',
):
    """Split Data: divides the rows of a table between two.

    By number, with a seed or without; by a pattern that text of a column matches; or by a
    comparison. Chance is numpy's `RandomState`, as in the designer: the same seed gives the same
    rows there and here, other ones than in Studio (classic).
    """
    if splitting_mode == "split-rows":
        key = choose_columns(table, stratification_key_column)[0] if stratified_split else None
        strata = rows_by_value(table, key)
        first, second = parts(
            strata, fraction_of_rows_in_the_first_output_dataset, randomized_split, random_seed
        )
        return table.iloc[first].reset_index(drop=True), table.iloc[second].reset_index(drop=True)
    if splitting_mode == "regular-expression":
        name, pattern = re.fullmatch(r'\s*\\"([^"]*)"\s*(.*?)\s*', regular_expression).groups()
        matches = [
            isinstance(text, str) and re.search(pattern, text) is not None
            for text in as_text(table[name])
        ]
        chosen = pd.Series(matches, index=table.index, dtype=bool)
    else:
        chosen = rows_where(table, relational_expression)
    return table[chosen].reset_index(drop=True), table[~chosen].reset_index(drop=True)


def rows_by_value(table, key):
    """Positions of the rows by the value of the key in its order, missing ones last; all together
    without a key.
    """
    if key is None:
        return [np.arange(len(table))]
    values = plain(table[key]).reset_index(drop=True)
    return [
        values.index[values.eq(value)].to_numpy()
        for value in values.dropna().sort_values().unique()
    ] + [values.index[values.isna()].to_numpy()]


def parts(strata, fraction, randomized, seed):
    """The positions of the rows of both parts."""
    random = np.random.RandomState(seed)
    first, second = [], []
    for rows in strata:
        count = min(round(len(rows) * fraction), len(rows))
        order = random.permutation(len(rows)) if randomized else np.arange(len(rows))
        first.extend(rows[order[:count]])
        second.extend(rows[order[count:]])
    if not randomized:
        return sorted(first), sorted(second)
    random.shuffle(first)
    random.shuffle(second)
    return first, second
