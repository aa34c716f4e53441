//! The NHS connector against the sandbox's trust, over HTTP, made through the registry.

// `cfg(test)` is always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod config;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod lying;
#[cfg(test)]
mod medplum;
#[cfg(test)]
mod patients;
#[cfg(test)]
mod server;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod trust;
