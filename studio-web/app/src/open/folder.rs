//! Folders on their way in: each of their files, by its path. Browsers hand folders over in calls of their own.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList};

/// More files than this are no export that somebody dropped on purpose.
const MOST: usize = 10_000;

/// A file with its path; that of a file on its own is its name.
pub struct Entry {
    /// Folders and name, with `/` between them.
    pub path: String,
    /// The file.
    pub file: File,
}

/// What was dropped. It has to be asked for while the event is handled, and can be read afterwards.
pub struct Dropped {
    entries: Vec<JsValue>,
    files: Vec<File>,
}

impl Dropped {
    /// What an event brought.
    pub fn of(transfer: &DataTransfer) -> Dropped {
        let items = transfer.items();
        let entries: Vec<JsValue> = (0..items.length())
            .filter_map(|index| call(items.get(index)?.as_ref(), "webkitGetAsEntry"))
            .filter(|entry| !entry.is_null())
            .collect();
        let files = transfer.files().map(|files| list(&files)).unwrap_or_default();
        let has_folder = entries.iter().any(is_folder);
        Dropped { entries: if has_folder { entries } else { Vec::new() }, files }
    }

    /// Every file, those in folders included; none when there are too many.
    pub async fn read(self) -> Option<Vec<Entry>> {
        if self.entries.is_empty() {
            return Some(self.files.into_iter().map(named).collect());
        }
        let mut found = Vec::new();
        let mut waiting = self.entries;
        while let Some(entry) = waiting.pop() {
            if is_folder(&entry) {
                waiting.extend(inside(&entry).await);
            } else if let Some(file) = file_of(&entry).await {
                let path = text(&entry, "fullPath");
                found.push(Entry { path: path.trim_start_matches('/').to_owned(), file });
            }
            if found.len() > MOST {
                return None;
            }
        }
        found.sort_by(|one, other| one.path.cmp(&other.path));
        Some(found)
    }
}

/// What was picked: files, or those of a folder.
pub fn picked(files: &FileList) -> Vec<Entry> {
    list(files).into_iter().map(named).collect()
}

fn named(file: File) -> Entry {
    let path = text(file.as_ref(), "webkitRelativePath");
    Entry { path: if path.is_empty() { file.name() } else { path }, file }
}

fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|index| files.item(index)).collect()
}

fn is_folder(entry: &JsValue) -> bool {
    Reflect::get(entry, &"isDirectory".into()).is_ok_and(|value| value.is_truthy())
}

/// What a folder holds; browsers give it in pieces until one is empty.
async fn inside(folder: &JsValue) -> Vec<JsValue> {
    let mut found = Vec::new();
    let Some(reader) = call(folder, "createReader") else { return found };
    while let Some(piece) = answer(&reader, "readEntries").await {
        let piece: Array = piece.unchecked_into();
        if piece.length() == 0 || found.len() > MOST {
            break;
        }
        found.extend(piece.iter());
    }
    found
}

async fn file_of(entry: &JsValue) -> Option<File> {
    answer(entry, "file").await?.dyn_into().ok()
}

fn call(of: &JsValue, name: &str) -> Option<JsValue> {
    let function: Function = Reflect::get(of, &name.into()).ok()?.dyn_into().ok()?;
    function.call0(of).ok()
}

/// The answer of a function that takes what to call with it.
async fn answer(of: &JsValue, name: &str) -> Option<JsValue> {
    let function: Function = Reflect::get(of, &name.into()).ok()?.dyn_into().ok()?;
    let promise = Promise::new(&mut |resolve, reject| {
        // Where the call fails, nothing would ever come.
        if function.call2(of, &resolve, &reject).is_err() {
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    });
    JsFuture::from(promise).await.ok()
}

fn text(of: &JsValue, name: &str) -> String {
    Reflect::get(of, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}
