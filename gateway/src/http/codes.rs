//! Every error that may leave the gateway. What is not in this list leaves as `INTERNAL`.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $status:literal, $level:ident, $message:literal;)+) => {
        /// A published error code. Its message is fixed: nothing of a request, a record or a partner is in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $variant),+ }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As in `errors[].extensions.code`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The HTTP status of a request that fails with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }

            /// What `errors[].message` says.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),+ }
            }

            const fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level),+ }
            }
        }
    };
}

/// At which level a request fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Before there is a GraphQL request, or beside it: the status says so for every media type.
    Http,
    /// The request is well-formed and its document is not: `application/json` answers 200, as the GraphQL-over-HTTP
    /// specification asks, and `application/graphql-response+json` the status.
    Document,
    /// In a field.
    Field,
}

codes! {
    /// No token, or not one of ours. See `WWW-Authenticate`.
    Unauthenticated = "UNAUTHENTICATED", 401, Http, "A valid bearer token is needed.";
    /// The `Accord-Purpose` header is missing.
    PurposeRequired = "PURPOSE_REQUIRED", 400, Http, "Say what the request is for in the Accord-Purpose header.";
    /// The `Accord-Purpose` header is not a published purpose, or came twice.
    PurposeUnknown = "PURPOSE_UNKNOWN", 400, Http, "The Accord-Purpose header is not one published purpose.";
    /// The token does not allow requests for this purpose.
    PurposeNotAllowed = "PURPOSE_NOT_ALLOWED", 403, Http, "The token does not allow this purpose.";
    /// The token's organisation is not a member, or its issuer may not speak for it.
    OrganisationUnknown = "ORGANISATION_UNKNOWN", 403, Http, "The token's organisation is not a member of the partnership.";
    /// The token's role is not a published role, or not one of this kind of organisation.
    RoleUnknown = "ROLE_UNKNOWN", 403, Http, "The token's role is not one that this organisation can have.";
    /// The issuer's keys have never been read. Try again.
    IdentityUnavailable = "IDENTITY_UNAVAILABLE", 503, Http, "Tokens cannot be checked at the moment.";
    /// A browser on an origin that is not configured.
    OriginRefused = "ORIGIN_REFUSED", 403, Http, "Requests from this origin are not allowed.";
    /// There is nothing at this path.
    PathUnknown = "PATH_UNKNOWN", 404, Http, "There is nothing here.";
    /// Only POST reaches the endpoint. See `Allow`.
    MethodNotAllowed = "METHOD_NOT_ALLOWED", 405, Http, "This method is not allowed here.";
    /// Neither media type of ours is acceptable.
    NotAcceptable = "NOT_ACCEPTABLE", 406, Http, "Accept application/graphql-response+json or application/json.";
    /// The body did not arrive in time.
    BodySlow = "BODY_SLOW", 408, Http, "The body did not arrive in time.";
    /// The body is larger than the configured limit.
    BodyTooLarge = "BODY_TOO_LARGE", 413, Http, "The body is too large.";
    /// The body is not `application/json` in UTF-8, or it is compressed.
    MediaTypeUnsupported = "MEDIA_TYPE_UNSUPPORTED", 415, Http, "Send application/json in UTF-8, not compressed.";
    /// The body is not JSON.
    BodyInvalid = "BODY_INVALID", 400, Http, "The body is not JSON.";
    /// The body is a list of requests.
    BatchRefused = "BATCH_REFUSED", 400, Http, "Send one request at a time.";
    /// A partner that dials in: too many of its calls wait for a question.
    PollersTooMany = "POLLERS_TOO_MANY", 429, Http, "Too many calls wait for a question.";
    /// A partner that dials in: nobody waits for this answer, or not any more.
    AnswerUnknown = "ANSWER_UNKNOWN", 404, Http, "Nobody waits for this answer.";
    /// `query`, `operationName`, `variables` or `extensions` is missing or of the wrong type.
    RequestInvalid = "REQUEST_INVALID", 400, Http, "The body is not a GraphQL request.";

    /// The document does not parse.
    DocumentInvalid = "DOCUMENT_INVALID", 400, Document, "The document is not GraphQL.";
    /// The operation that is named is not there, or several are and none is named.
    OperationUnknown = "OPERATION_UNKNOWN", 400, Document, "Name one operation of the document.";
    /// A field that its type does not have.
    FieldUnknown = "FIELD_UNKNOWN", 400, Document, "There is no such field here.";
    /// An argument that its field or directive does not have.
    ArgumentUnknown = "ARGUMENT_UNKNOWN", 400, Document, "There is no such argument here.";
    /// An argument of the wrong type, missing, or given twice.
    ArgumentInvalid = "ARGUMENT_INVALID", 400, Document, "An argument is missing or not of its type.";
    /// A variable of the wrong type, missing, not declared, or not used.
    VariableInvalid = "VARIABLE_INVALID", 400, Document, "A variable is missing, not of its type, not declared or not used.";
    /// A type that the schema does not have.
    TypeUnknown = "TYPE_UNKNOWN", 400, Document, "There is no such type.";
    /// A fragment that is not there, not used, in a circle, or on a type that it cannot be on.
    FragmentInvalid = "FRAGMENT_INVALID", 400, Document, "A fragment is missing, not used, in a circle or misplaced.";
    /// A selection on a field that has none, or none on a field that needs one.
    SelectionInvalid = "SELECTION_INVALID", 400, Document, "A field needs a selection or cannot have one.";
    /// A directive that is not there or may not be here.
    DirectiveInvalid = "DIRECTIVE_INVALID", 400, Document, "A directive is unknown, repeated or misplaced.";
    /// Two selections under one name that do not agree.
    FieldsConflict = "FIELDS_CONFLICT", 400, Document, "Two different selections have one name: use aliases.";
    /// Another rule of validation.
    ValidationFailed = "VALIDATION_FAILED", 400, Document, "The document does not fit the schema.";
    /// Subscriptions are not offered.
    SubscriptionUnsupported = "SUBSCRIPTION_UNSUPPORTED", 400, Document, "Subscriptions are not offered.";
    /// More tokens than allowed.
    LimitTokens = "LIMIT_TOKENS", 400, Document, "The document has too many tokens.";
    /// Nested more deeply than allowed.
    LimitDepth = "LIMIT_DEPTH", 400, Document, "The document is nested too deeply.";
    /// More aliases than allowed.
    LimitAliases = "LIMIT_ALIASES", 400, Document, "The document has too many aliases.";
    /// More fields at the root than allowed.
    LimitRootFields = "LIMIT_ROOT_FIELDS", 400, Document, "The document has too many fields at its root.";
    /// More than one mutation in a request: each is a request of its own.
    OneMutation = "ONE_MUTATION", 400, Document, "Send one mutation a request.";
    /// More fields in one selection than allowed.
    LimitBreadth = "LIMIT_BREADTH", 400, Document, "A selection has too many fields.";
    /// More directives in one place than allowed.
    LimitDirectives = "LIMIT_DIRECTIVES", 400, Document, "One place has too many directives.";
    /// More fields in the answer than allowed, lists counted by their `first`.
    LimitCost = "LIMIT_COST", 400, Document, "The answer would be too large: ask for shorter lists or fewer fields.";

    /// A value that its type does not allow.
    InvalidInput = "INVALID_INPUT", 400, Field, "A value is not allowed here.";
    /// `*`, `?`, `%` or the like in an identifier of `findVictim`.
    Wildcard = "WILDCARD", 400, Field, "Wildcards are not allowed in an identifier.";
    /// A page larger than allowed, or smaller than one.
    InvalidPageSize = "INVALID_PAGE_SIZE", 400, Field, "A page has 1 to 100 entries.";
    /// A postcode that is not a whole one of the United Kingdom.
    InvalidPostcode = "INVALID_POSTCODE", 400, Field, "This is not a whole postcode of the United Kingdom.";
    /// A cursor of another list or another organisation.
    InvalidCursor = "INVALID_CURSOR", 400, Field, "The cursor is not one of this list.";
    /// An id of another organisation, or a forged one.
    InvalidId = "INVALID_ID", 400, Field, "This is no id of your organisation.";
    /// A question that is for another role.
    NotAllowed = "NOT_ALLOWED", 403, Field, "This is for another role.";
    /// The gateway's own database is not available.
    ServiceUnavailable = "SERVICE_UNAVAILABLE", 503, Http, "The service is not available. Try again later.";
    /// The disclosure log cannot be written: no data leaves.
    AuditUnavailable = "AUDIT_UNAVAILABLE", 503, Http, "The disclosure log is not available, so nothing can be shown.";
    /// Consent was narrowed while the answer was made. A query may be sent again; a mutation has been carried out: send
    /// it again with the same idempotency key to read its result.
    ConsentStale = "CONSENT_STALE", 409, Http, "Consent changed while the answer was made: send the request again.";
    /// The whole request took too long. A mutation may have been carried out: repeat it with the same idempotency key.
    DeadlineExceeded = "DEADLINE_EXCEEDED", 504, Http, "The answer took too long.";
    /// A mistake of ours.
    Internal = "INTERNAL", 500, Http, "Something went wrong in the gateway.";
}

impl Code {
    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.code() == name)
    }

    /// Whether the request is well-formed and the document is at fault.
    pub(crate) fn is_of_document(self) -> bool {
        self.level() != Level::Http
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_has_a_name_and_a_failing_status_of_its_own_kind() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|c| c.code()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!((400..600).contains(&code.status()), "{code:?}");
            assert!(code.code().bytes().all(|b| b.is_ascii_uppercase() || b == b'_'), "{code:?}");
            assert_eq!(Code::named(code.code()), Some(*code));
            assert!(code.message().ends_with('.'), "{code:?}");
        }
    }
}
