//! Tables in text: each reader, then what everything else does with a table first.

use crate::{Files, Target, mutate};
use ml_table::read::{Dialect, arff, delimited, excel, svmlight};
use ml_table::{Dataset, profile, write};

const BASE: Target = Target {
    name: "",
    about: "",
    longest: 16 << 10,
    memory_a_byte: 4000,
    run: read_delimited,
    seeds: |_| Vec::new(),
    mutate: None,
    dictionary: include_str!("../../dictionaries/tables.dict"),
};

pub(crate) const DELIMITED: Target =
    Target { name: "delimited", about: "comma and tab separated tables", seeds: delimited_seeds, ..BASE };

pub(crate) const ARFF: Target =
    Target { name: "arff", about: "tables in ARFF", run: read_arff, seeds: arff_seeds, ..BASE };

/// Sparse rows become dense columns: a cell of eight bytes may cost none in the file, up to the reader's own limit of cells.
pub(crate) const SVMLIGHT: Target = Target {
    name: "svmlight",
    about: "tables in SVMLight's format",
    longest: 2 << 10,
    memory_a_byte: 4 << 20,
    run: read_svmlight,
    seeds: svmlight_seeds,
    ..BASE
};

pub(crate) const WORKBOOK: Target = Target {
    name: "workbook",
    about: "Excel workbooks",
    longest: 16 << 10,
    memory_a_byte: 20_000,
    run: read_workbook,
    seeds: workbook_seeds,
    mutate: Some(mutate::zip::package),
    dictionary: include_str!("../../dictionaries/workbooks.dict"),
};

fn read_workbook(bytes: &[u8]) {
    if let Ok(table) = excel(bytes, None) {
        look(&table);
    }
}

/// One of each kind of cell, and one that stands far from the others.
fn workbook_seeds(_: &Files) -> Vec<Vec<u8>> {
    let sheet = |rows: &str| {
        let parts = [
            ("[Content_Types].xml", "<Types/>".to_owned()),
            ("xl/workbook.xml", "<workbook><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".to_owned()),
            ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/a.xml\"/></Relationships>".to_owned()),
            ("xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>".to_owned()),
            ("xl/sharedStrings.xml", "<sst><si><t>name</t></si><si><r><t>Zo</t></r><r><t>&#235;</t></r></si></sst>".to_owned()),
            ("xl/worksheets/a.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
        ];
        ml_interop::testing::zip(&parts.map(|(name, text)| (name.to_owned(), text.into_bytes())))
    };
    vec![
        sheet(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>b</t></is></c></row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>36526.5</v></c><c r=\"C3\" t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"str\"><f>A1</f><v>x</v></c></row>",
        ),
        sheet(
            "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row><row r=\"1\"><c><v>-1E300</v></c></row>",
        ),
    ]
}

/// The first byte says how the rest is laid out.
fn read_delimited(bytes: &[u8]) {
    let Some((&how, bytes)) = bytes.split_first() else { return };
    let delimiter = [b',', b'\t', b';', b'|'][usize::from(how & 3)];
    let dialect = Dialect { delimiter, header: how & 4 == 0 };
    if let Ok(table) = delimited(bytes, dialect) {
        look(&table);
        // Written plainly, it must read again.
        let text = write::csv(&table);
        let again = delimited(text.as_bytes(), Dialect::COMMA);
        assert!(again.is_ok(), "what was written does not read: {again:?}");
    }
}

fn read_arff(bytes: &[u8]) {
    if let Ok(table) = arff(bytes) {
        look(&table);
    }
}

fn read_svmlight(bytes: &[u8]) {
    if let Ok(table) = svmlight(bytes) {
        assert!(
            table.columns().iter().all(|column| column.len() == table.rows()),
            "columns of different lengths"
        );
    }
}

fn look(table: &Dataset) {
    for column in table.columns() {
        assert_eq!(column.len(), table.rows(), "columns of different lengths");
        let _ = profile(column);
    }
}

/// The first lines of our data.
fn heads(files: &Files) -> impl Iterator<Item = Vec<u8>> {
    files
        .ending(".csv")
        .map(|bytes| bytes.split_inclusive(|&byte| byte == b'\n').take(12).flatten().copied().collect())
}

fn delimited_seeds(files: &Files) -> Vec<Vec<u8>> {
    let heads: Vec<Vec<u8>> = heads(files).collect();
    let laid_out = |how: u8, bytes: &[u8]| [&[how], bytes].concat();
    let mut seeds: Vec<Vec<u8>> = heads.iter().map(|head| laid_out(0, head)).collect();
    seeds.extend(
        heads.iter().map(|head| laid_out(5, String::from_utf8_lossy(head).replace(',', "\t").as_bytes())),
    );
    seeds.push(laid_out(
        0,
        b"a,\"b\"\"c\",a\r\n1,2016-05-25T17:56:55,true\r\n?,NA,\r\n-1.5e300,1.02:03:04,\"x\ny\"\r\n",
    ));
    seeds.push(laid_out(0, &"ä,b\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()));
    seeds.push(laid_out(4, b"1\n\n2\n"));
    seeds
}

fn arff_seeds(_: &Files) -> Vec<Vec<u8>> {
    [
        "% notes\n@relation 'a b'\n@attribute x numeric\n@attribute 'y z' {a, 'b c', \"d\"}\n@attribute s string\n@attribute d date \"yyyy-MM-dd HH:mm:ss\"\n@data\n1.5,a,'it\\'s','2016-05-25 17:56:55'\n?,'b c',?,?\n{0 2, 2 text}\n3,d,e,? ,{0.5}\n",
        "@RELATION r\n@ATTRIBUTE a REAL\n@ATTRIBUTE b INTEGER\n@DATA\n1,2\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

fn svmlight_seeds(_: &Files) -> Vec<Vec<u8>> {
    ["1 1:0.5 3:2 # note\n-1 qid:4 2:1e-3\n", "# nothing\n0\n+1 100:1\n"]
        .map(|text| text.as_bytes().to_vec())
        .to_vec()
}
