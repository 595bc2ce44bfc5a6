// masto.js against a real server: register, log in, post, read home, favourite, stream, delete.
//
// Reads BASE_URL, LOGIN, PASSWORD, and PYTHON for the walk through the pages, which is the same for
// every client (forms.py). Prints `ok STEP` for each step; the first that fails ends it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";

import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from "masto";

const { BASE_URL: url, LOGIN, PASSWORD, PYTHON } = process.env;
const OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob";
const SCOPES = "read write follow";
const PATIENCE = 20_000;

const ok = (step) => console.log(`ok ${step}`);

/** Registers an app and walks through the authorize page to an access token. */
async function logIn() {
  const app = await createRestAPIClient({ url }).v1.apps.create({
    clientName: "Folkmoot test (masto.js)",
    redirectUris: OUT_OF_BAND,
    scopes: SCOPES,
  });
  ok("register app");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: OUT_OF_BAND,
    scope: SCOPES,
  });
  const script = fileURLToPath(new URL("authorise.py", import.meta.url));
  const env = { ...process.env, AUTHORIZE_URL: `${url}/oauth/authorize?${query}`, LOGIN, PASSWORD };
  const code = execFileSync(PYTHON, [script], { env, encoding: "utf8" }).trim();
  ok("authorise in the pages");
  const token = await createOAuthAPIClient({ url }).token.create({
    grantType: "authorization_code",
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    redirectUri: OUT_OF_BAND,
    code,
    scope: SCOPES,
  });
  ok("log in with the code");
  return token.accessToken;
}

/** Waits for one event of a stream that `matches`; others may come before it. */
async function expectEvent(events, name, matches) {
  const timeout = new Promise((_, reject) => {
    const said = new Error(`the stream did not say ${name} within ${PATIENCE / 1000} seconds`);
    setTimeout(() => reject(said), PATIENCE).unref();
  });
  const search = async () => {
    for (;;) {
      const { value, done } = await events.next();
      assert(!done, `the stream ended before ${name}`);
      if (value.event === name && matches(value.payload)) return value.payload;
    }
  };
  return Promise.race([search(), timeout]);
}

async function main() {
  const accessToken = await logIn();
  const api = createRestAPIClient({ url, accessToken });
  const me = await api.v1.accounts.verifyCredentials();
  assert(me.acct && !me.acct.includes("@"), me.acct);
  ok(`verify credentials of ${me.acct}`);

  const instance = await api.v2.instance.fetch();
  const streamingApiUrl = instance.configuration.urls.streaming;
  assert(streamingApiUrl.startsWith("ws"), streamingApiUrl);
  const streaming = createStreamingAPIClient({ streamingApiUrl, accessToken });
  const subscription = streaming.user.subscribe();
  const events = subscription.values();
  // The socket opens when somebody asks for the first event.
  const words = `Good morning from masto.js ${randomUUID()}`;
  const update = expectEvent(events, "update", (status) => status.content.includes(words));
  await new Promise((resolve) => setTimeout(resolve, 1000));

  const status = await api.v1.statuses.create(
    { status: words, visibility: "public" },
    { requestInit: { headers: { "Idempotency-Key": randomUUID() } } },
  );
  assert(status.content.includes(words), status.content);
  ok("post");
  assert.equal((await update).id, status.id);
  ok("streaming update");

  const home = await api.v1.timelines.home.list();
  assert(home.some((entry) => entry.id === status.id), "the post is not in home");
  ok("read home");

  assert.equal((await api.v1.statuses.$select(status.id).favourite()).favourited, true);
  assert.equal((await api.v1.statuses.$select(status.id).fetch()).favouritesCount, 1);
  assert.equal((await api.v1.statuses.$select(status.id).unfavourite()).favourited, false);
  ok("favourite and take it back");

  const deletion = expectEvent(events, "delete", (id) => id === status.id);
  await api.v1.statuses.$select(status.id).remove();
  await deletion;
  await assert.rejects(api.v1.statuses.$select(status.id).fetch(), /not found/i);
  ok("delete, and the stream says so");
  subscription.unsubscribe();
  streaming.close();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error("FAILED", error);
  process.exit(1);
}
