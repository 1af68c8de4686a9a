#!/usr/bin/env python3
"""Loads every YAML file for Azure ML, of the targets azureml and mlops, with Microsoft's own loader, offline, and holds our ARM
bodies against its; builds the pipelines of the Python target's SDK scripts, which must be those of the YAML.

    python tests/azureml/check.py TOOL FIXTURES [EXPORTS]

TOOL is the built ml-migrate, FIXTURES the folder with the sample exports, EXPORTS one with others, of which some may be broken. Needs the package azure-ai-ml. Besides the samples, a pipeline
with one step of every module in the catalogue is written and loaded.
"""

import importlib.util
import inspect
import json
import logging
import pathlib
import subprocess
import sys
import tempfile
import types
import warnings

logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")

import yaml  # noqa: E402
from azure.ai.ml import (  # noqa: E402
    load_batch_endpoint,
    load_component,
    load_compute,
    load_data,
    load_datastore,
    load_environment,
    load_job,
    load_model,
    load_online_deployment,
    load_online_endpoint,
)
from azure.ai.ml.entities._load_functions import (  # noqa: E402
    load_pipeline_component_batch_deployment,
    load_schedule,
)

REGION = "{location}"
SERVICES = ["experiment", "classic-listing", "swagger", "job", "plain", "template"]
# Kind: its loader, whether it has a validation of its own, how it becomes a body.
KINDS = {
    "pipelineJob": (load_job, True, lambda it: it._to_rest_object()),
    "commandComponent": (load_component, True, lambda it: it._to_rest_object()),
    "pipelineComponent": (load_component, True, lambda it: it._to_rest_object()),
    "data": (load_data, False, lambda it: it._to_rest_object()),
    "model": (load_model, False, lambda it: it._to_rest_object()),
    "environment": (load_environment, False, lambda it: it._to_rest_object()),
    "amlCompute": (load_compute, False, lambda it: it._to_rest_object()),
    "azureBlob": (load_datastore, False, lambda it: it._to_rest_object()),
    "managedOnlineEndpoint": (load_online_endpoint, False, lambda it: it._to_rest_online_endpoint(REGION)),
    "managedOnlineDeployment": (load_online_deployment, False, lambda it: it._to_rest_object(REGION)),
    "batchEndpoint": (load_batch_endpoint, False, lambda it: it._to_rest_batch_endpoint(REGION)),
    "pipelineComponentBatchDeployment": (
        load_pipeline_component_batch_deployment,
        False,
        lambda it: it._to_rest_object(REGION),
    ),
    "schedule": (load_schedule, True, lambda it: it._to_rest_object()),
    "monitorSchedule": (load_schedule, False, lambda it: it._to_rest_object()),
}
# Where the loader's body of a kind is found below `arm/`.
PATHS = {
    "pipelineJob": "jobs/{experiment_name}",
    "commandComponent": "components/{name}/versions/{version}",
    "pipelineComponent": "components/{name}/versions/{version}",
    "data": "data/{name}/versions/{version}",
    "model": "models/{name}/versions/{version}",
    "environment": "environments/{name}/versions/{version}",
    "amlCompute": "computes/{name}",
    "azureBlob": "datastores/{name}",
    "managedOnlineEndpoint": "onlineEndpoints/{name}",
    "managedOnlineDeployment": "onlineEndpoints/{endpoint_name}/deployments/{name}",
    "batchEndpoint": "batchEndpoints/{name}",
    "pipelineComponentBatchDeployment": "batchEndpoints/{endpoint_name}/deployments/{name}",
    "schedule": "schedules/{name}",
    "monitorSchedule": "schedules/{name}",
}


def main(tool, fixtures, exports=None):
    faults, loaded = [], 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        everything = work / "every-module.json"
        everything.write_text(json.dumps(every_module(tool)), encoding="utf-8")
        fixtures = pathlib.Path(fixtures)
        # Services come with what is known of their endpoints.
        services = [fixtures / "services" / f"{name}.json" for name in SERVICES]
        sources = [*sorted(fixtures.joinpath("classic").glob("*.json")), *services, everything]
        others = [exports] if exports and pathlib.Path(exports).is_dir() else []
        converted = subprocess.run(
            [tool, "convert", *map(str, [*sources, *others]), "--out", str(work / "out"), "--to", "azureml,mlops,python"],
            check=False,
            stdout=subprocess.DEVNULL,
        )
        # 2: a file could not be read, and all others were.
        if converted.returncode not in ((0, 2) if others else (0,)):
            sys.exit(f"convert ended with {converted.returncode}")
        out = work / "out"
        # Workflows and configurations are none of Azure ML's.
        files = (path for path in sorted(out.rglob("*.yml")) if "$schema" in path.read_text(encoding="utf-8"))
        checks = [(path, check, out) for path in files]
        checks += [(path, check_script, out / "azureml") for path in sorted(out.rglob("azureml_sdk.py"))]
        for path, look, root in checks:
            loaded += 1
            try:
                faults += look(path, root)
            except Exception as error:  # The loader raises whatever it likes.
                faults.append(f"{path}: {type(error).__name__}: {error}")
    for fault in faults:
        print(fault)
    print(f"{loaded} files loaded, {len(faults)} faults.")
    return 1 if faults or loaded < 50 else 0


def every_module(tool):
    """A draft with one node of every module, nothing connected but what must be."""
    modules = json.loads(subprocess.run([tool, "modules", "--json"], check=True, capture_output=True).stdout)
    modules = modules if isinstance(modules, list) else modules["components"]
    nodes, edges = [], []
    source = {"dataset": ("enter-data-manually", "dataset")}
    for module in modules:
        nodes.append({"id": module["id"], "component": module["id"]})
        for port in module["outputs"]:
            source.setdefault(port["kind"], (module["id"], port["id"]))
    any_source = source["dataset"]
    for module in modules:
        for port in module["inputs"]:
            node, out = source.get(port["kind"], any_source)
            if node != module["id"] and not port.get("optional"):
                edges.append({"from": {"node": node, "port": out}, "to": {"node": module["id"], "port": port["id"]}})
    return {"schema": "ml-pipeline-draft/1", "name": "Every module", "nodes": nodes, "edges": edges}


def check(path, root):
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    kind = written["$schema"].rsplit("/", 1)[1].removesuffix(".schema.json")
    load, validates, to_body = KINDS[kind]
    entity = load(source=str(path))
    faults = []
    if validates:
        result = entity._validate()
        # A circle cannot be drawn without modules that feed each other; every other message counts.
        if not result.passed:
            faults.append(f"{path}: {result.error_messages}")
    target, name = path.relative_to(root).parts[:2]
    if target != "azureml":
        return faults
    experiment = root / target / name
    ours = experiment / "arm" / (PATHS[kind].format(**{"version": "1", **written}) + ".json")
    body = plain(to_body(entity))
    faults += differences(json.loads(ours.read_text(encoding="utf-8")), body, str(ours.relative_to(root)))
    return faults


def check_script(path, root):
    """The pipeline that an SDK script builds against the one of the YAML."""
    # Only needed to submit.
    sys.modules.setdefault("azure.identity", types.SimpleNamespace(DefaultAzureCredential=None))
    spec = importlib.util.spec_from_file_location("azureml_sdk", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = yaml.safe_load((root / path.parent.name / "pipeline.yml").read_text(encoding="utf-8"))
    build = getattr(script, written["experiment_name"])
    parameters = inspect.signature(build).parameters.values()
    job = build(**{each.name: script.folder(each.name) for each in parameters if each.default is each.empty})
    result = job._validate()
    faults = [] if result.passed else [f"{path}: {result.error_messages}"]
    built = job._to_dict()
    for name, step in written["jobs"].items():
        theirs = built["jobs"].get(name, {})
        faults += differences(bindings(step), bindings(theirs), f"{path}: {name}")
    return faults + differences(sorted(written.get("outputs") or {}), sorted(built.get("outputs") or {}), str(path))


def bindings(step):
    """The inputs of a step: values as text, data by its path."""
    inputs = (step.get("inputs") or {}).items()
    return {name: str(value.get("path") if isinstance(value, dict) else number(value)) for name, value in inputs}


def number(value):
    return int(value) if isinstance(value, bool) else value


def plain(body):
    for name in ("as_dict", "serialize"):
        if hasattr(body, name):
            return json.loads(json.dumps(getattr(body, name)(), default=str))
    return body


def differences(ours, theirs, place):
    """What our body says otherwise than the loader's. What only theirs says are defaults; places of the workspace differ by nature."""
    if isinstance(ours, str) and ours.startswith(("{workspace}", "{storage}", "{location}")):
        return []
    if isinstance(ours, dict):
        if not isinstance(theirs, dict):
            return [f"{place}: {ours} is {theirs} there"]
        found = []
        for key, value in ours.items():
            # The loader inlines components, splits credentials' type off and sorts thresholds its own way.
            if key in ("componentId", "jobs") and "componentSpec" in place or key in ("componentId", "properties") and value == {}:
                continue
            if key not in theirs:
                if value not in ("", {}, [], None) and not refers(value):
                    found.append(f"{place}/{key}: missing there")
                continue
            found += differences(value, theirs[key], f"{place}/{key}")
        return found
    if isinstance(ours, list):
        if not isinstance(theirs, list) or len(ours) != len(theirs):
            return [f"{place}: {ours} is {theirs} there"]
        return [fault for index, pair in enumerate(zip(ours, theirs)) for fault in differences(*pair, f"{place}/{index}")]
    if same(ours, theirs):
        return []
    return [f"{place}: {ours!r} is {theirs!r} there"]


def refers(value):
    return isinstance(value, str) and value.startswith("{") or isinstance(value, dict) and all(map(refers, value.values()))


def same(ours, theirs):
    if isinstance(ours, str) and isinstance(theirs, str):
        if ours.lower() == theirs.lower():
            return True
        try:
            return float(ours) == float(theirs)
        except ValueError:
            return ours.split() == theirs.split()
    return ours == theirs


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
