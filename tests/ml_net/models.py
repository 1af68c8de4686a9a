"""Trains models with ML.NET and writes them with its own predictions, for the tests that read ML.NET's models.

    python tests/ml_net/models.py FOLDER

needs Python 3.8 with nimbusml 1.8.0 and pandas before 1.2. Then `ML_MIGRATE_ML_NET=FOLDER cargo test -p ml-interop --test ml_net`
reads each model and holds its own predictions against those of ML.NET.
"""

import json
import sys
import zipfile
from pathlib import Path

import numpy
import pandas
from nimbusml import Pipeline
from nimbusml.decomposition import PcaAnomalyDetector
from nimbusml.ensemble import (
    FastForestBinaryClassifier,
    FastForestRegressor,
    FastTreesBinaryClassifier,
    FastTreesRegressor,
)
from nimbusml.feature_extraction.categorical import OneHotVectorizer
from nimbusml.linear_model import (
    AveragedPerceptronBinaryClassifier,
    LinearSvmBinaryClassifier,
    LogisticRegressionBinaryClassifier,
    LogisticRegressionClassifier,
    OnlineGradientDescentRegressor,
    OrdinaryLeastSquaresRegressor,
    PoissonRegressionRegressor,
)
from nimbusml.multiclass import OneVsRestClassifier

ROWS, SHOWN = 400, 25
LEVELS = ["ash", "beech", "elm", "fir", "oak", "yew"]


def table():
    """Four numbers and a level a row, with labels of each kind that depend on them."""
    random = numpy.random.RandomState(7)
    numbers = pandas.DataFrame(random.randn(ROWS, 4).astype(numpy.float32), columns=list("abcd"))
    trees = pandas.Series(random.choice(LEVELS, ROWS), name="tree")
    noise = random.randn(ROWS)
    score = numbers.a + 0.5 * numbers.b + trees.isin(["elm", "yew"]) + 0.3 * noise
    labels = {
        "two": (score > 0.4).astype(int),
        "three": pandas.Series(numpy.where(score > 1, 2, numpy.where(numbers.c > 0, 1, 0))),
        "number": (2 * numbers.a - numbers.c + 0.1 * noise).astype(numpy.float32),
        "count": pandas.Series(numpy.exp(0.3 * numbers.a.values).astype(numpy.float32)),
    }
    return numbers, trees, labels


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    numbers, trees, labels = table()
    plain, small = {"normalize": "No"}, {"number_of_trees": 7, "number_of_leaves": 6}
    learners = {
        "logistic": (LogisticRegressionBinaryClassifier(**plain), "two"),
        "perceptron": (AveragedPerceptronBinaryClassifier(**plain), "two"),
        "machine": (LinearSvmBinaryClassifier(**plain), "two"),
        "trees": (FastTreesBinaryClassifier(**small), "two"),
        "forest": (FastForestBinaryClassifier(**small), "two"),
        "softmax": (LogisticRegressionClassifier(**plain), "three"),
        "linear_for_each": (OneVsRestClassifier(LogisticRegressionBinaryClassifier(**plain)), "three"),
        "trees_for_each": (OneVsRestClassifier(FastTreesBinaryClassifier(**small)), "three"),
        "descent": (OnlineGradientDescentRegressor(**plain), "number"),
        "squares": (OrdinaryLeastSquaresRegressor(**plain), "number"),
        "poisson": (PoissonRegressionRegressor(**plain), "count"),
        "regression_trees": (FastTreesRegressor(**small), "number"),
        "quantiles": (FastForestRegressor(**small), "number"),
        "anomalies": (PcaAnomalyDetector(rank=2, **plain), None),
        "levels": (FastTreesBinaryClassifier(categorical_split=True, **small), "two"),
    }
    for name, (learner, label) in learners.items():
        steps, rows = [learner], numbers
        if name == "levels":
            steps, rows = [OneHotVectorizer(columns=["tree"]), learner], pandas.DataFrame({"tree": trees})
        pipeline = Pipeline(steps)
        try:
            pipeline.fit(rows) if label is None else pipeline.fit(rows, labels[label])
        except (RuntimeError, ValueError) as error:
            print(name, "is left out:", str(error).splitlines()[0])
            continue
        file = folder / (name + ".zip")
        pipeline.save_model(str(file))
        shown = rows.head(SHOWN)
        if label == "two":
            predictions = [numpy.asarray(pipeline.predict_proba(shown))[:, 1].tolist()]
        else:
            scores = pipeline.predict(shown, verbose=0)
            columns = [column for column in scores.columns if column.startswith("Score")] if hasattr(
                scores, "columns") else []
            predictions = [scores[column].tolist() for column in columns] or [numpy.asarray(scores).tolist()]
        known = {
            "labels": {"two": 2, "three": 3}.get(label, 0),
            "levels": sorted(LEVELS, key=trees.tolist().index) if name == "levels" else [],
            "rows": shown.values.tolist(),
            "predictions": predictions,
        }
        (folder / (name + ".json")).write_text(json.dumps(known))
        parts = [entry for entry in zipfile.ZipFile(str(file)).namelist() if entry.startswith("Predictor")]
        print(name, len(parts), "files of its predictor")


main(Path(sys.argv[1]))
