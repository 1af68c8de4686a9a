//! What is not needed for the first paint: everything but frame, rail and the head of the first page.
//!
//! Built with the feature `split`, this is a module of its own that the page fetches while it already shows. The rest of the program
//! reaches it through [`Late`] alone: whatever is called from there directly would move back into the first module.

use crate::canvas::Board;
use crate::shell::Dialogs;
use crate::state::Studio;
use crate::{open, shell, slots};
use leptos::prelude::*;

/// The doors to what comes later.
pub struct Late {
    /// Loads the catalogue and what the address names, and listens to keys, clipboard and engine.
    pub start: fn(Studio, Board, Dialogs),
    /// Samples, recent pipelines, files named at the start.
    pub gallery: fn(Studio) -> AnyView,
    /// The designer.
    pub designer: fn() -> AnyView,
    /// The page of runs.
    pub runs: fn() -> AnyView,
    /// The page of endpoints.
    pub endpoints: fn() -> AnyView,
    /// The page of the migration.
    pub migration: fn() -> AnyView,
    /// Messages, menus and dialogs.
    pub overlays: fn(Dialogs) -> AnyView,
    /// Opens the menu of looks beside a button.
    pub looks: fn(Studio, &web_sys::Element),
    /// Asks for files to open.
    pub pick: fn(Studio),
    /// Opens files that were dropped.
    pub files: fn(Studio, &web_sys::DataTransfer),
    /// Asks for a folder to open.
    pub pick_folder: fn(Studio),
    /// Opens a new pipeline.
    pub empty: fn(Studio),
    /// Stores what is pending.
    pub save: fn(Studio),
}

static LATE: Late = Late {
    start: shell::start,
    gallery: shell::gallery,
    designer: shell::designer,
    runs: slots::runs_page,
    endpoints: slots::endpoints_page,
    migration: slots::migration_page,
    overlays: shell::overlays,
    looks: shell::looks,
    pick: open::pick,
    files: |studio, transfer| open::dropped(studio, open::Dropped::of(transfer), None, None),
    pick_folder: open::pick_folder,
    empty: open::empty,
    save: |studio| studio.save_now(),
};

/// The module could not be fetched.
#[derive(Clone, Copy, Debug)]
pub struct Unreachable;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Unreachable {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Unreachable {
        Unreachable
    }
}

#[cfg(feature = "split")]
mod point {
    #[wasm_split_helpers::wasm_split(late, fallible)]
    pub fn late() -> Result<&'static super::Late, super::Unreachable> {
        Ok(&super::LATE)
    }
}

#[cfg(not(feature = "split"))]
mod point {
    pub async fn late() -> Result<&'static super::Late, super::Unreachable> {
        Ok(&super::LATE)
    }
}

/// [`Late`] once it is there.
#[derive(Clone, Copy)]
pub struct Parts(RwSignal<Option<Result<&'static Late, Unreachable>>>);

impl Parts {
    /// Begins to fetch; then calls `start`.
    pub fn load(start: impl FnOnce(&'static Late) + 'static) -> Parts {
        let parts = Parts(RwSignal::new(None));
        leptos::task::spawn_local(async move {
            let late = point::late().await;
            if let Ok(late) = late {
                start(late);
            }
            parts.0.set(Some(late));
        });
        parts
    }

    /// For views: it, or a sentence when it cannot be had; nothing while it is on its way.
    pub fn show(self, view: impl FnOnce(&'static Late) -> AnyView) -> Option<AnyView> {
        self.0.get().map(|late| match late {
            Ok(late) => view(late),
            Err(Unreachable) => view! {
                <p class="quiet-text">"The studio could not be loaded in full. Check the connection, then load the page again."</p>
            }
            .into_any(),
        })
    }

    /// Calls it, now or as soon as it is there.
    pub fn call(self, action: impl FnOnce(&'static Late) + 'static) {
        self.call_boxed(Box::new(action));
    }

    fn call_boxed(self, action: Box<dyn FnOnce(&'static Late)>) {
        match self.0.get_untracked() {
            Some(Ok(late)) => action(late),
            _ => leptos::task::spawn_local(async move {
                if let Ok(late) = point::late().await {
                    action(late);
                }
            }),
        }
    }
}
