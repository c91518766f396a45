//! Bindings follow the WIT and the features of the crate, and nothing else.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::command::{WORKSPACE, said};
use crate::workspace::Workspace;

const POINTS: &str = "package demo:follows;

interface points {
  plain: func() -> u32;
  @unstable(feature = fancy-points)
  fancy: func() -> u32;
}

world follows { import points; }
";

/// A crate with a build script, whose runs are lines of the file `runs`, and the place of the bindings in each.
struct Follows {
    workspace: Workspace,
    /// Each has its own: cargo does not tell packages of the same name and path in their workspaces apart.
    name: &'static str,
}

impl Follows {
    fn new(name: &'static str) -> Self {
        let workspace = Workspace::new(&["follows"]);
        let wharf = |krate| format!("path = {:?}", fs::canonicalize(format!("{WORKSPACE}/{krate}")).unwrap());
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [features]\nfancy-points = []\n\n\
             [dependencies]\nwharf = {{ {}, default-features = false, features = [\"std\", \"generate\"] }}\n\n\
             [build-dependencies]\nwharf-generator = {{ {} }}\n",
            wharf("runtime"),
            wharf("generator")
        );
        workspace.write("follows/Cargo.toml", &manifest);
        workspace.write(
            "follows/build.rs",
            "fn main() -> Result<(), wharf_generator::Error> {
                use std::io::Write as _;

                let mut runs = std::fs::File::options().append(true).create(true).open(\"runs\").unwrap();
                writeln!(runs, \"{}\", std::env::var(\"OUT_DIR\").unwrap()).unwrap();
                wharf_generator::Config::new().features_from_cargo().generate()
            }",
        );
        workspace.write(
            "follows/src/lib.rs",
            "mod built { wharf::include_bindings!(\"follows\"); }
             mod here { wharf::generate!({ path: \"here.wit\" }); }
             pub fn all() -> u32 {
                 #[cfg(feature = \"fancy-points\")]
                 built::demo::follows::points::fancy();
                 built::demo::follows::points::plain() + here::first()
             }",
        );
        workspace.write("follows/wit/points.wit", POINTS);
        workspace.write("follows/here.wit", "package demo:here; world here { import first: func() -> u32; }");
        Follows { workspace, name }
    }

    fn check(&self) {
        self.workspace.succeed(&["check", "--package", self.name]);
    }

    /// How often the build script has run.
    fn runs(&self) -> usize {
        self.workspace.read("follows/runs").lines().count()
    }

    /// The file of the bindings that were made last.
    fn file(&self) -> PathBuf {
        PathBuf::from(self.workspace.read("follows/runs").lines().last().unwrap()).join("follows.rs")
    }

    fn bindings(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    fn written(&self) -> SystemTime {
        self.file().metadata().unwrap().modified().unwrap()
    }
}

#[test]
fn generator_18_bindings_of_a_build_script_follow_the_wit() {
    let project = Follows::new("follows-script");
    project.check();
    assert_eq!(project.runs(), 1);
    assert!(!project.bindings().contains("fn fancy"));

    // What is not WIT does not matter.
    project.workspace.write("follows/README.md", "It follows.");
    project.workspace.write("follows/src/unused.rs", "");
    project.check();
    assert_eq!(project.runs(), 1);

    // The same text again: the script runs, and leaves the bindings as they are.
    let written = project.written();
    project.workspace.write("follows/wit/points.wit", POINTS);
    project.check();
    assert_eq!((project.runs(), project.written()), (2, written));

    project
        .workspace
        .write("follows/wit/points.wit", &POINTS.replace("plain: func()", "plain: func() -> u32; more: func()"));
    project.check();
    assert_eq!(project.runs(), 3);
    assert!(project.bindings().contains("pub fn more()"));

    // A file that was not there before.
    project.workspace.write("follows/wit/more.wit", "interface more { most: func(); }");
    project.check();
    assert_eq!(project.runs(), 4);
    fs::remove_file(project.workspace.folder().join("follows/wit/more.wit")).unwrap();
    project.check();
    assert_eq!(project.runs(), 5);
    project.check();
    assert_eq!(project.runs(), 5);

    // A mistake is an error that shows the place, and mending it is enough.
    project.workspace.write("follows/wit/points.wit", &POINTS.replace("u32", "u33"));
    let output = project.workspace.cargo(&["check", "--package", project.name]);
    assert!(!output.status.success());
    assert!(
        said(&output).contains("the name `u33` does not exist") && said(&output).contains("points.wit:4:20"),
        "{}",
        said(&output)
    );
    project.workspace.write("follows/wit/points.wit", POINTS);
    project.check();
}

#[test]
fn generator_29_features_of_the_wit_follow_those_of_the_crate() {
    let project = Follows::new("follows-features");
    project.workspace.succeed(&["check", "--package", project.name, "--features", "fancy-points"]);
    assert!(project.bindings().contains("pub fn fancy()"));
    project.check();
    assert_eq!(project.runs(), 2);
    assert!(!project.bindings().contains("fn fancy"));
}

#[test]
fn generator_18_bindings_of_generate_follow_the_wit() {
    let project = Follows::new("follows-generate");
    project.check();
    project.workspace.write("follows/here.wit", "package demo:here; world here { import second: func() -> u32; }");
    let output = project.workspace.cargo(&["check", "--package", project.name]);
    assert!(said(&output).contains("cannot find function `first` in module `here`"), "{}", said(&output));
    let source = project.workspace.read("follows/src/lib.rs").replace("here::first", "here::second");
    project.workspace.write("follows/src/lib.rs", &source);
    project.check();
    // The build script has nothing to do with it.
    assert_eq!(project.runs(), 1);
}
