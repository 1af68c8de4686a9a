use super::outcome;
use crate::ScriptRequest;
use crate::prelude::*;

/// Runs an R script on up to two datasets.
#[derive(Clone, Debug, Params)]
pub struct ExecuteRScript {
    /// The script. It reads its inputs with maml.mapInputPort and gives its result to maml.mapOutputPort, or defines azureml_main.
    #[param("R Script", title = "R script", script = "r", default = DEFAULT_SCRIPT.to_owned())]
    r_script: String,
    /// The seed of R's random numbers; blank leaves them to chance.
    #[param("Random Seed", title = "Random seed")]
    random_seed: Seed,
    /// The R that the script was written for. It runs with the R that is installed.
    #[param("R Version", title = "R version", default = RVersion::MicrosoftROpen351)]
    r_version: RVersion,
}

/// Versions that exports name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum RVersion {
    /// 3.1.0
    #[choice("CRAN R 3.1.0", id = "cran-r-3.1.0")]
    CranR310,
    /// 3.2.2
    #[choice("Microsoft R Open 3.2.2", id = "microsoft-r-open-3.2.2")]
    MicrosoftROpen322,
    /// 3.4.4
    #[choice("Microsoft R Open 3.4.4", id = "microsoft-r-open-3.4.4")]
    MicrosoftROpen344,
    /// 3.5.1
    #[choice("Microsoft R Open 3.5.1", id = "microsoft-r-open-3.5.1")]
    MicrosoftROpen351,
}

const DEFAULT_SCRIPT: &str = "\
dataset1 <- maml.mapInputPort(1)
maml.mapOutputPort(\"dataset1\")
";

impl Component for ExecuteRScript {
    const IDENTITY: Identity = Identity {
        id: "execute-r-script",
        title: "Execute R Script",
        category: "R Language Modules",
        families: &["30806023392b42e094d66b775a6e0fd5"],
        designer: Some("Execute R Script"),
        keywords: &["code", "maml", "plot"],
        role: Role::Script,
        flags: Flags {
            deterministic: false,
            passes_rows_through_when_scoring: false,
            needs_script: Some(ScriptLanguage::R),
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
        Port::dataset("r_device", "R Device").title("R device"),
    ];
    const HELP: &'static str = include_str!("execute_r_script.md");

    fn check(&self, check: &mut Check<'_>) {
        if self.r_script.trim().is_empty() {
            check.report(
                Diagnostic::error("error-0003", "The script is empty.")
                    .help("Write a script that ends with maml.mapOutputPort.")
                    .at_param("r_script"),
            );
        }
        // Most scripts hand on the columns that they were given; the rest shows when it ran.
        if let Some(schema) = check.schema("dataset1") {
            check.likely("result_dataset", schema.clone());
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let mut inputs = outcome::frames(run)?;
        // The names by which these scripts know their inputs.
        for frame in &mut inputs {
            frame.name = frame.name.replace("dataframe", "dataset");
        }
        let request = ScriptRequest {
            language: ScriptLanguage::R,
            code: self.r_script.clone(),
            inputs,
            bundle: outcome::bundle(run)?,
            files: Vec::new(),
            seed: self.random_seed.0,
            version: outcome::classic_name(self.r_version),
        };
        let done =
            run.host.run_script(request).await.map_err(|error| Failure::from(error).at_param("r_script"))?;
        Ok(outcome::outputs(done, "result_dataset", "r_device"))
    }
}
