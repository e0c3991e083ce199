//! Zip archives; WACZ too, of which only the pages are read.

use super::{MemberWalk, ReadSeek, Stop};
use std::io::SeekFrom;
use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;
use zip::result::ZipError;

/// Sends the files of a zip, in the order of its directory. Where the directory is lost, as at the end of a download that broke off,
/// they are read one after the other.
pub fn walk(bytes: &mut dyn ReadSeek, walk: &mut MemberWalk) -> Result<(), Stop> {
    let mut archive = match ZipArchive::new(&mut *bytes) {
        Ok(archive) => archive,
        Err(error) => {
            walk.problem(&format!(
                "its directory cannot be read ({}); the files in it are read one after the other",
                say(&error)
            ))?;
            return without_directory(bytes, walk);
        }
    };
    // Web Archive Collection Zipped, version 1.1.1: pages lie in archive/, the rest describes them.
    let is_wacz = archive.index_for_name("datapackage.json").is_some()
        && archive.file_names().flatten().any(|name| name.starts_with("archive/"));
    for number in 0..archive.len() {
        let mut file = match archive.by_index(number) {
            Ok(file) => file,
            Err(error) => {
                walk.problem_at(&format!("file {}", number + 1), &say(&error))?;
                continue;
            }
        };
        if file.is_dir() {
            continue;
        }
        let name = name_of(file.name_raw());
        if is_wacz && !name.starts_with("archive/") {
            continue;
        }
        if file.is_symlink() {
            walk.skipped("link or device")?;
            continue;
        }
        walk.entry(&name, &mut file)?;
    }
    Ok(())
}

fn without_directory(bytes: &mut dyn ReadSeek, walk: &mut MemberWalk) -> Result<(), Stop> {
    if bytes.seek(SeekFrom::Start(0)).is_err() {
        return Ok(());
    }
    let mut bytes = bytes;
    loop {
        match read_zipfile_from_stream(&mut bytes) {
            Ok(Some(mut file)) => {
                let name = name_of(file.name_raw());
                if !file.is_dir() {
                    walk.entry(&name, &mut file)?;
                }
            }
            Ok(None) => return Ok(()),
            Err(error) => return walk.problem(&say(&error)),
        }
    }
}

/// Names are UTF-8, or of the code page of whoever packed them.
fn name_of(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_string(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(raw).0.into_owned(),
    }
}

fn say(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "it is encrypted".to_string(),
        error => error.to_string(),
    }
}
