//! Multiclass evaluation: metrics and who was taken for whom.

use super::metrics::cards;
use crate::charts::heat_map;
use leptos::prelude::*;
use ml_protocol::MulticlassEvaluation;

/// One section for each model.
pub(super) fn multiclass(models: &[MulticlassEvaluation]) -> AnyView {
    let several = models.len() > 1;
    let sections = models
        .iter()
        .map(|model| {
            let title = if several {
                format!("Confusion matrix, {}", model.name)
            } else {
                "Confusion matrix".to_owned()
            };
            view! {
                <section class="evaluated">
                    {several.then(|| view! { <h3>{model.name.clone()}</h3> })}
                    {cards(&model.metrics)}
                    {heat_map(title, &model.confusion)}
                </section>
            }
        })
        .collect_view();
    view! { <div class="evaluation evaluated-list">{sections}</div> }.into_any()
}
