//! One macro a kind of WIT type. Generated code calls them; so may you, to let a type of yours stand for a WIT type.

mod ends;
mod enumeration;
mod flags;
mod import;
mod newtype;
mod payload;
mod record;
mod resource;
mod section;
mod tuple;
mod variant;
