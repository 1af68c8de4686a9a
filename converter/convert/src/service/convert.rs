//! Services on their way through the converter: sealed, read, lifted, claimed.

use super::values::Filled;
use super::{
    Claim, Definitions, Ground, definition, of_call, of_consumers, of_definition, of_description,
    of_endpoint, of_package, of_service,
};
use crate::convert::{Conversion, Converter, Place, reason};
use crate::lift::{self, Lift};
use crate::report::ResourceReport;
use crate::secrets::{self, Vault};
use ml_classic::{
    Call, Evaluated, ManagedEndpoint, ManagedService, ReadError, ServiceDefinition, ServiceDescription,
    ServiceKind, ServicePayload, Template, TemplateValues, consumers, service_kind,
};
use ml_graph::{Diagnostic, EndpointDefinition, Json, Source, counted};

impl Converter<'_> {
    /// Takes in something about web services.
    pub(crate) fn service(
        &mut self,
        kind: ServiceKind,
        mut json: Json,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> Result<(), ReadError> {
        match kind {
            ServiceKind::Template => return self.template(json, place, result),
            ServiceKind::TemplateValues => return self.template_values(json, place),
            _ => {}
        }
        let mut vault = Vault::default();
        let root = match kind {
            ServiceKind::Definition => "service".to_owned(),
            ServiceKind::Resource | ServiceKind::Template | ServiceKind::TemplateValues => {
                self.root("resource")
            }
            ServiceKind::Managed => self.root("web-service"),
            ServiceKind::Endpoint => self.root("endpoint"),
            ServiceKind::Swagger => self.root("description"),
            ServiceKind::Call => self.root("call"),
            ServiceKind::Consumers => self.root("consumer"),
        };
        secrets::seal_into(&mut vault, &mut json, &self.index.credentials, &root);
        self.sealed(kind, json, vault, place, result)
    }

    /// A word that no other vault's addresses start with.
    pub(crate) fn root(&mut self, word: &'static str) -> String {
        let count = self.roots.entry(word).or_default();
        *count += 1;
        if *count == 1 { word.to_owned() } else { format!("{word}-{count}") }
    }

    fn sealed(
        &mut self,
        kind: ServiceKind,
        json: Json,
        vault: Vault,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> Result<(), ReadError> {
        let Place { file, pointer, .. } = *place;
        // Joined claims tell their sources apart by what they are, wherever they stood.
        let format = kind.format();
        match kind {
            ServiceKind::Definition => self.definition(json, vault, place, result)?,
            ServiceKind::Managed => {
                let service = ManagedService::from_json(json, pointer)?;
                of_service(service, vault, format, file).into_iter().for_each(|claim| self.claims.add(claim));
            }
            ServiceKind::Endpoint => {
                let endpoint = ManagedEndpoint::from_json(json, pointer)?;
                self.claims.add(of_endpoint(endpoint, vault, format, file));
            }
            ServiceKind::Swagger => {
                let description = ServiceDescription::from_json(json, pointer)?;
                self.claims.add(of_description(description, vault, format, file));
            }
            ServiceKind::Call => {
                let call = Call::from_json(json, pointer)?;
                self.claims.add(of_call(call, vault, format, file));
            }
            ServiceKind::Consumers => {
                for claim in of_consumers(consumers(&json), &vault, format, file) {
                    self.claims.add(claim);
                }
            }
            ServiceKind::Resource | ServiceKind::Template | ServiceKind::TemplateValues => {
                self.report.resources.push(ResourceReport::of(json, &vault, file, pointer));
                self.beside.extend(vault);
            }
        }
        Ok(())
    }

    fn definition(
        &mut self,
        json: Json,
        vault: Vault,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> Result<(), ReadError> {
        let format = ServiceKind::Definition.format();
        let mut service = ServiceDefinition::from_json(json, place.pointer, &self.limits)?;
        let known = Definitions::known_by(&service);
        if let Some(file) = self.definitions.file_of(&known) {
            // Said before, as lists and records of calls do: what it adds are settings.
            service.payload = ServicePayload::Missing;
            service.assets.clear();
            let (mut claim, _) = of_definition(service, None, vault, format, place.file);
            claim.endpoint.draft = Some(file);
            self.claims.add(claim);
            return Ok(());
        }
        let mut drafted = None;
        if let Some(source) = of_package(&mut service, &self.index) {
            let (experiment, finish) = source.split();
            let mut lift = lift::lift(experiment, place.format, &self.index, &self.names);
            finish(&mut lift);
            let Lift { mut draft, mut diagnostics } = lift;
            diagnostics.extend(definition::encrypted(&draft));
            let resource = service.id.as_deref().or(service.name.as_deref());
            draft.source = Some(Source {
                created: service.created.clone(),
                other: resource.map(|id| ("resource_id".to_owned(), Json::from(id))).into_iter().collect(),
                ..draft.source.unwrap_or_default()
            });
            self.modernise(&mut draft);
            let file = self.add(draft, vault.clone(), diagnostics, place, result);
            self.definitions.add(known, &file);
            drafted = Some(file);
        }
        let draft = match (&drafted, result.drafts.last()) {
            (Some(file), Some(converted)) => Some((&converted.draft, file.as_str())),
            _ => None,
        };
        // Those of modules are the draft's alone.
        let modules = draft.iter().flat_map(|(draft, _)| &draft.nodes).map(|node| node.id.as_str()).collect();
        let own = vault.outside(&modules);
        let (claim, mut diagnostics): (Claim, Vec<Diagnostic>) =
            of_definition(service, draft, own, format, place.file);
        for diagnostic in &mut diagnostics {
            diagnostic.at.file = Some(place.file.to_owned());
            diagnostic.at.pointer = Some(place.pointer.to_owned()).filter(|pointer| !pointer.is_empty());
        }
        result.diagnostics.extend(diagnostics);
        self.claims.add(claim);
        Ok(())
    }

    /// Keeps what a report says of a subscription or a workspace besides its lists.
    pub(crate) fn inventory(&mut self, rest: Vec<(String, Json)>, place: &Place<'_>) {
        let mut json = Json::Object(rest);
        let mut vault = Vault::default();
        let root = self.root("inventory");
        secrets::seal_into(&mut vault, &mut json, &self.index.credentials, &root);
        let subscription = json.get_ignoring_case("subscription").map(|about| {
            about.get_ignoring_case("name").and_then(Json::as_str).unwrap_or_default().to_owned()
        });
        let mut report = ResourceReport::of(json, &vault, place.file, place.pointer);
        match subscription {
            Some(name) => {
                "subscription".clone_into(&mut report.kind);
                report.name = name;
            }
            None => "workspace".clone_into(&mut report.kind),
        }
        self.report.resources.push(report);
        self.beside.extend(vault);
    }

    /// Works out a template and takes in its resources.
    fn template(
        &mut self,
        mut json: Json,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> Result<(), ReadError> {
        let root = self.root("template");
        let mut vault = Vault::default();
        if let Some(filled) = self.deployed.fill(&mut json, place.file) {
            result.diagnostics.push(say(&filled, place.file));
        }
        // Before anything is put together, for a secret parameter has to stay one wherever its value goes.
        secrets::seal_template(&mut vault, &mut json, &self.index.credentials, &root);
        let evaluated = Template::from_json(json, place.pointer)?.evaluate(place.pointer);
        tell(&evaluated, place.file, result);
        let Evaluated { resources, rest, .. } = evaluated;
        let mut rest = Json::Object(rest);
        secrets::seal_into(&mut vault, &mut rest, &self.index.credentials, &root);
        for (pointer, mut resource) in resources {
            let kind = service_kind(&resource).filter(|kind| *kind != ServiceKind::Template);
            let kind = kind.unwrap_or(ServiceKind::Resource);
            let own = match kind {
                ServiceKind::Definition => "service".to_owned(),
                _ => self.root("resource"),
            };
            let mut taken = vault.clone();
            secrets::seal_into(&mut taken, &mut resource, &self.index.credentials, &own);
            let inner = Place { pointer: &pointer, ..*place };
            if let Err(problem) = self.sealed(kind, resource, taken.clone(), &inner, result) {
                result.diagnostics.push(
                    Diagnostic::error("convert/not-read", problem.message)
                        .help(problem.help)
                        .in_file(place.file),
                );
            }
            // What a template puts together may stand in its variables as well.
            taken.redact(&mut rest);
        }
        vault.redact(&mut rest);
        self.beside.extend(vault.below(&root));
        let kept = ["parameters", "variables", "outputs", "functions", "metadata"];
        if kept.iter().any(|key| rest.get_ignoring_case(key).is_some()) {
            let mut report = ResourceReport::of(rest, &vault.below(&root), place.file, place.pointer);
            report.kind = "template".to_owned();
            self.report.resources.push(report);
        }
        Ok(())
    }
}

impl Converter<'_> {
    /// An endpoint definition of ours is what it says, and others may say more of the same service.
    pub(crate) fn endpoint(&mut self, mut json: Json, place: &Place<'_>) -> Result<Claim, Diagnostic> {
        let mut vault = Vault::default();
        let root = self.root("endpoint");
        secrets::seal_into(&mut vault, &mut json, &self.index.credentials, &root);
        let text = serde_json::to_string(&json).unwrap_or_default();
        let endpoint: EndpointDefinition = serde_json::from_str(&text).map_err(|problem| {
            Diagnostic::error(
                "convert/endpoint",
                format!("The endpoint definition cannot be read: {}.", reason(&problem)),
            )
            .help("It was changed by hand or by a newer version. Compare it with one that can be read.")
            .in_file(place.file)
        })?;
        let id = endpoint.source.as_ref().and_then(|source| source.service_id.clone());
        Ok(Claim::new(endpoint, vault, Ground::Written, place.file).with_id(id.as_deref()))
    }

    /// Values that a template was deployed with. The template shows those that are no credentials; here stand their names, for any value
    /// may be one.
    fn template_values(&mut self, json: Json, place: &Place<'_>) -> Result<(), ReadError> {
        let TemplateValues { values, other } = TemplateValues::from_json(json, place.pointer)?;
        let root = self.root("parameters");
        let mut vault = Vault::default();
        let mut members = Vec::with_capacity(values.len());
        for (name, value) in values {
            let Some(value) = value else { continue };
            let text = match value {
                Json::String(text) => text,
                value => serde_json::to_string(&value).unwrap_or_default(),
            };
            let address = vault.keep(&root, &name, &text);
            members.push((name, Json::from(address.as_str())));
        }
        let mut definition = other;
        definition.push(("values".to_owned(), Json::Object(members)));
        let mut definition = Json::Object(definition);
        secrets::seal_into(&mut vault, &mut definition, &self.index.credentials, &root);
        let mut report = ResourceReport::of(definition, &vault, place.file, place.pointer);
        ServiceKind::TemplateValues.format().clone_into(&mut report.kind);
        self.report.resources.push(report);
        self.beside.extend(vault);
        Ok(())
    }
}

fn say(filled: &Filled, file: &str) -> Diagnostic {
    let help = match &filled.others[..] {
        [] => String::new(),
        others => format!(
            "Others fit as well: {}. Convert with one of them alone to have its values.",
            others.join(", ")
        ),
    };
    let message = format!("The values of {} fill the parameters of the template.", filled.from);
    Diagnostic::info("convert/template-values", message).help(help).in_file(file)
}

/// What a template leaves open.
fn tell(evaluated: &Evaluated, file: &str, result: &mut Conversion) {
    if !evaluated.at_deployment.is_empty() {
        let names = match &evaluated.unset[..] {
            [] => String::new(),
            names => format!(" Parameters without a default: {}.", names.join(", ")),
        };
        let count = evaluated.at_deployment.len();
        let verb = if count == 1 { "is" } else { "are" };
        let mut diagnostic = Diagnostic::info(
            "convert/at-deployment",
            format!(
                "{} of the template {verb} only known when it is deployed.{names}",
                counted(count, "value")
            ),
        )
        .help("The expressions stand in their place; put the values in where the draft needs them.")
        .in_file(file);
        diagnostic.at.pointer = evaluated.at_deployment.first().cloned();
        result.diagnostics.push(diagnostic);
    }
    if !evaluated.not_understood.is_empty() {
        let count = evaluated.not_understood.len();
        let mut diagnostic = Diagnostic::warning(
            "convert/expression",
            format!("{} of the template could not be worked out.", counted(count, "expression")),
        )
        .help("They are kept as they are; put the values in where the draft needs them.")
        .in_file(file);
        diagnostic.at.pointer = evaluated.not_understood.first().cloned();
        result.diagnostics.push(diagnostic);
    }
}
