//! Files of one layout in another: each goes to its new place, and the paths in it lead to the new places of others.

use crate::emit::folder::File;

/// Where a path belongs, by the longest prefix of whole folders that `places` names; none when it belongs nowhere.
pub(super) fn place(path: &str, places: &[(&str, &str)]) -> Option<String> {
    let fits = |prefix: &str| {
        path.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/')).map(str::to_owned)
    };
    let found = places.iter().filter_map(|(prefix, target)| Some((prefix.len(), *target, fits(prefix)?)));
    found.max_by_key(|(length, _, _)| *length).map(|(_, target, rest)| format!("{target}{rest}"))
}

/// The files that belong somewhere, there.
pub(super) fn relocate(files: Vec<File>, places: &[(&str, &str)]) -> Vec<File> {
    files
        .into_iter()
        .filter_map(|file| {
            let path = place(&file.path, places)?;
            let bytes = match file.as_text().filter(|_| path.ends_with(".yml")) {
                Some(text) => rebased(text, &file.path, &path, places).into_bytes(),
                None => file.bytes,
            };
            Some(File { path, bytes, executable: file.executable })
        })
        .collect()
}

/// Lets files name the newest version of these data assets instead of the first.
pub(super) fn latest<'n>(files: &mut [File], names: impl Iterator<Item = &'n str> + Clone) {
    for file in files.iter_mut().filter(|file| file.path.ends_with(".yml")) {
        let Some(text) = file.as_text() else { continue };
        let text = names.clone().fold(text.to_owned(), |text, name| {
            text.replace(&format!("azureml:{name}:1\n"), &format!("azureml:{name}@latest\n"))
        });
        file.bytes = text.into_bytes();
    }
}

/// A YAML file whose relative paths start from `to` instead of `from`.
fn rebased(text: &str, from: &str, to: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let value = line.trim_end().rsplit_once(": ").map(|(_, value)| value);
        let moved =
            value.filter(|value| is_path(value) && !line.trim_start().starts_with('#')).and_then(|value| {
                let target = place(&resolved(folder(from), value), places)?;
                Some((value, relative(folder(to), &target)))
            });
        match moved {
            Some((value, moved)) => {
                let end = line.trim_end().len();
                out.push_str(&line[..end - value.len()]);
                out.push_str(&moved);
                out.push_str(&line[end..]);
            }
            None => out.push_str(line),
        }
    }
    out
}

fn is_path(value: &str) -> bool {
    value == "." || value.starts_with("./") || value.starts_with("../")
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A relative path from the top of the layout.
fn resolved(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The way from a folder to a path.
fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - common);
    let down = to[common..].join("/");
    match (up.is_empty(), down.is_empty()) {
        (true, true) => ".".to_owned(),
        (true, false) => format!("./{down}"),
        (false, true) => up.trim_end_matches('/').to_owned(),
        (false, false) => format!("{up}{down}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: &[(&str, &str)] =
        &[("pipeline.yml", "train/pipeline.yml"), ("parts", "lib/parts"), ("data", "data")];

    #[test]
    fn paths_lead_to_the_new_places() {
        let files = vec![
            File::text("pipeline.yml", "# See ./parts.\na: ./parts/x.yml\nb: ./elsewhere\nc: text\n"),
            File::text("parts/x.yml", "code: ../data/\nhere: .\n  path: ./income\n"),
            File::text("other.txt", "a: ./parts/x.yml\n"),
        ];
        let moved = relocate(files, PLACES);
        let texts: Vec<(&str, &str)> =
            moved.iter().map(|file| (file.path.as_str(), file.as_text().unwrap())).collect();
        assert_eq!(
            texts,
            [
                ("train/pipeline.yml", "# See ./parts.\na: ../lib/parts/x.yml\nb: ./elsewhere\nc: text\n"),
                ("lib/parts/x.yml", "code: ../../data\nhere: .\n  path: ./income\n"),
            ]
        );
    }

    #[test]
    fn prefixes_are_whole_folders() {
        assert_eq!(place("data/a.yml", PLACES).as_deref(), Some("data/a.yml"));
        assert_eq!(place("database/a.yml", PLACES), None);
    }
}
