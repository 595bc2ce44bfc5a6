//! Where files are kept, and how many.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use url::Url;

use super::{Config, check_url};

impl Config {
    /// That the settings of files make sense together.
    pub(super) fn check_files(&self) -> Result<()> {
        let s3 = [
            self.s3_endpoint.is_some(),
            self.s3_bucket.is_some(),
            self.s3_key.is_some(),
            self.s3_secret_file.is_some(),
        ];
        ensure!(
            s3.iter().all(|is_set| *is_set) || !s3.contains(&true),
            "s3_endpoint, s3_bucket, s3_key and s3_secret_file belong together: set all of them, or none."
        );
        ensure!(
            !self.s3_redirect || self.s3_endpoint.is_some(),
            "s3_redirect is set, but files are kept on this machine: set s3_endpoint too, or neither."
        );
        match self.media_base()? {
            Some(url) => check_url("media_url", &url),
            None => Ok(()),
        }
    }

    /// The host that files have of their own.
    pub(crate) fn media_base(&self) -> Result<Option<Url>> {
        let Some(url) = &self.media_url else {
            return Ok(None);
        };
        let url = Url::parse(url).with_context(|| {
            format!("media_url is {url}, which is no URL such as https://media.example.org")
        })?;
        Ok(Some(url))
    }

    /// Where files of people here are kept. Must be called in the runtime that asks a bucket.
    pub(crate) fn files(&self) -> Result<media::Files> {
        let folder = self.data.join("media");
        let (Some(endpoint), Some(bucket), Some(key), Some(file)) = (
            &self.s3_endpoint,
            &self.s3_bucket,
            &self.s3_key,
            &self.s3_secret_file,
        ) else {
            return Ok(media::Files::in_folder(folder));
        };
        let secret = std::fs::read_to_string(file)
            .with_context(|| format!("s3_secret_file: {} cannot be read", file.display()))?;
        let endpoint = Url::parse(endpoint).with_context(|| {
            format!("s3_endpoint is {endpoint}, which is no URL such as https://s3.example.org")
        })?;
        let bucket = infra::s3::Bucket::new(infra::s3::BucketConfig {
            endpoint,
            bucket: bucket.clone(),
            region: self.s3_region.clone(),
            key: key.clone(),
            secret: secret.trim().to_owned(),
            is_in_path: self.s3_path_style,
        })
        .context("s3_endpoint and s3_bucket do not go together")?;
        Ok(media::Files::remote(Arc::new(bucket), folder))
    }

    /// Where files of other servers are kept, apart from everything else: they may be thrown away.
    pub(crate) fn far_folder(&self) -> PathBuf {
        self.data.join("far")
    }

    /// How many bytes of them are kept at most.
    pub(crate) fn far_cap(&self) -> u64 {
        /// 5 GB.
        const USUAL: u64 = 5 * 1024 * 1024 * 1024;
        self.remote_media_bytes.unwrap_or_else(|| {
            let disk = rustix::fs::statvfs(&self.data);
            disk.map_or(USUAL, |disk| {
                USUAL.min(disk.f_blocks.saturating_mul(disk.f_frsize) / 5)
            })
        })
    }
}
