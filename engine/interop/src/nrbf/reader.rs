//! From records to objects.

use super::{Class, Graph, Instance, Limits, Numbers, Object, Primitive, Value, is_nrbf};
use crate::cursor::Cursor;
use crate::error::ImportError;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Kinds of records.
mod record {
    pub(super) const HEADER: u8 = 0;
    pub(super) const CLASS_WITH_ID: u8 = 1;
    pub(super) const SYSTEM_CLASS: u8 = 2;
    pub(super) const CLASS: u8 = 3;
    pub(super) const SYSTEM_CLASS_TYPED: u8 = 4;
    pub(super) const CLASS_TYPED: u8 = 5;
    pub(super) const TEXT: u8 = 6;
    pub(super) const ARRAY: u8 = 7;
    pub(super) const PRIMITIVE: u8 = 8;
    pub(super) const REFERENCE: u8 = 9;
    pub(super) const NULL: u8 = 10;
    pub(super) const END: u8 = 11;
    pub(super) const LIBRARY: u8 = 12;
    pub(super) const NULLS_256: u8 = 13;
    pub(super) const NULLS: u8 = 14;
    pub(super) const ARRAY_OF_PRIMITIVES: u8 = 15;
    pub(super) const ARRAY_OF_OBJECTS: u8 = 16;
    pub(super) const ARRAY_OF_TEXTS: u8 = 17;
}

/// What stands for a value.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The value itself.
    Primitive(Primitive),
    /// A record.
    Record,
}

/// A class and how its members are written.
#[derive(Clone)]
struct Layout<'a> {
    class: Rc<Class<'a>>,
    kinds: Rc<[Kind]>,
}

/// One record where a value may stand.
enum Item<'a> {
    Value(Value<'a>),
    Nulls(usize),
    End,
    /// A record that is no value, such as the name of a library.
    Aside,
}

/// Reads a whole stream.
pub fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Graph<'a>, ImportError> {
    if !is_nrbf(bytes) {
        return Err(ImportError::Foreign("stream of .NET objects"));
    }
    let mut reader = Reader {
        cursor: Cursor::new(bytes, "The stream of objects"),
        graph: Graph::default(),
        layouts: BTreeMap::new(),
        left: limits.values,
        depth: limits.depth,
    };
    reader.cursor.u8()?;
    reader.graph.root = reader.cursor.i32()?;
    reader.cursor.take(12)?;
    loop {
        match reader.item(reader.depth)? {
            Item::End => break,
            Item::Value(_) | Item::Nulls(_) | Item::Aside => {}
        }
    }
    Ok(reader.graph)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    graph: Graph<'a>,
    layouts: BTreeMap<i32, Layout<'a>>,
    /// Values and objects that may still come.
    left: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// The next record; `depth` levels may still open.
    fn item(&mut self, depth: usize) -> Result<Item<'a>, ImportError> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(ImportError::TooLarge {
                what: "The stream of objects",
                why: "its records nest too deep",
            });
        };
        let value = match self.cursor.u8()? {
            record::END => return Ok(Item::End),
            record::LIBRARY => {
                self.cursor.i32()?;
                self.cursor.text()?;
                return Ok(Item::Aside);
            }
            record::NULL => Value::Null,
            record::NULLS_256 => return Ok(Item::Nulls(usize::from(self.cursor.u8()?))),
            record::NULLS => {
                let count = self.cursor.i32()?;
                let count =
                    usize::try_from(count).map_err(|_| self.cursor.damaged("a run of nulls is negative"))?;
                return Ok(Item::Nulls(count));
            }
            record::REFERENCE => Value::Reference(self.cursor.i32()?),
            record::PRIMITIVE => {
                let kind = self.primitive_kind()?;
                self.primitive(kind)?
            }
            record::TEXT => {
                let number = self.cursor.i32()?;
                let text = self.cursor.text()?;
                self.keep(number, Object::Text(text))?
            }
            record::CLASS_WITH_ID => {
                let number = self.cursor.i32()?;
                let of = self.cursor.i32()?;
                let layout = self.layouts.get(&of).cloned();
                let layout =
                    layout.ok_or_else(|| self.cursor.damaged("an object's class is not described before"))?;
                self.instance(number, &layout, depth)?
            }
            kind @ (record::SYSTEM_CLASS
            | record::CLASS
            | record::SYSTEM_CLASS_TYPED
            | record::CLASS_TYPED) => {
                let number = self.cursor.i32()?;
                let class = self.class()?;
                let typed = matches!(kind, record::SYSTEM_CLASS_TYPED | record::CLASS_TYPED);
                let kinds = if typed {
                    self.kinds(class.members.len())?
                } else {
                    vec![Kind::Record; class.members.len()]
                };
                if matches!(kind, record::CLASS | record::CLASS_TYPED) {
                    self.cursor.i32()?;
                }
                let layout = Layout { class: Rc::new(class), kinds: kinds.into() };
                self.layouts.insert(number, layout.clone());
                self.instance(number, &layout, depth)?
            }
            record::ARRAY => self.array(depth)?,
            record::ARRAY_OF_PRIMITIVES => {
                let number = self.cursor.i32()?;
                let count = self.cursor.count(1)?;
                let kind = self.primitive_kind()?;
                self.numbers(number, kind, count)?
            }
            record::ARRAY_OF_OBJECTS | record::ARRAY_OF_TEXTS => {
                let number = self.cursor.i32()?;
                let count = self.cursor.i32()?;
                let count = self.possible(count.into())?;
                self.values(number, count, depth)?
            }
            record::HEADER => return Err(self.cursor.damaged("a second stream begins inside the first")),
            _ => return Err(self.cursor.damaged("a record is of an unknown kind")),
        };
        Ok(Item::Value(value))
    }

    /// Counts values before there is room for them.
    fn spend(&mut self, count: usize) -> Result<(), ImportError> {
        match self.left.checked_sub(count) {
            Some(left) => self.left = left,
            None => {
                return Err(ImportError::TooLarge {
                    what: "The stream of objects",
                    why: "it has too many values",
                });
            }
        }
        Ok(())
    }

    /// Keeps an object under its number; objects inside values have negative numbers, which nothing refers to.
    fn keep(&mut self, number: i32, object: Object<'a>) -> Result<Value<'a>, ImportError> {
        self.spend(1)?;
        let place = self.graph.objects.len();
        self.graph.objects.push(object);
        if number > 0 && self.graph.numbers.insert(number, place).is_some() {
            return Err(self.cursor.damaged("two objects have the same number"));
        }
        Ok(Value::Inline(place))
    }

    fn class(&mut self) -> Result<Class<'a>, ImportError> {
        let name = self.cursor.text()?;
        let count = self.cursor.count(1)?;
        let members = (0..count).map(|_| self.cursor.text()).collect::<Result<_, _>>()?;
        Ok(Class { name, members })
    }

    /// How each of `count` members is written.
    fn kinds(&mut self, count: usize) -> Result<Vec<Kind>, ImportError> {
        let codes = self.cursor.take(count)?;
        codes.iter().map(|&code| self.kind(code)).collect()
    }

    /// How values of this type are written.
    fn kind(&mut self, code: u8) -> Result<Kind, ImportError> {
        match code {
            0 => return Ok(Kind::Primitive(self.primitive_kind()?)),
            1 | 2 | 5 | 6 => {}
            3 => {
                self.cursor.text()?;
            }
            4 => {
                self.cursor.text()?;
                self.cursor.i32()?;
            }
            7 => {
                self.primitive_kind()?;
            }
            _ => return Err(self.cursor.damaged("a member is of an unknown type")),
        }
        Ok(Kind::Record)
    }

    fn instance(&mut self, number: i32, layout: &Layout<'a>, depth: usize) -> Result<Value<'a>, ImportError> {
        self.spend(layout.kinds.len())?;
        let mut values = Vec::with_capacity(layout.kinds.len());
        while let Some(&kind) = layout.kinds.get(values.len()) {
            match kind {
                Kind::Primitive(kind) => values.push(self.primitive(kind)?),
                Kind::Record => match self.item(depth)? {
                    Item::Value(value) => values.push(value),
                    Item::Nulls(count) if count <= layout.kinds.len() - values.len() => {
                        values.extend(std::iter::repeat_n(Value::Null, count));
                    }
                    Item::Nulls(_) => {
                        return Err(self.cursor.damaged("a run of nulls is longer than the object"));
                    }
                    Item::Aside => {}
                    Item::End => return Err(self.cursor.damaged("the stream ends inside an object")),
                },
            }
        }
        self.keep(number, Object::Instance(Instance { class: Rc::clone(&layout.class), values }))
    }

    /// A count of elements as a count. Runs of nulls take few bytes, so that it says nothing about the bytes that follow.
    fn possible(&self, count: i64) -> Result<usize, ImportError> {
        usize::try_from(count).map_err(|_| ImportError::Count {
            what: "The stream of objects",
            place: self.cursor.place(),
            count,
        })
    }

    /// An array with all its particulars.
    fn array(&mut self, depth: usize) -> Result<Value<'a>, ImportError> {
        let number = self.cursor.i32()?;
        let shape = self.cursor.u8()?;
        if shape > 5 {
            return Err(self.cursor.damaged("an array is of an unknown shape"));
        }
        let dimensions = self.cursor.count(4)?;
        if dimensions == 0 || dimensions > 32 {
            return Err(self.cursor.damaged("an array has no possible number of dimensions"));
        }
        let mut count = 1i64;
        for length in self.cursor.i32s(dimensions)? {
            count = i64::from(length)
                .checked_mul(count)
                .filter(|_| length >= 0)
                .ok_or_else(|| self.cursor.damaged("an array has no possible size"))?;
        }
        // The upper three shapes count from lower bounds of their own.
        if shape >= 3 {
            self.cursor.i32s(dimensions)?;
        }
        let code = self.cursor.u8()?;
        match self.kind(code)? {
            Kind::Primitive(kind) => {
                let count = self.possible(count)?;
                self.numbers(number, kind, count)
            }
            Kind::Record => {
                let count = self.possible(count)?;
                self.values(number, count, depth)
            }
        }
    }

    /// The elements of an array of records.
    fn values(&mut self, number: i32, count: usize, depth: usize) -> Result<Value<'a>, ImportError> {
        self.spend(count)?;
        let mut values = Vec::new();
        while values.len() < count {
            match self.item(depth)? {
                Item::Value(value) => values.push(value),
                Item::Nulls(nulls) if nulls <= count - values.len() => {
                    values.extend(std::iter::repeat_n(Value::Null, nulls));
                }
                Item::Nulls(_) => return Err(self.cursor.damaged("a run of nulls is longer than its array")),
                Item::Aside => {}
                Item::End => return Err(self.cursor.damaged("the stream ends inside an array")),
            }
        }
        self.keep(number, Object::Array(values))
    }

    fn numbers(&mut self, number: i32, kind: Primitive, count: usize) -> Result<Value<'a>, ImportError> {
        let start = self.cursor.clone();
        match kind.size() {
            Some(size) => {
                self.cursor.take(count.saturating_mul(size))?;
            }
            None => {
                for _ in 0..count {
                    self.primitive(kind)?;
                }
            }
        }
        let bytes = start.clone().take(self.cursor.place() - start.place())?;
        self.keep(number, Object::Numbers(Numbers { kind, count, bytes }))
    }

    fn primitive_kind(&mut self) -> Result<Primitive, ImportError> {
        Ok(match self.cursor.u8()? {
            1 => Primitive::Boolean,
            2 => Primitive::Byte,
            3 => Primitive::Char,
            5 => Primitive::Decimal,
            6 => Primitive::Double,
            7 => Primitive::Int16,
            8 => Primitive::Int32,
            9 => Primitive::Int64,
            10 => Primitive::SByte,
            11 => Primitive::Single,
            12 => Primitive::TimeSpan,
            13 => Primitive::DateTime,
            14 => Primitive::UInt16,
            15 => Primitive::UInt32,
            16 => Primitive::UInt64,
            _ => return Err(self.cursor.damaged("a plain value is of an unknown type")),
        })
    }

    fn primitive(&mut self, kind: Primitive) -> Result<Value<'a>, ImportError> {
        let cursor = &mut self.cursor;
        Ok(match kind {
            Primitive::Boolean => Value::Bool(cursor.u8()? != 0),
            Primitive::Byte => Value::Integer(cursor.u8()?.into()),
            Primitive::SByte => Value::Integer(cursor.i8()?.into()),
            Primitive::Int16 => Value::Integer(cursor.i16()?.into()),
            Primitive::UInt16 => Value::Integer(cursor.u16()?.into()),
            Primitive::Int32 => Value::Integer(cursor.i32()?.into()),
            Primitive::UInt32 => Value::Integer(cursor.u32()?.into()),
            Primitive::Int64 | Primitive::TimeSpan | Primitive::DateTime => Value::Integer(cursor.i64()?),
            Primitive::UInt64 => Value::Unsigned(cursor.u64()?),
            Primitive::Single => Value::Float(cursor.f32()?.into()),
            Primitive::Double => Value::Float(cursor.f64()?),
            Primitive::Decimal => Value::Decimal(cursor.text()?),
            Primitive::Char => {
                let first = cursor.clone().u8()?;
                let length = match first {
                    0..0x80 => 1,
                    0x80..0xE0 => 2,
                    0xE0..0xF0 => 3,
                    _ => 4,
                };
                let text =
                    std::str::from_utf8(cursor.take(length)?).ok().and_then(|text| text.chars().next());
                Value::Char(text.ok_or_else(|| cursor.damaged("a character is not UTF-8"))?)
            }
        })
    }
}

impl Primitive {
    /// Bytes of one value; none when it depends on the value.
    pub(crate) fn size(self) -> Option<usize> {
        Some(match self {
            Primitive::Boolean | Primitive::Byte | Primitive::SByte => 1,
            Primitive::Int16 | Primitive::UInt16 => 2,
            Primitive::Int32 | Primitive::UInt32 | Primitive::Single => 4,
            Primitive::Double
            | Primitive::Int64
            | Primitive::UInt64
            | Primitive::TimeSpan
            | Primitive::DateTime => 8,
            Primitive::Char | Primitive::Decimal => return None,
        })
    }
}
