//! Changes to `wit/` that the comparison has to report.

/// A change to one file of `wit/`, and the lines the comparison has to report for it.
pub(super) struct Mutation {
    pub(super) file: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) reported: &'static [&'static str],
}

pub(super) const MUTATIONS: &[Mutation] = &[
    // A case with another name.
    Mutation {
        file: "http/types.wit",
        from: "    connection-refused,\n",
        to: "    connection-denied,\n",
        reported: &["wasi:http/types: error-code: case 7: ours connection-denied, upstream connection-refused"],
    },
    // A case with a payload that it does not have.
    Mutation {
        file: "http/types.wit",
        from: "    loop-detected,\n",
        to: "    loop-detected(u32),\n",
        reported: &["wasi:http/types: error-code: case 37: ours loop-detected(u32), upstream loop-detected"],
    },
    // A missing case at the end.
    Mutation {
        file: "filesystem/types.wit",
        from: "    no-reuse,\n",
        to: "",
        reported: &["wasi:filesystem/types: advice: case 6: ours nothing, upstream no-reuse"],
    },
    // A flag with another name.
    Mutation {
        file: "filesystem/types.wit",
        from: "    symlink-follow,\n",
        to: "    follow,\n",
        reported: &["wasi:filesystem/types: path-flags: flag 1: ours follow, upstream symlink-follow"],
    },
    // A field with another type.
    Mutation {
        file: "clocks/system-clock.wit",
        from: "seconds: s64,",
        to: "seconds: u64,",
        reported: &["wasi:clocks/system-clock: instant: field 1: ours seconds: u64, upstream seconds: s64"],
    },
    // An alias of another type.
    Mutation {
        file: "clocks/monotonic-clock.wit",
        from: "type mark = u64;",
        to: "type mark = s64;",
        reported: &["wasi:clocks/monotonic-clock: mark: kind: ours alias of s64, upstream alias of u64"],
    },
    // Another kind of type.
    Mutation {
        file: "cli/terminal.wit",
        from: "resource terminal-input;",
        to: "type terminal-input = u32;",
        reported: &[
            "wasi:cli/terminal-input: terminal-input: kind: ours alias of u32, upstream resource",
            "wasi:cli/terminal-stdin: get-terminal-stdin: result: \
             ours option<wasi:cli/terminal-stdin.terminal-input>, \
             upstream option<own<wasi:cli/terminal-stdin.terminal-input>>",
        ],
    },
    // A type too many.
    Mutation {
        file: "clocks/timezone.wit",
        from: "use system-clock.{instant};",
        to: "use system-clock.{instant, duration};",
        reported: &["wasi:clocks/timezone: duration: only ours"],
    },
    // A missing function.
    Mutation {
        file: "cli/environment.wit",
        from: "  @since(version = 0.3.0)\n  get-arguments: func() -> list<string>;\n",
        to: "",
        reported: &[
            "wasi:cli/environment: get-arguments: only upstream",
            "wasi:cli/environment: get-initial-cwd: comes after: ours get-environment, upstream get-arguments",
        ],
    },
    // A parameter of another type.
    Mutation {
        file: "random/random.wit",
        from: "get-random-bytes: func(max-len: u64)",
        to: "get-random-bytes: func(max-len: u32)",
        reported: &["wasi:random/random: get-random-bytes: parameter 1: ours max-len: u32, upstream max-len: u64"],
    },
    // A parameter with another name.
    Mutation {
        file: "random/random.wit",
        from: "get-random-bytes: func(max-len: u64)",
        to: "get-random-bytes: func(len: u64)",
        reported: &["wasi:random/random: get-random-bytes: parameter 1: ours len: u64, upstream max-len: u64"],
    },
    // A parameter too many.
    Mutation {
        file: "random/random.wit",
        from: "get-random-u64: func()",
        to: "get-random-u64: func(max: u64)",
        reported: &["wasi:random/random: get-random-u64: parameter 1: ours max: u64, upstream nothing"],
    },
    // A handle that is given away.
    Mutation {
        file: "filesystem/types.wit",
        from: "is-same-object: async func(other: borrow<descriptor>)",
        to: "is-same-object: async func(other: descriptor)",
        reported: &["wasi:filesystem/types: descriptor.is-same-object: parameter 2: \
             ours other: own<wasi:filesystem/types.descriptor>, upstream other: borrow<wasi:filesystem/types.descriptor>"],
    },
    // Another result.
    Mutation {
        file: "cli/stdio.wit",
        from: "read-via-stream: func() -> tuple<stream<u8>, future<result<_, error-code>>>;",
        to: "read-via-stream: func() -> tuple<stream<u8>, future<result>>;",
        reported: &["wasi:cli/stdin: read-via-stream: result: ours tuple<stream<u8>, future<result<_, _>>>, \
             upstream tuple<stream<u8>, future<result<_, wasi:cli/stdin.error-code>>>"],
    },
    // No result.
    Mutation {
        file: "clocks/timezone.wit",
        from: "to-debug-string: func() -> string;",
        to: "to-debug-string: func();",
        reported: &["wasi:clocks/timezone: to-debug-string: result: ours nothing, upstream string"],
    },
    // An async function made sync.
    Mutation {
        file: "cli/run.wit",
        from: "run: async func()",
        to: "run: func()",
        reported: &["wasi:cli/run: run: kind: ours function, upstream async function"],
    },
    // A method made sync.
    Mutation {
        file: "filesystem/types.wit",
        from: "sync-data: async func()",
        to: "sync-data: func()",
        reported: &["wasi:filesystem/types: descriptor.sync-data: kind: ours method, upstream async method"],
    },
    // A static function made a method.
    Mutation {
        file: "http/types.wit",
        from: "from-list: static func(",
        to: "from-list: func(",
        reported: &[
            "wasi:http/types: fields.from-list: kind: ours method, upstream static function",
            "wasi:http/types: fields.from-list: parameter 1: ours self: borrow<wasi:http/types.fields>, \
             upstream entries: list<tuple<wasi:http/types.field-name, wasi:http/types.field-value>>",
            "wasi:http/types: fields.from-list: parameter 2: \
             ours entries: list<tuple<wasi:http/types.field-name, wasi:http/types.field-value>>, upstream nothing",
        ],
    },
    // A function without its gate.
    Mutation {
        file: "cli/exit.wit",
        from: "  @since(version = 0.3.0)\n  exit-with-code",
        to: "  exit-with-code",
        reported: &["wasi:cli/exit: exit-with-code: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // A type without its gate.
    Mutation {
        file: "http/types.wit",
        from: "  @since(version = 0.3.0)\n  variant header-error",
        to: "  variant header-error",
        reported: &["wasi:http/types: header-error: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // A `use` with a gate that it does not have.
    Mutation {
        file: "clocks/monotonic-clock.wit",
        from: "  use types.{duration};",
        to: "  @since(version = 0.3.0)\n  use types.{duration};",
        reported: &["wasi:clocks/monotonic-clock: duration: gate: ours @since(version = 0.3.0), upstream no gate"],
    },
    // An interface without its gate.
    Mutation {
        file: "cli/run.wit",
        from: "@since(version = 0.3.0)\ninterface run",
        to: "interface run",
        reported: &["wasi:cli/run: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // An unstable function made stable.
    Mutation {
        file: "clocks/timezone.wit",
        from: "@unstable(feature = clocks-timezone)\n  iana-id",
        to: "@since(version = 0.3.0)\n  iana-id",
        reported: &["wasi:clocks/timezone: iana-id: gate: \
             ours @since(version = 0.3.0), upstream @unstable(feature = clocks-timezone)"],
    },
    // A function that is deprecated.
    Mutation {
        file: "cli/exit.wit",
        from: "  exit-with-code",
        to: "  @deprecated(version = 0.3.0)\n  exit-with-code",
        reported: &["wasi:cli/exit: exit-with-code: gate: \
             ours @since(version = 0.3.0) @deprecated(version = 0.3.0), upstream @since(version = 0.3.0)"],
    },
    // A world without its gate.
    Mutation {
        file: "http/worlds.wit",
        from: "@since(version = 0.3.0)\nworld middleware",
        to: "world middleware",
        reported: &["wasi:http/middleware: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // An import without its gate.
    Mutation {
        file: "cli/worlds.wit",
        from: "  @since(version = 0.3.0)\n  import exit;",
        to: "  import exit;",
        reported: &[
            "wasi:cli/command: import wasi:cli/exit: \
             ours interface, no gate, upstream interface, @since(version = 0.3.0)",
            "wasi:cli/imports: import wasi:cli/exit: \
             ours interface, no gate, upstream interface, @since(version = 0.3.0)",
        ],
    },
    // A missing include.
    Mutation {
        file: "http/worlds.wit",
        from: "  include wasi:random/imports@0.3.0;\n",
        to: "",
        reported: &[
            "wasi:http/middleware: import wasi:random/insecure: ours nothing, upstream interface, no gate",
            "wasi:http/middleware: import wasi:random/insecure-seed: ours nothing, upstream interface, no gate",
            "wasi:http/middleware: import wasi:random/random: ours nothing, upstream interface, no gate",
            "wasi:http/service: import wasi:random/insecure: ours nothing, upstream interface, no gate",
            "wasi:http/service: import wasi:random/insecure-seed: ours nothing, upstream interface, no gate",
            "wasi:http/service: import wasi:random/random: ours nothing, upstream interface, no gate",
        ],
    },
    // A missing import.
    Mutation {
        file: "cli/worlds.wit",
        from: "  @since(version = 0.3.0)\n  import stderr;\n",
        to: "",
        reported: &[
            "wasi:cli/command: import wasi:cli/stderr: \
             ours nothing, upstream interface, @since(version = 0.3.0)",
            "wasi:cli/imports: import wasi:cli/stderr: \
             ours nothing, upstream interface, @since(version = 0.3.0)",
        ],
    },
    // A missing export.
    Mutation {
        file: "http/worlds.wit",
        from: "  export handler;\n",
        to: "",
        reported: &[
            "wasi:http/middleware: export wasi:http/handler: ours nothing, upstream interface, no gate",
            "wasi:http/service: export wasi:http/handler: ours nothing, upstream interface, no gate",
        ],
    },
    // An interface too many.
    Mutation {
        file: "random/insecure-seed.wit",
        from: "package wasi:random@0.3.0;",
        to: "package wasi:random@0.3.0; interface dice { roll: func() -> u8; }",
        reported: &["wasi:random/dice: only ours", "wasi:random/dice: roll: only ours"],
    },
];
