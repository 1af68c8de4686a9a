"""Decides whether a new model takes the place of the one that answers.

    python evaluate.py METRICS.csv ROW CHAMPION.json

METRICS.csv is what Evaluate Model gives, ROW the line of it that is about the new model, CHAMPION.json the tags of the registered model.
Prints “promote=…”, “metric=…” and “value=…”. Change ORDER or MARGIN to decide otherwise.
"""

import csv
import json
import math
import sys

# The first metric that the model has decides. Whether more is better.
ORDER = [
    ("AUC", True),
    ("Overall accuracy", True),
    ("Accuracy", True),
    ("Coefficient of Determination", True),
    ("Root Mean Squared Error", False),
    ("Mean Absolute Error", False),
    ("Average Distance to Cluster Center", False),
]
# By how much a new model must be better, so that chance alone deploys none.
MARGIN = 0.0


def main(metrics, row, champion):
    with open(metrics, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if int(row) >= len(rows):
        sys.exit(f"{metrics} has no row {row}: is it the evaluation of this pipeline?")
    new = {name: number(text) for name, text in rows[int(row)].items()}
    chosen = [(name, more) for name, more in ORDER if new.get(name) is not None]
    if not chosen:
        sys.exit(f"None of {', '.join(name for name, _ in ORDER)} is in {metrics}. Name yours in ORDER.")
    name, more_is_better = chosen[0]
    with open(champion, encoding="utf-8") as file:
        tags = json.load(file) or {}
    old = number(tags.get("value")) if tags.get("metric") == name else None
    if old is None:
        promote = True
    else:
        gain = new[name] - old if more_is_better else old - new[name]
        promote = gain > MARGIN
    print(f"promote={'true' if promote else 'false'}")
    print(f"metric={name}")
    print(f"value={new[name]!r}")


def number(text):
    """The number that a text is, or none."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
