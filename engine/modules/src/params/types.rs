//! The Rust types that a parameter can have, and what they are in a draft.

use ml_graph::{ChoiceOption, ColumnSelection, ParamKind, ParamValue, ScriptLanguage, SecretRef, SweepRange};

/// What attributes of the field say about its kind.
#[derive(Clone, Copy, Debug)]
pub struct KindSettings {
    /// Smallest value.
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// Whole numbers only, for ranges.
    pub integer: bool,
    /// Geometric steps.
    pub logarithmic: bool,
    /// Several lines.
    pub multiline: bool,
    /// The language, for code.
    pub script: Option<ScriptLanguage>,
    /// The input port, for columns.
    pub port: &'static str,
    /// One column only.
    pub single: bool,
}

/// A type that parameters can have.
pub trait ParamType: Sized {
    /// The kind it has in the catalogue.
    fn kind(settings: &KindSettings) -> ParamKind;

    /// Its value, when `value` is of that kind.
    fn read(value: &ParamValue) -> Option<Self>;

    /// The value as a draft holds it.
    fn write(&self) -> ParamValue;

    /// The value of a parameter that has none and needs none; numbers and choices have no such value.
    fn empty() -> Option<Self> {
        None
    }
}

/// Defaults written as text literals.
pub trait FromText {
    /// The value of the literal.
    fn from_text(text: &str) -> Self;
}

impl ParamType for bool {
    fn kind(_: &KindSettings) -> ParamKind {
        ParamKind::Bool
    }

    fn read(value: &ParamValue) -> Option<bool> {
        value.as_bool()
    }

    fn write(&self) -> ParamValue {
        ParamValue::Bool(*self)
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl ParamType for $number {
            fn kind(settings: &KindSettings) -> ParamKind {
                // The type's own limits hold too, as far as 64 bits with a sign can say them.
                let least = <$number>::MIN as i128;
                let most = <$number>::MAX as i128;
                let min = settings.min.map(|min| min as i64).or(i64::try_from(least).ok().filter(|min| *min != i64::MIN));
                let max = settings.max.map(|max| max as i64).or(i64::try_from(most).ok().filter(|max| *max != i64::MAX));
                ParamKind::Integer { min, max }
            }

            fn read(value: &ParamValue) -> Option<$number> {
                value.as_i64().and_then(|value| <$number>::try_from(value).ok())
            }

            fn write(&self) -> ParamValue {
                i64::try_from(*self).map_or(ParamValue::Float(*self as f64), ParamValue::Integer)
            }
        }
    )*};
}

whole_numbers!(i32, i64, u32, u64, usize);

impl ParamType for f64 {
    fn kind(settings: &KindSettings) -> ParamKind {
        ParamKind::Float { min: settings.min, max: settings.max }
    }

    fn read(value: &ParamValue) -> Option<f64> {
        value.as_f64().filter(|value| value.is_finite())
    }

    fn write(&self) -> ParamValue {
        ParamValue::Float(*self)
    }
}

impl ParamType for String {
    fn kind(settings: &KindSettings) -> ParamKind {
        match settings.script {
            Some(language) => ParamKind::Script { language },
            None => ParamKind::Text { multiline: settings.multiline },
        }
    }

    fn read(value: &ParamValue) -> Option<String> {
        value.as_text().map(str::to_owned)
    }

    fn write(&self) -> ParamValue {
        ParamValue::Text(self.clone())
    }

    fn empty() -> Option<String> {
        Some(String::new())
    }
}

impl FromText for String {
    fn from_text(text: &str) -> String {
        text.to_owned()
    }
}

/// A seed that may be blank: the run's seed then takes its place, so that reruns agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seed(pub Option<u32>);

impl ParamType for Seed {
    fn kind(_: &KindSettings) -> ParamKind {
        ParamKind::Seed
    }

    fn read(value: &ParamValue) -> Option<Seed> {
        match value {
            ParamValue::Null => Some(Seed(None)),
            _ => value.as_i64().and_then(|seed| u32::try_from(seed).ok()).map(|seed| Seed(Some(seed))),
        }
    }

    fn write(&self) -> ParamValue {
        self.0.map_or(ParamValue::Null, |seed| ParamValue::Integer(i64::from(seed)))
    }

    fn empty() -> Option<Seed> {
        Some(Seed(None))
    }
}

impl ParamType for ColumnSelection {
    fn kind(settings: &KindSettings) -> ParamKind {
        ParamKind::Columns { port: settings.port.to_owned(), single: settings.single }
    }

    fn read(value: &ParamValue) -> Option<ColumnSelection> {
        value.as_columns().cloned()
    }

    fn write(&self) -> ParamValue {
        ParamValue::Columns(self.clone())
    }

    fn empty() -> Option<ColumnSelection> {
        Some(ColumnSelection::default())
    }
}

impl ParamType for SweepRange {
    fn kind(settings: &KindSettings) -> ParamKind {
        ParamKind::Range {
            integer: settings.integer,
            logarithmic: settings.logarithmic,
            min: settings.min,
            max: settings.max,
        }
    }

    fn read(value: &ParamValue) -> Option<SweepRange> {
        match value {
            ParamValue::Range(range) => Some(range.clone()),
            _ => None,
        }
    }

    fn write(&self) -> ParamValue {
        ParamValue::Range(self.clone())
    }
}

impl FromText for SweepRange {
    fn from_text(text: &str) -> SweepRange {
        SweepRange::Literal(text.to_owned())
    }
}

impl ParamType for SecretRef {
    fn kind(_: &KindSettings) -> ParamKind {
        ParamKind::Secret
    }

    fn read(value: &ParamValue) -> Option<SecretRef> {
        match value {
            ParamValue::Secret(secret) => Some(secret.clone()),
            _ => None,
        }
    }

    fn write(&self) -> ParamValue {
        ParamValue::Secret(self.clone())
    }
}

impl<T: ParamType> ParamType for Option<T> {
    fn kind(settings: &KindSettings) -> ParamKind {
        T::kind(settings)
    }

    fn read(value: &ParamValue) -> Option<Option<T>> {
        match value {
            ParamValue::Null => Some(None),
            _ => T::read(value).map(Some),
        }
    }

    fn write(&self) -> ParamValue {
        self.as_ref().map_or(ParamValue::Null, T::write)
    }

    fn empty() -> Option<Option<T>> {
        Some(None)
    }
}

impl<T: FromText> FromText for Option<T> {
    fn from_text(text: &str) -> Option<T> {
        Some(T::from_text(text))
    }
}

/// One of several values; derived with `#[derive(Choice)]`.
pub trait Choice: Copy + 'static {
    /// The values as the catalogue lists them.
    const OPTIONS: &'static [StaticOption];
    /// The values themselves, in the same order.
    const VALUES: &'static [Self];

    /// Index into both.
    fn position(&self) -> usize;
}

/// One value of a [`Choice`].
#[derive(Clone, Copy, Debug)]
pub struct StaticOption {
    /// Kebab-case id, the value in a draft.
    pub id: &'static str,
    /// Label.
    pub title: &'static str,
    /// Value in exports.
    pub classic: &'static str,
    /// Why it does not run yet.
    pub not_yet: Option<&'static str>,
}

/// The kind of a choice.
pub fn choice_kind<C: Choice>() -> ParamKind {
    ParamKind::Choice {
        options: C::OPTIONS
            .iter()
            .map(|option| ChoiceOption {
                id: option.id.to_owned(),
                title: option.title.to_owned(),
                classic: option.classic.to_owned(),
                not_yet: option.not_yet.map(str::to_owned),
            })
            .collect(),
    }
}

/// The choice whose id `value` holds.
pub fn read_choice<C: Choice>(value: &ParamValue) -> Option<C> {
    let id = value.as_text()?;
    C::OPTIONS.iter().position(|option| option.id == id).map(|position| C::VALUES[position])
}

/// The id of a choice.
pub fn write_choice<C: Choice>(choice: &C) -> ParamValue {
    ParamValue::Text(C::OPTIONS[choice.position()].id.to_owned())
}
