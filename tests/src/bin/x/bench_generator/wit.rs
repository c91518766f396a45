//! What is generated: all of WASI 0.3, and a synthetic package.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use wharf_tests::workspace;

/// Records, and functions.
const COUNT: usize = 500;

/// Writes the inputs and returns them by the name of their world.
pub(crate) fn write(folder: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    let (wasi, synthetic) = (folder.join("wasi"), folder.join("synthetic"));
    for package in ["cli", "clocks", "filesystem", "http", "random", "sockets"] {
        let target = wasi.join("deps").join(package);
        fs::create_dir_all(&target)?;
        for file in fs::read_dir(workspace().join("wit").join(package))? {
            let file = file?;
            fs::copy(file.path(), target.join(file.file_name()))?;
        }
    }
    let world = "package bench:wasi;\n\nworld wasi {\n  include wasi:cli/command@0.3.0;\n  include wasi:http/service@0.3.0;\n}\n";
    fs::write(wasi.join("wasi.wit"), world)?;
    fs::create_dir_all(&synthetic)?;
    fs::write(synthetic.join("synthetic.wit"), synthetic_package())?;
    Ok(vec![("wasi", wasi), ("synthetic", synthetic)])
}

/// Records of eight fields, and functions that take and return them, imported and exported.
fn synthetic_package() -> String {
    const TYPES: [&str; 8] = ["u32", "string", "u64", "list<u8>", "option<string>", "f64", "bool", "list<string>"];
    let mut text = String::from("package bench:synthetic;\n\ninterface api {\n");
    for number in 0..COUNT {
        let fields = (0..8).map(|field| format!("field{field}: {}", TYPES[(number + field) % TYPES.len()]));
        let _ = writeln!(text, "  record record{number} {{ {} }}", fields.collect::<Vec<_>>().join(", "));
    }
    for number in 0..COUNT {
        let (keyword, other) = (if number % 2 == 1 { "async " } else { "" }, number * 3 % COUNT);
        let _ = writeln!(text, "  function{number}: {keyword}func(a: record{number}, b: u32) -> record{other};");
    }
    text + "}\n\nworld synthetic {\n  import api;\n  export api;\n}\n"
}
