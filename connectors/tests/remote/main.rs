//! The connector `remote` against programs that keep to the protocol, and against programs that lie about it. The program here
//! dials in without a socket; over sockets, both ways, it is tested in `tests/suites`.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod batches;
#[cfg(test)]
mod config;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod program;
