//! Showing: comparisons, addresses, the map, small screens, and how fast.

use serde_json::json;

use super::Page;

/// A key is answered within so many milliseconds: seen by the eye at once.
const AT_ONCE: f64 = 100.0;

pub fn compares(page: &mut Page) {
    page.open("#check-then-update/last-item/ABBA");
    page.click("#outcome .try");
    assert_eq!(page.hash(), "#check-then-update/last-item/ABBA/vs/conditional-update");
    assert_eq!(page.count(".side"), 2);
    page.check_text(
        "lanes",
        &[
            "✗ Oversold, NegativeStock: 2 sold, −1 in stock",
            "skipped: A has ended",
            "✓ every promise is kept: 1 sold, 0 in stock",
        ],
    );
    page.choose("rival", "locked");
    page.check_text(
        "lanes",
        &["skipped: B waits for A, who has the mutex", "the rest runs one after the other"],
    );
    page.keys(&["u"]);
    page.check_text("lanes", &["… not over yet"]);
}

pub fn addresses(page: &mut Page) {
    page.open("#lease-check-then-update/last-item-tick/A+A+tick+B/vs/lease-fenced");
    assert_eq!(page.hash(), "#lease-check-then-update/last-item-tick/A+A+tick+B/vs/lease-fenced");
    page.check_text("command", &["--scenario last-item-tick --schedule \"A A tick B\""]);
    page.go("#double-submit/sent-twice/AA'");
    page.check_text(
        "command",
        &["oversell replay double-submit --scenario sent-twice --schedule \"AA'\""],
    );
    page.check_text("outcome", &["FulfilledTwice", "One order was fulfilled twice."]);
    page.go("#check-then-update");
    assert_eq!(page.hash(), "#check-then-update/last-item");
}

pub fn wrong_addresses(page: &mut Page) {
    page.open("");
    for (hash, told) in [
        ("#nope/last-item/AB", "There is no strategy “nope” on this page."),
        ("#locked/nowhere", "There is no scenario “nowhere” for locked on this page."),
        ("#check-then-update/last-item/AAA", "Step 3 of the schedule AAA cannot be: A has ended."),
        (
            "#check-then-update/last-item/ACB",
            "Step 2 of the schedule ACB cannot be: C is not in this scenario.",
        ),
        (
            "#locked/last-item/AB",
            "Step 2 of the schedule AB cannot be: B waits for A, who has the mutex.",
        ),
        (
            "#check-then-update/last-item/A!B",
            "The schedule “A!B” cannot be read: “!” begins no actor's name",
        ),
        ("#check-then-update/last-item/%E0%A4%A", "cut off in the middle of a character"),
        ("#check-then-update/last-item/AB/vs/nope", "There is nothing called “nope”"),
    ] {
        page.go(hash);
        page.check_text("trouble", &[told]);
        assert_eq!(page.count("#trouble:not([hidden])"), 1, "{hash}");
    }
    page.keys(&["a"]);
    assert_eq!(page.count("#trouble:not([hidden])"), 0);
}

pub fn maps(page: &mut Page) {
    page.open("");
    page.keys(&["m"]);
    page.browser.click("document.querySelector('[role=treeitem][aria-label^=\"AB:\"] .cell')");
    assert_eq!(page.hash(), "#check-then-update/last-item/AB");
    assert_eq!(page.count("[role=treeitem][aria-selected=true]"), 1);
    let label = page
        .browser
        .text("document.querySelector('[aria-selected=true]').getAttribute('aria-label')");
    assert_eq!(label, "AB: Oversold, NegativeStock in 2 of 2. The shop is doomed.");
    page.browser.evaluate("document.querySelector('.tree').focus()");
    page.keys(&["ArrowUp", "ArrowRight", "ArrowDown", "ArrowRight", "ArrowDown"]);
    assert_eq!(page.hash(), "#check-then-update/last-item/BBA");
    page.check_text("outcome", &["Every promise is kept"]);
    page.open("#lease-owner-checked-first/last-item-tick");
    page.keys(&["m"]);
    let cells = page.count("[role=treeitem]");
    assert!((100..2_000).contains(&cells), "{cells} cells");
    page.browser.evaluate("document.querySelector('.tree').focus()");
    page.keys(&["ArrowDown"; 11]);
    page.keys(&["ArrowRight"]);
    assert_eq!(page.browser.evaluate("document.activeElement.className"), "tree");
    // However deep, where the play stands can be seen, and what is beside it.
    let wide =
        page.browser.evaluate("Number(document.querySelector('.here').getAttribute('width'))");
    assert!(wide.as_f64().expect("a width") > 30.0, "{wide} pixels");
}

pub fn filters(page: &mut Page) {
    page.open("#check-then-update/last-item");
    page.keys(&["m"]);
    assert_eq!(page.count(".tree .faded"), 0);
    page.click("#legend .entry:nth-child(2)");
    assert_eq!(page.count("#legend [aria-pressed=true]"), 1);
    // AA, AAB, BB and BBA lead to no oversell.
    assert_eq!(page.count(".tree .faded"), 4);
    page.keys(&["a"]);
    assert_eq!(page.count(".tree .faded"), 4);
    page.click("#legend .entry:nth-child(2)");
    assert_eq!(page.count(".tree .faded"), 0);
}

/// The script's own sums, at every situation of every play; and the end of every counterexample, shown.
pub fn every_play(page: &mut Page) {
    page.open("");
    let wrong = page.browser.evaluate(
        "plays.flatMap((play) => {
            const wrong = [];
            if (play.at(0).total !== play.total) wrong.push(play.id);
            play.situations.forEach((_, number) => {
                const here = play.at(number);
                const below = here.moves.reduce((sum, move) => sum + play.at(move.to).total, 0n);
                if (here.moves.length > 0 && below !== here.total) wrong.push(`${play.id} ${number}`);
                if (here.counts.has(-1)) wrong.push(`${play.id} ${number}: an unknown outcome`);
            });
            for (const [name, schedule] of Object.entries(play.examples).slice(0, 1)) {
                location.hash = address(play, schedule, rivals(play)[0] ?? null);
                arrive();
                if (!document.getElementById('outcome').innerText.includes(name)) wrong.push(`${play.id} ${name}`);
                if (state.wrong) wrong.push(state.wrong);
            }
            return wrong;
        })",
    );
    assert_eq!(wrong, json!([]));
}

pub fn phone(page: &mut Page) {
    let metrics = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
    page.browser.call("Emulation.setDeviceMetricsOverride", metrics);
    page.open("");
    let wide = page.browser.evaluate(
        "plays.filter((play, index) => {
            if (plays.findIndex((other) => other.scenario === play.scenario) !== index) return false;
            location.hash = address(play, Object.values(play.examples)[0] ?? [], rivals(play)[0] ?? null);
            arrive();
            return document.documentElement.scrollWidth > 390;
        }).map((play) => play.id)",
    );
    assert_eq!(wide, json!([]));
    page.browser.call("Emulation.clearDeviceMetricsOverride", json!({}));
}

/// From the key to the next frame, in the page with the most interleavings.
pub fn answers(page: &mut Page) {
    page.open("#lease-owner-checked-first/last-item-tick");
    page.keys(&["m"]);
    page.browser.evaluate(
        "window.times = []; addEventListener('keydown', (event) => requestAnimationFrame(() =>
            setTimeout(() => times.push(performance.now() - event.timeStamp))), true)",
    );
    for key in ["a", "b", "a", "t", "b", "a", "u", "u", "r", "a", "a", "b"] {
        page.keys(&[key]);
        page.browser
            .evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    }
    let times = page.browser.evaluate("times.sort((one, other) => one - other)");
    let times: Vec<f64> = serde_json::from_value(times).expect("times");
    assert_eq!(times.len(), 12);
    println!("  a key: {:.0} ms median, {:.0} ms at most", times[6], times[11]);
    // The quicker ones tell what the page itself takes, whatever else the machine is doing.
    assert!(times[3] < AT_ONCE, "{times:?}");
}
