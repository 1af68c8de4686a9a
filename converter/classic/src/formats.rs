//! The formats that are read, as data: for help pages and for whoever asks what a file was taken for.

/// A format of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// As it stands in drafts and reports.
    pub id: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// What becomes of it.
    pub becomes: &'static str,
}

const fn format(id: &'static str, title: &'static str, becomes: &'static str) -> Format {
    Format { id, title, becomes }
}

/// Every format, in the order in which people ask for them. Folders and zips of any of them are read too.
pub const FORMATS: &[Format] = &[
    format(
        "classic-experiment",
        "Experiment of Studio (classic), as its interface or PowerShell gave it",
        "a draft",
    ),
    format("classic-submission", "Experiment as it was submitted", "a draft"),
    format("classic-graph", "Graph of an experiment alone", "a draft"),
    format(
        "mlclassic-report",
        "Microsoft's inventory report of a subscription",
        "a draft an experiment, endpoints",
    ),
    format("web-service-definition", "Web service definition, in every dialect", "a draft and an endpoint"),
    format(
        "deployment-template",
        "Deployment template (ARM) with web services",
        "a draft and an endpoint a service",
    ),
    format(
        "deployment-parameters",
        "Values that a template was deployed with",
        "values of the template's parameters",
    ),
    format("resource", "Commitment plan or workspace", "an entry of the report"),
    format("classic-web-service", "Listing of classic web services", "endpoints"),
    format("classic-endpoint", "Listing of a service's endpoints", "endpoints"),
    format("service-description", "Swagger description of a service", "columns of an endpoint"),
    format("service-call", "Saved request, answer or batch job", "a sample of an endpoint"),
    format(
        "service-consumers",
        "Data Factory or Stream Analytics parts that call a service",
        "callers of an endpoint",
    ),
    format(
        "classic-asset-list",
        "Listing of datasets, trained models or transformations",
        "names of what drafts use",
    ),
    format("designer-pipeline", "Pipeline draft or published pipeline of the designer (v1)", "a draft"),
    format(
        "designer-entity",
        "What the designer says of a pipeline whose graph stands elsewhere",
        "the name of a draft",
    ),
    format(
        "designer-endpoint",
        "Pipeline endpoint of the designer (v1), alone or in a listing",
        "an endpoint, joined to its pipeline",
    ),
    format(
        "designer-module",
        "Listing of a workspace's modules in the designer",
        "names of modules in drafts",
    ),
    format(
        "azureml-pipeline",
        "Pipeline job of Azure Machine Learning (v2) with its components, in a folder or zip",
        "a draft",
    ),
    format("draft", "Pipeline draft of this program", "the same draft"),
    format("endpoint", "Endpoint definition of this program", "the same endpoint"),
    format(
        "data",
        "Dataset or saved model (CSV, TSV, ARFF, SVMLight, .ilearner …)",
        "a file beside the drafts",
    ),
];
