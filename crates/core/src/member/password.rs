//! Passwords: which may be chosen, and how they are checked.

use crypto::MAX_PASSWORD_BYTES;

use super::attempts::Place;
use crate::{Error, Result, Social};

const MIN_CHARS: usize = 8;

/// The passwords that every list begins with, of those that are long enough (compare NIST SP 800-63B, 5.1.1.2).
const COMMON: &[&str] = &[
    "00000000",
    "11111111",
    "12121212",
    "12341234",
    "12344321",
    "12345678",
    "123123123",
    "123321123",
    "123454321",
    "123456123",
    "1234567890",
    "123456789",
    "123456789a",
    "123456abc",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qazxsw2",
    "87654321",
    "987654321",
    "9876543210",
    "aa123456",
    "aaaaaaaa",
    "abc12345",
    "abcd1234",
    "abcdefgh",
    "administrator",
    "admin123",
    "admin1234",
    "asdf1234",
    "asdfasdf",
    "asdfghjk",
    "asdfghjkl",
    "baseball",
    "changeme",
    "charlie1",
    "computer",
    "corvette",
    "darkness",
    "dragon123",
    "einstein",
    "football",
    "football1",
    "garfield",
    "hello123",
    "iloveyou",
    "iloveyou1",
    "internet",
    "jennifer",
    "letmein1",
    "liverpool",
    "login123",
    "marlboro",
    "maverick",
    "mercedes",
    "michelle",
    "midnight",
    "monkey123",
    "mustang1",
    "passw0rd",
    "password",
    "password!",
    "password1",
    "password12",
    "password123",
    "password1234",
    "pokemon1",
    "princess",
    "princess1",
    "q1w2e3r4",
    "qazwsxedc",
    "qwer1234",
    "qwerty12",
    "qwerty123",
    "qwerty1234",
    "qwertyui",
    "qwertyuiop",
    "samantha",
    "secret123",
    "starwars",
    "steelers",
    "sunshine",
    "sunshine1",
    "superman",
    "test1234",
    "testtest",
    "trustno1",
    "victoria",
    "welcome1",
    "welcome123",
    "whatever",
    "zaq12wsx",
    "zxcvbnm1",
    "zxcvbnm123",
];

/// A hash that no password is known for, with the parameters of our own: whoever is unknown here is checked against
/// it, so that a log-in takes as long for a name that is not known as for one that is.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Zm9sa21vb3Qgbm9ib2R5$3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs";

/// Refuses passwords that would be guessed. `known` are texts that anybody knows of the person.
pub(crate) fn check(field: &'static str, password: &str, known: &[&str]) -> Result<()> {
    let refuse = |code, reason| Err(Error::invalid(field, code, reason));
    let folded = password.to_lowercase();
    match password.chars().count() {
        0 => return refuse("blank", "cannot be empty"),
        1..MIN_CHARS => return refuse("too_short", "must have 8 characters or more"),
        _ => {}
    }
    if password.len() > MAX_PASSWORD_BYTES {
        return refuse("too_long", "may have 1024 bytes at most");
    }
    let is_one_character = password.chars().min() == password.chars().max();
    let is_known = known
        .iter()
        .any(|known| known.trim().to_lowercase() == folded);
    if is_one_character || is_known || COMMON.contains(&folded.as_str()) {
        return refuse(
            "too_common",
            "is one of the first that are guessed, please choose another",
        );
    }
    Ok(())
}

impl Social {
    /// Hashes a password on the bounded blocking pool.
    pub(crate) async fn hash_password(&self, password: String) -> Result<String> {
        Ok(self
            .run_slowly(move || crypto::hash_password(&password))
            .await??)
    }

    /// Whether this is the password of the hash; without a hash, takes as long to say no. From one place it can be
    /// tried some times for one account, and then not for some minutes (nobody is held up under `--dev`).
    pub(super) async fn try_password(
        &self,
        place: Place,
        password: String,
        hash: Option<String>,
    ) -> Result<bool> {
        let attempts = &self.memory().members.attempts;
        if !self.is_development() {
            attempts.begin(place, self.now())?;
        }
        let work = move || {
            let is_right = crypto::verify_password(&password, hash.as_deref().unwrap_or(NOBODY));
            is_right && hash.is_some()
        };
        let is_right = self.run_slowly(work).await?;
        if is_right {
            attempts.succeeded(place);
        }
        Ok(is_right)
    }

    /// Whether this is the password of a member who is in already: a stolen session may not be used to guess.
    pub(crate) async fn is_own_password(
        &self,
        account: model::AccountId,
        password: &str,
    ) -> Result<bool> {
        let id = account.get();
        let member = self
            .store()
            .read(move |conn| store::member::find(conn, id))
            .await?;
        let hash = member.map(|member| member.password_hash);
        let place = Place::new(&id.to_string(), "session");
        self.try_password(place, password.to_owned(), hash).await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{COMMON, NOBODY, check};

    #[test]
    fn weak_passwords_are_refused() {
        let known = ["alice_in_chains", "alice@example.org"];
        let long = "é".repeat(513);
        let weak = [
            "",
            "short",
            "1234567",
            "Password",
            "PASSWORD123",
            "zzzzzzzzzz",
            "Alice_in_Chains",
            "alice@example.org",
            &long,
        ];
        for password in weak {
            assert!(check("password", password, &known).is_err(), "{password}");
        }
        for password in ["correct horse", "пароль-у-реки", "8chars!?"] {
            assert!(check("password", password, &known).is_ok(), "{password}");
        }
    }

    #[test]
    fn the_list_holds_nothing_that_is_too_short_anyway() {
        assert!(
            COMMON
                .iter()
                .all(|word| word.len() >= 8 && *word == word.to_lowercase())
        );
    }

    /// If `NOBODY` were malformed, unknown names would be refused at once and so be told from known ones.
    #[test]
    fn nobody_takes_as_long_as_somebody() {
        let real = crypto::hash_password("correct horse").unwrap();
        let head = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(head(&real), head(NOBODY));
        let time = |hash| {
            let start = Instant::now();
            assert!(!crypto::verify_password("wrong horse", hash));
            start.elapsed()
        };
        let (known, unknown) = (time(&real), time(NOBODY));
        assert!(
            unknown > known / 4,
            "{unknown:?} is too fast beside {known:?}"
        );
    }
}
