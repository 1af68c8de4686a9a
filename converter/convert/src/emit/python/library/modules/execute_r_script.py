"""Execute R Script."""

from pathlib import Path

import pandas as pd

from shared.r import r_value, run_r

# Gives scripts the functions of Studio, and calls azureml_main where a script has it.
R_MAIN = """
maml.mapInputPort <- function(portNumber) given[[portNumber]]
maml.mapOutputPort <- function(name) {
  results[[length(results) + 1]] <<- get(name, envir = globalenv())
}
source(script, encoding = "UTF-8")
if (exists("azureml_main", mode = "function")) {
  connected <- max(0, which(!vapply(given, is.null, NA)))
  returned <- do.call(azureml_main, given[seq_len(connected)])
  results <- if (is.data.frame(returned)) list(returned) else unname(as.list(returned))
}
"""


def execute_r_script(
    dataset1=None, dataset2=None, script_bundle=None, *, r_script, random_seed=None
):
    """Execute R Script: runs a script on up to two tables with the R that is installed.

    The script stands in a file of its own; it finds the files of its bundle in "src".
    Gives the first table that comes back, and the second when there is one.
    """
    program = f"script <- {r_value(str(Path(r_script).resolve()))}\n"
    if random_seed is not None:
        program += f"set.seed({random_seed})\n"
    tables = run_r(program + R_MAIN, [dataset1, dataset2], script_bundle)
    return (tables[0] if tables else pd.DataFrame()), (tables[1] if len(tables) > 1 else None)
