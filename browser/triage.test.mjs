// The clerk's triage by keyboard only: Tab, Enter, Space and the letters that the pages offer (access keys). With script
// and without. No click, no mouse.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./helper.mjs";

let installation;
before(async () => {
  installation = await open();
});
after(() => installation?.close());

function pathOf({ page }) {
  return new URL(page.url()).pathname;
}

/** Tab until what has the focus fits, at most so many times: everything must be reachable. */
async function tabTo({ page }, what, fits, most = 150) {
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const own = document.activeElement;
      const text = (own.innerText ?? "").trim() || own.getAttribute("aria-label") || "";
      const label = own.labels?.[0]?.innerText ?? "";
      return { tag: own.tagName, name: own.getAttribute("name") ?? "", value: own.value ?? "", href: own.getAttribute("href") ?? "", text, label };
    });
    if (fits(focused)) return;
  }
  assert.fail(`${what} was not reached by Tab on ${page.url()}`);
}

/** Presses Enter and waits for the page that follows. */
async function enter({ page }) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Presses the letter that the page offers. */
async function letter({ page }, key) {
  await page.keyboard.press(`Alt+${key}`);
}

/** Says a need as the firm; by whatever means, it is the clerk who has no mouse. */
async function sayNeed(firm, words) {
  const { page } = firm;
  const press = (name) => page.locator("main").getByRole("button", { name, exact: true }).first().click();
  await firm.go("/needs/new?hub=LCX");
  await page.getByLabel("想办成什么事").fill(words);
  await page.getByLabel("检测产品或材料").check();
  await press("继续");
  for (let step = 0; step < 10 && !pathOf(firm).endsWith("/check"); step += 1) {
    const question = pathOf(firm).split("/").pop();
    if (question === "product") await page.getByLabel("关于什么产品或材料").fill("成年女鞋 PU 底");
    if (question === "visibility") await page.getByLabel("只有综合体可以看到").check();
    if (question === "contact") {
      await page.getByLabel("联系人姓名").fill("李梅");
      await page.getByLabel("联系电话").fill("13800000000");
    }
    await press("继续");
  }
  await press("提交需求");
  return pathOf(firm).split("/")[2];
}

/** From the worklist to the need by its link. */
async function openNeed(clerk, reference) {
  await clerk.go("/home?kind=triage&mine=none");
  await tabTo(clerk, `the link to ${reference}`, ({ href }) => href === `/needs/${reference}`);
  await enter(clerk);
  assert.equal(pathOf(clerk), `/needs/${reference}`);
}

for (const script of [true, false]) {
  test(`triage by keyboard, script ${script ? "on" : "off"}`, async () => {
    const firm = await installation.visitor({ width: 360, script, as: "firm-owner" });
    const clerk = await installation.visitor({ script, as: "hub-clerk" });
    const { page } = clerk;
    const said = script ? "有脚本" : "无脚本";
    const first = await sayNeed(firm, `新款休闲鞋鞋底耐折测试,客户急要报告(${said})`);
    const second = await sayNeed(firm, `新款休闲鞋鞋底耐折测试,客户急要报告(${said})`);
    const third = await sayNeed(firm, `童鞋邻苯超标想查原因(${said})`);

    // Taken, then accepted with something to follow: m, g, Space, s.
    await openNeed(clerk, first);
    await clerk.look("triage-need");
    await Promise.all([page.waitForNavigation(), letter(clerk, "m")]);
    await clerk.shows("经办人已更新");
    await Promise.all([page.waitForNavigation(), letter(clerk, "g")]);
    await clerk.look("triage-gaps");
    await tabTo(clerk, "the first box", ({ name }) => name === "pick");
    await page.keyboard.press("Space");
    await Promise.all([page.waitForNavigation(), letter(clerk, "s")]);
    await clerk.shows("待补交");
    await clerk.look("triage-with-gaps");
    await firm.go(`/needs/${first}`);
    await firm.shows("前补交");
    await firm.look("triage-firm-gaps");

    // The second says the same: shown beside it. It goes on in the first.
    await openNeed(clerk, second);
    await clerk.shows("可能重复的需求");
    await clerk.shows(first);
    await tabTo(clerk, "并入", ({ tag, text }) => tag === "SUMMARY" && text.startsWith("并入另一项需求"));
    await page.keyboard.press("Enter");
    await tabTo(clerk, "the number", ({ name }) => name === "of");
    await page.keyboard.type(first);
    await enter(clerk);
    await clerk.shows("已并入");
    await firm.go(`/needs/${second}`);
    await firm.shows(first);

    // The third is asked back with ready words: the drawer by q, the words by their link.
    await openNeed(clerk, third);
    await letter(clerk, "q");
    await tabTo(clerk, "the ready answer", ({ href }) => href.startsWith(`/needs/${third}?answer=`));
    await enter(clerk);
    const words = await page.locator("#question").inputValue();
    assert.ok(words.includes(third), words);
    await clerk.look("triage-ask");
    await tabTo(clerk, "the question", ({ name }) => name === "question");
    await tabTo(clerk, "请企业补充", ({ tag, text }) => tag === "BUTTON" && text === "请企业补充");
    await enter(clerk);
    await clerk.shows("不计时限");
    await clerk.look("triage-asked");

    // The list: a box by Space, a batch by Enter, told one by one.
    const fourth = await sayNeed(firm, `鞋面胶水环保检测(${said})`);
    await clerk.go("/home?kind=triage");
    await tabTo(clerk, "the box", ({ name, value }) => name === "pick" && value === fourth, 400);
    await page.keyboard.press("Space");
    await page.locator('button[value="accept"]').focus();
    await enter(clerk);
    await clerk.shows("办成 1 项");
    await clerk.look("triage-batch");

    // The hall.
    await clerk.go("/hall");
    await clerk.look("triage-hall");
    const visitor = await installation.visitor({ width: 360, script });
    await visitor.go("/queue/LCX");
    await visitor.look("queue-take");
    await visitor.go("/queue/LCX/screen");
    await visitor.look("queue-screen");
    await visitor.leave();
    await firm.leave();
    await clerk.leave();
  });
}
