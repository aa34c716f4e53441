//! What deciding costs of the CPU of a whole answer.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use accord_bench::{County, Cpu, PEOPLE, RECORDS, Trouble, cpu};
use criterion::Criterion;
use tokio::runtime::Runtime;

/// How often an answer decides on each record: when it is found, when it is asked for, when it is opened.
const DECISIONS: usize = 3;
/// At most this share of an answer's CPU goes into deciding, in per cent.
const ALLOWED: f64 = 3.0;
/// Answers, and as many times the decisions of one, in turns.
const ROUNDS: u32 = 40;

fn main() -> Result<ExitCode, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let county = runtime.block_on(County::new())?;
    check(&runtime.block_on(county.answer())?)?;
    let mut criterion = Criterion::default().with_measurement(Cpu).configure_from_args();
    let mut group = criterion.benchmark_group(format!("an answer of {RECORDS} records x 12 categories, CPU"));
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.bench_function("whole", |b| b.iter(|| runtime.block_on(county.answer()).map(black_box).is_ok()));
    group.bench_function("decided", |b| b.iter(|| decide(&county)));
    group.finish();
    criterion.final_summary();
    let share = share(&runtime, &county)?;
    let (whole, decided) = share;
    let percent = 100.0 * decided.as_secs_f64() / whole.as_secs_f64();
    println!(
        "deciding: {percent:.2} % of the CPU of an answer ({decided:.1?} of {whole:.1?}; {DECISIONS} times on each of \
         {RECORDS} records); allowed: {ALLOWED} %"
    );
    Ok(if percent <= ALLOWED { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All decisions of one answer.
fn decide(county: &County) -> usize {
    (0..DECISIONS).map(|_| county.decide().filter(|grants| !black_box(grants).is_hidden()).count()).sum()
}

/// The mean CPU of an answer and of its decisions, measured in turns.
fn share(runtime: &Runtime, county: &County) -> Result<(Duration, Duration), Trouble> {
    let (mut whole, mut decided) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..ROUNDS {
        let began = cpu();
        black_box(runtime.block_on(county.answer())?);
        let answered = cpu();
        let known = decide(county);
        decided += cpu().saturating_sub(answered);
        whole += answered.saturating_sub(began);
        if known != DECISIONS * RECORDS {
            return Err(format!("{known} decisions opened something").into());
        }
    }
    Ok((whole / ROUNDS, decided / ROUNDS))
}

/// The answer is whole: everybody and every report with what was told, and nothing withheld or missing that was asked for.
fn check(answer: &[u8]) -> Result<(), Trouble> {
    let text = std::str::from_utf8(answer)?;
    let people = text.matches("\"dateOfBirth\":\"1987-03-05\"").count();
    let told = text.matches("She was followed").count();
    let records = text.matches("\"source\":{").count();
    let gaps = text.matches("\"cause\":").count();
    let whole = people == PEOPLE && told == 4 * (RECORDS - 2 * PEOPLE) && records == RECORDS && gaps == 0;
    if whole { Ok(()) } else { Err(format!("{people} people, {told} stories, {records} records, {gaps} gaps").into()) }
}
