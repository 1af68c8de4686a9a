//! Trained models among what comes in: what they are, and to which card they go.

use super::{Incoming, attach_bytes, keep, new_document, stem, waiting};
use crate::state::{Page, Studio};
use js_sys::Uint8Array;
use leptos::prelude::*;
use ml_graph::{AssetKind, PipelineDraft, Severity};
use ml_protocol::{Convert, InputFile, Request, Response};
use std::sync::Arc;
use studio_model::{Command, Point, ReportedModel, SavedDocument};

/// A model goes to the cards of its name, or to the only one without a file; else it gets a card of its own.
pub(super) async fn take(studio: Studio, models: Vec<Incoming>, place: Option<Point>) {
    if studio.page.get_untracked() != Page::Designer {
        new_document(studio, SavedDocument::of_draft(PipelineDraft::new("New pipeline"))).await;
    }
    let mut at = place.unwrap_or(Point::new(0.0, 0.0));
    for model in models {
        let mut cards = waiting(studio, AssetKind::TrainedModel, &model.name);
        if cards.is_empty() {
            cards.extend(only_empty(studio));
        }
        if !cards.is_empty() {
            for card in cards {
                attach_bytes(studio, card, &model.name, &model.bytes).await;
            }
            continue;
        }
        match keep(&model.name, &model.bytes).await {
            Ok(kept) => {
                let outcome = studio.act(Command::AddAsset {
                    kind: AssetKind::TrainedModel,
                    name: stem(&model.name).to_owned(),
                    format: None,
                    file: Some(kept),
                    at: crate::canvas::free_place(studio, at.snapped()),
                });
                if let Some(id) = outcome.and_then(|outcome| outcome.created.into_iter().next()) {
                    look(studio, id, &model.name, &model.bytes);
                }
                at = at.moved(260.0, 0.0);
            }
            Err(error) => studio.toast(Severity::Error, error),
        }
    }
}

/// The one trained model of the open pipeline that has no file, when there is exactly one.
fn only_empty(studio: Studio) -> Option<String> {
    studio.peek(|document| {
        let empty = |asset: &&ml_graph::Asset| {
            asset.kind == AssetKind::TrainedModel && !document.data().contains_key(&asset.id)
        };
        let mut empty = document.draft().assets.iter().filter(empty);
        let first = empty.next()?;
        empty.next().is_none().then(|| first.id.clone())
    })
}

/// Finds out what a model is that was attached to the open pipeline, and keeps it for the report.
pub(super) fn look(studio: Studio, asset: String, name: &str, bytes: &Uint8Array) {
    let is_model = studio.peek(|document| {
        document.draft().asset(&asset).is_some_and(|asset| asset.kind == AssetKind::TrainedModel)
    });
    if !is_model {
        return;
    }
    let (name, bytes) = (name.to_owned(), bytes.clone());
    let document = studio.document_id.get_untracked();
    leptos::task::spawn_local(async move {
        let Ok(blob) = studio.engine.put(bytes).await else { return };
        let convert = Convert { files: vec![InputFile { name, blob }] };
        let Ok(reply) = studio.engine.request(Request::Convert(convert), None).await else { return };
        let Response::Converted(converted) = reply.response else { return };
        let found = ReportedModel::all(&converted.report).into_iter().next();
        if studio.document_id.get_untracked() != document {
            return;
        }
        studio.stored.update(|stored| {
            let models = &mut Arc::make_mut(stored).models;
            match found {
                Some(found) => drop(models.insert(asset, found)),
                None => drop(models.remove(&asset)),
            }
        });
        studio.save_soon();
    });
}
