//! The page in a real browser: played by keys, by clicks and by addresses, without the network.

mod devtools;
mod playing;
mod showing;

use std::process::Command;
use std::time::Instant;

use devtools::Browser;
use serde_json::json;

/// Set where a test that is skipped must not go unnoticed: see `.ci/run`.
const NEEDED: &str = "OVERSELL_NEEDS_BROWSER";

/// The page as a test has it: a browser, and where the file is.
struct Page {
    browser: Browser,
    file: String,
}

impl Page {
    fn open(&mut self, hash: &str) {
        self.browser.open(&format!("{}{hash}", self.file));
    }

    /// Goes to another address within the page that is open.
    fn go(&mut self, hash: &str) {
        self.browser.evaluate(&format!(
            "new Promise((done) => {{ addEventListener('hashchange', done, {{ once: true }}); location.hash = {}; }}).then(() => 0)",
            json!(hash)
        ));
    }

    fn keys(&mut self, keys: &[&str]) {
        keys.iter().for_each(|key| self.browser.key(key));
    }

    fn hash(&mut self) -> String {
        self.browser.text("location.hash")
    }

    fn text(&mut self, id: &str) -> String {
        self.browser.text(&format!("document.getElementById('{id}').innerText"))
    }

    fn count(&mut self, selector: &str) -> u64 {
        let count =
            self.browser.evaluate(&format!("document.querySelectorAll('{selector}').length"));
        count.as_u64().expect("a number")
    }

    fn click(&mut self, selector: &str) {
        self.browser.click(&format!("document.querySelector('{selector}')"));
    }

    fn choose(&mut self, id: &str, value: &str) {
        self.browser.evaluate(&format!(
            "(() => {{ const e = document.getElementById('{id}'); e.value = '{value}';
                e.dispatchEvent(new Event('change')); }})()"
        ));
    }

    fn check_text(&mut self, id: &str, words: &[&str]) {
        let text = self.text(id);
        for word in words {
            assert!(text.contains(word), "no `{word}` in #{id}:\n{text}");
        }
    }
}

#[test]
fn the_page_is_played() {
    let Some(program) = devtools::installed() else {
        println!("skipped: no chromium on the path (`apt-get install chromium` brings one)");
        assert!(std::env::var_os(NEEDED).is_none(), "{NEEDED} is set, and there is none");
        return;
    };
    let folder = std::env::temp_dir().join(format!("oversell-browser-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("page.html");
    let written =
        Command::new(env!("CARGO_BIN_EXE_oversell")).arg("page").arg("--out").arg(&file).output();
    assert!(written.expect("it starts").status.success());
    let browser = Browser::start(&program, folder.join("profile"));
    let mut page = Page { browser, file: format!("file://{}", file.display()) };
    for (name, step) in STEPS {
        let begun = Instant::now();
        step(&mut page);
        println!("{name}: {} ms", begun.elapsed().as_millis());
        check_quiet(&mut page, name);
    }
    drop(page);
    std::fs::remove_dir_all(folder).expect("it was made");
}

type Step = fn(&mut Page);

const STEPS: &[(&str, Step)] = &[
    ("it opens in no time", playing::opens),
    ("ABAB oversells", playing::oversells),
    ("undone, redone, restarted", playing::undoes),
    ("clicks move it", playing::clicks),
    ("the keyboard is enough", playing::keyboard),
    ("who is blocked, and why", playing::blocks),
    ("giving up on a safe strategy shows the proof", playing::proves),
    ("giving up on a broken one plays the counterexample", playing::surrenders),
    ("two strategies under one schedule", showing::compares),
    ("addresses lead back", showing::addresses),
    ("wrong addresses are told", showing::wrong_addresses),
    ("the map is clicked and walked", showing::maps),
    ("outcomes are filtered", showing::filters),
    ("every play is played to its end", showing::every_play),
    ("a phone shows it", showing::phone),
    ("a key is answered at once", showing::answers),
];

/// Nothing was written to the console, nothing was thrown, and nothing but the file was asked for.
fn check_quiet(page: &mut Page, step: &str) {
    page.browser.evaluate("0");
    for event in std::mem::take(&mut page.browser.events) {
        let method = event["method"].as_str().unwrap_or_default();
        let loud = ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"];
        assert!(!loud.contains(&method), "{step}: {event}");
        if method == "Network.requestWillBeSent" {
            let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
            let own = url.starts_with(&page.file) || url == "data:," || url == "about:blank";
            assert!(own, "{step}: asked for {url}");
        }
    }
}
