//! Workflows for GitHub Actions and pipelines for Azure DevOps. Both run the same scripts in the same order and hold nothing else.

use super::{Project, Service};
use crate::emit::folder::File;
use crate::emit::yaml::{Map, Yaml};
use std::collections::BTreeSet;

/// When the model is trained anew: Monday mornings, in UTC.
const RETRAINING: &str = "0 5 * * 1";
/// Branches that deploy: production, and development.
const BRANCHES: [&str; 2] = ["main", "dev"];
const AGENT: &str = "ubuntu-latest";

/// A job of the flow, and the results that later ones read.
struct Job {
    name: &'static str,
    title: &'static str,
    steps: &'static [Step],
    /// The job that must have ended.
    after: Option<&'static str>,
    /// It runs when this result of the job before says so.
    only_if: Option<&'static str>,
    /// It changes what callers meet, so that people may have to agree.
    deploys: bool,
}

/// A script and what it is told.
struct Step {
    name: &'static str,
    title: &'static str,
    /// Arguments: a result (job, step, name) each.
    takes: &'static [(&'static str, &'static str, &'static str)],
    gives: &'static [&'static str],
}

const TRAIN: Job = Job {
    name: "train",
    title: "Train",
    steps: &[Step { name: "train", title: "Run the training pipeline", takes: &[], gives: &["run"] }],
    after: None,
    only_if: None,
    deploys: false,
};

const EVALUATE: Job = Job {
    name: "evaluate",
    title: "Evaluate against the champion",
    steps: &[Step {
        name: "evaluate",
        title: "Compare the new model with the one that answers",
        takes: &[("train", "train", "run")],
        gives: &["promote", "metric", "value"],
    }],
    after: Some("train"),
    only_if: None,
    deploys: false,
};

const DEPLOY_TRAINED: Job = Job {
    name: "deploy",
    title: "Register and deploy",
    steps: &[
        Step {
            name: "register",
            title: "Register the model",
            takes: &[
                ("train", "train", "run"),
                ("evaluate", "evaluate", "metric"),
                ("evaluate", "evaluate", "value"),
            ],
            gives: &["version"],
        },
        Step {
            name: "deploy-online",
            title: "Deploy beside the old one and shift the traffic",
            takes: &[("deploy", "register", "version")],
            gives: &[],
        },
        Step {
            name: "deploy-batch",
            title: "Deploy the batch service",
            takes: &[("train", "train", "run")],
            gives: &[],
        },
    ],
    after: Some("evaluate"),
    only_if: Some("promote"),
    deploys: true,
};

const DEPLOY_AS_IT_IS: Job = Job {
    name: "deploy",
    title: "Register and deploy",
    steps: &[
        Step { name: "register", title: "Register the service", takes: &[], gives: &["version"] },
        Step {
            name: "deploy-online",
            title: "Deploy beside the old one and shift the traffic",
            takes: &[("deploy", "register", "version")],
            gives: &[],
        },
        Step { name: "deploy-batch", title: "Deploy the batch service", takes: &[], gives: &[] },
    ],
    after: None,
    only_if: None,
    deploys: true,
};

/// The files of both.
pub(super) fn files(project: &Project<'_>) -> [File; 2] {
    let jobs = jobs(project);
    let (name, words) = match (project.trains(), !project.services.is_empty()) {
        (true, _) => {
            ("train-and-deploy", "Trains, compares with the model that answers, and deploys what is better.")
        }
        (false, true) => ("deploy", "Deploys the service; it trains nothing."),
        (false, false) => ("run", "Runs the pipeline."),
    };
    [
        File::text(
            format!(".github/workflows/{name}.yml"),
            github(project, &jobs).document(&format!(
                "{words}\nSecrets of the repository: AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_SUBSCRIPTION_ID."
            )),
        ),
        File::text(
            format!("mlops/devops-pipelines/{name}.yml"),
            devops(project, &jobs).document(&format!(
                "{words}\nVariable of the pipeline: SERVICE_CONNECTION, the name of a connection to Azure."
            )),
        ),
    ]
}

/// A job of a flow: of all, or of one service of several.
struct Planned<'a> {
    job: &'static Job,
    service: Option<&'a Service>,
    steps: Vec<&'static Step>,
}

impl Planned<'_> {
    /// The name of a job of this one's service; all services have one training.
    fn named(&self, job: &str) -> String {
        match self.service.and_then(|service| service.name.as_deref()) {
            Some(service) if job != TRAIN.name => format!("{job}_{service}"),
            _ => job.to_owned(),
        }
    }

    fn name(&self) -> String {
        self.named(self.job.name)
    }

    fn title(&self) -> String {
        match self.service.map(|service| service.title.as_str()).filter(|title| !title.is_empty()) {
            Some(service) => format!("{}: {service}", self.job.title),
            None => self.job.title.to_owned(),
        }
    }

    /// What tells scripts which service they are about.
    fn about(&self) -> Map {
        match self.service.and_then(|service| service.name.as_deref()) {
            Some(name) => Map::new().with("SERVICE", name),
            None => Map::new(),
        }
    }

    /// The jobs that it waits for: those whose results it reads, and the one before it.
    fn needs(&self) -> Vec<String> {
        let earlier = [TRAIN.name, EVALUATE.name].into_iter().filter(|name| *name != self.job.name);
        let read =
            |name: &&str| self.steps.iter().any(|step| step.takes.iter().any(|(job, _, _)| job == name));
        earlier
            .filter(|name| self.job.after == Some(*name) || read(name))
            .map(|name| self.named(name))
            .collect()
    }
}

/// The jobs in order, with the steps that there is something for.
fn jobs<'p>(project: &'p Project<'_>) -> Vec<Planned<'p>> {
    const NONE: &[&Job] = &[];
    let (of_all, of_each): (&[&Job], &[&Job]) = match (project.trains(), project.services.is_empty()) {
        (true, _) => (&[&TRAIN], &[&EVALUATE, &DEPLOY_TRAINED]),
        (false, false) => (NONE, &[&DEPLOY_AS_IT_IS]),
        (false, true) => (&[&TRAIN], NONE),
    };
    let mut all: Vec<Planned<'p>> =
        of_all.iter().map(|job| Planned { job, service: None, steps: job.steps.iter().collect() }).collect();
    for service in &project.services {
        let has = |step: &&Step| match step.name {
            "deploy-online" | "register" => !service.folder.online.is_empty(),
            "deploy-batch" => service.folder.batch.is_some(),
            _ => true,
        };
        all.extend(of_each.iter().map(|job| Planned {
            job,
            service: Some(service),
            steps: job.steps.iter().filter(has).collect(),
        }));
    }
    all
}

fn owned_list(items: &[String]) -> Vec<Yaml> {
    items.iter().map(|item| Yaml::from(item.as_str())).collect()
}

fn text_list(items: &[&str]) -> Vec<Yaml> {
    items.iter().map(|item| Yaml::from(*item)).collect()
}

/// What starts the flow besides the schedule.
const PATHS: [&str; 3] = ["data-science/**", "data/**", "mlops/**"];

fn github(project: &Project<'_>, jobs: &[Planned<'_>]) -> Map {
    let push = Map::new().with("branches", text_list(&BRANCHES)).with("paths", text_list(&PATHS));
    let mut on = Map::new().with("push", push);
    if project.trains() {
        let cron: Yaml = Map::new().with("cron", RETRAINING).into();
        on = on.note("Retraining.").with("schedule", vec![cron]);
    }
    let on = on.with("workflow_dispatch", Map::new());
    let all = jobs.iter().fold(Map::new(), |map, job| map.gap().with(job.name(), github_job(job)));
    Map::new()
        .with("name", project.title())
        .gap()
        .with("on", on)
        .gap()
        .note("To sign in to Azure without a stored password.")
        .with("permissions", Map::new().with("id-token", "write").with("contents", "read"))
        .gap()
        .note("One flow of a branch at a time: deployments take turns with the colours.")
        .with("concurrency", "${{ github.workflow }}-${{ github.ref }}")
        .gap()
        .with("env", Map::new().with("KEY_VAULT", "${{ vars.KEY_VAULT }}"))
        .gap()
        .with("jobs", all)
}

fn github_job(this: &Planned<'_>) -> Map {
    let Planned { job, steps, .. } = this;
    let needs = this.needs();
    let mut map = Map::new().with("name", this.title());
    if let Some(result) = job.only_if
        && let Some(before) = needs.last()
    {
        map = map.with("if", format!("${{{{ needs.{before}.outputs.{result} == 'true' }}}}"));
    }
    map = map.with("runs-on", AGENT).with_some("needs", owned_list(&needs)).with_some("env", this.about());
    if job.deploys {
        map = map
            .note("Set who must agree in the settings of this environment.")
            .with("environment", "${{ github.ref_name == 'main' && 'production' || 'development' }}");
    }
    let outputs = steps.iter().flat_map(|step| step.gives.iter().map(move |name| (step.name, *name)));
    let outputs = outputs.fold(Map::new(), |map, (step, name)| {
        map.with(name, format!("${{{{ steps.{step}.outputs.{name} }}}}"))
    });
    let mut all: Vec<Yaml> = vec![
        Map::new().with("uses", "actions/checkout@v4").with("with", Map::new().with("lfs", true)).into(),
        Map::new()
            .with("uses", "azure/login@v2")
            .with(
                "with",
                ["client-id", "tenant-id", "subscription-id"].iter().fold(Map::new(), |map, name| {
                    let secret = name.to_uppercase().replace('-', "_");
                    map.with(*name, format!("${{{{ secrets.AZURE_{secret} }}}}"))
                }),
            )
            .into(),
        Map::new().with("run", "az extension add --name ml --yes").into(),
    ];
    for step in steps {
        let argument = |(of_job, of_step, name): &(&str, &str, &str)| match *of_job == job.name {
            true => format!("\"${{{{ steps.{of_step}.outputs.{name} }}}}\""),
            false => format!("\"${{{{ needs.{}.outputs.{name} }}}}\"", this.named(of_job)),
        };
        let arguments: Vec<String> = step.takes.iter().map(argument).collect();
        all.push(
            Map::new()
                .with("name", step.title)
                .with("id", step.name)
                .with("run", command(step, &arguments))
                .into(),
        );
    }
    map.with_some("outputs", outputs).with("steps", all)
}

fn command(step: &Step, arguments: &[String]) -> String {
    let mut words = vec![format!("sh mlops/scripts/{}.sh", step.name)];
    words.extend(arguments.iter().cloned());
    words.join(" ")
}

fn devops(project: &Project<'_>, jobs: &[Planned<'_>]) -> Map {
    let branches = || Map::new().with("include", text_list(&BRANCHES));
    let mut map = Map::new().with(
        "trigger",
        Map::new()
            .with("branches", branches())
            .with("paths", Map::new().with("include", text_list(&["data-science", "data", "mlops"]))),
    );
    if project.trains() {
        let cron: Yaml = Map::new()
            .with("cron", RETRAINING)
            .with("displayName", "Retraining")
            .with("branches", Map::new().with("include", text_list(&BRANCHES[..1])))
            .with("always", true)
            .into();
        map = map.gap().with("schedules", vec![cron]);
    }
    let stages: Vec<Yaml> = jobs.iter().map(|job| devops_stage(job).into()).collect();
    map.gap().with("pool", Map::new().with("vmImage", AGENT)).gap().with("stages", stages)
}

fn devops_stage(this: &Planned<'_>) -> Map {
    let Planned { job, steps, .. } = this;
    let needs = this.needs();
    let mut map = Map::new()
        .with("stage", this.name())
        .with("displayName", this.title())
        .with("dependsOn", owned_list(&needs));
    if let Some(result) = job.only_if
        && let Some(before) = needs.last()
    {
        map = map.with(
            "condition",
            format!(
                "and(succeeded(), eq(dependencies.{before}.outputs['{before}.{0}.{result}'], 'true'))",
                EVALUATE.name
            ),
        );
    }
    // Results of other stages reach a job through its variables.
    let mut variables = this.about();
    let taken: BTreeSet<_> = steps.iter().flat_map(|step| step.takes).collect();
    for (of_job, of_step, name) in taken {
        if *of_job != job.name {
            variables = variables.with(
                format!("{}_{name}", identifier(of_step)),
                format!(
                    "$[ stageDependencies.{0}.{0}.outputs['{1}.{name}'] ]",
                    this.named(of_job),
                    identifier(of_step)
                ),
            );
        }
    }
    let mut all: Vec<Yaml> = vec![Map::new().with("checkout", "self").with("lfs", true).into()];
    for step in steps {
        let argument = |(of_job, of_step, name): &(&str, &str, &str)| match *of_job == job.name {
            true => format!("\"$({}.{name})\"", identifier(of_step)),
            false => format!("\"$({}_{name})\"", identifier(of_step)),
        };
        let arguments: Vec<String> = step.takes.iter().map(argument).collect();
        let inputs = Map::new()
            .with("azureSubscription", "$(SERVICE_CONNECTION)")
            .with("scriptType", "bash")
            .with("scriptLocation", "inlineScript")
            .with(
                "inlineScript",
                format!("az extension add --name ml --yes && {}", command(step, &arguments)),
            );
        all.push(
            Map::new()
                .with("task", "AzureCLI@2")
                .with("name", identifier(step.name))
                .with("displayName", step.title)
                .with("inputs", inputs)
                .into(),
        );
    }
    let head = |kind: &str| {
        Map::new()
            .with(kind, this.name())
            .with("displayName", this.title())
            .with("timeoutInMinutes", 0_i64)
            .with_some("variables", variables)
    };
    let of_job = if job.deploys {
        // Only jobs of this kind wait for the approvals of an environment.
        head("deployment")
            .note("Set who must agree under Approvals and checks of this environment.")
            .with("environment", ENVIRONMENT_OF_BRANCH)
            .with(
                "strategy",
                Map::new().with("runOnce", Map::new().with("deploy", Map::new().with("steps", all))),
            )
    } else {
        head("job").with("steps", all)
    };
    map.with("jobs", vec![Yaml::from(of_job)])
}

/// The environment that a branch deploys to, as Azure DevOps works it out before a run.
const ENVIRONMENT_OF_BRANCH: &str =
    "${{ iif(eq(variables['Build.SourceBranchName'], 'main'), 'production', 'development') }}";

/// A name that Azure DevOps takes for a step.
fn identifier(name: &str) -> String {
    name.replace('-', "_")
}
