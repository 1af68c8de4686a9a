"""Measures `ml-migrate convert` on what is large: graphs, reports of many experiments, reports of many bytes.

usage: scale.py FOLDER_WITH_THE_TOOL [NAME]

Each case is converted to drafts and a report at two sizes. Time of computing must grow with the size and no faster, memory must stay near
the size of the file, which is held while it is converted. Exit status 1 when a bar is missed.
"""

import json
import multiprocessing
import pathlib
import sys
import tempfile

from conversion import SAMPLE, convert, experiment

# Ten times as much may take so many times as long: a little more than ten, for caches.
GROWTH = 14
# A file that is not UTF-8 is held twice for a moment; what one experiment and the program need comes on top.
MEMORY_A_BYTE = {"utf-8": 1.1, "utf-16": 1.8}
MEMORY = 80


def graph(count):
    """An experiment of so many modules, a chain with side arms, each where it stands on the canvas."""
    content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    nodes = content["Graph"]["ModuleNodes"]
    module = next(node for node in nodes if node["InputPortsInternal"] and node["OutputPortsInternal"])
    text = json.dumps(module)
    made, edges, places = [], [], []
    for number in range(count):
        node = json.loads(text.replace(module["Id"], f"node-{number}"))
        for port in node["InputPortsInternal"]:
            port.pop("DataSourceId", None)
        if number % 10 == 9:
            node["InputPortsInternal"][0]["DataSourceId"] = f"{number:032x}.{number:032x}"
        else:
            before = number - 1 if number % 3 else number // 2
            if 0 <= before < number:
                edges.append(
                    {
                        "SourceOutputPortId": f"node-{before}:{node['OutputPortsInternal'][0]['Name']}",
                        "DestinationInputPortId": f"node-{number}:{node['InputPortsInternal'][0]['Name']}",
                    }
                )
        made.append(node)
        places.append(f"<NodePosition Node='node-{number}' Position='{number % 100 * 300},{number // 100 * 120},200,60'/>")
    content["Graph"] = {
        "ModuleNodes": made,
        "EdgesInternal": edges,
        "SerializedClientData": f"<DataV1><NodePositions>{''.join(places)}</NodePositions></DataV1>",
    }
    content["NodeStatuses"] = []
    return json.dumps(content)


def report(experiments):
    """An inventory report around experiments given as JSON texts."""
    entries = ",".join(f'{{"id": "e{number}", "category": "user", "details": {text}}}' for number, text in enumerate(experiments))
    return (
        '{"subscription": {"id": "s", "name": "S"}, "workspaces": [{"id": "w", "name": "W", "experiments": ['
        f'{entries}], "datasources": []}}], "newwebservices": [], "commitmentplans": []}}'
    )


def small(number):
    return json.dumps({"ExperimentId": f"w.f-id.{number}", "Description": f"Attempt {number}", "Graph": json.loads(graph(3))["Graph"]})


def write(file, make, size, encoding):
    """Writes an input in a process of its own: a child's peak of memory begins with what its parent ever held."""
    maker = multiprocessing.get_context("fork").Process(target=lambda: file.write_text(make(size), encoding=encoding))
    maker.start()
    maker.join()
    if maker.exitcode != 0:
        raise SystemExit(f"{file} was not written")


CASES = {
    "modules": ("utf-8", [2_000, 20_000], graph),
    "experiments": ("utf-8", [1_000, 10_000], lambda count: report(small(number) for number in range(count))),
    "bytes": ("utf-8", [200, 2_000], lambda count: report(experiment(number) for number in range(count))),
    "bytes in UTF-16": ("utf-16", [100, 1_000], lambda count: report(experiment(number) for number in range(count))),
}


def main():
    tool = pathlib.Path(sys.argv[1]) / "ml-migrate"
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    missed = False
    print(f"{'case':<18} {'size':>7} {'MB':>7} {'seconds':>8} {'computing':>9} {'memory MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, (encoding, sizes, make) in CASES.items():
            if wanted not in name:
                continue
            times = []
            for size in sizes:
                file = folder / "export.json"
                write(file, make, size, encoding)
                megabytes = file.stat().st_size / 1e6
                took, memory, computing = convert(tool, file, folder / "out")
                times.append(computing)
                too_much = memory > megabytes * MEMORY_A_BYTE[encoding] + MEMORY
                # A large graph is one experiment: its draft is held whole, and the bar is for the others.
                too_much &= name != "modules"
                missed |= too_much
                figures = f"{name:<18} {size:>7} {megabytes:>7.1f} {took:>8.2f} {computing:>9.2f} {memory:>10.1f}"
                print(figures + " MISSED" * too_much)
            if times[1] > GROWTH * max(times[0], 0.05):
                missed = True
                print(f"{name:<18} MISSED: {times[1] / times[0]:.1f} times as long for {sizes[1] // sizes[0]} times as much")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
