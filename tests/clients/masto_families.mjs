// masto.js, the library under Elk and Phanpy, against a real server: more than sixty methods, a stream and a push.
//
// Reads BASE_URL and the tokens ALICE and BOB. Prints `ok FAMILY` for each family; the first that fails ends it.

import assert from "node:assert/strict";

import { createRestAPIClient, createStreamingAPIClient } from "masto";

import { pushService } from "./push.mjs";
import { ids, picture, refused, soon, tell } from "./story.mjs";

const { BASE_URL: url, ALICE, BOB } = process.env;
const alice = createRestAPIClient({ url, accessToken: ALICE });
const bob = createRestAPIClient({ url, accessToken: BOB });

const families = {
  async instance() {
    assert((await alice.v2.instance.fetch()).configuration.statuses.maxCharacters > 0);
    await alice.v1.instance.fetch();
    await alice.v1.instance.activity.list();
    await alice.v1.instance.peers.list();
    await alice.v1.instance.rules.list();
    await alice.v1.instance.extendedDescription.fetch();
    await alice.v1.instance.languages.list();
    await alice.v1.customEmojis.list();
    await alice.v1.announcements.list();
    await alice.v1.trends.tags.list();
    await alice.v1.trends.statuses.list();
    await alice.v1.trends.links.list();
    await alice.v1.directory.list({ local: true });
    await alice.v1.apps.verifyCredentials();
  },

  async people(story) {
    const me = await alice.v1.accounts.verifyCredentials();
    const he = await bob.v1.accounts.verifyCredentials();
    Object.assign(story, { me, he });
    const bobs = alice.v1.accounts.$select(he.id);
    assert.equal((await alice.v1.accounts.lookup({ acct: "bob" })).id, he.id);
    assert(ids(await alice.v1.accounts.search.list({ q: "bob" })).includes(he.id));
    assert((await bobs.follow({ notify: true })).notifying);
    assert((await bob.v1.accounts.$select(me.id).follow()).following);
    assert(ids(await bobs.followers.list()).includes(me.id));
    assert(ids(await alice.v1.accounts.$select(me.id).following.list()).includes(he.id));
    assert((await alice.v1.accounts.relationships.fetch({ id: [he.id] }))[0].followedBy);
    assert.equal((await bobs.note.create({ comment: "a friend" })).note, "a friend");
    await alice.v1.accounts.familiarFollowers.fetch({ id: [he.id] });
    assert((await bobs.mute({ duration: 60 })).muting);
    assert(ids(await alice.v1.mutes.list()).includes(he.id));
    assert(!(await bobs.unmute()).muting);
    await alice.v1.blocks.list();
    await alice.v1.endorsements.list();
    await alice.v1.domainBlocks.create({ domain: "rude.example" });
    assert((await alice.v1.domainBlocks.list()).includes("rude.example"));
    await alice.v1.domainBlocks.remove({ domain: "rude.example" });
    await alice.v1.preferences.fetch();
    await alice.v2.suggestions.list();
    const changed = await bob.v1.accounts.updateCredentials({ displayName: "Bob", note: "Hi" });
    assert.equal(changed.displayName, "Bob");
  },

  async posts(story) {
    const post = await alice.v1.statuses.create({ status: "Good morning #moot @bob", visibility: "public", language: "en" });
    story.post = post;
    const [hers, his] = [alice.v1.statuses.$select(post.id), bob.v1.statuses.$select(post.id)];
    assert((await his.favourite()).favourited);
    assert((await his.bookmark()).bookmarked);
    assert.equal((await his.reblog()).reblog.id, post.id);
    assert(ids(await bob.v1.favourites.list()).includes(post.id));
    assert(ids(await bob.v1.bookmarks.list()).includes(post.id));
    assert(ids(await hers.favouritedBy.list()).includes(story.he.id));
    assert(ids(await hers.rebloggedBy.list()).includes(story.he.id));
    const reply = await bob.v1.statuses.create({ status: "And to you", inReplyToId: post.id });
    assert.deepEqual(ids((await hers.context.fetch()).descendants), [reply.id]);
    assert((await hers.update({ status: "Good evening #moot @bob" })).editedAt);
    assert.equal((await hers.history.list()).length, 2);
    assert.match((await hers.source.fetch()).text, /evening/);
    assert((await hers.pin()).pinned);
    await hers.unpin();
    assert((await hers.mute()).muted);
    await hers.unmute();
    await his.unfavourite();
    await his.unbookmark();
    await his.unreblog();
    await bob.v1.statuses.$select(reply.id).remove();
    await refused(alice.v1.statuses.$select(reply.id).fetch());
    assert(ids(await bob.v1.accounts.$select(story.me.id).statuses.list()).includes(post.id));
  },

  async media() {
    const file = new File([picture()], "field.png", { type: "image/png" });
    const uploaded = await alice.v2.media.create({ file, description: "A green field" });
    await alice.v1.media.$select(uploaded.id).update({ description: "A greener field" });
    const post = await alice.v1.statuses.create({ status: "Look", mediaIds: [uploaded.id] });
    assert.equal(post.mediaAttachments[0].description, "A greener field");
  },

  async polls() {
    const poll = { options: ["Tea", "Coffee"], expiresIn: 3600 };
    const post = await alice.v1.statuses.create({ status: "What?", poll });
    assert((await bob.v1.polls.$select(post.poll.id).votes.create({ choices: [1] })).voted);
    assert.equal((await alice.v1.polls.$select(post.poll.id).fetch()).votesCount, 1);
  },

  async later() {
    const scheduledAt = new Date(Date.now() + 7_200_000).toISOString();
    const post = await alice.v1.statuses.create({ status: "Later", scheduledAt });
    const later = alice.v1.scheduledStatuses.$select(post.id);
    assert(ids(await alice.v1.scheduledStatuses.list()).includes((await later.fetch()).id));
    await later.update({ scheduledAt: new Date(Date.now() + 10_800_000).toISOString() });
    await later.remove();
  },

  async feeds({ post }) {
    assert(ids(await bob.v1.timelines.home.list({ limit: 10 })).includes(post.id));
    assert(ids(await bob.v1.timelines.public.list({ local: true })).includes(post.id));
    assert(ids(await bob.v1.timelines.tag.$select("moot").list()).includes(post.id));
    await bob.v1.markers.create({ home: { lastReadId: post.id } });
    assert.equal((await bob.v1.markers.fetch({ timeline: ["home"] })).home.lastReadId, post.id);
  },

  async lists({ me }) {
    const made = await bob.v1.lists.create({ title: "Friends", repliesPolicy: "followed" });
    const list = bob.v1.lists.$select(made.id);
    await list.accounts.create({ accountIds: [me.id] });
    assert.deepEqual(ids(await list.accounts.list()), [me.id]);
    assert.deepEqual(ids(await bob.v1.accounts.$select(me.id).lists.list()), [made.id]);
    assert((await bob.v1.timelines.list.$select(made.id).list()).length > 0);
    assert.equal((await list.update({ title: "Good friends" })).title, "Good friends");
    assert(ids(await bob.v1.lists.list()).includes((await list.fetch()).id));
    await list.accounts.remove({ accountIds: [me.id] });
    await list.remove();
  },

  async filters() {
    const keywordsAttributes = [{ keyword: "rain", wholeWord: true }];
    const made = await bob.v2.filters.create({ title: "Rain", context: ["home"], filterAction: "warn", keywordsAttributes });
    const filter = bob.v2.filters.$select(made.id);
    assert(ids(await bob.v2.filters.list()).includes((await filter.fetch()).id));
    const post = await alice.v1.statuses.create({ status: "It will rain" });
    assert.deepEqual((await bob.v1.statuses.$select(post.id).fetch()).filtered[0].keywordMatches, ["rain"]);
    await filter.update({ title: "Weather" });
    await filter.remove();
  },

  async tags() {
    assert((await bob.v1.tags.$select("moot").follow()).following);
    assert((await bob.v1.followedTags.list()).some((tag) => tag.name === "moot"));
    assert(!(await bob.v1.tags.$select("moot").unfollow()).following);
    const featured = await alice.v1.featuredTags.create({ name: "moot" });
    assert(ids(await alice.v1.featuredTags.list()).includes(featured.id));
    await alice.v1.featuredTags.suggestions.list();
    await alice.v1.featuredTags.$select(featured.id).remove();
  },

  async notices() {
    const told = await soon("a notification", async () => (await alice.v1.notifications.list()).at(0));
    assert.equal((await alice.v1.notifications.$select(told.id).fetch()).id, told.id);
    const { notificationGroups } = await alice.v2.notifications.list();
    await alice.v2.notifications.$select(notificationGroups[0].groupKey).fetch();
    assert((await alice.v1.notifications.unreadCount.fetch()).count >= 0);
    await alice.v2.notifications.policy.fetch();
    await alice.v1.notifications.requests.list();
    await alice.v1.notifications.$select(told.id).dismiss();
    await alice.v1.notifications.clear();
    assert.deepEqual(await alice.v1.notifications.list(), []);
  },

  async talks() {
    await alice.v1.statuses.create({ status: "@bob between us", visibility: "direct" });
    const talk = await soon("a conversation", async () => (await bob.v1.conversations.list()).at(0));
    assert.equal((await bob.v1.conversations.$select(talk.id).read()).unread, false);
    await bob.v1.conversations.$select(talk.id).remove();
  },

  async search({ he }) {
    assert(ids((await alice.v2.search.list({ q: "bob", type: "accounts" })).accounts).includes(he.id));
    assert((await alice.v2.search.list({ q: "moot", type: "hashtags" })).hashtags.length > 0);
  },

  async reports({ me }) {
    const report = await bob.v1.reports.create({ accountId: me.id, comment: "Only a test", category: "other" });
    assert.equal(report.comment, "Only a test");
  },

  async stream() {
    const instance = await bob.v2.instance.fetch();
    const streamingApiUrl = instance.configuration.urls.streaming;
    const streaming = createStreamingAPIClient({ streamingApiUrl, accessToken: BOB });
    const events = streaming.user.subscribe().values();
    const heard = [];
    const listening = (async () => {
      for await (const event of events) heard.push(event);
    })();
    // Nothing says when a socket is open: something is said until it is heard.
    await soon("the stream", async () => {
      await alice.v1.statuses.create({ status: "Is anybody there?" });
      await new Promise((resolve) => setTimeout(resolve, 400));
      return heard.length > 0;
    });
    const post = await alice.v1.statuses.create({ status: "To the stream, @bob" });
    const said = (name, matches) => soon(name, () => heard.some((event) => event.event === name && matches(event.payload)));
    await said("update", (status) => status.id === post.id);
    await said("notification", (told) => told.status?.id === post.id);
    await alice.v1.statuses.$select(post.id).update({ status: "To the sea, @bob" });
    await said("status.update", (status) => status.id === post.id);
    await alice.v1.statuses.$select(post.id).remove();
    await said("delete", (id) => id === post.id);
    streaming.close();
    await Promise.race([listening, new Promise((resolve) => setTimeout(resolve, 1000))]);
  },

  async push() {
    const service = await pushService();
    const keys = { p256dh: service.p256dh, auth: service.auth };
    const subscription = { endpoint: service.endpoint, keys, standard: true };
    await bob.v1.push.subscription.create({ subscription, data: { alerts: { mention: true } } });
    assert.equal((await bob.v1.push.subscription.fetch()).endpoint, service.endpoint);
    await bob.v1.push.subscription.update({ data: { alerts: { mention: true, favourite: true } } });
    await alice.v1.statuses.create({ status: "Ring ring @bob" });
    assert.equal((await service.next()).notification_type, "mention");
    await bob.v1.push.subscription.remove();
    service.close();
  },
};

await tell(families, {});
