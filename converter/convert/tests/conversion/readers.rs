//! Whatever bytes come: an answer, never a panic, and the place of the fault.

use crate::support::{convert_one, convert_text, json_files, root, tree, zipped};
use ml_convert::{Conversion, Limits, SourceFile, convert};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::ops::ControlFlow;

fn sample() -> SourceFile {
    json_files(&root().join("fixtures/classic"))
        .into_iter()
        .find(|file| file.name.starts_with("credit"))
        .unwrap()
}

fn names(result: &Conversion) -> Vec<&str> {
    result.drafts.iter().map(|converted| converted.draft.name.as_str()).collect()
}

#[test]
fn one_experiment_in_every_wrapping() {
    let file = sample();
    let source = tree(&file);
    let text = source.to_string();
    let name = source["Description"].as_str().unwrap();
    let utf16: Vec<u8> =
        [0xFEFFu16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut submission = json!({"Description": name, "IsDraft": true, "ExperimentGraph": source["Graph"], "WebService": source["WebService"]});
    submission["DataSources"] = source["DataSources"].clone();
    let entry = json!({"id": source["ExperimentId"], "description": name, "category": "user", "info": {}, "details": source});
    let workspace =
        |experiments: Value| json!({"id": "w", "name": "W", "experiments": experiments, "datasources": []});
    let report = |workspaces: Value| json!({"subscription": {"id": "s"}, "workspaces": workspaces, "newwebservices": []});
    let wrappings: Vec<(&str, Vec<u8>)> = vec![
        ("plain.json", text.clone().into_bytes()),
        ("utf-16.json", utf16),
        ("submission.json", submission.to_string().into_bytes()),
        ("list.json", json!([source]).to_string().into_bytes()),
        ("report.json", report(json!([workspace(json!([entry]))])).to_string().into_bytes()),
        ("report, single objects.json", report(workspace(entry.clone())).to_string().into_bytes()),
        ("zip", zipped(&[("folder/a.json", text.as_bytes()), ("notes.txt", b"nothing")])),
        ("zip in zip", zipped(&[("inner.zip", &zipped(&[("a.json", text.as_bytes())]))])),
    ];
    let expected = convert_one(&file).drafts.remove(0).draft;
    for (wrapping, bytes) in wrappings {
        let result = convert_text(wrapping, bytes);
        assert_eq!(names(&result), [name], "{wrapping}: {:?}", result.diagnostics);
        let draft = &result.drafts[0].draft;
        assert_eq!(draft.nodes, expected.nodes, "{wrapping}");
        assert_eq!(draft.edges, expected.edges, "{wrapping}");
        assert_eq!(draft.assets, expected.assets, "{wrapping}");
    }
}

#[test]
fn keys_in_any_case_and_nulls_read() {
    fn lower_first(value: &mut Value) {
        if let Value::Object(members) = value {
            let old = std::mem::take(members);
            for (key, mut inner) in old {
                lower_first(&mut inner);
                members.insert(key[..1].to_lowercase() + &key[1..], inner);
            }
        } else if let Value::Array(items) = value {
            items.iter_mut().for_each(lower_first);
        }
    }
    let mut source = tree(&sample());
    lower_first(&mut source);
    source["nodeStatuses"] = Value::Null;
    source["tags"] = Value::Null;
    let result = convert_text("lower.json", source.to_string());
    let expected = convert_one(&sample());
    assert_eq!(result.drafts[0].draft.edges, expected.drafts[0].draft.edges);
    assert_eq!(result.drafts[0].draft.nodes.len(), expected.drafts[0].draft.nodes.len());
    for (a, b) in result.drafts[0].draft.nodes.iter().zip(&expected.drafts[0].draft.nodes) {
        assert_eq!((&a.params, &a.component), (&b.params, &b.component));
    }
}

#[test]
fn names_of_datasets_come_from_lists_in_other_files() {
    let mut source = tree(&sample());
    let listing = source.as_object_mut().unwrap().remove("DataSources").unwrap();
    let files = [
        SourceFile { name: "a.json".into(), bytes: source.to_string().into_bytes() },
        SourceFile { name: "z.json".into(), bytes: listing.to_string().into_bytes() },
    ];
    let result = convert(&files, crate::support::catalogue(), &Limits::default());
    assert_eq!(result.drafts[0].draft.assets[0].name, "credit.csv");
    let alone = convert(&files[..1], crate::support::catalogue(), &Limits::default());
    assert!(alone.drafts[0].draft.assets[0].name.starts_with("dataset-"));
}

#[test]
fn broken_parts_do_not_take_the_others_with_them() {
    let good = tree(&sample());
    let bad = json!({"ExperimentId": "x", "Description": "bad", "Graph": {"ModuleNodes": [{"Id": "a"}, 7]}});
    let result = convert_text("mixed.json", json!([good, bad, {"Graph": {"ModuleNodes": 1}}]).to_string());
    assert_eq!(result.drafts.len(), 1);
    let pointers: Vec<_> =
        result.diagnostics.iter().filter_map(|error| error.at.pointer.as_deref()).collect();
    assert_eq!(pointers, ["/1/Graph/ModuleNodes/1", "/2/Graph/ModuleNodes"]);
}

#[test]
fn a_broken_experiment_of_a_report_is_named_and_the_others_convert() {
    let text = String::from_utf8(sample().bytes).unwrap();
    let broken = text.replacen("\"Graph\":", "\"Graph\"", 1);
    let entry = |details: &str| format!("{{\"id\": \"x\",\n \"details\": {details}}}");
    let report = format!(
        "{{\"workspaces\": [{{\"experiments\": [{},{},{}]}}],\n\"newwebservices\": [{{\"a\" 1}}]}}",
        entry(&text),
        entry(&broken),
        entry(&text)
    );
    let result = convert_text("report.json", report.clone());
    assert_eq!(result.drafts.len(), 2);
    let [experiment, service] = &result.diagnostics[..] else { panic!("{:?}", result.diagnostics) };
    assert_eq!(experiment.at.pointer.as_deref(), Some("/workspaces/0/experiments/1/details"));
    let fault = report.lines().position(|line| line.contains("\"Graph\" ")).unwrap() + 1;
    assert_eq!(experiment.at.line, Some(fault as u64));
    assert_eq!(service.at.pointer.as_deref(), Some("/newwebservices/0"));
    assert_eq!(service.at.line, Some(report.lines().count() as u64));
}

#[test]
fn the_experiments_of_a_report_come_one_by_one_and_know_names_that_stand_behind_them() {
    let mut source = tree(&sample());
    let listing = source.as_object_mut().unwrap().remove("DataSources").unwrap();
    let entry = json!({"id": "e", "details": source});
    let report = json!({"workspaces": [
        {"experiments": [entry, entry]},
        {"experiments": [entry], "datasources": listing},
    ]});
    let text = report.to_string();
    let parts = |most: usize| {
        let mut parts = Vec::new();
        let mut converter = ml_convert::Converter::new(crate::support::catalogue(), Limits::default());
        converter.convert_each("report.json", text.as_bytes(), &mut |part| {
            parts.push(part);
            if parts.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        (parts, converter.finish().report)
    };
    let (all, report) = parts(usize::MAX);
    let drafts: Vec<usize> = all.iter().map(|part| part.drafts.len()).filter(|drafts| *drafts > 0).collect();
    assert_eq!(drafts, [1, 1, 1]);
    assert_eq!((report.totals.experiments, report.files), (3, 1));
    let names: Vec<&str> = all
        .iter()
        .flat_map(|part| &part.drafts)
        .map(|converted| converted.draft.assets[0].name.as_str())
        .collect();
    assert_eq!(names, ["credit.csv"; 3]);
    // What no one wants is not converted.
    let first = all.iter().position(|part| !part.drafts.is_empty()).unwrap() + 1;
    assert_eq!(parts(first).1.totals.experiments, 1);
}

#[test]
fn lists_in_lists_end() {
    for (open, close) in [("{\"value\": [", "]}"), ("[", "]"), ("{\"workspaces\": ", "}")] {
        let text = format!("{}{}", open.repeat(50_000), close.repeat(50_000));
        assert!(!convert_text("deep.json", text).diagnostics.is_empty(), "{open}");
    }
}

#[test]
fn a_file_cut_short_says_so() {
    let text = String::from_utf8(sample().bytes).unwrap();
    let mut cut = text.len() / 2;
    while !text.is_char_boundary(cut) {
        cut += 1;
    }
    let result = convert_text("cut.json", &text.as_bytes()[..cut]);
    let error = &result.diagnostics[0];
    assert!(error.message.contains("ends in the middle"), "{}", error.message);
    assert_eq!(error.at.line, Some(text[..cut].lines().count() as u64));
}

#[test]
fn hostile_input_is_refused_with_a_reason() {
    let deep = "[".repeat(100_000);
    let result = convert_text("deep.json", deep);
    assert!(result.diagnostics[0].message.contains("127 levels"), "{:?}", result.diagnostics);

    let bomb = zipped(&[("zeros.csv", &vec![b'0'; 64 << 20])]);
    let result = convert_text("bomb.zip", bomb);
    assert!(
        result.diagnostics.iter().any(|error| error.message.contains("unpacks to more")),
        "{:?}",
        result.diagnostics
    );

    let small = Limits { bytes: 1000, ..Limits::default() };
    let result = convert(&[sample()], crate::support::catalogue(), &small);
    assert!(result.diagnostics[0].message.contains("at most 1000"), "{:?}", result.diagnostics);

    let few = Limits { nodes: 3, ..Limits::default() };
    let result = convert(&[sample()], crate::support::catalogue(), &few);
    assert_eq!(result.diagnostics[0].at.pointer.as_deref(), Some("/Graph/ModuleNodes"));
}

/// Would take hours if the search for credentials looked back over what it has seen.
#[test]
fn hostile_text_takes_linear_time() {
    for pattern in [
        "password=",
        "password=(",
        "sig=",
        "-eyJabc",
        "eyJabcdefgh.",
        "-----BEGIN PRIVATE KEY-----",
        "= ' ",
        "://a:b",
        "\"é=",
        "%3D",
    ] {
        let text = pattern.repeat((256 << 10) / pattern.len());
        let source = json!({"Description": "x", "Summary": text, "Graph": {"ModuleNodes": []}});
        assert_eq!(convert_text("hostile.json", source.to_string()).drafts.len(), 1);
    }
}

#[test]
fn data_beside_experiments_is_handed_on() {
    let csv = b"a,b\n1,2\n3,4\n";
    let bytes = zipped(&[("e.json", &sample().bytes), ("data/credit.csv", csv)]);
    let result = convert_text("both.zip", bytes);
    assert_eq!(result.drafts.len(), 1);
    assert_eq!((result.data[0].name.as_str(), &result.data[0].bytes[..]), ("credit.csv", &csv[..]));
}

#[test]
fn a_data_file_is_known_by_its_name_however_its_rows_look() {
    let latin = b"name;price\nM\xfcller;1,5\n";
    for (name, bytes) in [
        ("latin.csv", &latin[..]),
        ("one column.csv", b"a\n1\n"),
        ("bars.CSV", b"a|b\n1|2\n"),
        ("ragged.csv", b"a,b\n1,2,3\n4\n"),
        ("broken-lines.tab", b"a\tb\n\"line\nbreak\"\t1\n"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ] {
        let result = convert_text(name, bytes.to_vec());
        assert_eq!(result.data.len(), 1, "{name}: {:?}", result.diagnostics);
        // As it was, so that its reader can say what it met.
        assert_eq!(result.data[0].bytes, bytes, "{name}");
    }
    for (name, bytes, said) in [
        ("page.csv", "<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        ("blank.csv", " \n", "empty"),
        ("notes.txt", "Some words", "no export"),
    ] {
        let result = convert_text(name, bytes);
        assert!(result.data.is_empty(), "{name}");
        assert!(result.diagnostics[0].message.contains(said), "{name}: {:?}", result.diagnostics);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_files_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..12)) {
        let mut bytes = sample().bytes;
        for (place, byte, what) in changes {
            let place = place.index(bytes.len());
            match what {
                0 => bytes[place] = byte,
                1 => { bytes.remove(place); }
                _ => bytes.insert(place, b"{}[]\",:\\"[usize::from(byte) % 8]),
            }
        }
        let result = convert_text("mutated.json", bytes);
        prop_assert!(!result.drafts.is_empty() || !result.diagnostics.is_empty());
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let result = convert_text("any", bytes);
        prop_assert!(!result.diagnostics.is_empty() || !result.data.is_empty() || !result.drafts.is_empty());
    }

    #[test]
    fn values_of_the_wrong_shape_never_panic(place in any::<prop::sample::Index>(), which in 0..6usize) {
        let shapes = [Value::Null, json!(true), json!(1.5), json!("text"), json!([]), json!({})];
        let mut source = tree(&sample());
        let count = count(&source);
        replace(&mut source, &mut place.index(count), &shapes[which]);
        let result = convert_text("shape.json", source.to_string());
        prop_assert!(!result.drafts.is_empty() || !result.diagnostics.is_empty());
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

fn replace(value: &mut Value, left: &mut usize, with: &Value) {
    if *left == 0 {
        *value = with.clone();
        *left = usize::MAX;
        return;
    }
    *left = left.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, left, with)),
        Value::Object(members) => members.values_mut().for_each(|item| replace(item, left, with)),
        _ => {}
    }
}

#[test]
fn a_list_states_the_columns_of_a_dataset() {
    let list = r#"[{"Id": "w.d.1", "Name": "people.csv", "DataTypeId": "GenericCSV", "Schema": {"columnAttributes": [
        {"name": "zip", "type": "Categorical", "elementType": {"typeName": "String", "isNullable": true}},
        {"name": "size", "type": "Numeric", "elementType": {"typeName": "System.Double"}}, {"name": "odd", "type": "?"}]}}]"#;
    let experiment = r#"{"ExperimentId": "w.f-id.1", "Description": "x", "Graph": {"EdgesInternal": [], "ModuleNodes": [{"Id": "n", "ModuleId": "w.f.v",
        "ModuleParameters": [], "OutputPortsInternal": [], "InputPortsInternal": [{"Name": "in", "NodeId": "n", "DataSourceId": "w.d.1"}]}]}}"#;
    let file = |name: &str, text: &str| ml_convert::SourceFile { name: name.to_owned(), bytes: text.into() };
    let result = crate::support::convert_all(&[file("experiment.json", experiment), file("list.json", list)]);
    let draft = &result.drafts[0].draft;
    let stated = &draft.stated_columns[&draft.assets[0].id];
    let columns: Vec<(&str, Option<&str>, bool)> = stated
        .iter()
        .map(|column| (column.name.as_str(), column.element.as_deref(), column.categorical))
        .collect();
    assert_eq!(
        columns,
        [("zip", Some("String"), true), ("size", Some("Double"), false), ("odd", None, false)]
    );
}
