//! Files as browsers get them.

use http::StatusCode;
use testkit::World;

/// The smallest PNG there is: one pixel.
const DOT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac8!\xa7\xf1\x1f\0\x04\xce\x02\x0eb\xcf\x94\xa5\0\0\0\0IEND\xaeB`\x82";

fn form(bytes: &[u8]) -> Vec<u8> {
    let mut body =
        b"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\n\
        Content-Type: text/html\r\n\r\n"
            .to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    body
}

#[tokio::test]
async fn a_file_is_served_as_what_it_is_and_can_do_nothing() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let sent = world.post("/api/v2/media").by(&ada);
    let media = sent
        .body("multipart/form-data; boundary=XX", form(DOT))
        .await
        .ok();
    let url = media["url"].as_str().unwrap();
    let name = url.rsplit('/').next().unwrap();
    let path = &format!("/media/{name}");
    let file = world.get(path).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "image/png");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(
        file.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert!(file.header("cache-control").contains("immutable"));
    for wrong in [
        "/media/x.png",
        "/media/..%2Fserver.key",
        "/media/x.html",
        "/media/",
    ] {
        assert_eq!(
            world.get(wrong).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
    let other_name = path.replace(".png", ".jpg");
    assert_eq!(world.get(&other_name).await.status, StatusCode::NOT_FOUND);
}
