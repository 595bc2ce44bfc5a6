use model::{Field, InteractionPolicy, Media, Permission};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::super::html::text_html;
use super::super::post::{Clip, Known, Reply};
use super::super::rich::{Feature, MAX_BYTES, MAX_GRAPHEMES, Rich};
use super::super::value::{field, list_of};
use super::super::{deed, gate, profile};
use super::outward::{picture, plain, poll, quote};
use super::*;

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zà-ü]{1,12}",
        1 => "\\PC{0,20}",
        1 => "(?s).{0,10}",
        1 => "https?://[a-z]{1,10}\\.example/[a-z0-9/?=&()._~ü-]{0,60}",
        1 => "#\\w{1,80}",
        1 => Just("@carol".to_owned()),
        1 => Just("@bob@far.example".to_owned()),
        1 => Just("👩‍👩‍👦‍👦e\u{301}\u{301}".repeat(20)),
        1 => Just("\n\n".to_owned()),
        1 => Just("**x** [y](https://z.example/) > \n- ".to_owned()),
    ]
}

fn typed() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.join(" "))
}

/// What is odd about a post, beside its text.
type Odd = (String, Option<String>, usize, usize, [bool; 6]);

fn odd() -> impl Strategy<Value = Odd> {
    (
        "\\PC{0,300}",
        proptest::option::of("\\PC{0,400}"),
        0..25_usize,
        0..25_usize,
        any::<[bool; 6]>(),
    )
}

fn odd_post() -> impl Strategy<Value = (PostView, Known)> {
    let tags = proptest::collection::vec("\\w{1,90}", 0..12);
    (typed(), odd(), tags).prop_map(|(typed, odd, tags)| {
        let known = odd_known(&odd);
        let (warning, title, media, _, [is_markdown, is_quote, _, is_sensitive, is_poll, _]) = odd;
        let html = if is_markdown {
            model::markdown::to_html(&typed, &Everybody)
        } else {
            plain(&typed)
        };
        let mut odd = post(&html);
        odd.warning = warning;
        odd.title = title;
        odd.tags = tags;
        odd.media = vec![Media::default(); media];
        odd.is_sensitive = is_sensitive;
        odd.quote = is_quote.then(|| quote(post(&html)));
        odd.poll = is_poll.then(|| poll(&[&typed, "", "No"]));
        (odd, known)
    })
}

fn odd_known(
    (words, _, _, images, [has_sizes, _, has_video, is_reply, _, is_quote]): &Odd,
) -> Known {
    let clip = Clip {
        blob: blob("video/mp4", 1),
        alt: words.clone(),
        size: Some((0, 1)),
        captions: vec![(words.clone(), blob("text/vtt", 1))],
        is_loop: *has_sizes,
    };
    Known {
        reply: is_reply.then(|| Reply {
            root: strong_ref("a"),
            parent: strong_ref("b"),
        }),
        quote: is_quote.then(|| strong_ref("q")),
        images: vec![picture(has_sizes.then_some((0, 7))); *images],
        video: has_video.then_some(clip),
        ..carol_is_known()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_post_keeps_to_its_lexicon_and_every_facet_to_its_text((odd, known) in odd_post()) {
        let record = written(&odd, &known);
        let said = text_of(&record);
        prop_assert!(said.len() <= MAX_BYTES && said.graphemes(true).count() <= MAX_GRAPHEMES);
        let rich = Rich::read(&record);
        // None was left out when it was read again: all are in range, in order, between characters.
        prop_assert_eq!(rich.facets.len(), list_of(&record, "facets").len());
        for facet in &rich.facets {
            let label = said.get(facet.range.clone()).unwrap();
            prop_assert_eq!(label.trim(), label);
            match &facet.feature {
                Feature::Mention(who) => {
                    prop_assert_eq!(who, &did("carol"));
                    prop_assert_eq!(label, "@carol.moot.example");
                }
                Feature::Tag(tag) => prop_assert_eq!(label.trim_start_matches(['#', '＃']), tag),
                Feature::Link(url) => {
                    let shown = url.split_once("://").unwrap().1;
                    let label = label.trim_end_matches('…');
                    let is_named = ["y", "@bob@far.example"].contains(&label);
                    // Addresses in other scripts are shown as typed and kept in ASCII.
                    prop_assert!(is_named || shown.starts_with(label) || url.contains('%') || url.contains("xn--") || label.len() <= 33, "{label} {url}");
                }
            }
        }
    }

    #[test]
    fn every_profile_keeps_to_its_lexicon(name in "\\PC{0,200}", note in "(?s).{0,400}", row in "\\PC{0,60}", size in 0..2_000_000_u64) {
        let mut view = account();
        view.display_name = name;
        view.note_html = plain(&note);
        view.note_source = note;
        let row_of = |name: &str, value: &str| Field { name: name.to_owned(), value: value.to_owned() };
        view.fields = vec![row_of("Pronouns", &row), row_of("Website", "https://a.example/ü"), row_of(&row, &row)];
        let picture = blob("image/png", size);
        let record = profile::profile_record(&view, Some(&picture), Some(&picture), Some(&strong_ref("a")), NOW);
        check(&record);
        check(&profile::merge_profile(&record, record.clone()));
    }

    #[test]
    fn every_deed_and_gate_keeps_to_its_lexicon(micros in any::<i64>(), reply in 0..4_usize, quote in 0..4_usize) {
        let at = model::Time::from_micros(micros);
        let post = strong_ref("a");
        check(&deed::like(&post, at));
        check(&deed::repost(&post, at));
        check(&deed::follow(&did("a"), at));
        check(&deed::block(&did("a"), at));
        let all = [Permission::Anyone, Permission::Followers, Permission::Named, Permission::Nobody];
        let policy = InteractionPolicy { reply: all[reply], quote: all[quote], ..InteractionPolicy::default() };
        gate::threadgate(&post.uri, policy, at).iter().for_each(check);
        gate::postgate(&post.uri, policy, at).iter().for_each(check);
    }

    #[test]
    fn what_we_write_is_read_as_it_was_typed(
        pieces in proptest::collection::vec("[a-zé<>&\"']{1,8}( |\n|\n\n)|https://[a-z]{1,9}\\.example/[a-z0-9/?=]{0,40} x", 0..12),
    ) {
        let html = plain(&pieces.join(" ").replace("\n ", "\n").replace("  ", " "));
        let record = written(&post(&html), &Known::default());
        if field(&record, "bridgyOriginalText").is_none() {
            prop_assert_eq!(text_html(&Rich::read(&record), |_| None), html);
        }
    }
}
