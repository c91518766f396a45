//! What the cases map WIT types to.

/// A type for every WIT type of that shape.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// How far.
    pub x: u8,
}
wharf::abi::record! { (); Spot { x: u8 } }

/// Another name for a type.
pub type Amount = u32;

/// A colour.
#[derive(Clone, Copy, Debug)]
pub struct Rgb {
    /// How red.
    pub r: u8,
}
wharf::abi::record! { (); Rgb { r: u8 } }

/// Bytes that know where they come from.
#[derive(Clone, Debug)]
pub struct Body(pub wharf::alloc::vec::Vec<u8>);
wharf::abi::newtype! { Body: wharf::alloc::vec::Vec<u8> }

/// A module in the place of an interface.
pub mod shapes_bindings {
    /// The interface `shapes`.
    pub mod shapes {
        /// A point.
        #[derive(Clone, Copy, Debug)]
        pub struct Point {
            /// How far.
            pub x: f64,
        }
        wharf::abi::record! { (); Point { x: f64 } }

        wharf::abi::resource! {
            /// A canvas.
            pub struct Canvas;
            "demo:shapes/shapes@1.0.0" "[resource-drop]canvas"
        }
    }
}
