//! Reading and writing JSON.

use crate::sample;
use ml_graph::{Json, PipelineDraft};
use ml_protocol::{Event, EventKind, Response};
use studio_model::json::{indent, read};

#[test]
fn drafts_come_back_as_they_were() -> Result<(), serde_json::Error> {
    let document = sample::document();
    let text = serde_json::to_string(document.draft())?;
    assert_eq!(&read::<PipelineDraft>(&text)?, document.draft());
    assert_eq!(&read::<PipelineDraft>(&indent(&text))?, document.draft());
    Ok(())
}

#[test]
fn text_for_people_is_what_serde_json_writes() -> Result<(), serde_json::Error> {
    let text = r#"{"a":[],"b":{},"c":[1,-2.5e300,[{}]],"d":{"e":"x, {\"y\": [\\\\]}\\","f":null},"g":[[],[true]],"ä\n":""}"#;
    let value: Json = read(text)?;
    assert_eq!(serde_json::to_string(&value)?, text.replace("e300", "e+300"));
    assert_eq!(indent(&serde_json::to_string(&value)?), serde_json::to_string_pretty(&value)?);
    Ok(())
}

#[test]
fn values_keep_key_order_repetition_and_the_kind_of_numbers() -> Result<(), serde_json::Error> {
    let text = r#"{"z":1,"a":1.0,"z":18446744073709551615,"m":-9223372036854775808}"#;
    assert_eq!(serde_json::to_string(&read::<Json>(text)?)?, text);
    assert_eq!(read::<Vec<u8>>("[1, 2]")?, [1, 2]);
    Ok(())
}

#[test]
fn messages_are_read_through_their_tags() -> Result<(), serde_json::Error> {
    let event: Event = read(r#"{"sequence":7,"at_ms":12,"event":"skipped","node":"n1"}"#)?;
    assert_eq!(event, Event { sequence: 7, at_ms: 12, kind: EventKind::Skipped { node: "n1".to_owned() } });
    assert_eq!(read::<Response>(r#"{"response":"done"}"#)?, Response::Done);
    Ok(())
}

#[test]
fn what_is_no_json_or_another_shape_is_refused() {
    for text in ["", "{", "[1] 2", "nonsense", "{\"sequence\": \"seven\"}"] {
        assert!(read::<Event>(text).is_err(), "{text}");
    }
    let error = read::<PipelineDraft>("{}").expect_err("a draft needs a schema");
    assert!(error.to_string().contains("missing field"), "{error}");
}
