//! Writing by an app of the network: what it says there is for everyone. It may guess the name that any post here would have
//! there, and answer or quote that.

use at_proto::syntax::Tid;
use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use model::{Audience, PostId};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{Place, Written};

const POST: &str = "app.bsky.feed.post";
/// The name of some record or other.
const CID: &str = "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm";

impl Place {
    pub(super) async fn write_by_app(&mut self, author: usize) {
        let Some((did, token)) = self.app_of(author).await else {
            return;
        };
        let text = self.word();
        let mut record = json!({
            "$type": POST, "text": text, "createdAt": "2023-11-14T22:00:00Z",
        });
        let what = self.chance.below(3);
        if let Some(named) = self.guess().await {
            match what {
                0 => record["reply"] = json!({ "root": named, "parent": named }),
                1 => record["embed"] = json!({ "$type": "app.bsky.embed.record", "record": named }),
                _ => {}
            }
        }
        let input = json!({ "repo": did, "collection": POST, "record": record });
        let written = self
            .call("com.atproto.repo.createRecord", &token, input)
            .await;
        let Some(uri) = written.as_ref().and_then(|written| written["uri"].as_str()) else {
            return;
        };
        // It was said to everyone.
        self.public.insert(text.clone());
        let rkey = uri.rsplit('/').next().unwrap();
        let social = self.world.social();
        let record = social.named_record(&did, POST, rkey).await.unwrap();
        if let Some(id) = record.and_then(|found| found.record.subject) {
            self.posts.push(Written {
                id: PostId::from(id),
                author,
                audience: Audience::Public,
                words: vec![text],
                files: Vec::new(),
                is_there: true,
            });
        }
    }

    /// The name and the token of somebody's app; none while they are kept out.
    async fn app_of(&mut self, who: usize) -> Option<(String, String)> {
        if let Some(known) = self.apps.get(&who) {
            return Some(known.clone());
        }
        let log_in = json!({
            "identifier": format!("{}@example.org", self.people[who].username),
            "password": testkit::PASSWORD,
        });
        let session = self
            .call("com.atproto.server.createSession", "", log_in)
            .await?;
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        let app = (text("did"), text("accessJwt"));
        self.apps.insert(who, app.clone());
        Some(app)
    }

    /// The name that some post has on the network, or would have.
    async fn guess(&mut self) -> Option<Value> {
        let id = self.some_post()?;
        let post = self.posts.iter().find(|post| post.id == id)?;
        let author = self.people[post.author].account_id;
        let repo = self.world.social().repo(author).await.unwrap()?;
        let key = Tid::from_u64(id.get().unsigned_abs());
        Some(json!({ "uri": format!("at://{}/{POST}/{}", repo.did, key.as_str()), "cid": CID }))
    }

    async fn call(&self, method: &str, token: &str, input: Value) -> Option<Value> {
        let mut request = Request::post(format!("/xrpc/{method}"));
        request = request.header("content-type", "application/json");
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Body::from(input.to_string())).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        if answer.status() != StatusCode::OK {
            return None;
        }
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).ok()
    }
}
