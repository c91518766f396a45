;; Calls `play` and cancels that as soon as it waits: what state the call ended in.
(component
    (import "test:traces/traced" (instance $traced
        (export "play" (func async (param "scenario" string)))))
    (export "test:traces/traced" (instance $traced))

    (core module $memory
        (memory (export "memory") 1)
        ;; One call has one string.
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 16)))
    (core instance $memory (instantiate $memory))
    (alias core export $memory "memory" (core memory $mem))
    (alias core export $memory "realloc" (core func $realloc))
    (core func $play (canon lower (func $traced "play") async (memory $mem)))
    (core func $cancel (canon subtask.cancel))
    (core func $drop (canon subtask.drop))

    (core module $m
        (import "" "play" (func $play (param i32 i32) (result i32)))
        (import "" "cancel" (func $cancel (param i32) (result i32)))
        (import "" "drop" (func $drop (param i32)))
        (func (export "cancel") (param i32 i32) (result i32)
            (local $call i32) (local $state i32)
            (local.set $call (call $play (local.get 0) (local.get 1)))
            (local.set $state (i32.and (local.get $call) (i32.const 15)))
            (local.set $call (i32.shr_u (local.get $call) (i32.const 4)))
            ;; What has returned at once is no call any more.
            (if (local.get $call) (then
                (local.set $state (call $cancel (local.get $call)))
                (call $drop (local.get $call))))
            (local.get $state)))
    (core instance $i (instantiate $m (with "" (instance
        (export "play" (func $play))
        (export "cancel" (func $cancel))
        (export "drop" (func $drop))))))
    (func (export "cancel") async (param "scenario" string) (result u32)
        (canon lift (core func $i "cancel") (memory $mem) (realloc (core func $realloc)))))
