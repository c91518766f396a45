//! The kinds of project, and the files of each.

/// What a new project is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// A program: an async `main`, which `wasmtime run` runs.
    Command,
    /// An HTTP service: an async function from request to response, which `wasmtime serve` serves.
    Http,
    /// A component of a world of your own, with its WIT.
    Library,
}

impl Kind {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Kind::Command => "a program",
            Kind::Http => "an HTTP service",
            Kind::Library => "a component of a world of its own",
        }
    }

    /// Whether the component is what cargo makes of a library.
    pub(crate) fn is_library(self) -> bool {
        self != Kind::Command
    }

    /// What the dependency on wharf says besides where it is.
    pub(crate) fn features(self) -> &'static str {
        match self {
            Kind::Http => "",
            Kind::Command | Kind::Library => ", default-features = false, features = [\"std\"]",
        }
    }

    /// Paths and contents, beside `Cargo.toml`.
    pub(crate) fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Kind::Command => &[("src/main.rs", include_str!("templates/command/main.rs"))],
            Kind::Http => &[("src/lib.rs", include_str!("templates/http/lib.rs"))],
            Kind::Library => &[
                ("build.rs", include_str!("templates/library/build.rs")),
                ("src/lib.rs", include_str!("templates/library/lib.rs")),
                ("wit/world.wit", include_str!("templates/library/world.wit")),
            ],
        }
    }

    /// How to run what a release build makes.
    pub(crate) fn run(self, component: &str) -> String {
        match self {
            Kind::Command => format!("wasmtime run {component} Ada"),
            Kind::Http => format!("wasmtime serve -Scli {component}"),
            Kind::Library => format!("wasmtime run --invoke 'greet(\"Ada\")' {component}"),
        }
    }
}
