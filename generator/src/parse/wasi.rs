//! The packages of WASI 0.3, which are part of the generator.

use wit_parser::PackageName;

/// The version of the embedded texts. Later point releases declare the same.
const VERSION: &str = "0.3.0";

/// The files of a package, when it is one of WASI 0.3.
///
/// A package of another point release is the embedded one under that version.
pub(crate) fn package(name: &PackageName) -> Option<Vec<(String, String)>> {
    if !is_wasi(name) {
        return None;
    }
    let version = name.version.as_ref()?;
    let (_, files) = PACKAGES.iter().find(|(package, _)| *package == name.name)?;
    let text = |text: &str| match version.to_string() {
        version if version == VERSION => text.to_owned(),
        version => text.replace(&format!("@{VERSION}"), &format!("@{version}")),
    };
    Some(files.iter().map(|(file, contents)| (format!("<wharf>/{}/{file}", name.name), text(contents))).collect())
}

/// The packages that are embedded.
pub(crate) fn names() -> impl Iterator<Item = PackageName> {
    PACKAGES.iter().map(|(package, _)| PackageName {
        namespace: "wasi".into(),
        name: (*package).into(),
        version: VERSION.parse().ok(),
    })
}

/// Whether an interface is one of WASI 0.3, as it is embedded.
pub(crate) fn is_wasi_interface(name: &PackageName, interface: &str) -> bool {
    let declaration = format!("interface {interface} {{");
    let declares = |text: &str| text.lines().any(|line| line == declaration);
    is_wasi(name)
        && PACKAGES
            .iter()
            .filter(|(package, _)| *package == name.name)
            .any(|(_, files)| files.iter().any(|(_, text)| declares(text)))
}

/// Whether a package is one of WASI 0.3.
fn is_wasi(name: &PackageName) -> bool {
    let is_0_3 =
        name.version.as_ref().is_some_and(|version| (version.major, version.minor) == (0, 3) && version.pre.is_empty());
    name.namespace == "wasi" && is_0_3 && PACKAGES.iter().any(|(package, _)| *package == name.name)
}

macro_rules! packages {
    ($($package:literal: $($file:literal)*;)*) => {
        &[$(($package, &[$(($file, include_str!(concat!("../../wit/", $package, "/", $file)))),*])),*]
    };
}

/// Name, and name and text of each file.
type Package = (&'static str, &'static [(&'static str, &'static str)]);

const PACKAGES: &[Package] = packages! {
    "cli": "environment.wit" "exit.wit" "run.wit" "stdio.wit" "terminal.wit" "worlds.wit";
    "clocks": "monotonic-clock.wit" "system-clock.wit" "timezone.wit" "types.wit" "world.wit";
    "filesystem": "preopens.wit" "types.wit" "world.wit";
    "http": "client.wit" "handler.wit" "types.wit" "worlds.wit";
    "random": "insecure-seed.wit" "insecure.wit" "random.wit" "world.wit";
    "sockets": "ip-name-lookup.wit" "types.wit" "world.wit";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed() {
        for (package, files) in PACKAGES {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("wit").join(package);
            let mut found: Vec<_> =
                folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            found.sort();
            assert_eq!(found, files.iter().map(|(file, _)| *file).collect::<Vec<_>>(), "in {package}");
        }
    }

    #[test]
    fn other_point_releases() {
        let name = |version: &str| PackageName {
            namespace: "wasi".into(),
            name: "clocks".into(),
            version: Some(version.parse().unwrap()),
        };
        assert!(package(&name("0.3.0")).is_some());
        let files = package(&name("0.3.2")).unwrap();
        assert!(files.iter().any(|(_, text)| text.contains("package wasi:clocks@0.3.2;")));
        assert!(package(&name("0.2.0")).is_none());
    }
}
