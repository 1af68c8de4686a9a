//! What of other services called a web service: linked services and activities of Data Factory, functions of Stream Analytics.

use ml_graph::Json;

/// Something that calls a web service.
#[derive(Clone, Debug, PartialEq)]
pub struct Consumer {
    /// Its name.
    pub name: String,
    /// What it is.
    pub sort: ConsumerSort,
    /// The address it calls, when it says one itself.
    pub address: Option<String>,
    /// The address for replacing models.
    pub update_address: Option<String>,
    /// The linked service it goes through, by name.
    pub through: Option<String>,
    /// The pipeline endpoint or published pipeline that it runs, by id.
    pub pipeline: Option<String>,
    /// The values that it sends for global parameters.
    pub parameters: Vec<(String, Json)>,
    /// The whole of it, verbatim.
    pub definition: Json,
}

/// Kinds of [`Consumer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsumerSort {
    /// A linked service of Data Factory.
    LinkedService,
    /// An activity that scores or trains in batches.
    BatchExecution,
    /// An activity that replaces a model.
    UpdateResource,
    /// An activity that runs a published pipeline of the designer.
    ExecutePipeline,
    /// A function of Stream Analytics.
    Function,
}

/// Whether `value` is one itself.
pub(crate) fn is(value: &Json) -> bool {
    sort_of(value).is_some()
}

/// Whether there is any in `value`.
pub(crate) fn any(value: &Json) -> bool {
    sort_of(value).is_some()
        || value.members().iter().any(|(_, inner)| any(inner))
        || value.items().iter().any(any)
}

/// All in `value`, in its order; what contains one is not repeated.
pub fn consumers(value: &Json) -> Vec<Consumer> {
    let mut found = Vec::new();
    collect(value, None, &mut found);
    found
}

fn collect(value: &Json, key: Option<&str>, found: &mut Vec<Consumer>) {
    if let Some(sort) = sort_of(value) {
        found.push(consumer(value, key, sort));
        return;
    }
    for (name, inner) in value.members() {
        collect(inner, Some(name), found);
    }
    for inner in value.items() {
        collect(inner, key, found);
    }
}

fn text<'a>(value: &'a Json, key: &str) -> Option<&'a str> {
    value.get_ignoring_case(key).and_then(Json::as_str)
}

/// The settings of a part of Data Factory, which stand beside or below its properties. In its first version they had another name at
/// activities and none at linked services.
fn settings(value: &Json) -> Option<&Json> {
    let properties = value.get_ignoring_case("properties").unwrap_or(value);
    ["typeProperties", "transformation"]
        .iter()
        .find_map(|key| properties.get_ignoring_case(key))
        .or_else(|| properties.get_ignoring_case("mlEndpoint").and(Some(properties)))
}

fn binding(value: &Json) -> Option<&Json> {
    let mut holder = value.get_ignoring_case("properties")?;
    for _ in 0..2 {
        if let Some(binding) = holder.get_ignoring_case("binding") {
            return Some(binding);
        }
        holder = holder.get_ignoring_case("properties")?;
    }
    None
}

fn sort_of(value: &Json) -> Option<ConsumerSort> {
    if !matches!(value, Json::Object(_)) {
        return None;
    }
    let properties = value.get_ignoring_case("properties").unwrap_or(value);
    let kind = text(properties, "type").unwrap_or_default().to_ascii_lowercase();
    // The first version of Data Factory said of each type what it is a type of.
    match kind.strip_suffix("activity").or_else(|| kind.strip_suffix("linkedservice")).unwrap_or(&kind) {
        "azureml" if settings(value).is_some() => return Some(ConsumerSort::LinkedService),
        "azuremlbatchexecution" | "azuremlbatchscoring" => return Some(ConsumerSort::BatchExecution),
        "azuremlupdateresource" => return Some(ConsumerSort::UpdateResource),
        "azuremlexecutepipeline" => return Some(ConsumerSort::ExecutePipeline),
        _ => {}
    }
    if settings(value).is_some_and(|settings| settings.get_ignoring_case("mlEndpoint").is_some()) {
        return Some(ConsumerSort::LinkedService);
    }
    let kind = binding(value).and_then(|binding| text(binding, "type")).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("microsoft.machinelearning/").then_some(ConsumerSort::Function)
}

fn consumer(value: &Json, key: Option<&str>, sort: ConsumerSort) -> Consumer {
    let holder = match sort {
        ConsumerSort::Function => binding(value).and_then(|binding| binding.get_ignoring_case("properties")),
        _ => settings(value),
    };
    let own = |key: &str| holder.and_then(|holder| text(holder, key)).map(str::to_owned);
    let properties = value.get_ignoring_case("properties").unwrap_or(value);
    let through = properties.get_ignoring_case("linkedServiceName").and_then(|link| match link {
        Json::String(name) => Some(name.clone()),
        link => text(link, "referenceName").map(str::to_owned),
    });
    let parameters = ["globalParameters", "webServiceParameters", "mlPipelineParameters"]
        .iter()
        .find_map(|key| holder?.get_ignoring_case(key))
        .map_or(&[][..], Json::members);
    // In a template the name of a part of a factory is `factory/part`, be it put together or not.
    let name = text(value, "name").or(key).unwrap_or("without a name");
    let name = match name.starts_with('[') {
        true => name.trim_end_matches([']', ')', '\'', ' ']),
        false => name,
    };
    Consumer {
        name: name.rsplit('/').next().unwrap_or(name).to_owned(),
        sort,
        address: own("mlEndpoint").or_else(|| own("endpoint")),
        update_address: own("updateResourceEndpoint"),
        through,
        pipeline: own("mlPipelineEndpointId").or_else(|| own("mlPipelineId")),
        parameters: parameters.to_vec(),
        definition: value.clone(),
    }
}
