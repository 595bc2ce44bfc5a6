//! Joining by the sign-up form.

use std::net::IpAddr;

use model::{AccountId, Id, sanitize};

use super::{MemberSettings, Newcomer, State, explain_taken};
use crate::community::Registration;
use crate::gate::IpSeverity;
use crate::{Error, Result, Social};

/// The sign-up form. Who somebody is and what they may do is never taken from it (security row F13).
#[derive(Clone, Default)]
pub struct SignUp {
    /// The name they want.
    pub username: String,
    /// Where to write to.
    pub email: String,
    /// Their password.
    pub password: String,
    /// Why they want to join; needed where moderators decide.
    pub reason: String,
    /// The code of an invite.
    pub invite: Option<String>,
    /// Whether they agree to the rules.
    pub agreement: bool,
    /// The language of their pages.
    pub locale: Option<String>,
    /// From where it was sent.
    pub ip: Option<IpAddr>,
    /// With which app.
    pub app_id: Option<Id>,
    /// The repository that comes with them. Whoever sets it made sure that it is theirs.
    pub brings: Option<BroughtRepo>,
}

/// A repository that somebody brings from elsewhere. It is kept back until its owner says that it has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtRepo {
    /// What its network calls it.
    pub did: String,
    /// The name that people will see there.
    pub handle: String,
}

impl SignUp {
    /// The code of an invite; an empty input is none.
    pub(super) fn invite_code(&self) -> Option<&str> {
        self.invite
            .as_deref()
            .map(str::trim)
            .filter(|code| !code.is_empty())
    }
}

/// How somebody was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Welcome {
    /// They are in.
    Active(AccountId),
    /// They wait for approval.
    Pending(AccountId),
}

impl Welcome {
    /// Who it is.
    pub const fn account_id(self) -> AccountId {
        match self {
            Self::Active(id) | Self::Pending(id) => id,
        }
    }
}

/// The most characters of a reason to join.
pub(super) const MAX_REASON_CHARS: usize = 1_000;

impl Social {
    /// Takes somebody in, or puts them before the moderators. The first thing that is wrong with the form is the
    /// error; [`Social::check_sign_up`] has them all.
    pub async fn sign_up(&self, form: SignUp) -> Result<Welcome> {
        let registration = self.registration_for(&form).await?;
        let wrong = self.look_through(&form, registration).await?;
        if let Some(first) = wrong.into_iter().next() {
            return Err(first);
        }
        let joining = self.prepare_joining(newcomer(form, registration)?).await?;
        let id = joining.account_id();
        let state = self.store().write(move |tx| joining.insert(tx)).await;
        let state = state.map_err(explain_taken)?;
        self.journal_grew();
        Ok(match state {
            State::Active => Welcome::Active(id),
            State::Pending => Welcome::Pending(id),
        })
    }
}

impl Social {
    /// Who may join, for whoever sent this form: where many came who were not welcome, staff look first, or nobody
    /// comes in.
    pub(super) async fn registration_for(&self, form: &SignUp) -> Result<Registration> {
        let registration = self.community().await?.registration;
        let severity = match form.ip {
            Some(ip) => self.ip_severity(ip).await?,
            None => None,
        };
        match (severity, registration) {
            (Some(IpSeverity::SignUpBlock | IpSeverity::NoAccess), _) => {
                Err(Error::Forbidden("This action is not allowed"))
            }
            (Some(IpSeverity::Approval), Registration::Open) => Ok(Registration::Approval),
            _ => Ok(registration),
        }
    }
}

fn newcomer(form: SignUp, registration: Registration) -> Result<Newcomer> {
    let invite = form
        .invite_code()
        .map(|code| (code.to_owned(), registration));
    let locale = form.locale.as_deref().and_then(model::language::parse);
    let state = match registration {
        Registration::Open => State::Active,
        // An invite may still open the door; that is decided in the transaction that uses it.
        Registration::Approval | Registration::Invite | Registration::Closed => State::Pending,
    };
    Ok(Newcomer {
        state,
        reason: sanitize::lines(&form.reason, MAX_REASON_CHARS)
            .trim()
            .to_owned(),
        invite,
        ip: form.ip,
        app_id: form.app_id,
        brings: form.brings,
        settings: MemberSettings {
            locale,
            ..MemberSettings::default()
        },
        ..Newcomer::new(&form.username, &form.email, form.password)?
    })
}
