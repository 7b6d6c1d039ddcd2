// A hub's manager takes in a list of experts: with mistakes, mended by the error file, and undone again. With script, which
// shows the progress by itself, and without.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./helper.mjs";

let installation;
before(async () => {
  installation = await open();
});
after(() => installation?.close());

async function press({ page }, name) {
  await page.locator("main").getByRole("button", { name }).first().click();
}

function pathOf({ page }) {
  return new URL(page.url()).pathname;
}

/** Chooses a file in the form and sends it; waits until its rows are tried out. Gives the address of the import. */
async function takeIn(manager, name, text, words) {
  const { page } = manager;
  await manager.go("/imports/new?kind=experts");
  await page.getByLabel("文件").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await press(manager, "上传并试算");
  const path = pathOf(manager);
  assert.match(path, /^\/imports\/[0-9a-f-]{36}$/);
  await settled(manager, path, words);
  return path;
}

/** With script the page changes by itself; without, it is asked for again. */
async function settled(manager, path, words) {
  if (manager.script) await manager.page.locator("main", { hasText: words }).waitFor();
  else await manager.until(path, words);
}

/** The file behind the link of this name. */
async function save({ page }, name) {
  const href = await page.locator("main").getByRole("link", { name }).first().getAttribute("href");
  const answer = await page.request.get(href);
  assert.equal(answer.status(), 200, href);
  return (await answer.body()).toString();
}

for (const script of [true, false]) {
  test(`a list with mistakes is mended, written and undone, script ${script ? "on" : "off"}`, async () => {
    const manager = await installation.visitor({ script, as: "hub-manager", width: script ? 1280 : 360 });
    manager.script = script;
    const who = script ? "有脚本" : "无脚本";
    await manager.go("/imports/new");
    await press(manager, "上传并试算");
    assert.match(await manager.page.title(), /^错误/);
    await manager.look("import-new-wrong");
    const template = await manager.page.request.get("/imports/templates/experts.csv");
    assert.ok((await template.text()).includes("说明:"));

    const list = `序号,专家姓名,所在单位,研究方向\n1,徐立${who},温州大学,鞋材高分子\n2,林悦${who},,足部力学\n`;
    const first = await takeIn(manager, "专家名单.csv", list, "试算完成");
    await manager.shows("有 1 行不能导入");
    await manager.shows("工作单位:请填写这一项");
    await manager.look("import-checked");
    const errors = await save(manager, "下载错误文件");
    assert.ok(errors.includes("错误原因") && errors.includes("原第 3 行"), errors);
    await press(manager, "写入 1 行");
    await settled(manager, first, "已写入 1 行");
    await manager.look("import-written");

    const mended = errors.replace(`林悦${who},,`, `林悦${who},温州医科大学,`);
    const second = await takeIn(manager, "改好的.csv", mended, "试算完成");
    await press(manager, "写入 1 行");
    await settled(manager, second, "已写入 1 行");
    await manager.go(`/directory/experts?q=${encodeURIComponent(who)}`);
    await manager.shows(`林悦${who}`);

    await manager.go(second);
    await manager.page.locator("main summary", { hasText: "撤销这次导入" }).click();
    await manager.look("import-undo");
    await press(manager, "撤销 1 行");
    await settled(manager, second, "已撤销 1 行");
    await manager.look("import-undone");
    await manager.go(`/directory/experts?q=${encodeURIComponent(who)}`);
    assert.ok(!(await manager.page.locator("main").innerText()).includes(`林悦${who}`));

    const other = await takeIn(manager, "通讯录.csv", `称呼,供职于,懂什么\n陈明${who},浙江大学,皮革\n`, "请先对应列");
    await manager.page.getByRole("link", { name: "对应列", exact: true }).click();
    await manager.look("import-columns");
    for (const [column, field] of [["称呼", "姓名"], ["供职于", "工作单位"], ["懂什么", "擅长领域"]]) {
      await manager.page.getByLabel(`“${column}”对应`).selectOption({ label: field });
    }
    await press(manager, "试算");
    await settled(manager, other, "写入 1 行");
    await press(manager, "放弃这次导入");
    await manager.shows("已放弃");
    await manager.go("/imports");
    await manager.shows("专家名单.csv");
    await manager.look("imports");
    await manager.leave();
  });
}
