//! XML as the same values that JSON has. No entity but XML's own five is known, no document type is read, and depth and
//! number of elements are bounded: what grows on reading is refused.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use serde_json::{Map, Value};

/// Elements within one another. A list of requests with attributes has five.
const MOST_DEPTH: usize = 8;
/// Elements in one answer. A thousand requests have some twenty thousand.
const MOST_ELEMENTS: usize = 200_000;

/// Why XML is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It has a document type: where entities are made.
    Doctype,
    /// It uses an entity that is not XML's own.
    Entity,
    /// Too many elements within one another.
    Depth,
    /// Too many elements.
    Size,
    /// It is no XML, or ends in the middle.
    Malformed,
}

impl Refusal {
    /// The code in the log.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Doctype => "XML_DOCTYPE",
            Self::Entity => "XML_ENTITY",
            Self::Depth => "XML_DEPTH",
            Self::Size => "XML_SIZE",
            Self::Malformed => "XML_MALFORMED",
        }
    }
}

/// An element that is still open.
#[derive(Default)]
struct Open {
    name: String,
    text: String,
    children: Vec<(String, Value)>,
}

impl Open {
    /// Text; a list, where its children are all called alike; else its children by their names, the first of each.
    fn close(self) -> Value {
        let Some((first, _)) = self.children.first() else {
            return Value::String(self.text.trim().to_owned());
        };
        let alike = self.children.iter().all(|(name, _)| name == first);
        if alike && (self.children.len() > 1 || self.name.ends_with('s')) {
            return self.children.into_iter().map(|(_, value)| value).collect();
        }
        let mut object = Map::new();
        for (name, value) in self.children {
            object.entry(name).or_insert(value);
        }
        Value::Object(object)
    }
}

/// The document's one element.
pub(super) fn read(text: &str) -> Result<Value, Refusal> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open = vec![Open::default()];
    let mut elements = 0;
    loop {
        let event = reader.read_event().map_err(|_| Refusal::Malformed)?;
        match event {
            Event::Start(start) => {
                elements += 1;
                if elements > MOST_ELEMENTS {
                    return Err(Refusal::Size);
                }
                if open.len() > MOST_DEPTH {
                    return Err(Refusal::Depth);
                }
                let name = start.local_name().as_ref().to_owned();
                open.push(Open { name, ..Open::default() });
            }
            Event::End(_) => close(&mut open)?,
            Event::Text(text) => say(&mut open, &text.xml10_content()),
            Event::CData(text) => say(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => say(&mut open, &resolved(&entity)?),
            Event::DocType(_) => return Err(Refusal::Doctype),
            Event::Eof => return whole(open),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn say(open: &mut [Open], text: &str) {
    if let Some(last) = open.last_mut() {
        last.text.push_str(text);
    }
}

fn close(open: &mut Vec<Open>) -> Result<(), Refusal> {
    let closed = open.pop().ok_or(Refusal::Malformed)?;
    let parent = open.last_mut().ok_or(Refusal::Malformed)?;
    parent.children.push((closed.name.clone(), closed.close()));
    Ok(())
}

/// A character by its number, or one of XML's own five.
fn resolved(entity: &BytesRef<'_>) -> Result<String, Refusal> {
    if let Some(character) = entity.resolve_char_ref().map_err(|_| Refusal::Malformed)? {
        return Ok(character.to_string());
    }
    resolve_predefined_entity(entity).map(str::to_owned).ok_or(Refusal::Entity)
}

fn whole(mut open: Vec<Open>) -> Result<Value, Refusal> {
    let document = open.pop().filter(|_| open.is_empty()).ok_or(Refusal::Malformed)?;
    let mut roots = document.children.into_iter();
    match (roots.next(), roots.next()) {
        (Some((_, value)), None) => Ok(value),
        _ => Err(Refusal::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_become_what_json_would_say() {
        let text = "<?xml version='1.0' encoding='UTF-8'?><service_requests><request>\
                    <service_request_id>0</service_request_id><description>a &lt; b &amp; c &#163;1</description>\
                    <address/><attributes><attribute><code>K</code><value>race</value></attribute></attributes>\
                    <status><![CDATA[op<en]]></status></request></service_requests>";
        assert_eq!(
            read(text),
            Ok(json!([{
                "service_request_id": "0",
                "description": "a < b & c £1",
                "address": "",
                "attributes": [{"code": "K", "value": "race"}],
                "status": "op<en",
            }]))
        );
    }

    #[test]
    fn what_grows_on_reading_is_refused_with_its_code() {
        let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert_eq!(read(laughs), Err(Refusal::Doctype));
        // Also without its declaration: no entity is ever expanded.
        assert_eq!(read("<a>&c;</a>"), Err(Refusal::Entity));
        assert_eq!(read("<a>&xxe;&lt;</a>").map_err(Refusal::code), Err("XML_ENTITY"));
        let deep = format!("{}{}", "<a>".repeat(50_000), "</a>".repeat(50_000));
        assert_eq!(read(&deep), Err(Refusal::Depth));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS));
        assert_eq!(read(&wide), Err(Refusal::Size));
        let inside = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS - 1));
        assert!(read(&inside).is_ok());
    }

    #[test]
    fn what_ends_in_the_middle_is_no_document() {
        let whole = "<a><b>1</b></a>";
        for end in 0..whole.len() {
            assert_eq!(read(whole.get(..end).unwrap()), Err(Refusal::Malformed), "{end}");
        }
        for bad in ["<a></b>", "<a/><b/>", "</a>", "text", "<a>&#xD800;</a>"] {
            assert_eq!(read(bad), Err(Refusal::Malformed), "{bad}");
        }
    }
}
