//! One request of one viewer, with an index in memory and partners that do as they are told.

#[cfg(test)]
#[path = "../../../consent/tests/decide/memory.rs"]
#[expect(dead_code, reason = "the ports in memory belong to the tests of consent, which use more of them")]
mod memory;

#[cfg(test)]
#[path = "../../../consent/tests/decide/rights_memory.rs"]
#[expect(dead_code, reason = "the ports in memory belong to the tests of consent, which use more of them")]
mod rights_memory;

#[cfg(test)]
mod county;
#[cfg(test)]
mod rows;

#[cfg(test)]
mod links;
#[cfg(test)]
mod own;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod recognition;
#[cfg(test)]
mod referrals;
