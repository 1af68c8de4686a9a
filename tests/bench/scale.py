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
import zipfile

from conversion import SAMPLE, convert, experiment

# Ten times as much may take so many times as long: a little more than ten, for caches.
GROWTH = 14
# A file that is not UTF-8 is held twice for a moment; what one experiment and the program need comes on top.
MEMORY_A_BYTE = {"utf-8": 1.1, "utf-16": 1.8, "zip": 1.4}
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


def module(number, **changes):
    """A module of the sample's kind that has one input."""
    content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    nodes = content["Graph"]["ModuleNodes"]
    node = next(node for node in nodes if node["InputPortsInternal"] and node["OutputPortsInternal"])
    node = json.loads(json.dumps(node).replace(node["Id"], f"node-{number}"))
    for port in node["InputPortsInternal"]:
        port.pop("DataSourceId", None)
    return {**node, **changes}


def around(nodes, edges=(), **more):
    """An experiment of these modules."""
    graph = {"ModuleNodes": nodes, "EdgesInternal": list(edges), "SerializedClientData": ""}
    return json.dumps({"ExperimentId": "w.f-id.1", "Description": "One of many", "Graph": graph, "NodeStatuses": [], **more})


def repeated_ids(count):
    return around([module(0) for _ in range(count)])


def credentials(count):
    """Credentials of one name in one module, and of other modules."""
    secret = {"ValueType": "Credential", "LinkedGlobalParameter": None, "Name": "Account Key"}
    one = module(0)
    one["ModuleParameters"] += [{**secret, "Value": f"made up {number}"} for number in range(count)]
    others = [module(number) for number in range(1, count // 10)]
    for node in others:
        node["ModuleParameters"].append({**secret, "Value": f"made up {node['Id']}"})
    return around([one, *others])


def ports(count):
    """One module that nobody knows, with so many ports, each wired to itself."""
    sides = {side: [{"Name": f"{side}{number}", "NodeId": "node-0"} for number in range(count)] for side in ("i", "o")}
    node = module(0, ModuleId="w.f.1", InputPortsInternal=sides["i"], OutputPortsInternal=sides["o"])
    edges = [
        {"SourceOutputPortId": f"node-0:o{number}", "DestinationInputPortId": f"node-0:i{number}"} for number in range(count)
    ]
    return around([node], edges)


def colons(count):
    """Wires whose ends are full of what divides a module from its port."""
    end = "node-0" + ":" * 1000
    return around([module(0)], [{"SourceOutputPortId": end, "DestinationInputPortId": f"{end}{number}"} for number in range(count)])


def circle(count):
    nodes = [module(number) for number in range(count)]
    ends = [(node, nodes[(number + 1) % count]) for number, node in enumerate(nodes)]
    return around(
        nodes,
        [
            {
                "SourceOutputPortId": f"{start['Id']}:{start['OutputPortsInternal'][0]['Name']}",
                "DestinationInputPortId": f"{end['Id']}:{end['InputPortsInternal'][0]['Name']}",
            }
            for start, end in ends
        ],
    )


def served(count):
    """A service with so many inputs, outputs and global parameters."""
    nodes = [module(number) for number in range(count)]
    for number, node in enumerate(nodes):
        node["ModuleParameters"][0]["LinkedGlobalParameter"] = f"global {number}"
    port = lambda number, node, side: {"Id": f"{side}{number}", "Name": f"{side} {number}", "PortId": f"{node['Id']}:{node[side][0]['Name']}"}
    service = {
        "IsWebServiceExperiment": True,
        "Inputs": [port(number, node, "InputPortsInternal") for number, node in enumerate(nodes)],
        "Outputs": [port(number, node, "OutputPortsInternal") for number, node in enumerate(nodes)],
        "Parameters": [{"Name": f"global {number}", "Value": "1", "ParameterDefinition": None} for number in range(count)],
        "SerializedClientData": "",
    }
    return around(nodes, WebService=service)


def scripts(count):
    code = "import pandas as pd\ndef azureml_main(a = None, b = None):\n    print len(a)\n    return a.sort('x'),\n"
    python = {"ModuleId": "506153734175476c4f62416c57734963.cdb56f957f4c404dbde75bb972e6f232.v1-default-1721"}
    parameter = {"ValueType": "Literal", "LinkedGlobalParameter": None, "Name": "R Script"}
    return around([module(number, **python, ModuleParameters=[{**parameter, "Value": f"# {number}\n{code}"}]) for number in range(count)])


def write(file, make, size, encoding):
    """Writes an input in a process of its own: a child's peak of memory begins with what its parent ever held. Gives its size unpacked."""

    def work():
        if encoding == "zip":
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
                package.writestr("report.json", make(size))
        else:
            file.write_text(make(size), encoding=encoding)

    maker = multiprocessing.get_context("fork").Process(target=work)
    maker.start()
    maker.join()
    if maker.exitcode != 0:
        raise SystemExit(f"{file} was not written")
    if encoding != "zip":
        return file.stat().st_size / 1e6
    with zipfile.ZipFile(file) as package:
        return sum(entry.file_size for entry in package.infolist()) / 1e6


CASES = {
    "modules": ("utf-8", [2_000, 20_000], graph),
    "repeated ids": ("utf-8", [2_000, 20_000], repeated_ids),
    "credentials": ("utf-8", [2_000, 20_000], credentials),
    "ports": ("utf-8", [5_000, 50_000], ports),
    "colons": ("utf-8", [1_000, 10_000], colons),
    "circle": ("utf-8", [2_000, 20_000], circle),
    "served": ("utf-8", [1_000, 10_000], served),
    "scripts": ("utf-8", [2_000, 20_000], scripts),
    "experiments": ("utf-8", [1_000, 10_000], lambda count: report(small(number) for number in range(count))),
    "bytes": ("utf-8", [200, 2_000], lambda count: report(experiment(number) for number in range(count))),
    "bytes in UTF-16": ("utf-16", [100, 1_000], lambda count: report(experiment(number) for number in range(count))),
    "bytes in a zip": ("zip", [200, 2_000], lambda count: report(experiment(number) for number in range(count))),
}


REPORTS = ["experiments", "bytes", "bytes in UTF-16", "bytes in a zip"]


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
                megabytes = write(file, make, size, encoding)
                took, memory, computing = convert(tool, file, folder / "out")
                times.append(computing)
                too_much = memory > megabytes * MEMORY_A_BYTE[encoding] + MEMORY
                # A large graph is one experiment: its draft is held whole, and the bar is for reports.
                too_much &= name in REPORTS
                missed |= too_much
                figures = f"{name:<18} {size:>7} {megabytes:>7.1f} {took:>8.2f} {computing:>9.2f} {memory:>10.1f}"
                print(figures + " MISSED" * too_much)
            if times[1] > GROWTH * max(times[0], 0.05):
                missed = True
                print(f"{name:<18} MISSED: {times[1] / times[0]:.1f} times as long for {sizes[1] // sizes[0]} times as much")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
