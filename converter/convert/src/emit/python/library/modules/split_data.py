"""Split Data."""

import numpy as np

from shared.columns import choose_columns
from shared.types import plain


def split_data(
    table,
    *,
    fraction_of_rows_in_the_first_output_dataset=0.5,
    randomized_split=True,
    random_seed=0,
    stratified_split=False,
    stratification_key_column=None,
):
    """Split Data: divides the rows of a table between two, by chance or as they stand.

    Chance is numpy's `RandomState`, as in the designer: the same seed gives the same rows there
    and here, other ones than in Studio (classic).
    """
    key = choose_columns(table, stratification_key_column)[0] if stratified_split else None
    first, second = parts(
        rows_by_value(table, key),
        fraction_of_rows_in_the_first_output_dataset,
        randomized_split,
        random_seed,
    )
    return table.iloc[first].reset_index(drop=True), table.iloc[second].reset_index(drop=True)


def rows_by_value(table, key):
    """Positions of the rows by the value of the key in its order, missing ones last; all together
    without a key.
    """
    if key is None:
        return [np.arange(len(table))]
    values = plain(table[key])
    levels = values.dropna().sort_values().unique()
    strata = [np.flatnonzero(values.eq(level).fillna(False)) for level in levels]
    return [*strata, np.flatnonzero(values.isna())]


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
