//! The lesson plan: every command in it works, and every answer that it quotes is what they print.

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::path::Path;

use binary::{oversell, run};

/// A fenced block: what it says it is, the line where it begins, and its lines.
struct Block {
    kind: String,
    line: usize,
    lines: Vec<String>,
}

/// The fenced blocks of docs/teaching.md, in order.
fn blocks() -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/teaching.md");
    let text = fs::read_to_string(path).expect("the lesson plan");
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        match line.strip_prefix("```").filter(|rest| !rest.contains('`')) {
            Some(kind) if !inside => {
                inside = true;
                blocks.push(Block { kind: kind.to_owned(), line: index + 1, lines: Vec::new() });
            }
            Some(_) => inside = false,
            None if inside => {
                blocks.last_mut().expect("an open block").lines.push(line.to_owned());
            }
            None => {}
        }
    }
    assert!(!inside, "a block without an end");
    blocks
}

/// What is printed by the commands of a block.
fn printed(block: &Block) -> String {
    let mut all = String::new();
    for line in &block.lines {
        let command = line.strip_prefix("oversell ").unwrap_or_else(|| panic!("{line}"));
        // What a shell would do with it.
        let command = command.split(" > ").next().unwrap_or_default();
        all += &run(oversell(command), 0).0;
    }
    all
}

#[test]
fn every_command_works_and_every_answer_is_right() {
    let (mut commands, mut answers) = (0, 0);
    let mut last = String::new();
    for block in blocks() {
        match block.kind.as_str() {
            "sh" => {
                last = printed(&block);
                commands += block.lines.len();
            }
            "text" => {
                let answer = block.lines.join("\n");
                assert!(last.contains(&answer), "line {}:\n{answer}\nnot in\n{last}", block.line);
                answers += 1;
            }
            "js" | "rust" => {}
            other => panic!("line {}: what is `{other}`?", block.line),
        }
    }
    assert!(commands >= 25 && answers >= 15, "{commands} commands, {answers} answers");
}
