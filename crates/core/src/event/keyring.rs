//! Members' keys, as a network shows them to their owners and changes them for them.

use model::AccountId;

use crate::network::BoxFuture;
use crate::{Caller, Error, Result, Social};

/// A member's key, for its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownKey {
    /// What people call it: `npub1…`.
    pub name: String,
    /// The same for programs, in hexadecimal digits.
    pub hex: String,
    /// Whether its secret is kept here; its owner keeps it themselves when not.
    pub is_kept_here: bool,
    /// Where apps reach this server: `wss://moot.example`.
    pub relay: String,
    /// The word that a key must sign to be shown to be the owner's.
    pub challenge: String,
}

/// A network on which everybody signs with a key of their own.
pub trait Keyring: Send + Sync {
    /// A member's key.
    fn show<'a>(&'a self, caller: &'a Caller) -> BoxFuture<'a, Result<ShownKey>>;

    /// Makes a new key for a member, kept here. The one before is forgotten.
    fn renew<'a>(&'a self, caller: &'a Caller) -> BoxFuture<'a, Result<()>>;

    /// Takes a secret that its owner brings, to be kept here. [`Error::Invalid`] for what is none.
    fn bring_secret<'a>(&'a self, caller: &'a Caller, secret: &'a str)
    -> BoxFuture<'a, Result<()>>;

    /// Takes a key that its owner keeps, shown to be theirs by an event that it has signed, in JSON. [`Error::Invalid`] when it
    /// does not show that.
    fn bring_public<'a>(&'a self, caller: &'a Caller, proof: &'a str) -> BoxFuture<'a, Result<()>>;

    /// The secret of a member, in the form that apps take, with their password. [`Error::Invalid`] when the password is not
    /// right, [`Error::NotFound`] when the secret is not here.
    fn export<'a>(&'a self, caller: &'a Caller, password: &'a str)
    -> BoxFuture<'a, Result<String>>;
}

impl Social {
    /// The keys of members, if there is a network here on which they have some.
    pub fn keyring(&self) -> Option<&dyn Keyring> {
        self.networks().iter().find_map(|network| network.keyring())
    }

    /// That a member who is in already knows their password: what follows cannot be undone. [`Error::Invalid`] when it is not
    /// right.
    pub async fn confirm_password(&self, caller: &Caller, password: &str) -> Result<()> {
        let account: AccountId = caller.account_id;
        if self.is_own_password(account, password).await? {
            Ok(())
        } else {
            Err(Error::invalid("password", "invalid", "is not right"))
        }
    }
}
