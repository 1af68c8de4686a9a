//! Scripts of the Studio's days, from an export to their results; where an interpreter is missing, a test says so and looks at nothing.

use crate::support::{all_text, text, tool};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether a program can be run with these arguments.
#[expect(clippy::print_stdout, reason = "says why a test looks at nothing")]
fn has(variable: &str, usual: &str, arguments: &[&str]) -> bool {
    let program = std::env::var_os(variable).unwrap_or_else(|| usual.into());
    let ran = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = ran.is_ok_and(|status| status.success());
    if !found {
        println!("skipped: no {usual} that runs {arguments:?}");
    }
    found
}

fn has_pandas() -> bool {
    has("ML_MIGRATE_PYTHON", "python3", &["-c", "import pandas"])
}

fn has_r() -> bool {
    has("ML_MIGRATE_RSCRIPT", "Rscript", &["--version"])
}

/// An experiment that enters `data` and gives it to a script.
fn experiment(folder: &Path, family: &str, ports: [&str; 2], code: &str, data: &str) -> String {
    let parameter = |name: &str, value: &str| json!({"Name": name, "Value": value, "ValueType": "Literal", "LinkedGlobalParameter": null});
    let module = |id: &str, family: &str, parameters, inputs: &[&str], outputs: &[&str]| {
        let port = |name: &&str| json!({"Name": name, "NodeId": id});
        json!({
            "Id": id, "ModuleId": format!("506153734175476c4f62416c57734963.{family}.v1-default-1"), "ModuleParameters": parameters,
            "InputPortsInternal": inputs.iter().map(port).collect::<Vec<_>>(),
            "OutputPortsInternal": outputs.iter().map(port).collect::<Vec<_>>(),
        })
    };
    let catalogue: serde_json::Value =
        serde_json::from_slice(&tool(&["modules", "enter-data-manually", "--json"]).stdout).unwrap();
    let enter = catalogue["classic"]["family_ids"][0].as_str().unwrap();
    let entered = catalogue["outputs"][0]["classic_name"].as_str().unwrap();
    let data =
        json!([parameter("DataFormat", "CSV"), parameter("Data", data), parameter("HasHeader", "True")]);
    let source = json!({
        "ExperimentId": "w.f-id.1", "Description": "old scripts",
        "Graph": {
            "ModuleNodes": [
                module("enter-1", enter, data, &[], &[entered]),
                module("script-2", family, json!([parameter("R Script", code)]), &["Dataset1", "Dataset2", "Script Bundle"], &ports),
            ],
            "EdgesInternal": [{"SourceOutputPortId": format!("enter-1:{entered}"), "DestinationInputPortId": "script-2:Dataset1"}],
        },
    });
    let path = folder.join("old.json");
    std::fs::write(&path, source.to_string()).unwrap();
    text(&path)
}

/// Converts, runs the draft, and gives the rows of the result.
fn run(folder: &Path, export: &str, module: &str) -> Vec<String> {
    let out = folder.join("drafts");
    let converted = tool(&["convert", export, "--out", &text(&out), "--to", "draft,report"]);
    assert!(converted.status.success(), "{}", all_text(&converted));
    let results = folder.join("results");
    let draft = text(&out.join("old-scripts.draft.json"));
    let ran = tool(&["run", &draft, "--out", &text(&results), "--allow-scripts"]);
    assert!(ran.status.success(), "{}", all_text(&ran));
    let rows = std::fs::read_to_string(results.join(format!("{module}.result_dataset.csv"))).unwrap();
    rows.lines().map(str::to_owned).collect()
}

const PYTHON: &str = "cdb56f957f4c404dbde75bb972e6f232";
const R: &str = "30806023392b42e094d66b775a6e0fd5";

/// What people wrote for Python 2.7.11 and the pandas of 2016.
const OLD: &str = r#"# -*- coding: utf-8 -*-
import sys, csv, string
reload(sys)
sys.setdefaultencoding('utf-8')
import pandas as pd
import numpy as np
import urllib, cPickle
from StringIO import StringIO
from itertools import izip
from collections import Iterable

def azureml_main(dataframe1 = None, dataframe2 = None):
    print "rows:", len(dataframe1)
    print >>sys.stderr, "working",
    frame = dataframe1.sort(columns='amount', ascending=False)
    frame['code'] = frame['code'].str.replace(r'\D+', '')
    frame = frame.drop('note', 1)
    counts = {}
    for index, row in frame.iterrows():
        if not counts.has_key(row['group']):
            counts[row['group']] = 0L
        counts[row['group']] += 1
    try:
        raise ValueError, "as planned"
    except ValueError, e:
        message = unicode(e)
    pairs = sorted(counts.iteritems(), key=lambda (name, count): (-count, name))
    first = counts.keys()[0] <> ''
    total = reduce(lambda a, b: a + b, map(int, frame.ix[:, 'amount']))
    rows = csv.reader(StringIO("x,y"))
    header = rows.next()
    extra = pd.DataFrame({'group': ['all'], 'amount': [total], 'code': [urllib.quote('a b')]})
    result = frame.append(extra, ignore_index=True)
    result['mean'] = pd.rolling_mean(result['amount'], 2)
    result['name'] = [a + str(b) for a, b in izip(result['group'], xrange(10))]
    result['odd'] = np.float(0777) + len(result) / 2
    result['first'] = ' '.join([`first`, message, pairs[0][0], header[1], string.letters[:2]])
    return result,
"#;

#[test]
fn a_script_for_python_2_runs_after_conversion() {
    if !has_pandas() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = "group,amount,code,note\nb,10,A-12,x\na,30,B7,y\nb,20,99,z\n";
    let export = experiment(folder.path(), PYTHON, ["Result Dataset", "Python Device"], OLD, data);
    let rows = run(folder.path(), &export, "Execute Python Script");
    assert_eq!(
        rows,
        [
            "group,amount,code,mean,name,odd,first",
            "a,30,7,,a0,513,True as planned b y ab",
            "b,20,99,25,b1,513,True as planned b y ab",
            "b,10,12,15,b2,513,True as planned b y ab",
            "all,60,a%20b,35,all3,513,True as planned b y ab",
        ]
    );
    let report = std::fs::read_to_string(folder.path().join("drafts/report.md")).unwrap();
    assert!(report.contains("+    print(\"rows:\", len(dataframe1))"), "{report}");
}

#[test]
fn kept_scripts_stay_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let export = experiment(folder.path(), PYTHON, ["Result Dataset", "Python Device"], OLD, "a\n1\n");
    let out = folder.path().join("drafts");
    let converted =
        tool(&["convert", &export, "--out", &text(&out), "--to", "draft,report", "--keep-scripts"]);
    assert!(converted.status.success(), "{}", all_text(&converted));
    let draft: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("old-scripts.draft.json")).unwrap()).unwrap();
    assert_eq!(draft["nodes"][1]["params"]["python_script"], OLD);
    let report = std::fs::read_to_string(out.join("report.md")).unwrap();
    assert!(report.contains("Would change:"), "{report}");
}

#[test]
fn a_script_for_the_r_of_the_studio_runs_after_conversion() {
    if !has_r() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let code = "# Map 1-based optional input ports to variables\nlibrary(stats)\ndataset1 <- maml.mapInputPort(1) # class: data.frame\n\
        double <- function(x) { total <<- sum(x); 2 * x }\ntotal <- 0\ndataset1$b <- double(dataset1$a)\ndataset1$t <- total\nmaml.mapOutputPort(\"dataset1\");";
    let export = experiment(folder.path(), R, ["Result Dataset", "R Device"], code, "a\n1\n2\n");
    assert_eq!(run(folder.path(), &export, "Execute R Script"), ["a,b,t", "1,2,3", "2,4,3"]);
    let draft = std::fs::read_to_string(folder.path().join("drafts/old-scripts.draft.json")).unwrap();
    assert!(draft.contains("azureml_main <- function"), "{draft}");
    // What the R of the Studio did by default; what asks for the global environment stays there.
    let code = "dataset1 <- maml.mapInputPort(1)\nput <- function(name) assign(name, 5, envir = .GlobalEnv)\nput('k')\nwords <- data.frame(g = c('b', 'a'))\n\
        stopifnot(is.factor(words$g))\nset.seed(1)\ndataset1$k <- k\ndataset1$s <- sample(10)[1:2]\nmaml.mapOutputPort(\"dataset1\")\n";
    let export = experiment(folder.path(), R, ["Result Dataset", "R Device"], code, "a\n1\n2\n");
    assert_eq!(run(folder.path(), &export, "Execute R Script"), ["a,k,s", "1,5,3", "2,5,4"]);
}

#[test]
fn what_a_script_draws_and_prints_are_files() {
    if !has_r() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    let run = |code: &str| {
        let ports = ["Result Dataset", "R Device"];
        let export = experiment(folder.path(), R, ports, code, "a\n1\n2\n");
        let ran = tool(&["run", &export, "--out", &text(&results), "--allow-scripts"]);
        assert!(ran.status.success(), "{}", all_text(&ran));
        let file = |ending: &str| std::fs::read(results.join(format!("Execute R Script.{ending}"))).ok();
        // A script that gives no dataset gives one without columns, which Parquet cannot hold.
        assert_eq!(file("result_dataset.csv").as_deref(), Some(&b"\n"[..]));
        assert_eq!(file("result_dataset.parquet"), None);
        (file("r_device.png"), file("r_device.txt"))
    };
    let (picture, printed) = run("d <- maml.mapInputPort(1)\ncat('sum', sum(d$a), '\\n')\n");
    assert_eq!(picture, None);
    assert!(printed.is_some_and(|text| String::from_utf8_lossy(&text).contains("sum 3")));
    let (picture, _) = run("d <- maml.mapInputPort(1)\nplot(d$a)\n");
    assert!(picture.is_some_and(|bytes| bytes.starts_with(b"\x89PNG\r\n")), "no picture");
}

/// What a customer's own module was made from.
const MODULE: [(&str, &str); 3] = [
    (
        "scale.xml",
        r#"<Module name="Scale Columns" isDeterministic="true">
  <Language name="R" sourceFile="scale.R" entryPoint="scaleColumns"/>
  <Ports>
    <Output id="scaled" type="DataTable"/><Output id="sums" type="DataTable"/><Output id="picture" type="Visualization"/>
    <Input id="frame" type="DataTable"/><Input id="other" type="DataTable" isOptional="true"/>
  </Ports>
  <Arguments>
    <Arg id="by" type="double"><Properties default="2"/></Arg>
    <Arg id="columns" type="ColumnPicker"><Properties portId="frame"/></Arg>
    <Arg id="title" type="string"><Properties default="a &quot;b&quot; ß"/></Arg>
    <Arg id="kind" type="DropDown"><Properties default="Up"><Item id="Up"/><Item id="Down"/></Properties></Arg>
    <Arg id="twice" type="bool"><Properties default="false"/></Arg>
    <Arg id="n" type="int"><Properties default="3"/></Arg>
  </Arguments>
</Module>"#,
    ),
    (
        "scale.R",
        "source('src/lib/help.R')\nscaleColumns <- function(frame, other, by, columns, title, kind, twice, n) {\n  \
         stopifnot(is.null(other), is.integer(n), identical(kind, 'Up'), !twice)\n  frame[columns] <- scaled(frame[columns], by)\n  \
         frame$title <- title\n  plot(1:3)\n  list(frame, data.frame(name = columns, sum = colSums(frame[columns]), n = n))\n}\n",
    ),
    ("lib/help.R", "scaled <- function(x, by) x * by\n"),
];

#[test]
fn a_custom_module_runs_with_the_zip_it_was_made_from() {
    if !has_r() {
        return;
    }
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in MODULE {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    std::fs::write(folder.path().join("scale.zip"), zip.finish().unwrap().into_inner()).unwrap();
    // The same experiment with the customer's module in the place of the script.
    let export = experiment(folder.path(), R, ["scaled", "sums"], "", "a,b,c\n1,2,x\n3,4,y\n");
    let mut source: serde_json::Value = serde_json::from_slice(&std::fs::read(&export).unwrap()).unwrap();
    let node = &mut source["Graph"]["ModuleNodes"][1];
    node["ModuleId"] = json!("ws1.0123456789abcdef0123456789abcdef.v1-default-7");
    let port = |name: &str| json!({"Name": name, "NodeId": "script-2"});
    node["InputPortsInternal"] = json!([port("frame"), port("other")]);
    node["OutputPortsInternal"] = json!([port("scaled"), port("sums"), port("picture")]);
    let columns =
        r#"{"isFilter":true,"rules":[{"ruleType":"ColumnNames","exclude":false,"columns":["a","b"]}]}"#;
    let parameters = [
        ("by", "10"),
        ("columns", columns),
        ("title", "a \"b\" ß"),
        ("kind", "Up"),
        ("twice", "False"),
        ("n", "3"),
    ];
    node["ModuleParameters"] = parameters
        .map(|(name, value)| json!({"Name": name, "Value": value, "ValueType": "Literal", "LinkedGlobalParameter": null}))
        .into_iter()
        .collect();
    source["Graph"]["EdgesInternal"][0]["DestinationInputPortId"] = json!("script-2:frame");
    std::fs::write(&export, source.to_string()).unwrap();
    let (drafts, results) = (folder.path().join("drafts"), folder.path().join("results"));
    let package = text(&folder.path().join("scale.zip"));
    let converted = tool(&["convert", &export, &package, "--out", &text(&drafts), "--to", "draft,report"]);
    assert!(converted.status.success(), "{}", all_text(&converted));
    let draft = text(&drafts.join("old-scripts.draft.json"));
    let refused = tool(&["run", &draft, "--out", &text(&results)]);
    assert!(all_text(&refused).contains("“Scale Columns” runs R code"), "{}", all_text(&refused));
    let ran = tool(&["run", &draft, "--out", &text(&results), "--allow-scripts"]);
    assert!(ran.status.success(), "{}", all_text(&ran));
    let read =
        |port: &str| std::fs::read_to_string(results.join(format!("Scale Columns.{port}.csv"))).unwrap();
    assert_eq!(read("scaled"), "a,b,c,title\n10,20,x,\"a \"\"b\"\" ß\"\n30,40,y,\"a \"\"b\"\" ß\"\n");
    assert_eq!(read("sums"), "name,sum,n\na,40,3\nb,60,3\n");
    let picture = std::fs::read(results.join("Scale Columns.picture.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG\r\n"));
    let record: serde_json::Value =
        serde_json::from_slice(&std::fs::read(results.join("run.json")).unwrap()).unwrap();
    let outputs = &record["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|node| node["node"] == "script-2")
        .unwrap()["outputs"];
    assert_eq!(outputs["picture"]["kind"], "media");
}
