//! Output: to people or to machines, in colour or not, and quietly into a closed pipe.

use std::io::{self, IsTerminal, Write};
use std::process::exit;

use anstyle::{AnsiColor, Style};
use console::Term;
use serde_json::Value;

use super::args::Format;
use oversell::{Fault, Violation, message};

/// Where results go.
pub struct Output {
    format: Format,
    width: u16,
}

/// The width of text that does not go to a terminal, or to one that does not know its own.
const WIDTH: u16 = 80;
/// Below this width nothing can be laid out.
const NARROWEST: u16 = 40;
/// Beyond this width the eye loses the line.
const WIDEST: u16 = 120;
/// The variable that says how wide the terminal is to be, whatever it says itself.
const COLUMNS: &str = "COLUMNS";

impl Output {
    /// An output that is not wider than stdout's terminal, or than `COLUMNS` says.
    ///
    /// # Errors
    ///
    /// When `COLUMNS` is no number.
    pub fn new(format: Format) -> Result<Output, Fault> {
        let (asked, terminal) = (columns()?, Term::stdout());
        if !terminal.is_term() {
            return Ok(Output { format, width: WIDTH });
        }
        let has = || terminal.size_checked().map(|(_rows, columns)| columns);
        let width = asked.or_else(has).unwrap_or(WIDTH).clamp(NARROWEST, WIDEST);
        Ok(Output { format, width })
    }

    /// Prints a text to people or a value to machines, whichever is asked for.
    pub fn print(&self, text: impl FnOnce() -> String, value: impl FnOnce() -> Value) {
        match self.format {
            Format::Text => emit(anstream::stdout(), paint(&text()).as_bytes()),
            Format::Json => emit(anstream::stdout(), format!("{:#}\n", value()).as_bytes()),
            Format::Mermaid | Format::Svg => unreachable!("refused where nothing is drawn"),
        }
    }

    /// Prints a part of a text; the next one follows.
    pub fn part(&self, text: &str) {
        emit(anstream::stdout(), paint(text).as_bytes());
    }

    /// What is asked for.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Says something beside the result, on stderr.
    pub fn note(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "note: {text}");
    }

    /// Prints these bytes as they are, in either format.
    pub fn raw(&self, bytes: &[u8]) {
        emit(io::stdout(), bytes);
    }

    /// Whether somebody looks at stdout.
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// How wide a text may be, in characters.
    pub fn width(&self) -> u16 {
        self.width
    }
}

/// Prints an error to stderr. It is not the result, so it is a text in either format.
pub fn error(fault: &Fault) {
    let red = AnsiColor::Red.on_default().bold();
    // stderr may be closed as well; there is nobody left to tell.
    let _ = writeln!(anstream::stderr(), "{red}error:{red:#} {fault}");
}

/// The width that the environment asks for.
fn columns() -> Result<Option<u16>, Fault> {
    let Some(value) = std::env::var_os(COLUMNS) else { return Ok(None) };
    let value = value.to_string_lossy().into_owned();
    match value.parse() {
        Ok(columns) => Ok(Some(columns)),
        Err(_) => {
            let instead = message::INSTEAD_OF_COLUMNS;
            Err(Fault::Environment { name: COLUMNS, value, instead })
        }
    }
}

fn emit(mut out: impl Write, bytes: &[u8]) {
    if let Err(error) = out.write_all(bytes).and_then(|()| out.flush()) {
        // `oversell | head` is done, and so are we.
        if error.kind() == io::ErrorKind::BrokenPipe {
            exit(0);
        }
        let _ = writeln!(io::stderr(), "error: cannot write the result: {error}");
        exit(1);
    }
}

/// Colours what matters most, word by word. The layout is done by then, so no width changes; the
/// stream takes the colours out again where they do not belong.
fn paint(text: &str) -> String {
    let red = AnsiColor::Red.on_default();
    let green = AnsiColor::Green.on_default();
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    let mut painted = text.to_owned();
    for violation in Violation::ALL {
        let name = violation.name();
        painted = painted.replace(name, &format!("{red}{name}{red:#}"));
    }
    for (word, style) in
        [("✗", red), ("!", red), ("✓", green), ("~", AnsiColor::Yellow.on_default())]
    {
        painted = painted.replace(word, &format!("{style}{word}{style:#}"));
    }
    let line = |line: &str| {
        let heading = line.split(':').next().unwrap_or_default();
        let is_heading = heading.len() > 3 && heading.chars().all(|c| c.is_uppercase() || c == ' ');
        if is_heading && !line.starts_with(' ') {
            format!("{bold}{line}{bold:#}\n")
        } else if line.contains('─') {
            format!("{dim}{line}{dim:#}\n")
        } else {
            format!("{line}\n")
        }
    };
    painted.lines().map(line).collect()
}

/// A strategy that panics is reported by name, once; the panic itself prints nothing.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}
