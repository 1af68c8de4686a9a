"""Measures `ml-migrate convert` on many experiments: its time, and that its memory does not grow with their number.

usage: conversion.py FOLDER_WITH_THE_TOOL [COUNT]

Makes experiments of the size of a large real one: 14 modules that have run, 101 KB with what Studio (classic) noted of the run. Converts 100
of them and COUNT (1000) of them in turn, to drafts and reports. Exit status 1 when a bar is missed.
"""

import json
import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import time
import uuid

ROUNDS = 3
BYTES = 101_000
FEW = 100
SECONDS_A_THOUSAND = 2.0
GROWTH = 1.3  # A hundred do not fill queues and buffers yet.
SAMPLE = pathlib.Path(__file__).parents[2] / "fixtures/classic/house-prices-regression.json"


def endpoint(name, place, credential):
    return {
        "BaseUri": "https://bench.blob.example/",
        "Size": 48_213,
        "Name": name,
        "EndpointType": "AzureBlob",
        "CredentialContainer": "bench0",
        "AccessCredential": f"?sv=2015-02-21&sr=b&sig={credential}&st=2016-05-25T17%3A56%3A55Z&se=2016-05-26T18%3A01%3A55Z&sp=r",
        "Location": f"bench-output/{place}/{name}",
        "FileType": None,
        "IsAuxiliary": False,
    }


def status(node, credential):
    """What the Studio notes of a module that has run."""
    place = uuid.uuid5(uuid.NAMESPACE_OID, node).hex
    notes = ["visualization", "schema", "telemetry"]
    return {
        "NodeId": node,
        "Status": {
            "StatusCode": "Finished",
            "StatusDetail": "Task output was present in output cache",
            "CreationTime": "/Date(1464199877746)/",
            "StartTime": "/Date(1464199882204)/",
            "EndTime": "/Date(1464199882204)/",
            "Metadata": {"Results dataset": [{"Name": note, "Value": f"{place}.{note}"} for note in notes]},
        },
        "StandardErrorEndpoint": endpoint("err.txt", place, credential),
        "StandardOutEndpoint": endpoint("out.txt", place, credential),
        "OutputEndpoints": [endpoint("dataset.dataset", place, credential)],
        "MetadataOutputEndpoints": {
            "Results dataset": [{"Key": note, "Value": endpoint(note, place, credential)} for note in notes]
        },
    }


def experiment(number):
    content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    content["Description"] = f"House prices, attempt {number}"
    content["ExperimentId"] = f"{uuid.uuid5(uuid.NAMESPACE_OID, str(number)).hex}.f-id.{number:032x}"
    nodes = [node["Id"] for node in content["Graph"]["ModuleNodes"]]
    content["NodeStatuses"] = [status(node, "") for node in nodes]
    bare = len(json.dumps(content, indent=2).encode())
    places = json.dumps(content["NodeStatuses"]).count("&sig=")
    credential = (uuid.uuid5(uuid.NAMESPACE_OID, f"sig{number}").hex * 40)[: max(0, BYTES - bare) // places]
    content["NodeStatuses"] = [status(node, credential) for node in nodes]
    return json.dumps(content, indent=2)


def convert(tool, source, out):
    """Seconds, peak memory in MB and seconds of computing of one conversion."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    begin = time.perf_counter()
    arguments = [str(tool), "convert", str(source), "--out", str(out), "--to", "draft,report"]
    child = os.posix_spawn(tool, arguments, os.environ, file_actions=quiet)
    _, ended, usage = os.wait4(child, 0)
    took = time.perf_counter() - begin
    if ended != 0:
        raise SystemExit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(ended)}")
    shutil.rmtree(out)
    return took, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def main():
    tool = pathlib.Path(sys.argv[1]) / "ml-migrate"
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    figures = {FEW: [], many: []}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for count in figures:
            (folder / str(count)).mkdir()
        for number in range(many):
            text = experiment(number)
            for count in figures:
                if number < count:
                    (folder / str(count) / f"{number:05}.json").write_text(text, encoding="utf-8")
        size = len(text.encode())
        for _ in range(ROUNDS):
            for count, rounds in figures.items():
                rounds.append(convert(tool, folder / str(count), folder / "out")[:2])
    print(f"Converting experiments of {size / 1000:.0f} KB, medians of {ROUNDS} rounds:")
    medians = {count: [statistics.median(figure) for figure in zip(*rounds)] for count, rounds in figures.items()}
    for count, (took, peak) in medians.items():
        print(f"{count:>7} experiments {took:7.2f} s {peak:7.1f} MB")
    bar = SECONDS_A_THOUSAND * many / 1000
    slow = medians[many][0] > bar
    growing = medians[many][1] > GROWTH * medians[FEW][1]
    print(f"bars: {bar:.1f} s{' MISSED' if slow else ''}, memory {GROWTH} times that of {FEW}{' MISSED' if growing else ''}")
    return 1 if slow or growing else 0


if __name__ == "__main__":
    sys.exit(main())
