//! Every case compiles wherever bindings may be used, and links into a component.
//!
//! The cases are written, with implementations of everything they export, into a workspace of three packages: two of
//! them hold every case in every ownership mode, one an edition each, in a crate without the standard library and under
//! every lint; the third makes each case a module of its own, of which wit-component makes a component.

mod cases;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cases::{Case, cases};
use wharf_generator::{Config, Ownership};
use wit_component::ComponentEncoder;

const TARGET: &str = "wasm32-wasip2";

#[test]
fn every_case_compiles_everywhere_and_links() {
    let cases: Vec<Case> = cases("golden").collect();
    let workspace = Workspace::new();
    for edition in ["2021", "2024"] {
        workspace.edition(edition, &cases);
    }
    workspace.components(&cases);
    workspace.misfits();
    workspace.cargo(&["clippy", "--lib", "--package", "edition-2021", "--package", "edition-2024", "--target", TARGET]);
    workspace.cargo(&["check", "--lib", "--package", "edition-2021", "--package", "edition-2024"]);
    workspace.misfits_are_refused();
    workspace.cargo(&["build", "--package", "components", "--examples", "--target", TARGET]);
    let failed: Vec<String> = cases.iter().filter_map(|case| workspace.component(&case.name).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The packages that the cases are compiled in.
struct Workspace {
    root: PathBuf,
}

impl Workspace {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
        let generator = Path::new(env!("CARGO_MANIFEST_DIR"));
        let wharf = generator.join("../runtime");
        let workspace = Workspace { root };
        workspace.write(
            "Cargo.toml",
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"edition-2021\", \"edition-2024\", \"components\", \"misfits\"]\n\n\
                 [workspace.dependencies]\nwharf = {{ path = {wharf:?}, default-features = false }}\n\n\
                 [profile.dev]\ndebug = false\n"
            ),
        );
        // What the linker makes is a core module; the component is made here, by a newer wit-component. Modules that
        // export nothing call nothing through their table, though std puts functions into it: unless the table is
        // exported, wasm-ld may crash on that (llvm/llvm-project#174676).
        workspace.write(
            ".cargo/config.toml",
            &format!(
                "[target.{TARGET}]\nrustflags = \
                 [\"-C\", \"link-arg=--skip-wit-component\", \"-C\", \"link-arg=--export-table\"]\n"
            ),
        );
        // The versions that the rest is tested with.
        let lock = fs::read_to_string(generator.join("../Cargo.lock")).unwrap();
        if !workspace.root.join("Cargo.lock").exists() {
            workspace.write("Cargo.lock", &lock);
        }
        workspace.write(
            "mapped.rs",
            include_str!("cases/mapped.rs").trim_start_matches("//! What the cases map WIT types to.\n"),
        );
        workspace
    }

    /// The package of an edition: every case in every ownership mode.
    fn edition(&self, edition: &str, cases: &[Case]) {
        let package = format!("edition-{edition}");
        self.write(
            &format!("{package}/Cargo.toml"),
            &format!(
                "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n[features]\nstd = []\n\n\
                 [dependencies]\nwharf.workspace = true\n"
            ),
        );
        let mut root = String::from(
            "//! The cases.\n#![no_std]\n#![deny(warnings, missing_docs, rust_2018_idioms, future_incompatible)]\n\
             #![deny(clippy::all, clippy::pedantic)]\n\
             #![allow(clippy::many_single_char_names, reason = \"the cases have these names\")]\npub use wharf as rt;\n\
             /// What types are mapped to.\npub mod mapped { include!(\"../../mapped.rs\"); }\n",
        );
        for case in cases {
            for (mode, ownership) in modes(case) {
                let name = format!("{}_{mode}", case.name.replace('-', "_"));
                let mut config = case.config().export_prefix(format!("{name}-")).type_section_suffix(&name);
                config = stubbed(case, config);
                if let Some(ownership) = ownership {
                    config = config.ownership(ownership);
                }
                self.write(&format!("{package}/src/{name}.rs"), &source(case, &config));
                writeln!(root, "/// A case.\npub mod {name} {{ include!(\"{name}.rs\"); }}").unwrap();
            }
        }
        self.write(&format!("{package}/src/lib.rs"), &root);
    }

    /// The package with a module for each case.
    fn components(&self, cases: &[Case]) {
        let mut manifest = String::from(
            "[package]\nname = \"components\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]\nstd = []\n\n\
             [dependencies]\nwharf = { workspace = true, features = [\"std\"] }\n",
        );
        self.write("components/src/lib.rs", "");
        for case in cases {
            let name = &case.name;
            writeln!(manifest, "\n[[example]]\nname = \"{name}\"\ncrate-type = [\"cdylib\"]").unwrap();
            self.write(&format!("components/cases/{name}.rs"), &source(case, &stubbed(case, case.config())));
            self.write(
                &format!("components/examples/{name}.rs"),
                &format!(
                    "#![allow(dead_code)]\nmod mapped {{ include!(\"../../mapped.rs\"); }}\npub use wharf as rt;\n\
                     mod bindings {{ include!(\"../cases/{name}.rs\"); }}\n"
                ),
            );
        }
        self.write("components/Cargo.toml", &manifest);
    }

    /// The package with types that cannot stand for the WIT types that they are given for.
    fn misfits(&self) {
        let folder = misfits();
        let mut config = Config::new().path(folder.join("world.wit"));
        for name in ["body", "headers", "color", "rights", "thing"] {
            let ty = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
            config = config.with(format!("demo:misfits/types/{name}"), &format!("super::{ty}"));
        }
        self.write("misfits/src/bindings.rs", &config.generate_to_string().unwrap().source);
        self.write("misfits/src/lib.rs", &fs::read_to_string(folder.join("types.rs")).unwrap());
        self.write(
            "misfits/Cargo.toml",
            "[package]\nname = \"misfits\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nwharf.workspace = true\n",
        );
    }

    /// The errors about them are those of the golden file.
    fn misfits_are_refused(&self) {
        let output = self.command(&["check", "--lib", "--package", "misfits"]);
        assert!(!output.status.success(), "types of the wrong shape compile");
        let text = String::from_utf8(output.stderr).unwrap();
        let said = |line: &&str| line.starts_with("error[") || line.starts_with("= note: for a type of yours");
        let mut errors: Vec<&str> = text.lines().map(str::trim_start).filter(said).collect();
        errors.sort_unstable();
        errors.dedup();
        let (path, errors) = (misfits().join("expected.txt"), errors.join("\n") + "\n");
        if fs::read_to_string(&path).unwrap_or_default() != errors {
            fs::write(&path, errors).unwrap();
            panic!("the errors changed, see `git diff {}`:\n{text}", path.display());
        }
    }

    /// Makes a component of a case, which wasmparser validates.
    fn component(&self, case: &str) -> Result<(), String> {
        let file = format!("{}.wasm", case.replace('-', "_"));
        let module = fs::read(self.root.join("target").join(TARGET).join("debug/examples").join(file)).unwrap();
        let mut encoder = ComponentEncoder::default();
        let encoded = encoder.validate(true).module(&module).and_then(ComponentEncoder::encode);
        let component = encoded.map_err(|error| format!("{case}: {error:#}"))?;
        // Version 13, layer 1: a component.
        assert_eq!(&component[..8], b"\0asm\x0d\0\x01\0", "{case}");
        Ok(())
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn cargo(&self, args: &[&str]) {
        let output = self.command(args);
        assert!(output.status.success(), "cargo {}:\n{}", args.join(" "), String::from_utf8_lossy(&output.stderr));
    }

    fn command(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO"))
            .args(args)
            .arg("--quiet")
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    }
}

fn misfits() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/misfits")
}

/// The ownership modes that a case is compiled in: all, unless it asks for one.
fn modes(case: &Case) -> Vec<(&'static str, Option<Ownership>)> {
    if case.has_option("ownership") {
        return vec![("own", None)];
    }
    vec![
        ("owning", Some(Ownership::Owning)),
        ("borrowing", Some(Ownership::Borrowing { duplicate_if_necessary: false })),
        ("duplicating", Some(Ownership::Borrowing { duplicate_if_necessary: true })),
    ]
}

/// With implementations of everything. A public macro is for other crates to call.
fn stubbed(case: &Case, config: Config) -> Config {
    if case.has_option("pub_export_macro") { config } else { config.stubs() }
}

fn source(case: &Case, config: &Config) -> String {
    config.generate_to_string().unwrap_or_else(|error| panic!("{}: {error}", case.name)).source
}
