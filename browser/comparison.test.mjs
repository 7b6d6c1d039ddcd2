// A firm on its phone compares the quotes of two providers, chooses, is asked to check, and accepts; the hub sees the
// same as a table. With script and without.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./helper.mjs";

let installation;
before(async () => {
  installation = await open();
});
after(() => installation?.close());

/** Presses the button of this name in the main part of the page. */
async function press({ page }, name) {
  await page.locator("main").getByRole("button", { name, exact: true }).first().click();
}

/** The first plan on the firm's home that has quotes to compare; gives its address. */
async function planToCompare(firm) {
  await firm.go("/home");
  const read = (all) => all.map((a) => a.getAttribute("href"));
  const plans = await firm.page.locator('main a[href$="/plan"]').evaluateAll(read);
  for (const plan of new Set(plans)) {
    await firm.go(plan);
    if ((await firm.page.getByRole("link", { name: /^比较报价/ }).count()) > 0) return plan;
  }
  throw new Error("no plan of the firm has quotes to compare");
}

/** The amounts on the comparison, from the top down, in fen. */
async function prices({ page }) {
  const cells = await page.locator('td[data-label="价格"]').allInnerTexts();
  return cells.map((text) => Math.round(Number(text.replace(/[^\d.]/g, "")) * 100));
}

for (const script of [true, false]) {
  test(`quotes are compared and one is taken, script ${script ? "on" : "off"}`, async () => {
    const firm = await installation.visitor({ width: 360, script, as: "firm-owner" });
    const clerk = await installation.visitor({ width: 1280, script, as: "hub-clerk" });
    const plan = await planToCompare(firm);
    await firm.look("comparison-plan");

    // Nothing chosen: the page says what is missing and keeps the rest.
    await press(firm, "接受方案");
    await firm.shows("选一家机构,或选择不办理");
    await firm.look("comparison-plan-wrong");

    await firm.go(plan);
    await firm.page.getByRole("link", { name: /^比较报价/ }).first().click();
    await firm.look("comparison-phone");
    const cheapFirst = await prices(firm);
    assert.ok(cheapFirst.length >= 2, "two providers have quoted");
    assert.deepEqual(cheapFirst, cheapFirst.toSorted((a, b) => a - b));
    const compare = new URL(firm.page.url()).pathname;
    await firm.page.getByRole("link", { name: "最早完成" }).click();
    assert.match(firm.page.url(), /sort=finish/);
    await firm.shows("完成最早");

    await clerk.go(compare);
    await clerk.look("comparison-desk");
    assert.deepEqual(await prices(clerk), cheapFirst);
    assert.equal(await clerk.page.getByRole("link", { name: /^选这家/ }).count(), 0);

    await firm.go(compare);
    const name = await firm.page.locator('main th[scope="row"] a').first().innerText();
    await firm.page.getByRole("link", { name: /^选这家/ }).first().click();
    assert.ok(await firm.page.getByLabel(name).isChecked(), `${name} is chosen in the plan`);
    await press(firm, "接受方案");
    await firm.shows("您将接受");
    await firm.look("comparison-check");
    await press(firm, "确认接受");
    await firm.go(plan);
    await firm.shows("已接受");
    await firm.shows("已跑 0 次 / 最多 1 次");
    await firm.go(compare);
    await firm.shows("已选");
    await firm.look("comparison-done");
    await firm.leave();
    await clerk.leave();
  });
}
