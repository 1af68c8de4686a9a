"""Execute Python Script."""

import runpy
import sys

import pandas as pd

from shared.frames import as_table, to_script


def execute_python_script(dataset1=None, dataset2=None, script_bundle=None, *, python_script):
    """Execute Python Script: runs the function azureml_main of a script on up to two tables.

    The script stands in a file of its own. Studio ran it with Python 2.7 or 3.5; look through it.
    Gives the first table that comes back, and the second when there is one.
    """
    if script_bundle is not None:
        sys.path.insert(0, str(script_bundle))
    frames = [None if table is None else to_script(table) for table in (dataset1, dataset2)]
    while frames and frames[-1] is None:
        frames.pop()
    result = runpy.run_path(str(python_script))["azureml_main"](*frames)
    tables = [result] if isinstance(result, (pd.DataFrame, pd.Series)) else list(result or ())
    tables = [as_table(table) for table in tables if table is not None]
    return (tables[0] if tables else pd.DataFrame()), (tables[1] if len(tables) > 1 else None)
