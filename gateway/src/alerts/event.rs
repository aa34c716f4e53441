use accord_consent::AskedAccess;
use serde_json::json;
use uuid::Uuid;

/// An access's name in alerts: the same in the log and at the address, and of no use at the API.
pub(super) fn name(id: Uuid) -> String {
    id.simple().to_string()
}

/// A `CloudEvent` (1.0, JSON): that there was an emergency access, for which organisation, in which role, and until when it is to
/// be reviewed. Nothing of the person, of the user, or of the reason.
pub(super) fn of(access: &AskedAccess) -> String {
    json!({
        "specversion": "1.0",
        "id": name(access.id),
        "source": "/accord",
        "type": "accord.emergency-access.opened",
        "time": access.at.to_string(),
        "datacontenttype": "application/json",
        "data": {
            "organisation": access.organisation.as_str(),
            "role": access.role.to_string(),
            "reviewBy": access.review_by().to_string(),
        },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use accord_consent::{AccessKind, AccessState};
    use accord_model::{CategorySet, Role, SubjectId, UserKey};

    use super::*;

    #[test]
    fn an_alert_says_nothing_of_anybody() {
        let access = AskedAccess {
            id: Uuid::from_u128(7),
            kind: AccessKind::Emergency,
            organisation: "trust".parse().unwrap(),
            user: UserKey([0xAB; 16]),
            role: Role::CareCoordinator,
            subject: SubjectId(Uuid::from_u128(0x00C0_FFEE)),
            owner: None,
            categories: CategorySet::ALL,
            sealed: b"the reason".to_vec(),
            at: "2026-11-22T08:00:00Z".parse().unwrap(),
            end: "2026-11-22T09:00:00Z".parse().unwrap(),
            state: AccessState::Open,
            answered: None,
        };
        let event: serde_json::Value = serde_json::from_str(&of(&access)).unwrap();
        assert_eq!(event["data"]["reviewBy"], "2026-11-25T08:00:00Z");
        assert_eq!(event["data"].as_object().unwrap().len(), 3);
        for word in ["c0ffee", "reason", "abab", "171"] {
            assert!(!event.to_string().to_lowercase().contains(word), "{event}");
        }
    }
}
