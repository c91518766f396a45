//! The shapes of WIT types, by which the compiler tells that a type does not fit.

/// The shape of a WIT type: the same for all types that look the same to the canonical ABI. Names do not count.
///
/// A type of yours that is to stand for a WIT type has the shape of that type; the bindings check it.
///
/// ```
/// use wharf::abi::{Abi, Shape};
///
/// assert_eq!(<(u8, String)>::SHAPE, Shape::record(&[u8::SHAPE, String::SHAPE]));
/// assert_eq!(<Option<u8>>::SHAPE, Shape::variant(&[Shape::UNIT, u8::SHAPE]));
/// assert_ne!(<Vec<u8>>::SHAPE, String::SHAPE);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape(u64);

impl Shape {
    /// No value: what a case without a payload has.
    pub const UNIT: Shape = Shape::record(&[]);
    /// A handle of a resource.
    pub const RESOURCE: Shape = Shape::named("resource");

    /// What goes by a name of its own: a scalar, a string.
    #[must_use]
    pub const fn named(name: &str) -> Shape {
        let bytes = name.as_bytes();
        let mut shape = START;
        let mut index = 0;
        while index < bytes.len() {
            shape = step(shape, bytes[index] as u64);
            index += 1;
        }
        Shape(shape)
    }

    /// A record or a tuple.
    #[must_use]
    pub const fn record(fields: &[Shape]) -> Shape {
        Shape::named("record").with(fields)
    }

    /// A variant, an enum, an option or a result.
    #[must_use]
    pub const fn variant(cases: &[Shape]) -> Shape {
        Shape::named("variant").with(cases)
    }

    /// Flags, by the size of their integer.
    #[must_use]
    pub const fn flags(bytes: usize) -> Shape {
        Shape(step(Shape::named("flags").0, bytes as u64))
    }

    /// A list. A map is a list of pairs.
    #[must_use]
    pub const fn list(item: Shape) -> Shape {
        Shape::named("list").with(&[item])
    }

    /// A fixed-length list.
    #[must_use]
    pub const fn array(item: Shape, len: usize) -> Shape {
        Shape(step(Shape::named("array").with(&[item]).0, len as u64))
    }

    /// A stream.
    #[must_use]
    pub const fn stream(item: Shape) -> Shape {
        Shape::named("stream").with(&[item])
    }

    /// A future.
    #[must_use]
    pub const fn future(value: Shape) -> Shape {
        Shape::named("future").with(&[value])
    }

    /// Whether both are the same, in a constant.
    #[must_use]
    pub const fn is(self, other: Shape) -> bool {
        self.0 == other.0
    }

    const fn with(self, parts: &[Shape]) -> Shape {
        let mut shape = step(self.0, parts.len() as u64);
        let mut index = 0;
        while index < parts.len() {
            shape = step(shape, parts[index].0);
            index += 1;
        }
        Shape(shape)
    }
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// A round of FNV-1a over a whole word, rotated so that high bits count too.
const fn step(shape: u64, word: u64) -> u64 {
    (shape ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
}

/// Fails to compile when a type has another shape than the WIT type that it is to stand for.
#[macro_export]
#[doc(hidden)]
macro_rules! __fits {
    ($Type:ty: $expected:expr, $message:literal) => {
        const _: () = if !$crate::abi::Shape::is(<$Type as $crate::abi::Abi>::SHAPE, $expected) {
            ::core::panic!("{}", $message);
        };
    };
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::Shape;
    use crate::abi::Abi;

    #[test]
    fn what_looks_the_same_has_the_same_shape() {
        assert_eq!(<BTreeMap<String, u8>>::SHAPE, <Vec<(String, u8)>>::SHAPE);
        assert_eq!(<Result<(), u8>>::SHAPE, <Option<u8>>::SHAPE);
        assert_eq!(<&u8>::SHAPE, u8::SHAPE);
    }

    #[test]
    fn everything_else_differs() {
        let shapes = [
            u8::SHAPE,
            i8::SHAPE,
            char::SHAPE,
            u32::SHAPE,
            String::SHAPE,
            Shape::UNIT,
            <(u8,)>::SHAPE,
            <(u8, u8)>::SHAPE,
            <((u8,), u8)>::SHAPE,
            <[u8; 2]>::SHAPE,
            <[u8; 3]>::SHAPE,
            <Vec<u8>>::SHAPE,
            <Vec<Vec<u8>>>::SHAPE,
            <Option<u8>>::SHAPE,
            <Result<u8, ()>>::SHAPE,
            Shape::flags(1),
            Shape::flags(2),
            Shape::RESOURCE,
            Shape::stream(u8::SHAPE),
            Shape::future(u8::SHAPE),
        ];
        for (index, shape) in shapes.iter().enumerate() {
            assert!(!shapes[..index].contains(shape), "number {index}");
        }
    }
}
