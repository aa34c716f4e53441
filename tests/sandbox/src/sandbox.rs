//! The whole county at once, and each of its partners alone.

use std::io;
use std::sync::Arc;

use serde_json::Value;

use crate::control::{Edit, Target};
use crate::county::{Delivery, Manifest};
use crate::directory_server::DirectoryServer;
use crate::idp_server::IdentityServer;
use crate::nhs::Store;
use crate::nhs_server::NhsServer;
use crate::open311::Report;
use crate::open311_server::ReportsServer;
use crate::options::Options;
use crate::police_server::PoliceServer;
use crate::scene::Scene;
use crate::world::{Canary, Truth};

/// A running county. Dropping it stops its servers.
#[derive(Debug)]
pub struct Sandbox {
    /// The police server.
    pub police: PoliceServer,
    /// The identity provider.
    pub idp: IdentityServer,
    /// The directory of support services.
    pub directory: DirectoryServer,
    /// The NHS trust's server, where one takes part.
    pub nhs: Option<NhsServer>,
    /// The city council's Open311 endpoint.
    pub reports: ReportsServer,
    /// The county project.
    pub county: County,
}

impl Sandbox {
    /// Starts everything, and writes the council's database where there is one. The drop folder stays empty until
    /// [`County::deliver`].
    pub async fn start(options: Options) -> io::Result<Self> {
        let county = County::open(&options)?;
        county.scene.file_cases().await?;
        let police = PoliceServer::over(Arc::clone(&county.scene), &options).await?;
        let reports = ReportsServer::over(county.scene.reports().clone(), options.reports.clone()).await?;
        let idp = IdentityServer::start(options.idp_port).await?;
        let directory = DirectoryServer::start(options.directory_port).await?;
        let nhs = match &options.nhs {
            Some(nhs) => Some(NhsServer::over(Arc::clone(&county.scene), nhs).await?),
            None => None,
        };
        Ok(Self { police, idp, directory, nhs, reports, county })
    }

    /// Who is who, and which records are one incident.
    pub fn truth(&self) -> &Truth {
        self.county.truth()
    }

    /// Every planted value, of every partner.
    pub fn canaries(&self) -> &[Canary] {
        self.county.canaries()
    }

    /// Changes a record of any partner. False when there is no such record or field.
    pub fn edit(&self, edit: &Edit) -> bool {
        // The requests are their server's own: the scene holds what it starts with.
        if edit.target == Target::Report { self.reports.edit(edit) } else { self.county.edit(edit) }
    }

    /// Writes the council's database anew, where it has one: edits of its cases then show.
    pub async fn file_cases(&self) -> io::Result<()> {
        self.county.scene.file_cases().await
    }

    /// Records, faults, journals and tokens as at the start.
    pub fn reset(&self) {
        self.police.reset();
        self.idp.reset();
        self.directory.reset();
        if let Some(nhs) = &self.nhs {
            nhs.reset();
        }
        self.reports.reset();
    }

    /// Stops the servers and waits until their ports are free.
    pub async fn stop(self) {
        self.police.stop().await;
        self.idp.stop().await;
        self.directory.stop().await;
        if let Some(nhs) = self.nhs {
            nhs.stop().await;
        }
        self.reports.stop().await;
    }
}

/// The county project, which has no server: it drops files.
#[derive(Clone, Debug)]
pub struct County {
    pub(crate) scene: Arc<Scene>,
}

impl County {
    /// Makes the county of the options; starts nothing.
    pub fn open(options: &Options) -> io::Result<Self> {
        Ok(Self { scene: Arc::new(Scene::new(options)?) })
    }

    /// Writes files into the drop folder and tells what they hold.
    pub fn deliver(&self, delivery: Delivery) -> io::Result<Manifest> {
        self.scene.deliver(delivery)
    }

    /// Changes a record of any partner but the city's, whose requests are their server's.
    pub fn edit(&self, edit: &Edit) -> bool {
        self.scene.edit(edit)
    }

    /// Who is who, and which records are one incident.
    pub fn truth(&self) -> &Truth {
        self.scene.truth()
    }

    /// Every planted value.
    pub fn canaries(&self) -> &[Canary] {
        self.scene.canaries()
    }

    /// Every resource of the trust's, as a `Bundle`: empty where none takes part.
    pub fn resources(&self) -> Value {
        self.scene.with_store(Store::bundle)
    }

    /// The requests that the city's endpoint starts with.
    pub fn reports(&self) -> Vec<Report> {
        self.scene.reports().all().cloned().collect()
    }
}
