//! What `#[param(…)]` says of a field.

use crate::names::documentation;
use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, Expr, ExprLit, Field, Ident, Lit, LitStr, Result, Token, Type, parenthesized};

/// A parameter as its field describes it.
pub(crate) struct Parameter {
    pub(crate) field: Ident,
    pub(crate) kind: Type,
    pub(crate) classic: LitStr,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) help: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) default: Option<Expr>,
    pub(crate) min: Option<Expr>,
    pub(crate) max: Option<Expr>,
    pub(crate) integer: bool,
    pub(crate) logarithmic: bool,
    pub(crate) required: bool,
    pub(crate) multiline: bool,
    pub(crate) script: Option<LitStr>,
    pub(crate) columns: Option<(LitStr, bool)>,
    pub(crate) when: Option<(LitStr, When)>,
}

/// A field whose struct holds parameters that several modules share.
pub(crate) struct Group {
    pub(crate) field: Ident,
    pub(crate) kind: Type,
    /// Defaults that differ in this module, by parameter.
    pub(crate) defaults: Vec<(String, Expr)>,
    /// Titles that differ in this module, by parameter.
    pub(crate) titles: Vec<(String, Expr)>,
}

impl Group {
    /// Reads a field with `#[param(flatten, …)]`; none when it is a parameter of its own.
    pub(crate) fn read(field: &Field) -> Result<Option<Group>> {
        let attribute = field.attrs.iter().find(|attribute| attribute.path().is_ident("param"));
        let (Some(ident), Some(attribute)) = (&field.ident, attribute) else { return Ok(None) };
        attribute.parse_args_with(|input: ParseStream<'_>| {
            if !input.peek(Ident) {
                // The rest is for those who read a parameter.
                input.parse::<TokenStream>()?;
                return Ok(None);
            }
            let key: Ident = input.parse()?;
            if key != "flatten" {
                return Err(Error::new_spanned(key, "begin with the internal name, or with `flatten`"));
            }
            let (mut defaults, mut titles) = (Vec::new(), Vec::new());
            while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
                let parameter: Ident = input.parse()?;
                input.parse::<Token![.]>()?;
                let what: Ident = input.parse()?;
                let differing = match what.to_string().as_str() {
                    "default" => &mut defaults,
                    "title" => &mut titles,
                    _ => {
                        return Err(Error::new_spanned(
                            what,
                            "of a shared parameter, `default` and `title` can differ",
                        ));
                    }
                };
                differing.push((parameter.to_string(), expression(input)?));
            }
            Ok(Some(Group { field: ident.clone(), kind: field.ty.clone(), defaults, titles }))
        })
    }
}

/// `other == value | value`.
pub(crate) struct When {
    pub(crate) param: String,
    pub(crate) values: Vec<Value>,
}

/// A value in a condition.
#[derive(Debug, PartialEq)]
pub(crate) enum Value {
    Bool(bool),
    Integer(i64),
    Text(String),
}

impl Parameter {
    /// Reads a field and its attribute.
    pub(crate) fn read(field: &Field) -> Result<Parameter> {
        let Some(ident) = &field.ident else {
            return Err(Error::new_spanned(field, "parameters are named fields"));
        };
        let help = documentation(&field.attrs);
        if help.is_empty() {
            return Err(Error::new_spanned(field, "a parameter has a doc comment: it is the tooltip"));
        }
        let Some(attribute) = field.attrs.iter().find(|attribute| attribute.path().is_ident("param")) else {
            return Err(Error::new_spanned(field, "say what exports call it: `#[param(\"Internal name\")]`"));
        };
        attribute.parse_args_with(|input: ParseStream<'_>| {
            let classic: LitStr = input.parse()?;
            let mut parameter = Parameter {
                field: ident.clone(),
                kind: field.ty.clone(),
                id: ident.to_string().trim_start_matches("r#").to_owned(),
                title: classic.value(),
                classic,
                help,
                aliases: Vec::new(),
                default: None,
                min: None,
                max: None,
                integer: false,
                logarithmic: false,
                required: false,
                multiline: false,
                script: None,
                columns: None,
                when: None,
            };
            while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
                parameter.read_key(input)?;
            }
            Ok(parameter)
        })
    }

    fn read_key(&mut self, input: ParseStream<'_>) -> Result<()> {
        let key: Ident = input.parse()?;
        match key.to_string().as_str() {
            "integer" => self.integer = true,
            "logarithmic" => self.logarithmic = true,
            "required" => self.required = true,
            "multiline" => self.multiline = true,
            "title" => self.title = text(input)?.value(),
            "id" => self.id = text(input)?.value(),
            "default" => self.default = Some(expression(input)?),
            "min" => self.min = Some(expression(input)?),
            "max" => self.max = Some(expression(input)?),
            "script" => {
                let language = text(input)?;
                if !matches!(language.value().as_str(), "python" | "r" | "sql" | "netsharp") {
                    return Err(Error::new_spanned(&language, "a script is in python, r, sql or netsharp"));
                }
                self.script = Some(language);
            }
            "when" => {
                let condition = text(input)?;
                self.when = Some((condition.clone(), When::read(&condition)?));
            }
            "aliases" => {
                let list;
                parenthesized!(list in input);
                let names: Punctuated<LitStr, Token![,]> =
                    list.parse_terminated(|item| item.parse::<LitStr>(), Token![,])?;
                self.aliases = names.iter().map(LitStr::value).collect();
            }
            "columns" | "column" => {
                let port;
                parenthesized!(port in input);
                self.columns = Some((port.parse()?, key == "column"));
            }
            _ => {
                return Err(Error::new_spanned(
                    &key,
                    format!(
                        "unknown key `{key}`; known are title, aliases, id, default, min, max, integer, logarithmic, when, required, \
                         columns, column, script, multiline"
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Whether the default is a text literal, which is converted to the field's type.
    pub(crate) fn default_is_text(&self) -> bool {
        matches!(&self.default, Some(Expr::Lit(ExprLit { lit: Lit::Str(_), .. })))
    }
}

impl When {
    fn read(condition: &LitStr) -> Result<When> {
        let text = condition.value();
        let Some((param, values)) = text.split_once("==") else {
            return Err(Error::new_spanned(condition, "a condition reads `other == value | value`"));
        };
        let values: Vec<Value> = values.split('|').map(|value| Value::read(value.trim())).collect();
        if param.trim().is_empty() || values.contains(&Value::Text(String::new())) {
            return Err(Error::new_spanned(condition, "a condition reads `other == value | value`"));
        }
        Ok(When { param: param.trim().to_owned(), values })
    }
}

impl Value {
    fn read(text: &str) -> Value {
        match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => text.parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Integer),
        }
    }
}

fn text(input: ParseStream<'_>) -> Result<LitStr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn expression(input: ParseStream<'_>) -> Result<Expr> {
    input.parse::<Token![=]>()?;
    input.parse()
}
