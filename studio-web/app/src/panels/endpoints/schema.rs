//! Inputs, outputs and global parameters of an endpoint, column by column.

use crate::charts::format;
use leptos::prelude::*;
use ml_graph::{EndpointColumn, EndpointParameter, EndpointPort, ParamValue};

/// Ports one under the other, each with its columns.
pub(super) fn ports(ports: &[EndpointPort]) -> Option<AnyView> {
    (!ports.is_empty()).then(|| ports.iter().map(port).collect_view().into_any())
}

fn port(port: &EndpointPort) -> AnyView {
    let columns = if port.columns.is_empty() {
        view! { <p class="hint">"The export does not say which columns."</p> }.into_any()
    } else {
        let rows = port.columns.iter().map(column).collect_view();
        view! {
            <table class="plain-table schema-table">
                <thead><tr><th scope="col">"Column"</th><th scope="col">"Type"</th><th scope="col">"Values"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let count =
        (!port.columns.is_empty()).then(|| format::counted(port.columns.len() as u64, "column", "columns"));
    let description =
        (!port.description.is_empty()).then(|| view! { <p class="summary">{port.description.clone()}</p> });
    view! {
        <div class="endpoint-port">
            <h3>{port.name.clone()} <span class="hint">{count}</span></h3>
            {description}
            {columns}
        </div>
    }
    .into_any()
}

fn column(column: &EndpointColumn) -> AnyView {
    let mut kind = column.element_type.clone();
    if !column.format.is_empty() && !column.format.eq_ignore_ascii_case(&column.element_type) {
        kind.push_str(&format!(" ({})", column.format));
    }
    let mut values = column.levels.join(", ");
    if column.nullable {
        values.push_str(if values.is_empty() { "may be missing" } else { "; may be missing" });
    }
    view! {
        <tr>
            <th scope="row">{column.name.clone()}</th>
            <td>{kind}</td>
            <td>{values}</td>
        </tr>
    }
    .into_any()
}

/// What callers may set.
pub(super) fn parameters(parameters: &[EndpointParameter]) -> Option<AnyView> {
    if parameters.is_empty() {
        return None;
    }
    let row = |parameter: &EndpointParameter| {
        let description = parameter.description.trim();
        let said = !description.is_empty() && description != parameter.name;
        view! {
            <tr>
                <th scope="row">
                    {parameter.name.clone()}
                    {said.then(|| view! { <div class="hint">{description.to_owned()}</div> })}
                </th>
                <td>{parameter.value_type.clone()}</td>
                <td>{parameter.value.as_ref().map(value).unwrap_or_default()}</td>
                <td>{allowed(parameter)}</td>
            </tr>
        }
    };
    let rows = parameters.iter().map(row).collect_view();
    Some(
        view! {
            <table class="plain-table schema-table">
                <thead><tr><th scope="col">"Parameter"</th><th scope="col">"Type"</th><th scope="col">"Without a value"</th><th scope="col">"Allowed"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    )
}

fn value(value: &ParamValue) -> String {
    match value {
        ParamValue::Text(text) => text.clone(),
        ParamValue::Integer(number) => number.to_string(),
        ParamValue::Float(number) => number.to_string(),
        ParamValue::Bool(value) => value.to_string(),
        ParamValue::Secret(_) => "a credential".to_owned(),
        ParamValue::Null => String::new(),
        ParamValue::Columns(_) | ParamValue::Range(_) => serde_json::to_string(value).unwrap_or_default(),
    }
}

/// The values a caller may send.
fn allowed(parameter: &EndpointParameter) -> String {
    match (parameter.minimum, parameter.maximum) {
        _ if !parameter.choices.is_empty() => parameter.choices.join(", "),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_said_in_words() {
        let of = |minimum, maximum| {
            allowed(&EndpointParameter { minimum, maximum, ..EndpointParameter::default() })
        };
        assert_eq!(of(Some(0.0), Some(1.5)), "0 to 1.5");
        assert_eq!(of(Some(1.0), None), "at least 1");
        assert_eq!(of(None, None), "");
        let choices =
            EndpointParameter { choices: vec!["a".into(), "b".into()], ..EndpointParameter::default() };
        assert_eq!(allowed(&choices), "a, b");
    }
}
