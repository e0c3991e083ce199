//! Parses the command line, runs the command, and leaves by one door.

use clap::Parser;
use dateline::cli::Cli;
use dateline::commands;
use dateline::messages::Messages;
use std::process::ExitCode;

/// Indexing makes and drops some hundred small strings an article on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ERROR: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let messages = Messages { quiet: cli.quiet };
    match commands::run(cli) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        // Whoever reads the results has had enough, as `head` does.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            messages.error(&format!("{error:#}"));
            ExitCode::from(ERROR)
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
