// A page with a file of every kind: each picture is there, each video and sound plays.
//
// Reads PAGE (the address of a post), COUNT (how many files it has), NAME (of the photograph), WHO (somebody's name, if
// only members see the page), EDITOR (the name of the author, who says what is said in a video), CHROMIUM and SCREENSHOTS (a folder).

import assert from "node:assert/strict";

import { Eyes } from "./eyes.mjs";
import { logIn } from "./steps.mjs";

const { PAGE, COUNT, NAME, WHO, EDITOR, CHROMIUM: program, SCREENSHOTS: folder } = process.env;

async function main() {
  const eyes = await Eyes.open({ program, folder });
  try {
    const person = await eyes.person("light", new URL(PAGE).origin);
    if (EDITOR) await caption(eyes);
    if (WHO) await logIn(person, WHO);
    await person.page.goto(PAGE);
    const post = person.page.locator("article.post").first();
    const pictures = await seePictures(post);
    const players = await playAll(post);
    const choices = await chooseSizes(eyes, person, post);
    assert.equal(pictures.inGallery + players, Number(COUNT), "files on the page");
    // High enough for all of them.
    await person.page.setViewportSize({ width: 1280, height: 3400 });
    await eyes.look(person, `${NAME}-${COUNT}`);
    console.log(`ok ${pictures.all} pictures seen, ${players} players played, ${choices} sizes chosen`);
    eyes.judge();
  } finally {
    await eyes.close();
  }
}

/** The author says with a plain form what is said in the first file that plays. */
async function caption(eyes) {
  const person = await eyes.person("no-js", new URL(PAGE).origin);
  const { page } = person;
  await logIn(person, EDITOR);
  await page.goto(`${PAGE}/edit`);
  const buffer = Buffer.from("WEBVTT\n\n00:00.000 --> 00:01.500\nBonjour\n");
  await page.getByLabel("Captions", { exact: true }).first().setInputFiles({ name: "w.vtt", mimeType: "text/vtt", buffer });
  await page.getByLabel("Language of the captions").first().selectOption("fr");
  await eyes.look(person, `${NAME}-captions`);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Save" }).click()]);
  assert.equal(await page.locator("track[srclang=fr]").count(), 1, "captions on the page");
}

/** Every picture comes when it is scrolled to. Covers of sounds are counted apart from pictures of their own. */
async function seePictures(post) {
  const all = await post.locator(".gallery img, .sound img").all();
  for (const picture of all) {
    await picture.scrollIntoViewIfNeeded();
    const width = await picture.evaluate(async (it) => {
      await it.decode();
      return it.naturalWidth;
    });
    assert.ok(width > 0, `${await picture.getAttribute("src")} is not seen`);
  }
  return { all: all.length, inGallery: await post.locator(".gallery img").count() };
}

/** Everything that plays does: it is read, and time goes on. */
async function playAll(post) {
  const all = await post.locator("video, audio").all();
  for (const player of all) {
    await player.scrollIntoViewIfNeeded();
    const played = await player.evaluate(async (it) => {
      const before = it.muted;
      it.muted = true;
      await it.play();
      const until = performance.now() + 10_000;
      while (it.currentTime < 0.3 && performance.now() < until) await new Promise((go) => setTimeout(go, 50));
      it.pause();
      const words = [];
      for (const track of it.querySelectorAll("track")) {
        track.track.mode = "hidden";
        while (track.readyState < 2 && performance.now() < until) await new Promise((go) => setTimeout(go, 50));
        words.push(track.track.cues?.length ?? 0);
      }
      it.muted = before;
      return { time: it.currentTime, state: it.readyState, seconds: it.duration, error: it.error?.message, words };
    });
    const what = `${await player.getAttribute("aria-label")} ${JSON.stringify(played)}`;
    assert.ok(played.words.every((count) => count > 0), `captions of ${what}`);
    assert.ok(played.time > 0.2 && played.state >= 2 && played.seconds > 1.5, what);
  }
  return all.length;
}

/** Each size of a video plays on where the one before was left, and so does what the browser chooses by itself. */
async function chooseSizes(eyes, person, post) {
  let chosen = 0;
  for (const figure of await post.locator("figure:has(.quality)").all()) {
    const video = figure.locator("video");
    await video.evaluate((it) => (it.currentTime = 9));
    const names = await figure.locator(".quality a").allTextContents();
    for (const name of [...names.reverse()]) {
      await figure.locator(".quality summary").click();
      if (!chosen) await eyes.look(person, `${NAME}-quality`);
      await figure.getByRole("link", { name, exact: true }).click();
      const now = await video.evaluate(async (it) => {
        it.muted = true;
        await it.play();
        const until = performance.now() + 10_000;
        while (it.currentTime < 9.2 && performance.now() < until) await new Promise((go) => setTimeout(go, 50));
        it.pause();
        return { time: it.currentTime, height: it.videoHeight, source: it.currentSrc, error: it.error?.message };
      });
      const what = `${name}: ${JSON.stringify(now)}`;
      assert.ok(now.time > 9 && now.time < 14 && !now.error, what);
      if (name !== "Automatic") assert.equal(`${now.height}p`, name, what);
      console.log(`ok ${what}`);
      await video.evaluate((it) => (it.currentTime = 9));
      chosen++;
    }
  }
  return chosen;
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error("FAILED", error);
  process.exit(1);
}
