//! A decorator behind a session: every statement passes it on its way to whoever runs the session.

use super::{Execute, Purchase, Session, Site, Stopped};
use crate::shop::{Response, Statement};

impl Session<'_> {
    /// Makes a purchase over a session of its own. Its seam is `pass`, which is given each statement
    /// together with this session's seam: it sends on what it likes, and answers as it likes. What it
    /// does not send on does not happen.
    pub(crate) fn decorated(
        &mut self,
        pass: impl FnMut(&mut dyn Execute, Site, &Statement) -> Result<Response, Stopped>,
        purchase: impl FnOnce(&mut Session<'_>) -> Purchase,
    ) -> Purchase {
        let mut seam = Decorated { seam: &mut *self.seam, pass };
        let mut session = Session::new(&mut seam);
        let ended = purchase(&mut session);
        self.stopped |= session.stopped;
        ended
    }
}

/// A seam with a decorator before it.
struct Decorated<'a, F> {
    seam: &'a mut dyn Execute,
    pass: F,
}

impl<F> Execute for Decorated<'_, F>
where
    F: FnMut(&mut dyn Execute, Site, &Statement) -> Result<Response, Stopped>,
{
    fn execute(&mut self, site: Site, statement: &Statement) -> Result<Response, Stopped> {
        (self.pass)(self.seam, site, statement)
    }
}
