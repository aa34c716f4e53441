//! NHS numbers of the range that is never issued, with a right check digit.

/// The `number`th valid NHS number that begins with 999.
pub(crate) fn nhs_number(number: usize) -> String {
    let mut nth = number * 7 + 11;
    loop {
        let body = format!("999{:06}", nth % 1_000_000);
        if let Some(check) = check_digit(&body) {
            return format!("{body}{check}");
        }
        nth += 1;
    }
}

/// Modulus 11: weights 10 to 2; ten is no digit.
fn check_digit(body: &str) -> Option<u32> {
    let sum: u32 =
        body.chars().zip((2..=10).rev()).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::{check_digit, nhs_number};

    #[test]
    fn check_digits_are_right_and_numbers_differ() {
        assert_eq!(check_digit("999000001"), Some(8));
        let numbers: std::collections::BTreeSet<_> = (0..5_000).map(nhs_number).collect();
        assert_eq!(numbers.len(), 5_000);
        assert!(numbers.iter().all(|number| number.len() == 10));
    }
}
