//! Names: from Rust's cases to ids, and doc comments to text.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// `SplitRows` → `split-rows`.
pub(crate) fn kebab_case(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    for (index, character) in name.chars().enumerate() {
        if character.is_uppercase() && index > 0 {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}

/// The doc comment of an item: lines joined to paragraphs, paragraphs kept apart.
pub(crate) fn documentation(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        let Meta::NameValue(meta) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &meta.value else { continue };
        if !attribute.path().is_ident("doc") {
            continue;
        }
        let line = line.value();
        let line = line.trim();
        if line.is_empty() {
            text.push('\n');
        } else {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(line);
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kebab_case() {
        assert_eq!(kebab_case("SplitRows"), "split-rows");
        assert_eq!(kebab_case("Csv"), "csv");
        assert_eq!(kebab_case(""), "");
    }

    #[test]
    fn documentation_joins_lines_and_keeps_paragraphs() {
        let item: syn::ItemStruct = syn::parse_quote! {
            /// First line
            /// goes on.
            ///
            /// Second paragraph.
            struct Item;
        };
        assert_eq!(documentation(&item.attrs), "First line goes on.\nSecond paragraph.");
    }
}
