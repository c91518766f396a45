//! Markers at the edges of a guest, by which its crossings are counted.
//!
//! Wasmtime tells nobody when a guest calls a built-in. But it counts fuel, and the price of each instruction can be
//! set. So every import and export of the guest's core module gets a wrapper, with a `nop` in it where crossings are to
//! be counted, and runs in an engine where only a `nop` costs anything. Entering a function always costs one, so the
//! crossings are what is used beyond a guest with wrappers that have no `nop`.

use anyhow::{Context as _, Result, anyhow, ensure};
use wasm_encoder::reencode::{self, Reencode, ReencodeComponent};
use wasm_encoder::{CodeSection, Component, ExportSection, Function, FunctionSection, Instruction, Module};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};
use wasmtime::OperatorCost;

/// In which direction the edge of a guest is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Out of the guest: calls of imports and of built-ins. `context.get` and `context.set` do not leave it: they are
    /// a register of the task.
    Out,
    /// Into the guest: calls of exports, callbacks and `cabi_realloc`.
    In,
}

/// The component with wrappers at its edges, with a marker in those of one edge.
///
/// # Errors
///
/// When it is not a valid component.
pub fn mark(component: &[u8], edge: Option<Edge>) -> Result<Vec<u8>> {
    let mut marked = Component::new();
    Components(edge)
        .parse_component(&mut marked, Parser::new(0), component)
        .map_err(|error| anyhow!("{error}"))
        .context("cannot rewrite the component")?;
    Ok(marked.finish())
}

/// The prices by which the fuel used is the number of functions that were entered and of markers that were passed.
///
/// # Errors
///
/// When Wasmtime's table of prices is not the flat one this was written for.
pub(super) fn marker_cost() -> Result<OperatorCost> {
    let mut prices = serde_json::to_value(OperatorCost::new())?;
    zero(&mut prices);
    prices["Nop"] = 1.into();
    Ok(serde_json::from_value(prices)?)
}

fn zero(prices: &mut serde_json::Value) {
    match prices {
        serde_json::Value::Object(prices) => prices.values_mut().for_each(zero),
        price => *price = 0.into(),
    }
}

/// Rewrites the core modules of a component that have a memory of their own; the others are wit-component's glue.
struct Components(Option<Edge>);

impl Reencode for Components {
    type Error = anyhow::Error;
}

impl ReencodeComponent for Components {
    fn parse_component_submodule(
        &mut self,
        component: &mut Component,
        parser: Parser,
        module: &[u8],
    ) -> Result<(), reencode::Error<anyhow::Error>> {
        let functions = Functions::of(module).map_err(reencode::Error::UserError)?;
        let mut marked = Module::new();
        if functions.has_memory {
            let mut edges = Edges { edge: self.0, functions, exported: 0 };
            edges.parse_core_module(&mut marked, parser, module)?;
        } else {
            reencode::utils::parse_core_module(&mut reencode::RoundtripReencoder, &mut marked, parser, module)
                .map_err(|error| reencode::Error::UserError(anyhow!("{error}")))?;
        }
        component.section(&wasm_encoder::ModuleSection(&marked));
        Ok(())
    }
}

/// The functions of a core module.
#[derive(Default)]
struct Functions {
    /// The types of the imported and then of the defined functions.
    types: Vec<u32>,
    imported: u32,
    /// Whether calling the imported function leaves the guest.
    leaves: Vec<bool>,
    /// The functions that are exported, in the order of the exports.
    exported: Vec<u32>,
    /// How many parameters each type has.
    params: Vec<u32>,
    has_memory: bool,
}

impl Functions {
    fn of(module: &[u8]) -> Result<Self> {
        let mut found = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        found.params.push(ty?.params().len() as u32);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        if let TypeRef::Func(ty) = import.ty {
                            found.types.push(ty);
                            found.leaves.push(!import.name.starts_with("[context-"));
                            found.imported += 1;
                        }
                    }
                }
                Payload::FunctionSection(types) => {
                    for ty in types {
                        found.types.push(ty?);
                    }
                }
                Payload::MemorySection(_) => found.has_memory = true,
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            found.exported.push(export.index);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// The functions that get a wrapper: the imported ones, then the exported ones.
    fn wrapped(&self) -> impl Iterator<Item = u32> {
        (0..self.imported).chain(self.exported.iter().copied())
    }
}

/// Puts wrappers behind the functions of a core module.
struct Edges {
    edge: Option<Edge>,
    functions: Functions,
    /// How many exported functions have been written.
    exported: u32,
}

impl Edges {
    /// The index of the first wrapper.
    fn wrappers(&self) -> u32 {
        self.functions.types.len() as u32
    }

    fn wrapper(&self, function: u32, marked: bool) -> Result<Function> {
        let ty = self.functions.types.get(function as usize).context("an export is of no function")?;
        let params = self.functions.params.get(*ty as usize).context("a function has no type")?;
        let mut wrapper = Function::new([]);
        if marked {
            wrapper.instruction(&Instruction::Nop);
        }
        for param in 0..*params {
            wrapper.instruction(&Instruction::LocalGet(param));
        }
        wrapper.instruction(&Instruction::Call(function));
        wrapper.instruction(&Instruction::End);
        Ok(wrapper)
    }
}

impl Reencode for Edges {
    type Error = anyhow::Error;

    /// Whoever refers to an imported function gets its wrapper.
    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<anyhow::Error>> {
        Ok(if function < self.functions.imported { self.wrappers() + function } else { function })
    }

    fn parse_function_section(
        &mut self,
        section: &mut FunctionSection,
        types: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), reencode::Error<anyhow::Error>> {
        reencode::utils::parse_function_section(self, section, types)?;
        for function in self.functions.wrapped() {
            section.function(self.functions.types[function as usize]);
        }
        Ok(())
    }

    fn parse_export(
        &mut self,
        section: &mut ExportSection,
        export: wasmparser::Export<'_>,
    ) -> Result<(), reencode::Error<anyhow::Error>> {
        if export.kind != ExternalKind::Func {
            return reencode::utils::parse_export(self, section, export);
        }
        let wrapper = self.wrappers() + self.functions.imported + self.exported;
        self.exported += 1;
        section.export(export.name, wasm_encoder::ExportKind::Func, wrapper);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        section: &mut CodeSection,
        code: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error<anyhow::Error>> {
        reencode::utils::parse_code_section(self, section, code)?;
        for (place, function) in self.functions.wrapped().enumerate() {
            let marked = match self.functions.leaves.get(place) {
                Some(leaves) => *leaves && self.edge == Some(Edge::Out),
                None => self.edge == Some(Edge::In),
            };
            let wrapper = self.wrapper(function, marked).map_err(reencode::Error::UserError)?;
            section.function(&wrapper);
        }
        Ok(())
    }

    /// A guest has no `nop` of its own, or its own would be counted.
    fn parse_instruction<'a>(
        &mut self,
        reader: &mut wasmparser::OperatorsReader<'a>,
    ) -> Result<Instruction<'a>, reencode::Error<anyhow::Error>> {
        let instruction = reencode::utils::parse_instruction(self, reader)?;
        let checked = || {
            ensure!(!matches!(instruction, Instruction::Nop), "the guest has a `nop` of its own");
            Ok(())
        };
        checked().map_err(reencode::Error::UserError)?;
        Ok(instruction)
    }
}
