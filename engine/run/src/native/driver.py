"""Runs a user's script: reads its data frames, calls azureml_main, writes what it returns.

Called as: driver.py FOLDER. The folder holds script.py, the inputs 1 and 2 as far as connected (see frames.rs) and, with a bundle, its
unpacked files.
"""

import os
import sys
import traceback

FOLDER = sys.argv[1]


def fail(kind, message):
    with open(os.path.join(FOLDER, "error"), "w", encoding="utf-8") as file:
        file.write(kind + "\n" + message)
    sys.exit(1)


try:
    import numpy
    import pandas
except ImportError as error:
    fail("packages", "{} of {}".format(error.name or "pandas", sys.executable))


def escape(text):
    return text.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def unescape(text):
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def lines(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return file.read().split("\n")[:-1]


def read(folder):
    with open(os.path.join(folder, "rows")) as file:
        rows = int(file.read())
    names, columns = [], []
    for index, line in enumerate(lines(os.path.join(folder, "columns"))):
        kind, categorical, name = line.split("\t", 2)
        missing = numpy.fromfile(os.path.join(folder, "%d.missing" % index), dtype="u1").astype(bool)
        path = os.path.join(folder, "%d.values" % index)
        if kind == "String":
            values = numpy.array([unescape(value) for value in lines(path)], dtype=object)
            values[missing] = None
            column = pandas.Series(values, dtype=object)
        elif kind == "Integer":
            values = numpy.fromfile(path, dtype="<i8")
            column = pandas.Series(values)
            if missing.any():
                column = column.astype("float64").mask(missing)
        else:
            values = numpy.fromfile(path, dtype="<f8")
            column = pandas.Series(values)
            if kind == "Boolean":
                column = column.astype(bool)
                if missing.any():
                    column = column.astype(object).mask(missing, None)
            elif kind in ("DateTime", "TimeSpan"):
                convert = pandas.to_datetime if kind == "DateTime" else pandas.to_timedelta
                column = pandas.Series(convert(column.mask(missing), unit="ms"))
            elif missing.any():
                column = column.mask(missing)
        if categorical:
            column = column.astype("category")
        names.append(unescape(name))
        columns.append(column)
    frame = pandas.concat(columns, axis=1) if columns else pandas.DataFrame(index=range(rows))
    frame.columns = names
    return frame


def write(frame, folder):
    os.makedirs(folder)
    header = []
    for index in range(frame.shape[1]):
        column = frame.iloc[:, index]
        categorical = ""
        if isinstance(column.dtype, pandas.CategoricalDtype):
            categorical = "categorical"
            column = column.astype(column.cat.categories.dtype)
        missing = column.isna().to_numpy(dtype=bool)
        path = os.path.join(folder, "%d.values" % index)
        types = pandas.api.types
        present = column[~missing]
        if types.is_bool_dtype(column) or (len(present) > 0 and all(isinstance(value, (bool, numpy.bool_)) for value in present)):
            kind, values = "Boolean", column.where(~missing, False).astype(bool).to_numpy(dtype="<f8")
        elif types.is_integer_dtype(column):
            kind, values = "Integer", column.where(~missing, 0).to_numpy(dtype="<i8")
        elif types.is_float_dtype(column):
            kind, values = "Double", column.to_numpy(dtype="<f8", na_value=numpy.nan)
        elif types.is_datetime64_any_dtype(column):
            if getattr(column.dtype, "tz", None) is not None:
                column = column.dt.tz_convert("UTC").dt.tz_localize(None)
            moments = column.to_numpy(dtype="datetime64[us]").astype("int64") / 1000.0
            kind, values = "DateTime", numpy.where(missing, 0.0, moments).astype("<f8")
        elif types.is_timedelta64_dtype(column):
            spans = column.to_numpy(dtype="timedelta64[us]").astype("int64") / 1000.0
            kind, values = "TimeSpan", numpy.where(missing, 0.0, spans).astype("<f8")
        elif types.is_complex_dtype(column):
            fail("result", "Column “{}” holds complex numbers, which have no counterpart in a dataset.".format(frame.columns[index]))
        elif len(present) > 0 and all(isinstance(value, (int, float, numpy.number)) for value in present):
            kind, values = "Double", column.to_numpy(dtype="<f8", na_value=numpy.nan)
        else:
            kind, values = "String", None
            texts = ("" if gone else escape(str(value)) for value, gone in zip(column, missing))
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(text + "\n" for text in texts)
        if values is not None:
            values.tofile(path)
        missing.astype("u1").tofile(os.path.join(folder, "%d.missing" % index))
        header.append("%s\t%s\t%s\n" % (kind, categorical, escape(str(frame.columns[index]))))
    with open(os.path.join(folder, "columns"), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(header)
    with open(os.path.join(folder, "rows"), "w") as file:
        file.write(str(len(frame)))


def pictures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for index, number in enumerate(pyplot.get_fignums()):
        pyplot.figure(number).savefig(os.path.join(FOLDER, "picture%03d.png" % index))


def main():
    bundle = os.path.join(FOLDER, "Script Bundle")
    if os.path.isdir(bundle):
        sys.path.insert(0, bundle)
    path = os.path.join(FOLDER, "script.py")
    with open(path, encoding="utf-8") as file:
        source = file.read()
    places = [os.path.join(FOLDER, number) for number in ("1", "2")]
    frames = [read(place) if os.path.isdir(place) else None for place in places]
    while frames and frames[-1] is None:
        frames.pop()
    names = {"__name__": "azureml_script", "__file__": path}
    try:
        exec(compile(source, "script.py", "exec"), names)
        entry = names.get("azureml_main")
        result = entry(*frames) if callable(entry) else None
    except SystemExit as end:
        fail("script", "The script ended the interpreter with {!r}.".format(end.code))
    except BaseException as error:
        message = error
        place = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "script.py"]
        if isinstance(error, SyntaxError) and error.filename == "script.py":
            message, place = error.msg, [error.lineno]
        traceback.print_exc()
        where = " in line {}".format(place[-1]) if place else ""
        fail("script", "{}{}: {}".format(type(error).__name__, where, message))
    if not callable(entry):
        fail("result", "The script defines no function azureml_main.")
    if isinstance(result, pandas.DataFrame):
        result = (result,)
    if result is None:
        result = ()
    if not isinstance(result, (tuple, list)):
        fail("result", "azureml_main returned {}, not data frames.".format(type(result).__name__))
    for number, frame in enumerate(frame for frame in result if frame is not None):
        if isinstance(frame, pandas.Series):
            frame = frame.to_frame()
        if not isinstance(frame, pandas.DataFrame):
            fail("result", "azureml_main returned {}, not a data frame, at place {}.".format(type(frame).__name__, number + 1))
        write(frame, os.path.join(FOLDER, "result%d" % (number + 1)))
    pictures()


main()
