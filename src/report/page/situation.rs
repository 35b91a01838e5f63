//! Situations as JSON: the shop as it is shown, who does what next, and where each move leads.

use serde_json::{Map, Value, json};

use super::code::Sources;
use super::interner::Interner;
use crate::interleaving::Event;
use crate::message;
use crate::play::{Intent, Move, Play, Situation};
use crate::report::diagram::{Deed, statement};
use crate::scenario::Scenario;
use crate::shop::{Account, Item, Shop};
use crate::violation::Violation;

/// The situations of a play: `[shop, intents, moves, futures]` each, where all but the moves are
/// numbers of values. A move is `[actor, events, to]`.
pub fn all(play: &Play, values: &mut Interner, sources: &mut Sources) -> Vec<Value> {
    let actors = play.scenario.actors();
    let items = play.scenario.stock().len();
    let mut one = |situation: &Situation| {
        let shop = values.number(shop(situation, &play.scenario));
        let intents = situation.intents.iter().map(|intent| match intent {
            None => Value::Null,
            Some(next) => intent_value(next, &play.scenario, sources),
        });
        let intents: Vec<usize> = intents.map(|intent| values.number(intent)).collect();
        let moves = situation.moves.iter().map(|step| {
            let actor = actors.iter().position(|actor| *actor == step.actor);
            let events = values.number(events(step, items, sources));
            json!([actor, events, step.to])
        });
        let moves: Vec<Value> = moves.collect();
        json!([shop, intents, moves, values.number(futures(situation))])
    };
    play.situations.iter().map(&mut one).collect()
}

/// What is done next: the statement, its line, and whom it waits for.
fn intent_value(intent: &Intent, scenario: &Scenario, sources: &Sources) -> Value {
    let items = scenario.stock().len();
    let mut value = json!({ "text": statement(&intent.line.statement, items) });
    // What the environment does is no line of a strategy's.
    if let Some(line) = sources.line(intent.line.site) {
        value["line"] = line;
    }
    if let Some(wait) = intent.wait {
        value["by"] = json!(wait.by.to_string());
        value["on"] = json!(message::resource(wait.on, scenario));
    }
    value
}

/// What happens in a move: `[sentence, line]` each.
fn events(step: &Move, items: usize, sources: &Sources) -> Value {
    let event = |event: &Event| {
        let line = event.line().and_then(|_| sources.line(event.site));
        json!([Deed::of(event, items).text(), line])
    };
    step.events.iter().map(event).collect()
}

/// The ways to end from here: `[promises broken, count]` each.
fn futures(situation: &Situation) -> Value {
    let future = |(broken, count): (&std::collections::BTreeSet<Violation>, _)| {
        let broken: Vec<&str> = broken.iter().map(|violation| violation.name()).collect();
        json!([broken, format!("{count}")])
    };
    situation.futures.iter().map(future).collect::<Vec<Value>>().into()
}

/// The shop as it is shown. What is empty is left out.
fn shop(situation: &Situation, scenario: &Scenario) -> Value {
    let shop = &situation.shop;
    let several = scenario.stock().len() > 1;
    let of = |item: Item| if several { format!(" {item}") } else { String::new() };
    let locks = shop
        .held()
        .map(|(resource, by)| json!([message::resource(resource, scenario), by.to_string()]));
    let leases = shop.leases().all().map(|(item, lease)| {
        json!([of(item), lease.holder.to_string(), lease.token, lease.expires])
    });
    let holds = shop.database().committed().holds().iter().map(|(actor, hold)| {
        json!([format!("{}{}", hold.quantity, of(hold.item)), actor.to_string(), hold.expires])
    });
    let transactions = scenario.purchasers().filter_map(|actor| {
        Some(json!([actor.to_string(), shop.database().isolation(actor)?.to_string()]))
    });
    let lists = [
        ("locks", locks.collect::<Vec<Value>>()),
        ("leases", leases.collect()),
        ("holds", holds.collect()),
        ("transactions", transactions.collect()),
        ("alerts", shop.monitor().alerts().iter().map(|alert| json!(alert.name())).collect()),
        ("broken", situation.broken().iter().map(|broken| json!(broken.name())).collect()),
    ];
    let mut value = json!({
        "stock": shop.available(),
        "sold": shop.ledger().sold(),
        "now": shop.now(),
        "purchases": purchases(shop, scenario),
    });
    for (name, list) in lists {
        if !list.is_empty() {
            value[name] = list.into();
        }
    }
    value
}

/// By actor, the money and the goods of its order, and how the purchase ended.
fn purchases(shop: &Shop, scenario: &Scenario) -> Map<String, Value> {
    let purchase = |actor: crate::actor::Actor| {
        let mut value = shop.payments().account(actor).map_or(json!({}), account);
        if let Some(ending) = shop.payments().endings().get(&actor) {
            value["end"] = json!(ending.err().map_or("receipt".to_owned(), |why| why.to_string()));
        }
        (actor.to_string(), value)
    };
    scenario.purchasers().map(purchase).collect()
}

fn account(account: &Account) -> Value {
    let mut value = json!({});
    let numbers = [
        ("charges", account.charges),
        ("refunds", account.refunds),
        ("declines", account.declines),
        ("receipts", account.receipts),
    ];
    for (name, number) in numbers.into_iter().filter(|(_, number)| *number > 0) {
        value[name] = json!(number);
    }
    value
}
