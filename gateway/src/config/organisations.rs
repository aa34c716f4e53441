use accord_consent::Organisations;
use accord_model::{Area, ContactPoint, Organisation, OrganisationId, OrganisationKind};
use toml::Spanned;

use super::shape::{self, MediaContact};
use super::text::{ConfigError, Text};

/// Reads the members of the partnership.
pub(super) fn read(text: &Text) -> Result<(Organisations, Option<MediaContact>), ConfigError> {
    let shape::OrganisationFile { organisation: members, media_contact } = text.parse()?;
    let mut known: Vec<OrganisationId> = Vec::with_capacity(members.len());
    let mut parents = Vec::new();
    let mut all = Vec::with_capacity(members.len());
    for (index, member) in members.into_iter().enumerate() {
        let key = format!("organisation[{index}]");
        let member = organisation(text, &key, member, &mut parents)?;
        if known.contains(&member.organisation.id) {
            return Err(text.error(&member.id_span, &format!("{key}.id"), "each organisation has an id of its own"));
        }
        known.push(member.organisation.id);
        all.push(member.organisation);
    }
    for (key, id, span) in parents {
        if !known.contains(&id) {
            return Err(text.error(&span, &key, unknown(id.as_str())));
        }
    }
    let organisations = Organisations::new(all);
    if let Some(contact) = &media_contact {
        let of: Option<OrganisationId> = contact.organisation.parse().ok();
        if of.and_then(|id| organisations.get(id)).is_none() {
            return Err(text.error(&(0..0), "media_contact.organisation", unknown(&contact.organisation)));
        }
    }
    Ok((organisations, media_contact))
}

/// What to say of an organisation that is not configured.
pub(super) fn unknown(name: &str) -> String {
    format!("`{name}` is not an organisation of the partnership; allowed: the ids in the organisations file")
}

struct Member {
    organisation: Organisation,
    id_span: std::ops::Range<usize>,
}

type Parent = (String, OrganisationId, std::ops::Range<usize>);

fn organisation(
    text: &Text,
    key: &str,
    from: shape::Organisation,
    parents: &mut Vec<Parent>,
) -> Result<Member, ConfigError> {
    let id_span = from.id.span();
    if let Some(parent) = &from.parent {
        let key = format!("{key}.parent");
        parents.push((key.clone(), name(text, &key, parent)?, parent.span()));
    }
    let organisation = Organisation {
        id: name(text, &format!("{key}.id"), &from.id)?,
        name: from.name,
        kind: kind(text, &format!("{key}.kind"), &from.kind)?,
        parent: from.parent.as_ref().and_then(|p| p.as_ref().parse().ok()),
        ods_code: from.ods_code,
        areas: from
            .areas
            .into_iter()
            .map(|area| Ok(Area { code: name(text, &format!("{key}.areas.code"), &area.code)?, name: area.name }))
            .collect::<Result<_, ConfigError>>()?,
        contacts: from
            .contacts
            .into_iter()
            .map(|c| ContactPoint { purpose: c.purpose, phone: c.phone, url: c.url, hours: c.hours })
            .collect(),
    };
    Ok(Member { organisation, id_span })
}

/// A short name: an organisation's, an area's, a partner's.
pub(super) fn name<T>(text: &Text, key: &str, from: &Spanned<String>) -> Result<T, ConfigError>
where
    T: std::str::FromStr<Err = accord_model::NameError>,
{
    from.as_ref().parse().map_err(|e: accord_model::NameError| text.error(&from.span(), key, e.to_string()))
}

fn kind(text: &Text, key: &str, from: &Spanned<String>) -> Result<OrganisationKind, ConfigError> {
    from.as_ref().parse().map_err(|_| {
        let allowed: Vec<_> = OrganisationKind::ALL.iter().map(|k| k.code()).collect();
        text.error(&from.span(), key, format!("`{}` is unknown; allowed: {}", from.as_ref(), allowed.join(", ")))
    })
}
