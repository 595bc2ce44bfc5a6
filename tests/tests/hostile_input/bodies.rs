//! What nobody should send.

/// What stands in for a parameter of a path, already encoded.
pub(crate) const PLACES: [&str; 9] = [
    "0",
    "-1",
    "9223372036854775807",
    "99999999999999999999999999999999",
    "abc",
    "%00",
    "%FF%FE",
    "..%2F..%2Fetc%2Fpasswd",
    "%27%3B--%22",
];

/// Queries that make no sense.
pub(crate) const QUERIES: [&str; 11] = [
    "limit=-1&offset=-1",
    "limit=99999999999999999999",
    "limit=x&max_id=x&min_id=y&since_id=z",
    "max_id=%00&q=%00&acct=%00&resource=%00",
    "max_id=99999999999999999999999&min_id=-9",
    "q=%FF%FE&acct=%FF&id[]=%FF&resource=%FF",
    "id[]=x&id[]=-1&id[][]=1&id[a]=b",
    "id=1&id[]=2&id[x]=3",
    "resource=acct:%40%40&q=%22%27%2A%20NEAR%28&type=x",
    "page=x&cursor=x&stream=x&tag=&list=x&code=x&state=x",
    "a[b][c][d][e][f][g][h][i][j][k][l][m]=1",
];

/// Every field that some form here has.
pub(crate) const FIELDS: [&str; 34] = [
    "status",
    "spoiler_text",
    "visibility",
    "in_reply_to_id",
    "media_ids",
    "sensitive",
    "language",
    "poll",
    "display_name",
    "note",
    "locked",
    "fields_attributes",
    "source",
    "username",
    "email",
    "password",
    "agreement",
    "locale",
    "client_name",
    "redirect_uris",
    "redirect_uri",
    "scopes",
    "scope",
    "grant_type",
    "client_id",
    "client_secret",
    "code",
    "token",
    "home",
    "notifications",
    "duration",
    "reblogs",
    "comment",
    "name",
];

/// A body and what it says it is.
pub(crate) struct Body {
    pub(crate) name: &'static str,
    pub(crate) kind: String,
    pub(crate) bytes: Vec<u8>,
    /// Nobody can make sense of it.
    pub(crate) is_unreadable: bool,
}

impl Body {
    fn new(name: &'static str, kind: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            kind: kind.to_owned(),
            bytes: bytes.into(),
            is_unreadable: false,
        }
    }

    fn unreadable(self) -> Self {
        Self {
            is_unreadable: true,
            ..self
        }
    }
}

/// All of them.
pub(crate) fn bodies() -> Vec<Body> {
    let mut bodies = json_bodies();
    bodies.extend(form_bodies());
    bodies.extend(multipart_bodies());
    bodies
}

fn json_bodies() -> Vec<Body> {
    const JSON: &str = "application/json";
    let each = |value: &str| {
        let fields = FIELDS.map(|field| format!("{field:?}: {value}"));
        format!("{{{}}}", fields.join(", "))
    };
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    vec![
        Body::new("no JSON", JSON, "{\"status\": ").unreadable(),
        Body::new("broken UTF-8", JSON, b"{\"status\": \"\xff\xfe\"}").unreadable(),
        Body::new("a lone surrogate", JSON, "{\"status\": \"\\ud800\"}").unreadable(),
        Body::new("deep JSON", JSON, format!("{{\"status\": {deep}}}")).unreadable(),
        Body::new(
            "too large",
            JSON,
            each(&format!("{:?}", "x".repeat(200_000))),
        )
        .unreadable(),
        Body::new("NUL", JSON, each("\"a\\u0000b\"")).unreadable(),
        Body::new("a list", JSON, "[1, 2, 3]"),
        Body::new("nothing", JSON, "null"),
        Body::new("numbers", JSON, each("-1e308")),
        Body::new("objects", JSON, each("{\"a\": {\"b\": [null]}}")),
        Body::new("lists", JSON, each("[[[]], {}, null, 1, true]")),
        Body::new("truth", JSON, each("true")),
        Body::new("nulls", JSON, each("null")),
        Body::new("empty texts", JSON, each("\"\"")),
        Body::new("blanks", JSON, each("\" \\n\\t\\u200b\\u202e \"")),
        Body::new(
            "long texts",
            JSON,
            each(&format!("{:?}", "x".repeat(20_000))),
        ),
        Body::new("huge numbers", JSON, each("\"99999999999999999999999\"")),
    ]
}

fn form_bodies() -> Vec<Body> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let each = |value: &str| FIELDS.map(|field| format!("{field}={value}")).join("&");
    let many = (0..20_000).map(|n| format!("f{n}=1")).collect::<Vec<_>>();
    vec![
        Body::new("an empty form", FORM, ""),
        Body::new("NUL", FORM, each("a%00b")).unreadable(),
        Body::new("broken UTF-8", FORM, each("%FF%FE")),
        Body::new("broken escapes", FORM, each("%zz%")),
        Body::new("many fields", FORM, many.join("&")).unreadable(),
        Body::new(
            "deep brackets",
            FORM,
            format!("status{}=1", "[a]".repeat(5_000)),
        )
        .unreadable(),
        Body::new(
            "contradicting brackets",
            FORM,
            "status=1&status[]=2&status[a]=3",
        ),
        Body::new("huge numbers", FORM, each("99999999999999999999999")),
        Body::new("raw bytes", FORM, [0xff, 0x00, 0x26, 0x3d, 0xfe]),
        Body::new("an unknown kind", "application/x-unknown", each("1")),
        Body::new("no kind", "", "x"),
    ]
}

fn multipart_bodies() -> Vec<Body> {
    const KIND: &str = "multipart/form-data; boundary=edge";
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name={name:?}\r\n\r\n{value}\r\n")
    };
    let each = FIELDS.map(|field| part(field, "1")).concat();
    let files = FIELDS.map(|field| {
        let head = "--edge\r\nContent-Disposition: form-data; name=";
        format!("{head}{field:?}; filename=\"../../x\"\r\nContent-Type: text/html\r\n\r\n<b>\r\n")
    });
    vec![
        Body::new("no boundary", "multipart/form-data", each.clone()).unreadable(),
        Body::new("never ends", KIND, each.clone()).unreadable(),
        Body::new("cut off", KIND, "--edge\r\nContent-Disposition: form-da").unreadable(),
        Body::new("no such boundary", KIND, "--other\r\n\r\nx").unreadable(),
        Body::new("files for texts", KIND, files.concat() + "--edge--\r\n"),
        Body::new(
            "NUL in a part",
            KIND,
            part("status", "a\0b") + "--edge--\r\n",
        )
        .unreadable(),
        Body::new("parts", KIND, each + "--edge--\r\n"),
    ]
}
