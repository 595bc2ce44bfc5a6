//! Which filters meet a post.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use model::{PostId, Time};

use super::{FilterMatch, FilterView, show};
use crate::{PostView, Result, Social, Viewer};

/// The most characters of a post that are looked at.
const MAX_TEXT: usize = 20_000;

/// Somebody's filters, ready to be asked about many posts.
#[derive(Debug)]
pub(crate) struct Sieve {
    filters: Vec<Arc<FilterView>>,
    words: Vec<Word>,
    finder: Option<AhoCorasick>,
}

/// A word of a filter; its number is that of the finder's pattern.
#[derive(Debug)]
struct Word {
    /// The place of its filter.
    filter: usize,
    keyword: String,
    /// Where it begins, a word has to begin.
    is_bound_before: bool,
    /// Where it ends, a word has to end.
    is_bound_after: bool,
}

impl Social {
    /// The filters of whoever looks.
    pub(crate) async fn sieve(&self, viewer: Viewer, now: Time) -> Result<Option<Arc<Sieve>>> {
        let Viewer::Member(account) = viewer else {
            return Ok(None);
        };
        let (account, memory) = (account.get(), &self.memory().filters.sieves);
        if let Some(known) = memory.get(&account, now) {
            return Ok(Some(known));
        }
        let asked = memory.ask();
        let filters = self
            .store()
            .read(move |conn| show::all(conn, account))
            .await?;
        let sieve = Arc::new(Sieve::new(filters));
        memory.put(account, Arc::clone(&sieve), now, asked);
        Ok(Some(sieve))
    }
}

impl Sieve {
    fn new(filters: Vec<FilterView>) -> Self {
        let mut words = Vec::new();
        let mut patterns = Vec::new();
        for (filter, view) in filters.iter().enumerate() {
            for keyword in &view.keywords {
                let pattern = keyword.keyword.to_lowercase();
                let is_whole = keyword.is_whole_word;
                words.push(Word {
                    filter,
                    keyword: keyword.keyword.clone(),
                    is_bound_before: is_whole && pattern.chars().next().is_some_and(is_of_word),
                    is_bound_after: is_whole && pattern.chars().next_back().is_some_and(is_of_word),
                });
                patterns.push(pattern);
            }
        }
        Self {
            filters: filters.into_iter().map(Arc::new).collect(),
            words,
            // It fails on more patterns than anybody can have.
            finder: (!patterns.is_empty())
                .then(|| AhoCorasick::new(&patterns).ok())
                .flatten(),
        }
    }

    /// Notes on a post, and on the one it quotes, which filters meet it. A boost is what it repeats.
    pub(crate) fn mark(&self, post: &mut PostView, now: Time) {
        if self.filters.is_empty() {
            return;
        }
        let filtered = self.matches(post, now);
        if let Some(original) = &mut post.boost_of {
            original.filtered.clone_from(&filtered);
            self.mark_quoted(original, now);
        }
        self.mark_quoted(post, now);
        post.filtered = filtered;
    }

    fn mark_quoted(&self, post: &mut PostView, now: Time) {
        let quoted = post.quote.as_mut().and_then(|quote| quote.post.as_mut());
        if let Some(quoted) = quoted {
            quoted.filtered = self.matches(quoted, now);
        }
    }

    fn matches(&self, post: &PostView, now: Time) -> Vec<FilterMatch> {
        let found = self.find(post.content());
        let ids = [post.id, post.content().id];
        let filters = self.filters.iter().enumerate();
        filters
            .filter(|(_, filter)| filter.is_active(now))
            .filter_map(|(place, filter)| {
                let keywords: Vec<String> = found
                    .iter()
                    .filter_map(|number| self.words.get(*number))
                    .filter(|word| word.filter == place)
                    .map(|word| word.keyword.clone())
                    .collect();
                let posts = filter.posts.iter().map(|post| post.post_id);
                let posts: Vec<PostId> = posts.filter(|id| ids.contains(id)).collect();
                let is_met = !(keywords.is_empty() && posts.is_empty());
                is_met.then(|| FilterMatch {
                    filter: Arc::clone(filter),
                    keywords,
                    posts,
                })
            })
            .collect()
    }

    /// The numbers of the words that are in a post.
    fn find(&self, post: &PostView) -> BTreeSet<usize> {
        match &self.finder {
            Some(finder) => self.find_in(finder, &visible_text(post)),
            None => BTreeSet::new(),
        }
    }

    /// The same, in a text of small letters.
    fn find_in(&self, finder: &AhoCorasick, text: &str) -> BTreeSet<usize> {
        finder
            .find_overlapping_iter(text)
            .filter(|found| {
                let before = text.get(..found.start()).unwrap_or_default();
                let after = text.get(found.end()..).unwrap_or_default();
                let goes_on = |next: Option<char>| next.is_some_and(is_of_word);
                let word = self.words.get(found.pattern().as_usize());
                word.is_some_and(|word| {
                    !(word.is_bound_before && goes_on(before.chars().next_back())
                        || word.is_bound_after && goes_on(after.chars().next()))
                })
            })
            .map(|found| found.pattern().as_usize())
            .collect()
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// All that can be read of a post, in small letters.
fn visible_text(post: &PostView) -> String {
    let html = model::sanitize::plain_text(&post.html);
    let options = post.poll.iter().flat_map(|poll| &poll.options);
    let parts = post
        .title
        .as_deref()
        .into_iter()
        .chain([post.warning.as_str(), html.as_str()])
        .chain(options.map(|option| option.title.as_str()))
        .chain(post.media.iter().filter_map(|file| file.alt.as_deref()));
    let text = parts.collect::<Vec<_>>().join("\n");
    text.chars()
        .take(MAX_TEXT)
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use model::Id;

    use super::super::{Action, KeywordView};
    use super::*;

    fn finds(keyword: &str, is_whole_word: bool, text: &str) -> bool {
        let filter = FilterView {
            id: Id::from(1),
            title: String::new(),
            action: Action::Warn,
            places: Vec::new(),
            expires_at: None,
            keywords: vec![KeywordView {
                id: Id::from(2),
                keyword: keyword.to_owned(),
                is_whole_word,
            }],
            posts: Vec::new(),
        };
        let sieve = Sieve::new(vec![filter]);
        let finder = sieve.finder.as_ref().unwrap();
        !sieve.find_in(finder, &text.to_lowercase()).is_empty()
    }

    #[test]
    fn words_are_found_as_they_are_meant() {
        for (keyword, is_whole, text, is_found) in [
            ("Cat", true, "a cat.", true),
            ("Cat", true, "concatenate", false),
            ("Cat", true, "concat cat", true),
            ("Cat", false, "concatenate", true),
            ("GRÜN", true, "so grün!", true),
            ("GRÜN", true, "grünlich", false),
            ("#cat", true, "a#cat", true),
            ("#cat", true, "#cats", false),
            ("c++", true, "c++ 20", true),
            ("two words", true, "the two words here", true),
            ("猫", false, "黒猫が", true),
        ] {
            assert_eq!(
                finds(keyword, is_whole, text),
                is_found,
                "{keyword}: {text}"
            );
        }
    }
}
