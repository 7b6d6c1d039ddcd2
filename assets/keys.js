// Single keys for staff. Switched off on the account page; the help is a dialog of the page itself.
"use strict";
(() => {
  const help = document.querySelector("#keys");
  const rows = () => Array.from(document.querySelectorAll("main tbody tr, main .tasks li, main .multiples li"))
    .filter((row) => row.querySelector("a[href]") && row.offsetParent);
  let going = 0;

  const linkOf = (row) => row.querySelector("a[href]");
  const current = () => rows().findIndex((row) => row.contains(document.activeElement));

  // The row's link takes the focus: what is chosen is seen, read aloud, and opened by Enter too.
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = current();
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
    linkOf(all[next]).focus();
    all[next].scrollIntoView({ block: "nearest" });
  };

  const go = (key) => {
    const links = Array.from(document.querySelectorAll(".nav-wide a"));
    const link = key === "h" ? document.querySelector("a.product") : links[Number(key) - 1];
    if (link) location.href = key === "h" ? "/home" : link.href;
  };

  const acts = {
    j: () => move(1),
    k: () => move(-1),
    o: () => { const row = rows()[current()]; if (row) linkOf(row).click(); },
    "/": () => {
      const field = document.querySelector("main input[type=search]") || document.querySelector("main .filters input, main .filters select");
      if (field) { field.focus(); if (field.select) field.select(); }
    },
    g: () => { going = Date.now(); },
    n: () => { if (help.dataset.new) location.href = help.dataset.new; },
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const at = event.target;
    if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      if (/^[1-9h]$/.test(event.key)) { event.preventDefault(); go(event.key); return; }
    }
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
