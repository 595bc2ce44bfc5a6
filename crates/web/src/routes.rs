//! Which address is which page.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use edge::security_headers::{SecurityHeaders, add_security_headers};
use social::Social;
use tokio::sync::watch;

use crate::pages::{
    about, admin, consent, doors, emojis, feeds, files, home, kept, landing, log_in, networks,
    notifications, people, post as post_page, post_parts, profile, relays, search, settings, setup,
    sign_up, small, stories, syndication,
};
use crate::refusal::{Refusal, dress};
use crate::state::Web;
use crate::{actions, assets, far, live, media, pictures};

/// Every page of a community, with a page for what is not there as its fallback.
pub fn router(social: Social) -> Router {
    // Nobody will ever say so: streams end with their connections.
    let (_, stopping) = watch::channel(false);
    router_until(social, stopping)
}

/// The same; streams end when `stopping` turns true.
pub fn router_until(social: Social, stopping: watch::Receiver<bool>) -> Router {
    let headers = SecurityHeaders::of(&social);
    let web = Web::new(social, stopping);
    visitors()
        .merge(people_and_posts())
        .merge(members())
        .merge(buttons())
        .fallback(|| async { Refusal::not_found() })
        .layer(from_fn_with_state(web.clone(), dress))
        .merge(assets_and_media())
        .layer(from_fn_with_state(headers, add_security_headers))
        .with_state(web)
}

fn visitors() -> Router<Web> {
    Router::new()
        .route("/", get(landing::get))
        .route("/about", get(about::get))
        .route("/setup", get(setup::get).post(setup::post))
        .route("/signup", get(sign_up::get).post(sign_up::post))
        .route("/login", get(log_in::get).post(log_in::post))
        .route("/logout", post(log_in::log_out))
        .route("/local", get(feeds::get_local))
        .route("/federated", get(feeds::get_everywhere))
        .route("/tags/{tag}", get(feeds::get_tag))
        .route("/search", get(search::get))
        .route(
            "/oauth/authorize",
            get(consent::get)
                .post(consent::post)
                .delete(consent::delete),
        )
        .route("/live", get(live::get))
}

fn people_and_posts() -> Router<Web> {
    Router::new()
        .route("/@{acct}", get(profile::get))
        .route("/@{acct}/replies", get(profile::get_replies))
        .route("/@{acct}/media", get(profile::get_media))
        .route("/@{acct}/feed.rss", get(syndication::get))
        .route("/@{acct}/followers", get(people::followers))
        .route("/@{acct}/following", get(people::following))
        .route("/@{acct}/{id}", get(post_page::get))
        .route("/@{acct}/{id}/edit", get(post_parts::get_edit))
        .route("/@{acct}/{id}/delete", get(post_parts::get_delete))
        .route("/@{acct}/{id}/history", get(post_parts::get_history))
        .route("/@{acct}/{id}/likes", get(people::liked))
        .route("/@{acct}/{id}/boosts", get(people::boosted))
}

fn members() -> Router<Web> {
    Router::new()
        .route("/home", get(home::get))
        .route("/notifications", get(notifications::get))
        .route("/bookmarks", get(kept::get_bookmarks))
        .route("/favourites", get(kept::get_likes))
        .route("/requests", get(people::get_requests))
        .route("/stories", get(stories::get).post(stories::post))
        .route("/stories/{id}", get(stories::get_one))
        .route("/stories/{id}/delete", post(stories::delete))
        .route(
            "/settings",
            get(settings::profile::get).post(settings::profile::post),
        )
        .route(
            "/settings/posting",
            get(settings::posting::get).post(settings::posting::post),
        )
        .route(
            "/settings/networks",
            get(settings::networks::get).post(settings::networks::post),
        )
        .route(
            "/settings/networks/passwords",
            post(settings::networks::make_password),
        )
        .route(
            "/settings/networks/passwords/end",
            post(settings::networks::end_password),
        )
        .route(
            "/settings/networks/keys",
            get(settings::keys::get).post(settings::keys::post),
        )
        .route(
            "/settings/networks/keys/export",
            post(settings::keys::export_secret),
        )
        .route(
            "/settings/networks/keys/apps",
            post(settings::keys::connect),
        )
        .route(
            "/settings/networks/keys/apps/{id}/end",
            post(settings::keys::end),
        )
        .route("/settings/codes", get(settings::codes::get))
        .route("/settings/security", get(settings::security::get))
        .route("/settings/password", post(settings::security::change))
        .route("/settings/sessions/{id}/end", post(settings::security::end))
        .route("/settings/apps", get(settings::apps::get))
        .route("/settings/apps/{id}/end", post(settings::apps::end))
        .route(
            "/settings/invites",
            get(settings::invites::get).post(settings::invites::post),
        )
        .route(
            "/settings/invites/{id}/delete",
            post(settings::invites::end),
        )
        .route("/settings/safety", get(settings::safety::get))
        .route(
            "/settings/moving",
            get(settings::moving::get).post(settings::moving::add),
        )
        .route("/settings/moving/away", post(settings::moving::away_to))
        .route("/settings/moving/back", post(settings::moving::back))
        .route(
            "/settings/moving/{id}/remove",
            post(settings::moving::remove),
        )
        .route("/settings/blocked", get(people::blocked))
        .route("/settings/muted", get(people::muted))
        .route("/admin", get(admin::get).post(admin::post))
        .route("/admin/files", get(files::get))
        .route("/admin/networks", get(networks::get))
        .route("/admin/relays", get(relays::get).post(relays::post))
        .route("/admin/relays/{id}/leave", post(relays::leave))
        .route("/admin/emojis", get(emojis::get).post(emojis::post))
        .route("/admin/emojis/import", post(emojis::import))
        .route("/admin/emojis/{id}/delete", post(emojis::delete))
        .route("/admin/members/{id}/approve", post(admin::approve))
        .route("/admin/members/{id}/refuse", post(admin::refuse))
}

fn buttons() -> Router<Web> {
    Router::new()
        .route("/media", post(actions::media::create))
        .route("/media/{id}/state", get(actions::media::state))
        .route("/posts", post(actions::posts::create))
        .route("/posts/{id}/edit", post(actions::posts::edit))
        .route("/posts/{id}/delete", post(actions::posts::delete))
        .route("/posts/{id}/let-in", post(actions::posts::let_in))
        .route("/posts/{id}/keep-out", post(actions::posts::keep_out))
        .route("/posts/{id}/vote", post(actions::posts::vote))
        .route("/posts/{id}/{verb}", post(actions::posts::toggle))
        .route("/accounts/{id}/{verb}", post(actions::accounts::change))
}

fn assets_and_media() -> Router<Web> {
    Router::new()
        .route("/assets/{file}", get(assets::get))
        .route("/avatars/{file}", get(pictures::avatar))
        .route("/headers/default.png", get(pictures::header))
        .route("/media/{file}", get(media::get))
        .route("/media/far/{token}", get(far::get))
        .route(actions::uploads::PATH, post(actions::uploads::create))
        .route(
            "/media/uploads/{id}",
            get(actions::uploads::show).patch(actions::uploads::patch),
        )
        .route("/robots.txt", get(small::robots))
        .route("/health", get(small::health))
        .route("/favicon.svg", get(small::favicon))
        .route("/manifest.webmanifest", get(small::manifest))
        .route("/manifest.json", get(small::manifest))
        .route("/.well-known/change-password", get(doors::change_password))
        .route("/share", get(doors::share))
        .route("/authorize_interaction", get(doors::authorize_interaction))
}
