//! How a permission is written: `resource:value?name=value&name=value`, percent-encoded where need be
//! (<https://atproto.com/specs/permission#scope-string-syntax>).

/// The most values of a permission.
const MAX_VALUES: usize = 100;

/// A permission as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) resource: String,
    value: Option<String>,
    named: Vec<(String, String)>,
}

impl Written {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (head, query) = match text.split_once('?') {
            Some((head, query)) => (head, Some(query)),
            None => (text, None),
        };
        let (resource, value) = match head.split_once(':') {
            Some((resource, value)) => (resource, Some(decode(value)?)),
            None => (head, None),
        };
        let mut named = Vec::new();
        for pair in query.into_iter().flat_map(|query| query.split('&')) {
            let (name, value) = pair.split_once('=')?;
            named.push((decode(name)?, decode(value)?));
        }
        (named.len() <= MAX_VALUES).then(|| Self {
            resource: resource.to_owned(),
            value,
            named,
        })
    }

    /// All values of a name. `value` says that this is the name of what stands after the colon; said both ways, it is
    /// refused.
    pub(super) fn all(&self, name: &str, value: Plain) -> Option<Vec<&str>> {
        let named: Vec<&str> = self
            .named
            .iter()
            .filter(|(one, _)| one == name)
            .map(|(_, value)| value.as_str())
            .collect();
        match (value, self.value.as_deref()) {
            (Plain::Yes, Some(value)) => named.is_empty().then(|| vec![value]),
            _ => Some(named),
        }
    }

    /// The only value of a name, if there is one at all.
    #[expect(
        clippy::option_option,
        reason = "refused, not said, or said: three answers"
    )]
    pub(super) fn one(&self, name: &str, value: Plain) -> Option<Option<&str>> {
        match self.all(name, value)?.as_slice() {
            [] => Some(None),
            [one] => Some(Some(*one)),
            _ => None,
        }
    }

    /// Whether nothing else is said.
    pub(super) fn says_only(&self, names: &[&str]) -> bool {
        self.named
            .iter()
            .all(|(name, _)| names.contains(&name.as_str()))
    }
}

/// Whether a name may be left out before its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// Its value may stand after the colon.
    Yes,
    /// It may not.
    No,
}

/// Decodes percent-encoding. A `%` without two digits is refused, and so is what is not text then.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                bytes.push(high << 4 | low);
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}
