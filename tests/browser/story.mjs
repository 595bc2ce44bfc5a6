// From the set-up link to a first post, a second person, and what everyone sees: in light and dark, on a
// phone, without JavaScript, and what is written from right to left.
//
// Reads SETUP_URL and PLAIN_SETUP_URL (what two servers printed at their first start; the second one is set up
// without JavaScript), CHROMIUM and SCREENSHOTS (a folder).

import assert from "node:assert/strict";

import { Eyes } from "./eyes.mjs";
import * as does from "./steps.mjs";
import { visitAll } from "./visits.mjs";
import { weigh } from "./wire.mjs";

const { SETUP_URL, PLAIN_SETUP_URL, CHROMIUM: program, SCREENSHOTS: folder } = process.env;
const origin = new URL(SETUP_URL).origin;
const ok = (step) => console.log(`ok ${step}`);

const FIRST = "Our first post. #hello";
const ANSWER = "Hello from the other side of the green.";
const ARABIC = "صباح الخير! هذا أول منشور لي هنا. #مرحبا";

async function main() {
  const eyes = await Eyes.open({ program, folder });
  try {
    await tell(eyes);
  } catch (error) {
    await eyes.remember();
    throw error;
  } finally {
    await eyes.close();
  }
}

async function tell(eyes) {
  const ada = await eyes.person("light", origin);
  await begin(eyes, ada);
  const ben = await eyes.person("light", origin);
  const thread = await join(eyes, ben);
  await hear(eyes, ada);
  await speakLive(eyes, ada, ben);
  await changeOnesMind(eyes, ada, ben);
  await settle(eyes, ben);
  await writeArabic(eyes, ada);
  await does.showPictures(eyes, ada, "Seen on the green.", "A lawn, very green");
  await does.lookThrough(eyes, ada, "A lawn, very green");
  ok("pictures were described, posted and looked through");
  await does.sendInParts(eyes, ada, "Every leaf of it.", "Leaves, many of them");
  ok("a large picture arrived over a connection that broke");
  await does.tellStory(eyes, ada, "This morning", "The green at dawn");
  await does.seeStory(eyes, ben, "This morning");
  ok("a story was told and seen");
  await does.likeByKeys(ben);
  ok("liked with keys alone");
  const paths = { thread, consent: await consentPath() };
  const state = await ada.context.storageState();
  ok(`home costs ${await weigh(await eyes.person("light", origin, state))}`);
  const modes = ["light", "dark", "phone", "no-js"];
  await Promise.all(modes.map((mode) => visitAll(eyes, mode, origin, state, paths)));
  ok(`every page looked at: ${modes.join(", ")}`);
  await letAnAppIn(ada, paths.consent);
  await withoutScripts(eyes, new URL(PLAIN_SETUP_URL).origin);
  eyes.judge();
}

/** The host sets the community up and writes the first post; a draft outlives a reload. */
async function begin(eyes, ada) {
  await does.setUp(eyes, ada, SETUP_URL, { community: "The Green", doors: /^Everyone Anybody/, name: "ada" });
  assert.ok((await ada.page.goto(SETUP_URL)).status() >= 400, "the set-up link works twice");
  ok("the community is set up, once");
  await does.go(ada, "/home");
  const composer = ada.page.getByLabel("What would you like to say?");
  await composer.fill("A thought not yet finished");
  await ada.page.reload();
  assert.equal(await composer.inputValue(), "A thought not yet finished");
  await does.write(ada, FIRST);
  assert.equal(await composer.inputValue(), "", "the draft is still there after posting");
  await eyes.look(ada, "first-post");
  ok("the draft was kept, the first post is written");
}

/** Somebody signs up, leaves, comes back, follows, answers, likes and boosts. Gives the thread's path. */
async function join(eyes, ben) {
  await does.signUpInVain(eyes, ben, "admin");
  await does.signUp(ben, "ben");
  await eyes.look(ben, "newcomer");
  await does.logOut(ben);
  await does.logIn(ben, "ben", "wrong wrong wrong");
  await ben.page.getByRole("alert").waitFor();
  await eyes.look(ben, "log-in-refused");
  await does.logIn(ben, "ben");
  ok("somebody joined, logged out and in");
  await does.follow(ben, "ada");
  await does.go(ben, "/home");
  await does.postOf(ben, FIRST).waitFor();
  for (const what of ["Like", "Boost", "Bookmark"]) await does.react(ben, FIRST, what);
  await does.reply(ben, FIRST, `@ada ${ANSWER}`);
  await eyes.look(ben, "replied");
  ok("followed from search, liked, boosted, bookmarked and answered");
  return new URL(ben.page.url()).pathname;
}

/** The host reads what happened. */
async function hear(eyes, ada) {
  await does.go(ada, "/home");
  assert.match(await ada.page.locator("[data-badge]").first().innerText(), /^5\b/);
  await does.go(ada, "/notifications");
  for (const words of ["signed up", "follows you now", "likes what you wrote", "boosted what you wrote", ANSWER]) {
    await ada.page.getByText(words).first().waitFor();
  }
  await eyes.look(ada, "notified");
  ok("the host was told of all five");
}

/** A post of one is there for the other without a reload; a feed that is being read does not move. */
async function speakLive(eyes, ada, ben) {
  await does.go(ben, "/home");
  await ben.page.locator("article.post a.when").first().focus();
  await does.write(ada, "News of the day.");
  const waiting = ben.page.getByRole("button", { name: /^Show 1 new/ });
  await waiting.waitFor();
  await eyes.look(ben, "news-waiting");
  assert.equal(await does.postOf(ben, "News of the day.").count(), 0, "the feed moved under its reader");
  await waiting.click();
  await does.postOf(ben, "News of the day.").waitFor();
  assert.ok(await waiting.isHidden());
  ok("a new post waited behind “Show 1 new”");
}

/** A post is changed and another deleted, also where it is on somebody's screen. */
async function changeOnesMind(eyes, ada, ben) {
  await does.go(ada, "/home");
  await does.edit(eyes, ada, "News of the day.", "News of the day, corrected.");
  await does.postOf(ben, "News of the day, corrected.").waitFor();
  await does.go(ada, "/home");
  await does.remove(eyes, ada, "News of the day, corrected.");
  await does.postOf(ben, "News of the day, corrected.").waitFor({ state: "detached" });
  ok("edited and deleted, here and on the other screen");
}

/** Profile, look, password, sessions and an invitation. */
async function settle(eyes, ben) {
  await does.describe(ben, "Ben Baker", "Bread, mostly. Also #trees.");
  await does.go(ben, "/@ben");
  await ben.page.getByRole("heading", { name: "Ben Baker" }).waitFor();
  await does.dress(ben, /^Dark/);
  await eyes.look(ben, "dark-by-choice");
  await does.dress(ben, /^As my device/);
  const elsewhere = await eyes.person("phone", origin);
  await does.logIn(elsewhere, "ben");
  await does.changePassword(ben, "another horse, another staple");
  await does.go(elsewhere, "/home");
  assert.equal(new URL(elsewhere.page.url()).pathname, "/login", "a changed password leaves others logged in");
  const invited = await eyes.person("light", origin);
  await does.go(invited, await does.invite(ben));
  await invited.page.getByLabel("Invitation").waitFor();
  await eyes.look(invited, "invited");
  ok("settings saved, another session ended, an invitation made");
}

/** Somebody writes from right to left, and is shown so; a warning hides what it warns of. */
async function writeArabic(eyes, ada) {
  const layla = await eyes.person("phone", origin);
  await does.signUp(layla, "layla");
  await does.describe(layla, "ليلى", "أكتب عن الشعر والقهوة.");
  await does.write(layla, ARABIC);
  const words = does.postOf(layla, ARABIC).locator(".text p").first();
  assert.equal(await words.evaluate((it) => getComputedStyle(it).direction), "rtl");
  await eyes.look(layla, "arabic");
  await does.write(layla, "The butler.", { audience: /^This community/, warning: "The end of a novel" });
  await does.follow(ada, "layla");
  await does.go(ada, "/home");
  assert.ok(await ada.page.getByText("The butler.").isHidden());
  await does.postOf(ada, "The end of a novel").getByText("The end of a novel").click();
  await ada.page.getByText("The butler.").waitFor();
  await does.react(ada, ARABIC, "Like");
  await does.react(ada, ARABIC, "Bookmark");
  ok("Arabic runs from right to left; a warning hides what it warns of");
}

/** Registers an app, as apps do, and gives the path where it asks to be let in. */
async function consentPath() {
  const redirect_uri = "urn:ietf:wg:oauth:2.0:oob";
  const scope = "read write follow";
  const body = JSON.stringify({ client_name: "Pocket", redirect_uris: redirect_uri, scopes: scope });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${origin}/api/v1/apps`, { method: "POST", headers, body });
  const { client_id } = await answer.json();
  return `/oauth/authorize?${new URLSearchParams({ response_type: "code", client_id, redirect_uri, scope })}`;
}

/** An app is let in and its code shown. */
async function letAnAppIn(ada, path) {
  await does.go(ada, path);
  await ada.page.getByRole("button", { name: "Allow", exact: true }).click();
  assert.ok((await ada.page.locator("#oob-code").innerText()).length > 20);
  ok("an app was let in");
}

/** All of it with plain forms, on a community of its own: from the set-up link to settings. */
async function withoutScripts(eyes, home) {
  const cleo = await eyes.person("no-js", home);
  await does.setUp(eyes, cleo, PLAIN_SETUP_URL, { community: "The Plain", doors: /^Everyone who asks/, name: "cleo" });
  await does.write(cleo, "Written without JavaScript.");
  await does.showPlainly(cleo, "Shown without JavaScript.", "A violet square");
  await eyes.look(cleo, "first-post");
  const dan = await eyes.person("no-js", home);
  await does.askToJoin(eyes, dan, "dan", "Cleo told me about it.");
  const sighted = await eyes.person("light", home, await cleo.context.storageState());
  await does.go(sighted, "/admin");
  await eyes.look(sighted, "admin-waiting");
  await does.letIn(cleo, "dan", "Cleo told me about it.");
  await does.logIn(dan, "dan");
  await does.logOut(dan);
  await does.logIn(dan, "dan");
  await does.follow(dan, "cleo");
  await does.tellStory(eyes, cleo, "For a day", "The plain");
  await does.seeStory(eyes, dan, "For a day");
  await does.go(dan, "/home");
  for (const what of ["Like", "Boost", "Bookmark"]) await does.react(dan, "Written without JavaScript.", what);
  await does.reply(dan, "Written without JavaScript.", "@cleo Read without JavaScript.");
  await does.go(cleo, "/notifications");
  await cleo.page.getByText("Read without JavaScript.").waitFor();
  await does.write(dan, "To be changed.", { audience: /^My followers/, warning: "A draft" });
  await does.write(dan, "To be deleted.");
  await does.edit(eyes, dan, "A draft", "Changed.");
  await does.go(dan, "/home");
  await does.remove(eyes, dan, "To be deleted.");
  await does.describe(dan, "Dan", "No scripts, please.");
  ok("without JavaScript: set up, posted, joined, followed, answered, edited, deleted");
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error("FAILED", error);
  process.exit(1);
}
