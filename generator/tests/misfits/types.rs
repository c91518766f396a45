//! Types that do not fit.

mod bindings {
    include!("bindings.rs");
}

use wharf::alloc::string::String;
use wharf::alloc::vec::Vec;

/// Items of the wrong type.
pub struct Body(pub Vec<u32>);
wharf::abi::newtype! { Body: Vec<u32> }

/// It would fit if it implemented the traits.
pub struct Headers(pub Vec<(String, String)>);

/// A case too few.
#[derive(Clone, Copy)]
#[repr(u8)]
pub enum Color {
    /// The only one.
    Red,
}
wharf::abi::enumeration! { Color: u8 { Red } }

/// No flags.
pub type Rights = u8;

/// The fields are in another order.
pub struct Thing {
    /// How large.
    pub size: u32,
    /// What it is called.
    pub name: String,
}
wharf::abi::record! { (); Thing { size: u32, name: String } }
