//! Stores outside that modules read and write: which function of the library reaches which, and which settings it takes.
//!
//! The settings are looked up by the names that exports have, in whatever spelling: not all of them are in the catalogue.

use super::expression::{Expression, text};
use super::modules::Counterpart;
use super::program::{Program, Values};
use crate::emit::azureml::names::Names;
use crate::emit::azureml::plan::{Component, Step};
use crate::index::letters;
use crate::value::raw_text;
use ml_graph::{ComponentSpec, Diagnostic, Node, ParamKind, ParamSpec, ParamValue};

/// A kind of store and the function for it.
#[derive(Debug)]
pub(crate) struct Connection {
    /// The module.
    module: &'static str,
    /// What exports call the kind, by its letters.
    kinds: &'static [&'static str],
    pub(crate) counterpart: Counterpart,
    settings: &'static [Argument],
}

/// An argument of the function.
#[derive(Debug)]
struct Argument {
    keyword: &'static str,
    /// What exports call it, by its letters.
    names: &'static [&'static str],
    sort: Sort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Without it there is nothing to reach.
    Needed,
    /// The function has a default.
    Optional,
    /// `true` or `false`; the function has a default.
    Flag,
    /// From the environment.
    Secret,
    /// The name of the environment variable that holds it.
    SecretName,
    /// The sign between fields.
    Delimiter,
}

use Sort::{Delimiter, Flag, Needed, Optional, Secret, SecretName};

macro_rules! connection {
    ($module:literal, $kinds:expr, $name:literal => $outputs:expr, $($keyword:literal: $sort:ident $names:expr),* $(,)?) => {
        Connection {
            module: $module,
            kinds: &$kinds,
            counterpart: Counterpart {
                source: super::library::Source {
                    name: $name,
                    text: include_str!(concat!("library/modules/", $name, ".py")),
                },
                outputs: &$outputs,
            },
            settings: &[$(Argument { keyword: $keyword, names: &$names, sort: $sort }),*],
        }
    };
}

/// What exports call a password or key, by its letters.
const PASSWORD: &str = "serveruseraccountpassword";

/// All of them.
pub(crate) const CONNECTIONS: &[Connection] = &[
    connection!("import-data", ["sqlazure", "onpremisessqlserver"], "import_data_from_sql" => ["imported"],
        "server": Needed ["databaseservername"], "database": Needed ["databasename"],
        "user": Needed ["serveruseraccountname"], "password": Secret [PASSWORD], "query": Needed ["databasequery"],
        "trust_server_certificate": Flag ["trustservercertificate"]),
    connection!("import-data", ["azureblobstorage"], "import_data_from_blob" => ["imported"],
        "account": Needed ["accountname"], "key_in": SecretName ["accountkey"], "path": Needed ["pathtocontainerordirectoryorblob"],
        "delimiter": Delimiter ["columndelimiter"], "header": Flag ["filehasheaderrow"]),
    connection!("import-data", ["azuretable"], "import_data_from_table" => ["imported"],
        "account": Needed ["tableaccountname", "accountname"], "key": Secret ["tableaccountkey", "accountkey"], "table": Needed ["tablename"]),
    connection!("import-data", ["hivequery"], "import_data_from_hive" => ["imported"],
        "server": Needed ["hcatalogserveruri", "hiveserveruri", "clusteruri"],
        "user": Needed ["hadoopuseraccountname"], "password": Secret ["hadoopuseraccountpassword"],
        "query": Needed ["hivedatabasequery", "hivequery"]),
    connection!("import-data", ["odatafeed", "datafeed"], "import_data_from_odata" => ["imported"],
        "url": Needed ["sourceurl", "datafeedurl", "feedurl", "url"]),
    connection!("import-data", ["documentdb"], "import_data_from_cosmos" => ["imported"],
        "server": Needed ["azuredocumentdbserver", "endpointurl"], "key": Secret ["documentdbkey", "accountkey"],
        "database": Needed ["databaseid"], "collection": Needed ["collectionid"], "query": Needed ["sqlquery"]),
    connection!("export-data", ["sqlazure"], "export_data_to_sql" => [],
        "server": Needed ["databaseservername"], "database": Needed ["databasename"],
        "user": Needed ["serveruseraccountname"], "password": Secret [PASSWORD], "table": Needed ["datatablename"],
        "columns": Optional ["commaseparatedlistofcolumnstobesaved"],
        "table_columns": Optional ["commaseparatedlistofdatatablecolumns"],
        "rows_at_a_time": Optional ["sqlazurenumberofrowstowrite"], "trust_server_certificate": Flag ["trustservercertificate"]),
    connection!("export-data", ["azureblobstorage", "blobserviceinazurestorage"], "export_data_to_blob" => [],
        "account": Needed ["accountname"], "key_in": SecretName ["accountkey"],
        "path": Needed ["pathtoblobbeginningwithcontainer", "pathtocontainerordirectoryorblob"],
        "write_mode": Optional ["azureblobstoragewritemode"], "file_format": Optional ["fileformatforblobfile", "blobfileformat"],
        "header": Flag ["writeblobheaderrow"]),
    connection!("export-data", ["azuretable"], "export_data_to_table" => [],
        "account": Needed ["tableaccountname", "accountname"], "key": Secret ["tableaccountkey", "accountkey"],
        "table": Needed ["tablename", "datatablename"], "partition_key": Needed ["partitionkey", "partitionkeycolumn"],
        "row_key": Needed ["rowkey", "rowkeycolumn"], "columns": Optional ["commaseparatedlistofcolumnstobesaved"],
        "table_columns": Optional ["commaseparatedlistofdatatablecolumns"]),
];

/// Settings that choose the kind, by their letters.
const CHOOSING: [&str; 2] = ["pleasespecifydatasource", "pleasespecifydatadestination"];

/// The connection of a node; none when it is reached another way, or not at all.
pub(super) fn of(node: &Node, spec: &ComponentSpec) -> Option<&'static Connection> {
    let kind = letters(&given(node, spec, &CHOOSING).map(|(_, value)| value)?);
    let found =
        CONNECTIONS.iter().find(|known| known.module == spec.id && known.kinds.contains(&kind.as_str()))?;
    // Blobs that are open, or open themselves, are addresses.
    let signed = given(node, spec, &["pleasespecifyauthenticationtype"])
        .is_some_and(|(_, way)| matches!(letters(&way).as_str(), "publicorsas" | "sas" | "sasuri"));
    // Workbooks in blobs have no function.
    let workbook =
        given(node, spec, &["blobfileformat"]).is_some_and(|(_, format)| letters(&format) == "excel");
    (!signed && !workbook).then_some(found)
}

/// The connection of this function.
pub(super) fn named(function: &str) -> Option<&'static Connection> {
    CONNECTIONS.iter().find(|known| known.counterpart.source.name == function)
}

/// The value of the first setting that goes by one of these names, as exports spell it.
fn given<'a>(
    node: &Node,
    spec: &'a ComponentSpec,
    names: &[&str],
) -> Option<(Option<&'a ParamSpec>, String)> {
    for name in names {
        let is = |text: &str| letters(text) == *name;
        let param = spec.params.iter().find(|param| is(&param.classic.name) || is(&param.id));
        if let Some(param) = param
            && let Some(value) = node.params.get(&param.id).or(param.default.as_ref())
        {
            return Some((Some(param), spelled(param, value)));
        }
        let origin = node.origin.iter().flat_map(|origin| &origin.params);
        if let Some(value) =
            origin.into_iter().find(|(own, _)| is(own)).and_then(|(_, value)| raw_text(value))
        {
            return Some((param, value));
        }
    }
    None
}

fn spelled(param: &ParamSpec, value: &ParamValue) -> String {
    match (&param.kind, value) {
        (ParamKind::Choice { options }, ParamValue::Text(chosen)) => {
            let option = options.iter().find(|option| option.id == *chosen);
            option.map_or(chosen, |option| &option.classic).clone()
        }
        (_, ParamValue::Text(text)) => text.clone(),
        (_, ParamValue::Bool(value)) => value.to_string(),
        (_, ParamValue::Integer(value)) => value.to_string(),
        (_, ParamValue::Float(value)) => value.to_string(),
        _ => String::new(),
    }
}

impl<'a> Program<'a> {
    /// The settings of a step that reaches a store.
    pub(super) fn connection_settings(
        &mut self,
        step: &'a Step<'a>,
        component: &'a Component<'a>,
        connection: &Connection,
        values: &mut Values,
        names: &mut Names,
    ) -> Vec<(String, Expression)> {
        let Some(spec) = component.spec else { return Vec::new() };
        let mut settings = Vec::new();
        for argument in connection.settings {
            let found = given(step.node, spec, argument.names);
            let param = found.as_ref().and_then(|(param, _)| *param);
            let set_by = param.and_then(|param| self.set_by(step, component, param));
            let value = found.map(|(_, value)| value).filter(|value| !value.trim().is_empty());
            let expression = match (argument.sort, set_by, value) {
                (Secret, ..) => self.credential(step, argument.keyword, connection.module),
                (SecretName, ..) => Expression::plain(self.credential_name(
                    step,
                    argument.keyword.trim_end_matches("_in"),
                    connection.module,
                )),
                (_, Some(parameter), _) => Expression::plain(self.parameter(parameter, values, names)),
                (Needed, None, Some(value)) if value.contains(crate::value::SECRET) => {
                    self.credential(step, argument.keyword, connection.module)
                }
                (Needed | Optional, None, Some(value)) => {
                    Expression::plain(text(&value.replace("\r\n", "\n")))
                }
                (Flag, None, Some(value)) => {
                    Expression::plain(if value.eq_ignore_ascii_case("true") { "True" } else { "False" })
                }
                (Delimiter, None, Some(value)) => match delimiter(step.node, spec, &value) {
                    "," => continue,
                    sign => Expression::plain(text(sign).replace("\\u0009", "\\t")),
                },
                (Needed, None, None) => {
                    self.missing_setting(step, component, argument.keyword);
                    Expression::plain("\"\"")
                }
                (Optional | Flag | Delimiter, None, None) => continue,
            };
            settings.push((argument.keyword.to_owned(), expression));
        }
        settings
    }

    /// A credential, which comes from the environment.
    pub(super) fn credential(&mut self, step: &Step<'a>, keyword: &str, what: &str) -> Expression {
        let variable = self.credential_name(step, keyword, what);
        Expression::call("credential", [(String::new(), Expression::plain(variable))])
    }

    /// The environment variable for a credential, and the constant that names it.
    fn credential_name(&mut self, step: &Step<'a>, keyword: &str, what: &str) -> String {
        let variable = format!("{}_{keyword}", step.name).to_uppercase();
        if !self.credentials.iter().any(|known| known.name == variable) {
            self.credentials.push(super::program::Credential {
                name: variable.clone(),
                title: format!("{} of “{}”", keyword.replace('_', " "), self.title_of(step)),
            });
            self.diagnostics.push(
                Diagnostic::info(
                    "export/python-secret",
                    format!(
                        "The {} is a credential of {what}; it stands in no file here.",
                        keyword.replace('_', " ")
                    ),
                )
                .help(format!("Set the environment variable {variable}."))
                .at_node(&step.node.id),
            );
        }
        variable
    }

    fn missing_setting(&mut self, step: &Step<'_>, component: &Component<'_>, keyword: &str) {
        self.diagnostics.push(
            Diagnostic::warning(
                "export/python-input",
                format!(
                    "The export does not say the {} of “{}”.",
                    keyword.replace('_', " "),
                    component.title
                ),
            )
            .help(format!("Write it at “{keyword}=” where pipeline.py calls the module."))
            .at_node(&step.node.id),
        );
    }
}

/// The sign between the fields of a blob.
fn delimiter(node: &Node, spec: &ComponentSpec, named: &str) -> &'static str {
    let format = given(node, spec, &["blobfileformat"]).map(|(_, format)| letters(&format));
    match (format.as_deref(), letters(named).as_str()) {
        (Some("tsv"), _) => "\t",
        (Some("csv"), _) => ",",
        (_, "tab") => "\t",
        (_, "semicolon") => ";",
        (_, "pipe") => "|",
        (_, "space") => " ",
        _ => ",",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn functions_take_what_connections_give() {
        for connection in CONNECTIONS {
            let spec = ml_modules::catalogue().get(connection.module).unwrap();
            let name = connection.counterpart.source.name;
            assert_eq!(connection.counterpart.outputs.len(), spec.outputs.len(), "{name}");
            let keywords = connection.counterpart.source.keywords();
            let taken: BTreeSet<&str> = keywords.iter().map(|keyword| keyword.name).collect();
            let given: BTreeSet<&str> = connection.settings.iter().map(|argument| argument.keyword).collect();
            assert_eq!(taken, given, "{name}");
            for keyword in keywords {
                let sort = connection
                    .settings
                    .iter()
                    .find(|argument| argument.keyword == keyword.name)
                    .unwrap()
                    .sort;
                assert_eq!(
                    keyword.default.is_none(),
                    matches!(sort, Needed | Secret | SecretName),
                    "{name}: {}",
                    keyword.name
                );
            }
        }
    }
}
