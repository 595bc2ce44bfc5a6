//! The published examples of RFC 9421. They are older than our window and cover less than we ask
//! for, so what they test is the text that is signed and the signature over it.

use data_encoding::BASE64;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use crate::signature::Request;
use crate::signature::fields::{byte_dictionary, list_dictionary};
use crate::signature::rfc9421::signature_base;

/// The text that is signed and the signature, of the label in these headers.
fn read(label: &str, target: &str, headers: &[(&'static str, &str)]) -> (String, Vec<u8>) {
    let map: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect();
    let target: Url = target.parse().unwrap();
    let request = Request {
        method: &Method::POST,
        target: &target,
        headers: &map,
        body: b"",
    };
    let inputs = list_dictionary(map["signature-input"].to_str().unwrap()).unwrap();
    let values = byte_dictionary(map["signature"].to_str().unwrap()).unwrap();
    let (_, input) = inputs.iter().find(|(name, _)| name == label).unwrap();
    let (_, value) = values.into_iter().find(|(name, _)| name == label).unwrap();
    (signature_base(&request, input).unwrap(), value)
}

/// Appendix B.2.6: `test-key-ed25519`.
#[test]
fn the_ed25519_example_verifies() {
    let (base, signature) = read(
        "sig-b26",
        "https://example.com/foo?param=Value&Pet=dog",
        &[
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("content-type", "application/json"),
            ("content-length", "18"),
            (
                "signature-input",
                "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \
                 \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"",
            ),
            (
                "signature",
                "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQ\
                 v5lIp5WPpBKRCw==:",
            ),
        ],
    );
    let spki = BASE64
        .decode(b"MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
        .unwrap();
    assert!(crypto::verify_ed25519(
        &spki[12..],
        base.as_bytes(),
        &signature
    ));
}

/// Section 4.3: `test-key-rsa` with `rsa-v1_5-sha256`, the second of two labels.
#[test]
fn the_rsa_example_verifies() {
    let (base, signature) = read(
        "proxy_sig",
        "https://origin.host.internal.example/foo?param=Value&Pet=dog",
        &[
            ("date", "Tue, 20 Apr 2021 02:07:56 GMT"),
            ("content-type", "application/json"),
            ("content-length", "18"),
            ("forwarded", "for=192.0.2.123;host=example.com;proto=https"),
            (
                "content-digest",
                "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLv\
                 RwEmTHWXvJwew==:",
            ),
            (
                "signature-input",
                "sig1=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\" \
                 \"content-length\");created=1618884475;keyid=\"test-key-ecc-p256\", \
                 proxy_sig=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\" \
                 \"content-length\" \"forwarded\");created=1618884480;keyid=\"test-key-rsa\";\
                 alg=\"rsa-v1_5-sha256\";expires=1618884540",
            ),
            (
                "signature",
                "sig1=:X5spyd6CFnAG5QnDyHfqoSNICd+BUP4LYMz2Q0JXlb//4Ijpzp+kve2w4NIyqeAuM7jTDX+sNalz\
                 A8ESSaHD3A==:, proxy_sig=:S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH\
                 +8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2\
                 gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZa\
                 A8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowt\
                 znbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==:",
            ),
        ],
    );
    let spki = crypto::parse_public_key_pem(TEST_KEY_RSA).unwrap();
    assert!(crypto::verify_rsa_sha256(
        &spki,
        base.as_bytes(),
        &signature
    ));
}

/// Appendix B.1.1.
const TEST_KEY_RSA: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----
";
