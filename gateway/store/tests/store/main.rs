//! The store on SQLite and on a PostgreSQL server of its own: every body runs on both.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod base;
#[cfg(test)]
mod cache;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod dump;
#[cfg(test)]
mod ends;
#[cfg(test)]
mod index;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod links;
#[cfg(test)]
mod open;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod source;
#[cfg(test)]
mod spool;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod town;
