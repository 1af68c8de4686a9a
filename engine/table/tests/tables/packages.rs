//! Workbooks, and zips of data files.

use ml_graph::DataFormat;
use ml_table::{ElementType, read};
use proptest::prelude::*;
use std::io::Write;

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory takes everything");
        zip.write_all(content.as_bytes()).expect("memory takes everything");
    }
    zip.finish().expect("memory takes everything").into_inner()
}

const RELATIONS: &str = r#"<Relationships xmlns="x"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="x" xmlns:r="y"><sheets><sheet name="Empty" sheetId="1" r:id="rId1"/><sheet name="People &amp; more" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
const STYLES: &str = r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="#,##0.00 &quot;dm&quot;"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/></cellXfs></styleSheet>"##;
const STRINGS: &str = r#"<sst><si><t>name</t></si><si><r><t>Zo</t></r><r><t xml:space="preserve">ë &amp; co</t></r><rPh><t>no</t></rPh></si><si><t>007</t></si></sst>"#;
const EMPTY: &str = "<worksheet><sheetData/></worksheet>";

/// A workbook whose second sheet has these rows.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", EMPTY),
        ("xl/worksheets/sheet2.xml", &sheet),
    ])
}

const PEOPLE: &str = r#"
<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>born</t></is></c><c r="D2" t="str"><v>length</v></c><c r="E2" t="inlineStr"><is><t>sum</t></is></c><c r="F2" t="inlineStr"><is><t>ok</t></is></c><c r="G2" t="inlineStr"><is><t>code</t></is></c></row>
<row r="3"><c r="B3" t="s"><v>1</v></c><c r="C3" s="1"><v>36526</v></c><c r="D3" s="2"><v>1.5</v></c><c r="E3" s="3"><f>SUM(A1:A9)</f><v>12.5</v></c><c r="F3" t="b"><v>1</v></c><c r="G3" t="s"><v>2</v></c></row>
<row r="5"><c r="C5" s="4"><v>1.25</v></c><c r="D5" t="e"><v>#N/A</v></c><c r="E5"><v>1E2</v></c><c r="F5" t="b"><v>0</v></c><c r="G5"><v>8</v></c></row>"#;

#[test]
fn a_workbook_is_a_table() {
    let table = read::dataset(&workbook(PEOPLE), DataFormat::Excel).unwrap();
    let names: Vec<&str> = table.names().collect();
    assert_eq!(names, ["Col1", "name", "born", "length", "sum", "ok", "code"]);
    let types: Vec<ElementType> = table.columns()[1..].iter().map(|column| column.element()).collect();
    use ElementType::{Boolean, DateTime, Double, String, TimeSpan};
    assert_eq!(types, [String, DateTime, TimeSpan, Double, Boolean, String]);
    let text = |name: &str, row: usize| table.column(name).unwrap().text(row).map(|text| text.into_owned());
    assert_eq!(text("name", 0).as_deref(), Some("Zoë & co"));
    assert!(text("born", 0).unwrap().starts_with("2000-01-01"), "{:?}", text("born", 0));
    // The day that Excel counts as 1 is the first of 1900.
    assert!(text("born", 2).unwrap().starts_with("1900-01-01"), "{:?}", text("born", 2));
    assert!(text("length", 0).unwrap().contains("12:00"), "{:?}", text("length", 0));
    assert_eq!((text("sum", 0).as_deref(), text("sum", 2).as_deref()), (Some("12.5"), Some("100")));
    assert_eq!((text("code", 0).as_deref(), text("code", 2).as_deref()), (Some("007"), Some("8")));
    assert_eq!((table.rows(), text("length", 2), text("sum", 1)), (3, None, None));
}

#[test]
fn sheets_are_chosen_by_name() {
    let bytes = workbook(PEOPLE);
    assert_eq!(read::excel(&bytes, Some("People & more")).unwrap().rows(), 3);
    assert_eq!(read::excel(&bytes, Some("Empty")).unwrap().columns().len(), 0);
    let error = read::excel(&bytes, Some("people")).unwrap_err().to_string();
    assert!(error.contains("it has Empty, People & more"), "{error}");
}

#[test]
fn a_sheet_of_numbers_has_no_header() {
    let table =
        read::excel(&workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"), None)
            .unwrap();
    assert_eq!((table.rows(), table.names().collect::<Vec<_>>()), (2, vec!["Col1", "Col2"]));
    assert!(table.columns()[1].is_missing(1));
    // One cell, and a name twice.
    let one = read::excel(&workbook("<row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>a</v></c></row>"), None)
        .unwrap();
    assert_eq!((one.rows(), one.names().collect::<Vec<_>>()), (0, vec!["a", "a (2)"]));
}

#[test]
fn hostile_workbooks_are_refused() {
    for (rows, says) in [
        ("<row r=\"99999999\"><c><v>1</v></c></row>", "no row 99999999"),
        ("<row><c r=\"ZZZZ1\"><v>1</v></c></row>", "a column that sheets do not have"),
        ("<row><c><v>1</c></row>", "no well-formed XML"),
        // A cell far down and one far to the right: few bytes, and a table of gigabytes.
        ("<row><c r=\"XFD1\"><v>1</v></c></row><row r=\"1048576\"><c><v>1</v></c></row>", "nearly empty"),
        ("<row><c t=\"str\"><v>&bomb;</v></c></row>", "an entity that XML does not know"),
    ] {
        let error = read::excel(&workbook(rows), None).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let entities = zipped(&[("xl/workbook.xml", "<!DOCTYPE w [<!ENTITY a \"b\">]><workbook/>")]);
    assert!(read::excel(&entities, None).unwrap_err().to_string().contains("declares entities"));
    let huge = workbook(&format!("<row><c t=\"str\"><v>{}</v></c></row>", "a".repeat(8 << 20)));
    assert!(read::excel(&huge, None).unwrap_err().to_string().contains("unpacks to more"));
    for bytes in [b"".as_slice(), b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
        assert!(read::excel(bytes, None).is_err());
    }
}

#[test]
fn a_zip_stands_for_the_data_file_in_it() {
    let read = |files: &[(&str, &str)], format| read::dataset(&zipped(files), format);
    assert_eq!(read(&[("a.csv", "x,y\n1,2\n")], DataFormat::Zip).unwrap().rows(), 1);
    assert_eq!(read(&[("a.csv", "1,2\n3,4\n")], DataFormat::CsvHeaderless).unwrap().rows(), 2);
    assert_eq!(
        read(&[("__MACOSX/a.csv", ""), ("d/a.tsv", "x\ty\n1\t2\n"), ("readme.txt", "hi")], DataFormat::Csv)
            .unwrap()
            .columns()
            .len(),
        2
    );
    assert_eq!(read(&[("data", "x,y\n1,2\n")], DataFormat::Csv).unwrap().rows(), 1);
    let error = read(&[("a.csv", "x\n"), ("b.csv", "x\n")], DataFormat::Zip).unwrap_err().to_string();
    assert!(error.contains("holds 2 data files"), "{error}");
    assert!(read(&[], DataFormat::Zip).unwrap_err().to_string().contains("no data file"));
}

#[test]
fn other_delimiters_are_found() {
    for text in ["a;b\n1;x\n2;y\n", "a|b\n1|x\n2|y\n", "a\tb\n1\tx\n2\ty\n"] {
        let table = read::dataset(text.as_bytes(), DataFormat::Csv).unwrap();
        assert_eq!((table.rows(), table.columns().len()), (2, 2), "{text}");
    }
}

#[test]
fn files_say_how_they_are_laid_out() {
    let described = |bytes: &[u8], format, header_known| {
        read::detected(bytes, format, header_known)
            .map(|(table, layout)| (table.rows(), layout.describe()))
            .unwrap()
    };
    let latin = encoding_rs::WINDOWS_1252.encode("name;price\nMüller;1\n").0.into_owned();
    assert_eq!(
        described(&latin, DataFormat::Csv, false),
        (1, "CSV with semicolons, first row names the columns, Windows-1252".to_owned())
    );
    assert_eq!(described(b"1\t2\n3\t4\n", DataFormat::Tsv, false), (2, "TSV, no header, UTF-8".to_owned()));
    assert_eq!(
        described(b"1\t2\n3\t4\n", DataFormat::Tsv, true),
        (1, "TSV, first row names the columns, UTF-8".to_owned())
    );
    // A zip says nothing of a header; the file in it does.
    assert_eq!(
        described(&zipped(&[("rows.csv", "1,2\n3,4\n")]), DataFormat::Zip, false),
        (2, "CSV, no header, UTF-8, `rows.csv` in a zip".to_owned())
    );
    assert_eq!(
        described(&zipped(&[("rows.nh.csv", "a,b\nc,d\n")]), DataFormat::Zip, false),
        (2, "CSV, no header, UTF-8, `rows.nh.csv` in a zip".to_owned())
    );
}

proptest! {
    #[test]
    fn any_sheet_is_read_or_refused(rows in "(<row>|</row>|<c>|</c>|<c r=\"B2\" t=\"s\">|<v>|</v>|[0-9]|&amp;|<is><t>|</t></is>|é){0,30}") {
        let _ = read::excel(&workbook(&rows), None);
    }
}
