//! A bucket as a place for files.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use media::{Digest, Remote};
use rusty_s3::S3Action as _;
use rusty_s3::actions::CreateMultipartUpload;

use super::client::{Ask, Bucket, MAX_ANSWER, length};
use super::note::Note;

/// Files up to this are sent in one request, larger ones in parts of this size.
const PART: u64 = 8 * 1024 * 1024;
/// No file has bytes beyond this, and some servers count no further.
const MAX_PLACE: u64 = 1 << 60;

impl Remote for Bucket {
    fn put(&self, digest: &Digest, bytes: &Bytes) -> io::Result<()> {
        let action = self.signer.put_object(Some(&self.keys), digest.as_str());
        let ask = Ask {
            body: bytes.clone(),
            ..Ask::new(Method::PUT)
        };
        self.there(self.ask(&action, &ask)?).map(drop)
    }

    fn put_file(&self, digest: &Digest, file: &Path, notes: &Path) -> io::Result<()> {
        let mut file = File::open(file)?;
        let length = file.metadata()?.len();
        if length <= PART {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            return self.put(digest, &bytes.into());
        }
        if self.len(digest)? == Some(length) {
            return Ok(());
        }
        let action = self
            .signer
            .create_multipart_upload(Some(&self.keys), digest.as_str());
        let begun = self.there(self.ask(&action, &Ask::new(Method::POST))?)?;
        let begun = CreateMultipartUpload::parse_response(&String::from_utf8_lossy(&begun.body));
        let upload = begun.map_err(io::Error::other)?.upload_id().to_owned();
        let note = Note::write(notes, digest, &upload)?;
        let sent = self.put_parts(digest, &mut file, &upload);
        if sent.is_ok() || self.abort(digest, &upload).is_ok() {
            note.remove()?;
        }
        sent
    }

    fn give_up(&self, notes: &Path, older_than: Duration) -> io::Result<usize> {
        let mut given_up = 0;
        for note in Note::older_than(notes, older_than)? {
            if let Some((digest, upload)) = note.read()? {
                self.abort(&digest, &upload)?;
            }
            note.remove()?;
            given_up += 1;
        }
        Ok(given_up)
    }

    fn len(&self, digest: &Digest) -> io::Result<Option<u64>> {
        let action = self.signer.head_object(Some(&self.keys), digest.as_str());
        if let Some(answer) = self.ask(&action, &Ask::new(Method::HEAD))? {
            let length = length(&answer.headers);
            return length
                .map(Some)
                .ok_or_else(|| other("it does not say how long a file is"));
        }
        // An answer without a body does not say whether it is the file or the bucket that is missing.
        let action = self.signer.head_bucket(Some(&self.keys));
        match self.ask(&action, &Ask::new(Method::HEAD)) {
            Ok(None) => Err(self.missing()),
            // That keys for files do not open this is no fault.
            Err(error) if error.kind() != io::ErrorKind::PermissionDenied => Err(error),
            _ => Ok(None),
        }
    }

    fn read_range(&self, digest: &Digest, start: u64, most: usize) -> io::Result<Option<Bytes>> {
        if most == 0 || start > MAX_PLACE {
            let length = self.len(digest)?;
            return Ok(length.map(|_| Bytes::new()));
        }
        let is_whole = start == 0 && most == usize::MAX;
        let mut ask = Ask {
            // A refusal may be longer than a small part.
            most: most.max(MAX_ANSWER),
            ..Ask::new(Method::GET)
        };
        if !is_whole {
            let end = start.saturating_add(u64::try_from(most - 1).unwrap_or(u64::MAX));
            let range = format!("bytes={start}-{}", end.min(MAX_PLACE));
            let range = HeaderValue::try_from(range).map_err(io::Error::other)?;
            ask.headers.insert(header::RANGE, range);
        }
        let action = self.signer.get_object(Some(&self.keys), digest.as_str());
        let Some(answer) = self.ask(&action, &ask)? else {
            return Ok(None);
        };
        let is_wanted = match answer.status {
            StatusCode::RANGE_NOT_SATISFIABLE => return Ok(Some(Bytes::new())),
            StatusCode::PARTIAL_CONTENT => begins_at(&answer.headers, start),
            // All of it.
            _ => start == 0,
        };
        if is_wanted && answer.body.len() <= most {
            Ok(Some(answer.body))
        } else {
            Err(other("it sent another part than was asked for"))
        }
    }

    fn remove(&self, digest: &Digest) -> io::Result<()> {
        let action = self.signer.delete_object(Some(&self.keys), digest.as_str());
        self.ask(&action, &Ask::new(Method::DELETE)).map(drop)
    }

    fn lend(&self, digest: &Digest, media_type: &str, time: Duration) -> String {
        let mut action = self.signer.get_object(Some(&self.keys), digest.as_str());
        let query = action.query_mut();
        query.insert("response-content-type", media_type);
        query.insert("response-content-disposition", "inline");
        action.sign(time).into()
    }
}

impl Bucket {
    /// Where a missing file would be odd, the bucket is what is missing.
    fn there<T>(&self, answer: Option<T>) -> io::Result<T> {
        answer.ok_or_else(|| self.missing())
    }

    /// Gives up what was sent in parts and never put together; that it is gone already is no error.
    fn abort(&self, digest: &Digest, upload: &str) -> io::Result<()> {
        let keys = Some(&self.keys);
        let action = self
            .signer
            .abort_multipart_upload(keys, digest.as_str(), upload);
        self.ask(&action, &Ask::new(Method::DELETE)).map(drop)
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
        // Some answer 200 and tell of a failure in the body; and an answer that was lost is no failure.
        let completed = self.ask(&action, &ask);
        let wanted = file.metadata()?.len();
        if self.len(digest)? == Some(wanted) {
            return Ok(());
        }
        self.there(completed?)?;
        Err(other("it did not put the parts together"))
    }
}

/// Whether a part begins where it should (RFC 9110 §14.4); that it does not say is no fault.
fn begins_at(headers: &HeaderMap, start: u64) -> bool {
    let said = headers.get(header::CONTENT_RANGE);
    let said = said.and_then(|said| said.to_str().ok()?.strip_prefix("bytes ")?.split_once('-'));
    said.is_none_or(|(first, _)| first.parse() == Ok(start))
}

fn other(what: &str) -> io::Error {
    io::Error::other(format!("the bucket cannot be used: {what}"))
}
