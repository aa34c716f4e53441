//! The demo's query page: in a browser, and absent from a gateway that serves.

#[cfg(test)]
mod absent;
#[cfg(test)]
mod browser;
