//! Python and R scripts of modules: what rewrites them for the languages of today, and the comparison that the report shows.

use crate::{Files, Target};
use ml_scripts::{PythonVersion, diff, python, r};

pub(crate) const TARGET: Target = Target {
    name: "scripts",
    about: "Python and R scripts, rewritten for the languages of today",
    longest: 16 << 10,
    // The comparison remembers each of its steps, of which there are at most two thousand.
    memory_a_byte: 8000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/scripts.dict"),
};

/// The first byte says which language it is.
fn run(bytes: &[u8]) {
    let Some((&language, bytes)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let checked = match language % 3 {
        0 => python(&text, PythonVersion::Two),
        1 => python(&text, PythonVersion::Three),
        _ => r(&text).checked,
    };
    assert!(!checked.changes.is_empty() || checked.code == text, "a change that no one speaks of");
    let lines = diff(&text, &checked.code);
    assert!(checked.code != text || lines.is_empty(), "a difference of equal texts");
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let is_script = |text: &String| {
        text.contains('\n')
            && ["import ", "def ", "library(", "maml.", "<- "].iter().any(|word| text.contains(word))
    };
    let mut scripts: Vec<String> = files.texts().into_iter().filter(is_script).collect();
    scripts.push("import urllib2, pandas as pd\ndef azureml_main(a = None, b = None):\n    print 'x', a.ix[0]\n    for k, v in a.iteritems():\n        print >>f, `k`\n    raise ValueError, \"no\"\n    return a.sort('x'),\n".to_owned());
    scripts.push("library(ggplot2)\na <- maml.mapInputPort(1)\nmaml.mapOutputPort(\"a\")\n".to_owned());
    let of = |language: u8| scripts.iter().map(move |text| [&[language], text.as_bytes()].concat());
    of(0).chain(of(1)).chain(of(2)).collect()
}
