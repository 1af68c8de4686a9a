//! Values as they are stored and shown.

use crate::data::ordinary;
use ml_modules::{Transform, Value, view};
use ml_protocol::OutputView;

#[test]
fn tables_keep_everything_in_storage() {
    let dataset = ordinary(30);
    let value = Value::Dataset(dataset.clone());
    let Value::Dataset(read) = Value::from_bytes("dataset", &value.to_bytes().unwrap()).unwrap() else {
        panic!("a table stays a table")
    };
    assert_eq!(read.schema(), dataset.schema());
    assert_eq!(read.content_hash(), dataset.content_hash());
    assert_eq!(value.summary().text, "30 rows × 7 columns");
}

#[test]
fn what_cannot_be_read_is_said() {
    let code = |kind: &str, bytes: &[u8]| {
        let failure = Value::from_bytes(kind, bytes).err().unwrap();
        failure.diagnostic().unwrap().code.clone()
    };
    assert_eq!(code("hat", b""), "run/unknown-kind");
    assert_eq!(code("trained-model", b"{}"), "error-0082");
    assert_eq!(code("transform", b"\xff"), "error-0082");
    assert!(Value::from_bytes("dataset", b"no arrow").is_err());
}

#[test]
fn pages_are_text_and_stay_inside_the_table() {
    let page = view::page(&ordinary(30), &[2, 3, 99], 28, 100);
    assert_eq!((page.offset, page.rows, page.columns.len()), (28, 30, 2));
    assert_eq!(page.cells[0], [Some("13".to_owned()), Some("8".to_owned())]);
    assert_eq!(page.cells[1], [Some(String::new()), None]);
    assert!(view::page(&ordinary(3), &[0], 10, 5).cells[0].is_empty());
}

#[test]
fn a_transformation_of_an_unknown_module_is_kept_and_shown() {
    let transform = Transform {
        schema: "ml-transform/1".to_owned(),
        component: "from-the-future".to_owned(),
        summary: "Does something.".to_owned(),
        state: serde_json::json!({"a": [1, 2.5]}),
    };
    let value = Value::from(transform);
    let read = Value::from_bytes("transform", &value.to_bytes().unwrap()).unwrap();
    assert_eq!(read.hash(), value.hash());
    assert!(matches!(read.view(), OutputView::Model(view) if view.title == "from-the-future"));
}
