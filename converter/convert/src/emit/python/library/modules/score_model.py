"""Score Model."""

import numpy as np
import pandas as pd

from shared.roles import role_of, with_roles
from shared.tables import with_columns
from shared.text import as_text


def score_model(model, table, *, append_score_columns=True):
    """Score Model: predicts each row with a trained model.

    Two labels: Scored Labels, and Scored Probabilities of the positive one. More labels: Scored
    Probabilities for Class "x" for each, then Scored Labels. Numbers: Scored Labels.
    """
    kept = (
        table
        if append_score_columns
        else table[[name for name in table.columns if name == model.label]]
    )
    scores = scored_columns(model, model.features.matrix(table))
    scored = with_columns(kept, scores)
    # A label or score of an earlier model would be mistaken for this one's.
    roles = {name: "None" for name in kept.columns if role_of(kept, name) in ("Label", "Score")}
    roles |= {name: "Score" for name in scored.columns[kept.shape[1] :]}
    if model.label in kept.columns:
        roles[model.label] = "Label"
    scored = with_roles(scored, roles)
    scored.attrs["labels"] = None if model.labels is None else list(as_text(model.labels))
    return scored


def scored_columns(model, features):
    """The columns that scoring adds."""
    if model.task == "regression":
        return [pd.Series(model.estimator.predict(features).astype(float), name="Scored Labels")]
    probabilities = model.estimator.predict_proba(features)
    if model.task == "two-class":
        positive = pd.Series(probabilities[:, 1], name="Scored Probabilities")
        return [labels_at(model, positive.ge(0.5).astype(int)), positive]
    classes = [
        pd.Series(column, name=f'Scored Probabilities for Class "{level}"')
        for level, column in zip(as_text(model.labels), probabilities.T)
    ]
    return [*classes, labels_at(model, np.argmax(probabilities, axis=1))]


def labels_at(model, places):
    """The labels at these places, in the type of the label column."""
    return model.labels.take(places).reset_index(drop=True).rename("Scored Labels")
