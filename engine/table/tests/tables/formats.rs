//! Arrow IPC and Parquet.

use crate::strategies;
use arrow_array::{
    ArrayRef, Date32Array, Float32Array, Int32Array, LargeStringArray, RecordBatch, UInt64Array,
};
use ml_graph::DataFormat;
use ml_table::{Column, Dataset, Role, read, write};
use proptest::prelude::*;
use std::sync::Arc;

proptest! {
    #[test]
    fn arrow_gives_back_the_same_dataset(dataset in strategies::dataset()) {
        let again = read::ipc(&write::ipc(&dataset).unwrap()).unwrap();
        prop_assert_eq!(&again, &dataset);
        prop_assert_eq!(again.content_hash(), dataset.content_hash());
    }

    #[test]
    fn parquet_gives_back_the_same_values(dataset in strategies::dataset()) {
        let again = read::parquet(&write::parquet(&dataset).unwrap()).unwrap();
        let plain = Dataset::new(dataset.columns().iter().map(Column::to_plain)).unwrap();
        prop_assert_eq!(&again, &plain);
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = read::ipc(&bytes);
        let _ = read::parquet(&bytes);
    }
}

#[test]
fn roles_and_notes_survive() {
    let column = Column::new("x", vec![1.0]).with_role(Role::Score).with_note("task", "regression");
    let dataset = Dataset::new([column]).unwrap();
    let again = read::dataset(&write::ipc(&dataset).unwrap(), DataFormat::Arrow).unwrap();
    assert_eq!(again.columns()[0].role(), Role::Score);
    assert_eq!(again.columns()[0].note("task"), Some("regression"));
    let rows_only = Dataset::with_rows(3, Vec::new()).unwrap();
    assert_eq!(read::ipc(&write::ipc(&rows_only).unwrap()).unwrap().rows(), 3);
}

#[test]
fn arrow_of_other_programs_is_converted() {
    let arrays: Vec<(&str, ArrayRef)> = vec![
        ("i", Arc::new(Int32Array::from(vec![Some(1), None]))),
        ("f", Arc::new(Float32Array::from(vec![0.5, 1.5]))),
        ("s", Arc::new(LargeStringArray::from(vec!["a", "b"]))),
        ("d", Arc::new(Date32Array::from(vec![0, 1]))),
        ("u", Arc::new(UInt64Array::from(vec![1, u64::MAX]))),
    ];
    let batch = RecordBatch::try_from_iter(arrays).unwrap();
    let dataset = Dataset::from_record_batch(&batch).unwrap();
    assert_eq!(
        write::csv(&dataset),
        "i,f,s,d,u\n1,0.5,a,1970-01-01T00:00:00,1\n,1.5,b,1970-01-02T00:00:00,1.8446744073709552E+19\n"
    );
}

#[test]
fn formats_are_told_by_name() {
    assert_eq!(read::format_of_name("a.b.CSV"), Some(DataFormat::Csv));
    assert_eq!(read::format_of_name("x.nh.csv"), Some(DataFormat::CsvHeaderless));
    assert_eq!(read::format_of_name("none"), None);
    assert!(read::dataset(b"", DataFormat::Excel).is_err());
}
