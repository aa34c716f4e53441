use accord_connectors::ConnectError;

use crate::trust::Trust;

const RIGHT: &str = "base_url = 'https://trust.example/fhir/R4', flag_codes = ['http://x.example/flag|hate']";

#[tokio::test]
async fn what_cannot_work_is_refused_with_its_key_and_what_is_allowed() {
    let trust = Trust::start().await;
    let login = format!("{RIGHT}, token_url = 'https://trust.example/token'");
    let key = "keys = [{ key_id = 'a', private_key_file = 'nhs.pem' }]";
    for (section, key, allowed) in [
        (format!("{{ {RIGHT}, page_size = 0 }}"), "page_size", "1 to 100"),
        (format!("{{ {RIGHT}, page_size = 101 }}"), "page_size", "1 to 100"),
        (format!("{{ {RIGHT}, limits = {{ cap = 101 }} }}"), "limits.cap", "100"),
        (format!("{{ {RIGHT}, ods_code = 'RT5 X' }}"), "ods_code", "letters and digits"),
        (format!("{{ {RIGHT}, organisations = {{ RT5 = 'No Name' }} }}"), "organisations", "a-z, 0-9 and -"),
        (format!("{{ {RIGHT}, referral_categories = ['no system'] }}"), "referral_categories", "system|code"),
        (
            format!("{{ {RIGHT}, consent_categories = ['http://x.example/a|b,http://x.example/a|c'] }}"),
            "consent_categories",
            "system|code",
        ),
        (format!("{{ {RIGHT}, consent_categories = ['http://x.example/a|'] }}"), "consent_categories", "system|code"),
        (format!("{{ {RIGHT}, consent_categories = ['|hate'] }}"), "consent_categories", "system|code"),
        (format!("{{ {} }}", RIGHT.replace("|hate", "")), "flag_codes", "system|code"),
        ("{ base_url = 'https://trust.example' }".to_owned(), "flag_codes", "is needed"),
        (format!("{{ {} }}", RIGHT.replace("https", "http")), "base_url", "https"),
        (format!("{{ {login} }}"), "client_id", "is needed"),
        (format!("{{ {login}, client_id = 'accord' }}"), "private_key_file", "RSA private key"),
        (
            format!("{{ {login}, client_id = 'accord', {} }}", key.replace("nhs.pem", "none.pem")),
            "private_key_file",
            "RSA private key",
        ),
        (format!("{{ {login}, client_id = 'accord', {} }}", key.replace("'a'", "''")), "key_id", "is needed"),
        (
            format!(
                "{{ {}, client_id = 'accord', {key} }}",
                login.replace("'https://trust.example/token", "'http://trust.example/token")
            ),
            "token_url",
            "https",
        ),
    ] {
        match trust.of(&section).err() {
            Some(ConnectError::Key { key: found, reason }) => {
                assert_eq!(found, key, "{section}");
                assert!(reason.contains(allowed), "{key}: {reason}");
            }
            other => panic!("{section}: {other:?}"),
        }
    }
    assert!(trust.of(&format!("{{ {RIGHT} }}")).is_ok());
    assert!(trust.of(&format!("{{ {login}, client_id = 'accord', {key} }}")).is_ok());
}

#[tokio::test]
async fn a_word_that_nobody_knows_is_refused_with_what_is_allowed() {
    let trust = Trust::start().await;
    let key = "keys = [{ key_id = 'a', private_key_file = 'nhs.pem', secret_key = 'very secret' }]";
    for (section, wrong, allowed) in [
        (format!("{{ {RIGHT}, flag_code = 'x' }}"), "flag_code", "flag_codes"),
        (format!("{{ {RIGHT}, paging = 'pages' }}"), "pages", "offset"),
        (format!("{{ {RIGHT}, algorithm = 'none' }}"), "none", "RS512"),
        (format!("{{ {RIGHT}, {key} }}"), "secret_key", "private_key_file"),
    ] {
        match trust.of(&section).err() {
            Some(ConnectError::Section { message, span }) => {
                assert!(message.contains(wrong) && message.contains(allowed), "{message}");
                assert!(!message.contains("very secret") && span.is_some_and(|span| span.end <= section.len()));
            }
            other => panic!("{section}: {other:?}"),
        }
    }
}
