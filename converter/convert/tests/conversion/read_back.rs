//! What the converter wrote reads back as the same, and files of values fill the templates they were deployed with.

use crate::support::{convert_all, convert_one, fixture, json_files, real_files, root};
use ml_convert::{Conversion, FORMATS, Limits, SourceFile};
use std::collections::BTreeSet;

/// Drafts and endpoints as files, as the tool writes them.
fn written(conversion: &Conversion) -> Vec<SourceFile> {
    let file = |name: &str, text: Result<Vec<u8>, serde_json::Error>| SourceFile {
        name: name.to_owned(),
        bytes: text.unwrap(),
    };
    let drafts = conversion.drafts.iter().map(|one| file(&one.file, serde_json::to_vec_pretty(&one.draft)));
    let endpoints =
        conversion.endpoints.iter().map(|one| file(&one.file, serde_json::to_vec_pretty(&one.endpoint)));
    drafts.chain(endpoints).collect()
}

#[test]
fn endpoints_read_back_as_they_were_written() {
    let ours = ["experiment", "classic-listing", "swagger", "request", "job", "data-factory", "deployed"]
        .map(|name| fixture(&format!("services/{name}.json")));
    let mut sources: Vec<Vec<SourceFile>> = vec![ours.to_vec()];
    sources.extend(real_files("arm_webservices").into_iter().map(|file| vec![file]));
    sources.push(real_files("classic_webservices"));
    for source in sources {
        let first = convert_all(&source);
        let again = convert_all(&written(&first));
        let names = |conversion: &Conversion| -> Vec<String> {
            conversion.endpoints.iter().map(|one| one.file.clone()).collect()
        };
        assert_eq!(names(&again), names(&first));
        for (a, b) in first.endpoints.iter().zip(&again.endpoints) {
            assert_eq!(a.endpoint, b.endpoint, "{}", a.file);
        }
        for (a, b) in first.drafts.iter().zip(&again.drafts) {
            assert_eq!((&a.file, &a.draft), (&b.file, &b.draft));
        }
    }
}

#[test]
fn a_broken_endpoint_is_an_error_without_its_values() {
    let text = r#"{"schema": "ml-endpoint-definition/1", "name": ["hunter2-canary"]}"#;
    let result = convert_one(&SourceFile { name: "x.endpoint.json".to_owned(), bytes: text.into() });
    assert_eq!(result.diagnostics[0].code, "convert/endpoint");
    assert!(!format!("{result:?}").contains("hunter2"));
}

const TEMPLATE: &str = r#"{
    "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {
        "planName": { "type": "string" },
        "size": { "type": "string", "defaultValue": "S1" },
        "word": { "type": "secureString" }
    },
    "resources": [{
        "type": "Microsoft.MachineLearning/commitmentPlans", "name": "[parameters('planName')]",
        "apiVersion": "2016-05-01-preview", "sku": { "name": "[parameters('size')]" },
        "properties": { "note": "[parameters('word')]" }
    }]
}"#;

fn values(name: &str, plan: &str) -> SourceFile {
    let text = format!(
        r#"{{"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {{
                "PlanName": {{ "value": "{plan}" }}, "size": {{ "value": "S3" }}, "word": {{ "value": "made-up-canary" }}
            }}}}"#
    );
    SourceFile { name: name.to_owned(), bytes: text.into_bytes() }
}

fn template() -> SourceFile {
    SourceFile { name: "in/azuredeploy.json".to_owned(), bytes: TEMPLATE.into() }
}

#[test]
fn values_fill_the_template_they_were_deployed_with() {
    for files in [
        vec![template(), values("in/values.json", "plan-7")],
        vec![values("in/values.json", "plan-7"), template()],
        // Named after the template beats others that fit.
        vec![values("other.json", "plan-8"), template(), values("in/azuredeploy.parameters.json", "plan-7")],
    ] {
        let result = convert_all(&files);
        let plan = result.report.resources.iter().find(|resource| resource.kind.ends_with("Plans")).unwrap();
        assert_eq!(plan.name, "plan-7");
        let text = serde_json::to_string(&result.report).unwrap();
        assert!(text.contains("\"S3\"") && text.contains("\"defaultOfTemplate\":\"S1\""), "{text}");
        assert!(!format!("{result:?}{text}").contains("made-up-canary"));
        let vault = &result.vault;
        assert!(vault.addresses().any(|address| vault.reveal(address) == Some("made-up-canary")));
        let said = result.diagnostics.iter().filter(|found| found.code == "convert/template-values");
        assert_eq!(said.count(), 1);
    }
}

#[test]
fn of_several_files_of_values_the_first_counts_and_the_others_are_named() {
    let result = convert_all(&[
        template(),
        values("azuredeploy.parameters.dev.json", "plan-dev"),
        values("azuredeploy.parameters.prod.json", "plan-prod"),
    ]);
    assert!(result.report.resources.iter().any(|resource| resource.name == "plan-dev"));
    let said = result.diagnostics.iter().find(|found| found.code == "convert/template-values").unwrap();
    assert!(said.help.contains("azuredeploy.parameters.prod.json"), "{}", said.help);
}

#[test]
fn values_of_no_template_are_kept_and_secret() {
    let result = convert_all(&[values("alone.json", "plan-1")]);
    let [resource] = &result.report.resources[..] else { panic!("{:?}", result.report.resources) };
    assert_eq!(resource.kind, "deployment-parameters");
    assert!(!format!("{result:?}").contains("plan-1"), "any value may be a credential");
    assert!(result.vault.addresses().any(|address| result.vault.reveal(address) == Some("plan-1")));
}

#[test]
fn every_format_met_is_listed_for_people() {
    let folders =
        ["classic", "services", "tricky"].map(|folder| json_files(&root().join("fixtures").join(folder)));
    let real = ["arm_webservices", "classic_webservices", "experiments", "models"].map(real_files);
    let mut met = BTreeSet::new();
    for file in folders.iter().chain(&real).flatten() {
        met.extend(
            ml_classic::read(&file.name, &file.bytes, &Limits::default())
                .found
                .iter()
                .map(|found| found.format),
        );
    }
    assert!(met.contains("classic-experiment") && met.contains("web-service-definition"), "{met:?}");
    for format in met {
        assert!(FORMATS.iter().any(|listed| listed.id == format), "{format} is not in FORMATS");
    }
}
