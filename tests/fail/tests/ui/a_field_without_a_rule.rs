//! The table takes a record apart without `..`, as here: a new field without a line does not compile.
struct Record {
    name: Option<String>,
    shoe_size: Option<u8>,
}

fn keep(record: Record) -> Option<String> {
    let Record { name } = record;
    name
}

fn main() {}
