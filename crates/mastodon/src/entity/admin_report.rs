//! <https://docs.joinmastodon.org/entities/Admin_Report/>

use model::{AccountId, Id, PostId, Time};
use serde::Serialize;
use social::AccountView;
use social::report::{Evidence, StaffReportView};

use super::emoji::{self, CustomEmoji};
use super::instance::Rule;
use super::media::MediaAttachment;
use super::status::visibility;
use super::{Account, AdminAccount};

/// A report as staff see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AdminReport {
    id: Id,
    action_taken: bool,
    action_taken_at: Option<Time>,
    category: &'static str,
    comment: String,
    forwarded: bool,
    created_at: Time,
    updated_at: Time,
    account: AdminAccount,
    target_account: AdminAccount,
    assigned_account: Option<AdminAccount>,
    action_taken_by_account: Option<AdminAccount>,
    statuses: Vec<ReportedStatus>,
    rules: Vec<Rule>,
}

/// A Status as it was when it was reported, whatever became of it: nobody's doings, and no numbers.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct ReportedStatus {
    id: PostId,
    created_at: Time,
    edited_at: Option<Time>,
    in_reply_to_id: Option<PostId>,
    in_reply_to_account_id: Option<AccountId>,
    sensitive: bool,
    spoiler_text: String,
    visibility: &'static str,
    language: Option<String>,
    uri: String,
    url: String,
    replies_count: u8,
    reblogs_count: u8,
    favourites_count: u8,
    quotes_count: u8,
    content: String,
    reblog: Option<()>,
    account: Account,
    media_attachments: Vec<MediaAttachment>,
    #[schema(value_type = Vec<serde_json::Value>)]
    mentions: [(); 0],
    #[schema(value_type = Vec<serde_json::Value>)]
    tags: [(); 0],
    emojis: Vec<CustomEmoji>,
    card: Option<()>,
    poll: Option<()>,
    quote: Option<()>,
    quote_approval: NoQuotes,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct NoQuotes {
    #[schema(value_type = Vec<serde_json::Value>)]
    automatic: [(); 0],
    #[schema(value_type = Vec<serde_json::Value>)]
    manual: [(); 0],
    current_user: &'static str,
}

impl ReportedStatus {
    fn new(post: Evidence, author: &AccountView) -> Self {
        Self {
            id: PostId::from(post.id),
            created_at: Time::from_micros(post.created_at),
            edited_at: post.edited_at.map(Time::from_micros),
            in_reply_to_id: post.reply_to.map(PostId::from),
            in_reply_to_account_id: post.reply_to_account.map(AccountId::from),
            sensitive: post.is_sensitive,
            spoiler_text: post.warning,
            visibility: visibility(post.audience),
            language: post.language,
            uri: post.uri,
            url: post.page_url,
            replies_count: 0,
            reblogs_count: 0,
            favourites_count: 0,
            quotes_count: 0,
            content: post.html,
            reblog: None,
            account: author.clone().into(),
            media_attachments: MediaAttachment::all(PostId::from(post.id), post.media),
            mentions: [],
            tags: [],
            emojis: emoji::all(post.emojis),
            card: None,
            poll: None,
            quote: None,
            quote_approval: NoQuotes {
                automatic: [],
                manual: [],
                current_user: "denied",
            },
        }
    }
}

impl From<StaffReportView> for AdminReport {
    fn from(view: StaffReportView) -> Self {
        let (report, author) = (view.report, view.target.account.clone());
        Self {
            id: report.id,
            action_taken: report.action_taken_at.is_some(),
            action_taken_at: report.action_taken_at,
            category: report.category.as_str(),
            comment: report.comment,
            forwarded: report.is_forwarded,
            created_at: report.created_at,
            updated_at: report.updated_at,
            account: view.account.into(),
            target_account: view.target.into(),
            assigned_account: view.assigned_to.map(AdminAccount::from),
            action_taken_by_account: view.action_taken_by.map(AdminAccount::from),
            statuses: view
                .evidence
                .into_iter()
                .map(|post| ReportedStatus::new(post, &author))
                .collect(),
            rules: view
                .rules
                .into_iter()
                .map(|(number, text)| Rule::new(number, text))
                .collect(),
        }
    }
}
