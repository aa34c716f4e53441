//! The endpoint over sockets: a real database, a real identity provider, a real client.

#[cfg(test)]
mod agreements;
#[cfg(test)]
mod audits;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod command;
#[cfg(test)]
mod config;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod cors;
#[cfg(test)]
mod dial;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod media;
#[cfg(test)]
mod public;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod start;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod unusual;
