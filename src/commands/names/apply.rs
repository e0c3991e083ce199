//! `dateline names apply`.

use crate::cli::NamesApplyArgs;
use crate::commands::{Environment, Outcome};
use anyhow::{Result, bail};

pub fn apply(_args: NamesApplyArgs, _environment: &Environment) -> Result<Outcome> {
    bail!("`dateline names apply` is not built yet");
}
