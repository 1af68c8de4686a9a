//! Reading and writing delimited text.

use crate::strategies;
use ml_table::read::{Dialect, delimited};
use ml_table::{Cell, Dataset, ElementType, TableError, write};
use proptest::prelude::*;

fn read(text: &str) -> Dataset {
    delimited(text.as_bytes(), Dialect::COMMA).expect("comma-separated text")
}

fn types(dataset: &Dataset) -> Vec<&'static str> {
    dataset.columns().iter().map(|column| column.element().name()).collect()
}

fn texts(dataset: &Dataset, name: &str) -> Vec<Option<String>> {
    let column = dataset.column(name).expect("a column of the text");
    (0..dataset.rows()).map(|row| column.text(row).map(|text| text.into_owned())).collect()
}

fn present(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| (*text != "-").then(|| (*text).to_owned())).collect()
}

#[test]
fn types_are_inferred_over_the_whole_file() {
    let dataset = read(
        "whole,number,truth,day,time,text,mixed\n\
         1,1,True,2016-05-24,1.02:03:04,a,1\n\
         -2,?,false,5/25/2016 1:00 PM,00:00:05,NA,x\n\
         NA,2.5,,?,,,3\n",
    );
    assert_eq!(types(&dataset), ["Integer", "Double", "Boolean", "DateTime", "TimeSpan", "String", "String"]);
    assert_eq!(texts(&dataset, "whole"), present(&["1", "-2", "-"]));
    assert_eq!(texts(&dataset, "number"), present(&["1", "-", "2.5"]));
    assert_eq!(texts(&dataset, "truth"), present(&["True", "False", "-"]));
    assert_eq!(texts(&dataset, "day"), present(&["2016-05-24T00:00:00", "2016-05-25T13:00:00", "-"]));
    assert_eq!(texts(&dataset, "time"), present(&["1.02:03:04", "00:00:05", "-"]));
    assert_eq!(texts(&dataset, "text"), present(&["a", "NA", "-"]));
    assert_eq!(texts(&dataset, "mixed"), present(&["1", "x", "3"]));
}

#[test]
fn a_late_text_keeps_the_writing_of_what_came_before() {
    let dataset = read("code,word\n007,?\n1.50,NA\nx,b\n");
    assert_eq!(texts(&dataset, "code"), present(&["007", "1.50", "x"]));
    assert_eq!(texts(&dataset, "word"), present(&["?", "NA", "b"]));
}

#[test]
fn numbers_are_read_to_the_last_bit() {
    let written = [
        "0.1",
        "-0.0",
        "123456.789012",
        "0.30000000000000004",
        "1e-320",
        "1.7976931348623157E308",
        ".5",
        "5.",
        "+2.25",
        "9007199254740993",
        "99999999999999999999",
        "0.000000000000000000000000123",
        "3.14159265358979323846264338",
    ];
    let dataset = read(&format!("x\n{}\n", written.join("\n")));
    let numbers = dataset.column("x").unwrap().numbers().unwrap();
    for (text, number) in written.iter().zip(numbers) {
        assert_eq!(number.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
}

#[test]
fn quotes_blanks_and_line_ends() {
    let dataset = read(
        " a , b,\"c \"\"x\"\"\"\r\n1, one ,\"two\nlines\"\r\n2,\"say \"\"hi\"\"\",\"\"\r\n\r\n\"3\", \"x\" ,y",
    );
    assert_eq!(dataset.names().collect::<Vec<_>>(), ["a", "b", "c \"x\""]);
    assert_eq!(texts(&dataset, "a"), present(&["1", "2", "3"]));
    assert_eq!(dataset.column("a").unwrap().element(), ElementType::Integer);
    assert_eq!(texts(&dataset, "b"), present(&["one ", "say \"hi\"", "x"]));
    assert_eq!(texts(&dataset, "c \"x\""), present(&["two\nlines", "", "y"]));
    let old = delimited(b"a\tb\r1\t2\r3\t4\r", Dialect::TAB).unwrap();
    assert_eq!((old.rows(), types(&old)), (2, vec!["Integer", "Integer"]));
}

#[test]
fn names_are_completed_and_made_unique() {
    let dataset = read("a,,a,A\n1,2,3,4\n");
    assert_eq!(dataset.names().collect::<Vec<_>>(), ["a", "Col2", "a (2)", "A"]);
    let headerless = delimited(b"5,x\n6,y\n", Dialect { header: false, ..Dialect::COMMA }).unwrap();
    assert_eq!(headerless.names().collect::<Vec<_>>(), ["Col1", "Col2"]);
    assert_eq!(headerless.rows(), 2);
}

#[test]
fn small_files() {
    assert_eq!(read(""), Dataset::empty());
    assert_eq!(read("\n\n"), Dataset::empty());
    let header = read("a,b\n");
    assert_eq!((header.rows(), types(&header)), (0, vec!["String", "String"]));
    let missing = read("a,b\n?,\n,NA\n");
    assert_eq!((missing.rows(), types(&missing)), (2, vec!["Double", "Double"]));
    assert_eq!(missing.column("a").unwrap().missing(), 2);
    let single = read("a\n1\n\n3\n");
    assert_eq!(texts(&single, "a"), present(&["1", "-", "3"]));
}

#[test]
fn faults_name_their_place() {
    let fault = |text: &str| delimited(text.as_bytes(), Dialect::COMMA).unwrap_err();
    assert_eq!(
        fault("a,b\n1,\"x\ny\"\n1,2,3\n").to_string(),
        "CSV, line 4, column 1: this row has 3 fields, but the first row has 2 fields"
    );
    assert_eq!(
        fault("a,b\n1,2\n3\n").to_string(),
        "CSV, line 3, column 1: this row has 1 field, but the first row has 2 fields"
    );
    let open = fault("a,b\né,\"x\n");
    assert_eq!(open.to_string(), "CSV, line 2, column 3: a quoted field begins here and never ends");
    assert_eq!(open.code(), "error-0049");
    assert!(matches!(open, TableError::Malformed { line: Some(2), character: Some(3), .. }));
}

#[test]
fn a_crafted_file_reserves_no_more_than_its_size() {
    let text = format!("{}\n{}", ",".repeat(50_000), "\n".repeat(1_000_000));
    assert_eq!(read(&text).rows(), 0);
}

/// What the reader makes of a column: types that text alone cannot tell are told apart here.
fn as_read(cell: Cell<'_>) -> Option<String> {
    cell.text().map(|text| text.into_owned())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), Just(b'\r'), any::<u8>()], 0..60)) {
        let _ = delimited(&bytes, Dialect::COMMA);
    }

    #[test]
    fn what_is_written_is_read_again(dataset in strategies::dataset()) {
        let again = delimited(write::csv(&dataset).as_bytes(), Dialect::COMMA).unwrap();
        prop_assert_eq!(again.rows(), dataset.rows());
        prop_assert_eq!(again.columns().len(), dataset.columns().len());
        for (before, after) in dataset.columns().iter().zip(again.columns()) {
            let missing_only = before.missing() == before.len();
            // A column of texts that all read as another type becomes one of that type, by design.
            if before.element() == ElementType::String && after.element() != ElementType::String && !missing_only {
                continue;
            }
            for row in 0..dataset.rows() {
                let (left, right) = (before.cell(row), after.cell(row));
                // Numbers that are all whole are read as whole numbers; the sign of a zero goes.
                if before.element() == ElementType::Double {
                    prop_assert_eq!(left, right);
                } else {
                    prop_assert_eq!(as_read(left), as_read(right));
                }
            }
        }
    }
}

#[test]
fn zeros_among_the_characters_survive() {
    let table = Dataset::new([ml_table::Column::new("\0\u{c}ä\0,\0", vec!["\0a\0b\0", "c"])]).unwrap();
    assert_eq!(read(&write::csv(&table)), table);
}
