//! Projects that cargo builds: those that `wharf new` makes, and one whose WIT and features change.

#[path = "../command/mod.rs"]
mod command;

mod follows;
mod new;
mod workspace;
