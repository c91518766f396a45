//! Parameters as one value: a tuple, or a record of its own when they are more than a tuple can be.

use super::abi;
use super::layout::{block, source, tuple};
use super::scope::Scope;
use crate::plan::{Direction, Param};

/// The runtime knows tuples up to this length.
const MAX_TUPLE: usize = 16;

/// How generated code writes the parameters of a function.
pub(crate) struct Params {
    /// What goes before the function's body, with its newline.
    pub(crate) declaration: String,
    /// The type, in an expression.
    pub(crate) ty: String,
    /// The value, made of the values of the parameters.
    pub(crate) value: String,
    /// The pattern that gives the parameters their names.
    pub(crate) pattern: String,
}

/// One of them.
pub(crate) struct Part {
    pub(crate) name: String,
    /// What it is made of.
    pub(crate) value: String,
    /// Its type where lifetimes may be left out.
    pub(crate) ty: String,
    /// Its type as a member of something with the lifetime `'a`.
    pub(crate) member: String,
}

impl Part {
    pub(crate) fn new(param: &Param, scope: &Scope<'_>) -> Self {
        let name = param.name.to_string();
        let (ty, member) = (source(&scope.ty(&param.ty)), source(&scope.member(Some(&param.ty))));
        Part { value: name.clone(), name, ty, member }
    }
}

impl Params {
    pub(crate) fn new(parts: &[Part], direction: Direction, scope: &Scope<'_>) -> Self {
        let names: Vec<String> = parts.iter().map(|part| part.name.clone()).collect();
        if parts.len() <= MAX_TUPLE {
            let types: Vec<String> = parts.iter().map(|part| part.ty.clone()).collect();
            let values: Vec<String> = parts.iter().map(|part| part.value.clone()).collect();
            return Params {
                declaration: String::new(),
                ty: tuple(&types),
                value: tuple(&values),
                pattern: tuple(&names),
            };
        }
        let field = |part: &Part| format!("{}: {}", part.name, part.member);
        let fields: Vec<String> = parts.iter().map(field).collect();
        let borrows = fields.iter().any(|field| field.contains("'a"));
        let lifetime = if borrows { "<'a>" } else { "" };
        let declared = block(&format!("struct __Params{lifetime}"), &fields);
        let abi = abi::record_text(&format!("__Params{lifetime}"), direction, &fields, scope);
        let value = |part: &Part| match part.name == part.value {
            true => part.name.clone(),
            false => format!("{}: {}", part.name, part.value),
        };
        let values = parts.iter().map(value).collect::<Vec<_>>();
        Params {
            declaration: format!("{declared}\n{abi}\n"),
            ty: format!("__Params{}", if borrows { "<'_>" } else { "" }),
            value: block("__Params", &values),
            pattern: format!("__Params {{ {} }}", names.join(", ")),
        }
    }
}
