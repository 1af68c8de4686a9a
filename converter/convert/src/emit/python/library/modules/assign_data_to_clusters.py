"""Assign Data to Clusters."""

from shared.clusters import assigned


def assign_data_to_clusters(model, table, *, append=True):
    """Assign Data to Clusters: says which cluster of a fitted clustering each row belongs to."""
    return assigned(model, table, append)
