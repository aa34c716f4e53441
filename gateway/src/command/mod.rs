//! `accord`: the command line.

mod agreements;
mod assign;
mod audit;
mod conference;
mod connector;
mod consent;
mod demo;
mod exclude;
mod exemption;
mod links;
mod migrate;
mod partners;
mod people;
mod receipt;
mod schema;
mod serve;
mod sync;
mod terms;
mod token;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use accord_connector_kit::Registry;
use clap::{Args, Parser, Subcommand};

use crate::Clock;
use crate::config::Config;
use crate::house::StartError;

/// One GraphQL endpoint over the records of several partners, each asker shown what the victim's consent, an agreement
/// and the law allow.
#[derive(Parser)]
#[command(name = "accord", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests until told to stop.
    Serve(WithConfig),
    /// Make or change the tables of the database.
    Migrate(WithConfig),
    /// About the schema.
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Read the partners' changes into the index, once.
    Sync(WithConfig),
    /// Review which records are one person.
    #[command(subcommand)]
    Links(links::LinksCommand),
    /// What people have said, as FHIR Consents.
    #[command(subcommand)]
    Consent(consent::ConsentCommand),
    /// Assign people to a user or an organisation, or end that.
    Assign(assign::Assign),
    /// Orders that keep rows of the disclosure log from a person for a while (DPA 2018 s.44, s.45).
    #[command(subcommand)]
    Exemption(exemption::ExemptionCommand),
    /// About receipts of what people said about sharing.
    #[command(subcommand)]
    Receipt(receipt::ReceiptCommand),
    /// Open a case conference about one person to named attendees.
    Conference(conference::Convene),
    /// Name the person whom a record accuses, by her sign-in.
    Exclude(exclude::Exclude),
    /// An invented county with its partners, and a gateway over it.
    Demo(demo::Demo),
    /// A token of the running demo.
    Token(token::Token),
    /// For whoever connects a partner's system.
    #[command(subcommand)]
    Connector(connector::ConnectorCommand),
    /// About the maps from partners' words to the unified vocabulary.
    #[command(subcommand)]
    Terms(terms::TermsCommand),
    /// List the partners' systems and how far sync has come.
    Partners(WithConfig),
    /// About the information-sharing agreements.
    #[command(subcommand)]
    Agreements(agreements::AgreementsCommand),
    /// About the disclosure log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
}

#[derive(Subcommand)]
enum SchemaCommand {
    /// Print the schema in GraphQL's own language.
    Print {
        /// As a subgraph of a supergraph.
        #[arg(long)]
        federation: bool,
    },
}

#[derive(Args)]
struct WithConfig {
    /// The configuration file.
    #[arg(long, default_value = "accord.toml")]
    config: PathBuf,
}

impl WithConfig {
    fn load(&self) -> Result<Config, StartError> {
        load(&self.config)
    }
}

/// Reads the configuration and begins to log as it says.
fn load(path: &Path) -> Result<Config, StartError> {
    let config = Config::load(path)?;
    crate::telemetry::init(config.log_format, config.log_level);
    Ok(config)
}

/// Runs one command to its end. `registry` is the list of connectors that the program is built with; `clock` the gateway's.
pub fn run(cli: Cli, registry: &Registry, clock: Clock) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    let done = runtime.block_on(async {
        match cli.command {
            // Its exit code tells of a difference.
            Command::Terms(command) => return Ok(terms::run(command).await),
            Command::Serve(with) => serve::run(&with.config, with.load()?, registry, clock).await,
            Command::Migrate(with) => migrate::run(with.load()?).await,
            Command::Schema(SchemaCommand::Print { federation }) => schema::run(federation),
            Command::Exemption(command) => exemption::run(command, registry, clock).await,
            Command::Receipt(command) => receipt::run(command, registry, clock).await,
            Command::Sync(with) => sync::run(with.load()?, registry, clock).await,
            Command::Links(command) => links::run(command, registry, clock).await,
            Command::Assign(command) => assign::run(command, registry, clock).await,
            Command::Conference(command) => conference::run(command, registry, clock).await,
            Command::Exclude(command) => exclude::run(command, registry, clock).await,
            Command::Consent(command) => consent::run(command, registry, clock).await,
            Command::Demo(command) => demo::run(command, registry).await,
            Command::Token(command) => token::run(command).await,
            Command::Connector(command) => connector::run(command, registry).await,
            Command::Partners(with) => partners::run(with.load()?).await,
            Command::Agreements(command) => agreements::run(command),
            Command::Audit(command) => audit::run(command, registry, clock).await,
        }
        .map(|()| ExitCode::SUCCESS)
    });
    match done {
        Ok(code) => code,
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(what: &str) -> ExitCode {
    eprintln!("accord: {what}");
    ExitCode::FAILURE
}

/// Writes to standard output. A reader that has gone away is no mistake of ours.
fn say(text: &str) -> Result<(), StartError> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(StartError::Io(error.to_string())),
        _ => Ok(()),
    }
}
