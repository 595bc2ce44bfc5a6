// A person who opens a page, fills in its forms and presses its buttons, with cookies and without a browser.
import { request } from 'node:http'

/** Opens an address and does what a person does until they are sent to `redirect`; answers with what is sent along. */
export async function walk(start, redirect, { identifier, password, decision = 'allow' }) {
  const person = new Person()
  let page = await person.open(start)
  for (let step = 0; step < 10; step++) {
    if (page.url.startsWith(redirect)) return new URL(page.url).searchParams
    const typed = (form) => form.fields.some(({ type }) => type === 'password')
    const login = page.forms.find(typed)
    if (login) {
      const texts = login.fields.filter(({ type }) => ['text', 'email', 'password'].includes(type))
      const values = texts.map(({ name, type }) => [name, type === 'password' ? password : identifier])
      page = await person.submit(login, Object.fromEntries(values))
      continue
    }
    const pressed = (form) => form.buttons.find(({ value }) => value === decision)
    const consent = page.forms.find(pressed)
    if (!consent) throw new Error(`nothing to do on ${page.status} ${page.url}: ${page.text.slice(0, 500)}`)
    const { name, value } = pressed(consent)
    page = await person.submit(consent, { [name]: value })
  }
  throw new Error(`too many pages, the last is ${page.url}`)
}

/** Somebody with a cookie jar. */
export class Person {
  cookies = new Map()

  /** Asks as a browser that navigates, and follows where it is sent, as long as that is where it came from. */
  async open(url, init = {}) {
    const origin = new URL(url).origin
    for (let hop = 0; hop < 10; hop++) {
      const answer = await this.fetch(url, init)
      const to = answer.headers.location
      if (answer.status < 300 || answer.status >= 400 || !to) return page(url, answer)
      url = new URL(to, url).href
      if (new URL(url).origin !== origin) return { url, status: answer.status, forms: [], text: '' }
      init = {}
    }
    throw new Error(`sent on and on, at last to ${url}`)
  }

  /** Sends a form as it stands with what was typed. */
  submit({ action, method, fields }, typed) {
    const values = Object.fromEntries(fields.filter(({ sent }) => sent).map(({ name, value }) => [name, value]))
    const body = new URLSearchParams({ ...values, ...typed })
    if (method === 'GET') return this.open(`${action}?${body}`)
    return this.open(action, { method, body, headers: { origin: new URL(action).origin } })
  }

  /** Asks once. Not with `fetch` of Node.js, which says itself what a browser would: that it is not a page that asks. */
  async fetch(url, { method = 'GET', body = '', headers = {} } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const asks = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' }
    const kind = method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
    const answer = await send(url, method, { ...asks, ...kind, ...(cookie && { cookie }), ...headers }, String(body))
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair] = line.split(';')
      const at = pair.indexOf('=')
      this.cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim())
    }
    return answer
  }
}

function send(url, method, headers, body) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part)).on('error', reject)
      const text = () => Buffer.concat(parts).toString()
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: text() }))
    })
    asked.on('error', reject).end(body)
  })
}

function page(url, { status, text }) {
  return { url, status, text, forms: [...text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map((it) => form(url, it)) }
}

function form(url, [, attributes, inside]) {
  const all = [...inside.matchAll(/<(input|button|textarea|select)\b([^>]*)>/g)].map(([, tag, rest]) => ({ tag, ...field(rest) }))
  const isButton = ({ tag, type }) => tag === 'button' || type === 'submit'
  return {
    action: new URL(attribute(attributes, 'action') ?? url, url).href,
    method: (attribute(attributes, 'method') ?? 'get').toUpperCase(),
    fields: all.filter((it) => it.name && !isButton(it)),
    buttons: all.filter(isButton),
  }
}

function field(attributes) {
  const type = attribute(attributes, 'type') ?? 'text'
  const isChosen = !['checkbox', 'radio'].includes(type) || /\bchecked\b/.test(attributes)
  return { name: attribute(attributes, 'name'), value: attribute(attributes, 'value') ?? '', type, sent: isChosen }
}

function attribute(attributes, name) {
  const found = attributes.match(new RegExp(`(?:^|\\s)${name}\\s*=\\s*("([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i'))
  if (!found) return undefined
  const letters = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }
  return (found[2] ?? found[3] ?? found[4]).replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, letter) => letters[letter])
}
