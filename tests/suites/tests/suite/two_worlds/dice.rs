/// The same seed gives the same questions on every machine.
pub(crate) struct Dice {
    dice: crate::dice::Dice,
    /// Whether what is chosen may be wrong.
    pub(crate) slips: bool,
}

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { dice: crate::dice::Dice(seed), slips: true }
    }

    /// Below `end`, which is at least 1.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.dice.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// Some of a list, one at least.
    pub(crate) fn some(&mut self, list: &[&str]) -> String {
        let mut some: Vec<&str> = list.iter().copied().filter(|_| self.chance(30)).collect();
        if some.is_empty() {
            some.push(list[self.below(list.len())]);
        }
        some.join(", ")
    }
}
