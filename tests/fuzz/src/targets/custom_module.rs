//! Custom R modules: the XML that describes one, in a package with its code, as far as a draft that uses it.

use super::limits;
use crate::{Files, Target};
use ml_convert::{SourceFile, convert};

pub(crate) const TARGET: Target = Target {
    name: "custom-module",
    about: "descriptions of custom R modules in XML",
    longest: 16 << 10,
    memory_a_byte: 4000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/modules.dict"),
};

fn run(bytes: &[u8]) {
    let named = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    let package =
        ml_interop::testing::zip(&[named("module.xml", bytes), named("a.R", b"f <- function(x) x\n")]);
    let file = |name: &str, bytes: &[u8]| SourceFile { name: name.to_owned(), bytes: bytes.to_vec() };
    let experiment = file("experiment.json", EXPERIMENT.as_bytes());
    let conversion = convert(&[file("module.zip", &package), experiment], ml_modules::catalogue(), &limits());
    let [converted] = conversion.drafts.as_slice() else { panic!("the experiment has no draft") };
    assert!(serde_json::to_string(&converted.draft).is_ok(), "a draft that cannot be written");
}

/// An experiment that uses a module of this name, with a parameter and ports that the description may know.
const EXPERIMENT: &str = r#"{"ExperimentId": "w.f-id.1", "Description": "custom", "Graph": {"ModuleNodes": [{
    "Id": "node-1", "ModuleId": "w.0123456789abcdef0123456789abcdef.v1-default-1", "ModuleParameters": [
        {"Name": "by", "Value": "2", "ValueType": "Literal"}, {"Name": "columns", "Value": "a", "ValueType": "Literal"}],
    "InputPortsInternal": [{"Name": "frame", "NodeId": "node-1"}], "OutputPortsInternal": [{"Name": "scaled", "NodeId": "node-1"}]}],
    "EdgesInternal": []}}"#;

fn seeds(_: &Files) -> Vec<Vec<u8>> {
    [
        r#"<Module name="M" owner="o" isDeterministic="true"><Description>Words &amp; more.</Description><Language name="R" sourceFile="a.R" entryPoint="f"/>
<Ports><Output id="scaled" name="Scaled" type="DataTable"><Description>d</Description></Output><Output id="picture" type="Visualization"/>
<Input id="frame" type="DataTable"/><Input id="zip" type="Zip" isOptional="true"/></Ports>
<Arguments><Arg id="by" name="By" type="double"><Properties default="2" min="-1" max="1e9"/><Description>d</Description></Arg>
<Arg id="columns" type="ColumnPicker"><Properties portId="frame" allowedTypes="Numeric" default="NumericAll"/></Arg>
<Arg id="kind" type="DropDown"><Properties default="u"><Item id="u" name="Up"/><Item id="d"/></Properties></Arg>
<Arg id="n" type="int"/><Arg id="b" type="bool"><Properties default="false"/></Arg></Arguments></Module>"#,
        "<?xml version=\"1.0\"?><!-- x --><Module name='M'><Language name='R' sourceFile='a.R' entryPoint='f'/></Module>",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
