//! One binary: each file is one thing that must be true in the end.

// Always true here: it tells clippy that helpers, too, may unwrap.
#[cfg(test)]
mod agreements;
#[cfg(test)]
mod canaries;
#[cfg(test)]
mod candidates;
#[cfg(test)]
mod caseload;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod dice;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod entry;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fhir_consent;
#[cfg(test)]
mod find;
#[cfg(test)]
mod fresh;
#[cfg(test)]
mod hang_up;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod ids;
#[cfg(test)]
mod links;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod reload;
#[cfg(test)]
mod remote;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod second_opinion;
#[cfg(test)]
mod state;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod two_worlds;
#[cfg(test)]
mod unusual;
#[cfg(test)]
mod victim_corrections;
#[cfg(test)]
mod victim_explain;
#[cfg(test)]
mod victim_receipts;
#[cfg(test)]
mod victim_view;
#[cfg(test)]
mod withheld;
