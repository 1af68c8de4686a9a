use super::outcome;
use crate::ScriptRequest;
use crate::prelude::*;

/// Runs a Python script on up to two datasets.
#[derive(Clone, Debug, Params)]
pub struct ExecutePythonScript {
    /// The script. It defines the function azureml_main(dataframe1, dataframe2), which returns a data frame.
    #[param("R Script", id = "python_script", title = "Python script", aliases("Python Script"), script = "python",
        default = DEFAULT_SCRIPT.to_owned())]
    python_script: String,
    /// The Python that the script was written for. It runs with the Python that is installed.
    #[param("Python Version", title = "Python version", default = PythonVersion::Anaconda4Python27)]
    python_version: PythonVersion,
}

/// Versions that exports name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum PythonVersion {
    /// 2.7.7
    #[choice("Anaconda 2.0/Python 2.7.7", id = "anaconda-2.0-python-2.7.7")]
    Anaconda2Python27,
    /// 2.7.11
    #[choice("Anaconda 4.0/Python 2.7.11", id = "anaconda-4.0-python-2.7.11")]
    Anaconda4Python27,
    /// 3.5
    #[choice("Anaconda 4.0/Python 3.5", id = "anaconda-4.0-python-3.5")]
    Anaconda4Python35,
}

const DEFAULT_SCRIPT: &str = "\
import pandas as pd


def azureml_main(dataframe1=None, dataframe2=None):
    return dataframe1,
";

impl Component for ExecutePythonScript {
    const IDENTITY: Identity = Identity {
        id: "execute-python-script",
        title: "Execute Python Script",
        category: "Python Language Modules",
        families: &["cdb56f957f4c404dbde75bb972e6f232"],
        designer: Some("Execute Python Script"),
        keywords: &["code", "pandas", "numpy", "azureml_main"],
        role: Role::Script,
        flags: Flags {
            deterministic: false,
            passes_rows_through_when_scoring: false,
            needs_script: Some(ScriptLanguage::Python),
        },
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset("dataset1", "Dataset1").optional(),
        Port::dataset("dataset2", "Dataset2").optional(),
        Port::new("script_bundle", "Script Bundle", PortKind::Bundle).title("Script bundle").optional(),
    ];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("result_dataset", "Result Dataset").title("Result dataset"),
        Port::dataset("python_device", "Python Device").title("Python device"),
    ];
    const HELP: &'static str = include_str!("execute_python_script.md");

    fn check(&self, check: &mut Check<'_>) {
        if !self.python_script.contains("azureml_main") {
            check.report(
                Diagnostic::error("error-0085", "The script does not define the function azureml_main.")
                    .help("Define azureml_main(dataframe1, dataframe2) and return a data frame, or a tuple of data frames.")
                    .at_param("python_script"),
            );
        }
        // Most scripts hand on the columns that they were given; the rest shows when it ran.
        if let Some(schema) = check.schema("dataset1") {
            check.likely("result_dataset", schema.clone());
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let request = ScriptRequest {
            language: ScriptLanguage::Python,
            code: self.python_script.clone(),
            inputs: outcome::frames(run)?,
            bundle: outcome::bundle(run)?,
            files: Vec::new(),
            seed: None,
            version: outcome::classic_name(self.python_version),
        };
        let done = run
            .host
            .run_script(request)
            .await
            .map_err(|error| Failure::from(error).at_param("python_script"))?;
        Ok(outcome::outputs(done, "result_dataset", "python_device"))
    }
}
