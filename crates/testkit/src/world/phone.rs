//! What somebody does with an app: the Mastodon API, one call a method.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Person, Reply, World};

/// Somebody's app. Every call is one request; what is not a success is red, but for
/// [`Phone::status`].
#[derive(Debug, Clone, Copy)]
pub struct Phone<'a> {
    world: &'a World,
    person: &'a Person,
}

impl World {
    /// Somebody's app.
    pub fn phone<'a>(&'a self, person: &'a Person) -> Phone<'a> {
        Phone {
            world: self,
            person,
        }
    }
}

impl Phone<'_> {
    /// Any call.
    pub async fn call(&self, method: Method, path: &str, form: &[(&str, &str)]) -> Reply {
        self.world
            .ask(method, path)
            .by(self.person)
            .form(form)
            .await
    }

    async fn read(&self, path: &str) -> Value {
        self.world.get(path).by(self.person).await.ok()
    }

    async fn act(&self, path: &str) -> Value {
        self.call(Method::POST, path, &[]).await.ok()
    }

    /// The id here of the account behind an address, wherever it is.
    pub async fn find(&self, acct: &str) -> String {
        let found = self.search(acct).await;
        let id = found.pointer("/accounts/0/id").and_then(Value::as_str);
        let Some(id) = id else {
            panic!("{acct} is not found: {found}")
        };
        id.to_owned()
    }

    /// What a search that may ask other servers finds.
    pub async fn search(&self, query: &str) -> Value {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        self.read(&format!("/api/v2/search?resolve=true&q={query}"))
            .await
    }

    /// The post behind a URI, as far as it is known here or can be asked for.
    pub async fn find_post(&self, uri: &str) -> Option<Value> {
        self.search(uri).await.pointer("/statuses/0").cloned()
    }

    /// Follows somebody.
    pub async fn follow(&self, account: &str) -> Value {
        self.act(&format!("/api/v1/accounts/{account}/follow"))
            .await
    }

    /// `unfollow`, `block`, `unblock`, `mute`, … somebody.
    pub async fn do_to(&self, account: &str, verb: &str) -> Value {
        self.act(&format!("/api/v1/accounts/{account}/{verb}"))
            .await
    }

    /// `authorize` or `reject` somebody who asks to follow.
    pub async fn answer(&self, account: &str, verb: &str) -> Value {
        self.act(&format!("/api/v1/follow_requests/{account}/{verb}"))
            .await
    }

    /// What is between somebody and me.
    pub async fn relation(&self, account: &str) -> Value {
        let found = self
            .read(&format!("/api/v1/accounts/relationships?id[]={account}"))
            .await;
        found.pointer("/0").cloned().unwrap_or_default()
    }

    /// Approves followers one by one from now on.
    pub async fn lock(&self) {
        let path = "/api/v1/accounts/update_credentials";
        let form = [("locked", "true")];
        self.call(Method::PATCH, path, &form).await.ok();
    }

    /// Writes something public.
    pub async fn publish(&self, text: &str) -> Value {
        self.publish_as("public", text).await
    }

    /// Writes something of a visibility.
    pub async fn publish_as(&self, visibility: &str, text: &str) -> Value {
        let draft = json!({"status": text, "visibility": visibility});
        self.publish_draft(&draft).await
    }

    /// Answers a post.
    pub async fn reply(&self, to: &str, text: &str) -> Value {
        let draft = json!({"status": text, "in_reply_to_id": to, "visibility": "public"});
        self.publish_draft(&draft).await
    }

    async fn publish_draft(&self, draft: &Value) -> Value {
        let ask = self.world.post_json("/api/v1/statuses", draft);
        ask.by(self.person).await.ok()
    }

    /// Changes what a post says.
    pub async fn edit(&self, post: &str, text: &str) -> Value {
        let path = format!("/api/v1/statuses/{post}");
        self.call(Method::PUT, &path, &[("status", text)])
            .await
            .ok()
    }

    /// Deletes a post.
    pub async fn delete(&self, post: &str) -> Value {
        let path = format!("/api/v1/statuses/{post}");
        self.call(Method::DELETE, &path, &[]).await.ok()
    }

    /// `favourite`, `reblog`, `unfavourite`, … a post.
    pub async fn do_with(&self, post: &str, verb: &str) -> Value {
        self.act(&format!("/api/v1/statuses/{post}/{verb}")).await
    }

    /// A post, if it may be seen.
    pub async fn status(&self, post: &str) -> Option<Value> {
        let path = format!("/api/v1/statuses/{post}");
        let reply = self.world.get(&path).by(self.person).await;
        match reply.status {
            StatusCode::NOT_FOUND => None,
            _ => Some(reply.ok()),
        }
    }

    /// The posts of those I follow.
    pub async fn home(&self) -> Vec<Value> {
        list(self.read("/api/v1/timelines/home?limit=40").await)
    }

    /// Who asks to follow me, by account id.
    pub async fn requests(&self) -> Vec<Value> {
        list(self.read("/api/v1/follow_requests").await)
    }

    /// What I was told: type and who did it.
    pub async fn told(&self) -> Vec<(String, String)> {
        let all = list(self.read("/api/v1/notifications?limit=80").await);
        let text = |value: &Value, at: &str| {
            let text = value.pointer(at).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        all.iter()
            .map(|one| (text(one, "/type"), text(one, "/account/acct")))
            .collect()
    }
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        other => panic!("not a list: {other}"),
    }
}
