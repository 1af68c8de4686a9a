"""Enter Data Manually."""

import io

import pandas as pd

from shared.arff import read_arff


def enter_data_manually_arff(*, data=""):
    """Enter Data Manually: a small table, typed in as ARFF."""
    return read_arff(io.StringIO(data)) if data.strip() else pd.DataFrame()
