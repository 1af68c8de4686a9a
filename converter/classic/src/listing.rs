//! Lists of datasets, trained models and transforms: where their names stand, which experiments lack.

use crate::shape::{Members, ReadError};
use ml_graph::Json;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedAsset {
    /// The id that experiments refer to.
    pub id: String,
    /// The name people know.
    pub name: Option<String>,
    /// For example `GenericCSV` or `ILearnerDotNet`.
    pub data_type: Option<String>,
    /// All other members.
    pub other: Vec<(String, Json)>,
}

/// A list.
pub type AssetListing = Vec<ListedAsset>;

/// Reads the entries; one without an id is an error.
pub(crate) fn entries(items: Vec<Json>, pointer: &str) -> Result<AssetListing, ReadError> {
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            let place = format!("{pointer}/{index}");
            let mut members = Members::of(item, &place, "An entry of the asset list")?;
            let id = members.text("Id").ok_or_else(|| {
                ReadError::new("An entry of the asset list has no “Id”.", "Export the list again.").at(&place)
            })?;
            Ok(ListedAsset {
                id,
                name: members.text("Name"),
                data_type: members.text("DataTypeId"),
                other: members.rest(),
            })
        })
        .collect()
}
