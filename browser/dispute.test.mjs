// A dispute about a delivery, through everybody it concerns: the firm opens it, the manager names a mediator, the provider
// says its part, the mediator proposes, both accept, the work is delivered again and confirmed. With script and without.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./helper.mjs";

let installation;
before(async () => {
  installation = await open();
});
after(() => installation?.close());

/** Presses the button of this name in the main part of the page, and waits for the page that follows. */
async function press({ page }, name) {
  await page.locator("main").getByRole("button", { name, exact: true }).first().click();
}

/** A need said at the window for the firm's owner, planned with the provider's own service, accepted and delivered. */
async function delivered(firm, clerk, provider, words) {
  await provider.go("/home");
  const own = (await provider.page.locator(".menu-who").first().innerHTML()).split("<br>")[1].trim();
  await firm.go("/needs/new?hub=LCX");
  await firm.page.getByLabel("想办成什么事").fill(words);
  await firm.page.getByLabel("检测产品或材料").check();
  await press(firm, "继续");
  for (let step = 0; step < 10 && !new URL(firm.page.url()).pathname.endsWith("/check"); step += 1) {
    const question = new URL(firm.page.url()).pathname.split("/").pop();
    if (question === "product") await firm.page.getByLabel("关于什么产品或材料").fill("成年女鞋 PU 底");
    if (question === "visibility") await firm.page.getByLabel("综合体的服务机构都可以看到").check();
    if (question === "contact") {
      await firm.page.getByLabel("联系人姓名").fill("李梅");
      await firm.page.getByLabel("联系电话").fill("138 0000 0000");
    }
    await press(firm, "继续");
  }
  await press(firm, "提交需求");
  const need = new URL(firm.page.url()).pathname.split("/")[2];
  await clerk.go(`/needs/${need}`);
  await press(clerk, "受理");
  await clerk.go(`/needs/${need}/plan?q=${encodeURIComponent(own)}`);
  await clerk.page.locator('input[name="offer"]').first().check();
  await press(clerk, "加入服务");
  await press(clerk, "请机构报价");
  await clerk.go(`/needs/${need}/plan`);
  const order = (await clerk.page.locator('main a[href^="/orders/"]').last().getAttribute("href")).split("/").pop();
  await provider.go(`/orders/${order}`);
  await provider.page.getByLabel("价格").fill("1280");
  await provider.page.getByLabel("工作日").fill("6");
  await press(provider, "提交报价");
  await clerk.go(`/needs/${need}/plan`);
  await press(clerk, "提交企业确认");
  await firm.go(`/needs/${need}/plan`);
  await press(firm, "接受方案");
  await press(firm, "确认接受");
  await deliver(provider, order, "耐折 40000 次无裂口,合格");
  return order;
}

async function deliver(provider, order, summary) {
  await provider.go(`/orders/${order}`);
  await provider.page.getByLabel("交付成果").selectOption("report");
  await provider.page.getByLabel("完成了什么").fill(summary);
  await provider.page.getByLabel("实际收费").fill("1280");
  await press(provider, "交付");
}

/** The firm opens the dispute with a photo as proof. */
async function openDispute(firm, order) {
  const { page } = firm;
  await firm.go(`/orders/${order}`);
  await page.locator("main").getByRole("link", { name: "争议调解", exact: true }).click();
  await press(firm, "提出争议");
  await firm.look("dispute-wrong");
  assert.match(await page.title(), /^错误/);
  await page.getByLabel("成果质量").check();
  await page.getByLabel("事情经过和要求").fill("报告里的样品不是我们寄的,请重新检测");
  const photo = { name: "寄样照片.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF\n") };
  await page.getByLabel("证据").setInputFiles(photo);
  await press(firm, "提出争议");
  await firm.shows("争议已提出");
  await firm.look("dispute-opened");
}

/** The manager names the clerk, who hears the provider and proposes. */
async function mediate(manager, clerk, provider, order) {
  const path = `/orders/${order}/dispute`;
  await clerk.go("/home");
  const name = (await clerk.page.locator(".menu-who b").first().textContent()).trim();
  await manager.go(path);
  await manager.look("dispute-naming");
  await manager.page.getByLabel(name, { exact: true }).check();
  await press(manager, "指定调解人");
  await manager.shows("调解人已指定");
  await provider.go(path);
  await provider.page.getByLabel("事情经过和要求").fill("样品由快递送到,有签收记录");
  await press(provider, "提交陈述");
  await provider.shows("有签收记录");
  await clerk.go(path);
  await clerk.page.getByLabel("再次交付", { exact: true }).check();
  const day = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  await clerk.page.getByLabel("再次交付的期限").fill(day);
  await clerk.page.getByLabel("方案内容").fill("双方当面封样,按封样重新检测");
  await clerk.look("dispute-mediating");
  await press(clerk, "提出方案");
  await clerk.shows("方案已提出");
}

async function accept(visitor, order) {
  await visitor.go(`/orders/${order}/dispute`);
  await visitor.look("dispute-proposed");
  await press(visitor, "接受方案");
}

for (const script of [true, false]) {
  test(`a dispute ends in an agreement, script ${script ? "on" : "off"}`, async () => {
    const firm = await installation.visitor({ width: 360, script, as: "firm-owner" });
    const clerk = await installation.visitor({ script, as: "hub-clerk" });
    const manager = await installation.visitor({ script, as: "hub-manager" });
    const provider = await installation.visitor({ script, as: "provider-owner" });

    const order = await delivered(firm, clerk, provider, `新款休闲鞋要做耐折测试(争议,${script ? "有" : "无"}脚本)`);
    await openDispute(firm, order);
    await mediate(manager, clerk, provider, order);
    await accept(firm, order);
    await accept(provider, order);
    await provider.shows("已达成一致");
    await deliver(provider, order, "按封样重测,耐折 40000 次无裂口");
    await firm.go(`/orders/${order}/confirm`);
    await firm.page.getByLabel("满意", { exact: true }).check();
    await press(firm, "确认并评价");
    await firm.shows("经综合体调解,双方达成一致");
    await firm.look("record-mediated");
    for (const visitor of [firm, clerk, manager, provider]) await visitor.leave();
  });
}
