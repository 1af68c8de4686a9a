"""Enter Data Manually."""

import io

import pandas as pd

from shared.arff import read_arff
from shared.reading import read_table
from shared.svmlight import read_svmlight


def enter_data_manually(*, data="", data_format="csv", has_header=True):
    """Enter Data Manually: a small table, typed in as text."""
    if not data.strip():
        return pd.DataFrame()
    text = io.StringIO(data)
    if data_format == "arff":
        return read_arff(text)
    if data_format == "svm-light":
        return read_svmlight(text)
    return read_table(text, delimiter="\t" if data_format == "tsv" else ",", header=has_header)
