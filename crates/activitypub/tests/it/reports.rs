//! Reports, both ways.

use ap_proto::activity::ActivityKind;
use http::StatusCode;
use model::Audience;
use serde_json::{Value, json};
use social::Page;
use social::caller::{Caller, Role};
use social::report::{Category, NewReport, ReportFilter, StaffReportView};

use crate::actors::post;
use crate::pair::{Pair, id};
use crate::support::until;

fn staff(pair: &Pair) -> Caller {
    Caller {
        role: Role::Owner,
        ..pair.alice.clone()
    }
}

async fn reports(pair: &Pair) -> Vec<StaffReportView> {
    let social = &pair.home.social;
    let (staff, filter) = (staff(pair), ReportFilter::default());
    let all = social.staff_reports(&staff, filter, Page::first(20));
    all.await.unwrap().items
}

fn flag(pair: &Pair, number: u32, objects: &Value) -> Value {
    let mut flag = pair.bob.about(ActivityKind::Flag, number, &pair.actor());
    flag["object"] = objects.clone();
    flag["content"] = json!("<script>x</script>Rude to Bob");
    flag
}

#[tokio::test]
async fn staff_hear_of_a_report_with_the_posts_that_can_be_seen_there() {
    let pair = Pair::start().await;
    let open = post(&pair.home, &pair.alice, "Rude", Audience::Public).await;
    let secret = post(&pair.home, &pair.alice, "A secret", Audience::Mentioned).await;
    let text = format!("@bob@{} ruder", pair.peer.host());
    let told = post(&pair.home, &pair.alice, &text, Audience::Mentioned).await;
    let instance = pair.peer.person("instance");
    let objects = json!([
        pair.actor(),
        open.uri,
        secret.uri,
        {"id": told.uri, "type": "Note"},
        "https://elsewhere.example/1"
    ]);
    let mut flag = flag(&pair, 1, &objects);
    flag["id"] = json!(format!("{}#report", instance.id));
    flag["actor"] = json!(instance.id);
    for _ in 0..2 {
        let answer = instance.deliver(&pair.home, &flag).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    }
    let reports = reports(&pair).await;
    assert_eq!(reports.len(), 1);
    let report = &reports[0];
    assert_eq!(report.target.account.id, pair.alice.account_id);
    assert_eq!(report.account.account.uri, instance.id);
    assert!(report.report.comment.contains("Rude to Bob"));
    let mut kept: Vec<&str> = report
        .evidence
        .iter()
        .map(|post| post.uri.as_str())
        .collect();
    kept.sort_unstable();
    let mut expected = [open.uri.as_str(), told.uri.as_str()];
    expected.sort_unstable();
    assert_eq!(kept, expected);
    pair.home.publish().await;
    assert!(
        pair.peer.delivered_of("Flag").is_empty(),
        "it goes no further"
    );
}

#[tokio::test]
async fn a_report_may_name_nothing_but_posts_and_must_name_somebody_here() {
    let pair = Pair::start().await;
    let open = post(&pair.home, &pair.alice, "Rude", Audience::Public).await;
    let about = [
        json!([open.uri]),
        json!(pair.bob.id),
        json!([format!("{}/ap/actors/999", pair.home.base)]),
    ];
    for (number, objects) in (1..).zip(&about) {
        let answer = pair
            .bob
            .deliver(&pair.home, &flag(&pair, number, objects))
            .await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    }
    let mut forged = flag(&pair, 9, &about[0]);
    forged["actor"] = json!(pair.peer.person("eve").id);
    let answer = pair.bob.deliver(&pair.home, &forged).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let reports = reports(&pair).await;
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].target.account.id, pair.alice.account_id);
}

#[tokio::test]
async fn a_forwarded_report_is_sent_by_the_server() {
    let pair = Pair::start().await;
    let note = pair.bob.note(1, "Rude");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    let seen = pair.seen(id(&note)).await.unwrap();
    let report = NewReport {
        target: pair.bob_id().await,
        posts: vec![seen.id],
        collections: Vec::new(),
        comment: "Rude to me".to_owned(),
        forward: true,
        category: Category::Other,
        rules: Vec::new(),
    };
    pair.home.social.report(&pair.alice, report).await.unwrap();
    pair.home.publish().await;
    until("the report arrives", || async {
        !pair.peer.delivered_of("Flag").is_empty()
    })
    .await;
    let flag = pair.peer.delivered_of("Flag").remove(0);
    assert_eq!(flag["object"], json!([pair.bob.id, note["id"]]));
    assert_eq!(flag["content"], "Rude to me");
    assert_ne!(flag["actor"], pair.actor(), "nobody learns who it was");
    assert!(!flag.to_string().contains(&pair.actor()));
}
