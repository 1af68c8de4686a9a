//! The migration report.

use crate::support::{convert_one, root};
use ml_convert::{SourceFile, Verdict};

fn file(name: &str) -> SourceFile {
    SourceFile { name: name.to_owned(), bytes: std::fs::read(root().join("fixtures").join(name)).unwrap() }
}

#[test]
fn a_report_for_people() {
    insta::assert_snapshot!(convert_one(&file("classic/sales-sql-python.json")).report.to_markdown());
}

#[test]
fn a_report_on_what_does_not_work() {
    insta::assert_snapshot!(convert_one(&file("tricky/custom-module.json")).report.to_markdown());
}

#[test]
fn the_json_says_the_same() {
    let report = convert_one(&file("tricky/custom-module.json")).report;
    let json = report.to_json();
    let experiment = &json.get("experiments").unwrap().items()[0];
    assert_eq!(experiment.get("verdict").unwrap().as_str(), Some("cannot-run"));
    assert_eq!(report.experiments[0].verdict, Verdict::CannotRun);
    assert_eq!(report.totals.custom_modules, 1);
    assert_eq!(
        json.get("totals").unwrap().get("modules").unwrap().as_i64(),
        Some(report.totals.modules as i64)
    );
}

#[test]
fn text_of_the_source_is_no_markup_in_the_report() {
    let mut text = String::from_utf8(file("classic/sales-sql-python.json").bytes).unwrap();
    text = text.replace("Which region grows?", "| <img src=x> [a](javascript:b) |");
    let report = crate::support::convert_text("x.json", text).report.to_markdown();
    assert!(report.contains("\\| &lt;img src=x> \\[a\\](javascript:b) \\|"), "{report}");
}
