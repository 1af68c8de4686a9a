//! Modules that choose rows.

mod expression;

// <modules>: kept by `cargo xtask gen`
mod partition_and_sample;
mod split_data;

pub(crate) const MODULES: &[&dyn crate::Module] =
    &[crate::entry::<partition_and_sample::PartitionAndSample>(), crate::entry::<split_data::SplitData>()];
// </modules>
