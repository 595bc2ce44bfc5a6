//! Confirming that mail to a member arrives.

use super::Standing;
use crate::oauth::Access;
use crate::{Error, Result, Social};

impl Social {
    /// Sends the letter with the link once more, to whoever joined with the app that asks and has yet to confirm the
    /// address. Where this server sends no mail, every address counts as confirmed from the start, so there is nobody
    /// to whom that applies.
    pub fn resend_confirmation(&self, access: &Access) -> Result<()> {
        match access.standing {
            Standing::Unconfirmed => Err(Error::Conflict(
                "This server sends no mail. Please ask whoever looks after it.",
            )),
            _ => Err(Error::Forbidden(
                "This method is only available while the e-mail is awaiting confirmation",
            )),
        }
    }
}
