//! What the plan says: everything that is to be emitted, under its Rust name and in order.

use std::rc::Rc;

use proc_macro2::{Ident, Literal, TokenStream};

use super::docs::Docs;
use super::facts::Facts;

/// The bindings of one world.
pub(crate) struct Plan {
    pub(crate) world: World,
    pub(crate) paths: Paths,
    /// Local names for user-given paths that are relative to the root of the bindings.
    pub(crate) given: Vec<GivenPath>,
    pub(crate) root: Module,
    pub(crate) payloads: Vec<Payload>,
    pub(crate) makes: Makes,
    pub(crate) tuples: Vec<LongTuple>,
    pub(crate) fits: Vec<Fit>,
    pub(crate) section: Section,
    pub(crate) export_macro: Option<ExportMacro>,
    /// Error types are errors only with the feature `std` of the user's crate.
    pub(crate) std_feature: bool,
    /// Modules hold a reference to the section.
    pub(crate) links_section: bool,
    /// A skeleton of what the world exports is wanted.
    pub(crate) has_stubs: bool,
}

impl Plan {
    /// Whether other crates may export what the world exports.
    pub(crate) fn is_export_macro_public(&self) -> bool {
        self.export_macro.as_ref().is_some_and(|all| all.is_public)
    }
}

pub(crate) struct World {
    /// `namespace:package/world`.
    pub(crate) wit_path: String,
    pub(crate) name: String,
    /// The type in whose name these bindings lift values.
    pub(crate) marker: Ident,
}

/// Rust paths that the options give.
pub(crate) struct Paths {
    pub(crate) runtime: TokenStream,
    /// The same inside a macro that other modules or crates call.
    pub(crate) runtime_in_macro: TokenStream,
    pub(crate) bitflags: TokenStream,
    pub(crate) map: TokenStream,
}

pub(crate) struct GivenPath {
    pub(crate) alias: Ident,
    pub(crate) path: TokenStream,
    pub(crate) is_type: bool,
}

/// A Rust module: what an interface or the world itself has, and the modules below.
#[derive(Default)]
pub(crate) struct Module {
    pub(crate) path: Vec<Ident>,
    pub(crate) docs: Docs,
    pub(crate) items: Items,
    pub(crate) children: Vec<Module>,
}

#[derive(Default)]
pub(crate) struct Items {
    /// The module is one that exists elsewhere.
    pub(crate) reexport: Option<ItemPath>,
    pub(crate) types: Vec<TypeDecl>,
    pub(crate) functions: Vec<ImportFn>,
    /// Functions of imported resources, by resource.
    pub(crate) methods: Vec<(Ident, Vec<ImportFn>)>,
    pub(crate) guest: Option<Guest>,
}

/// The declaration of a type.
pub(crate) struct TypeDecl {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) derives: Vec<TokenStream>,
    pub(crate) attributes: Vec<TokenStream>,
    /// It can be sent and received. Streams and futures that no function mentions cannot.
    pub(crate) has_abi: bool,
    /// It is the error of some result.
    pub(crate) is_error: bool,
    /// It borrows something, for the lifetime `'a`.
    pub(crate) has_lifetime: bool,
    pub(crate) direction: Direction,
    pub(crate) kind: TypeKind,
}

/// The struct for the tuples of a length that the runtime does not know.
pub(crate) struct LongTuple {
    pub(crate) length: usize,
    pub(crate) derives: Vec<TokenStream>,
}

/// Which way values of a type can go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Both,
    /// Out of the component: it lends what it holds.
    Lower,
    /// Into the component: it holds borrows of the component's own resources.
    Lift,
}

pub(crate) enum TypeKind {
    Record(Vec<Member>),
    Variant { tag: Ident, cases: Vec<Member> },
    Enum { tag: Ident, cases: Vec<Member> },
    Flags { bits: Ident, flags: Vec<Member> },
    ImportedResource { module: String, drop: String },
    ExportedResource { borrow: Ident, module: String, new: String, rep: String, drop: String },
    Alias { ty: Ty, borrow: Option<(Ident, ItemPath)> },
    Use { path: ItemPath, borrow: Option<(Ident, ItemPath)> },
}

/// A field, a case or a flag.
pub(crate) struct Member {
    pub(crate) name: Ident,
    pub(crate) wit_name: String,
    pub(crate) docs: Docs,
    pub(crate) attributes: Vec<TokenStream>,
    pub(crate) ty: Option<Ty>,
    /// Its type implements `Debug`.
    pub(crate) has_debug: bool,
}

/// A Rust type.
#[derive(Clone)]
pub(crate) enum Ty {
    Primitive(&'static str),
    String,
    ErrorContext,
    List(Box<Ty>),
    Array(Box<Ty>, u32),
    /// `Box<T>`: a fixed-length list that is too large for the stack.
    Boxed(Box<Ty>),
    Map(Box<Ty>, Box<Ty>),
    Option(Box<Ty>),
    Result(Option<Box<Ty>>, Option<Box<Ty>>),
    /// Of Rust, or one of the [`LongTuple`]s.
    Tuple(Vec<Ty>),
    Stream(Option<Box<Ty>>),
    Future(Option<Box<Ty>>),
    /// A declared type; of a resource, the owned one.
    Named(Named),
    /// A borrow of a resource.
    Borrow(Named),
    /// `&str`
    Str,
    /// `&[T]`
    Slice(Box<Ty>),
    /// `&T`
    Ref(Box<Ty>),
    /// A declared type in the form that borrows what it holds.
    Lent(ItemPath),
}

#[derive(Clone)]
pub(crate) struct Named {
    pub(crate) path: ItemPath,
    pub(crate) facts: Facts,
    /// What it is another name for.
    pub(crate) alias: Option<Rc<Ty>>,
    /// The type of a borrow, when this is a resource that the component exports.
    pub(crate) exported_borrow: Option<ItemPath>,
    /// The form of the type that borrows what it holds, for parameters of imports.
    pub(crate) lent: Option<ItemPath>,
}

/// Where a type is.
#[derive(Clone)]
pub(crate) enum ItemPath {
    /// In a module of the bindings.
    Local { module: Vec<Ident>, name: Ident },
    /// Somewhere else, by an absolute path.
    Foreign(TokenStream),
}

pub(crate) struct Param {
    pub(crate) name: Ident,
    pub(crate) ty: Ty,
}

/// What a function returns.
pub(crate) enum Returns {
    Value(Option<Ty>),
    /// A constructor: the resource itself.
    Own,
    /// A constructor that can fail.
    OwnOr(Option<Ty>),
    /// The receiver of a method that has no result, so that calls can be chained.
    Receiver {
        owned: bool,
    },
}

/// A core function: its names and its core types.
pub(crate) struct CoreImport {
    pub(crate) module: String,
    pub(crate) name: String,
    pub(crate) params: Vec<Core>,
    pub(crate) result: Option<Core>,
}

/// A core type as generated code writes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Core {
    U32,
    U64,
    F32,
    F64,
    Usize,
}

pub(crate) struct ImportFn {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) is_async: bool,
    pub(crate) is_method: bool,
    /// Without the receiver of a method.
    pub(crate) params: Vec<Param>,
    pub(crate) returns: Returns,
    pub(crate) import: CoreImport,
}

/// What implements an exported interface, or the exported functions of the world.
pub(crate) struct Guest {
    /// `namespace:package/interface`, or nothing for the world's own functions.
    pub(crate) wit_path: Option<String>,
    pub(crate) resources: Vec<GuestResource>,
    pub(crate) functions: Vec<ExportFn>,
    /// The unique name of the macro that is `Guest` here.
    pub(crate) macro_name: Ident,
    /// A number that no other interface has, as a Rust literal.
    pub(crate) id: Literal,
}

pub(crate) struct GuestResource {
    pub(crate) name: Ident,
    pub(crate) guest_trait: Ident,
    pub(crate) docs: Docs,
    pub(crate) functions: Vec<ExportFn>,
    pub(crate) drop_export: String,
    pub(crate) drop_stub: Ident,
}

pub(crate) struct ExportFn {
    pub(crate) name: Ident,
    /// The hidden function that takes core values.
    pub(crate) stub: Ident,
    pub(crate) docs: Docs,
    pub(crate) is_async: bool,
    /// Whether its WIT type is `async`, so that it may block.
    pub(crate) may_block: bool,
    pub(crate) is_method: bool,
    pub(crate) params: Vec<Param>,
    pub(crate) returns: Returns,
    pub(crate) export: String,
    pub(crate) core_params: Vec<Core>,
    pub(crate) core_result: Option<Core>,
    pub(crate) finish: Finish,
}

/// What follows the body of an exported function.
pub(crate) enum Finish {
    Nothing,
    /// The host has read the result: free it.
    PostReturn {
        export: String,
        stub: Ident,
    },
    /// The function is async: it returns through `task.return`, and the host calls back.
    Task {
        task_return: CoreImport,
        callback: String,
    },
}

/// A type that streams or futures carry, and the built-ins that carry it.
pub(crate) struct Payload {
    pub(crate) ty: Ty,
    pub(crate) is_stream: bool,
    pub(crate) module: String,
    /// Field of the macro and core name.
    pub(crate) builtins: Vec<(Ident, String)>,
}

/// A demand on a type that the user gives.
pub(crate) struct Fit {
    pub(crate) path: ItemPath,
    pub(crate) expected: Expected,
    pub(crate) message: String,
}

/// What a type must look like.
pub(crate) enum Expected {
    Record(Vec<Ty>),
    Variant(Vec<Option<Ty>>),
    /// The size of the integer.
    Flags(usize),
    Resource,
    /// Like this Rust type.
    Same(Ty),
}

/// What the functions of the world mention, and the component therefore may make.
#[derive(Default)]
pub(crate) struct Makes {
    pub(crate) streams: bool,
    pub(crate) futures: bool,
}

/// The component type of the world, encoded.
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The macro that exports everything.
pub(crate) struct ExportMacro {
    pub(crate) name: Ident,
    pub(crate) unique_name: Ident,
    pub(crate) is_public: bool,
    pub(crate) default_module: TokenStream,
    /// The modules with a `Guest`.
    pub(crate) guests: Vec<Vec<Ident>>,
    /// With a public macro, exports are announced only where it is called.
    pub(crate) section: Option<Section>,
}
