//! Rows, columns, categories, conversions and hashes.

use crate::strategies;
use ml_table::{Categories, Column, Dataset, ElementType, Role, TableError, write};
use proptest::prelude::*;

fn people() -> Dataset {
    Dataset::new([
        Column::new("name", vec![Some("Ada"), None, Some("Cy")]),
        Column::new("age", vec![Some(36_i64), Some(41), None]).with_role(Role::Label),
        Column::new("city", vec!["Rome", "Oslo", "Rome"]).to_categorical(),
    ])
    .expect("columns of one length")
}

#[test]
fn rows_are_taken_filtered_sliced_and_joined() {
    let people = people();
    assert_eq!(write::csv(&people.take(&[2, 0, 2])), "name,age,city\nCy,,Rome\nAda,36,Rome\nCy,,Rome\n");
    assert_eq!(write::csv(&people.take_or_missing(&[None, Some(1)])), "name,age,city\n,,\n,41,Oslo\n");
    assert_eq!(people.filter(&[false, true, true]), people.slice(1, 2));
    assert_eq!(people.slice(2, 9).rows(), 1);
    let twice = people.concat(&people).unwrap();
    assert_eq!(twice.rows(), 6);
    assert_eq!(twice.slice(3, 3), people);
    assert_eq!(twice.column("age").unwrap().role(), Role::Label);
    assert!(twice.column("city").unwrap().is_categorical());
}

#[test]
fn columns_are_chosen_renamed_and_replaced() {
    let people = people();
    assert_eq!(people.select(&[1, 0, 1]).names().collect::<Vec<_>>(), ["age", "name", "age (2)"]);
    let renamed = people.renamed(&["x".to_owned(), "x".to_owned(), "y".to_owned()]);
    assert_eq!(renamed.names().collect::<Vec<_>>(), ["x", "x (2)", "y"]);
    let replaced = people.with_column(Column::new("age", vec![1.5, 2.5, 3.5])).unwrap();
    assert_eq!(replaced.column("age").unwrap().doubles().unwrap(), [1.5, 2.5, 3.5]);
    assert_eq!(replaced.names().collect::<Vec<_>>(), ["name", "age", "city"]);
    assert!(matches!(
        people.with_column(Column::new("short", vec![1.0])),
        Err(TableError::LengthMismatch { found: 1, expected: 3, .. })
    ));
    let error = people.column("nmae").unwrap_err();
    assert_eq!(error.to_string(), "there is no column named `nmae`; did you mean `name`?");
}

#[test]
fn rows_of_other_types_do_not_join() {
    let left = Dataset::new([Column::new("x", vec![1_i64])]).unwrap();
    let right = Dataset::new([Column::new("y", vec![2.5])]).unwrap();
    assert_eq!(write::csv(&left.concat(&right).unwrap()), "x\n1\n2.5\n");
    let text = Dataset::new([Column::new("z", vec!["a"])]).unwrap();
    assert_eq!(left.concat(&text).unwrap_err().code(), "error-0016");
    assert_eq!(left.concat(&people()).unwrap_err().code(), "error-0061");
}

#[test]
fn categories_have_levels_in_order() {
    let column = Column::new("n", vec![Some(10.0), None, Some(-0.0), Some(2.0), Some(0.0)]);
    let categories = column.encoded();
    assert_eq!(categories.level_texts(), ["0", "2", "10"]);
    let codes: Vec<Option<u32>> = (0..5).map(|row| categories.code(row)).collect();
    assert_eq!(codes, [Some(2), None, Some(0), Some(1), Some(0)]);
    let fewer = Column::categorical("n", categories).filtered_unused(&[0, 1]);
    assert_eq!(fewer.level_texts(), ["10"]);
    assert!(Categories::new(vec![3_u32].into(), vec!["a"].into()).is_none());
}

trait FilteredUnused {
    fn filtered_unused(&self, rows: &[usize]) -> Categories;
}

impl FilteredUnused for Column {
    fn filtered_unused(&self, rows: &[usize]) -> Categories {
        let taken = Dataset::new([self.clone()]).expect("one column").take(rows);
        taken.columns()[0].categories().expect("a categorical column").without_unused()
    }
}

#[test]
fn values_convert_or_say_which_does_not() {
    let column = Column::new("x", vec![Some(" 12 "), None, Some("3.0"), Some("")]);
    let whole = column.convert(ElementType::Integer).unwrap();
    assert_eq!(write::csv(&Dataset::new([whole]).unwrap()), "x\n12\n\n3\n\n");
    let error = Column::new("x", vec!["1", "one"]).convert(ElementType::Double).unwrap_err();
    assert_eq!(error.to_string(), "column `x`, row 2: `one` is not a valid Double");
    assert!(Column::new("x", vec![1.5]).convert(ElementType::Integer).is_err());
    let truth = Column::new("x", vec![true, false]).convert(ElementType::Double).unwrap();
    assert_eq!(truth.doubles().unwrap(), [1.0, 0.0]);
    let day = Column::new("x", vec!["2016-05-24"]).convert(ElementType::DateTime).unwrap();
    assert_eq!(day.text(0).unwrap(), "2016-05-24T00:00:00");
}

#[test]
fn hashes_follow_the_content() {
    let hash = |dataset: &Dataset| dataset.content_hash();
    let people = people();
    assert_eq!(hash(&people), hash(&people.take(&[0, 1, 2])));
    assert_ne!(hash(&people), hash(&people.take(&[1, 0, 2])));
    let roles = people.with_column(people.column("age").unwrap().with_role(Role::Feature)).unwrap();
    assert_ne!(hash(&people), hash(&roles));
    // What stands in the buffer under a missing value does not count.
    let masked = |hidden: f64| {
        let nulls = arrow_buffer::NullBuffer::from(vec![true, false]);
        Dataset::new([Column::new(
            "x",
            arrow_array::Float64Array::new(vec![1.0, hidden].into(), Some(nulls)),
        )])
        .unwrap()
    };
    assert_eq!(hash(&masked(5.0)), hash(&masked(7.0)));
    // The same on every platform: a change here must be deliberate, since stored results hang on it.
    let hexadecimal: String = hash(&people).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    insta::assert_snapshot!(hexadecimal, @"22eab966ceefb521");
}

proptest! {
    #[test]
    fn taking_all_rows_changes_nothing(dataset in strategies::dataset()) {
        let all: Vec<usize> = (0..dataset.rows()).collect();
        let taken = dataset.take(&all);
        prop_assert_eq!(&taken, &dataset);
        prop_assert_eq!(taken.content_hash(), dataset.content_hash());
    }

    #[test]
    fn halves_join_to_the_whole(dataset in strategies::dataset(), cut in 0_usize..12) {
        let cut = cut.min(dataset.rows());
        let joined = dataset.slice(0, cut).concat(&dataset.slice(cut, dataset.rows())).unwrap();
        prop_assert_eq!(&joined, &dataset);
        prop_assert_eq!(joined.content_hash(), dataset.content_hash());
    }
}
