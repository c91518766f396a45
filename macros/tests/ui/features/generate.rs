wharf::generate!({ inline: "package demo:empty; world empty {}" });

fn main() {}
