/* Lanes: one column per actor, time downwards, and the stock as a line beside it.
   Also the code, with each actor's next line marked. */

/** An element with attributes and children. No HTML is ever made from text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

/** The same in SVG. */
function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** An actor's name as a badge of its own colour and shape. */
function badge(play, actor) {
  return make("b", { class: `badge ${tone(play, actor)}` }, actor);
}

/** The colour and shape of an actor: six for those who buy, one for the environment. */
function tone(play, actor) {
  return /^[a-z]/.test(actor) ? "nature" : `a${play.actors.indexOf(actor) % 6}`;
}

/** A promise by its name, which may be broken over lines where its words meet. */
function promise(name) {
  return name.split(/(?=[A-Z])/).flatMap((word, index) => (index === 0 ? [word] : [make("wbr"), word]));
}

/** The lanes of a trail. `at` is where the play stands; what comes later has been undone. `jump` goes to a step. */
function lanes(play, trail, at, jump) {
  const head = make("tr", {},
    make("th", { scope: "col" }, "#"),
    make("th", { scope: "col", class: "count" }, "stock"),
    make("th", { class: "chart", "aria-hidden": "true" }, scale(play)),
    play.actors.map((actor) => {
      const lane = tone(play, actor) === "nature" ? "nature-lane" : null;
      return make("th", { scope: "col", class: lane }, badge(play, actor));
    }));
  const rows = trail.map((step, index) => row(play, trail, index, at, jump));
  return make("table", { class: "lanes" }, make("thead", {}, head), make("tbody", {}, rows));
}

function row(play, trail, index, at, jump) {
  const step = trail[index];
  const before = trail[Math.max(index - 1, 0)].here;
  const state = index === at ? "now" : index > at ? "undone" : "";
  const go = make("button", { type: "button", class: "jump", "aria-current": index === at ? "step" : null,
    "aria-label": index === 0 ? "Go to the beginning" : `Go to step ${index}` }, index === 0 ? "·" : String(index));
  go.addEventListener("click", () => jump(index));
  const below = step.here.shop.stock.some((units) => units < 0);
  return make("tr", { class: [state, step.passed ? "passed" : "", step.rest ? "rest" : ""].join(" ").trim() },
    make("td", {}, go),
    make("td", { class: below ? "count below" : "count" }, step.here.shop.stock.join(" · ").replaceAll("-", "−")),
    make("td", { class: "chart" }, chart(play, before.shop.stock, step.here.shop.stock)),
    play.actors.map((actor) => make("td", {}, said(play, trail, index, actor))));
}

/** What an actor did in a step. */
function said(play, trail, index, actor) {
  const step = trail[index];
  if (index === 0) {
    return play.begun.filter(([who]) => who === actor).map(([, text]) => make("span", { class: "aside" }, text));
  }
  if (step.actor !== actor) return [];
  if (step.passed) return [make("span", { class: "aside" }, `skipped: ${actor} ${step.passed}`)];
  const known = trail[index - 1].here.shop.broken ?? [];
  const fresh = (step.here.shop.broken ?? []).filter((name) => !known.includes(name));
  return [
    step.events.map(([text], nth) => make("span", { class: nth === 0 ? "statement" : "aside" }, text)),
    fresh.map((name) => make("span", { class: "broken" }, "✗ ", ...promise(name))),
  ].flat();
}

/** Where a number of units is in the chart, in hundredths of its width. */
function across(play, units) {
  const room = play.highest - play.lowest + 1;
  return ((units - play.lowest + 0.5) / room) * 100;
}

/** The stock during one step: a line downwards, and across where it changes. Below zero is hatched. */
function chart(play, before, after) {
  const picture = draw("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
  if (play.lowest < 0) {
    const end = (across(play, -1) + across(play, 0)) / 2;
    picture.append(draw("rect", { class: "under", x: 0, y: 0, width: end, height: 100 }),
      draw("line", { class: "zero", x1: end, x2: end, y1: 0, y2: 100 }));
  }
  after.forEach((units, item) => {
    // Beside each other where they are the same.
    const [from, to] = [before[item], units].map((units) => across(play, units) + item * 4);
    picture.append(draw("path", { class: `line item${item}`, d: `M ${from} 0 V 50 H ${to} V 100` }));
  });
  return picture;
}

/** The numbers above the chart. */
function scale(play) {
  const picture = draw("svg", { viewBox: "0 0 100 20", preserveAspectRatio: "xMidYMid meet" });
  const room = play.highest - play.lowest;
  const numbers = room > 4 ? [play.lowest, 0, play.highest] : [...Array(room + 1).keys()].map((n) => n + play.lowest);
  for (const units of new Set(numbers)) {
    picture.append(draw("text", { x: across(play, units), y: 15 }, String(units).replace("-", "−")));
  }
  return picture;
}

/** The code of a play: the text that it models, and the functions that it runs. `here` is where it stands. */
function code(play, here) {
  const marks = new Map();
  here.intents.forEach((intent, index) => {
    if (intent?.line) {
      const key = intent.line.join(":");
      marks.set(key, [...(marks.get(key) ?? []), play.actors[index]]);
    }
  });
  const files = [...new Set(play.code.map(([file]) => file))];
  const models = files.flatMap((file) => data.sources[file].models.map(([language, text]) =>
    make("figure", {}, make("figcaption", {}, `The ${language === "sql" ? "SQL" : "JavaScript"} that it stands for`),
      make("pre", { tabindex: "0" }, make("code", {}, text)))));
  const own = files.map((file) => {
    const source = data.sources[file];
    const blocks = play.code.filter(([of]) => of === file).map(([, block]) => source.blocks[block]);
    const lines = blocks.flatMap(([first, text]) =>
      text.split("\n").map((line, index) => codeLine(play, file, first + index, line, marks, index === 0)));
    return make("figure", {}, make("figcaption", {}, source.file), make("pre", { class: "source", tabindex: "0" }, make("code", {}, lines)));
  });
  // What is deployed comes first, what is run here below it.
  return [...models, ...own];
}

function codeLine(play, file, number, text, marks, begins) {
  const actors = marks.get(`${file}:${number}`) ?? [];
  const classes = ["line", actors.length > 0 ? "next" : "", begins ? "first" : ""];
  return make("span", { class: classes.join(" ").trim() },
    make("span", { class: "who" }, actors.map((actor) => badge(play, actor))),
    make("span", { class: "number" }, String(number)),
    make("span", { class: "text" }, text || " "),
    "\n");
}
