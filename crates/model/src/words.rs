//! The words of a text, as a search sees them: the same for the text that is searched and for what is looked for.
//!
//! A word is in lower case and without accents. Scripts that put no spaces between words are cut into overlapping
//! pairs of characters, and the last character of such a run stands alone, so that any part of it of two characters
//! or more is a row of neighbouring pairs, and a single character is the beginning of some word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A longer word is cut, in the text and in the question alike.
pub const MAX_WORD_CHARS: usize = 48;

/// The words of a text in their order, at most `most`.
pub fn words(text: &str, most: usize) -> Vec<String> {
    let mut out = Vec::new();
    for run in runs(text) {
        if out.len() >= most {
            break;
        }
        match run {
            Run::Word(word) => out.push(word),
            Run::Row(row) => out.extend(pairs(&row)),
        }
    }
    out.truncate(most);
    out
}

/// Something to look for: words that stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The words in their order; never none.
    pub words: Vec<String>,
    /// The last word may go on.
    pub is_beginning: bool,
}

impl Phrase {
    /// Reads what somebody looks for. `None` when there is no word in it.
    pub fn parse(text: &str, most: usize) -> Option<Self> {
        let mut phrase = Self {
            words: words(text, most),
            is_beginning: false,
        };
        if let Some(Run::Row(row)) = runs(text).last() {
            match row.chars().count() {
                1 => phrase.is_beginning = true,
                // The last character stands alone only where its run ends, and this may be the middle of one.
                _ if phrase.words.len() < most => {
                    phrase.words.pop();
                }
                _ => {}
            }
        }
        (!phrase.words.is_empty()).then_some(phrase)
    }
}

/// What stands between spaces and signs.
enum Run {
    /// A word of a script that has words.
    Word(String),
    /// Characters of a script that puts no spaces between words.
    Row(String),
}

fn runs(text: &str) -> Vec<Run> {
    let folded = fold(text);
    let mut out = Vec::new();
    let mut run = String::new();
    let mut in_row = false;
    for c in folded.chars() {
        let is_part = c.is_alphanumeric() || (is_kept_mark(c) && !run.is_empty());
        let is_row = has_no_spaces(c);
        if !run.is_empty() && (!is_part || is_row != in_row) {
            out.push(close(std::mem::take(&mut run), in_row));
        }
        if is_part {
            in_row = is_row;
            run.push(c);
        }
    }
    if !run.is_empty() {
        out.push(close(run, in_row));
    }
    out
}

fn close(run: String, is_row: bool) -> Run {
    if is_row {
        Run::Row(run)
    } else {
        Run::Word(run.chars().take(MAX_WORD_CHARS).collect())
    }
}

fn pairs(row: &str) -> impl Iterator<Item = String> {
    let chars: Vec<char> = row.chars().collect();
    let pairs: Vec<String> = (0..chars.len())
        .map(|at| chars.iter().skip(at).take(2).collect())
        .collect();
    pairs.into_iter()
}

/// Lower case, compatible forms made one, accents taken off.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bare = text
        .nfkd()
        .filter(|c| !is_accent(*c) && !is_invisible(*c))
        .nfc();
    for c in bare {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.extend(c.to_lowercase().filter(|c| !is_accent(*c))),
        }
    }
    out
}

/// Marks that a reader would not type when looking for the word: accents of European scripts, the points of Hebrew,
/// the vowel signs of Arabic. The marks of Indian and East Asian scripts are letters to their readers.
fn is_accent(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E4 | 0x06E7..=0x06E8
        | 0x06EA..=0x06ED | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Joiners, soft hyphens, directions: part of no word.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF)
}

/// A mark that belongs to the letter before it, such as an Indian virama.
fn is_kept_mark(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Whether a character belongs to a script that puts no spaces between words, or that joins endings to them.
fn has_no_spaces(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF // Thai, Lao
        | 0x0F00..=0x0FFF // Tibetan
        | 0x1000..=0x109F // Burmese
        | 0x1780..=0x17FF // Khmer
        | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3031..=0x3035 // signs of Han
        | 0x3040..=0x30FF | 0x31F0..=0x31FF // Kana
        | 0x3100..=0x312F // Bopomofo
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF // Han
        | 0xAC00..=0xD7AF // Korean syllables
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_WORD_CHARS, Phrase, words};

    fn of(text: &str) -> String {
        words(text, 100).join(" ")
    }

    /// Whether a text has a phrase, as an index with positions would find it.
    fn has(text: &str, wanted: &str) -> bool {
        let text = words(text, 1_000);
        let phrase = Phrase::parse(wanted, 100).unwrap();
        text.windows(phrase.words.len()).any(|found| {
            let (last, first) = found.split_last().unwrap();
            let (wanted_last, wanted_first) = phrase.words.split_last().unwrap();
            first == wanted_first
                && if phrase.is_beginning {
                    last.starts_with(wanted_last.as_str())
                } else {
                    last == wanted_last
                }
        })
    }

    #[test]
    fn case_accents_and_forms_do_not_matter() {
        assert_eq!(of("Crème BRÛLÉE, Ångström!"), "creme brulee angstrom");
        assert_eq!(of("Straße Łódź Ærø İstanbul"), "strasse lodz aero istanbul");
        assert_eq!(of("Ｆｏｌｋ ﬁre ²"), "folk fire 2");
        assert_eq!(of("Ελλάδα ΟΔΟΣ"), "ελλαδα οδοσ");
        assert_eq!(of("مُحَمَّد שָׁלוֹם"), "محمد שלום");
        assert_eq!(of("don't foo_bar a.b@c"), "don t foo bar a b c");
        assert_eq!(of("हिन्दी में"), "हिन्दी में");
        assert_eq!(of("  \u{202e}… 🎉 --"), "");
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        assert_eq!(of("東京都"), "東京 京都 都");
        assert_eq!(of("ガラス"), "ガラ ラス ス");
        assert_eq!(of("ｶﾞラスabcの"), "ガラ ラス ス abc の");
        assert_eq!(of("안녕 하세"), "안녕 녕 하세 세");
    }

    #[test]
    fn parts_of_a_run_are_found() {
        for (text, wanted) in [
            ("東京都庁", "京都"),
            ("東京都庁", "東京都庁"),
            ("東京都庁", "庁"),
            ("東京都庁", "京"),
            ("私は folk です", "は folk で"),
            ("สวัสดีชาวโลก", "ชาว"),
            ("Crème brûlée", "BRULEE"),
        ] {
            assert!(has(text, wanted), "{wanted} in {text}");
        }
        assert!(!has("東京都庁", "東庁"));
        assert!(!has("かいぎ", "がい"));
        assert_eq!(Phrase::parse("?! 🎉", 10), None);
    }

    proptest! {
        #[test]
        fn words_are_bounded_and_plain(text in "\\PC{0,200}") {
            let found = words(&text, 20);
            prop_assert!(found.len() <= 20);
            for word in found {
                prop_assert!(!word.is_empty());
                prop_assert!(word.chars().count() <= MAX_WORD_CHARS);
                prop_assert!(word.chars().all(|c| !c.is_ascii() || c.is_ascii_lowercase() || c.is_ascii_digit()), "{word:?}");
            }
        }

        #[test]
        fn every_text_is_found_by_itself(text in "[a-zäöüß東京都のガ안녕 ,.-]{1,40}") {
            if Phrase::parse(&text, 100).is_some() {
                prop_assert!(has(&text, &text));
            }
        }
    }
}
