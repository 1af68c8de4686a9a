"""From columns to features, the same way in training and in scoring."""

import warnings

import numpy as np

from shared.text import as_text
from shared.types import is_categorical, numbers, plain, type_of


class Features:
    """Which columns become features, and how, with the figures of the training rows.

    Numbers become one feature each, scaled as the learner wants them; text and categorical columns
    become one feature of 0 and 1 for each level. Dates are left out.
    """

    def __init__(
        self, table, columns, *, scaling="none", fill_missing=True, allow_unknown_levels=True
    ):
        self.fill_missing = fill_missing
        self.allow_unknown_levels = allow_unknown_levels
        self.scales = {}
        self.levels = {}
        self.columns = []
        for name in columns:
            column = table[name]
            if is_categorical(column) or type_of(column) == "String":
                levels = as_text(plain(column).dropna().drop_duplicates().sort_values())
                if (
                    not is_categorical(column)
                    and len(levels) > 1000
                    and len(levels) * 2 > len(column)
                ):
                    warnings.warn(
                        f"Column {name!r} has a value of its own in most rows: it is left out."
                    )
                    continue
                self.levels[name] = list(levels)
            elif type_of(column) == "DateTime":
                warnings.warn(
                    f"Column {name!r} holds dates, which are no features: it is left out."
                )
                continue
            else:
                self.scales[name] = scale_of(numbers(column), scaling)
            self.columns.append(name)

    def matrix(self, table):
        """The features of a table, one row each."""
        blocks = [
            (
                self.level_features(table[name])
                if name in self.levels
                else self.number_feature(table[name])
            )
            for name in self.columns
        ]
        return np.column_stack(blocks) if blocks else np.empty((len(table), 0))

    def number_feature(self, column):
        """One feature: the numbers, scaled."""
        mean, scale = self.scales[column.name]
        values = numbers(column)
        return scale((values.fillna(mean) if self.fill_missing else values).to_numpy())

    def level_features(self, column):
        """One feature a level; none of them is 1 where the value is missing or not known."""
        text = as_text(column)
        unknown = text[text.notna() & ~text.isin(self.levels[column.name])]
        if not self.allow_unknown_levels and not unknown.empty:
            raise ValueError(
                f"Column {column.name!r} has the value {unknown.iloc[0]!r}, which was not there in training."
            )
        return np.column_stack(
            [text.eq(level).to_numpy(dtype=float, na_value=0) for level in self.levels[column.name]]
        )


def scale_of(values, scaling):
    """The mean, which stands for missing values, and the function that scales."""
    present = values.dropna().to_numpy()
    mean = present.mean() if len(present) else 0.0
    if scaling == "none" or len(present) == 0:
        return mean, Linear(0.0, 1.0)
    if scaling == "min-max":
        return mean, Linear(present.min(), np.ptp(present))
    if scaling == "gaussian":
        return mean, Linear(mean, present.std())
    return mean, Bins(present)


class Linear:
    """Takes an offset off and divides by a width."""

    def __init__(self, offset, width):
        self.offset = offset
        self.width = width if width > 0 else 1.0

    def __call__(self, values):
        return (values - self.offset) / self.width


class Bins:
    """The number of the bin that a value falls into, from 0 to 1; the bins hold equally many
    training rows.
    """

    def __init__(self, values, most=256):
        edges = np.unique(np.quantile(values, np.arange(1, most) / most, method="lower"))
        self.edges = edges[edges < values.max()]

    def __call__(self, values):
        return np.searchsorted(self.edges, values, side="left") / max(len(self.edges), 1)
