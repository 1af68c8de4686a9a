"""Enter Data Manually."""

import io

from shared.svmlight import read_svmlight


def enter_data_manually_svm_light(*, data=""):
    """Enter Data Manually: a small table, typed in as SVMLight rows."""
    return read_svmlight(io.StringIO(data))
