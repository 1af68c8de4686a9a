//! Expressions of resource manager templates. The lines of an input are expressions: the first names a resource, the second says how
//! often it repeats, the others are parameters and variables that they may name.

use crate::{Files, Target};
use ml_classic::Template;
use ml_graph::Json;

pub(crate) const TARGET: Target = Target {
    name: "expression",
    about: "expressions in templates of the resource manager",
    longest: 4 << 10,
    // Eight hundred repetitions of a resource, each with texts of its own.
    memory_a_byte: 200_000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/expressions.dict"),
};

fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n').map(|line| Json::String(format!("[{line}]")));
    let mut next = || lines.next().unwrap_or_default();
    let resource = object([
        ("type", Json::from("Microsoft.MachineLearning/webServices")),
        ("name", next()),
        ("copy", object([("count", next()), ("name", Json::from("many"))])),
    ]);
    let named = [("a", next()), ("b", next()), ("c", next())];
    let parameters =
        [("p", next()), ("q", next())].map(|(name, text)| (name, object([("defaultValue", text)])));
    let template = object([
        ("parameters", object(parameters)),
        ("variables", object(named)),
        ("resources", Json::Array(vec![resource])),
    ]);
    let evaluated = Template::from_json(template, "").map(|template| template.evaluate(""));
    assert!(evaluated.is_ok(), "a template that is one was refused");
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let expressions: Vec<String> = files
        .texts()
        .into_iter()
        .filter_map(|text| Some(text.strip_prefix('[')?.strip_suffix(']')?.to_owned()))
        .filter(|text| text.contains('(') && !text.contains('\n'))
        .collect();
    let mut seeds: Vec<Vec<u8>> =
        expressions.chunks(7).map(|expressions| expressions.join("\n").into_bytes()).collect();
    seeds.extend(
        [
            "concat(variables('a'), copyIndex(1))\n3\nif(equals(parameters('p'), 'x'), 'y', 'z')\n'b'\njson('{\"k\": [1, 2]}')\n'x'\nnull",
            "variables('a').k[0]\nint('2')\nvariables('c')\nindexOf('abc', 'C')\njson('{\"k\": [1, 2]}')",
            "format('{0}-{1}', toUpper('ä'), padLeft(7, 3, '0'))\nlength(split('a,b', ','))",
            "replace(substring('häuser', 1, 3), 'u', 'uu')\nmax(1, 2)\nunion(json('{}'), json('{}'))\ntake('abc', 2)",
        ]
        .map(|text| text.as_bytes().to_vec()),
    );
    seeds
}
