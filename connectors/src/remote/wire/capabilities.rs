use serde::Deserialize;

use super::Field;

/// `GET /capabilities`.
#[derive(Deserialize)]
pub(in crate::remote) struct Capabilities {
    pub(in crate::remote) protocol: u32,
    pub(in crate::remote) records: Records,
    pub(in crate::remote) cap: usize,
    pub(in crate::remote) selects: bool,
    #[serde(default)]
    pub(in crate::remote) feed: Option<Feed>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::remote) struct Records {
    pub(in crate::remote) victim: Option<Held>,
    pub(in crate::remote) incident: Option<Held>,
    pub(in crate::remote) referral: Option<Held>,
}

#[derive(Deserialize)]
pub(in crate::remote) struct Held {
    pub(in crate::remote) fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::remote) struct Feed {
    pub(in crate::remote) populations: Vec<String>,
    #[serde(default)]
    pub(in crate::remote) page_size: Field<u16>,
}
