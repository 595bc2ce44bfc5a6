"""Mastodon.py against a real server: every family of methods that the library has, by four people.

Reads BASE_URL and the tokens ADA (who runs the server), ALICE, BOB and CAROL. Prints `ok FAMILY` for each family; the first that fails
ends it.
"""

import datetime
import http.server
import io
import os
import queue
import struct
import sys
import threading
import time
import traceback
import uuid
import zlib

from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError, StreamListener

BASE_URL = os.environ["BASE_URL"]
PATIENCE = 20


def client(name):
    return Mastodon(access_token=os.environ[name], api_base_url=BASE_URL, version_check_mode="none", request_timeout=30)


ADA, ALICE, BOB, CAROL = client("ADA"), client("ALICE"), client("BOB"), client("CAROL")


def soon(what, ask):
    """Asks again until the answer is true: readers of the journal work after the answer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {PATIENCE} seconds")


def ids(items):
    return [str(item["id"]) for item in items]


def refused(call, *arguments, **named):
    try:
        call(*arguments, **named)
    except MastodonAPIError:
        return
    raise AssertionError(f"{call.__name__} was not refused")


def picture(width=64, height=48):
    """A PNG of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x30\x90\x60" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return io.BytesIO(png)


class PushEndpoint:
    """A push service on this machine; keeps what it is sent."""

    def __init__(self):
        heard = self.heard = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                heard.put((dict(self.headers.items()), body))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/push/{uuid.uuid4()}"

    def next(self):
        headers, body = self.heard.get(timeout=PATIENCE)
        return {name.lower(): value for name, value in headers.items()}, body


class Listener(StreamListener):
    def __init__(self):
        self.heard = queue.Queue()

    def on_any_event(self, name, data):
        self.heard.put((name, data))

    def expect(self, kind):
        deadline = time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0:
            try:
                name, data = self.heard.get(timeout=left)
            except queue.Empty:
                break
            if name == kind:
                return data
        raise AssertionError(f"the stream did not say {kind}")


def instance():
    about = ALICE.instance_v2()
    assert about["configuration"]["statuses"]["max_characters"] > 0
    assert ALICE.instance_v1()["stats"]["user_count"] >= 3
    ALICE.instance_activity(), ALICE.instance_peers(), ALICE.instance_rules(), ALICE.instance_domain_blocks()
    ALICE.instance_extended_description(), ALICE.instance_languages(), ALICE.instance_translation_languages()
    assert ALICE.instance_nodeinfo()["software"]["name"] == "folkmoot"
    assert ALICE.instance_health() and ALICE.stream_healthy()
    assert "authorization_endpoint" in ALICE.oauth_authorization_server_info()
    ALICE.custom_emojis()
    ALICE.app_verify_credentials()


def accounts():
    alice, bob = ALICE.me(), BOB.me()
    changed = BOB.account_update_credentials(
        display_name="Bob B.", note="I build things", discoverable=True, indexable=True, fields=[("Site", "https://bob.example")]
    )
    assert changed["display_name"] == "Bob B." and changed["fields"][0]["name"] == "Site"
    assert ids(ALICE.accounts([bob["id"]])) == [str(bob["id"])]
    assert str(ALICE.account_lookup("bob")["id"]) == str(bob["id"])
    assert ALICE.account_search("bob")
    assert ALICE.account_follow(bob["id"], reblogs=True, notify=True)["following"]
    assert BOB.account_follow(alice["id"])["following"]
    assert str(bob["id"]) in ids(ALICE.account_following(alice["id"]))
    assert str(alice["id"]) in ids(ALICE.account_followers(bob["id"]))
    assert ALICE.account_relationships([bob["id"]])[0]["following"]
    assert ALICE.account_note_set(bob["id"], "met at the moot")["note"] == "met at the moot"
    ALICE.account_familiar_followers([bob["id"]])
    assert ALICE.account_endorse(bob["id"])["endorsed"]
    assert str(bob["id"]) in ids(ALICE.endorsements())
    assert not ALICE.account_unendorse(bob["id"])["endorsed"]
    assert ALICE.account_mute(bob["id"], duration=3600)["muting"]
    assert str(bob["id"]) in ids(ALICE.mutes())
    assert not ALICE.account_unmute(bob["id"])["muting"]
    ada = ADA.me()["id"]
    assert ALICE.account_block(ada)["blocking"] and str(ada) in ids(ALICE.blocks())
    assert not ALICE.account_unblock(ada)["blocking"]
    ALICE.domain_block("rude.example")
    assert "rude.example" in ALICE.domain_blocks()
    ALICE.domain_unblock("rude.example")
    ALICE.preferences(), ALICE.directory(local=True), ALICE.suggestions_v2(), ALICE.suggestions_v1()
    assert ALICE.account_statuses(bob["id"]) is not None


def profile():
    before = BOB.profile()
    assert before["display_name"] == "Bob B."
    assert BOB.profile_update(note="I mend things")["note"] is not None
    shown = BOB.account_update_credentials(avatar=picture(96, 96).read(), avatar_mime_type="image/png")
    assert shown["avatar"].startswith(BASE_URL)
    BOB.account_delete_avatar(), BOB.account_delete_header()


def requests_to_follow():
    BOB.account_update_credentials(locked=True)
    assert ADA.account_follow(BOB.me()["id"])["requested"]
    assert str(ADA.me()["id"]) in ids(BOB.follow_requests())
    BOB.follow_request_authorize(ADA.me()["id"])
    assert BOB.account_remove_from_followers(ADA.me()["id"])["followed_by"] is False
    ADA.account_follow(BOB.me()["id"])
    BOB.follow_request_reject(ADA.me()["id"])
    BOB.account_update_credentials(locked=False)


def posts():
    key = str(uuid.uuid4())
    post = ALICE.status_post("Good morning #moot from @bob", visibility="public", language="en", idempotency_key=key)
    assert str(ALICE.status_post("Good morning #moot from @bob", idempotency_key=key)["id"]) == str(post["id"])
    assert BOB.status_favourite(post["id"])["favourited"] and str(post["id"]) in ids(BOB.favourites())
    assert BOB.status_bookmark(post["id"])["bookmarked"] and str(post["id"]) in ids(BOB.bookmarks())
    assert str(BOB.status_reblog(post["id"])["reblog"]["id"]) == str(post["id"])
    assert str(BOB.me()["id"]) in ids(ALICE.status_favourited_by(post["id"]))
    assert str(BOB.me()["id"]) in ids(ALICE.status_reblogged_by(post["id"]))
    reply = BOB.status_reply(ALICE.status(post["id"]), "And to you")
    assert ids(ALICE.status_context(post["id"])["descendants"]) == [str(reply["id"])]
    assert str(ALICE.status_context(reply["id"])["ancestors"][0]["id"]) == str(post["id"])
    edited = ALICE.status_update(post["id"], status="Good evening #moot from @bob")
    assert edited["edited_at"] and len(ALICE.status_history(post["id"])) == 2
    assert ALICE.status_source(post["id"])["text"].startswith("Good evening")
    assert ALICE.status_pin(post["id"])["pinned"] and not ALICE.status_unpin(post["id"])["pinned"]
    assert ALICE.status_mute(post["id"])["muted"] and not ALICE.status_unmute(post["id"])["muted"]
    BOB.status_unreblog(post["id"]), BOB.status_unfavourite(post["id"]), BOB.status_unbookmark(post["id"])
    assert len(ALICE.statuses([post["id"], reply["id"]])) == 2
    ALICE.status_card(post["id"])
    refused(ALICE.status_translate, post["id"], "de")
    BOB.status_delete(reply["id"])
    try:
        ALICE.status(reply["id"])
        raise AssertionError("a deleted post is still there")
    except MastodonNotFoundError:
        return post


def quotes(post):
    assert ALICE.status_update_quote_approval_policy(post["id"], "public")["id"] == post["id"]
    quote = BOB.status_post("Listen to this", quoted_status_id=post["id"])
    assert quote["quote"]["state"] == "accepted", quote["quote"]
    assert str(quote["id"]) in ids(ALICE.status_quotes(post["id"]))
    ALICE.status_quote_revoke(post["id"], quote["id"])
    assert BOB.status(quote["id"])["quote"]["state"] == "revoked"


def media():
    file = ALICE.media_post(picture(), mime_type="image/png", description="A green field", focus=(0.1, -0.2), synchronous=True)
    assert ALICE.media(file["id"])["description"] == "A green field"
    assert ALICE.media_update(file["id"], description="A greener field")["description"] == "A greener field"
    post = ALICE.status_post("Look", media_ids=[file["id"]])
    shown = post["media_attachments"][0]
    assert shown["meta"]["original"]["width"] == 64 and shown["blurhash"], shown
    assert str(post["id"]) in ids(ALICE.account_statuses(ALICE.me()["id"], only_media=True))
    change = ALICE.generate_media_edit_attributes(file["id"], description="The greenest")
    assert ALICE.status_update(post["id"], "Look again", media_attributes=[change])
    assert ALICE.status(post["id"])["media_attachments"][0]["description"] == "The greenest"


def polls():
    post = ALICE.status_post("Tea?", poll=ALICE.make_poll(["Yes", "No"], expires_in=3600, multiple=False))
    poll = BOB.poll_vote(BOB.status(post["id"])["poll"]["id"], [0])
    assert poll["voted"] and poll["own_votes"] == [0]
    assert ALICE.poll(poll["id"])["votes_count"] == 1
    refused(BOB.poll_vote, poll["id"], [1])


def scheduled():
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)
    later = ALICE.status_post("Later", scheduled_at=at)
    assert str(later["id"]) in ids(ALICE.scheduled_statuses())
    assert ALICE.scheduled_status(later["id"])["params"]["text"] == "Later"
    moved = ALICE.scheduled_status_update(later["id"], at + datetime.timedelta(hours=1))
    assert moved["scheduled_at"] > at
    ALICE.scheduled_status_delete(later["id"])
    assert str(later["id"]) not in ids(ALICE.scheduled_statuses())


def timelines(post):
    assert str(post["id"]) in ids(BOB.timeline_home())
    assert str(post["id"]) in ids(BOB.timeline_local())
    assert str(post["id"]) in ids(BOB.timeline_public())
    assert str(post["id"]) in ids(BOB.timeline_hashtag("moot"))
    first = BOB.timeline_home(limit=1)
    assert ids(BOB.fetch_next(first)) != ids(first)
    BOB.markers_set("home", [post["id"]])
    assert BOB.markers_get(["home"])["home"]["last_read_id"] == post["id"]


def lists():
    alice = ALICE.me()["id"]
    made = BOB.list_create("Friends", replies_policy="followed", exclusive=False)
    BOB.list_accounts_add(made["id"], [alice])
    assert ids(BOB.list_accounts(made["id"])) == [str(alice)]
    assert ids(BOB.account_lists(alice)) == [str(made["id"])]
    assert BOB.timeline_list(made["id"])
    assert BOB.list_update(made["id"], "Good friends")["title"] == "Good friends"
    assert str(made["id"]) in ids(BOB.lists()) and BOB.list(made["id"])
    BOB.list_accounts_delete(made["id"], [alice])
    BOB.list_delete(made["id"])


def filters():
    made = BOB.create_filter_v2("Rain", ["home", "public"], "warn", keywords_attributes=[{"keyword": "rain", "whole_word": True}])
    assert str(made["id"]) in ids(BOB.filters_v2()) and BOB.filter_v2(made["id"])
    post = ALICE.status_post("It will rain")
    assert BOB.status(post["id"])["filtered"][0]["keyword_matches"] == ["rain"]
    word = BOB.add_filter_keyword_v2(made["id"], "snow")
    assert str(word["id"]) in ids(BOB.filter_keywords_v2(made["id"]))
    BOB.delete_filter_keyword_v2(word["id"])
    marked = BOB.add_filter_status_v2(made["id"], post["id"])
    assert ids(BOB.filter_statuses_v2(made["id"])) == [str(marked["id"])] and BOB.filter_status_v2(marked["id"])
    BOB.delete_filter_status_v2(marked["id"])
    BOB.update_filter_v2(made["id"], title="Weather")
    BOB.delete_filter_v2(made["id"])
    old = BOB.filter_create("hail", ["home"])
    assert str(old["id"]) in ids(BOB.filters()) and BOB.filter(old["id"])["phrase"] == "hail"
    BOB.filter_delete(old["id"])


def tags():
    assert BOB.tag_follow("moot")["following"] and "moot" in [tag["name"] for tag in BOB.followed_tags()]
    assert not BOB.tag_unfollow("moot")["following"] and BOB.tag("moot")["name"] == "moot"
    featured = ALICE.featured_tag_create("moot")
    assert str(featured["id"]) in ids(ALICE.featured_tags())
    assert ALICE.account_featured_tags(ALICE.me()["id"])
    ALICE.featured_tag_suggestions(), ALICE.featured_tag_delete(featured["id"])
    ALICE.tag_feature("moot"), ALICE.tag_unfeature("moot")


def notifications():
    told = soon("a notification", ALICE.notifications)
    assert "type" in ALICE.notifications(told[0]["id"])
    groups = ALICE.grouped_notifications()
    key = groups["notification_groups"][0]["group_key"]
    assert ALICE.grouped_notification(key) and ALICE.grouped_notification_accounts(key)
    assert ALICE.notifications_unread_count()["count"] >= 0 and ALICE.unread_grouped_notifications_count()
    ALICE.dismiss_grouped_notification(key)
    policy = BOB.update_notifications_policy(for_not_following="filter")
    assert policy["for_not_following"] == "filter" and BOB.notifications_policy()
    stranger = CAROL.status_post("Hello @bob, we have not met")
    waiting = soon("a request", BOB.notification_requests)
    assert str(BOB.notification_request(waiting[0]["id"])["account"]["id"]) == str(CAROL.me()["id"])
    BOB.accept_notification_request(waiting[0]["id"])
    soon("the merge", BOB.notifications_merged)
    assert "mention" in [told["type"] for told in BOB.notifications()]
    BOB.update_notifications_policy(for_not_following="accept")
    CAROL.status_delete(stranger["id"])
    ALICE.notifications_clear()
    assert not ALICE.notifications()


def conversations():
    post = ALICE.status_post("@bob Just between us", visibility="direct")
    talk = soon("a conversation", BOB.conversations)[0]
    assert str(talk["last_status"]["id"]) == str(post["id"])
    assert str(post["id"]) not in ids(BOB.timeline_home())
    assert BOB.conversations_read(talk["id"])["unread"] is False
    refused(ADA.status, post["id"])


def search(post):
    assert str(BOB.me()["id"]) in ids(ALICE.search_v2("bob", result_type="accounts")["accounts"])
    assert "moot" in [tag["name"] for tag in ALICE.search_v2("moot", result_type="hashtags")["hashtags"]]
    soon("one's own post in search", lambda: str(post["id"]) in ids(ALICE.search_v2("evening", result_type="statuses")["statuses"]))
    ALICE.search_v2("evening from:me has:link before:2030-01-01 language:en", result_type="statuses")


def streams():
    listener = Listener()
    stream = BOB.stream_user(listener, run_async=True, timeout=PATIENCE)
    # The stream is open once the server has answered; Mastodon.py does not tell when.
    time.sleep(1)
    post = ALICE.status_post("To the stream, @bob")
    assert listener.expect("update")["id"] == post["id"]
    assert listener.expect("notification")["type"] == "mention"
    ALICE.status_update(post["id"], "To the stream and the sea, @bob")
    assert listener.expect("status.update")["id"] == post["id"]
    ALICE.status_delete(post["id"])
    assert str(listener.expect("delete")) == str(post["id"])
    stream.close()


def push():
    endpoint = PushEndpoint()
    private, public = BOB.push_subscription_generate_keys()
    made = BOB.push_subscription_set(endpoint.url, public, mention_events=True, favourite_events=True)
    assert made["alerts"]["mention"] and BOB.push_subscription()["endpoint"] == endpoint.url
    post = ALICE.status_post("Ring ring @bob")
    headers, body = endpoint.next()
    told = BOB.push_subscription_decrypt_push(body, private, headers["encryption"], headers["crypto-key"])
    assert told["notification_type"] == "mention" and told["title"], told
    assert not BOB.push_subscription_update(mention_events=False)["alerts"]["mention"]
    BOB.push_subscription_delete()
    ALICE.status_delete(post["id"])


def collections():
    made = ALICE.collection_create("Makers", description="People who build", discoverable=True, account_ids=[BOB.me()["id"]])["collection"]
    assert str(made["id"]) in ids(ALICE.account_collections(ALICE.me()["id"])["collections"])
    assert ALICE.collection(made["id"])["collection"]["name"] == "Makers"
    ALICE.collection_update(made["id"], name="Menders")
    BOB.account_in_collections(BOB.me()["id"])
    ALICE.collection_delete(made["id"])


def moderation():
    report = ALICE.report(ADA.me()["id"], comment="Only a test", category="other")
    assert str(report["id"]) in ids(ADA.admin_reports())
    assert ADA.admin_report_assign(report["id"])["assigned_account"]
    ADA.admin_report_unassign(report["id"]), ADA.admin_report_resolve(report["id"]), ADA.admin_report_reopen(report["id"])
    assert ADA.admin_report(report["id"])["comment"] == "Only a test"
    assert ADA.admin_accounts_v2(origin="local") and ADA.admin_accounts_v1()
    bob = BOB.me()["id"]
    ADA.admin_account_moderate(bob, "silence", text="Quiet for a while", send_email_notification=False)
    assert ADA.admin_account(bob)["silenced"] and not ADA.admin_account_unsilence(bob)["silenced"]
    blocked = ADA.admin_create_domain_block("spam.example", severity="suspend", public_comment="Spam")
    assert str(blocked["id"]) in ids(ADA.admin_domain_blocks())
    ADA.admin_update_domain_block(blocked["id"], severity="silence"), ADA.admin_delete_domain_block(blocked["id"])
    allowed = ADA.admin_create_domain_allow("kind.example")
    ADA.admin_domain_allows(), ADA.admin_domain_allow(allowed["id"]), ADA.admin_delete_domain_allow(allowed["id"])
    mail = ADA.admin_create_email_domain_block("throwaway.example")
    ADA.admin_email_domain_blocks(), ADA.admin_email_domain_block(mail["id"]), ADA.admin_delete_email_domain_block(mail["id"])
    address = ADA.admin_create_ip_block("198.51.100.0/24", "sign_up_block", comment="Noise")
    ADA.admin_ip_blocks(), ADA.admin_ip_block(address["id"]), ADA.admin_update_ip_block(address["id"], severity="no_access")
    ADA.admin_delete_ip_block(address["id"])
    end = datetime.datetime.now(datetime.timezone.utc)
    start = end - datetime.timedelta(days=7)
    assert ADA.admin_measures(start, end, active_users=True, new_users=True)
    assert ADA.admin_dimensions(start, end, languages=True, space_usage=True)
    assert ADA.admin_retention(start, end) is not None
    ADA.admin_trending_tags(), ADA.admin_trending_statuses(), ADA.admin_trending_links()
    refused(ALICE.admin_accounts_v2)


def the_rest():
    ALICE.trending_tags(), ALICE.trending_statuses(), ALICE.trending_links(), ALICE.announcements()
    ALICE.timeline_link("https://news.example/")
    ALICE.annual_reports()


def main():
    done = {}
    for family in (instance, accounts, profile, requests_to_follow, posts):
        done[family.__name__] = told(family)
    post = done["posts"]
    for family in (quotes, timelines, search):
        told(family, post)
    for family in (
        media, polls, scheduled, lists, filters, tags, notifications, conversations, streams, push, collections, moderation, the_rest,
    ):
        told(family)


def told(family, *arguments):
    try:
        answer = family(*arguments)
    except Exception:
        print(f"FAILED {family.__name__}", file=sys.stderr)
        traceback.print_exc()
        if not os.environ.get("GO_ON"):
            sys.exit(1)
        return None
    print(f"ok {family.__name__.replace('_', ' ')}", flush=True)
    return answer


if __name__ == "__main__":
    main()
