//! `#[derive(Choice)]`.

use crate::names::kebab_case;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use syn::parse::ParseStream;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Token, Variant};

/// What `#[choice(…)]` says of a variant.
struct Described {
    classic: LitStr,
    id: String,
    title: String,
    not_yet: Option<String>,
}

pub(crate) fn expand(input: DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "Choice is derived for enums"));
    };
    if data.variants.is_empty() {
        return Err(Error::new_spanned(&input.ident, "a choice needs at least one variant"));
    }
    let name = &input.ident;
    let mut options = Vec::new();
    let mut idents = Vec::new();
    let mut ids = BTreeSet::new();
    for variant in &data.variants {
        let option = read(variant)?;
        if !ids.insert(option.id.clone()) {
            return Err(Error::new_spanned(variant, format!("two variants have the id `{}`", option.id)));
        }
        let Described { classic, id, title, not_yet } = option;
        let not_yet = match not_yet {
            Some(reason) => quote!(::core::option::Option::Some(#reason)),
            None => quote!(::core::option::Option::None),
        };
        options.push(quote! {
            ::ml_modules::params::StaticOption { id: #id, title: #title, classic: #classic, not_yet: #not_yet }
        });
        idents.push(variant.ident.clone());
    }
    let positions = 0..idents.len();
    Ok(quote! {
        impl ::ml_modules::params::Choice for #name {
            const OPTIONS: &'static [::ml_modules::params::StaticOption] = &[#(#options),*];
            const VALUES: &'static [Self] = &[#(Self::#idents),*];

            fn position(&self) -> usize {
                match self {
                    #(Self::#idents => #positions,)*
                }
            }
        }

        impl ::ml_modules::params::ParamType for #name {
            fn kind(_: &::ml_modules::params::KindSettings) -> ::ml_graph::ParamKind {
                ::ml_modules::params::choice_kind::<Self>()
            }

            fn read(value: &::ml_graph::ParamValue) -> ::core::option::Option<Self> {
                ::ml_modules::params::read_choice(value)
            }

            fn write(&self) -> ::ml_graph::ParamValue {
                ::ml_modules::params::write_choice(self)
            }
        }
    })
}

fn read(variant: &Variant) -> Result<Described> {
    if !matches!(variant.fields, Fields::Unit) {
        return Err(Error::new_spanned(variant, "a variant of a choice has no fields"));
    }
    let Some(attribute) = variant.attrs.iter().find(|attribute| attribute.path().is_ident("choice")) else {
        return Err(Error::new_spanned(
            variant,
            "say what exports call it: `#[choice(\"Value in exports\")]`",
        ));
    };
    attribute.parse_args_with(|input: ParseStream<'_>| {
        let classic: LitStr = input.parse()?;
        let mut option = Described {
            id: kebab_case(&variant.ident.to_string()),
            title: classic.value(),
            classic,
            not_yet: None,
        };
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let value = input.parse::<LitStr>()?.value();
            match key.to_string().as_str() {
                "id" => option.id = value,
                "title" => option.title = value,
                "not_yet" => option.not_yet = Some(value),
                _ => {
                    return Err(Error::new_spanned(
                        &key,
                        format!("unknown key `{key}`; known are id, title, not_yet"),
                    ));
                }
            }
        }
        Ok(option)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named() {
        let error = |input: DeriveInput| expand(input).unwrap_err().to_string();
        assert!(
            error(syn::parse_quote!(
                struct S;
            ))
            .contains("enums")
        );
        assert!(
            error(syn::parse_quote!(
                enum E {
                    A,
                }
            ))
            .contains("Value in exports")
        );
        assert!(
            error(syn::parse_quote!(
                enum E {
                    #[choice("a", ids = "b")]
                    A,
                }
            ))
            .contains("unknown key `ids`")
        );
        assert!(
            error(syn::parse_quote!(
                enum E {
                    #[choice("a")]
                    A,
                    #[choice("b", id = "a")]
                    B,
                }
            ))
            .contains("two variants")
        );
    }
}
