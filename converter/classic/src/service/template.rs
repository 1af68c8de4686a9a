//! Templates of the resource manager: parameters, variables and resources whose texts are expressions.

use crate::experiment::Other;
use crate::service::expression::{self, Budget, Scope, Unresolved};
use crate::shape::{Members, ReadError};
use ml_graph::Json;
use std::collections::BTreeMap;

/// A template as it was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// Parameters by name, with type and default.
    parameters: Other,
    /// Variables by name.
    variables: Other,
    /// Resources.
    resources: Vec<Json>,
    /// Everything else.
    other: Other,
}

/// What a template comes to without being deployed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluated {
    /// Resources, those inside of others and inside of nested templates included, with full types and names and a pointer to each.
    pub resources: Vec<(String, Json)>,
    /// Pointers to texts that stay as they were, because only a deployment knows their value.
    pub at_deployment: Vec<String>,
    /// Pointers to texts that stay as they were, because they are no expressions that we understand.
    pub not_understood: Vec<String>,
    /// Names of parameters without a value.
    pub unset: Vec<String>,
    /// Parameters, variables and whatever else there is besides resources.
    pub rest: Other,
}

/// The resource type of deployments.
const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";

fn deployment(properties: Json) -> Json {
    Json::Object(vec![
        ("type".to_owned(), Json::from(DEPLOYMENTS)),
        ("name".to_owned(), Json::from("deployment")),
        ("properties".to_owned(), properties),
    ])
}

/// Templates inside templates.
const NESTING: usize = 4;
/// Repetitions of one resource, as the resource manager bounds them.
const COPIES: i64 = 800;
/// Variables that lead to variables.
const CHAIN: usize = 32;

impl Template {
    /// Reads a template.
    pub fn from_json(value: Json, pointer: &str) -> Result<Template, ReadError> {
        let mut members = Members::of(value, pointer, "The template")?;
        let resources = match members.take("resources") {
            // A newer way to write it: resources by a name of their own.
            Some(Json::Object(named)) => named.into_iter().map(|(_, resource)| resource).collect(),
            Some(Json::Array(resources)) => resources,
            // The body of a deployment is a nested one without anything around it.
            _ => match members.take("properties") {
                Some(properties) => vec![deployment(properties)],
                None => Vec::new(),
            },
        };
        let mut object = |name: &str| match members.take(name) {
            Some(Json::Object(inner)) => inner,
            _ => Vec::new(),
        };
        let (parameters, variables) = (object("parameters"), object("variables"));
        Ok(Template { parameters, variables, resources, other: members.rest() })
    }

    /// Works out what does not need a deployment.
    pub fn evaluate(self, pointer: &str) -> Evaluated {
        let mut evaluated = Evaluated::default();
        let mut budget = Budget { steps: 2_000_000, bytes: 64 << 20 };
        self.evaluate_into(pointer, NESTING, &mut budget, &mut evaluated);
        evaluated
    }

    /// Gives a nested template the values that its deployment sets, and, unless it keeps to itself, the names around it.
    fn deployed_by(&mut self, deployment: &Json, around: &Names<'_>) {
        let part =
            |keys: &[&str]| keys.iter().try_fold(deployment, |holder, key| holder.get_ignoring_case(key));
        for (name, set) in part(&["properties", "parameters"]).map_or(&[][..], Json::members) {
            let Some(value) = set.get_ignoring_case("value") else { continue };
            let set = Json::Object(vec![("defaultValue".to_owned(), value.clone())]);
            match self.parameters.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                Some((_, definition)) => *definition = set,
                None => self.parameters.push((name.clone(), set)),
            }
        }
        let scope = part(&["properties", "expressionEvaluationOptions", "scope"]).and_then(Json::as_str);
        if scope.is_some_and(|scope| scope.eq_ignore_ascii_case("inner")) {
            return;
        }
        for (own, around) in
            [(&mut self.parameters, around.parameters), (&mut self.variables, around.variables)]
        {
            for (name, definition) in around {
                if find(own, name).is_none() {
                    own.push((name.clone(), definition.clone()));
                }
            }
        }
    }

    fn evaluate_into(self, pointer: &str, nesting: usize, budget: &mut Budget, evaluated: &mut Evaluated) {
        let Template { parameters, variables, resources, other } = self;
        let mut walk = Walk {
            names: Names {
                parameters: &parameters,
                variables: &variables,
                known: BTreeMap::new(),
                chain: 0,
                copy: None,
            },
            budget,
            evaluated,
            nesting,
        };
        for (index, resource) in resources.into_iter().enumerate() {
            walk.resource(resource, &format!("{pointer}/resources/{index}"), None);
        }
        for (name, definition) in &parameters {
            let set = definition.get_ignoring_case("defaultValue").is_some();
            if !set && !evaluated.unset.contains(name) {
                evaluated.unset.push(name.clone());
            }
        }
        // What is nested keeps its own names apart from those of the whole.
        let whole = evaluated.rest.is_empty();
        if whole {
            evaluated.rest = other;
            for (name, members) in [("parameters", parameters), ("variables", variables)] {
                if !members.is_empty() {
                    evaluated.rest.push((name.to_owned(), Json::Object(members)));
                }
            }
        }
    }
}

struct Walk<'a, 'b> {
    names: Names<'a>,
    budget: &'b mut Budget,
    evaluated: &'b mut Evaluated,
    nesting: usize,
}

impl Walk<'_, '_> {
    /// Adds a resource, and those inside of it after it. `parent` is the type and name of what it stands in.
    fn resource(&mut self, mut resource: Json, pointer: &str, parent: Option<(&str, &str)>) {
        let copies = resource.get_ignoring_case("copy").cloned();
        if let (Some(copy), None) = (copies, self.names.copy) {
            let mut count = copy.get_ignoring_case("count").cloned().unwrap_or_default();
            self.value(&mut count, &format!("{pointer}/copy/count"));
            let count = match &count {
                Json::Integer(count) => Some(*count),
                Json::String(count) => count.parse().ok(),
                _ => None,
            };
            // A count that only a deployment knows: one of them shows what they are like.
            for index in 0..count.unwrap_or(1).clamp(0, COPIES) {
                self.names.copy = Some(index);
                self.resource(resource.clone(), pointer, parent);
            }
            self.names.copy = None;
            return;
        }
        let nested = take(&mut resource, "resources");
        let template = inner_template(&mut resource);
        self.value(&mut resource, pointer);
        if let (Json::Object(members), Some((parent_type, parent_name))) = (&mut resource, parent) {
            for (key, value) in members.iter_mut() {
                let Json::String(text) = value else { continue };
                if key.eq_ignore_ascii_case("type") && !text.starts_with(parent_type) {
                    *text = format!("{parent_type}/{text}");
                } else if key.eq_ignore_ascii_case("name") && !text.contains('/') {
                    *text = format!("{parent_name}/{text}");
                }
            }
        }
        let text =
            |key: &str| resource.get_ignoring_case(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let (own_type, own_name) = (text("type"), text("name"));
        if self.budget.bytes(expression::weight(&resource)).is_err() {
            self.evaluated.not_understood.push(pointer.to_owned());
            return;
        }
        let own = self.evaluated.resources.len();
        self.evaluated.resources.push((pointer.to_owned(), resource));
        if let Some(Json::Array(nested)) = nested {
            for (index, inner) in nested.into_iter().enumerate() {
                self.resource(inner, &format!("{pointer}/resources/{index}"), Some((&own_type, &own_name)));
            }
        }
        if let (Some(template), Some(nesting)) = (template, self.nesting.checked_sub(1)) {
            let place = format!("{pointer}/properties/template");
            if let Ok(mut template) = Template::from_json(template, &place) {
                template.deployed_by(&self.evaluated.resources[own].1, &self.names);
                template.evaluate_into(&place, nesting, self.budget, self.evaluated);
            }
        }
    }

    /// Replaces every expression inside `value` by what it comes to.
    fn value(&mut self, value: &mut Json, pointer: &str) {
        match value {
            Json::String(text) if text.starts_with("[[") => {
                text.remove(0);
            }
            Json::String(text) => {
                let Some(source) = expression::source(text) else { return };
                match expression::evaluate(source, &mut self.names, self.budget) {
                    Ok(result) => *value = result,
                    Err(Unresolved::AtDeployment) => self.evaluated.at_deployment.push(pointer.to_owned()),
                    Err(_) => self.evaluated.not_understood.push(pointer.to_owned()),
                }
            }
            Json::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(item, &format!("{pointer}/{index}"));
                }
            }
            Json::Object(members) => {
                for (name, member) in members {
                    let escaped = name.replace('~', "~0").replace('/', "~1");
                    self.value(member, &format!("{pointer}/{escaped}"));
                }
            }
            _ => {}
        }
    }
}

struct Names<'a> {
    parameters: &'a Other,
    variables: &'a Other,
    /// Values worked out already; none while one is being worked out.
    known: BTreeMap<String, Option<Result<Json, Unresolved>>>,
    chain: usize,
    copy: Option<i64>,
}

impl Names<'_> {
    fn named(
        &mut self,
        key: String,
        definition: Option<&Json>,
        budget: &mut Budget,
    ) -> Result<Json, Unresolved> {
        match self.known.get(&key) {
            Some(Some(known)) => {
                if let Ok(value) = known {
                    budget.bytes(expression::weight(value))?;
                }
                return known.clone();
            }
            // It leads to itself.
            Some(None) => return Err(Unresolved::Function),
            None => {}
        }
        let Some(definition) = definition else { return Err(Unresolved::AtDeployment) };
        if self.chain >= CHAIN {
            return Err(Unresolved::TooLarge);
        }
        self.known.insert(key.clone(), None);
        self.chain += 1;
        let mut value = definition.clone();
        let outcome = self.inner(&mut value, budget).map(|()| value);
        self.chain -= 1;
        self.known.insert(key, Some(outcome.clone()));
        outcome
    }

    fn inner(&mut self, value: &mut Json, budget: &mut Budget) -> Result<(), Unresolved> {
        match value {
            Json::String(text) if text.starts_with("[[") => {
                text.remove(0);
            }
            Json::String(text) => {
                if let Some(source) = expression::source(text) {
                    *value = expression::evaluate(source, self, budget)?;
                }
            }
            Json::Array(items) => {
                for item in items {
                    self.inner(item, budget)?;
                }
            }
            Json::Object(members) => {
                for (_, member) in members {
                    self.inner(member, budget)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Scope for Names<'_> {
    fn parameter(&mut self, name: &str, budget: &mut Budget) -> Result<Json, Unresolved> {
        let parameters = self.parameters;
        let definition =
            find(parameters, name).and_then(|definition| definition.get_ignoring_case("defaultValue"));
        self.named(format!("p/{}", name.to_lowercase()), definition, budget)
    }

    fn variable(&mut self, name: &str, budget: &mut Budget) -> Result<Json, Unresolved> {
        let variables = self.variables;
        self.named(format!("v/{}", name.to_lowercase()), find(variables, name), budget)
    }

    fn copy_index(&self) -> Option<i64> {
        self.copy
    }
}

fn find<'a>(members: &'a Other, name: &str) -> Option<&'a Json> {
    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn take(value: &mut Json, key: &str) -> Option<Json> {
    let Json::Object(members) = value else { return None };
    let place = members.iter().position(|(name, _)| name.eq_ignore_ascii_case(key))?;
    Some(members.remove(place).1)
}

/// The template inside a nested deployment. A linked one stays an address.
fn inner_template(resource: &mut Json) -> Option<Json> {
    let kind = resource.get_ignoring_case("type").and_then(Json::as_str)?;
    if !kind.eq_ignore_ascii_case(DEPLOYMENTS) {
        return None;
    }
    let Json::Object(members) = resource else { return None };
    let (_, properties) = members.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("properties"))?;
    take(properties, "template").filter(|template| matches!(template, Json::Object(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluated(text: &str) -> Evaluated {
        Template::from_json(serde_json::from_str(text).unwrap(), "").unwrap().evaluate("")
    }

    fn names(evaluated: &Evaluated) -> Vec<&str> {
        evaluated.resources.iter().filter_map(|(_, resource)| resource.get("name")?.as_str()).collect()
    }

    #[test]
    fn resources_repeat_nest_and_stand_in_each_other() {
        let found = evaluated(
            r#"{"parameters": {"n": {"defaultValue": 2}}, "resources": [
                {"type": "A/b", "name": "[concat('x', copyIndex())]", "copy": {"count": "[parameters('n')]"}},
                {"type": "A/b", "name": "outer", "resources": [{"type": "c", "name": "inner"}]},
                {"type": "Microsoft.Resources/deployments", "name": "nested", "properties": {"template": {
                    "variables": {"v": "deep"}, "resources": [{"type": "A/b", "name": "[variables('v')]"}]}}}
            ]}"#,
        );
        assert_eq!(names(&found), ["x0", "x1", "outer", "outer/inner", "nested", "deep"]);
        assert_eq!(found.resources[3].1.get("type").and_then(Json::as_str), Some("A/b/c"));
        assert!(found.not_understood.is_empty() && found.at_deployment.is_empty());
    }

    #[test]
    fn nested_templates_know_what_they_are_deployed_with_and_what_is_around_them() {
        let nested = |scope: &str| {
            evaluated(&format!(
                r#"{{"parameters": {{"a": {{"defaultValue": "one"}}}}, "variables": {{"v": "around"}}, "resources": [
                    {{"type": "Microsoft.Resources/deployments", "name": "n", "properties": {{ {scope}
                        "parameters": {{"B": {{"value": "[parameters('a')]"}}}},
                        "template": {{"parameters": {{"b": {{"type": "string"}}}}, "resources": [
                            {{"type": "A/b", "name": "[concat(parameters('b'), variables('v'))]"}}]}}}}}}
                ]}}"#
            ))
        };
        assert_eq!(names(&nested("")), ["n", "onearound"]);
        let alone = nested(r#""expressionEvaluationOptions": {"scope": "inner"},"#);
        assert_eq!(names(&alone)[1], "[concat(parameters('b'), variables('v'))]");
        let body = evaluated(
            r#"{"properties": {"mode": "Incremental", "parameters": {"x": {"value": "deep"}}, "template": {"resources": [{"type": "A/b", "name": "[parameters('x')]"}]}}}"#,
        );
        assert_eq!(names(&body), ["deployment", "deep"]);
    }

    #[test]
    fn circles_and_growth_end() {
        let circle = evaluated(
            r#"{"variables": {"a": "[variables('b')]", "b": "[variables('a')]"}, "resources": [{"name": "[variables('a')]"}]}"#,
        );
        assert_eq!(circle.not_understood, ["/resources/0/name"]);
        let mut variables = String::from(r#""v0": "0123456789012345678901234567890123456789""#);
        for number in 1..30 {
            let before = number - 1;
            variables.push_str(&format!(
                r#", "v{number}": "[concat(variables('v{before}'), variables('v{before}'))]""#
            ));
        }
        let bomb =
            format!(r#"{{"variables": {{{variables}}}, "resources": [{{"name": "[variables('v29')]"}}]}}"#);
        assert_eq!(evaluated(&bomb).not_understood, ["/resources/0/name"]);
    }
}
