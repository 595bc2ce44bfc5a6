// What people do on the pages, in the words that they read there: labels, buttons, headings.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

export const PASSWORD = "correct horse battery staple";

/** Presses the button with a name and waits for the page that it leads to. */
async function submit({ page }, name) {
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name }).first().click()]);
}

/** Presses a button that is answered on the same page, and waits until the server has agreed. */
async function press({ page }, button) {
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await button.click();
  const status = (await answer).status();
  assert.ok(status < 400, `the server answered ${status}`);
}

/** Presses a button of a form: the page stays if scripts run, and comes again if they don't. */
async function pressEitherWay(person, button) {
  const isPlain = person.mode === "no-js";
  await (isPlain ? Promise.all([person.page.waitForEvent("load"), button.click()]) : press(person, button));
}

/** Goes to a path of one's own server. */
export async function go({ page, origin }, path) {
  return page.goto(`${origin}${path}`);
}

/** The post with these words. */
export function postOf({ page }, words) {
  return page.locator("article.post").filter({ hasText: words }).first();
}

/** Goes through the wizard and arrives at home. */
export async function setUp(eyes, person, url, { community, doors, name }) {
  const { page } = person;
  await page.goto(url);
  await eyes.look(person, "set-up");
  await page.getByLabel("What is it called?").fill(community);
  await page.getByLabel("What is it about?").fill("Neighbours who like trees, bread and long talks.");
  await page.getByRole("radio", { name: doors }).check();
  await page.getByLabel("Your name here").fill(name);
  await page.getByLabel("Your e-mail address").fill(`${name}@example.org`);
  await page.getByLabel("A password").fill(PASSWORD);
  await submit(person, "Open the community");
  await page.getByText(`Welcome, ${name}. Say hello!`).waitFor();
  await eyes.look(person, "welcome");
}

/** Fills in the form of somebody who wants an account, and sends it. */
async function apply(person, name, reason) {
  const { page } = person;
  await go(person, "/signup");
  await page.getByLabel("Your name here").fill(name);
  await page.getByLabel("E-mail address").fill(`${name}@example.org`);
  await page.getByLabel("Password").fill(PASSWORD);
  if (reason) await page.getByLabel("Why would you like to join?").fill(reason);
  await page.getByLabel("treat others with respect").check();
  await submit(person, reason ? "Ask to join" : "Join");
}

/** Makes an account on a community that is open to all, and arrives at home. */
export async function signUp(person, name) {
  await apply(person, name);
  await person.page.getByText(`Welcome, ${name}. Say hello!`).waitFor();
}

/** Tries a name that nobody gets: what was typed is still there, beside what is wrong with it. */
export async function signUpInVain(eyes, person, name) {
  await apply(person, name);
  await eyes.look(person, "sign-up-refused");
  const field = person.page.getByLabel("Your name here");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.equal(await field.inputValue(), name);
  assert.equal(await person.page.getByLabel("E-mail address").inputValue(), `${name}@example.org`);
}

/** Asks to join a community whose host decides; until then, the log-in says so. */
export async function askToJoin(eyes, person, name, reason) {
  await apply(person, name, reason);
  await person.page.getByRole("heading", { name: "Thank you" }).waitFor();
  await eyes.look(person, "asked-to-join");
  await logIn(person, name);
  await person.page.getByRole("alert").waitFor();
}

/** Reads why somebody wants to join and lets them in. */
export async function letIn(person, name, reason) {
  await go(person, "/admin");
  await person.page.getByText(reason).waitFor();
  await submit(person, `Let in ${name}`);
  await person.page.getByText("Nobody at the moment.").waitFor();
}

/** Logs in with the form. */
export async function logIn(person, name, password = PASSWORD) {
  await go(person, "/login");
  await person.page.getByLabel("Your name or e-mail address").fill(name);
  await person.page.getByLabel("Password").fill(password);
  await submit(person, "Log in");
}

/** Logs out where the settings are, and arrives at the front page. */
export async function logOut(person) {
  await go(person, "/settings");
  await submit(person, "Log out");
  await person.page.getByRole("link", { name: "Log in" }).first().waitFor();
}

/** Writes a post at home and sees it there. */
export async function write(person, words, { audience, warning } = {}) {
  const { page } = person;
  await go(person, "/home");
  await page.getByLabel("What would you like to say?").fill(words);
  if (audience) {
    await page.locator("#composer details.pick:not(.files-pick) > summary").first().click();
    await page.getByRole("radio", { name: audience }).check();
  }
  if (warning) {
    await page.locator("#composer details.warn > summary").click();
    await page.getByLabel("Content warning", { exact: true }).last().fill(warning);
  }
  await submit(person, "Post");
  await postOf(person, warning ?? words.split("\n")[0]).waitFor();
}

/** A picture of one colour, as a PNG file (RFC 2083). */
function picture(width, height, colour) {
  return painted(width, height, () => Buffer.concat(Array(width).fill(Buffer.from(colour))));
}

/** A picture whose rows are painted one by one. */
function painted(width, height, paint) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), paint()]));
  const pixels = deflateSync(Buffer.concat(rows));
  const magic = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const buffer = Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
  return { name: "picture.png", mimeType: "image/png", buffer };
}

/** Shows two pictures in a post: what they show is asked for once, and they arrive while the post is written. */
export async function showPictures(eyes, person, words, alt) {
  const { page } = person;
  await go(person, "/home");
  await page.getByLabel("What would you like to say?").fill(words);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add pictures, video or sound" }).click();
  await (await chooser).setFiles([picture(640, 480, [40, 110, 70]), picture(300, 500, [200, 120, 40])]);
  const files = page.locator("[data-uploads] li");
  await files.nth(1).waitFor();
  await page.waitForFunction(() => !document.querySelector("[data-uploads] .busy"));
  await page.getByRole("button", { name: "Post", exact: true }).first().click();
  await page.getByText("Say what they show, or post again to leave it out").waitFor();
  await eyes.look(person, "pictures-asked");
  await files.first().getByRole("textbox").fill(alt);
  await submit(person, "Post");
  await postOf(person, words).getByAltText(alt).waitFor();
}

/** Shows a picture so large that it is sent in parts, over a connection that breaks. */
export async function sendInParts(eyes, person, words, alt) {
  const { page } = person;
  await go(person, "/home");
  await page.getByLabel("What would you like to say?").fill(words);
  const asked = [];
  await page.route("**/media/uploads/*", (route) => {
    asked.push(route.request().method());
    return asked.length === 1 ? route.abort("connectionreset") : route.continue();
  });
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add pictures, video or sound" }).click();
  await (await chooser).setFiles(painted(1400, 1400, () => randomBytes(1400 * 3)));
  await page.locator("[data-uploads] li").getByRole("textbox").fill(alt);
  await page.waitForFunction(() => !document.querySelector("[data-uploads] .busy"));
  await submit(person, "Post");
  await postOf(person, words).getByAltText(alt).waitFor();
  assert.deepEqual(asked, ["PATCH", "HEAD", "PATCH"]);
  eyes.forgive("ERR_CONNECTION_RESET");
  await page.unroute("**/media/uploads/*");
}

/** Tells a story. */
export async function tellStory(eyes, person, words, alt) {
  const { page } = person;
  await go(person, "/stories");
  await eyes.look(person, "stories");
  await page.getByLabel("Picture or video").setInputFiles(picture(300, 500, [30, 90, 160]));
  await page.getByLabel("What it shows, for those who cannot see it").fill(alt);
  await page.getByLabel("A line to go with it").fill(words);
  await submit(person, "Show it for a day");
  await page.getByAltText(alt).waitFor();
  await page.getByText("0 views").waitFor();
}

/** Looks at the one story that is new, to the end. */
export async function seeStory(eyes, person, words) {
  const { page } = person;
  await go(person, "/home");
  const news = page.getByRole("navigation", { name: "Stories" }).getByRole("link", { name: /\(new\)$/ });
  await Promise.all([page.waitForURL("**/stories/*"), news.click()]);
  await page.getByText(words).waitFor();
  await eyes.look(person, "story");
  await Promise.all([page.waitForURL("**/home"), page.getByRole("link", { name: "That was all" }).click()]);
  assert.equal(await news.count(), 0, "a story that was looked at is still new");
}

/** Opens a picture over the page, goes to the next and back with keys, and is where it was. */
export async function lookThrough(eyes, person, alt) {
  const { page } = person;
  await page.getByAltText(alt).first().click();
  const over = page.getByRole("dialog", { name: "Picture" });
  await over.getByText(alt).waitFor();
  await eyes.look(person, "picture-open");
  await page.keyboard.press("ArrowRight");
  await over.getByText(alt).waitFor({ state: "hidden" });
  await page.keyboard.press("ArrowLeft");
  await over.getByText(alt).waitFor();
  await page.keyboard.press("Escape");
  await over.waitFor({ state: "hidden" });
}

/** Shows a picture with a plain form. */
export async function showPlainly(person, words, alt) {
  const { page } = person;
  await go(person, "/home");
  await page.getByLabel("What would you like to say?").fill(words);
  await page.locator(".files-pick > summary").click();
  await page.getByLabel("File 1").setInputFiles(picture(200, 200, [90, 60, 160]));
  await page.locator("[name=file-alt-0]").fill(alt);
  await submit(person, "Post");
  await postOf(person, words).getByAltText(alt).waitFor();
}

/** Finds somebody by name and follows them from the list. */
export async function follow(person, name) {
  const { page } = person;
  await go(person, `/search?q=${name}`);
  const row = page.locator(".person").filter({ hasText: `@${name}` });
  await pressEitherWay(person, row.getByRole("button", { name: "Follow", exact: true }));
  await row.getByRole("button", { name: "Following" }).waitFor();
}

/** Likes, boosts or bookmarks a post on the page; it counts at once, and still after a reload. */
export async function react(person, words, what) {
  const button = () => postOf(person, words).getByRole("button", { name: new RegExp(`^${what}`) });
  assert.equal(await button().getAttribute("aria-pressed"), "false");
  await pressEitherWay(person, button());
  assert.equal(await button().getAttribute("aria-pressed"), "true");
  await person.page.reload();
  assert.equal(await button().getAttribute("aria-pressed"), "true", `${what} did not last`);
  if (what !== "Bookmark") assert.match(await button().innerText(), /1\s*$/);
}

/** Opens the thread of a post and answers it there. */
export async function reply(person, words, answer) {
  const { page } = person;
  await open(person, words);
  await page.getByLabel("Write a reply").fill(answer);
  await submit(person, "Reply");
  await postOf(person, answer).waitFor();
}

/** Opens the page of a post, and gives its path. */
export async function open(person, words) {
  await postOf(person, words).locator("a.when").click();
  await person.page.getByRole("heading", { name: "Thread" }).waitFor();
  return new URL(person.page.url()).pathname;
}

/** Chooses a line of the menu of a post. */
async function choose(person, words, line) {
  await postOf(person, words).getByTitle("More").click();
  await postOf(person, words).getByRole("link", { name: line, exact: true }).click();
}

/** Changes what a post says; everyone can read that it was changed, and how. */
export async function edit(eyes, person, before, after) {
  const { page } = person;
  await choose(person, before, "Edit");
  await page.getByRole("heading", { name: "Edit" }).waitFor();
  await eyes.look(person, "edit");
  await page.getByLabel("Text", { exact: true }).fill(after);
  await submit(person, "Save");
  await postOf(person, after).waitFor();
  await page.getByRole("link", { name: /^Edited/ }).click();
  await page.getByText(before).first().waitFor();
  await eyes.look(person, "history");
}

/** Deletes a post after the page that asks; its address says that it is gone. */
export async function remove(eyes, person, words) {
  const { page, origin } = person;
  const path = await open(person, words);
  await choose(person, words, "Delete");
  await page.getByRole("heading", { name: "Delete this post?" }).waitFor();
  await eyes.look(person, "delete");
  await submit(person, "Delete");
  const after = await page.goto(`${origin}${path}`);
  assert.ok([404, 410].includes(after.status()), `a deleted post answers ${after.status()}`);
}

/** Fills in one's page. */
export async function describe(person, name, about) {
  const { page } = person;
  await go(person, "/settings");
  await page.getByLabel("Name", { exact: false }).first().fill(name);
  await page.getByLabel("About you").fill(about);
  await page.getByLabel("Label of row 1").fill("Garden");
  await page.getByLabel("Content of row 1").fill("https://garden.example.org");
  await submit(person, "Save");
  await page.getByText("Saved.").waitFor();
}

/** Chooses how the pages look. */
export async function dress(person, look) {
  const { page } = person;
  await go(person, "/settings/posting");
  await page.getByRole("radio", { name: look }).check();
  await submit(person, "Save");
  await page.getByText("Saved.").waitFor();
}

/** Changes one's password. */
export async function changePassword(person, fresh) {
  const { page } = person;
  await go(person, "/settings/security");
  await page.getByLabel("Your password now").fill(PASSWORD);
  await page.getByLabel("A new password").fill(fresh);
  await submit(person, "Change it");
  await page.getByText("Saved.").waitFor();
}

/** Makes an invitation and gives its path. */
export async function invite(person) {
  await go(person, "/settings/invites");
  await submit(person, "Make a link");
  const { pathname, search } = new URL(await person.page.locator(".person code").first().innerText());
  return `${pathname}${search}`;
}

/** Reaches the content, a post and its like without touching anything but keys. */
export async function likeByKeys(person) {
  const { page } = person;
  await go(person, "/local");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  const answer = page.waitForResponse((response) => response.url().endsWith("/like"));
  await page.keyboard.press("l");
  assert.ok((await answer).ok());
}
