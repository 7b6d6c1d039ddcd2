// The main job, through its roles: a firm says a need on a phone, the clerk accepts it and composes a plan, the provider
// quotes, the firm accepts, the work is delivered, confirmed and rated, and the record is proved. With script and without.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { binary, open } from "./helper.mjs";

let installation;
before(async () => {
  installation = await open();
});
after(() => installation?.close());

/** Presses the button of this name in the main part of the page, and waits for the page that follows. */
async function press({ page }, name) {
  await page.locator("main").getByRole("button", { name, exact: true }).first().click();
}

/** Opens a folded part of the page. */
async function unfold({ page }, name) {
  await page.locator("main details > summary", { hasText: name }).first().click();
}

function pathOf({ page }) {
  return new URL(page.url()).pathname;
}

/** 说出您的需求: one question a page. Gives the reference number. */
async function sayNeed(firm, words) {
  const { page } = firm;
  await firm.go("/needs/new?hub=LCX");
  await firm.look("need-purpose");
  await press(firm, "继续");
  await firm.look("need-purpose-wrong");
  assert.match(await page.title(), /^错误/);
  await page.getByLabel("想办成什么事").fill(words);
  await page.getByLabel("检测产品或材料").check();
  await press(firm, "继续");
  for (let step = 0; step < 10 && !pathOf(firm).endsWith("/check"); step += 1) {
    const question = pathOf(firm).split("/").pop();
    await firm.look(`need-${question}`);
    if (question === "product") await page.getByLabel("关于什么产品或材料").fill("成年女鞋 PU 底");
    if (question === "visibility") await page.getByLabel("综合体的服务机构都可以看到").check();
    if (question === "contact") {
      await page.getByLabel("联系人姓名").fill("李梅");
      await page.getByLabel("联系电话").fill("138 0000 0000");
    }
    await press(firm, "继续");
  }
  await firm.look("need-check");
  await press(firm, "提交需求");
  await firm.look("need-sent");
  const reference = pathOf(firm).split("/")[2];
  assert.match(reference, /^LCX\d\d-/);
  await firm.shows("需求已提交");
  return reference;
}

/** The clerk accepts the need and puts one service of this provider into its plan. */
async function plan(clerk, reference, provider) {
  const { page } = clerk;
  await clerk.go(`/needs/${reference}`);
  await clerk.look("need-triage");
  await press(clerk, "受理");
  await clerk.go(`/needs/${reference}/plan?q=${encodeURIComponent(provider)}`);
  await page.locator('input[name="offer"]').first().check();
  await page.getByLabel("对机构的要求").fill("请用成品鞋测试,样品由企业寄送");
  await press(clerk, "加入服务");
  await clerk.look("plan-composing");
  await press(clerk, "请机构报价");
}

/** The provider's quote, unless its price is fixed. Gives the order's reference number. */
async function quote(provider, clerk, need) {
  const { page } = provider;
  await clerk.go(`/needs/${need}/plan`);
  const order = (await clerk.page.locator('main a[href^="/orders/"]').last().getAttribute("href")).split("/").pop();
  await provider.go(`/orders/${order}`);
  await provider.shows("耐折");
  await page.getByLabel("价格").fill("1,280.50");
  await page.getByLabel("工作日").fill("6");
  await provider.look("order-quote");
  await press(provider, "提交报价");
  await clerk.go(`/needs/${need}/plan`);
  await press(clerk, "提交企业确认");
  await clerk.look("plan-proposed");
  return order;
}

async function deliver(provider, order) {
  const { page } = provider;
  await provider.go(`/orders/${order}`);
  await press(provider, "开始办理");
  await page.getByLabel("交付成果").selectOption("report");
  await page.getByLabel("完成了什么").fill("耐折 40000 次无裂口,合格");
  await page.getByLabel("实际收费").fill("1280.50");
  const report = { name: "检测报告.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF\n") };
  await page.getByLabel("文件").setInputFiles(report);
  await press(provider, "交付");
  await provider.look("order-delivered");
}

/** The firm looks at what was delivered, confirms and rates. Gives the record's reference number. */
async function confirm(firm, order) {
  const { page } = firm;
  await firm.go(`/orders/${order}/confirm`);
  await firm.shows("耐折 40000 次无裂口");
  await firm.look("order-confirm");
  await page.getByLabel("非常满意", { exact: true }).check();
  await press(firm, "确认并评价");
  await firm.shows("计入家次");
  await firm.look("record");
  return pathOf(firm).split("/").pop();
}

/** The bundle is downloaded once the log has the record, and holds on any machine. */
async function prove(auditor, record) {
  await auditor.until(`/records/${record}`, "下载证明文件");
  await auditor.look("record-proof");
  const bundle = await auditor.page.request.get(`/records/${record}/bundle`);
  const key = await auditor.page.request.get("/hubs/LCX/log/key");
  const folder = mkdtempSync(join(tmpdir(), "yizhan-bundle-"));
  const file = join(folder, "bundle.json");
  writeFileSync(file, await bundle.text());
  const words = execFileSync(binary, ["ledger", "verify", file, "--key", (await key.text()).trim()], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.match(words, /^有效/);
  assert.ok(words.includes(record), words);
}

for (const script of [true, false]) {
  test(`a need becomes a proved record, script ${script ? "on" : "off"}`, async () => {
    const firm = await installation.visitor({ width: 360, script, as: "firm-owner" });
    const clerk = await installation.visitor({ script, as: "hub-clerk" });
    const provider = await installation.visitor({ script, as: "provider-owner" });
    const auditor = await installation.visitor({ script, as: "auditor" });
    await provider.go("/home");
    const own = (await provider.page.locator(".menu-who").first().innerHTML()).split("<br>")[1].trim();

    const need = await sayNeed(firm, `新款休闲鞋要做耐折测试(${script ? "有" : "无"}脚本)`);
    await plan(clerk, need, own);
    const order = await quote(provider, clerk, need);
    await firm.go(`/needs/${need}/plan`);
    await firm.look("plan-decide");
    await press(firm, "接受方案");
    await firm.look("plan-check");
    await press(firm, "确认接受");
    await deliver(provider, order);
    await firm.go("/home");
    await firm.look("home-firm");
    await prove(auditor, await confirm(firm, order));
    for (const visitor of [firm, clerk, provider, auditor]) await visitor.leave();
  });
}
