//! Core functions: their names and signatures, as wit-parser derives them and wit-component validates them.

use wit_parser::abi::WasmType;
use wit_parser::{
    Function, FutureIntrinsic, LiftLowerAbi, Mangling, ManglingAndAbi, Resolve, ResourceIntrinsic, StreamIntrinsic,
    TypeId, WasmExport, WasmExportKind, WasmImport, WorldKey,
};

use super::model::{Core, CoreImport};

const ABI: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::AsyncCallback);

/// The ABI of a function that is bound as async or not.
fn abi(is_async: bool) -> ManglingAndAbi {
    if is_async { ABI } else { ABI.sync() }
}

/// An imported function.
pub(crate) fn import(resolve: &Resolve, interface: Option<&WorldKey>, func: &Function, is_async: bool) -> CoreImport {
    let abi = abi(is_async);
    let (module, name) = resolve.wasm_import_name(abi, WasmImport::Func { interface, func });
    let signature = resolve.wasm_signature(abi.import_variant(), func);
    CoreImport { module, name, params: cores(&signature.params), result: cores(&signature.results).pop() }
}

/// The core side of an exported function.
pub(crate) struct ExportSignature {
    pub(crate) params: Vec<Core>,
    pub(crate) result: Option<Core>,
    /// The result is a pointer to the value.
    pub(crate) is_in_memory: bool,
}

/// The parameters and the result of an exported function.
pub(crate) fn export_signature(resolve: &Resolve, func: &Function, is_async: bool) -> ExportSignature {
    let signature = resolve.wasm_signature(abi(is_async).export_variant(), func);
    ExportSignature {
        params: cores(&signature.params),
        result: cores(&signature.results).pop(),
        is_in_memory: signature.retptr,
    }
}

/// The name of an exported function or of what belongs to it.
pub(crate) fn export_name(
    resolve: &Resolve,
    interface: Option<&WorldKey>,
    func: &Function,
    is_async: bool,
    kind: WasmExportKind,
) -> String {
    resolve.wasm_export_name(abi(is_async), WasmExport::Func { interface, func, kind })
}

/// The built-in through which an async export returns.
pub(crate) fn task_return(resolve: &Resolve, interface: Option<&WorldKey>, func: &Function) -> CoreImport {
    let (module, name, signature) = func.task_return_import(resolve, interface, Mangling::Legacy);
    CoreImport { module, name, params: cores(&signature.params), result: None }
}

/// Module and name of a built-in of a resource.
pub(crate) fn resource_builtin(
    resolve: &Resolve,
    interface: Option<&WorldKey>,
    resource: TypeId,
    intrinsic: ResourceIntrinsic,
) -> (String, String) {
    resolve.wasm_import_name(ABI.sync(), WasmImport::ResourceIntrinsic { interface, resource, intrinsic })
}

/// The name of the destructor of an exported resource.
pub(crate) fn destructor(resolve: &Resolve, interface: &WorldKey, resource: TypeId) -> String {
    resolve.wasm_export_name(ABI.sync(), WasmExport::ResourceDtor { interface, resource })
}

/// The built-ins of a stream or future type that occurs in `func`: their module, and field and name of each.
pub(crate) fn payload_builtins(
    resolve: &Resolve,
    interface: Option<&WorldKey>,
    func: &Function,
    ty: TypeId,
    exported: bool,
    is_stream: bool,
) -> (String, Vec<(&'static str, String)>) {
    let ty = Some(ty);
    let name = |stream: StreamIntrinsic, future: FutureIntrinsic, async_: bool| {
        let import = if is_stream {
            WasmImport::StreamIntrinsic { interface, func, ty, intrinsic: stream, exported, async_ }
        } else {
            WasmImport::FutureIntrinsic { interface, func, ty, intrinsic: future, exported, async_ }
        };
        resolve.wasm_import_name(ABI, import)
    };
    let (module, new) = name(StreamIntrinsic::New, FutureIntrinsic::New, false);
    let builtins = vec![
        ("new", new),
        ("read", name(StreamIntrinsic::Read, FutureIntrinsic::Read, true).1),
        ("write", name(StreamIntrinsic::Write, FutureIntrinsic::Write, true).1),
        ("cancel_read", name(StreamIntrinsic::CancelRead, FutureIntrinsic::CancelRead, false).1),
        ("cancel_write", name(StreamIntrinsic::CancelWrite, FutureIntrinsic::CancelWrite, false).1),
        ("drop_readable", name(StreamIntrinsic::DropReadable, FutureIntrinsic::DropReadable, false).1),
        ("drop_writable", name(StreamIntrinsic::DropWritable, FutureIntrinsic::DropWritable, false).1),
    ];
    (module, builtins)
}

fn cores(types: &[WasmType]) -> Vec<Core> {
    types
        .iter()
        .map(|ty| match ty {
            WasmType::I32 => Core::U32,
            WasmType::I64 | WasmType::PointerOrI64 => Core::U64,
            WasmType::F32 => Core::F32,
            WasmType::F64 => Core::F64,
            WasmType::Pointer | WasmType::Length => Core::Usize,
        })
        .collect()
}
