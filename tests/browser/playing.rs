//! Playing: keys, buttons, whoever is blocked, giving up.

use serde_json::json;

use super::Page;

pub fn opens(page: &mut Page) {
    page.open("");
    let loaded =
        page.browser.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd");
    println!("  loaded after {:.0} ms", loaded.as_f64().expect("a time"));
    page.check_text("heading", &["One left, two want it"]);
    // Whoever has not played yet is not told.
    assert_eq!(page.count("#unveiled[hidden]"), 1);
    page.check_text("odds", &[""]);
    page.keys(&["m"]);
    page.check_text("all-heading", &["All 6 interleavings: 4 break a promise"]);
    page.check_text(
        "legend",
        &["every promise kept", "2 of 6", "Oversold, NegativeStock", "4 of 6"],
    );
    assert_eq!(page.count(".actor[aria-disabled=false]"), 2);
}

pub fn oversells(page: &mut Page) {
    page.open("");
    page.keys(&["m", "a", "b"]);
    page.check_text("odds", &["Doomed: all 2 interleavings"]);
    page.keys(&["a"]);
    assert_eq!(page.count("#outcome:not([hidden])"), 0);
    page.keys(&["b"]);
    assert_eq!(page.hash(), "#check-then-update/last-item/ABAB");
    page.check_text(
        "outcome",
        &[
            "Oversold and NegativeStock",
            "More units are on receipts than there were to sell.",
            "exactly when A reads before B writes, and B reads before A writes",
            "NegativeStock fired: somebody is paged",
            "4 of all 6",
        ],
    );
    page.check_text(
        "shop",
        &["−1", "below zero", "2\nsold", "alert: NegativeStock", "in the books: Oversold"],
    );
    page.check_text(
        "said",
        &["B: UPDATE stock = stock - 1, receipt. Stock -1.", "Broken: Oversold", "It is over."],
    );
    page.check_text("command", &["oversell replay check-then-update --schedule ABAB"]);
    assert_eq!(page.count(".lanes tbody tr"), 5);
    // The lesson of the lost update: nobody is paged.
    page.open("#check-then-set/last-item/ABBA");
    page.check_text(
        "outcome",
        &["Oversold", "NegativeStock and LockOverlap kept silent: nobody is paged"],
    );
}

pub fn undoes(page: &mut Page) {
    page.open("#check-then-update/last-item/ABAB");
    page.keys(&["u"]);
    assert_eq!(page.hash(), "#check-then-update/last-item/ABA");
    assert_eq!(page.count("#outcome:not([hidden])"), 0);
    assert_eq!(page.count(".lanes tr.undone"), 1);
    page.keys(&["ArrowRight"]);
    assert_eq!(page.hash(), "#check-then-update/last-item/ABAB");
    page.keys(&["Backspace", "ArrowLeft", "b"]);
    assert_eq!(page.hash(), "#check-then-update/last-item/ABB");
    page.keys(&["r"]);
    assert_eq!(page.hash(), "#check-then-update/last-item");
    page.keys(&["u"]);
    assert_eq!(page.hash(), "#check-then-update/last-item");
}

pub fn clicks(page: &mut Page) {
    page.open("");
    page.click("[data-actor=A]");
    page.click("[data-actor=B]");
    page.click("[data-actor=B]");
    assert_eq!(page.hash(), "#check-then-update/last-item/ABB");
    page.click(".lanes tr:nth-child(2) .jump");
    assert_eq!(page.hash(), "#check-then-update/last-item/A");
    page.click("#redo");
    assert_eq!(page.hash(), "#check-then-update/last-item/AB");
    page.choose("strategy", "conditional-update");
    assert_eq!(page.hash(), "#conditional-update/last-item");
    page.choose("scenario", "declined");
    assert_eq!(page.hash(), "#conditional-update/declined");
    page.choose("strategy", "lease-check-then-update");
    page.choose("scenario", "last-item-tick");
    page.click("[data-actor=A]");
    page.click("[data-actor=tick]");
    assert_eq!(page.hash(), "#lease-check-then-update/last-item-tick/A+tick");
    page.browser.evaluate("history.back()");
    page.browser.evaluate("new Promise((done) => setTimeout(done, 50))");
    page.check_text("heading", &["One left, two want it."]);
}

/// From the top with the tabulator alone, to a button that says that it has the focus and keeps it.
pub fn keyboard(page: &mut Page) {
    page.open("");
    for _tab in 0..20 {
        page.keys(&["Tab"]);
        if page.browser.evaluate("document.activeElement.dataset.actor === 'A'") == true {
            break;
        }
    }
    let outline = page.browser.text("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid");
    page.keys(&["Enter", "Enter"]);
    assert_eq!(page.hash(), "#check-then-update/last-item/AA");
    assert_eq!(page.browser.text("document.activeElement.dataset.actor"), "A");
    page.keys(&["Enter"]);
    page.check_text("said", &["A cannot move: A has ended."]);
    page.keys(&["Tab", "Enter"]);
    page.check_text("outcome", &["Every promise is kept", "one of the 2 interleavings of 6"]);
    page.keys(&["?"]);
    assert_eq!(page.hash(), "#check-then-update/last-item");
    page.keys(&["r"]);
}

pub fn blocks(page: &mut Page) {
    page.open("#locked/last-item");
    page.keys(&["a", "b"]);
    assert_eq!(page.hash(), "#locked/last-item/A");
    page.check_text("said", &["B cannot move: B waits for A, who has the mutex."]);
    page.check_text("actors", &["blocked: A has the mutex"]);
    page.check_text("shop", &["mutex:"]);
    page.open("#cart-unordered/carts/AB");
    page.check_text("actors", &["blocked: B has the row lock #2", "would be aborted, 40P01"]);
    page.open("#cart-mutexes-unordered/carts/AB");
    page.check_text("outcome", &["Deadlock", "wait for each other, for ever"]);
}

pub fn proves(page: &mut Page) {
    page.open("#lease-fenced/last-item-tick");
    page.keys(&["?"]);
    page.check_text(
        "outcome",
        &["No schedule breaks a promise: all 306 were tried", "and for no other"],
    );
    page.check_text("all-heading", &["All 306 interleavings: none breaks a promise"]);
}

pub fn surrenders(page: &mut Page) {
    let still = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
    page.browser.call("Emulation.setEmulatedMedia", json!({ "features": still }));
    page.open("");
    page.keys(&["?"]);
    assert_eq!(page.hash(), "#check-then-update/last-item/ABBA");
    page.check_text("outcome", &["Oversold"]);
    page.browser.call("Emulation.setEmulatedMedia", json!({ "features": [] }));
}
