//! Components written by hand, for the tests of the host itself.

use wit_component::ComponentEncoder;
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve};

/// A component of this text.
pub(crate) fn component(text: &str) -> Vec<u8> {
    wat::parse_str(format!("(component {text})")).expect("the text of a component")
}

/// A command whose `run@0.3.0` is this core code, which leaves 0 for ok or 1 for an error.
pub(crate) fn command(code: &str) -> Vec<u8> {
    component(&run("async", "0.3.0", code))
}

/// A command for WASI 0.2.
pub(crate) fn old_command(code: &str) -> Vec<u8> {
    component(&run("", "0.2.6", code))
}

/// A command for both, as `#[wharf::main]` makes it.
pub(crate) fn command_of_both(code: &str, old_code: &str) -> Vec<u8> {
    component(&(run("", "0.2.6", old_code) + &run("async", "0.3.0", code)))
}

fn run(color: &str, version: &str, code: &str) -> String {
    format!(
        r#"
        (core module $module{color} (func (export "run") (result i32) {code}))
        (core instance $instance{color} (instantiate $module{color}))
        (func $run{color} {color} (result (result)) (canon lift (core func $instance{color} "run")))
        (instance (export "wasi:cli/run@{version}") (export "run" (func $run{color})))
        "#
    )
}

/// A command that calls `exit-with-code`.
pub(crate) fn exit_with(status: u8) -> Vec<u8> {
    component(&format!(
        r#"
        (import "wasi:cli/exit@0.3.0" (instance $exit
            (export "exit-with-code" (func (param "status-code" u8)))))
        (core func $exit (canon lower (func $exit "exit-with-code")))
        (core module $m
            (import "" "exit" (func $exit (param i32)))
            (func (export "run") (result i32) (call $exit (i32.const {status})) unreachable))
        (core instance $i (instantiate $m (with "" (instance (export "exit" (func $exit))))))
        (func $run async (result (result)) (canon lift (core func $i "run")))
        (instance (export "wasi:cli/run@0.3.0") (export "run" (func $run)))
        "#
    ))
}

/// A component that exports `demo:sums/add@1.0.0` with `add: func(a: u32, b: u32) -> u32`.
pub(crate) fn adder() -> Vec<u8> {
    component(
        r#"
        (core module $m
            (func (export "add") (param i32 i32) (result i32)
                (i32.add (local.get 0) (local.get 1))))
        (core instance $i (instantiate $m))
        (func $add (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
        (instance (export "demo:sums/add@1.0.0") (export "add" (func $add)))
        "#,
    )
}

/// A component for a world of `wit/`, all of whose exports trap.
pub(crate) fn trapping(world: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let (package, name) = world.split_once('/').expect("a package and its world");
    for dir in ["clocks", "filesystem", "sockets", "random", "cli", "http"] {
        let wit = wharf_tests::workspace().join("wit").join(dir);
        resolve.push_dir(wit).expect("a WASI package");
    }
    let world = resolve
        .worlds
        .iter()
        .find(|(_, world)| {
            let of = world.package.map(|package| &resolve.packages[package].name);
            world.name == name && of.is_some_and(|of| package == format!("{}:{}", of.namespace, of.name))
        })
        .map(|(id, _)| id)
        .expect("the world");
    let abi = ManglingAndAbi::Legacy(LiftLowerAbi::AsyncCallback);
    let mut module = wit_component::dummy_module(&resolve, world, abi);
    wit_component::embed_component_metadata(&mut module, &resolve, world, Default::default(), false)
        .expect("metadata fits any module");
    ComponentEncoder::default()
        .module(&module)
        .and_then(|encoder| encoder.encode())
        .expect("the dummy module is of the world")
}

/// A command that copies its stdin to its stdout, and returns an error when stdout reports one.
pub(crate) fn cat() -> Vec<u8> {
    component(
        r#"
        (import "wasi:cli/types@0.3.0" (instance $types
            (type $e (enum "io" "illegal-byte-sequence" "pipe"))
            (export "error-code" (type (eq $e)))))
        (alias export $types "error-code" (type $error-code))
        (type $bytes (stream u8))
        (type $end (future (result (error $error-code))))
        (import "wasi:cli/stdin@0.3.0" (instance $stdin
            (alias outer 1 $error-code (type $e))
            (export "read-via-stream"
                (func (result (tuple (stream u8) (future (result (error $e)))))))))
        (import "wasi:cli/stdout@0.3.0" (instance $stdout
            (alias outer 1 $error-code (type $e))
            (export "write-via-stream"
                (func (param "data" (stream u8)) (result (future (result (error $e))))))))

        (core module $memory (memory (export "memory") 1))
        (core instance $memory (instantiate $memory))
        (alias core export $memory "memory" (core memory $mem))
        (core func $stdin (canon lower (func $stdin "read-via-stream") (memory $mem)))
        (core func $stdout (canon lower (func $stdout "write-via-stream") (memory $mem)))
        (core func $new (canon stream.new $bytes))
        (core func $read (canon stream.read $bytes async (memory $mem)))
        (core func $write (canon stream.write $bytes async (memory $mem)))
        (core func $close (canon stream.drop-writable $bytes))
        (core func $ended (canon future.read $end async (memory $mem)))
        (core func $set (canon waitable-set.new))
        (core func $join (canon waitable.join))
        (core func $wait (canon waitable-set.wait (memory $mem)))

        (core module $m
            (import "" "memory" (memory 1))
            (import "" "stdin" (func $stdin (param i32)))
            (import "" "stdout" (func $stdout (param i32) (result i32)))
            (import "" "new" (func $new (result i64)))
            (import "" "read" (func $read (param i32 i32 i32) (result i32)))
            (import "" "write" (func $write (param i32 i32 i32) (result i32)))
            (import "" "close" (func $close (param i32)))
            (import "" "ended" (func $ended (param i32 i32) (result i32)))
            (import "" "set" (func $set (result i32)))
            (import "" "join" (func $join (param i32 i32)))
            (import "" "wait" (func $wait (param i32 i32) (result i32)))
            (global $waiting (mut i32) (i32.const 0))

            ;; Waits for an operation that returned -1; its result comes with the event.
            (func $await (param $end i32) (param $result i32) (result i32)
                (if (i32.ne (local.get $result) (i32.const -1)) (then (return (local.get $result))))
                (call $join (local.get $end) (global.get $waiting))
                (drop (call $wait (global.get $waiting) (i32.const 32)))
                (call $join (local.get $end) (i32.const 0))
                (i32.load (i32.const 36)))

            ;; The result of an operation on a stream is the number of items in the upper 28 bits, and 1 in the
            ;; lower four when the other end is gone.
            (func (export "run") (result i32)
                (local $from i32) (local $pair i64) (local $to i32) (local $end i32)
                (local $got i32) (local $start i32) (local $left i32) (local $put i32)
                (global.set $waiting (call $set))
                (call $stdin (i32.const 0))
                (local.set $from (i32.load (i32.const 0)))
                (local.set $pair (call $new))
                (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
                (local.set $end (call $stdout (i32.wrap_i64 (local.get $pair))))
                (block $done
                    (loop $copy
                        (local.set $got (call $await (local.get $from)
                            (call $read (local.get $from) (i32.const 1024) (i32.const 4096))))
                        (local.set $left (i32.shr_u (local.get $got) (i32.const 4)))
                        (local.set $start (i32.const 1024))
                        (block $flushed
                            (loop $flush
                                (br_if $flushed (i32.eqz (local.get $left)))
                                (local.set $put (call $await (local.get $to)
                                    (call $write (local.get $to) (local.get $start) (local.get $left))))
                                (br_if $done (i32.and (local.get $put) (i32.const 15)))
                                (local.set $put (i32.shr_u (local.get $put) (i32.const 4)))
                                (local.set $start (i32.add (local.get $start) (local.get $put)))
                                (local.set $left (i32.sub (local.get $left) (local.get $put)))
                                (br $flush)))
                        (br_if $copy (i32.eqz (i32.and (local.get $got) (i32.const 15))))))
                (call $close (local.get $to))
                (drop (call $await (local.get $end) (call $ended (local.get $end) (i32.const 16))))
                (i32.load8_u (i32.const 16))))
        (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $mem))
            (export "stdin" (func $stdin))
            (export "stdout" (func $stdout))
            (export "new" (func $new))
            (export "read" (func $read))
            (export "write" (func $write))
            (export "close" (func $close))
            (export "ended" (func $ended))
            (export "set" (func $set))
            (export "join" (func $join))
            (export "wait" (func $wait))))))
        (func $run async (result (result)) (canon lift (core func $i "run")))
        (instance (export "wasi:cli/run@0.3.0") (export "run" (func $run)))
        "#,
    )
}
