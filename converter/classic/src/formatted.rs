//! Lists as PowerShell showed them: a name, a colon and a value a line, all colons of an object in one column, an empty line after each.

use ml_graph::Json;

/// The objects of such a list, their values as texts; none when `text` is none.
pub(crate) fn objects(text: &str) -> Option<Vec<Json>> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let column = colon(first)?;
    let mut objects = Vec::new();
    let mut members: Vec<(String, String)> = Vec::new();
    for line in text.lines().chain([""]) {
        let line = line.trim_end();
        match (named(line, column), members.last_mut()) {
            (Some((name, value)), _) => members.push((name.to_owned(), value.to_owned())),
            // A value that was too long for the window goes on below its beginning.
            (None, Some((_, value))) if !line.is_empty() => value.push_str(continued(line, column)?),
            (None, None) if !line.is_empty() => return None,
            (None, _) => {
                if !members.is_empty() {
                    objects.push(object(std::mem::take(&mut members)));
                }
            }
        }
    }
    objects.iter().all(|object| object.members().len() > 1).then_some(objects)
}

/// The column of the first colon that stands between spaces, counted in characters.
fn colon(line: &str) -> Option<usize> {
    let letters: Vec<char> = line.chars().take(200).collect();
    (1..letters.len()).find(|&place| {
        letters[place] == ':'
            && letters[place - 1] == ' '
            && letters.get(place + 1).is_none_or(|next| *next == ' ')
    })
}

/// Name and value of a line whose colon is in `column`.
fn named(line: &str, column: usize) -> Option<(&str, &str)> {
    let (place, _) = line.char_indices().nth(column)?;
    let (name, rest) = line.split_at(place);
    let value = rest.strip_prefix(':')?;
    let is_name = name.ends_with(' ') && name.starts_with(|first: char| first.is_alphabetic());
    (is_name && (value.is_empty() || value.starts_with(' '))).then(|| (name.trim_end(), value.trim_start()))
}

/// The rest of a value, below its beginning.
fn continued(line: &str, column: usize) -> Option<&str> {
    let (place, _) = line.char_indices().nth(column + 2)?;
    line[..place].trim().is_empty().then(|| &line[place..])
}

/// What was shown as a collection shows no more than that there was one.
fn object(members: Vec<(String, String)>) -> Json {
    let members = members.into_iter().map(|(name, value)| match value.as_str() {
        "" => (name, Json::Null),
        shown if shown.starts_with('{') && shown.ends_with('}') => {
            (format!("{name} (as shown)"), Json::from(shown))
        }
        _ => (name, Json::String(value)),
    });
    Json::Object(members.collect())
}

#[cfg(test)]
mod tests {
    use super::objects;

    #[test]
    fn objects_are_read() {
        let text = "\r\n\r\nId          : 1a2b\r\nName        : Größe : one\r\nDescription : \r\nResources   : {}\r\nHelp        : https://a/b\r\n              c\r\n\r\nId          : 2\r\nName        : b\r\n\r\n\r\n";
        let objects = objects(text).unwrap();
        assert_eq!(
            serde_json::to_string(&objects).unwrap(),
            r#"[{"Id":"1a2b","Name":"Größe : one","Description":null,"Resources (as shown)":"{}","Help":"https://a/bc"},{"Id":"2","Name":"b"}]"#
        );
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "a: b\nc: d\n",
            "one : two\n",
            "a : b\nfree text\n",
            "x,y\n1,2\n",
            "a  : 1\nbb : 2\n c : 3\nd : 4",
        ] {
            assert_eq!(objects(text), None, "{text}");
        }
    }
}
