//! What a stress run on real threads measured.

use std::time::Duration;

/// What a stress run measured. It is different every time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stress {
    /// How long all executions took.
    pub elapsed: Duration,
    /// How long each purchase took, receipts and refusals alike, shortest first.
    pub latencies: Vec<Duration>,
}

impl Stress {
    /// The latency that this share of the purchases (0 to 1) stayed within.
    pub fn percentile(&self, share: f64) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let index = (share * last as f64).round() as usize;
        self.latencies.get(index).copied().unwrap_or_default()
    }

    /// Purchases (receipts and refusals) a second.
    pub fn purchases_per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}
