//! Datasets that are hard on modules, and values for the other ports.

use ml_graph::{ColumnSelection, ParamKind, ParamValue, PortKind, PortSpec, Role};
use ml_modules::{Module, Value};
use ml_table::{Column, Dataset, ElementType, Role as ColumnRole, Values};
use std::collections::BTreeMap;

/// The label column of every dataset here that has one.
pub const LABEL: &str = "label";

/// A dataset and what is hard about it.
pub struct Trial {
    pub name: &'static str,
    pub dataset: Dataset,
}

/// Numbers, text, categories, booleans and dates, with some missing values and a label of two values.
pub fn ordinary(rows: usize) -> Dataset {
    let number = |row: usize| ((row * 37 + 11) % 101) as f64 / 7.0;
    let numbers: Vec<Option<f64>> = (0..rows).map(|row| (row % 13 != 5).then(|| number(row))).collect();
    let others: Vec<f64> = (0..rows).map(|row| number(row * 5 + 3) - 4.0).collect();
    let whole: Vec<i64> = (0..rows).map(|row| (row as i64 * 29) % 17).collect();
    let words: Vec<Option<&str>> =
        (0..rows).map(|row| ["red", "green", "blue", ""].get(row % 5).copied()).collect();
    let flags: Vec<bool> = (0..rows).map(|row| row % 3 == 0).collect();
    let labels: Vec<i64> = (0..rows).map(|row| i64::from(number(row) + others[row] > 5.0)).collect();
    let colour = Column::new("colour", words).to_categorical();
    let when: Vec<Option<i64>> =
        (0..rows).map(|row| Some(1_500_000_000_000 + row as i64 * 86_400_000)).collect();
    let when = Column::new("when", when).convert(ElementType::DateTime).expect("milliseconds are dates");
    Dataset::new([
        Column::new("number", numbers),
        Column::new("other", others),
        Column::new("whole", whole),
        colour,
        Column::new("flag", flags),
        when,
        Column::new(LABEL, labels),
    ])
    .expect("columns of one length")
}

/// Everything that real data does to modules.
pub fn trials() -> Vec<Trial> {
    let ordinary = ordinary(40);
    let rows = ordinary.rows();
    let rename = |names: [&str; 7]| ordinary.renamed(&names.map(str::to_owned));
    let missing = Dataset::new(ordinary.columns().iter().map(|column| {
        let empty = Column::missing_values(column.name(), column.element(), rows);
        if column.is_categorical() { empty.to_categorical() } else { empty }
    }))
    .expect("columns of one length");
    let constant = ordinary.take(&vec![3; rows]);
    let not_finite: Vec<f64> = (0..rows)
        .map(|row| match row % 4 {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => -1e308,
            _ => 1e308,
        })
        .collect();
    let extreme =
        ordinary.with_column(Column::new("number", not_finite)).expect("a column of the same length");
    let whole = Values::from(vec![i64::MAX; rows]);
    let extreme = extreme.with_column(Column::new("whole", whole)).expect("a column of the same length");
    let text = Dataset::new(
        ordinary
            .columns()
            .iter()
            .map(|column| column.convert(ElementType::String).expect("everything can be text").to_plain()),
    )
    .expect("columns of one length");
    vec![
        Trial { name: "no rows", dataset: ordinary.slice(0, 0) },
        Trial { name: "one row", dataset: ordinary.slice(0, 1) },
        Trial { name: "all missing", dataset: missing },
        Trial { name: "constant", dataset: constant },
        Trial {
            name: "names that differ little",
            dataset: rename(["a", "A", " a", "a ", "a (2)", "a_1", LABEL]),
        },
        Trial {
            name: "unicode names",
            dataset: rename(["größe", "価格", "😀", "é", "e\u{301}", "\u{202e}abc", LABEL]),
        },
        Trial {
            name: "names with signs",
            dataset: rename(["a,b", "\"quoted\"", "line\nend", "'; drop table t1; --", "", "$[x]\\", LABEL]),
        },
        Trial { name: "extreme numbers", dataset: extreme },
        Trial { name: "all text", dataset: text },
        Trial { name: "no columns", dataset: Dataset::with_rows(5, Vec::new()).expect("no columns") },
        Trial { name: "ordinary", dataset: ordinary },
    ]
}

/// Parameters that name columns where they must: those the dataset has.
pub fn params(module: &dyn Module, dataset: &Dataset) -> BTreeMap<String, ParamValue> {
    let spec = module.spec();
    let mut params = BTreeMap::new();
    for param in &spec.params {
        let ParamKind::Columns { single, .. } = &param.kind else { continue };
        if !param.required && param.default.is_some() {
            continue;
        }
        let label = dataset.get(LABEL).map_or("label", Column::name);
        let selection = match single {
            true => ColumnSelection::names([label]),
            false => ColumnSelection::all(),
        };
        params.insert(param.id.clone(), ParamValue::Columns(selection));
    }
    params
}

/// A value for a port: the dataset itself, or what the modules of the catalogue make of an ordinary one.
pub fn value(port: &PortSpec, dataset: &Dataset, values: &Makers) -> Option<Value> {
    match port.kind {
        PortKind::Dataset | PortKind::Any => Some(Value::Dataset(dataset.clone())),
        kind => values.of(kind),
    }
}

/// Values for ports that take no datasets, made once by modules that give them.
#[derive(Default)]
pub struct Makers {
    made: Vec<(PortKind, Value)>,
}

impl Makers {
    /// The first value of this kind.
    pub fn of(&self, kind: PortKind) -> Option<Value> {
        self.made.iter().find(|(made, _)| *made == kind).map(|(_, value)| value.clone())
    }

    /// Makes what the running modules give on an ordinary dataset, learners first.
    pub fn new() -> Makers {
        let mut makers = Makers::default();
        let order = |role: Role| match role {
            Role::Learner => 0,
            Role::Trainer => 1,
            _ => 2,
        };
        let mut modules: Vec<&dyn Module> =
            ml_modules::modules().iter().copied().filter(|module| module.spec().runs()).collect();
        modules.sort_by_key(|module| order(module.spec().role));
        for module in modules {
            let spec = module.spec();
            if spec.flags.needs_script.is_some()
                || spec.outputs.iter().all(|port| port.kind == PortKind::Dataset)
            {
                continue;
            }
            let dataset =
                ordinary(60).with_column(Column::new("weightless", vec![1.0; 60])).expect("same length");
            let Ok(outputs) = crate::contract::run(module, &params(module, &dataset), &dataset, &makers)
            else {
                continue;
            };
            makers.made.extend(outputs.into_values().into_values().map(|value| (value.kind(), value)));
        }
        makers
    }
}

/// Marks the label as what it is.
pub fn labelled(dataset: &Dataset) -> Dataset {
    match dataset.get(LABEL) {
        Some(column) => dataset.with_column(column.with_role(ColumnRole::Label)).expect("the same column"),
        None => dataset.clone(),
    }
}
