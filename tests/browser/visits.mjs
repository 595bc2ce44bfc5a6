// Every page, as a visitor, a member and the host see it.

import assert from "node:assert/strict";

import { go } from "./steps.mjs";

/** Pages for anybody. `thread` is the path of a post with answers. */
const forAnybody = ({ thread }) => ({
  landing: "/",
  about: "/about",
  "sign-up": "/signup",
  "log-in": "/login",
  local: "/local",
  federated: "/federated",
  "profile-open": "/@ada",
  "profile-arabic": "/@layla",
  "thread-open": thread,
  tag: "/tags/hello",
  followers: "/@ada/followers",
  "search-open": "/search",
});

/** Pages of the host, who is also a member. */
const forMembers = ({ thread, consent }) => ({
  home: "/home",
  community: "/local",
  profile: "/@ada",
  media: "/@ada/media",
  replies: "/@ben/replies",
  "profile-other": "/@layla",
  following: "/@ben/following",
  thread,
  likes: `${thread}/likes`,
  boosts: `${thread}/boosts`,
  notifications: "/notifications",
  mentions: "/notifications?only=mentions",
  search: "/search?q=ada",
  "search-nothing": "/search?q=zzzz",
  bookmarks: "/bookmarks",
  favourites: "/favourites",
  requests: "/requests",
  settings: "/settings",
  "settings-posting": "/settings/posting",
  "settings-security": "/settings/security",
  "settings-apps": "/settings/apps",
  "settings-invites": "/settings/invites",
  "settings-safety": "/settings/safety",
  blocked: "/settings/blocked",
  muted: "/settings/muted",
  admin: "/admin",
  files: "/admin/files",
  networks: "/admin/networks",
  "settings-networks": "/settings/networks",
  emojis: "/admin/emojis",
  relays: "/admin/relays",
  stories: "/stories",
  "search-media": "/search?q=has:media",
  consent,
});

/** Looks at all pages in one mode, as a visitor and with the cookies of the host. */
export async function visitAll(eyes, mode, origin, state, paths) {
  const visitor = await eyes.person(mode, origin);
  await visit(eyes, visitor, forAnybody(paths));
  await visit(eyes, visitor, { "not-found": "/nothing-here" }, 404);
  await visitor.context.close();
  const host = await eyes.person(mode, origin, state);
  await visit(eyes, host, forMembers(paths));
  await visit(eyes, host, { "not-found-member": "/@nobody" }, 404);
  await unfold(eyes, host);
  await host.context.close();
}

async function visit(eyes, person, pages, expected = 200) {
  for (const [name, path] of Object.entries(pages)) {
    const status = (await go(person, path)).status();
    assert.equal(status, expected, `${path}: ${status}`);
    await eyes.look(person, name);
  }
}

/** Looks at what is folded away until it is pressed; a menu over posts covers their buttons, so the last one's. */
async function unfold(eyes, person) {
  const { page } = person;
  for (const [name, what] of Object.entries({
    "menu-open": "article.post details.menu > summary",
    "audience-open": "#composer details.pick:not(.warn) > summary",
    "warning-open": "#composer details.warn > summary",
    "reading-on": "article.post details.cw > summary",
  })) {
    await go(person, "/home");
    await page.locator(what).last().click();
    await eyes.look(person, name);
  }
  await go(person, "/@layla");
  await page.locator("#relation details.menu > summary").click();
  await eyes.look(person, "relation-open");
}
