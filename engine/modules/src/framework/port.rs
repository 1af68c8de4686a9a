//! Ports as module files declare them.

use ml_graph::{PortKind, PortSpec};

/// An input or output of a module.
#[derive(Clone, Copy, Debug)]
pub struct Port {
    id: &'static str,
    classic: &'static str,
    title: &'static str,
    kind: PortKind,
    optional: bool,
}

impl Port {
    /// A port with its snake_case id and the name that exports use, which is its title too.
    pub const fn new(id: &'static str, classic: &'static str, kind: PortKind) -> Port {
        Port { id, classic, title: classic, kind, optional: false }
    }

    /// A port for tables.
    pub const fn dataset(id: &'static str, classic: &'static str) -> Port {
        Port::new(id, classic, PortKind::Dataset)
    }

    /// A port for learners with their settings.
    pub const fn untrained_model(id: &'static str, classic: &'static str) -> Port {
        Port::new(id, classic, PortKind::UntrainedModel)
    }

    /// A port for fitted models.
    pub const fn trained_model(id: &'static str, classic: &'static str) -> Port {
        Port::new(id, classic, PortKind::TrainedModel)
    }

    /// A port for fitted transformations.
    pub const fn transform(id: &'static str, classic: &'static str) -> Port {
        Port::new(id, classic, PortKind::Transform)
    }

    /// The same under another title.
    pub const fn title(self, title: &'static str) -> Port {
        Port { title, ..self }
    }

    /// The same, but it may stay unconnected.
    pub const fn optional(self) -> Port {
        Port { optional: true, ..self }
    }

    /// The snake_case id.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// What flows through it.
    pub const fn kind(&self) -> PortKind {
        self.kind
    }

    pub(crate) fn spec(&self) -> PortSpec {
        PortSpec {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            classic_name: self.classic.to_owned(),
            kind: self.kind,
            optional: self.optional,
        }
    }
}
