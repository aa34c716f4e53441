//! What the gateways log while they are asked (L21). What else must not lie about, and where, is asked by `canaries`.

use std::collections::BTreeSet;
use std::io::Write as _;

use super::pair::Side;
use crate::canaries::planted;

impl Side {
    /// Everything that identifies somebody of the county and lies in the gateway's log.
    pub(crate) fn logged(&self) -> BTreeSet<String> {
        let log = std::fs::read(self.world.log()).unwrap();
        assert!(log.len() > 1_000, "the gateway logs");
        planted(&self.world.sandbox).found_in(&log)
    }

    /// Adds a line to it.
    pub(crate) fn log(&self, line: &str) {
        let mut log = std::fs::File::options().append(true).open(self.world.log()).unwrap();
        log.write_all(line.as_bytes()).unwrap();
    }
}
