//! What a file can hold.

use crate::designer::DesignerKind;
use crate::experiment::Other;
use crate::listing::AssetListing;
use crate::service::ServiceKind;
use ml_graph::Json;

/// One thing found in a file.
#[derive(Debug)]
pub struct Found {
    /// The file, with the path inside a package after `!`.
    pub file: String,
    /// JSON pointer to it; empty for the whole file.
    pub pointer: String,
    /// `classic-experiment`, `classic-submission`, `mlclassic-report`, …
    pub format: &'static str,
    /// What it is.
    pub content: Content,
}

impl Found {
    /// Something at a place in a file.
    pub(crate) fn at(file: &str, pointer: &str, format: &'static str, content: Content) -> Found {
        Found { file: file.to_owned(), pointer: pointer.to_owned(), format, content }
    }

    /// Something that is the whole of a file.
    pub(super) fn whole(file: &str, format: &'static str, content: Content) -> Found {
        Found::at(file, "", format, content)
    }
}

/// The things we know.
#[derive(Debug)]
pub enum Content {
    /// An experiment, still as JSON so that credentials can be taken out before anything else looks at it; read it with
    /// [`crate::Experiment::from_json`].
    Experiment(Json),
    /// Names of assets.
    Listing(AssetListing),
    /// Descriptions of modules, still as JSON so that credentials can be taken out first; read each with
    /// [`crate::DescribedModule::from_json`].
    Modules(Vec<Json>),
    /// A custom module with its code, as JSON for the same reason; read it with [`crate::ModulePackage::from_json`].
    Package(Json),
    /// A pipeline draft of ours.
    Draft(Json),
    /// An endpoint definition of ours.
    Endpoint(Json),
    /// Something of the designer, still as JSON so that credentials can be taken out first.
    Designer {
        /// What to read it as.
        kind: DesignerKind,
        /// The thing itself.
        json: Json,
    },
    /// A pipeline of Azure Machine Learning with all that it refers to, still as JSON; read it with [`crate::PipelineJob::from_json`].
    Pipeline(Json),
    /// A file of a pipeline or workspace that says nothing by itself.
    Part,
    /// Something about web services, still as JSON so that credentials can be taken out first.
    Service {
        /// What to read it as.
        kind: ServiceKind,
        /// The thing itself.
        json: Json,
    },
    /// A data file.
    Data {
        /// What it is by content.
        kind: DataKind,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// What an inventory report says of a subscription or workspace besides experiments and assets.
    Inventory(Other),
}

/// What a data file is by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// Comma separated.
    Csv,
    /// Tab separated.
    Tsv,
    /// Weka's format.
    Arff,
    /// Sparse rows.
    SvmLight,
    /// Parquet.
    Parquet,
    /// Arrow IPC file.
    Arrow,
    /// Excel workbook.
    Excel,
    /// A package of files that are no exports: scripts, data.
    Zip,
    /// Objects of .NET: a trained model that the Studio saved.
    SavedModel,
}
