//! Showing cards, and the posts that have them.

use model::Id;
use store::card::CardRow;

use super::{Card, CardFacts};
use crate::account::same_ids;
use crate::media::far::FarUse;
use crate::{Page, PostView, Result, Slice, Social, Viewer};

impl Card {
    /// A card as it is stored.
    pub(crate) fn read(row: &CardRow) -> Option<Self> {
        let shown: CardFacts = serde_json::from_str(row.about.as_deref()?).ok()?;
        Some(Self {
            id: Id::from(row.id),
            url: row.url.clone(),
            shown,
        })
    }
}

impl Social {
    /// A card with addresses that can be followed.
    pub(crate) fn card(&self, row: &CardRow) -> Option<Card> {
        let mut card = Card::read(row)?;
        let barred = self.bars_media(&row.host);
        let image = card.shown.image.take().filter(|_| !barred);
        card.shown.image = image.map(|url| self.shown_picture(FarUse::Small, url));
        Some(card)
    }

    /// Public posts with this link, of people who let themselves be found.
    pub async fn link_timeline(
        &self,
        viewer: Viewer,
        url: &str,
        page: Page,
    ) -> Result<Slice<PostView>> {
        let url = url::Url::parse(url).map_or_else(|_| url.to_owned(), String::from);
        self.show_feed(
            viewer,
            page,
            crate::post::show::Muted::Hidden,
            move |conn, window| store::card::timeline(conn, &url, window).map(same_ids),
        )
        .await
    }
}
