// From the set-up link to a first post, and then what everyone else sees: in light and dark, on a
// phone, without JavaScript, and for someone who reads from right to left.
//
// Reads SETUP_URL (what the server printed at its first start), CHROMIUM and SCREENSHOTS (a folder).

import assert from "node:assert/strict";

import { Eyes } from "./eyes.mjs";
import { logIn, post, press, PASSWORD, setUp, signUp } from "./steps.mjs";

const { SETUP_URL, CHROMIUM: program, SCREENSHOTS: folder } = process.env;
const origin = new URL(SETUP_URL).origin;
const ok = (step) => console.log(`ok ${step}`);

/** Pages that need nobody to be logged in. */
const PUBLIC = { landing: "/", local: "/local", "log-in": "/login", "sign-up": "/signup" };

/** Pages of someone who is. */
const OWN = {
  home: "/",
  notifications: "/notifications",
  search: "/search?q=first",
  settings: "/settings",
  profile: "/@ada",
};

async function main() {
  const eyes = await Eyes.open({ program, origin, folder });

  const ada = await eyes.person("light");
  await setUp(eyes, ada, SETUP_URL);
  ok("the community is set up");
  await post(ada.page, "Our first post. #hello");
  await eyes.look(ada, "first-post");
  ok("first post");

  const ben = await eyes.person("light");
  await signUp(ben.page, origin, "ben");
  await ben.page.goto(`${origin}/@ada`);
  await press(ben.page, /^follow/i);
  await ben.page.goto(`${origin}/`);
  await ben.page.getByText("Our first post.").first().waitFor();
  ok("someone signed up, followed, and reads the post at home");

  await ben.page.getByText("Our first post.").first().click();
  await eyes.look(ben, "thread");
  const state = await ada.context.storageState();
  for (const mode of ["light", "dark", "phone", "phone-dark", "arabic"]) {
    const visitor = await eyes.person(mode);
    await visit(eyes, visitor, PUBLIC);
    await visit(eyes, await eyes.person(mode, state), OWN);
  }
  await withoutJavaScript(eyes);
  await eyes.close();
}

async function visit(eyes, person, pages) {
  for (const [name, path] of Object.entries(pages)) {
    const response = await person.page.goto(`${origin}${path}`);
    assert.equal(response.status(), 200, `${path}: ${response.status()}`);
    await eyes.look(person, name);
  }
}

/** Everything that matters works with plain forms: logging in, posting, reading. */
async function withoutJavaScript(eyes) {
  const person = await eyes.person("no-js");
  await visit(eyes, person, PUBLIC);
  await logIn(person.page, origin, "ada", PASSWORD);
  await post(person.page, "Written without JavaScript.");
  await eyes.look(person, "home");
  await visit(eyes, person, OWN);
  ok("logged in, posted and read without JavaScript");
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error("FAILED", error);
  process.exit(1);
}
