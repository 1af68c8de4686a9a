"""Measures our jobs against their peers, in turn and on one thread each, and the studio in a browser; prints a table of each.

usage: compare.py FOLDER_WITH_THE_BENCH_BINARY [boosting | logistic | csv | browser | frames | table | first_paint]

Every round makes fresh data (its own seed) and runs ours and the peer one after the other, so that both meet the same machine. The
figures are medians over the rounds; ratios are medians of the rounds' ratios. What a person feels in the studio has no peer but a
bar of its own; there, too, the figures are medians over the rounds. Exit status 1 when a bar is missed.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

ROUNDS = 5


def ours(binary, job, *place):
    """What our job printed."""
    done = subprocess.run([binary, job, *map(str, place)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench {job} failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


def timed(work):
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def write(folder, name, features, labels):
    np.ascontiguousarray(features.T, dtype="<f4").tofile(folder / f"{name}_x.f32")
    labels.astype("<f4").tofile(folder / f"{name}_y.f32")


def tree_data(rows, seed):
    """Thirty columns: smooth, rounded, whole and skewed numbers, half of them beside the point."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, 30)).astype(np.float32)
    x[:, 20:25] = np.round(x[:, 20:25] * 3) / 3
    x[:, 25:28] = random.integers(0, 12, size=(rows, 3))
    x[:, 28:30] = random.exponential(size=(rows, 2))
    z = x[:, 0] + 0.8 * x[:, 1] * x[:, 2] - 0.6 * np.abs(x[:, 3]) + 0.5 * np.tanh(2 * x[:, 4]) * x[:, 5]
    z += 0.7 * np.sin(2 * x[:, 6]) + 0.3 * np.sin(x[:, 25]) + 0.4 * x[:, 28] * x[:, 7] + 0.2 * x[:, 10:15].sum(1)
    return x, (z + random.logistic(size=rows) > 0.3)


def boosting(binary, folder):
    import lightgbm
    from sklearn.metrics import roc_auc_score

    settings = {
        "objective": "binary", "num_leaves": 20, "min_data_in_leaf": 10, "learning_rate": 0.2, "max_bin": 255,
        "num_threads": 1, "verbose": -1,
    }
    for seed in range(ROUNDS):
        x, y = tree_data(200_000, seed)
        train, labels, test, truth = x[:100_000], y[:100_000], x[100_000:], y[100_000:]
        write(folder, "train", train, labels)
        write(folder, "test", test, truth)
        mine = ours(binary, "boosting", folder)
        dataset = lightgbm.Dataset(train, labels.astype(np.float32), params=settings)
        _, binning = timed(dataset.construct)
        model, growing = timed(lambda: lightgbm.train(settings, dataset, 100))
        scores, predicting = timed(lambda: model.predict(test, num_threads=1))
        auc = roc_auc_score(truth, scores)
        yield "boosted trees: train", mine["train"], binning + growing, mine["auc"], auc
        yield "boosted trees: train, LightGBM's binning not counted", mine["train"], growing, mine["auc"], auc
        yield "boosted trees: predict 100k rows", mine["predict"], predicting, mine["auc"], auc


def logistic(binary, folder):
    from sklearn.linear_model import LogisticRegression

    for seed in range(ROUNDS):
        random = np.random.default_rng(seed)
        x = random.normal(size=(70_000, 30)).astype(np.float32)
        y = x @ random.normal(size=30) * 0.7 + random.logistic(size=len(x)) > 0.2
        write(folder, "train", x, y)
        wide = x.astype(np.float64)

        def objective(weights, bias):
            signed = np.where(y, 1.0, -1.0) * (wide @ weights + bias)
            return np.logaddexp(0.0, -signed).sum() + 0.5 * (weights**2).sum()

        mine = ours(binary, "logistic", folder)
        model, took = timed(lambda: LogisticRegression(C=1.0, solver="lbfgs", max_iter=1000).fit(wide, y))
        found = objective(np.array(mine["weights"]), mine["bias"])
        yield "logistic regression: train", mine["train"], took, found, objective(model.coef_[0], model.intercept_[0])


def csv(binary, folder):
    import pandas
    import polars

    path = folder / "numbers.csv"
    random = np.random.default_rng(0)
    polars.DataFrame({f"c{column}": random.normal(size=100_000).round(7) for column in range(30)}).write_csv(path)
    for _ in range(ROUNDS):
        mine = ours(binary, "csv", path)
        assert mine["rows"] == 100_000 and mine["types"] == ["Double"] * 30, mine
        _, fast = timed(lambda: polars.read_csv(path))
        _, usual = timed(lambda: pandas.read_csv(path))
        yield "CSV, 28 MB: read, against polars", mine["read"], fast, None, None
        yield "CSV, 28 MB: read, against pandas", mine["read"], usual, None, None


def browser(binary, folder):
    import polars

    for seed in range(3):
        x, y = tree_data(100_000, seed)
        columns = {f"c{column}": x[:, column] for column in range(30)}
        polars.DataFrame(columns | {"label": y.astype(int)}).write_csv(folder / "train.csv", float_precision=4)
        both = ours(binary, "training", folder)
        yield "boosted trees in the browser, against native", both["browser"], both["native"], None, None


def frames(binary, folder):
    for _ in range(3):
        for gesture, cost in ours(binary, "frames").items():
            yield f"{gesture}, 200 cards: a frame, median", cost["median"]
            yield f"{gesture}, 200 cards: a frame, 95 of 100", cost["p95"]
            yield f"{gesture}, 200 cards: tasks over 50 ms", cost["long"]


def table(binary, folder):
    import polars

    random = np.random.default_rng(0)
    columns = {f"c{column}": random.normal(size=100_000).round(4) for column in range(10)}
    polars.DataFrame(columns).write_csv(folder / "table.csv")
    for _ in range(3):
        seen = ours(binary, "table", folder)
        assert seen["rows"] == 100_000, seen
        yield "100k rows: from Visualize to rows on the screen", seen["seconds"] * 1e3


def first_paint(binary, folder):
    import brotli

    fetched = ours(binary, "first-paint")
    size = 0
    for file in fetched["files"]:
        path = pathlib.Path(fetched["site"]) / (file["path"].strip("/") or "index.html")
        # What the tool itself answers is as small as nothing; everything else lies in the site.
        size += len(brotli.compress(path.read_bytes(), quality=11)) if path.is_file() else file["bytes"]
    yield "fetched before the first page stands, brotli", size / 1000


# What each line of the studio must keep at most, and its unit.
STUDIO_BARS = {
    "a frame, median": (8, "ms"),
    "a frame, 95 of 100": (8, "ms"),
    "tasks over 50 ms": (0, "  "),
    "100k rows: from Visualize to rows on the screen": (200, "ms"),
    "fetched before the first page stands, brotli": (300, "kB"),
}

# What each line must keep: the largest ratio, and how good the results must be beside the peer's.
BARS = {
    "boosted trees: train": (1.5, lambda mine, peer: abs(mine - peer) <= 0.002),
    "boosted trees: train, LightGBM's binning not counted": (1.5, lambda mine, peer: abs(mine - peer) <= 0.002),
    "boosted trees: predict 100k rows": (1.0, lambda mine, peer: abs(mine - peer) <= 0.002),
    "logistic regression: train": (1.5, lambda mine, peer: mine <= peer * (1 + 1e-7)),
    "CSV, 28 MB: read, against polars": (1.0, None),
    "CSV, 28 MB: read, against pandas": (1.5, None),
    "boosted trees in the browser, against native": (2.5, None),
}


def measured(jobs, binary, wanted):
    """The figures of each line, round by round."""
    lines = {}
    for job in jobs:
        if wanted not in job.__name__:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for name, *figures in job(binary, pathlib.Path(folder)):
                lines.setdefault(name, []).append(figures)
    return lines


def studio(binary, wanted):
    """Prints the studio's table; whether a bar was missed."""
    lines = measured((frames, table, first_paint), binary, wanted)
    missed = False
    if lines:
        print(f"{'':54}{'ours':>9}{'bar':>9}")
    for name, rounds in lines.items():
        figure = statistics.median(figures[0] for figures in rounds)
        bar, unit = next(bar for end, bar in STUDIO_BARS.items() if name.endswith(end))
        missed = missed or figure > bar
        print(f"{name:54}{figure:6.1f} {unit}{bar:6.0f} {unit}{'' if figure <= bar else '   MISSED'}")
    return missed


def main():
    binary = pathlib.Path(sys.argv[1]) / "bench"
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    missed = studio(binary, wanted)
    lines = measured((boosting, logistic, csv, browser), binary, wanted)
    if lines:
        print(f"{'':54}{'ours':>9}{'peer':>9}{'ratio':>7}{'bar':>6}   quality: ours, peer")
    for name, rounds in lines.items():
        mine, peer = (statistics.median(figures[side] for figures in rounds) for side in (0, 1))
        ratio = statistics.median(figures[0] / figures[1] for figures in rounds)
        bar, good = BARS[name]
        quality = ""
        kept = ratio <= bar
        if good is not None:
            # Means: a single draw of the data is luck on both sides.
            best = [statistics.mean(figures[side] for figures in rounds) for side in (2, 3)]
            kept = kept and good(*best)
            quality = "   {:.7g}, {:.7g}".format(*best)
        missed = missed or not kept
        print(f"{name:54}{mine * 1e3:6.0f} ms{peer * 1e3:6.0f} ms{ratio:7.2f}{bar:6.1f}{quality}{'' if kept else '   MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
