"""Evaluate Model."""

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix, mean_absolute_error, mean_squared_error, roc_auc_score

from shared.roles import role_of
from shared.text import as_text
from shared.types import is_categorical, is_numeric, numbers

DISTANCES = "DistancesToClusterCenter no."


def evaluate_model(scored, compared=None):
    """Evaluate Model: measures how good the scores of one model are, or compares two.

    Gives the figures of each scored table; of clusters it gives a table. Rows without a label or a
    score do not count.
    """
    tables = [scored] if compared is None else [scored, compared]
    judgements = [judge(table) for table in tables]
    if all(isinstance(judgement, pd.DataFrame) for judgement in judgements):
        return pd.concat(judgements, ignore_index=True)
    if len({tuple(judgement) for judgement in judgements}) > 1:
        raise ValueError("The two scored tables come from models of different kinds.")
    return dict(zip(["Scored dataset", "Scored dataset to compare"], judgements))


def judge(table):
    """The figures of one scored table; its columns say what kind of model it was."""
    if "Assignments" in table.columns:
        return clustering_figures(table)
    labels = [name for name in table.columns if role_of(table, name) == "Label"]
    if not labels:
        raise ValueError("The scored table has no label column to compare the scores with.")
    label = table[labels[0]]
    if "Scored Probabilities" in table.columns:
        return two_class_figures(label, table["Scored Probabilities"], table.attrs.get("labels"))
    if any(name.startswith("Scored Probabilities") for name in table.columns):
        return multiclass_figures(label, table["Scored Labels"])
    if "Scored Labels" not in table.columns:
        raise ValueError("The table has no scored columns.")
    predicted = table["Scored Labels"]
    plain_numbers = all(
        is_numeric(column) and not is_categorical(column) for column in (label, predicted)
    )
    return (regression_figures if plain_numbers else multiclass_figures)(label, predicted)


def two_class_figures(label, probability, labels):
    """Figures at the threshold 0.5, and those over all thresholds."""
    text = as_text(label)
    positive_label = (labels or sorted(text.dropna().unique()))[-1]
    known = text.notna() & probability.notna()
    actual, score = text[known].eq(positive_label), probability[known].astype(float)
    predicted = score >= 0.5
    true_positive, false_negative = int((actual & predicted).sum()), int(
        (actual & ~predicted).sum()
    )
    false_positive, true_negative = int((~actual & predicted).sum()), int(
        (~actual & ~predicted).sum()
    )
    of_truth = np.clip(np.where(actual, score, 1 - score), 1e-15, 1 - 1e-15)
    return {
        "AUC": float(roc_auc_score(actual, score)) if actual.nunique() == 2 else None,
        "Accuracy": ratio(true_positive + true_negative, len(score)),
        "Precision": ratio(true_positive, true_positive + false_positive),
        "Recall": ratio(true_positive, true_positive + false_negative),
        "F1 Score": ratio(2 * true_positive, 2 * true_positive + false_positive + false_negative),
        "Average Log Loss": float(-np.log(of_truth).mean()),
        "True Positive": true_positive,
        "False Negative": false_negative,
        "False Positive": false_positive,
        "True Negative": true_negative,
    }


def multiclass_figures(label, predicted):
    """Figures over all labels, and the confusion matrix."""
    actual, predicted = as_text(label), as_text(predicted)
    known = actual.notna() & predicted.notna()
    labels = sorted({*actual[known], *predicted[known]})
    counts = confusion_matrix(actual[known], predicted[known], labels=labels)
    hits, of_actual, of_predicted = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    wrong = of_actual + of_predicted - 2 * hits
    overall = ratio(hits.sum(), counts.sum())
    return {
        "Overall accuracy": overall,
        "Average accuracy": float((1 - wrong / counts.sum()).mean()),
        "Micro-averaged precision": overall,
        "Macro-averaged precision": float(np.mean(hits / np.maximum(of_predicted, 1))),
        "Micro-averaged recall": overall,
        "Macro-averaged recall": float(np.mean(hits / np.maximum(of_actual, 1))),
        "Confusion matrix": {
            level: dict(zip(labels, row)) for level, row in zip(labels, counts.tolist())
        },
    }


def regression_figures(label, predicted):
    """Errors, also in relation to those of the mean."""
    pairs = pd.DataFrame({"actual": numbers(label), "predicted": numbers(predicted)}).dropna()
    actual, predicted = pairs["actual"], pairs["predicted"]
    squared = ratio(((predicted - actual) ** 2).sum(), ((actual - actual.mean()) ** 2).sum())
    return {
        "Mean Absolute Error": float(mean_absolute_error(actual, predicted)),
        "Root Mean Squared Error": float(np.sqrt(mean_squared_error(actual, predicted))),
        "Relative Absolute Error": ratio(
            (predicted - actual).abs().sum(), (actual - actual.mean()).abs().sum()
        ),
        "Relative Squared Error": squared,
        "Coefficient of Determination": None if squared is None else 1 - squared,
    }


def clustering_figures(table):
    """A row for all clusters together, and one for each."""
    centres = [name for name in table.columns if name.startswith(DISTANCES)]
    distances = table[centres].to_numpy(dtype=float)
    clusters = table["Assignments"].to_numpy(dtype=int)
    own = distances[np.arange(len(table)), clusters]
    others = (distances.sum(axis=1) - own) / max(len(centres) - 1, 1)
    groups = {"Combined Evaluation": np.ones(len(table), dtype=bool)}
    groups |= {
        f"Evaluation For Cluster No.{centre}": clusters == centre for centre in range(len(centres))
    }
    return pd.DataFrame(
        {
            "Result Description": name,
            "Average Distance to Cluster Center": own[rows].mean() if rows.any() else np.nan,
            "Average Distance to Other Center": others[rows].mean() if rows.any() else np.nan,
            "Number of Points": rows.sum(),
            "Maximal Distance To Cluster Center": (
                own[rows].max(initial=0) if rows.any() else np.nan
            ),
        }
        for name, rows in groups.items()
    )


def ratio(part, whole):
    """A quotient; None when there is nothing to divide by."""
    return float(part / whole) if whole > 0 else None
