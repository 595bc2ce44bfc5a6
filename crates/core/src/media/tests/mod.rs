//! Files as a whole: taken in, attached, given out, taken away.

mod given;
mod killed;
mod revoked;

use model::{Media, PostId};

use super::{Served, Upload};
use crate::post::Draft;
use crate::testing::World;
use crate::{Caller, Result};

/// The smallest PNG there is: one pixel.
const DOT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac8!\xa7\xf1\x1f\0\x04\xce\x02\x0eb\xcf\x94\xa5\0\0\0\0IEND\xaeB`\x82";

impl World {
    async fn upload(&self, caller: &Caller) -> Media {
        let upload = Upload {
            file: DOT.into(),
            ..Upload::default()
        };
        self.social.upload_media(caller, upload).await.unwrap()
    }

    async fn post(&self, caller: &Caller, draft: Draft) -> PostId {
        self.social.create_post(caller, draft).await.unwrap().id
    }

    /// What comes for an address of a file.
    async fn served(&self, url: &str) -> Result<Served> {
        let name = url.rsplit('/').next().unwrap();
        self.social.file(name).await
    }
}
