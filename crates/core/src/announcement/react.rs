//! What people say to announcements: an emoji, once each.

use model::Id;

use crate::bus::LiveEvent;
use crate::{Caller, Error, Result, Social};

/// The most different things that can be said to one announcement.
const MOST_NAMES: usize = 8;
/// The most characters of an emoji: a family with skin tones has fewer.
const MAX_EMOJI_CHARS: usize = 16;

impl Social {
    /// Says something to an announcement.
    pub async fn react_to_announcement(&self, caller: &Caller, id: Id, name: String) -> Result<()> {
        let announcement = self.announcement(caller, id).await?;
        if !is_emoji(&name) {
            return Err(Error::invalid("name", "invalid", "is not an emoji"));
        }
        let is_new = !announcement.reactions.iter().any(|said| said.name == name);
        if is_new && announcement.reactions.len() >= MOST_NAMES {
            return Err(Error::invalid(
                "name",
                "too_many",
                "would be one emoji too many for this announcement",
            ));
        }
        let (account, now, said) = (caller.account_id.get(), self.now().micros(), name.clone());
        let added = self
            .store()
            .write(move |tx| store::announcement::react(tx, id.get(), &said, account, now))
            .await?;
        if added {
            self.bus().tell(LiveEvent::AnnouncementReacted(id, name));
        }
        Ok(())
    }

    /// Takes it back.
    pub async fn unreact_to_announcement(
        &self,
        caller: &Caller,
        id: Id,
        name: String,
    ) -> Result<()> {
        self.announcement(caller, id).await?;
        let (account, said) = (caller.account_id.get(), name.clone());
        let was_there = self
            .store()
            .write(move |tx| store::announcement::unreact(tx, id.get(), &said, account))
            .await?;
        if !was_there {
            return Err(Error::NotFound("This reaction"));
        }
        self.bus().tell(LiveEvent::AnnouncementReacted(id, name));
        Ok(())
    }
}

/// Whether a text can be one emoji: no letters or signs of any script, but what Unicode keeps for pictures, what joins
/// them, and keycaps.
fn is_emoji(text: &str) -> bool {
    let is_picture = |c: char| {
        matches!(
            u32::from(c),
            0xa9 | 0xae | 0x203c | 0x2049 | 0x20e3 | 0x2122 | 0x2139 | 0x2194..=0x21aa
                | 0x231a..=0x23ff | 0x24c2 | 0x25aa..=0x27bf | 0x2934..=0x2935
                | 0x2b05..=0x2b55 | 0x3030 | 0x303d | 0x3297 | 0x3299 | 0x1f000..=0x1faff
        )
    };
    let joins = |c: char| {
        matches!(u32::from(c), 0x200d | 0xfe0f | 0xe0020..=0xe007f)
            || c.is_ascii_digit()
            || matches!(c, '#' | '*')
    };
    text.chars().count() <= MAX_EMOJI_CHARS
        && text.chars().any(is_picture)
        && text.chars().all(|c| is_picture(c) || joins(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_emoji_and_words_are_not() {
        for emoji in ["🎉", "❤️", "👩‍👩‍👧‍👦", "🏳️‍🌈", "1️⃣", "👍🏽", "©️"]
        {
            assert!(is_emoji(emoji), "{emoji}");
        }
        for text in ["", "1", "a", "🎉a", "é", "漢", "🎉 ", &"🎉".repeat(17)] {
            assert!(!is_emoji(text), "{text}");
        }
    }
}
