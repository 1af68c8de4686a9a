//! Objects of a stream as data.

use std::collections::BTreeMap;
use std::rc::Rc;

/// All objects of a stream.
#[derive(Clone, Debug, Default)]
pub struct Graph<'a> {
    pub(super) objects: Vec<Object<'a>>,
    /// Places of the objects by the numbers that references use.
    pub(super) numbers: BTreeMap<i32, usize>,
    pub(super) root: i32,
}

/// An object of a stream.
#[derive(Clone, Debug)]
pub enum Object<'a> {
    /// Named values.
    Instance(Instance<'a>),
    /// A text.
    Text(&'a str),
    /// Values in order; arrays of several dimensions are laid out row by row.
    Array(Vec<Value<'a>>),
    /// Numbers in order, as they stand in the file.
    Numbers(Numbers<'a>),
}

/// A class as the stream describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class<'a> {
    /// Its full name.
    pub name: &'a str,
    /// Names of its members.
    pub members: Vec<&'a str>,
}

/// An object of a class.
#[derive(Clone, Debug)]
pub struct Instance<'a> {
    /// The class.
    pub class: Rc<Class<'a>>,
    /// Its values, one a member.
    pub values: Vec<Value<'a>>,
}

/// An array of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<'a> {
    /// What they are.
    pub kind: Primitive,
    /// How many.
    pub count: usize,
    /// Their bytes.
    pub bytes: &'a [u8],
}

/// The kinds of plain values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primitive {
    /// True or false.
    Boolean,
    /// 8 bits, unsigned.
    Byte,
    /// A character.
    Char,
    /// A decimal number, as text.
    Decimal,
    /// 64 bits, floating.
    Double,
    /// 16 bits.
    Int16,
    /// 32 bits.
    Int32,
    /// 64 bits.
    Int64,
    /// 8 bits.
    SByte,
    /// 32 bits, floating.
    Single,
    /// A duration in ticks of 100 ns.
    TimeSpan,
    /// A date in ticks, with its kind in the upper bits.
    DateTime,
    /// 16 bits, unsigned.
    UInt16,
    /// 32 bits, unsigned.
    UInt32,
    /// 64 bits, unsigned.
    UInt64,
}

/// A value of a member or of an array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number, durations and dates in ticks among them.
    Integer(i64),
    /// A whole number beyond the others.
    Unsigned(u64),
    /// A number.
    Float(f64),
    /// A character.
    Char(char),
    /// A decimal number, as text.
    Decimal(&'a str),
    /// An object written in place.
    Inline(usize),
    /// An object written somewhere else, by its number.
    Reference(i32),
}

impl<'a> Graph<'a> {
    /// The object that the stream is about.
    pub fn root(&self) -> Option<&Object<'a>> {
        self.by_number(self.root)
    }

    /// The object that a value is or refers to.
    pub fn object(&self, value: &Value<'a>) -> Option<&Object<'a>> {
        match value {
            Value::Inline(place) => self.objects.get(*place),
            Value::Reference(number) => self.by_number(*number),
            _ => None,
        }
    }

    /// The object of named values that a value is or refers to.
    pub fn instance(&self, value: &Value<'a>) -> Option<&Instance<'a>> {
        match self.object(value)? {
            Object::Instance(instance) => Some(instance),
            _ => None,
        }
    }

    /// The text that a value is or refers to.
    pub fn text(&self, value: &Value<'a>) -> Option<&'a str> {
        match self.object(value)? {
            Object::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes that a value is or refers to.
    pub fn bytes(&self, value: &Value<'a>) -> Option<&'a [u8]> {
        match self.object(value)? {
            Object::Numbers(numbers) if numbers.kind == Primitive::Byte => Some(numbers.bytes),
            _ => None,
        }
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether there is no object.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    fn by_number(&self, number: i32) -> Option<&Object<'a>> {
        self.objects.get(*self.numbers.get(&number)?)
    }
}

impl Numbers<'_> {
    /// Its values as texts; none where one takes a varying number of bytes.
    pub fn values(&self) -> impl Iterator<Item = String> + '_ {
        let size = self.kind.size().unwrap_or(usize::MAX);
        self.bytes.chunks_exact(size).map(|bytes| self.kind.text(bytes))
    }
}

impl Primitive {
    /// A value of this kind from its bytes, as text.
    fn text(self, bytes: &[u8]) -> String {
        let mut eight = [0; 8];
        for (place, byte) in eight.iter_mut().zip(bytes) {
            *place = *byte;
        }
        let unsigned = u64::from_le_bytes(eight);
        let signed = |bits: u32| ((unsigned << (64 - bits)) as i64) >> (64 - bits);
        match self {
            Primitive::Boolean => (unsigned != 0).to_string(),
            Primitive::Single => f32::from_bits(unsigned as u32).to_string(),
            Primitive::Double => f64::from_bits(unsigned).to_string(),
            Primitive::SByte => signed(8).to_string(),
            Primitive::Int16 => signed(16).to_string(),
            Primitive::Int32 => signed(32).to_string(),
            Primitive::Int64 | Primitive::TimeSpan | Primitive::DateTime => signed(64).to_string(),
            Primitive::Byte
            | Primitive::UInt16
            | Primitive::UInt32
            | Primitive::UInt64
            | Primitive::Char
            | Primitive::Decimal => unsigned.to_string(),
        }
    }
}

impl<'a> Instance<'a> {
    /// A member by its name, whatever compiler-made wrapping and letter case it has: `Name`, `name`, `_name` and
    /// `<Name>k__BackingField` are the same.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        let place =
            self.class.members.iter().position(|member| plain_name(member).eq_ignore_ascii_case(name))?;
        self.values.get(place)
    }
}

/// A member's name as a programmer wrote it.
pub(crate) fn plain_name(member: &str) -> &str {
    // A base class's members stand behind its name and a plus sign.
    let own = member.rsplit_once('+').map_or(member, |(_, own)| own);
    let property = own.strip_prefix('<').and_then(|rest| rest.split_once('>')).map_or(own, |(name, _)| name);
    property.strip_prefix("m_").unwrap_or(property).trim_start_matches('_')
}
