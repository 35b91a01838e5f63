//! Statements as a script: whole, as they are sent to PostgreSQL, to Redis or to nobody.

use super::statement::{Guard, Item, Set, Statement};

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
            Statement::Update { item, set, guard } => update(item, set, guard),
            Statement::Select { .. }
            | Statement::SelectVersion { .. }
            | Statement::SelectSum
            | Statement::SelectForUpdate { .. }
            | Statement::SelectFenced { .. }
            | Statement::SelectLessOrders { .. }
            | Statement::LockUnit { .. } => self.query(),
            Statement::InsertOrder { .. }
            | Statement::InsertKey
            | Statement::SellUnit { .. }
            | Statement::PlaceHold { .. }
            | Statement::ConfirmHold
            | Statement::ReleaseHold
            | Statement::Sweep => self.write(),
            Statement::Begin(_)
            | Statement::Snapshot
            | Statement::Commit
            | Statement::Rollback
            | Statement::AdvisoryLock { .. }
            | Statement::AdvisoryUnlock { .. } => self.control(),
            Statement::AcquireLease { .. }
            | Statement::ReleaseLease { .. }
            | Statement::CheckLease { .. } => format!("-- redis: {}", self.redis()),
            Statement::Lock { .. }
            | Statement::Unlock { .. }
            | Statement::Tick
            | Statement::Crash { .. }
            | Statement::Charge
            | Statement::Refund
            | Statement::Receipt
            | Statement::Refusal(_) => format!("-- {self}"),
        }
    }

    fn query(&self) -> String {
        match *self {
            Statement::SelectVersion { item } => select("stock, version", item, ""),
            Statement::SelectSum => "SELECT sum(stock) FROM products;".to_owned(),
            Statement::SelectForUpdate { item } => select("stock", item, " FOR UPDATE"),
            Statement::SelectFenced { item, token } => format!(
                "UPDATE products SET fence = {token} WHERE id = {} AND fence <= {token} RETURNING stock;",
                id(item)
            ),
            Statement::SelectLessOrders { item } => format!(
                "SELECT stock - (SELECT coalesce(sum(quantity), 0) FROM orders WHERE product = {0}) \
                 FROM products WHERE id = {0};",
                id(item)
            ),
            Statement::LockUnit { item } => format!(
                "SELECT id FROM units WHERE product = {} AND NOT sold AND id <> ALL(:mine) LIMIT 1 \
                 FOR UPDATE SKIP LOCKED;",
                id(item)
            ),
            ref other => select("stock", other.item().unwrap_or_default(), ""),
        }
    }

    fn write(&self) -> String {
        match *self {
            Statement::InsertOrder { item, quantity } => {
                format!("INSERT INTO orders (product, quantity) VALUES ({}, {quantity});", id(item))
            }
            Statement::InsertKey => {
                "INSERT INTO requests (idempotency_key) VALUES (:key);".to_owned()
            }
            Statement::SellUnit { unit, .. } => {
                format!("UPDATE units SET sold = true WHERE id = {};", unit + 1)
            }
            Statement::PlaceHold { item, quantity, ttl_ticks } => format!(
                "WITH taken AS (UPDATE products SET stock = stock - {quantity} WHERE id = {} AND \
                 stock >= {quantity} RETURNING id) INSERT INTO holds (buyer, product, quantity, \
                 expires) SELECT :buyer, id, {quantity}, :now + {ttl_ticks} FROM taken;",
                id(item)
            ),
            Statement::ConfirmHold => "DELETE FROM holds WHERE buyer = :buyer;".to_owned(),
            Statement::Sweep => freed("expires <= :now"),
            _ => freed("buyer = :buyer"),
        }
    }

    fn control(&self) -> String {
        match *self {
            Statement::Begin(isolation) => format!("BEGIN ISOLATION LEVEL {isolation};"),
            // PostgreSQL takes it with the first statement, before that waits.
            Statement::Snapshot => "-- the snapshot, taken by the next statement".to_owned(),
            Statement::Commit => "COMMIT;".to_owned(),
            Statement::AdvisoryLock { item, transaction: false } => {
                format!("SELECT pg_advisory_lock({});", id(item))
            }
            Statement::AdvisoryLock { item, transaction: true } => {
                format!("SELECT pg_advisory_xact_lock({});", id(item))
            }
            Statement::AdvisoryUnlock { item } => {
                format!("SELECT pg_advisory_unlock({});", id(item))
            }
            _ => "ROLLBACK;".to_owned(),
        }
    }

    fn redis(&self) -> String {
        match *self {
            Statement::AcquireLease { item, ttl_ticks } => {
                format!("SET lease:{} :token NX PX {ttl_ticks}", id(item))
            }
            Statement::ReleaseLease { item, token: Some(token) } => format!(
                "EVAL \"if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', \
                 KEYS[1]) else return 0 end\" 1 lease:{} {token}",
                id(item)
            ),
            Statement::CheckLease { item, .. } => format!("GET lease:{}", id(item)),
            ref other => format!("DEL lease:{}", id(other.item().unwrap_or_default())),
        }
    }
}

fn id(item: Item) -> u16 {
    u16::from(item.0) + 1
}

fn select(columns: &str, item: Item, ending: &str) -> String {
    format!("SELECT {columns} FROM products WHERE id = {}{ending};", id(item))
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

/// Holds that end without a sale: their units go back, in one statement.
fn freed(which: &str) -> String {
    format!(
        "WITH freed AS (DELETE FROM holds WHERE {which} RETURNING product, quantity), sums AS \
         (SELECT product, sum(quantity) AS quantity FROM freed GROUP BY product) UPDATE products \
         SET stock = stock + sums.quantity FROM sums WHERE id = sums.product;"
    )
}
