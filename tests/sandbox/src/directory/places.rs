//! Where postcode areas are, roughly and by invention: metres east and north of the clock tower in Leicester.

/// Postcode sectors of the county, each with its town and its centre.
pub(super) const PLACES: &[(&str, &str, i64, i64)] = &[
    ("LE1 5", "Leicester", 0, 0),
    ("LE2 1", "Leicester", 900, -1_400),
    ("LE4 6", "Leicester", 700, 2_100),
    ("LE3 1", "Leicester", -2_500, -1_000),
    ("LE5 4", "Leicester", 2_600, 600),
    ("LE4 1", "Leicester", -2_200, 3_200),
    ("LE11 1", "Loughborough", -5_000, 16_500),
    ("LE11 4", "Loughborough", -6_800, 16_000),
    ("LE12 9", "Shepshed", -11_500, 15_500),
    ("LE7 1", "Syston", 4_500, 7_300),
    ("LE19 3", "Narborough", -5_200, -6_900),
    ("LE16 7", "Market Harborough", 15_500, -17_500),
    ("LE17 4", "Lutterworth", -4_600, -19_500),
    ("LE10 0", "Hinckley", -16_500, -9_000),
    ("LE13 1", "Melton Mowbray", 16_800, 13_900),
    ("LE67 3", "Coalville", -15_800, 10_200),
    ("LE65 1", "Ashby-de-la-Zouch", -23_500, 12_800),
    ("LE18 4", "Wigston", 1_300, -5_600),
    ("LE15 6", "Oakham", 29_000, 4_000),
];

/// The centre of a postcode: of its sector, moved a little by its last letters. Nothing for one that nobody knows.
pub(super) fn centre(postcode: &str) -> Option<(i64, i64)> {
    let bare: String = postcode.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    // Whole sectors: `LE156AA` is in LE15 6, and begins like LE1 5.
    let of = bare.get(..bare.len().checked_sub(2)?)?;
    let (_, _, east, north) = PLACES.iter().find(|(sector, ..)| sector.replace(' ', "") == of)?;
    let mut letters = bare.bytes().rev();
    let mut shift = || i64::from(letters.next().unwrap_or(b'A')) % 26 * 30;
    Some((east + shift(), north + shift()))
}

/// Metres between two points, as the crow flies.
pub(super) fn metres(from: (i64, i64), to: (i64, i64)) -> i64 {
    let (east, north) = (from.0 - to.0, from.1 - to.1);
    (east * east + north * north).isqrt()
}

/// Degrees of a point: one at the latitude of Leicester is 68 km east and 111 km north.
pub(super) fn degrees((east, north): (i64, i64)) -> (f64, f64) {
    // A county is a few tens of thousands of metres wide.
    let small = |metres: i64| f64::from(i32::try_from(metres).unwrap_or(0));
    (52.6369 + small(north) / 111_000.0, -1.1398 + small(east) / 68_000.0)
}

#[cfg(test)]
mod tests {
    use super::{centre, metres};

    #[test]
    fn a_postcode_is_near_its_own_sector() {
        let (home, town) = (centre("le11 1fz").unwrap(), centre("LE11 4AB").unwrap());
        assert!(metres(home, town) < 4_000);
        assert!(metres(home, centre("LE15 6AA").unwrap()) > 30_000);
        assert_eq!(centre("SW1A 1AA"), None);
    }
}
