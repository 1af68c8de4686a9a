//! Modules that bring data in.

// <modules>: kept by `cargo xtask gen`
mod enter_data_manually;
mod export_data;
mod import_data;
mod load_trained_model;
mod unpack_zipped_datasets;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<enter_data_manually::EnterDataManually>(),
    crate::entry::<export_data::ExportData>(),
    crate::entry::<import_data::ImportData>(),
    crate::entry::<load_trained_model::LoadTrainedModel>(),
    crate::entry::<unpack_zipped_datasets::UnpackZippedDatasets>(),
];
// </modules>
