//! What is around every page: head, navigation, the notice of development, the foot.

use maud::{DOCTYPE, Markup, html};
use model::Time;
use social::AccountView;
use social::caller::Role;
use social::member::MemberSettings;

use super::{icon, name};
use crate::assets;

/// What every page knows of its surroundings.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The community's name.
    pub community: String,
    /// One sentence about the community.
    pub about: String,
    /// Its colour, 0–359.
    pub hue: u16,
    /// Who is logged in.
    pub me: Option<Me>,
    /// The token that forms of this page carry.
    pub csrf: String,
    /// The path and query of this page, to come back to.
    pub path: String,
    /// The moment it is.
    pub now: Time,
    /// Whether newcomers can join by themselves.
    pub may_join: bool,
    /// Whether this server is for development.
    pub is_development: bool,
    /// How many characters a post may have.
    pub post_chars: usize,
    /// The direction of the pages' own words.
    pub dir: &'static str,
}

/// Who is logged in.
#[derive(Debug, Clone)]
pub struct Me {
    /// Their account.
    pub account: AccountView,
    /// What they may do.
    pub role: Role,
    /// How many notifications they have not read.
    pub unread: i64,
    /// How many ask to follow them.
    pub requests: i64,
    /// What they set.
    pub settings: MemberSettings,
}

/// A place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The posts of those I follow.
    Home,
    /// What I am told of.
    Notifications,
    /// Search.
    Search,
    /// The posts of this community.
    Local,
    /// The posts of everyone known here.
    Everywhere,
    /// Posts I kept.
    Bookmarks,
    /// Posts I liked.
    Favourites,
    /// Those who ask to follow me.
    Requests,
    /// My page.
    Profile,
    /// My settings.
    Settings,
    /// The host's settings.
    Admin,
    /// Not in the navigation.
    Elsewhere,
}

/// How wide a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// A column between navigation and aside.
    Column,
    /// Wide, for the landing page.
    Wide,
    /// Narrow, for a form on its own.
    Slim,
}

impl Frame {
    /// Who is logged in, when that is this account.
    pub fn is_me(&self, account: &AccountView) -> bool {
        self.me
            .as_ref()
            .is_some_and(|me| me.account.id == account.id)
    }

    /// A whole page.
    pub fn page(&self, place: Place, title: &str, width: Width, main: &Markup) -> Markup {
        self.page_with(place, title, width, &html! {}, main)
    }

    /// A whole page with something more in its head: what others show when the page is shared.
    pub fn page_with(
        &self,
        place: Place,
        title: &str,
        width: Width,
        head: &Markup,
        main: &Markup,
    ) -> Markup {
        let theme = self.me.as_ref().and_then(|me| me.settings.theme.as_deref());
        let theme = theme.filter(|theme| matches!(*theme, "light" | "dark"));
        html! {
            (DOCTYPE)
            html lang="en" dir=(self.dir) data-theme=[theme] {
                head { (self.head(title)) (head) }
                body {
                    a.skip href="#main" { "Skip to content" }
                    @if self.is_development {
                        aside.dev aria-label="Notice" { "This server is for development. Do not trust it with anything you care about." }
                    }
                    @match (&self.me, width) {
                        (Some(me), Width::Column | Width::Wide) => {
                            div.frame {
                                (self.rail(me, place))
                                main.main #main tabindex="-1" { (main) }
                                (self.aside())
                            }
                        }
                        _ => (self.visitor_page(width, main))
                    }
                    p.toast hidden role="status" {}
                }
            }
        }
    }

    fn visitor_page(&self, width: Width, main: &Markup) -> Markup {
        let class = match width {
            Width::Column => "frame open",
            Width::Wide => "frame wide",
            Width::Slim => "frame slim",
        };
        html! {
            (self.top(width))
            div class=(class) {
                main.main #main tabindex="-1" { (main) }
                @if width == Width::Column { (self.aside()) }
            }
            (foot())
        }
    }

    fn head(&self, title: &str) -> Markup {
        let title = if title.is_empty() || title == self.community {
            self.community.clone()
        } else {
            format!("{title} · {}", self.community)
        };
        html! {
            meta charset="utf-8";
            title { (title) }
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            meta name="color-scheme" content="light dark";
            link rel="stylesheet" href=(assets::style_path(self.hue));
            link rel="icon" href={ "/favicon.svg?" (self.hue) } type="image/svg+xml";
            link rel="manifest" href="/manifest.webmanifest";
            script type="module" src=(assets::script_path()) {}
        }
    }

    fn brand(&self, href: &str) -> Markup {
        html! { a.brand href=(href) { (icon::icon("moot")) bdi { (self.community) } } }
    }

    /// The bar of visitors.
    fn top(&self, width: Width) -> Markup {
        html! {
            header.top {
                (self.brand("/"))
                @if self.me.is_none() && width != Width::Slim {
                    a.btn.calm.end href="/login" { "Log in" }
                    @if self.may_join { a.btn href="/signup" { "Join" } }
                }
            }
        }
    }

    fn rail(&self, me: &Me, place: Place) -> Markup {
        let own = me.account.path();
        html! {
            header.rail {
                (self.brand("/home"))
                nav aria-label="Main" {
                    ul.nav {
                        (item(place, Place::Home, "/home", "home", "Home"))
                        (item(place, Place::Local, "/local", "people", "Community"))
                        (item(place, Place::Search, "/search", "search", "Search"))
                        (counted(place, Place::Notifications, "/notifications", "bell", "Notifications", me.unread))
                        (item(place, Place::Profile, &own, "person", "You"))
                        (Self::more(me, place))
                    }
                }
                a.btn href="/home#composer" data-write { (icon::icon("pen")) "Write" }
                a.me href=(own) { (name::small_face(&me.account)) span { span.name { (name::display(&me.account)) } span.small { (name::acct(&me.account)) } } }
            }
        }
    }

    /// What has room in the navigation only on wide screens.
    fn more(me: &Me, place: Place) -> Markup {
        html! {
            (desk(place, Place::Everywhere, "/federated", "globe", "Everywhere"))
            (desk(place, Place::Bookmarks, "/bookmarks", "bookmark", "Bookmarks"))
            (desk(place, Place::Favourites, "/favourites", "like", "Likes"))
            @if me.requests > 0 || place == Place::Requests {
                li.desk { (link(place, Place::Requests, "/requests", "person", "Requests", me.requests)) }
            }
            (desk(place, Place::Settings, "/settings", "settings", "Settings"))
            @if me.role >= Role::Moderator { (desk(place, Place::Admin, "/admin", "shield", "Manage")) }
        }
    }

    fn aside(&self) -> Markup {
        html! {
            aside.aside.stack aria-label="About" {
                form.searchbox role="search" action="/search" aria-label="Quick search" {
                    (icon::small("search"))
                    input type="search" name="q" aria-label="Search people, posts and tags" placeholder="Search" autocomplete="off" maxlength="500";
                }
                section.card.pad.stack.tight {
                    h2 { bdi { (self.community) } }
                    @if !self.about.is_empty() { p.soft dir="auto" { (self.about) } }
                    p.row { a href="/about" { "About and rules" } }
                }
                @if self.me.is_none() {
                    section.stack.tight {
                        @if self.may_join { a.btn.big href="/signup" { span { "Join " bdi { (self.community) } } } }
                        a.btn.calm href="/login" { "Log in" }
                    }
                }
                p.soft.small { a href="/about" { "About" } " · " a href="/local" { "Community feed" } " · runs on Folkmoot" }
            }
        }
    }
}

fn item(place: Place, here: Place, href: &str, symbol: &str, label: &str) -> Markup {
    html! { li { (link(place, here, href, symbol, label, 0)) } }
}

fn counted(place: Place, here: Place, href: &str, symbol: &str, label: &str, count: i64) -> Markup {
    html! { li { (link(place, here, href, symbol, label, count)) } }
}

fn desk(place: Place, here: Place, href: &str, symbol: &str, label: &str) -> Markup {
    html! { li.desk { (link(place, here, href, symbol, label, 0)) } }
}

fn link(place: Place, here: Place, href: &str, symbol: &str, label: &str, count: i64) -> Markup {
    html! {
        a href=(href) aria-current=[(place == here).then_some("page")] {
            (icon::icon(symbol))
            span.label { (label) }
            @if here == Place::Notifications || count > 0 {
                span.badge data-badge=[(here == Place::Notifications).then_some("")] {
                    @if count > 0 { (count.min(99)) span.sr { " new" } }
                }
            }
        }
    }
}

fn foot() -> Markup {
    html! {
        footer.foot {
            a href="/about" { "About" }
            a href="/local" { "Community feed" }
            span { "Runs on Folkmoot, free software for communities" }
        }
    }
}
