//! Regression evaluation: errors and how they are spread.

use super::metrics::cards;
use crate::charts::histogram;
use leptos::prelude::*;
use ml_protocol::RegressionEvaluation;

/// One section for each model.
pub(super) fn regression(models: &[RegressionEvaluation]) -> AnyView {
    let several = models.len() > 1;
    let sections = models
        .iter()
        .map(|model| {
            let title = if several { format!("Errors, {}", model.name) } else { "Errors".to_owned() };
            let residuals = (!model.residuals.is_empty())
                .then(|| histogram(title, "Absolute error".to_owned(), &model.residuals, false, false));
            view! {
                <section class="evaluated">
                    {several.then(|| view! { <h3>{model.name.clone()}</h3> })}
                    {cards(&model.metrics)}
                    {residuals}
                </section>
            }
        })
        .collect_view();
    view! { <div class="evaluation evaluated-list">{sections}</div> }.into_any()
}
