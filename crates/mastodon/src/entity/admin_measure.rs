//! <https://docs.joinmastodon.org/entities/Admin_Measure/> and its neighbours: numbers for staff.

use model::Time;
use serde::Serialize;
use social::measure::{Cohort, Frequency, Measure, Share};

/// How many of something there were, day by day. Numbers are texts, as documented.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminMeasure {
    key: String,
    unit: Option<&'static str>,
    total: String,
    previous_total: String,
    data: Vec<OnDay>,
}

#[derive(Debug, Clone, Serialize)]
struct OnDay {
    date: Time,
    value: String,
}

impl AdminMeasure {
    pub(crate) fn new(key: String, measure: Measure) -> Self {
        Self {
            unit: (key == "instance_media_attachments").then_some("bytes"),
            key,
            total: measure.total.to_string(),
            previous_total: measure.previous.to_string(),
            data: measure
                .days
                .into_iter()
                .map(|(date, value)| OnDay {
                    date,
                    value: value.to_string(),
                })
                .collect(),
        }
    }
}

/// Of what kinds there were how many.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminDimension {
    key: String,
    data: Vec<Kind>,
}

#[derive(Debug, Clone, Serialize)]
struct Kind {
    key: String,
    human_key: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    human_value: Option<String>,
}

impl AdminDimension {
    pub(crate) fn new(key: String, shares: Vec<Share>) -> Self {
        let data = shares.into_iter().map(|share| Kind {
            key: share.key,
            human_key: share.name,
            human_value: share.unit.map(|unit| format!("{} {unit}", share.value)),
            value: share.value,
            unit: share.unit,
        });
        Self {
            key,
            data: data.collect(),
        }
    }
}

/// How many of those who joined together come back.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminCohort {
    period: Time,
    frequency: &'static str,
    data: Vec<Back>,
}

#[derive(Debug, Clone, Serialize)]
struct Back {
    date: Time,
    rate: f64,
    value: String,
}

impl AdminCohort {
    pub(crate) fn new(frequency: Frequency, cohort: Cohort) -> Self {
        let data = cohort.presence.into_iter().map(|presence| Back {
            date: presence.period,
            rate: presence.rate,
            value: presence.value.to_string(),
        });
        Self {
            period: cohort.period,
            frequency: frequency.as_str(),
            data: data.collect(),
        }
    }
}
