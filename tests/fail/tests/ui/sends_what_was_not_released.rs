//! The writer takes what was released and nothing else.
use accord_consent::Released;

fn write(_answer: Released<String>) {}

fn send(answer: String) {
    write(answer);
}

fn main() {}
