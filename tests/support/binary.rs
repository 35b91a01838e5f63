//! The command line in a process of its own.

use std::process::Output;

use assert_cmd::Command;

/// `oversell` with these arguments, in a clean environment.
pub fn oversell(args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oversell"));
    command.env_remove("SHUTTLE_RANDOM_SEED").env_remove("NO_COLOR");
    command.args(args.split_whitespace());
    command
}

/// What a run that must end with `code` prints to stdout and stderr.
pub fn run(mut command: Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().expect("it starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert_eq!(status.code(), Some(code), "{command:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}
