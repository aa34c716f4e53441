//! One county and what its partners made of it: shared by the servers.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{Edit, Target};
use crate::council::CaseSystem;
use crate::county::{Delivery, Manifest, Office};
use crate::http::{Ask, Reply};
use crate::nhs::{self, Store};
use crate::open311;
use crate::options::Options;
use crate::police::{self, Register};
use crate::world::{self, Canary, Truth, World};

/// The county, its truth and its registers.
#[derive(Debug)]
pub(crate) struct Scene {
    truth: Truth,
    canaries: Vec<Canary>,
    reports: open311::Register,
    drop_folder: Option<PathBuf>,
    case_database: Option<PathBuf>,
    /// As at the start, for resets.
    first: Registers,
    now: Mutex<Registers>,
}

#[derive(Clone, Debug)]
struct Registers {
    police: Arc<Register>,
    county: Arc<Office>,
    nhs: Arc<Store>,
    council: Arc<CaseSystem>,
}

impl Registers {
    fn edit(&mut self, edit: &Edit, live: bool) -> bool {
        match edit.target {
            Target::Nhs => Arc::make_mut(&mut self.nhs).edit(edit, live),
            Target::Council => Arc::make_mut(&mut self.council).edit(edit),
            Target::County => Arc::make_mut(&mut self.county).edit(edit),
            Target::Report => false,
            Target::Occurrence | Target::Person => Arc::make_mut(&mut self.police).edit(edit, live),
        }
    }
}

#[derive(Deserialize)]
struct Order {
    what: Delivery,
}

impl Scene {
    /// The county of the options, with the edits that were always so.
    pub(crate) fn new(options: &Options) -> io::Result<Self> {
        let world = World::new(options.seed, options.people, options.incidents);
        let seeded = police::seed(&world);
        let filed = Office::open(&world);
        let treated = if options.nhs.is_some() { nhs::seed(&world) } else { nhs::Seeded::default() };
        let cases = options.case_database.as_ref().map(|_| CaseSystem::of_world(&world)).unwrap_or_default();
        let known = [seeded.known, filed.known, treated.known, cases.known()].concat();
        let records = [seeded.records, filed.records, treated.records, cases.recorded()].concat();
        let truth = world::truth(&world, known, records);
        let filed_canaries = [filed.canaries, cases.canaries().to_vec()].concat();
        let mut first = Registers {
            police: Arc::new(seeded.register),
            county: Arc::new(filed.office),
            nhs: Arc::new(treated.store),
            council: Arc::new(cases),
        };
        let (mut reports, planted) = open311::seed(&world, options.incidents);
        for edit in &options.edits {
            let known = if edit.target == Target::Report { reports.edit(edit) } else { first.edit(edit, false) };
            if !known {
                return Err(io::Error::other(format!("no record for the edit of {}", edit.record)));
            }
        }
        Ok(Self {
            truth,
            canaries: [seeded.canaries, filed_canaries, treated.canaries, planted].concat(),
            reports,
            drop_folder: options.drop_folder.clone(),
            case_database: options.case_database.clone(),
            now: Mutex::new(first.clone()),
            first,
        })
    }

    pub(crate) const fn truth(&self) -> &Truth {
        &self.truth
    }

    pub(crate) fn canaries(&self) -> &[Canary] {
        &self.canaries
    }

    /// What the city's Open311 endpoint starts with.
    pub(crate) const fn reports(&self) -> &open311::Register {
        &self.reports
    }

    /// Reads the police's register.
    pub(crate) fn with_register<T>(&self, read: impl FnOnce(&Register) -> T) -> T {
        let register = Arc::clone(&self.now.lock().police);
        read(&register)
    }

    /// Reads the trust's resources.
    pub(crate) fn with_store<T>(&self, read: impl FnOnce(&Store) -> T) -> T {
        let store = Arc::clone(&self.now.lock().nhs);
        read(&store)
    }

    /// The commands that concern the county, whichever server is told them.
    pub(crate) fn command(&self, path: &str, ask: &Ask) -> Reply {
        match (ask.method.as_str(), path) {
            ("GET", "truth") => Reply::json(200, &json!(self.truth)),
            ("GET", "canaries") => Reply::json(200, &json!({"canaries": self.canaries})),
            ("POST", "edit") => self.edit_command(ask),
            ("POST", "deliver") => self.deliver_command(ask),
            _ => Reply::not_found(),
        }
    }

    fn edit_command(&self, ask: &Ask) -> Reply {
        let edits = match ask.json() {
            Some(Value::Array(edits)) => Value::Array(edits),
            Some(edit) => json!([edit]),
            None => Value::Null,
        };
        match serde_json::from_value::<Vec<Edit>>(edits) {
            Ok(edits) => {
                let applied = edits.iter().filter(|edit| self.edit(edit)).count();
                Reply::json(if applied == edits.len() { 200 } else { 404 }, &json!({"applied": applied}))
            }
            Err(error) => Reply::problem(400, "bad-request", "Not an edit", &error.to_string()),
        }
    }

    /// Applies an edit that shows in feeds and next deliveries.
    pub(crate) fn edit(&self, edit: &Edit) -> bool {
        self.now.lock().edit(edit, true)
    }

    /// Undoes all edits since the start.
    pub(crate) fn reset(&self) {
        *self.now.lock() = self.first.clone();
    }

    /// Writes the county's files.
    pub(crate) fn deliver(&self, delivery: Delivery) -> io::Result<Manifest> {
        let folder = self.drop_folder.as_ref().ok_or_else(|| io::Error::other("no drop folder"))?;
        let office = Arc::clone(&self.now.lock().county);
        office.deliver(folder, delivery)
    }

    /// Writes the council's database anew, where it has one.
    pub(crate) async fn file_cases(&self) -> io::Result<()> {
        let cases = Arc::clone(&self.now.lock().council);
        match &self.case_database {
            Some(path) => cases.write_sqlite(path).await,
            None => Ok(()),
        }
    }

    /// `POST /_sandbox/deliver`.
    fn deliver_command(&self, ask: &Ask) -> Reply {
        let done = serde_json::from_slice(&ask.body)
            .map_err(io::Error::from)
            .and_then(|order: Order| self.deliver(order.what));
        match done {
            Ok(manifest) => Reply::json(200, &json!(manifest)),
            Err(error) => Reply::problem(400, "bad-request", "Not delivered", &error.to_string()),
        }
    }
}
