//! Chance that repeats itself: the same seed makes the same data.

/// A source of numbers (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Yes in so many of a hundred cases.
    pub(crate) fn percent(&mut self, share: u64) -> bool {
        self.next() % 100 < share
    }

    /// From 0 up to `end`, where the first ten are as likely as the ten times as many behind them.
    pub(crate) fn ranked(&mut self, end: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = (end.max(1) as f64 + 1.0).powf(unit) as usize;
        rank.saturating_sub(1).min(end.saturating_sub(1))
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

/// The word of a rank: made of syllables, always the same.
pub(crate) fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 32] = [
        "an", "be", "co", "du", "el", "fi", "ga", "ho", "in", "ja", "ke", "lo", "mu", "ne", "or",
        "pa", "qui", "re", "so", "ta", "ur", "ve", "wi", "xa", "yo", "ze", "bri", "cha", "sto",
        "the", "gra", "ple",
    ];
    let mut chance = Chance::new(rank as u64 + 77);
    let mut word = String::new();
    for _ in 0..=(1 + chance.below(3)) {
        word.push_str(chance.pick(&SYLLABLES).copied().unwrap_or("a"));
    }
    word
}

/// How many words there are.
pub(crate) const WORDS: usize = 30_000;
