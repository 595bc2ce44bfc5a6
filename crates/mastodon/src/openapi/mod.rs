//! The description of this API that machines read, made of the table of routes: what is not in the table is not in the
//! description, and the other way round.
//!
//! `documented.tsv` says which entity a documented method answers: method, path, and the entity, in brackets when it is a list,
//! in braces when it is a map. A route that is not there is an extension of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use http::Method;
use http::header::CONTENT_TYPE;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
    PathItemBuilder,
};
use utoipa::openapi::schema::{AdditionalProperties, Type};
use utoipa::openapi::security::{
    AuthorizationCode, Flow, OAuth2, Scopes, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ArrayBuilder, ComponentsBuilder, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi,
    OpenApiBuilder, PathsBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
};
use utoipa::{PartialSchema, ToSchema};

use crate::access::{AnyOf, Rule};
use crate::entity;
use crate::table::RouteInfo;

const DOCUMENTED: &str = include_str!("documented.tsv");
const SECURITY: &str = "oauth";

/// `GET /api/openapi.json` — the description.
pub(crate) async fn show() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document(&crate::table()).to_json().unwrap_or_default());
    ([(CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}

/// The description of some routes.
pub(crate) fn document(routes: &[RouteInfo]) -> OpenApi {
    let documented = documented();
    let mut schemas = entities();
    let mut items: BTreeMap<&str, PathItemBuilder> = BTreeMap::new();
    for route in routes {
        let found = documented.get(&(route.method.as_str(), unnamed(route.path)));
        if let Some(name) = found
            .map(|answer| name_of(answer))
            .filter(|name| *name != "-")
        {
            schemas
                .entry(name.to_owned())
                .or_insert_with(|| elsewhere(name));
        }
        if let Some(method) = http_method(&route.method) {
            let item = items.remove(route.path).unwrap_or_default();
            let operation = operation(route, found.copied());
            items.insert(route.path, item.operation(method, operation));
        }
    }
    let paths = items
        .into_iter()
        .fold(PathsBuilder::new(), |paths, (path, item)| {
            paths.path(without_stars(path), item.build())
        });
    let info = InfoBuilder::new()
        .title("Folkmoot")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The Mastodon client API as Folkmoot speaks it, with its extensions (x-folkmoot-extension).",
        ));
    let scheme = SecurityScheme::OAuth2(OAuth2::new([Flow::AuthorizationCode(
        AuthorizationCode::new("/oauth/authorize", "/oauth/token", scopes(routes)),
    )]));
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(SECURITY, scheme);
    OpenApiBuilder::new()
        .info(info.build())
        .paths(paths.build())
        .components(Some(components.build()))
        .build()
}

/// By method and path without the names of parameters: what is answered.
fn documented() -> BTreeMap<(&'static str, String), &'static str> {
    DOCUMENTED
        .lines()
        .filter_map(|line| {
            let mut parts = line.split('\t');
            Some(((parts.next()?, parts.next()?.to_owned()), parts.next()?))
        })
        .collect()
}

fn unnamed(path: &str) -> String {
    let part = |part: &str| {
        if part.starts_with('{') {
            "{}".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// `{*rest}` is our router's word.
fn without_stars(path: &str) -> String {
    path.replace("{*", "{")
}

fn name_of(answer: &str) -> &str {
    answer.trim_matches(['[', ']', '{', '}'])
}

fn http_method(method: &Method) -> Option<HttpMethod> {
    Some(match *method {
        Method::GET => HttpMethod::Get,
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::PATCH => HttpMethod::Patch,
        Method::DELETE => HttpMethod::Delete,
        _ => return None,
    })
}

fn operation(route: &RouteInfo, answer: Option<&str>) -> Operation {
    let id: String = format!("{} {}", route.method.as_str().to_lowercase(), route.path)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_");
    let is_extension = answer.is_none();
    let mut operation = OperationBuilder::new()
        .operation_id(Some(id))
        .response("200", answered(answer.unwrap_or("-")))
        .response(
            "default",
            ResponseBuilder::new()
                .description("What went wrong.")
                .content(
                    "application/json",
                    ContentBuilder::new()
                        .schema(Some(Ref::from_schema_name("Error")))
                        .build(),
                ),
        );
    for parameter in parameters(route, answer) {
        operation = operation.parameter(parameter);
    }
    for requirement in requirements(route.rule) {
        operation = operation.security(requirement);
    }
    if is_extension {
        let extension = Extensions::builder()
            .add("x-folkmoot-extension", true)
            .build();
        operation = operation.extensions(Some(extension));
    }
    operation.build()
}

fn answered(answer: &str) -> ResponseBuilder {
    let name = name_of(answer);
    let response = ResponseBuilder::new().description("Done.");
    if name == "-" {
        return response;
    }
    let one: RefOr<Schema> = match name {
        "String" => ObjectBuilder::new().schema_type(Type::String).into(),
        _ => Ref::from_schema_name(name).into(),
    };
    let schema: RefOr<Schema> = match answer.chars().next() {
        Some('[') => ArrayBuilder::new().items(one).into(),
        Some('{') => ObjectBuilder::new()
            .additional_properties(Some(AdditionalProperties::RefOr(one)))
            .into(),
        _ => one,
    };
    response.content(
        "application/json",
        ContentBuilder::new().schema(Some(schema)).build(),
    )
}

/// The parameters of the path, and those of paging where a list is answered.
fn parameters(route: &RouteInfo, answer: Option<&str>) -> Vec<Parameter> {
    let named = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<Parameter> = named
        .map(|name| {
            parameter(name.trim_start_matches('*'), Type::String, "")
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .build()
        })
        .collect();
    let is_list = answer.is_some_and(|answer| answer.starts_with('['));
    if route.method == Method::GET && is_list {
        for (name, kind, says) in [
            ("limit", Type::Integer, "How many at most."),
            ("max_id", Type::String, "Only what is older than this."),
            (
                "since_id",
                Type::String,
                "Only what is newer than this; the newest of it.",
            ),
            (
                "min_id",
                Type::String,
                "Only what is newer than this; the oldest of it.",
            ),
        ] {
            all.push(parameter(name, kind, says).build());
        }
    }
    all
}

fn parameter(name: &str, kind: Type, says: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description((!says.is_empty()).then_some(says))
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
}

/// Each of these is enough; none at all when anybody may.
fn requirements(rule: Rule) -> Vec<SecurityRequirement> {
    let with = |any_of: AnyOf| -> Vec<SecurityRequirement> {
        if any_of.is_empty() {
            return vec![SecurityRequirement::new(SECURITY, Vec::<String>::new())];
        }
        any_of
            .iter()
            .map(|scope| SecurityRequirement::new(SECURITY, [*scope]))
            .collect()
    };
    match scopes_of(rule) {
        None => Vec::new(),
        Some((any_of, NeedsToken::Yes)) => with(any_of),
        Some((any_of, NeedsToken::No)) => {
            let mut all = vec![SecurityRequirement::default()];
            all.extend(with(any_of));
            all
        }
    }
}

enum NeedsToken {
    Yes,
    No,
}

fn scopes_of(rule: Rule) -> Option<(AnyOf, NeedsToken)> {
    match rule {
        Rule::UserOptional(any_of) => Some((any_of, NeedsToken::No)),
        Rule::Token(any_of)
        | Rule::User(any_of)
        | Rule::Staff(any_of)
        | Rule::Admin(any_of)
        | Rule::Newcomer(any_of)
        | Rule::Stream(any_of) => Some((any_of, NeedsToken::Yes)),
        Rule::Public | Rule::Client => None,
    }
}

fn scopes(routes: &[RouteInfo]) -> Scopes {
    let names: BTreeSet<&str> = routes
        .iter()
        .filter_map(|route| scopes_of(route.rule))
        .flat_map(|(any_of, _)| any_of.iter().copied())
        .collect();
    names.into_iter().map(|name| (name, "")).collect()
}

/// An entity that others describe: <https://docs.joinmastodon.org/entities/>.
fn elsewhere(name: &str) -> RefOr<Schema> {
    let says = format!("https://docs.joinmastodon.org/entities/{name}/");
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(says))
        .into()
}

/// Our entities, and all they are made of.
fn entities() -> BTreeMap<String, RefOr<Schema>> {
    let mut all = Vec::new();
    macro_rules! add {
        ($($entity:ident),* $(,)?) => {$(
            all.push((entity::$entity::name().into_owned(), entity::$entity::schema()));
            entity::$entity::schemas(&mut all);
        )*};
    }
    add!(
        Account,
        AccountWarning,
        AdminAccount,
        AdminReport,
        AdminTag,
        Application,
        CollectionWithAccounts,
        Collections,
        Context,
        Conversation,
        Count,
        CredentialAccount,
        CredentialApplication,
        CustomEmoji,
        Empty,
        ExtendedDescription,
        FeaturedTag,
        Filter,
        FilterKeyword,
        FilterResult,
        FilterStatus,
        GroupedNotifications,
        Instance,
        List,
        Marker,
        MediaAttachment,
        MutedAccount,
        Notification,
        NotificationRequest,
        Policy,
        Preferences,
        PreviewCard,
        Profile,
        Relationship,
        Report,
        Rule,
        Search,
        Status,
        StatusEdit,
        StatusSource,
        Tag,
        Token,
        Translation,
        V1Filter,
        V1Instance,
        WrappedCollection,
        WrappedCollectionItem,
    );
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let error = ObjectBuilder::new()
        .property("error", text())
        .property("error_description", text())
        .required("error");
    all.push(("Error".to_owned(), error.into()));
    all.into_iter().collect()
}
