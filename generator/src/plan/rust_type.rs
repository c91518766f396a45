//! A text for a type, to tell types apart.

use super::model::{ItemPath, Named, Ty};

/// The same for equal types, different for different ones.
pub(crate) fn key(ty: &Ty) -> String {
    let optional = |ty: &Option<Box<Ty>>| ty.as_deref().map_or_else(|| "()".to_owned(), key);
    match ty {
        Ty::Primitive(name) => (*name).to_owned(),
        Ty::String => "String".to_owned(),
        Ty::ErrorContext => "ErrorContext".to_owned(),
        Ty::Str => "&str".to_owned(),
        Ty::List(item) => format!("Vec<{}>", key(item)),
        Ty::Slice(item) => format!("&[{}]", key(item)),
        Ty::Array(item, len) => format!("[{}; {len}]", key(item)),
        Ty::Boxed(array) => format!("Box<{}>", key(array)),
        Ty::Map(first, second) => format!("Map<{}, {}>", key(first), key(second)),
        Ty::Option(inner) => format!("Option<{}>", key(inner)),
        Ty::Result(ok, err) => format!("Result<{}, {}>", optional(ok), optional(err)),
        Ty::Tuple(fields) => format!("({})", fields.iter().map(key).collect::<Vec<_>>().join(", ")),
        Ty::Stream(item) => format!("StreamReader<{}>", optional(item)),
        Ty::Future(item) => format!("FutureReader<{}>", optional(item)),
        Ty::Named(named) => path(named),
        Ty::Borrow(named) => format!("&{}", path(named)),
        Ty::Lent(path) => format!("{}<'_>", item(path)),
        Ty::Ref(inner) => format!("&{}", key(inner)),
    }
}

fn path(named: &Named) -> String {
    item(&named.path)
}

fn item(path: &ItemPath) -> String {
    match path {
        ItemPath::Foreign(path) => path.to_string(),
        ItemPath::Local { module, name } => {
            module.iter().chain([name]).map(ToString::to_string).collect::<Vec<_>>().join("::")
        }
    }
}
