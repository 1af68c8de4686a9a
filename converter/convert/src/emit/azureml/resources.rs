//! What a workspace must have before the pipeline runs: data, datastores, the environment, a cluster; and a schedule for later.

use super::pipeline::{drawn_inputs, title};
use super::plan::Plan;
use super::{COMPUTE, DataFolder, ENVIRONMENT, File, image, schema, service};
use crate::emit::yaml::Map;
use ml_graph::{AssetKind, PortRef};
use std::collections::{BTreeMap, BTreeSet};

/// All of them.
pub(crate) fn files(plan: &Plan<'_>) -> Vec<File> {
    let mut files = vec![
        environment(),
        File::text("environment/Dockerfile", image::dockerfile(plan)),
        compute(),
        schedule(plan),
    ];
    for entry in data(plan) {
        files.push(File::text(
            format!("data/{}.yml", entry.name),
            data_document(&entry).document(&format!("{}: {}", entry.title, entry.about)),
        ));
    }
    files.extend(plan.datastores.all.iter().map(datastore));
    files
}

/// A data asset to register.
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    about: &'static str,
}

/// The data assets of the pipeline.
pub(crate) fn data<'a>(plan: &'a Plan<'_>) -> Vec<Entry<'a>> {
    let of_assets = plan.data.iter().map(|data| Entry {
        name: &data.name,
        title: &data.asset.name,
        about: match data.asset.kind {
            AssetKind::Dataset => "a dataset of the experiment. Put its file into the folder below, alone.",
            AssetKind::TrainedModel => {
                "a saved model of the experiment, as “ml-migrate run” writes models. Put its file into the folder below, alone."
            }
            AssetKind::Transform => {
                "a saved transformation of the experiment, as “ml-migrate run” writes them. Put its file into the folder below, alone."
            }
        },
    });
    let drawn = drawn_inputs(plan);
    let titles: BTreeMap<&str, &str> =
        plan.service.inputs.iter().map(|(name, title)| (name.as_str(), title.as_str())).collect();
    let of_service = titles.into_iter().filter(|(name, _)| drawn.contains(*name)).map(|(name, title)| Entry {
        name,
        title,
        about: "rows as callers of the service send them. Put a file with some into the folder below, alone.",
    });
    of_assets.chain(of_service).collect()
}

/// A data asset.
pub(crate) fn data_document(entry: &Entry<'_>) -> Map {
    Map::new()
        .with("$schema", schema("data"))
        .with("name", entry.name)
        .with("version", "1")
        .with("type", "uri_folder")
        .with("description", entry.title)
        .with("path", format!("./{}", entry.name))
}

/// Where the files of assets belong: below `data/`, and with the model of the web service; and the folders for rows that callers send.
pub(crate) fn folders(plan: &Plan<'_>) -> Vec<DataFolder> {
    let served = service::is_online(plan);
    let read = read_by_service(plan);
    let of_assets = plan.data.iter().map(|data| {
        let mut folders = vec![format!("data/{}", data.name)];
        if served && read.contains(data.name.as_str()) {
            folders.push(service::MODEL.to_owned());
        }
        DataFolder { name: data.asset.name.clone(), folders }
    });
    let drawn = drawn_inputs(plan);
    let titles: BTreeMap<&str, &str> =
        plan.service.inputs.iter().map(|(name, title)| (name.as_str(), title.as_str())).collect();
    let of_callers = titles
        .into_iter()
        .filter(|(name, _)| drawn.contains(*name))
        .map(|(name, title)| DataFolder { name: title.to_owned(), folders: vec![format!("data/{name}")] });
    of_assets.chain(of_callers).collect()
}

/// Data assets that the service reads whatever callers send: not those that only stand where callers' rows come in.
pub(crate) fn read_by_service<'p>(plan: &'p Plan<'_>) -> BTreeSet<&'p str> {
    let by_callers: BTreeSet<&PortRef> =
        plan.draft.interface.inputs.iter().map(|input| &input.port).collect();
    let edges = plan.draft.edges.iter().filter(|edge| !by_callers.contains(&edge.to));
    let read: BTreeSet<&str> = edges.map(|edge| edge.from.node.as_str()).collect();
    let data = plan.data.iter().filter(|data| read.contains(data.asset.id.as_str()));
    data.map(|data| data.name.as_str()).collect()
}

fn environment() -> File {
    File::text(
        "environment/environment.yml",
        environment_document().document("The image that every step and the web service run in."),
    )
}

/// The environment.
pub(crate) fn environment_document() -> Map {
    Map::new()
        .with("$schema", schema("environment"))
        .with("name", ENVIRONMENT)
        .with("version", "1")
        .with("description", "ml-migrate with Python for scripts and scoring")
        .with("build", Map::new().with("path", ".").with("dockerfile_path", "Dockerfile"))
}

fn compute() -> File {
    File::text(
        "compute.yml",
        compute_document().document("A cluster that costs nothing while no pipeline runs."),
    )
}

/// The cluster.
pub(crate) fn compute_document() -> Map {
    Map::new()
        .with("$schema", schema("amlCompute"))
        .with("name", COMPUTE)
        .with("type", "amlcompute")
        .note("Memory decides: a step holds its tables there.")
        .with("size", "Standard_DS3_v2")
        .with("min_instances", 0_i64)
        .with("max_instances", 4_i64)
        .with("idle_time_before_scale_down", 300_i64)
}

fn schedule(plan: &Plan<'_>) -> File {
    let head = format!(
        "{}, every Monday morning. Start it with: az ml schedule create --file schedule.yml",
        title(plan)
    );
    File::text("schedule.yml", schedule_document(plan).document(&head))
}

/// The schedule.
pub(crate) fn schedule_document(plan: &Plan<'_>) -> Map {
    Map::new()
        .with("$schema", schema("schedule"))
        .with("name", format!("{}_weekly", plan.name))
        .with("display_name", format!("{}, weekly", title(plan)))
        .gap()
        .with(
            "trigger",
            Map::new()
                .with("type", "recurrence")
                .with("frequency", "week")
                .with("interval", 1_i64)
                .with("time_zone", "UTC")
                .with(
                    "schedule",
                    Map::new()
                        .with("hours", vec![5_i64.into()])
                        .with("minutes", vec![0_i64.into()])
                        .with("week_days", vec!["monday".into()]),
                ),
        )
        .gap()
        .with("create_job", Map::new().with("type", "pipeline").with("job", "./pipeline.yml"))
}

fn datastore(store: &super::storage::Datastore) -> File {
    let head = format!(
        "The container {} of the storage account {}, which modules of the experiment named.\nIts {} is not here: deploy.sh takes it from the Key Vault secret “{}”. Put it there first.",
        store.container,
        store.account,
        store.access.describe(),
        store.secret
    );
    File::text(format!("datastores/{}.yml", store.name), datastore_document(store).document(&head))
}

/// A datastore.
pub(crate) fn datastore_document(store: &super::storage::Datastore) -> Map {
    Map::new()
        .with("$schema", schema("azureBlob"))
        .with("name", &store.name)
        .with("type", "azure_blob")
        .with("account_name", &store.account)
        .with("container_name", &store.container)
        .note("A reference, never the key itself.")
        .with("credentials", Map::new().with(store.access.member(), format!("keyvault://{}", store.secret)))
}
