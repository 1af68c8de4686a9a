"""What learners, models and the modules around them share."""

from dataclasses import dataclass

import pandas as pd

from shared.features import Features


@dataclass
class Learner:
    """A learner with its settings, and how it wants its features."""

    task: str  # "two-class", "multiclass", "regression" or "clustering"
    estimator: object
    scaling: str = "none"
    fill_missing: bool = True
    allow_unknown_levels: bool = True

    def features(self, table, columns):
        """How these columns of the training rows become features for it."""
        return Features(
            table,
            columns,
            scaling=self.scaling,
            fill_missing=self.fill_missing,
            allow_unknown_levels=self.allow_unknown_levels,
        )


@dataclass
class TrainedModel:
    """A fitted estimator, and what leads from a table to it and back."""

    task: str
    estimator: object
    features: Features
    label: str | None = None
    labels: pd.Series | None = None  # in their order; of two the last is the positive one
