//! Column selections resolved against a schema.

use crate::schema::nearest;
use crate::{ColumnSchema, ElementType, Role, Schema, TableError};
use ml_graph::{ColumnRule, ColumnSelect, ColumnSelection};

/// Positions of the selected columns.
///
/// Rules apply in order: an including one adds columns, an excluding one removes them; the result is in the order of the schema.
/// With `keep_order_and_duplicates` the one including rule decides order and repetition. No rules select nothing.
pub fn resolve(selection: &ColumnSelection, schema: &Schema) -> Result<Vec<usize>, TableError> {
    let Some(first) = selection.rules.first() else { return Ok(Vec::new()) };
    if first.exclude {
        return Err(invalid("its first rule excludes columns before any were included"));
    }
    if selection.keep_order_and_duplicates {
        if selection.rules.len() > 1 {
            return Err(invalid("with duplicates and order kept there can be one rule only"));
        }
        return matches(first, schema);
    }
    let mut chosen = vec![false; schema.len()];
    for rule in &selection.rules {
        for position in matches(rule, schema)? {
            chosen[position] = !rule.exclude;
        }
    }
    Ok((0..chosen.len()).filter(|&position| chosen[position]).collect())
}

/// Like [`resolve`], but at least one column must be selected.
pub fn resolve_some(selection: &ColumnSelection, schema: &Schema) -> Result<Vec<usize>, TableError> {
    let positions = resolve(selection, schema)?;
    if positions.is_empty() { Err(TableError::NothingSelected) } else { Ok(positions) }
}

/// Like [`resolve`], but exactly one column must be selected.
pub fn resolve_one(selection: &ColumnSelection, schema: &Schema) -> Result<usize, TableError> {
    match resolve(selection, schema)?.as_slice() {
        [] => Err(TableError::NothingSelected),
        [position] => Ok(*position),
        several => Err(TableError::SeveralSelected { count: several.len() }),
    }
}

fn invalid(reason: &str) -> TableError {
    TableError::SelectionInvalid { reason: reason.to_owned() }
}

/// The columns a rule names, in the order it names them.
fn matches(rule: &ColumnRule, schema: &Schema) -> Result<Vec<usize>, TableError> {
    match &rule.select {
        ColumnSelect::All {} => Ok((0..schema.len()).collect()),
        ColumnSelect::Names(names) => {
            let known = schema.positions();
            names
                .iter()
                .map(|name| {
                    known.get(name.as_str()).copied().ok_or_else(|| TableError::ColumnNotFound {
                        name: name.clone(),
                        nearest: nearest(name, schema.names()),
                    })
                })
                .collect()
        }
        ColumnSelect::Indexes(indexes) => {
            let mut positions = Vec::new();
            for text in indexes {
                positions.extend(index_range(text, schema.len())?);
            }
            Ok(positions)
        }
        ColumnSelect::Types { types, kinds } => {
            let types = types.iter().map(|name| TypeFilter::read(name)).collect::<Result<Vec<_>, _>>()?;
            let roles = kinds.iter().map(|name| role_filter(name)).collect::<Result<Vec<_>, _>>()?;
            let fits = |column: &ColumnSchema| {
                (types.is_empty() || types.iter().any(|filter| filter.fits(column)))
                    && (roles.is_empty()
                        || roles.iter().any(|role| role.is_none_or(|role| role == column.role)))
            };
            Ok((0..schema.len()).filter(|&position| fits(&schema.columns[position])).collect())
        }
    }
}

/// `3` or `2-5`, counting from 1, as 0-based positions.
fn index_range(text: &str, columns: usize) -> Result<std::ops::Range<usize>, TableError> {
    let parse = |part: &str| {
        part.trim()
            .parse::<usize>()
            .map_err(|_| TableError::ColumnIndexUnreadable { text: part.trim().to_owned() })
    };
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (parse(first)?, parse(last)?),
        None => {
            let index = parse(text)?;
            (index, index)
        }
    };
    if last < first {
        return Err(TableError::ColumnRangeUnreadable { text: text.to_owned() });
    }
    if first == 0 || last > columns {
        return Err(TableError::ColumnIndexOutOfRange { index: text.to_owned(), columns });
    }
    Ok(first - 1..last)
}

enum TypeFilter {
    All,
    Numeric,
    Categorical,
    Element(ElementType),
}

impl TypeFilter {
    fn read(name: &str) -> Result<TypeFilter, TableError> {
        match name.trim().to_ascii_lowercase().as_str() {
            "all" => Ok(TypeFilter::All),
            "numeric" => Ok(TypeFilter::Numeric),
            "categorical" => Ok(TypeFilter::Categorical),
            other => match ElementType::from_name(other) {
                Some(element) => Ok(TypeFilter::Element(element)),
                None => Err(invalid(&format!("`{name}` is not a column type"))),
            },
        }
    }

    fn fits(&self, column: &ColumnSchema) -> bool {
        match self {
            TypeFilter::All => true,
            TypeFilter::Numeric => column.element.is_numeric(),
            TypeFilter::Categorical => column.categorical,
            TypeFilter::Element(element) => column.element == *element,
        }
    }
}

/// A role, or none for all of them.
fn role_filter(name: &str) -> Result<Option<Role>, TableError> {
    match name.trim() {
        all if all.eq_ignore_ascii_case("all") => Ok(None),
        "" => Err(invalid("a column kind is empty")),
        other => {
            Role::from_name(other).map(Some).ok_or_else(|| invalid(&format!("`{name}` is not a column kind")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        Schema::new([
            ColumnSchema::new("id", ElementType::Integer),
            ColumnSchema::new("city", ElementType::String).with_categorical(true),
            ColumnSchema::new("price", ElementType::Double).with_role(Role::Label),
            ColumnSchema::new("note", ElementType::String),
        ])
    }

    fn selection(json: &str) -> ColumnSelection {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn rules_fold_in_order_into_dataset_order() {
        let chosen = |json: &str| resolve(&selection(json), &schema()).unwrap();
        assert_eq!(chosen(r#"{"rules":[{"names":["price","id"]}]}"#), [0, 2]);
        assert_eq!(chosen(r#"{"rules":[{"all":{}},{"exclude":true,"types":{"types":["String"]}}]}"#), [0, 2]);
        assert_eq!(
            chosen(r#"{"rules":[{"all":{}},{"exclude":true,"indexes":["1-3"]},{"names":["city"]}]}"#),
            [1, 3]
        );
        assert_eq!(chosen(r#"{"rules":[{"types":{"types":["Categorical"],"kinds":["Feature"]}}]}"#), [1]);
        assert_eq!(chosen(r#"{"rules":[{"types":{"types":["Numeric"],"kinds":["All"]}}]}"#), [0, 2]);
        assert_eq!(chosen(r#"{"rules":[{"types":{"kinds":["Label"]}}]}"#), [2]);
        assert_eq!(chosen(r#"{"rules":[]}"#), [0; 0]);
    }

    #[test]
    fn order_and_duplicates_are_kept_on_request() {
        let json = r#"{"rules":[{"indexes":["3","1-2","3"]}],"keep_order_and_duplicates":true}"#;
        assert_eq!(resolve(&selection(json), &schema()).unwrap(), [2, 0, 1, 2]);
    }

    #[test]
    fn faults_are_told_apart() {
        let fault = |json: &str| resolve(&selection(json), &schema()).unwrap_err();
        assert_eq!(
            fault(r#"{"rules":[{"names":["Pirce"]}]}"#).to_string(),
            "there is no column named `Pirce`; did you mean `price`?"
        );
        assert_eq!(fault(r#"{"rules":[{"indexes":["5"]}]}"#).code(), "error-0001");
        assert_eq!(fault(r#"{"rules":[{"indexes":["x"]}]}"#).code(), "error-0059");
        assert_eq!(fault(r#"{"rules":[{"indexes":["3-2"]}]}"#).code(), "error-0060");
        assert_eq!(fault(r#"{"rules":[{"exclude":true,"all":{}}]}"#).code(), "error-0002");
        assert_eq!(resolve_one(&ColumnSelection::all(), &schema()).unwrap_err().code(), "error-0002");
        assert_eq!(resolve_some(&ColumnSelection::default(), &schema()), Err(TableError::NothingSelected));
    }
}
