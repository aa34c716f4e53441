use jiff::Timestamp;
use jiff::civil::Date;

/// How exactly something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// To the minute.
    Minute,
    /// To the day.
    Day,
    /// To the month: "early November".
    Month,
    /// To the year.
    Year,
}

/// When something happened: "early November" is not an instant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TimeSpan {
    /// Not before this instant.
    pub earliest: Timestamp,
    /// Before this instant (half-open).
    pub latest: Timestamp,
    /// As the source gave it.
    pub precision: Precision,
}

/// A date of which the day, or the month too, may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// A whole date.
    Day(Date),
    /// Year and month (1 to 12).
    Month(i16, i8),
    /// The year alone.
    Year(i16),
}

impl PartialDate {
    /// ISO 8601 with reduced precision: `1987-03-05`, `1987-03`, `1987`.
    pub fn iso(&self) -> String {
        match self {
            Self::Day(date) => date.to_string(),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Year(year) => format!("{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_date_says_no_more_than_is_known() {
        let day = PartialDate::Day(jiff::civil::date(1987, 3, 5));
        assert_eq!(day.iso(), "1987-03-05");
        assert_eq!(PartialDate::Month(1987, 3).iso(), "1987-03");
        assert_eq!(PartialDate::Year(987).iso(), "0987");
    }
}
