//! What an answer to nonsense must be like.

use http::StatusCode;
use testkit::{Ask, Reply};

/// What was wrong, all of it.
#[derive(Default)]
pub(crate) struct Report {
    tried: usize,
    wrong: Vec<String>,
}

impl Report {
    /// One request and its answer.
    pub(crate) async fn check(
        &mut self,
        ask: Ask,
        what: String,
        shape: fn(&Reply) -> bool,
    ) -> StatusCode {
        let reply = ask.await;
        let (status, text) = (reply.status, reply.text());
        let start: String = text.chars().take(200).collect();
        self.tried += 1;
        if status.is_server_error() {
            self.wrong.push(format!("{what}: {status} {start}"));
        } else if status.is_client_error() && !shape(&reply) {
            self.wrong
                .push(format!("{what}: {status}, wrong shape: {start}"));
        }
        status
    }

    /// The same of something that must be refused.
    pub(crate) async fn refuse(&mut self, ask: Ask, what: String, shape: fn(&Reply) -> bool) {
        let status = self.check(ask, what.clone(), shape).await;
        if status.is_success() || status.is_redirection() {
            self.wrong.push(format!("{what}: {status}"));
        }
    }
}

/// Red if anything was wrong, or hardly anything tried.
impl Drop for Report {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let wrong = self.wrong.join("\n");
        assert!(wrong.is_empty(), "{} wrong:\n{wrong}", self.wrong.len());
        assert!(self.tried >= 16, "only {} tried", self.tried);
    }
}

/// `{"error": "…"}` (<https://docs.joinmastodon.org/entities/Error/>); collections wrap it once more, as Mastodon's do.
pub(crate) fn is_mastodons(reply: &Reply) -> bool {
    let is_json = reply.header("content-type").starts_with("application/json");
    let json = reply.json();
    is_json && (json["error"].is_string() || json["error"]["error"].is_string())
}

/// `{"error": code, "detail": "…"}`.
pub(crate) fn is_the_networks(reply: &Reply) -> bool {
    is_mastodons(reply) && reply.json()["detail"].is_string()
}

/// What a path refuses with: a file with a status alone, everything else with a page.
pub(crate) fn shape_at(path: &str) -> fn(&Reply) -> bool {
    let is_file = ["/assets/", "/avatars/", "/media/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    if is_file { |_| true } else { is_a_page }
}

/// A page for people.
pub(crate) fn is_a_page(reply: &Reply) -> bool {
    let is_html = reply.header("content-type").starts_with("text/html");
    is_html && reply.text().contains("</html>")
}
