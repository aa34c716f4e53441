//! The one vocabulary as a table: every row of it as a partner sends it, through that partner's own connector, to what a
//! permitted reader is shown. A changed map changes this table, and somebody reads the difference.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod council;
#[cfg(test)]
mod county;
#[cfg(test)]
mod nhs;
#[cfg(test)]
mod one;
#[cfg(test)]
mod open311;
#[cfg(test)]
mod police;
#[cfg(test)]
mod reader;
#[cfg(test)]
mod row;
#[cfg(test)]
mod wire;
