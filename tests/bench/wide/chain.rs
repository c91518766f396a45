use bench::wide::things::{self, R0};

/// Passes a value through all fifty functions.
fn chain(count: u32) -> u32 {
    let value = R0 { a: count, b: 0.5, c: Vec::new() };
    let value = things::call0(&value);
    let value = things::call1(value);
    let value = things::call2(&value);
    let value = things::call3(&value);
    let value = things::call4(&value);
    let value = things::call5(&value);
    let value = things::call6(&value);
    let value = things::call7(&value);
    let value = things::call8(&value);
    let value = things::call9(&value);
    let value = things::call10(&value);
    let value = things::call11(&value);
    let value = things::call12(value);
    let value = things::call13(&value);
    let value = things::call14(&value);
    let value = things::call15(&value);
    let value = things::call16(&value);
    let value = things::call17(&value);
    let value = things::call18(&value);
    let value = things::call19(&value);
    let value = things::call20(&value);
    let value = things::call21(&value);
    let value = things::call22(&value);
    let value = things::call23(&value);
    let value = things::call24(&value);
    let value = things::call25(&value);
    let value = things::call26(&value);
    let value = things::call27(&value);
    let value = things::call28(&value);
    let value = things::call29(value);
    let value = things::call30(&value);
    let value = things::call31(value);
    let value = things::call32(&value);
    let value = things::call33(&value);
    let value = things::call34(&value);
    let value = things::call35(&value);
    let value = things::call36(&value);
    let value = things::call37(&value);
    let value = things::call38(&value);
    let value = things::call39(&value);
    let value = things::call40(&value);
    let value = things::call41(&value);
    let value = things::call42(value);
    let value = things::call43(&value);
    let value = things::call44(&value);
    let value = things::call45(&value);
    let value = things::call46(&value);
    let value = things::call47(&value);
    let value = things::call48(&value);
    let value = things::call49(&value);
    value.a.into()
}
