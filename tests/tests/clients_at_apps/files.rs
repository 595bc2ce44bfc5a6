//! Files of records through the whole server: how they are given out, and how large they may be.

use folkmoot_tests::at;
use folkmoot_tests::tool::all_there;
use serde_json::json;

use crate::Home;

/// Security row: a file of somebody's is never a page of ours.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "a client of the server, not the server's own"
)]
async fn a_file_is_given_out_as_something_to_be_kept_and_never_to_be_run() {
    if !all_there("@atproto/api", at::SMALL) {
        return;
    }
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, "<script>alert(1)</script>").unwrap();
    let file = json!({"file": page, "mime": "text/html"});
    let blob = home.agent("alice.test", "upload", file)["blob"].clone();
    let link = blob["ref"]["$link"].as_str().unwrap();
    let kind = "org.example.page";
    let named = json!({"collection": kind, "rkey": "a", "record": {"$type": kind, "file": blob}});
    let named = home.agent("alice.test", "put", named);
    let did = named["uri"].as_str().unwrap().split('/').nth(2).unwrap();
    let path = format!("xrpc/com.atproto.sync.getBlob?did={did}&cid={link}");
    let client = reqwest::Client::new();
    let answer = client.get(format!("{}/{path}", home.server.url()));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    for (name, wanted) in [
        ("content-type", "text/html"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "attachment"),
    ] {
        let found: Vec<_> = answer.headers().get_all(name).iter().collect();
        assert_eq!(found, [wanted], "{name}");
    }
    assert_eq!(answer.text().await.unwrap(), "<script>alert(1)</script>");
}

#[tokio::test]
async fn a_file_may_be_as_large_as_is_said_and_not_larger() {
    if !all_there("@atproto/api", at::SMALL) {
        return;
    }
    let home = Home::new();
    let most = at::agent(&home.server.url(), "describe", &json!({})).unwrap();
    let most = most["blobUploadLimit"].as_u64().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large");
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(most + 1).unwrap();
    let upload = json!({"file": large, "mime": "video/mp4", "expect": "PayloadTooLarge"});
    assert_eq!(home.agent("alice.test", "upload", upload)["status"], 413);
}
