//! What the API shows: the core's views in Mastodon's words, complete as
//! <https://docs.joinmastodon.org/entities/> says. Ids are decimal strings, moments RFC 3339 with milliseconds.

mod account;
mod admin_account;
mod admin_border;
mod admin_measure;
mod admin_report;
mod announcement;
mod annual_report;
mod application;
mod beyond;
mod card;
mod collection;
mod conversation;
mod credential;
mod emoji;
mod featured_tag;
mod filter;
mod instance;
mod instance_v1;
mod list;
mod media;
mod notification;
mod notification_group;
mod notification_policy;
mod poll;
mod profile;
mod push;
mod quote;
mod relationship;
mod report;
mod role;
mod scheduled;
mod search;
mod small;
mod status;
mod status_edit;
mod story;
mod tag;
mod token;
mod translation;
mod trend;
mod warning;

use social::{Social, Viewer};

pub(crate) use account::{Account, MutedAccount};
pub(crate) use admin_account::AdminAccount;
pub(crate) use admin_border::{
    AdminCanonicalEmailBlock, AdminDomainAllow, AdminDomainBlock, AdminEmailDomainBlock,
    AdminIpBlock, DomainBlock,
};
pub(crate) use admin_measure::{AdminCohort, AdminDimension, AdminMeasure};
pub(crate) use admin_report::AdminReport;
pub(crate) use announcement::Announcement;
pub(crate) use annual_report::AnnualReports;
pub(crate) use application::{Application, CredentialApplication};
pub(crate) use beyond::{BookmarkFolder, Preview, Reaction};
pub(crate) use card::PreviewCard;
pub(crate) use collection::{
    CollectionWithAccounts, Collections, WrappedCollection, WrappedCollectionItem,
};
pub(crate) use conversation::Conversation;
pub(crate) use credential::CredentialAccount;
pub(crate) use emoji::{CustomEmoji, all as custom_emojis};
pub(crate) use featured_tag::FeaturedTag;
pub(crate) use filter::{Filter, FilterKeyword, FilterResult, FilterStatus, V1Filter};
pub(crate) use instance::{Instance, Rule};
pub(crate) use instance_v1::V1Instance;
pub(crate) use list::List;
pub(crate) use media::MediaAttachment;
pub(crate) use notification::{Notification, kind_from_word, word};
pub(crate) use notification_group::{Expand, GroupedNotifications, grouped_kinds};
pub(crate) use notification_policy::{NotificationRequest, Policy};
pub(crate) use poll::Poll;
pub(crate) use profile::Profile;
pub(crate) use push::{WebPushSubscription, alerts};
pub(crate) use relationship::Relationship;
pub(crate) use report::Report;
pub(crate) use role::role_from_id;
pub(crate) use scheduled::{DraftStatus, ScheduledStatus};
pub(crate) use search::Search;
pub(crate) use small::{
    Context, Count, Empty, ExtendedDescription, Marker, Preferences, StatusSource,
};
pub(crate) use status::Status;
pub(crate) use status_edit::StatusEdit;
pub(crate) use story::{Story, Teller};
pub(crate) use tag::Tag;
pub(crate) use token::Token;
pub(crate) use translation::Translation;
pub(crate) use trend::{AdminLink, AdminTag, TrendingLink};
pub(crate) use warning::AccountWarning;

/// How something is to be rendered: from where, and for whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lens<'a> {
    social: &'a Social,
    viewer: Viewer,
}

impl<'a> Lens<'a> {
    pub(crate) const fn new(social: &'a Social, viewer: Viewer) -> Self {
        Self { social, viewer }
    }

    /// Whether a person looks: only then are there answers to "did I like it?".
    pub(crate) fn is_member(&self) -> bool {
        matches!(self.viewer, Viewer::Member(_))
    }

    /// The page of a tag.
    pub(crate) fn tag_url(&self, tag: &str) -> String {
        let encoded: String = url::form_urlencoded::byte_serialize(tag.as_bytes()).collect();
        self.social.url(&format!("/tags/{encoded}"))
    }
}
