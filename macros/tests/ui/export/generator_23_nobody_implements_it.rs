mod bindings {
    include!("../../../../generator/tests/golden/export-async/expected.rs");
}

fn main() {}
