"""Answers requests of the web service by running its pipeline with ml-migrate.

Clients of Studio (classic) need not change: both of its request forms are understood, and the answer has the form of the request.
What the pipeline computes without the caller's rows (a model that is trained in it, say) is computed once and kept.
"""

import csv
import json
import os
import pathlib
import subprocess
import tempfile
import threading

MODEL = pathlib.Path(__file__).parent / "model"
SERVICE = {}
STORE = None
# The store of results belongs to one run at a time.
TURN = threading.Lock()


def init():
    """Finds the pipeline and runs it once, so that the first caller does not wait for what never changes."""
    global MODEL, SERVICE, STORE
    folder = os.environ.get("AZUREML_MODEL_DIR")
    if folder:
        found = sorted(pathlib.Path(folder).rglob("service.json"))
        if not found:
            raise RuntimeError(f"There is no service.json below {folder}: was the folder “model” registered as the model?")
        MODEL = found[0].parent
    SERVICE = json.loads((MODEL / "service.json").read_text(encoding="utf-8"))
    STORE = tempfile.mkdtemp(prefix="ml-migrate-")
    sample = MODEL / "sample-request.json"
    if sample.exists():
        run(sample.read_text(encoding="utf-8"))


def run(raw_data):
    """Answers one request, given and returned as JSON."""
    try:
        request = json.loads(raw_data)
        tables = request.get("Inputs", {})
        parameters = request.get("GlobalParameters") or {}
        if not isinstance(tables, dict) or not isinstance(parameters, dict):
            raise ValueError("“Inputs” and “GlobalParameters” must be objects.")
        as_records = any(isinstance(table, list) for table in tables.values())
        unknown = sorted(set(tables) - set(SERVICE["inputs"]))
        if unknown:
            known = ", ".join(SERVICE["inputs"])
            raise ValueError(f"There is no input {unknown[0]}. The service has {known}.")
        return {"Results": {name: answer(*table, as_records) for name, table in compute(tables, parameters).items()}}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        return {"error": {"code": "BadArgument", "message": str(error)}}


def compute(tables, parameters):
    """Runs the pipeline on the caller's tables: column names and rows of each output."""
    with TURN, tempfile.TemporaryDirectory() as work:
        command = ["ml-migrate", "run", str(MODEL / SERVICE["draft"]), "--out", work, "--store", STORE, "--device", "cpu"]
        for node in SERVICE["until"]:
            command += ["--until", node]
        for name, table in tables.items():
            path = pathlib.Path(work) / f"{len(command)}.csv"
            write(path, *columns_and_rows(name, table))
            command += ["--data", f"{name}={path}"]
        for name, value in parameters.items():
            command += ["--param", f"{name}={json.dumps(value) if isinstance(value, bool) else value}"]
        if SERVICE["scripts"]:
            command.append("--allow-scripts")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ValueError(done.stderr.strip())
        return {name: read(pathlib.Path(work) / file) for name, file in SERVICE["outputs"].items()}


def columns_and_rows(name, table):
    """A table of either form: records, or names and values apart."""
    if isinstance(table, list):
        columns = list(dict.fromkeys(column for record in table for column in record))
        return columns, [[record.get(column) for column in columns] for record in table]
    columns, rows = table.get("ColumnNames"), table.get("Values")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise ValueError(f"The input {name} needs “ColumnNames” and “Values”.")
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"A row of {name} has {len(row)} values for {len(columns)} columns.")
    return columns, rows


def write(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow(["" if value is None else value for value in row])


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    return lines[0], lines[1:]


def answer(columns, rows, as_records):
    if as_records:
        return [dict(zip(columns, row)) for row in rows]
    return {"type": "DataTable", "value": {"ColumnNames": columns, "Values": rows}}
