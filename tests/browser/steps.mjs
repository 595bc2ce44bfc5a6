// What people do on the pages, in the words that they read there: labels, buttons, headings.

export const PASSWORD = "correct horse battery staple";

/** Types into the field with a label, if the page has one. */
export async function fillIn(page, label, text) {
  await page.getByLabel(label).first().fill(text);
}

/** Presses the button with a name. */
export async function press(page, name) {
  await page.getByRole("button", { name }).first().click();
}

/** Walks through the wizard, looking at each page. */
export async function setUp(eyes, person, url) {
  const { page } = person;
  await page.goto(url);
  await eyes.look(person, "set-up");
  await fillIn(page, /name of .*community|community.*name|name/i, "The Green");
  throw new Error("not adapted to the wizard yet");
}

/** Writes a post at home and waits until it is there. */
export async function post(page, words) {
  await fillIn(page, /what.*mind|write|post/i, words);
  await press(page, /^post|^publish/i);
  await page.getByText(words).first().waitFor();
}

/** Makes an account on a community that is open to all. */
export async function signUp(page, origin, name) {
  await page.goto(`${origin}/signup`);
  await fillIn(page, /^name|user ?name|handle/i, name);
  await fillIn(page, /mail/i, `${name}@example.org`);
  await fillIn(page, /^password/i, PASSWORD);
  await press(page, /join|sign up|create/i);
}

/** Logs in with the form. */
export async function logIn(page, origin, name, password) {
  await page.goto(`${origin}/login`);
  await fillIn(page, /mail|name/i, name);
  await fillIn(page, /^password/i, password);
  await press(page, /log in/i);
}
