//! A translator that speaks as `LibreTranslate` does (<https://docs.libretranslate.com>), through the one door out.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use infra::fetch::{Accept, Door, Fetch, Post};
use serde::Deserialize;
use serde_json::{Value, json};
use social::translation::{Format, Languages, Question, Translated, Translator};
use social::{BoxFuture, Error, Result};

/// The provider that the host chose.
pub(crate) struct LibreTranslate {
    /// A door of its own: the host may run the provider on this machine, where strangers may not send us.
    pub(crate) door: Door,
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    /// What it asks for, if it does.
    pub(crate) key: Option<String>,
}

#[derive(Deserialize)]
struct Language {
    code: String,
    #[serde(default)]
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "translatedText")]
    texts: Vec<String>,
    #[serde(rename = "detectedLanguage", default)]
    detected: Value,
}

fn unreachable() -> Error {
    Error::Unreachable("The translator".to_owned())
}

impl Translator for LibreTranslate {
    fn name(&self) -> &'static str {
        "LibreTranslate"
    }

    fn languages(&self) -> BoxFuture<'_, Result<Languages>> {
        Box::pin(async move {
            let url = format!("{}/languages", self.url);
            let got = self.door.get(&Fetch::new(&url, Accept::Json)).await;
            let body = got.map_err(|error| noted(&error))?.body;
            let known: Vec<Language> = serde_json::from_slice(&body).map_err(|e| noted(&e))?;
            let pair = |language: Language| {
                let mut targets = language.targets;
                targets.retain(|target| *target != language.code);
                (language.code, targets)
            };
            Ok(known.into_iter().map(pair).collect())
        })
    }

    fn translate<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Result<Translated>> {
        Box::pin(async move {
            let format = match question.format {
                Format::Html => "html",
                Format::Plain => "text",
            };
            let body = json!({
                "q": question.texts,
                "source": question.source.as_deref().unwrap_or("auto"),
                "target": question.target,
                "format": format,
                "api_key": self.key.as_deref().unwrap_or_default(),
            });
            let json = HeaderValue::from_static("application/json");
            let post = Post {
                url: &format!("{}/translate", self.url),
                headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
                body: body.to_string().into(),
            };
            let answer = self.door.post(post).await.map_err(|error| noted(&error))?;
            if !answer.status.is_success() {
                tracing::warn!(status = answer.status.as_u16(), "the translator refused");
                return Err(unreachable());
            }
            let said: Answer = serde_json::from_slice(&answer.body).map_err(|e| noted(&e))?;
            Ok(Translated {
                source: source(&said.detected, question),
                texts: said.texts,
            })
        })
    }
}

/// The language that the texts were in: known, or what the provider took them for.
fn source(detected: &Value, question: &Question) -> String {
    let first = detected.get(0).unwrap_or(detected);
    let detected = first.get("language").and_then(Value::as_str);
    let known = question.source.as_deref();
    known.or(detected).unwrap_or("und").to_owned()
}

fn noted(error: &dyn std::error::Error) -> Error {
    tracing::warn!(%error, "the translator could not be asked");
    unreachable()
}

#[cfg(test)]
mod tests {
    use axum::routing::{get, post};
    use axum::{Json, Router};
    use infra::fetch::{DoorConfig, LoopbackPolicy};
    use tokio::task::JoinSet;

    use super::*;

    async fn provider(router: Router) -> (LibreTranslate, JoinSet<()>) {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let config = DoorConfig {
            loopback: LoopbackPolicy::DevelopmentOnly,
            ..DoorConfig::new("test")
        };
        let translator = LibreTranslate {
            door: Door::new(config).unwrap(),
            url,
            key: Some("secret".to_owned()),
        };
        (translator, serving)
    }

    fn question() -> Question {
        Question {
            texts: vec!["<p>Hi</p>".to_owned()],
            format: Format::Html,
            source: None,
            target: "de".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_provider_is_asked_in_its_own_words() {
        let answer = |Json(asked): Json<Value>| async move {
            assert_eq!(
                (&asked["source"], &asked["format"]),
                (&json!("auto"), &json!("html"))
            );
            assert_eq!(asked["api_key"], "secret");
            let text = asked["q"][0].as_str().unwrap().replace("Hi", "Hallo");
            Json(
                json!({ "translatedText": [text], "detectedLanguage": [{ "language": "en", "confidence": 90 }] }),
            )
        };
        let languages = || async {
            Json(json!([{ "code": "en", "name": "English", "targets": ["de", "en"] }]))
        };
        let router = Router::new()
            .route("/translate", post(answer))
            .route("/languages", get(languages));
        let (provider, _serving) = provider(router).await;
        let said = provider.translate(&question()).await.unwrap();
        assert_eq!(
            (said.texts, said.source),
            (vec!["<p>Hallo</p>".to_owned()], "en".to_owned())
        );
        let languages = provider.languages().await.unwrap();
        assert_eq!(languages.get("en"), Some(&vec!["de".to_owned()]));
    }

    #[tokio::test]
    async fn a_provider_that_fails_is_said_to_be_out_of_reach() {
        let (provider, _serving) = provider(Router::new()).await;
        for failed in [
            provider.translate(&question()).await.err(),
            provider.languages().await.err(),
        ] {
            assert!(matches!(failed, Some(Error::Unreachable(_))), "{failed:?}");
        }
    }
}
