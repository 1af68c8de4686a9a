//! The property pane's fields: one for each type of parameter, made from its specification.

mod choice;
mod column_dialog;
mod columns;
mod range;
mod script;
mod secret;
mod text;

use super::icon::{self, icon};
use crate::state::Studio;
use leptos::prelude::*;
use ml_graph::{ComponentSpec, ParamKind, ParamSpec, ParamValue, SweepRange};
use std::sync::Arc;
use studio_model::{Command, param_problem, required_problem};

/// One parameter of one module. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Field {
    studio: Studio,
    about: StoredValue<About>,
    /// The value given; none means the default.
    value: Memo<Option<ParamValue>>,
    /// What is wrong with a text that is no value yet.
    note: RwSignal<Option<String>>,
    /// Counts resets, so that a text that is no value goes too.
    resets: RwSignal<u32>,
}

struct About {
    node: String,
    spec: Arc<ComponentSpec>,
    index: usize,
}

impl Field {
    fn new(studio: Studio, node: &str, spec: &Arc<ComponentSpec>, index: usize) -> Field {
        let (id, param) = (node.to_owned(), spec.params[index].id.clone());
        let value = Memo::new(move |_| {
            studio
                .read(|document| document.draft().node(&id).and_then(|node| node.params.get(&param)).cloned())
        });
        let about = StoredValue::new(About { node: node.to_owned(), spec: Arc::clone(spec), index });
        Field { studio, about, value, note: RwSignal::new(None), resets: RwSignal::new(0) }
    }

    fn with<T>(self, read: impl FnOnce(&ParamSpec) -> T) -> T {
        self.about.with_value(|about| read(&about.spec.params[about.index]))
    }

    fn node(self) -> String {
        self.about.with_value(|about| about.node.clone())
    }

    /// The id of the control in the page.
    fn control(self) -> String {
        self.with(|param| format!("param-{}", param.id))
    }

    /// Gives the parameter a value, or the default.
    fn set(self, value: Option<ParamValue>) {
        self.note.set(None);
        if self.value.get_untracked() != value {
            let (node, param) = (self.node(), self.with(|param| param.id.clone()));
            self.studio.act(Command::SetParam { node, param, value });
        }
    }

    fn reset(self) {
        self.set(None);
        self.resets.update(|resets| *resets += 1);
    }

    /// Ends an undo step: the user left the control.
    fn seal(self) {
        self.studio.seal();
    }

    fn is_visible(self) -> bool {
        self.about.with_value(|about| {
            let param = &about.spec.params[about.index];
            self.studio.read(|document| {
                document
                    .draft()
                    .node(&about.node)
                    .is_some_and(|node| about.spec.is_visible(param, &node.params))
            })
        })
    }

    fn is_changed(self) -> bool {
        let given = self.value.get();
        self.note.get().is_some() || given.is_some() && self.with(|param| param.default != given)
    }

    /// The default as text, for the placeholder.
    fn placeholder(self) -> String {
        self.with(|param| {
            param.default.as_ref().map(|value| in_words(value, &param.kind)).unwrap_or_default()
        })
    }

    /// The sentence under the field: what is wrong, as far as the studio or the engine know.
    fn problem(self) -> Option<String> {
        if let Some(note) = self.note.get() {
            return Some(note);
        }
        let value = self.value.get();
        self.about.with_value(|about| {
            let param = &about.spec.params[about.index];
            value
                .and_then(|value| param_problem(param, &value))
                .or_else(|| {
                    self.studio.read(|document| {
                        let node = document.draft().node(&about.node)?;
                        required_problem(&about.spec, param, &node.params)
                    })
                })
                .or_else(|| {
                    self.studio.findings.with(|findings| {
                        let mine = |finding: &&ml_graph::Diagnostic| {
                            finding.at.node.as_deref() == Some(&about.node)
                                && finding.at.param.as_deref() == Some(&param.id)
                        };
                        findings.iter().find(mine).map(|finding| finding.message.clone())
                    })
                })
        })
    }
}

/// The fields of a module, in the order of its specification.
pub(super) fn fields(studio: Studio, node: &str, spec: &Arc<ComponentSpec>) -> AnyView {
    (0..spec.params.len()).map(|index| field(Field::new(studio, node, spec, index))).collect_view().into_any()
}

fn field(field: Field) -> AnyView {
    let visible = Memo::new(move |_| field.is_visible());
    view! { {move || visible.get().then(|| frame(field))} }.into_any()
}

/// Label, control, and what stands beside and under it.
fn frame(field: Field) -> AnyView {
    let asked = RwSignal::new(false);
    let id = field.control();
    let (title, help, hint, required) =
        field.with(|param| (param.title.clone(), param.help.clone(), hint(&param.kind), param.required));
    let has_help = !help.is_empty();
    let changed = Memo::new(move |_| field.is_changed());
    let problem = Memo::new(move |_| field.problem());
    let is_bool = field.with(|param| matches!(param.kind, ParamKind::Bool));
    let label = title.clone();
    let head = view! {
        <div class="field-head">
            {(!is_bool).then(|| view! {
                <label class="label" for=id.clone()>
                    {title.clone()}
                    {required.then(|| view! { <span class="required" title="Needs a value">"*"</span> })}
                </label>
            })}
            {is_bool.then(|| choice::checkbox(field, title.clone()))}
            {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
            <span class="spacer"></span>
            {move || changed.get().then(|| view! {
                <button type="button" class="icon-button" title="Back to the default" aria-label=format!("Back to the default of {label}") on:click=move |_| field.reset()>
                    {icon(icon::RESET)}
                </button>
            })}
            {has_help.then(|| view! {
                <button type="button" class="icon-button question" aria-label=format!("What is {title}?") aria-expanded=move || asked.get().to_string() on:click=move |_| asked.update(|asked| *asked = !*asked)>
                    "?"
                </button>
            })}
        </div>
    };
    let control = field.with(|param| match &param.kind {
        ParamKind::Bool => ().into_any(),
        ParamKind::Integer { .. } | ParamKind::Float { .. } | ParamKind::Seed => text::line(field, true),
        ParamKind::Text { multiline: false } => text::line(field, false),
        ParamKind::Text { multiline: true } => text::area(field),
        ParamKind::Choice { options } => choice::select(field, options),
        ParamKind::Columns { single, .. } => columns::columns(field, *single),
        ParamKind::Range { .. } => range::range(field),
        ParamKind::Script { language } => script::script(field, *language),
        ParamKind::Secret => secret::secret(field),
    });
    let problem_id = format!("{id}-problem");
    view! {
        <div class="field" class:changed=move || changed.get() class:wrong=move || problem.get().is_some()>
            {head}
            {move || asked.get().then(|| view! { <p class="field-help">{help.clone()}</p> })}
            {control}
            <p class="field-problem" id=problem_id role="status">{move || problem.get()}</p>
        </div>
    }
    .into_any()
}

/// The allowed range, in a few words.
fn hint(kind: &ParamKind) -> Option<String> {
    let ends = |min: Option<String>, max: Option<String>| match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    };
    match kind {
        ParamKind::Integer { min, max } => {
            // Where a number merely ends because the type does, people need not know.
            let told = |end: &i64| end.unsigned_abs() < i32::MAX.unsigned_abs().into();
            ends(min.filter(told).map(|min| min.to_string()), max.filter(told).map(|max| max.to_string()))
        }
        ParamKind::Float { min, max } => {
            let told = |end: &f64| end.abs() < f64::from(f32::MAX);
            let max = max.filter(told).map(|max| max.to_string());
            match (min.filter(told), max) {
                (Some(min), None) if (0.0..1e-12).contains(&min) && min > 0.0 => Some("above 0".to_owned()),
                (Some(min), Some(max)) if (0.0..1e-12).contains(&min) && min > 0.0 => {
                    Some(format!("above 0, up to {max}"))
                }
                (min, max) => ends(min.map(|min| min.to_string()), max),
            }
        }
        ParamKind::Seed => Some("blank: the run's seed".to_owned()),
        _ => None,
    }
}

/// A value as the user would type or read it.
fn in_words(value: &ParamValue, kind: &ParamKind) -> String {
    match value {
        ParamValue::Null => String::new(),
        ParamValue::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        ParamValue::Integer(value) => value.to_string(),
        ParamValue::Float(value) => value.to_string(),
        ParamValue::Text(text) => match kind {
            ParamKind::Choice { options } => options
                .iter()
                .find(|option| option.id == *text)
                .map_or_else(|| text.clone(), |option| option.title.clone()),
            _ => text.clone(),
        },
        ParamValue::Columns(selection) => super::columns::describe(selection),
        ParamValue::Range(SweepRange::Literal(text)) => text.clone(),
        ParamValue::Range(SweepRange::Builder(builder)) => {
            format!("{} values from {} to {}", builder.count, builder.min, builder.max)
        }
        ParamValue::Secret(_) => String::new(),
    }
}
