// A walk over every kind of page that each role reaches by links: none may break what holds for every page
// (see `look` in visitor.mjs), by day and by night, on a phone and on a desk.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./helper.mjs";

const roles = [
  undefined,
  "firm-owner",
  "firm-member",
  "provider-owner",
  "hub-manager",
  "hub-clerk",
  "official",
  "auditor",
  "administrator",
  "expert",
];

/** Pages of one kind (addresses that differ only in what they name) that are looked at. */
const pagesOfAKind = 2;
/** Most pages of a role: a bound, so that a page that links to ever new kinds does not run for ever. */
const mostPages = 80;
/** What is not a page but a file, or ends the session. */
const files = /^\/(assets|files)\/|\/(bundle|checkpoint|key)$|\.(csv|xlsx|ics|json)$|^\/export/;

let installation;
before(async () => {
  installation = await open();
});
after(() => installation?.close());

/** `/needs/LCX26-7K3F9Q-0/plan` and the like become the kind of page they are. */
function kind(url) {
  return url.pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")
    .replace(/[A-Z]{3}\d{2}-[0-9A-Z]{6}-[0-9A-Z]/g, "{reference}")
    .replace(/[A-Z]{3}-\d{3,}/g, "{service}")
    .replace(/\/[0-9A-Z]{18}(?=\/|$)/g, "/{uscc}")
    .replace(/\/hubs\/[A-Z]{3}/, "/hubs/{code}");
}

/** Addresses on the page that lead on within the site. */
async function links(visitor) {
  const read = (all) => all.map((a) => a.getAttribute("href"));
  const hrefs = await visitor.page.locator("a[href]").evaluateAll(read);
  const urls = hrefs.map((href) => new URL(href, visitor.page.url()));
  return urls.filter((url) => url.origin === installation.url && !files.test(url.pathname));
}

async function walk(visitor, first, turn) {
  const seen = new Map();
  const waiting = first.map((path) => new URL(path, installation.url));
  let looked = 0;
  while (waiting.length > 0 && looked < mostPages) {
    const url = waiting.shift();
    const name = kind(url);
    const times = seen.get(name) ?? [];
    const address = url.pathname + url.search;
    if (times.includes(address) || times.length >= pagesOfAKind) continue;
    seen.set(name, [...times, address]);
    await visitor.go(address);
    looked += 1;
    if (looked % 2 === turn) await visitor.look(`crawl-${name.replace(/[/{}]+/g, "-")}`);
    waiting.push(...(await links(visitor)));
  }
  return [...seen.keys()];
}

for (const role of roles) {
  test(`every page of ${role ?? "a visitor"}`, async () => {
    const first = role ? ["/home", "/"] : ["/"];
    const settings = [
      { width: 360, theme: "dark" },
      { width: 1280, theme: "light" },
    ];
    for (const [turn, setting] of settings.entries()) {
      const visitor = await installation.visitor({ ...setting, as: role });
      const kinds = await walk(visitor, first, turn);
      assert.ok(kinds.length >= 3, `only ${kinds.join(", ")} were reached`);
      await visitor.leave();
    }
  });
}
