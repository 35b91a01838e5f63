//! The same scenario with more buyers, or with fewer.

use super::Scenario;
use crate::fault::Fault;
use crate::shop::Units;

impl Scenario {
    /// The same with so many buyers: those who are added order what the last one does, and pay; those
    /// who are too many are left out, the last first. API instances go on in turn.
    ///
    /// ```
    /// use oversell::Scenario;
    /// let three = Scenario::named("declined")?.with_buyers(3)?;
    /// assert_eq!(three.to_string(), "stock 1, A buys 1 (declined), B and C buy 1");
    /// assert!(three.with_buyers(0).is_err());
    /// # Ok::<(), oversell::Fault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] unless in `1 ..= MAX_BUYERS`; [`Fault::NoBuyers`] when there is none whose
    /// order could be copied.
    pub fn with_buyers(mut self, buyers: usize) -> Result<Scenario, Fault> {
        Fault::check("buyers", buyers as Units, 1, Scenario::MAX_BUYERS as Units)?;
        if buyers == self.buyers.len() {
            return Ok(self);
        }
        let last = self.buyers.last().ok_or(Fault::NoBuyers)?.clone();
        let instances = self.buyers.iter().map(|buyer| buyer.instance).max().unwrap_or(0) + 1;
        self.buyers.truncate(buyers);
        self.duplicates.retain(|&number| usize::from(number) < buyers);
        for number in self.buyers.len()..buyers {
            let mut next = last.clone();
            next.declined = false;
            next.crash = None;
            next.instance = (number % usize::from(instances)) as u8;
            self.buyers.push(next);
        }
        Ok(self.unnamed())
    }
}
