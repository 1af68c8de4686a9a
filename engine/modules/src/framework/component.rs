//! A module as its file writes it.

use super::{Check, Failure, Known, Outputs, Port, RunContext, Transforming};
use crate::learning::{Learning, UntrainedModel};
use crate::params::Params;
use ml_graph::{ClassicIdentity, ComponentSpec, Flags, Role, Status};
use std::future::Future;

/// Who a module is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Kebab-case id, never reused.
    pub id: &'static str,
    /// Raised when results or parameters change: cached results of older versions are not reused.
    pub version: u32,
    /// The name users know.
    pub title: &'static str,
    /// Palette path, for example `Data Transformation / Manipulation`.
    pub category: &'static str,
    /// Family ids in exports, the usual one first.
    pub families: &'static [&'static str],
    /// Older names; the title counts as a name anyway.
    pub names: &'static [&'static str],
    /// Its component in the Azure ML designer.
    pub designer: Option<&'static str>,
    /// It came with the designer and never was in Studio (classic).
    pub designer_only: bool,
    /// Studio (classic) itself had deprecated it.
    pub deprecated: bool,
    /// Further words to find it by.
    pub keywords: &'static [&'static str],
    /// What part it plays.
    pub role: Role,
    /// Properties that scheduler and converter rely on.
    pub flags: Flags,
}

impl Identity {
    /// What most modules leave as it is; id, title and category must be given.
    pub const NEW: Identity = Identity {
        id: "",
        version: 1,
        title: "",
        category: "",
        families: &[],
        names: &[],
        designer: None,
        designer_only: false,
        deprecated: false,
        keywords: &[],
        role: Role::Other,
        flags: Flags { deterministic: true, passes_rows_through_when_scoring: false, needs_script: None },
    };
}

/// A module as its file writes it: identity, ports, parameters (the struct itself), what it checks and what it does.
pub trait Component: Params + Send + Sync + 'static {
    /// Who it is.
    const IDENTITY: Identity;
    /// Inputs in classic's order.
    const INPUTS: &'static [Port] = &[];
    /// Outputs in classic's order.
    const OUTPUTS: &'static [Port] = &[];
    /// Its Markdown file: help, then cases.
    const HELP: &'static str;
    /// Why it does not run yet and what to do meanwhile; none when it runs.
    const DOES_NOT_RUN: Option<&'static str> = None;
    /// Set by learners: `Some(Learning::of())`.
    const LEARNER: Option<Learning<Self>> = None;
    /// Set by modules whose fitted transformations can be applied again: `Some(Transforming::of::<Self>())`.
    const TRANSFORMER: Option<Transforming> = None;

    /// Looks at the schemas of the inputs, reports what will not work, and says what the outputs will be. Without data.
    fn check(&self, check: &mut Check<'_>) {
        if let (Some(learner), Some(port)) = (Self::LEARNER, Self::OUTPUTS.first()) {
            check.output(
                port.id(),
                Known::Untrained { component: Self::IDENTITY.id.to_owned(), task: learner.task() },
            );
        }
    }

    /// Computes the outputs.
    fn run(&self, _run: &RunContext<'_>) -> impl Future<Output = Result<Outputs, Failure>> {
        std::future::ready(match (Self::LEARNER, Self::OUTPUTS.first()) {
            (Some(learner), Some(port)) => {
                let model = UntrainedModel::new(Self::IDENTITY.id, learner.task(), self.write());
                Ok(Outputs::one(port.id(), model))
            }
            _ => Err(does_not_run::<Self>()),
        })
    }
}

/// The failure of a module that does not run.
pub(crate) fn does_not_run<C: Component>() -> Failure {
    let reason = C::DOES_NOT_RUN.unwrap_or("It has no implementation here.");
    Failure::new("module/does-not-run", format!("“{}” does not run yet.", C::IDENTITY.title), reason)
}

/// The module as data.
pub(crate) fn spec<C: Component>() -> ComponentSpec {
    let identity = C::IDENTITY;
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let mut names = vec![identity.title.to_owned()];
    names.extend(owned(identity.names));
    ComponentSpec {
        id: identity.id.to_owned(),
        version: identity.version,
        title: identity.title.to_owned(),
        summary: C::SUMMARY.to_owned(),
        category: identity.category.to_owned(),
        keywords: owned(identity.keywords),
        help: crate::cases::help(C::HELP).to_owned(),
        inputs: C::INPUTS.iter().map(Port::spec).collect(),
        outputs: C::OUTPUTS.iter().map(Port::spec).collect(),
        params: C::specs(),
        classic: ClassicIdentity {
            family_ids: owned(identity.families),
            names,
            designer: identity.designer.map(str::to_owned),
            designer_only: identity.designer_only,
            deprecated: identity.deprecated,
        },
        role: identity.role,
        flags: identity.flags,
        status: match C::DOES_NOT_RUN {
            None => Status::Runs,
            Some(reason) => Status::DoesNotRun { reason: reason.to_owned() },
        },
    }
}
