//! Which saved model belongs to which trained model of a draft: exports name models in several ways, and files often in another.

use ml_convert::DataFile;
use ml_graph::{Asset, AssetKind};

/// A file for an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Position of the asset.
    pub asset: usize,
    /// Position of the file.
    pub file: usize,
    /// Whether only this asset and this file were left for each other, with no name to go by.
    pub assumed: bool,
}

/// Pairs trained models with saved ones: by name, or when there is one of each and no name says otherwise.
pub fn pair(assets: &[&Asset], files: &[DataFile]) -> Vec<Pair> {
    let models: Vec<usize> =
        (0..files.len()).filter(|&file| ml_interop::is_saved_model(&files[file].bytes)).collect();
    let wanted: Vec<usize> =
        (0..assets.len()).filter(|&asset| assets[asset].kind == AssetKind::TrainedModel).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    for &asset in &wanted {
        let named = models.iter().find(|&&file| is_named(assets[asset], &files[file].name));
        pairs.extend(named.map(|&file| Pair { asset, file, assumed: false }));
    }
    let left: Vec<usize> =
        wanted.into_iter().filter(|asset| pairs.iter().all(|pair| pair.asset != *asset)).collect();
    let unused: Vec<usize> =
        models.into_iter().filter(|file| pairs.iter().all(|pair| pair.file != *file)).collect();
    if let ([asset], [file]) = (left.as_slice(), unused.as_slice()) {
        pairs.push(Pair { asset: *asset, file: *file, assumed: true });
    }
    pairs
}

/// Whether a file is called like an asset: its name, its id or a part of it, or the file where it was kept.
fn is_named(asset: &Asset, file: &str) -> bool {
    let stem = plain(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
    let kept = asset.location.as_deref().and_then(|location| {
        let path = location.split(['?', '#']).next()?;
        let name = path.rsplit(['/', '\\']).next()?;
        Some(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
    });
    let id = asset.source_id.as_deref().unwrap_or(&asset.id);
    let names = [Some(asset.name.as_str()), Some(id), id.split('.').nth(1), kept];
    !stem.is_empty() && names.into_iter().flatten().any(|name| plain(name) == stem)
}

/// Letters and digits, and no word of what every such asset is called.
fn plain(name: &str) -> String {
    let name = name.to_lowercase().replace("[trained model]", "");
    name.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str, location: Option<&str>) -> Asset {
        Asset {
            id: format!("ws.{}.v1-default-1", name.len()),
            kind: AssetKind::TrainedModel,
            name: name.to_owned(),
            format: None,
            location: location.map(str::to_owned),
            source_id: None,
            position: None,
        }
    }

    fn model(name: &str) -> DataFile {
        let bytes = b"\0\x01\0\0\0\xFF\xFF\xFF\xFF\x01\0\0\0\0\0\0\0\x0B".to_vec();
        DataFile { name: name.to_owned(), bytes }
    }

    fn pairs(assets: &[Asset], files: &[DataFile]) -> Vec<(usize, usize, bool)> {
        let assets: Vec<&Asset> = assets.iter().collect();
        pair(&assets, files).into_iter().map(|pair| (pair.asset, pair.file, pair.assumed)).collect()
    }

    #[test]
    fn names_ids_and_addresses_pair() {
        let assets = [
            asset("Moods [trained model]", None),
            asset("Other", Some("https://x.example/models/0a1b.ilearner?sig=s")),
            asset("By its id!", None),
        ];
        let files = [model("10.ilearner"), model("0A1B.ilearner"), model("moods.ilearner")];
        assert_eq!(pairs(&assets, &files), [(0, 2, false), (1, 1, false), (2, 0, false)]);
    }

    #[test]
    fn a_single_pair_needs_no_names_but_several_do() {
        assert_eq!(pairs(&[asset("a", None)], &[model("b.ilearner")]), [(0, 0, true)]);
        assert_eq!(pairs(&[asset("a", None), asset("c", None)], &[model("b.ilearner")]), []);
        assert_eq!(pairs(&[asset("a", None)], &[model("b.ilearner"), model("c.ilearner")]), []);
        let data = DataFile { name: "a.ilearner".to_owned(), bytes: b"x,y\n1,2\n".to_vec() };
        assert_eq!(pairs(&[asset("a", None)], &[data]), []);
    }
}
