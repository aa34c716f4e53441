use accord_model::{PartialDate as Date, Precision, TimeSpan as Span};
use async_graphql::{Enum, InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value};

/// How exactly a time is known.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum TimePrecision {
    /// To the minute.
    Minute,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

/// When something happened: "early November" is not an instant.
#[derive(SimpleObject)]
pub(crate) struct TimeSpan {
    /// Not before this instant, RFC 3339.
    earliest: String,
    /// Before this instant, RFC 3339.
    latest: String,
    /// As the source gave it.
    precision: TimePrecision,
}

impl From<&Span> for TimeSpan {
    fn from(span: &Span) -> Self {
        let precision = match span.precision {
            Precision::Minute => TimePrecision::Minute,
            Precision::Day => TimePrecision::Day,
            Precision::Month => TimePrecision::Month,
            Precision::Year => TimePrecision::Year,
        };
        Self { earliest: span.earliest.to_string(), latest: span.latest.to_string(), precision }
    }
}

/// A date of which the day, or the month too, may be unknown: `1987-03-05`, `1987-03`, `1987`.
pub(crate) struct PartialDate(String);

impl From<&Date> for PartialDate {
    fn from(date: &Date) -> Self {
        Self(date.iso())
    }
}

#[Scalar]
impl ScalarType for PartialDate {
    fn parse(_: Value) -> InputValueResult<Self> {
        Err(InputValueError::custom("PartialDate is an output alone"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
