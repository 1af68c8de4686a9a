//! The clients of a service, started as their readers would, against the emitted scoring script behind a small web server.

use crate::support::{all_text, files, fixtures, text, tool};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const KEY: &str = "key-of-the-endpoint==";

/// Serves the scoring script; says its port, then a line of JSON for each request.
const SERVER: &str = r#"
import http.server, json, sys
sys.path.insert(0, sys.argv[1])
import score
score.init()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        print(json.dumps({"path": self.path, "key": self.headers["Authorization"], "type": self.headers["Content-Type"],
                          "body": json.loads(body)}), flush=True)
        answer = json.dumps(score.run(body.decode("utf-8"))).encode("utf-8")
        self.send_response(200 if self.headers["Authorization"] == "Bearer " + sys.argv[2] else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"#;

struct Server {
    process: Child,
    lines: BufReader<std::process::ChildStdout>,
    address: String,
}

impl Server {
    fn start(online: &Path) -> Server {
        let tools = Path::new(env!("CARGO_BIN_EXE_ml-migrate")).parent().unwrap();
        let mut process = Command::new("python3")
            .args(["-c", SERVER, &text(&online.join("code")), KEY])
            .env("PATH", format!("{}:{}", tools.display(), std::env::var("PATH").unwrap()))
            .env("AZUREML_MODEL_DIR", online)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let mut port = String::new();
        lines.read_line(&mut port).unwrap();
        Server { process, lines, address: format!("http://127.0.0.1:{}/score", port.trim()) }
    }

    fn request(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Converts for Azure ML; gives the folder of the only experiment.
fn convert(sources: &[PathBuf], out: &Path) -> PathBuf {
    let sources: Vec<String> = sources.iter().map(|path| text(path)).collect();
    let out_text = text(out);
    let mut arguments = vec!["convert"];
    arguments.extend(sources.iter().map(String::as_str));
    arguments.extend(["--out", &out_text, "--to", "azureml,mlops"]);
    let output = tool(&arguments);
    assert!(output.status.success(), "{}", all_text(&output));
    let mut folders = std::fs::read_dir(out.join("azureml")).unwrap();
    let folder = folders.next().unwrap().unwrap().path();
    assert!(folders.next().is_none());
    folder
}

/// The folder with the clients of the only endpoint.
fn clients(folder: &Path) -> PathBuf {
    std::fs::read_dir(folder.join("clients")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn clients_call_the_service_in_both_forms() {
    if !is_there("python3") {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let folder = convert(&[fixtures().join("classic/credit-risk-predictive.json")], out.path());
    let mut server = Server::start(&folder.join("endpoints/online"));
    let clients = clients(&folder);
    let mut called = 0;
    for command in [
        vec!["sh", "curl.sh"],
        vec!["python3", "client.py"],
        vec!["node", "client.mjs"],
        vec!["Rscript", "client.R"],
        vec!["mono", "Client.exe"],
    ] {
        let there = match command[1] {
            "curl.sh" => is_there("curl"),
            "client.R" => {
                let package = Command::new("Rscript").args(["-e", "loadNamespace(\"curl\")"]).output();
                package.is_ok_and(|output| output.status.success())
            }
            // What Debian has of C# is old, as are the programs that called these services.
            "Client.exe" if is_there("mcs") => {
                let compiled = Command::new("mcs")
                    .args(["Client.cs", "-out:Client.exe", "-r:System.Net.Http.dll"])
                    .current_dir(&clients)
                    .output()
                    .unwrap();
                let said = all_text(&compiled);
                let incomplete = said.contains("`System.Net.Http.dll' could not be found");
                assert!(compiled.status.success() || incomplete, "{said}");
                !incomplete
            }
            "Client.exe" => false,
            _ => is_there(command[0]),
        };
        if !there {
            continue;
        }
        for new in [false, true] {
            let output = Command::new(command[0])
                .args(&command[1..])
                .args(new.then_some("new"))
                .current_dir(&clients)
                .env("SCORING_URI", &server.address)
                .env("ENDPOINT_KEY", KEY)
                .output()
                .unwrap();
            assert!(output.status.success(), "{command:?}: {}", all_text(&output));
            let request = server.request();
            assert_eq!(request["path"], "/score");
            assert_eq!(request["key"], format!("Bearer {KEY}"));
            assert!(request["type"].as_str().unwrap().starts_with("application/json"), "{request}");
            let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
            if new {
                let row = &request["body"]["Inputs"]["WebServiceInput0"][0];
                assert!(row["amount"].is_number(), "{row}");
                let scored = &answer["Results"]["WebServiceOutput0"][0];
                assert!(scored["Scored Probabilities"].is_number(), "{answer}");
                assert!(scored["Scored Labels"].is_string(), "{answer}");
            } else {
                assert!(request["body"]["Inputs"]["input1"]["ColumnNames"].is_array());
                let table = &answer["Results"]["output1"]["value"];
                assert_eq!(table["ColumnNames"][1], "Scored Probabilities", "{answer}");
                assert!(table["Values"][0][1].is_string(), "every cell of the old form is text: {answer}");
            }
            called += 1;
        }
    }
    assert!(called >= 2, "{called}");
    // A wrong key is an error, not an answer.
    let output = Command::new("python3")
        .arg("client.py")
        .current_dir(&clients)
        .env("SCORING_URI", &server.address)
        .env("ENDPOINT_KEY", "another")
        .output()
        .unwrap();
    assert!(!output.status.success() && all_text(&output).contains("401"), "{}", all_text(&output));
}

#[test]
fn other_languages_parse() {
    let out = tempfile::tempdir().unwrap();
    let folder = convert(&[fixtures().join("classic/credit-risk-predictive.json")], out.path());
    let clients = clients(&folder);
    if is_there("Rscript") {
        let output = Command::new("Rscript")
            .args(["-e", "invisible(parse(\"client.R\", encoding = \"UTF-8\"))"])
            .current_dir(&clients)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", all_text(&output));
    }
    let csharp = std::fs::read_to_string(clients.join("Client.cs")).unwrap();
    // Two texts in which every quote is doubled.
    let texts: Vec<&str> = csharp.split("@\"").skip(1).collect();
    assert_eq!(texts.len(), 2, "{csharp}");
    for text in texts {
        let text = text.split("\";\n").next().unwrap().replace("\"\"", "'");
        assert!(!text.contains('"') && text.starts_with('{') && text.ends_with('}'), "{text}");
    }
}

/// Everything that is known of one service: the experiment, the listing with keys, its description, calls and callers.
fn service_files() -> Vec<PathBuf> {
    ["experiment", "classic-listing", "swagger", "request", "job", "data-factory", "stream-analytics"]
        .iter()
        .map(|name| fixtures().join(format!("services/{name}.json")))
        .collect()
}

#[test]
fn what_is_known_of_a_service_is_in_its_endpoint() {
    let out = tempfile::tempdir().unwrap();
    let folder = convert(&service_files(), out.path());
    assert_eq!(super::azureml::faults(&folder), Vec::<String>::new());
    let endpoint = super::azureml::yaml(&folder.join("endpoints/online/endpoint.yml"));
    assert_eq!(endpoint["name"], "credit-scoring-online");
    assert_eq!(endpoint["description"], "For the branches");
    let deployment = super::azureml::yaml(&folder.join("endpoints/online/deployment.yml"));
    assert_eq!(deployment["request_settings"]["max_concurrent_requests_per_instance"], 4);
    assert_eq!(deployment["app_insights_enabled"], false);
    let request: Value =
        serde_json::from_slice(&std::fs::read(folder.join("endpoints/online/sample-request.json")).unwrap())
            .unwrap();
    assert_eq!(request["Inputs"]["input1"][0]["amount"], 1, "the example of its description: {request}");
    let described: Value =
        serde_json::from_slice(&std::fs::read(folder.join("endpoints/online/code/swagger3.json")).unwrap())
            .unwrap();
    let body = &described["paths"]["/score"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(
        body["properties"]["Inputs"]["properties"]["input1"]["items"]["properties"]["amount"]["type"],
        "number"
    );
    let readme = std::fs::read_to_string(clients(&folder).join("README.md")).unwrap();
    for words in ["WebServiceInput0", "activity Score", "function creditscore", "made-up", "/jobs"] {
        assert_eq!(readme.contains(words), words != "made-up", "{words}: {readme}");
    }
    for path in files(out.path()) {
        let written = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        assert!(
            !written.contains("made-up-canary") && !written.contains("MadeUpCanary"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_endpoint_of_a_service_has_its_own_address_over_one_model() {
    let out = tempfile::tempdir().unwrap();
    let listing = std::fs::read_to_string(fixtures().join("services/classic-listing.json")).unwrap();
    let mut listing: Vec<Value> = serde_json::from_str(&listing).unwrap();
    let mut second = listing[1].clone();
    second["Name"] = "busy".into();
    second["MaxConcurrentCalls"] = 200.into();
    second["DiagnosticsTraceLevel"] = "All".into();
    second["ApiLocation"] = listing[1]["ApiLocation"].as_str().unwrap().replace("eeee", "ffff").into();
    listing.push(second);
    let file = out.path().join("listing.json");
    std::fs::write(&file, serde_json::to_string(&listing).unwrap()).unwrap();
    let folder = convert(&[fixtures().join("services/experiment.json"), file], &out.path().join("out"));
    assert_eq!(super::azureml::faults(&folder), Vec::<String>::new());
    let deployment =
        super::azureml::yaml(&folder.join("endpoints/credit-scoring-busy-online/deployment.yml"));
    assert_eq!(deployment["code_configuration"]["code"], "../online/code");
    assert_eq!(deployment["instance_count"], 4);
    assert_eq!(deployment["request_settings"]["max_concurrent_requests_per_instance"], 50);
    assert_eq!(deployment["app_insights_enabled"], true);
    let first = super::azureml::yaml(&folder.join("endpoints/online/deployment.yml"));
    assert_eq!(first["model"], deployment["model"]);
    assert_eq!(std::fs::read_dir(folder.join("clients")).unwrap().count(), 2);
    let script = std::fs::read_to_string(folder.join("deploy.sh")).unwrap();
    assert!(script.contains("--file endpoints/credit-scoring-busy-online/endpoint.yml"), "{script}");
}

#[test]
fn a_predictive_draft_and_its_endpoint_become_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let draft = folder.path().join("made/houses.draft.json");
    let training = text(&fixtures().join("classic/house-prices-regression.json"));
    let run = text(&folder.path().join("run"));
    let output = tool(&["run", &training, "--out", &run, "--device", "cpu"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let output =
        tool(&["predictive", &training, "--node", "Score Model", "--out", &text(&draft), "--run", &run]);
    assert!(output.status.success(), "{}", all_text(&output));
    let endpoint = draft.with_file_name("houses.endpoint.json");
    let made = convert(&[draft, endpoint], &folder.path().join("out"));
    assert_eq!(super::azureml::faults(&made), Vec::<String>::new());
    let model = made.join("endpoints/online/model");
    assert!(model.join("Train Model.trained_model.json").is_file());
    let types: Value = serde_json::from_slice(&std::fs::read(model.join("service.json")).unwrap()).unwrap();
    assert_eq!(types["types"]["output1"]["Scored Labels"], "Double");
    if is_there("python3") {
        let _server = Server::start(&made.join("endpoints/online"));
    }
}

/// Stands for the package that hands tables to Azure ML: writes them to a file.
const COLLECTOR: &str = r#"
import json, os

class Collector:
    def __init__(self, name, on_error):
        self.name = name

    def collect(self, table, context=None):
        with open(os.environ["COLLECTED"], "a", encoding="utf-8") as file:
            kinds = {column: str(kind) for column, kind in table.dtypes.items()}
            file.write(json.dumps({"name": self.name, "rows": len(table), "kinds": kinds, "context": context}) + "\n")
        return "context of " + self.name
"#;

#[test]
fn rows_and_answers_are_collected_for_the_monitor() {
    let python = std::env::var("ML_MIGRATE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let pandas = Command::new(&python).args(["-c", "import pandas"]).output();
    if !pandas.is_ok_and(|output| output.status.success()) {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let folder = convert(&[fixtures().join("classic/credit-risk-predictive.json")], out.path());
    let package = out.path().join("packages/azureml/ai/monitoring");
    std::fs::create_dir_all(&package).unwrap();
    std::fs::write(package.join("__init__.py"), COLLECTOR).unwrap();
    let collected = out.path().join("collected.jsonl");
    let program = "import json, sys\n\
        sys.path.insert(0, sys.argv[1])\n\
        import score\n\
        score.init()\n\
        rows = json.load(open(sys.argv[2]))['Inputs']['input1']\n\
        score.run(json.dumps({'Inputs': {'input1': rows}}))\n\
        score.run('no request')\n";
    let tools = Path::new(env!("CARGO_BIN_EXE_ml-migrate")).parent().unwrap();
    let online = folder.join("endpoints/online");
    let output = Command::new(&python)
        .args(["-c", program, &text(&online.join("code")), &text(&online.join("sample-request.json"))])
        .env("PATH", format!("{}:{}", tools.display(), std::env::var("PATH").unwrap()))
        .env("PYTHONPATH", out.path().join("packages"))
        .env("AZUREML_MODEL_DIR", &online)
        .env("COLLECTED", &collected)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", all_text(&output));
    let lines = std::fs::read_to_string(&collected).unwrap_or_default();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [rows, answers] = &lines[..] else {
        panic!("the example of the start is nobody's request: {lines:?}")
    };
    assert_eq!(rows["name"], "model_inputs");
    assert_eq!(rows["kinds"]["amount"], "int64", "numbers are numbers: {rows}");
    assert_eq!(answers["name"], "model_outputs");
    assert_eq!(answers["context"], "context of model_inputs");
    assert_eq!(answers["kinds"]["Scored Probabilities"], "float64", "{answers}");
    let deployment = super::azureml::yaml(&online.join("deployment.yml"));
    for line in [rows, answers] {
        let collection = &deployment["data_collector"]["collections"][line["name"].as_str().unwrap()];
        assert_eq!(collection["enabled"], "true");
    }
}
