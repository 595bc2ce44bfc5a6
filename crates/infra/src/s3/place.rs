//! A bucket as a place for files.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use bytes::Bytes;
use http::{HeaderValue, Method, header};
use media::{Digest, Remote};
use rusty_s3::actions::CreateMultipartUpload;

use super::client::{Ask, Bucket, length};

/// Files up to this are sent in one request, larger ones in parts of this size.
const PART: u64 = 8 * 1024 * 1024;

impl Remote for Bucket {
    fn put(&self, digest: &Digest, bytes: &Bytes) -> io::Result<()> {
        let action = self.signer.put_object(Some(&self.keys), digest.as_str());
        let ask = Ask {
            body: bytes.clone(),
            ..Ask::new(Method::PUT)
        };
        self.there(self.ask(&action, &ask)?).map(drop)
    }

    fn put_file(&self, digest: &Digest, file: &Path) -> io::Result<()> {
        let mut file = File::open(file)?;
        if file.metadata()?.len() <= PART {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            return self.put(digest, &bytes.into());
        }
        let action = self
            .signer
            .create_multipart_upload(Some(&self.keys), digest.as_str());
        let begun = self.there(self.ask(&action, &Ask::new(Method::POST))?)?;
        let begun = CreateMultipartUpload::parse_response(&String::from_utf8_lossy(&begun.body));
        let begun = begun.map_err(io::Error::other)?;
        let sent = self.put_parts(digest, &mut file, begun.upload_id());
        if sent.is_err() {
            let action = self.signer.abort_multipart_upload(
                Some(&self.keys),
                digest.as_str(),
                begun.upload_id(),
            );
            // The error that is told is the one that came first.
            let _ = self.ask(&action, &Ask::new(Method::DELETE));
        }
        sent
    }

    fn len(&self, digest: &Digest) -> io::Result<Option<u64>> {
        let action = self.signer.head_object(Some(&self.keys), digest.as_str());
        let answer = self.ask(&action, &Ask::new(Method::HEAD))?;
        Ok(answer.and_then(|answer| length(&answer.headers)))
    }

    fn read_range(&self, digest: &Digest, start: u64, most: usize) -> io::Result<Option<Bytes>> {
        let Some(length) = self.len(digest)? else {
            return Ok(None);
        };
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        let end = start.saturating_add(most).min(length);
        if start >= end {
            return Ok(Some(Bytes::new()));
        }
        let mut ask = Ask::new(Method::GET);
        let range = format!("bytes={start}-{}", end - 1);
        let range = HeaderValue::try_from(range).map_err(io::Error::other)?;
        ask.headers.insert(header::RANGE, range);
        let action = self.signer.get_object(Some(&self.keys), digest.as_str());
        let Some(answer) = self.ask(&action, &ask)? else {
            return Ok(None);
        };
        if u64::try_from(answer.body.len()) == Ok(end - start) {
            Ok(Some(answer.body))
        } else {
            Err(io::Error::other(
                "the bucket sent another part than was asked for",
            ))
        }
    }

    fn remove(&self, digest: &Digest) -> io::Result<()> {
        let action = self.signer.delete_object(Some(&self.keys), digest.as_str());
        self.ask(&action, &Ask::new(Method::DELETE)).map(drop)
    }
}

impl Bucket {
    /// Where a missing file would be odd, the bucket is what is missing.
    fn there<T>(&self, answer: Option<T>) -> io::Result<T> {
        let told = || format!("there is no bucket called {}", self.signer.name());
        answer.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, told()))
    }

    fn put_parts(&self, digest: &Digest, file: &mut File, upload: &str) -> io::Result<()> {
        let mut tags = Vec::new();
        loop {
            let mut part = Vec::new();
            file.take(PART).read_to_end(&mut part)?;
            if part.is_empty() {
                break;
            }
            let number = u16::try_from(tags.len() + 1).map_err(io::Error::other)?;
            let keys = Some(&self.keys);
            let action = self
                .signer
                .upload_part(keys, digest.as_str(), number, upload);
            let ask = Ask {
                body: part.into(),
                ..Ask::new(Method::PUT)
            };
            let sent = self.there(self.ask(&action, &ask)?)?;
            let tag = sent
                .headers
                .get(header::ETAG)
                .and_then(|tag| tag.to_str().ok());
            tags.push(tag.unwrap_or_default().to_owned());
        }
        let action = self.signer.complete_multipart_upload(
            Some(&self.keys),
            digest.as_str(),
            upload,
            tags.iter().map(String::as_str),
        );
        let ask = Ask {
            body: action.clone().body().into(),
            ..Ask::new(Method::POST)
        };
        self.there(self.ask(&action, &ask)?)?;
        // Some answer 200 and tell of a failure in the body.
        let wanted = file.metadata()?.len();
        if self.len(digest)? == Some(wanted) {
            Ok(())
        } else {
            Err(io::Error::other(
                "the bucket did not put the parts together",
            ))
        }
    }
}
