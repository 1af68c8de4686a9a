//! Excel workbooks (`.xlsx`): the first sheet with anything in it, or one by name, as a table.
//!
//! A formula stands for the value that Excel last computed. Numbers under a date format are dates. The first row names the columns when
//! it holds texts alone; else they are `Col1`, `Col2` … A column in which a text stands is text; the others are read as in CSV files.

use super::package::{Package, malformed};
use super::sink::{Field, Sink};
use crate::{Column, Dataset, TableError, format_datetime, format_timespan};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

const FORMAT: &str = "Excel";

/// Most cells of a sheet, counted with the empty ones between.
const MOST_CELLS: usize = 50_000_000;

/// Cells of the table that a small sheet may come to, and how many more for each byte of its XML: one cell far down and another far to
/// the right would else ask for gigabytes.
const ANY_CELLS: usize = 1 << 22;
const CELLS_A_BYTE: usize = 16;

/// Sheets have no more columns.
const MOST_COLUMNS: usize = 16_384;

/// Sheets have no more rows.
const MOST_ROWS: usize = 1_048_576;

/// Reads a sheet of a workbook: the one of this name, or the first that holds anything.
pub fn excel(bytes: &[u8], sheet: Option<&str>) -> Result<Dataset, TableError> {
    let mut package = Package::open(bytes, FORMAT)?;
    let workbook = package.text("xl/workbook.xml")?.ok_or_else(|| {
        malformed(
            FORMAT,
            "it holds no workbook",
            "Save it as .xlsx; older workbooks (.xls) and binary ones (.xlsb) are not read.",
        )
    })?;
    let targets = relations(&package.text("xl/_rels/workbook.xml.rels")?.unwrap_or_default())?;
    let Workbook { sheets, from_1904 } = workbook_of(&workbook)?;
    let shared = match package.text("xl/sharedStrings.xml")? {
        Some(xml) => shared_strings(&xml)?,
        None => Vec::new(),
    };
    let dates = date_styles(&package.text("xl/styles.xml")?.unwrap_or_default())?;
    let known = || sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let chosen: Vec<&(String, String)> = match sheet {
        None => sheets.iter().collect(),
        Some(wanted) => sheets.iter().filter(|(name, _)| name == wanted).collect(),
    };
    if chosen.is_empty() {
        let reason = match sheet {
            Some(wanted) => format!("there is no sheet `{wanted}`; it has {}", known()),
            None => "it holds no sheets".to_owned(),
        };
        return Err(malformed(FORMAT, reason, "Name one of its sheets."));
    }
    for (_, relation) in chosen {
        let Some(target) = targets.get(relation) else { continue };
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        let Some(xml) = package.text(&path)? else { continue };
        let rows = Sheet { shared: &shared, dates: &dates, from_1904 }.rows(&xml)?;
        if !rows.is_empty() {
            let most = xml.len().saturating_mul(CELLS_A_BYTE).saturating_add(ANY_CELLS).min(MOST_CELLS);
            return table(&rows, most);
        }
    }
    Ok(Dataset::empty())
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Empty,
    /// As a text file would write it.
    Plain(String),
    Text(String),
}

fn table(rows: &[Vec<Cell>], most: usize) -> Result<Dataset, TableError> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.len().saturating_mul(width) > most {
        return Err(malformed(
            FORMAT,
            format!("a sheet of {} rows and {width} columns is nearly empty", rows.len()),
            "Remove the cells far from the others, or save the sheet as CSV.",
        ));
    }
    let first = &rows[0];
    let header = first.iter().any(|cell| matches!(cell, Cell::Text(_)))
        && !first.iter().any(|cell| matches!(cell, Cell::Plain(_)));
    let body = &rows[usize::from(header)..];
    let mut taken = std::collections::BTreeSet::new();
    let mut columns = Vec::with_capacity(width);
    for place in 0..width {
        let name = match first.get(place) {
            Some(Cell::Text(name)) if header && !name.trim().is_empty() => name.trim().to_owned(),
            _ => format!("Col{}", place + 1),
        };
        let name = crate::schema::unused_name(&name, |name| taken.contains(name));
        let is_text = body.iter().any(|row| matches!(row.get(place), Some(Cell::Text(_))));
        let mut sink = if is_text { Sink::text(body.len()) } else { Sink::new(body.len()) };
        fill(&mut sink, body, place, &name)?;
        if sink.is_again() {
            sink = Sink::text(body.len());
            fill(&mut sink, body, place, &name)?;
        }
        columns.push(Column::new(name.as_str(), sink.finish(&name)?));
        taken.insert(name);
    }
    Dataset::new(columns)
}

fn fill(sink: &mut Sink, rows: &[Vec<Cell>], place: usize, name: &str) -> Result<(), TableError> {
    for (row, cells) in (0..).zip(rows) {
        let field = match cells.get(place) {
            None | Some(Cell::Empty) => Field { bytes: b"", quoted: false },
            Some(Cell::Plain(text)) => Field { bytes: text.as_bytes(), quoted: false },
            Some(Cell::Text(text)) => Field { bytes: text.as_bytes(), quoted: true },
        };
        if !sink.push(field, row) {
            return Err(TableError::TooLarge { column: name.to_owned() });
        }
    }
    Ok(())
}

/// The next event of a part; XML that is not well formed is an error.
fn event<'x>(reader: &mut Reader<&'x [u8]>) -> Result<Event<'x>, TableError> {
    match reader.read_event() {
        Ok(Event::DocType(_)) => Err(malformed(
            FORMAT,
            "a part declares entities, which no workbook does",
            "Save the workbook again.",
        )),
        Ok(event) => Ok(event),
        Err(_) => Err(malformed(FORMAT, "a part is no well-formed XML", "Open and save the workbook again.")),
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| {
        let key: &str = attribute.key.as_ref();
        key == name || key.rsplit(':').next() == Some(name)
    })?;
    quick_xml::escape::unescape(&found.value).ok().map(|value| value.into_owned())
}

fn local<'e>(element: &'e BytesStart<'_>) -> &'e str {
    let name = element.name();
    let full: &str = name.into_inner();
    full.rsplit(':').next().unwrap_or(full)
}

struct Workbook {
    /// Names and relation ids, in the order of the tabs; hidden ones last.
    sheets: Vec<(String, String)>,
    from_1904: bool,
}

fn workbook_of(xml: &str) -> Result<Workbook, TableError> {
    let mut reader = Reader::from_str(xml);
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    let mut from_1904 = false;
    loop {
        match event(&mut reader)? {
            Event::Start(element) | Event::Empty(element) => match local(&element) {
                "sheet" => {
                    let name = attribute(&element, "name").unwrap_or_default();
                    let visible = attribute(&element, "state").is_none_or(|state| state == "visible");
                    // Its own id is `sheetId`; `r:id` names the relation.
                    let relation = attribute(&element, "id").unwrap_or_default();
                    if visible { shown.push((name, relation)) } else { hidden.push((name, relation)) }
                }
                "workbookPr" => {
                    from_1904 =
                        attribute(&element, "date1904").is_some_and(|value| value == "1" || value == "true");
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    shown.append(&mut hidden);
    Ok(Workbook { sheets: shown, from_1904 })
}

fn relations(xml: &str) -> Result<BTreeMap<String, String>, TableError> {
    let mut reader = Reader::from_str(xml);
    let mut targets = BTreeMap::new();
    loop {
        match event(&mut reader)? {
            Event::Start(element) | Event::Empty(element) if local(&element) == "Relationship" => {
                if let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target")) {
                    targets.insert(id, target);
                }
            }
            Event::Eof => return Ok(targets),
            _ => {}
        }
    }
}

/// The texts that cells share; phonetic hints are left out.
fn shared_strings(xml: &str) -> Result<Vec<String>, TableError> {
    let mut reader = Reader::from_str(xml);
    let mut strings = Vec::new();
    let (mut current, mut in_text, mut hints) = (String::new(), false, 0usize);
    loop {
        match event(&mut reader)? {
            Event::Start(element) => match local(&element) {
                "si" => current.clear(),
                "t" => in_text = hints == 0,
                "rPh" => hints += 1,
                _ => {}
            },
            Event::Empty(element) if local(&element) == "si" => strings.push(String::new()),
            Event::End(element) => match element.name().into_inner().rsplit(':').next().unwrap_or_default() {
                "si" => strings.push(std::mem::take(&mut current)),
                "t" => in_text = false,
                "rPh" => hints = hints.saturating_sub(1),
                _ => {}
            },
            Event::Eof => return Ok(strings),
            other if in_text => say(&other, &mut current)?,
            _ => {}
        }
    }
}

/// Adds the text of an event.
fn say(event: &Event<'_>, text: &mut String) -> Result<(), TableError> {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(name) => {
            let character = name.resolve_char_ref().ok().flatten();
            match (character, quick_xml::escape::resolve_predefined_entity(name.as_ref())) {
                (Some(character), _) => text.push(character),
                (None, Some(known)) => text.push_str(known),
                (None, None) => {
                    return Err(malformed(
                        FORMAT,
                        "a part uses an entity that XML does not know",
                        "Save the workbook again.",
                    ));
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// What a style makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Number,
    Date,
    /// `[h]:mm:ss`: more than a day counts on.
    Span,
}

/// The styles of cells by number.
fn date_styles(xml: &str) -> Result<Vec<Style>, TableError> {
    let mut reader = Reader::from_str(xml);
    let mut formats: BTreeMap<u32, Style> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    loop {
        match event(&mut reader)? {
            Event::Start(element) | Event::Empty(element) => match local(&element) {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                    let code = attribute(&element, "formatCode").unwrap_or_default();
                    if let Some(id) = id {
                        formats.insert(id, style_of(&code));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id: u32 = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    let known = match id {
                        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Style::Date,
                        46 => Style::Span,
                        _ => Style::Number,
                    };
                    styles.push(formats.get(&id).copied().unwrap_or(known));
                }
                _ => {}
            },
            Event::End(element) if element.name().into_inner().ends_with("cellXfs") => in_cells = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// Whether a number format shows dates: by its letters, those in quotes and brackets apart.
fn style_of(code: &str) -> Style {
    let mut letters = code.chars();
    let mut date = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                letters.by_ref().find(|letter| *letter == '"');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                if !inside.is_empty()
                    && inside.chars().all(|letter| matches!(letter.to_ascii_lowercase(), 'h' | 'm' | 's'))
                {
                    return Style::Span;
                }
            }
            // Another section: for negative numbers.
            ';' => break,
            'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 's' | 'S' => date = true,
            _ => {}
        }
    }
    // `General` holds none of these letters.
    if date { Style::Date } else { Style::Number }
}

struct Sheet<'a> {
    shared: &'a [String],
    dates: &'a [Style],
    from_1904: bool,
}

impl Sheet<'_> {
    /// The rows from the first that holds anything to the last.
    fn rows(&self, xml: &str) -> Result<Vec<Vec<Cell>>, TableError> {
        let mut reader = Reader::from_str(xml);
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut row = 0usize;
        let mut cells = 0usize;
        let (mut column, mut kind, mut style) = (0usize, String::new(), 0usize);
        let (mut text, mut in_value, mut hints) = (String::new(), false, 0usize);
        loop {
            match event(&mut reader)? {
                Event::Start(element) => match local(&element) {
                    "row" => {
                        row = next_row(&element, row)?;
                        column = 0;
                    }
                    "c" => {
                        (column, kind, style) = place(&element, column)?;
                        text.clear();
                    }
                    "v" => in_value = true,
                    "t" => in_value = hints == 0,
                    "rPh" => hints += 1,
                    _ => {}
                },
                Event::Empty(element) => match local(&element) {
                    "row" => row = next_row(&element, row)?,
                    "c" => column = place(&element, column)?.0,
                    _ => {}
                },
                Event::End(element) => {
                    match element.name().into_inner().rsplit(':').next().unwrap_or_default() {
                        "v" | "t" => in_value = false,
                        "rPh" => hints = hints.saturating_sub(1),
                        "c" => {
                            let cell = self.cell(&kind, style, &text);
                            if cell == Cell::Empty {
                                continue;
                            }
                            let at = row.max(1) - 1;
                            if rows.len() <= at {
                                rows.resize(at + 1, Vec::new());
                            }
                            let line = &mut rows[at];
                            cells += column.saturating_sub(line.len());
                            if cells > MOST_CELLS {
                                return Err(malformed(
                                    FORMAT,
                                    format!("a sheet has more than {MOST_CELLS} cells"),
                                    "Save the sheet as CSV.",
                                ));
                            }
                            if line.len() < column {
                                line.resize(column, Cell::Empty);
                            }
                            line[column - 1] = cell;
                        }
                        _ => {}
                    }
                }
                Event::Eof => break,
                other if in_value => say(&other, &mut text)?,
                _ => {}
            }
        }
        let first = rows.iter().position(|row| !row.is_empty()).unwrap_or(rows.len());
        rows.drain(..first);
        // Rows without anything between are rows of missing values, unless nothing follows.
        Ok(rows)
    }

    fn cell(&self, kind: &str, style: usize, text: &str) -> Cell {
        match kind {
            "s" => match text.trim().parse::<usize>().ok().and_then(|place| self.shared.get(place)) {
                Some(shared) if !shared.is_empty() => Cell::Text(shared.clone()),
                _ => Cell::Empty,
            },
            "inlineStr" | "str" if !text.is_empty() => Cell::Text(text.to_owned()),
            "b" => Cell::Plain(if text.trim() == "1" { "true" } else { "false" }.to_owned()),
            // Errors of formulas: `#N/A`, `#DIV/0!`.
            "e" => Cell::Empty,
            "d" => Cell::Plain(text.trim().to_owned()),
            _ if text.trim().is_empty() => Cell::Empty,
            _ => {
                let number = text.trim();
                let style = self.dates.get(style).copied().unwrap_or(Style::Number);
                match number.parse::<f64>() {
                    Ok(days) if style != Style::Number => {
                        self.moment(days, style).map_or_else(|| Cell::Plain(number.to_owned()), Cell::Plain)
                    }
                    _ => Cell::Plain(number.to_owned()),
                }
            }
        }
    }

    /// A number of days as a date or time span in text.
    fn moment(&self, days: f64, style: Style) -> Option<String> {
        if !(0.0..2_958_466.0).contains(&days) {
            return None;
        }
        let milliseconds = (days * 86_400_000.0).round() as i64;
        if style == Style::Span {
            return Some(format_timespan(milliseconds));
        }
        // Excel took 1900 for a leap year: before March of it the count is one less.
        let epoch: i64 = match (self.from_1904, days < 60.0) {
            (true, _) => -24_107,
            (false, true) => -25_568,
            (false, false) => -25_569,
        };
        Some(format_datetime(milliseconds + epoch * 86_400_000))
    }
}

fn next_row(element: &BytesStart<'_>, before: usize) -> Result<usize, TableError> {
    let row = attribute(element, "r").and_then(|row| row.parse().ok()).unwrap_or(before + 1);
    match (1..=MOST_ROWS).contains(&row) {
        true => Ok(row),
        false => {
            Err(malformed(FORMAT, format!("there is no row {row} in a sheet"), "Save the workbook again."))
        }
    }
}

/// Column, type and style of a cell.
fn place(element: &BytesStart<'_>, before: usize) -> Result<(usize, String, usize), TableError> {
    let column = match attribute(element, "r") {
        Some(reference) => reference
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .try_fold(0usize, |column, letter| {
                column.checked_mul(26)?.checked_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
            })
            .unwrap_or(0),
        None => before + 1,
    };
    if !(1..=MOST_COLUMNS).contains(&column) {
        return Err(malformed(
            FORMAT,
            "a cell stands in a column that sheets do not have",
            "Save the workbook again.",
        ));
    }
    let style = attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
    Ok((column, attribute(element, "t").unwrap_or_default(), style))
}
