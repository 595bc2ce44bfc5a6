//! Everything that is wrong with a sign-up, at once.

use model::Username;

use super::join::{choose_username, email_taken, name_taken, unusable_invite};
use super::sign_up::MAX_REASON_CHARS;
use super::{Email, SignUp, password};
use crate::account::Birth;
use crate::community::Registration;
use crate::gate::{Door, day, email_door};
use crate::{Error, Result, Social};

/// What the database has to be asked.
#[derive(Clone)]
struct Questions {
    username: Option<Username>,
    email: Option<Email>,
    invite: Option<String>,
    host: String,
    now: i64,
}

impl Social {
    /// All that is wrong with a form, in the order of its inputs. Nothing is written. [`Error::Forbidden`] when the
    /// community takes nobody in this way.
    pub async fn check_sign_up(&self, form: &SignUp) -> Result<Vec<Error>> {
        let registration = self.registration_for(form).await?;
        self.look_through(form, registration).await
    }

    pub(super) async fn look_through(
        &self,
        form: &SignUp,
        registration: Registration,
    ) -> Result<Vec<Error>> {
        check_door(registration, form)?;
        let username = choose_username(&form.username);
        let email = Email::parse("email", &form.email);
        let questions = Questions {
            username: username.as_ref().ok().cloned(),
            email: email.as_ref().ok().cloned(),
            invite: form.invite_code().map(str::to_owned),
            host: self.domain().as_str().to_owned(),
            now: self.now().micros(),
        };
        let known = [form.username.as_str(), form.email.as_str()];
        let mut wrong: Vec<Error> = [
            username.err(),
            email.err(),
            password::check("password", &form.password, &known).err(),
            check_reason(form, registration).err(),
            check_agreement(form).err(),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut answers = self.store().read(move |conn| questions.ask(conn)).await?;
        if let Some(domain) = answers.shut_for.take() {
            let today = day(self.now().micros());
            self.store()
                .write(move |tx| store::gate::count_refused(tx, &domain, today))
                .await?;
        }
        wrong.extend(answers.into_errors());
        wrong.sort_by_key(place_in_form);
        Ok(wrong)
    }
}

/// What the database says.
#[derive(Default)]
struct Answers {
    is_name_taken: bool,
    is_email_taken: bool,
    is_invite_bad: bool,
    is_email_shut: bool,
    /// The server whose addresses may not join.
    shut_for: Option<String>,
}

impl Questions {
    fn ask(&self, conn: &mut store::Conn) -> store::Result<Answers> {
        let mut answers = Answers::default();
        if let Some(username) = &self.username {
            answers.is_name_taken = Birth::is_name_taken(conn, username.as_str(), &self.host)?;
        }
        if let Some(email) = &self.email {
            answers.is_email_taken = store::member::has_email(conn, &email.folded)?;
            if let Door::Shut(server) = email_door(conn, &email.folded)? {
                answers.is_email_shut = true;
                answers.shut_for = server;
            }
        }
        if let Some(code) = &self.invite {
            answers.is_invite_bad =
                !is_code(code) || !store::invite::is_usable(conn, code, self.now)?;
        }
        Ok(answers)
    }
}

impl Answers {
    fn into_errors(self) -> impl Iterator<Item = Error> {
        let errors = [
            self.is_name_taken.then(name_taken),
            self.is_email_taken.then(email_taken),
            self.is_email_shut.then(email_shut),
            self.is_invite_bad.then(unusable_invite),
        ];
        errors.into_iter().flatten()
    }
}

/// What is said to somebody whose address may not join.
fn email_shut() -> Error {
    let reason = "is of a provider that is not allowed here";
    Error::invalid("email", "blocked", reason)
}

/// Whether a text could be the code of an invite at all.
fn is_code(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn place_in_form(error: &Error) -> usize {
    const FIELDS: [&str; 6] = [
        "username",
        "email",
        "password",
        "reason",
        "agreement",
        "invite",
    ];
    let Error::Invalid { field, .. } = error else {
        return FIELDS.len();
    };
    FIELDS
        .iter()
        .position(|known| known == field)
        .unwrap_or(FIELDS.len())
}

/// Whether the community takes newcomers of this kind at all.
fn check_door(registration: Registration, form: &SignUp) -> Result<()> {
    match (registration, form.invite_code()) {
        (Registration::Closed, _) => Err(Error::Forbidden(
            "This community takes no new members at the moment.",
        )),
        (Registration::Invite, None) => Err(Error::Forbidden(
            "This community can be joined with an invite only.",
        )),
        _ => Ok(()),
    }
}

fn check_reason(form: &SignUp, registration: Registration) -> Result<()> {
    if form.reason.chars().count() > MAX_REASON_CHARS {
        return Err(Error::invalid(
            "reason",
            "too_long",
            "may have 1000 characters at most",
        ));
    }
    let is_asked = registration == Registration::Approval && form.invite_code().is_none();
    if is_asked && form.reason.trim().is_empty() {
        return Err(Error::invalid(
            "reason",
            "blank",
            "cannot be empty: moderators decide by it",
        ));
    }
    Ok(())
}

fn check_agreement(form: &SignUp) -> Result<()> {
    if form.agreement {
        return Ok(());
    }
    Err(Error::invalid(
        "agreement",
        "accepted",
        "must be given: the rules are for everyone",
    ))
}
