//! How a member stands: whether anything keeps them from acting.

use store::member::MemberRow;
use store::oauth::TokenMember;

use crate::{Error, Result};

/// How a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing keeps them from acting.
    Good,
    /// Suspended by staff.
    Suspended,
    /// Has yet to confirm the e-mail address.
    Unconfirmed,
    /// Waits for the approval of staff.
    Pending,
    /// The login was frozen by staff.
    Disabled,
}

/// What is known of a member.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts that do not depend on each other"
)]
struct About {
    is_suspended: bool,
    is_confirmed: bool,
    is_approved: bool,
    is_disabled: bool,
}

impl Standing {
    /// Of several reasons, the one that is told first.
    const fn of(about: &About) -> Self {
        match (
            about.is_suspended,
            about.is_confirmed,
            about.is_approved,
            about.is_disabled,
        ) {
            (true, ..) => Self::Suspended,
            (_, false, ..) => Self::Unconfirmed,
            (_, _, false, _) => Self::Pending,
            (.., true) => Self::Disabled,
            _ => Self::Good,
        }
    }

    /// Refuses who is not in good standing, and says why.
    pub fn check(self) -> Result<()> {
        Err(Error::Forbidden(match self {
            Self::Good => return Ok(()),
            Self::Suspended => "This account has been suspended.",
            Self::Unconfirmed => {
                "Please open the link in the e-mail that was sent to you, to confirm your address."
            }
            Self::Pending => {
                "Your account is waiting for the approval of a moderator. Please come back a little later."
            }
            Self::Disabled => "This login has been frozen by a moderator.",
        }))
    }
}

impl From<&MemberRow> for Standing {
    fn from(row: &MemberRow) -> Self {
        Self::of(&About {
            is_suspended: row.suspended_at.is_some(),
            is_confirmed: row.confirmed_at.is_some(),
            is_approved: row.state == store::member::ACTIVE,
            is_disabled: row.disabled_at.is_some(),
        })
    }
}

impl From<&TokenMember> for Standing {
    fn from(row: &TokenMember) -> Self {
        Self::of(&About {
            is_suspended: row.suspended_at.is_some(),
            is_confirmed: row.confirmed_at.is_some(),
            is_approved: row.state == store::member::ACTIVE,
            is_disabled: row.disabled_at.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{About, Standing};

    fn standing([is_suspended, is_confirmed, is_approved, is_disabled]: [bool; 4]) -> Standing {
        Standing::of(&About {
            is_suspended,
            is_confirmed,
            is_approved,
            is_disabled,
        })
    }

    #[test]
    fn the_gravest_reason_is_told_first() {
        assert_eq!(standing([false, true, true, false]), Standing::Good);
        assert_eq!(standing([true, false, false, true]), Standing::Suspended);
        assert_eq!(standing([false, false, false, true]), Standing::Unconfirmed);
        assert_eq!(standing([false, true, false, true]), Standing::Pending);
        assert_eq!(standing([false, true, true, true]), Standing::Disabled);
    }

    #[test]
    fn only_good_standing_passes() {
        assert!(Standing::Good.check().is_ok());
        for bad in [
            Standing::Suspended,
            Standing::Unconfirmed,
            Standing::Pending,
            Standing::Disabled,
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
