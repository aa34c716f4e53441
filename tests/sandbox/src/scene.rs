//! One county and what its partners made of it: shared by the servers.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::json;

use crate::control::{Edit, Target};
use crate::county::{Delivery, Manifest, Office};
use crate::http::{Ask, Reply};
use crate::options::Options;
use crate::police::{self, Register};
use crate::world::{self, Canary, Truth, World};

/// The county, its truth and its registers.
#[derive(Debug)]
pub(crate) struct Scene {
    truth: Truth,
    canaries: Vec<Canary>,
    drop_folder: Option<PathBuf>,
    /// As at the start, for resets.
    first: Registers,
    now: Mutex<Registers>,
}

#[derive(Clone, Debug)]
struct Registers {
    police: Arc<Register>,
    county: Arc<Office>,
}

impl Registers {
    fn edit(&mut self, edit: &Edit, live: bool) -> bool {
        match edit.target {
            Target::County => Arc::make_mut(&mut self.county).edit(edit),
            _ => Arc::make_mut(&mut self.police).edit(edit, live),
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
        let truth =
            world::truth(&world, [seeded.known, filed.known].concat(), [seeded.records, filed.records].concat());
        let mut first = Registers { police: Arc::new(seeded.register), county: Arc::new(filed.office) };
        for edit in &options.edits {
            if !first.edit(edit, false) {
                return Err(io::Error::other(format!("no record for the edit of {}", edit.record)));
            }
        }
        Ok(Self {
            truth,
            canaries: [seeded.canaries, filed.canaries].concat(),
            drop_folder: options.drop_folder.clone(),
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

    /// Reads the police's register.
    pub(crate) fn with_register<T>(&self, read: impl FnOnce(&Register) -> T) -> T {
        let register = Arc::clone(&self.now.lock().police);
        read(&register)
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

    /// `POST /_sandbox/deliver`.
    pub(crate) fn deliver_command(&self, ask: &Ask) -> Reply {
        let done = serde_json::from_slice(&ask.body)
            .map_err(io::Error::from)
            .and_then(|order: Order| self.deliver(order.what));
        match done {
            Ok(manifest) => Reply::json(200, &json!(manifest)),
            Err(error) => Reply::problem(400, "bad-request", "Not delivered", &error.to_string()),
        }
    }
}
