//! The suites are in `tests/suite`: they speak HTTP to a gateway that runs as a process of its own, and link nothing of
//! it. Start them with `tests/run`.
