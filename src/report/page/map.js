/* The map: all interleavings at a glance. A row is a step, a cell is what all interleavings have in common
   so far, and it is as wide as they are many. */

/** Narrower than this, in pixels, a cell is not divided any further: it shows its mixture. */
const FOLD = 7;
/** The map zooms in until the place where the play stands is at least so wide. */
const ROOMY = 44;

/** The cells for a play that stands at the end of `trail`, in a map of that width. */
function layout(play, trail, width) {
  const share = (part, whole) => Number(part) / Number(whole);
  const here = trail.at(-1).here;
  let zoom = 0;
  while (zoom < trail.length - 2 && share(here.total, trail[zoom].here.total) * width < ROOMY) zoom++;
  const cells = [];
  const path = trail.slice(1).map((step) => step.actor);
  for (let depth = 0; depth <= zoom; depth++) {
    cells.push(cell(trail[depth].here, path.slice(0, depth), 0, width, trail[depth - 1]?.here));
  }
  const grow = (from, way, x, room) => {
    let left = x;
    for (const move of from.moves) {
      const to = play.at(move.to);
      const wide = room * share(to.total, from.total);
      const next = [...way, move.actor];
      const folded = wide < FOLD && to.moves.length > 0;
      cells.push({ ...cell(to, next, left, wide, from), folded });
      if (!folded) grow(to, next, left, wide);
      left += wide;
    }
  };
  grow(trail[zoom].here, path.slice(0, zoom), 0, width);
  return { zoom, cells };
}

function cell(here, way, x, width, parent) {
  const doomed = here.harm === here.total;
  const harmless = here.harm === 0n;
  return {
    here, way, x, width, key: way.join(" "), depth: way.length, folded: false, doomed,
    /* Only where it begins is it said. */
    doom: doomed && !(parent && parent.harm === parent.total),
    relief: harmless && Boolean(parent) && parent.harm > 0n,
  };
}

/** The map as an element that knows where the play stands. */
class Atlas {
  constructor(place, jump) {
    this.place = place;
    this.jump = jump;
    this.only = new Set();
    new ResizeObserver(() => this.play && this.show(this.play, this.trail)).observe(place);
  }

  /** Draws the map anew only where its cells have changed. */
  show(play, trail) {
    const width = this.place.clientWidth;
    if (width === 0) return;
    const { zoom, cells } = layout(play, trail, width);
    const way = trail.slice(1).map((step) => step.actor);
    const drawn = [play.id, width, zoom, way.slice(0, zoom).join(" ")].join("|");
    [this.play, this.trail] = [play, trail];
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.paint(play, cells, width);
    }
    this.mark(way);
    this.filter();
  }

  paint(play, cells, width) {
    const rows = play.depth + 1;
    const tall = Math.round(Math.min(46, Math.max(19, 330 / rows)));
    const picture = draw("svg", { role: "none", width, height: rows * tall, viewBox: `0 0 ${width} ${rows * tall}` });
    picture.append(patterns(play));
    this.groups = new Map();
    cells.forEach((cell, index) => {
      const group = this.group(play, cell, index, tall, rows);
      this.groups.set(cell.key, { cell, group });
      picture.append(group);
    });
    this.here = draw("rect", { class: "here", rx: 3 });
    picture.append(this.here);
    this.tall = tall;
    this.rows = rows;
    const hadFocus = this.tree?.contains(document.activeElement);
    this.tree = make("div", { class: "tree", role: "tree", tabindex: "0", "aria-label": "All interleavings, as a tree of who moves" }, picture);
    this.tree.addEventListener("keydown", (event) => this.key(event));
    this.place.replaceChildren(this.tree);
    if (hadFocus) this.tree.focus();
  }

  group(play, cell, index, tall, rows) {
    const { here, x, width, depth } = cell;
    const last = here.moves.length === 0 || cell.folded;
    const y = depth * tall;
    const height = (last ? rows - depth : 1) * tall;
    const group = draw("g", { role: "treeitem", id: `cell${index}`, "aria-level": depth + 1, "aria-label": describe(play, cell) });
    const gap = width > 5 ? 1 : 0;
    const fill = here.only ? `url(#hue-${here.only.hue})` : "none";
    group.append(draw("rect", { class: "cell", x: x + gap / 2, y: y + 0.5, width: Math.max(width - gap, 0.6), height: height - 1, fill, rx: width > 12 ? 2 : 0 }));
    if (!here.only) group.append(...mixture(play, cell, y, height));
    const label = caption(play, cell);
    if (label) group.append(draw("text", { x: x + width / 2, y: y + tall / 2, class: "name" }, label));
    if (here.moves.length === 0 && rows - depth > 1 && width > 13) {
      group.append(draw("text", { x: x + width / 2, y: rows * tall - 9, class: "mark" }, here.only.mark));
    }
    group.append(draw("title", {}, describe(play, cell)));
    group.addEventListener("click", () => this.jump(cell.way));
    return group;
  }

  /** Marks the way to where the play stands. */
  mark(way) {
    for (const { cell, group } of this.groups.values()) {
      const passed = cell.way.every((actor, index) => way[index] === actor);
      group.classList.toggle("passed", passed);
      group.setAttribute("aria-selected", String(passed && cell.depth === way.length));
    }
    const at = this.groups.get(way.join(" "));
    if (!at) return;
    const last = at.cell.here.moves.length === 0;
    this.tree.setAttribute("aria-activedescendant", at.group.id);
    const box = { x: at.cell.x + 1.5, y: at.cell.depth * this.tall + 1.5, width: Math.max(at.cell.width - 3, 2),
      height: (last ? this.rows - at.cell.depth : 1) * this.tall - 3 };
    for (const [name, value] of Object.entries(box)) this.here.setAttribute(name, value);
  }

  /** Fades what leads to none of the outcomes that are asked for. */
  filter() {
    for (const { cell, group } of this.groups?.values() ?? []) {
      const shown = this.only.size === 0 || [...cell.here.counts.keys()].some((index) => this.only.has(index));
      group.classList.toggle("faded", !shown);
    }
  }

  /** The arrow keys walk in the tree. */
  key(event) {
    const way = this.trail.slice(1).map((step) => step.actor);
    const siblings = this.trail.at(-2)?.here.moves.map((move) => move.actor) ?? [];
    const beside = (step) => siblings[siblings.indexOf(way.at(-1)) + step];
    const below = this.trail.at(-1).here.moves[0]?.actor;
    const to = {
      ArrowUp: way.length > 0 && way.slice(0, -1),
      ArrowDown: below && [...way, below],
      ArrowLeft: beside(-1) && [...way.slice(0, -1), beside(-1)],
      ArrowRight: beside(1) && [...way.slice(0, -1), beside(1)],
    }[event.key];
    if (!event.key.startsWith("Arrow") || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (to) this.jump(to);
  }
}

/** What a cell is, in words. */
function describe(play, { way, here, doomed }) {
  const where = way.length === 0 ? "the beginning" : spell(way);
  const parts = [...here.counts].map(([index, count]) =>
    `${play.outcomes[index].name} in ${grouped(count)} of ${grouped(here.total)}`);
  if (here.moves.length === 0) return `${where}: ${here.only.name}`;
  return `${where}: ${parts.join("; ")}${doomed ? ". The shop is doomed." : ""}`;
}

function caption(play, { here, way, width, doom, relief }) {
  const mark = here.moves.length === 0 && way.length === play.depth ? ` ${here.only.mark}` : "";
  const name = (way.at(-1) ?? "start") + mark;
  const harm = `${grouped(here.harm)} of ${grouped(here.total)} ✗`;
  const long = doom && here.moves.length > 0 ? `${name} · doomed`
    : relief && here.moves.length > 0 ? `${name} · safe now`
    : here.only ? name : `${name} · ${harm}`;
  if (width > long.length * 7.5 + 8) return long;
  return width > name.length * 8 + 5 ? name : "";
}

/** A cell whose interleavings end differently: their shares, along its lower edge or, folded, all of it. */
function mixture(play, { here, x, width, folded }, y, height) {
  let left = x;
  return [...here.counts].map(([index, count]) => {
    const wide = (width * Number(count)) / Number(here.total);
    const high = folded ? height - 1 : 5;
    const part = draw("rect", { class: "share", x: left, y: y + height - high - 0.5, width: wide, height: high,
      fill: `url(#hue-${play.outcomes[index].hue})` });
    left += wide;
    return part;
  });
}

/** The fillings: a colour and a hatching for each outcome. */
function patterns(play) {
  const lines = {
    kept: "", sale: "M0 3 H8 M0 7 H8", broken0: "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",
    broken1: "M1.5 1.5 h2 v2 h-2 z M5.5 5.5 h2 v2 h-2 z", broken2: "M2 0 V8 M6 0 V8", broken3: "M0 0 L8 8 M8 0 L0 8",
  };
  const hues = [...new Set(play.outcomes.map((outcome) => outcome.hue))];
  return draw("defs", {}, ...hues.map((hue) =>
    draw("pattern", { id: `hue-${hue}`, class: `hue ${hue}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      draw("rect", { width: 8, height: 8 }), draw("path", { d: lines[hue] }))));
}
