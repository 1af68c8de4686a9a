"""Calling R."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from shared.files import HERE
from shared.reading import read_table
from shared.results import write_results

# Tables go to R and come back as CSV.
R_READS = """
given <- lapply(seq_len(COUNT), function(place) {
  path <- sprintf("given%d.csv", place)
  if (file.exists(path)) read.csv(path, check.names = FALSE, na.strings = "", encoding = "UTF-8")
})
results <- list()
"""
R_WRITES = """
results <- Filter(is.data.frame, results)
for (place in seq_along(results)) {
  path <- sprintf("result%03d.csv", place)
  write.csv(results[[place]], path, row.names = FALSE, na = "", fileEncoding = "UTF-8")
}
"""


def run_r(program, tables, source=None):
    """Runs R on tables, each of which may be None: `program` finds them in the list `given`, and
    leaves those to give back in the list `results`.

    `source` is a folder or a zip whose files the program finds in the folder "src".
    """
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        if source is not None and Path(source).is_dir():
            shutil.copytree(source, folder / "src")
        elif source is not None:
            shutil.unpack_archive(source, folder / "src", "zip")
        given = {f"given{place}": table for place, table in enumerate(tables, 1)}
        write_results({name: table for name, table in given.items() if table is not None}, folder)
        driver = R_READS.replace("COUNT", str(len(tables))) + program + R_WRITES
        (folder / "driver.R").write_text(driver, encoding="utf-8")
        subprocess.run(["Rscript", "--vanilla", "driver.R"], cwd=folder, check=True)
        return [read_table(path) for path in sorted(folder.glob("result*.csv"))]


def run_own_r(name, file, function, inputs, settings, count):
    """Calls the R function of a module of your own, whose files lie in modules/`name`.

    Its arguments are the tables of `inputs` and the values of `settings`. Gives `count` tables.
    """
    arguments = [f"`{port}` = given[[{place}]]" for place, port in enumerate(inputs, 1)]
    arguments += [f"`{setting}` = {r_value(value)}" for setting, value in settings.items()]
    program = f"""
source({r_value("src/" + file)}, encoding = "UTF-8")
length(given) <- {len(inputs)}
returned <- `{function}`({", ".join(arguments)})
results <- if (is.data.frame(returned)) list(returned) else unname(as.list(returned))
"""
    tables = run_r(program, list(inputs.values()), HERE / "modules" / name)
    if len(tables) < count:
        raise ValueError(f"{function} gave {len(tables)} of its {count} tables.")
    return tables[:count]


def r_value(value):
    """A value as R writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{value}L" if abs(value) < 2**31 else str(value)
    if isinstance(value, (list, tuple)):
        return f"c({', '.join(map(r_value, value))})"
    return json.dumps(value, ensure_ascii=False)
