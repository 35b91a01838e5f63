//! Where everything goes. All lengths are in pixels, and whole.

use super::super::diagram::{Deed, Diagram, Row, mark};
use super::super::text::wrap;
use crate::actor::Actor;
use crate::shop::Units;

/// Around the drawing.
pub(super) const MARGIN: usize = 20;
/// Between the edge of a box and its text.
pub(super) const PADDING: usize = 8;

/// A character of the monospaced font, rounded up: no font in the template's list has a wider one.
const CHARACTER: usize = 8;
/// From one line of text to the next.
const LEADING: usize = 18;
/// Between two rows, and between two lanes.
const GAP: usize = 10;
/// What stands above the lanes: title, scenario, the names of the actors.
const HEAD: usize = 100;
/// What stands below them: the ending and the command.
const FOOT: usize = 62;
/// The columns of the step and of the stock, together.
const NUMBERS: usize = 84;
/// The chart of the stock.
const CHART: usize = 80;
/// The column of the strategy's lines.
const LINES: usize = 48;
/// The widest line in a lane, in characters.
const WIDEST: usize = 28;
/// The narrowest lane, in characters.
const NARROWEST: usize = 8;
/// How far apart the lines of several items are where their stock is the same.
const APART: usize = 4;
/// How they are told apart besides.
const DASHES: [&str; 4] = ["", "6 4", "2 3", "10 3 2 3"];

/// The drawing, laid out.
pub(super) struct Layout {
    pub width: usize,
    pub height: usize,
    /// Where the lanes begin.
    pub top: usize,
    /// Where they end.
    pub bottom: usize,
    /// The rows, in order; behind them, who waits.
    pub placed: Vec<Placed>,
    /// The least stock of any item at any time, or zero.
    pub least: Units,
    most: Units,
    /// From where to where each lane goes.
    lanes: Vec<(usize, usize)>,
}

/// A row before it is placed.
pub(super) struct Block {
    pub step: String,
    pub stock: String,
    pub line: String,
    pub lane: usize,
    /// Of its box, in the template.
    pub class: &'static str,
    /// The lines of text with their classes.
    pub texts: Vec<(&'static str, String)>,
}

/// A row in its place.
pub(super) struct Placed {
    pub block: Block,
    pub y: usize,
}

impl Layout {
    /// Lays a diagram out; it gets as wide as its captions.
    pub(super) fn of(diagram: &Diagram, opening: &[Units], captions: &[&String]) -> Layout {
        let placed = place(blocks(diagram));
        let mut lanes = Vec::new();
        let mut x = MARGIN + NUMBERS + CHART;
        for lane in 0..diagram.actors.len() {
            let own = placed.iter().filter(|placed| placed.block.lane == lane);
            let texts = own.flat_map(|placed| &placed.block.texts);
            let widest = texts.map(|(_, text)| text.chars().count()).max().unwrap_or(0);
            let width = widest.max(NARROWEST) * CHARACTER + 2 * PADDING;
            lanes.push((x + GAP, x + GAP + width));
            x += width + GAP;
        }
        let captions = captions.iter().map(|text| text.chars().count() * CHARACTER);
        let right = captions.max().unwrap_or(0).max(x + LINES - MARGIN);
        let bottom = placed.last().map_or(HEAD, |last| last.y + last.height()) + GAP;
        let stocks = || diagram.rows.iter().flat_map(|row| &row.stock).chain(opening);
        Layout {
            width: right + 2 * MARGIN,
            height: bottom + FOOT,
            top: HEAD,
            bottom,
            placed,
            least: stocks().copied().min().unwrap_or(0).min(0),
            most: stocks().copied().max().unwrap_or(0).max(1),
            lanes,
        }
    }

    /// Where this stock of an item is in the chart.
    pub(super) fn stock_at(&self, item: usize, units: Units) -> usize {
        let room = (CHART - 2 * PADDING) as Units;
        let offset = room * (units - self.least) / (self.most - self.least);
        MARGIN + NUMBERS + PADDING + offset as usize + item * APART
    }

    pub(super) fn left(&self, lane: usize) -> usize {
        self.lanes[lane].0
    }

    pub(super) fn lane_width(&self, lane: usize) -> usize {
        self.lanes[lane].1 - self.lanes[lane].0
    }

    pub(super) fn middle(&self, lane: usize) -> usize {
        usize::midpoint(self.lanes[lane].0, self.lanes[lane].1)
    }

    /// How the line of this item is drawn.
    pub(super) fn dashes(&self, item: usize) -> &'static str {
        DASHES[item % DASHES.len()]
    }
}

impl Placed {
    pub(super) fn height(&self) -> usize {
        self.block.texts.len() * LEADING + PADDING
    }

    pub(super) fn middle(&self) -> usize {
        self.y + self.height() / 2
    }

    /// Where the letters of a line of text stand.
    pub(super) fn baseline(&self, line: usize) -> usize {
        self.y + (line + 1) * LEADING - PADDING / 4
    }
}

fn place(blocks: Vec<Block>) -> Vec<Placed> {
    let mut y = HEAD + GAP;
    let place = |block| {
        let placed = Placed { block, y };
        y += placed.height() + GAP;
        placed
    };
    blocks.into_iter().map(place).collect()
}

fn blocks(diagram: &Diagram) -> Vec<Block> {
    let lane = |actor: Actor| diagram.actors.iter().position(|known| *known == actor);
    let lane = |actor: Actor| lane(actor).expect("everybody who takes part has a lane");
    let rows = diagram.rows.iter().map(|row| Block {
        step: row.step.map_or(String::new(), |step| step.to_string()),
        stock: row.stock(),
        line: row.line.map_or(String::new(), |line| line.to_string()),
        lane: lane(row.actor),
        class: if row.broken.is_empty() { "box" } else { "breaks" },
        texts: texts(row),
    });
    let waits = diagram.waits.iter().map(|(actor, text)| Block {
        step: String::new(),
        stock: String::new(),
        line: String::new(),
        lane: lane(*actor),
        class: "waits",
        texts: lines("dim", text),
    });
    rows.chain(waits).collect()
}

/// The step, what its actor did right behind it, and what that breaks.
fn texts(row: &Row) -> Vec<(&'static str, String)> {
    let deed = |(index, deed): (usize, &Deed)| {
        let is_step = index == 0 && row.step.is_some();
        lines(if is_step { "step" } else { "dim" }, &deed.unbroken())
    };
    let deeds = row.deeds.iter().enumerate().flat_map(deed);
    deeds.chain(row.broken.iter().map(|&broken| ("bad", mark(broken)))).collect()
}

fn lines(class: &'static str, text: &str) -> Vec<(&'static str, String)> {
    wrap(text, WIDEST, WIDEST).into_iter().map(|line| (class, line)).collect()
}
