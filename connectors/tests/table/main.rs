//! The connector `table` over real files, a real desk and an honest spool.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod arrival;
#[cfg(test)]
mod config;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod content;
#[cfg(test)]
mod council;
#[cfg(test)]
mod county;
#[cfg(test)]
mod held;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod property;
#[cfg(test)]
mod second;
#[cfg(test)]
mod spool;
#[cfg(test)]
mod sql;
#[cfg(test)]
mod town;
