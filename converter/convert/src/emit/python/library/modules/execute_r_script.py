"""Execute R Script."""

import subprocess
import tempfile
from pathlib import Path

import pandas as pd

from shared.reading import read_table
from shared.results import write_results

# Reads the inputs, gives scripts the functions of the Studio, writes what comes out.
R_DRIVER = """
given <- lapply(1:2, function(port) {
  path <- file.path(folder, sprintf("dataset%d.csv", port))
  if (file.exists(path)) read.csv(path, check.names = FALSE, na.strings = "", encoding = "UTF-8")
})
results <- list()
maml.mapInputPort <- function(portNumber) given[[portNumber]]
maml.mapOutputPort <- function(dataFrameName) results[[1]] <<- get(dataFrameName, envir = globalenv())
source(script, encoding = "UTF-8")
if (exists("azureml_main", mode = "function")) {
  returned <- do.call(azureml_main, given[seq_len(max(0, which(!vapply(given, is.null, NA))))])
  results <- if (is.data.frame(returned)) list(returned) else unname(as.list(returned))
}
results <- Filter(Negate(is.null), results)
for (number in seq_along(results)) {
  path <- file.path(folder, sprintf("result%d.csv", number))
  write.csv(results[[number]], path, row.names = FALSE, na = "", fileEncoding = "UTF-8")
}
"""


def execute_r_script(
    dataset1=None, dataset2=None, script_bundle=None, *, r_script, random_seed=None
):
    """Execute R Script: runs a script on up to two tables with the R that is installed.

    The script stands in a file of its own; tables go to R and come back as CSV.
    Gives the first table that comes back, and the second when there is one.
    """
    if script_bundle is not None:
        raise NotImplementedError(
            "Further files for R scripts are not unpacked here: put them beside the script."
        )
    with tempfile.TemporaryDirectory() as folder:
        tables = {"dataset1": dataset1, "dataset2": dataset2}
        write_results({name: table for name, table in tables.items() if table is not None}, folder)
        seed = "" if random_seed is None else f"set.seed({random_seed})\n"
        driver = Path(folder, "driver.R")
        places = f"folder <- {str(folder)!r}\nscript <- {str(Path(r_script).resolve())!r}\n"
        driver.write_text(places + seed + R_DRIVER, encoding="utf-8")
        subprocess.run(["Rscript", "--vanilla", str(driver)], check=True)
        results = [read_table(path) for path in sorted(Path(folder).glob("result*.csv"))]
    return (results[0] if results else pd.DataFrame()), (results[1] if len(results) > 1 else None)
