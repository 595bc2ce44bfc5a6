//! Compressed bodies count by what they become (security B9).

use async_compression::{
    Level,
    tokio::write::{BrotliEncoder, GzipEncoder, ZstdEncoder},
};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::{site::*, *};

const MEGABYTE: usize = 1024 * 1024;

/// Pushes this many zero megabytes through an encoder.
async fn fill(encoder: &mut (impl AsyncWrite + Unpin), megabytes: usize) {
    let zeros = vec![0; MEGABYTE];
    for _ in 0..megabytes {
        encoder.write_all(&zeros).await.unwrap();
    }
    encoder.shutdown().await.unwrap();
}

/// The compressed form of so many zero megabytes.
async fn bomb(encoding: &str, megabytes: usize) -> Vec<u8> {
    match encoding {
        "gzip" => {
            let mut encoder = GzipEncoder::with_quality(Vec::new(), Level::Fastest);
            fill(&mut encoder, megabytes).await;
            encoder.into_inner()
        }
        "br" => {
            let mut encoder = BrotliEncoder::with_quality(Vec::new(), Level::Fastest);
            fill(&mut encoder, megabytes).await;
            encoder.into_inner()
        }
        _ => {
            let mut encoder = ZstdEncoder::with_quality(Vec::new(), Level::Fastest);
            fill(&mut encoder, megabytes).await;
            encoder.into_inner()
        }
    }
}

async fn site_with(encoding: &'static str, body: Vec<u8>) -> Site {
    Site::answering(PUBLIC, move |_| {
        let headers = format!("content-type: text/plain\r\ncontent-encoding: {encoding}\r\n");
        response("200 OK", &headers, &body)
    })
    .await
}

#[tokio::test]
async fn a_bomb_is_cut_at_the_decoded_cap() {
    for encoding in ["gzip", "br", "zstd"] {
        let body = bomb(encoding, 100).await;
        assert!(
            body.len() < MEGABYTE,
            "the compressed form passes the cap: {}",
            body.len()
        );
        let site = site_with(encoding, body).await;
        assert_eq!(
            code_of(&door(), &site.url("/")).await,
            "fetch_too_large",
            "{encoding}"
        );
    }
}

#[tokio::test]
async fn a_modest_compressed_body_arrives_whole() {
    for encoding in ["gzip", "br", "zstd"] {
        let site = site_with(encoding, bomb(encoding, 1).await).await;
        let got = get(&door(), &site.url("/")).await.unwrap();
        assert_eq!(got.body.len(), MEGABYTE, "{encoding}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_what_its_encoding_says_is_an_error() {
    for encoding in ["gzip", "br", "zstd"] {
        let site = site_with(encoding, b"\xffthis is not compressed".to_vec()).await;
        assert_eq!(
            code_of(&door(), &site.url("/")).await,
            "fetch_body",
            "{encoding}"
        );
    }
}

#[tokio::test]
async fn a_caller_may_ask_for_less() {
    let site = Site::answering(PUBLIC, |_| ok_and_close("0123456789")).await;
    let url = site.url("/");
    let mut fetch = Fetch::new(&url, Accept::Any);
    fetch.max_body = Some(9);
    assert_eq!(
        door().get(&fetch).await.unwrap_err().code(),
        "fetch_too_large"
    );
    fetch.max_body = Some(10);
    assert!(door().get(&fetch).await.is_ok());
}
