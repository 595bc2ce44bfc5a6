//! AT URIs (<https://atproto.com/specs/at-uri-scheme>).

use super::{AtIdentifier, Nsid, RecordKey, SyntaxError, text};

/// The longest AT URI.
const MAX_BYTES: usize = 8_192;

/// `at://` and an account, perhaps a collection, perhaps a record. No query, no fragment, no slash at
/// the end: the restricted syntax that lexicons ask for. A handle in it is made lower-case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AtUri {
    text: String,
    identifier: AtIdentifier,
    path: Path,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Path {
    Account,
    Collection(Nsid),
    Record(Nsid, RecordKey),
}

impl AtUri {
    /// Checks a text and all its parts.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        read(text).ok_or(SyntaxError::AtUri)
    }

    /// The URI of an account.
    pub fn account(identifier: AtIdentifier) -> Self {
        Self::of(identifier, Path::Account)
    }

    /// The URI of a collection.
    pub fn of_collection(identifier: AtIdentifier, collection: Nsid) -> Self {
        Self::of(identifier, Path::Collection(collection))
    }

    /// The URI of a record.
    pub fn record(identifier: AtIdentifier, collection: Nsid, rkey: RecordKey) -> Self {
        Self::of(identifier, Path::Record(collection, rkey))
    }

    fn of(identifier: AtIdentifier, path: Path) -> Self {
        let text = match &path {
            Path::Account => format!("at://{identifier}"),
            Path::Collection(collection) => format!("at://{identifier}/{collection}"),
            Path::Record(collection, rkey) => format!("at://{identifier}/{collection}/{rkey}"),
        };
        Self {
            text,
            identifier,
            path,
        }
    }

    /// Whose repository it is in.
    pub fn identifier(&self) -> &AtIdentifier {
        &self.identifier
    }

    /// The collection, if it names one.
    pub fn collection(&self) -> Option<&Nsid> {
        match &self.path {
            Path::Account => None,
            Path::Collection(collection) | Path::Record(collection, _) => Some(collection),
        }
    }

    /// The key of the record, if it names one.
    pub fn rkey(&self) -> Option<&RecordKey> {
        match &self.path {
            Path::Account | Path::Collection(_) => None,
            Path::Record(_, rkey) => Some(rkey),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn read(text: &str) -> Option<AtUri> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut parts = text.strip_prefix("at://")?.splitn(3, '/');
    let identifier = AtIdentifier::parse(parts.next()?).ok()?;
    let path = match (parts.next(), parts.next()) {
        (None, _) => Path::Account,
        (Some(collection), None) => Path::Collection(Nsid::parse(collection).ok()?),
        (Some(collection), Some(rkey)) => {
            Path::Record(Nsid::parse(collection).ok()?, RecordKey::parse(rkey).ok()?)
        }
    };
    Some(AtUri::of(identifier, path))
}

text!(AtUri);

#[cfg(test)]
mod tests {
    use super::AtUri;

    #[test]
    fn a_uri_falls_into_its_parts_and_is_made_of_them() {
        let text = "at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a";
        let uri = AtUri::parse(text).unwrap();
        let (collection, rkey) = (uri.collection().unwrap(), uri.rkey().unwrap());
        assert_eq!(uri.identifier().as_str(), "did:plc:abc");
        assert_eq!(collection.as_str(), "app.bsky.feed.post");
        assert_eq!(rkey.as_str(), "3jzfcijpj2z2a");
        let again = AtUri::record(uri.identifier().clone(), collection.clone(), rkey.clone());
        assert_eq!(again, uri);
    }
}
