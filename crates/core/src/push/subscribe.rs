//! Where apps want to be woken.

use model::Id;
use store::push::SubscriptionRow;
use url::Url;

use crate::caller::Via;
use crate::view::NotificationKind;
use crate::{Caller, Error, Result, Social};

/// Whose doing it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PushPolicy {
    /// Anybody's.
    #[default]
    All,
    /// Of people one follows.
    Followed,
    /// Of people who follow one.
    Follower,
    /// Nobody's.
    None,
}

impl PushPolicy {
    const ALL: [Self; 4] = [Self::All, Self::Followed, Self::Follower, Self::None];

    /// The word kept in the database, which is also Mastodon's.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Followed => "followed",
            Self::Follower => "follower",
            Self::None => "none",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == word)
    }
}

/// Where an app wants to be woken.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSubscription {
    /// The address of its push service.
    pub endpoint: String,
    /// The subscriber's public key.
    pub public: Vec<u8>,
    /// The secret shared with the subscriber.
    pub auth: Vec<u8>,
    /// As the RFC says, not as its fourth draft.
    pub is_standard: bool,
    /// The kinds that are wanted.
    pub alerts: Vec<NotificationKind>,
    /// Whose doing it must be.
    pub policy: PushPolicy,
    /// The token by which it is asked for; it is part of what is sent.
    pub token: String,
}

/// Where an app is woken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionView {
    /// Its id.
    pub id: Id,
    /// The address of its push service.
    pub endpoint: String,
    /// As the RFC says, not as its fourth draft.
    pub is_standard: bool,
    /// The kinds that are wanted.
    pub alerts: Vec<NotificationKind>,
    /// Whose doing it must be.
    pub policy: PushPolicy,
}

/// The longest address of a push service.
const MAX_ENDPOINT_BYTES: usize = 2_048;

impl Social {
    /// Wakes the caller's app from now on, at this address and no other.
    pub async fn subscribe_push(
        &self,
        caller: &Caller,
        new: NewSubscription,
    ) -> Result<SubscriptionView> {
        let token_id = token_of(caller)?;
        self.check_subscription(&new)?;
        let id = self.new_id().get();
        let row = SubscriptionRow {
            id,
            token_id: token_id.get(),
            account_id: caller.account_id.get(),
            sealed_token: self
                .server_key()
                .seal(new.token.as_bytes(), &seal_context(id))?,
            endpoint: new.endpoint,
            public: new.public,
            auth: new.auth,
            is_standard: new.is_standard,
            alerts: words(&new.alerts),
            policy: new.policy.as_str().to_owned(),
            created_at: self.now().micros(),
        };
        let kept = row.clone();
        self.store()
            .write(move |tx| store::push::put(tx, &kept))
            .await?;
        Ok(view(row))
    }

    /// Where the caller's app is woken.
    pub async fn push_subscription(&self, caller: &Caller) -> Result<SubscriptionView> {
        let token = token_of(caller)?.get();
        let row = self
            .store()
            .read(move |conn| store::push::find(conn, token))
            .await?;
        row.map(view).ok_or(Error::NotFound("This subscription"))
    }

    /// Changes for what the caller's app is woken.
    pub async fn update_push(
        &self,
        caller: &Caller,
        alerts: &[NotificationKind],
        policy: PushPolicy,
    ) -> Result<SubscriptionView> {
        let (token, alerts) = (token_of(caller)?.get(), words(alerts));
        let was_there = self
            .store()
            .write(move |tx| store::push::update(tx, token, &alerts, policy.as_str()))
            .await?;
        if !was_there {
            return Err(Error::NotFound("This subscription"));
        }
        self.push_subscription(caller).await
    }

    /// Lets the caller's app sleep.
    pub async fn unsubscribe_push(&self, caller: &Caller) -> Result<()> {
        let token = token_of(caller)?.get();
        Ok(self
            .store()
            .write(move |tx| store::push::remove(tx, token))
            .await?)
    }

    /// What can be seen of an address is checked now; where its name leads is checked with every message.
    fn check_subscription(&self, new: &NewSubscription) -> Result<()> {
        let wrong = |what| Error::invalid("subscription", "invalid", what);
        let url = Url::parse(&new.endpoint).or(Err(wrong("has an address that is none")))?;
        let is_safe = url.scheme() == "https" || (self.is_development() && url.scheme() == "http");
        let is_plain = url.username().is_empty() && url.password().is_none();
        if !is_safe
            || !is_plain
            || url.host_str().is_none_or(str::is_empty)
            || new.endpoint.len() > MAX_ENDPOINT_BYTES
        {
            return Err(wrong("must have an https address"));
        }
        if !crypto::is_p256_public(&new.public) {
            return Err(wrong("has a key that is not one on the curve P-256"));
        }
        if new.auth.len() != crypto::AUTH_BYTES {
            return Err(wrong("has a secret that is not 16 bytes long"));
        }
        Ok(())
    }
}

/// A subscription belongs to the token of an app.
fn token_of(caller: &Caller) -> Result<Id> {
    match caller.via {
        Via::App { token_id, .. } => Ok(token_id),
        Via::Session(_) | Via::LogIn(_) | Via::Console => {
            Err(Error::Forbidden("Only an app can be woken by a push."))
        }
    }
}

/// The context the token is sealed in.
pub(super) fn seal_context(subscription: i64) -> String {
    format!("push:{subscription}")
}

fn words(kinds: &[NotificationKind]) -> String {
    let words: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
    serde_json::to_string(&words).unwrap_or_default()
}

/// The kinds of [`words`].
pub(super) fn kinds(words: &str) -> Vec<NotificationKind> {
    let words: Vec<String> = serde_json::from_str(words).unwrap_or_default();
    words
        .iter()
        .filter_map(|word| NotificationKind::from_word(word))
        .collect()
}

fn view(row: SubscriptionRow) -> SubscriptionView {
    SubscriptionView {
        id: Id::from(row.id),
        endpoint: row.endpoint,
        is_standard: row.is_standard,
        alerts: kinds(&row.alerts),
        policy: PushPolicy::from_word(&row.policy).unwrap_or_default(),
    }
}
