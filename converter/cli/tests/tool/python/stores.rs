//! Import Data and Export Data in Python: what they ask of the packages that reach a store, and R scripts with their bundles.
//!
//! Stand-ins take the place of the packages: a database of SQLite, blobs and tables in folders; a feed comes over HTTP.

use super::interpreter;
use crate::support::{all_text, text, tool};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Packages that note what they are asked for in the file `asked`.
const PACKAGES: &[(&str, &str)] = &[
    (
        "sqlalchemy/__init__.py",
        r#"
import os, sqlite3

class URL:
    @staticmethod
    def create(drivername, **parts):
        with open(os.environ["ASKED"], "a", encoding="utf-8") as file:
            file.write(f"{drivername} {sorted(parts.items())}\n")
        return "url"

def create_engine(url, **options):
    return sqlite3.connect(os.environ["DATABASE"])
"#,
    ),
    (
        "azure/storage/blob/__init__.py",
        r#"
import os, pathlib

class BlobClient:
    def __init__(self, account_url, container_name, blob_name, credential):
        with open(os.environ["ASKED"], "a", encoding="utf-8") as file:
            file.write(f"{account_url} {container_name} {blob_name} {credential}\n")
        self.path = pathlib.Path(os.environ["BLOBS"]) / container_name / blob_name

    def download_blob(self):
        return self

    def readall(self):
        return self.path.read_bytes()

    def upload_blob(self, data, overwrite=False):
        if self.path.exists() and not overwrite:
            raise RuntimeError("the blob exists")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(data)
"#,
    ),
];

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        for (path, code) in PACKAGES {
            let path = folder.path().join("packages").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, code).unwrap();
        }
        Place { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of a draft in Python.
    fn python(&self, draft: &Value) -> PathBuf {
        let file = self.path("stores.draft.json");
        std::fs::write(&file, draft.to_string()).unwrap();
        let output = tool(&["convert", &text(&file), "--out", &text(&self.path("made")), "--to", "python"]);
        assert!(output.status.success(), "{}", all_text(&output));
        std::fs::read_dir(self.path("made/python")).unwrap().next().unwrap().unwrap().path()
    }

    fn run(&self, python: &Path, folder: &Path, credentials: &[(&str, &str)]) -> Output {
        Command::new(python)
            .arg("pipeline.py")
            .current_dir(folder)
            .env("PYTHONPATH", self.path("packages"))
            .env("ASKED", self.path("asked"))
            .env("DATABASE", self.path("database"))
            .env("BLOBS", self.path("blobs"))
            .envs(credentials.iter().copied())
            .output()
            .unwrap()
    }
}

fn draft(nodes: &Value, edges: &Value) -> Value {
    json!({"schema": "ml-pipeline-draft/1", "name": "Stores", "nodes": nodes, "edges": edges})
}

fn edge(from: (&str, &str), to: (&str, &str)) -> Value {
    json!({"from": {"node": from.0, "port": from.1}, "to": {"node": to.0, "port": to.1}})
}

#[test]
fn a_query_goes_in_and_rows_go_out() {
    let Some(python) = interpreter() else { return };
    let place = Place::new();
    let made = place.python(&draft(
        &json!([
            {"id": "in", "component": "import-data", "params": {
                "data_source": "sql-azure", "database_server": "db.example.net", "database_name": "News", "database_user": "reader",
                "database_query": "select id, \"text\"\nfrom documents order by id", "trust_server_certificate": true,
            }},
            {"id": "out", "component": "export-data", "params": {
                "data_destination": "SqlAzure", "database_server_name": "db.example.net", "database_name": "News",
                "server_user_account_name": "writer", "comma_separated_list_of_columns_to_be_saved": "text, id",
                "data_table_name": "[dbo].[results]", "comma_separated_list_of_datatable_columns": "words,number",
                "sql_azure_number_of_rows_to_write": "1",
            }},
        ]),
        &json!([edge(("in", "results_dataset"), ("out", "dataset"))]),
    ));
    let requirements = std::fs::read_to_string(made.join("requirements.txt")).unwrap();
    assert_eq!(requirements, "numpy>=2.0\npandas>=3.0\npyodbc>=5.1\nsqlalchemy>=2.0\n");
    let database = "import os, sqlite3\n\
        it = sqlite3.connect(os.environ['DATABASE'])\n\
        it.execute('create table documents (id integer, text text)')\n\
        it.executemany('insert into documents values (?, ?)', [(2, 'b'), (1, 'ä')])\n\
        it.commit()\n";
    let asked = |program: &str| {
        let output = Command::new(&python)
            .args(["-c", program])
            .env("DATABASE", place.path("database"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", all_text(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    asked(database);
    // No credential: a sentence that names the variable.
    let output = place.run(&python, &made, &[]);
    let said = all_text(&output);
    assert!(
        !output.status.success() && said.contains("Set the environment variable IMPORT_DATA_PASSWORD"),
        "{said}"
    );
    let credentials = [("IMPORT_DATA_PASSWORD", "one"), ("EXPORT_DATA_PASSWORD", "two")];
    let output = place.run(&python, &made, &credentials);
    assert!(output.status.success(), "{}", all_text(&output));
    let rows = asked(
        "import os, sqlite3\nprint(list(sqlite3.connect(os.environ['DATABASE']).execute('select words, number from results')))",
    );
    assert_eq!(rows.trim(), "[('ä', 1), ('b', 2)]");
    let asked = std::fs::read_to_string(place.path("asked")).unwrap();
    for words in [
        "mssql+pyodbc [('database', 'News'), ('host', 'db.example.net'), ('password', 'one')",
        "('TrustServerCertificate', 'yes')",
        "('password', 'two')",
        "('username', 'writer')",
    ] {
        assert!(
            asked
                .replace("'TrustServerCertificate': 'yes'", "('TrustServerCertificate', 'yes')")
                .contains(words),
            "{words}: {asked}"
        );
    }
}

#[test]
fn blobs_are_read_and_written_with_a_key_from_the_environment() {
    let Some(python) = interpreter() else { return };
    let place = Place::new();
    let destination = json!({
        "Please specify data destination": "AzureBlobStorage", "Account Name": "store", "Path to blob beginning with container": "out/made/result.csv",
        "Azure blob storage write mode": "Error", "File format for blob file": "TSV", "Write blob header row": "True",
    });
    let made = place.python(&draft(
        &json!([
            {"id": "in", "component": "import-data", "params": {
                "account_name": "store", "path": "in/folder/rows.csv", "column_delimiter": "semicolon", "file_has_header": true,
            }},
            {"id": "out", "component": "export-data", "params": {"data_destination": "AzureBlobStorage"}, "origin": {"params": destination}},
        ]),
        &json!([edge(("in", "results_dataset"), ("out", "dataset"))]),
    ));
    let blob = place.path("blobs/in/folder/rows.csv");
    std::fs::create_dir_all(blob.parent().unwrap()).unwrap();
    std::fs::write(&blob, "a;b\n1;x, y\n").unwrap();
    let credentials = [("IMPORT_DATA_KEY", "key one"), ("EXPORT_DATA_KEY", "key two")];
    let output = place.run(&python, &made, &credentials);
    assert!(output.status.success(), "{}", all_text(&output));
    let written = std::fs::read_to_string(place.path("blobs/out/made/result.csv")).unwrap();
    assert_eq!(written, "a\tb\n1\tx, y\n");
    let asked = std::fs::read_to_string(place.path("asked")).unwrap();
    assert_eq!(
        asked,
        "https://store.blob.core.windows.net in folder/rows.csv key one\nhttps://store.blob.core.windows.net out made/result.csv key two\n"
    );
    // What is there is not written over unless the experiment said so.
    let output = place.run(&python, &made, &credentials);
    assert!(all_text(&output).contains("the blob exists"), "{}", all_text(&output));
}

#[test]
fn a_feed_is_read_page_by_page() {
    let Some(python) = interpreter() else { return };
    let place = Place::new();
    let server = "import http.server, json\n\
        class Handler(http.server.BaseHTTPRequestHandler):\n    \
            def do_GET(self):\n        \
                first = {'@odata.context': 'x', 'value': [{'@odata.etag': 'e', 'id': 1, 'name': 'a'}], '@odata.nextLink': '/feed?page=2'}\n        \
                second = {'value': [{'id': 2, 'name': None}]}\n        \
                body = json.dumps(second if 'page=2' in self.path else first).encode()\n        \
                self.send_response(200)\n        \
                self.end_headers()\n        \
                self.wfile.write(body)\n    \
            def log_message(self, *_):\n        \
                pass\n\
        server = http.server.HTTPServer(('127.0.0.1', 0), Handler)\n\
        print(server.server_port, flush=True)\n\
        server.handle_request()\n\
        server.handle_request()\n";
    let mut process =
        Command::new(&python).args(["-c", server]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut port = String::new();
    let mut lines = std::io::BufReader::new(process.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut lines, &mut port).unwrap();
    let made = place.python(&draft(
        &json!([{"id": "in", "component": "import-data", "params": {"data_source": "data-feed"},
            "origin": {"params": {"Source URL": format!("http://127.0.0.1:{}/feed", port.trim())}}}]),
        &json!([]),
    ));
    let output = place.run(&python, &made, &[]);
    assert!(output.status.success(), "{}", all_text(&output));
    let rows = std::fs::read_to_string(made.join("out/import_data.results_dataset.csv")).unwrap();
    assert_eq!(rows, "id,name\n1,a\n2,\n");
    process.wait().unwrap();
}

#[test]
fn r_scripts_run_with_their_tables_seed_and_bundle() {
    let Some(python) = interpreter() else { return };
    if !Command::new("Rscript").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return;
    }
    let place = Place::new();
    for (script, expected) in [
        // The Studio's first way, with files of the bundle.
        (
            "source(\"src/help.R\")\nframe <- maml.mapInputPort(1)\nframe$b <- twice(frame$a)\nmaml.mapOutputPort(\"frame\")\n",
            "a,b\n1,2\n\"ä, ö\",\"ä, öä, ö\"\n",
        ),
        // And the other.
        (
            "azureml_main <- function(first, second) {\n  stopifnot(missing(second))\n  list(first[1, , drop = FALSE], data.frame(n = nrow(first)))\n}\n",
            "a\n1\n",
        ),
    ] {
        let made = place.python(&json!({
            "schema": "ml-pipeline-draft/1", "name": "Stores",
            "nodes": [
                {"id": "data", "component": "enter-data-manually", "params": {"data": "a\n1\n\"ä, ö\"\n", "has_header": true}},
                {"id": "r", "component": "execute-r-script", "params": {"r_script": script, "random_seed": 7}},
            ],
            "assets": [{"id": "zip", "kind": "dataset", "name": "bundle.zip", "format": "zip"}],
            "edges": [
                edge(("data", "dataset"), ("r", "dataset1")),
                edge(("zip", "data"), ("r", "script_bundle")),
            ],
        }));
        std::fs::create_dir_all(made.join("data")).unwrap();
        let mut zip = zip::ZipWriter::new(std::fs::File::create(made.join("data/bundle.zip")).unwrap());
        zip.start_file("help.R", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, b"twice <- function(x) ifelse(is.na(suppressWarnings(as.numeric(x))), paste0(x, x), as.character(2 * suppressWarnings(as.numeric(x))))\n").unwrap();
        zip.finish().unwrap();
        let output = place.run(&python, &made, &[]);
        assert!(output.status.success(), "{}", all_text(&output));
        let table = |name: &str| std::fs::read_to_string(made.join("out").join(name)).ok();
        assert_eq!(table("execute_r_script.result_dataset.csv").as_deref(), Some(expected), "{script}");
    }
}
