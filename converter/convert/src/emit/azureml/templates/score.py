"""Answers requests of the web service by running its pipeline with ml-migrate.

Clients of Studio (classic) need not change: both of its request forms are understood, and the answer has the form of the request.
The form of Azure ML's designer, with “WebServiceInput0” and real numbers, is understood as well. What the pipeline computes without the
caller's rows (a model that is trained in it, say) is computed once and kept. Rows and answers are collected for the monitor of drift.
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

try:
    import pandas
    from azureml.ai.monitoring import Collector
except ImportError:  # Outside of Azure ML there is nobody to collect for.
    Collector = None
try:
    from azureml_inference_server_http.api.aml_response import AMLResponse
except ImportError:  # Outside of its server there is no status to set.
    AMLResponse = None

MODEL = pathlib.Path(__file__).parent / "model"
SERVICE = {}
STORE = None
# The store of results belongs to one run at a time.
TURN = threading.Lock()
# What the monitor looks at, by the names of the deployment's collections.
COLLECTORS = {}


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
    # After the example, which no caller has sent.
    if Collector is not None:
        for name in ("model_inputs", "model_outputs"):
            COLLECTORS[name] = Collector(name=name, on_error=complain)


def run(raw_data):
    """Answers one request, given and returned as JSON."""
    try:
        request = json.loads(raw_data)
        tables = request.get("Inputs", {})
        parameters = request.get("GlobalParameters") or {}
        if not isinstance(tables, dict) or not isinstance(parameters, dict):
            raise ValueError("“Inputs” and “GlobalParameters” must be objects.")
        form = form_of(tables)
        tables = {form.input_name(name): table for name, table in tables.items()}
        unknown = sorted(set(tables) - set(SERVICE["inputs"]))
        if unknown:
            known = ", ".join(SERVICE["inputs"])
            raise ValueError(f"There is no input {unknown[0]}. The service has {known}.")
        tables = {name: columns_and_rows(name, table) for name, table in tables.items()}
        answers = compute(tables, parameters)
        collect(tables, answers)
        return {"Results": {form.output_name(name): form.answer(name, *answers[name]) for name in SERVICE["outputs"]}}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        refusal = {"error": {"code": "BadArgument", "message": str(error), "details": []}}
        return refusal if AMLResponse is None else AMLResponse(refusal, 400, json_str=True)


def compute(tables, parameters):
    """Runs the pipeline on the caller's tables: column names and rows of each output."""
    with TURN, tempfile.TemporaryDirectory() as work:
        command = ["ml-migrate", "run", str(MODEL / SERVICE["draft"]), "--out", work, "--store", STORE, "--device", "cpu"]
        for node in SERVICE["until"]:
            command += ["--until", node]
        for name, table in tables.items():
            path = pathlib.Path(work) / f"{len(command)}.csv"
            write(path, *table)
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


class Table:
    """Names and values apart, every value as text."""

    def input_name(self, name):
        return name

    def output_name(self, name):
        return name

    def answer(self, _name, columns, rows):
        return {"type": "table", "value": {"ColumnNames": columns, "Values": rows}}


class Records(Table):
    """A record a row, every value as text."""

    def answer(self, _name, columns, rows):
        return [dict(zip(columns, row)) for row in rows]


class Designer(Table):
    """A record a row, with the port names and the real numbers of Azure ML's designer."""

    def input_name(self, name):
        number = name.removeprefix(DESIGNER_INPUT)
        inputs = list(dict.fromkeys(SERVICE["inputs"]))
        return inputs[int(number)] if number.isdecimal() and int(number) < len(inputs) else name

    def output_name(self, name):
        return f"WebServiceOutput{list(SERVICE['outputs']).index(name)}"

    def answer(self, name, columns, rows):
        types = SERVICE.get("types", {}).get(name, {})
        return [{column: typed(cell, types.get(column)) for column, cell in zip(columns, row)} for row in rows]


DESIGNER_INPUT = "WebServiceInput"


def form_of(tables):
    """The form in which the caller asks and wants to be answered."""
    if any(name.startswith(DESIGNER_INPUT) and name not in SERVICE["inputs"] for name in tables):
        return Designer()
    return Records() if any(isinstance(table, list) for table in tables.values()) else Table()


def typed(cell, kind):
    """A cell as JSON: what it means by the column's type; without one, by how it is written."""
    if cell == "":
        return None
    if kind in ("String", "DateTime", "TimeSpan"):
        return cell
    if kind in (None, "Boolean") and cell.lower() in ("true", "false"):
        return cell.lower() == "true"
    for read in (int, float):
        try:
            value = read(cell)
        except ValueError:
            continue
        # “007” is a name; without a type only what a number would be written as is one.
        if kind is not None or not cell.lstrip("-").startswith("0") or cell.lstrip("-")[1:2] in ("", "."):
            return value if abs(value) < float("inf") else cell
    return cell


def collect(tables, answers):
    """Hands the first input and the first output to the monitor. Whatever goes wrong there, the caller gets an answer."""
    if not COLLECTORS:
        return
    try:
        rows = next((tables[name] for name in SERVICE["inputs"] if name in tables), None)
        context = COLLECTORS["model_inputs"].collect(frame(*rows)) if rows else None
        for name in list(SERVICE["outputs"])[:1]:
            COLLECTORS["model_outputs"].collect(frame(*answers[name]), context)
    except Exception as error:  # pylint: disable=broad-except
        complain(error)


def frame(columns, rows):
    """A table for the monitor, whose columns of numbers are numbers, as they are in the data it compares with."""
    table = pandas.DataFrame(rows, columns=columns).replace("", None)
    for place, column in enumerate(columns):
        values = table.iloc[:, place]
        numbers = pandas.to_numeric(values, errors="coerce")
        if numbers.notna().equals(values.notna()) and numbers.notna().any():
            table[column] = numbers
    return table


def complain(error):
    print(f"Not collected: {error}", file=sys.stderr)
