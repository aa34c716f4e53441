use accord_connector_kit::Terms;
use accord_model::{CareSetting, Need, ServiceRole, Strand};

/// Refuses a map in which a code is not a published one: it would silently mean nothing.
///
/// # Errors
/// The list and the term.
pub(in crate::openreferral) fn check(text: &str, terms: &Terms) -> Result<(), String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let lists = table.get("list").and_then(toml::Value::as_table);
    for (name, list) in lists.into_iter().flatten() {
        let words = list.get("terms").and_then(toml::Value::as_table);
        for word in words.into_iter().flatten().map(|(word, _)| word) {
            let code = terms.find(name, word).map(|term| term.coded.code.as_str()).unwrap_or_default();
            let published = match name.as_str() {
                "need" => code.parse::<Need>().is_ok(),
                "setting" => code.parse::<CareSetting>().is_ok(),
                "role" => code.parse::<ServiceRole>().is_ok(),
                "strand" => code.parse::<Strand>().is_ok(),
                "language" => true,
                _ => return Err(format!("list {name}: only need, setting, role, strand and language are known")),
            };
            if !published {
                return Err(format!("list {name}, term {word}: code is not a published one"));
            }
        }
    }
    Ok(())
}
