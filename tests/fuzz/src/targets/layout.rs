//! The XML that says where modules stand: what reads it, and whether it comes back when it is written.

use crate::{Files, Target};
use ml_classic::Layout;

pub(crate) const TARGET: Target = Target {
    name: "layout",
    about: "the XML of a canvas",
    longest: 16 << 10,
    memory_a_byte: 200,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/layouts.dict"),
};

fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let layout = Layout::parse(&text);
    let places: Vec<(&str, String)> =
        layout.places.iter().map(|place| (place.id.as_str(), place.text.clone())).collect();
    // In a frame of Studio's own, whatever stood around them.
    let again = Layout::parse(&Layout::write(None, &places));
    assert!(!again.broken, "what was written does not read");
    assert_eq!(again.places, layout.places, "places changed on their way");
    let _ = Layout::write(layout.frame.as_deref(), &places);
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let texts = files.texts().into_iter().filter(|text| text.contains("<NodePosition"));
    texts.map(String::into_bytes).chain([b"<a><NodePositions/></a>".to_vec()]).collect()
}
