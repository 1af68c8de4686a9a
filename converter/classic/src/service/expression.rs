//! Expressions of resource manager templates: `[concat(parameters('a'), '-b')]`. A small language without effects, evaluated within a budget.

use ml_graph::Json;

/// Why an expression has no value. Never holds a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unresolved {
    /// It is none that we can read.
    Syntax,
    /// It asks for what only a deployment knows.
    AtDeployment,
    /// A function that we do not know, or arguments that it cannot take.
    Function,
    /// It costs more than it may.
    TooLarge,
}

/// What an expression may cost.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Calls of functions.
    pub(crate) steps: usize,
    /// Bytes of texts made.
    pub(crate) bytes: usize,
}

impl Budget {
    fn step(&mut self) -> Result<(), Unresolved> {
        self.steps = self.steps.checked_sub(1).ok_or(Unresolved::TooLarge)?;
        Ok(())
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<(), Unresolved> {
        self.bytes = self.bytes.checked_sub(count).ok_or(Unresolved::TooLarge)?;
        Ok(())
    }
}

/// Names that a template gives values to.
pub(crate) trait Scope {
    /// The value of a parameter.
    fn parameter(&mut self, name: &str, budget: &mut Budget) -> Result<Json, Unresolved>;
    /// The value of a variable.
    fn variable(&mut self, name: &str, budget: &mut Budget) -> Result<Json, Unresolved>;
    /// Which repetition of a resource this is.
    fn copy_index(&self) -> Option<i64>;
}

/// How deep calls nest at most.
const DEPTH: usize = 48;

/// What is inside the brackets, when `text` is an expression.
pub(crate) fn source(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    (!inner.starts_with('[')).then_some(inner)
}

/// Evaluates what is inside the brackets.
pub(crate) fn evaluate(text: &str, scope: &mut dyn Scope, budget: &mut Budget) -> Result<Json, Unresolved> {
    let mut reader = Reader { text, place: 0 };
    let expression = reader.expression(DEPTH)?;
    reader.space();
    if reader.place < text.len() {
        return Err(Unresolved::Syntax);
    }
    value(&expression, scope, budget)
}

enum Expression {
    Literal(Json),
    Call { name: String, arguments: Vec<Expression> },
    Member { of: Box<Expression>, key: Box<Expression> },
}

struct Reader<'a> {
    text: &'a str,
    place: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.place..]
    }

    fn space(&mut self) {
        self.place += self.rest().len() - self.rest().trim_start().len();
    }

    fn sign(&mut self, sign: char) -> bool {
        self.space();
        let met = self.rest().starts_with(sign);
        if met {
            self.place += sign.len_utf8();
        }
        met
    }

    fn name(&mut self) -> Option<String> {
        self.space();
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        self.place += end;
        (!name.is_empty()).then_some(name)
    }

    fn expression(&mut self, depth: usize) -> Result<Expression, Unresolved> {
        let depth = depth.checked_sub(1).ok_or(Unresolved::TooLarge)?;
        self.space();
        let rest = self.rest();
        let mut expression = if rest.starts_with('\'') {
            Expression::Literal(Json::String(self.text_literal()?))
        } else if rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            let end = rest[1..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| end + 1);
            let number = rest[..end].parse().map_err(|_| Unresolved::Syntax)?;
            self.place += end;
            Expression::Literal(Json::Integer(number))
        } else {
            let mut name = self.name().ok_or(Unresolved::Syntax)?;
            // A function of the template's own: `namespace.function(…)`.
            while self.rest().starts_with('.') {
                self.place += 1;
                name = format!("{name}.{}", self.name().ok_or(Unresolved::Syntax)?);
            }
            if self.sign('(') {
                Expression::Call { name, arguments: self.arguments(depth)? }
            } else {
                let literal = match name.to_ascii_lowercase().as_str() {
                    "true" => Json::Bool(true),
                    "false" => Json::Bool(false),
                    "null" => Json::Null,
                    _ => return Err(Unresolved::Syntax),
                };
                Expression::Literal(literal)
            }
        };
        for _ in 0..DEPTH {
            if self.sign('.') {
                let key = self.name().ok_or(Unresolved::Syntax)?;
                let key = Box::new(Expression::Literal(Json::String(key)));
                expression = Expression::Member { of: Box::new(expression), key };
            } else if self.sign('[') {
                let key = Box::new(self.expression(depth)?);
                if !self.sign(']') {
                    return Err(Unresolved::Syntax);
                }
                expression = Expression::Member { of: Box::new(expression), key };
            } else {
                return Ok(expression);
            }
        }
        Err(Unresolved::TooLarge)
    }

    fn arguments(&mut self, depth: usize) -> Result<Vec<Expression>, Unresolved> {
        let mut arguments = Vec::new();
        if self.sign(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(depth)?);
            if self.sign(')') {
                return Ok(arguments);
            }
            if !self.sign(',') {
                return Err(Unresolved::Syntax);
            }
        }
    }

    /// `'it''s'`.
    fn text_literal(&mut self) -> Result<String, Unresolved> {
        let mut text = String::new();
        self.place += 1;
        loop {
            let rest = self.rest();
            let end = rest.find('\'').ok_or(Unresolved::Syntax)?;
            text.push_str(&rest[..end]);
            let doubled = rest[end + 1..].starts_with('\'');
            self.place += end + if doubled { 2 } else { 1 };
            if !doubled {
                return Ok(text);
            }
            text.push('\'');
        }
    }
}

fn value(expression: &Expression, scope: &mut dyn Scope, budget: &mut Budget) -> Result<Json, Unresolved> {
    budget.step()?;
    match expression {
        Expression::Literal(literal) => Ok(literal.clone()),
        Expression::Member { of, key } => {
            let holder = value(of, scope, budget)?;
            let key = value(key, scope, budget)?;
            let found = match (&holder, &key) {
                (Json::Object(_), Json::String(key)) => holder.get_ignoring_case(key),
                (Json::Array(items), Json::Integer(index)) => {
                    usize::try_from(*index).ok().and_then(|index| items.get(index))
                }
                _ => None,
            };
            found.cloned().ok_or(Unresolved::Function)
        }
        Expression::Call { name, arguments } => {
            let name = name.to_ascii_lowercase();
            // Only the branch that counts needs a value.
            if name == "if" {
                let [condition, then, otherwise] = &arguments[..] else { return Err(Unresolved::Function) };
                let chosen = match value(condition, scope, budget)? {
                    Json::Bool(true) => then,
                    Json::Bool(false) => otherwise,
                    _ => return Err(Unresolved::Function),
                };
                return value(chosen, scope, budget);
            }
            let values = arguments
                .iter()
                .map(|argument| value(argument, scope, budget))
                .collect::<Result<Vec<_>, _>>()?;
            let result = match (name.as_str(), &values[..]) {
                ("parameters", [Json::String(name)]) => return scope.parameter(name, budget),
                ("variables", [Json::String(name)]) => return scope.variable(name, budget),
                ("copyindex", [] | [Json::String(_)]) => {
                    return scope.copy_index().map(Json::Integer).ok_or(Unresolved::AtDeployment);
                }
                ("copyindex", [Json::Integer(offset)] | [Json::String(_), Json::Integer(offset)]) => {
                    let index = scope.copy_index().ok_or(Unresolved::AtDeployment)?;
                    return index.checked_add(*offset).map(Json::Integer).ok_or(Unresolved::Function);
                }
                (name, values) => function(name, values)?,
            };
            budget.bytes(weight(&result))?;
            Ok(result)
        }
    }
}

/// About how many bytes a value takes.
pub(crate) fn weight(value: &Json) -> usize {
    match value {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(|item| weight(item) + 8).sum(),
        Json::Object(members) => members.iter().map(|(name, value)| name.len() + weight(value) + 8).sum(),
        _ => 8,
    }
}

/// What only a deployment knows.
const AT_DEPLOYMENT: [&str; 18] = [
    "deployment",
    "environment",
    "resourcegroup",
    "resourceid",
    "subscription",
    "subscriptionresourceid",
    "tenant",
    "tenantresourceid",
    "extensionresourceid",
    "managementgroup",
    "reference",
    "listkeys",
    "list",
    "listsecrets",
    "uniquestring",
    "guid",
    "newguid",
    "utcnow",
];

fn function(name: &str, values: &[Json]) -> Result<Json, Unresolved> {
    if AT_DEPLOYMENT.contains(&name) || name.starts_with("list") || name == "pickzones" || name == "providers"
    {
        return Err(Unresolved::AtDeployment);
    }
    let text = |text: String| Ok(Json::String(text));
    let number = |number: Option<i64>| number.map(Json::Integer).ok_or(Unresolved::Function);
    match (name, values) {
        ("concat", [Json::Array(_), ..]) => {
            values
                .iter()
                .all(|value| matches!(value, Json::Array(_)))
                .then_some(())
                .ok_or(Unresolved::Function)?;
            Ok(Json::Array(values.iter().flat_map(|value| value.items().iter().cloned()).collect()))
        }
        ("concat", _) => text(values.iter().map(plain).collect::<Result<_, _>>()?),
        ("format", [Json::String(pattern), values @ ..]) => format(pattern, values).and_then(text),
        ("string", [value]) => match value {
            Json::Array(_) | Json::Object(_) => {
                serde_json::to_string(value).map(Json::String).map_err(|_| Unresolved::Function)
            }
            value => plain(value).and_then(text),
        },
        ("int", [Json::Integer(value)]) => Ok(Json::Integer(*value)),
        ("int", [Json::String(value)]) => number(value.trim().parse().ok()),
        ("bool", [value]) => match value {
            Json::Bool(value) => Ok(Json::Bool(*value)),
            Json::Integer(value) => Ok(Json::Bool(*value != 0)),
            value => crate::shape::truth(value).map(Json::Bool).ok_or(Unresolved::Function),
        },
        ("json", [Json::String(value)]) => serde_json::from_str(value).map_err(|_| Unresolved::Function),
        ("null", []) => Ok(Json::Null),
        ("true", []) => Ok(Json::Bool(true)),
        ("false", []) => Ok(Json::Bool(false)),
        ("tolower", [Json::String(value)]) => text(value.to_lowercase()),
        ("toupper", [Json::String(value)]) => text(value.to_uppercase()),
        ("trim", [Json::String(value)]) => text(value.trim().to_owned()),
        ("replace", [Json::String(value), Json::String(from), Json::String(to)]) => {
            if from.is_empty() || value.len().saturating_mul(to.len() + 1) > (16 << 20) {
                return Err(Unresolved::TooLarge);
            }
            text(value.replace(from, to))
        }
        ("substring", [Json::String(value), Json::Integer(start), rest @ ..]) => {
            let length = match rest {
                [] => usize::MAX,
                [Json::Integer(length)] => usize::try_from(*length).map_err(|_| Unresolved::Function)?,
                _ => return Err(Unresolved::Function),
            };
            let start = usize::try_from(*start).map_err(|_| Unresolved::Function)?;
            text(value.chars().skip(start).take(length).collect())
        }
        ("split", [Json::String(value), Json::String(at)]) if !at.is_empty() => {
            Ok(Json::Array(value.split(at.as_str()).map(Json::from).collect()))
        }
        ("join", [Json::Array(items), Json::String(with)]) => {
            text(items.iter().map(plain).collect::<Result<Vec<_>, _>>()?.join(with))
        }
        ("padleft", [value, Json::Integer(length), rest @ ..]) => {
            let value = plain(value)?;
            let fill = match rest {
                [] => ' ',
                [Json::String(fill)] => fill.chars().next().ok_or(Unresolved::Function)?,
                _ => return Err(Unresolved::Function),
            };
            let wanted =
                usize::try_from(*length).ok().filter(|length| *length <= 4096).ok_or(Unresolved::TooLarge)?;
            let missing = wanted.saturating_sub(value.chars().count());
            text(std::iter::repeat_n(fill, missing).chain(value.chars()).collect())
        }
        ("startswith", [Json::String(value), Json::String(start)]) => {
            Ok(Json::Bool(value.to_lowercase().starts_with(&start.to_lowercase())))
        }
        ("endswith", [Json::String(value), Json::String(end)]) => {
            Ok(Json::Bool(value.to_lowercase().ends_with(&end.to_lowercase())))
        }
        ("indexof", [Json::String(value), Json::String(part)]) => {
            // Small letters may be longer than capital ones: the place is one in the text as it was.
            let small = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
            let found = small(value).find(&small(part));
            let mut end = 0;
            let place = found.map(|found| {
                let ends = value.chars().map(|letter| {
                    end += letter.to_lowercase().map(char::len_utf8).sum::<usize>();
                    end
                });
                ends.take_while(|end| *end <= found).count() as i64
            });
            Ok(Json::Integer(place.unwrap_or(-1)))
        }
        ("uricomponent", [Json::String(value)]) => text(percent_encoded(value)),
        ("uri", [Json::String(base), Json::String(path)]) => {
            let base = if base.ends_with('/') {
                base.as_str()
            } else {
                &base[..base.rfind('/').map_or(0, |at| at + 1)]
            };
            text(format!("{base}{}", path.trim_start_matches('/')))
        }
        ("length", [value]) => number(match value {
            Json::String(value) => Some(value.chars().count() as i64),
            Json::Array(items) => Some(items.len() as i64),
            Json::Object(members) => Some(members.len() as i64),
            _ => None,
        }),
        ("empty", [value]) => Ok(Json::Bool(match value {
            Json::Null => true,
            Json::String(value) => value.is_empty(),
            Json::Array(items) => items.is_empty(),
            Json::Object(members) => members.is_empty(),
            _ => return Err(Unresolved::Function),
        })),
        ("first", [Json::Array(items)]) => items.first().cloned().ok_or(Unresolved::Function),
        ("last", [Json::Array(items)]) => items.last().cloned().ok_or(Unresolved::Function),
        ("first", [Json::String(value)]) => text(value.chars().take(1).collect()),
        ("last", [Json::String(value)]) => text(value.chars().next_back().into_iter().collect()),
        ("take", [Json::String(value), Json::Integer(count)]) => {
            text(value.chars().take(usize::try_from(*count).unwrap_or(0)).collect())
        }
        ("skip", [Json::String(value), Json::Integer(count)]) => {
            text(value.chars().skip(usize::try_from(*count).unwrap_or(0)).collect())
        }
        ("contains", [holder, part]) => Ok(Json::Bool(match (holder, part) {
            (Json::String(value), Json::String(part)) => value.contains(part.as_str()),
            (Json::Array(items), part) => items.contains(part),
            (Json::Object(_), Json::String(key)) => holder.get_ignoring_case(key).is_some(),
            _ => return Err(Unresolved::Function),
        })),
        ("coalesce", values) => Ok(values.iter().find(|value| !value.is_null()).cloned().unwrap_or_default()),
        ("array", [value]) => Ok(match value {
            Json::Array(_) => value.clone(),
            value => Json::Array(vec![value.clone()]),
        }),
        ("createarray", values) => Ok(Json::Array(values.to_vec())),
        ("createobject", values) if values.len().is_multiple_of(2) => {
            let pairs = values.chunks_exact(2);
            pairs
                .map(|pair| pair[0].as_str().map(|key| (key.to_owned(), pair[1].clone())))
                .collect::<Option<Vec<_>>>()
                .map(Json::Object)
                .ok_or(Unresolved::Function)
        }
        ("equals", [left, right]) => Ok(Json::Bool(match (left, right) {
            (Json::String(left), Json::String(right)) => left.eq_ignore_ascii_case(right),
            (left, right) => left == right,
        })),
        ("not", [Json::Bool(value)]) => Ok(Json::Bool(!value)),
        ("and" | "or", values) => {
            let flags = values.iter().map(|value| value.as_bool().ok_or(Unresolved::Function));
            let flags = flags.collect::<Result<Vec<_>, _>>()?;
            Ok(Json::Bool(if name == "and" { flags.iter().all(|flag| *flag) } else { flags.contains(&true) }))
        }
        (
            "less" | "lessorequals" | "greater" | "greaterorequals",
            [Json::Integer(left), Json::Integer(right)],
        ) => Ok(Json::Bool(match name {
            "less" => left < right,
            "lessorequals" => left <= right,
            "greater" => left > right,
            _ => left >= right,
        })),
        ("add", [Json::Integer(left), Json::Integer(right)]) => number(left.checked_add(*right)),
        ("sub", [Json::Integer(left), Json::Integer(right)]) => number(left.checked_sub(*right)),
        ("mul", [Json::Integer(left), Json::Integer(right)]) => number(left.checked_mul(*right)),
        ("div", [Json::Integer(left), Json::Integer(right)]) => number(left.checked_div(*right)),
        ("mod", [Json::Integer(left), Json::Integer(right)]) => number(left.checked_rem(*right)),
        ("min" | "max", values) if !values.is_empty() => {
            let numbers = values.iter().map(|value| value.as_i64().ok_or(Unresolved::Function));
            let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
            number(if name == "min" { numbers.into_iter().min() } else { numbers.into_iter().max() })
        }
        _ => Err(Unresolved::Function),
    }
}

/// The text of a single value.
pub(crate) fn plain(value: &Json) -> Result<String, Unresolved> {
    crate::shape::scalar_text(value).ok_or(Unresolved::Function)
}

/// `{0}` and `{1}`; a doubled brace is a brace. Patterns for numbers are not known.
fn format(pattern: &str, values: &[Json]) -> Result<String, Unresolved> {
    let mut text = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' if characters.peek() == Some(&'{') => {
                characters.next();
                text.push('{');
            }
            '}' if characters.peek() == Some(&'}') => {
                characters.next();
                text.push('}');
            }
            '{' => {
                let mut index = String::new();
                loop {
                    match characters.next().ok_or(Unresolved::Function)? {
                        '}' => break,
                        digit => index.push(digit),
                    }
                }
                let index: usize = index.parse().map_err(|_| Unresolved::Function)?;
                let part = plain(values.get(index).ok_or(Unresolved::Function)?)?;
                if text.len() + part.len() > (16 << 20) {
                    return Err(Unresolved::TooLarge);
                }
                text.push_str(&part);
            }
            other => text.push(other),
        }
    }
    Ok(text)
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Names;

    impl Scope for Names {
        fn parameter(&mut self, name: &str, _: &mut Budget) -> Result<Json, Unresolved> {
            match name {
                "name" => Ok(Json::from("income")),
                "sku" => Ok(Json::Object(vec![("Names".to_owned(), Json::Array(vec![Json::from("S1")]))])),
                _ => Err(Unresolved::AtDeployment),
            }
        }

        fn variable(&mut self, _: &str, _: &mut Budget) -> Result<Json, Unresolved> {
            Err(Unresolved::Function)
        }

        fn copy_index(&self) -> Option<i64> {
            Some(2)
        }
    }

    fn of(text: &str) -> Result<Json, Unresolved> {
        evaluate(text, &mut Names, &mut Budget { steps: 10_000, bytes: 1 << 20 })
    }

    #[test]
    fn what_templates_use() {
        let cases = [
            ("concat(parameters('name'), '-', 2)", "income-2"),
            ("CONCAT ( 'it''s' , toUpper( 'ä' ) )", "it'sÄ"),
            ("parameters('sku').names[0]", "S1"),
            ("format('{0}{{{1}}}', 'a', 1)", "a{1}"),
            ("if(equals(length(parameters('name')), 6), 'six', reference('x'))", "six"),
            ("replace(substring('subscription', 0, 3), 'b', 'p')", "sup"),
            ("string(add(copyIndex(1), mul(2, 3)))", "9"),
            ("join(split('a,b', ','), '-')", "a-b"),
            ("uriComponent('a b/ä')", "a%20b%2F%C3%A4"),
            ("json('{\"a\": [1, \"x\"]}').a[1]", "x"),
            ("last(concat(createArray('a'), createArray('b')))", "b"),
            ("padLeft(7, 3, '0')", "007"),
            // The small letter is longer than the capital one.
            ("string(indexOf('İİé', 'É'))", "2"),
        ];
        for (text, expected) in cases {
            assert_eq!(of(text), Ok(Json::from(expected)), "{text}");
        }
    }

    #[test]
    fn what_has_no_value_says_why() {
        assert_eq!(of("resourceId('a/b', 'c')"), Err(Unresolved::AtDeployment));
        assert_eq!(of("listKeys('a').key1"), Err(Unresolved::AtDeployment));
        assert_eq!(of("parameters('unset')"), Err(Unresolved::AtDeployment));
        assert_eq!(of("frobnicate(1)"), Err(Unresolved::Function));
        assert_eq!(of("div(1, 0)"), Err(Unresolved::Function));
        assert_eq!(of("1, 2, 3"), Err(Unresolved::Syntax));
        assert_eq!(of("'open"), Err(Unresolved::Syntax));
        assert_eq!(of(&"concat(".repeat(5000)), Err(Unresolved::TooLarge));
    }

    #[test]
    fn texts_that_grow_stop_at_the_budget() {
        let mut text = "'0123456789'".to_owned();
        for _ in 0..20 {
            text = format!("concat({text}, {text})");
            if text.len() > (1 << 16) {
                break;
            }
        }
        let mut budget = Budget { steps: 1 << 20, bytes: 1 << 12 };
        assert_eq!(evaluate(&text, &mut Names, &mut budget), Err(Unresolved::TooLarge));
    }

    proptest! {
        #[test]
        fn any_text_has_a_value_or_a_reason(text in ".{0,200}") {
            let _ = of(&text);
        }

        #[test]
        fn texts_of_its_own_signs_too(text in "[a-c(),'\\[\\]. 0-9{}-]{0,60}") {
            let _ = of(&text);
            let _ = of(&format!("concat({text})"));
            let _ = of(&format!("format('{text}', 1)"));
        }
    }
}
