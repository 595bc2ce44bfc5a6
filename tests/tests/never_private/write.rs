//! Writing: texts, warnings, polls, pictures.

use model::{Audience, InteractionPolicy, MediaId};
use social::post::{Draft, NewPoll};
use url::Url;

use super::{AUDIENCES, PERMISSIONS, Place, Written};

impl Place {
    pub(super) async fn write(&mut self) {
        let author = self.somebody();
        if self.is_suspended[author] {
            return;
        }
        let audience = match self.chance.below(3) {
            0 => Audience::Public,
            _ => self.any(&AUDIENCES),
        };
        let text = self.word();
        let mut words = vec![text.clone()];
        let mut draft = Draft {
            text: format!("{text} to @alice and @carol"),
            audience: Some(audience),
            policy: InteractionPolicy {
                reply: self.any(&PERMISSIONS),
                quote: self.any(&PERMISSIONS),
                boost: self.any(&PERMISSIONS),
                asks: true,
            },
            ..Draft::default()
        };
        if audience == Audience::Circle {
            draft.named = self.people.iter().map(|person| person.account_id).collect();
        }
        if self.chance.below(3) == 0 {
            draft.warning = self.word();
            words.push(draft.warning.clone());
        }
        match self.chance.below(6) {
            0 => draft.reply_to = self.some_post(),
            1 => draft.quote = self.some_post(),
            2 => draft.poll = Some(self.poll(&mut words)),
            3 => return self.write_by_app(author).await,
            _ => {}
        }
        let mut files = Vec::new();
        if draft.poll.is_none() && self.chance.below(3) == 0 {
            draft.media = vec![self.picture(author, &mut words, &mut files).await];
        }
        let caller = &self.people[author].caller;
        if let Ok(post) = self.world.social().create_post(caller, draft).await {
            self.posts.push(Written {
                id: post.id,
                author,
                audience: post.audience,
                words,
                files,
                is_there: true,
            });
        }
    }

    fn poll(&mut self, words: &mut Vec<String>) -> NewPoll {
        let options = vec![self.word(), self.word()];
        words.extend(options.clone());
        NewPoll {
            options,
            seconds: 3600,
            is_multiple: false,
            hides_totals: false,
        }
    }

    /// A picture like no other, with a description.
    async fn picture(
        &mut self,
        author: usize,
        words: &mut Vec<String>,
        files: &mut Vec<String>,
    ) -> MediaId {
        let mut picture = image::RgbImage::new(8, 8);
        for pixel in picture.pixels_mut() {
            let [red, green, blue, ..] = self.chance.number().to_le_bytes();
            *pixel = image::Rgb([red, green, blue]);
        }
        let mut png = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let alt = self.word();
        let ask = self.world.post("/api/v2/media").by(&self.people[author]);
        let sent = ask.files(&[("description", &alt)], &[("file", png.get_ref())]);
        let media = sent.await.ok();
        words.push(alt);
        let url = Url::parse(media["url"].as_str().unwrap()).unwrap();
        let name = url.path().rsplit('/').next().unwrap();
        let served = self.world.social().file(name).await.unwrap();
        files.push(served.tag().to_owned());
        MediaId::from(media["id"].as_str().unwrap().parse::<i64>().unwrap())
    }
}
