//! What script modules share: their inputs as a script sees them, and what came out of it.

use crate::params::Choice;
use crate::{Failure, Frame, Media, Outputs, RunContext, ScriptOutcome, Value};
use ml_table::Dataset;

/// The connected datasets, named after the arguments that take them.
pub fn frames(run: &RunContext<'_>) -> Result<Vec<Frame>, Failure> {
    let mut frames = Vec::new();
    for (number, port, name) in [(1, "dataset1", "dataframe1"), (2, "dataset2", "dataframe2")] {
        if let Some(dataset) = run.optional_dataset(port)? {
            frames.push(Frame { port: number, name: name.to_owned(), dataset: dataset.clone() });
        }
    }
    Ok(frames)
}

/// The zip with further files.
pub fn bundle(run: &RunContext<'_>) -> Result<Option<Vec<u8>>, Failure> {
    match run.input("script_bundle") {
        None => Ok(None),
        Some(Value::Bundle(bytes)) => Ok(Some(bytes.to_vec())),
        Some(other) => Err(Failure::new(
            "run/wrong-kind",
            format!("The input “script_bundle” takes a zip file, but a {} is connected.", other.name()),
            "Connect a zip file.",
        )
        .at_port("script_bundle")),
    }
}

/// A choice as exports write it.
pub fn classic_name<C: Choice>(choice: C) -> String {
    C::OPTIONS[choice.position()].classic.to_owned()
}

/// The first dataset on the first port; on the device port the second one, or else the first picture, or what was printed.
pub fn outputs(done: ScriptOutcome, result: &str, device: &str) -> Outputs {
    let mut rest = done;
    let mut datasets = std::mem::take(&mut rest.datasets).into_iter();
    let first = datasets.next().unwrap_or_else(Dataset::empty);
    let second = match datasets.next() {
        Some(dataset) => Value::Dataset(dataset),
        None => first_picture_or_log(&mut rest),
    };
    Outputs::one(result, first).and(device, second)
}

/// The first picture that a script drew and nobody took yet, or else what it printed.
pub fn first_picture_or_log(done: &mut ScriptOutcome) -> Value {
    if done.images.is_empty() {
        return Value::from(Media::text(&*done.log));
    }
    let (media, bytes) = done.images.remove(0);
    Value::from(Media::picture(media, &bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_device_shows_a_dataset_a_picture_or_the_log() {
        let table = || Dataset::with_rows(2, Vec::new()).unwrap();
        let on_device = |done: ScriptOutcome| outputs(done, "result", "device").get("device").cloned();
        let both = ScriptOutcome { datasets: vec![table(), table()], ..ScriptOutcome::default() };
        assert!(matches!(on_device(both), Some(Value::Dataset(dataset)) if dataset.rows() == 2));
        let drawn = ScriptOutcome {
            datasets: vec![table()],
            log: "hello".to_owned(),
            images: vec![("image/png".to_owned(), vec![1, 2, 3])],
        };
        assert!(matches!(on_device(drawn), Some(Value::Media(media)) if media.content == "AQID"));
        let printed = ScriptOutcome { log: "hello".to_owned(), ..ScriptOutcome::default() };
        assert!(matches!(on_device(printed), Some(Value::Media(media)) if media.content == "hello"));
    }
}
