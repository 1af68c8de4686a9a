//! `#[derive(Params)]`.

use crate::attributes::{Group, Parameter, Value};
use crate::names::documentation;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use syn::{Data, DeriveInput, Error, Expr, Field, Fields, Ident, Result};

/// A field: one parameter, or the parameters of a struct that several modules share.
enum Part {
    One(Box<Parameter>),
    Group(Box<Group>),
}

impl Part {
    fn read(field: &Field) -> Result<Part> {
        Ok(match Group::read(field)? {
            Some(group) => Part::Group(Box::new(group)),
            None => Part::One(Box::new(Parameter::read(field)?)),
        })
    }

    fn field(&self) -> &Ident {
        match self {
            Part::One(parameter) => &parameter.field,
            Part::Group(group) => &group.field,
        }
    }

    /// An expression for its specs, a list.
    fn specs(&self) -> TokenStream {
        let Group { kind, defaults, titles, .. } = &**match self {
            Part::One(parameter) => {
                let spec = spec(parameter);
                return quote!(::std::vec![#spec]);
            }
            Part::Group(group) => group,
        };
        let specs = quote!(<#kind as ::ml_modules::params::Params>::specs());
        if defaults.is_empty() && titles.is_empty() {
            return specs;
        }
        let default = defaults.iter().map(|(id, value)| {
            let value = quote!(::ml_modules::params::ParamType::write(&#value));
            quote!(if spec.id == #id { spec.default = ::core::option::Option::Some(#value); })
        });
        let title =
            titles.iter().map(|(id, title)| quote!(if spec.id == #id { spec.title = #title.to_owned(); }));
        quote! {{
            let mut specs = #specs;
            for spec in &mut specs {
                #(#default)*
                #(#title)*
            }
            specs
        }}
    }

    /// An expression for its value, an option.
    fn read_value(&self) -> TokenStream {
        match self {
            Part::One(parameter) => {
                let id = &parameter.id;
                quote!(reader.read(#id))
            }
            Part::Group(group) => {
                let kind = &group.kind;
                quote!(<#kind as ::ml_modules::params::Params>::read(reader))
            }
        }
    }

    /// An expression for its values by id, a map.
    fn write(&self) -> TokenStream {
        let field = self.field();
        match self {
            Part::One(parameter) => {
                let id = &parameter.id;
                quote! {
                    ::std::collections::BTreeMap::from([
                        (#id.to_owned(), ::ml_modules::params::ParamType::write(&self.#field))
                    ])
                }
            }
            Part::Group(_) => quote!(::ml_modules::params::Params::write(&self.#field)),
        }
    }
}

pub(crate) fn expand(input: DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "Params is derived for structs"));
    };
    let parts: Vec<Part> = match &data.fields {
        Fields::Named(fields) => fields.named.iter().map(Part::read).collect::<Result<_>>()?,
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => return Err(Error::new_spanned(fields, "parameters are named fields")),
    };
    let summary = documentation(&input.attrs).lines().next().unwrap_or_default().to_owned();
    if summary.is_empty() {
        return Err(Error::new_spanned(
            &input.ident,
            "a module has a doc comment: its first line is the summary in the palette",
        ));
    }
    check_names(&parts)?;
    let name = &input.ident;
    let count = parts.len();
    let specs = parts.iter().map(Part::specs);
    let values = parts.iter().map(Part::read_value);
    let written = parts.iter().map(Part::write);
    let fields: Vec<&Ident> = parts.iter().map(Part::field).collect();
    let reader = if count == 0 { quote!(_reader) } else { quote!(reader) };
    let build = match &data.fields {
        Fields::Unit => quote!(Self),
        _ => quote!(Self { #(#fields: #fields?),* }),
    };
    Ok(quote! {
        impl ::ml_modules::params::Params for #name {
            const SUMMARY: &'static str = #summary;

            fn specs() -> ::std::vec::Vec<::ml_graph::ParamSpec> {
                let parts: [::std::vec::Vec<::ml_graph::ParamSpec>; #count] = [#(#specs),*];
                parts.into_iter().flatten().collect()
            }

            fn read(#reader: &mut ::ml_modules::params::Reader<'_>) -> ::core::option::Option<Self> {
                #(let #fields = #values;)*
                ::core::option::Option::Some(#build)
            }

            fn write(&self) -> ::std::collections::BTreeMap<::std::string::String, ::ml_graph::ParamValue> {
                let parts: [::std::collections::BTreeMap<::std::string::String, ::ml_graph::ParamValue>; #count] =
                    [#(#written),*];
                parts.into_iter().flatten().collect()
            }
        }
    })
}

/// Ids differ, and conditions name other parameters: those of this struct, since what a shared one holds is not seen here.
fn check_names(parts: &[Part]) -> Result<()> {
    let mut ids = BTreeSet::new();
    let mut shares = false;
    for part in parts {
        match part {
            Part::Group(_) => shares = true,
            Part::One(parameter) if ids.insert(parameter.id.as_str()) => {}
            Part::One(parameter) => {
                return Err(Error::new_spanned(
                    &parameter.field,
                    format!("two parameters have the id `{}`", parameter.id),
                ));
            }
        }
    }
    for part in parts {
        if let Part::One(parameter) = part
            && let Some((text, when)) = &parameter.when
            && ((!shares && !ids.contains(when.param.as_str())) || when.param == parameter.id)
        {
            return Err(Error::new_spanned(
                text,
                format!("the condition names `{}`, which is no other parameter of this module", when.param),
            ));
        }
    }
    Ok(())
}

fn spec(parameter: &Parameter) -> TokenStream {
    let Parameter {
        kind, classic, id, title, help, aliases, integer, logarithmic, required, multiline, ..
    } = parameter;
    let number = |limit: &Option<Expr>| match limit {
        Some(limit) => quote!(::core::option::Option::Some((#limit) as f64)),
        None => quote!(::core::option::Option::None),
    };
    let (min, max) = (number(&parameter.min), number(&parameter.max));
    let script = match &parameter.script {
        Some(language) => {
            let language = match language.value().as_str() {
                "python" => quote!(Python),
                "r" => quote!(R),
                "sql" => quote!(Sql),
                _ => quote!(NetSharp),
            };
            quote!(::core::option::Option::Some(::ml_graph::ScriptLanguage::#language))
        }
        None => quote!(::core::option::Option::None),
    };
    let (port, single) = match &parameter.columns {
        Some((port, single)) => (quote!(#port), *single),
        None => (quote!(""), false),
    };
    let default = match &parameter.default {
        Some(default) if parameter.default_is_text() => quote! {
            ::core::option::Option::Some(
                ::ml_modules::params::ParamType::write(&<#kind as ::ml_modules::params::FromText>::from_text(#default))
            )
        },
        Some(default) => quote! {{
            let default: #kind = #default;
            ::core::option::Option::Some(::ml_modules::params::ParamType::write(&default))
        }},
        None => quote!(::core::option::Option::None),
    };
    let when = match &parameter.when {
        Some((_, when)) => {
            let param = &when.param;
            let values = when.values.iter().map(|value| match value {
                Value::Bool(value) => quote!(::ml_graph::ParamValue::Bool(#value)),
                Value::Integer(value) => quote!(::ml_graph::ParamValue::Integer(#value)),
                Value::Text(text) => quote!(::ml_graph::ParamValue::Text(#text.to_owned())),
            });
            quote! {
                ::core::option::Option::Some(::ml_graph::Condition {
                    param: #param.to_owned(),
                    values: ::std::vec![#(#values),*],
                })
            }
        }
        None => quote!(::core::option::Option::None),
    };
    quote! {
        ::ml_graph::ParamSpec {
            id: #id.to_owned(),
            title: #title.to_owned(),
            help: #help.to_owned(),
            kind: <#kind as ::ml_modules::params::ParamType>::kind(&::ml_modules::params::KindSettings {
                min: #min,
                max: #max,
                integer: #integer,
                logarithmic: #logarithmic,
                multiline: #multiline,
                script: #script,
                port: #port,
                single: #single,
            }),
            default: #default,
            required: #required,
            when: #when,
            classic: ::ml_graph::ClassicParam {
                name: #classic.to_owned(),
                aliases: ::std::vec![#(#aliases.to_owned()),*],
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named() {
        let error = |input: DeriveInput| expand(input).unwrap_err().to_string();
        assert!(
            error(syn::parse_quote!(
                enum E {}
            ))
            .contains("structs")
        );
        assert!(
            error(syn::parse_quote!(
                struct S;
            ))
            .contains("summary")
        );
        let field = |attributes: proc_macro2::TokenStream| -> DeriveInput {
            syn::parse_quote! {
                /// Summary.
                struct S {
                    #attributes
                    one: bool,
                    /// Other.
                    #[param("Other")]
                    other: bool,
                }
            }
        };
        assert!(error(field(quote!(#[param("One")]))).contains("tooltip"));
        assert!(error(field(quote!(#[doc = "Help."]))).contains("Internal name"));
        assert!(
            error(field(quote!(#[doc = "Help."] #[param("One", minimum = 1)])))
                .contains("unknown key `minimum`")
        );
        assert!(
            error(field(quote!(#[doc = "Help."] #[param("One", id = "other")]))).contains("two parameters")
        );
        assert!(
            error(field(quote!(#[doc = "Help."] #[param("One", when = "another == true")])))
                .contains("`another`")
        );
        assert!(error(field(quote!(#[doc = "Help."] #[param("One", when = "other")]))).contains("reads"));
        assert!(
            error(field(quote!(#[doc = "Help."] #[param("One", script = "perl")])))
                .contains("python, r, sql")
        );
        assert!(expand(field(quote!(#[doc = "Help."] #[param("One", when = "other == true")]))).is_ok());
        assert!(error(field(quote!(#[param(flat)]))).contains("`flatten`"));
        assert!(error(field(quote!(#[param(flatten, two.help = 2)]))).contains("`title`"));
        assert!(expand(field(quote!(#[param(flatten, two.default = 2)]))).is_ok());
    }
}
