"use strict";

/* Plays: what can happen, as values. Nothing in this file draws.

   The data names what is there often by its number in `values`. A situation is
   [shop, intents, moves, futures]; see src/report/page/situation.rs. */

const data = JSON.parse(document.getElementById("data").textContent);

/** A number of interleavings as people write it: 1,152. */
function grouped(count) {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A strategy in a scenario. */
class Play {
  constructor(raw) {
    Object.assign(this, raw);
    this.id = `${raw.strategy}/${raw.scenario}`;
    this.total = BigInt(raw.interleavings);
    this.known = [];
    this.outcomes = this.ends();
    const stocks = raw.situations.flatMap(([shop]) => data.values[shop].stock);
    this.lowest = Math.min(0, ...stocks);
    this.highest = Math.max(...stocks);
    this.depth = this.longest();
  }

  /** The different ways to end, by the promises that are broken. */
  ends() {
    const futures = data.values[this.situations[0][3]];
    let hues = 0;
    return futures.map(([broken, count], index) => {
      const costs = broken.every((name) => data.promises[name].costs_a_sale_only);
      const kind = broken.length === 0 ? "kept" : costs ? "sale" : "broken";
      return {
        index,
        kind,
        count: BigInt(count),
        name: broken.join(", ") || "every promise kept",
        mark: { kept: "✓", sale: "~", broken: "✗" }[kind],
        // Colour and pattern; only a few of the broken ones ever meet in one play.
        hue: kind === "broken" ? `broken${hues++ % 4}` : kind,
      };
    });
  }

  /** The situation of this number. */
  at(number) {
    this.known[number] ??= this.decode(number);
    return this.known[number];
  }

  decode(number) {
    const [shop, intents, moves, futures] = this.situations[number];
    const counts = new Map();
    for (const [broken, count] of data.values[futures]) {
      const name = broken.join(", ") || "every promise kept";
      counts.set(this.outcomes.findIndex((outcome) => outcome.name === name), BigInt(count));
    }
    const harmless = [...counts].filter(([index]) => this.outcomes[index].kind !== "broken");
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0n);
    return {
      number,
      shop: data.values[shop],
      intents: intents.map((intent) => data.values[intent]),
      moves: moves.map(([actor, events, to]) => ({ actor: this.actors[actor], events: data.values[events], to })),
      counts,
      total,
      harm: total - harmless.reduce((sum, [, count]) => sum + count, 0n),
      /* The one outcome that all interleavings from here have. */
      only: counts.size === 1 ? this.outcomes[[...counts.keys()][0]] : null,
    };
  }

  /** The most steps from the beginning to an end. A move leads to a later situation. */
  longest() {
    const depth = [];
    for (let number = this.situations.length - 1; number >= 0; number--) {
      const moves = this.situations[number][2];
      depth[number] = Math.max(0, ...moves.map(([, , to]) => depth[to] + 1));
    }
    return depth[0];
  }

  /** Where a schedule leads: one entry a step, behind one for the beginning. Stops at a step that cannot be. */
  walk(schedule) {
    const trail = [{ here: this.at(0), events: [] }];
    for (const actor of schedule) {
      const move = trail.at(-1).here.moves.find((move) => move.actor === actor);
      if (!move) break;
      trail.push({ actor, here: this.at(move.to), events: move.events });
    }
    return trail;
  }

  /** Where another play's schedule leads in this one: who cannot move is passed over. Once that play is
      over, the rest runs one after the other. */
  shadow(schedule, over) {
    const trail = [{ here: this.at(0), events: [] }];
    const step = (actor, more) => {
      const { here } = trail.at(-1);
      const move = here.moves.find((move) => move.actor === actor);
      trail.push(move
        ? { actor, here: this.at(move.to), events: move.events, ...more }
        : { actor, here, events: [], passed: this.why(here, actor) });
    };
    schedule.forEach((actor) => step(actor, {}));
    while (over && trail.at(-1).here.moves.length > 0) {
      step(trail.at(-1).here.moves[0].actor, { rest: true });
    }
    return trail;
  }

  /** Why an actor cannot move. */
  why(here, actor) {
    const intent = here.intents[this.actors.indexOf(actor)];
    if (!this.actors.includes(actor)) return "is not in this scenario";
    if (!intent || here.moves.length === 0) return "has ended";
    return `waits for ${intent.by}, who has the ${intent.on}`;
  }

  /** The schedule to show to whoever gives up; null when nothing is broken. */
  worst() {
    const harmful = Object.keys(this.examples).filter((name) => !data.promises[name].costs_a_sale_only);
    return harmful.length > 0 ? this.examples[harmful[0]] : null;
  }
}

const plays = data.plays.map((raw) => new Play(raw));

/** A schedule as it is written: ABBA, or A tick B. */
function spell(schedule) {
  return schedule.join(schedule.every((name) => /^[A-Z]'?$/.test(name)) ? "" : " ");
}

/** The actors of a written schedule. Throws a sentence when it is none. */
function parse(text) {
  const names = text.match(/[A-Z]\d*'?|[a-z]+/g) ?? [];
  const rest = text.replace(/[A-Z]\d*'?|[a-z]+|\s/g, "");
  if (rest) throw new Error(`“${rest[0]}” begins no actor's name; a schedule is written ABBA, or A tick B.`);
  return names;
}

/** An address within the page: #strategy/scenario/schedule/vs/strategy. */
function address(play, schedule, rival) {
  const parts = [play.strategy, play.scenario].map(encodeURIComponent);
  if (schedule.length > 0) parts.push(spell(schedule).replaceAll(" ", "+"));
  if (rival) parts.push("vs", encodeURIComponent(rival.strategy));
  return "#" + parts.join("/");
}

/** What an address means: the play, the schedule as far as it can be, the rival, and what is wrong. */
function locate(hash) {
  const wrong = [];
  let parts = [];
  try {
    parts = hash.replace(/^#/, "").split("/").map((part) => decodeURIComponent(part.replaceAll("+", " ")));
  } catch {
    wrong.push("The address is cut off in the middle of a character.");
  }
  const vs = parts.indexOf("vs", 2);
  const [strategy = "", scenario = "", text = ""] = vs < 0 ? parts : parts.slice(0, vs);
  const same = plays.filter((play) => play.strategy === strategy);
  if (strategy && same.length === 0) wrong.push(`There is no strategy “${strategy}” on this page.`);
  if (same.length > 0 && scenario && !same.some((play) => play.scenario === scenario)) {
    wrong.push(`There is no scenario “${scenario}” for ${strategy} on this page.`);
  }
  const play = same.find((play) => play.scenario === scenario) ?? same[0] ?? plays[0];
  let schedule = [];
  try {
    if (play.strategy === strategy) schedule = parse(text);
  } catch (error) {
    const capitals = /^[a-z]+$/.test(text) ? ` Buyers are written in capitals: ${text.toUpperCase()}.` : "";
    wrong.push(`The schedule “${text}” cannot be read: ${error.message}${capitals}`);
  }
  const trail = play.walk(schedule);
  if (trail.length <= schedule.length) {
    const actor = schedule[trail.length - 1];
    wrong.push(`Step ${trail.length} of the schedule ${spell(schedule)} cannot be: ${actor} ${play.why(trail.at(-1).here, actor)}.`);
  }
  const name = vs < 0 ? "" : parts[vs + 1] ?? "";
  const rival = rivals(play).find((other) => other.strategy === name) ?? null;
  if (name && !rival) wrong.push(`There is nothing called “${name}” to compare ${play.strategy} with in ${play.scenario}.`);
  return { play, rival, schedule: schedule.slice(0, trail.length - 1), wrong: wrong.join(" ") };
}

/** The plays of other strategies in the same scenario. */
function rivals(play) {
  return plays.filter((other) => other !== play && other.scenario === play.scenario && other.text === play.text);
}
