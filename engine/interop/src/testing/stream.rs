//! A stream of .NET objects, written record by record.

/// A stream of objects in the making.
pub(super) struct Stream(pub(super) Vec<u8>);

/// How a member is written.
pub(super) enum Type<'a> {
    Primitive(u8),
    Text,
    System(&'a str),
    Class(&'a str, i32),
    TextArray,
    PrimitiveArray(u8),
}

impl Stream {
    pub(super) fn begin(root: i32) -> Stream {
        let mut out = vec![0];
        for number in [root, -1, 1, 0] {
            out.extend(number.to_le_bytes());
        }
        Stream(out)
    }

    fn string(&mut self, text: &str) {
        let mut length = text.len();
        while length >= 0x80 {
            self.0.push(length as u8 | 0x80);
            length >>= 7;
        }
        self.0.push(length as u8);
        self.0.extend(text.as_bytes());
    }

    pub(super) fn library(&mut self, number: i32, name: &str) {
        self.0.push(12);
        self.0.extend(number.to_le_bytes());
        self.string(name);
    }

    pub(super) fn text(&mut self, number: i32, text: &str) {
        self.0.push(6);
        self.0.extend(number.to_le_bytes());
        self.string(text);
    }

    pub(super) fn reference(&mut self, number: i32) {
        self.0.push(9);
        self.0.extend(number.to_le_bytes());
    }

    pub(super) fn bytes(&mut self, number: i32, bytes: &[u8]) {
        self.0.push(15);
        self.0.extend(number.to_le_bytes());
        self.0.extend((bytes.len() as i32).to_le_bytes());
        self.0.push(2);
        self.0.extend(bytes);
    }

    pub(super) fn class(
        &mut self,
        record: u8,
        number: i32,
        name: &str,
        members: &[(&str, Type<'_>)],
        library: Option<i32>,
    ) {
        self.0.push(record);
        self.0.extend(number.to_le_bytes());
        self.string(name);
        self.0.extend((members.len() as i32).to_le_bytes());
        for (member, _) in members {
            self.string(member);
        }
        for (_, kind) in members {
            self.0.push(match kind {
                Type::Primitive(_) => 0,
                Type::Text => 1,
                Type::System(_) => 3,
                Type::Class(..) => 4,
                Type::TextArray => 6,
                Type::PrimitiveArray(_) => 7,
            });
        }
        for (_, kind) in members {
            match kind {
                Type::Primitive(code) | Type::PrimitiveArray(code) => self.0.push(*code),
                Type::System(name) => self.string(name),
                Type::Class(name, library) => {
                    self.string(name);
                    self.0.extend(library.to_le_bytes());
                }
                Type::Text | Type::TextArray => {}
            }
        }
        if let Some(library) = library {
            self.0.extend(library.to_le_bytes());
        }
    }
}
