//! Images.

// <modules>: kept by `cargo xtask gen`
mod import_images;
mod pretrained_cascade_image_classification;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<import_images::ImportImages>(),
    crate::entry::<pretrained_cascade_image_classification::PretrainedCascadeImageClassification>(),
];
// </modules>
