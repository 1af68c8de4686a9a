//! YAML as JSON, within bounds: aliases cannot multiply, nothing nests without end, no other file is drawn in.

use crate::shape::ReadError;
use ml_graph::Json;
use serde_saphyr::Options;

/// How deep a file may nest; those that people write stay below ten.
const DEPTH: usize = 48;
/// Values and keys in a file: a pipeline of twenty thousand steps has about a million.
const NODES: usize = 4_000_000;
/// Nodes that aliases may repeat.
const REPEATED: usize = 20_000;

/// Parses `text`.
pub(super) fn parse(text: &str) -> Result<Json, ReadError> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| {
        // The parser's own sentence may quote the file.
        let mut explained = if matches!(error.without_snippet(), serde_saphyr::Error::Budget { .. }) {
            ReadError::new(
                "The YAML is larger, deeper or more entangled than any pipeline.",
                "Check where the file comes from; a pipeline has no need of it.",
            )
        } else {
            ReadError::new(
                "The file is not valid YAML.",
                "Mend it at the place named: indentation, quotes, or a key that is there twice.",
            )
        };
        if let Some(location) = error.location() {
            explained.line = Some(location.line()).filter(|line| *line > 0);
            explained.column = explained.line.map(|_| location.column().max(1));
        }
        explained
    })
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH,
            flow_nesting_limit: DEPTH,
            max_nodes: NODES,
            max_events: 2 * NODES,
            max_aliases: REPEATED,
            max_anchors: REPEATED,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: REPEATED,
            max_replay_stack_depth: 8,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use ml_graph::Json;

    #[test]
    fn values_keep_their_kind() {
        let json = parse("a: 1\nb: 0.5\nc: \"1\"\nd: true\ne: [x, y]\nf:\n  g: null\n").unwrap();
        assert_eq!(json.get("a"), Some(&Json::Integer(1)));
        assert_eq!(json.get("b"), Some(&Json::Float(0.5)));
        assert_eq!(json.get("c"), Some(&Json::from("1")));
        assert_eq!(json.get("d"), Some(&Json::Bool(true)));
        assert_eq!(json.get("e").map(Json::items).map(<[Json]>::len), Some(2));
        assert_eq!(json.get("f").and_then(|inner| inner.get("g")), Some(&Json::Null));
    }

    #[test]
    fn bombs_do_not_go_off() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let inner = format!("*a{}, ", level - 1).repeat(10);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", inner.trim_end_matches(", ")));
        }
        assert!(parse(&bomb).is_err());
        assert!(parse(&"[".repeat(10_000)).is_err());
        assert!(parse(&"- ".repeat(10_000)).is_err());
        assert!(parse(&"? ".repeat(10_000)).is_err());
        assert!(
            parse(&(0..2_000).map(|depth| format!("{}k:\n", " ".repeat(depth))).collect::<String>()).is_err()
        );
    }

    #[test]
    fn errors_point_and_never_quote() {
        let error = parse("a: 1\nb: [canary\nc: 2\n").unwrap_err();
        assert!(error.line.is_some(), "{error:?}");
        assert!(!format!("{error:?}").contains("canary"));
        let twice = parse("canary: 1\ncanary: 2\n").unwrap_err();
        assert!(!format!("{twice:?}").contains("canary"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_a_value_or_an_error(text in "(?s).{0,200}", yaml in "[-a-z:&*\\[\\]{}, \n\"'|>!%@#?]{0,120}") {
            let _ = parse(&text);
            let _ = parse(&yaml);
        }
    }
}
