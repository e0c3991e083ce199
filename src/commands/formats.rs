//! `dateline formats`.

use super::{Outcome, stdout};
use crate::article::FORMATS;
use crate::cli::FormatsArgs;
use crate::output::print_value;
use anyhow::Result;
use serde_json::json;
use std::io::Write;

/// Files that hold files: name, what it is, endings, by what it is recognized.
const CONTAINERS: &[(&str, &str, &[&str], &str)] = &[
    ("zip", "a zip archive; two deep", &["zip"], "its first bytes"),
    ("tar", "a tar archive; two deep", &["tar", "tgz"], "its first bytes"),
    ("warc", "a web archive, WARC or ARC: the pages that a crawler fetched", &["warc", "arc"], "a first record"),
    ("wacz", "a web archive as browsers write it; read as a zip", &["wacz"], "a zip with datapackage.json and archive/"),
    ("gzip, zstd", "a compressed file of any of these", &["gz", "zst"], "its first bytes"),
];

pub fn run(args: &FormatsArgs) -> Result<Outcome> {
    let mut out = stdout();
    if args.json {
        let formats = FORMATS.iter().map(|format| {
            json!({
                "name": format.name, "what": format.what, "extensions": format.extensions,
                "recognized_by": format.recognized_by, "fields": format.fields,
            })
        });
        let containers = CONTAINERS.iter().map(|(name, what, extensions, recognized_by)| {
            json!({"name": name, "what": what, "extensions": extensions, "recognized_by": recognized_by})
        });
        let answer = json!({
            "schema": "dateline.formats/1",
            "formats": formats.collect::<Vec<_>>(),
            "containers": containers.collect::<Vec<_>>(),
        });
        print_value(&mut out, &answer)?;
        out.flush()?;
        return Ok(Outcome::Done);
    }
    writeln!(
        out,
        "Tried in this order; the first that knows a file for its own reads it. `index --format NAME` decides otherwise.\n"
    )?;
    for format in FORMATS {
        writeln!(out, "{}\n    {}", format.name, format.what)?;
        writeln!(out, "    named {}", endings(format.extensions))?;
        writeln!(out, "    known by {}", format.recognized_by)?;
        // A format without fields is known so that it can be passed over with a reason.
        if !format.fields.is_empty() {
            writeln!(out, "    gives title, {}, body", format.fields.join(", "))?;
        }
    }
    writeln!(out, "\nFiles that hold files:\n")?;
    for (name, what, extensions, recognized_by) in CONTAINERS {
        writeln!(out, "{name}\n    {what}\n    named {}\n    known by {recognized_by}", endings(extensions))?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn endings(extensions: &[&str]) -> String {
    if extensions.is_empty() {
        return "in many ways".to_string();
    }
    extensions.iter().map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(" ")
}
