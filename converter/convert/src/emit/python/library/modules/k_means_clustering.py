"""K-Means Clustering."""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.preprocessing import normalize

from shared.learning import Learner


def k_means_clustering(
    *,
    centroids=2,
    initialisation="plus-plus",
    seed=0,
    metric="euclidean",
    normalise=True,
    iterations=100,
):
    """K-Means Clustering: divides rows into groups around centres.

    Where chance places the first centres, it is scikit-learn's: the groups may come in another
    order than Studio's.
    """
    estimator = Centres(centroids, initialisation, seed, metric, iterations)
    return Learner("clustering", estimator, scaling="min-max" if normalise else "none")


class Centres(BaseEstimator):
    """scikit-learn's KMeans with Studio's ways to begin, and with cosines besides distances in
    space.
    """

    def __init__(self, centroids, initialisation, seed, metric, iterations):
        self.centroids = centroids
        self.initialisation = initialisation
        self.seed = seed
        self.metric = metric
        self.iterations = iterations

    def fit(self, rows, y=None, sample_weight=None):
        """Moves the centres until no row changes its own any more. All rows count the same."""
        if self.metric == "cosine":
            rows = normalize(rows)
        found = KMeans(
            self.centroids,
            init=self.first_centres(rows),
            n_init=1,
            max_iter=self.iterations,
            tol=0,
            random_state=self.seed,
        ).fit(rows)
        self.cluster_centers_ = found.cluster_centers_
        return self

    def first_centres(self, rows):
        """Where the centres start."""
        if self.initialisation == "first":
            return rows[: self.centroids]
        if self.initialisation == "evenly":
            return rows[np.arange(self.centroids) * len(rows) // self.centroids]
        if self.initialisation == "random":
            return self.random_means(rows)
        return "k-means++"

    def random_means(self, rows):
        """The means of a random division of the rows."""
        order = np.random.RandomState(self.seed).permutation(len(rows))
        return np.array([rows[part].mean(axis=0) for part in np.array_split(order, self.centroids)])
