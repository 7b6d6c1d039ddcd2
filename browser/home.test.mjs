// The first page: whoever comes finds the one entry, 说出您的需求.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./helper.mjs";

let installation;
before(async () => {
  installation = await open();
});
after(() => installation?.close());

for (const width of [360, 1280]) {
  for (const script of [true, false]) {
    test(`首页 at ${width} px, script ${script ? "on" : "off"}`, async () => {
      const visitor = await installation.visitor({ width, script });
      await visitor.go("/");
      const heading = await visitor.page.locator("h1").innerText();
      assert.match(heading, /说出您的需求/);
      await visitor.look("home");
      await visitor.leave();
    });
  }
}
