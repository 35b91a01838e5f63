//! SVG: one interleaving as swim lanes, for a slide. Self-contained, and readable without colours.

mod layout;

use minijinja::{AutoEscape, Environment, Value, context};

use super::diagram::Diagram;
use crate::message;
use crate::replay::Replay;
use crate::scenario::Scenario;
use crate::shop::Units;
use layout::{Layout, MARGIN, Placed};

/// What is laid out here is put into this; it has the colours and the fonts.
const TEMPLATE: &str = include_str!("svg/lanes.svg");

/// The interleaving of a replay as an SVG document: a lane per actor, the stock as a line beside the
/// time axis, what is broken in words. It follows the reader's choice of light or dark.
///
/// ```
/// use oversell::engine::{Fleet, Stepper};
/// use oversell::report::svg::svg;
/// use oversell::{Scenario, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let scenario = Scenario::named("last_item")?;
/// let replay = Stepper::replay(&fleet, &scenario, &"ABBA".parse()?)?;
/// assert!(svg("check_then_update", &scenario, &replay).contains("✗ Oversold"));
/// # Ok::<(), oversell::Fault>(())
/// ```
///
/// # Panics
///
/// Never: the template is a part of this crate, and a test fills it in.
pub fn svg(strategy: &str, scenario: &Scenario, replay: &Replay) -> String {
    let diagram = Diagram::of_replay(replay, scenario);
    let about = scenario.to_string();
    let title = message::drawing_title(strategy, replay);
    let command = message::replay_line(strategy, scenario, &replay.interleaving.schedule());
    let ending = message::drawing_end(replay);
    let captions = [&about, &title, &command, &ending];
    let layout = Layout::of(&diagram, scenario.stock(), &captions);
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let filled = environment.render_str(
        TEMPLATE,
        context! {
            width => layout.width, height => layout.height, margin => MARGIN,
            id => id(&title), title, told => told(&about, &diagram, &ending), about, command, ending,
            alarm => !replay.violations().is_empty(),
            top => layout.top, bottom => layout.bottom,
            chart => chart(&layout, &diagram, scenario.stock()),
            heads => heads(&layout, &diagram),
            lanes => (0..diagram.actors.len()).map(|lane| layout.middle(lane)).collect::<Vec<_>>(),
            rows => layout.placed.iter().map(|placed| row(&layout, placed)).collect::<Vec<_>>(),
        },
    );
    filled.expect("a valid template")
}

/// All of it in words.
fn told(about: &str, diagram: &Diagram, ending: &str) -> String {
    format!("{about}. {} {ending}.", diagram.told().join(" "))
}

/// A name for this drawing among others on one page.
fn id(title: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
    format!("oversell-{}", title.replace('\'', "-again").chars().map(plain).collect::<String>())
}

/// The actors above their lanes.
fn heads(layout: &Layout, diagram: &Diagram) -> Vec<Value> {
    let head = |(lane, actor): (usize, &crate::Actor)| {
        context! { x => layout.middle(lane), text => actor.to_string() }
    };
    diagram.actors.iter().enumerate().map(head).collect()
}

/// The stock over time, a line per item.
fn chart(layout: &Layout, diagram: &Diagram, opening: &[Units]) -> Value {
    let paths = opening.iter().enumerate().map(|(item, &units)| {
        let mut d = format!("M{} {}", layout.stock_at(item, units), layout.top);
        for (placed, row) in layout.placed.iter().zip(&diagram.rows) {
            d += &format!(" V{} H{}", placed.middle(), layout.stock_at(item, row.stock[item]));
        }
        context! { d => format!("{d} V{}", layout.bottom), dashes => layout.dashes(item) }
    });
    let (left, zero) = (layout.stock_at(0, layout.least), layout.stock_at(0, 0));
    context! { paths => paths.collect::<Vec<_>>(), left, below => zero - left, zero }
}

/// A row with its box.
fn row(layout: &Layout, placed: &Placed) -> Value {
    let block = &placed.block;
    let texts = block.texts.iter().enumerate().map(|(index, (class, text))| {
        context! { class => *class, text, y => placed.baseline(index) }
    });
    context! {
        step => &block.step, stock => &block.stock, line => &block.line,
        class => block.class, y => placed.y, height => placed.height(),
        baseline => placed.baseline(0),
        x => layout.left(block.lane), width => layout.lane_width(block.lane),
        inside => layout.left(block.lane) + layout::PADDING,
        texts => texts.collect::<Vec<_>>(),
    }
}
