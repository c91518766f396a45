//! The macro calls that give types their ABI.

use proc_macro2::{Ident, TokenStream};

use super::layout::{block, byte_string, call, docs, indent, list, source};
use super::scope::Scope;
use crate::plan::{Direction, Expected, Fit, Member, Payload, Section, Ty, TypeDecl};

/// The runtime knows records by the types of their fields up to so many.
const MAX_FIELDS: usize = 32;

pub(crate) fn record(decl: &TypeDecl, fields: &[Member], scope: &Scope<'_>) -> TokenStream {
    let types = fields.iter().map(|field| source(&scope.member(field.ty.as_ref())));
    let head = format!("unsafe repr {}{}", direction_text(decl.direction), named(decl));
    let body = if fields.len() <= MAX_FIELDS {
        list(&head, &types.collect::<Vec<_>>())
    } else {
        let fields = fields.iter().zip(types).map(|(field, ty)| format!("{}: {ty}", field.name));
        block(&head, &fields.collect::<Vec<_>>())
    };
    scope.macros.put(in_world("record", &body, scope))
}

/// The same for a record of no particular representation, with `name: Type` for each field.
pub(crate) fn record_text(name: &str, direction: Direction, fields: &[String], scope: &Scope<'_>) -> String {
    in_world("record", &block(&format!("{}{name}", direction_text(direction)), fields), scope)
}

pub(crate) fn variant(decl: &TypeDecl, tag: &Ident, cases: &[Member], scope: &Scope<'_>) -> TokenStream {
    let cases = cases.iter().map(|case| match &case.ty {
        Some(ty) => format!("{}({})", case.name, source(&scope.member(Some(ty)))),
        None => case.name.to_string(),
    });
    let head = format!("unsafe repr {}{}: {tag}", direction_text(decl.direction), named(decl));
    scope.macros.put(in_world("variant", &block(&head, &cases.collect::<Vec<_>>()), scope))
}

/// The name with the lifetime, if there is one.
fn named(decl: &TypeDecl) -> String {
    format!("{}{}", decl.name, if decl.has_lifetime { "<'a>" } else { "" })
}

fn direction_text(direction: Direction) -> &'static str {
    match direction {
        Direction::Both => "",
        Direction::Lower => "lower ",
        Direction::Lift => "lift ",
    }
}

pub(crate) fn enumeration(name: &Ident, tag: &Ident, cases: &[Member], scope: &Scope<'_>) -> TokenStream {
    let cases: Vec<String> = cases.iter().map(|case| case.name.to_string()).collect();
    let body = block(&format!("{name}: {tag}"), &cases);
    scope.macros.put(call(&scope.rt_macro("enumeration"), &body))
}

/// The type too: `bitflags!` makes it.
pub(crate) fn flags(decl: &TypeDecl, bits: &Ident, flags: &[Member], scope: &Scope<'_>) -> TokenStream {
    let name = &decl.name;
    let constants = flags.iter().enumerate().map(|(bit, flag)| {
        let mut docs = docs(&flag.docs);
        if docs.is_empty() && scope.is_root() {
            // No attribute on the type reaches what `bitflags!` makes of this.
            docs = format!("/// `{}`\n", flag.wit_name);
        }
        format!("{docs}{}const {} = 1 << {bit};", attributes(&flag.attributes), flag.name)
    });
    let constants: Vec<String> = constants.collect();
    let derives: Vec<String> = decl.derives.iter().map(source).collect();
    let body = format!(
        "{}{}#[derive({})]\npub struct {name}: {bits} {{\n{}\n}}",
        docs(&decl.docs),
        item_attributes(decl, scope),
        derives.join(", "),
        indent(&constants.join("\n"))
    );
    let bitflags = format!("{}::bitflags", source(&scope.plan().paths.bitflags));
    let abi = call(&scope.rt_macro("flags"), &format!("{name}: {bits}"));
    scope.macros.put(format!("{}\n{abi}", call(&bitflags, &body)))
}

/// The type too.
pub(crate) fn imported_resource(decl: &TypeDecl, module: &str, drop: &str, scope: &Scope<'_>) -> TokenStream {
    let body =
        format!("{}{}pub struct {};\n{module:?} {drop:?}", docs(&decl.docs), item_attributes(decl, scope), decl.name);
    scope.macros.put(call(&scope.rt_macro("resource"), &body))
}

/// The type too, and that of its borrows.
pub(crate) fn exported_resource(
    decl: &TypeDecl,
    borrow: &Ident,
    module: &str,
    builtins: [(&str, &String); 3],
    scope: &Scope<'_>,
) -> TokenStream {
    let builtins = builtins.map(|(field, name)| format!("{field}: {name:?}"));
    let body = format!(
        "{}{}pub struct {}, {borrow};\n{}",
        docs(&decl.docs),
        item_attributes(decl, scope),
        decl.name,
        block(&format!("{module:?}"), &builtins)
    );
    scope.macros.put(call(&scope.rt_macro("export_resource"), &body))
}

pub(crate) fn payload(payload: &Payload, scope: &Scope<'_>) -> TokenStream {
    let builtins: Vec<String> = payload.builtins.iter().map(|(field, name)| format!("{field}: {name:?}")).collect();
    let ty = source(&scope.ty(&payload.ty));
    let body = block(&format!("{ty} => {:?}", payload.module), &builtins);
    let name = if payload.is_stream { "stream_payload" } else { "future_payload" };
    scope.macros.put(in_world(name, &body, scope))
}

/// The demand that a user's type looks like the WIT type that it stands for.
pub(crate) fn fit(fit: &Fit, scope: &Scope<'_>) -> TokenStream {
    let shape = scope.rt_macro("Shape");
    let of = |ty: &Ty| format!("<{} as {}>::SHAPE", source(&scope.ty(ty)), scope.rt_macro("Abi"));
    let list = |shapes: Vec<String>| format!("&[{}]", shapes.join(", "));
    let expected = match &fit.expected {
        Expected::Record(fields) => format!("{shape}::record({})", list(fields.iter().map(of).collect())),
        Expected::Variant(cases) => {
            let unit = format!("{shape}::UNIT");
            let case = |case: &Option<Ty>| case.as_ref().map_or_else(|| unit.clone(), of);
            format!("{shape}::variant({})", list(cases.iter().map(case).collect()))
        }
        Expected::Flags(bytes) => format!("{shape}::flags({bytes})"),
        Expected::Resource => format!("{shape}::RESOURCE"),
        Expected::Same(ty) => of(ty),
    };
    let path = source(&scope.item(&fit.path));
    scope.macros.put(call(&scope.rt_macro("fits"), &format!("{path}: {expected}, {:?}", fit.message)))
}

/// The section, for one world or for none.
pub(crate) fn section(section: &Section, world: Option<&Ident>, rt: &TokenStream) -> String {
    let world = world.map(|world| format!("{world}; ")).unwrap_or_default();
    let path = format!("{}::abi::section", source(rt));
    format!("{path}! {{ {world}{:?} = {} }}", section.name, byte_string(&section.bytes))
}

fn in_world(name: &str, body: &str, scope: &Scope<'_>) -> String {
    let world = source(&scope.world());
    let separator = if body.contains('\n') { "\n" } else { " " };
    call(&scope.rt_macro(name), &format!("{world};{separator}{body}"))
}

/// The attributes of a type that a macro makes.
fn item_attributes(decl: &TypeDecl, scope: &Scope<'_>) -> String {
    let allow =
        if scope.is_root() { "#[allow(dead_code, missing_docs, reason = \"as the WIT has it\")]\n" } else { "" };
    format!("{allow}{}", attributes(&decl.attributes))
}

fn attributes(attributes: &[TokenStream]) -> String {
    attributes.iter().map(|attribute| source(attribute) + "\n").collect()
}
