// megalodon, the library under Whalebird and others, against a real server: more than sixty methods, a stream and a push.
//
// Reads BASE_URL and the tokens ALICE and BOB. Prints `ok FAMILY` for each family; the first that fails ends it.

import assert from "node:assert/strict";
import { createReadStream, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import megalodon from "megalodon";

import { pushService } from "./push.mjs";
import { ids, picture, refused, soon, tell } from "./story.mjs";

const generator = megalodon.default ?? megalodon;
const { BASE_URL, ALICE, BOB } = process.env;
const alice = generator("mastodon", BASE_URL, ALICE);
const bob = generator("mastodon", BASE_URL, BOB);
const data = async (answer) => (await answer).data;

const families = {
  async instance() {
    assert.equal((await data(alice.getInstance())).title.length > 0, true);
    await alice.getInstancePeers();
    await alice.getInstanceActivity();
    await alice.getInstanceTrends();
    await alice.getInstanceDirectory();
    await alice.getInstanceCustomEmojis();
    await alice.getInstanceAnnouncements();
    await alice.verifyAppCredentials();
  },

  async people(story) {
    const me = await data(alice.verifyAccountCredentials());
    const he = await data(bob.verifyAccountCredentials());
    Object.assign(story, { me, he });
    assert.equal((await data(alice.lookupAccount("bob"))).id, he.id);
    assert(ids(await data(alice.searchAccount("bob", { limit: 5 }))).includes(he.id));
    assert((await data(alice.followAccount(he.id))).following);
    assert((await data(bob.followAccount(me.id))).following);
    assert(ids(await data(alice.getAccountFollowing(me.id))).includes(he.id));
    assert(ids(await data(alice.getAccountFollowers(he.id))).includes(me.id));
    assert((await data(alice.getRelationship(he.id))).followed_by);
    assert((await data(alice.getRelationships([he.id])))[0].following);
    assert.equal((await data(alice.setAccountNote(he.id, "a friend"))).note, "a friend");
    assert((await data(alice.muteAccount(he.id, true))).muting);
    assert(ids(await data(alice.getMutes())).includes(he.id));
    assert(!(await data(alice.unmuteAccount(he.id))).muting);
    assert((await data(alice.pinAccount(he.id))).endorsed);
    assert(ids(await data(alice.getEndorsements())).includes(he.id));
    await alice.unpinAccount(he.id);
    await alice.blockDomain("rude.example");
    assert((await data(alice.getDomainBlocks())).includes("rude.example"));
    await alice.unblockDomain("rude.example");
    await alice.getBlocks();
    await alice.getPreferences();
    await alice.getSuggestions();
    await alice.getFollowRequests();
    await alice.getIdentityProof(he.id);
    const changed = await data(bob.updateCredentials({ display_name: "Bob the Builder", note: "Hi" }));
    assert.equal(changed.display_name, "Bob the Builder");
  },

  async posts(story) {
    const post = await data(alice.postStatus("Good morning #moot @bob", { visibility: "public", language: "en" }));
    story.post = post;
    assert((await data(bob.favouriteStatus(post.id))).favourited);
    assert((await data(bob.bookmarkStatus(post.id))).bookmarked);
    assert.equal((await data(bob.reblogStatus(post.id))).reblog.id, post.id);
    assert(ids(await data(bob.getFavourites())).includes(post.id));
    assert(ids(await data(bob.getBookmarks())).includes(post.id));
    assert(ids(await data(alice.getStatusFavouritedBy(post.id))).includes(story.he.id));
    assert(ids(await data(alice.getStatusRebloggedBy(post.id))).includes(story.he.id));
    const reply = await data(bob.postStatus("And to you", { in_reply_to_id: post.id }));
    assert.deepEqual(ids((await data(alice.getStatusContext(post.id))).descendants), [reply.id]);
    assert((await data(alice.editStatus(post.id, { status: "Good evening #moot @bob" }))).edited_at);
    assert.match((await data(alice.getStatusSource(post.id))).text, /evening/);
    assert((await data(alice.pinStatus(post.id))).pinned);
    assert(!(await data(alice.unpinStatus(post.id))).pinned);
    assert((await data(alice.muteStatus(post.id))).muted);
    assert(!(await data(alice.unmuteStatus(post.id))).muted);
    await bob.unfavouriteStatus(post.id);
    await bob.unbookmarkStatus(post.id);
    await bob.unreblogStatus(post.id);
    await bob.deleteStatus(reply.id);
    await refused(alice.getStatus(reply.id));
    assert(ids(await data(bob.getAccountStatuses(story.me.id))).includes(post.id));
  },

  async media() {
    const path = join(mkdtempSync(join(tmpdir(), "moot-")), "field.png");
    writeFileSync(path, picture());
    const uploaded = await data(alice.uploadMedia(createReadStream(path), { description: "A green field" }));
    await soon("the file", async () => (await data(alice.getMedia(uploaded.id))).url);
    await alice.updateMedia(uploaded.id, { description: "A greener field" });
    const post = await data(alice.postStatus("Look", { media_ids: [uploaded.id] }));
    assert.equal(post.media_attachments[0].description, "A greener field");
  },

  async polls() {
    const poll = { options: ["Tea", "Coffee"], expires_in: 3600 };
    const post = await data(alice.postStatus("What?", { poll }));
    assert((await data(bob.votePoll(post.poll.id, [1]))).voted);
    assert.equal((await data(alice.getPoll(post.poll.id))).votes_count, 1);
  },

  async later() {
    const at = new Date(Date.now() + 7_200_000).toISOString();
    const post = await data(alice.postStatus("Later", { scheduled_at: at }));
    assert(ids(await data(alice.getScheduledStatuses())).includes(post.id));
    assert.equal((await data(alice.getScheduledStatus(post.id))).id, post.id);
    await alice.scheduleStatus(post.id, new Date(Date.now() + 10_800_000).toISOString());
    await alice.cancelScheduledStatus(post.id);
  },

  async feeds({ post }) {
    assert(ids(await data(bob.getHomeTimeline({ limit: 10 }))).includes(post.id));
    assert(ids(await data(bob.getLocalTimeline())).includes(post.id));
    assert(ids(await data(bob.getPublicTimeline())).includes(post.id));
    assert(ids(await data(bob.getTagTimeline("moot"))).includes(post.id));
    await bob.saveMarkers({ home: { last_read_id: post.id } });
    assert.equal((await data(bob.getMarkers(["home"]))).home.last_read_id, post.id);
  },

  async lists({ me }) {
    const list = await data(bob.createList("Friends"));
    await bob.addAccountsToList(list.id, [me.id]);
    assert.deepEqual(ids(await data(bob.getAccountsInList(list.id))), [me.id]);
    assert.deepEqual(ids(await data(bob.getAccountLists(me.id))), [list.id]);
    assert((await data(bob.getListTimeline(list.id))).length > 0);
    assert.equal((await data(bob.updateList(list.id, "Good friends"))).title, "Good friends");
    assert(ids(await data(bob.getLists())).includes((await data(bob.getList(list.id))).id));
    await bob.deleteAccountsFromList(list.id, [me.id]);
    await bob.deleteList(list.id);
  },

  async filters() {
    const filter = await data(bob.createFilter("hail", ["home"]));
    assert(ids(await data(bob.getFilters())).includes(filter.id));
    assert.equal((await data(bob.getFilter(filter.id))).phrase, "hail");
    assert.equal((await data(bob.updateFilter(filter.id, "sleet", ["home"]))).phrase, "sleet");
    await bob.deleteFilter(filter.id);
  },

  async tags() {
    assert((await data(bob.followTag("moot"))).following);
    assert((await data(bob.getFollowedTags())).some((tag) => tag.name === "moot"));
    assert(!(await data(bob.unfollowTag("moot"))).following);
    assert.equal((await data(bob.getTag("moot"))).name, "moot");
    const featured = await data(alice.createFeaturedTag("moot"));
    assert(ids(await data(alice.getFeaturedTags())).includes(featured.id));
    await alice.getSuggestedTags();
    await alice.deleteFeaturedTag(featured.id);
  },

  async notices() {
    const told = await soon("a notification", async () => (await data(alice.getNotifications())).at(0));
    assert.equal((await data(alice.getNotification(told.id))).id, told.id);
    await alice.dismissNotification(told.id);
    await alice.dismissNotifications();
    assert.deepEqual(await data(alice.getNotifications()), []);
  },

  async talks({ he }) {
    await alice.postStatus("@bob between us", { visibility: "direct" });
    const talk = await soon("a conversation", async () => (await data(bob.getConversationTimeline())).at(0));
    assert.equal((await data(bob.readConversation(talk.id))).unread, false);
    await bob.deleteConversation(talk.id);
    assert.equal((await data(alice.getAccount(he.id))).username, "bob");
  },

  async search({ he }) {
    assert(ids((await data(alice.search("bob", { type: "accounts" }))).accounts).includes(he.id));
    assert((await data(alice.search("moot", { type: "hashtags" }))).hashtags.length > 0);
  },

  async reports({ me }) {
    const report = await data(bob.report(me.id, { comment: "Only a test", category: "other" }));
    assert.equal(report.comment, "Only a test");
  },

  async stream() {
    const stream = await bob.userStreaming();
    const next = (name) =>
      new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`no ${name}`)), 20_000).unref();
        stream.on(name, resolve);
      });
    const update = next("update");
    const notification = next("notification");
    await new Promise((resolve) => stream.on("connect", resolve));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const post = await data(alice.postStatus("To the stream, @bob"));
    assert.equal((await update).id, post.id);
    assert.equal((await notification).status.id, post.id);
    const deletion = next("delete");
    await alice.deleteStatus(post.id);
    assert.equal(await deletion, post.id);
    stream.stop();
  },

  async push() {
    const service = await pushService();
    const keys = { p256dh: service.p256dh, auth: service.auth };
    const subscription = { endpoint: service.endpoint, keys, standard: true };
    await bob.subscribePushNotification(subscription, { alerts: { mention: true } });
    await bob.updatePushSubscription({ alerts: { mention: true, favourite: true } });
    const kept = await data(bob.getPushSubscription());
    assert.equal(kept.endpoint, service.endpoint);
    await alice.postStatus("Ring ring @bob");
    assert.equal((await service.next()).notification_type, "mention");
    await bob.deletePushSubscription();
    service.close();
  },
};

await tell(families, {});
