//! Addresses under which files of others are shown: what is wanted of which address, and a mark.

use crypto::constant_time_eq;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use url::Url;

use crate::{Error, Result, Social};

/// Where files of others are shown.
pub(super) const PATH: &str = "/media/far/";

const CONTEXT: &str = "far media";
/// The bytes of a mark that are kept: too many to guess.
const MARK: usize = 16;
/// The longest address is 2,048 bytes, in four characters for three.
const MAX_TOKEN: usize = 2_900;

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FarUse {
    /// The picture.
    Whole,
    /// A small one, standing still.
    Small,
    /// The picture of an account.
    Avatar,
    /// The same, standing still.
    StillAvatar,
    /// The banner of an account.
    Header,
    /// A custom emoji.
    Emoji,
    /// The same, standing still.
    StillEmoji,
    /// Video or sound.
    Play,
    /// What is said in it.
    Caption,
}

impl FarUse {
    const ALL: [Self; 9] = [
        Self::Whole,
        Self::Small,
        Self::Avatar,
        Self::StillAvatar,
        Self::Header,
        Self::Emoji,
        Self::StillEmoji,
        Self::Play,
        Self::Caption,
    ];

    /// The letter for it; part of addresses that others keep, so it never changes.
    const fn letter(self) -> u8 {
        match self {
            Self::Whole => b'w',
            Self::Small => b's',
            Self::Avatar => b'a',
            Self::StillAvatar => b'b',
            Self::Header => b'h',
            Self::Emoji => b'e',
            Self::StillEmoji => b'f',
            Self::Play => b'p',
            Self::Caption => b'c',
        }
    }
}

/// What an address of ours asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// What of it.
    pub(super) usage: FarUse,
    /// Where it is.
    pub(super) url: Url,
}

impl Wanted {
    /// The name under which it is kept.
    pub(super) fn key(&self) -> String {
        let mut text = vec![self.usage.letter()];
        text.extend_from_slice(self.url.as_str().as_bytes());
        HEXLOWER.encode(&crypto::sha256(&text))
    }

    /// The server it is on, without a port: as those that are kept out are named.
    pub(super) fn host(&self) -> String {
        self.url.host_str().unwrap_or_default().to_owned()
    }
}

impl Social {
    /// The address of a file of another server, through this one. What is on this server stays as it is.
    pub(super) fn far_address(&self, usage: FarUse, url: String) -> String {
        if self.far().is_none() || !url.starts_with("http") || self.is_own(&url) {
            return url;
        }
        let mut message = vec![usage.letter()];
        message.extend_from_slice(url.as_bytes());
        let mark = self.server_key().mark(CONTEXT, &message);
        let mut token = mark.get(..MARK).unwrap_or_default().to_vec();
        token.append(&mut message);
        let path = format!("{PATH}{}", BASE64URL_NOPAD.encode(&token));
        if usage == FarUse::Caption {
            // Browsers read captions of the page's own server alone.
            return self.url(&path);
        }
        self.shown_url(path)
    }

    /// Reads what [`Self::far_address`] wrote, and nothing else.
    pub(super) fn read_far(&self, token: &str) -> Result<Wanted> {
        const FORGED: Error = Error::Forbidden("This address was not made by this server.");
        if token.len() > MAX_TOKEN {
            return Err(FORGED);
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).or(Err(FORGED))?;
        let (mark, message) = bytes.split_at_checked(MARK).ok_or(FORGED)?;
        let made = self.server_key().mark(CONTEXT, message);
        if !constant_time_eq(mark, made.get(..MARK).unwrap_or_default()) {
            return Err(FORGED);
        }
        let (letter, url) = message.split_first().ok_or(FORGED)?;
        let usage = FarUse::ALL
            .into_iter()
            .find(|usage| usage.letter() == *letter)
            .ok_or(FORGED)?;
        let url = std::str::from_utf8(url).or(Err(FORGED))?;
        let url = Url::parse(url).or(Err(FORGED))?;
        if self.is_own(url.as_str()) || is_proxy(&url) {
            return Err(Error::Forbidden(
                "Files of this server, and of another's proxy, are not fetched.",
            ));
        }
        Ok(Wanted { usage, url })
    }

    fn is_own(&self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else {
            return false;
        };
        let host = |url: &Url| {
            (
                url.host_str().map(str::to_owned),
                url.port_or_known_default(),
            )
        };
        let domain = self.domain().as_str();
        let name = url.host_str().unwrap_or_default();
        host(&url) == host(self.base_url())
            || host(&url) == host(self.media_base())
            || name == domain
    }
}

/// Whether an address is one under which a server shows files of others: a ring of them would never end
/// (CVE-2024-49363).
fn is_proxy(url: &Url) -> bool {
    url.path().contains(PATH) || url.path().starts_with("/media_proxy/")
}
