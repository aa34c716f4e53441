//! What a year of work would have left behind: links that reviewers confirmed, cases that are assigned.

use accord_consent::{Desk, RelationKind};
use accord_model::{OrganisationId, SubjectId, UserKey};
use accord_sandbox::{KnownAs, Sandbox, TruePerson};
use accord_store::SyncStore;

use crate::people::{self, PeopleFault};

/// Of three people whom the police and the county know, two are linked; the third waits for a reviewer.
const LINKED_OF_THREE: usize = 2;

/// How many cases each persona has.
const CASES: &[(&str, &str, usize)] = &[
    ("support-worker", "safe-haven-llr", 40),
    ("hate-crime-officer", "leicestershire-police", 25),
    ("community-safety-officer", "charnwood-borough-council", 15),
    ("care-coordinator", "leicestershire-partnership-nhs-trust", 10),
];

/// Links and assigns. `user` gives the key of a persona.
///
/// # Errors
/// Where the database is not available.
pub async fn seed(
    sandbox: &Sandbox,
    desk: &Desk,
    store: &SyncStore,
    user: impl Fn(&str) -> UserKey,
) -> Result<(), PeopleFault> {
    let mut shared: Vec<&TruePerson> = sandbox.truth().people.iter().filter(is_known_to_both).collect();
    shared.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let at = jiff::Timestamp::now();
    let (mut linked, mut herself) = (Vec::new(), None);
    for (number, person) in shared.into_iter().enumerate() {
        let Some((police, others)) = handles(store, person).await? else { continue };
        if number % 3 < LINKED_OF_THREE {
            for other in others {
                people::confirm(desk, police, other, at).await?;
            }
            // A canary's records are full of markers: nobody's own to read.
            herself = herself.or((!person.canary).then_some(police.0));
            linked.push(police.0);
        }
    }
    for (persona, organisation, cases) in CASES {
        let Ok(organisation) = organisation.parse::<OrganisationId>() else { continue };
        for subject in linked.iter().take(*cases) {
            desk.assign(organisation, Some(user(persona)), *subject, RelationKind::Assigned, (at, None)).await?;
        }
    }
    // The demo's victim is one of them: she reads her own records.
    let (Some(herself), Ok(public)) = (herself, "public".parse::<OrganisationId>()) else { return Ok(()) };
    Ok(desk.assign(public, Some(user("victim")), herself, RelationKind::Own, (at, None)).await?)
}

/// Whether the police and the county know her; who else does, changes nothing of who is linked.
fn is_known_to_both(person: &&TruePerson) -> bool {
    ["police", "county"].iter().all(|partner| person.records.iter().any(|known| known.partner == *partner))
}

type Handle = (SubjectId, OrganisationId);

/// The person's handle at the police and her other ones, where the index has both.
async fn handles(store: &SyncStore, person: &TruePerson) -> Result<Option<(Handle, Vec<Handle>)>, PeopleFault> {
    let mut all = Vec::new();
    for known in &person.records {
        let owner = match known.partner {
            "police" => "leicestershire-police",
            "nhs" => "leicestershire-partnership-nhs-trust",
            "council" => "charnwood-borough-council",
            _ => "county-hate-incident-monitoring-project",
        };
        all.extend(handle(store, known, owner).await?.map(|handle| (known.partner, handle)));
    }
    let police = all.iter().position(|(partner, _)| *partner == "police");
    let Some(place) = police else { return Ok(None) };
    let (_, police) = all.remove(place);
    let both = all.iter().any(|(partner, _)| *partner == "county");
    Ok(both.then(|| (police, all.into_iter().map(|(_, handle)| handle).collect())))
}

async fn handle(store: &SyncStore, known: &KnownAs, owner: &str) -> Result<Option<Handle>, PeopleFault> {
    let found = people::find(store, &format!("{}/{}", known.partner, known.record)).await;
    let owner = owner.parse().ok();
    match found {
        Ok(subject) => Ok(owner.map(|owner| (subject, owner))),
        Err(PeopleFault::NotFound(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}
