//! More random worlds than the tests try.

use anyhow::{Context as _, Result};

use crate::step;

/// How many worlds there are unless the call says.
const WORLDS: u64 = 20_000;

/// Generates bindings of as many worlds, by wit-smith, from a seed on.
pub(crate) fn run(args: &[&str]) -> Result<()> {
    let number = |text: &&str| text.parse::<u64>().with_context(|| format!("`{text}` is no number"));
    let worlds = args.first().map_or(Ok(WORLDS), number)?;
    // The tests have taken the first ones.
    let seed = args.get(1).map_or(Ok(1_000_000), number)?;
    step::announce(&format!("{worlds} random worlds from seed {seed} on"));
    let test = "test --package wharf-generator --test robust -- every_valid_world_has_bindings --nocapture";
    let mut command = step::cargo(test.split(' '));
    command.env("WHARF_FUZZ_WORLDS", worlds.to_string()).env("WHARF_FUZZ_SEED", seed.to_string());
    step::run(&mut command)?;
    Ok(())
}
