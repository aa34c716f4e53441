use jiff::civil::Date;

/// A pattern of file names: `*` stands for any characters, `?` for one, `{date}` for the extract's date as `2026-11-20`
/// or `20261120`.
pub(crate) struct Pattern(String);

impl Pattern {
    /// Takes a pattern; nothing where it could leave the folder or has two dates.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let bad = text.is_empty()
            || text.starts_with('.')
            || text.contains(['/', '\\'])
            || text.matches("{date}").count() > 1;
        (!bad).then(|| Self(text.to_owned()))
    }

    /// As written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a name fits, and the date in it.
    pub(crate) fn fits(&self, name: &str) -> Option<Option<Date>> {
        match self.0.split_once("{date}") {
            None => wild(&chars(&self.0), &chars(name)).then_some(None),
            Some((before, after)) => {
                let (before, after) = (chars(before), chars(after));
                let name = chars(name);
                // From the right: a `*` before the date takes as much as it can.
                (0..name.len()).rev().find_map(|at| {
                    let (head, tail) = name.split_at_checked(at)?;
                    wild(&before, head).then_some(())?;
                    [10, 8].into_iter().find_map(|length| {
                        let (digits, rest) = tail.split_at_checked(length)?;
                        let date = date(digits)?;
                        wild(&after, rest).then_some(Some(date))
                    })
                })
            }
        }
    }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn date(digits: &[char]) -> Option<Date> {
    let text: String = digits.iter().collect();
    let format = if text.len() == 8 { "%Y%m%d" } else { "%Y-%m-%d" };
    Date::strptime(format, text).ok()
}

/// Whether a text fits a pattern of `*` and `?`; in time proportional to both lengths.
fn wild(pattern: &[char], text: &[char]) -> bool {
    let mut fits = vec![false; text.len() + 1];
    if let Some(first) = fits.first_mut() {
        *first = true;
    }
    for p in pattern {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            let here = fits.get(at).copied().unwrap_or_default();
            let before = at.checked_sub(1);
            let step = before
                .is_some_and(|b| fits.get(b).copied().unwrap_or_default() && (*p == '?' || text.get(b) == Some(p)));
            let run = *p == '*' && (here || before.is_some_and(|b| next.get(b).copied().unwrap_or_default()));
            if let Some(place) = next.get_mut(at) {
                *place = if *p == '*' { run } else { step };
            }
        }
        fits = next;
    }
    fits.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn names_and_dates() {
        let dated = Pattern::new("him-older_{date}.csv").unwrap();
        let day = jiff::civil::date(2026, 11, 20);
        assert_eq!(dated.fits("him-older_2026-11-20.csv"), Some(Some(day)));
        assert_eq!(dated.fits("him-older_20261120.csv"), Some(Some(day)));
        for name in ["him-older_2026-11-20.csv.part", "him-older_.csv", "him-older_2026-13-20.csv"] {
            assert_eq!(dated.fits(name), None, "{name}");
        }
        let plain = Pattern::new("log*.cs?").unwrap();
        assert_eq!(plain.fits("log of May.csv"), Some(None));
        assert_eq!(plain.fits("blog.csv"), None);
    }

    #[test]
    fn a_pattern_stays_in_its_folder() {
        for text in ["../x", "a/b.csv", "", ".x", "{date}{date}.csv"] {
            assert!(Pattern::new(text).is_none(), "{text}");
        }
    }
}
