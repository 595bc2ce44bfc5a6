use at_proto::data::Ipld;
use model::post::{Media, MediaKind};
use model::{Audience, PublicPost};
use social::Card;
use social::view::{PollOptionView, PollView, QuoteState, QuoteView};
use unicode_segmentation::UnicodeSegmentation;

use super::super::embed::{MAX_IMAGE_BYTES, MAX_VIDEO_BYTES};
use super::super::post::{Clip, Known, Picture};
use super::super::rich::{Feature, Rich};
use super::super::value::{field, list_of, text_of as field_text, type_of};
use super::*;

pub(super) fn plain(text: &str) -> String {
    model::text::to_html(text, &Everybody)
}

fn facets(record: &Ipld) -> Vec<(String, Feature)> {
    let rich = Rich::read(record);
    let facets = rich.facets.into_iter();
    facets
        .map(|facet| {
            (
                rich.text.get(facet.range).unwrap().to_owned(),
                facet.feature,
            )
        })
        .collect()
}

fn embed(record: &Ipld) -> &Ipld {
    field(record, "embed").unwrap()
}

fn card(embed: &Ipld) -> &str {
    field_text(field(embed, "external").unwrap(), "uri").unwrap()
}

#[test]
fn a_short_post_says_all_of_itself() {
    let typed = "Hi @bob@far.example and @carol!\nSee https://a.example/a/path/that/is/longer/than/most. #Tea\n\n:cat: & <b>";
    let mut post = post(&plain(typed));
    post.tags = vec!["tea".to_owned(), "coffee".to_owned()];
    let record = written(&post, &carol_is_known());
    assert_eq!(
        text_of(&record),
        "Hi @bob@far.example and @carol.moot.example!\nSee a.example/a/path/that/is/longe…. #Tea\n\n:cat: & <b>"
    );
    let link = |url: &str| Feature::Link(url.to_owned());
    assert_eq!(
        facets(&record),
        [
            (
                "@bob@far.example".to_owned(),
                link("https://pages.example/@bob@far.example")
            ),
            (
                "@carol.moot.example".to_owned(),
                Feature::Mention(did("carol"))
            ),
            (
                "a.example/a/path/that/is/longe…".to_owned(),
                link("https://a.example/a/path/that/is/longer/than/most")
            ),
            ("#Tea".to_owned(), Feature::Tag("Tea".to_owned())),
        ]
    );
    assert_eq!(
        list_of(&record, "tags"),
        [Ipld::String("coffee".to_owned())]
    );
    assert_eq!(field(&record, "embed"), None);
    assert_eq!(
        field_text(&record, "bridgyOriginalUrl"),
        Some(&*post.page_url)
    );
}

#[test]
fn markdown_is_read_without_its_signs() {
    let typed = "# Tea\n\n**bold** [a page](https://a.example/) and\n\n1. one\n2. two\n   - three\n\n> quoted\n> twice\n\n```\nlet x;\nlet y;\n```";
    let html = model::markdown::to_html(typed, &Everybody);
    let record = written(&post(&html), &Known::default());
    let said = text_of(&record);
    assert!(
        said.starts_with(
            "Tea\n\nbold a page and\n\n1. one\n2. two\n  • three\n\n> quoted\n> twice\n\n"
        ),
        "{said}"
    );
    assert_eq!(facets(&record)[0].0, "a page");
}

#[test]
fn a_long_post_ends_at_a_word_and_goes_on_at_its_page() {
    let post = post(&plain(&"wörter und ".repeat(60)));
    let record = written(&post, &Known::default());
    let said = text_of(&record);
    assert!(
        said.ends_with("wörter…") || said.ends_with("und…"),
        "{said}"
    );
    assert!((280..=291).contains(&said.graphemes(true).count()));
    assert_eq!(card(embed(&record)), post.page_url);
    assert_eq!(field_text(&record, "bridgyOriginalText"), Some(&*post.html));
}

#[test]
fn below_a_long_post_with_pictures_the_link_is_in_the_text() {
    let mut post = post(&plain(&"word ".repeat(100)));
    post.media = vec![Media {
        kind: MediaKind::Image,
        ..Media::default()
    }];
    let known = Known {
        images: vec![picture(Some((3, 2)))],
        ..Known::default()
    };
    let record = written(&post, &known);
    assert!(
        text_of(&record).ends_with("word…\n\nmoot.example/@alice/7"),
        "{}",
        text_of(&record)
    );
    assert_eq!(facets(&record)[0].1, Feature::Link(post.page_url.clone()));
    assert_eq!(type_of(embed(&record)), "app.bsky.embed.images");
}

#[test]
fn nothing_that_leads_somewhere_is_cut() {
    for length in 255..300 {
        let typed = format!(
            "{} https://a.example/{} end",
            "x".repeat(length),
            "y".repeat(60)
        );
        let record = written(&post(&plain(&typed)), &Known::default());
        for (label, _) in facets(&record) {
            assert!(label.starts_with("a.example/y"), "{label}");
        }
    }
}

pub(super) fn quote(quoted: PostView) -> QuoteView {
    QuoteView {
        state: QuoteState::Accepted,
        post_id: None,
        post: Some(Box::new(quoted)),
    }
}

pub(super) fn poll(options: &[&str]) -> PollView {
    let options = options.iter().map(|title| PollOptionView {
        title: (*title).to_owned(),
        votes: None,
    });
    PollView {
        options: options.collect(),
        is_multiple: false,
        hides_totals: false,
        expires_at: None,
        is_over: false,
        votes_count: 0,
        voters_count: 0,
        mine: None,
        counted_at: None,
    }
}

pub(super) fn picture(size: Option<(u32, u32)>) -> Picture {
    Picture {
        blob: blob("image/jpeg", MAX_IMAGE_BYTES),
        alt: "a cat".to_owned(),
        size,
    }
}

#[test]
fn more_than_four_pictures_are_a_gallery() {
    for (count, name) in [(4, "images"), (5, "gallery"), (21, "gallery")] {
        let mut post = post("");
        post.media = vec![Media::default(); count];
        let known = Known {
            images: vec![picture(None); count],
            ..Known::default()
        };
        let record = written(&post, &known);
        assert_eq!(type_of(embed(&record)), format!("app.bsky.embed.{name}"));
        // What is not shown is at the page.
        assert_eq!(text_of(&record).contains("moot.example"), count > 20);
    }
}

#[test]
fn a_quote_is_embedded_with_media_or_is_a_card() {
    let mut quoting = post("<p>Look</p>");
    quoting.quote = Some(quote(post("<p>Quoted</p>")));
    let mut known = Known {
        quote: Some(strong_ref("bob")),
        ..Known::default()
    };
    let record = written(&quoting, &known);
    assert_eq!(type_of(embed(&record)), "app.bsky.embed.record");
    known.video = Some(Clip {
        blob: blob("video/mp4", MAX_VIDEO_BYTES),
        alt: String::new(),
        size: Some((16, 9)),
        captions: vec![("en".to_owned(), blob("text/vtt", 100))],
        is_loop: true,
    });
    quoting.media = vec![Media::default()];
    let record = written(&quoting, &known);
    assert_eq!(type_of(embed(&record)), "app.bsky.embed.recordWithMedia");
    known = Known::default();
    quoting.media.clear();
    assert_eq!(
        card(embed(&written(&quoting, &known))),
        "https://moot.example/@alice/7"
    );
    // What is not for everyone is not even named.
    for audience in [Audience::Quiet, Audience::Followers] {
        let quoted = quoting.quote.as_mut().unwrap().post.as_mut().unwrap();
        quoted.audience = audience;
        assert_eq!(field(&written(&quoting, &known), "embed"), None);
    }
}

#[test]
fn what_the_network_cannot_show_is_one_link_away() {
    let mut asking = post("<p>Tea?</p>");
    asking.poll = Some(poll(&["Yes", "No"]));
    let record = written(&asking, &Known::default());
    assert_eq!(text_of(&record), "Tea?\n\n○ Yes\n○ No");
    assert_eq!(card(embed(&record)), asking.page_url);
    let mut sounding = post("<p>Listen</p>");
    sounding.media = vec![Media {
        kind: MediaKind::Audio,
        ..Media::default()
    }];
    assert_eq!(
        card(embed(&written(&sounding, &Known::default()))),
        sounding.page_url
    );
}

#[test]
fn a_warning_stands_before_the_text_and_as_a_label() {
    let mut warned = post("<p>Look</p>");
    warned.warning = "Nudity".to_owned();
    warned.media = vec![Media::default()];
    let record = written(&warned, &Known::default());
    assert!(text_of(&record).starts_with("[Nudity]\nLook"));
    let labels = field(&record, "labels").unwrap();
    assert_eq!(
        field_text(&list_of(labels, "values")[0], "val"),
        Some("nudity")
    );
}

#[test]
fn the_card_of_a_link_is_shown_when_nothing_else_is() {
    let mut linking = post(&plain("https://a.example/x"));
    linking.card = Some(Card {
        id: model::Id::from(1),
        url: "https://a.example/x".to_owned(),
        shown: social::card::CardFacts {
            title: "A".to_owned(),
            ..social::card::CardFacts::default()
        },
    });
    let known = Known {
        thumb: Some(blob("image/png", 1_000)),
        ..Known::default()
    };
    let record = written(&linking, &known);
    assert_eq!(card(embed(&record)), "https://a.example/x");
    assert!(field(field(embed(&record), "external").unwrap(), "thumb").is_some());
}

#[test]
fn what_is_not_public_cannot_be_written() {
    assert!(PublicPost::new(post(""), Audience::Quiet).is_none());
}
