//! The services, what each asks, and who may send reports in.

use serde_json::{Value, json};

use super::render::Format;
use crate::http::Reply;

/// The key without which no report is taken in.
pub const REPORTS_API_KEY: &str = "demo-reports-5f1c";

/// Code, name and group of each service.
const SERVICES: &[(&str, &str, &str)] = &[
    ("GRAFFITI-RACIST", "Offensive graffiti (racist)", "Graffiti"),
    ("GRAFFITI-FAITH", "Offensive graffiti (religion)", "Graffiti"),
    ("GRAFFITI-HOMOPHOBIC", "Offensive graffiti (homophobic or transphobic)", "Graffiti"),
    ("FLYPOSTING", "Fly-posting", "Street cleaning"),
    ("GRAFFITI", "Graffiti", "Graffiti"),
    ("POTHOLE", "Pothole", "Highways"),
];

/// A question of a service.
struct Question {
    code: &'static str,
    datatype: &'static str,
    required: bool,
    words: &'static str,
    /// Keys and their names, where it has a list.
    keys: &'static [(&'static str, &'static str)],
}

/// The questions of plain graffiti. Older reports are from before they were asked.
const QUESTIONS: &[Question] = &[
    Question {
        code: "MEANT_FOR",
        datatype: "singlevaluelist",
        required: true,
        words: "Whom is it meant for?",
        keys: &[("nobody", "Nobody"), ("disability", "Disabled people")],
    },
    Question {
        code: "SURFACE",
        datatype: "multivaluelist",
        required: false,
        words: "What is it on?",
        keys: &[("brick", "Brick"), ("glass", "Glass"), ("metal", "Metal")],
    },
    Question { code: "METRES", datatype: "number", required: false, words: "How wide is it?", keys: &[] },
];

pub(crate) fn is_known(code: &str) -> bool {
    SERVICES.iter().any(|(known, ..)| *known == code)
}

pub(crate) fn name(code: &str) -> &'static str {
    SERVICES.iter().find(|(known, ..)| *known == code).map_or("Other", |(_, name, _)| name)
}

/// What comes back with a report.
pub(crate) fn notice(code: &str) -> &'static str {
    if code == "GRAFFITI" { "We come within five days, and sooner where it is offensive." } else { "" }
}

/// Plain graffiti alone has questions of its own.
const fn asks(code: &str) -> bool {
    matches!(code.as_bytes(), b"GRAFFITI")
}

/// `GET services`.
pub(crate) fn list(format: Format, text: bool) -> Reply {
    let rows = SERVICES.iter().map(|(code, name, group)| {
        let metadata = asks(code);
        json!({
            "service_code": code, "service_name": name, "description": name, "group": group, "type": "realtime",
            "keywords": "", "metadata": if text { json!(metadata.to_string()) } else { json!(metadata) },
        })
    });
    format.list(200, "services", "service", &rows.collect::<Vec<_>>())
}

/// `GET services/{code}`.
pub(crate) fn definition(code: &str, format: Format, text: bool) -> Reply {
    if !is_known(code) {
        return format.error(404, "service_code was not found");
    }
    let truth = |truth: bool| if text { json!(truth.to_string()) } else { json!(truth) };
    let questions = QUESTIONS.iter().enumerate().map(|(order, question)| {
        let Question { code, datatype, required, words, keys } = question;
        let values = keys.iter().map(|(key, name)| json!({"key": key, "name": name}));
        json!({
            "variable": truth(true), "code": code, "datatype": datatype, "required": truth(*required),
            "order": order + 1, "description": words, "datatype_description": null,
            "values": values.collect::<Vec<Value>>(),
        })
    });
    let greeting = json!({
        "variable": truth(false), "code": "THANKS", "datatype": "text", "required": truth(false), "order": 9,
        "description": "Thank you for telling us.", "datatype_description": null,
    });
    let attributes: Vec<Value> = if asks(code) { questions.chain([greeting]).collect() } else { Vec::new() };
    format.one("service_definition", &json!({"service_code": code, "attributes": attributes}))
}

/// What is wrong with the answers to a service's questions.
pub(crate) fn wrong(service: &str, answers: &[(String, String)]) -> Vec<String> {
    if !asks(service) {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for Question { code, required, keys, .. } in QUESTIONS {
        let mut given = answers.iter().filter(|(asked, _)| asked == code).map(|(_, answer)| answer).peekable();
        if *required && given.peek().is_none() {
            wrong.push(format!("attribute[{code}] is required"));
        }
        if !keys.is_empty() && given.any(|answer| keys.iter().all(|(key, _)| key != answer)) {
            wrong.push(format!("attribute[{code}] has a value that is not listed"));
        }
    }
    wrong
}
