//! The structured fields (RFC 8941) that signatures use: dictionaries of inner lists and of byte
//! sequences. A key that comes twice is refused, where the standard takes the last: two readers must
//! not see two signatures.

use data_encoding::BASE64;

use super::SignatureProblem;

type Result<T> = std::result::Result<T, SignatureProblem>;

/// The most members of a dictionary, items of a list, parameters of an item.
const MAX_MEMBERS: usize = 32;

const BAD: SignatureProblem = SignatureProblem::Malformed("a structured field is malformed");

/// A value without parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bare {
    Integer(i64),
    String(String),
    Token(String),
    Bytes(Vec<u8>),
    Boolean(bool),
}

/// Parameters, in order.
pub(super) type Parameters = Vec<(String, Bare)>;

/// An inner list of strings with parameters: the covered components of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InnerList {
    pub(super) items: Vec<(String, Parameters)>,
    pub(super) parameters: Parameters,
}

impl InnerList {
    /// The parameter of this name.
    pub(super) fn parameter(&self, name: &str) -> Option<&Bare> {
        self.parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// Writes the list in the one form the standard prescribes (RFC 8941 section 4.1.1.1).
    pub(super) fn serialize(&self) -> String {
        let items: Vec<String> = self
            .items
            .iter()
            .map(|(name, parameters)| format!("{}{}", quote(name), write_parameters(parameters)))
            .collect();
        format!(
            "({}){}",
            items.join(" "),
            write_parameters(&self.parameters)
        )
    }
}

/// Writes a string in quotes.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn write_parameters(parameters: &Parameters) -> String {
    let write = |(name, value): &(String, Bare)| format!(";{name}{}", write_value(value));
    let written: Vec<String> = parameters.iter().map(write).collect();
    written.concat()
}

/// A parameter's value with its `=`; true is written as nothing.
fn write_value(value: &Bare) -> String {
    match value {
        Bare::Boolean(true) => String::new(),
        Bare::Boolean(false) => "=?0".to_owned(),
        Bare::Integer(number) => format!("={number}"),
        Bare::Token(token) => format!("={token}"),
        Bare::String(text) => format!("={}", quote(text)),
        Bare::Bytes(bytes) => format!("=:{}:", BASE64.encode(bytes)),
    }
}

/// Reads `label=("a" "b");p=1, …`.
pub(super) fn list_dictionary(text: &str) -> Result<Vec<(String, InnerList)>> {
    dictionary(text, Scanner::inner_list)
}

/// Reads `label=:base64:, …`.
pub(super) fn byte_dictionary(text: &str) -> Result<Vec<(String, Vec<u8>)>> {
    dictionary(text, |scanner| {
        let Bare::Bytes(bytes) = scanner.bare()? else {
            return Err(BAD);
        };
        scanner.parameters()?;
        Ok(bytes)
    })
}

fn dictionary<'a, T>(
    text: &'a str,
    value: impl Fn(&mut Scanner<'a>) -> Result<T>,
) -> Result<Vec<(String, T)>> {
    let mut scanner = Scanner {
        rest: text.trim_matches(' '),
    };
    let mut members: Vec<(String, T)> = Vec::new();
    loop {
        let key = scanner.key()?;
        if members.iter().any(|(other, _)| *other == key) {
            return Err(SignatureProblem::Malformed("a label comes twice"));
        }
        scanner.expect('=')?;
        members.push((key, value(&mut scanner)?));
        scanner.skip_spaces();
        if scanner.rest.is_empty() {
            return Ok(members);
        }
        scanner.expect(',')?;
        scanner.skip_spaces();
        if members.len() >= MAX_MEMBERS {
            return Err(BAD);
        }
    }
}

/// What is left to read.
struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn take(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, character: char) -> Result<()> {
        if self.take(character) {
            Ok(())
        } else {
            Err(BAD)
        }
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn key(&mut self) -> Result<String> {
        let starts = self
            .rest
            .starts_with(|c: char| c.is_ascii_lowercase() || c == '*');
        let key = self.take_while(|c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '*')
        });
        if starts { Ok(key.to_owned()) } else { Err(BAD) }
    }

    fn inner_list(&mut self) -> Result<InnerList> {
        self.expect('(')?;
        let mut items = Vec::new();
        loop {
            self.skip_spaces();
            if self.take(')') {
                return Ok(InnerList {
                    items,
                    parameters: self.parameters()?,
                });
            }
            if items.len() >= MAX_MEMBERS {
                return Err(BAD);
            }
            items.push((self.string()?, self.parameters()?));
            if !self.rest.starts_with([' ', ')']) {
                return Err(BAD);
            }
        }
    }

    fn parameters(&mut self) -> Result<Parameters> {
        let mut parameters = Parameters::new();
        while self.take(';') {
            self.skip_spaces();
            let key = self.key()?;
            let value = if self.take('=') {
                self.bare()?
            } else {
                Bare::Boolean(true)
            };
            if parameters.len() >= MAX_MEMBERS || parameters.iter().any(|(other, _)| *other == key)
            {
                return Err(BAD);
            }
            parameters.push((key, value));
        }
        Ok(parameters)
    }

    fn bare(&mut self) -> Result<Bare> {
        match self.rest.chars().next() {
            Some('"') => self.string().map(Bare::String),
            Some(':') => self.bytes().map(Bare::Bytes),
            Some('?') => self.boolean().map(Bare::Boolean),
            Some(c) if c == '-' || c.is_ascii_digit() => self.integer().map(Bare::Integer),
            Some(c) if c == '*' || c.is_ascii_alphabetic() => Ok(Bare::Token(self.token())),
            _ => Err(BAD),
        }
    }

    fn string(&mut self) -> Result<String> {
        self.expect('"')?;
        let mut text = String::new();
        let mut characters = self.rest.chars();
        loop {
            match characters.next() {
                Some('"') => {
                    self.rest = characters.as_str();
                    return Ok(text);
                }
                Some('\\') => match characters.next() {
                    Some(c @ ('"' | '\\')) => text.push(c),
                    _ => return Err(BAD),
                },
                Some(c @ ' '..='~') => text.push(c),
                _ => return Err(BAD),
            }
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>> {
        self.expect(':')?;
        let encoded = self.take_while(|c| c != ':');
        self.expect(':')?;
        BASE64.decode(encoded.as_bytes()).map_err(|_encoding| BAD)
    }

    fn boolean(&mut self) -> Result<bool> {
        self.expect('?')?;
        if self.take('1') {
            return Ok(true);
        }
        self.expect('0').map(|()| false)
    }

    fn integer(&mut self) -> Result<i64> {
        let digits = self.take_while(|c| c == '-' || c.is_ascii_digit());
        // A fraction would be a decimal, which no parameter of a signature is.
        if digits.len() > 16 || self.rest.starts_with('.') {
            return Err(BAD);
        }
        digits.parse().map_err(|_number| BAD)
    }

    fn token(&mut self) -> String {
        let taken =
            self.take_while(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c));
        taken.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Bare, byte_dictionary, list_dictionary};

    #[test]
    fn a_signature_input_is_read_and_written_alike() {
        let list = r#"("@method" "x";key="sig1";req);created=1618884475;keyid="a\"b\\";t=tok;f=?0;b=:AQI=:"#;
        let read = list_dictionary(&format!("sig1={list}, p=()")).unwrap();
        assert_eq!(read[0].0, "sig1");
        assert_eq!(read[0].1.serialize(), list);
        assert_eq!(
            read[0].1.parameter("created"),
            Some(&Bare::Integer(1_618_884_475))
        );
        assert_eq!(
            read[0].1.parameter("keyid"),
            Some(&Bare::String("a\"b\\".into()))
        );
        assert_eq!(read[1].1.serialize(), "()");
    }

    #[test]
    fn odd_spaces_are_written_the_one_way() {
        let read = list_dictionary(r#"  a=(  "x"   "y" ); c=1  ,	b=("z")  "#).unwrap();
        assert_eq!(read[0].1.serialize(), r#"("x" "y");c=1"#);
        assert_eq!(read[1].0, "b");
    }

    #[test]
    fn malformed_fields_are_refused() {
        for text in [
            "",
            ",",
            "a",
            "a=",
            "a=(",
            "a=(\"x\"",
            "a=(\"x\"\"y\")",
            "A=()",
            "1=()",
            "a=(),",
            "a=(x)",
            "a=();c=1.5",
            "a=();c=12345678901234567",
            "a=();c=1;c=2",
            "a=(), a=()",
            "a=()b",
            "a=(\"é\")",
        ] {
            assert!(list_dictionary(text).is_err(), "{text}");
        }
        for text in ["a=:", "a=:??:", "a=1", "a=:AQI=:, a=:AQI=:"] {
            assert!(byte_dictionary(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-c=(\") ;,:1?\\\\é.-]{0,40}") {
            let _ = (list_dictionary(&text), byte_dictionary(&text));
        }

        #[test]
        fn what_was_read_reads_back(text in r#"a=\(("[ -!#-\[\]-~]{0,5}" ){0,3}\)(;k="x"){0,1}"#) {
            if let Ok(read) = list_dictionary(&text) {
                let again = list_dictionary(&format!("a={}", read[0].1.serialize())).unwrap();
                prop_assert_eq!(again, read);
            }
        }
    }
}
