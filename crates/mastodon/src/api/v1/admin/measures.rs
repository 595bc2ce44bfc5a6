//! `POST /api/v1/admin/measures`, `/dimensions` and `/retention`: numbers for staff.

use axum::Json;
use edge::forms::non_blank;
use model::Time;
use serde::Deserialize;
use social::measure::{About, Dimension, Frequency, MeasureKey, Span};

use crate::access::Me;
use crate::app::App;
use crate::entity::{AdminCohort, AdminDimension, AdminMeasure};
use crate::error::{Answer, Error, Result};
use crate::form::Form;

/// How many questions are answered at once.
const MOST_KEYS: usize = 20;
/// How many kinds there are in an answer.
const USUAL_KINDS: u32 = 10;
const MOST_KINDS: u32 = 100;

/// What some keys are about: `tag_uses[id]`, `instance_accounts[domain]`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Subject {
    id: String,
    domain: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    keys: Vec<String>,
    start_at: String,
    end_at: String,
    #[serde(deserialize_with = "non_blank")]
    limit: Option<u32>,
    frequency: String,
    tag_accounts: Subject,
    tag_uses: Subject,
    tag_servers: Subject,
    tag_languages: Subject,
    instance_accounts: Subject,
    instance_media_attachments: Subject,
    instance_reports: Subject,
    instance_statuses: Subject,
    instance_follows: Subject,
    instance_followers: Subject,
    instance_languages: Subject,
}

impl Question {
    fn span(&self) -> Result<Span> {
        let start = day("start_at", &self.start_at)?;
        Ok(Span::new(start, day("end_at", &self.end_at)?)?)
    }

    fn about(&self, key: &str) -> About {
        let subject = match key {
            "tag_accounts" => &self.tag_accounts,
            "tag_uses" => &self.tag_uses,
            "tag_servers" => &self.tag_servers,
            "tag_languages" => &self.tag_languages,
            "instance_accounts" => &self.instance_accounts,
            "instance_media_attachments" => &self.instance_media_attachments,
            "instance_reports" => &self.instance_reports,
            "instance_statuses" => &self.instance_statuses,
            "instance_follows" => &self.instance_follows,
            "instance_followers" => &self.instance_followers,
            "instance_languages" => &self.instance_languages,
            _ => return About::default(),
        };
        About {
            tag: subject.id.clone(),
            host: subject.domain.clone(),
        }
    }
}

/// A day, or a moment on it.
fn day(name: &'static str, text: &str) -> Result<Time> {
    let text = text.trim();
    Time::parse(text)
        .or_else(|| Time::parse(&format!("{text}T00:00:00Z")))
        .ok_or(Error::parameter(name, "must be a date"))
}

/// `POST /api/v1/admin/measures` — how many of something there were, day by day. What nobody knows is left out.
pub(super) async fn measures(
    app: App,
    Me(caller): Me,
    Form(question): Form<Question>,
) -> Answer<Vec<AdminMeasure>> {
    let span = question.span()?;
    let mut answers = Vec::new();
    for word in question.keys.iter().take(MOST_KEYS) {
        let Some(key) = MeasureKey::from_word(word) else {
            continue;
        };
        let about = question.about(word);
        let measure = app.social.measure(&caller, key, &about, span).await?;
        answers.push(AdminMeasure::new(word.clone(), measure));
    }
    Ok(Json(answers))
}

/// `POST /api/v1/admin/dimensions` — of what kinds there were how many. What nobody knows is left out.
pub(super) async fn dimensions(
    app: App,
    Me(caller): Me,
    Form(question): Form<Question>,
) -> Answer<Vec<AdminDimension>> {
    let span = question.span()?;
    let limit = question.limit.unwrap_or(USUAL_KINDS).clamp(1, MOST_KINDS);
    let mut answers = Vec::new();
    for word in question.keys.iter().take(MOST_KEYS) {
        let Some(dimension) = Dimension::from_word(word) else {
            continue;
        };
        let about = question.about(word);
        let shares = app
            .social
            .dimension(&caller, dimension, &about, span, limit)
            .await?;
        answers.push(AdminDimension::new(word.clone(), shares));
    }
    Ok(Json(answers))
}

/// `POST /api/v1/admin/retention` — how many of those who joined together come back.
pub(super) async fn retention(
    app: App,
    Me(caller): Me,
    Form(question): Form<Question>,
) -> Answer<Vec<AdminCohort>> {
    let span = question.span()?;
    let frequency = Frequency::from_word(&question.frequency)
        .ok_or(Error::parameter("frequency", "must be day or month"))?;
    let cohorts = app.social.retention(&caller, frequency, span).await?;
    let cohorts = cohorts
        .into_iter()
        .map(|cohort| AdminCohort::new(frequency, cohort));
    Ok(Json(cohorts.collect()))
}
