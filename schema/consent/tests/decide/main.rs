//! The decision, its laws, and the doors, from outside the crate: as the gateway uses them.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod agreements;
#[cfg(test)]
mod carried;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod disclose;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod merges;
#[cfg(test)]
mod own_log;
#[cfg(test)]
mod people;
#[cfg(test)]
mod race;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod rights_memory;
#[cfg(test)]
mod slips;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod together;
#[cfg(test)]
mod town;
