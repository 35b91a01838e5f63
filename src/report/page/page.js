/* The page: where the play stands, the keys and buttons that move it, and what is shown of it. */

/** How long a step is shown when the page plays by itself, in milliseconds. */
const PACE = 900;

const place = (id) => document.getElementById(id);
const atlas = new Atlas(place("map"), (way) => go(way));

/** Where the play stands: `schedule` is all that was played, `at` how many steps of it are not undone. */
const state = { play: plays[0], rival: null, schedule: [], at: 0, surrendered: false, wrong: "", timer: null, revealed: new Set() };

const past = () => state.schedule.slice(0, state.at);

/* ---- moving ---- */

/** Lets an actor make its next step; says why when it cannot. */
function run(actor) {
  rest();
  const here = state.play.walk(past()).at(-1).here;
  if (!here.moves.some((move) => move.actor === actor)) {
    refuse(actor, here.moves.length === 0 ? "It is over. Undo, or restart." : `${actor} cannot move: ${actor} ${state.play.why(here, actor)}.`);
    return;
  }
  // Whoever repeats what was undone keeps what came after it.
  if (state.schedule[state.at] !== actor) state.schedule = [...past(), actor];
  state.at += 1;
  show();
}

/** Says why an actor cannot move, to those who look and to those who listen. */
function refuse(actor, why) {
  const button = place("actors").querySelector(`[data-actor="${actor}"]`);
  button?.classList.remove("refused");
  requestAnimationFrame(() => button?.classList.add("refused"));
  place("odds").textContent = why;
  say(why);
}

/** Shows all interleavings of this play from now on. */
function reveal() {
  state.revealed.add(state.play.id);
  show();
}

/** Goes to a step of what was played. */
function jump(at) {
  rest();
  if (at < 0 || at > state.schedule.length) return;
  state.at = at;
  show();
}

/** Goes anywhere. */
function go(schedule) {
  rest();
  const known = schedule.every((actor, index) => state.schedule[index] === actor);
  if (!known) state.schedule = [...schedule];
  state.at = schedule.length;
  show();
}

function restart() {
  rest();
  Object.assign(state, { schedule: [], at: 0, surrendered: false });
  show();
}

/** Plays the simplest way to break a promise or, where there is none, shows that all were tried. */
function surrender() {
  rest();
  state.revealed.add(state.play.id);
  const worst = state.play.worst();
  if (!worst) {
    state.surrendered = true;
    show();
    place("outcome").scrollIntoView({ block: "nearest" });
    return;
  }
  Object.assign(state, { schedule: [...worst], at: 0, surrendered: true });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) state.at = worst.length;
  show();
  if (state.at < worst.length) state.timer = setInterval(() => {
    state.at += 1;
    if (state.at === worst.length) rest();
    show();
  }, PACE);
}

/** The page stops playing by itself. */
function rest() {
  clearInterval(state.timer);
  state.timer = null;
  state.wrong = "";
}

/* ---- showing ---- */

function show() {
  const { play, rival, at, schedule } = state;
  const trail = play.walk(schedule);
  const shown = trail.slice(0, at + 1);
  const here = shown.at(-1).here;
  place("main").hidden = false;
  // Whoever has seen an end may see them all.
  if (here.moves.length === 0) state.revealed.add(play.id);
  const revealed = state.revealed.has(play.id);
  place("veil").hidden = revealed;
  place("unveiled").hidden = !revealed;
  heading(play, here);
  shop(play, here);
  actors(play, here);
  odds(play, here, revealed);
  verdict(play, here);
  record(play, trail, at);
  place("code").replaceChildren(...programs(play, rival, here));
  counts(play, revealed);
  atlas.show(play, shown);
  place("undo").setAttribute("aria-disabled", String(at === 0));
  place("redo").setAttribute("aria-disabled", String(at === schedule.length));
  place("trouble").hidden = state.wrong === "";
  place("trouble").textContent = state.wrong;
  place("command").textContent = command(play, past());
  say(spoken(shown, play));
  remember();
}

function heading(play, here) {
  const sentence = play.heading[0].toUpperCase() + play.heading.slice(1);
  const over = here.moves.length === 0;
  place("heading").textContent = `${sentence}. ${over ? `${here.shop.sold} sold.` : "Who goes next?"}`;
  place("record-heading").textContent = state.rival ? `What happened in ${play.scenario}` : `What happened: ${play.strategy} in ${play.scenario}`;
  const keys = play.actors.map(keyOf);
  const names = keys.length > 1 ? `${keys.slice(0, -1).join(", ")} or ${keys.at(-1)}` : keys[0];
  if (over) {
    place("task").textContent = "Undo, or restart and try another order.";
    return;
  }
  place("task").replaceChildren(
    "You are the scheduler. Press ", make("b", {}, names), ", and that one’s next statement runs (a charge goes with it, as it touches nothing shared). Can you make the shop break a promise?");
}

function shop(play, here) {
  const { shop } = here;
  const below = shop.stock.some((units) => units < 0);
  const several = shop.stock.length > 1;
  const facts = [
    [`${shop.sold}`, "sold"],
    ...(play.actors.includes("tick") ? [[`${shop.now}`, "clock"]] : []),
  ].map(([number, noun]) => make("div", { class: "fact" }, make("b", {}, number), noun));
  const chips = [
    ...(shop.locks ?? []).map(([lock, by]) => [`${lock}: `, badge(play, by)]),
    ...(shop.leases ?? []).map(([item, by, token, end]) => [`lease${item}: `, badge(play, by), ` token ${token}, until tick ${end}`]),
    ...(shop.holds ?? []).map(([what, by, end]) => [`hold of ${what}: `, badge(play, by), ` until tick ${end}`]),
    ...(shop.transactions ?? []).map(([by, level]) => [badge(play, by), ` in a transaction, ${level.toLowerCase()}`]),
  ].map((parts) => make("li", {}, parts));
  // An alert that pages nobody is a line in the books.
  const pages = (name) => data.alerts.some((alert) => alert.name === name && alert.pages);
  const alerts = (shop.alerts ?? []).map((name) => pages(name)
    ? make("li", { class: "alert" }, `⚠ alert: ${name}`)
    : make("li", {}, `in the books: ${name}`));
  place("shop").replaceChildren(
    make("div", { class: below ? "stock below" : "stock" },
      make("b", {}, shop.stock.join(" · ").replaceAll("-", "−")), several ? "in stock, by item" : below ? "in stock: below zero" : "in stock"),
    ...facts,
    make("ul", { class: "chips", "aria-label": "Locks, leases and alerts" }, chips, alerts));
}

/** A button per actor. They stay, so that the focus does. */
function actors(play, here) {
  const group = place("actors");
  if (group.dataset.play !== play.id) {
    group.dataset.play = play.id;
    group.replaceChildren(...play.actors.map((actor) => {
      const button = make("button", { type: "button", class: `actor ${tone(play, actor)}`, "data-actor": actor });
      button.addEventListener("click", () => run(actor));
      return button;
    }));
  }
  play.actors.forEach((actor, index) => {
    const intent = here.intents[index];
    const can = here.moves.some((move) => move.actor === actor);
    const button = group.children[index];
    button.setAttribute("aria-disabled", String(!can));
    button.classList.toggle("blocked", !can && Boolean(intent?.by));
    button.replaceChildren(
      make("span", { class: "who" }, badge(play, actor), make("span", { class: "state" }, standing(here, actor, intent, can)),
        make("kbd", { "aria-hidden": "true" }, keyOf(actor, index))),
      make("code", { class: "next" }, intent ? intent.text : "—"),
      purse(here, actor, intent));
  });
}

/** How an actor stands, in a few words. */
function standing(here, actor, intent, can) {
  const end = here.shop.purchases[actor]?.end;
  if (end) return end === "receipt" ? "has a receipt" : `refused: ${end}`;
  if (can && intent.by) return `waits for ${intent.by} (${intent.on}): would be aborted, 40P01`;
  if (can) return "is ready";
  if (intent?.by) return here.moves.length === 0 ? `waits for ${intent.by} for ever` : `blocked: ${intent.by} has the ${intent.on}`;
  return here.moves.length === 0 ? "not needed any more" : "done";
}

/** The line, the money and the goods of an actor. */
function purse(here, actor, intent) {
  const purchase = here.shop.purchases[actor];
  const times = (number, word) => (number > 1 ? `${word} ${number} times` : word);
  const parts = [
    intent?.line && `line ${intent.line[1]}`,
    purchase && (purchase.charges ? times(purchase.charges, "charged") : purchase.declines ? "card declined" : "not charged"),
    purchase?.refunds && times(purchase.refunds, "refunded"),
    purchase?.receipts && times(purchase.receipts, "receipt"),
  ];
  return make("span", { class: "purse" }, parts.filter(Boolean).join(" · ") || "the environment");
}

/** What is still possible from here. */
function odds(play, here, revealed) {
  const [harm, total] = [here.harm, here.total];
  if (here.shop.broken && here.moves.length > 0) {
    place("odds").textContent = "Broken already, whatever comes next.";
    return;
  }
  if (!revealed) {
    place("odds").textContent = "";
    return;
  }
  const many = total === 1n ? "The one interleaving from here" : `Of ${grouped(total)} interleavings from here, ${grouped(harm)}`;
  place("odds").textContent = here.moves.length === 0 ? ""
    : harm === 0n && play.outcomes.every((outcome) => outcome.kind !== "broken") ? "So far, so good."
    : harm === 0n ? "Nothing can go wrong any more."
    : harm === total ? (total === 1n ? "Doomed: the one way to end from here breaks a promise." : `Doomed: all ${grouped(total)} interleavings from here break a promise.`)
    : `${many} break a promise.`;
}

/** How it ended, and why. */
function verdict(play, here) {
  const box = place("outcome");
  const ended = here.moves.length === 0;
  const broken = here.shop.broken ?? [];
  const proof = state.surrendered && !play.worst();
  box.hidden = !ended && broken.length === 0 && !proof;
  if (box.hidden) return;
  const costs = broken.every((name) => data.promises[name].costs_a_sale_only);
  const kind = broken.length === 0 ? "kept" : costs ? "sale" : "broken";
  box.className = proof ? "kept" : kind;
  const title = proof ? `✓ No schedule breaks a promise: all ${grouped(play.total)} were tried`
    : broken.length === 0 ? "✓ Every promise is kept"
    : `${costs ? "~" : "✗"} ${broken.join(" and ")}`;
  const lines = proof ? proofLines(play) : broken.length === 0 ? keptLines(play) : brokenLines(play, here, broken);
  box.replaceChildren(make("h2", {}, title), ...lines.map((line) => make("p", {}, line)));
}

function brokenLines(play, here, broken) {
  const reasons = broken.map((name) => play.reasons[name]).filter(Boolean);
  const seen = new Set(reasons.map((reason) => reason.replace(/^\w+ /, "")));
  const lines = broken.map((name) => data.promises[name].words);
  if (reasons.length > 0) lines.push([make("b", {}, "Why: "), seen.size === 1 ? reasons[0] : reasons.join("; "), "."]);
  lines.push(alarms(here, broken));
  const alike = grouped(BigInt(play.violations[broken[0]]));
  lines.push(`${alike} of all ${grouped(play.total)} interleavings end with ${broken[0]}.`);
  const fix = state.rival ? null : remedy(play);
  if (fix) lines.push(tryIt(play, fix));
  return lines;
}

/** A strategy that breaks nothing in the same scenario: the one that is most like it by name, else the plainest. */
function remedy(play) {
  const safe = rivals(play).filter((other) =>
    !other.strategy.includes("-without-") && other.outcomes.every((outcome) => outcome.kind === "kept"));
  const words = play.strategy.split("-");
  const alike = (other) => words.findIndex((word, index) => other.strategy.split("-")[index] !== word);
  const closest = [...safe].sort((one, two) => alike(two) - alike(one))[0];
  if (closest && alike(closest) > 0) return closest;
  return safe.find((other) => other.strategy === "conditional-update") ?? closest ?? null;
}

function tryIt(play, fix) {
  const button = make("button", { type: "button", class: "try" }, `See ${fix.strategy} under the same schedule`);
  button.addEventListener("click", () => {
    choose(play, fix);
    place("lanes").scrollIntoView({ block: "nearest" });
  });
  return button;
}

/** Which alerts fired. That none did is the worst of it. */
function alarms(here, broken) {
  const fired = here.shop.alerts ?? [];
  const paged = data.alerts.filter((alert) => alert.pages && fired.includes(alert.name));
  const silent = data.alerts.filter((alert) => alert.pages && !fired.includes(alert.name)).map((alert) => alert.name);
  const unseen = broken.includes("Oversold") && silent.includes("NegativeStock") ? " NegativeStock kept silent." : "";
  const text = paged.length > 0
    ? `${paged.map((alert) => alert.name).join(" and ")} fired: somebody is paged.${unseen}`
    : `${silent.join(" and ")} kept silent: nobody is paged${broken.includes("Oversold") ? ", and the books show it at the end of the month" : ""}.`;
  return [make("b", {}, "Alerts: "), text];
}

function keptLines(play) {
  const harmful = play.outcomes.filter((outcome) => outcome.kind === "broken").reduce((sum, outcome) => sum + outcome.count, 0n);
  if (harmful === 0n) return [`None of the ${grouped(play.total)} interleavings breaks one of them. Try another order, or give up and see.`];
  return [`This is one of the ${grouped(play.total - harmful)} interleavings of ${grouped(play.total)} that do no harm. Undo, and try another order.`];
}

/** Why a strategy is called safe here. */
function proofLines(play) {
  const parts = play.outcomes.map((outcome) => `${outcome.name} in ${grouped(outcome.count)}`);
  const costs = play.outcomes.some((outcome) => outcome.kind === "sale");
  return [
    `The map shows them all: ${parts.join("; ")}.`,
    ...(costs ? ["A lost sale costs money; it breaks no promise."] : []),
    `That is a proof for this scenario (${play.text}), and for no other.`,
  ];
}

/** What happened, and under the same schedule to the rival. */
function record(play, trail, at) {
  const { rival } = state;
  const own = make("div", { class: "side" }, lanes(play, trail, at, jump));
  document.body.classList.toggle("compared", Boolean(rival));
  if (!rival) {
    place("lanes").replaceChildren(own);
    return;
  }
  const here = trail[at].here;
  own.prepend(make("h3", {}, play.strategy));
  own.append(ending(play, here));
  const shadow = rival.shadow(past(), here.moves.length === 0);
  const other = make("div", { class: "side" }, make("h3", {}, `${rival.strategy}, under the same schedule`),
    lanes(rival, shadow, shadow.length - 1, (step) => jump(Math.min(step, at))), ending(rival, shadow.at(-1).here));
  if (shadow.some((step) => step.rest)) {
    other.append(make("p", { class: "hint" }, "The schedule leaves somebody over here; the rest runs one after the other."));
  }
  place("lanes").replaceChildren(own, other);
}

/** One line on how a side stands. */
function ending(play, here) {
  const broken = here.shop.broken ?? [];
  const open = here.moves.length > 0;
  const text = broken.length > 0 ? `✗ ${broken.join(", ")}` : open ? "… not over yet" : "✓ every promise is kept";
  const stock = here.shop.stock.join(" and ").replaceAll("-", "−");
  return make("p", { class: `ending ${broken.length > 0 ? "broken" : open ? "" : "kept"}` }, `${text}: ${here.shop.sold} sold, ${stock} in stock`);
}

function programs(play, rival, here) {
  const own = code(play, here);
  if (!rival) return own;
  const shadow = rival.shadow(past(), here.moves.length === 0);
  return [...own, ...code(rival, shadow.at(-1).here)];
}

/** How many interleavings end how; each can be asked for alone. */
function counts(play, revealed) {
  const harm = play.at(0).harm;
  place("all-heading").textContent = !revealed
    ? `All ${grouped(play.total)} interleavings`
    : harm === 0n
    ? `All ${grouped(play.total)} interleavings: none breaks a promise`
    : `All ${grouped(play.total)} interleavings: ${grouped(harm)} break a promise`;
  if (place("legend").dataset.play === play.id) return;
  place("legend").dataset.play = play.id;
  atlas.only.clear();
  place("legend").replaceChildren(...play.outcomes.map((outcome) => {
    const swatch = draw("svg", { width: 26, height: 16, "aria-hidden": "true" },
      draw("rect", { class: "cell", x: 0.5, y: 0.5, width: 25, height: 15, rx: 2, fill: `url(#hue-${outcome.hue})` }));
    const button = make("button", { type: "button", "aria-pressed": "false", class: "entry" }, swatch,
      make("span", {}, `${outcome.mark} ${outcome.name}`), make("b", {}, `${grouped(outcome.count)} of ${grouped(play.total)}`));
    button.addEventListener("click", () => {
      const on = !atlas.only.delete(outcome.index);
      if (on) atlas.only.add(outcome.index);
      button.setAttribute("aria-pressed", String(on));
      atlas.filter();
    });
    return button;
  }));
}

function command(play, schedule) {
  if (schedule.length === 0) return play.command.replace("oversell replay", "oversell show");
  const text = spell(schedule);
  return `${play.command} --schedule ${/[ ']/.test(text) ? `"${text}"` : text}`;
}

/** What happened last, for those who listen. */
function spoken(trail, play) {
  const step = trail.at(-1);
  const { shop, moves } = step.here;
  if (!step.actor) return `${play.strategy}, ${play.text}.`;
  const told = step.events.map(([text]) => text).join(", ");
  const broken = shop.broken ? ` Broken: ${shop.broken.join(", ")}.` : "";
  return `${step.actor}: ${told}. Stock ${shop.stock.join(" and ")}.${broken}${moves.length === 0 ? " It is over." : ""}`;
}

function say(text) {
  place("said").textContent = text;
}

/* ---- the address ---- */

function remember() {
  const hash = address(state.play, past(), state.rival);
  if (hash !== location.hash) history.replaceState(null, "", hash);
}

/** Goes to where the address says. */
function arrive() {
  rest();
  const { play, rival, schedule, wrong } = locate(location.hash);
  Object.assign(state, { play, rival, schedule, at: schedule.length, surrendered: false, wrong });
  choices();
  show();
}

/** Copies the address; where that is not allowed, it is in the address line all the same. */
async function copyLink() {
  const button = place("link");
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "It is in the address line";
  }
  setTimeout(() => { button.textContent = "Copy link"; }, 2000);
}

/* ---- choosing ---- */

function options(select, list, chosen) {
  select.replaceChildren(...list.map(([value, text]) => make("option", { value, selected: value === chosen }, text)));
}

function choices() {
  const { play, rival } = state;
  const strategies = [...new Set(plays.map((play) => play.strategy))];
  options(place("strategy"), strategies.map((name) => [name, name]), play.strategy);
  const scenarios = plays.filter((other) => other.strategy === play.strategy);
  options(place("scenario"), scenarios.map((other) => [other.scenario, other.scenario]), play.scenario);
  const others = rivals(play).map((other) => [other.strategy, other.strategy]);
  options(place("rival"), [["", others.length > 0 ? "nothing" : "nothing else is here"], ...others], rival?.strategy ?? "");
  document.title = `${play.strategy} · be the scheduler · oversell`;
}

function choose(play, rival) {
  rest();
  history.pushState(null, "", location.hash);
  // Another play begins at its beginning; another rival changes nothing in the play.
  if (play !== state.play) Object.assign(state, { play, schedule: [], at: 0, surrendered: false });
  state.rival = rival;
  choices();
  show();
}

/* ---- keys ---- */

/** The key of an actor, as it is shown on its button. */
function keyOf(actor, index) {
  return { tick: "t", sweep: "s" }[actor] ?? (/^[A-Z]$/.test(actor) ? actor : String(index + 1));
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return;
  const { play, at } = state;
  const actor = play.actors.find((actor, index) =>
    keyOf(actor, index).toLowerCase() === event.key.toLowerCase() || event.key === String(index + 1));
  const act = actor ? () => run(actor) : {
    u: () => jump(at - 1), Backspace: () => jump(at - 1), ArrowLeft: () => jump(at - 1),
    ArrowRight: () => jump(at + 1), r: restart, m: reveal, "?": surrender,
  }[event.key];
  if (!act || (event.repeat && actor)) return;
  event.preventDefault();
  act();
}

/** Light or dark: as the system has it until somebody asks for the other. */
function theme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  place("theme").textContent = dark ? "Dark" : "Light";
}

function listen() {
  const play = (strategy, scenario) => {
    const same = plays.filter((play) => play.strategy === strategy);
    return same.find((play) => play.scenario === scenario) ?? same[0];
  };
  place("strategy").addEventListener("change", (event) => {
    const chosen = play(event.target.value, state.play.scenario);
    choose(chosen, rivals(chosen).find((other) => other.strategy === state.rival?.strategy) ?? null);
  });
  place("scenario").addEventListener("change", (event) => {
    const chosen = play(state.play.strategy, event.target.value);
    choose(chosen, rivals(chosen).find((other) => other.strategy === state.rival?.strategy) ?? null);
  });
  place("rival").addEventListener("change", (event) =>
    choose(state.play, rivals(state.play).find((other) => other.strategy === event.target.value) ?? null));
  place("undo").addEventListener("click", () => jump(state.at - 1));
  place("redo").addEventListener("click", () => jump(state.at + 1));
  place("restart").addEventListener("click", restart);
  place("reveal").addEventListener("click", reveal);
  place("surrender").addEventListener("click", surrender);
  place("link").addEventListener("click", copyLink);
  place("theme").addEventListener("click", theme);
  if (matchMedia("(prefers-color-scheme: dark)").matches) place("theme").textContent = "Light";
  document.addEventListener("keydown", key);
  // Not popstate as well: the second arrival would find the address corrected, and wipe what was told of the first.
  window.addEventListener("hashchange", arrive);
}

listen();
arrive();
