//! The canvas: XML in a string, one rectangle a node.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Where something stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Node, asset or web service port id.
    pub id: String,
    /// x, y, width, height; none when the source's text is no rectangle.
    pub rectangle: Option<[f64; 4]>,
    /// The position as written.
    pub text: String,
}

/// A canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// In source order.
    pub places: Vec<Place>,
    /// The XML with its positions cut out, for writing it again; none when there was no XML.
    pub frame: Option<String>,
    /// Whether the XML was broken; `frame` is then the whole text.
    pub broken: bool,
}

/// What Studio writes around the positions; the positions go where the two parts meet.
const FRAME: [&str; 2] = [
    "<?xml version='1.0' encoding='utf-16'?><DataV1 xmlns:xsd='http://www.w3.org/2001/XMLSchema' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><Meta />",
    "<NodeGroups /></DataV1>",
];

/// Stands in a frame where the positions were.
const GAP: char = '\u{1}';

impl Layout {
    /// Reads the XML of a `SerializedClientData` member.
    pub fn parse(xml: &str) -> Layout {
        match places(xml) {
            Some((places, start, end)) => {
                let frame = match (start, end) {
                    (Some(start), Some(end)) => format!("{}{GAP}{}", &xml[..start], &xml[end..]),
                    _ => xml.to_owned(),
                };
                Layout { places, frame: Some(frame), broken: false }
            }
            None => Layout { places: Vec::new(), frame: Some(xml.to_owned()), broken: true },
        }
    }

    /// Whether `frame` is just what Studio writes by itself.
    pub fn is_plain(&self) -> bool {
        self.frame.as_ref().is_none_or(|frame| {
            frame.split_once(GAP).is_some_and(|(before, after)| before == FRAME[0] && after == FRAME[1])
        })
    }

    /// Writes the XML: `places` as (id, position text) in `frame`, or in Studio's own.
    pub fn write(frame: Option<&str>, places: &[(&str, String)]) -> String {
        let (before, after) = match frame {
            None => (FRAME[0], FRAME[1]),
            Some(frame) => match frame.split_once(GAP) {
                Some(parts) => parts,
                None => return frame.to_owned(),
            },
        };
        if places.is_empty() {
            return format!("{before}<NodePositions />{after}");
        }
        let mut xml = String::with_capacity(before.len() + after.len() + places.len() * 100);
        xml.push_str(before);
        xml.push_str("<NodePositions>");
        for (id, position) in places {
            xml.push_str("<NodePosition Node='");
            xml.push_str(&quick_xml::escape::escape(*id));
            xml.push_str("' Position='");
            xml.push_str(&quick_xml::escape::escape(position.as_str()));
            xml.push_str("'/>");
        }
        xml.push_str("</NodePositions>");
        xml.push_str(after);
        xml
    }
}

/// All positions and the byte range of the element that holds them; none when the XML is broken.
fn places(xml: &str) -> Option<(Vec<Place>, Option<usize>, Option<usize>)> {
    let mut reader = Reader::from_str(xml);
    let mut places = Vec::new();
    let (mut start, mut end) = (None, None);
    let mut depth = 0usize;
    loop {
        let before = usize::try_from(reader.buffer_position()).ok()?;
        match reader.read_event().ok()? {
            Event::Start(element) => {
                depth += 1;
                open(&element, before, &mut start, &mut places)?;
            }
            Event::Empty(element) => {
                open(&element, before, &mut start, &mut places)?;
                if element.name().as_ref() == "NodePositions" {
                    end = Some(usize::try_from(reader.buffer_position()).ok()?);
                }
            }
            Event::End(element) => {
                depth = depth.checked_sub(1)?;
                if element.name().as_ref() == "NodePositions" {
                    end = Some(usize::try_from(reader.buffer_position()).ok()?);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    (depth == 0).then_some((places, start, end))
}

fn open(
    element: &BytesStart<'_>,
    position: usize,
    start: &mut Option<usize>,
    places: &mut Vec<Place>,
) -> Option<()> {
    match element.name().as_ref() {
        "NodePositions" if start.is_none() => *start = Some(position),
        "NodePosition" => {
            let mut place = Place { id: String::new(), rectangle: None, text: String::new() };
            for attribute in element.attributes() {
                let attribute = attribute.ok()?;
                let value = quick_xml::escape::unescape(&attribute.value).ok()?.into_owned();
                match attribute.key.as_ref() {
                    "Node" => place.id = value,
                    "Position" => place.text = value,
                    _ => {}
                }
            }
            place.rectangle = rectangle(&place.text);
            places.push(place);
        }
        _ => {}
    }
    Some(())
}

fn rectangle(text: &str) -> Option<[f64; 4]> {
    let mut numbers =
        text.split(',').map(|part| part.trim().parse::<f64>().ok().filter(|number| number.is_finite()));
    let rectangle = [numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(rectangle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_read_and_write_back() {
        let xml = Layout::write(None, &[("a-1", "1,-2.5,200,200".into()), ("b'<&", "0,0,0,0".into())]);
        let layout = Layout::parse(&xml);
        assert!(layout.is_plain() && !layout.broken);
        assert_eq!(layout.places[0].rectangle, Some([1.0, -2.5, 200.0, 200.0]));
        assert_eq!(layout.places[1].id, "b'<&");
    }

    #[test]
    fn groups_survive_a_change_of_positions() {
        let xml = "<DataV1><Meta/><NodePositions><NodePosition Node=\"a\" Position=\"1,2,3,4\"/></NodePositions><NodeGroups><G/></NodeGroups></DataV1>";
        let layout = Layout::parse(xml);
        assert!(!layout.is_plain());
        let written = Layout::write(layout.frame.as_deref(), &[("a", "5,6,7,8".into())]);
        assert!(
            written.contains("<NodeGroups><G/></NodeGroups>") && written.contains("5,6,7,8"),
            "{written}"
        );
        assert!(!written.contains("1,2,3,4"));
    }

    #[test]
    fn broken_xml_is_kept_whole() {
        let layout = Layout::parse("<DataV1><NodePositions>");
        assert!(layout.broken);
        assert_eq!(layout.frame.as_deref(), Some("<DataV1><NodePositions>"));
    }
}
