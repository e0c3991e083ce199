//! `dateline names`: looks names up and writes the names ledger.

mod apply;
mod edit;
mod look;

use super::{Environment, Outcome};
use crate::authority::Kind;
use crate::cli::{KindArg, NamesCommand};
use anyhow::Result;

pub fn run(command: NamesCommand, environment: &Environment) -> Result<Outcome> {
    match command {
        NamesCommand::Find(args) => look::find(args, environment),
        NamesCommand::Show(args) => look::show(args, environment),
        NamesCommand::Merge(args) => edit::merge(args, environment),
        NamesCommand::Hide(args) => edit::hide(args, environment),
        NamesCommand::Add(args) => edit::add(args, environment),
        NamesCommand::Alias(args) => edit::alias(args, environment),
        NamesCommand::Rename(args) => edit::rename(args, environment),
        NamesCommand::Sense(args) => edit::sense(args, environment),
        NamesCommand::Split(args) => edit::split(args, environment),
        NamesCommand::Undo(_) => edit::undo(environment),
        NamesCommand::Apply(args) => apply::apply(args, environment),
    }
}

fn kind_of(kind: KindArg) -> Kind {
    match kind {
        KindArg::Place => Kind::Place,
        KindArg::Org => Kind::Organization,
        KindArg::Person => Kind::Person,
    }
}
