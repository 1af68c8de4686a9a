//! Modules that turn data from one form into another.

// <modules>: kept by `cargo xtask gen`
mod convert_to_arff;
mod convert_to_csv;
mod convert_to_dataset;
mod convert_to_svmlight;
mod convert_to_tsv;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<convert_to_arff::ConvertToArff>(),
    crate::entry::<convert_to_csv::ConvertToCsv>(),
    crate::entry::<convert_to_dataset::ConvertToDataset>(),
    crate::entry::<convert_to_svmlight::ConvertToSvmlight>(),
    crate::entry::<convert_to_tsv::ConvertToTsv>(),
];
// </modules>
