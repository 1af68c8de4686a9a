"""Train Model."""

from sklearn.base import clone

from shared.columns import choose_columns
from shared.learning import TrainedModel
from shared.roles import role_of
from shared.types import numbers, plain


def train_model(learner, table, *, label_column):
    """Train Model: trains a learner to predict one column from the others.

    Rows without a label are left out. All columns in the role Feature take part; a column in the
    role Weight says how much each row counts.
    """
    [label] = choose_columns(table, label_column)
    rows = table[table[label].notna()].reset_index(drop=True)
    names = [name for name in rows.columns if name != label and role_of(rows, name) == "Feature"]
    weights = [
        numbers(rows[name]).clip(lower=0).fillna(0)
        for name in rows.columns
        if role_of(rows, name) == "Weight"
    ]
    features = learner.features(rows, names)
    weighing = {"sample_weight": weights[0].to_numpy()} if weights else {}
    estimator = clone(learner.estimator)
    if learner.task == "regression":
        estimator.fit(features.matrix(rows), numbers(rows[label]).to_numpy(), **weighing)
        return TrainedModel(learner.task, estimator, features, label)
    values = plain(rows[label])
    labels = values.drop_duplicates().sort_values(ignore_index=True)
    if learner.task == "two-class" and len(labels) != 2:
        raise ValueError(
            f"A two-class model needs a label with two values, but {label!r} has {len(labels)}."
        )
    places = values.map(dict(zip(labels, labels.index))).to_numpy(dtype=int)
    estimator.fit(features.matrix(rows), places, **weighing)
    return TrainedModel(learner.task, estimator, features, label, labels.astype(rows[label].dtype))
