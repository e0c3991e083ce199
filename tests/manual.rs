//! Help, completions, the manual page, and what happens without an archive.

use crate::support::TestArchive;

#[test]
fn help_and_the_manual_name_every_command() {
    let archive = TestArchive::new();
    let (help, man) = (archive.run(&["--help"]).stdout(), archive.run(&["man"]).stdout());
    for command in [
        "index",
        "search",
        "facets",
        "show",
        "names",
        "export",
        "eval",
        "status",
        "check",
        "learn",
        "rebuild",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("  {command}")), "{command} is in the help");
        assert!(man.contains(command), "{command} is in the manual");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(archive.run(&["completions", shell]).stdout().contains("dateline"));
    }
}

#[test]
fn mistyped_commands_and_flags_get_a_suggestion() {
    let archive = TestArchive::new();
    archive.run(&["serch", "oil"]).must_exit(2).must_say("search");
    archive.run(&["search", "oil", "--plase", "Syria"]).must_exit(2).must_say("--place");
    archive.run(&["search", "oil", "--facet", "plac"]).must_exit(2).must_say("there are place, org");
}

#[test]
fn without_an_archive_the_way_to_make_one_is_told() {
    let archive = TestArchive::new();
    archive.search("oil").must_exit(2).must_say("`dateline index PATH` makes one");
    archive.run(&["index", "nowhere"]).must_exit(2).must_say("nowhere does not exist");
}

#[test]
fn an_archive_is_found_from_a_folder_below_it() {
    let archive = TestArchive::new();
    archive.write("deep/er/a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    let output = archive.command(&["search", "oil", "--fields", "path"]).current_dir(archive.path().join("deep/er")).output();
    assert_eq!(String::from_utf8_lossy(&output.expect("the program starts").stdout), "deep/er/a.txt\n");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let archive = TestArchive::new();
    for number in 0..400 {
        archive.write(&format!("{number}.txt"), format!("Story {number}\n\n{}\n", "Words about cocoa and more. ".repeat(40)));
    }
    archive.index();
    let mut child = archive
        .command(&["export"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
