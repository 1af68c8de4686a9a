//! Modules that run the user's own code.

mod custom;
mod outcome;

pub use custom::CustomModule;

// <modules>: kept by `cargo xtask gen`
mod create_python_model;
mod execute_python_script;
mod execute_r_script;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<create_python_model::CreatePythonModel>(),
    crate::entry::<execute_python_script::ExecutePythonScript>(),
    crate::entry::<execute_r_script::ExecuteRScript>(),
];
// </modules>
