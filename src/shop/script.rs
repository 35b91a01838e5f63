//! Statements as a script: whole, as they are sent to PostgreSQL, to Redis or to nobody.

use super::statement::{Guard, Item, Set, Statement, Token, Units};

impl Statement {
    /// The statement as it is sent, to hold beside one's own: SQL, Redis behind `-- redis:`, and a
    /// comment for what no server hears. Ids are the numbers of items; `:key`, `:buyer` and the like are
    /// what only the program knows.
    ///
    /// ```
    /// use oversell::shop::{Item, Statement};
    /// let select = Statement::Select { item: Item(0) };
    /// assert_eq!(select.script(), "SELECT stock FROM products WHERE id = 1;");
    /// ```
    pub fn script(&self) -> String {
        match *self {
            Statement::Select { item } => select("stock", item, ""),
            Statement::SelectVersion { item } => select("stock, version", item, ""),
            Statement::SelectForUpdate { item } => select("stock", item, " FOR UPDATE"),
            Statement::SelectSum => "SELECT sum(stock) FROM products;".to_owned(),
            Statement::SelectFenced { item, token } => read_fenced(item, token),
            Statement::SelectLessOrders { item } => less_orders(item),
            Statement::Update { item, set, guard } => update(item, set, guard),
            Statement::InsertOrder { item, quantity } => insert_order(item, quantity),
            Statement::InsertKey => {
                "INSERT INTO requests (idempotency_key) VALUES (:key);".to_owned()
            }
            Statement::LockUnit { item } => lock_unit(item),
            Statement::SellUnit { unit, .. } => {
                format!("UPDATE units SET sold = true WHERE id = {};", unit + 1)
            }
            Statement::PlaceHold { item, quantity, ttl_ticks } => hold(item, quantity, ttl_ticks),
            Statement::ConfirmHold => "DELETE FROM holds WHERE buyer = :buyer;".to_owned(),
            Statement::ReleaseHold => freed("buyer = :buyer"),
            Statement::Sweep => freed("expires <= :now"),
            Statement::Begin(isolation) => format!("BEGIN ISOLATION LEVEL {isolation};"),
            Statement::Commit | Statement::Rollback => format!("{self};"),
            Statement::AdvisoryLock { item, transaction: false } => advisory("lock", item),
            Statement::AdvisoryLock { item, transaction: true } => advisory("xact_lock", item),
            Statement::AdvisoryUnlock { item } => advisory("unlock", item),
            Statement::AcquireLease { item, ttl_ticks } => {
                redis(&format!("SET lease:{} :token NX PX {ttl_ticks}", id(item)))
            }
            Statement::ReleaseLease { item, token } => redis(&release(item, token)),
            Statement::CheckLease { item, .. } => redis(&format!("GET lease:{}", id(item))),
            // PostgreSQL takes it with the next statement, before that waits.
            Statement::Snapshot
            | Statement::Lock { .. }
            | Statement::Unlock { .. }
            | Statement::Tick
            | Statement::Crash { .. }
            | Statement::Charge
            | Statement::Refund
            | Statement::Receipt
            | Statement::Refusal(_) => format!("-- {self}"),
        }
    }
}

fn id(item: Item) -> u16 {
    u16::from(item.0) + 1
}

fn redis(command: &str) -> String {
    format!("-- redis: {command}")
}

fn select(columns: &str, item: Item, ending: &str) -> String {
    format!("SELECT {columns} FROM products WHERE id = {}{ending};", id(item))
}

fn read_fenced(item: Item, token: Token) -> String {
    format!(
        "UPDATE products SET fence = {token} WHERE id = {} AND fence <= {token} RETURNING stock;",
        id(item)
    )
}

fn less_orders(item: Item) -> String {
    format!(
        "SELECT stock - (SELECT coalesce(sum(quantity), 0) FROM orders WHERE product = {0}) FROM \
         products WHERE id = {0};",
        id(item)
    )
}

fn update(item: Item, set: Set, guard: Guard) -> String {
    let (also, and) = match guard {
        Guard::None => (String::new(), String::new()),
        Guard::StockAtLeast(quantity) => (String::new(), format!(" AND stock >= {quantity}")),
        Guard::VersionIs(version) => {
            (", version = version + 1".to_owned(), format!(" AND version = {version}"))
        }
        Guard::FenceAtMost(token) => {
            (format!(", fence = {token}"), format!(" AND fence <= {token}"))
        }
    };
    format!("UPDATE products SET {set}{also} WHERE id = {}{and};", id(item))
}

fn insert_order(item: Item, quantity: Units) -> String {
    format!("INSERT INTO orders (product, quantity) VALUES ({}, {quantity});", id(item))
}

fn lock_unit(item: Item) -> String {
    format!(
        "SELECT id FROM units WHERE product = {} AND NOT sold AND id <> ALL(:mine) LIMIT 1 FOR \
         UPDATE SKIP LOCKED;",
        id(item)
    )
}

fn hold(item: Item, quantity: Units, ttl_ticks: u32) -> String {
    format!(
        "WITH taken AS (UPDATE products SET stock = stock - {quantity} WHERE id = {} AND stock >= \
         {quantity} RETURNING id) INSERT INTO holds (buyer, product, quantity, expires) SELECT \
         :buyer, id, {quantity}, :now + {ttl_ticks} FROM taken;",
        id(item)
    )
}

/// Holds that end without a sale: their units go back, in one statement.
fn freed(which: &str) -> String {
    format!(
        "WITH freed AS (DELETE FROM holds WHERE {which} RETURNING product, quantity), sums AS \
         (SELECT product, sum(quantity) AS quantity FROM freed GROUP BY product) UPDATE products \
         SET stock = stock + sums.quantity FROM sums WHERE id = sums.product;"
    )
}

fn advisory(function: &str, item: Item) -> String {
    format!("SELECT pg_advisory_{function}({});", id(item))
}

fn release(item: Item, token: Option<Token>) -> String {
    match token {
        None => format!("DEL lease:{}", id(item)),
        Some(token) => format!(
            "EVAL \"if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', \
             KEYS[1]) else return 0 end\" 1 lease:{} {token}",
            id(item)
        ),
    }
}
