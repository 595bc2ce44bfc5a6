//! The program is killed between any two steps of an upload or a removal; the next sweep leaves nothing behind that
//! belongs to nobody, and takes nothing that belongs to somebody.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use image::{ImageFormat, RgbImage};
use model::AccountId;

use super::*;
use crate::Viewer;
use crate::caller::{Role, Via};
use crate::media::reach::{END_AT, Point};

const FOLDER: &str = "CORE_TEST_FOLDER";
const ACCOUNT: &str = "CORE_TEST_ACCOUNT";
const CHILD: &str = "media::tests::killed::child_that_is_killed";

fn caller(account_id: AccountId) -> Caller {
    Caller {
        account_id,
        role: Role::Member,
        via: Via::Console,
    }
}

/// Uploads a picture that nobody has uploaded before, and removes it. Does nothing when no test asked for it.
#[tokio::test]
async fn child_that_is_killed() {
    let (Ok(folder), Ok(account)) = (std::env::var(FOLDER), std::env::var(ACCOUNT)) else {
        return;
    };
    let world = World::in_folder(Path::new(&folder)).await;
    let ada = caller(account.parse().unwrap());
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(90, 60, image::Rgb([200, 30, 30]));
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    let upload = Upload {
        file: file.into_inner().into(),
        ..Upload::default()
    };
    let media = world.social.upload_media(&ada, upload).await.unwrap();
    let removed = world.social.delete_media(&ada, media.id.unwrap());
    removed.await.unwrap();
}

/// Every file under a folder.
fn files_in(folder: &Path) -> BTreeSet<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeSet::new();
    };
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                files_in(&path)
            } else {
                BTreeSet::from([path])
            }
        })
        .collect()
}

#[tokio::test]
async fn a_kill_at_any_point_leaves_no_broken_post_and_no_orphan() {
    for point in [
        Point::Begun,
        Point::FileWritten,
        Point::Named,
        Point::Nameless,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("media");
        let world = World::in_folder(folder.path()).await;
        let ada = world.person("ada", Role::Member).await;
        let media = world.upload(&ada).await;
        let draft = Draft {
            media: media.id.into_iter().collect(),
            ..Draft::default()
        };
        let post = world.post(&ada, draft).await;
        let before = files_in(&kept);
        world.social.store().clone().close();
        drop(world);

        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", CHILD])
            .env(FOLDER, folder.path())
            .env(ACCOUNT, ada.account_id.to_string())
            .env(END_AT, format!("{point:?}"))
            .output()
            .unwrap();
        assert!(child.status.code().is_none(), "{point:?}: {child:?}");

        let world = World::in_folder(folder.path()).await;
        let ada = caller(ada.account_id);
        world.pass(Duration::from_hours(25));
        world.social.sweep_media().await.unwrap();
        assert_eq!(files_in(&kept), before, "{point:?}");
        let sizes = world.social.media_sizes().await.unwrap();
        assert_eq!((sizes.files, sizes.unfinished), (1, 0), "{point:?}");
        let shown = world
            .social
            .post(Viewer::Member(ada.account_id), post)
            .await
            .unwrap();
        for url in [&shown.media[0].url, &media.url] {
            let served = world.served(url).await.unwrap();
            let all = 0..served.length;
            let bytes = served
                .send(all)
                .await
                .unwrap()
                .piece()
                .await
                .unwrap()
                .unwrap();
            assert!(bytes.starts_with(b"\x89PNG"), "{point:?}");
        }
        world.social.store().clone().close();
    }
}
