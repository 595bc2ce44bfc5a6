//! Texts that stand beside a name in the DNS (TXT records): bounded in time, number and size.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::future::BoxFuture;
use hickory_resolver::{TokioResolver, proto::rr::RData};
use tokio::{sync::Semaphore, time::timeout};

/// The longest that one look-up may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one server is waited for, before it or another is asked again.
const ONE_ANSWER: Duration = Duration::from_secs(2);
/// Look-ups at once.
const AT_ONCE: usize = 32;
/// Texts of one name that are looked at.
const MAX_TEXTS: usize = 32;
/// Bytes of one text.
const MAX_BYTES: usize = 2_048;

/// What a [`TextLookup`] gives back. A name that has no texts has an empty list; an error says that nobody answered.
pub type TextFuture = BoxFuture<'static, io::Result<Vec<String>>>;

/// Who knows the texts of a name. Two implement it: the DNS, and a table for tests.
pub trait TextLookup: Send + Sync {
    /// The texts of this name: each joined of its parts (RFC 1035 §3.3.14), those that are no UTF-8 left out.
    fn texts(&self, name: &str) -> TextFuture;
}

/// The DNS, asked as the system is set up to ask it.
#[derive(Clone)]
pub struct DnsTexts {
    resolver: Arc<OnceLock<Option<TokioResolver>>>,
    places: Arc<Semaphore>,
}

impl Default for DnsTexts {
    fn default() -> Self {
        Self {
            resolver: Arc::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl TextLookup for DnsTexts {
    fn texts(&self, name: &str) -> TextFuture {
        let this = self.clone();
        // The dot at the end keeps the system's search list away: the name is whole.
        let name = format!("{}.", name.trim_end_matches('.'));
        Box::pin(async move {
            let asked = async {
                let _place = this.places.acquire().await.map_err(io::Error::other)?;
                let resolver = this.resolver.get_or_init(system_resolver);
                let resolver = resolver.as_ref().ok_or(io::ErrorKind::Unsupported)?;
                ask(resolver, name).await
            };
            let elapsed = Err(io::ErrorKind::TimedOut.into());
            timeout(PATIENCE, asked).await.unwrap_or(elapsed)
        })
    }
}

fn system_resolver() -> Option<TokioResolver> {
    let mut builder = TokioResolver::builder_tokio().ok()?;
    let options = builder.options_mut();
    (options.timeout, options.attempts) = (ONE_ANSWER, 2);
    builder.build().ok()
}

async fn ask(resolver: &TokioResolver, name: String) -> io::Result<Vec<String>> {
    let found = match resolver.txt_lookup(name).await {
        Ok(found) => found,
        Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
        Err(error) => return Err(io::Error::other(error)),
    };
    let texts = found
        .answers()
        .iter()
        .filter_map(|record| match &record.data {
            RData::TXT(text) => joined(&text.txt_data),
            _ => None,
        });
    Ok(texts.take(MAX_TEXTS).collect())
}

fn joined(parts: &[Box<[u8]>]) -> Option<String> {
    let size: usize = parts.iter().map(|part| part.len()).sum();
    let whole = (size <= MAX_BYTES).then(|| parts.concat())?;
    String::from_utf8(whole).ok()
}

/// Names and their texts, written down beforehand: for tests, and for development, where nobody is asked.
#[derive(Debug, Default)]
pub struct TextTable {
    texts: HashMap<String, Vec<String>>,
}

impl TextTable {
    /// A table without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text of a name.
    pub fn with(mut self, name: &str, text: &str) -> Self {
        let texts = self.texts.entry(name.to_owned()).or_default();
        texts.push(text.to_owned());
        self
    }
}

impl TextLookup for TextTable {
    fn texts(&self, name: &str) -> TextFuture {
        let texts = self.texts.get(name).cloned().unwrap_or_default();
        Box::pin(std::future::ready(Ok(texts)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_joined_of_its_parts_and_bounded() {
        let part = |text: &[u8]| Box::<[u8]>::from(text);
        let text = joined(&[part(b"did=did:plc:"), part(b"abc")]);
        assert_eq!(text.as_deref(), Some("did=did:plc:abc"));
        assert_eq!(joined(&[part(b"\xff")]), None);
        assert_eq!(joined(&vec![part(&[b'a'; 255]); 9]), None);
    }

    #[tokio::test]
    async fn a_table_knows_only_what_was_written_down() {
        let table = TextTable::new()
            .with("_a.example", "one")
            .with("_a.example", "two");
        assert_eq!(table.texts("_a.example").await.unwrap(), ["one", "two"]);
        assert!(table.texts("_b.example").await.unwrap().is_empty());
    }
}
