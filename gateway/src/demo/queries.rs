/// Three questions to begin with: what they are, for which purpose, as whom, and the text.
pub fn ready_queries() -> [(&'static str, &'static str, &'static str, &'static str); 3] {
    [
        (
            "A caseload, and what is withheld of it",
            "support-worker",
            "SUPPORT",
            "{ victims(first: 3) { nodes { id name { text } address { postcode } records { source { partner { name } } } \
             disclosure { withheld { field category reason } } } } }",
        ),
        (
            "What happened to the same people, from every system that holds a record",
            "support-worker",
            "SUPPORT",
            "{ victims(first: 3) { nodes { name { text } incidents(first: 5) { nodes { occurred { earliest } offence { text } \
             narrative records { source { partner { name } reference } } disclosure { gaps { cause } } } } } } }",
        ),
        (
            "The same, as the police see it",
            "hate-crime-officer",
            "CRIME_INVESTIGATION",
            "{ victims(first: 3) { nodes { name { text } address { postcode } incidents(first: 5) { nodes { narrative \
             strands { strand } } } } } }",
        ),
    ]
}
